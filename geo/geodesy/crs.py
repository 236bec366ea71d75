"""The one geographic CRS, the one working CRS, and the transformation between them."""

from functools import cache
from typing import TypeVar

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Geod, Transformer
from shapely.geometry.base import BaseGeometry

Geometry = TypeVar("Geometry", bound=BaseGeometry)

GEOGRAPHIC = "EPSG:4326"

#: Lambert azimuthal equal-area about the middle of Ukraine. It measures areas and
#: draws; over Ukraine and its seas a length in it is within 0.22 % of the
#: geodesic, so no published number ever comes from it.
WORKING = "+proj=laea +lat_0=48.5 +lon_0=31.5 +datum=WGS84 +units=m +no_defs"

#: Edges straight in degrees are cut into pieces no longer than this before they are
#: projected; a piece then leaves its chord in the working CRS by less than 2 m.
PIECE_DEG = 0.05

#: The same for areas, which a bulge changes more: under 0.001 % at 1 km.
_AREA_PIECE_DEG = 0.01

#: WGS84, on which every published distance is computed.
GEOD = Geod(ellps="WGS84")


@cache
def _transformer(*, inverse: bool) -> Transformer:
    ends = (WORKING, GEOGRAPHIC) if inverse else (GEOGRAPHIC, WORKING)
    return Transformer.from_crs(*ends, always_xy=True)


def project(lon: NDArray[np.float64], lat: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return working coordinates in metres, shape (n, 2), of degrees."""
    x, y = _transformer(inverse=False).transform(lon, lat)
    return np.column_stack([x, y])


def to_working(geometry: Geometry) -> Geometry:
    """Return a geometry in degrees as one in metres of the working CRS."""
    return _move(geometry, inverse=False)


def to_geographic(geometry: Geometry) -> Geometry:
    """Return a geometry in metres of the working CRS as one in degrees."""
    return _move(geometry, inverse=True)


def _move(geometry: Geometry, *, inverse: bool) -> Geometry:
    def move(xy: NDArray[np.float64]) -> NDArray[np.float64]:
        x, y = _transformer(inverse=inverse).transform(xy[:, 0], xy[:, 1])
        return np.column_stack([x, y])

    return shapely.transform(geometry, move)


def area_km2(geometry: BaseGeometry) -> float:
    """Return the area on WGS84 of a polygon or multipolygon in degrees, in km².

    Edges are straight in longitude and latitude, as everywhere; `WORKING` keeps areas
    exactly, so cutting the edges short before projecting is all it takes.
    """
    rings, owner = shapely.get_rings(
        shapely.get_parts(shapely.get_parts(geometry)), return_index=True
    )
    # Rings, since of a polygon whose edges nearly touch, cutting them may make another
    # that GEOS then repairs by dropping most of it.
    cut = shapely.segmentize(rings, PIECE_DEG)
    fine = shapely.transform(cut, lambda lon_lat: project(*lon_lat.T))
    sizes_m2 = shapely.area(shapely.polygons(fine))
    is_hole = np.diff(owner, prepend=-1) == 0
    return float(np.where(is_hole, -sizes_m2, sizes_m2).sum() / 1e6)
