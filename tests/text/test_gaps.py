"""Which fact would settle it: what is open, and by how far it moves the count."""

import json
from dataclasses import replace

import pytest
from click.testing import CliRunner
from streamlit.testing.v1 import AppTest

from geo.cli.main import main
from geo.deal.coverage import Missing
from geo.deal.load import read_scenarios
from geo.schema import Coverage
from geo.text.gaps import GapKind, effect_text, gaps, gaps_finding
from tests.shipped import assessed, latest

SIGNED, OFFER = "signed_2025_04_30", "us_2025_02_12_ownership"
TEXTS = read_scenarios()


@pytest.fixture(autouse=True)
def own_store(tmp_path, monkeypatch):
    monkeypatch.setenv("FRONTLODE_STORE", str(tmp_path / "store"))


def found(scenario_id, rows=None):
    rows = assessed(scenario_id) if rows is None else rows
    return gaps(rows, TEXTS[scenario_id], latest())


def reach(rows):
    return int((rows["in_reach"] == "yes").sum())


@pytest.mark.parametrize("scenario_id", TEXTS)
def test_what_is_open_and_not_occupied_has_a_gap(scenario_id):
    rows = assessed(scenario_id)
    open_ids = rows.index[
        (rows["in_reach"] == "unclear") & (rows["control"] != "occupied")
    ]
    named = [key for gap in found(scenario_id) for key in gap.deposits]
    assert sorted(named) == sorted(open_ids)


@pytest.mark.parametrize("scenario_id", TEXTS)
def test_gaps_are_ranked_by_how_far_they_move_the_count(scenario_id):
    rows = assessed(scenario_id)
    moves = [gap.high - gap.low for gap in found(scenario_id)]
    assert moves == sorted(moves, reverse=True)
    for gap in found(scenario_id):
        assert gap.low == reach(rows)
        assert gap.high - gap.low == len(gap.alone)
        assert set(gap.alone) <= set(gap.deposits)


def test_a_disputed_clause_is_one_fact_of_many_deposits():
    rows = assessed(SIGNED)
    disputed = rows[rows["covered"] == Coverage.DISPUTED]
    first = found(SIGNED)[0]
    assert first.kind is GapKind.READING
    assert first.question == "“Licensed before”: which reading of this clause holds?"
    free = disputed.index[disputed["control"] == "free"]
    assert sorted(first.alone) == sorted(free)
    searched = " ".join(first.searched)
    assert "Norton Rose Fulbright 2025-05, lawyers" in searched
    assert "looked for, not read" in searched
    # Three sources give one reading: it is shown once.
    assert searched.count("of what was licensed before, only what was never") == 1


def test_a_permit_is_one_fact_of_one_deposit():
    rows = assessed(SIGNED)
    gap = next(g for g in found(SIGNED) if g.deposits == ("selyshchanske-ti",))
    assert rows.loc["selyshchanske-ti", "missing"] == Missing.VALIDITY
    assert gap.kind is GapKind.FACT
    assert gap.question == (
        "Selyshchanska titanium site: whether the permit once issued still stands is "
        "not known"
    )
    assert effect_text(gap) == (
        f"1 deposit: the count in reach goes from {reach(rows)} to {reach(rows) + 1}"
    )
    assert any("GMK Center" in text for text in gap.searched)


def test_a_side_that_is_not_known_is_a_fact_of_the_front():
    gap = next(g for g in found(SIGNED) if g.deposits == ("shevchenkivske-li",))
    assert gap.kind is GapKind.SIDE
    assert gap.question.endswith("on which side of the line does it lie?")
    assert gap.searched == ("front of 22 Aug 2026: 3.2 ± 5.5 km from the line",)


def test_a_deposit_that_lacks_two_facts_is_not_moved_by_one():
    gap = next(g for g in found(SIGNED) if g.deposits == ("odeske-gas",))
    assert (gap.alone, gap.high - gap.low) == ((), 0)
    assert effect_text(gap).endswith("; 1 needs its side of the line too")


def test_occupied_deposits_have_no_gap():
    rows = assessed(OFFER).assign(control="occupied", in_reach="no")
    assert found(OFFER, rows) == []


def test_a_text_that_covers_nothing_has_no_gap():
    assert found("us_2025_11_20_28points") == []


def test_the_finding_names_the_lowest_and_the_highest_count():
    rows = assessed(SIGNED)
    low = reach(rows)
    high = low + sum(len(gap.deposits) for gap in found(SIGNED))
    assert gaps_finding(found(SIGNED), rows, TEXTS[SIGNED]) == (
        f"Under “Signed 30 Apr 2025” {low} of {len(rows)} deposits are in reach for "
        f"sure, now or once licensed, and up to {high} if every open fact brought its "
        "deposits in"
    )


def test_one_deposit_in_the_singular():
    rows = assessed(SIGNED).loc[["selyshchanske-ti"]]
    answer = found(SIGNED, rows)
    assert gaps_finding(answer, rows, TEXTS[SIGNED]).startswith(
        "Under “Signed 30 Apr 2025” 0 of 1 deposit is in reach for sure"
    )
    two = replace(answer[0], deposits=("a", "b", "c"), alone=("a",), low=5, high=6)
    assert effect_text(two) == (
        "3 deposits: the count in reach goes from 5 to 6; 2 need their side of the "
        "line too"
    )


# Page and command line --------------------------------------------------------------


def script():
    from geo.views.pages.sources import sources_page

    sources_page()


def test_the_page_of_sources_shows_every_fact():
    app = AppTest.from_function(script, default_timeout=120).run()
    assert not app.exception
    page = app.get("html")[0].proto.body
    assert "<h2>Which fact would settle it</h2>" in page
    assert page.count('data-label="What it moves"') == len(found(SIGNED))
    assert "sources of the front" in page


def test_cli_gaps_prints_text_and_json():
    words = " ".join(CliRunner().invoke(main, ["gaps"]).stdout.split())
    assert words.startswith("Under “Signed 30 Apr 2025” ")
    assert "“Licensed before”: which reading of this clause holds?" in words
    done = CliRunner().invoke(main, ["gaps", "--scenario", OFFER, "--json"])
    document = json.loads(done.stdout)
    assert document["meta"]["scenario"]["id"] == OFFER
    assert document["gaps"][0]["kind"] == "reading"
    assert len(document["gaps"]) == len(found(OFFER))
