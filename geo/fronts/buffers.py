"""Distance zones for drawing: their vertices lie at true geodesic distance."""

from collections.abc import Sequence
from functools import partial

import numpy as np
import shapely
from shapely.geometry import LineString, MultiLineString, MultiPolygon
from shapely.geometry.base import BaseGeometry

from geo.fronts.front import Front
from geo.geodesy.crs import GEOD, to_geographic, to_working
from geo.geodesy.nearest import Edges, Floats
from geo.geodesy.ukraine import (
    outline,
    polygons_of,
    threat_border,
)
from geo.schema import ThreatEdge


def risk_zones(
    front: Front, edges_km: Sequence[float], *, threat_edge: ThreatEdge = "zone"
) -> list[tuple[float, MultiPolygon]]:
    """Return, for drawing, the land within each band edge of the threat edge.

    Parameters
    ----------
    front : Front
        Its control zone, or its line where it has no zone.
    edges_km : sequence of float
        Rising band edges in kilometres.
    threat_edge : {"zone", "zone+border"}
        As in `classify`.

    Returns
    -------
    list of (float, MultiPolygon)
        Outer edge in kilometres, and the part of Ukraine's land outside the control
        zone that lies within it, in degrees; each holds the one before. A ring's
        vertices lie at their geodesic distance; bands never come from these rings.
    """
    sources = [front.contact_line if front.zone is None else front.zone]
    if threat_edge == "zone+border":
        sources.append(threat_border())
    land = shapely.difference(outline(), front.zone or MultiPolygon())
    edges = Edges(MultiLineString([line for s in sources for line in _boundaries(s)]))
    flat = [to_working(source) for source in sources]
    return [
        (float(km), polygons_of(shapely.intersection(_ring(flat, edges, km), land)))
        for km in edges_km
    ]


#: Drawn rings follow the front to within this many metres.
_RING_TOLERANCE_M = 100.0


def _boundaries(geometry: BaseGeometry) -> list[LineString]:
    """Return the lines that bound an area, or the parts of a line."""
    is_area = shapely.get_dimensions(geometry) == 2
    return list(shapely.get_parts(geometry.boundary if is_area else geometry))


def _ring(flat: Sequence[BaseGeometry], edges: Edges, km: float) -> BaseGeometry:
    """Return all that lies within ``km`` of any of the sources, which are in metres.

    The buffer only proposes the ring's shape, so a hundredth of its width is fine
    enough for the source; the vertices are then moved to their true distance.
    """
    coarse = shapely.simplify(flat, max(_RING_TOLERANCE_M, 10 * km))
    buffered = shapely.union_all(shapely.buffer(coarse, 1000 * km, quad_segs=32))
    ring = to_geographic(shapely.simplify(buffered, _RING_TOLERANCE_M))
    true = shapely.transform(ring, partial(_at_distance, edges=edges, km=km))
    return shapely.make_valid(true, method="structure", keep_collapsed=False)


def _at_distance(lon_lat: Floats, *, edges: Edges, km: float) -> Floats:
    """Move each vertex along its shortest way from the edges to exactly ``km``."""
    nearest = edges.nearest(*lon_lat.T)
    azimuth, _back, _m = GEOD.inv(nearest.lon, nearest.lat, *lon_lat.T)
    metres = np.full(len(lon_lat), 1000 * km)
    lon, lat, _back = GEOD.fwd(nearest.lon, nearest.lat, azimuth, metres)
    return np.column_stack([lon, lat])
