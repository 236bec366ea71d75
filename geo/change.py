"""Two fronts → what moved, which deposits changed control or band, and why."""

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from itertools import starmap
from typing import NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from geo import history
from geo.assess import assess
from geo.crs import GEOD, area_km2
from geo.errors import UnknownNameError
from geo.front import Front
from geo.labels import area_text, km_text
from geo.nearest import Edges, Floats
from geo.presets import preset
from geo.schema import Control
from geo.terms import default_scenario
from geo.ukraine import oblasts, outline, polygons_of
from geo.words import _

#: Smaller parts of a difference are two drawings of one line, not land that changed.
SLIVER_KM2 = 0.01

#: Index of the row of `Change.by_oblast` for land beyond every oblast.
BEYOND = "beyond"

#: Less than this, in square kilometres, outside Ukraine is not worth a sentence.
_TOLD_KM2 = 1.0

#: Below this, in kilometres, a place of the contact line has not moved.
_STILL_KM = 0.1

#: Distances this near to each other are one distance.
_SAME_KM = 1e-6

#: The contact line is looked at in pieces no longer than this: half a kilometre.
_PIECE_DEG = 0.005

#: Pieces together no longer than this, about 40 m, are looked at as one: no file is
#: surer than that, and a million of them would take as long as all the rest.
_GRAIN_DEG = 0.0005


@dataclass(frozen=True, eq=False)
class Change:
    """What lies between an earlier front and a later one.

    Attributes
    ----------
    before, after : Front
        The two.
    newly_occupied, freed : MultiPolygon
        Land that only the later, and only the earlier, has in its control zone; in
        degrees. Parts under `SLIVER_KM2`, and those that lie for the most at sea or
        abroad, are left out. Empty where one has a line only.
    newly_occupied_km2, freed_km2 : float
        Their geodesic areas; NaN where one has a line only.
    outside_km2 : float
        The parts left out as lying at sea or abroad, where two drawings of one coast or
        border differ. NaN as above.
    by_oblast : DataFrame
        Index oblast id, or `BEYOND` for what of the land lies beyond the border as
        drawn here; ``name``, ``name_uk``, ``newly_occupied_km2``, ``freed_km2``. Only
        rows where land changed, the most first; each column adds up to the whole.
    line_km : float
        Length of the later contact line.
    moved_line_km : float
        Length of that part of it which lies farther than 100 m from the earlier line.
    median_shift_km, p90_shift_km, max_shift_km : float
        How far the moved part lies from the earlier line: each piece of about half a
        kilometre counts by its length, at its middle. 0 where nothing moved; NaN where
        one of the fronts has no contact line.
    """

    before: Front
    after: Front
    newly_occupied: MultiPolygon
    freed: MultiPolygon
    newly_occupied_km2: float
    freed_km2: float
    outside_km2: float
    by_oblast: pd.DataFrame
    line_km: float
    moved_line_km: float
    median_shift_km: float
    p90_shift_km: float
    max_shift_km: float

    @property
    def same_source(self) -> bool:
        """Whether one source drew both; two may differ where nothing moved."""
        return self.before.source == self.after.source

    @property
    def is_empty(self) -> bool:
        """Whether no land changed and the line lies where it lay."""
        land = self.newly_occupied.is_empty and self.freed.is_empty
        return land and not self.moved_line_km > 0


def change(before: Front, after: Front) -> Change:
    """Return what changed from one front to another.

    Parameters
    ----------
    before, after : Front
        In this order, whatever their days.
    """
    newly_occupied, more_km2 = _only_in(after, before)
    freed, less_km2 = _only_in(before, after)
    known = before.zone is not None and after.zone is not None
    return Change(
        before,
        after,
        newly_occupied,
        freed,
        area_km2(newly_occupied) if known else np.nan,
        area_km2(freed) if known else np.nan,
        more_km2 + less_km2 if known else np.nan,
        _by_oblast(newly_occupied, freed),
        *_shift(before, after),
    )


def change_text(changed: Change) -> str:
    """Return how much land changed hands, and how much lies at sea or abroad."""
    return " ".join(filter(None, [land_text(changed), outside_text(changed)]))


def land_text(changed: Change) -> str:
    """Return how much land changed hands, in one sentence."""
    if np.isnan(changed.newly_occupied_km2):
        return _("One of the two fronts has a line only, so no area can be told.")
    return _("Newly occupied {occupied}, freed {freed}.").format(
        occupied=area_text(changed.newly_occupied_km2),
        freed=area_text(changed.freed_km2),
    )


def outside_text(changed: Change) -> str:
    """Return how far the two differ at sea and abroad; empty where that is nothing."""
    if not changed.outside_km2 >= _TOLD_KM2:
        return ""
    return _(
        "Another {outside} lie at sea or abroad, where the two draw coast and border "
        "differently, and count as neither."
    ).format(outside=area_text(changed.outside_km2))


def line_text(changed: Change) -> str:
    """Return how far the contact line moved, in one sentence."""
    if np.isnan(changed.median_shift_km):
        return _("One of the two fronts has no contact line, so no shift can be told.")
    return _(
        "{moved} of the {line} of contact line lie elsewhere than before: half of that "
        "within {median}, nine tenths within {p90}, all within {most}."
    ).format(
        moved=km_text(changed.moved_line_km),
        line=km_text(changed.line_km),
        median=km_text(changed.median_shift_km),
        p90=km_text(changed.p90_shift_km),
        most=km_text(changed.max_shift_km),
    )


def _only_in(front: Front, other: Front) -> tuple[MultiPolygon, float]:
    """Return the land that one control zone has and another does not, and the rest.

    A part that lies for the most at sea or abroad is no land of Ukraine but two
    drawings of one coast or border: the rest, in km². A part that lies for the most in
    Ukraine counts whole, since the border is drawn more coarsely here than in the best
    files.
    """
    if front.zone is None or other.zone is None:
        return MultiPolygon(), 0.0
    return _land_of(polygons_of(shapely.difference(front.zone, other.zone)))


def _land_of(apart: MultiPolygon) -> tuple[MultiPolygon, float]:
    """Return the parts that lie for the most in Ukraine, and the km² of the rest."""
    sizes_km2 = [(part, area_km2(part)) for part in apart.geoms]
    large = [(part, km2) for part, km2 in sizes_km2 if km2 >= SLIVER_KM2]
    land = [part for part, _km2 in large if _is_land(part)]
    return MultiPolygon(land), sum(km2 for _p, km2 in large) - sum(map(area_km2, land))


def _is_land(part: Polygon) -> bool:
    """Tell whether at least half of a polygon is Ukraine's land."""
    return shapely.intersection(part, _all_oblasts()).area >= part.area / 2


def _by_oblast(newly_occupied: MultiPolygon, freed: MultiPolygon) -> pd.DataFrame:
    names = oblasts()[["name", "name_uk"]]
    beyond = pd.DataFrame(
        {"name": _("beyond the border as drawn here")}, index=[BEYOND]
    )
    table = pd.concat([pd.DataFrame(names), beyond]).fillna("")
    table["newly_occupied_km2"] = _areas_km2(newly_occupied)
    table["freed_km2"] = _areas_km2(freed)
    changed = table["newly_occupied_km2"] + table["freed_km2"]
    order = changed[changed > 0].sort_values(ascending=False, kind="stable").index
    return table.loc[order]


def _areas_km2(land: MultiPolygon) -> list[float]:
    """Return how much of the land lies in each oblast, and then beyond all."""
    areas = oblasts().geometry.to_numpy()
    pieces = [*shapely.intersection(areas, land), land - _all_oblasts()]
    return [area_km2(piece) for piece in pieces]


@cache
def _all_oblasts() -> BaseGeometry:
    return shapely.union_all(oblasts().geometry.to_numpy())


class _Shift(NamedTuple):
    """The last five fields of `Change`."""

    line_km: float
    moved_line_km: float
    median_km: float
    p90_km: float
    max_km: float


def _shift(before: Front, after: Front) -> _Shift:
    middles, length_km = _pieces(after)
    if not len(middles) or before.contact_line.is_empty:
        return _Shift(float(length_km.sum()), *[np.nan] * 4)
    away_km = Edges(before.contact_line).nearest(*middles.T).distance_km
    order = np.argsort(away_km)
    order = order[away_km[order] > _STILL_KM]
    moved_km = np.cumsum(length_km[order])
    if not len(order):
        return _Shift(float(length_km.sum()), 0.0, 0.0, 0.0, 0.0)
    ranks = np.searchsorted(moved_km, moved_km[-1] * np.array([0.5, 0.9, 1.0]))
    shifts_km = away_km[order][ranks]
    return _Shift(float(length_km.sum()), float(moved_km[-1]), *map(float, shifts_km))


def _pieces(front: Front) -> tuple[Floats, Floats]:
    """Return the middles, in degrees, and the lengths of pieces of the contact line."""
    lines = shapely.get_parts(shapely.segmentize(front.contact_line, _PIECE_DEG))
    lon_lat, line = shapely.get_coordinates(lines, return_index=True)
    same = line[1:] == line[:-1]
    start, end, line = lon_lat[:-1][same], lon_lat[1:][same], line[1:][same]
    length_km = np.asarray(GEOD.inv(*start.T, *end.T)[2]) / 1000
    grain = np.cumsum(np.hypot(*(end - start).T)) // _GRAIN_DEG
    first = np.flatnonzero(np.diff(grain, prepend=-1) + np.diff(line, prepend=-1))
    if not len(first):
        return start, length_km
    last = np.append(first[1:], len(start)) - 1
    return (start[first] + end[last]) / 2, np.add.reduceat(length_km, first)


class Moved(NamedTuple):
    """Deposits whose control or default band differs between two fronts.

    ``now`` is their assessment on the later front, under the text in force; ``why``
    is as `deposit_changes` returns it.
    """

    now: gpd.GeoDataFrame
    why: pd.DataFrame


def moved_deposits(deposits: gpd.GeoDataFrame, before: Front, after: Front) -> Moved:
    """Return the deposits whose control or default band differs, and why."""
    first, second = (
        assess(deposits, front, preset=preset("default"), scenario=default_scenario())
        for front in (before, after)
    )
    why = deposit_changes(first, second)
    return Moved(second.loc[why.index], why)


def deposit_changes(
    before_assessed: pd.DataFrame, after_assessed: pd.DataFrame
) -> pd.DataFrame:
    """Return the deposits whose control or band changes, and why.

    Parameters
    ----------
    before_assessed, after_assessed : DataFrame
        Two assessments (`geo.assess.assess`) of the same deposits; one that is in only
        one of them is left out. They may differ in front, preset and threat edge.

    Returns
    -------
    DataFrame
        Index deposit id, in the order of the later assessment; ``name``,
        ``control_before``, ``control_after``, ``band_before``, ``band_after``,
        ``signed_distance_km_before``, ``signed_distance_km_after`` to the threat edge,
        and ``why``, one or more sentences.
    """
    both = after_assessed.index.intersection(before_assessed.index, sort=False)
    before, after = before_assessed.loc[both], after_assessed.loc[both]
    differs = (before["control"] != after["control"]) | (
        before["band"] != after["band"]
    )
    sides = zip(_sides(before[differs]), _sides(after[differs]), strict=True)
    edges_differ = _counts_border(before) != _counts_border(after)
    columns = {"name": after.loc[differs, "name"]}
    for column in ("control", "band", "signed_distance_km"):
        columns[f"{column}_before"] = before.loc[differs, column]
        columns[f"{column}_after"] = after.loc[differs, column]
    why = [" ".join(_reasons(a, b, edges_differ=edges_differ)) for a, b in sides]
    return pd.DataFrame(columns).assign(why=np.array(why, dtype=object))


class _Side(NamedTuple):
    """What decides a deposit's control and band; distances in kilometres."""

    control: str
    band: str
    #: To the threat edge and to the zone or, behind the front, to government-held land.
    signed_km: float
    zone_km: float
    uncertainty_km: float
    own_km: float
    place: tuple[float, float]


def _signed_zone_km(assessed: pd.DataFrame) -> Floats:
    """Return the distance to the zone with the sign of that to the threat edge."""
    signed_km = assessed["signed_distance_km"].to_numpy(float)
    zone_km = assessed["zone_distance_km"].to_numpy(float)
    return np.asarray(zone_km * np.sign(signed_km))


def _counts_border(assessed: pd.DataFrame) -> bool:
    """Tell whether any distance is to the border rather than to the zone."""
    apart = assessed["signed_distance_km"].to_numpy(float) - _signed_zone_km(assessed)
    return bool((np.abs(apart) > _SAME_KM).any())


def _sides(assessed: pd.DataFrame) -> list[_Side]:
    columns = (
        assessed["control"],
        assessed["band"],
        assessed["signed_distance_km"],
        _signed_zone_km(assessed),
        assessed["uncertainty_km"],
        assessed["location_uncertainty_km"],
        zip(assessed["lon"], assessed["lat"], strict=True),
    )
    return list(starmap(_Side, zip(*columns, strict=True)))


def _reasons(before: _Side, after: _Side, *, edges_differ: bool) -> list[str]:
    """Return why a deposit is not where it was, the first cause first."""
    if Control.UNKNOWN in (before.control, after.control):
        return [
            _("The front has only a contact line now, so its side cannot be told.")
            if after.control == Control.UNKNOWN
            else _(
                "The front had only a contact line before, so its side was not known."
            )
        ]
    moves, doubts = _causes(before, after)
    reasons = []
    if moves:
        reasons += _moved(before, after)
    if doubts:
        reasons += _doubted(before, after)
    if edges_differ:
        reasons += _border_counts(before, after)
    reasons += _other_edges(before.band, after.band)
    return reasons or [_("The two are not measured in the same way.")]


def _causes(before: _Side, after: _Side) -> tuple[bool, bool]:
    """Tell whether distance, and whether uncertainty, made the control another.

    Each is tried alone; where neither alone would have done it, both did.
    """
    if before.control == after.control:
        return True, False
    by_move = _control(after.zone_km, before.uncertainty_km) != before.control
    by_doubt = _control(before.zone_km, after.uncertainty_km) != before.control
    return by_move or not by_doubt, by_doubt or not by_move


def _control(zone_km: float, uncertainty_km: float) -> Control:
    if abs(zone_km) <= uncertainty_km:
        return Control.CONTESTED
    return Control.OCCUPIED if zone_km < 0 else Control.FREE


def _moved(before: _Side, after: _Side) -> list[str]:
    """Say how the front moved here, if it did."""
    was, now = before.zone_km, after.zone_km
    if not abs(now - was) > _SAME_KM:
        return []
    if before.place != after.place:
        return [_("The deposit itself lies elsewhere in the two tables.")]
    said = _course(was, now)
    return [said.format(shift=_km(now - was), was=_km(was), now=_km(now))]


def _course(was: float, now: float) -> str:
    """Return the sentence for a front that moved, from signed distances."""
    if was > 0 > now:
        return _(
            "The front passed over it: {was} km in front of it before, {now} km behind "
            "it now."
        )
    if was < 0 < now:
        return _(
            "The front moved back over it: {was} km behind it before, {now} km in "
            "front of it now."
        )
    if max(was, now) > 0:
        if now < was:
            return _(
                "The front moved {shift} km towards it: {was} km away before, {now} km "
                "now."
            )
        return _(
            "The front moved {shift} km away from it: {was} km away before, {now} km "
            "now."
        )
    if now < was:
        return _(
            "The front moved on by {shift} km: {was} km beyond it before, {now} km now."
        )
    return _(
        "The front moved back by {shift} km: {was} km beyond it before, {now} km now."
    )


def _km(distance_km: float) -> str:
    km = f"{abs(distance_km):.1f}"
    return _("under 0.1") if km == "0.0" and distance_km else km


def _doubted(before: _Side, after: _Side) -> list[str]:
    """Say how the uncertainties differ, if they do."""
    was = before.uncertainty_km - before.own_km
    now = after.uncertainty_km - after.own_km
    said = []
    if abs(now - was) > _SAME_KM:
        still = not abs(after.zone_km - before.zone_km) > _SAME_KM
        said.append(
            _(
                "The front's uncertainty is {now:g} km now, {was:g} km before, though "
                "the line did not move here."
            ).format(now=now, was=was)
            if still
            else _(
                "The front's uncertainty is {now:g} km now, {was:g} km before."
            ).format(now=now, was=was)
        )
    if abs(after.own_km - before.own_km) > _SAME_KM:
        said.append(
            _(
                "The deposit's own uncertainty is {now:g} km now, {was:g} km before."
            ).format(now=after.own_km, was=before.own_km)
        )
    return said


def _border_counts(before: _Side, after: _Side) -> list[str]:
    """Say that the threat edge differs, where that makes this distance another."""
    was, now = (abs(s.signed_km - s.zone_km) > _SAME_KM for s in (before, after))
    if was == now:
        return []
    return [
        _("The border with Russia and Belarus counts now, and before it did not.")
        if now
        else _(
            "The border with Russia and Belarus counted before, and now it does not."
        )
    ]


#: The names of bands as `geo.risk.band_labels` makes them.
_BAND = re.compile(r"(?:>|([0-9.e+]+)–)([0-9.e+]+) km")


def _other_edges(before: str, after: str) -> list[str]:
    """Say that the band edges differ: of one set, two bands never overlap."""
    bands = [_BAND.fullmatch(band) for band in (before, after)]
    if before == after or not all(bands):
        return []
    (a, b), (c, d) = (
        (float(m[1]), float(m[2])) if m[1] else (float(m[2]), np.inf)
        for m in bands
        if m
    )
    return [_("The band edges differ.")] if max(a, c) < min(b, d) else []


#: More change a day than this, in km², is odd: of 687 published days of 2024–2026 the
#: liveliest had 92.
_ODD_KM2_A_DAY = 250.0

#: An edge of the extent that moves by more, in degrees, is odd. New pockets along the
#: border have moved it by 0.64.
_ODD_EXTENT_DEG = 1.0

#: More of the zone outside Ukraine's outline is odd. Two drawings of the coast leave
#: 1.6 % outside.
_ODD_OUTSIDE = 0.05

#: Less of Crimea or Sevastopol in the zone is odd. Two drawings of the coast leave
#: 95.7 % inside.
_KNOWN_OCCUPIED = 0.9
_OCCUPIED_SINCE_2014 = ("UA.KR", "UA.SC")
_FIRST_DAY = date(2014, 2, 20)

#: About 0.1 m. Two outlines of one line, a million vertices long, would take 20 seconds
#: and 2 GB to compare in all their detail.
_ODD_DETAIL_DEG = 1e-6

#: A zone of so many vertices is worth it.
_ODD_MANY = 50_000


def oddities(front: Front, *, today: date | None = None) -> list[str]:
    """Return what is strange about a front that may be accepted, a sentence each.

    Against the snapshots in use (`geo.history`): an impossible or future day, a day
    before the newest, land that is there already, a jump or another extent since the
    snapshot before; and against Ukraine's outline: land outside it, Crimea or
    Sevastopol left out. None of it keeps a front from being accepted.

    Parameters
    ----------
    front : Front
        As read.
    today : date, optional
        The day that it is.
    """
    odd = [*_odd_day(front, today or date.today()), *_odd_sameness(front)]
    previous = _previous(front)
    if front.zone is not None:
        zone = _without_detail(front.zone)
        if previous and previous.zone is not None:
            there = _without_detail(previous.zone)
            odd += _odd_jump(replace(previous, zone=there), replace(front, zone=zone))
            odd += _odd_extent(previous, front)
        odd += _odd_places(zone)
    return odd


def _without_detail(zone: MultiPolygon) -> MultiPolygon:
    """Return a zone without vertices that make no difference to what is odd.

    A zone of few is left as it is: to simplify it takes longer than it saves.
    """
    if shapely.get_num_coordinates(zone) < _ODD_MANY:
        return zone
    simple = shapely.simplify(zone, _ODD_DETAIL_DEG, preserve_topology=False)
    return polygons_of(
        shapely.make_valid(simple, method="structure", keep_collapsed=False)
    )


def _previous(front: Front) -> Front | None:
    try:
        return history.front_on(front.as_of - timedelta(days=1))
    except UnknownNameError:
        return None


def _odd_day(front: Front, today: date) -> list[str]:
    newest = history.snapshots()[-1]
    if front.as_of > today:
        return [_("Its day, {day}, is in the future.").format(day=front.as_of)]
    if front.as_of < _FIRST_DAY:
        return [
            _("Its day, {day}, is before the first land was occupied.").format(
                day=front.as_of
            )
        ]
    if front.as_of < newest:
        return [
            _("Its day, {day}, is before the newest front's, {newest}.").format(
                day=front.as_of, newest=newest
            )
        ]
    return []


def _odd_sameness(front: Front) -> list[str]:
    same = history.same_land(front)
    if not same:
        return []
    return [
        _("It shows the very same land as {ids}.").format(
            ids=", ".join(known.id for known in same[-3:])
        )
    ]


def _odd_jump(previous: Front, front: Front) -> list[str]:
    if front.zone is None or previous.zone is None:
        return []
    apart = shapely.symmetric_difference(front.zone, previous.zone)
    changed_km2 = area_km2(_land_of(polygons_of(apart))[0])
    days = (front.as_of - previous.as_of).days
    if changed_km2 <= _ODD_KM2_A_DAY * days:
        return []
    said = _(
        "{land:,.0f} km² change sides against {previous}, {a_day:,.0f} km² a day; more "
        "than {limit:g} a day is odd."
    ).format(
        land=changed_km2,
        previous=previous.id,
        a_day=changed_km2 / days,
        limit=_ODD_KM2_A_DAY,
    )
    if previous.source != front.source:
        said += " " + _("The two are of different sources, which alone may do that.")
    return [said]


def _odd_extent(previous: Front, front: Front) -> list[str]:
    if front.zone is None or previous.zone is None or front.zone.is_empty:
        return []
    shifts = np.abs(np.subtract(front.zone.bounds, previous.zone.bounds))
    names = (_("west"), _("south"), _("east"), _("north"))
    moved = [n for n, deg in zip(names, shifts, strict=True) if deg > _ODD_EXTENT_DEG]
    if not moved:
        return []
    return [
        _("It reaches elsewhere than {previous} in the {sides}.").format(
            previous=previous.id, sides=", ".join(moved)
        )
    ]


def _odd_places(zone: MultiPolygon) -> list[str]:
    odd = []
    outside_km2 = area_km2(shapely.difference(zone, outline()))
    if outside_km2 > _ODD_OUTSIDE * area_km2(zone):
        odd.append(
            _("{land:,.0f} km² of it lie outside Ukraine.").format(land=outside_km2)
        )
    units = oblasts().loc[list(_OCCUPIED_SINCE_2014)]
    for name, unit in zip(units["name"], units.geometry, strict=True):
        inside_km2 = area_km2(shapely.intersection(zone, unit))
        if inside_km2 < _KNOWN_OCCUPIED * area_km2(unit):
            said = _("It leaves out {name} or part of it, occupied since 2014.")
            odd.append(said.format(name=name))
    return odd
