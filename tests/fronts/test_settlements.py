"""A control zone rebuilt from who controls each settlement; water parts it."""

import pandas as pd
import pytest
import shapely
from shapely.geometry import LineString, MultiPolygon, box

from geo.fronts.settlements import build_zone
from geo.geodesy.crs import area_km2
from geo.geodesy.ukraine import outline, wide_water
from tests.drawn_fronts import front_of

#: The country's far ends: so many cells that none near the water is drawn by chance.
FREE = [(24.0, 49.8), (28.0, 49.5), (30.5, 50.4), (31.0, 47.8), (33.4, 48.6)]
OCCUPIED = [(37.8, 48.0), (39.3, 48.6), (36.5, 46.9), (34.1, 45.0), (35.4, 45.3)]

OCHAKIV, KINBURN_VILLAGE = (31.50, 46.65), (31.89, 46.514)
KINBURN_END = (31.56, 46.55)

NIKOPOL, ENERHODAR = (34.40, 47.57), (34.66, 47.48)


def zone_of(*, free=(), occupied=()):
    sides = [*((*place, False) for place in free), *((*p, True) for p in occupied)]
    return build_zone(pd.DataFrame(sides, columns=["lon", "lat", "occupied"]))


def test_zone_from_two_settlements_parts_the_land_midway():
    """Of two places on one parallel each gets the land nearer to it."""
    zone = zone_of(free=[(34.0, 48.5)], occupied=[(38.0, 48.5)])
    for lon, lat, occupied in [(35.9, 48.5, False), (36.1, 48.5, True), (39, 48, True)]:
        assert shapely.contains_xy(zone, lon, lat) == occupied
    edge = zone.boundary & LineString([(35.5, 48.5), (37, 48.5)])
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
    zone = zone_of(occupied=[(31.0, 49.0), (33.0, 48.0)])
    assert area_km2(zone) == pytest.approx(area_km2(outline()), rel=1e-6)
    assert isinstance(zone, MultiPolygon)
    assert front_of(zone).government_held.is_empty


def test_a_spit_goes_to_the_side_that_reaches_it_over_land():
    zone = zone_of(free=[*FREE, OCHAKIV], occupied=[*OCCUPIED, KINBURN_VILLAGE])
    assert shapely.contains_xy(zone, *KINBURN_END)
    assert not shapely.contains_xy(zone, *OCHAKIV)


def test_a_spit_with_a_settlement_of_its_own_stays_free():
    free = [*FREE, OCHAKIV, KINBURN_END]
    zone = zone_of(free=free, occupied=[*OCCUPIED, KINBURN_VILLAGE])
    assert not shapely.contains_xy(zone, *KINBURN_END)


def test_a_settlement_just_off_the_outline_holds_the_shore():
    """The outline is coarse, and leaves Ochakiv's own centre in the sea."""
    port = (31.54, 46.61)
    assert not shapely.contains_xy(outline(), *port)
    zone = zone_of(free=[*FREE, port], occupied=[*OCCUPIED, KINBURN_VILLAGE])
    assert not shapely.contains_xy(zone, *OCHAKIV)


def test_occupied_ground_ends_at_its_own_bank():
    zone = zone_of(free=[*FREE, NIKOPOL], occupied=[*OCCUPIED, ENERHODAR])
    assert shapely.contains_xy(zone, *ENERHODAR)
    kakhovka = wide_water() & box(33, 46.5, 35.5, 47.8)
    assert area_km2(kakhovka) > 1500
    assert area_km2(zone & kakhovka) < 0.01


@pytest.mark.parametrize("side", ["free", "occupied"])
def test_water_between_shores_of_one_side_is_of_that_side(side):
    both = [*FREE, *OCCUPIED, NIKOPOL, ENERHODAR]
    zone = zone_of(**{side: both})
    assert shapely.contains_xy(zone, 34.7, 47.53) == (side == "occupied")


def test_a_large_part_without_settlement_stays_with_nearest():
    """Crimea is no spit: where a table has nobody there, the nearest cell decides."""
    zone = zone_of(free=[*FREE, (33.7, 46.2)], occupied=[(37.8, 48.0), (36.5, 46.9)])
    assert not shapely.contains_xy(zone, 33.6, 45.3)
