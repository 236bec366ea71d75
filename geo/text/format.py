"""Days, numbers, distances and areas as text."""

import math
from datetime import date

from geo.text.i18n import _

_THIN_SPACE = "\u202f"


def day_text(day: date) -> str:
    """Return a day as "22 Aug 2026"."""
    months = _("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec").split()
    return f"{day.day} {months[day.month - 1]} {day.year}"


def long_day_text(day: date) -> str:
    """Return a day as "22 August 2026", for a sentence to quote."""
    return f"{day.day} {month_text(day.month)} {day.year}"


def month_text(month: int) -> str:
    """Return the name of a month, 1 to 12, in full."""
    months = _(
        "January February March April May June July August September October "
        "November December"
    ).split()
    return months[month - 1]


def when_text(granted: str) -> str:
    """Return a day, month or year as a licence row gives it, in words.

    Examples
    --------
    >>> when_text("2026-02-26"), when_text("2023-03"), when_text("../2015")
    ('26 February 2026', 'March 2023', '2015 or before')
    """
    year, *rest = granted.removeprefix("../").split("-")
    text = year
    if rest:
        text = f"{month_text(int(rest[0]))} {year}"
    if len(rest) > 1:
        text = f"{int(rest[1])} {text}"
    return _("{when} or before").format(when=text) if ".." in granted else text


def known_day_text(day: date | None) -> str:
    """Return the day as of which something is known, or that there is none."""
    return day_text(day) if day else _("no day")


def number_text(value: float, decimals: int = 0) -> str:
    """Return a number with thin spaces between thousands, "–" where it is NaN."""
    if math.isnan(value):
        return "–"
    return f"{value:,.{decimals}f}".replace(",", _THIN_SPACE)


def km_text(value_km: float) -> str:
    """Return kilometres with one decimal and their unit."""
    return _("{km} km").format(km=number_text(value_km, 1))


def area_text(area_km2: float) -> str:
    """Return an area with its unit: one decimal below 100 km², none above."""
    decimals = 1 if abs(area_km2) < 99.95 else 0
    return _("{area} km²").format(area=number_text(area_km2, decimals))


def quantity_text(value: float) -> str:
    """Return a quantity with the digits that it was given with; empty where NaN."""
    return "" if math.isnan(value) else f"{value:,.10g}".replace(",", _THIN_SPACE)


def percent_text(value_percent: float) -> str:
    """Return a share, or that no source states it."""
    if math.isnan(value_percent):
        return _("not stated")
    return f"{value_percent:g}{_THIN_SPACE}%"
