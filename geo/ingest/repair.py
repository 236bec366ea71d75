"""Invalid polygons made valid, and many made one, with every change reported."""

import re
from collections.abc import Iterator
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import MultiPolygon
from shapely.geometry.base import BaseGeometry

from geo.errors import SchemaError
from geo.geodesy.crs import GEOD
from geo.ingest.limits import MAX_CROSSINGS, MAX_OUTLINE_DEG
from geo.text.i18n import _, n_

#: Pairs of edges looked at in one go: bounds the memory that many intersections take.
_PAIRS_AT_ONCE = 1_000_000

#: Grid on which edges are counted before they are looked at.
_CELL_DEG = 0.02

#: Pairs of edges near each other that are looked at for each crossing allowed.
_NEAR_PER_CROSSING = 10

#: Up to so many vertices GEOS decides validity in a second, whatever the outline.
_SMALL = 20_000

#: Edges of a large outline looked at, and the most pairs near each other that they may
#: stand for: 500 times as many as the longest border allowed has.
_SAMPLE, _MOST_NEAR = 100, 1e9


def polygon_parts(geometry: Any) -> NDArray[np.object_]:
    """Return the polygons of any geometry or array of them, collections opened."""
    parts: NDArray[np.object_] = shapely.get_parts(shapely.get_parts(geometry))
    polygons: NDArray[np.object_] = parts[
        shapely.get_type_id(parts) == shapely.GeometryType.POLYGON
    ]
    return polygons


def repaired(
    geometry: NDArray[np.object_], labels: list[str], *, name: str
) -> tuple[NDArray[np.object_], list[str]]:
    """Return polygons or multipolygons in degrees, the invalid ones made valid.

    Parameters
    ----------
    geometry : array of Polygon or MultiPolygon
        In degrees.
    labels : list of str
        What to call each.
    name : str
        What messages call the file.

    Returns
    -------
    array of Polygon or MultiPolygon
        Valid; empty where an outline enclosed nothing.
    list of str
        A sentence for each repair, with place and area in km² before and after.

    Raises
    ------
    SchemaError
        If the outlines cross themselves beyond repair.
    """
    require_short(geometry, name=name)
    for one in geometry[shapely.get_num_coordinates(geometry) > _SMALL]:
        _require_sparse(one, name=name)
    invalid = np.flatnonzero(~shapely.is_valid(geometry))
    if not len(invalid):
        return geometry, []
    require_few_intersections(geometry[invalid], name=name)
    result, repairs = geometry.copy(), []
    for i in invalid:
        # The default method holds 20 kB of lines crossing at random for 88 s.
        whole = shapely.make_valid(
            geometry[i], method="structure", keep_collapsed=False
        )
        parts = polygon_parts(whole)
        result[i] = parts[0] if len(parts) == 1 else MultiPolygon(list(parts))
        repairs.append(_report(geometry[i], result[i], labels[i]))
    return result, repairs


def _report(before: BaseGeometry, after: BaseGeometry, label: str) -> str:
    place = re.search(r"\[(\S+) (\S+)\]", shapely.is_valid_reason(before))
    return _(
        "{label}: the outline crosses or touches itself{place}; repaired, which "
        "changed its area from {before:,.1f} to {after:,.1f} km²."
    ).format(
        label=label,
        place=_(" near {lon:.3f}, {lat:.3f}").format(
            lon=float(place[1]), lat=float(place[2])
        )
        if place
        else "",
        before=outline_km2(before),
        after=outline_km2(after),
    )


def outline_km2(area: BaseGeometry) -> float:
    """Geodesic area of an outline, however wrong: turns against each other cancel."""
    oriented = shapely.orient_polygons(area)
    return abs(GEOD.geometry_area_perimeter(oriented)[0]) / 1e6


def merged_text(count: int) -> str:
    """Return that so many areas became one zone."""
    return n_(
        "{n} area was merged into one control zone.",
        "{n} areas were merged into one control zone.",
        count,
    )


def merged(polygons: NDArray[np.object_], *, name: str) -> MultiPolygon:
    """Return the union of valid polygons.

    Raises
    ------
    SchemaError
        If their outlines cross each other too often to be merged in time.
    """
    require_few_intersections(polygons, name=name)
    return MultiPolygon(list(polygon_parts(shapely.union_all(polygons))))


def require_short(geometry: NDArray[np.object_], *, name: str) -> None:
    """Refuse outlines or lines of more than `MAX_OUTLINE_DEG` in all.

    Raises
    ------
    SchemaError
        If they are longer.
    """
    if shapely.length(geometry).sum() > MAX_OUTLINE_DEG:
        raise _too_many_intersections(name)


def require_few_intersections(polygons: NDArray[np.object_], *, name: str) -> None:
    """Refuse outlines that cross too often, before GEOS meets them.

    Allowed are `MAX_CROSSINGS` and one more for each edge, since borders that two areas
    share seldom agree to the last digit.

    Raises
    ------
    SchemaError
        If there are more, or if counting would take too long.
    """
    edges = _edges(polygons)
    ends = shapely.get_coordinates(edges).reshape(-1, 2, 2)
    tree = shapely.STRtree(edges)
    allowed = MAX_CROSSINGS + len(edges)
    near = crossings = 0
    for some in _few_at_once(ends):
        here, there = tree.query(edges[some])
        here = some[here]
        separate = (here < there) & ~_share_an_end(ends[here], ends[there])
        near += int(separate.sum())
        if near <= _NEAR_PER_CROSSING * allowed:
            crossing = shapely.intersects(edges[here[separate]], edges[there[separate]])
            crossings += int(crossing.sum())
        if near > _NEAR_PER_CROSSING * allowed or crossings > allowed:
            raise _too_many_intersections(name)


def _few_at_once(ends: NDArray[np.float64]) -> Iterator[NDArray[np.intp]]:
    """Yield the numbers of all edges, so few that their neighbours fit into memory.

    An edge no longer than a cell of a grid is near only to long ones and to those that
    begin in the nine cells around it.
    """
    is_short = np.abs(ends[:, 1] - ends[:, 0]).max(axis=1) <= _CELL_DEG
    x, y = np.floor(ends[is_short].min(axis=1) / _CELL_DEG).astype(np.int64).T
    crowd = np.unique(x * 10**9 + y, return_counts=True)[1].max(initial=0)
    most_near = 9 * int(crowd) + int((~is_short).sum())
    for group, near in ((~is_short, len(ends)), (is_short, most_near)):
        numbers = np.flatnonzero(group)
        step = max(16, _PAIRS_AT_ONCE // max(1, near))
        for start in range(0, len(numbers), step):
            yield numbers[start : start + step]


def _require_sparse(area: BaseGeometry, *, name: str) -> None:
    """Refuse a large outline with far more edges near each other than any border has.

    Asking GEOS whether it is valid can hang on one, so a sample of its edges is counted
    before.
    """
    xy, ring = _ring_coordinates(area)
    inner = ring[1:] == ring[:-1]
    a, b = xy[:-1][inner].T.copy(), xy[1:][inner].T.copy()
    low, high = np.minimum(a, b), np.maximum(a, b)
    sample = np.linspace(0, a.shape[1] - 1, _SAMPLE, dtype=int)
    near = 0
    for i in sample:
        in_lon = (low[0] <= high[0, i]) & (high[0] >= low[0, i])
        in_lat = (low[1] <= high[1, i]) & (high[1] >= low[1, i])
        near += int(np.count_nonzero(in_lon & in_lat))
    if near / _SAMPLE * a.shape[1] > _MOST_NEAR:
        raise _too_many_intersections(name)


def _too_many_intersections(name: str) -> SchemaError:
    return SchemaError(
        _(
            "{name}: expected borders, but these cross each other more than "
            "{crossings:,} times or are longer than {length:,}°. Export them again."
        ).format(name=name, crossings=MAX_CROSSINGS, length=MAX_OUTLINE_DEG)
    )


def _ring_coordinates(
    areas: Any,
) -> tuple[NDArray[np.float64], NDArray[np.intp]]:
    """Return all vertices, and for each the number of its ring."""
    # Of a multipolygon as such GEOS gives no rings.
    rings = shapely.get_rings(polygon_parts(areas))
    return shapely.get_coordinates(rings, return_index=True)


def _edges(polygons: NDArray[np.object_]) -> NDArray[np.object_]:
    xy, ring = _ring_coordinates(polygons)
    inner = ring[1:] == ring[:-1]
    ends = np.stack([xy[:-1][inner], xy[1:][inner]], axis=1)
    return np.asarray(shapely.linestrings(ends), dtype=object)


def _share_an_end(a: NDArray[np.float64], b: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return which pairs of edges have an end in common, as neighbours always do."""
    shared = np.zeros(len(a), dtype=bool)
    for i in (0, 1):
        for j in (0, 1):
            shared |= (a[:, i] == b[:, j]).all(axis=1)
    return shared
