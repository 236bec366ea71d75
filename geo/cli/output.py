"""How the command line speaks: data to standard output, messages beside them."""

import json
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from geo.errors import InputError
from geo.text.i18n import _

if TYPE_CHECKING:
    import pandas as pd

as_json_option = click.option(
    "--json", "as_json", is_flag=True, help=_("Print one JSON document.")
)


def printable(text: str) -> str:
    """Return a text in which nothing can steer a terminal."""
    return "".join(char if char.isprintable() else " " for char in text)


def say(message: str) -> None:
    """Print a message for the reader, on standard error."""
    click.echo(printable(message), err=True)


def print_json(document: object) -> None:
    """Print one JSON document, the only thing on standard output."""
    # ASCII, so that it is the same document whatever a terminal's encoding.
    click.echo(json.dumps(document, allow_nan=False, default=str))


def write_counts(
    rows: "pd.DataFrame", output: Path, *, sheet: str, about: Mapping[str, str]
) -> None:
    """Write a table of counts (`geo.assessment.tables.write_rows`), and say so."""
    from geo.assessment.tables import write_rows

    write_rows(rows, output, sheet=sheet, about=about)
    say(_("Written to {output}.").format(output=output))


def day(text: str) -> date:
    """Return the day that a text names.

    Raises
    ------
    InputError
        If no calendar has it.
    """
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise InputError(
            _(
                "Expected a day of the calendar as YYYY-MM-DD, but {text} is none. "
                "Correct the date."
            ).format(text=text)
        ) from error


def wrapped(text: str, *, indent: str = "") -> str:
    """Return a paragraph in lines that fit the terminal."""
    width = shutil.get_terminal_size().columns
    return click.wrap_text(text, width, indent, indent + "  " * bool(indent))


def columns(head: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """Yield lines of aligned columns."""
    cells = [list(head), *([printable(str(cell)) for cell in row] for row in rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    for row in cells:
        padded = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        yield "  ".join(padded).rstrip()
