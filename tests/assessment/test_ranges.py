"""Counts as ranges: hand-computed ensembles, and what holds of the shipped data."""

from dataclasses import replace

import numpy as np
import pytest

from geo.assessment.ranges import (
    Ensemble,
    Hits,
    Range,
    Reading,
    count_range,
    ensemble_on,
    headline_ranges,
    read_on_either_side,
)
from geo.assessment.summary import NEAR_KM, headline
from geo.deal.coverage import each_reading
from geo.deal.load import default_scenario, read_scenarios
from geo.schema import COVERING, Coverage
from tests.shipped import assessed, deposits, latest, measured

SIGNED = "signed_2025_04_30"
CLASSES = {
    "n": "in_force",
    "l": "prospective",
    "o": "outside",
    "?": "unclear",
    "d": "disputed",
}


def reading(free, occupied=None):
    """A class for each deposit by a letter: now, later, out, not known, disputed."""
    sides = (free if occupied is None else occupied, free)
    return Reading(*(np.array([CLASSES[one] for one in side]) for side in sides))


def ensemble(signed_km, *readings, as_it_is=None):
    """Deposits by their signed distances, a row a draw."""
    km = np.asarray(signed_km, dtype=float)
    first = as_it_is or readings[0]
    return Ensemble(km, km < 0, km >= 0, first, readings)


def test_a_range_leaves_out_a_twentieth_at_either_end():
    """Draw i of 100 counts i deposits."""
    hits = np.arange(100)[:, None] > np.arange(100)
    assert count_range([Hits(hits, hits)]) == (4, 94)


def test_the_range_of_a_group_is_not_the_sum_of_its_deposits():
    """Of two deposits always exactly one is occupied: the sum is sure, neither is."""
    one = np.where(np.arange(1000) % 2 == 0, -1.0, 1.0)
    drawn = ensemble(np.column_stack([one, -one]), reading("nn"))
    assert drawn.range(drawn.occupied) == (1, 1)
    for place in (0, 1):
        alone = drawn.take([place])
        assert alone.range(alone.occupied) == (0, 1)


def test_open_facts_widen_a_range_and_as_it_is_does_not():
    """One covered, one that lacks a fact, one outside; all free on both draws."""
    drawn = ensemble([[9, 9, 9], [9, 9, 9]], reading("l?o"))
    assert drawn.range(classes=COVERING) == (1, 2)
    assert drawn.range(classes=COVERING, open_facts=False) == (1, 1)
    assert drawn.range() == (3, 3)


def test_one_reading_holds_for_all_its_deposits():
    """Either reading covers one of two: never none, never both."""
    drawn = ensemble([[9, 9]], reading("lo"), reading("ol"), as_it_is=reading("dd"))
    assert drawn.range(classes=COVERING) == (1, 1)
    assert drawn.range(classes=COVERING, open_facts=False) == (0, 0)


def test_a_text_on_occupied_land_covers_by_the_side_drawn():
    half = [[-1.0]] * 50 + [[1.0]] * 50
    drawn = ensemble(half, reading("o", occupied="l"))
    assert drawn.range(classes=COVERING) == (0, 1)
    assert drawn.range(drawn.free, classes=COVERING) == (0, 0)


def test_bands_divide_the_deposits_and_have_their_outer_edge():
    drawn = ensemble([[-5.0, 0.0, 10.0, 10.1, 99.0, np.nan]], reading("nnnnnn"))
    bands = {name: here[0].tolist() for name, here in drawn.bands([10, 30])}
    held = {
        name: [i for i, one in enumerate(row) if one] for name, row in bands.items()
    }
    assert held == {
        "occupied": [0],
        "0–10 km": [1, 2],
        "10–30 km": [3],
        ">30 km": [4],
        "unknown": [5],
    }


def test_headline_ranges_count_sides_draw_by_draw():
    # Of two draws the second deposit is occupied on one; the third comes near on one.
    signed_km = np.array([[20.0, -1.0, 40.0, -9.0], [20.0, 1.0, 30.0, -9.0]])
    found = headline_ranges(ensemble(signed_km, reading("nlol")), near_km=30)
    assert found.occupied == (1, 2)
    assert found.near == (1, 3)
    assert found.in_force_in_reach == (1, 1)
    assert found.prospective_in_reach == (0, 1)
    assert found.in_reach == (1, 2)


@pytest.mark.parametrize(
    ("scenario_id", "readings"),
    [(SIGNED, 2), ("us_2025_02_12_ownership", 3), ("us_2025_02_07_draft", 1)],
)
def test_a_text_is_tried_in_each_of_its_readings(scenario_id, readings):
    text = read_scenarios()[scenario_id]
    assert len(each_reading(text)) == readings
    for one in each_reading(text):
        sentence = read_on_either_side(one, deposits(), measured()["control"])
        assert not (sentence.free == Coverage.DISPUTED).any()
        assert not (sentence.occupied == Coverage.DISPUTED).any()


def test_ranges_of_the_shipped_data_hold_what_is_sure():
    rows, text = assessed(SIGNED), default_scenario()
    found = headline_ranges(ensemble_on(rows, latest(), text), near_km=NEAR_KM)
    counts = headline(rows)
    sides = counts.sides
    assert sides.occupied <= found.occupied.low
    assert found.occupied.high <= sides.occupied + sides.contested
    for one in COVERING:
        low, high = getattr(found, f"{one.value}_in_reach")
        assert counts.of(one).free <= low <= high
        assert high <= counts.of(one).free + counts.of(one).contested
    open_facts = [counts.of(one) for one in (Coverage.DISPUTED, Coverage.UNCLEAR)]
    covered = [counts.of(one) for one in COVERING]
    sure = sum(one.free for one in covered)
    assert sure <= found.in_reach.low
    most = sum(one.free + one.contested for one in [*covered, *open_facts])
    assert sure + sum(one.free for one in open_facts) <= found.in_reach.high <= most


@pytest.mark.parametrize("scenario_id", [*read_scenarios()])
def test_open_facts_never_narrow_a_range(scenario_id):
    rows = assessed(scenario_id)
    drawn = ensemble_on(rows, latest(), read_scenarios()[scenario_id])
    low, high = drawn.range(drawn.free, classes=COVERING)
    closed = drawn.range(drawn.free, classes=COVERING, open_facts=False)
    assert low <= closed.low
    assert closed.high <= high


def test_the_same_inputs_give_the_same_ranges():
    rows, text = assessed(SIGNED), default_scenario()
    one, same = (
        headline_ranges(ensemble_on(rows, latest(), text), near_km=NEAR_KM)
        for _again in range(2)
    )
    assert one == same


def test_where_a_text_is_carried_out_no_count_has_a_range():
    rows, text = assessed(SIGNED), default_scenario()
    exact = replace(latest(), assumed="carried out")
    assert ensemble_on(rows, exact, text) is None
    assert ensemble_on(rows, latest(), text, threat_edge="zone+border") is None
    assert ensemble_on(rows.iloc[:0], latest(), text) is None


def test_chosen_deposits_keep_their_own_draws():
    drawn = ensemble_on(assessed(SIGNED), latest(), default_scenario())
    some = drawn.take([5, 0])
    assert np.array_equal(some.signed_km, drawn.signed_km[:, [5, 0]])
    assert some.readings[0].free.tolist() == drawn.readings[0].free[[5, 0]].tolist()


def test_a_range_is_a_pair_of_numbers():
    assert Range(1, 2)._asdict() == {"low": 1, "high": 2}
