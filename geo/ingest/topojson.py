"""TopoJSON → GeoJSON, before anything is checked: arcs stitched, quanta undone."""

from dataclasses import replace
from itertools import chain
from typing import Any

import numpy as np

from geo.errors import FormatError
from geo.ingest import geojson
from geo.ingest.file import File
from geo.ingest.layer import Layer
from geo.ingest.messages import quoted
from geo.ingest.refusals import chosen_layer, require_few
from geo.text.i18n import _

Json = dict[str, Any]
Arc = list[list[float]]

#: How deep the numbers of arcs lie in each kind's list.
_DEPTHS = {"LineString": 0, "MultiLineString": 1, "Polygon": 1, "MultiPolygon": 2}


class _BadError(ValueError):
    """Something is not as TopoJSON has it."""


def fits(file: File) -> bool:
    """Return whether a JSON document is a topology."""
    document = file.document
    return isinstance(document, dict) and document.get("type") == "Topology"


def read(file: File) -> Layer:
    """Read one object of a topology: the only one, or the one that is wanted.

    Raises
    ------
    FormatError
        If arcs are missing, or nested otherwise than their kind has them.
    SchemaError
        If it has several objects, or stitched it would hold too many vertices; and as
        `geo.ingest.geojson.layer_of`.
    """
    objects = file.document.get("objects")
    names = list(objects) if isinstance(objects, dict) else []
    chosen = chosen_layer(file.name, names, file.layer) if names else ""
    found = geojson.layer_of(_as_geojson(file.document, chosen, file.name), file.name)
    kept = {k: v for k, v in file.document.items() if k not in ("arcs", "objects")}
    return replace(found, facts=kept)


def _as_geojson(document: Json, layer: str, name: str) -> Json:
    """Return one object of a topology as a FeatureCollection."""
    try:
        scale, shift = _transform(document)
        arcs = [_arc(arc, scale, shift) for arc in document["arcs"]]
        _require_small(document["objects"][layer], arcs, name)
        features = [
            _feature(one, arcs, scale, shift)
            for one in _members(document["objects"][layer])
        ]
    except (ValueError, LookupError, TypeError, OverflowError, RecursionError):
        raise FormatError(
            _(
                "{name}: expected TopoJSON, but the arcs of {layer} are missing or not "
                "nested as they should be. Export it as GeoJSON."
            ).format(name=name, layer=quoted(layer))
        ) from None
    return {"type": "FeatureCollection", "features": features}


def _transform(document: Json) -> tuple[Any, Any]:
    declared = document.get("transform")
    if declared is None:
        return None, None
    pair = [
        np.array(_numbers(declared[key]), dtype=float) for key in ("scale", "translate")
    ]
    if pair[0].shape != (2,) or pair[1].shape != (2,):
        raise _BadError
    return pair[0], pair[1]


def _numbers(values: Any) -> list[float]:
    if type(values) is not list or set(map(type, values)) - {int, float}:
        raise _BadError
    return values


def _arc(arc: Any, scale: Any, shift: Any) -> Arc:
    """Return an arc's positions; quantised ones are differences from the one before."""
    if type(arc) is not list or min(map(len, arc), default=2) < 2:
        raise _BadError
    _numbers(list(chain.from_iterable(arc)))
    if scale is None:
        return arc
    steps = np.array([position[:2] for position in arc], dtype=float).reshape(-1, 2)
    with np.errstate(over="ignore", invalid="ignore"):
        places: Arc = (np.cumsum(steps, axis=0) * scale + shift).tolist()
    return places


def _require_small(member: Json, arcs: list[Arc], name: str) -> None:
    """Count what would be stitched: one long arc may be named a million times."""
    sizes = np.array([len(arc) for arc in arcs] or [0])
    stack: list[Any] = [member]
    count = 0
    while stack:
        one = stack.pop()
        if isinstance(one, dict):
            stack += [one.get("geometries"), one.get("arcs")]
        elif isinstance(one, list) and one and set(map(type, one)) == {int}:
            numbers = np.array(one)
            count += int(sizes[np.where(numbers < 0, ~numbers, numbers)].sum())
        elif isinstance(one, list):
            stack += one
    require_few(name, vertices=count)


def _members(member: Json) -> list[Json]:
    if member["type"] == "GeometryCollection":
        found: list[Json] = member["geometries"]
        return found
    return [member]


def _feature(one: Json, arcs: list[Arc], scale: Any, shift: Any) -> Json:
    return {
        "type": "Feature",
        "id": one.get("id"),
        "properties": one.get("properties"),
        "geometry": _geometry(one, arcs, scale, shift),
    }


def _geometry(one: Json, arcs: list[Arc], scale: Any, shift: Any) -> Json | None:
    kind = one.get("type")
    if kind is None:
        return None
    if kind == "GeometryCollection":
        inner = [_geometry(member, arcs, scale, shift) for member in one["geometries"]]
        return {"type": kind, "geometries": inner}
    if kind in _DEPTHS:
        stitched = _nested(one["arcs"], arcs, _DEPTHS[kind])
        return {"type": kind, "coordinates": stitched}
    if kind not in ("Point", "MultiPoint"):
        raise _BadError
    points = one["coordinates"]
    if scale is not None and kind == "Point":
        points = _place(points, scale, shift)
    elif scale is not None:
        points = [_place(point, scale, shift) for point in points]
    return {"type": kind, "coordinates": points}


def _place(point: Any, scale: Any, shift: Any) -> list[float]:
    xy = np.array(_numbers(point)[:2], dtype=float)
    with np.errstate(over="ignore", invalid="ignore"):
        place: list[float] = (xy * scale + shift).tolist()
    return place


def _nested(numbers: Any, arcs: list[Arc], depth: int) -> Any:
    if type(numbers) is not list:
        raise _BadError
    if depth:
        return [_nested(one, arcs, depth - 1) for one in numbers]
    return _stitched(numbers, arcs)


def _stitched(numbers: list[Any], arcs: list[Arc]) -> Arc:
    """Return arcs as one run; the place where two meet is in both, and counts once."""
    if set(map(type, numbers)) - {int}:
        raise _BadError
    run: Arc = []
    for number in numbers:
        arc = arcs[~number][::-1] if number < 0 else arcs[number]
        run += arc[1:] if run else arc
    return run
