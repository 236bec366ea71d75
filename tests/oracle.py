"""The slow, independent answer to every distance: geodesics only, no projection."""

from itertools import pairwise

import numpy as np
import shapely
from pyproj import Geod

_WGS84 = Geod(ellps="WGS84")


def _pieces(geometry):
    """All straight edges of a geometry's boundary (or of a line), as (start, end)."""
    boundary = geometry.boundary if shapely.get_dimensions(geometry) == 2 else geometry
    for line in shapely.get_parts(boundary):
        coordinates = np.asarray(line.coords)[:, :2]
        yield from pairwise(coordinates)


def _sample(start, end, spacing_m):
    """Points along an edge straight in degrees, no farther apart than asked."""
    length_m = _WGS84.inv(*start, *end)[2]
    count = max(2, int(np.ceil(1.2 * length_m / spacing_m)) + 1)
    return start + np.linspace(0, 1, count)[:, None] * (end - start)


def _distances_m(lon, lat, points):
    here = np.full(len(points), lon), np.full(len(points), lat)
    return _WGS84.inv(*here, *points.T)[2]


def distance_km(lon, lat, geometry):
    """Least geodesic distance from a point to a boundary, to within a millimetre.

    No point of an edge is nearer than its ends are, less its own length. Edges that
    could win are sampled at 1 km, their best parts again, ever finer, down to 1 m.
    """
    starts, ends = (np.array(side) for side in zip(*_pieces(geometry), strict=True))
    length_m = 1.001 * _WGS84.inv(*starts.T, *ends.T)[2]
    end_m = np.minimum(_distances_m(lon, lat, starts), _distances_m(lon, lat, ends))
    could_win = end_m - length_m <= end_m.min()
    edges = list(zip(starts[could_win], ends[could_win], strict=True))
    for spacing_m in (1000.0, 100.0, 10.0, 1.0):
        sampled = [_sample(start, end, spacing_m) for start, end in edges]
        least = [_distances_m(lon, lat, points) for points in sampled]
        best = min(distances.min() for distances in least)
        edges = [
            (points[i], points[i + 1])
            for points, distances in zip(sampled, least, strict=True)
            for i in range(len(points) - 1)
            if min(distances[i : i + 2]) <= best + spacing_m
        ]
    return best / 1000


def area_distance_km(area, geometry, spacing_m=500.0):
    """Least distance between two boundaries: every point of one against the other."""
    points = np.vstack([_sample(a, b, spacing_m) for a, b in _pieces(area)])
    other = np.vstack([_sample(a, b, 2000) for a, b in _pieces(geometry)])
    rough = [_distances_m(lon, lat, other).min() for lon, lat in points]
    return min(distance_km(*points[i], geometry) for i in np.argsort(rough)[:4])
