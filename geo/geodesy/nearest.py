"""The nearest point of a boundary, by geodesic distance on WGS84.

Edges are straight in longitude and latitude (RFC 7946, section 3.1.1). The straight
way through the earth only proposes which pieces of a boundary may be nearest; the
geodesic decides.
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geo.geodesy.crs import GEOD, PIECE_DEG

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]

#: The straight way tells which of two points is nearer as the geodesic does, to within
#: 0.003 % up to 1,500 km, and a piece leaves its chord by less than 1 m. So a piece
#: that is this much farther than the nearest one cannot be nearest on the ground.
_CANDIDATE_RATIO, _CANDIDATE_M = 1.0001, 3.0

#: Pieces in a run. A run that is too far away is passed over as a whole.
_RUN = 16

#: Most distances from points to runs that are held in memory at once.
_MOST_AT_ONCE = 2_000_000

#: Rounds of the foot-point iteration. It starts from the foot in space, some metres
#: off; within 1,500 km each round shrinks that by more than four, and the distance
#: depends on its square.
_ROUNDS = 1

_WGS84_A_M, _WGS84_E2 = GEOD.a, GEOD.es


class Nearest(NamedTuple):
    """Distances in kilometres, with the nearest points of the boundary in degrees."""

    distance_km: Floats
    lon: Floats
    lat: Floats


class Edges:
    """The boundary of an area, or a line, in degrees, ready for nearest points.

    Attributes
    ----------
    start, step : array of float, shape (n, 2)
        Where each piece of it begins, and the way to its end, in degrees.
    """

    def __init__(self, geometry: BaseGeometry) -> None:
        self.start, self.step = _pieces(geometry)
        shape = -1, _RUN, 3
        vertices = np.vstack([self.start, self.start[-1:] + self.step[-1:]])
        places = _in_space(*vertices.T)
        # Each piece ends where the next begins, unless it is the way to another line.
        step = np.diff(places, axis=0)
        step[~self.step.any(axis=1)] = 0
        self._start = places[: len(step)].reshape(shape)
        self._step = step.reshape(shape)
        #: A vertex of each run, and how far from it the run reaches.
        self._middle: Floats = self._start[:, _RUN // 2]
        away = self._start - self._middle[:, None]
        squares = np.maximum(_squares(away), _squares(away + self._step))
        self._reach_m: Floats = np.sqrt(squares.max(axis=1))

    def nearest(self, lon: Floats, lat: Floats) -> Nearest:
        """Return the geodesic distance from each point to the boundary.

        Parameters
        ----------
        lon, lat : array of float, shape (n,)
            Points in degrees.

        Returns
        -------
        Nearest
            Three arrays of shape (n,); NaN where the boundary is empty.
        """
        if not len(self.start):
            missing = np.full(len(lon), np.nan)
            return Nearest(missing, missing, missing)
        found = [self._nearest(block) for block in self._blocks(lon, lat)]
        return Nearest(*np.hstack(found)) if found else Nearest(*np.empty((3, 0)))

    def _blocks(self, lon: Floats, lat: Floats) -> Iterator[Floats]:
        points = np.column_stack([lon, lat])
        size = max(1, _MOST_AT_ONCE // len(self._middle))
        for first in range(0, len(points), size):
            yield points[first : first + size]

    def _nearest(self, points: Floats) -> Nearest:
        point, piece, along = self._candidates(_in_space(*points.T))
        foot, distance_m = _geodesic_foot(
            points[point], self.start[piece], self.step[piece], along
        )
        order = np.lexsort((distance_m, point))
        best = order[np.unique(point[order], return_index=True)[1]]
        return Nearest(distance_m[best] / 1000, *foot[best].T)

    def _candidates(self, points: Floats) -> tuple[Indices, Indices, Floats]:
        """Pair each point in space with the pieces that may be nearest.

        Third, how far along the piece its point's foot lies in space, 0 to 1.
        """
        away_m = _apart_m(points, self._middle)
        within_m = away_m.min(axis=1, keepdims=True) * _CANDIDATE_RATIO + _CANDIDATE_M
        point, run = np.nonzero(away_m - self._reach_m <= within_m)
        step = self._step[run]
        offset = points[point][:, None] - self._start[run]
        along = _share_along(offset, step)
        away_m = np.sqrt(_squares(offset - along[..., None] * step))
        firsts = np.flatnonzero(np.diff(point, prepend=-1))
        least_m = np.minimum.reduceat(away_m.min(axis=1), firsts)[point]
        near = away_m <= least_m[:, None] * _CANDIDATE_RATIO + _CANDIDATE_M
        pair, place = np.nonzero(near)
        return point[pair], run[pair] * _RUN + place, along[near]

    def nearest_to_area(self, area: BaseGeometry) -> Nearest:
        """Return the nearest approach, shape (1,), of an area clear of the boundary.

        It lies at a vertex of one and on an edge of the other, so both are tried.
        """
        own = Edges(area)
        there = self.nearest(*own.start.T)
        if not len(self.start):
            return Nearest(*(column[:1] for column in there))
        from_own = there.distance_km.argmin()
        vertices = self._vertices_near(own, there.distance_km[from_own])
        back = own.nearest(*vertices.T)
        # Beside the middle of a long edge no vertex of the boundary is as near.
        if len(vertices) and back.distance_km.min() < there.distance_km[from_own]:
            from_edges = back.distance_km.argmin()
            return Nearest(back.distance_km[[from_edges]], *vertices[[from_edges]].T)
        return Nearest(*(column[[from_own]] for column in there))

    def _vertices_near(self, area: "Edges", distance_km: float) -> Floats:
        """Return the ends of all pieces that may be as near to an area as told."""
        vertices = area._start.reshape(-1, 3)
        centre = vertices.mean(axis=0, keepdims=True)
        reach_m = _apart_m(vertices, centre).max()
        within_m = (1000 * distance_km + reach_m) * _CANDIDATE_RATIO + _CANDIDATE_M
        ends: Floats = np.vstack([self.start, self.start + self.step])
        near: Floats = ends[_apart_m(_in_space(*ends.T), centre)[:, 0] <= within_m]
        return near


def _pieces(geometry: BaseGeometry) -> tuple[Floats, Floats]:
    """Return start and step in degrees of the pieces of a boundary or a line.

    None is longer than `PIECE_DEG`. The last edge is cut as fine as it takes to fill
    the last run, and the way from one line to the next is a piece without length.
    """
    parts = shapely.get_parts(geometry)
    is_area = shapely.get_dimensions(geometry) == 2
    lines = shapely.get_rings(parts) if is_area else parts
    vertices, line = shapely.get_coordinates(lines, return_index=True)
    step = np.diff(vertices, axis=0)
    step[line[1:] != line[:-1]] = 0
    count = np.ceil(np.hypot(*step.T) / PIECE_DEG).clip(1).astype(int)
    count[-1:] += -count.sum() % _RUN
    edge = np.repeat(np.arange(len(step)), count)
    place = np.arange(len(edge)) - np.repeat(np.cumsum(count) - count, count)
    step /= count[:, None]
    return vertices[edge] + place[:, None] * step[edge], step[edge]


def _in_space(lon: Floats, lat: Floats) -> Floats:
    """Return places on WGS84 as metres in space from its centre, shape (n, 3)."""
    across, up = np.radians(lon), np.radians(lat)
    sine, cosine = np.sin(up), np.cos(up)
    radius_m = _WGS84_A_M / np.sqrt(1 - _WGS84_E2 * sine**2)
    x, y = radius_m * cosine * np.cos(across), radius_m * cosine * np.sin(across)
    return np.column_stack([x, y, radius_m * (1 - _WGS84_E2) * sine])


def _squares(ways: Floats) -> Floats:
    """Return the squared length of each way; the last axis is that of the space."""
    squares: Floats = np.einsum("...i,...i->...", ways, ways)
    return squares


def _apart_m(points: Floats, others: Floats) -> Floats:
    """Return the metres through space between each point and each other."""
    axes = zip(points.T, others.T, strict=True)
    apart_m: Floats = np.sqrt(sum(np.subtract.outer(*axis) ** 2 for axis in axes))
    return apart_m


def _share_along(offset: Floats, step: Floats) -> Floats:
    """Return how far along each step the foot of an offset lies, 0 to 1."""
    product, square = np.einsum("...i,...i->...", offset, step), _squares(step)
    share: Floats = np.divide(
        product, square, out=np.zeros_like(square), where=square > 0
    )
    return share.clip(0.0, 1.0)


def _geodesic_foot(
    points: Floats, start: Floats, step: Floats, along: Floats
) -> tuple[Floats, Floats]:
    """Return the nearest point of each piece to its point, and the metres between.

    Each round walks along the piece by the component of the geodesic that lies in the
    piece's direction, which is exact on a plane and contracts on the ellipsoid.
    """
    for _round in range(_ROUNDS):
        foot = start + along[:, None] * step
        azimuth, _back, distance_m = GEOD.inv(*foot.T, *points.T)
        east_m, north_m = _metres(foot[:, 1], step)
        length_m = np.hypot(east_m, north_m)
        towards = np.cos(np.radians(azimuth) - np.arctan2(east_m, north_m))
        shift = np.divide(
            distance_m * towards,
            length_m,
            out=np.zeros_like(length_m),
            where=length_m > 0,
        )
        along = np.clip(along + shift, 0.0, 1.0)
    foot = start + along[:, None] * step
    return foot, GEOD.inv(*foot.T, *points.T)[2]


def _metres(lat: Floats, step: Floats) -> tuple[Floats, Floats]:
    """Return a small step in degrees as metres east and north at a latitude."""
    sine = np.sin(np.radians(lat))
    curve = 1 - _WGS84_E2 * sine**2
    east_radius = _WGS84_A_M / np.sqrt(curve) * np.cos(np.radians(lat))
    north_radius = _WGS84_A_M * (1 - _WGS84_E2) / curve**1.5
    return np.radians(step[:, 0]) * east_radius, np.radians(step[:, 1]) * north_radius
