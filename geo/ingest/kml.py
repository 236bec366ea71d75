"""KML → GeoJSON, before anything is checked, by `xml.parsers.expat` alone.

No document type, hence no entity of an untrusted file, is let in; links to other files
are counted and never followed.
"""

import re
from dataclasses import dataclass, field, replace
from typing import Any
from xml.parsers import expat

from geo.errors import FormatError
from geo.ingest import geojson
from geo.ingest.attribute_values import number
from geo.ingest.file import File
from geo.ingest.layer import Layer
from geo.ingest.refusals import require_few
from geo.text.i18n import _

Json = dict[str, Any]

_SHAPES = frozenset({"Point", "LineString", "LinearRing", "Polygon"})

#: Elements of a placemark that become properties, and under which name.
_TEXTS = {"name": "name", "styleUrl": "style", "when": "date", "begin": "date"}

#: More elements within each other have no meaning in KML.
_MAX_DEPTH = 100

#: Properties are of use up to here.
_MAX_CHARACTERS = 10_000


#: The root element stands within so many bytes.
_HEAD = 4000

#: What may stand before the root element: how it begins, and ends.
_BEFORE_ROOT = {b"<?": b"?>", b"<!--": b"-->"}

_SPACE = re.compile(rb"\s*")

#: A root element's name, or that of the document type, which has to be the same.
_ROOT = re.compile(rb"<(!DOCTYPE\s+)?(\w+:)?kml[\s>/\[]")


def starts(head: bytes) -> bool:
    """Return whether a file is XML whose root element is ``kml``.

    Each step goes on where the last one ended, whatever the file holds.
    """
    head = head[:_HEAD].removeprefix(b"\xef\xbb\xbf")
    start = _past_space(head, 0)
    while begins := next((b for b in _BEFORE_ROOT if head.startswith(b, start)), None):
        ends = _BEFORE_ROOT[begins]
        found = head.find(ends, start + len(begins))
        if found < 0:
            return False
        start = _past_space(head, found + len(ends))
    return _ROOT.match(head, start) is not None


def _past_space(text: bytes, start: int) -> int:
    space = _SPACE.match(text, start)
    return space.end() if space else start


@dataclass
class _State:
    """What has been read so far, and where in the document the parser stands."""

    features: list[Json] = field(default_factory=list)
    path: list[str] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    folders: list[str] = field(default_factory=list)
    feature: Json | None = None
    #: Key of the ExtendedData value that stands next.
    key: str = ""
    #: Of the polygon that stands next.
    outer: list[Any] = field(default_factory=list)
    inner: list[Any] = field(default_factory=list)
    vertices: int = 0
    links: int = 0


class _ActiveError(Exception):
    """The document declares what it should not."""


def read(file: File) -> Layer:
    """Read placemarks; links to other files are counted and left alone.

    Properties are the name, the style, a date, the folder, and the extended data.

    Raises
    ------
    FormatError
        If it is no well-formed XML, or declares entities.
    SchemaError
        If it holds too many vertices or features; and as
        `geo.ingest.geojson.layer_of`.
    """
    collection, links = _as_geojson(file.data, file.name)
    found = geojson.layer_of(collection, file.name)
    if not links:
        return found
    message = _("Links to other files were not followed: {count:,}.").format(
        count=links
    )
    return replace(found, notes=(message,))


def _as_geojson(data: bytes, name: str) -> tuple[Json, int]:
    """Return placemarks as a FeatureCollection, and the number of links left alone."""
    state = _State()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = lambda tag, about: _start(state, tag, about, name)
    parser.EndElementHandler = lambda _tag: _end(state, name)
    parser.CharacterDataHandler = state.text.append
    parser.StartDoctypeDeclHandler = _refuse
    parser.EntityDeclHandler = _refuse
    try:
        parser.Parse(data, True)
    except _ActiveError:
        raise FormatError(
            _(
                "{name}: expected plain KML, but it declares a document type or "
                "entities, which could stand for other files. Export it again."
            ).format(name=name)
        ) from None
    except (expat.ExpatError, ValueError, LookupError):
        raise FormatError(
            _(
                "{name}: expected KML, but it is not well-formed XML near line "
                "{line:,}. Download or export it again."
            ).format(name=name, line=parser.CurrentLineNumber)
        ) from None
    return {"type": "FeatureCollection", "features": state.features}, state.links


def _refuse(*_about: object) -> None:
    raise _ActiveError


def _start(state: _State, tag: str, about: dict[str, str], name: str) -> None:
    tag = tag.rpartition(" ")[2]
    state.path.append(tag)
    state.text.clear()
    if len(state.path) > _MAX_DEPTH:
        raise ValueError
    if tag == "Placemark":
        state.feature = {"type": "Feature", "properties": {}, "geometry": None}
    elif tag in ("Folder", "Document"):
        state.folders.append("")
    elif tag == "NetworkLink":
        state.links += 1
    elif tag in ("Data", "SimpleData"):
        state.key = about.get("name", "")
    elif tag == "Polygon":
        state.outer, state.inner = [], []
    require_few(name, features=len(state.features))


def _end(state: _State, name: str) -> None:
    tag = state.path.pop()
    text = "".join(state.text).strip()
    state.text.clear()
    parent = state.path[-1] if state.path else ""
    if tag == "Placemark" and state.feature:
        _close_placemark(state)
    elif tag in ("Folder", "Document") and state.folders:
        state.folders.pop()
    elif tag == "name" and parent == "Folder" and state.folders:
        state.folders[-1] = text[:_MAX_CHARACTERS]
    elif state.feature is not None:
        _inside(state, tag, parent, text, name)


def _close_placemark(state: _State) -> None:
    assert state.feature is not None
    folder = next((one for one in reversed(state.folders) if one), "")
    if folder:
        state.feature["properties"].setdefault("folder", folder)
    state.features.append(state.feature)
    state.feature = None


def _inside(state: _State, tag: str, parent: str, text: str, name: str) -> None:
    """Take what an element within a placemark says."""
    assert state.feature is not None
    properties = state.feature["properties"]
    if tag == "coordinates":
        _coordinates(state, parent, text, name)
    elif tag == "Polygon":
        rings = [*state.outer, *state.inner]
        _add(state, {"type": "Polygon", "coordinates": rings})
    elif tag in ("value", "SimpleData") and state.key:
        properties[state.key] = text[:_MAX_CHARACTERS]
    elif tag in _TEXTS and parent in ("Placemark", "TimeStamp", "TimeSpan"):
        properties[_TEXTS[tag]] = text[:_MAX_CHARACTERS]


def _coordinates(state: _State, parent: str, text: str, name: str) -> None:
    # Some writers put white space around commas, which elsewhere parts positions.
    bare = ",".join(part.strip() for part in text.split(","))
    run = [_position(token) for token in bare.split()]
    state.vertices += len(run)
    require_few(name, vertices=state.vertices)
    if parent == "LinearRing" and "Polygon" in state.path:
        (state.inner if "innerBoundaryIs" in state.path else state.outer).append(run)
    elif parent in ("LineString", "LinearRing"):
        _add(state, {"type": "LineString", "coordinates": run})
    elif parent == "Point" and run:
        _add(state, {"type": "Point", "coordinates": run[0]})


def _position(token: str) -> list[Any]:
    """Return one position; a part that is no number stays as the text it is."""
    parts = token.split(",")
    try:
        return [float(part) for part in parts]
    except ValueError:
        return [value if (value := number(p)) is not None else p for p in parts]


def _add(state: _State, geometry: Json) -> None:
    """Put a geometry to the placemark's others."""
    assert state.feature is not None
    before = state.feature["geometry"]
    if before is None:
        state.feature["geometry"] = geometry
    elif before["type"] == "GeometryCollection":
        before["geometries"].append(geometry)
    else:
        both = {"type": "GeometryCollection", "geometries": [before, geometry]}
        state.feature["geometry"] = both
