"""What a layer of features means as deposits: columns, vocabularies, places."""

import re
from collections import Counter
from collections.abc import Callable, Mapping
from enum import StrEnum
from functools import cache
from typing import Any, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.errors import SchemaError
from geo.geodesy.crs import GEOGRAPHIC
from geo.geodesy.ukraine import BOUNDS, require_in_ukraine
from geo.ingest import attribute_values
from geo.ingest.commodities import commodity, is_known
from geo.ingest.layer import Layer
from geo.ingest.licences import COLUMNS, date_of, licences_of, one_licence, state_of
from geo.ingest.limits import (
    MAX_NAME_CHARACTERS,
    MAX_TEXT_CHARACTERS,
    MAX_UNCERTAINTY_KM,
)
from geo.ingest.messages import (
    Issues,
    clean,
    described,
    listed,
    one_line,
    quoted,
    was_altered,
)
from geo.ingest.repair import repaired
from geo.schema import DEPOSIT_DEFAULTS, CommodityGroup, Licence, LicenceState, Status
from geo.text.i18n import _, n_

#: Columns in which a file may hold a deposit's name, in any case; the first one counts.
NAME_COLUMNS = ("name", "name_en", "title", "deposit", "назва", "родовище")

#: Other names of columns, in lower case with underscores for spaces.
COLUMN_NAMES = {
    **dict.fromkeys(
        (
            "commodity",
            "mineral",
            "minerals",
            "мінерал",
            "мінерали",
            "корисна_копалина",
            "корисні_копалини",
        ),
        "commodities",
    ),
    "область": "oblast",
}

_VOCABULARIES: dict[str, type[StrEnum]] = {
    "commodity_group": CommodityGroup,
    "status": Status,
    "licence_state": LicenceState,
}

#: Readers of the columns that are not plain text.
_READERS: dict[str, attribute_values.Reader] = {
    "primary_commodity": attribute_values.one_commodity,
    "commodities": attribute_values.commodities,
    **{
        column: attribute_values.one_of(words)
        for column, words in _VOCABULARIES.items()
    },
    "licences": licences_of,
    "licence_state": state_of,
    "licence_granted": date_of,
    "licence_expires": date_of,
    "operating_2025": attribute_values.one_of(("yes", "no", "unknown")),
    "on_list_57": attribute_values.yes_or_no,
    "location_uncertainty_km": attribute_values.number_between(0, MAX_UNCERTAINTY_KM),
    "resource_quantity": attribute_values.number_between(0, float("inf")),
}


class _Table(NamedTuple):
    """A file's rows by our column names, and what to call each."""

    rows: list[dict[str, Any]]
    present: set[str]
    labels: list[str]
    issues: Issues
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
        ``id``; what was repaired is listed in ``attrs["repairs"]``, what could not be
        used in ``attrs["warnings"]``.

    Raises
    ------
    SchemaError
        With all issues of the file, the first ones named.
    """
    table = _table(layer)
    ids = _ids(layer, table)
    columns = {
        column: _column(table, column) for column in (*DEPOSIT_DEFAULTS, *COLUMNS)
    }
    geometry = _of_allowed_kinds(layer, table)
    _raise_issues(table, name)
    geometry, polygon_repairs = repaired(geometry, table.labels, name=name)
    _require_places(geometry, table, name)
    frame = gpd.GeoDataFrame(
        _derived(columns),
        geometry=geometry,
        crs=GEOGRAPHIC,
        index=pd.Index(ids, name="id"),
    )
    frame.attrs["repairs"] = [*layer.repairs, *table.repairs, *polygon_repairs]
    frame.attrs["warnings"] = _warnings(frame)
    return frame


def _warnings(frame: gpd.GeoDataFrame) -> list[str]:
    """Return a sentence that names the commodities that no table of ours has."""
    named = dict.fromkeys(name for row in frame["commodities"] for name in row)
    unknown = [quoted(name) for name in named if not is_known(name)]
    if not unknown:
        return []
    return [
        _(
            "Not known as commodities: {names}. They are on no list of minerals here; "
            "write them as the column commodity or name_uk of data/commodities.csv."
        ).format(names=listed(unknown))
    ]


def _raise_issues(table: _Table, name: str) -> None:
    table.issues.raise_any(
        name,
        expected=_("points or polygons with a name and valid columns"),
        cure=_("Correct these or remove them."),
    )


def _table(layer: Layer) -> _Table:
    """Return the rows with our column names, a name in each or its lack noted."""
    issues = Issues()
    rows = [_row(properties) for properties in layer.properties]
    labels = []
    for row, label in zip(rows, layer.labels, strict=True):
        names = (
            attribute_values.text(row.get(column)) or "" for column in NAME_COLUMNS
        )
        row["name"] = called = next(filter(one_line, names), "")
        labels.append(f"{label} ({quoted(called)})" if called else label)
        if not called:
            wanted = ", ".join(NAME_COLUMNS)
            issues.add(label, _("no name (in {columns})").format(columns=wanted))
    return _Table(rows, set().union(*rows), labels, issues, [])


def _row(properties: Mapping[str, Any]) -> dict[str, Any]:
    """Return a feature's values by our column names.

    Commodities may stand in several columns, one mineral in each.
    """
    row: dict[str, Any] = {}
    minerals = []
    for key, value in properties.items():
        column = _column_name(key)
        if column == "commodities" and not attribute_values.is_missing(value):
            minerals.append(value)
        row[column] = value
    if len(minerals) > 1:
        texts = [attribute_values.text(value) for value in minerals]
        row["commodities"] = "; ".join(filter(None, texts))
    elif minerals:
        row["commodities"] = minerals[0]
    return row


@cache
def _column_name(key: str) -> str:
    folded = re.sub(r"[\s-]+", "_", key.strip().casefold())
    return COLUMN_NAMES.get(folded, folded)


def _column(table: _Table, column: str) -> list[Any]:
    """Return a column's values, None where a cell is empty or, noted, unreadable."""
    if column not in table.present:
        return [None] * len(table.rows)
    read = _READERS.get(column, attribute_values.text)
    values: list[Any] = []
    for row, label in zip(table.rows, table.labels, strict=True):
        raw = row.get(column)
        value = None if attribute_values.is_missing(raw) else read(raw)
        if value is None and not attribute_values.is_missing(raw):
            table.issues.add(label, _unreadable(column, raw))
        values.append(value)
    return values if column in _READERS else _clean_texts(table, column, values)


def _unreadable(column: str, raw: object) -> str:
    if column in _VOCABULARIES:
        wanted = _("one of: {words}").format(words=", ".join(_VOCABULARIES[column]))
    elif column == "location_uncertainty_km":
        wanted = _("kilometres from 0 to {most:g}").format(most=MAX_UNCERTAINTY_KM)
    elif column == "resource_quantity":
        wanted = _("a number, 0 or more")
    elif column in {"licence_granted", "licence_expires"}:
        wanted = _("a date such as 2025, 2025-05, 2025-05-23 or ../2025 (or before)")
    elif column == "licences":
        wanted = _("a list of licences, each with a known state and dates")
    elif column in {"on_list_57", "operating_2025"}:
        wanted = _("yes or no")
    else:
        wanted = _("text")
    return _("{column} is {value}, not {wanted}").format(
        column=column, value=described(raw), wanted=wanted
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
        one_line(
            attribute_values.text(row.get("id")) or attribute_values.text(own) or ""
        )
        for row, own in zip(table.rows, layer.ids, strict=True)
    ]
    counts = Counter(filter(None, given))
    for identifier, label in zip(given, table.labels, strict=True):
        if counts[identifier] > 1:
            message = n_(
                "the id {id} stands {n} time",
                "the id {id} stands {n} times",
                counts[identifier],
            ).format(id=quoted(identifier))
            table.issues.add(label, message)
    fresh = _fresh_ids(set(counts))
    return [
        identifier or fresh(attribute_values.text(row["name"]) or "")
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
            table.issues.add(label, _("no place"))
        elif shape.geom_type not in {"Point", "Polygon", "MultiPolygon"}:
            message = _("a {kind}, which is neither").format(kind=shape.geom_type)
            table.issues.add(label, message)
    return geometry


def _require_places(geometry: NDArray[np.object_], table: _Table, name: str) -> None:
    """Refuse outlines around nothing, and places outside Ukraine and its seas."""
    for row in np.flatnonzero(shapely.is_empty(geometry)):
        table.issues.add(table.labels[row], _("an outline that encloses nothing"))
    _raise_issues(table, name)
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
        table.issues.add(
            table.labels[row], _("an outline that reaches far beyond Ukraine")
        )
    _raise_issues(table, name)


def _derived(columns: dict[str, list[Any]]) -> dict[str, list[Any]]:
    """Return the columns without gaps: from the commodities, else the default."""
    rows = zip(*columns.values(), strict=True)
    filled = [_derived_row(dict(zip(columns, row, strict=True))) for row in rows]
    return {column: [row[column] for row in filled] for column in DEPOSIT_DEFAULTS}


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
    given = {
        column: value
        for column, value in row.items()
        if value is not None and column not in COLUMNS
    }
    licences: tuple[Licence, ...] = row["licences"] or one_licence(row)
    return {
        **DEPOSIT_DEFAULTS,
        **derived,
        **given,
        "commodities": named,
        "licences": licences,
    }
