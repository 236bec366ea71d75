"""Distances against an oracle that knows only geodesics, and against hand answers."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import (
    LineString,
    MultiLineString,
    MultiPolygon,
    Point,
    Polygon,
    box,
)

from geo.geodesy import ecef, nearest
from geo.geodesy.crs import GEOD
from geo.geodesy.nearest import Edges
from tests import oracle


def within_promise(distance_km, true_km):
    """10 m up to 100 km, 0.05 % beyond (design, section 2)."""
    return abs(distance_km - true_km) <= max(0.010, 0.0005 * true_km * (true_km > 100))


@pytest.mark.parametrize("lat", [44.5, 48.0, 52.3])
@pytest.mark.parametrize("away_deg", [1e-6, 0.02, 0.5, 3.0, 12.0])
def test_front_along_a_meridian(lat, away_deg):
    """From a meridian the way is a geodesic that leaves it at a right angle."""
    meridian = LineString([(35.0, 40.0), (35.0, 60.0)])
    found = Edges(meridian).nearest(np.array([35.0 + away_deg]), np.array([lat]))
    azimuth, _back, away_m = GEOD.inv(found.lon[0], found.lat[0], 35.0 + away_deg, lat)
    # Or off the true foot by less than a centimetre.
    assert azimuth == pytest.approx(90, abs=max(1e-3, np.degrees(0.01 / away_m)))
    assert found.distance_km[0] == pytest.approx(
        oracle.distance_km(35.0 + away_deg, lat, meridian), abs=1e-4
    )


@pytest.mark.parametrize("away_deg", [0.001, 0.3, 2.0])
def test_front_along_a_parallel_bulges_south_of_the_geodesic(away_deg):
    """On a parallel's own side the nearest point has the same longitude."""
    parallel = LineString([(30.0, 48.0), (40.0, 48.0)])
    found = Edges(parallel).nearest(np.array([35.0]), np.array([48.0 + away_deg]))
    meridian_m = GEOD.inv(35.0, 48.0, 35.0, 48.0 + away_deg)[2]
    assert found.distance_km[0] == pytest.approx(meridian_m / 1000, abs=1e-6)
    assert found.lon[0] == pytest.approx(35.0, abs=1e-4)


def crooked_line(*, count):
    """A line of short and long edges that turns at random."""
    random = np.random.default_rng(7)
    steps_deg = (
        random.normal(0, 0.02, (count, 2)) * random.choice([1, 1, 9], count)[:, None]
    )
    return LineString(np.cumsum([[33.0, 48.0], *steps_deg], axis=0))


def test_line_of_many_runs_agrees_with_the_oracle():
    line = crooked_line(count=400)
    lon, lat = np.random.default_rng(8).uniform([31, 46], [35, 50], (40, 2)).T
    found = Edges(line).nearest(lon, lat)
    for place in zip(lon, lat, found.distance_km, strict=True):
        assert place[2] == pytest.approx(oracle.distance_km(*place[:2], line), abs=1e-5)


def test_no_point_depends_on_those_beside_it(monkeypatch):
    """One alone, thousands in threads, or few at once: the same to the last bit."""
    edges = Edges(crooked_line(count=3000))
    lon, lat = np.random.default_rng(9).uniform([31, 46], [35, 50], (40_000, 2)).T
    together = np.array(edges.nearest(lon, lat))
    for i in range(0, 40_000, 1999):
        alone = np.array(edges.nearest(lon[i : i + 1], lat[i : i + 1]))
        assert np.array_equal(alone[:, 0], together[:, i])
    monkeypatch.setattr(nearest, "_MOST_AT_ONCE", 500)
    few = np.array(edges.nearest(lon[:3000], lat[:3000]))
    assert np.array_equal(few, together[:, :3000])


def every_piece_km(edges, lon, lat):
    """The least distance to the pieces, each compared by itself, without a tree."""
    points, pieces = ecef.to_ecef(lon, lat), np.arange(len(edges.start))
    least_m = []
    for point in points.T:
        at_each = np.repeat(point[:, None, None], len(pieces), axis=1)
        _along, chord = edges._feet(at_each, pieces)
        nearest_one = ecef.length(chord).argmin()
        least_m.append(ecef.geodesic_m(point, chord[:, nearest_one, 0]))
    return np.array(least_m) / 1000


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(1, 300), st.sampled_from([0.01, 1, 8]))
def test_the_tree_leaves_out_nothing_that_is_nearest(seed, count, spread_deg):
    """Clusters of points far and near, lines in many parts, long and short edges."""
    random = np.random.default_rng(seed)
    parts = [
        LineString(
            random.uniform([24, 45], [39, 51])
            + np.cumsum(random.normal(0, random.choice([1e-4, 0.02, 0.5]), (n, 2)), 0)
        )
        for n in random.integers(2, 60, random.integers(1, 12))
    ]
    lon, lat = (
        random.uniform([24, 45], [39, 51])
        + random.uniform(-spread_deg / 2, spread_deg / 2, (count, 2))
    ).T
    edges = Edges(MultiLineString(parts))
    found = edges.nearest(lon, lat)
    assert found.distance_km == pytest.approx(
        every_piece_km(edges, lon, lat), rel=1e-15, abs=1e-6
    )


@pytest.mark.parametrize(
    ("away_m", "within_m"), [(1.0, 1e-6), (1e5, 0.01), (1.5e6, 45.0)]
)
def test_chords_rank_places_as_geodesics_do(away_m, within_m):
    """Places at one geodesic distance, all around, have chords of one length."""
    azimuth = np.arange(0.0, 360.0)
    start = np.full(360, 31.5), np.full(360, 48.5)
    there = GEOD.fwd(*start, azimuth, np.full(360, away_m))[:2]
    chord_m = ecef.length(ecef.to_ecef(*there) - ecef.to_ecef(*start))
    assert np.ptp(chord_m) < within_m


@pytest.mark.parametrize(
    ("most_m", "within_m"), [(1e5, 1e-6), (5e5, 1e-3), (1e6, 0.03), (1.5e6, 0.31)]
)
def test_geodesic_length_follows_from_the_chord(most_m, within_m):
    random = np.random.default_rng(11)
    lon, lat = random.uniform([22, 44], [40.5, 52.5], (5000, 2)).T
    away_m = most_m * random.uniform(0, 1, 5000)
    there = GEOD.fwd(lon, lat, random.uniform(0, 360, 5000), away_m)[:2]
    point = ecef.to_ecef(lon, lat)
    found_m = ecef.geodesic_m(point, ecef.to_ecef(*there) - point)
    assert np.abs(found_m - away_m).max() < within_m


def test_a_point_is_at_no_distance_from_itself():
    point = ecef.to_ecef(np.array([30.0, 0.0]), np.array([48.0, 90.0]))
    assert ecef.geodesic_m(point, np.zeros((3, 2))).tolist() == [0.0, 0.0]


def test_point_on_the_line_is_at_zero():
    line = LineString([(30.0, 48.0), (40.0, 49.0)])
    found = Edges(line).nearest(np.array([35.0]), np.array([48.5]))
    assert found.distance_km[0] == 0
    assert (found.lon[0], found.lat[0]) == pytest.approx((35.0, 48.5))


def test_vertex_beyond_the_end_of_a_line():
    line = LineString([(30.0, 48.0), (31.0, 48.0)])
    found = Edges(line).nearest(np.array([32.0]), np.array([48.5]))
    assert (found.lon[0], found.lat[0]) == (31.0, 48.0)
    true_m = GEOD.inv(31.0, 48.0, 32.0, 48.5)[2]
    assert found.distance_km[0] == pytest.approx(true_m / 1000, abs=1e-9)


def test_a_hole_and_a_second_part_are_boundaries_too():
    ring = box(30, 46, 36, 52).difference(box(32, 48, 34, 50))
    two = MultiPolygon([ring, box(38, 48, 39, 50)])
    found = Edges(two).nearest(np.array([33.0, 37.5]), np.array([49.0, 49.0]))
    assert found.lon.round(6).tolist() in ([32.0, 38.0], [34.0, 38.0])
    for lon, distance_km in zip([33.0, 37.5], found.distance_km, strict=True):
        assert within_promise(distance_km, oracle.distance_km(lon, 49.0, two))


def test_empty_boundary_gives_no_number():
    found = Edges(MultiPolygon()).nearest(np.array([33.0]), np.array([49.0]))
    assert np.isnan(found).all()
    assert np.isnan(Edges(MultiPolygon()).nearest_to_area(box(1, 1, 2, 2))).all()


def test_no_points_give_no_rows():
    found = Edges(box(36, 47, 40, 50)).nearest(np.array([]), np.array([]))
    assert [column.shape for column in found] == [(0,)] * 3


def test_area_among_many_vertices_agrees_with_the_oracle():
    line, area = crooked_line(count=200), box(35.5, 49.5, 36.5, 50.5)
    found = Edges(line).nearest_to_area(area)
    assert within_promise(found.distance_km[0], oracle.area_distance_km(area, line))


def test_area_to_area_by_vertex_and_by_edge():
    zone = box(36, 47, 40, 50)
    tip = Polygon([(34.0, 48.0), (35.0, 48.5), (34.0, 49.0)])
    found = Edges(zone).nearest_to_area(tip)
    assert within_promise(found.distance_km[0], oracle.distance_km(35.0, 48.5, zone))
    spike = Polygon([(36.0, 48.5), (38.0, 48.0), (38.0, 49.0)])
    wall = box(33, 46, 35, 51)
    found = Edges(spike).nearest_to_area(wall)
    assert within_promise(found.distance_km[0], oracle.distance_km(36.0, 48.5, wall))
    assert found.lon[0] == pytest.approx(36.0)


def test_small_area_beside_the_middle_of_a_long_edge():
    """A quarry of 100 m, 700 m before a border without a vertex for 50 km."""
    zone = box(36, 47, 38, 49)
    quarry = box(35.99, 48.02, 35.991, 48.021)
    found = Edges(zone).nearest_to_area(quarry)
    true_km = oracle.distance_km(35.991, 48.021, zone)
    assert within_promise(found.distance_km[0], true_km)
    assert found.lon[0] == pytest.approx(36.0, abs=1e-6)


vertices = st.tuples(
    st.floats(22, 40.5, allow_nan=False), st.floats(44, 52.5, allow_nan=False)
)


@settings(max_examples=60, deadline=None)
@given(st.lists(vertices, min_size=3, max_size=8), vertices)
def test_any_polygon_any_point_agrees_with_the_oracle(corners, place):
    """Long edges, slivers and far points keep the promise as well."""
    hull = shapely.convex_hull(shapely.multipoints(corners))
    if hull.geom_type != "Polygon" or hull.area < 1e-6:
        return
    found = Edges(hull).nearest(np.array([place[0]]), np.array([place[1]]))
    assert within_promise(found.distance_km[0], oracle.distance_km(*place, hull))
    at_foot = Point(found.lon[0], found.lat[0]).distance(hull.boundary)
    assert at_foot == pytest.approx(0, abs=1e-9)
