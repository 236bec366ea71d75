"""A CSV of any width and length of cell → columns of text, for tables that hold fronts.

`geo.ingest.csv_points` reads rows one by one and reports where one is wrong; here a row
may hold a whole front as WKT, or there may be a million of them.
"""

import csv
import re
from typing import NamedTuple

from geo.errors import FormatError
from geo.ingest import csv_points
from geo.text.i18n import _


class CsvColumns(NamedTuple):
    """A table's columns by their names in lower case, and what was repaired."""

    columns: dict[str, list[str]]
    repairs: tuple[str, ...]


def header_of(data: bytes) -> list[str]:
    """Return the names in the first line, in lower case; none if it is no table."""
    if not csv_points.is_text(data):
        return []
    head = data[:10_000].removeprefix(b"\xef\xbb\xbf")
    line = re.split(b"[\r\n]", head, maxsplit=1)[0]
    attribute_values = re.split(
        "[,;\t]", line.decode("utf-8", "replace").strip().casefold()
    )
    return [cell.strip(' "') for cell in attribute_values]


def read_columns(data: bytes, name: str) -> CsvColumns:
    """Read a table with a header; of columns with one name the first counts.

    Raises
    ------
    FormatError
        If it is no table, or in no known encoding.
    """
    import pyarrow as pa
    from pyarrow import csv as arrow

    text, repairs = csv_points.decoded(data, name)
    first = re.split("[\r\n]", text, maxsplit=1)[0]
    mark = csv_points.delimiter(first)
    clean = text.encode("utf-8", "replace")
    try:
        header = next(csv.reader([first], delimiter=mark), [])
        table = arrow.read_csv(
            pa.BufferReader(clean),
            # A row may be as long as the file.
            read_options=arrow.ReadOptions(
                block_size=len(clean) + 1, use_threads=False
            ),
            parse_options=arrow.ParseOptions(delimiter=mark, newlines_in_values=True),
            convert_options=arrow.ConvertOptions(
                column_types=dict.fromkeys(header, pa.string())
            ),
        )
    except (pa.ArrowException, csv.Error):
        raise FormatError(
            _(
                "{name}: expected a CSV table with as many cells in each row as in the "
                "first, but it is cut off, or a quotation mark is wrong. Save the "
                "table again as CSV."
            ).format(name=name)
        ) from None
    columns: dict[str, list[str]] = {}
    for called, column in zip(table.column_names, table.columns, strict=True):
        columns.setdefault(called.strip().casefold(), column.to_pylist())
    return CsvColumns(columns, repairs)
