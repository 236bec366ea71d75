"""GeoJSON, by `json` and our own checks: bytes → :class:`geo.ingest.layer.Layer`.

No GDAL here: it follows a ``crs`` link to the network.
"""

import json
import re
from collections.abc import Iterator
from typing import Any, NoReturn

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.errors import FormatError, SchemaError
from geo.ingest import sandbox_worker
from geo.ingest.coordinates import (
    KINDS,
    Move,
    Nested,
    count_positions,
    geometries,
    parts_of,
)
from geo.ingest.layer import Layer, conversion
from geo.ingest.limits import MAX_FEATURES, MAX_VERTICES
from geo.ingest.messages import Faults, quoted, told
from geo.text.i18n import _

#: Every spelling of WGS84 in longitude and latitude seen in ``crs`` members.
_WGS84 = re.compile(
    r"(URN:(X-)?OGC:DEF:CRS:|HTTPS?://WWW\.OPENGIS\.NET/DEF/CRS/)?"
    r"(OGC[:/]+([\d.]+[:/])?CRS84H?|EPSG[:/]+([\d.]+[:/])?4326)"
    r"|CRS84|WGS ?84|4326"
)

#: Every spelling of a code of the EPSG register; nothing else is looked for in it.
_EPSG = re.compile(
    r"(URN:(X-)?OGC:DEF:CRS:|HTTPS?://WWW\.OPENGIS\.NET/DEF/CRS/)?"
    r"EPSG[:/]+([\d.]+[:/])?(?P<code>\d{4,6})"
)


def recognises(data: bytes) -> bool:
    """Tell whether a file is JSON, by its first character."""
    return data[:1000].removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"{", b"[")


def parse(data: bytes, name: str) -> Layer:
    """Read a FeatureCollection, a Feature or a bare geometry.

    Parameters
    ----------
    data : bytes
        UTF-8, with or without a byte order mark.
    name : str
        What messages call the file.

    Raises
    ------
    FormatError
        If it is no JSON, or JSON of another kind.
    SchemaError
        If its CRS is not known, or any coordinate is not a pair of finite degrees.
    """
    return layer_of(loads(data, name), name)


def layer_of(document: Any, name: str) -> Layer:
    """Read a GeoJSON document that is parsed already.

    Raises
    ------
    FormatError, SchemaError
        As `parse`, but for its syntax.
    """
    features = _features(document, name)
    code = _code(document, name)
    move, crs = _move(code, name)
    faults = Faults()
    labels = [
        _("feature {number}").format(number=number + 1)
        for number in range(len(features))
    ]
    nested = list(_nested(features, code, labels, faults, name))
    if count_positions(nested) > MAX_VERTICES:
        raise _too_large(name)
    geometry, repairs = geometries(nested, labels, faults, name, move=move)
    return Layer(
        geometry=_by_feature(geometry, nested, len(features)),
        properties=[feature.get("properties") or {} for feature in features],
        ids=[feature.get("id") for feature in features],
        labels=labels,
        facts=_facts(document),
        repairs=(*repairs, conversion(crs)) if crs else repairs,
        crs=crs,
    )


def loads(data: bytes, name: str) -> Any:
    """Return the JSON document in ``data``, or say in one sentence what stops it.

    Raises
    ------
    FormatError
        If it is not UTF-8, not JSON, cut off, or nested too deep.
    SchemaError
        If it holds more brackets than the largest file allowed can need.
    """
    # Counted before parsing: 50 MB of empty lists would take 1 GB of memory.
    if data.count(b"[") + data.count(b"{") > 2 * MAX_VERTICES:
        raise _too_large(name)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FormatError(
            _(
                "{name}: expected text in UTF-8, but byte {place:,} is not. Save the "
                "file again as UTF-8."
            ).format(name=name, place=error.start + 1)
        ) from None
    try:
        return json.loads(text, parse_constant=lambda word: _refuse_word(word, name))
    except json.JSONDecodeError as error:
        raise _syntax_error(text, error, name) from None
    except RecursionError:
        cause = _("its brackets are nested hundreds deep, which no map file needs")
    except ValueError:  # Python reads no whole number of more than 4,300 digits
        cause = _("it holds a number of thousands of digits")
    raise FormatError(
        _("{name}: expected GeoJSON, but {cause}. Export it again.").format(
            name=name, cause=cause
        )
    )


def _refuse_word(word: str, name: str) -> NoReturn:
    raise FormatError(
        _(
            "{name}: expected finite numbers, but it holds {word}, which JSON does "
            "not have. Write null, or take the feature out."
        ).format(name=name, word=word)
    )


def _syntax_error(text: str, error: json.JSONDecodeError, name: str) -> FormatError:
    end = len(text.rstrip())
    if error.msg == "Extra data":
        message = _(
            "{name}: expected one GeoJSON document, but more follows after its end "
            "(line {line:,}, column {column:,}). Where each line is a feature, wrap "
            "them into one FeatureCollection."
        )
    elif error.pos >= end or text[end - 1] not in "}]":
        message = _(
            "{name}: expected whole GeoJSON, but it breaks off (line {line:,}, column "
            "{column:,}). Download or export it again."
        )
    else:
        message = _(
            "{name}: expected GeoJSON, but it is not valid JSON at line {line:,}, "
            "column {column:,}, near {near}. Export it again."
        )
    near = quoted(text[error.pos : error.pos + 20])
    return FormatError(
        message.format(name=name, line=error.lineno, column=error.colno, near=near)
    )


def _too_large(name: str) -> SchemaError:
    return SchemaError(
        _(
            "{name}: expected at most {vertices:,} vertices and {features:,} features, "
            "but it holds more. Simplify it or take a part of it, or raise "
            "FRONTLODE_MAX_VERTICES and FRONTLODE_MAX_FEATURES."
        ).format(name=name, vertices=MAX_VERTICES, features=MAX_FEATURES)
    )


def _kind(member: Any) -> str:
    """Return the ``type`` of a GeoJSON object; empty where it has none."""
    kind = member.get("type") if isinstance(member, dict) else None
    return kind if isinstance(kind, str) else ""


def _features(document: Any, name: str) -> list[dict[str, Any]]:
    """Return the document's features, each an object with an object of properties."""
    kind = _kind(document)
    if kind == "FeatureCollection" and isinstance(document.get("features"), list):
        features: list[Any] = document["features"]
    elif kind == "Feature":
        features = [document]
    elif kind in KINDS or kind == "GeometryCollection":
        features = [{"type": "Feature", "geometry": document}]
    else:
        raise FormatError(_not_geojson(document).format(name=name))
    if len(features) > MAX_FEATURES:
        raise _too_large(name)
    faults = Faults()
    for number, feature in enumerate(features, start=1):
        if _kind(feature) != "Feature":
            faults.add(_("entry {number}").format(number=number), told(feature))
        elif not isinstance(feature.get("properties"), dict | None):
            faults.add(
                _("entry {number}").format(number=number),
                _("properties that are no object"),
            )
    faults.raise_any(
        name,
        expected=_("a list of GeoJSON features"),
        cure=_("Export it again as a FeatureCollection."),
    )
    return features


def _not_geojson(document: Any) -> str:
    """Return a sentence, to be filled in, for a document that is other JSON."""
    keys = document.keys() if isinstance(document, dict) else set()
    if "arcs" in keys:
        return _(
            "{name}: expected GeoJSON, but this is TopoJSON. Export it as GeoJSON."
        )
    if {"geometryType", "spatialReference"} & keys:
        return _(
            "{name}: expected GeoJSON, but this is Esri JSON. Export it as GeoJSON "
            "(f=geojson) in WGS84."
        )
    return _(
        "{name}: expected GeoJSON (a FeatureCollection, a Feature or a geometry), but "
        "this is other JSON. Export the map layer as GeoJSON."
    )


def _code(member: dict[str, Any], name: str) -> str:
    """Return the EPSG code in a ``crs`` member; empty where that is absent, or WGS84.

    Whatever else stands there is refused and never looked up.
    """
    crs = member.get("crs")
    if crs is None:
        return ""
    inner = crs.get("properties") if isinstance(crs, dict) else crs
    code = None
    for value in list(inner.values()) if isinstance(inner, dict) else [inner]:
        said = f"{value}" if isinstance(value, str | int) else told(value)
        spelt = said.strip().upper()
        match = _EPSG.fullmatch(spelt)
        one = "" if _WGS84.fullmatch(spelt) else match["code"] if match else None
        if one is None or code not in (None, one):
            raise _unknown_crs(said, name)
        code = one
    return code or ""


def _move(code: str, name: str) -> tuple[Move | None, str]:
    """Return what moves coordinates of an EPSG code to degrees, and the CRS's name."""
    if not code:
        return None, ""
    try:
        crs = sandbox_worker.known_crs(f"EPSG:{code}")
    except sandbox_worker.Refusal:
        raise _unknown_crs(f"EPSG:{code}", name) from None
    return sandbox_worker.to_degrees(crs), sandbox_worker.called(crs)


def _unknown_crs(said: str, name: str) -> SchemaError:
    return SchemaError(
        _(
            "{name}: expected WGS84, or the EPSG code of one CRS for the whole file, "
            "but its crs member says {crs}. Export it again in WGS84 (EPSG:4326)."
        ).format(name=name, crs=quoted(said, length=80))
    )


def _require_same(member: dict[str, Any], code: str, name: str) -> None:
    """Refuse a part of a file that names another CRS than the whole."""
    if member.get("crs") is not None and _code(member, name) != code:
        inner = member["crs"]
        said = inner.get("properties") if isinstance(inner, dict) else inner
        raise _unknown_crs(json.dumps(said), name)


def _facts(document: dict[str, Any]) -> dict[str, object]:
    """Return what a collection says of itself beside its features."""
    if _kind(document) != "FeatureCollection":
        return {}
    own = document.get("properties")
    outer = {key: value for key, value in document.items() if key != "features"}
    return {**outer, **(own if isinstance(own, dict) else {})}


def _nested(
    features: list[dict[str, Any]],
    code: str,
    labels: list[str],
    faults: Faults,
    name: str,
) -> Iterator[Nested]:
    """Yield each geometry's coordinates; collections are opened, empties skipped."""
    for number, feature in enumerate(features):
        _require_same(feature, code, name)
        for geometry in _opened(feature.get("geometry")):
            kind = _kind(geometry)
            if kind not in KINDS:
                faults.add(labels[number], _("a geometry of unknown kind"))
                continue
            _require_same(geometry, code, name)
            parts = parts_of(kind, geometry.get("coordinates"))
            if parts is None:
                faults.add(
                    labels[number],
                    _("coordinates not nested as in a {kind}").format(kind=kind),
                )
            elif parts:
                yield Nested(number, kind, parts)


def _opened(geometry: Any) -> Iterator[Any]:
    """Yield a geometry, or the members of a collection however deep, in order."""
    stack = [geometry]
    while stack:
        member = stack.pop()
        if _kind(member) == "GeometryCollection":
            inner = member.get("geometries")
            stack.extend(reversed(inner) if isinstance(inner, list) else [inner])
        elif member is not None:
            yield member


def _by_feature(
    geometry: NDArray[np.object_], nested: list[Nested], count: int
) -> NDArray[np.object_]:
    """Return one geometry for each feature: a collection of several, or None."""
    result = np.full(count, None, dtype=object)
    owner = np.array([one.feature for one in nested], np.intp)
    features, first, group, sizes = np.unique(
        owner, return_index=True, return_inverse=True, return_counts=True
    )
    result[features] = geometry[first]
    if (sizes > 1).any():
        here = (sizes > 1)[group]
        groups = np.unique(group[here], return_inverse=True)[1]
        result[features[sizes > 1]] = shapely.geometrycollections(
            geometry[here], indices=groups
        )
    return result
