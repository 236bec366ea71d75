"""What the uncertainty rests on: estimated from the fronts that ship, and it holds."""

import hashlib
import math

import numpy as np
import pytest

from geo.calibration import CLASSES, class_name, class_of, read_calibration
from geo.paths import DATA
from geo.uncertainty import rebuilt_uncertainty

TESTED = [row for row in read_calibration()["classes"] if row["use"] == "test"]
DAYS = [row for row in read_calibration()["days"] if row["use"] == "test"]


def test_the_shipped_numbers_are_the_estimates_rounded_up():
    found, said = read_calibration()["estimated"], rebuilt_uncertainty()
    assert said.line_km == math.ceil(2 * found["line_km"]) / 2
    assert said.deep_km == math.ceil(2 * found["deep_km"]) / 2
    assert said.foothold_reach_km == 10 * math.ceil(found["foothold_reach_km"] / 10)


def test_it_was_made_of_the_fronts_that_ship():
    for one in read_calibration()["published"]:
        content = (DATA / "fronts" / f"{one['day']}.geojson").read_bytes()
        assert one["shipped_sha256"] == hashlib.sha256(content).hexdigest(), one["day"]
        assert one["use"] == ("test" if one["day"] >= "2026" else "estimate")


def test_five_days_of_2026_were_held_back():
    assert [row["day"] for row in DAYS] == [f"2026-0{m}-01" for m in range(1, 6)]
    assert {row["class"] for row in TESTED} == {one.id for one in CLASSES}


@pytest.mark.parametrize("row", DAYS, ids=lambda row: row["day"])
def test_what_is_said_holds_on_every_day_held_back(row):
    assert min(row["within_percent"].values()) >= 95
    assert row["band_right_percent"] >= 97
    assert row["firm_wrong"] == 0
    assert row["firm"] > 160


@pytest.mark.parametrize("row", TESTED, ids=lambda row: row["class"])
def test_the_front_says_no_more_than_it_must(row):
    assert row["front_median_km"] <= 1.3 * row["error_p95_km"]


def test_firm_was_never_wrong():
    assert sum(row["firm_wrong"] for row in read_calibration()["days"]) == 0


def test_contested_is_needless_in_at_most_a_fifth():
    needless = sum(row["contested_needless"] for row in DAYS)
    assert needless <= 0.2 * sum(row["contested"] for row in DAYS)


@pytest.mark.parametrize(
    ("signed_km", "name"),
    [
        (0, "free_0_50"),
        (50, "free_0_50"),
        (50.01, "free_50_100"),
        (100, "free_50_100"),
        (200, "free_100_200"),
        (700, "free_over_200"),
        (-0.01, "occupied_0_20"),
        (-20, "occupied_0_20"),
        (-20.01, "occupied_over_20"),
        (np.nan, ""),
    ],
)
def test_class_of_a_signed_distance(signed_km, name):
    assert class_of(np.array([signed_km])).tolist() == [name]


def test_every_class_has_a_name():
    assert len({class_name(one.id) for one in CLASSES}) == 6


def test_errors_along_the_line_are_alike_for_some_kilometres():
    line = read_calibration()["line"]["estimate"]
    assert 3 < line["correlation_length_km"] < 15
    alike = list(line["correlation"].values())
    assert alike[:7] == sorted(alike[:7], reverse=True)
    offsets = list(line["percentiles_km"].values())
    assert offsets == sorted(offsets)
