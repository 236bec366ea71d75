"""Esri JSON → GeoJSON, before anything is checked: rings sorted, CRS converted."""

import json
from collections.abc import Callable
from dataclasses import replace
from itertools import chain
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.errors import FormatError, SchemaError
from geo.ingest import geojson, sandbox_worker
from geo.ingest.file import File
from geo.ingest.layer import Layer, conversion
from geo.ingest.messages import described
from geo.text.i18n import _

Json = dict[str, Any]

#: Outer rings around holes, over all holes of one feature: an island in a lake on an
#: island makes three.
_MAX_AROUND = 1_000_000

#: From a run of positions to the same in degrees.
Move = Callable[[Any], Any]


def fits(file: File) -> bool:
    """Return whether a JSON document is a set of Esri features."""
    document = file.document
    if not isinstance(document, dict) or "type" in document:
        return False
    features = document.get("features")
    known = {"geometryType", "spatialReference"} & document.keys()
    first = features[0] if isinstance(features, list) and features else None
    return bool(known) or (isinstance(first, dict) and "attributes" in first)


def read(file: File) -> Layer:
    """Read a set of Esri features.

    Raises
    ------
    InputError
        If it has no list of features, its CRS is not known, or it has curves; and as
        `geo.ingest.geojson.layer_of`.
    """
    collection, crs = _as_geojson(file.document, file.name)
    found = geojson.layer_of(collection, file.name)
    if not crs:
        return found
    return replace(found, crs=crs, repairs=(*found.repairs, conversion(crs)))


def _as_geojson(document: Json, name: str) -> tuple[Json, str]:
    """Return a FeatureCollection, and the name of the CRS converted from.

    The name is empty where it was WGS84 already. Whatever is no list of numbers is
    passed on as it is: the check of GeoJSON says what is wrong with it.
    """
    features = document.get("features")
    if not isinstance(features, list):
        raise FormatError(
            _(
                "{name}: expected Esri JSON with its features, but there are none. "
                "Most likely the map service answered with its own description. Ask "
                "it for the features (f=geojson)."
            ).format(name=name)
        )
    move, crs = _move(_reference(document, features), name)
    made = [_feature(feature, move, name) for feature in features]
    return {"type": "FeatureCollection", "features": made}, crs


def _reference(document: Json, features: list[Any]) -> Any:
    """Return what the set, else its first feature, says of its CRS."""
    declared = document.get("spatialReference")
    if declared is None and features and isinstance(features[0], dict):
        geometry = features[0].get("geometry")
        declared = (
            geometry.get("spatialReference") if isinstance(geometry, dict) else None
        )
    return declared


def _move(reference: Any, name: str) -> tuple[Move, str]:
    if reference is None:
        return lambda run: run, ""
    codes = [
        reference.get(key) if isinstance(reference, dict) else reference
        for key in ("latestWkid", "wkid")
    ]
    code = next((one for one in codes if type(one) is int and 0 < one < 10**6), None)
    for authority in ("EPSG", "ESRI"):
        try:
            crs = sandbox_worker.known_crs(f"{authority}:{code}")
        except sandbox_worker.Refusal:
            continue
        if sandbox_worker.is_wgs84(crs):
            return lambda run: run, ""
        return _mover(crs), sandbox_worker.called(crs)
    raise SchemaError(
        _(
            "{name}: expected Esri JSON with the number of a known CRS (wkid), but its "
            "spatialReference is {declared}. Export it again in WGS84 (wkid 4326)."
        ).format(name=name, declared=described(code or json.dumps(reference)))
    )


def _mover(crs: Any) -> Move:
    transform = sandbox_worker.to_degrees(crs)

    def move(run: Any) -> Any:
        if not _is_numbers(run):
            return run
        xy = np.array([[float(x), float(y)] for x, y, *_rest in run])
        lonlat: list[Any] = transform(xy).tolist()
        return lonlat

    return move


def _is_numbers(run: Any) -> bool:
    """Return whether a run is a list of positions that can be computed with."""
    if type(run) is not list or not run or set(map(type, run)) - {list}:
        return False
    numbers = list(chain.from_iterable(run))
    return (
        min(map(len, run)) >= 2
        and not set(map(type, numbers)) - {int, float}
        and all(abs(number) < 1e30 for number in numbers)
    )


def _feature(feature: Any, move: Move, name: str) -> Any:
    if not isinstance(feature, dict):
        return feature
    return {
        "type": "Feature",
        "properties": feature.get("attributes"),
        "geometry": _geometry(feature.get("geometry"), move, name),
    }


def _geometry(geometry: Any, move: Move, name: str) -> Any:
    if not isinstance(geometry, dict):
        return geometry
    if {"curveRings", "curvePaths"} & geometry.keys():
        raise SchemaError(
            _(
                "{name}: expected areas with straight edges, but it holds curves. "
                "Export it again with its curves made straight."
            ).format(name=name)
        )
    if "rings" in geometry:
        rings = _each(move, geometry["rings"])
        return {"type": "MultiPolygon", "coordinates": _polygons(rings, name)}
    if "paths" in geometry:
        paths = _each(move, geometry["paths"])
        return {"type": "MultiLineString", "coordinates": paths}
    if "points" in geometry:
        return {"type": "MultiPoint", "coordinates": move(geometry["points"])}
    if geometry.get("x") is None:
        return None
    point = move([[geometry["x"], geometry.get("y")]])
    return {"type": "Point", "coordinates": point[0]}


def _each(move: Move, runs: Any) -> Any:
    return [move(run) for run in runs] if type(runs) is list else runs


def _polygons(rings: Any, name: str) -> Any:
    """Return rings as polygons: outer ones run clockwise, Esri says.

    Some writers turn all rings around. The largest ring is always an outer one, and
    shows.
    """
    if type(rings) is not list or len(rings) < 2:
        return [rings] if rings else rings
    if not all(_is_numbers(ring) and len(ring) >= 4 for ring in rings):
        return [[ring] for ring in rings]
    areas = [_signed_area(ring) for ring in rings]
    turn = -1 if max(areas, key=abs) > 0 else 1
    shells = [ring for ring, area in zip(rings, areas, strict=True) if turn * area <= 0]
    holes = [ring for ring, area in zip(rings, areas, strict=True) if turn * area > 0]
    return _with_holes(shells, holes, name)


def _signed_area(ring: list[list[float]]) -> float:
    xy = np.array([position[:2] for position in ring], dtype=float)
    x, y = (xy - xy[0]).T
    return float(np.sum(x[:-1] * y[1:] - x[1:] * y[:-1]))


def _with_holes(shells: list[Any], holes: list[Any], name: str) -> list[list[Any]]:
    """Return polygons; a hole goes to the smallest outer ring that holds its start."""
    made = [[shell] for shell in shells]
    if not holes:
        return made
    outlines = np.array([_outline(shell) for shell in shells], dtype=object)
    starts = shapely.points([hole[0][:2] for hole in holes])
    owners = _smallest_around(starts, outlines, name)
    for hole, owner in zip(holes, owners, strict=True):
        if owner < 0:
            made.append([hole])
        else:
            made[owner].append(hole)
    return made


def _smallest_around(
    points: NDArray[np.object_], outlines: NDArray[np.object_], name: str
) -> list[int]:
    """Return for each point which is the smallest outline around it, or -1.

    Rings within rings are around every hole: their pairs are counted as they are
    found, a few points at a time.
    """
    tree, sizes = shapely.STRtree(outlines), shapely.area(outlines)
    owners = np.full(len(points), -1)
    step = max(1, _MAX_AROUND // len(outlines))
    count = 0
    for first in range(0, len(points), step):
        some = points[first : first + step]
        point, around = tree.query(some, predicate="intersects")
        count += len(point)
        if count > _MAX_AROUND:
            raise SchemaError(
                _(
                    "{name}: expected areas with their holes, but it holds thousands "
                    "of rings within each other. Take them out."
                ).format(name=name)
            )
        # The last one that is written is the smallest.
        order = np.argsort(-sizes[around], kind="stable")
        owners[first + point[order]] = around[order]
    found: list[int] = owners.tolist()
    return found


def _outline(ring: list[Any]) -> Any:
    # As floats, since a whole number may be beyond those of numpy.
    return shapely.polygons(np.array([position[:2] for position in ring], dtype=float))
