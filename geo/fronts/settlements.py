"""A control zone rebuilt from who controls each settlement."""

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from shapely.geometry import MultiPolygon
from shapely.geometry.base import BaseGeometry

from geo.fronts.front import is_a_side
from geo.geodesy.crs import project, to_geographic, to_working
from geo.geodesy.nearest import Floats
from geo.geodesy.ukraine import dry_land, outline, polygons_of, wide_water

Mask = NDArray[np.bool_]
Shapes = NDArray[np.object_]

#: A cell's edge is straight in the working CRS; cut into pieces of this length, it
#: stays so in degrees.
_PIECE_M = 5000

#: Parts of land that lie within this of each other, in degrees (about 1 cm), touch.
_TOUCH_DEG = 1e-7


def build_zone(settlements: pd.DataFrame) -> MultiPolygon:
    """Rebuild a control zone from who controls each settlement.

    Every point of Ukraine's dry land is given to its nearest settlement, and the land
    of occupied settlements is merged. Then three things that settlements do not show:

    - A part cut off by water from all settlements of its side goes to the other side,
      if it touches that and is under `geo.fronts.front.SMALLEST_HELD_PART_KM2`. A side
      holds ground that it can reach over land: the end of the Kinburn spit lies nearer
      to Ochakiv across the strait than to the villages on the spit.
    - Lakes and reservoirs that touch any land of the free side are not occupied:
      occupied ground ends at its own bank, as published fronts draw it. Arms narrower
      than `geo.geodesy.ukraine.NARROWEST_WATER_KM` are land.
    - Those that touch occupied land only are occupied.

    Parameters
    ----------
    settlements : DataFrame
        ``lon`` and ``lat`` in degrees, ``occupied`` as bool. Rows at the same place
        count once, and as occupied only if all of them are.

    Returns
    -------
    MultiPolygon
        In degrees; empty where no settlement is occupied.

    Notes
    -----
    Voronoi cells in the working CRS (`geo.geodesy.crs.WORKING`). How far the result
    lies from lines published for the same day is in ``data/calibration.json``.
    """
    places = settlements.groupby(["lon", "lat"])["occupied"].all().reset_index()
    occupied = places["occupied"].to_numpy(bool)
    lon, lat = (places[axis].to_numpy(float) for axis in ("lon", "lat"))
    if not occupied.any():
        return MultiPolygon()
    nearer = _nearer_to(project(lon, lat), occupied)
    points: Shapes = np.asarray(shapely.points(lon, lat), dtype=object)
    own = _parts(shapely.intersection(nearer, dry_land()))
    other = _parts(shapely.difference(dry_land(), nearer))
    lost = _cut_off(own, points[occupied], other)
    won = _cut_off(other, points[~occupied], own)
    taken = np.concatenate([own[~lost], other[won]])
    held = np.concatenate([other[~won], own[lost]])
    water = _parts(wide_water())
    enclosed = _touches(water, taken) & ~_touches(water, held)
    return polygons_of(shapely.union_all([*taken, *water[enclosed]]))


def _nearer_to(places: Floats, occupied: Mask) -> BaseGeometry:
    """Return what lies nearer to an occupied settlement than to others, in degrees."""
    cells = shapely.get_parts(
        shapely.voronoi_polygons(
            shapely.multipoints(places), extend_to=to_working(outline()), ordered=True
        )
    )
    union = shapely.union_all(cells[occupied])
    return to_geographic(shapely.segmentize(union, _PIECE_M))


def _parts(geometry: BaseGeometry) -> Shapes:
    parts: Shapes = shapely.get_parts(polygons_of(geometry))
    return parts


def _cut_off(parts: Shapes, settlements: Shapes, others: Shapes) -> Mask:
    """Return which parts of a side have none of its settlements, and touch the other.

    A settlement that the outline leaves in the water stands on the nearest part.
    """
    with_some = shapely.STRtree(parts).nearest(settlements)
    cut_off = _touches(parts, others)
    cut_off[with_some] = False
    cut_off[cut_off] = [not is_a_side(part) for part in parts[cut_off]]
    return cut_off


def _touches(parts: Shapes, others: Shapes) -> Mask:
    near, _other = shapely.STRtree(others).query(
        parts, predicate="dwithin", distance=_TOUCH_DEG
    )
    return np.isin(np.arange(len(parts)), near)
