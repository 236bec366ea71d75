"""What is drawn of the land: control zone, contact line and risk zones."""

from functools import lru_cache
from itertools import pairwise

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geo.fronts.buffers import risk_zones
from geo.fronts.front import Front
from geo.geodesy.ukraine import inner_land, threat_border
from geo.maps.canvas import js_string
from geo.schema import ThreatEdge
from geo.text.i18n import _

#: Whole steps in which lines travel to the browser, per degree: 11 m.
STEPS_PER_DEGREE = 10_000

LAND_COLORS = {
    "occupied": "#d8a49a",
    "demilitarised": "#5b554c",
    "contact": "#8e1b1b",
    "edge": "#d9b48b",
}

#: Risk zones run from the innermost tint to the outermost.
TINTS = ("#f2c9a4", "#fdf7ee")


def encode_line(line: BaseGeometry) -> list[int]:
    """Return a line in degrees as whole steps: its start, then the moves from there.

    Moves shorter than half a step are left out.

    Examples
    --------
    >>> encode_line(shapely.LineString([(30, 50), (30.0003, 49.9999)]))
    [300000, 500000, 3, -1]
    """
    return _encoded(np.array([line]))[0]


def encode_lines(geometry: BaseGeometry) -> list[list[int]]:
    """Return every line of a linear geometry in degrees as whole steps."""
    lines = shapely.get_parts(geometry)
    return _encoded(lines[shapely.length(lines) > 0])


def encode_polygons(geometry: BaseGeometry) -> list[list[list[int]]]:
    """Return every polygon of a geometry in degrees as rings of whole steps."""
    parts = shapely.get_parts(geometry)
    parts = parts[shapely.area(parts) > 0]
    rings, part = shapely.get_rings(parts, return_index=True)
    encoded = _encoded(rings)
    ends = np.cumsum(np.bincount(part, minlength=len(parts))).tolist()
    return [encoded[start:end] for start, end in pairwise([0, *ends])]


def _encoded(lines: NDArray[np.object_]) -> list[list[int]]:
    """Return lines as `encode_line` does, all at once."""
    points, line = shapely.get_coordinates(lines, return_index=True)
    steps = np.rint(points * STEPS_PER_DEGREE).astype(int)
    is_start = np.diff(line, prepend=-1) > 0
    moves = np.diff(steps, axis=0, prepend=0)
    moves[is_start] = steps[is_start]
    kept = is_start | moves.any(axis=1)
    ends = 2 * np.cumsum(np.bincount(line[kept], minlength=len(lines)))
    numbers = moves[kept].ravel().tolist()
    return [numbers[start:end] for start, end in pairwise([0, *ends.tolist()])]


#: Drawn shapes may leave the file's by this many degrees (about 40 m).
_DRAWN_TOLERANCE = 0.0004


def drawn(geometry: BaseGeometry | None) -> BaseGeometry:
    """Return a geometry in degrees with no more detail than is seen."""
    return shapely.simplify(geometry or shapely.MultiPolygon(), _DRAWN_TOLERANCE)


@lru_cache(maxsize=128)
def land(
    front: Front, edges_km: tuple[float, ...], threat_edge: ThreatEdge, _language: str
) -> str:
    """Return the payload of the land layer: drawn once, as text, for each choice."""
    shapes = [_zone(front, km, threat_edge) for km in edges_km]
    tints = tints_of(len(edges_km))
    zones = [
        {
            "text": _("{km:g} km").format(km=km),
            "color": tint,
            "area": encode_polygons(area),
            "edge": encode_lines(edge),
        }
        for km, tint, (area, edge) in zip(edges_km, tints, shapes, strict=True)
    ]
    border = threat_border() if threat_edge == "zone+border" else None
    return js_string(
        {
            "zones": zones,
            "occupied": encode_polygons(drawn(front.zone)),
            "demilitarised": encode_polygons(drawn(front.demilitarised)),
            "contact": encode_lines(drawn(front.contact_line)),
            "border": encode_lines(drawn(border)),
            "colors": LAND_COLORS,
        }
    )


@lru_cache(maxsize=512)
def _zone(
    front: Front, km: float, threat_edge: ThreatEdge
) -> tuple[BaseGeometry, BaseGeometry]:
    """Return a zone and its outline as they are drawn; presets share many of them."""
    [(_km, zone)] = risk_zones(front, (km,), threat_edge=threat_edge)
    return drawn(zone), drawn(_outer_edge(zone, front))


#: How far from the contact line, in degrees, a zone's outline is the line itself.
_BESIDE_THE_LINE = 0.005


def _outer_edge(zone: BaseGeometry, front: Front) -> BaseGeometry:
    """Return a zone's outline without coast, state border and contact line."""
    inland = shapely.intersection(shapely.boundary(zone), inner_land())
    line = shapely.buffer(front.contact_line, _BESIDE_THE_LINE)
    edge = shapely.difference(inland, line)
    return shapely.line_merge(edge) if edge.geom_type == "MultiLineString" else edge


def tints_of(count: int) -> list[str]:
    """Return the zones' colours, innermost first, evenly spaced between the ends."""
    ends = np.array([list(bytes.fromhex(tint[1:])) for tint in TINTS])
    steps = np.linspace(0, 1, count)[:, None]
    mixed = np.rint(ends[0] + steps * (ends[1] - ends[0])).astype(int)
    return ["#{:02x}{:02x}{:02x}".format(*row) for row in mixed]
