"""What widens a range: Shapley values by hand, and what holds of the shipped data."""

import json

import pytest
from click.testing import CliRunner

from geo.assessment.drivers import Driver, Uncertain, drivers, drivers_table, shapley
from geo.assessment.ranges import Range, ensemble_on, headline_ranges
from geo.assessment.summary import NEAR_KM
from geo.cli.main import main
from geo.deal.load import default_scenario
from tests.shipped import assessed, latest

ROWS, TEXT = assessed(default_scenario().id), default_scenario()


def widths(width):
    """Ranges from 0 whose width is a function of the three flags."""
    flags = (False, True)
    return {
        Uncertain(line, places, facts): Range(0, width(line, places, facts))
        for line in flags
        for places in flags
        for facts in flags
    }


def test_what_acts_alone_has_its_own_width():
    found = shapley("occupied", widths(lambda line, places, facts: 4 * line + places))
    assert found[:2] == ("occupied", Range(0, 5))
    assert found[2:] == pytest.approx((4, 1, 0))
    assert found.percents == (80, 20, 0)


def test_what_acts_only_together_is_shared_alike():
    found = shapley("near", widths(lambda line, places, facts: 6 * (line and places)))
    assert found[2:] == pytest.approx((3, 3, 0))
    three = shapley("near", widths(lambda *all_three: 6 * all(all_three)))
    assert three[2:] == pytest.approx((2, 2, 2))


def test_the_three_add_up_to_the_width_of_the_headlines_range():
    answer = headline_ranges(ensemble_on(ROWS, latest(), TEXT), near_km=NEAR_KM)
    found = {one.name: one for one in drivers(ROWS, latest(), TEXT)}
    assert set(found) == {"occupied", "near", "in_reach"}
    for count, one in found.items():
        assert one.range == getattr(answer, count)
        width = one.range.high - one.range.low
        assert one.line + one.places + one.open_facts == pytest.approx(width)


def test_open_facts_move_what_is_in_reach_and_no_side():
    found = {one.name: one for one in drivers(ROWS, latest(), TEXT)}
    assert found["occupied"].open_facts == found["near"].open_facts == 0
    assert found["in_reach"].open_facts > 0
    assert min(found["occupied"].line, found["occupied"].places) > 0


def test_without_a_range_nothing_widens_it():
    assert drivers(ROWS, latest(), TEXT, threat_edge="zone+border") == []
    assert drivers(ROWS.iloc[:0], latest(), TEXT) == []


def test_the_table_names_count_range_and_shares():
    head, rows = drivers_table([Driver("in_reach", Range(62, 85), 2.3, 0, 20.7)])
    assert head[2:] == ["the line", "places of deposits", "open facts"]
    assert rows == [["in reach, at once or later", "62–85", "10 %", "0 %", "90 %"]]


def test_gaps_shows_what_widens_the_ranges(tmp_path, monkeypatch):
    monkeypatch.setenv("FRONTLODE_STORE", str(tmp_path / "store"))
    answer = json.loads(CliRunner().invoke(main, ["gaps", "--json"]).stdout)["drivers"]
    assert answer == [one.meta for one in drivers(ROWS, latest(), TEXT)]
    assert answer[0].keys() >= {"low", "high", "line_percent", "open_facts_percent"}
    shown = CliRunner().invoke(main, ["gaps"]).stdout
    assert "What widens the ranges, in percent of their width" in shown
