"""GeoJSON, by `json` and our own checks: a document → a layer in degrees.

No GDAL here: it follows a ``crs`` link to the network.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

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
from geo.ingest.file import File
from geo.ingest.layer import Layer, conversion
from geo.ingest.messages import Issues, described, quoted
from geo.ingest.refusals import require_few
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


def read(file: File) -> Layer:
    """Read a FeatureCollection, a Feature or a bare geometry.

    Raises
    ------
    InputError
        As `geo.ingest.json_text.loads` and `layer_of`.
    """
    return layer_of(file.document, file.name)


def layer_of(document: Any, name: str) -> Layer:
    """Return the features of a GeoJSON document.

    Raises
    ------
    FormatError
        If it is JSON of another kind.
    SchemaError
        If its CRS is not known, or any coordinate is not a pair of finite degrees.
    """
    features = _features(document, name)
    code = _code(document, name)
    move, crs = _move(code, name)
    issues = Issues()
    labels = [
        _("feature {number}").format(number=number + 1)
        for number in range(len(features))
    ]
    nested = list(_nested(features, code, labels, issues, name))
    require_few(name, vertices=count_positions(nested))
    geometry, repairs = geometries(nested, labels, issues, name, move=move)
    return Layer(
        geometry=_by_feature(geometry, nested, len(features)),
        properties=[feature.get("properties") or {} for feature in features],
        ids=[feature.get("id") for feature in features],
        labels=labels,
        facts=_facts(document),
        repairs=(*repairs, conversion(crs)) if crs else repairs,
        crs=crs,
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
        raise FormatError(
            _(
                "{name}: expected GeoJSON (a FeatureCollection, a Feature or a "
                "geometry), but this is other JSON. Export the map layer as GeoJSON."
            ).format(name=name)
        )
    require_few(name, features=len(features))
    issues = Issues()
    for number, feature in enumerate(features, start=1):
        if _kind(feature) != "Feature":
            issues.add(_("entry {number}").format(number=number), described(feature))
        elif not isinstance(feature.get("properties"), dict | None):
            issues.add(
                _("entry {number}").format(number=number),
                _("properties that are no object"),
            )
    issues.raise_any(
        name,
        expected=_("a list of GeoJSON features"),
        cure=_("Export it again as a FeatureCollection."),
    )
    return features


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
        declared = f"{value}" if isinstance(value, str | int) else described(value)
        spelt = declared.strip().upper()
        match = _EPSG.fullmatch(spelt)
        one = "" if _WGS84.fullmatch(spelt) else match["code"] if match else None
        if one is None or code not in (None, one):
            raise _unknown_crs(declared, name)
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


def _unknown_crs(declared: str, name: str) -> SchemaError:
    return SchemaError(
        _(
            "{name}: expected WGS84, or the EPSG code of one CRS for the whole file, "
            "but its crs member says {crs}. Export it again in WGS84 (EPSG:4326)."
        ).format(name=name, crs=quoted(declared, length=80))
    )


def _require_same(member: dict[str, Any], code: str, name: str) -> None:
    """Refuse a part of a file that names another CRS than the whole."""
    if member.get("crs") is not None and _code(member, name) != code:
        inner = member["crs"]
        declared = inner.get("properties") if isinstance(inner, dict) else inner
        raise _unknown_crs(json.dumps(declared), name)


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
    issues: Issues,
    name: str,
) -> Iterator[Nested]:
    """Yield each geometry's coordinates; collections are opened, empties skipped."""
    for number, feature in enumerate(features):
        _require_same(feature, code, name)
        for geometry in _opened(feature.get("geometry")):
            kind = _kind(geometry)
            if kind not in KINDS:
                issues.add(labels[number], _("a geometry of unknown kind"))
                continue
            _require_same(geometry, code, name)
            parts = parts_of(kind, geometry.get("coordinates"))
            if parts is None:
                issues.add(
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
