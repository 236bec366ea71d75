"""What a recognised file says as a front: its day, its kinds of area, its land or line.

Each is asked for on its own, so that all that is wrong with a file can be told at once.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Literal

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from shapely.geometry import MultiLineString, MultiPolygon

from geo.errors import SchemaError
from geo.fronts.settlements import build_zone
from geo.ingest import settlements
from geo.ingest.area_classes import AreaClass, Classes, classify
from geo.ingest.dates import Day, find_day
from geo.ingest.fronts import left_out, line_of, members_of, require_on_land, rows_of
from geo.ingest.grid import Grid
from geo.ingest.layer import Layer
from geo.ingest.lines import enclosed
from geo.ingest.messages import listed, quoted
from geo.ingest.read import Contents
from geo.ingest.repair import require_short
from geo.ingest.zones import Repair, Speck, sizes_km2, zone_of
from geo.text.i18n import _, n_

#: Below so many settlements a line drawn half-way between them is coarse: the fronts
#: that ship rest on 4,989.
_FEW_SETTLEMENTS = 500

#: What the lines of a file without areas are: the contact line, or the outline of
#: occupied land.
Lines = Literal["line", "area"]

#: What becomes of specks of occupied land (`geo.ingest.zones.specks_of`).
Specks = Literal["keep", "drop"]

_NO_FEATURES = Layer(np.array([], dtype=object), [], [], [])


@dataclass(frozen=True)
class Wishes:
    """What the user says of a file, before what the file says of itself."""

    as_of: date | None = None
    uncertainty_km: float | None = None
    source: str = ""
    licence: str = ""
    note: str = ""
    area_attribute: str | None = None
    area_classes: Mapping[str, str] | None = None
    layer: str | None = None
    lines: Lines | None = None
    specks: Specks | None = None
    allow_repairs: bool = False
    today: date | None = None


@dataclass(frozen=True)
class Area:
    """One kind of area in a file.

    Attributes
    ----------
    value : str
        What the file calls it; empty where nothing tells areas apart.
    kind : AreaClass
        What it is taken for.
    count : int
        How many areas, or settlements, are of this kind.
    km2 : float or None
        Their area, overlaps counted twice; None for settlements.
    is_clear : bool
        Whether the word list or the user knows the value.
    """

    value: str
    kind: AreaClass
    count: int
    km2: float | None
    is_clear: bool = True


@dataclass(frozen=True, eq=False)
class Kinds:
    """What each area of a file, or each settlement, is taken for."""

    classes: Classes
    areas: tuple[Area, ...]
    #: For each area, or each settlement.
    occupied: NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Place:
    """A front's zone or line, the repairs and specks of it, and how it was made."""

    geometry: MultiPolygon | MultiLineString
    repairs: list[Repair]
    method: str = ""
    specks: Sequence[Speck] = ()
    rebuilt: bool = False


@dataclass(frozen=True, eq=False)
class Subject:
    """What is asked of a file; each question may raise an InputError of its own.

    Attributes
    ----------
    features, vertices : int
        How many it holds: rows and settlements of a control table.
    layer : Layer
        Where it says of itself what else it says; empty for a control table.
    uncertainty_km : float or None
        Where the user does not say; None to ask the layer.
    day, kinds, place : callable
        The questions.
    notes, oddities : tuple of str
        What is to be told whatever the answers are.
    """

    features: int
    vertices: int
    layer: Layer
    uncertainty_km: float | None
    day: Callable[[], Day]
    kinds: Callable[[], Kinds]
    place: Callable[[Kinds], Place]
    notes: tuple[str, ...] = ()
    oddities: tuple[str, ...] = ()


def subject_of(found: Contents, *, name: str, wishes: Wishes) -> Subject:
    """Return what can be asked of a file.

    Raises
    ------
    InputError
        If it is a control table that cannot be read.
    """
    if isinstance(found.found, Grid):
        return _of_table(found, found.found, name, wishes)
    return _of_features(found, found.found, name, wishes)


def _day(layer: Layer, found: Contents, name: str, wishes: Wishes) -> Day:
    if wishes.as_of:
        return Day(wishes.as_of, _("you"))
    return find_day(layer, name, member=found.member)


# Features


def _of_features(found: Contents, layer: Layer, name: str, wishes: Wishes) -> Subject:
    members, labels, skipped = members_of(layer)
    told = (*layer.repairs, *skipped, *left_out(shapely.get_dimensions(members)))
    repairs = [Repair(text) for text in told]
    return Subject(
        features=len(layer.geometry),
        vertices=int(shapely.get_num_coordinates(layer.geometry).sum()),
        layer=layer,
        uncertainty_km=None,
        day=partial(_day, layer, found, name, wishes),
        kinds=partial(_kinds_of_areas, layer, members, labels, name, wishes),
        place=partial(_drawn, members, labels, repairs, name, wishes),
        notes=found.notes,
    )


def _kinds_of_areas(
    layer: Layer,
    members: NDArray[np.object_],
    labels: list[str],
    name: str,
    wishes: Wishes,
) -> Kinds:
    areal = np.flatnonzero(shapely.get_dimensions(members) == 2)
    if not len(areal):
        return Kinds(Classes("", [], {}, []), (), np.zeros(0, dtype=bool))
    classes = classify(
        rows_of(layer, [labels[i] for i in areal]),
        name=name,
        attribute=wishes.area_attribute,
        choices=wishes.area_classes,
    )
    return _kinds(classes, sizes_km2(members[areal]))


def _kinds(classes: Classes, km2: NDArray[np.float64] | None) -> Kinds:
    counts = Counter(classes.by_area)
    sums_km2: defaultdict[str, float] = defaultdict(float)
    if km2 is not None:
        for value, own_km2 in zip(classes.by_area, km2, strict=True):
            sums_km2[value] += float(own_km2)
    unclear = {*classes.unclear}
    areas = [
        Area(
            value,
            kind,
            counts[value],
            None if km2 is None else sums_km2[value],
            value not in unclear,
        )
        for value, kind in classes.by_value.items()
    ]
    kinds = np.array([classes.by_value[value] for value in classes.by_area], dtype=str)
    return Kinds(classes, tuple(areas), kinds == AreaClass.OCCUPIED)


def _drawn(
    members: NDArray[np.object_],
    labels: list[str],
    repairs: list[Repair],
    name: str,
    wishes: Wishes,
    kinds: Kinds,
) -> Place:
    """Return the zone of the occupied areas or, where there is no area, the line."""
    dimensions = shapely.get_dimensions(members)
    occupied = np.flatnonzero(dimensions == 2)[kinds.occupied]
    if len(occupied):
        own = [labels[i] for i in occupied]
        return _zone(members[occupied], own, repairs, name, wishes)
    if kinds.areas:
        raise _none_occupied(kinds.areas, name)
    lines = members[dimensions == 1]
    require_short(lines, name=name)
    line = line_of(lines)
    require_on_land(line, name)
    assert line is not None
    if wishes.lines != "area":
        return Place(line, repairs)
    areas = enclosed(line, name=name)
    said = _("Closed lines were read as the outline of occupied land: areas {count:,}.")
    repairs = [*repairs, Repair(said.format(count=len(areas)))]
    own = [_("area {number}").format(number=i + 1) for i in range(len(areas))]
    return _zone(areas, own, repairs, name, wishes)


def _zone(
    areas: NDArray[np.object_],
    labels: list[str],
    repairs: list[Repair],
    name: str,
    wishes: Wishes,
) -> Place:
    drop = wishes.specks == "drop"
    zone = zone_of(areas, labels, name=name, drop_specks=drop)
    return Place(zone.geometry, repairs + zone.repairs, specks=zone.specks)


def _none_occupied(areas: tuple[Area, ...], name: str) -> SchemaError:
    kinds = [f"{quoted(area.value)} → {area.kind.value}" for area in areas]
    return SchemaError(
        _(
            "{name}: expected occupied land, but nothing in it is taken for occupied "
            "({kinds}). Say which of these is."
        ).format(name=name, kinds=listed(kinds))
    )


# A settlement control table


def _of_table(found: Contents, grid: Grid, name: str, wishes: Wishes) -> Subject:
    table = settlements.control_of(
        grid,
        name=name,
        as_of=wishes.as_of,
        attribute=wishes.area_attribute,
    )
    return Subject(
        features=table.rows,
        vertices=table.settlements,
        layer=_NO_FEATURES,
        uncertainty_km=settlements.UNCERTAINTY_KM,
        day=partial(_day_of_table, table, found, name, wishes),
        kinds=partial(_kinds_of_settlements, table, name, wishes),
        place=partial(_rebuilt, table, name),
        notes=(*found.notes, *table.notes),
        oddities=_few(table),
    )


def _day_of_table(
    table: settlements.Control, found: Contents, name: str, wishes: Wishes
) -> Day:
    if table.day and not wishes.as_of:
        said = n_("its one day", "the newest of {n} days", table.days)
        return Day(table.day, said)
    return _day(_NO_FEATURES, found, name, wishes)


def _kinds_of_settlements(
    table: settlements.Control, name: str, wishes: Wishes
) -> Kinds:
    classes = classify(
        [{table.attribute: status} for status in table.status],
        name=name,
        attribute=table.attribute,
        choices=wishes.area_classes,
    )
    return _kinds(classes, None)


def _rebuilt(table: settlements.Control, name: str, kinds: Kinds) -> Place:
    """Return the zone of the settlements that are occupied."""
    if not kinds.occupied.any():
        raise _none_occupied(kinds.areas, name)
    frame = pd.DataFrame(
        {"lon": table.lon, "lat": table.lat, "occupied": kinds.occupied}
    )
    method = n_(
        "Rebuilt from settlements: Voronoi cell of the {n} of {count:,} that is "
        "occupied on the day, clipped to Ukraine's outline and cut at lakes and "
        "reservoirs",
        "Rebuilt from settlements: Voronoi cells of the {n} of {count:,} that are "
        "occupied on the day, merged, clipped to Ukraine's outline and cut at lakes "
        "and reservoirs",
        int(kinds.occupied.sum()),
    ).format(count=table.settlements)
    repairs = [Repair(text) for text in table.repairs]
    return Place(build_zone(frame), repairs, method, rebuilt=True)


def _few(table: settlements.Control) -> tuple[str, ...]:
    if table.settlements >= _FEW_SETTLEMENTS:
        return ()
    said = n_(
        "It rests on {n} settlement only; between them the line is drawn half-way, and "
        "may lie far from the truth.",
        "It rests on {n} settlements only; between them the line is drawn half-way, "
        "and may lie far from the truth.",
        table.settlements,
    )
    return (said,)
