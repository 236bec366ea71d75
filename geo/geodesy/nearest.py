"""The nearest point of a boundary, by geodesic distance on WGS84.

Edges are straight in longitude and latitude (RFC 7946, section 3.1.1). The nearest
point is the one with the shortest chord, and its distance the geodesic's: the chord
ranks points as the geodesic does to within 0.01 m at 100 km and 0.003 % up to 1,500 km.
"""

import os
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geo.geodesy.crs import PIECE_DEG
from geo.geodesy.ecef import TINY, dot, geodesic_m, length, to_ecef
from geo.geodesy.tree import candidates, runs_of, whole

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]

#: Of two points the one with the shorter chord is the nearer on the ground, to within
#: 0.003 % up to 1,500 km. So a point that is this much farther by its chord is farther.
_CHORD_RATIO = 1.0001

#: Points that one thread takes at once.
_BLOCK = 2**14

#: Most pairs of points and pieces that a thread holds at once.
_MOST_AT_ONCE = 2_000_000


#: A point within this of the boundary is on it: no distance is computed finer.
_ON_IT_M = 1e-3


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
        if not len(self.start):
            return
        # Each piece ends where the next begins, unless it is the way to another line.
        start = to_ecef(*np.vstack([self.start, self.start[-1:] + self.step[-1:]]).T)
        step = np.diff(start)
        step[:, ~self.step.any(axis=1)] = 0.0
        start = start[:, :-1].copy()
        #: A piece is the curve start + t·step + t·(1 - t)·bulge to within 0.1 mm, and a
        #: place of it the share t of the way in degrees to within 1 cm.
        middle = to_ecef(*(self.start + self.step / 2).T)
        bulge = 4 * (middle - start - step / 2)
        square = np.maximum(dot(step, step), TINY)
        self._bulge: Floats = bulge - dot(bulge, step) / square * step
        self._tree = runs_of(start, step, length(self._bulge) / 4)

    def nearest(self, lon: Floats, lat: Floats) -> Nearest:
        """Return the geodesic distance from each point to the boundary.

        Parameters
        ----------
        lon, lat : array of float, shape (n,)
            Points in degrees.

        Returns
        -------
        Nearest
            Three arrays of shape (n,); NaN where the boundary is empty, and 0 km
            within a millimetre of it.
        """
        found = Nearest(*np.full((3, len(lon)), np.nan))
        if not len(self.start) or not len(lon):
            return found

        def look_up(block: Indices) -> None:
            there = self._nearest(to_ecef(lon[block], lat[block]))
            for column, part in zip(found, there, strict=True):
                column[block] = part

        order = _order(lon, lat)
        blocks = [order[i : i + _BLOCK] for i in range(0, len(order), _BLOCK)]
        if len(blocks) == 1:
            look_up(order)
            return found
        with ThreadPoolExecutor(os.cpu_count()) as threads:
            list(threads.map(look_up, blocks))
        return found

    def _nearest(self, points: Floats) -> Floats:
        """Return kilometres, longitude and latitude, shape (3, n), of ECEF points."""
        found = candidates(points, self._tree, most=_MOST_AT_ONCE)
        count = points.shape[1]
        if found is None:
            halves = points[:, : count // 2].copy(), points[:, count // 2 :].copy()
            return np.hstack([self._nearest(half) for half in halves])
        groups = len(found.counts)
        filled = np.pad(points, ((0, 0), (0, groups * found.size - count)), "edge")
        group = np.repeat(np.arange(groups), found.counts)
        along, chord = self._feet(
            filled.reshape(3, groups, found.size).take(group, axis=1), found.segment
        )
        square = dot(chord, chord)
        least = np.minimum.reduceat(square, np.cumsum(found.counts) - found.counts)
        pair, member = np.nonzero(square == least.take(group, axis=0))
        # Of pieces that are equally near the first one counts: it is set last.
        place = (group[pair] * found.size + member)[::-1]
        best = np.empty(groups * found.size, dtype=np.intp)
        best[place] = (pair * found.size + member)[::-1]
        best = best[:count]
        piece, share = found.segment[best // found.size], along.ravel()[best]
        start, step = self.start.take(piece, axis=0), self.step.take(piece, axis=0)
        length_m = geodesic_m(points, chord.reshape(3, -1).take(best, axis=1))
        length_m[length_m < _ON_IT_M] = 0.0
        return np.vstack([length_m / 1000, (start + share[:, None] * step).T])

    def _feet(self, points: Floats, piece: Indices) -> tuple[Floats, Floats]:
        """Return how far along each piece its nearest point lies, and the chord to it.

        Only the square of the bulge is left out: that is under a millimetre.

        Parameters
        ----------
        points : array of float, shape (3, n, k)
            In ECEF, k for each piece.
        piece : array of int, shape (n,)

        Returns
        -------
        along : array of float, shape (n, k)
            0 to 1.
        chord : array of float, shape (3, n, k)
            In metres.
        """
        start, step, bulge = (
            vectors.take(piece, axis=1)[:, :, None]
            for vectors in (self._tree[0].start, self._tree[0].step, self._bulge)
        )
        square = self._tree[0].square.take(piece)[:, None]
        offset = points - start
        across = dot(offset, bulge)
        # From as far as the centre of its curve, some 4,000 km, a piece has no nearest
        # point but its ends.
        curved = np.maximum(square + 2 * across, square / 4)
        along = ((dot(offset, step) + across) / curved).clip(0.0, 1.0)
        foot = along * step + (along * (1 - along)) * bulge
        return along, foot - offset

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
        """Return the ends of all pieces that may be so near to an area."""
        vertices = area._tree[0].start
        centre = vertices.mean(axis=1, keepdims=True)
        reach_m = length(vertices - centre).max()
        within_m = (1000 * distance_km + reach_m) * _CHORD_RATIO
        ends: Floats = np.vstack([self.start, self.start + self.step])
        near: Floats = ends[length(to_ecef(*ends.T) - centre) <= within_m]
        return near


def _order(lon: Floats, lat: Floats) -> Indices:
    """Return an order in which neighbours are near each other: that of a Z curve."""
    key = _spread(_scaled(lon)) << 1 | _spread(_scaled(lat))
    # Numbers are sorted faster than places are, so each carries its place.
    order = np.sort(key << 32 | np.arange(len(lon))) & 0xFFFFFFFF
    return order.astype(np.intp)


def _scaled(degrees: Floats) -> NDArray[np.int64]:
    """Return where each lies between the least and the greatest, 0 to 32,767."""
    least, most = float(degrees.min()), float(degrees.max())
    scaled = (degrees - least) * (32767 / max(most - least, 1e-9))
    return scaled.astype(np.int64)


def _spread(numbers: NDArray[np.int64]) -> NDArray[np.int64]:
    """Put a zero between any two bits of numbers of 16 bits."""
    for shift, mask in (
        (8, 0xFF00FF),
        (4, 0xF0F0F0F),
        (2, 0x33333333),
        (1, 0x55555555),
    ):
        numbers = (numbers | numbers << shift) & mask
    return numbers


def _pieces(geometry: BaseGeometry) -> tuple[Floats, Floats]:
    """Return start and step in degrees of the pieces of a boundary or a line.

    None is longer than `PIECE_DEG`. The last edge is cut as fine as it takes to make
    their number `geo.geodesy.tree.whole`, and the way from one line to the next is a
    piece without length.
    """
    parts = shapely.get_parts(geometry)
    is_area = shapely.get_dimensions(geometry) == 2
    lines = shapely.get_rings(parts) if is_area else parts
    vertices, line = shapely.get_coordinates(lines, return_index=True)
    step = np.diff(vertices, axis=0)
    step[line[1:] != line[:-1]] = 0
    count = np.ceil(np.hypot(*step.T) / PIECE_DEG).clip(1).astype(int)
    count[-1:] += whole(count.sum()) - count.sum()
    edge = np.repeat(np.arange(len(step)), count)
    place = np.arange(len(edge)) - np.repeat(np.cumsum(count) - count, count)
    step /= count[:, None]
    return vertices[edge] + place[:, None] * step[edge], step[edge]
