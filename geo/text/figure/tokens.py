"""The words of a question, as an id holds them and as the question does."""

import math
import re
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any, NamedTuple

import numpy as np

from geo.errors import InputError
from geo.text.figure.ids import short_digest
from geo.text.i18n import _

#: A name longer than this is replaced by its digest.
_LONGEST_NAME = 24

_LONG_DAY = re.compile(r"20(\d\d)([-_])(\d\d)\2(\d\d)")
_SHORT_DAY = re.compile(r"(?<!\d)(\d\d)(\d\d)(\d\d)(?![\da-f])")
_NAME = re.compile(r"[a-z0-9_.-]+")
_NUMBER = re.compile(r"-?\d{1,9}(\.\d{1,17})?")


class Codec(NamedTuple):
    """How a value of a question is written in an id, and read from it."""

    write: Callable[[Any], str]
    read: Callable[[str], Any]


def wrong(got: str, expected: str) -> InputError:
    """Return the error of a word that cannot stand where it does."""
    return InputError(
        _(
            "Expected {expected} in the id of a figure, but got “{got}”. Copy the id "
            "from its sentence."
        ).format(expected=expected, got=got[:40])
    )


def name_token(name: str) -> str:
    """Return what stands for a name: itself in lower case, or the digest of a long one.

    Examples
    --------
    >>> name_token("rare earths"), name_token("Зона")
    ('rare_earths', '@c9w7')
    """
    slug = name.lower().replace(" ", "_")
    if len(slug) <= _LONGEST_NAME and _NAME.fullmatch(slug):
        return slug
    return f"@{short_digest(name)}"


def named(token: str, names: Iterable[str]) -> str | None:
    """Return the name that a token stands for; None where none does."""
    return next((name for name in names if name_token(name) == token), None)


def require_named(token: str, known: Iterable[str]) -> str:
    """Return the name that a token stands for.

    Raises
    ------
    InputError
        If none does.
    """
    name = named(token, known)
    if name is None:
        raise InputError(
            _(
                "The figure names “{name}”, which is not known here. It was counted on "
                "other data, or its id is not from a sentence of Frontlode."
            ).format(name=token)
        )
    return name


def _short_days(text: str) -> str:
    return _LONG_DAY.sub(r"\1\3\4", text)


def _write_scenario(scenario_id: str) -> str:
    return _short_days(scenario_id)


def _read_scenario(token: str) -> str:
    if not re.fullmatch(r"[a-z][a-z0-9_]*", token):
        raise wrong(token, _("the id of a text"))
    return _SHORT_DAY.sub(r"20\1_\2_\3", token)


def _read_front(token: str) -> str:
    base, plus, carried_out = token.partition("+")
    snapshot, tilde, km = base.partition("~")
    day, hyphen, digest = snapshot.partition("-")
    if day != OWN:
        day = _read_day(day).isoformat()
    if tilde:
        _read_number(km)
    scenario, *options = carried_out.split("+")
    text = "+".join((_read_scenario(scenario), *options)) if plus else ""
    return f"{day}{hyphen}{digest}{tilde}{km}{plus}{text}"


def _read_day(token: str) -> date:
    try:
        return date.fromisoformat(f"20{int(token):06d}" if len(token) == 6 else "")
    except ValueError:
        raise wrong(token, _("the day of a front as YYMMDD")) from None


def number_token(number: float) -> str:
    """Return a number with all its digits."""
    return np.format_float_positional(number, trim="-")


def _read_number(token: str) -> float:
    if not _NUMBER.fullmatch(token) or not math.isfinite(float(token)):
        raise wrong(token, _("a number"))
    return float(token)


def _read_name(token: str) -> str:
    if not re.fullmatch(r"@?[a-z0-9_.-]+", token):
        raise wrong(token, _("a name"))
    return token


def _one_of(*words: str) -> Codec:
    def read(token: str) -> str:
        if token not in words:
            raise wrong(token, _(" or ").join(words))
        return token

    return Codec(str, read)


def _read_names(token: str) -> tuple[str, ...]:
    return tuple(map(_read_name, token.split("+")))


def _read_numbers(token: str) -> tuple[float, ...]:
    return tuple(map(_read_number, token.split("+")))


def _read_percents(token: str) -> tuple[tuple[str, float], ...]:
    pairs = (pair.partition("@") for pair in token.split("+"))
    return tuple(
        (_read_name(name), _read_number(number)) for name, _at, number in pairs
    )


def _write_percents(percents: Iterable[tuple[str, float]]) -> str:
    return "+".join(f"{name}@{number_token(number)}" for name, number in percents)


def _read_count(token: str) -> int:
    if not re.fullmatch(r"\d{1,3}", token):
        raise wrong(token, _("a whole number"))
    return int(token)


#: What stands for a front, deposits or a text of one's own file.
OWN = "own"

SCENARIO = Codec(_write_scenario, _read_scenario)
FRONT = Codec(_short_days, _read_front)
NAME = Codec(str, _read_name)
NAMES = Codec("+".join, _read_names)
NUMBER = Codec(number_token, _read_number)
NUMBERS = Codec(lambda numbers: "+".join(map(number_token, numbers)), _read_numbers)
COUNT = Codec(str, _read_count)
PERCENTS = Codec(_write_percents, _read_percents)
FLAG = Codec(lambda _on: "yes", lambda _token: True)
EDGE = _one_of("zone", "zone+border")
ROWS = _one_of("primary_commodity", "commodity_group")
EXISTING = _one_of("in", "out")
GROUND = _one_of("free", "occupied", "freed")
