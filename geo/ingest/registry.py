"""The list of formats that are read: name, endings, first bytes, reader.

**A new format enters here**, as one row of `FORMATS`, and nowhere else: what the pages,
the help and the README say of formats, and which driver the sandbox may use, follow
from it. A format is recognised by its content, never by its name; what stands in no row
is never tried.
"""

from collections.abc import Callable
from typing import Literal, NamedTuple

from geo.ingest import (
    archive,
    csv_points,
    csv_wkt,
    esri,
    geojson,
    geojson_variants,
    kml,
    sandbox,
    settlements,
    topojson,
)
from geo.ingest.csv_columns import CsvColumns
from geo.ingest.file import File
from geo.ingest.json_text import begins_json
from geo.ingest.layer import Layer
from geo.text.i18n import N_, _

#: What a file is read for.
Use = Literal["front", "deposits"]


def _always(_file: File) -> bool:
    return True


class Format(NamedTuple):
    """A format that is read.

    Attributes
    ----------
    name : str
        What a person calls it.
    endings : tuple of str
        How the names of such files end, in lower case; shown to people, never relied
        on.
    starts : callable
        Returns from a file's first `HEAD_BYTES` whether it may be one, in one pass.
    read : callable
        From a file to a layer in degrees, or the columns of a table.
    fits : callable
        Decides more exactly, for a whole file that starts so.
    use : {"front", "deposits"} or None
        What alone it is read for; None for both.
    """

    name: str
    endings: tuple[str, ...]
    starts: Callable[[bytes], bool]
    read: Callable[[File], Layer | CsvColumns]
    fits: Callable[[File], bool] = _always
    use: Use | None = None


def _in_sandbox(
    name: str,
    endings: tuple[str, ...],
    signature: bytes,
    kind: str,
    fits: Callable[[File], bool] = _always,
) -> Format:
    """Return a format of which a library reads files that begin with a signature.

    Parameters
    ----------
    kind : str
        The driver of GDAL, or another reader of the sandbox (`sandbox.reader`).
    """
    read = sandbox.reader(kind, endings[0], called=name)
    return Format(name, endings, lambda head: head.startswith(signature), read, fits)


#: In this order: of those that may fit a file the first one is taken.
FORMATS = (
    _in_sandbox(
        "GeoPackage",
        (".gpkg",),
        b"SQLite format 3\0",
        "gpkg",
        # Other databases do not say so there.
        lambda file: file.data[68:72] in (b"GPKG", b"GP10", b"GP11"),
    ),
    _in_sandbox("FlatGeobuf", (".fgb",), b"fgb\x03", "FlatGeobuf"),
    _in_sandbox("GeoParquet", (".parquet",), b"PAR1", "parquet"),
    _in_sandbox("Shapefile", (".shp",), b"\0\0\x27\x0a", "ESRI Shapefile"),
    Format("KML", (".kml", ".kmz"), kml.starts, kml.read),
    Format(
        "GeoJSONSeq",
        (".geojsonl", ".geojsons", ".ndjson"),
        geojson_variants.starts_sequence,
        geojson_variants.read_sequence,
        geojson_variants.fits_sequence,
    ),
    Format("TopoJSON", (".topojson",), begins_json, topojson.read, topojson.fits),
    Format(
        N_("GeoJSON under a key"),
        (".json",),
        begins_json,
        geojson_variants.read_wrapped,
        geojson_variants.fits_wrapped,
    ),
    Format("Esri JSON", (".json",), begins_json, esri.read, esri.fits),
    Format("GeoJSON", (".geojson", ".json"), begins_json, geojson.read),
    Format(
        N_("CSV with WKT"),
        (".csv", ".tsv", ".txt", ".wkt"),
        csv_wkt.starts,
        csv_wkt.read,
    ),
    Format(
        N_("Settlement control table"),
        (".csv", ".tsv", ".txt"),
        settlements.starts,
        settlements.read,
        use="front",
    ),
    Format(
        N_("CSV with lon and lat"),
        (".csv", ".tsv", ".txt"),
        csv_points.starts,
        csv_points.read,
        use="deposits",
    ),
)


def format_of(file: File, use: Use) -> Format | None:
    """Return the format of a file; None if it is none that is read for that.

    Raises
    ------
    InputError
        If it is text of JSON that breaks off or is wrong.
    """
    for one in FORMATS:
        if one.use in (None, use) and one.starts(file.head) and one.fits(file):
            return one
    return None


def is_layer(head: bytes, use: Use) -> bool:
    """Return from a file's first bytes whether it may be of a format that is read."""
    return archive.recognises(head) or any(
        one.use in (None, use) and one.starts(head) for one in FORMATS
    )


def endings() -> tuple[str, ...]:
    """Return how the names of files end that are read, a zip among them."""
    return tuple(dict.fromkeys([*(e for one in FORMATS for e in one.endings), ".zip"]))


def names(use: Use) -> str:
    """Return the names of the formats that are read for a use, as one text."""
    return ", ".join(_(one.name) for one in FORMATS if one.use in (None, use))
