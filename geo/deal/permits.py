"""What a deposit's permits say, seen from the day after which a permit is new."""

import datetime as dt
import re
from collections.abc import Iterable
from enum import StrEnum

from geo.schema import Licence, LicenceState


class Standing(StrEnum):
    """Where a permit stands to a day.

    Undated: held since no one says when. To come: none stands, or one was sold after
    that day and its grant not seen.
    """

    NEW = "new"
    OLD = "old"
    UNDATED = "undated"
    TO_COME = "to_come"
    ISSUED = "issued"
    UNKNOWN = "unknown"


_STANDING = {
    LicenceState.AWARDED: Standing.TO_COME,
    LicenceState.OFFERED: Standing.TO_COME,
    LicenceState.ENDED: Standing.TO_COME,
    LicenceState.NONE_FOUND: Standing.TO_COME,
    LicenceState.ISSUED: Standing.ISSUED,
    LicenceState.SUSPENDED: Standing.ISSUED,
    LicenceState.UNKNOWN: Standing.UNKNOWN,
}

_ORDER = {state: i for i, state in enumerate(LicenceState)}

#: A year, a month or a day; "../" before it means "in or before".
_GRANTED = re.compile(r"(\.\./)?(\d{4}(?:-\d\d(?:-\d\d)?)?)")

#: What stands for a deposit of which no permit and no search is known.
NOTHING_KNOWN = Licence(LicenceState.UNKNOWN)


def permits_of(licences: Iterable[Licence]) -> list[Licence]:
    """Return the row that counts of each site: a valid permit before one that ended.

    Of several valid ones the latest counts. Where nothing is known, one row says so.
    """
    sites: dict[str, Licence] = {}
    for one in sorted(licences, key=lambda row: row.granted, reverse=True):
        before = sites.get(one.site)
        if before is None or _rank(one) < _rank(before):
            sites[one.site] = one
    return list(sites.values()) or [NOTHING_KNOWN]


def _rank(licence: Licence) -> int:
    return _ORDER[LicenceState(licence.state)]


def was_sold(licences: Iterable[Licence]) -> bool:
    """Return whether a permit was sold, and its grant not seen, at any site."""
    return any(one.state == LicenceState.SOLD for one in permits_of(licences))


def standing(licence: Licence, day: dt.date) -> Standing:
    """Return how a permit stands to the day after which one is new.

    A grant known by its year or month is new, or old, only if all of it is. A sale is
    no grant: one after the day leaves the grant to come, one before does not date it.

    Parameters
    ----------
    licence : Licence
    day : date
        A permit of this very day is old.
    """
    state = LicenceState(licence.state)
    if state in _STANDING:
        return _STANDING[state]
    dated = _standing_of_day(licence.granted, day)
    if state is not LicenceState.SOLD:
        return dated
    return Standing.TO_COME if dated is Standing.NEW else Standing.UNDATED


def _standing_of_day(granted: str, day: dt.date) -> Standing:
    """Return where a year, month or day stands to a day."""
    match = _GRANTED.fullmatch(granted)
    if match is None:
        return Standing.UNDATED
    by, given = match.groups()
    limit = day.isoformat()[: len(given)]
    whole_day = len(given) == len(day.isoformat())
    if given < limit or (given == limit and whole_day):
        return Standing.OLD
    return Standing.UNDATED if by or given == limit else Standing.NEW


def known_on(licences: Iterable[Iterable[Licence]]) -> dt.date | None:
    """Return the newest day on which permits were searched for; None where none was.

    Parameters
    ----------
    licences : iterable of iterable of Licence
        Those of each deposit.
    """
    days = [one.searched for rows in licences for one in rows if one.searched]
    return dt.date.fromisoformat(max(days)) if days else None
