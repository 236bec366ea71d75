"""The day of a front: what a file says of itself, in all the ways that are met."""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from typing import NamedTuple

from geo.errors import SchemaError
from geo.ingest import attribute_values
from geo.ingest.layer import Layer
from geo.ingest.messages import quoted
from geo.text.i18n import _

#: Keys under which files say their day, the plainest first.
_KEYS = (
    "as_of",
    "date",
    "datetime",
    "day",
    "timestamp",
    "time",
    "updated",
    "updated_at",
    "created_at",
    "when",
)

#: What a collection is called; days in it are believed after those in the file's name,
#: which whoever keeps the file has chosen.
_NAMES = ("name", "title")

_YMD = re.compile(r"(?<![0-9])(20[0-9]{2})[-_./]?([0-9]{2})[-_./]?([0-9]{2})(?![0-9])")
_DMY = re.compile(r"(?<![0-9])([0-9]{2})[-_./]([0-9]{2})[-_./](20[0-9]{2})(?![0-9])")

#: A time in seconds, or thousandths, since 1970: of the years 2014 to 2100.
_UNIX = re.compile(r"(1[3-9]|[23][0-9]|40)[0-9]{8}([0-9]{3})?")


class Day(NamedTuple):
    """A day, and in words where it was found."""

    day: date
    found: str


def days_in(text: str) -> set[date]:
    """Return all days that a text names.

    Raises
    ------
    ValueError
        If one of them is in no calendar.
    """
    days = {date(*map(int, match.groups())) for match in _YMD.finditer(text)}
    rest = _YMD.sub(" ", text)
    for match in _DMY.finditer(rest):
        day, month, year = map(int, match.groups())
        days.add(date(year, month, day))
    return days


def day_of(text: str) -> date | None:
    """Return the one day that a cell names, also as Unix time; None if it names none.

    >>> day_of("20240708"), day_of("08.07.2024"), day_of("1720396800")
    (datetime.date(2024, 7, 8), datetime.date(2024, 7, 8), datetime.date(2024, 7, 8))
    """
    text = text.strip()
    if _UNIX.fullmatch(text):
        return datetime.fromtimestamp(int(text[:10]), UTC).date()
    try:
        days = days_in(text)
    except ValueError:
        return None
    return days.pop() if len(days) == 1 else None


def find_day(layer: Layer, name: str, *, member: str = "") -> Day:
    """Return the day that a file says, else the one in its name.

    Parameters
    ----------
    layer : Layer
        What the file says of itself and of its features.
    name : str
        What the file is called.
    member : str
        What it is called within the zip of that name; believed before it.

    Raises
    ------
    SchemaError
        If there is none, several, or one that no calendar has.
    """
    for text, found in _candidates(layer, member, name):
        if (day := day_of(text)) is not None:
            return Day(day, found)
        try:
            days_in(text)
        except ValueError:
            raise SchemaError(
                _(
                    "{name}: expected the day of the front, but {got} is no day of "
                    "the calendar. Give its as-of date (YYYY-MM-DD)."
                ).format(name=name, got=quoted(text))
            ) from None
    raise SchemaError(
        _(
            "{name}: expected the day of the front, but neither the file nor its name "
            "says one. Give its as-of date (YYYY-MM-DD)."
        ).format(name=name)
    )


def _candidates(layer: Layer, *names: str) -> Iterator[tuple[str, str]]:
    """Yield texts that may name the day, the most trusted first."""
    for key, value in _ranked(layer.facts, _KEYS):
        yield value, _("what the file says of itself ({key})").format(key=key)
    for key, value in _ranked(_common(layer), _KEYS):
        yield value, _("what every feature says ({key})").format(key=key)
    for name in names:
        yield name, _("the file's name")
    for key, value in _ranked(layer.facts, _NAMES):
        yield value, _("what the file says of itself ({key})").format(key=key)
    number = attribute_values.text(layer.facts.get("id")) or ""
    if _UNIX.fullmatch(number):
        yield number, _("the file's id, a Unix time, in UTC")


def _ranked(
    facts: Mapping[str, object], keys: tuple[str, ...]
) -> Iterator[tuple[str, str]]:
    by_name = {key.casefold(): value for key, value in facts.items()}
    for key in keys:
        text = attribute_values.text(by_name.get(key))
        if text and text.strip():
            yield key, text[:200]


def _common(layer: Layer) -> dict[str, object]:
    """Return the properties of which all features say the same, and not nothing.

    So each look at a feature is at a value that it has: features without any could
    otherwise be looked at for each of many keys.
    """
    if not layer.properties:
        return {}
    first, *others = layer.properties
    return {
        key: value
        for key, value in first.items()
        if value is not None and all(row.get(key) == value for row in others)
    }
