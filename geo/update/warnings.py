"""What is strange about a front that may be accepted, against the fronts in use."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import shapely
from shapely.geometry import MultiLineString, MultiPolygon

from geo.assessment.change import land_of, line_pieces, same_source
from geo.errors import InputError, UnknownNameError
from geo.fronts.front import Front
from geo.geodesy.crs import area_km2
from geo.geodesy.nearest import Edges
from geo.geodesy.ukraine import oblasts, outline, polygons_of
from geo.ingest.check import Outline
from geo.ingest.lines import closed, enclosed, whole_lines
from geo.ledger import default_ledger
from geo.text.format import day_text, km_text
from geo.text.i18n import _, n_

#: More change a day than this, in km², is unusual: of 687 published days of 2024–2026
#: the liveliest had 92.
_UNUSUAL_KM2_A_DAY = 250.0

#: An edge of the extent that moves by more, in degrees, is unusual. New pockets along
#: the border have moved it by 0.64.
_UNUSUAL_EXTENT_DEG = 1.0

#: More of the zone outside Ukraine's outline is unusual. Two drawings of the coast
#: leave 1.6 % outside.
_UNUSUAL_OUTSIDE = 0.05

#: Less of Crimea or Sevastopol in the zone is unusual. Two drawings of the coast leave
#: 95.7 % inside.
_KNOWN_OCCUPIED = 0.9
_OCCUPIED_SINCE_2014 = ("UA.KR", "UA.SC")
_FIRST_DAY = date(2014, 2, 20)

#: About 0.1 m. Two outlines of one line, a million vertices long, would take 20 seconds
#: and 2 GB to compare in all their detail.
_UNUSUAL_DETAIL_DEG = 1e-6

#: A zone of so many vertices is worth it.
_UNUSUAL_MANY = 50_000


#: A contact line shorter or longer than this, in kilometres, is unusual: those of the
#: fronts that ship and of 687 published days have 975 to 1,355; a quarter is allowed.
_UNUSUAL_LINE_KM = (700.0, 1700.0)

#: A line is unusual of which more than this share lies farther than this from the known
#: front nearest to its day. Two sources differ on one day by 16 km at most; in the two
#: years from July 2024 a fortieth of the line moved by more than 50 km.
_FAR_KM, _FAR_SHARE = 50.0, 0.1

#: Closed lines outline occupied land where at least so much of what they enclose is
#: occupied on the known front nearest to their day.
_OUTLINE_SHARE = 0.5


def warnings_of(front: Front, *, today: date | None = None) -> list[str]:
    """Return what is strange about a front that may be accepted, a sentence each.

    Against the snapshots in use (`geo.ledger`): an impossible or future day, a day
    before the newest, land that is there already, a jump or another extent since the
    snapshot before; and against Ukraine's outline: land outside it, Crimea or
    Sevastopol left out. Of a file of lines only: closed ones, a length that no contact
    line has, a place far from the front. None of it keeps a front from being accepted.

    Parameters
    ----------
    front : Front
        As read.
    today : date, optional
        The day that it is.
    """
    warnings = [*_unusual_day(front, today or date.today()), *_unusual_sameness(front)]
    previous = _previous(front)
    if front.zone is not None:
        zone = _without_detail(front.zone)
        if previous and previous.zone is not None:
            there = _without_detail(previous.zone)
            warnings += _unusual_jump(
                replace(previous, zone=there), replace(front, zone=zone)
            )
            warnings += _unusual_extent(previous, front)
        warnings += _unusual_places(zone)
    if front.line is not None:
        warnings += _unusual_line(front, front.line)
    return warnings


def _unusual_line(front: Front, line: MultiLineString) -> list[str]:
    """Say what is strange about a contact line without a zone."""
    return [*_unusual_closed(line), *_unusual_length(front), *_unusual_distance(front)]


def _unusual_closed(line: MultiLineString) -> list[str]:
    is_closed = closed(whole_lines(line))
    if not is_closed.any():
        return []
    return [
        n_(
            "{n} of its lines, of {count:,}, is closed. If it outlines occupied land, "
            "it runs along coast and border too, and distances to these are no "
            "distances to the front.",
            "{n} of its lines, of {count:,}, are closed. If they outline occupied "
            "land, they run along coast and border too, and distances to these are no "
            "distances to the front.",
            int(is_closed.sum()),
        ).format(count=len(is_closed))
    ]


def _unusual_length(front: Front) -> list[str]:
    line_km = float(line_pieces(front)[1].sum())
    least, most = _UNUSUAL_LINE_KM
    if least <= line_km <= most:
        return []
    return [
        _(
            "Its line is {line:,.0f} km long; under {least:,.0f} or over {most:,.0f} "
            "km it is hardly the contact line, or not the whole of it."
        ).format(line=line_km, least=least, most=most)
    ]


def _unusual_distance(front: Front) -> list[str]:
    known = _nearest_in_time(front)
    middles, length_km = line_pieces(front)
    away_km = Edges(known.contact_line).nearest(*middles.T).distance_km
    whole_km, far_km = length_km.sum(), length_km[away_km > _FAR_KM].sum()
    if not far_km > _FAR_SHARE * whole_km:
        return []
    return [
        _(
            "{far} of its {whole} lie more than {km:g} km from the front of {day}, the "
            "nearest known day."
        ).format(
            far=km_text(far_km),
            whole=km_text(whole_km),
            km=_FAR_KM,
            day=day_text(known.as_of),
        )
    ]


def _nearest_in_time(front: Front) -> Front:
    """Return the front in use on its day, or else the first."""
    try:
        return default_ledger().front_on(front.as_of)
    except UnknownNameError:
        return default_ledger().front_on(default_ledger().snapshots()[0])


def occupied_outline(front: Front) -> Outline | None:
    """Return what lines enclose where they may be the outline of occupied land.

    Parameters
    ----------
    front : Front
        Of lines only.

    Returns
    -------
    Outline or None
        None where one is not closed, or where less than half of what they enclose is
        occupied on the known front nearest in time.
    """
    if front.line is None:
        return None
    try:
        areas = enclosed(front.line, name=front.id)
    except InputError:
        return None
    land = MultiPolygon(list(areas))
    known = _nearest_in_time(front)
    if known.zone is None:
        return None
    km2 = area_km2(land)
    share = area_km2(shapely.intersection(land, known.zone)) / km2
    if share < _OUTLINE_SHARE:
        return None
    return Outline(km2, 100 * share, known.as_of)


def _without_detail(zone: MultiPolygon) -> MultiPolygon:
    """Return a zone without vertices that make no difference to what is unusual.

    A zone of few is left as it is: to simplify it takes longer than it saves.
    """
    if shapely.get_num_coordinates(zone) < _UNUSUAL_MANY:
        return zone
    simple = shapely.simplify(zone, _UNUSUAL_DETAIL_DEG, preserve_topology=False)
    return polygons_of(
        shapely.make_valid(simple, method="structure", keep_collapsed=False)
    )


def _previous(front: Front) -> Front | None:
    try:
        return default_ledger().front_on(front.as_of - timedelta(days=1))
    except UnknownNameError:
        return None


def _unusual_day(front: Front, today: date) -> list[str]:
    newest = default_ledger().snapshots()[-1]
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


def _unusual_sameness(front: Front) -> list[str]:
    same = default_ledger().same_land(front)
    if not same:
        return []
    return [
        _("It shows the very same land as {ids}.").format(
            ids=", ".join(known.id for known in same[-3:])
        )
    ]


def _unusual_jump(previous: Front, front: Front) -> list[str]:
    if front.zone is None or previous.zone is None:
        return []
    difference = shapely.symmetric_difference(front.zone, previous.zone)
    changed_km2 = area_km2(land_of(polygons_of(difference))[0])
    days = (front.as_of - previous.as_of).days
    if changed_km2 <= _UNUSUAL_KM2_A_DAY * days:
        return []
    same = same_source(previous, front)
    text = (
        _(
            "{land:,.0f} km² change sides against {previous}, {a_day:,.0f} km² a day; "
            "more than {limit:g} a day is unusual."
        )
        if same
        else _(
            "It differs from {previous} by {land:,.0f} km², {a_day:,.0f} km² a day; "
            "more than {limit:g} a day is unusual. Two different sources or methods "
            "may differ so without any movement."
        )
    )
    message = text.format(
        land=changed_km2,
        previous=previous.id,
        a_day=changed_km2 / days,
        limit=_UNUSUAL_KM2_A_DAY,
    )
    return [message]


def _unusual_extent(previous: Front, front: Front) -> list[str]:
    if front.zone is None or previous.zone is None or front.zone.is_empty:
        return []
    shifts = np.abs(np.subtract(front.zone.bounds, previous.zone.bounds))
    names = (_("west"), _("south"), _("east"), _("north"))
    moved = [
        n for n, deg in zip(names, shifts, strict=True) if deg > _UNUSUAL_EXTENT_DEG
    ]
    if not moved:
        return []
    return [
        _("It reaches elsewhere than {previous} in the {sides}.").format(
            previous=previous.id, sides=", ".join(moved)
        )
    ]


def _unusual_places(zone: MultiPolygon) -> list[str]:
    warnings = []
    outside_km2 = area_km2(shapely.difference(zone, outline()))
    if outside_km2 > _UNUSUAL_OUTSIDE * area_km2(zone):
        warnings.append(
            _("{land:,.0f} km² of it lie outside Ukraine.").format(land=outside_km2)
        )
    units = oblasts().loc[list(_OCCUPIED_SINCE_2014)]
    for name, unit in zip(units["name"], units.geometry, strict=True):
        inside_km2 = area_km2(shapely.intersection(zone, unit))
        if inside_km2 < _KNOWN_OCCUPIED * area_km2(unit):
            message = _("It leaves out {name} or part of it, occupied since 2014.")
            warnings.append(message.format(name=name))
    return warnings
