"""Two fronts → what moved or differs, which deposits changed control or band, and why.

Land is newly occupied or freed, and a front moves, between two days of one source. Of
two sources, two methods or one day it reports instead by how much the two differ, and
how much of that their uncertainties explain.
"""

import re
from dataclasses import dataclass, replace
from functools import cache, cached_property
from itertools import starmap
from typing import NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from shapely.geometry import MultiPolygon
from shapely.geometry.base import BaseGeometry

from geo.assessment.assess import assess
from geo.deal.load import default_scenario
from geo.fronts.buffers import risk_zones
from geo.fronts.front import Front
from geo.geodesy.crs import GEOD, PIECE_DEG, area_km2, project
from geo.geodesy.nearest import Edges, Floats
from geo.geodesy.ukraine import oblasts, polygons_of
from geo.ingest.registry import endings
from geo.risk.presets import preset
from geo.schema import Control
from geo.text.format import area_text, day_text, km_text
from geo.text.i18n import N_, _

#: Smaller parts of a difference are two drawings of one line, not land that changed.
SLIVER_KM2 = 0.01

#: Index of the row of `Change.by_oblast` for land beyond every oblast.
BEYOND = "beyond"

#: Less than this, in square kilometres, outside Ukraine is not worth a sentence.
_REPORTED_KM2 = 1.0

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
    unexplained_line_km : float
        Length of that part of it which lies farther than `within_km`.
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
    unexplained_line_km: float
    median_shift_km: float
    p90_shift_km: float
    max_shift_km: float

    @property
    def same_source(self) -> bool:
        """As `same_source` of the two."""
        return same_source(self.before, self.after)

    @property
    def is_movement(self) -> bool:
        """As `is_movement` of the two: what else differs is no movement."""
        return is_movement(self.before, self.after)

    @property
    def within_km(self) -> float:
        """As `within_km` of the two."""
        return within_km(self.before, self.after)

    @property
    def differing_km2(self) -> float:
        """All land that only one of the two has in its control zone."""
        return self.newly_occupied_km2 + self.freed_km2

    @cached_property
    def explained_km2(self) -> float:
        """How much of the land that differs the uncertainties of both explain.

        It lies within `within_km` of the line of that front which leaves it out. NaN
        where one has a line only.
        """
        if np.isnan(self.newly_occupied_km2):
            return np.nan
        pairs = (self.newly_occupied, self.before), (self.freed, self.after)
        return sum(
            area_km2(shapely.intersection(land, _near_line(front, self.within_km)))
            for land, front in pairs
            if not land.is_empty
        )

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


def same_source(before: Front, after: Front) -> bool:
    """Return whether two fronts are drawn by one source in one way.

    Case, blanks, and the numbers in a method count for nothing. A method that is not
    given is taken for the other's, and that of a what-if ends in the method of the
    front it starts from. Two files of which nobody says who drew them are of two
    sources, even if they have one name.

    Parameters
    ----------
    before, after : Front
        In any order.
    """
    source, other = (_plain(front.source) for front in (before, after))
    # A file's name stands for a source where none was given.
    if source != other or source.endswith(endings()):
        return False
    methods = [re.sub(r"\d[\d.,]*", "0", _plain(f.method)) for f in (before, after)]
    shorter, longer = sorted(methods, key=len)
    return longer.endswith(shorter)


def is_movement(before: Front, after: Front) -> bool:
    """Return whether two fronts show two days of one source, the earlier one first."""
    return same_source(before, after) and before.as_of < after.as_of


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def within_km(before: Front, after: Front) -> float:
    """Return how far from each other two fronts may draw one line, in kilometres."""
    return before.uncertainty_km + after.uncertainty_km


def _near_line(front: Front, km: float) -> MultiPolygon:
    """Return the land within a distance of the contact line, on both its sides."""
    line_only = replace(front, zone=None, line=front.contact_line)
    return risk_zones(line_only, [km])[0][1]


def change_text(changed: Change) -> str:
    """Return how much land changed hands or differs, and all that this rests on."""
    texts = (land_text, explained_text, outside_text, nature_text)
    return " ".join(filter(None, (text(changed) for text in texts)))


def land_text(changed: Change) -> str:
    """Return how much land changed hands, or by how much two fronts differ."""
    if np.isnan(changed.newly_occupied_km2):
        return _("One of the two fronts has a line only, so no area is known.")
    more, less = area_text(changed.newly_occupied_km2), area_text(changed.freed_km2)
    if changed.is_movement:
        return _("Newly occupied {occupied}, freed {freed}.").format(
            occupied=more, freed=less
        )
    return _(
        "The two fronts differ by {whole}: {more} are occupied in the second only, "
        "{less} in the first only."
    ).format(whole=area_text(changed.differing_km2), more=more, less=less)


def explained_text(changed: Change) -> str:
    """Return how much of a difference the uncertainties explain.

    Empty where the front moved, or where no land differs.
    """
    if changed.is_movement or not changed.differing_km2 > 0:
        return ""
    return _(
        "Of that, {explained} lie within {km:g} km of the other's line, which the "
        "uncertainties of both explain (±{first:g} and ±{second:g} km); {rest} lie "
        "farther off."
    ).format(
        explained=area_text(changed.explained_km2),
        km=changed.within_km,
        first=changed.before.uncertainty_km,
        second=changed.after.uncertainty_km,
        rest=area_text(max(0.0, changed.differing_km2 - changed.explained_km2)),
    )


def nature_text(changed: Change) -> str:
    """Return why a difference is no movement of the front; empty where it is one."""
    if changed.is_movement:
        return ""
    if changed.before.as_of == changed.after.as_of:
        return _("Both show the same day, so none of it is movement of the front.")
    if changed.same_source:
        return _("The second shows an earlier day than the first.")
    return _(
        "The two are of different sources or methods: how much of it is movement of "
        "the front, and how much another way of drawing, is not known."
    )


def outside_text(changed: Change) -> str:
    """Return how far the two differ at sea and abroad; empty where that is nothing."""
    if not changed.outside_km2 >= _REPORTED_KM2:
        return ""
    return _(
        "Another {outside} lie at sea or abroad, where the two draw coast and border "
        "differently, and count as neither."
    ).format(outside=area_text(changed.outside_km2))


def line_text(changed: Change) -> str:
    """Return how far the contact line moved or differs, in one or two sentences."""
    if np.isnan(changed.median_shift_km):
        return _(
            "One of the two fronts has no contact line, so its shift is not known."
        )
    parts = {
        "moved": km_text(changed.moved_line_km),
        "line": km_text(changed.line_km),
        "median": km_text(changed.median_shift_km),
        "p90": km_text(changed.p90_shift_km),
        "most": km_text(changed.max_shift_km),
    }
    if changed.is_movement:
        return _(
            "{moved} of the {line} of contact line lie elsewhere than before: half of "
            "that within {median}, nine tenths within {p90}, all within {most}."
        ).format(**parts)
    return _(
        "{moved} of the second's {line} of contact line differ from the first's: half "
        "of that by at most {median}, nine tenths by {p90}, all by {most}. {far} "
        "differ by more than the {km:g} km that the uncertainties of both explain."
    ).format(**parts, far=km_text(changed.unexplained_line_km), km=changed.within_km)


def source_texts(before: Front, after: Front) -> tuple[str, str]:
    """Return of each front which it is: its id, its day, ± km, and who drew it."""
    first, second = map(_source, (before, after))
    return _("First: {front}").format(front=first), _("Second: {front}").format(
        front=second
    )


def _source(front: Front) -> str:
    message = _("{id}, of {day}, ±{km:g} km, from: {source}").format(
        id=front.id,
        day=day_text(front.as_of),
        km=front.uncertainty_km,
        source=front.source,
    )
    return message + (f" ({front.licence})" if front.licence else "")


def with_sources(rows: pd.DataFrame, before: Front, after: Front) -> pd.DataFrame:
    """Return rows of a change for a file: its index, its columns, and both fronts.

    Land has the names ``newly_occupied_km2`` and ``freed_km2`` only where the front
    moved (`is_movement`), and else ``second_only_km2`` and ``first_only_km2``.
    """
    names = {} if is_movement(before, after) else DIFFERENCE_COLUMNS
    table = rows.rename(columns=names).rename_axis("id").reset_index()
    for name, front in (("before", before), ("after", after)):
        table[f"front_{name}_id"] = front.id
        table[f"front_{name}_as_of"] = front.as_of.isoformat()
        table[f"front_{name}_source"] = front.source
        table[f"front_{name}_licence"] = front.licence
    return table


#: What the columns of land are called in files where the front did not move.
DIFFERENCE_COLUMNS = {
    "newly_occupied_km2": "second_only_km2",
    "freed_km2": "first_only_km2",
}


class Heads(NamedTuple):
    """What a reader calls land that differs, the two fronts, and the deposits."""

    more: str
    less: str
    before: str
    after: str
    deposits: str


def heads(*, movement: bool) -> Heads:
    """Return the words of a table, of a front that moved or of two that differ."""
    if movement:
        return Heads(
            _("Newly occupied"),
            _("Freed"),
            _("Before"),
            _("After"),
            _("Deposits whose side or band changes: {n}"),
        )
    return Heads(
        _("In the second only"),
        _("In the first only"),
        _("In the first"),
        _("In the second"),
        _("Deposits whose side or band differs: {n}"),
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
    return land_of(polygons_of(shapely.difference(front.zone, other.zone)))


def land_of(difference: MultiPolygon) -> tuple[MultiPolygon, float]:
    """Return the parts that lie for the most in Ukraine, and the km² of the rest."""
    parts = np.array(difference.geoms, dtype=object)
    flat = shapely.transform(
        shapely.segmentize(parts, PIECE_DEG), lambda lon_lat: project(*lon_lat.T)
    )
    size_km2 = shapely.area(flat) / 1e6
    large = size_km2 >= SLIVER_KM2
    parts, size_km2 = parts[large], size_km2[large]
    land = _are_land(parts)
    return MultiPolygon(list(parts[land])), float(size_km2[~land].sum())


def _are_land(parts: NDArray[np.object_]) -> NDArray[np.bool_]:
    """Return of which polygons at least half is Ukraine's land."""
    shapely.prepare(_all_oblasts())
    land = np.asarray(shapely.contains(_all_oblasts(), parts))
    rest = parts[~land]
    inside = shapely.area(shapely.intersection(rest, _all_oblasts()))
    land[~land] = inside >= shapely.area(rest) / 2
    return land


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
    """The last six fields of `Change`."""

    line_km: float
    moved_line_km: float
    unexplained_line_km: float
    median_km: float
    p90_km: float
    max_km: float


def _shift(before: Front, after: Front) -> _Shift:
    middles, length_km = line_pieces(after)
    whole_km = float(length_km.sum())
    if not len(middles) or before.contact_line.is_empty:
        return _Shift(whole_km, *[np.nan] * 5)
    away_km = Edges(before.contact_line).nearest(*middles.T).distance_km
    order = np.argsort(away_km)
    order = order[away_km[order] > _STILL_KM]
    moved_km = np.cumsum(length_km[order])
    if not len(order):
        return _Shift(whole_km, *[0.0] * 5)
    ranks = np.searchsorted(moved_km, moved_km[-1] * np.array([0.5, 0.9, 1.0]))
    shifts_km = away_km[order][ranks]
    far = away_km > max(within_km(before, after), _STILL_KM)
    return _Shift(
        whole_km,
        float(moved_km[-1]),
        float(length_km[far].sum()),
        *map(float, shifts_km),
    )


def line_pieces(front: Front) -> tuple[Floats, Floats]:
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
    why = deposit_changes(first, second, movement=is_movement(before, after))
    return Moved(second.loc[why.index], why)


def deposit_changes(
    before_assessed: pd.DataFrame,
    after_assessed: pd.DataFrame,
    *,
    movement: bool = True,
) -> pd.DataFrame:
    """Return the deposits whose control or band changes, and why.

    Parameters
    ----------
    before_assessed, after_assessed : DataFrame
        Two assessments (`geo.assessment.assess.assess`) of the same deposits; one that
        is in only one of them is left out. They may differ in front, preset and threat
        edge.
    movement : bool
        Whether their fronts are two days of one source (`is_movement`), and not two
        drawings that differ.

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
    words = _MOVEMENT if movement else _DIFFERENCE
    why = [" ".join(_reasons(a, b, words, edges_differ=edges_differ)) for a, b in sides]
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
    """Return whether any distance is to the border rather than to the zone."""
    difference = assessed["signed_distance_km"].to_numpy(float) - _signed_zone_km(
        assessed
    )
    return bool((np.abs(difference) > _SAME_KM).any())


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


class _Words(NamedTuple):
    """The sentences on a deposit, of a front that moved or of two that differ."""

    unknown_after: str
    unknown_before: str
    passed: str
    passed_back: str
    nearer: str
    farther: str
    deeper: str
    shallower: str
    doubt: str
    doubt_alone: str


_MOVEMENT = _Words(
    N_("The front has only a contact line now, so its side is not known."),
    N_("The front had only a contact line before, so its side was not known."),
    N_(
        "The front passed over it: {was} km in front of it before, {now} km behind it "
        "now."
    ),
    N_(
        "The front moved back over it: {was} km behind it before, {now} km in front of "
        "it now."
    ),
    N_("The front moved {shift} km towards it: {was} km away before, {now} km now."),
    N_("The front moved {shift} km away from it: {was} km away before, {now} km now."),
    N_("The front moved on by {shift} km: {was} km beyond it before, {now} km now."),
    N_("The front moved back by {shift} km: {was} km beyond it before, {now} km now."),
    N_("The front's uncertainty is {now:g} km now, {was:g} km before."),
    N_(
        "The front's uncertainty is {now:g} km now, {was:g} km before, though the line "
        "did not move here."
    ),
)

_AWAY = N_(
    "The two differ by {shift} km here: the first lies {was} km away from it, the "
    "second {now} km."
)
_BEYOND_IT = N_(
    "The two differ by {shift} km here: the first lies {was} km beyond it, the second "
    "{now} km."
)
_DIFFERENCE = _Words(
    N_("The second front has only a contact line, so its side is not known."),
    N_("The first front has only a contact line, so its side is not known."),
    N_(
        "The two differ by {shift} km here: it lies {was} km outside the first, {now} "
        "km inside the second."
    ),
    N_(
        "The two differ by {shift} km here: it lies {was} km inside the first, {now} "
        "km outside the second."
    ),
    _AWAY,
    _AWAY,
    _BEYOND_IT,
    _BEYOND_IT,
    N_("The first front's uncertainty is {was:g} km, the second's {now:g} km."),
    N_(
        "The first front's uncertainty is {was:g} km, the second's {now:g} km, though "
        "their lines are the same here."
    ),
)


def _reasons(
    before: _Side, after: _Side, words: _Words, *, edges_differ: bool
) -> list[str]:
    """Return why a deposit is not where it was, the first cause first."""
    if after.control == Control.UNKNOWN:
        return [_(words.unknown_after)]
    if before.control == Control.UNKNOWN:
        return [_(words.unknown_before)]
    moves, doubts = _causes(before, after)
    reasons = []
    if moves:
        reasons += _moved(before, after, words)
    if doubts:
        reasons += _doubted(before, after, words)
    if edges_differ:
        reasons += _border_counts(before, after)
    reasons += _other_edges(before.band, after.band)
    return reasons or [_("The two are not measured in the same way.")]


def _causes(before: _Side, after: _Side) -> tuple[bool, bool]:
    """Return whether distance, and whether uncertainty, made the control another.

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


def _moved(before: _Side, after: _Side, words: _Words) -> list[str]:
    """Say how the front moved or differs here, if it does."""
    was, now = before.zone_km, after.zone_km
    if not abs(now - was) > _SAME_KM:
        return []
    if before.place != after.place:
        return [_("The deposit itself lies elsewhere in the two tables.")]
    message = _(_course(was, now, words))
    reasons = [message.format(shift=_km(now - was), was=_km(was), now=_km(now))]
    if words is _DIFFERENCE:
        reasons.append(_explained(before, after))
    return reasons


def _course(was: float, now: float, words: _Words) -> str:
    """Return the sentence for a front that moved or differs, from signed distances."""
    if was > 0 > now:
        return words.passed
    if was < 0 < now:
        return words.passed_back
    if max(was, now) > 0:
        return words.nearer if now < was else words.farther
    return words.deeper if now < was else words.shallower


def _explained(before: _Side, after: _Side) -> str:
    """Say whether the uncertainties of two fronts explain how far they differ."""
    both_km = sum(side.uncertainty_km - side.own_km for side in (before, after))
    message = (
        _("The uncertainties of both, {km:g} km together, explain that.")
        if abs(after.zone_km - before.zone_km) <= both_km
        else _("That is more than the uncertainties of both, {km:g} km together.")
    )
    return message.format(km=both_km)


def _km(distance_km: float) -> str:
    km = f"{abs(distance_km):.1f}"
    return _("under 0.1") if km == "0.0" and distance_km else km


def _doubted(before: _Side, after: _Side, words: _Words) -> list[str]:
    """Say how the uncertainties differ, if they do."""
    was = before.uncertainty_km - before.own_km
    now = after.uncertainty_km - after.own_km
    message = []
    if abs(now - was) > _SAME_KM:
        still = not abs(after.zone_km - before.zone_km) > _SAME_KM
        text = words.doubt_alone if still else words.doubt
        message.append(_(text).format(now=now, was=was))
    if abs(after.own_km - before.own_km) > _SAME_KM:
        message.append(
            _(
                "The deposit's own uncertainty is {now:g} km now, {was:g} km before."
            ).format(now=after.own_km, was=before.own_km)
        )
    return message


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


#: The names of bands as `geo.risk.band.band_labels` makes them.
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
