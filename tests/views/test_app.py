"""The pages without a browser: what they say, and that they say it of the engine."""

import json
import re
from datetime import date, timedelta
from html import escape

import pytest
from streamlit.testing.v1 import AppTest

from geo.assessment.assess import assess
from geo.assessment.summary import headline
from geo.deal.load import default_scenario, read_scenarios
from geo.errors import DataError
from geo.paths import APP
from geo.risk.presets import preset, preset_of_edges
from geo.schema import Coverage, Licence
from geo.text.format import number_text
from geo.text.labels import label
from geo.text.sentences import (
    coverage_text,
    finding_text,
    front_line,
    heading,
    side_text,
    why_unclear,
)
from geo.views import store
from geo.views.card import card_html
from geo.views.headline import headline_html, pieces_html
from geo.views.safe import linked, plain
from tests.shipped import front_on, latest

#: What must stay text wherever an untrusted file is shown.
HOSTILE = "<img src=x onerror=alert(1)> ![](http://x) {{ 7*7 }} ${alert(1)} =1+1"


@pytest.fixture(scope="module")
def first_visit():
    """The app as a newcomer sees it; read it, do not touch it."""
    return opened()


@pytest.fixture
def visit():
    """The app, opened for this test alone."""
    return opened()


def opened(**query):
    app = AppTest.from_file(str(APP), default_timeout=30)
    app.query_params.update(query)
    return app.run()


def assessed(*, front=None, scenario=None, edges=None, threat_edge="zone"):
    return assess(
        store.shipped_deposits(),
        front or latest(),
        preset=preset_of_edges(edges) if edges else preset("default"),
        scenario=scenario or default_scenario(),
        threat_edge=threat_edge,
    )


def without_ranges(text):
    return re.sub(r" \(\d+(–\d+)?( with those too near to tell)?\)", "", text)


def finding(rows, *, threat_edge="zone"):
    of_all = len(store.shipped_deposits())
    return finding_text(headline(rows), of_all=of_all, threat_edge=threat_edge)


def html(app):
    return "".join(element.proto.body for element in app.get("html"))


def map_args(app):
    return json.loads(app.get("component_instance")[0].proto.json_args)


def assert_calm(app):
    assert not app.exception
    assert not app.error


def test_a_first_visit_finds_what_the_engine_finds(first_visit):
    assert_calm(first_visit)
    assert finding(assessed()) in without_ranges(html(first_visit))
    assert "211 deposits" in html(first_visit)


def test_the_grey_line_counts_the_scenario(first_visit):
    counts, text = headline(assessed()), default_scenario()
    sentence = re.sub("<[^>]+>", "", html(first_visit))
    plain = without_ranges(sentence)
    assert f"Signed 30 Apr 2025: {coverage_text(counts, text)}" in plain
    assert f"Unclear: {why_unclear(assessed(), text)}." in sentence
    assert "Permits as known on 24 Nov 2026" in sentence


def test_the_table_holds_every_deposit_nearest_first(first_visit):
    table = first_visit.dataframe[0].value
    assert len(table) == len(store.shipped_deposits())
    assert table["distance_km"].abs().is_monotonic_increasing


def test_the_map_asks_for_no_address_but_its_own(first_visit):
    args = map_args(first_visit)
    links = [*args["js_links"], *args["css_links"]]
    assert links
    assert all(link.startswith("../geo.views.assets.") for link in links)


@pytest.mark.parametrize("scenario_id", read_scenarios())
def test_every_scenario_changes_the_counts(visit, scenario_id):
    visit.selectbox(key="scenario").set_value(scenario_id).run()
    assert_calm(visit)
    scenario = read_scenarios()[scenario_id]
    counts = headline(assessed(scenario=scenario))
    sentence = re.sub("<[^>]+>", "", html(visit))
    found = f"{escape(scenario.short_name['en'])}: {coverage_text(counts, scenario)}"
    assert found in without_ranges(sentence)


def test_an_older_front_changes_the_finding_and_names_the_newest(visit):
    visit.selectbox(key="front").set_value(date(2025, 2, 12)).run()
    assert finding(assessed(front=front_on(date(2025, 2, 12)))) in without_ranges(
        html(visit)
    )
    assert "a newer one is of 22 Aug 2026" in html(visit)


def test_the_border_can_count_as_a_threat_edge(visit):
    visit.radio(key="edge").set_value("zone+border").run()
    rows = assessed(threat_edge="zone+border")
    assert finding(rows, threat_edge="zone+border") in without_ranges(html(visit))


def test_filters_narrow_headline_and_table_together(visit):
    visit.multiselect(key="commodity").set_value(["lithium"])
    visit.multiselect(key="oblast").set_value(["Kirovohrad"]).run()
    rows = assessed()
    lithium = rows["commodities"].map(lambda all_: "lithium" in all_)
    rows = rows[lithium & (rows["oblast"] == "Kirovohrad")]
    assert 0 < len(rows) < 211
    assert finding(rows) in without_ranges(html(visit))
    assert f"of {len(rows)} chosen deposits" in html(visit)
    assert set(visit.dataframe[0].value.index) == set(rows.index)


def test_an_empty_choice_says_so_and_keeps_the_map(visit):
    visit.multiselect(key="commodity").set_value(["lithium"])
    visit.multiselect(key="group").set_value(["coal"]).run()
    assert_calm(visit)
    assert "No deposit passes these filters" in html(visit)
    assert visit.get("component_instance")


def test_reset_shows_the_first_visit_again(visit, first_visit):
    visit.selectbox(key="scenario").set_value("eu_mou_2021_07_13")
    visit.multiselect(key="status").set_value(["closed"])
    visit.toggle(key="list57").set_value(True).run()
    assert html(visit) != html(first_visit)
    visit.button[0].click().run()
    assert html(visit) == html(first_visit)


def test_a_view_can_be_shared_by_its_address():
    app = opened(commodity="graphite", front="12 Feb 2025")
    rows = assessed(front=front_on(date(2025, 2, 12)))
    rows = rows[rows["commodities"].map(lambda all_: "graphite" in all_)]
    assert finding(rows) in without_ranges(html(app))


def in_words(bands):
    return bands.map(lambda band: label("band", band))


def test_own_edges_make_the_bands(visit):
    visit.selectbox(key="bands").set_value("own").run()
    visit.text_input(key="edges").set_value("15; 45").run()
    assert_calm(visit)
    expected = in_words(assessed(edges=[15, 45])["band"])
    assert visit.dataframe[0].value["band"].to_dict() == expected.to_dict()


@pytest.mark.parametrize("typed", ["", "ten", "30, 20", "10, 1e9", "10, 2000", "-5"])
def test_bad_edges_get_one_sentence_and_the_first_preset(visit, typed):
    visit.selectbox(key="bands").set_value("own").run()
    visit.text_input(key="edges").set_value(typed).run()
    assert not visit.exception
    (error,) = visit.error
    assert error.value.startswith("Expected")
    expected = in_words(assessed()["band"])
    assert visit.dataframe[0].value["band"].to_dict() == expected.to_dict()


def test_the_map_is_never_mounted_anew(visit):
    before = map_args(visit)
    visit.run()
    assert map_args(visit) == before
    visit.selectbox(key="scenario").set_value("us_2025_02_21_draft")
    visit.selectbox(key="front").set_value(date(2025, 1, 1)).run()
    after = map_args(visit)
    assert after["feature_group"] != before["feature_group"]
    still = ("script", "header", "html", "height", "key", "js_links")
    assert [after.get(k) for k in still] == [before.get(k) for k in still]


def test_the_selected_deposit_has_a_card_and_a_marked_row(visit):
    visit.session_state["selected"] = "polokhivske-li"
    visit.run()
    assert_calm(visit)
    assert "Полохівське родовище" in html(visit)
    (row,) = visit.session_state["table"]["selection"]["rows"]
    assert visit.dataframe[0].value.index[row] == "polokhivske-li"


def test_a_card_goes_when_a_filter_takes_its_deposit_away(visit):
    visit.session_state["selected"] = "polokhivske-li"
    visit.multiselect(key="commodity").set_value(["graphite"]).run()
    assert_calm(visit)
    assert "<article" not in html(visit)


@pytest.mark.parametrize("scenario", read_scenarios().values(), ids=lambda s: s.id)
def test_every_card_can_be_drawn(scenario):
    rows = assessed(scenario=scenario)
    for _, deposit in rows.iterrows():
        card = card_html(deposit, scenario)
        assert not re.search(r"\b(nan|None)\b", card)


def test_a_card_names_clause_interval_and_effective_share():
    rows = assessed()
    in_reach = (rows["covered"] == "prospective") & (rows["control"] == "free")
    covered = rows[in_reach].iloc[0]
    card = card_html(covered, default_scenario())
    near_km = covered["distance_km"] - covered["uncertainty_km"]
    assert f"between {number_text(near_km, 1)} and" in card
    assert default_scenario().clause(covered["covered_by"]).title["en"] in card
    assert "= 25 %" in card


def test_an_untrusted_text_stays_text_in_a_card():
    row = assessed().iloc[0].copy()
    for column in ("name", "name_uk", "notes", "sources", "oblast"):
        row[column] = HOSTILE
    row["licences"] = (Licence("held", HOSTILE, HOSTILE, note=HOSTILE),)
    row["commodities"] = (HOSTILE,)
    card = card_html(row, default_scenario())
    assert "<img" not in card
    assert "&lt;img" in card


def test_an_error_of_ours_is_one_sentence_and_no_traceback(monkeypatch):
    def broken():
        raise DataError("deposits.geojson: expected a list ![](http://x/y.png)")

    monkeypatch.setattr(store, "shipped_deposits", broken)
    app = opened()
    assert not app.exception
    (error,) = app.error
    assert error.value == plain("deposits.geojson: expected a list ![](http://x/y.png)")
    assert "![](" not in error.value
    assert not app.get("component_instance")


def test_the_sources_page_shows_every_data_set():
    app = AppTest.from_function(sources_script, default_timeout=30).run()
    assert_calm(app)
    for record in store.data_sets():
        assert record["name"]["en"] in html(app)
        assert record["licence"] in html(app)
    for edge in preset("legal").edges:
        assert edge.reason["en"] in html(app)


def sources_script():
    from geo.views.pages.sources import sources_page

    sources_page()


@pytest.mark.parametrize(("days", "stale"), [(0, False), (14, False), (15, True)])
def test_a_front_is_old_after_two_weeks(days, stale):
    front = latest()
    today = front.as_of + timedelta(days=days)
    line = pieces_html(front_line(front, newest=front.as_of, today=today))
    assert ("stale" in line) == stale
    link = '(a newer one: <a href="update" target="_self">page “Update the front”</a>)'
    assert (link in line) == stale
    assert "frontlode" not in line  # a command is for a terminal


def test_what_is_unclear_says_why():
    scenario = read_scenarios()["us_2025_02_12_ownership"]
    rows = assessed(scenario=scenario)
    found = heading(
        rows,
        latest(),
        scenario,
        of_all=len(rows),
        threat_edge="zone",
        newest=latest().as_of,
        today=latest().as_of,
    )
    unclear = headline(rows).of(Coverage.UNCLEAR).total
    assert f"; {unclear} are unclear</p>" in headline_html(found)
    assert "<p>Unclear: " in headline_html(found)


def test_only_web_addresses_become_links():
    assert linked("javascript:alert(1)") == "javascript:alert(1)"
    assert linked('<a href="x">') == "&lt;a href=&quot;x&quot;&gt;"
    assert 'href="https://a.org/b"' in linked("see https://a.org/b, page 2")


# Halves, oblasts, quotations


def set_to(app, **choices):
    for key, value in choices.items():
        app.session_state[key] = value
    app.run()
    assert not app.exception
    return app


def payload(app):
    """What st_folium sends the browser of each layer, by kind."""
    (component,) = app.get("component_instance")
    sent = json.loads(component.proto.json_args)
    script = "".join(str(sent[key]) for key in sent if "feature_group" in key)
    return {kind for kind in KINDS if f"frontlode.{kind}(" in script}


KINDS = (
    "land",
    "legend",
    "deposits",
    "rightLand",
    "rightDeposits",
    "divider",
    "oblasts",
)


def test_two_versions_halve_the_map_and_have_a_finding_each(visit):
    app = set_to(visit, beside="version", scenario_beside="us_2025_02_07_draft")
    found = " ".join(block.proto.body for block in app.get("html"))
    for scenario_id in ("signed_2025_04_30", "us_2025_02_07_draft"):
        text = read_scenarios()[scenario_id]
        counts = headline(assessed(scenario=text))
        assert side_text(counts, latest(), text) in found
    assert {"divider", "rightDeposits"} <= payload(app)


def test_two_fronts_halve_the_map(visit):
    app = set_to(visit, beside="front", front_beside=date(2024, 7, 8))
    found = " ".join(block.proto.body for block in app.get("html"))
    assert "on 8 Jul 2024: " in found
    assert "on 22 Aug 2026: " in found


def test_oblasts_are_tinted_and_tabled(visit):
    app = set_to(visit, shown="oblasts")
    assert "oblasts" in payload(app)
    assert "deposits" not in payload(app)
    table = app.dataframe[0].value
    later = headline(assessed()).of(Coverage.PROSPECTIVE)
    assert table["covered once licensed"].sum() == later.total


def test_counts_by_oblast_have_their_ranges(visit):
    visit.selectbox(key="group_by").set_value("oblast").run()
    assert not visit.exception
    donetsk = visit.dataframe[0].value.set_index("oblast").loc["Donetsk"]
    assert re.fullmatch(r"\d+ \(\d+–\d+\)", donetsk["occupied"])
    assert any("In brackets: the count in 90 of 100" in c.value for c in visit.caption)


def test_the_findings_can_be_quoted(first_visit):
    about_land, about_text = (block.value for block in first_visit.code)
    assert without_ranges(about_land).startswith(finding(assessed()))
    assert "front as of 22 August 2026, ±3.5 km" in about_land
    assert "scenario signed_2025_04_30" in about_text


def test_nothing_is_quoted_of_no_deposit(visit):
    app = set_to(visit, oblast=["Kyiv"], commodity=["coal"])
    assert len(app.code) == 0
