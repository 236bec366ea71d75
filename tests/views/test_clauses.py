"""Clauses as HTML: who says what, where sources differ, and nothing that acts."""

from dataclasses import replace
from html.parser import HTMLParser

import pytest

from geo.assessment.compare import clause_table
from geo.deal.lists import sources_of
from geo.deal.load import read_scenarios, scenario
from geo.views.clauses import clauses_html, side_by_side_html

EVIL = "<img src=x onerror=alert(1)>"


class Tags(HTMLParser):
    """Every tag of a page, with its attributes."""

    def __init__(self, page):
        super().__init__()
        self.seen = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.seen.append((tag, dict(attrs)))


@pytest.mark.parametrize("one", read_scenarios().values(), ids=lambda one: one.id)
def test_every_clause_and_figure_names_its_sources(one):
    page = clauses_html(one)
    links = {attrs["href"] for tag, attrs in Tags(page).seen if tag == "a"}
    figures = [figure for clause in one.clauses for figure in clause.figures]
    for part in (*one.clauses, *figures):
        for source in (sources_of(one)[key] for key in part.sources):
            assert source.url in links or not source.url.startswith("http")


def test_a_contested_cap_is_reported_with_both_readings():
    page = clauses_html(scenario("us_2025_02_21_draft"))
    assert "Sources differ:" in page
    assert "cap: 500 USD bn" in page
    assert "an amount agreed by the governments" in page


def test_readings_are_reported_in_words_with_their_quality():
    page = clauses_html(scenario("signed_2025_04_30"))
    found = "of what was licensed before, only what was never developed is in"
    assert page.count(found) == 3
    assert f"{found} <em>(low confidence)</em>" in page
    assert "all that was licensed before is out <em>(medium confidence)</em>" in page
    assert "Norton Rose Fulbright 2025-05, lawyers" in page
    assert "working_excluded" not in page


def test_what_is_inferred_or_rests_on_a_blog_says_so():
    page = clauses_html(scenario("us_2025_02_07_draft"))
    found = "(inferred, no source says so outright, medium confidence)"
    assert page.count(found) == 1
    signed = clauses_html(scenario("signed_2025_04_30"))
    assert "Looked for, not read: the resolution" in signed
    assert "PSA blog on Resolution 1411 2025-11-07, wiki or blog" in signed


def test_what_differs_is_marked_and_silence_is_stated():
    texts = [scenario(key) for key in ("us_2025_02_21_draft", "signed_2025_04_30")]
    rows = clause_table(texts)
    page = side_by_side_html(rows, texts)
    assert page.count("class=differs") == sum(c.differs for r in rows for c in r.cells)
    assert page.count("says nothing") == sum(
        not c.clauses for r in rows for c in r.cells
    )


def test_an_untrusted_words_and_addresses_stay_text():
    one = scenario("signed_2025_04_30")
    clause = replace(one.clauses[0], title={"en": EVIL}, text={"en": EVIL})
    used = clause.sources[0]
    source = replace(sources_of(one)[used], publisher=EVIL, url="javascript:alert(1)")
    page = clauses_html(replace(one, clauses=(clause,), references=(source,)))
    tags = Tags(page).seen
    assert "img" not in [tag for tag, _attrs in tags]
    assert not any("javascript" in str(attrs) for _tag, attrs in tags)
