"""The sections of the page Terms on what happened since and on what others count."""

from html import escape

from streamlit.testing.v1 import AppTest

from geo.deal.lists import read_estimates, read_events, read_sources
from geo.text.format import day_text


def script():
    from geo.views.pages.terms import terms_page

    terms_page()


def terms(view):
    app = AppTest.from_function(script, default_timeout=120)
    app.session_state["terms_view"] = view
    app.run()
    assert not app.exception
    return app, " ".join(block.proto.body for block in app.get("html"))


def test_every_event_is_shown_with_its_day_and_sources():
    _app, page = terms("since")
    for event in read_events():
        assert f"<dt>{day_text(event.date)}</dt>" in page
        for source in event.sources:
            assert escape(read_sources()[source].publisher) in page
    assert "votes in favour: 338" in page


def test_every_estimate_is_shown_and_compared_where_it_can_be():
    app, page = terms("estimates")
    findings = [one for section in read_estimates().values() for one in section]
    assert page.count("<dt>") == len(findings)
    quoted = [block.value for block in app.code]
    assert len(quoted) == sum(len(one.compare) for one in findings)
    lithium = next(text for text in quoted if text.startswith("CSIS"))
    assert "2 of 4; Frontlode: 1 of 4 in our sample occupied" in lithium
    assert "front as of 1 May 2025" in lithium
