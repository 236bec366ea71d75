"""GeoJSON as it comes otherwise: a text for each feature, or beside other facts."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from geo.ingest import geojson, json_text
from geo.ingest.coordinates import KINDS
from geo.ingest.file import File
from geo.ingest.layer import Layer
from geo.ingest.refusals import chosen_layer
from geo.text.i18n import _

#: Keys under which services put a collection beside other facts, the usual first.
_WRAPPERS = ("map", "geojson", "data", "result", "features", "collection")

#: Begins each text of a GeoJSON text sequence (RFC 8142).
_RECORD = b"\x1e"

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def starts_sequence(head: bytes) -> bool:
    """Return whether a file may be a sequence of JSON texts."""
    bare = head.removeprefix(_BYTE_ORDER_MARK).lstrip(b" \t\r\n")
    return bare[:1] in (_RECORD, b"{")


def fits_sequence(file: File) -> bool:
    """Return whether each line, or each record, is a JSON text of its own."""
    if file.head.removeprefix(_BYTE_ORDER_MARK).lstrip(b" \t\r\n")[:1] == _RECORD:
        return True
    first, _mark, rest = file.data.strip().partition(b"\n")
    return first.rstrip().endswith(b"}") and rest.lstrip()[:1] == b"{"


def read_sequence(file: File) -> Layer:
    """Read a sequence as one collection.

    The texts become one list, so that an issue is reported with its line in the file.

    Raises
    ------
    InputError
        As `geo.ingest.json_text.loads` and `geo.ingest.geojson.layer_of`.
    """
    bare = file.data.removeprefix(_BYTE_ORDER_MARK)
    texts = bare.split(_RECORD) if _RECORD in bare[:1000] else bare.splitlines()
    joined = b",\n".join(text for text in texts if text.strip())
    features: list[Any] = []
    for one in json_text.loads(b"[" + joined + b"]", file.name):
        if isinstance(one, dict) and one.get("type") == "FeatureCollection":
            features += _with_crs(one)
        elif isinstance(one, dict) and one.get("type") in KINDS:
            features.append({"type": "Feature", "geometry": one})
        else:
            features.append(one)
    whole = {"type": "FeatureCollection", "features": features}
    return geojson.layer_of(whole, file.name)


def _with_crs(collection: dict[str, Any]) -> list[Any]:
    """Return the features of a collection, each with what it says of their CRS."""
    inner = collection.get("features")
    features = inner if isinstance(inner, list) else [inner]
    declared = {"crs": collection["crs"]} if "crs" in collection else {}
    return [{**declared, **one} if isinstance(one, dict) else one for one in features]


def fits_wrapped(file: File) -> bool:
    """Return whether a JSON document holds GeoJSON under a key of its own."""
    return bool(_wrappers(file.document))


def read_wrapped(file: File) -> Layer:
    """Read the GeoJSON under a key, and what stands beside it as the file's facts.

    Raises
    ------
    InputError
        If it stands under several keys, or as `geo.ingest.geojson.layer_of`.
    """
    key = chosen_layer(file.name, _wrappers(file.document), file.layer)
    found = geojson.layer_of(file.document[key], file.name)
    beside = {k: v for k, v in file.document.items() if k != key}
    called = _("GeoJSON under the key “{key}”").format(key=key[:40])
    return replace(found, facts={**found.facts, **beside}, format=called)


def _wrappers(document: Any) -> list[str]:
    """Return the keys under which a document holds GeoJSON, the usual ones first.

    A collection of its own says ``type``, and is never looked into.
    """
    if not isinstance(document, dict) or isinstance(document.get("type"), str):
        return []
    keys = [*_WRAPPERS, *(key for key in document if key not in _WRAPPERS)]
    return [key for key in keys if _is_geojson(document.get(key))]


def _is_geojson(member: Any) -> bool:
    if not isinstance(member, Mapping):
        return False
    kind = member.get("type")
    collections = ("FeatureCollection", "Feature", "GeometryCollection")
    return isinstance(kind, str) and (kind in collections or kind in KINDS)
