"""What the uncertainty rests on: estimated from the fronts that ship, and it holds."""

import hashlib
import math

import numpy as np
import pandas as pd
import pytest

from geo.fronts.calibration import CLASSES, class_name, class_of, read_calibration
from geo.fronts.uncertainty import rebuilt_uncertainty
from geo.paths import DATA
from tests.bench.calibrate import lasting_days, of_held

TESTED = [row for row in read_calibration()["classes"] if row["use"] == "test"]
TESTED_DAYS = [row for row in read_calibration()["days"] if row["use"] == "test"]


def test_the_shipped_numbers_are_the_estimates_rounded_up():
    found, sentence = read_calibration()["estimated"], rebuilt_uncertainty()
    assert sentence.line_km == math.ceil(2 * found["line_km"]) / 2
    assert sentence.deep_km == math.ceil(2 * found["deep_km"]) / 2
    assert sentence.foothold_reach_km == 10 * math.ceil(found["foothold_reach_km"] / 10)


def test_it_was_made_of_the_fronts_that_ship():
    for one in read_calibration()["published"]:
        content = (DATA / "fronts" / f"{one['day']}.geojson").read_bytes()
        assert one["shipped_sha256"] == hashlib.sha256(content).hexdigest(), one["day"]
        assert one["use"] == ("test" if one["day"] >= "2026" else "estimate")


def test_five_days_of_2026_were_held_back():
    assert [row["day"] for row in TESTED_DAYS] == [f"2026-0{m}-01" for m in range(1, 6)]
    assert {row["class"] for row in TESTED} == {one.id for one in CLASSES}


@pytest.mark.parametrize("row", TESTED_DAYS, ids=lambda row: row["day"])
def test_what_is_stated_holds_on_every_day_held_back(row):
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
    needless = sum(row["contested_needless"] for row in TESTED_DAYS)
    assert needless <= 0.2 * sum(row["contested"] for row in TESTED_DAYS)


RULES = {(row["rule"], row["use"]): row for row in read_calibration()["rules"]}
HELD = {row["count"]: row for row in read_calibration()["held"]}


def test_by_rule_the_width_holds_by_the_mean_too():
    """Not to the border in 2026: there the ± must hold what was seen before."""
    too_wide = {
        key
        for key, row in RULES.items()
        if row["front_mean_km"] > 1.3 * row["error_p95_km"]
    }
    assert too_wide == {("border", "test")}
    assert sum(row["distances"] for row in RULES.values()) == sum(
        row["distances"] for row in read_calibration()["classes"]
    )


@pytest.mark.parametrize("rule", ["line", "deep", "border"])
def test_each_rule_holds_on_the_days_it_was_estimated_on(rule):
    assert RULES[rule, "estimate"]["within_front_percent"] >= 95


@pytest.mark.parametrize(
    "row", read_calibration()["places"], ids=lambda row: f"{row['class']}-{row['use']}"
)
def test_ranges_of_distances_hold_in_85_to_95_percent(row):
    assert row["distances"] > 700
    assert 85 <= row["within_percent"] <= 95
    assert abs(row["shorter_percent"] - row["longer_percent"]) <= 7.1
    assert abs(row["error_median_km"]) <= 0.3


@pytest.mark.parametrize("row", HELD.values(), ids=HELD)
def test_each_count_says_on_how_many_days_its_range_held(row):
    counts = [c for c in read_calibration()["counts"] if c["count"] == row["count"]]
    assert row["days"] == len(counts) == len(read_calibration()["published"])
    assert row["held"] == sum(c["low"] <= c["published"] <= c["high"] for c in counts)
    assert all(c["low"] <= c["shipped"] <= c["high"] for c in counts)
    # By the range's own rule, at most a twentieth is left out at either end.
    assert 90 <= row["right_mean_percent"] < 100


def test_one_count_alone_holds_less_often_than_right_ranges_do():
    fewer = [n for n, r in HELD.items() if r["held_percent"] < r["right_p5_percent"]]
    assert fewer == ["within_100_km"]
    assert HELD["within_100_km"]["right_as_few_percent"] > 1


def test_the_days_are_too_few_to_show_85_to_95_percent():
    for row in HELD.values():
        assert 1 < row["independent_days"] < 2
        assert row["right_85_to_95_percent"] < 15


def counts_of(days):
    """Four draws a day, of which the range holds the middle two."""
    return pd.DataFrame(
        {
            "count": "occupied",
            "day": [f"{day}" for day in days],
            "low": 2,
            "high": 3,
            "published": [2, 3, 1, 4],
            "drawn": [np.array([1, 2, 3, 4])] * 4,
            "on_one_front_only": [["a", "b"], ["a"], ["a"], []],
        }
    )


DAYS = pd.date_range("2025-01-01", periods=4, freq="100D").date


def test_independent_days_hold_as_coins_fall():
    row = of_held(counts_of(DAYS), length_days=1)
    assert row["independent_days"] == 4
    assert (row["held"], row["held_percent"]) == (2, 50)
    assert row["right_mean_percent"] == pytest.approx(50, abs=1)
    # None or one of four, or two: (1 + 4 + 6) / 16.
    assert row["right_as_few_percent"] == pytest.approx(100 * 11 / 16, abs=1)
    assert row["on_one_front_only_days"] == {"a": 3}


def test_days_that_are_alike_hold_all_or_none():
    row = of_held(counts_of(DAYS), length_days=1e9)
    assert row["independent_days"] == 1
    assert (row["right_p5_percent"], row["right_p95_percent"]) == (0, 100)
    assert row["right_as_few_percent"] == pytest.approx(50, abs=1)


def test_how_long_errors_last_is_found_again():
    random = np.random.default_rng(1)
    alike = np.exp(-100 / 300)
    error_km = [random.standard_normal(20_000)]
    for _day in DAYS[1:]:
        fresh = random.standard_normal(20_000)
        error_km.append(alike * error_km[-1] + np.sqrt(1 - alike**2) * fresh)
    places = pd.concat(
        pd.DataFrame({"day": day, "signed_km": 10.0, "error_km": one})
        for day, one in zip(DAYS, error_km, strict=True)
    )
    assert lasting_days(places) == pytest.approx(300, abs=20)


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
