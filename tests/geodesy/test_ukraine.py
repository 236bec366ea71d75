"""Ukraine's land and seas, and the points that are refused."""

import numpy as np
import pytest
import shapely
from shapely.geometry import LineString, MultiPolygon, Point, Polygon

from geo.errors import SchemaError
from geo.geodesy import ukraine
from geo.geodesy.crs import GEOD, area_km2, to_working
from geo.text import i18n


@pytest.mark.parametrize(
    "place",
    [(34.10, 44.95), (33.52, 44.61), (37.80, 48.00), (39.30, 48.57), (30.52, 50.45)],
    ids=["Simferopol", "Sevastopol", "Donetsk", "Luhansk", "Kyiv"],
)
def test_outline_holds_all_of_ukraine(place):
    assert shapely.contains_xy(ukraine.outline(), *place)


@pytest.mark.parametrize(
    "place", [(36.58, 50.60), (28.86, 47.01)], ids=["Belgorod", "Chisinau"]
)
def test_outline_stops_at_the_border(place):
    assert not shapely.contains_xy(ukraine.outline(), *place)


def test_reservoirs_are_land():
    """An outline that cut the Dnipro out would be wrong by up to 17 km."""
    kakhovka_reservoir, kremenchuk_reservoir = (34.2, 47.3), (32.6, 49.3)
    for place in (kakhovka_reservoir, kremenchuk_reservoir):
        assert shapely.contains_xy(ukraine.outline(), *place)


def test_inner_land_is_two_kilometres_from_the_outline():
    corners = shapely.get_coordinates(ukraine.inner_land())[::97]
    outline = ukraine.outline().boundary
    for lon, lat in corners:
        foot = outline.interpolate(outline.project(Point(lon, lat)))
        # The planar foot point is near enough to bound the geodesic from above.
        assert 1.98 < GEOD.inv(lon, lat, foot.x, foot.y)[2] / 1000 < 3.5


def test_border_runs_with_russia_and_belarus_only():
    border = ukraine.threat_border()
    assert 1500 < sum(GEOD.geometry_length(line) for line in border.geoms) / 1000 < 3200
    west, south, east, _ = border.bounds
    assert west > 23.5
    assert east > 40
    assert south > 46.9


def test_sea_deposits_are_in_ukraine():
    lon, lat = np.array([31.5, 32.5, 36.0]), np.array([45.3, 45.6, 45.9])
    assert ukraine.in_ukraine(lon, lat).all()


@pytest.mark.parametrize(
    ("lon", "lat", "at_sea"),
    [
        (31.5, 45.3, True),
        (36.0, 46.0, True),
        (34.10, 44.95, False),
        (34.2, 47.3, False),
        (28.87, 47.01, False),
        (30.52, 50.45, False),
    ],
    ids=["Black Sea", "Azov", "Simferopol", "Kakhovka", "Chisinau", "Kyiv"],
)
def test_offshore_is_off_all_land(lon, lat, at_sea):
    place = np.array([Point(lon, lat)], dtype=object)
    assert ukraine.is_offshore(place, np.zeros(1)).tolist() == [at_sea]


@pytest.mark.parametrize(("location_km", "at_sea"), [(50.0, True), (60.0, False)])
def test_offshore_is_farther_out_than_its_place_is_unsure(location_km, at_sea):
    place = np.array([Point(31.8, 45.6)], dtype=object)
    off_km = shapely.distance(to_working(ukraine.outline()), to_working(place[0])) / 1e3
    assert 50 < off_km < 60
    assert ukraine.is_offshore(place, np.array([location_km])).tolist() == [at_sea]


@pytest.mark.parametrize(
    ("lon", "lat", "words"),
    [
        (48.0, 35.0, "Swap the axes"),
        (4_100_000.0, 6_200_000.0, "metres"),
        (2.35, 48.85, "outside"),
        (37.6, 55.75, "outside"),
        (28.86, 47.01, "outside"),
        (float("nan"), 48.0, "outside"),
    ],
    ids=["swapped", "metres", "Paris", "Moscow", "Chisinau", "nan"],
)
def test_places_elsewhere_are_refused_by_name(lon, lat, words):
    with pytest.raises(SchemaError, match=words):
        ukraine.require_in_ukraine(np.array([lon]), np.array([lat]), ["Dobra"])


def test_good_places_pass():
    ukraine.require_in_ukraine(np.array([31.0]), np.array([49.0]), ["Dobra"])


def test_parts_of_a_kind():
    square = Polygon([(0, 0), (1, 0), (1, 1), (0, 1)])
    line = LineString([(0, 0), (1, 1)])
    mixed = shapely.GeometryCollection([square, line, MultiPolygon([square])])
    assert len(ukraine.polygons_of(mixed).geoms) == 2
    assert len(ukraine.lines_of(mixed).geoms) == 1
    assert ukraine.polygons_of(Polygon()).is_empty


def test_oblasts_and_neighbours_have_names_in_both_languages():
    for frame in (ukraine.oblasts(), ukraine.neighbours()):
        assert frame.crs == "EPSG:4326"
        assert frame[["name", "name_uk"]].notna().all(axis=None)
    assert len(ukraine.oblasts()) == 27
    oblasts_km2 = sum(map(area_km2, ukraine.oblasts().geometry))
    assert oblasts_km2 == pytest.approx(area_km2(ukraine.outline()), rel=0.003)


def test_an_oblast_by_name_in_the_readers_language():
    assert ukraine.oblast_name("UA.DT") == "Donetsk"
    reset = i18n.language.set("uk")
    assert ukraine.oblast_name("UA.DT") == "Донецька"
    i18n.language.reset(reset)
