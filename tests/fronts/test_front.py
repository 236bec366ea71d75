"""Control zone, government-held land, contact line."""

import numpy as np
import pytest
import shapely
from shapely.geometry import LineString, Point, box

from geo.geodesy.crs import GEOD, area_km2
from geo.geodesy.ukraine import outline, polygons_of
from tests.drawn_fronts import front_of, line_front_of

#: All of Ukraine east of 36° E: a front along a meridian.
EAST = polygons_of(outline() & box(36, 43, 42, 53))


def length_km(lines):
    return sum(GEOD.geometry_length(line) for line in shapely.get_parts(lines)) / 1000


def test_the_contact_line_is_the_meridian_not_coast_or_border():
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
