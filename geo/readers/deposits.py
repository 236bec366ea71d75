"""What a layer of features means as deposits: columns, vocabularies, places."""

import datetime as dt
import json
import re
from collections import Counter
from collections.abc import Callable
from enum import StrEnum
from functools import cache
from typing import Any, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.crs import GEOGRAPHIC
from geo.errors import SchemaError
from geo.readers import cells
from geo.readers.commodities import commodity
from geo.readers.faults import (
    Faults,
    clean,
    listed,
    one_line,
    quoted,
    told,
    was_altered,
)
from geo.readers.layer import Layer
from geo.readers.limits import (
    MAX_NAME_CHARACTERS,
    MAX_TEXT_CHARACTERS,
    MAX_UNCERTAINTY_KM,
)
from geo.readers.mend import mended
from geo.schema import (
    DEPOSIT_DEFAULTS,
    CommodityGroup,
    Licence,
    LicenceState,
    Status,
)
from geo.ukraine import BOUNDS, require_in_ukraine
from geo.words import _

#: Columns in which a file may hold a deposit's name, in any case; the first one counts.
NAME_COLUMNS = ("name", "name_en", "title", "deposit")

_VOCABULARIES: dict[str, type[StrEnum]] = {
    "commodity_group": CommodityGroup,
    "status": Status,
    "licence_state": LicenceState,
}

#: Columns in which a file of one's own gives one permit, and where each goes.
_ONE_PERMIT = {
    "licence_state": "state",
    "licence_holder": "holder",
    "licence_granted": "granted",
    "licence_expires": "expires",
    "licence_basis": "note",
}

#: Words for a permit's state that files of an earlier version hold.
_EARLIER_STATES = {
    "psa_awarded": LicenceState.AWARDED,
    "cancelled": LicenceState.ENDED,
    "none_known": LicenceState.NONE_FOUND,
}

#: Readers of the columns that are not plain text.
_READERS: dict[str, cells.Reader] = {
    "primary_commodity": cells.one_commodity,
    "commodities": cells.commodities,
    **{column: cells.one_of(words) for column, words in _VOCABULARIES.items()},
    "operating_2025": cells.one_of(("yes", "no", "unknown")),
    "on_list_57": cells.yes_or_no,
    "location_uncertainty_km": cells.number_between(0, MAX_UNCERTAINTY_KM),
    "resource_quantity": cells.number_between(0, float("inf")),
}


class _Table(NamedTuple):
    """A file's rows by our column names, and what to call each."""

    rows: list[dict[str, Any]]
    present: set[str]
    labels: list[str]
    faults: Faults
    repairs: list[str]


def deposits_of(layer: Layer, *, name: str) -> gpd.GeoDataFrame:
    """Return a validated frame of deposits.

    Parameters
    ----------
    layer : Layer
        Points or polygons in degrees, each with a name.
    name : str
        What messages call the file.

    Returns
    -------
    GeoDataFrame
        Columns of `geo.schema.DEPOSIT_DEFAULTS` and ``geometry`` (EPSG:4326), index
        ``id``; what was mended is listed in ``attrs["repairs"]``.

    Raises
    ------
    SchemaError
        With all faults of the file, the first ones named.
    """
    table = _table(layer)
    ids = _ids(layer, table)
    columns = {
        column: _licences(table) if column == "licences" else _column(table, column)
        for column in DEPOSIT_DEFAULTS
    }
    geometry = _of_allowed_kinds(layer, table)
    _raise_faults(table, name)
    geometry, mends = mended(geometry, table.labels, name=name)
    _require_places(geometry, table, name)
    frame = gpd.GeoDataFrame(
        _derived(columns),
        geometry=geometry,
        crs=GEOGRAPHIC,
        index=pd.Index(ids, name="id"),
    )
    frame.attrs["repairs"] = [*layer.repairs, *table.repairs, *mends]
    return frame


def _raise_faults(table: _Table, name: str) -> None:
    table.faults.raise_any(
        name,
        expected=_("points or polygons with a name and valid columns"),
        cure=_("Mend these or take them out."),
    )


def _table(layer: Layer) -> _Table:
    """Return the rows with our column names, a name in each or its lack noted."""
    faults = Faults()
    rows = [
        {_column_name(key): value for key, value in row.items()}
        for row in layer.properties
    ]
    labels = []
    for row, label in zip(rows, layer.labels, strict=True):
        names = (cells.text(row.get(column)) or "" for column in NAME_COLUMNS)
        row["name"] = called = next(filter(one_line, names), "")
        labels.append(f"{label} ({quoted(called)})" if called else label)
        if not called:
            wanted = ", ".join(NAME_COLUMNS)
            faults.add(label, _("no name (in {columns})").format(columns=wanted))
    return _Table(rows, set().union(*rows), labels, faults, [])


@cache
def _column_name(key: str) -> str:
    return re.sub(r"[\s-]+", "_", key.strip().casefold())


def _column(table: _Table, column: str) -> list[Any]:
    """Return a column's values, None where a cell is empty or, noted, unreadable."""
    if column not in table.present:
        return [None] * len(table.rows)
    read = _READERS.get(column, cells.text)
    values: list[Any] = []
    for row, label in zip(table.rows, table.labels, strict=True):
        raw = row.get(column)
        value = None if cells.is_missing(raw) else read(raw)
        if value is None and not cells.is_missing(raw):
            table.faults.add(label, _unreadable(column, raw))
        values.append(value)
    return values if column in _READERS else _clean_texts(table, column, values)


def _licences(table: _Table) -> list[tuple[Licence, ...] | None]:
    """Return the permits of each deposit: a list of rows, or the columns of one."""
    for row in table.rows:
        state = row.get("licence_state")
        row["licence_state"] = _EARLIER_STATES.get(str(state).casefold(), state)
    columns = {field: _column(table, name) for name, field in _ONE_PERMIT.items()}
    single = [
        _one_permit(dict(zip(columns, cells_of, strict=True)))
        for cells_of in zip(*columns.values(), strict=True)
    ]
    found: list[tuple[Licence, ...] | None] = []
    for row, label, one in zip(table.rows, table.labels, single, strict=True):
        raw = row.get("licences")
        if cells.is_missing(raw):
            found.append((one,) if one else None)
            continue
        try:
            found.append(tuple(Licence(**_texts(each)) for each in _rows(raw)))
        except (TypeError, ValueError):
            table.faults.add(label, _("licences is no list of permits of ours"))
            found.append(None)
    return found


def _one_permit(given: dict[str, str | None]) -> Licence | None:
    """Return the permit that columns give; one with a day of grant is held."""
    texts = {field: text for field, text in given.items() if text}
    if not texts:
        return None
    held = "granted" in texts and texts.get("state") in (None, LicenceState.UNKNOWN)
    state = LicenceState.HELD if held else texts.get("state", LicenceState.UNKNOWN)
    return Licence(**{**texts, "state": str(state)})


def _rows(raw: object) -> list[dict[str, object]]:
    """Return rows of permits: a list, or the text of one as a table holds it."""
    rows = json.loads(raw) if isinstance(raw, str) else raw
    if not isinstance(rows, list) or not all(isinstance(one, dict) for one in rows):
        raise TypeError("no list of rows")
    return rows


def _texts(row: dict[str, object]) -> dict[str, str]:
    """Return one row as texts, its state one of ours and its day of search a day."""
    texts = {key: clean(str(value)) for key, value in row.items() if value is not None}
    LicenceState(texts.get("state", ""))
    if texts.get("searched"):
        dt.date.fromisoformat(texts["searched"])
    return texts


def _unreadable(column: str, raw: object) -> str:
    if column in _VOCABULARIES:
        wanted = _("one of: {words}").format(words=", ".join(_VOCABULARIES[column]))
    elif column == "location_uncertainty_km":
        wanted = _("kilometres from 0 to {most:g}").format(most=MAX_UNCERTAINTY_KM)
    elif column == "resource_quantity":
        wanted = _("a number, 0 or more")
    elif column in {"on_list_57", "operating_2025"}:
        wanted = _("yes or no")
    else:
        wanted = _("text")
    return _("{column} is {value}, not {wanted}").format(
        column=column, value=told(raw), wanted=wanted
    )


def _clean_texts(
    table: _Table, column: str, texts: list[str | None]
) -> list[str | None]:
    """Return texts without what nobody could read, and not longer than is stored."""
    limit = MAX_NAME_CHARACTERS if column == "name" else MAX_TEXT_CHARACTERS
    tidy = one_line if column == "name" else clean
    result: list[str | None] = []
    altered = []
    for raw, label in zip(texts, table.labels, strict=True):
        result.append(None if raw is None else tidy(raw)[:limit])
        if raw is not None and (was_altered(raw) or len(tidy(raw)) > limit):
            altered.append(label)
    if altered:
        table.repairs.append(
            _(
                "{column}: unprintable characters, and all beyond {limit:,}, were "
                "taken out of {labels}."
            ).format(column=column, limit=limit, labels=listed(altered))
        )
    return result


def _ids(layer: Layer, table: _Table) -> list[str]:
    """Return the ids that the file gives, and for the rest one made of the name."""
    given = [
        one_line(cells.text(row.get("id")) or cells.text(own) or "")
        for row, own in zip(table.rows, layer.ids, strict=True)
    ]
    counts = Counter(filter(None, given))
    for identifier, label in zip(given, table.labels, strict=True):
        if counts[identifier] > 1:
            said = _("the id {id} stands {count} times").format(
                id=quoted(identifier), count=counts[identifier]
            )
            table.faults.add(label, said)
    fresh = _fresh_ids(set(counts))
    return [
        identifier or fresh(cells.text(row["name"]) or "")
        for identifier, row in zip(given, table.rows, strict=True)
    ]


def _fresh_ids(taken: set[str]) -> Callable[[str], str]:
    """Return a function that makes an id, not among those taken, of a name."""
    seen: Counter[str] = Counter()

    def fresh(name: str) -> str:
        stem = re.sub(r"[\W_]+", "-", name.casefold()).strip("-")[:80] or "deposit"
        while True:
            seen[stem] += 1
            made = f"{stem}-{seen[stem]}" if seen[stem] > 1 else stem
            if made not in taken:
                taken.add(made)
                return made

    return fresh


def _of_allowed_kinds(layer: Layer, table: _Table) -> NDArray[np.object_]:
    """Return points and polygons; note whatever else there is."""
    geometry = layer.geometry.copy()
    lone = shapely.get_type_id(geometry) == shapely.GeometryType.MULTIPOINT
    lone &= shapely.get_num_geometries(geometry) == 1
    geometry[lone] = shapely.get_geometry(geometry[lone], 0)
    for shape, label in zip(geometry, table.labels, strict=True):
        if shape is None:
            table.faults.add(label, _("no place"))
        elif shape.geom_type not in {"Point", "Polygon", "MultiPolygon"}:
            said = _("a {kind}, which is neither").format(kind=shape.geom_type)
            table.faults.add(label, said)
    return geometry


def _require_places(geometry: NDArray[np.object_], table: _Table, name: str) -> None:
    """Refuse outlines around nothing, and places outside Ukraine and its seas."""
    for row in np.flatnonzero(shapely.is_empty(geometry)):
        table.faults.add(table.labels[row], _("an outline that encloses nothing"))
    _raise_faults(table, name)
    parts, owner = shapely.get_parts(geometry, return_index=True)
    inside = shapely.point_on_surface(parts)
    labels = [table.labels[row] for row in owner]
    try:
        require_in_ukraine(shapely.get_x(inside), shapely.get_y(inside), labels)
    except SchemaError as error:
        raise SchemaError(f"{name}: {error}") from None
    west, south, east, north = BOUNDS
    low, high = np.split(shapely.bounds(geometry), 2, axis=1)
    for row in np.flatnonzero(
        (low < (west, south)).any(axis=1) | (high > (east, north)).any(axis=1)
    ):
        table.faults.add(
            table.labels[row], _("an outline that reaches far beyond Ukraine")
        )
    _raise_faults(table, name)


def _derived(columns: dict[str, list[Any]]) -> dict[str, list[Any]]:
    """Return the columns without gaps: from the commodities, else the default."""
    rows = zip(*columns.values(), strict=True)
    filled = [_derived_row(dict(zip(columns, row, strict=True))) for row in rows]
    return {column: [row[column] for row in filled] for column in columns}


def _derived_row(row: dict[str, Any]) -> dict[str, Any]:
    named: tuple[str, ...] = row["commodities"] or ()
    primary = row["primary_commodity"] or (named[0] if named else "")
    if primary and primary not in named:
        named = (primary, *named)
    derived = {
        "primary_commodity": primary,
        "commodities": named,
        "commodity_group": commodity(primary).group,
        "on_list_57": any(commodity(one).on_list_57 for one in named),
    }
    given = {column: value for column, value in row.items() if value is not None}
    return {**DEPOSIT_DEFAULTS, **derived, **given, "commodities": named}
