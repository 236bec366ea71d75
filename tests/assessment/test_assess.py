"""The spine: one table, columns only added, on the shipped data and by hand."""

import json
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import shapely

from geo.assessment.assess import assess, export_table
from geo.deal.load import default_scenario, read_scenarios, scenario
from geo.geodesy.crs import GEOD
from geo.geodesy.ukraine import inner_land
from geo.ingest import read_deposits, read_front
from geo.paths import DATA
from geo.risk.distance import measure
from geo.risk.presets import preset
from geo.schema import ASSESSMENT_COLUMNS
from tests import oracle
from tests.geodesy.test_nearest import within_promise
from tests.shipped import front_on, latest

SHARED_FRONTS = Path(__file__).resolve().parents[3] / "shared" / "fronts"


@pytest.fixture(scope="module")
def deposits():
    return read_deposits(DATA / "deposits.geojson", name="deposits.geojson")


@pytest.fixture(scope="module")
def assessed(deposits):
    return assess(
        deposits, latest(), preset=preset("default"), scenario=default_scenario()
    )


def test_rows_index_and_columns_are_kept(deposits, assessed):
    assert assessed.index.equals(deposits.index)
    assert set(deposits.columns) <= set(assessed.columns)
    assert assessed.crs == deposits.crs


def test_export_has_the_columns_of_the_design_in_order(assessed):
    table = export_table(assessed)
    assert tuple(table.columns) == ASSESSMENT_COLUMNS
    assert table["commodities"].map(type).eq(str).all()


def test_every_row_is_consistent(assessed):
    free = assessed["control"] == "free"
    occupied = assessed["control"] == "occupied"
    contested = assessed["control"] == "contested"
    at_sea = assessed["at_sea"]
    assert (free | occupied | contested | at_sea).all()
    assert (assessed.loc[at_sea, "control"] == "unknown").all()
    assert (assessed.loc[at_sea, "band"] == "unknown").all()
    assert assessed.loc[at_sea, "signed_distance_km"].isna().all()
    assert assessed.index[at_sea].tolist() == ["holitsynske-gas", "odeske-gas"]
    assert (assessed.loc[free, "signed_distance_km"] > 0).all()
    assert (assessed.loc[occupied, "signed_distance_km"] < 0).all()
    reach = assessed["distance_km"] <= assessed["uncertainty_km"]
    assert reach.equals(contested)
    assert not assessed.loc[contested, "firm"].any()
    assert assessed["uncertainty_km"].ge(3.5).all()


def test_in_reach_is_covered_not_occupied_and_never_unclear(assessed):
    yes = assessed[assessed["in_reach"] == "yes"]
    assert yes["covered"].isin(["in_force", "prospective"]).all()
    assert (yes["control"] == "free").all()
    occupied = assessed[assessed["control"] == "occupied"]
    assert (occupied["in_reach"] == "no").all()
    unsure = assessed[
        (assessed["covered"] == "prospective") & (assessed["control"] == "contested")
    ]
    assert (unsure["in_reach"] == "unclear").all()


def test_a_scenario_changes_terms_and_never_the_ground(deposits, assessed):
    ground = ["control", "distance_km", "band", "firm"]
    for other in read_scenarios().values():
        again = assess(deposits, latest(), preset=preset("default"), scenario=other)
        pd.testing.assert_frame_equal(assessed[ground], again[ground])
        assert (again["scenario"] == other.id).all()


def test_unread_shares_have_no_number(deposits):
    """On occupied ground the draft of 21 February states no rate before it is freed."""
    draft = scenario("us_2025_02_21_draft")
    table = assess(deposits, latest(), preset=preset("default"), scenario=draft)
    occupied = table["control"] == "occupied"
    assert table.loc[occupied, "us_share_percent"].isna().all()
    assert (table.loc[table["control"] == "free", "us_share_percent"] == 50).all()


def test_the_front_moved_and_the_deposit_with_it(deposits):
    """Shevchenkivske (lithium) was in government-held land in February 2025."""
    before = measure(deposits, front_on(date(2025, 2, 12))).loc["shevchenkivske-li"]
    after = measure(deposits, latest()).loc["shevchenkivske-li"]
    assert before["signed_distance_km"] > 0 > after["signed_distance_km"]


def test_wider_uncertainty_never_makes_a_status_firmer(deposits):
    front = latest()
    firm = {}
    for extra_km in (0.0, 5.0, 20.0):
        wider = deposits.assign(
            location_uncertainty_km=deposits["location_uncertainty_km"] + extra_km
        )
        table = assess(
            wider, front, preset=preset("default"), scenario=default_scenario()
        )
        firm[extra_km] = set(table.index[table["firm"]])
    assert firm[20.0] <= firm[5.0] <= firm[0.0]


@pytest.mark.skipif(
    not SHARED_FRONTS.is_dir(), reason="the real front files are absent"
)
@pytest.mark.parametrize("day", ["20240708", "20260101"])
def test_distances_to_a_real_file_agree_with_the_oracle(deposits, day):
    """Against the file's own coordinates, read here without any of our readers."""
    path = SHARED_FRONTS / f"{day}.geojson"
    features = json.loads(path.read_text(encoding="utf-8"))["features"]
    zone = shapely.union_all(
        [shapely.geometry.shape(feature["geometry"]) for feature in features]
    )
    held = shapely.difference(inner_land(), zone)
    front = read_front(path, allow_repairs=True)
    sample = deposits.iloc[::12]
    measured = measure(sample, front)
    for point, row in zip(sample.geometry, measured.itertuples(), strict=True):
        inside = shapely.contains_xy(zone, point.x, point.y)
        assert (row.signed_distance_km < 0) == inside
        other = held if inside else zone
        true_km = oracle.distance_km(point.x, point.y, other)
        assert row.distance_km >= true_km - 0.010
        if not inside:
            assert within_promise(row.distance_km, true_km)


def test_nearest_point_lies_at_the_distance(assessed):
    reached_m = GEOD.inv(
        *(
            assessed[name].to_numpy()
            for name in ("lon", "lat", "nearest_lon", "nearest_lat")
        )
    )[2]
    np.testing.assert_allclose(reached_m / 1000, assessed["distance_km"], atol=1e-6)
