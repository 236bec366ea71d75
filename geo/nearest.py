"""The nearest point of a boundary, by geodesic distance on WGS84.

Edges are straight in longitude and latitude (RFC 7946, section 3.1.1). The working CRS
only proposes which pieces of a boundary may be nearest; the geodesic decides.
"""

from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geo.crs import GEOD, PIECE_DEG, project, to_working

Floats = NDArray[np.float64]

#: The working CRS is within 0.22 % of the geodesic, so a piece that is 1 % (and 10 m)
#: farther in it than the nearest one cannot be nearest on the ground.
_CANDIDATE_RATIO, _CANDIDATE_M = 1.01, 10.0

#: Rounds of the foot-point iteration. It starts from the foot in the working CRS, some
#: 0.5 % of the distance off; within 1,500 km each round shrinks that by more than four,
#: and the distance depends on its square.
_ROUNDS = 2

_WGS84_A_M, _WGS84_E2 = GEOD.a, GEOD.es


class Nearest(NamedTuple):
    """Distances in kilometres, with the nearest points of the boundary in degrees."""

    distance_km: Floats
    lon: Floats
    lat: Floats


class Edges:
    """The boundary of an area, or a line, in degrees, ready for nearest points."""

    def __init__(self, geometry: BaseGeometry) -> None:
        fine = shapely.segmentize(geometry, PIECE_DEG)
        is_area = shapely.get_dimensions(fine) == 2
        lines = shapely.get_parts(fine.boundary if is_area else fine)
        coordinates, line = shapely.get_coordinates(lines, return_index=True)
        same = line[1:] == line[:-1]
        self.start: Floats = coordinates[:-1][same]
        self.step: Floats = np.diff(coordinates, axis=0)[same]
        planar = project(*coordinates.T)
        self._planar_start: Floats = planar[:-1][same]
        self._planar_step: Floats = np.diff(planar, axis=0)[same]
        ends = np.stack([planar[:-1], planar[1:]], axis=1)[same]
        self._tree = shapely.STRtree(shapely.linestrings(ends))

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
        planar = project(lon, lat)
        point, piece = self._candidates(np.asarray(shapely.points(planar)))
        along = _planar_foot(
            planar[point], self._planar_start[piece], self._planar_step[piece]
        )
        foot, distance_m = _geodesic_foot(
            np.column_stack([lon, lat])[point],
            self.start[piece],
            self.step[piece],
            along,
        )
        order = np.lexsort((distance_m, point))
        best = order[np.unique(point[order], return_index=True)[1]]
        return Nearest(distance_m[best] / 1000, *foot[best].T)

    def nearest_to_area(self, area: BaseGeometry) -> Nearest:
        """Return the nearest approach, shape (1,), of an area clear of the boundary.

        It lies at a vertex of one and on an edge of the other, so both are tried.
        """
        own = Edges(area)
        there = self.nearest(*own.start.T)
        if not len(self.start):
            return Nearest(*(column[:1] for column in there))
        pieces = self._candidates(np.array([to_working(area)]))[1]
        vertices = np.vstack([self.start[pieces], (self.start + self.step)[pieces]])
        back = own.nearest(*vertices.T)
        from_own, from_edges = there.distance_km.argmin(), back.distance_km.argmin()
        if back.distance_km[from_edges] < there.distance_km[from_own]:
            return Nearest(back.distance_km[[from_edges]], *vertices[[from_edges]].T)
        return Nearest(*(column[[from_own]] for column in there))

    def _candidates(
        self, geometries: NDArray[np.object_]
    ) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Pair each geometry in the working CRS with the pieces that may be nearest."""
        _pairs, planar_m = self._tree.query_nearest(
            geometries, return_distance=True, all_matches=False
        )
        within_m = planar_m * _CANDIDATE_RATIO + _CANDIDATE_M
        pairs = self._tree.query(geometries, predicate="dwithin", distance=within_m)
        return pairs[0], pairs[1]


def _planar_foot(points: Floats, start: Floats, step: Floats) -> Floats:
    """Return how far along each piece its point's foot lies on a plane, 0 to 1."""
    product = ((points - start) * step).sum(axis=1)
    square = (step**2).sum(axis=1)
    along: Floats = np.divide(
        product, square, out=np.zeros_like(square), where=square > 0
    )
    return along.clip(0.0, 1.0)


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
