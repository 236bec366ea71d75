"""Words and numbers as a reader meets them: labels, days, kilometres, safe text."""

import html
import math
import re
from datetime import date

from geo.schema import Answer, Control, LicenceState, Status
from geo.terms import RestsOn
from geo.words import _

_URL = re.compile(r"(https?://[^\s;,()<>\"']+)")

#: Every ASCII punctuation mark that Markdown may give a meaning to.
_MARKS = re.compile(r"([!-/:-@\[-`{-~])")

_THIN_SPACE = "\u202f"


def day_text(day: date) -> str:
    """Return a day as "22 Aug 2026"."""
    months = _("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec").split()
    return f"{day.day} {months[day.month - 1]} {day.year}"


def number_text(value: float, decimals: int = 0) -> str:
    """Return a number with thin spaces between thousands, "–" where it is NaN."""
    if math.isnan(value):
        return "–"
    return f"{value:,.{decimals}f}".replace(",", _THIN_SPACE)


def km_text(value_km: float) -> str:
    """Return kilometres with one decimal and their unit."""
    return _("{km} km").format(km=number_text(value_km, 1))


def percent_text(value_percent: float) -> str:
    """Return a share, or that no source states it."""
    if math.isnan(value_percent):
        return _("not stated")
    return f"{value_percent:g}{_THIN_SPACE}%"


def control_label(control: str) -> str:
    """Return on whose side a deposit lies, in words."""
    return {
        Control.OCCUPIED.value: _("occupied"),
        Control.CONTESTED.value: _("contested"),
        Control.FREE.value: _("held by Ukraine"),
        Control.UNKNOWN.value: _("unknown"),
    }[control]


def status_label(status: str) -> str:
    """Return the industrial state of a deposit, in words."""
    return {
        Status.OPERATING.value: _("operating"),
        Status.DEVELOPED.value: _("developed"),
        Status.EXPLORED.value: _("explored, undeveloped"),
        Status.PROSPECT.value: _("prospect"),
        Status.CLOSED.value: _("closed"),
        Status.UNKNOWN.value: _("state unknown"),
    }[status]


def licence_label(state: str) -> str:
    """Return what is known of a permit, in words."""
    return {
        LicenceState.HELD.value: _("a permit is held"),
        LicenceState.PSA_AWARDED.value: _("a production sharing agreement is awarded"),
        LicenceState.CANCELLED.value: _("the permit was cancelled"),
        LicenceState.NONE_KNOWN.value: _("no valid permit is known"),
        LicenceState.UNKNOWN.value: _("not known"),
    }[state]


def answer_label(answer: str) -> str:
    """Return a three-valued answer, in words."""
    return {
        Answer.YES.value: _("yes"),
        Answer.NO.value: _("no"),
        Answer.UNCLEAR.value: _("unclear"),
    }[answer]


def rests_on_label(rests_on: str) -> str:
    """Return on what an answer about coverage rests, in words."""
    return {
        RestsOn.SOURCED.value: _(
            "sourced: a dated permit, a listed mineral or the text itself says so"
        ),
        RestsOn.PRESUMED.value: _(
            "presumed: no source gives the fact, the deposit's state stands in for it"
        ),
        RestsOn.OPEN.value: _(
            "open: no valid permit is known, so one granted from here on would be new"
        ),
        RestsOn.NOTHING.value: _("nothing: a fact is missing, and it is not guessed"),
    }[rests_on]


def plain(text: str) -> str:
    """Return text from a file so that Markdown shows it letter by letter."""
    return _MARKS.sub(r"\\\1", text)


def linked(text: str) -> str:
    """Return text as HTML that cannot act, with its web addresses as links."""
    parts = _URL.split(text)
    return "".join(
        _link(part) if i % 2 else html.escape(part) for i, part in enumerate(parts)
    )


def _link(address: str) -> str:
    safe = html.escape(address.rstrip("."))
    shown = html.escape(address.split("//", 1)[1].split("/", 1)[0])
    return f'<a href="{safe}" target="_blank" rel="noopener noreferrer">{shown}</a>'
