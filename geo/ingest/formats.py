"""The door: which formats are read, how each is recognised, what others are called.

A format is recognised by its content, never by its name, and nothing that is not in the
lists below is ever tried. **A new format enters here**: one `Format` with a check of
the bytes and a function from bytes to a :class:`~geo.ingest.layer.Layer`.
"""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from geo.errors import FormatError, InputError, SchemaError
from geo.ingest import geojson, tables
from geo.ingest.layer import Layer
from geo.ingest.limits import MAX_BYTES, MB
from geo.ingest.messages import one_line, quoted
from geo.text.i18n import _


class Format(NamedTuple):
    """One format that is read."""

    recognises: Callable[[bytes], bool]
    parse: Callable[[bytes, str], Layer]


GEOJSON = Format(geojson.recognises, geojson.parse)
CSV = Format(tables.recognises, tables.parse)

DEPOSIT_FORMATS = (GEOJSON, CSV)
FRONT_FORMATS = (GEOJSON,)

#: First bytes of files that are often sent by mistake, and what a person calls them.
_SIGNATURES = {
    b"SQLite format 3\0": "SQLite / GeoPackage",
    b"fgb\x03": "FlatGeobuf",
    b"PAR1": "Parquet",
    b"\0\0\x27\x0a": "Shapefile (.shp)",
    b"\x1f\x8b": "gzip",
    b"7z\xbc\xaf\x27\x1c": "7-Zip",
    b"Rar!": "RAR",
    b"BZh": "bzip2",
    b"\xfd7zXZ": "xz",
    b"\x28\xb5\x2f\xfd": "Zstandard",
    b"%PDF": "PDF",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"GIF8": "GIF",
    b"II*\0": "TIFF",
    b"MM\0*": "TIFF",
    b"\xd0\xcf\x11\xe0": "Excel (.xls)",
}

_INSIDE_ZIP = {
    b"xl/workbook": "Excel (.xlsx)",
    b"doc.kml": "KMZ",
    b".shp": "zipped Shapefile",
    b".geojson": "zip with GeoJSON inside",
}

_MARKUP = {b"<kml": "KML", b"<gml": "GML", b"<gpx": "GPX", b"<svg": "SVG"}


def load(source: Path | bytes, *, name: str) -> bytes:
    """Return a file's bytes, at most `geo.ingest.limits.MAX_BYTES` of them.

    Raises
    ------
    InputError
        If there is no such file, it cannot be opened, or it is too large.
    """
    if isinstance(source, Path):
        try:
            with source.open("rb") as file:
                data = file.read(MAX_BYTES + 1)
        except (OSError, ValueError):  # ValueError: a path that holds a NUL
            raise InputError(
                _(
                    "{name}: expected a file, but there is none of this name or it may "
                    "not be read. Check the name and its permissions."
                ).format(name=name)
            ) from None
    else:
        data = source
    if len(data) > MAX_BYTES:
        raise SchemaError(
            _(
                "{name}: expected at most {limit} MB, but it is larger. Simplify it or "
                "take a part of it, or raise FRONTLODE_MAX_UPLOAD_MB."
            ).format(name=name, limit=MAX_BYTES // MB)
        )
    return data


def read_layer(data: bytes, formats: tuple[Format, ...], *, name: str) -> Layer:
    """Return the features of a file in the one format that its content shows.

    Raises
    ------
    FormatError
        If it is none of ``formats``; known strangers are called by their names.
    SchemaError
        If it has no features, or any that the format does not allow.
    """
    for candidate in formats:
        if candidate.recognises(data):
            layer = candidate.parse(data, name)
            break
    else:
        wanted = _("GeoJSON or a CSV table with the columns lon and lat")
        raise FormatError(
            _("{name}: expected {wanted}, but this is {came}.").format(
                name=name,
                wanted=wanted if CSV in formats else "GeoJSON",
                came=stranger(data),
            )
        )
    if not len(layer.geometry):
        raise SchemaError(
            _(
                "{name}: expected at least one feature, but it holds none. Check that "
                "the export was not empty."
            ).format(name=name)
        )
    return layer


def display_name(source: Path | bytes, name: str) -> str:
    """Return what messages call a file: its own name without any folder."""
    given = name or (source.name if isinstance(source, Path) else "")
    bare = one_line(given[-1000:].replace("\\", "/").rsplit("/", 1)[-1])
    return bare[:120] or _("The file")


def stranger(data: bytes) -> str:
    """Say what a file is that is none of our formats, and how to mend it."""
    start = data[:1000].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if not start:
        return _("an empty file. Download or export it again")
    if start.startswith(b"version https://git-lfs"):
        return _(
            "a Git-LFS pointer, which only stands for the file. Fetch the real one "
            "with `git lfs pull`"
        )
    if start.startswith(b"<"):
        return _markup(start)
    if data.startswith(b"PK"):
        return _other_format(_named(data, _INSIDE_ZIP, default="zip"))
    for signature, called in _SIGNATURES.items():
        if data.startswith(signature):
            return _other_format(called)
    if _is_utf16(data[:40]):
        return _("text in UTF-16. Save it again as UTF-8")
    if tables.recognises(data):
        return _("a table, which holds no areas. Export the areas as GeoJSON in WGS84")
    return _unknown(data[:1000])


def _is_utf16(head: bytes) -> bool:
    marked = head.startswith((b"\xff\xfe", b"\xfe\xff"))
    halves = {head[::2].strip(b"\0") == b"", head[1::2].strip(b"\0") == b""}
    return marked or halves == {True, False}


def _markup(start: bytes) -> str:
    if b"<html" in start or start.startswith(b"<!doctype html"):
        return _(
            "a web page (HTML), not a map file: most likely the page around the "
            "download, or an error page. Download the file itself"
        )
    return _other_format(_named(start, _MARKUP, default="XML"))


def _named(data: bytes, names: dict[bytes, str], *, default: str) -> str:
    return next((called for mark, called in names.items() if mark in data), default)


def _other_format(called: str) -> str:
    return _(
        "a file of another format ({called}). Export it as GeoJSON in WGS84"
    ).format(called=called)


def _unknown(head: bytes) -> str:
    text = head.decode("utf-8-sig", errors="ignore")
    if b"\0" in head or len(text.encode()) < len(head) - 3:
        return _("binary data of no format known here. Export it as GeoJSON in WGS84")
    return _(
        "other text, which begins with {start}. Download or export it again"
    ).format(start=quoted(text))
