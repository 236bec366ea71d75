"""The two CRSs against geodesics."""

import numpy as np
import pytest
import shapely
from shapely.geometry import MultiPolygon, Point, box

from geo.geodesy.crs import GEOD, area_km2, project, to_geographic, to_working


def test_there_and_back():
    place = Point(36.5, 48.2)
    assert to_geographic(to_working(place)).distance(place) < 1e-8


def test_working_lengths_are_within_their_promise():
    """0.22 % over Ukraine and its seas, in every direction."""
    for lon, lat in [(22.2, 48.4), (40.1, 49.6), (33.5, 44.4), (33.0, 52.3)]:
        for azimuth in range(0, 360, 30):
            there = GEOD.fwd(lon, lat, azimuth, 25_000)[:2]
            ends = project(np.array([lon, there[0]]), np.array([lat, there[1]]))
            planar_m = np.hypot(*(ends[1] - ends[0]))
            assert planar_m == pytest.approx(25_000, rel=0.0022)


@pytest.mark.parametrize(
    ("west", "south", "east", "north"), [(30, 46, 36, 50), (36, 48, 36.05, 48.03)]
)
def test_area_between_parallels_is_the_zone_of_the_ellipsoid(west, south, east, north):
    """Known in closed form: the authalic zone times the share of the circle."""
    e = np.sqrt(GEOD.es)

    def authalic(lat):
        s = np.sin(np.radians(lat))
        return (1 - e**2) * (s / (1 - (e * s) ** 2) + np.arctanh(e * s) / e)

    zone_m2 = GEOD.a**2 / 2 * (authalic(north) - authalic(south))
    area_m2 = np.radians(east - west) * zone_m2
    area = area_km2(box(west, south, east, north))
    assert area == pytest.approx(area_m2 / 1e6, rel=2e-5)


def test_holes_parts_and_orientation():
    ring, hole, other = box(30, 46, 36, 50), box(32, 47, 33, 48), box(38, 46, 39, 47)
    both = MultiPolygon([ring - hole, other]).reverse()
    parts_km2 = area_km2(ring) - area_km2(hole) + area_km2(other)
    assert area_km2(both) == pytest.approx(parts_km2, rel=1e-9)
    assert area_km2(MultiPolygon()) == 0
    assert shapely.is_valid(both)


def test_the_area_of_nearly_touching_edges_is_whole():
    """From a published front; GEOS has this spike touch its neighbour when cut."""
    spiked = shapely.Polygon(
        [
            (36.2328002, 46.5559024),
            (36.1717045, 46.4981772),
            (36.1431422, 46.5033058),
            (36.1550673, 46.5279538),
            (36.1665141, 46.527707),
            (36.1908501, 46.534705),
            (36.21965265196744, 46.569722621920825),
            (36.220775928902846, 46.56930443777067),
            (36.23345506483758, 46.56667508884984),
            (36.241246376934, 46.56619483138183),
            (36.3322034, 46.6770342),
        ]
    )
    geodesic_km2 = abs(GEOD.geometry_area_perimeter(spiked)[0]) / 1e6
    assert area_km2(spiked) == pytest.approx(geodesic_km2, rel=1e-3)
