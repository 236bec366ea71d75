"""JSON that holds features in one way or another → a layer in degrees.

GeoJSON; the same wrapped under a key, as the public interface of the daily map gives
it; GeoJSON text sequences; Esri JSON; TopoJSON. The others are turned into GeoJSON
first, so that one check looks at the coordinates of all.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from geo.ingest import esri, geojson, topojson
from geo.ingest.coordinates import KINDS
from geo.ingest.layer import Layer, conversion
from geo.ingest.refusals import no_such_layer, several_layers
from geo.text.i18n import _

#: Keys under which services put a collection beside other facts, the usual first.
_WRAPPERS = ("map", "geojson", "data", "result", "features", "collection")

_RECORD = b"\x1e"


class Kin(NamedTuple):
    """What was read, and as what."""

    format: str
    layer: Layer

    @property
    def crs(self) -> str:
        """The CRS that it was converted from; empty where it was WGS84 already."""
        return self.layer.crs


def recognises(data: bytes) -> bool:
    """Tell whether a file is JSON, or a sequence of JSON texts."""
    head = data[:1000].removeprefix(b"\xef\xbb\xbf").lstrip(b" \t\r\n")
    return head.startswith(_RECORD) or geojson.recognises(data)


def read_kin(data: bytes, *, name: str, layer: str | None = None) -> Kin:
    """Read any of the JSON formats.

    Raises
    ------
    InputError
        If it is none of them, or not valid.
    """
    if _is_sequence(data):
        return Kin("GeoJSONSeq", geojson.layer_of(_sequence(data, name), name))
    document = geojson.loads(data, name)
    if topojson.recognises(document):
        return _topology(document, name, layer)
    if esri.is_error(document):
        raise esri.error_sentence(document, name)
    if esri.is_cut(document):
        raise esri.cut_sentence(name)
    wrappers = _wrappers(document)
    if layer is not None and wrappers and layer not in wrappers:
        raise no_such_layer(name, layer, wrappers)
    if layer is None and len(wrappers) > 1:
        raise several_layers(name, wrappers)
    if wrappers:
        return _wrapped(document, layer or wrappers[0], name)
    if esri.recognises(document):
        collection, crs = esri.as_geojson(document, name)
        return Kin("Esri JSON", _converted(collection, crs, name))
    return Kin("GeoJSON", geojson.layer_of(document, name))


def _converted(collection: Any, crs: str, name: str) -> Layer:
    found = geojson.layer_of(collection, name)
    if not crs:
        return found
    return replace(found, crs=crs, repairs=(*found.repairs, conversion(crs)))


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


def _wrapped(document: dict[str, Any], key: str, name: str) -> Kin:
    found = geojson.layer_of(document[key], name)
    beside = {k: v for k, v in document.items() if k != key}
    called = _("GeoJSON under the key “{key}”").format(key=key[:40])
    return Kin(called, replace(found, facts={**found.facts, **beside}))


def _topology(document: dict[str, Any], name: str, layer: str | None) -> Kin:
    names = topojson.objects_of(document)
    if layer is not None and layer not in names:
        raise no_such_layer(name, layer, names)
    if layer is None and len(names) > 1:
        raise several_layers(name, names)
    chosen = layer if layer is not None else next(iter(names), "")
    collection = topojson.as_geojson(document, chosen, name)
    found = geojson.layer_of(collection, name)
    facts = {k: v for k, v in document.items() if k not in ("arcs", "objects")}
    return Kin("TopoJSON", replace(found, facts=facts))


def _is_sequence(data: bytes) -> bool:
    """Tell whether each line, or each record, is a JSON text of its own."""
    head = data.removeprefix(b"\xef\xbb\xbf").lstrip(b" \t\r\n")[:1]
    if head == _RECORD:
        return True
    if head != b"{":
        return False
    first, _mark, rest = data.strip().partition(b"\n")
    return first.rstrip().endswith(b"}") and rest.lstrip()[:1] == b"{"


def _sequence(data: bytes, name: str) -> Any:
    """Return a sequence as one collection.

    The texts become one list, so that a fault is told with its line in the file.
    """
    bare = data.removeprefix(b"\xef\xbb\xbf")
    texts = bare.split(_RECORD) if _RECORD in bare[:1000] else bare.splitlines()
    joined = b",\n".join(text for text in texts if text.strip())
    features: list[Any] = []
    for one in geojson.loads(b"[" + joined + b"]", name):
        if isinstance(one, dict) and one.get("type") == "FeatureCollection":
            features += _with_crs(one)
        elif isinstance(one, dict) and one.get("type") in KINDS:
            features.append({"type": "Feature", "geometry": one})
        else:
            features.append(one)
    return {"type": "FeatureCollection", "features": features}


def _with_crs(collection: dict[str, Any]) -> list[Any]:
    """Return the features of a collection, each with what it says of their CRS."""
    inner = collection.get("features")
    features = inner if isinstance(inner, list) else [inner]
    said = {"crs": collection["crs"]} if "crs" in collection else {}
    return [{**said, **one} if isinstance(one, dict) else one for one in features]
