"""One cell of an untrusted table → a value of ours, or None where it cannot be read."""

import math
import re
from collections.abc import Callable, Iterable
from enum import StrEnum

from geo.ingest.commodities import spelling_of
from geo.ingest.messages import one_line

_NUMBER = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?")

_YES = frozenset({"yes", "true", "1"})
_NO = frozenset({"no", "false", "0"})

#: None where a cell cannot be read as what its column holds.
Reader = Callable[[object], object]


def is_missing(value: object) -> bool:
    """Return whether a cell holds nothing."""
    return value is None or (isinstance(value, str) and not value.strip())


def number(value: object) -> float | None:
    """Return a finite number, written as one or as plain decimal text.

    ``float`` alone would take "nan", "1_000" and the digits of every script.
    """
    if isinstance(value, str) and _NUMBER.fullmatch(value.strip()):
        value = float(value)
    if type(value) not in (int, float):
        return None
    try:
        finite = float(value)  # type: ignore[arg-type]
    except OverflowError:
        return None
    return finite if math.isfinite(finite) else None


def number_between(least: float, most: float) -> Reader:
    """Return a reader of numbers within limits, both included."""

    def read(value: object) -> float | None:
        found = number(value)
        return found if found is not None and least <= found <= most else None

    return read


def text(value: object) -> str | None:
    """Return a text, a number as text, or a list of them joined by semicolons."""
    match value:
        case str():
            return value
        case bool():
            return "yes" if value else "no"
        case float() if value.is_integer():
            return f"{value:.0f}"
        case int() | float():
            return f"{value}"
        case list():
            parts = [text(part) for part in value if not isinstance(part, list)]
            known = [part for part in parts if part is not None]
            return "; ".join(known) if len(known) == len(value) else None
    return None


def yes_or_no(value: object) -> bool | None:
    """Return a truth value, also written as yes or no, true or false, 1 or 0."""
    word = (text(value) or "").strip().casefold()
    return True if word in _YES else False if word in _NO else None


def one_of(words: type[StrEnum] | Iterable[str]) -> Reader:
    """Return a reader of a vocabulary, in any case, with spaces or underscores."""
    spelt = {_folded(str(word)): str(word) for word in words}

    def read(value: object) -> str | None:
        return spelt.get(_folded(text(value) or ""))

    return read


def _folded(word: str) -> str:
    return " ".join(word.casefold().replace("_", " ").split())


def commodities(value: object) -> tuple[str, ...] | None:
    """Return commodities in their one spelling, from a list or a parted text."""
    joined = text(value)
    if joined is None:
        return None
    names = [one_line(name) for name in re.split("[;,]", joined)]
    return tuple(dict.fromkeys(spelling_of(name) for name in names if name))


def one_commodity(value: object) -> str | None:
    """Return one commodity in its one spelling."""
    name = text(value)
    return None if name is None else spelling_of(one_line(name))
