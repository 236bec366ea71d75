"""What files are called that are of no format that is read, and how to cure them."""

from geo.ingest import csv_points
from geo.ingest.file import HEAD_BYTES
from geo.ingest.messages import quoted
from geo.text.i18n import _

#: First bytes of files that are often sent by mistake, and what a person calls them.
_SIGNATURES = {
    b"SQLite format 3\0": "SQLite, but no GeoPackage",
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

_MARKUP = {b"<gml": "GML", b"<gpx": "GPX", b"<svg": "SVG"}


def described(data: bytes) -> str:
    """Say what a file is that is of no format that is read, and how to cure it."""
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
    for signature, called in _SIGNATURES.items():
        if data.startswith(signature):
            return _other_format(called)
    if _is_utf16(data[:40]):
        return _("text in UTF-16. Save it again as UTF-8")
    if csv_points.starts(data[:HEAD_BYTES]):
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
    called = (name for mark, name in _MARKUP.items() if mark in start)
    return _other_format(next(called, "XML"))


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
