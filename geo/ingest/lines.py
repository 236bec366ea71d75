"""Lines of a front file: which of them are closed, and the land within those."""

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import MultiLineString

from geo.errors import SchemaError
from geo.geodesy.crs import GEOD
from geo.ingest.repair import require_few_intersections
from geo.text.i18n import _, n_

#: Ends this near to each other are one: half of what a line may lie off where nobody
#: says how far (`geo.ingest.front.DEFAULT_UNCERTAINTY_KM`).
CLOSED_GAP_KM = 1.0

#: A line whose ends lie more of its length from each other is short, not closed.
_CLOSED_SHARE = 0.1


def whole_lines(lines: MultiLineString) -> NDArray[np.object_]:
    """Return lines with those joined that meet at their ends, in degrees."""
    return np.asarray(shapely.get_parts(shapely.line_merge(lines)), dtype=object)


def closed(lines: NDArray[np.object_]) -> NDArray[np.bool_]:
    """Return which lines end where they begin.

    Parameters
    ----------
    lines : array of LineString
        In degrees, as `whole_lines` returns them.
    """
    first, last = (
        shapely.get_coordinates(shapely.get_point(lines, place)) for place in (0, -1)
    )
    gap_km = np.asarray(GEOD.inv(*first.T, *last.T)[2]) / 1000
    result = gap_km <= CLOSED_GAP_KM
    for i in np.flatnonzero(result):
        length_km = GEOD.geometry_length(lines[i]) / 1000
        result[i] = gap_km[i] <= _CLOSED_SHARE * length_km
    return np.asarray(result)


def enclosed(lines: MultiLineString, *, name: str) -> NDArray[np.object_]:
    """Return the areas within closed lines; a line within another bounds a hole.

    Parameters
    ----------
    lines : MultiLineString
        In degrees.
    name : str
        What messages call the file.

    Raises
    ------
    SchemaError
        If one of them is not closed, if they enclose nothing, or cross too often.
    """
    whole = whole_lines(lines)
    is_closed = closed(whole)
    if not is_closed.all():
        raise SchemaError(
            n_(
                "{name}: expected closed lines, to be read as outlines of occupied "
                "land, but {n} of its lines, of {count:,}, is not closed. Close it, or "
                "read the file as a line.",
                "{name}: expected closed lines, to be read as outlines of occupied "
                "land, but {n} of its lines, of {count:,}, are not closed. Close them, "
                "or read the file as a line.",
                int((~is_closed).sum()),
            ).format(name=name, count=len(whole))
        )
    rings = [_ring(line) for line in whole]
    long_enough = [shapely.Polygon(ring) for ring in rings if len(ring) > 3]
    require_few_intersections(np.array(long_enough, dtype=object), name=name)
    # Crossings become nodes, so that a figure of eight encloses two areas.
    edges = shapely.node(MultiLineString(rings))
    areas = shapely.get_parts(shapely.build_area(edges))
    if not len(areas):
        raise SchemaError(
            _(
                "{name}: expected closed lines, to be read as outlines of occupied "
                "land, but they enclose nothing. Read the file as a line."
            ).format(name=name)
        )
    return np.asarray(areas, dtype=object)


def _ring(line: shapely.LineString) -> NDArray[np.float64]:
    """Return the vertices of a closed line, the last one the first again."""
    xy = shapely.get_coordinates(line)
    return xy if (xy[0] == xy[-1]).all() else np.vstack([xy, xy[:1]])
