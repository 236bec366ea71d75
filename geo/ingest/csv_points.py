"""CSV with longitude and latitude → a layer of points."""

import csv
import io
from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.errors import FormatError, SchemaError
from geo.ingest.attribute_values import is_missing, number
from geo.ingest.file import File
from geo.ingest.layer import Layer, degree_issues
from geo.ingest.limits import MAX_FEATURES
from geo.ingest.messages import Issues, quoted
from geo.schema import DEPOSIT_DEFAULTS
from geo.text.i18n import _, n_

LONGITUDE = ("lon", "lng", "longitude", "довгота")
LATITUDE = ("lat", "latitude", "широта")

_DELIMITERS = ",;\t"

#: Bytes that no table holds.
_CONTROLS = bytes({*range(32), 127} - {*b"\t\n\r"})

#: Columns whose decimal comma, where the delimiter allows one, becomes a point.
_NUMERIC = frozenset(
    column for column, default in DEPOSIT_DEFAULTS.items() if isinstance(default, float)
).union(LONGITUDE, LATITUDE)


def starts(head: bytes) -> bool:
    """Return whether a file is text whose first line has several columns."""
    line = head.removeprefix(b"\xef\xbb\xbf").partition(b"\n")[0]
    return is_text(head) and any(mark in line for mark in _DELIMITERS.encode())


def is_text(data: bytes) -> bool:
    """Return whether a file begins as text does, and not as markup."""
    head = data[:10_000].removeprefix(b"\xef\xbb\xbf")
    return head.translate(None, _CONTROLS) == head and head.lstrip()[:1] != b"<"


def read(file: File) -> Layer:
    """Read a table with a header; each row is a point.

    The text is UTF-8, else Windows-1251. Columns are parted by comma, semicolon or tab;
    with the last two a decimal comma is understood.

    Raises
    ------
    FormatError
        If it is no table.
    SchemaError
        If it lacks the columns, or a place is not a pair of finite degrees.
    """
    name = file.name
    text, repairs = decoded(file.data, name)
    header, rows, labels = _rows(text, name)
    lon, lat = _column(header, LONGITUDE, name), _column(header, LATITUDE, name)
    issues = Issues()
    lonlat = np.array(
        [
            [_degrees(_cell(row, axis), label, issues) for axis in (lon, lat)]
            for row, label in zip(rows, labels, strict=True)
        ]
    ).reshape(-1, 2)
    given = ~np.isnan(lonlat).any(axis=1)
    degree_issues(lonlat[given], np.array(labels, dtype=object)[given], issues, name)
    issues.raise_any(
        name,
        expected=_("decimal degrees, lon within ±180 and lat within ±90"),
        cure=_("Correct these rows or remove them."),
    )
    return Layer(
        geometry=_points(lonlat, given),
        properties=[dict(zip(header, row, strict=False)) for row in rows],
        ids=[None] * len(rows),
        labels=labels,
        repairs=repairs,
    )


def decoded(data: bytes, name: str) -> tuple[str, tuple[str, ...]]:
    """Return a table's text, and what was repaired to read it.

    Raises
    ------
    FormatError
        If it is neither UTF-8 nor Windows-1251.
    """
    try:
        return data.decode("utf-8-sig"), ()
    except UnicodeDecodeError:
        pass
    try:
        return data.decode("cp1251"), (_("The text was read as Windows-1251."),)
    except UnicodeDecodeError:
        raise FormatError(
            _(
                "{name}: expected a table in UTF-8, but its text is neither UTF-8 nor "
                "Windows-1251. Save it again as UTF-8."
            ).format(name=name)
        ) from None


def delimiter(line: str) -> str:
    """Return the mark that parts a header into coordinates, else into most columns."""

    def rank(mark: str) -> tuple[bool, int]:
        columns = [column.strip().casefold() for column in line.split(mark)]
        return not {*LATITUDE}.isdisjoint(columns), len(columns)

    return max(_DELIMITERS, key=rank)


def _rows(text: str, name: str) -> tuple[list[str], list[list[str]], list[str]]:
    """Return the header, the rows that are not blank, and what to call each."""
    mark = delimiter(text.partition("\n")[0])
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True)
    rows, labels = [], []
    try:
        header = [column.strip().casefold() for column in next(reader)]
        for row in reader:
            if not any(map(str.strip, row)):
                continue
            label = _("row {number}").format(number=reader.line_num)
            attribute_values = _no_wider(row, len(header), label, name)
            rows.append(
                attribute_values
                if mark == ","
                else _with_points(attribute_values, header)
            )
            labels.append(label)
    except csv.Error:
        raise FormatError(
            _(
                "{name}: expected a CSV table, but a quotation mark or a cell is wrong "
                "near line {line:,}. Save the table again as CSV."
            ).format(name=name, line=reader.line_num)
        ) from None
    if len(rows) > MAX_FEATURES:
        raise SchemaError(
            _(
                "{name}: expected at most {limit:,} rows, but it holds {count:,}. "
                "Take a part of it."
            ).format(name=name, limit=MAX_FEATURES, count=len(rows))
        )
    return header, rows, labels


def _no_wider(row: list[str], width: int, label: str, name: str) -> list[str]:
    """Return a row of at most a cell for each column; more mean a comma in a text.

    Cells that lack at the end are not filled in: a million short rows below a header
    of a thousand columns would make a thousand times as many.
    """
    if len(row) > width and any(map(str.strip, row[width:])):
        raise SchemaError(
            n_(
                "{name}: expected {n} cell in each row, but {label} has {count}. Put "
                "texts that hold the delimiter into quotation marks.",
                "{name}: expected {n} cells in each row, but {label} has {count}. Put "
                "texts that hold the delimiter into quotation marks.",
                width,
            ).format(name=name, label=label, count=len(row))
        )
    return row[:width]


def _cell(row: list[str], place: int) -> str:
    return row[place] if place < len(row) else ""


def _with_points(row: list[str], header: list[str]) -> list[str]:
    """Return a row with decimal points where its numbers have decimal commas."""
    return [
        cell.replace(",", ".") if column in _NUMERIC else cell
        for cell, column in zip(row, header, strict=False)
    ]


def _column(header: Sequence[str], names: tuple[str, ...], name: str) -> int:
    """Return the place of the first of some names in the header."""
    for column in names:
        if header.count(column) > 1:
            raise SchemaError(
                _(
                    "{name}: expected one column {column}, but there are {count}. "
                    "Keep one."
                ).format(name=name, column=column, count=header.count(column))
            )
        if column in header:
            return header.index(column)
    raise SchemaError(
        _(
            "{name}: expected a table with the columns lon and lat in its first line, "
            "but the columns are {columns}. Name the two columns so."
        ).format(name=name, columns=quoted(", ".join(header), length=100))
    )


def _degrees(cell: str, label: str, issues: Issues) -> float:
    """Return one coordinate; NaN where the cell is empty or, noted, no number."""
    value = number(cell)
    if value is None and not is_missing(cell):
        issues.add(label, quoted(cell))
    return np.nan if value is None else value


def _points(
    lonlat: NDArray[np.float64], given: NDArray[np.bool_]
) -> NDArray[np.object_]:
    points = np.full(len(lonlat), None, dtype=object)
    points[given] = shapely.points(lonlat[given])
    return points
