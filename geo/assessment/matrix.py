"""What one text covers, by mineral and by band: counts, ids and known resources.

What is sure and what is not stands separately in every cell, and amounts are never
added across units, forms, minerals or resource categories.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from itertools import product
from typing import Any, Literal, cast

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.assessment.ranges import Ensemble, Range, ends_of
from geo.risk.band import band_labels
from geo.schema import COVERING, Control, Coverage

TOTAL = "total"

#: A category that says no class: two such amounts may be of different classes.
_NO_CLASS = "not given"

By = Literal["primary_commodity", "commodity_group"]
Part = Literal["covered", "in_force", "prospective", "disputed", "unclear"]


@dataclass(frozen=True)
class Amount:
    """A resource of one mineral, unit, form and category, and the deposits it is of."""

    commodity: str
    quantity: float
    unit: str
    of: str
    category: str
    deposits: tuple[str, ...]


@dataclass(frozen=True)
class Cell:
    """The deposits of one mineral in one band, by ids.

    The classes of coverage but for those outside. ``amounts`` and ``without_amount``
    are of those in force or prospective.
    """

    in_force: tuple[str, ...] = ()
    prospective: tuple[str, ...] = ()
    disputed: tuple[str, ...] = ()
    unclear: tuple[str, ...] = ()
    amounts: tuple[Amount, ...] = ()
    without_amount: tuple[str, ...] = ()

    @property
    def covered(self) -> tuple[str, ...]:
        """Those in force, and those prospective."""
        return self.in_force + self.prospective


@dataclass(frozen=True)
class Matrix:
    """What one scenario covers on one front; rows and columns end in a total.

    ``ranges`` are of the counts in force or prospective, each cell's own: cells of a
    row do not add up to its total's. None is of the contested, who are on one side or
    the other on every draw.
    """

    scenario: str
    front_as_of: str
    by: By
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: Mapping[tuple[str, str], Cell]
    ranges: Mapping[tuple[str, str], Range] = field(default_factory=dict)

    def cell(self, row: str = TOTAL, column: str = TOTAL) -> Cell:
        """Return one cell, empty where it holds no deposit."""
        return self.cells.get((row, column), Cell())

    def counts(self, part: Part = "covered") -> pd.DataFrame:
        """Return how many deposits each cell holds of one part."""
        numbers = [
            [len(getattr(self.cell(row, column), part)) for column in self.columns]
            for row in self.rows
        ]
        return pd.DataFrame(
            numbers, index=pd.Index(self.rows, name=self.by), columns=list(self.columns)
        )

    def as_rows(self) -> pd.DataFrame:
        """Return the counts as a table, a row a cell, with the ends of its range.

        Columns ``by``, ``band``, ``covered`` (at once or later), the classes of
        coverage but for those outside, and ``covered_low`` and ``covered_high``.
        """
        parts = ("covered", *(one.name for one in fields(Cell)[:4]))
        rows: list[dict[str, object]] = []
        for row, column in product(self.rows, self.columns):
            cell, one = self.cell(row, column), self.ranges.get((row, column))
            counts = {part: len(getattr(cell, part)) for part in parts}
            ends = ends_of({"covered": one} if one else {})
            rows.append({self.by: row, "band": column, **counts, **ends})
        table = pd.DataFrame(rows)
        names = [name for name in table if str(name).startswith("covered_")]
        return table.astype(dict.fromkeys(names, "Int64"))

    def as_json(
        self, figures: Mapping[tuple[str, str], str] | None = None
    ) -> dict[str, Any]:
        """Return the whole matrix as plain data, row by row.

        With ``figures``, the ids of its cells, each cell has its own.
        """
        ids = figures or {}
        return {
            "scenario": self.scenario,
            "front_as_of": self.front_as_of,
            "by": self.by,
            "columns": list(self.columns),
            "rows": [
                {
                    self.by: row,
                    "cells": {
                        column: self._plain(row, column)
                        | ({"figure": ids[row, column]} if ids else {})
                        for column in self.columns
                    },
                }
                for row in self.rows
            ],
        }

    def _plain(self, row: str, column: str) -> dict[str, Any]:
        one = self.ranges.get((row, column))
        ends = {"range_90_percent": one._asdict()} if one else {}
        return asdict(self.cell(row, column)) | ends


def matrix(
    assessed: gpd.GeoDataFrame,
    *,
    edges_km: Sequence[float],
    by: By = "primary_commodity",
    ensemble: Ensemble | None = None,
) -> Matrix:
    """Return what the scenario of an assessment covers, by mineral and band.

    Parameters
    ----------
    assessed : GeoDataFrame
        As `geo.assessment.assess.assess` returns it, with the resource columns of the
        deposits.
    edges_km : sequence of float
        The band edges in kilometres of the assessment's preset.
    by : {"primary_commodity", "commodity_group"}
        What the rows are. A deposit stands in the row of its first mineral, even
        where the text covers it for another.
    ensemble : Ensemble, optional
        Of the assessment: without it no count has a range.

    Returns
    -------
    Matrix
        Rows by falling count, then name; columns occupied, contested, the bands
        outwards and, where there are any, deposits whose side is unknown.
    """
    deposits = _rows(assessed)
    wanted = [Control.OCCUPIED, Control.CONTESTED, *band_labels(edges_km)]
    if any(one["band"] == Control.UNKNOWN for one in deposits):
        wanted.append(Control.UNKNOWN)
    columns = (*map(str, wanted), TOTAL)
    held: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for one in deposits:
        for row in (one[by], TOTAL):
            for column in (one["band"], TOTAL):
                held.setdefault((row, column), []).append(one)
    cells = {place: _cell(inside) for place, inside in held.items()}
    names = {row for row, _column in cells} - {TOTAL}
    rows = sorted(names, key=lambda row: (-len(cells[row, TOTAL].covered), row))
    first = assessed.iloc[0] if len(assessed) else {"scenario": "", "front_as_of": ""}
    return Matrix(
        cast(str, first["scenario"]),
        cast(str, first["front_as_of"]),
        by,
        (*rows, TOTAL),
        columns,
        cells,
        {}
        if ensemble is None
        else _ranges(ensemble, assessed[by], (*rows, TOTAL), edges_km),
    )


def _ranges(
    ensemble: Ensemble,
    of_row: "pd.Series[str]",
    rows: Sequence[str],
    edges_km: Sequence[float],
) -> dict[tuple[str, str], Range]:
    """Return the range of the covered, at once or later, in each cell."""
    ranges = {}
    for row in rows:
        inside = ensemble.take(np.flatnonzero((row == TOTAL) | (of_row == row)))
        ranges[row, TOTAL] = inside.range(classes=COVERING)
        for band, here in inside.bands(edges_km):
            ranges[row, band] = inside.range(here, classes=COVERING)
    return ranges


_KEYS = ("primary_commodity", "commodity_group", "band", "covered")
_RESOURCE = ("quantity", "unit", "of", "category")


def _rows(assessed: gpd.GeoDataFrame) -> list[dict[str, Any]]:
    """Return the deposits that are covered, or may be, as plain rows with their id."""
    wanted = assessed[assessed["covered"] != Coverage.OUTSIDE]
    columns = [*_KEYS, *(f"resource_{name}" for name in _RESOURCE)]
    rows = wanted[columns].to_dict("records")
    return [
        {"id": key, **cast(dict[str, Any], row)}
        for key, row in zip(wanted.index, rows, strict=True)
    ]


def _cell(deposits: Iterable[dict[str, Any]]) -> Cell:
    parts: dict[str, list[str]] = {
        one.value: [] for one in Coverage if one is not Coverage.OUTSIDE
    }
    without: list[str] = []
    amounts: dict[tuple[str, ...], Amount] = {}
    for one in deposits:
        covered = one["covered"] in COVERING
        parts[one["covered"]].append(one["id"])
        if covered and math.isnan(one["resource_quantity"]):
            without.append(one["id"])
        elif covered:
            _add(one, amounts)
    return Cell(
        **{name: tuple(ids) for name, ids in parts.items()},
        amounts=tuple(amounts[key] for key in sorted(amounts)),
        without_amount=tuple(without),
    )


def _add(deposit: dict[str, Any], amounts: dict[tuple[str, ...], Amount]) -> None:
    """Add a deposit's resource to those of the same mineral, unit, form and class."""
    commodity = deposit["primary_commodity"]
    quantity, unit, of, category = (deposit[f"resource_{name}"] for name in _RESOURCE)
    alone = not category or _NO_CLASS in category
    key = (commodity, unit, of, category, deposit["id"] if alone else "")
    before = amounts.get(key)
    amounts[key] = Amount(
        commodity,
        quantity + (before.quantity if before else 0.0),
        unit,
        of,
        category,
        (*(before.deposits if before else ()), deposit["id"]),
    )
