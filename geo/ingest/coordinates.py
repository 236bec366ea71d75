"""Nested lists of coordinates → geometries, checked strictly, for they are untrusted.

shapely takes texts and booleans for coordinates and an infinite number for a place, so
types are checked here. A file may hold two million vertices: the checks and the
building are passes in C over the whole file, never a loop over its vertices.
"""

from collections.abc import Callable, Sequence
from itertools import chain
from operator import itemgetter
from typing import Any, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.ingest.layer import degree_issues
from geo.ingest.messages import Issues, described
from geo.text.i18n import _, n_

#: How each kind's coordinates become parts of runs of positions.
_PARTS: dict[str, Callable[[list[Any]], list[Any]]] = {
    "Point": lambda position: [[[position]]],
    "MultiPoint": lambda positions: [[[position]] for position in positions],
    "LineString": lambda run: [[run]],
    "MultiLineString": lambda runs: [[run] for run in runs],
    "Polygon": lambda rings: [rings],
    "MultiPolygon": lambda polygons: [rings for rings in polygons if rings != []],
}

_JOIN: dict[str, Callable[..., Any]] = {
    "MultiPoint": shapely.multipoints,
    "MultiLineString": shapely.multilinestrings,
    "MultiPolygon": shapely.multipolygons,
}

KINDS = frozenset(_PARTS)

#: From coordinates of another CRS, a row each, to degrees of WGS84.
Move = Callable[[NDArray[np.float64]], NDArray[np.float64]]

#: Numbers this near to zero make GEOS overflow, and are a thousandth of an atom.
_ZERO_DEG = 1e-18


class Nested(NamedTuple):
    """One geometry's nested coordinates: parts of runs of positions."""

    feature: int
    kind: str
    parts: list[list[list[Any]]]


class _Table(NamedTuple):
    """All positions of a file, flat, and what each belongs to."""

    positions: list[Any]
    #: Number of positions in each run (a ring, a line or a single point).
    lengths: NDArray[np.intp]
    #: For each run its part, for each part its geometry.
    run_part: NDArray[np.intp]
    part_geometry: NDArray[np.intp]
    #: For each run "Point", "LineString" or "Polygon", and its feature's label.
    run_kind: NDArray[np.object_]
    run_label: NDArray[np.object_]


def parts_of(kind: str, coordinates: Any) -> list[list[list[Any]]] | None:
    """Return parts of runs of positions; empty for no place, None for wrong nesting."""
    if coordinates is None or coordinates == []:
        return []
    if type(coordinates) is not list:
        return None
    parts = _PARTS[kind](coordinates)
    if set(map(type, parts)) - {list}:
        return None
    if set(map(type, chain.from_iterable(parts))) - {list}:
        return None
    return parts


def count_positions(nested: Sequence[Nested]) -> int:
    """Return the number of vertices of a file."""
    return sum(len(run) for one in nested for part in one.parts for run in part)


def geometries(
    nested: Sequence[Nested],
    labels: Sequence[str],
    issues: Issues,
    name: str,
    *,
    move: Move | None = None,
) -> tuple[NDArray[np.object_], tuple[str, ...]]:
    """Check every coordinate of a file, then build all its geometries at once.

    Parameters
    ----------
    nested : sequence of Nested
        As `parts_of` returns them.
    labels : sequence of str
        What to call each feature.
    issues : Issues
        Those found so far; every issue of the file is reported in one error.
    name : str
        What messages call the file.
    move : callable, optional
        From coordinates as they stand in the file, a row each, to degrees.

    Returns
    -------
    array of shapely geometry
        One for each of ``nested``, in degrees, without Z.
    tuple of str
        What was repaired.

    Raises
    ------
    SchemaError
        If any position is not a pair of finite degrees, or a line or ring too short.
    """
    table = _table(nested, labels)
    position_label = np.repeat(table.run_label, table.lengths)
    lonlat = _lonlat(table.positions, position_label, issues)
    if move is not None and len(lonlat):
        lonlat = move(lonlat)
    degree_issues(lonlat, position_label, issues, name)
    lonlat[np.abs(lonlat) < _ZERO_DEG] = 0.0
    unclosed = _length_issues(table, lonlat, issues)
    issues.raise_any(
        name,
        expected=_(
            "GeoJSON geometries whose coordinates are finite numbers, longitude "
            "(±180) before latitude (±90)"
        ),
        cure=_("Correct these features or remove them."),
    )
    parts = _build_parts(table, lonlat)
    return _join_parts(parts, table, nested), _repairs(table.positions, unclosed)


def _table(nested: Sequence[Nested], labels: Sequence[str]) -> _Table:
    runs = [run for one in nested for part in one.parts for run in part]
    part_sizes = [len(part) for one in nested for part in one.parts]
    part_geometry = np.repeat(
        np.arange(len(nested)), np.array([len(one.parts) for one in nested], np.intp)
    )
    run_part = np.repeat(np.arange(len(part_sizes)), np.array(part_sizes, np.intp))
    run_geometry = part_geometry[run_part]
    kinds = [one.kind.removeprefix("Multi") for one in nested]
    feature = np.array([one.feature for one in nested], np.intp)
    return _Table(
        positions=list(chain.from_iterable(runs)),
        lengths=np.fromiter(map(len, runs), np.intp, len(runs)),
        run_part=run_part,
        part_geometry=part_geometry,
        run_kind=np.array(kinds, dtype=object)[run_geometry],
        run_label=np.array(labels, dtype=object)[feature[run_geometry]],
    )


def _lonlat(
    positions: list[Any], labels: NDArray[np.object_], issues: Issues
) -> NDArray[np.float64]:
    """Return the positions as an array, noting all that are not two or more numbers."""
    if _all_numbers(positions):
        try:
            return _array(positions)
        except OverflowError:  # a whole number beyond every float
            pass
    good = []
    for position, label in zip(positions, labels, strict=True):
        issue = _position_issue(position)
        if issue:
            issues.add(label, issue)
        good.append([0.0, 0.0] if issue else position)
    return _array(good)


def _all_numbers(positions: list[Any]) -> bool:
    return (
        not set(map(type, positions)) - {list}
        and not set(map(type, chain.from_iterable(positions))) - {int, float}
        and min(map(len, positions), default=2) >= 2
    )


def _array(positions: list[list[float]]) -> NDArray[np.float64]:
    columns = (
        np.fromiter(map(itemgetter(axis), positions), float, len(positions))
        for axis in (0, 1)
    )
    return np.column_stack(list(columns))


def _position_issue(position: Any) -> str | None:
    """Say what is wrong with one position, if anything is."""
    if type(position) is not list:
        return _("{value} in place of a pair of numbers").format(
            value=described(position)
        )
    if len(position) < 2:
        return _("a position of fewer than two numbers")
    for number in position:
        if type(number) not in (int, float):
            return _("a coordinate that is {value}").format(value=described(number))
        if type(number) is int and abs(number) > 10**300:
            return _("a coordinate that is infinite")
    return None


def _length_issues(table: _Table, lonlat: NDArray[np.float64], issues: Issues) -> int:
    """Note runs that are too short for their kind; return how many rings are open."""
    lengths, ends = table.lengths, np.cumsum(table.lengths)
    is_ring = table.run_kind == "Polygon"
    is_open = is_ring & (lengths > 0)
    first, last = lonlat[(ends - lengths)[is_open]], lonlat[ends[is_open] - 1]
    is_open[is_open] = (first != last).any(axis=1)
    least = np.select([is_ring, table.run_kind == "LineString"], [4 - is_open, 2], 1)
    for run in np.flatnonzero(lengths < least):
        text = (
            n_(
                "a ring of {n} position, which needs four",
                "a ring of {n} positions, which needs four",
                int(lengths[run]),
            )
            if is_ring[run]
            else n_(
                "a line of {n} position, which needs two",
                "a line of {n} positions, which needs two",
                int(lengths[run]),
            )
        )
        issues.add(table.run_label[run], text)
    return int(is_open.sum())


def _repairs(positions: list[list[float]], unclosed: int) -> tuple[str, ...]:
    repairs = []
    if max(map(len, positions), default=2) > 2:
        repairs.append(_("Heights (Z) were dropped."))
    if unclosed:
        repairs.append(
            _("Rings that did not end where they began were closed: {count:,}.").format(
                count=unclosed
            )
        )
    return tuple(repairs)


def _build_parts(table: _Table, lonlat: NDArray[np.float64]) -> NDArray[np.object_]:
    """Return one Point, LineString or Polygon for each part."""
    parts = np.empty(len(table.part_geometry), dtype=object)
    position_run = np.repeat(np.arange(len(table.lengths)), table.lengths)
    for kind in ("Point", "LineString", "Polygon"):
        of_kind = table.run_kind == kind
        if not of_kind.any():
            continue
        here = of_kind[position_run]
        runs = _ranks(position_run[here])
        owners = table.run_part[of_kind]
        if kind == "Point":
            built = shapely.points(lonlat[here])
        elif kind == "LineString":
            built = shapely.linestrings(lonlat[here], indices=runs)
        else:
            rings = shapely.linearrings(lonlat[here], indices=runs)
            built = shapely.polygons(rings, indices=_ranks(owners))
        parts[np.unique(owners)] = built
    return parts


def _ranks(numbers: NDArray[np.intp]) -> NDArray[np.intp]:
    """Return sorted numbers as 0, 1, 2 … without gaps, equal ones alike."""
    return np.unique(numbers, return_inverse=True)[1]


def _join_parts(
    parts: NDArray[np.object_], table: _Table, nested: Sequence[Nested]
) -> NDArray[np.object_]:
    """Return one geometry of its own kind for each of ``nested``."""
    kinds = np.array([one.kind for one in nested], dtype=object)
    part_kind = kinds[table.part_geometry]
    joined = np.empty(len(nested), dtype=object)
    joined[~np.isin(kinds, list(_JOIN))] = parts[~np.isin(part_kind, list(_JOIN))]
    for kind, join in _JOIN.items():
        here = part_kind == kind
        if here.any():
            owner = _ranks(table.part_geometry[here])
            joined[kinds == kind] = join(parts[here], indices=owner)
    return joined
