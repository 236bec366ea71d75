"""CSV with a column of WKT → a layer in degrees."""

import re

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.errors import FormatError
from geo.ingest.csv_columns import header_of, read_columns
from geo.ingest.file import File
from geo.ingest.layer import Layer
from geo.ingest.messages import Issues, quoted
from geo.ingest.shapes import layer_of_shapes
from geo.text.i18n import _

#: What tools call the column that holds WKT, the plainest first.
COLUMNS = ("wkt", "geometry", "geom", "the_geom", "wkt_geom", "shape")

_WGS84 = 4326

#: What PostGIS puts before WKT.
_SRID = re.compile(r"SRID\s*=\s*(\d{1,9})\s*;\s*", re.IGNORECASE)

_WKT = re.compile(
    r"(MULTI)?(POINT|LINESTRING|POLYGON|GEOMETRYCOLLECTION)\b", re.IGNORECASE
)

#: GEOS reads a collection within a collection by calling itself: a million of them end
#: the process.
_MAX_COLLECTIONS = 50


_COLLECTION = re.compile("COLLECTION", re.IGNORECASE)
_CURVED = re.compile("CURVE|CIRCULAR|SURFACE|TIN|TRIANGLE", re.IGNORECASE)


def starts(head: bytes) -> bool:
    """Return whether a file is a table, one column of which is called as WKT is."""
    return not {*COLUMNS}.isdisjoint(header_of(head))


def read(file: File) -> Layer:
    """Read a table with a header, each row a geometry in degrees.

    Raises
    ------
    FormatError
        If it is no table.
    SchemaError
        If a cell is no WKT, is in another CRS, or its coordinates are no degrees.
    """
    name = file.name
    columns, repairs = read_columns(file.data, name)
    column = next((one for one in COLUMNS if one in columns), None)
    if column is None:
        raise FormatError(
            _(
                "{name}: expected a table with a column wkt, but its first line cannot "
                "be split into columns. Save the table again as CSV."
            ).format(name=name)
        )
    texts = [cell.strip() for cell in columns.pop(column)]
    labels = [_("row {number}").format(number=i + 2) for i in range(len(texts))]
    made = _geometries(texts, labels, name)
    if shapely.has_z(made).any():
        repairs = (*repairs, _("Heights (Z) were dropped."))
    rows = [
        dict(zip(columns, row, strict=True))
        for row in zip(*columns.values(), strict=True)
    ]
    return layer_of_shapes(
        shapely.force_2d(made),
        rows or [{} for _row in texts],
        name=name,
        labels=labels,
        repairs=repairs,
    )


def _bare(cell: str) -> tuple[str, int]:
    """Return WKT without the SRID before it, and the SRID."""
    srid = _SRID.match(cell)
    return (cell[srid.end() :], int(srid[1])) if srid else (cell, _WGS84)


def _note_issue(cell: str, label: str, issues: Issues) -> None:
    """Note what GEOS would not, or must not, be given."""
    if not cell:
        return
    bare, srid = _bare(cell)
    if not _WKT.match(bare):
        issues.add(label, quoted(cell))
    elif srid != _WGS84:
        issues.add(label, _("coordinates of EPSG:{srid}").format(srid=srid))
    elif len(_COLLECTION.findall(cell)) > _MAX_COLLECTIONS:
        issues.add(label, _("collections within collections"))
    elif _CURVED.search(cell):
        issues.add(label, _("curves, which are not read"))


def _geometries(texts: list[str], labels: list[str], name: str) -> NDArray[np.object_]:
    """Return the geometry of each cell, None where it is empty."""
    issues = Issues()
    for cell, label in zip(texts, labels, strict=True):
        _note_issue(cell, label, issues)
    made = np.full(len(texts), None, dtype=object)
    if not issues.seen:
        bare = np.array([_bare(cell)[0] or None for cell in texts], dtype=object)
        # Numbers beyond every float are reported below, as all that are not finite.
        with np.errstate(all="ignore"):
            made = shapely.from_wkt(bare, on_invalid="ignore")
    for i in np.flatnonzero(shapely.is_missing(made)):
        if texts[i]:
            issues.add(labels[i], quoted(texts[i]))
    issues.raise_any(
        name,
        expected=_("WKT in degrees of WGS84, such as POLYGON ((33 48, …))"),
        cure=_("Correct these rows or remove them."),
    )
    return made
