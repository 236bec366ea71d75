"""Sides, distances, intervals and bands: laws, hand answers and a slow oracle."""

from itertools import pairwise
from random import Random

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import example, given, settings
from hypothesis import strategies as st
from shapely.geometry import LineString, MultiPolygon, Point, box

from geo.fronts.buffers import risk_zones
from geo.geodesy.crs import GEOD
from geo.geodesy.ukraine import inner_land, outline, polygons_of, threat_border
from geo.risk.band import band_labels, classify
from geo.risk.distance import measure, measure_to_border
from geo.schema import THREAT_EDGES
from tests import oracle
from tests.drawn_fronts import deposits_of, front_of, line_front_of
from tests.geodesy.test_nearest import within_promise

EDGES_KM = (10, 20, 30, 50, 100)
EAST = polygons_of(outline() & box(36, 43, 42, 53))
CRIMEA = polygons_of(outline() & box(32, 44, 37, 46.0))


def held_by_the_definition(zone):
    """Government-held land, worked out again in the words of the design."""
    left = shapely.difference(inner_land(), zone)
    parts = [
        part
        for part in shapely.get_parts(left)
        if abs(GEOD.geometry_area_perimeter(part)[0]) >= 200e6
    ]
    return MultiPolygon(parts)


def test_free_and_occupied_points_agree_with_the_oracle():
    front = front_of(EAST)
    places = [(24.0, 49.8), (31.0, 47.5), (35.99, 48.0), (36.01, 48.0), (39.5, 48.3)]
    measured = measure(deposits_of([Point(p) for p in places]), front)
    held = held_by_the_definition(EAST)
    for (lon, lat), row in zip(places, measured.itertuples(), strict=True):
        other = held if lon > 36 else EAST
        assert within_promise(row.distance_km, oracle.distance_km(lon, lat, other))
        assert np.sign(row.signed_distance_km) == (-1 if lon > 36 else 1)
        assert row.control == ("occupied" if lon > 36 else "free")


def test_coast_and_state_border_are_not_front():
    """In occupied Crimea the depth is measured to the mainland, not to the sea."""
    kerch = Point(36.47, 45.36)
    measured = measure(deposits_of([kerch]), front_of(CRIMEA))
    held = held_by_the_definition(CRIMEA)
    true_km = oracle.distance_km(kerch.x, kerch.y, held)
    assert true_km > 100
    assert within_promise(-measured["signed_distance_km"].item(), true_km)


def test_point_on_the_line_is_contested_at_zero():
    measured = measure(deposits_of([Point(36.0, 48.0)]), front_of(EAST))
    assert measured["distance_km"].item() == pytest.approx(0, abs=1e-6)
    assert measured["control"].item() == "contested"


def test_area_deposits_on_either_side_and_across():
    free, across = box(35.0, 48.0, 35.5, 48.3), box(35.9, 48.0, 36.2, 48.3)
    occupied = box(36.5, 48.0, 37.0, 48.3)
    measured = measure(deposits_of([free, across, occupied]), front_of(EAST))
    assert measured["control"].tolist() == ["free", "contested", "occupied"]
    assert measured["signed_distance_km"].iloc[1] == 0
    assert within_promise(
        measured["distance_km"].iloc[0], oracle.area_distance_km(free, EAST)
    )
    held = held_by_the_definition(EAST)
    assert within_promise(
        measured["distance_km"].iloc[2], oracle.area_distance_km(occupied, held)
    )
    assert measured["occupied_area_percent"].tolist() == pytest.approx(
        [0, 66.7, 100], abs=0.1
    )


def test_area_from_the_zone_into_the_sea_crosses_no_line():
    south_coast = box(34.0, 44.3, 34.4, 44.8)
    measured = measure(deposits_of([south_coast]), front_of(CRIMEA))
    assert measured["control"].item() == "occupied"
    assert measured["signed_distance_km"].item() < -100


def test_uncertainty_adds_up_and_decides_contested():
    """1.3 km of location and 5 of front reach across a line 6 km away, not 7."""
    km_per_degree = GEOD.inv(35.0, 48.0, 36.0, 48.0)[2] / 1000
    places = [Point(36 - km / km_per_degree, 48.0) for km in (6.0, 7.0)]
    deposits = deposits_of(places, location_uncertainty_km=1.3)
    measured = measure(deposits, front_of(EAST, uncertainty_km=5.0))
    assert measured["uncertainty_km"].tolist() == [6.3, 6.3]
    assert measured["control"].tolist() == ["contested", "free"]
    bands = classify(measured, EDGES_KM)
    assert bands["band"].tolist() == ["contested", "0–10 km"]
    assert bands["band_nearest"].tolist() == ["occupied", "0–10 km"]
    assert bands["band_farthest"].tolist() == ["10–20 km", "10–20 km"]
    assert not bands["firm"].any()


def table(signed_km, control, *, uncertainty_km=0.0, border_km=500.0):
    """A measured table of one deposit."""
    return pd.DataFrame(
        {
            "control": [control],
            "signed_distance_km": [signed_km],
            "distance_km": [abs(signed_km)],
            "uncertainty_km": [uncertainty_km],
            "nearest_lon": [36.0],
            "nearest_lat": [48.0],
            "border_distance_km": [border_km],
            "border_lon": [36.5],
            "border_lat": [50.2],
            "border_uncertainty_km": [uncertainty_km],
        }
    )


@pytest.mark.parametrize(
    ("signed_km", "band"),
    [
        (0.0, "0–10 km"),
        (10.0, "0–10 km"),
        (10.001, "10–20 km"),
        (100.0, "50–100 km"),
        (100.001, ">100 km"),
    ],
)
def test_band_contains_its_outer_edge(signed_km, band):
    assert classify(table(signed_km, "free"), EDGES_KM)["band"].item() == band


def test_occupied_is_one_band_however_deep():
    deep = classify(table(-300.0, "occupied", uncertainty_km=7.0), EDGES_KM)
    assert deep[["band", "band_nearest", "band_farthest"]].eq("occupied").all(axis=None)
    assert deep["firm"].item()


def test_no_other_side_is_endlessly_far_and_has_no_number():
    all_occupied = table(np.nan, "occupied", uncertainty_km=7.0)
    all_free = table(np.nan, "free", uncertainty_km=7.0)
    assert classify(all_occupied, EDGES_KM)["band"].item() == "occupied"
    assert classify(all_free, EDGES_KM)["band"].item() == ">100 km"
    assert np.isnan(classify(all_free, EDGES_KM)["distance_km"].item())


def test_border_counts_when_chosen_and_occupies_nothing():
    near_russia = table(94.0, "free", uncertainty_km=6.0, border_km=3.0)
    alone = classify(near_russia, EDGES_KM)
    both = classify(near_russia, EDGES_KM, threat_edge="zone+border")
    assert (alone["band"].item(), alone["distance_km"].item()) == ("50–100 km", 94.0)
    assert (both["band"].item(), both["distance_km"].item()) == ("0–10 km", 3.0)
    assert both["band_nearest"].item() == "0–10 km"
    assert (both["nearest_lon"].item(), both["nearest_lat"].item()) == (36.5, 50.2)
    occupied = table(-50.0, "occupied", border_km=3.0)
    behind = classify(occupied, EDGES_KM, threat_edge="zone+border")
    assert behind["band"].item() == "occupied"
    assert behind["signed_distance_km"].item() == -50.0


def bands(signed_km, control, **given):
    """Band, nearest and farthest, and whether they agree, the border counting too."""
    found = classify(table(signed_km, control, **given), EDGES_KM, threat_edge=BOTH)
    return tuple(found[["band", "band_nearest", "band_farthest", "firm"]].iloc[0])


BOTH = "zone+border"


@pytest.mark.parametrize(
    ("signed_km", "uncertainty_km", "border_km", "expected"),
    [
        # The border alone: 25 ± 6.
        (94.0, 6.0, 25.0, ("20–30 km", "10–20 km", "30–50 km", False)),
        # Each end of the interval to what is nearer there: 14 ± 6 and 15 ± 6.
        (15.0, 6.0, 14.0, ("10–20 km", "0–10 km", "10–20 km", False)),
        # The border never makes land occupied, the zone does.
        (94.0, 6.0, 3.0, ("0–10 km", "0–10 km", "0–10 km", True)),
        (4.0, 6.0, 3.0, ("0–10 km", "occupied", "0–10 km", False)),
        (15.0, 1.0, 500.0, ("10–20 km", "10–20 km", "10–20 km", True)),
        # An end of the interval in another band.
        (10.0, 1.0, 500.0, ("0–10 km", "0–10 km", "10–20 km", False)),
        (10.5, 1.0, 500.0, ("10–20 km", "0–10 km", "10–20 km", False)),
    ],
)
def test_bands_of_the_nearer_of_zone_and_border(
    signed_km, uncertainty_km, border_km, expected
):
    given = {"uncertainty_km": uncertainty_km, "border_km": border_km}
    assert bands(signed_km, "free", **given) == expected


def test_an_interval_may_reach_the_border_itself():
    near = table(94.0, "free", uncertainty_km=6.0, border_km=3.0)
    found = classify(near, [0.5, 50], threat_edge=BOTH)
    assert found["band_nearest"].item() == "0–0.5 km"


def test_an_area_across_the_line_lies_at_plain_zero():
    across = box(35.9, 48.0, 36.2, 48.3)
    signed_km = measure(deposits_of([across]), front_of(EAST))["signed_distance_km"]
    assert signed_km.item() == 0
    assert not np.signbit(signed_km.item())


def test_the_border_is_as_sure_as_it_is_itself():
    near = table(94.0, "free", uncertainty_km=20.0, border_km=25.0)
    near["border_uncertainty_km"] = 2.0
    found = classify(near, EDGES_KM, threat_edge=BOTH)
    bands = found[["band", "band_nearest", "band_farthest"]]
    assert bands.eq("20–30 km").all(axis=None)


def test_far_end_behind_the_line_is_no_farther_than_the_border():
    given = {"uncertainty_km": 60.0, "border_km": 3.0}
    assert bands(-50.0, "occupied", **given)[1:3] == ("occupied", "0–10 km")
    far = bands(-20.0, "occupied", uncertainty_km=60.0, border_km=30.0)
    assert far[1:3] == ("occupied", "30–50 km")  # to 40 km from the zone


@pytest.mark.parametrize(
    ("signed_km", "border_km", "lon"),
    [(3.0, 3.0, 36.0), (3.0, 2.9, 36.5), (-2.0, 1.0, 36.0), (0.0, 0.0, 36.0)],
)
def test_nearest_point_is_the_borders_only_where_nearer(signed_km, border_km, lon):
    control = "free" if signed_km >= 0 else "occupied"
    measured = table(signed_km, control, border_km=border_km)
    found = classify(measured, EDGES_KM, threat_edge=BOTH)
    assert found["nearest_lon"].item() == lon


@pytest.mark.parametrize("threat_edge", ["zone", BOTH])
def test_all_bands_of_an_unknown_side_are_unknown(threat_edge):
    found = classify(table(5.0, "unknown"), EDGES_KM, threat_edge=threat_edge)
    assert found[["band", "band_nearest", "band_farthest"]].eq("unknown").all(axis=None)
    assert not found["firm"].item()
    assert np.isnan(found["signed_distance_km"].item())
    assert found["distance_km"].item() == 5.0


def test_endless_depth_stays_occupied_whatever_is_unsure():
    found = classify(table(np.nan, "occupied", uncertainty_km=7.0), EDGES_KM)
    assert found["band_farthest"].item() == "occupied"
    found = classify(table(np.nan, "free", uncertainty_km=7.0), EDGES_KM)
    assert found["band_nearest"].item() == ">100 km"
    assert found["firm"].item()


@pytest.mark.parametrize(
    ("place", "control"), [((35.0, 48.0), "free"), ((37.0, 48.0), "occupied")]
)
def test_nearest_point_lies_on_the_line_at_the_distance(place, control):
    row = measure(deposits_of([Point(place)]), front_of(EAST)).iloc[0]
    assert row["control"] == control
    assert row["nearest_lon"] == pytest.approx(36.0, abs=1e-6)
    assert row["nearest_lat"] == pytest.approx(48.0, abs=0.02)
    metres = GEOD.inv(*place, row["nearest_lon"], row["nearest_lat"])[2]
    assert row["distance_km"] == pytest.approx(metres / 1000, abs=1e-6)
    assert (
        row["signed_distance_km"]
        == (1 if control == "free" else -1) * (row["distance_km"])
    )


def test_border_distance_ends_on_the_border():
    place = Point(34.8, 50.9)
    row = measure_to_border(deposits_of([place])).iloc[0]
    true_km = oracle.distance_km(place.x, place.y, threat_border())
    assert within_promise(row["border_distance_km"], true_km)
    there = Point(row["border_lon"], row["border_lat"])
    assert shapely.distance(there, threat_border()) < 1e-6


def test_off_the_coast_is_at_sea_unless_its_place_is_that_unsure():
    place = Point(31.0, 45.6)
    off_km = oracle.distance_km(place.x, place.y, outline())
    assert 10 < off_km < 100
    for uncertainty_km, at_sea in ((off_km - 0.02, True), (off_km + 0.02, False)):
        deposits = deposits_of([place], location_uncertainty_km=uncertainty_km)
        row = measure(deposits, front_of(EAST)).iloc[0]
        assert row["at_sea"] == at_sea
        assert row["control"] == ("unknown" if at_sea else "free")
        assert np.isnan(row["signed_distance_km"]) == at_sea
        assert row["distance_km"] > 100


def test_land_is_not_at_sea_beside_what_is():
    places = [Point(31.0, 45.6), Point(31.0, 47.5), Point(37.0, 48.0)]
    measured = measure(deposits_of(places), front_of(EAST))
    assert measured["at_sea"].tolist() == [True, False, False]
    assert measured["control"].tolist() == ["unknown", "free", "occupied"]
    on_land = measure(deposits_of(places[1:]), front_of(EAST))
    assert on_land["at_sea"].tolist() == [False, False]


def test_points_and_areas_together_keep_their_rows():
    area = box(35.0, 48.0, 35.5, 48.3)
    rows = measure(deposits_of([area, Point(37.0, 48.0), area]), front_of(EAST))
    assert rows["control"].tolist() == ["free", "occupied", "free"]
    assert rows["distance_km"].iloc[0] == rows["distance_km"].iloc[2] < 40
    assert rows["distance_km"].iloc[1] > 70
    assert np.isnan(rows["occupied_area_percent"].iloc[1])


def test_as_far_away_as_it_is_unsure_is_contested():
    km = measure(deposits_of([Point(35.9, 48.0)]), front_of(EAST))["distance_km"].item()
    for unsure_km, side in ((km, "contested"), (km - 1e-6, "free")):
        front = front_of(EAST, uncertainty_km=unsure_km)
        assert measure(deposits_of([Point(35.9, 48.0)]), front)["control"].item() == (
            side
        )


def test_line_only_front_gives_distance_but_no_side():
    front = line_front_of(LineString([(36, 47), (36, 49)]), uncertainty_km=2.0)
    measured = measure(deposits_of([Point(37.0, 48.0)]), front)
    assert measured["control"].item() == "unknown"
    assert np.isnan(measured["signed_distance_km"].item())
    assert measured["distance_km"].item() == pytest.approx(
        oracle.distance_km(37.0, 48.0, front.contact_line), abs=0.001
    )
    for edge in ("zone", "zone+border"):
        bands = classify(measured, EDGES_KM, threat_edge=edge)
        assert bands["band"].item() == "unknown"
        assert not bands["firm"].item()
        assert np.isnan(bands["signed_distance_km"].item())
        assert bands["distance_km"].item() == measured["distance_km"].item()


def test_line_only_front_beside_the_border():
    front = line_front_of(LineString([(34, 46.5), (34, 47)]))
    measured = measure(deposits_of([Point(36.2, 50.2)]), front)
    both = classify(measured, EDGES_KM, threat_edge="zone+border")
    assert both["distance_km"].item() == measured["border_distance_km"].item()


def test_no_deposits_no_rows():
    front = front_of(EAST)
    measured = measure(deposits_of([]), front)
    assert len(classify(measured, EDGES_KM)) == 0


places = st.tuples(st.floats(22.5, 40.0), st.floats(44.5, 52.3))


@settings(max_examples=25, deadline=None)
@given(places, places, st.floats(0.2, 2))
def test_distance_never_grows_when_the_zone_grows(place, middle, half_deg):
    """A law: more occupied land is never farther away."""
    small = box(*np.subtract(middle, half_deg), *np.add(middle, half_deg))
    large = box(*np.subtract(middle, half_deg + 1), *np.add(middle, half_deg + 1))
    deposits = deposits_of([Point(place)])
    before = measure(deposits, front_of(small))["signed_distance_km"].item()
    after = measure(deposits, front_of(large))["signed_distance_km"].item()
    assert np.isnan([before, after]).any() or after <= before + 1e-6


@settings(max_examples=15, deadline=None)
@given(st.lists(places, min_size=2, max_size=6, unique=True), st.randoms())
@example([(23.0, 45.0), (36.25, 52.0)], Random(1))
def test_row_order_and_ring_orientation_do_not_matter(spots, random):
    deposits = deposits_of([Point(spot) for spot in spots])
    shuffled = deposits.sample(frac=1, random_state=random.randint(0, 2**31))
    turned = MultiPolygon([part.reverse() for part in EAST.geoms][::-1])
    first = measure(deposits, front_of(EAST))
    again = measure(shuffled, front_of(turned)).loc[first.index]
    # Near the shortest way the distance hardly changes: it fixes the point to metres.
    points = [name for name in first if name.endswith(("_lon", "_lat"))]
    exact = first.drop(columns=points), again.drop(columns=points)
    pd.testing.assert_frame_equal(*exact, rtol=1e-9)
    pd.testing.assert_frame_equal(first[points], again[points], rtol=0, atol=1e-4)


def test_the_zone_alone_is_the_first_threat_edge():
    assert THREAT_EDGES == ("zone", "zone+border")


def test_labels():
    assert band_labels([5]) == ["0–5 km", ">5 km"]
    assert band_labels([1, 2.5]) == ["0–1 km", "1–2.5 km", ">2.5 km"]


def test_drawn_rings_lie_at_their_distance_and_hold_each_other():
    front = front_of(EAST)
    zones = risk_zones(front, EDGES_KM)
    assert [km for km, _ in zones] == list(EDGES_KM)
    ring = dict(zones)[50]
    edge = ring.boundary & box(34, 47.5, 35.9, 49.0)
    for lon, lat in shapely.get_coordinates(edge)[::9]:
        assert oracle.distance_km(lon, lat, EAST) == pytest.approx(50, abs=0.2)
    edges = shapely.union(outline().boundary, front.zone.boundary)
    vertices = shapely.points(shapely.get_coordinates(ring))
    own = vertices[shapely.distance(vertices, edges) > 0.01]
    assert len(own) > 3
    for one in own:
        true_km = oracle.distance_km(one.x, one.y, EAST)
        assert true_km == pytest.approx(50, abs=0.005)
    for (_, inner), (_, outer) in pairwise(zones):
        assert shapely.difference(inner, outer).area < 1e-3
        assert not shapely.overlaps(outer, front.zone)


def test_border_adds_a_zone_of_its_own():
    near_belarus = Point(28.0, 51.5)
    zone_only = dict(risk_zones(front_of(EAST), [30]))[30]
    with_border = dict(risk_zones(front_of(EAST), [30], threat_edge="zone+border"))[30]
    assert not shapely.contains(zone_only, near_belarus)
    assert shapely.contains(with_border, near_belarus)
    assert oracle.distance_km(28.0, 51.5, threat_border()) < 30


def test_zones_of_a_line():
    front = line_front_of(LineString([(36, 47.5), (36, 49)]))
    ((_, zone),) = risk_zones(front, [20])
    assert shapely.contains(zone, Point(36.2, 48.0))
    assert shapely.contains(zone, Point(35.8, 48.0))
    assert not shapely.contains(zone, Point(36.3, 48.0))


@pytest.mark.parametrize(
    ("signed_km", "border_km", "bands"),
    [
        # 20 ± 4 km to the border, 50 to the zone.
        (50.0, 20.0, ("15–22 km", "15–22 km", "22–30 km")),
        # The interval ends at the border, and never beyond it on the other side.
        (50.0, 0.5, ("0–0.8 km", "0–0.8 km", "0.8–15 km")),
        # The zone is nearer, and both of its ends count.
        (20.0, 50.0, ("15–22 km", "15–22 km", "22–30 km")),
    ],
)
def test_both_ends_of_the_interval_to_the_border(signed_km, border_km, bands):
    measured = table(signed_km, "free", uncertainty_km=4.0, border_km=border_km)
    row = classify(measured, (0.8, 15, 22, 30), threat_edge="zone+border").iloc[0]
    assert (row["band"], row["band_nearest"], row["band_farthest"]) == bands
    assert row["nearest_lon"] == (36.5 if border_km < signed_km else 36.0)
    assert row["distance_km"] == min(signed_km, border_km)


@pytest.mark.parametrize("signed_km", [0.2, -5.0])
def test_a_border_farther_than_the_zone_is_not_the_nearest(signed_km):
    control = "free" if signed_km > 0 else "occupied"
    measured = table(signed_km, control, border_km=0.5)
    row = classify(measured, (10, 30), threat_edge="zone+border").iloc[0]
    assert (row["nearest_lon"], row["distance_km"]) == (36.0, abs(signed_km))
    assert row["signed_distance_km"] == signed_km
