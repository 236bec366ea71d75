"""What pages keep between runs is what the engine computes anew."""

from dataclasses import replace

import pandas as pd
import pytest
from geopandas.testing import assert_geodataframe_equal

from geo.assessment.assess import assess
from geo.assessment.ranges import ensemble_on, headline_ranges
from geo.assessment.summary import NEAR_KM
from geo.deal.apply import apply
from geo.deal.load import read_scenarios, scenario
from geo.ledger import default_ledger
from geo.risk.presets import preset, preset_of_edges
from geo.schema import Control
from geo.views import store

DAYS = (0, -1)


def front_of(day):
    ledger = default_ledger()
    return ledger.front_on(ledger.snapshots()[day])


@pytest.mark.parametrize("scenario_id", read_scenarios())
@pytest.mark.parametrize("day", DAYS)
def test_a_kept_assessment_is_the_one_computed_anew(day, scenario_id):
    front = front_of(day)
    anew = assess(
        store.shipped_deposits(),
        front,
        preset=preset("default"),
        scenario=scenario(scenario_id),
    )
    assert_geodataframe_equal(store.assessed(front.id, scenario_id), anew)


def test_a_kept_assessment_has_the_bands_that_are_asked_for():
    front, edges_km = front_of(-1), (7.0, 77.0)
    text = next(iter(read_scenarios()))
    anew = assess(
        store.shipped_deposits(),
        front,
        preset=preset_of_edges(edges_km),
        scenario=scenario(text),
    )
    kept = store.assessed(front.id, text, "zone", edges_km)
    assert_geodataframe_equal(kept, anew)


@pytest.mark.parametrize("scenario_id", read_scenarios())
def test_terms_on_a_side_do_not_hang_on_other_deposits(scenario_id):
    deposits = store.shipped_deposits()
    sides = [one.value for one in Control]
    mixed = pd.Series((sides * len(deposits))[: len(deposits)], deposits.index)
    anew = apply(scenario(scenario_id), deposits, mixed)
    pd.testing.assert_frame_equal(store._terms(scenario_id, mixed), anew)


@pytest.mark.parametrize("scenario_id", read_scenarios())
def test_kept_ranges_are_those_computed_anew(scenario_id):
    front = front_of(-1)
    rows = store.assessed(front.id, scenario_id)
    drawn = ensemble_on(rows, front, scenario(scenario_id))
    anew = headline_ranges(drawn, near_km=NEAR_KM)
    assert store.ranges(front.id, scenario_id) == anew


def test_a_front_of_lines_alone_has_no_ranges(monkeypatch):
    front = front_of(-1)
    lines = replace(front, id="lines", zone=None, line=front.contact_line)
    monkeypatch.setattr(store, "front", lambda _id: lines)
    assert store.ranges("lines", next(iter(read_scenarios()))) is None
