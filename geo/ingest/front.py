"""What a recognised file says as a front: its day, its kinds of area, its land or line.

Each is asked for on its own, so that all that is wrong with a file can be reported at
once.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, Protocol

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from shapely.geometry import MultiLineString, MultiPolygon

from geo.errors import SchemaError
from geo.fronts.settlements import build_zone
from geo.ingest import attribute_values, settlements
from geo.ingest.area_classes import AreaClass, Classes, classify
from geo.ingest.csv_columns import CsvColumns
from geo.ingest.dates import Day, find_day
from geo.ingest.layer import Layer
from geo.ingest.limits import MAX_TEXT_CHARACTERS, MAX_UNCERTAINTY_KM
from geo.ingest.lines import enclosed
from geo.ingest.messages import clean, described, listed, quoted
from geo.ingest.read import Contents
from geo.ingest.repair import require_short
from geo.ingest.zones import Repair, Speck, require_on_land, sizes_km2, zone_of
from geo.text.i18n import _, n_

#: How far a front may lie from the truth where neither file nor user says.
DEFAULT_UNCERTAINTY_KM = 2.0

#: Below so many settlements a line drawn half-way between them is coarse: the fronts
#: that ship rest on 4,989.
_FEW_SETTLEMENTS = 500

#: What the lines of a file without areas are: the contact line, or the outline of
#: occupied land.
Lines = Literal["line", "area"]

#: What becomes of specks of occupied land (`geo.ingest.zones.specks_of`).
Specks = Literal["keep", "drop"]


@dataclass(frozen=True)
class UploadOptions:
    """What the user says of a file, before what the file says of itself.

    Attributes
    ----------
    as_of : date or None
        The day of the front.
    uncertainty_km : float or None
        How far the true line may lie from the file's; else the file's own, else 2, or
        5 for a line rebuilt from settlements.
    source, licence, note : str
        Who drew it, on what terms, and anything else to keep.
    area_attribute : str or None
        The attribute that distinguishes kinds of area; before the one found.
    area_classes : mapping of str to str, or None
        For a value of it "occupied", "grey" or "other"; before the word list.
    layer : str or None
        Which layer, where a file holds several.
    lines : {"line", "area"} or None
        What the lines of a file without areas are: the contact line, which leaves
        every deposit's side unknown, or the outline of occupied land. Else it is asked.
    specks : {"keep", "drop"} or None
        What becomes of `geo.ingest.zones.specks_of` the zone. Else it is asked.
    allow_repairs : bool
        Whether the user has seen what is asked, and confirmed it: a line is then a
        line, and specks are kept.
    today : date or None
        The day that it is; a later one is unusual.
    """

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
        What the file calls it; empty where nothing distinguishes areas.
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


class Subject(Protocol):
    """What is asked of a file; each question may raise an InputError of its own."""

    #: How many it holds: rows and settlements of a control table.
    features: int
    vertices: int
    #: What it says of itself; without features for a control table.
    layer: Layer
    #: What is to be reported whatever the answers are.
    notes: tuple[str, ...]
    warnings: tuple[str, ...]

    def day(self) -> Day:
        """Return its day."""
        ...

    def uncertainty_km(self) -> float:
        """Return how far its line may lie from the truth."""
        ...

    def kinds(self) -> Kinds:
        """Return what each area or settlement is taken for."""
        ...

    def place(self, kinds: Kinds) -> Place:
        """Return its zone or, where there is no area, its line."""
        ...


def subject_of(found: Contents, *, name: str, options: UploadOptions) -> Subject:
    """Return what can be asked of a file.

    Raises
    ------
    InputError
        If it is a control table that cannot be read.
    """
    if isinstance(found.found, CsvColumns):
        return _Settlements(found.found, found, name, options)
    return _Features(found.found, found, name, options)


class _Features:
    """Areas or lines, as they are drawn."""

    warnings: tuple[str, ...] = ()

    def __init__(
        self, layer: Layer, found: Contents, name: str, options: UploadOptions
    ):
        self.layer, self.name, self.options = layer, name, options
        self.notes, self.member = found.notes, found.member
        self.features = len(layer.geometry)
        self.vertices = int(shapely.get_num_coordinates(layer.geometry).sum())
        # Collections opened; for each member the number of its feature.
        parts, owner = _members(layer.geometry)
        self._parts, self._owner = parts, owner
        self._dimensions = shapely.get_dimensions(parts)

    def day(self) -> Day:
        if self.options.as_of:
            return Day(self.options.as_of, _("you"))
        return find_day(self.layer, self.name, member=self.member)

    def uncertainty_km(self) -> float:
        return uncertainty_of(self.layer, self.options.uncertainty_km, self.name)

    def kinds(self) -> Kinds:
        areal = self._dimensions == 2
        if not areal.any():
            return Kinds(Classes("", [], {}, []), (), np.zeros(0, dtype=bool))
        classes = classify(
            [self.layer.properties[int(i)] for i in self._owner[areal]],
            name=self.name,
            attribute=self.options.area_attribute,
            choices=self.options.area_classes,
        )
        return kinds_of(classes, sizes_km2(self._parts[areal]))

    def place(self, kinds: Kinds) -> Place:
        repairs = [Repair(text) for text in (*self.layer.repairs, *self._left_out())]
        occupied = np.flatnonzero(self._dimensions == 2)[kinds.occupied]
        if len(occupied):
            labels = [self.layer.labels[int(i)] for i in self._owner[occupied]]
            return self._zone(self._parts[occupied], labels, repairs)
        if kinds.areas:
            raise _none_occupied(kinds.areas, self.name)
        lines = self._parts[self._dimensions == 1]
        require_short(lines, name=self.name)
        line = line_of(lines)
        require_on_land(line, self.name)
        assert line is not None
        if self.options.lines != "area":
            return Place(line, repairs)
        areas = enclosed(line, name=self.name)
        message = _(
            "Closed lines were read as the outline of occupied land: areas {n:,}."
        )
        repairs.append(Repair(message.format(n=len(areas))))
        labels = [_("area {number}").format(number=i + 1) for i in range(len(areas))]
        return self._zone(areas, labels, repairs)

    def _zone(
        self, areas: NDArray[np.object_], labels: list[str], repairs: list[Repair]
    ) -> Place:
        drop = self.options.specks == "drop"
        zone = zone_of(areas, labels, name=self.name, drop_specks=drop)
        return Place(zone.geometry, repairs + zone.repairs, specks=zone.specks)

    def _left_out(self) -> list[str]:
        """Say who has no geometry, and what lies beside the highest dimension."""
        message = []
        if (missing := shapely.is_missing(self.layer.geometry)).any():
            labels = [self.layer.labels[int(i)] for i in np.flatnonzero(missing)]
            text = _("Features without a geometry were left out: {labels}.")
            message.append(text.format(labels=listed(labels)))
        kinds = self._dimensions
        rest = kinds[kinds < kinds.max(initial=0)]
        if len(rest):
            text = _("Left out beside them: lines {lines:,}, points {points:,}.")
            lines, points = ((rest == dimension).sum() for dimension in (1, 0))
            message.append(text.format(lines=int(lines), points=int(points)))
        return message


def _members(
    geometry: NDArray[np.object_],
) -> tuple[NDArray[np.object_], NDArray[np.intp]]:
    """Return geometries, collections opened and put last, and whose each one is."""
    number = np.flatnonzero(~shapely.is_missing(geometry))
    is_closed = (
        shapely.get_type_id(geometry[number]) == shapely.GeometryType.GEOMETRYCOLLECTION
    )
    closed = number[is_closed]
    opened, owner = shapely.get_parts(geometry[closed], return_index=True)
    plain = number[~is_closed]
    return (
        np.concatenate([geometry[plain], opened]),
        np.concatenate([plain, closed[owner]]),
    )


def kinds_of(classes: Classes, km2: NDArray[np.float64] | None) -> Kinds:
    """Return the kinds of areas, each with its count, and its area where that is known.

    Parameters
    ----------
    classes : Classes
        What each area, or each settlement, is taken for.
    km2 : array of float, or None
        The size of each area.
    """
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


def _none_occupied(areas: tuple[Area, ...], name: str) -> SchemaError:
    kinds = [f"{quoted(area.value)} → {area.kind.value}" for area in areas]
    return SchemaError(
        _(
            "{name}: expected occupied land, but nothing in it is taken for occupied "
            "({kinds}). Say which of these is."
        ).format(name=name, kinds=listed(kinds))
    )


class _Settlements:
    """A table of who controls each settlement, rebuilt as the land around them."""

    layer = Layer(np.array([], dtype=object), [], [], [])

    def __init__(
        self,
        csv_columns: CsvColumns,
        found: Contents,
        name: str,
        options: UploadOptions,
    ):
        self.name, self.member, self.options = name, found.member, options
        self._table = settlements.control_of(
            csv_columns,
            name=name,
            as_of=options.as_of,
            attribute=options.area_attribute,
        )
        self.features, self.vertices = self._table.rows, self._table.settlements
        self.notes = (*found.notes, *self._table.notes)
        self.warnings = _few(self._table.settlements)

    def day(self) -> Day:
        if self.options.as_of:
            return Day(self.options.as_of, _("you"))
        if self._table.day is None:
            return find_day(self.layer, self.name, member=self.member)
        message = n_("its one day", "the newest of {n} days", self._table.days)
        return Day(self._table.day, message)

    def uncertainty_km(self) -> float:
        given = self.options.uncertainty_km
        own = settlements.UNCERTAINTY_KM if given is None else given
        return uncertainty_of(self.layer, own, self.name)

    def kinds(self) -> Kinds:
        attribute = self._table.attribute
        classes = classify(
            [{attribute: status} for status in self._table.status],
            name=self.name,
            attribute=attribute,
            choices=self.options.area_classes,
        )
        return kinds_of(classes, None)

    def place(self, kinds: Kinds) -> Place:
        if not kinds.occupied.any():
            raise _none_occupied(kinds.areas, self.name)
        table = self._table
        frame = pd.DataFrame(
            {"lon": table.lon, "lat": table.lat, "occupied": kinds.occupied}
        )
        method = n_(
            "Rebuilt from settlements: Voronoi cell of the {n} of {count:,} that is "
            "occupied on the day, clipped to Ukraine's outline and cut at lakes and "
            "reservoirs",
            "Rebuilt from settlements: Voronoi cells of the {n} of {count:,} that are "
            "occupied on the day, merged, clipped to Ukraine's outline and cut at "
            "lakes and reservoirs",
            int(kinds.occupied.sum()),
        ).format(count=table.settlements)
        repairs = [Repair(text) for text in table.repairs]
        return Place(build_zone(frame), repairs, method, rebuilt=True)


def _few(count: int) -> tuple[str, ...]:
    if count >= _FEW_SETTLEMENTS:
        return ()
    message = n_(
        "It rests on {n} settlement only; between them the line is drawn half-way, and "
        "may lie far from the truth.",
        "It rests on {n} settlements only; between them the line is drawn half-way, "
        "and may lie far from the truth.",
        count,
    )
    return (message,)


def line_of(lines: NDArray[np.object_]) -> MultiLineString | None:
    """Return lines as one, without those of no length; None where nothing is left."""
    parts = shapely.get_parts(lines)
    parts = parts[shapely.length(parts) > 0]
    return MultiLineString(list(parts)) if len(parts) else None


def _said(layer: Layer, *keys: str) -> object:
    """Return what the file, or all its features alike, say under the first such key."""
    for key in keys:
        if not attribute_values.is_missing(layer.facts.get(key)):
            return layer.facts[key]
        message = {attribute_values.text(row.get(key)) for row in layer.properties}
        if len(message) == 1 and message != {None}:
            return layer.properties[0].get(key)
    return None


def text_of(layer: Layer, *keys: str) -> str:
    """Return what a file says of itself under the first of some keys, as text."""
    return clean(attribute_values.text(_said(layer, *keys)) or "")[:MAX_TEXT_CHARACTERS]


def rebuilt_of(layer: Layer) -> bool:
    """Return whether a file says that its zone was rebuilt from settlements."""
    return attribute_values.yes_or_no(_said(layer, "rebuilt_from_settlements")) is True


def uncertainty_of(layer: Layer, given: float | None, name: str) -> float:
    """Return a front's uncertainty in kilometres: given, the file's own, or 2.

    Raises
    ------
    SchemaError
        If it is no number from 0 to `MAX_UNCERTAINTY_KM`.
    """
    value = _said(layer, "uncertainty_km") if given is None else given
    if value is None:
        return DEFAULT_UNCERTAINTY_KM
    known = attribute_values.number(value)
    if known is None or not 0 <= known <= MAX_UNCERTAINTY_KM:
        raise SchemaError(
            _(
                "{name}: expected the front's uncertainty as kilometres from 0 to "
                "{most:g}, but it is {value}. Give another."
            ).format(name=name, most=MAX_UNCERTAINTY_KM, value=described(value))
        )
    return known
