"""What if the line moved: laws of a moving front, and the rate of land once freed."""

import math
from dataclasses import replace
from functools import cache

import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import Point, Polygon

from geo.deal.apply import apply
from geo.deal.load import read_scenarios
from geo.deal.whatif import freed_terms
from geo.errors import InputError, UnknownNameError
from geo.fronts.movement import move_front
from geo.geodesy.crs import GEOD, area_km2
from geo.geodesy.ukraine import oblasts, outline
from geo.risk.distance import measure_to_front
from tests.deal.test_coverage import (
    DRAFT_7_FEB,
    DRAFT_21_FEB,
    MARCH,
    NEW_LITHIUM,
    SIGNED,
    frame,
)
from tests.drawn_fronts import deposits_of, front_of, line_front_of
from tests.shipped import deposits, latest

TEXTS = read_scenarios()

#: Occupied land east of 33° E in the middle of the country, far from border and sea.
MERIDIAN = Polygon([(33, 48.5), (34.5, 48.5), (34.5, 49.5), (33, 49.5)])

tenths_km = st.integers(1, 500).map(lambda n: n / 10)


@cache
def moved(km, oblast=None):
    return move_front(latest(), km, oblast=oblast)


# The front --------------------------------------------------------------------------


def test_no_move_gives_the_front_back():
    assert move_front(latest(), 0) is latest()
    assert move_front(latest(), 0, oblast="UA.DT") is latest()


@pytest.mark.parametrize("km", [1, 5, 20, 50])
def test_the_line_moves_by_the_geodesic_distance(km):
    front = front_of(MERIDIAN)
    _lon, lat = 33, 49
    for sign in (1, -1):
        zone = move_front(front, sign * km).zone
        across = shapely.LineString([(31.5, lat), (33.8, lat)])
        edge = shapely.get_coordinates(shapely.intersection(across, zone))[:, 0].min()
        metres = GEOD.inv(33, lat, edge, lat)[2]
        # Edges of rings follow the true distance to within 100 m.
        assert metres / 1000 == pytest.approx(km, abs=0.12)
        assert (edge < 33) == (sign > 0)


@given(tenths_km, tenths_km)
@settings(max_examples=15, deadline=None)
def test_area_grows_with_advance_and_shrinks_with_retreat(a, b):
    less, more = sorted((a, b))
    start = latest().area_km2
    assert moved(-more).area_km2 <= moved(-less).area_km2 < start
    assert start < moved(less).area_km2 <= moved(more).area_km2


@given(tenths_km)
@settings(max_examples=10, deadline=None)
def test_after_an_advance_no_free_deposit_is_farther(km):
    before = measure_to_front(deposits(), latest())["signed_distance_km"]
    after = measure_to_front(deposits(), moved(km))["signed_distance_km"]
    free = before > 0
    assert (after[free] <= before[free] + 1e-6).all()
    retreated = measure_to_front(deposits(), moved(-km))["signed_distance_km"]
    assert (retreated[free] >= before[free] - 1e-6).all()


@given(tenths_km)
@settings(max_examples=10, deadline=None)
def test_a_zone_holds_the_one_before_and_stays_on_ukraines_land(km):
    grown, shrunk = moved(km).zone, moved(-km).zone
    assert area_km2(shapely.difference(latest().zone, grown)) < 1e-3
    assert area_km2(shapely.difference(shrunk, latest().zone)) < 1e-3
    gained = shapely.difference(grown, latest().zone)
    assert area_km2(shapely.difference(gained, outline())) < 1e-3
    assert grown.is_valid
    assert shrunk.is_valid


@pytest.mark.parametrize("km", [5, 20, 50])
def test_deposits_change_hands_within_the_distance_only(km):
    before = measure_to_front(deposits(), latest())["signed_distance_km"]
    after = measure_to_front(deposits(), moved(km))["signed_distance_km"]
    taken = (before > 0) & (after < 0)
    assert (before[taken] <= km + 0.12).all()
    # The distance to the zone may lie across water, the line's own never does less.
    kept = (before > 0) & (after > 0)
    to_line = replace(latest(), zone=None, line=latest().contact_line)
    line_km = measure_to_front(deposits(), to_line)["distance_km"]
    assert (line_km[kept] >= km - 0.12).all()


def test_coast_and_border_do_not_move():
    # Kerch lies on the coast and Luhansk near the border, far behind the line.
    for km in (-50, 50):
        zone = moved(km).zone
        assert zone.intersects(Point(36.47, 45.35))
        assert zone.intersects(Point(39.7, 48.3))
    west = Point(24.0, 49.8)
    assert not moved(50).zone.intersects(west)


@pytest.mark.parametrize("km", [-30, 30])
def test_within_one_oblast_only_its_land_changes_hands(km):
    donetsk = oblasts().geometry["UA.DT"]
    zone = moved(km, "UA.DT").zone
    changed = shapely.symmetric_difference(zone, latest().zone)
    inside = area_km2(shapely.intersection(changed, donetsk))
    assert area_km2(changed) > 100
    # What lies outside the drawn oblast is the gap between it and the outline.
    assert inside / area_km2(changed) > 0.99
    others = shapely.union_all(oblasts().geometry.drop("UA.DT").to_numpy())
    assert area_km2(shapely.intersection(changed, others)) < 1e-3
    everywhere = shapely.symmetric_difference(moved(km).zone, latest().zone)
    assert area_km2(shapely.difference(changed, everywhere)) < 5


def test_a_far_oblast_does_not_change():
    zone = move_front(latest(), 30, oblast="UA.LV").zone
    assert area_km2(shapely.symmetric_difference(zone, latest().zone)) < 1e-6


def test_a_retreat_leaves_no_slivers():
    for km in (5, 20, 50):
        parts = [area_km2(part) for part in moved(-km).zone.geoms]
        assert min(parts) > 0.5


def test_a_moved_front_says_so():
    found = moved(-20, "UA.DT")
    assert found.id == "2026-08-22-20km@UA.DT"
    assert found.note == "what-if, the line moved by -20 km within Donetsk"
    assert found.method == f"{found.note}: {latest().method}"
    assert moved(5).note == "what-if, the line moved by +5 km"
    assert found.as_of == latest().as_of


def test_all_can_be_freed():
    small = Polygon([(33, 49), (33.2, 49), (33.2, 49.2), (33, 49.2)])
    front = move_front(front_of(small), -50)
    assert front.zone.is_empty
    places = deposits_of([Point(33.1, 49.1)])
    assert measure_to_front(places, front)["control"].tolist() == ["free"]


@pytest.mark.parametrize("km", [50.1, -51, math.nan, math.inf])
def test_a_distance_too_far(km):
    with pytest.raises(InputError, match="Expected a distance from -50 to 50 km"):
        move_front(latest(), km)


def test_lines_only_cannot_move():
    with pytest.raises(InputError, match="has lines only cannot move"):
        move_front(line_front_of([(33, 48), (33, 49)]), 5)


@pytest.mark.parametrize("km", [0, 5])
def test_an_unknown_oblast(km):
    with pytest.raises(
        UnknownNameError, match=r"no oblast 'UA\.XX'; there are: UA\.CH"
    ):
        move_front(latest(), km, oblast="UA.XX")


# Land once freed --------------------------------------------------------------------


SIDES = ("free", "occupied", "contested", "unknown")


def freed(scenario_id, today, what_if, text=None):
    found = freed_terms(
        text or TEXTS[scenario_id],
        frame(**NEW_LITHIUM),
        today=pd.Series([today], index=["a"]),
        what_if=pd.Series([what_if], index=["a"]),
    )
    return found.loc["a", "us_share_percent"]


@pytest.mark.parametrize(
    ("scenario_id", "today", "what_if", "percent"),
    [
        # The clause of the draft of 21 February: 66 % of what is freed.
        (DRAFT_21_FEB, "occupied", "free", 66),
        (DRAFT_21_FEB, "free", "free", 50),
        # Whether it was occupied is not sure, so neither is the rate.
        (DRAFT_21_FEB, "contested", "free", math.nan),
        (DRAFT_21_FEB, "occupied", "occupied", math.nan),
        (DRAFT_21_FEB, "free", "occupied", math.nan),
        # One rate on the whole territory.
        (SIGNED, "occupied", "free", 50),
        (SIGNED, "contested", "free", 50),
        (SIGNED, "free", "occupied", 50),
        (MARCH, "occupied", "free", 50),
        # Silent on land once freed.
        (DRAFT_7_FEB, "occupied", "free", math.nan),
        (DRAFT_7_FEB, "free", "free", 50),
    ],
)
def test_the_rate_of_land_once_freed(scenario_id, today, what_if, percent):
    assert freed(scenario_id, today, what_if) == pytest.approx(percent, nan_ok=True)


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_where_nothing_moved_nothing_is_freed(text, side):
    one, control = frame(**NEW_LITHIUM), pd.Series([side], index=["a"])
    found = freed_terms(text, one, today=control, what_if=control)
    pd.testing.assert_frame_equal(found, apply(text, one, control))


def test_a_retreat_frees_deposits_that_take_66_percent():
    today = measure_to_front(deposits(), latest())["control"]
    what_if = measure_to_front(deposits(), moved(-30))["control"]
    found = freed_terms(TEXTS[DRAFT_21_FEB], deposits(), today=today, what_if=what_if)
    newly = (today == "occupied") & (what_if == "free")
    assert newly.sum() == 8
    assert (found.loc[newly, "us_share_percent"] == 66).all()
    assert (found.loc[today == "free", "us_share_percent"] == 50).all()
