"""A text's ground terms carried out: the front as it would then be, and who is in it.

What comes out is a `Front` as any other, but says of itself that it is none.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from shapely.geometry import MultiLineString, MultiPolygon
from shapely.geometry.base import BaseGeometry

from geo.deal.load import read_scenarios
from geo.deal.scenario import Becomes, GroundTerm, Land, Scenario
from geo.errors import InputError
from geo.fronts.front import Front
from geo.fronts.movement import along_line, grown, land_of_oblast, shrunk
from geo.geodesy.nearest import Edges
from geo.geodesy.ukraine import oblasts, outline, polygons_of
from geo.schema import Answer, Control
from geo.text.format import day_text, number_text
from geo.text.i18n import _, in_language, n_

#: Between the parts of a derived front's id: front, text, and option.
_AND = "+"

#: From government-held land to the coast or border it is 2 km, in degrees at most this.
_SLIVER_DEG = 0.03

#: What was cut along a border lies this near to it: about 10 m.
_SAME_LINE_DEG = 1e-4

#: What an id says of a text carried out with all that it offers beside strips.
_OPTIONAL = "options"


class Option(NamedTuple):
    """One way to carry a text out.

    ``strip_km`` is which strip along the line holds, ``optional`` whether terms without
    a strip hold that the text offers and does not settle.
    """

    strip_km: float | None = None
    optional: bool = False

    @property
    def suffix(self) -> str:
        """The option as an id has it; empty for the text without options."""
        strip = "" if self.strip_km is None else f"{self.strip_km:g}km"
        return _AND.join(filter(None, (strip, _OPTIONAL if self.optional else "")))


def options_of(scenario: Scenario) -> tuple[Option, ...]:
    """Return the ways to carry out a text's ground terms; none where it has none.

    First what holds without options, then with each strip, the narrowest first.
    """
    widths = sorted({km for term in scenario.ground for km in term.strip_km})
    offers = any(term.optional and not term.strip_km for term in scenario.ground)
    options = [
        Option(strip_km, optional)
        for optional in ((False, True) if offers else (False,))
        for strip_km in (None, *widths)
    ]
    return tuple(option for option in options if _settles(scenario, option))


def _settles(scenario: Scenario, option: Option) -> bool:
    """Return whether a text, carried out so, changes land and leaves no strip open."""
    terms = _holding(scenario, option)
    open_strip = option.strip_km is None and any(len(t.strip_km) > 1 for t in terms)
    return bool(terms) and not open_strip


def _holding(scenario: Scenario, option: Option) -> list[GroundTerm]:
    """Return the terms that hold if a text is carried out so."""
    return [
        term
        for term in scenario.ground
        if not term.optional
        or option.strip_km in term.strip_km
        or (option.optional and not term.strip_km)
    ]


def carried_out(
    front: Front,
    scenario: Scenario,
    *,
    strip_km: float | None = None,
    optional: bool = False,
) -> Front:
    """Return the front as it would be if a text's ground terms were carried out.

    Parameters
    ----------
    front : Front
        With a control zone.
    scenario : Scenario
        A text with ground terms.
    strip_km : float, optional
        Which of the strips along the line that the text offers, by its width on each
        side in kilometres; terms that offer it then hold, optional or not.
    optional : bool
        Whether terms without a strip hold that the text offers and does not settle.

    Returns
    -------
    Front
        Its zone is the land that would be Russian or held by Russia; ``demilitarised``
        the land of either side in which no troops would stand. Land changes hands
        first; strips without troops are measured from the line that follows. The
        uncertainty of a distance stays that of the front, also where the new line runs
        along the border of an oblast and is surer: too wide there, never too narrow.

    Raises
    ------
    InputError
        If the text has no ground terms or not this strip, if one of several strips has
        to be chosen, or if the front has lines only.
    """
    option = Option(strip_km, optional)
    terms = _terms(scenario, option)
    if front.zone is None:
        raise InputError(
            _(
                "A front that has lines only cannot show a text carried out: it does "
                "not say which side is occupied. Choose one with a control zone."
            )
        )
    # Which land a term means is decided on the front, before any term holds.
    lands = {
        Land.OCCUPIED: front.zone,
        Land.HELD: polygons_of(shapely.difference(outline(), front.zone)),
        Land.ALL: outline(),
    }
    gained = _areas(front, lands, terms, Becomes.OCCUPIED, strip_km)
    lost = _areas(front, lands, terms, Becomes.HELD, strip_km)
    zone = shrunk(grown(front.zone, gained), lost)
    then = replace(front, zone=zone)
    lands[Land.HELD] = _without_slivers(lands[Land.HELD], front)
    bare = _areas(then, lands, terms, Becomes.DEMILITARISED, strip_km)
    assumed = _assumed_text(scenario, option)
    day = day_text(front.as_of)
    return replace(
        then,
        id=derived_id(front.id, scenario.id, option),
        # First, for where a method is shortened its first clause stays.
        method=_("{assumed}: on the front of {day}, {method}")
        .format(assumed=assumed, day=day, method=front.method)
        .removesuffix(", "),
        note=_("Not the front: {assumed}, on the front of {day}").format(
            assumed=assumed, day=day
        ),
        assumed=assumed,
        demilitarised=None if bare.is_empty else bare,
    )


def _terms(scenario: Scenario, option: Option) -> list[GroundTerm]:
    """Return the terms that hold, or refuse a strip that is not there or not chosen."""
    name = in_language(scenario.short_name)
    if not scenario.ground:
        raise InputError(
            _(
                "“{name}” says of no land who would hold it, so it cannot be carried "
                "out on a map. Choose a text with ground terms."
            ).format(name=name)
        )
    offered = sorted({km for term in scenario.ground for km in term.strip_km})
    widths = ", ".join(f"{km:g}" for km in offered) or _("none")
    if option.strip_km is not None and option.strip_km not in offered:
        raise InputError(
            _(
                "Expected one of the strips that “{name}” offers, in kilometres: "
                "{offered}; but got {km:g}."
            ).format(name=name, offered=widths, km=option.strip_km)
        )
    if not _settles(scenario, option):
        raise InputError(
            _(
                "“{name}” leaves open which land changes hands. Choose one of the "
                "strips that it offers, in kilometres: {offered}; or all its options."
            ).format(name=name, offered=widths)
        )
    return _holding(scenario, option)


def _areas(
    front: Front,
    lands: Mapping[Land, MultiPolygon],
    terms: Iterable[GroundTerm],
    becomes: Becomes,
    strip_km: float | None,
) -> MultiPolygon:
    """Return all land of which the terms make one thing."""
    of_kind = [term for term in terms if term.becomes is becomes]
    areas = [_area(front, lands[term.land], term, strip_km) for term in of_kind]
    return polygons_of(shapely.union_all(areas))


def _area(
    front: Front, land: MultiPolygon, term: GroundTerm, strip_km: float | None
) -> BaseGeometry:
    area: BaseGeometry = land
    if term.oblasts:
        oblasts = shapely.union_all([land_of_oblast(one) for one in term.oblasts])
        area = shapely.intersection(area, oblasts)
    if term.strip_km:
        only = term.strip_km[0] if len(term.strip_km) == 1 else None
        width_km = strip_km if strip_km in term.strip_km else only
        if width_km is None:
            return MultiPolygon()
        area = shapely.intersection(area, along_line(front, width_km))
    return area


def _without_slivers(held: MultiPolygon, front: Front) -> MultiPolygon:
    """Return held land without what lies between two outlines of a coast or border."""
    near = shapely.buffer(front.government_held, _SLIVER_DEG)
    return polygons_of(shapely.intersection(held, near))


def _assumed_text(scenario: Scenario, option: Option) -> str:
    """Return what is assumed in half a sentence, short enough for a line of facts."""
    text = _("if “{name}” were carried out").format(
        name=in_language(scenario.short_name)
    )
    return ", ".join([text, *_option_texts(option)])


def with_assumption(finding: str, front: Front) -> str:
    """Return a finding after what its front assumes, stated once.

    Examples
    --------
    "If “28 points Nov 2025” were carried out: 72 of 210 deposits lie in occupied land"
    """
    assumed = front.assumed[:1].upper() + front.assumed[1:]
    if finding.startswith(assumed):
        return finding
    return _("{assumed}: {finding}").format(assumed=assumed, finding=finding)


def ground_options() -> tuple[str, ...]:
    """Return every way to carry out a shipped text, by id and option."""
    return tuple(
        _AND.join(filter(None, (one.id, option.suffix)))
        for one in read_scenarios().values()
        for option in options_of(one)
    )


def carried_out_text(named: str) -> str:
    """Return that a text is carried out, by its id and option as an id has them.

    Examples
    --------
    >>> carried_out_text("no such text")
    'no such text'
    """
    found = derived(f"{_AND}{named}")
    if found is None:
        return named
    name = in_language(found.scenario.short_name)
    text = _("“{name}” is carried out").format(name=name)
    return ", ".join([text, *_option_texts(found.option)])


def option_text(option: Option) -> str:
    """Return a way to carry a text out as a choice.

    Examples
    --------
    >>> option_text(Option(5))
    'If carried out, strip of 5 km'
    """
    return ", ".join([_("If carried out"), *_option_texts(option)])


def _option_texts(option: Option) -> Iterator[str]:
    if option.strip_km is not None:
        yield _("strip of {km:g} km").format(km=option.strip_km)
    if option.optional:
        yield _("with its options")


# Ids -------------------------------------------------------------------------------


def derived_id(front_id: str, scenario_id: str, option: Option) -> str:
    """Return the id of a front on which a text is carried out."""
    return _AND.join(filter(None, (front_id, scenario_id, option.suffix)))


class Derived(NamedTuple):
    """The parts of a derived front's id."""

    front_id: str
    scenario: Scenario
    option: Option


def derived(front_id: str) -> Derived | None:
    """Return from which front and shipped text an id is derived; None where it is not.

    Examples
    --------
    >>> derived("2026-08-22") is None
    True
    """
    base, *rest = front_id.split(_AND)
    scenario = read_scenarios().get(rest[0]) if rest else None
    if scenario is None:
        return None
    suffix = _AND.join(rest[1:])
    for option in options_of(scenario):
        if option.suffix == suffix:
            return Derived(base, scenario, option)
    return None


# The deposits ----------------------------------------------------------------------


def in_demilitarised(assessed: gpd.GeoDataFrame, front: Front) -> "pd.Series[str]":
    """Return which deposits lie in land that a text would demilitarise.

    Parameters
    ----------
    assessed : GeoDataFrame
        In EPSG:4326, with ``location_uncertainty_km``.
    front : Front

    Returns
    -------
    Series
        Answers (`geo.schema.Answer`) on the same index; ``unclear`` where the edge of
        that land is no farther than the uncertainty. Along the border of an oblast
        the edge is where the text has it, and only the deposit's own place is unsure;
        elsewhere the edge follows the line, and is as unsure as the front. What may
        widen a distance to a rebuilt front far from its line (`geo.fronts.uncertainty`)
        says nothing of this edge.
    """
    if front.demilitarised is None:
        return pd.Series(Answer.NO.value, assessed.index)
    shapely.prepare(front.demilitarised)
    points = shapely.point_on_surface(assessed.geometry.to_numpy())
    inside = shapely.intersects(front.demilitarised, points)
    at_km = assessed["location_uncertainty_km"].to_numpy()
    unclear = np.zeros(len(assessed), bool)
    exact, drawn = _edges_by_source(front.demilitarised)
    for lines, edge_km in ((exact, 0.0), (drawn, front.uncertainty_km)):
        if len(lines):
            edge = Edges(MultiLineString(list(lines)))
            away_km = edge.nearest(*shapely.get_coordinates(points).T).distance_km
            unclear |= away_km <= at_km + edge_km
    answers = np.where(inside, Answer.YES.value, Answer.NO.value)
    answers = np.where(unclear, Answer.UNCLEAR.value, answers)
    return pd.Series(answers.tolist(), assessed.index)


def _edges_by_source(
    area: MultiPolygon,
) -> tuple[NDArray[np.object_], NDArray[np.object_]]:
    """Return the edges of land that run along the border of an oblast, and the rest."""
    xy, line = shapely.get_coordinates(
        shapely.get_parts(shapely.boundary(area)), return_index=True
    )
    ends = np.stack([xy[:-1], xy[1:]], axis=1)[line[1:] == line[:-1]]
    borders = shapely.union_all(shapely.boundary(oblasts().geometry.to_numpy()))
    shapely.prepare(borders)
    middles = shapely.points(ends.mean(axis=1))
    along = shapely.dwithin(borders, middles, _SAME_LINE_DEG)
    edges = shapely.linestrings(ends)
    return edges[along], edges[~along]


def demilitarised_text(assessed: gpd.GeoDataFrame, front: Front) -> str:
    """Return how many deposits lie in demilitarised land, by whose it would be.

    Empty where the front has no such land.

    Parameters
    ----------
    assessed : GeoDataFrame
        With ``control`` and ``uncertainty_km`` on the derived front.
    front : Front

    Examples
    --------
    "In land that the text demilitarises, without troops of either side: 8 on Russia's
    side, counted as occupied; of 10 more it is not sure".
    """
    if front.demilitarised is None:
        return ""
    answers = in_demilitarised(assessed, front)
    sides = assessed.loc[answers == Answer.YES, "control"]
    unclear = int((answers == Answer.UNCLEAR).sum())
    parts = [
        text.format(n=int((sides == side).sum()))
        for side, text in _control_texts().items()
        if (sides == side).any()
    ]
    text = _(
        "In land that the text demilitarises, without troops of either side: {parts}"
    ).format(parts="; ".join(parts) or _("no deposit for sure"))
    if unclear:
        text += n_(
            "; of {n} more it is not sure", "; of {n} more it is not sure", unclear
        )
    return text


def _control_texts() -> dict[Control, str]:
    return {
        Control.OCCUPIED: _("{n} on Russia's side, counted as occupied"),
        Control.FREE: _("{n} on Ukraine's side, counted as held by Ukraine"),
        Control.CONTESTED: _("{n} too near to the line to tell whose"),
    }


def side_finding(before: pd.DataFrame, after: pd.DataFrame) -> str:
    """Return how many deposits lie on which side, and what changed from the front.

    Parameters
    ----------
    before, after : DataFrame
        The same deposits with ``control`` on a front and on one derived from it.

    Examples
    --------
    "72 of 210 deposits lie in occupied land, 9 too near to the line to tell and 129 on
    land held by Ukraine; on the front as it is 59, 13 and 138".
    """
    sides = (Control.OCCUPIED, Control.CONTESTED, Control.FREE)
    now, was = (
        [number_text((table["control"] == one).sum()) for one in sides]
        for table in (after, before)
    )
    text = n_(
        "{occupied} of {n} deposit lies in occupied land, {contested} too near to the "
        "line to tell and {free} on land held by Ukraine; on the front as it is "
        "{was_occupied}, {was_contested} and {was_free}",
        "{occupied} of {n} deposits lie in occupied land, {contested} too near to the "
        "line to tell and {free} on land held by Ukraine; on the front as it is "
        "{was_occupied}, {was_contested} and {was_free}",
        len(after),
    ).format(
        occupied=now[0],
        contested=now[1],
        free=now[2],
        was_occupied=was[0],
        was_contested=was[1],
        was_free=was[2],
    )
    unknown = int((after["control"] == Control.UNKNOWN).sum())
    if unknown:
        text += n_(
            "; of {n} the side is unknown", "; of {n} the side is unknown", unknown
        )
    return text
