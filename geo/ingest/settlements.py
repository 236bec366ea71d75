"""A table of who controls each settlement → places with a status, on one day."""

import csv
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from typing import NamedTuple

import numpy as np
import pandas as pd

from geo.errors import SchemaError
from geo.geodesy.ukraine import in_ukraine, require_in_ukraine
from geo.ingest.attribute_values import number
from geo.ingest.csv_columns import CsvColumns, header_of, read_columns
from geo.ingest.csv_points import LATITUDE, LONGITUDE
from geo.ingest.dates import day_of
from geo.ingest.file import File
from geo.ingest.limits import MAX_FEATURES
from geo.ingest.messages import Issues, listed, quoted
from geo.paths import DATA
from geo.text.i18n import _

#: How far a line rebuilt from an uploaded table may lie from the truth. More than of
#: the shipped fronts (`geo.fronts.uncertainty`): no one knows how dense its settlements
#: are.
UNCERTAINTY_KM = 5.0

_IDS = ("geonameid", "geonames_id", "geonames", "settlement_id", "id")
_NAMES = ("name", "settlement", "asciiname", "name_en")
_DATES = ("date", "as_of", "day")
_STATUSES = ("status", "control", "controlled_by", "side", "occupied")

#: The votes of the VIINA data set's sources; used where it gives no status of its own.
_VOTE = "status_"

#: Fewer settlements say nothing of the land between them.
_LEAST = 10


class Control(NamedTuple):
    """Who controls each settlement on one day.

    Attributes
    ----------
    lon, lat : array of float
        Degrees; a place for each settlement that has one.
    status : list of str
        What the table says of each.
    attribute : str
        The column that says it.
    day : date or None
        The newest day in the table, or the day asked for.
    rows, days, settlements : int
        How many the table has.
    repairs, notes : tuple of str
        What was left out and why; how ids were resolved.
    """

    lon: np.ndarray
    lat: np.ndarray
    status: list[str]
    attribute: str
    day: date | None
    rows: int
    days: int
    settlements: int
    repairs: tuple[str, ...]
    notes: tuple[str, ...]


def starts(head: bytes) -> bool:
    """Return whether a file is a table with a status, and a place or an id."""
    header = header_of(head)
    known = frozenset(header)
    placed = bool(known & {*LONGITUDE}) and bool(known & {*LATITUDE})
    return _has_status(header) and (placed or bool(known & {*_IDS}))


def _has_status(header: Sequence[str]) -> bool:
    return any(c in _STATUSES or c.startswith(_VOTE) for c in header)


def read(file: File) -> CsvColumns:
    """Read the columns; `control_of` returns what they say of a day.

    Raises
    ------
    FormatError
        If it is no table.
    """
    return read_columns(file.data, file.name)


def control_of(
    csv_columns: CsvColumns,
    *,
    name: str,
    as_of: date | None = None,
    attribute: str | None = None,
) -> Control:
    """Return who controls each settlement on the newest day, or on the day asked for.

    Of each settlement the last row on or before that day counts, so that a table of
    changes is read as well as one that lists all settlements every day.

    Raises
    ------
    SchemaError
        If days or places cannot be read, or hardly any settlement has a place.
    """
    column = _status_column(csv_columns.columns, attribute, name)
    table = _table(csv_columns, column, name)
    days = table["day"].dropna().nunique()
    table, day = _until(table, as_of, name)
    last = table.drop_duplicates("key", keep="last")
    places, notes = _placed(last, csv_columns.columns, name)
    lon, lat = (places[axis].to_numpy(float) for axis in ("lon", "lat"))
    inside = in_ukraine(lon, lat)
    if not inside.any():
        require_in_ukraine(lon, lat, list(places["key"]))
    repairs = [*csv_columns.repairs, *_conflicts(table), *_outside(places[~inside])]
    if inside.sum() < _LEAST:
        raise _too_few(int(inside.sum()), name)
    kept = places[inside]
    return Control(
        lon=lon[inside],
        lat=lat[inside],
        status=kept["status"].tolist(),
        attribute=column or _VOTE + "*",
        day=day,
        rows=len(next(iter(csv_columns.columns.values()))),
        days=int(days),
        settlements=len(kept),
        repairs=tuple(repairs),
        notes=tuple(notes),
    )


def _status_column(
    columns: Mapping[str, list[str]], wanted: str | None, name: str
) -> str | None:
    """Return the column that says who controls; None where sources vote."""
    if wanted is not None:
        if wanted.casefold() in columns:
            return wanted.casefold()
        raise SchemaError(
            _(
                "{name}: expected a column {wanted}, but the columns are {columns}. "
                "Choose one of these."
            ).format(
                name=name,
                wanted=quoted(wanted),
                columns=quoted(", ".join(columns), length=200),
            )
        )
    return next((column for column in _STATUSES if column in columns), None)


def _table(csv_columns: CsvColumns, column: str | None, name: str) -> pd.DataFrame:
    """Return a row each: key of the settlement, its place if given, day and status."""
    columns = csv_columns.columns
    issues = Issues()
    lon, lat = (_degrees(columns, names, issues) for names in (LONGITUDE, LATITUDE))
    table = pd.DataFrame(
        {
            "key": _keys(columns),
            "lon": lon,
            "lat": lat,
            "day": _days(columns, issues),
            "status": _statuses(columns, column),
        }
    )
    issues.raise_any(
        name,
        expected=_("a day (YYYY-MM-DD) and decimal degrees in each row"),
        cure=_("Correct these rows or remove them."),
    )
    if table["key"].nunique() > MAX_FEATURES:
        raise SchemaError(
            _(
                "{name}: expected at most {limit:,} settlements, but it holds more. "
                "Take a part of it, or raise FRONTLODE_MAX_FEATURES."
            ).format(name=name, limit=MAX_FEATURES)
        )
    return table


def _column(columns: Mapping[str, list[str]], names: Sequence[str]) -> list[str] | None:
    return next((columns[one] for one in names if one in columns), None)


def _rows(columns: Mapping[str, list[str]]) -> int:
    return len(next(iter(columns.values())))


def _keys(columns: Mapping[str, list[str]]) -> list[str]:
    """Return what distinguishes settlements: the id, else name and place."""
    ids = _column(columns, _IDS)
    if ids is not None:
        return [cell.strip() for cell in ids]
    names = _column(columns, _NAMES) or [""] * _rows(columns)
    lon, lat = _column(columns, LONGITUDE), _column(columns, LATITUDE)
    assert lon is not None
    assert lat is not None
    return [f"{a} {b}, {c}" for a, b, c in zip(names, lon, lat, strict=True)]


def _degrees(
    columns: Mapping[str, list[str]], names: Sequence[str], issues: Issues
) -> list[float]:
    """Return coordinates; NaN where a cell is empty or the column is not there."""
    found = _column(columns, names)
    if found is None:
        return [np.nan] * _rows(columns)
    known = {cell: number(cell.replace(",", ".")) for cell in set(found)}
    for row, cell in enumerate(found):
        value = known[cell]
        if (value is None and cell.strip()) or abs(value or 0) > 180:
            issues.add(_label(row), quoted(cell))
    return [
        np.nan if known[cell] is None else float(known[cell] or 0) for cell in found
    ]


def _days(columns: Mapping[str, list[str]], issues: Issues) -> list[date | None]:
    found = _column(columns, _DATES)
    if found is None:
        return [None] * _rows(columns)
    known = {cell: day_of(cell) for cell in set(found)}
    for row, cell in enumerate(found):
        if known[cell] is None:
            issues.add(_label(row), quoted(cell))
    return [known[cell] for cell in found]


def _label(row: int) -> str:
    return _("row {number}").format(number=row + 2)


def _statuses(columns: Mapping[str, list[str]], column: str | None) -> list[str]:
    if column == "occupied":
        words = {"1": "occupied", "0": "free", "true": "occupied", "false": "free"}
        words |= {"yes": "occupied", "no": "free"}
        attribute_values = [cell.strip() for cell in columns[column]]
        return [words.get(cell.casefold(), cell) for cell in attribute_values]
    if column is not None:
        return [cell.strip() for cell in columns[column]]
    votes = [
        attribute_values
        for key, attribute_values in columns.items()
        if key.startswith(_VOTE)
    ]
    known = {row: _majority(row) for row in set(zip(*votes, strict=True))}
    return [known[row] for row in zip(*votes, strict=True)]


def _majority(votes: Sequence[str]) -> str:
    """Return what most sources say; contested where as many say one as another."""
    counted = Counter(vote.strip() for vote in votes if vote.strip())
    ranked = counted.most_common(2)
    if not ranked:
        return ""
    tied = len(ranked) > 1 and ranked[0][1] == ranked[1][1]
    return "CONTESTED" if tied else ranked[0][0]


def _until(
    table: pd.DataFrame, as_of: date | None, name: str
) -> tuple[pd.DataFrame, date | None]:
    """Return the rows on or before a day, in the order of days, and that day."""
    days = table["day"].dropna()
    if not len(days):
        return table, as_of
    last = as_of or max(days)
    if last < min(days):
        raise SchemaError(
            _(
                "{name}: expected rows on or before {day}, but the first are of "
                "{first}. Give a later day."
            ).format(name=name, day=last, first=min(days))
        )
    known = table[table["day"] <= last]
    return known.sort_values("day", kind="stable"), last


def _conflicts(table: pd.DataFrame) -> list[str]:
    """Report settlements with two statuses on one day."""
    both = table.groupby(["key", "day"], dropna=False)["status"].nunique()
    keys = sorted({key for key, _day in both[both > 1].index})
    if not keys:
        return []
    message = _("The last of several statuses on one day was taken: {keys}.")
    return [message.format(keys=listed([quoted(key) for key in keys]))]


@cache
def _shipped() -> dict[str, tuple[float, float]]:
    """Return the places of the settlements that ship, by id."""
    with (DATA / "settlements.csv").open(encoding="utf-8", newline="") as file:
        return {
            row["id"]: (float(row["lon"]), float(row["lat"]))
            for row in csv.DictReader(file)
        }


def _placed(
    last: pd.DataFrame, columns: Mapping[str, list[str]], name: str
) -> tuple[pd.DataFrame, list[str]]:
    """Return the settlements that have a place, and how ids were resolved."""
    has_own = last["lon"].notna() & last["lat"].notna()
    if has_own.all():
        return last, []
    known = _shipped()
    ids = [re.sub(r"^(?=\d+$)", "geonames:", key) for key in last.loc[~has_own, "key"]]
    found = [known.get(one, (np.nan, np.nan)) for one in ids]
    placed = last.copy()
    placed.loc[~has_own, ["lon", "lat"]] = np.array(found)
    resolved = placed["lon"].notna() & placed["lat"].notna()
    note = _(
        "{resolved:,} of {total:,} settlements without coordinates were found by "
        "their ids in the table that ships; the others were left out."
    ).format(resolved=int((resolved & ~has_own).sum()), total=len(ids))
    if not resolved.any():
        raise SchemaError(
            _(
                "{name}: expected coordinates, or GeoNames ids of settlements that "
                "ship, but none of the {total:,} ids is known. Add the columns lon "
                "and lat."
            ).format(name=name, total=len(ids))
        )
    return placed[resolved], [note]


def _outside(places: pd.DataFrame) -> list[str]:
    if not len(places):
        return []
    message = _("Settlements outside Ukraine were left out: {keys}.")
    return [message.format(keys=listed([quoted(key) for key in places["key"]]))]


def _too_few(count: int, name: str) -> SchemaError:
    return SchemaError(
        _(
            "{name}: expected at least {least} settlements in Ukraine with a place, "
            "but it has {count}. Add the others: between settlements the line is "
            "drawn half-way."
        ).format(name=name, least=_LEAST, count=count)
    )
