"""Control zone, government-held land, contact line, and a zone rebuilt from places."""

import numpy as np
import pandas as pd
import pytest
import shapely
from shapely.geometry import LineString, MultiPolygon, Point, box

from geo.crs import GEOD, area_km2
from geo.front import build_zone
from geo.ukraine import outline, polygons_of
from tests.fronts import front_of, line_front_of

#: All of Ukraine east of 36° E: a front along a meridian.
EAST = polygons_of(outline() & box(36, 43, 42, 53))


def length_km(lines):
    return sum(GEOD.geometry_length(line) for line in shapely.get_parts(lines)) / 1000


def test_contact_line_is_the_meridian_and_neither_coast_nor_border():
    line = front_of(EAST).contact_line
    assert np.allclose(shapely.get_coordinates(line)[:, 0], 36)
    meridian = outline() & LineString([(36, 43), (36, 53)])
    # It ends where the shrunk land ends, up to a few kilometres at either shore.
    assert length_km(meridian) - 25 < length_km(line) <= length_km(meridian)


def test_held_land_and_zone_make_up_the_country():
    front = front_of(EAST)
    assert not shapely.intersects(front.government_held, Point(37, 48))
    together = front.area_km2 + area_km2(front.government_held)
    assert together == pytest.approx(area_km2(outline()), rel=0.02)


def test_slivers_along_the_border_are_not_held_land():
    """A zone drawn 1 km inside the border leaves a sliver that is nobody's side."""
    inside = shapely.buffer(EAST, -0.01)
    held = front_of(polygons_of(inside)).government_held
    assert held.bounds[2] < 36.02


def test_pockets_are_dropped_by_area_and_kept_above_it():
    small = EAST - box(37.5, 48.0, 37.6, 48.1)
    large = EAST - box(37.5, 48.0, 37.9, 48.2)
    assert not shapely.intersects(front_of(small).government_held, Point(37.55, 48.05))
    assert shapely.intersects(front_of(large).government_held, Point(37.7, 48.1))


@pytest.mark.parametrize(("wanted_km2", "kept"), [(199.9, False), (200.1, True)])
def test_pocket_is_kept_from_200_km2(wanted_km2, kept):
    """A square degree is no measure: the ellipsoid decides what lies on the limit."""
    pocket = box(37.5, 48.0, 37.7, 48.1)
    half_width_deg = 0.1 * wanted_km2 / area_km2(pocket)
    pocket = box(37.6 - half_width_deg, 48.0, 37.6 + half_width_deg, 48.1)
    held = front_of(EAST - pocket).government_held
    assert shapely.intersects(held, Point(37.6, 48.05)) == kept


def test_line_only_front_has_no_land():
    front = line_front_of(LineString([(36, 47), (36, 49)]))
    assert front.area_km2 == 0
    assert front.government_held.is_empty
    assert length_km(front.contact_line) == pytest.approx(222.4, abs=0.2)


def test_zone_from_two_settlements_parts_the_land_midway():
    """Of two places on one parallel each gets the land nearer to it."""
    places = pd.DataFrame(
        {"lon": [34.0, 38.0], "lat": [48.5, 48.5], "occupied": [False, True]}
    )
    zone = build_zone(places)
    for lon, lat, occupied in [(35.9, 48.5, False), (36.1, 48.5, True), (39, 48, True)]:
        assert shapely.contains_xy(zone, lon, lat) == occupied
    edge = zone.boundary & LineString([(35, 48.5), (37, 48.5)])
    assert edge.x == pytest.approx(36.0, abs=0.003)


def test_settlements_at_one_place_count_once():
    places = pd.DataFrame(
        {
            "lon": [34.0, 38.0, 38.0],
            "lat": [48.5, 48.5, 48.5],
            "occupied": [False, True, False],
        }
    )
    assert build_zone(places).is_empty


def test_everything_occupied_is_the_outline():
    places = pd.DataFrame({"lon": [31.0, 33.0], "lat": [49.0, 48.0], "occupied": True})
    zone = build_zone(places)
    assert area_km2(zone) == pytest.approx(area_km2(outline()), rel=1e-6)
    assert isinstance(zone, MultiPolygon)
    assert front_of(zone).government_held.is_empty
