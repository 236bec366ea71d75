"""What a file's own words say of its areas: occupied, grey or other."""

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from enum import StrEnum
from functools import cache
from typing import NamedTuple

import yaml

from geo.errors import SchemaError
from geo.ingest import attribute_values
from geo.ingest.messages import one_line, quoted
from geo.paths import DATA
from geo.text.i18n import _

#: Longer values are prose about an area, not the name of its kind.
_MAX_VALUE_CHARACTERS = 200

#: An attribute of more values names each area, and does not distinguish kinds, unless
#: the word list knows one of them.
_MAX_VALUES = 500

#: Attributes that are looked at: those called as such attributes are, then those that
#: most areas have. A table of a map has a few dozen.
_MAX_ATTRIBUTES = 100

#: Values that are looked at, of all attributes together. The longest that was found
#: takes a tenth of a millisecond.
_MAX_LOOKED_AT = 10_000

#: Phrases that begin with as many characters alike are tried together.
_START = 2

#: Where a word begins.
_WORD = re.compile(r"(?<!\w)\S")

#: What is of more values than this names areas and does not distinguish kinds.
_MAX_KINDS = 20

#: Names in several languages differ by such an ending.
_LANGUAGE = re.compile(r"_(en|uk|ua|ru)$")


class AreaClass(StrEnum):
    """What an area of a front file is taken for."""

    OCCUPIED = "occupied"
    GREY = "grey"
    OTHER = "other"


class Classes(NamedTuple):
    """Which attribute distinguishes areas, and what each feature is taken for."""

    #: Empty where nothing distinguishes them.
    attribute: str
    #: For each feature, its value under the attribute; empty where it has none.
    by_area: list[str]
    #: For each value, its class.
    by_value: dict[str, AreaClass]
    #: Values that neither the word list nor the user knows.
    unclear: list[str]


class _Vocabulary(NamedTuple):
    attributes: tuple[str, ...]
    kinds: frozenset[str]
    never: frozenset[str]
    answers: dict[str, bool]
    whole: dict[str, AreaClass]
    #: Phrases as patterns with their classes, the longest first, by how they begin.
    phrases: dict[str, list[tuple[re.Pattern[str], AreaClass]]]


@cache
def _vocabulary() -> _Vocabulary:
    data = yaml.safe_load((DATA / "area_words.yaml").read_text(encoding="utf-8"))
    phrases = [(_plain(phrase), kind) for kind in AreaClass for phrase in data[kind]]
    phrases.sort(key=lambda pair: -len(pair[0]))
    by_start: dict[str, list[tuple[re.Pattern[str], AreaClass]]] = {}
    for phrase, kind in phrases:
        found = (re.compile(rf"{_regex(phrase)}(?!\w)"), kind)
        by_start.setdefault(phrase[:_START], []).append(found)
    return _Vocabulary(
        attributes=tuple(data["attributes"]),
        kinds=frozenset(data["kinds"]),
        answers={
            w: answer == "yes" for answer, ws in data["answers"].items() for w in ws
        },
        never=frozenset(data["never"]),
        whole={_plain(w): kind for kind in AreaClass for w in data["whole"][kind]},
        phrases=by_start,
    )


def _regex(phrase: str) -> str:
    stem = phrase.removesuffix("*")
    return re.escape(stem) + (r"\w*" if stem != phrase else "")


def _plain(text: str) -> str:
    """Return a text as it is compared: without case, hyphens and ё."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    folded = re.sub("[’ʼ`]", "'", folded).replace("ё", "е")
    return " ".join(re.sub("[-–—_]", " ", folded).split())


def class_of(text: str) -> AreaClass | None:
    """Return what a text says of an area; None where it says nothing known.

    >>> class_of("Occupied /// Окуповано")
    <AreaClass.OCCUPIED: 'occupied'>
    >>> class_of("Liberated")
    <AreaClass.OTHER: 'other'>
    """
    vocabulary = _vocabulary()
    for part in text[: 2 * _MAX_VALUE_CHARACTERS].split("///"):
        plain = _plain(part)
        if plain in vocabulary.whole:
            return vocabulary.whole[plain]
        found = {*_kinds_in(plain)}
        for kind in (AreaClass.OTHER, AreaClass.GREY, AreaClass.OCCUPIED):
            if kind in found:
                return kind
    return None


def _kinds_in(plain: str) -> Iterator[AreaClass]:
    """Yield the class of each phrase that a text holds; a phrase uses up its words.

    Where a word begins only those phrases are tried that begin alike: to try all 200
    took ten times as long.
    """
    phrases, at = _vocabulary().phrases, 0
    while start := _WORD.search(plain, at):
        at = start.end()
        begins = plain[start.start() : start.start() + _START]
        for pattern, kind in phrases.get(begins, ()):
            if match := pattern.match(plain, start.start()):
                yield kind
                at = match.end()
                break


def classify(
    rows: Sequence[Mapping[str, object]],
    *,
    name: str,
    attribute: str | None = None,
    choices: Mapping[str, str] | None = None,
) -> Classes:
    """Return what each area of a file is taken for, and by which attribute.

    Parameters
    ----------
    rows : sequence of mapping
        The properties of each area.
    name : str
        What messages call the file.
    attribute : str, optional
        The user's choice of the attribute; else the one whose values the word list
        knows best.
    choices : mapping of str to str, optional
        The user's choice of a class for a value; before the word list.

    Returns
    -------
    Classes
        Without an attribute, all areas are of one kind and taken as occupied.

    Raises
    ------
    SchemaError
        If the file has no such attribute, or a class is none of the three.
    """
    chosen = {_plain(v): _kind(k, name) for v, k in (choices or {}).items()}
    count = Counter(key for row in rows for key in row)
    if attribute is not None and attribute not in count:
        raise _no_attribute(attribute, count, name)
    class_attribute = attribute or _class_attribute(rows, count, chosen)
    if not class_attribute:
        return Classes("", [""] * len(rows), {"": AreaClass.OCCUPIED}, [])
    values = [_value(row.get(class_attribute)) for row in rows]
    if (kinds := len(set(values))) > _MAX_VALUES:
        raise _too_many_kinds(class_attribute, kinds, name)
    by_value, unclear = {}, []
    for value in dict.fromkeys(values):
        known = _class(class_attribute, value, chosen)
        by_value[value] = known or AreaClass.OTHER
        if known is None:
            unclear.append(value)
    return Classes(class_attribute, values, by_value, unclear)


def _class(key: str, value: str, chosen: Mapping[str, AreaClass]) -> AreaClass | None:
    """Return what the user, the word list or the attribute's own name says."""
    plain = _plain(value)
    known = chosen.get(plain) or class_of(value)
    answer = _vocabulary().answers.get(plain)
    if known or answer is None:
        return known
    by_name = class_of(key)
    # Land that is not liberated may be occupied, or never have been.
    no = AreaClass.OTHER if by_name == AreaClass.OCCUPIED else None
    return by_name if answer else no


def _value(value: object) -> str:
    return one_line((attribute_values.text(value) or "")[:_MAX_VALUE_CHARACTERS])


def _kind(text: str, name: str) -> AreaClass:
    try:
        return AreaClass(text.strip().casefold())
    except ValueError:
        raise SchemaError(
            _(
                "{name}: expected each kind of area to be taken as occupied, grey or "
                "other, but it is {text}. Choose one of the three."
            ).format(name=name, text=quoted(text))
        ) from None


def _no_attribute(wanted: str, keys: Collection[str], name: str) -> SchemaError:
    return SchemaError(
        _(
            "{name}: expected areas with the attribute {wanted}, but they have only: "
            "{keys}. Choose one of these."
        ).format(
            name=name,
            wanted=quoted(wanted),
            keys=quoted(", ".join(keys) or _("none"), length=200),
        )
    )


def _too_many_kinds(attribute: str, kinds: int, name: str) -> SchemaError:
    return SchemaError(
        _(
            "{name}: expected an attribute that names kinds of area, with at most "
            "{most} values, but {attribute} has {kinds:,}. Choose another."
        ).format(name=name, most=_MAX_VALUES, attribute=quoted(attribute), kinds=kinds)
    )


def _class_attribute(
    rows: Sequence[Mapping[str, object]],
    count: Counter[str],
    chosen: Mapping[str, AreaClass],
) -> str | None:
    """Return the attribute of which most areas have a value with a known class.

    Where no value of any is known, one that is called as an attribute of kinds is.
    """
    ranks: dict[str, tuple[int, int, int]] = {}
    kinds, left = [], _MAX_LOOKED_AT
    for key in _looked_at(count):
        values = Counter(_value(row.get(key)) for row in rows)
        if len(values) > min(_MAX_VALUES, left):
            continue
        left -= len(values)
        known = {value: _class(key, value, chosen) for value in values if value}
        known_count = sum(values[value] for value, kind in known.items() if kind)
        if known_count:
            ranks[key] = known_count, len({*known.values()} - {None}), _preference(key)
        if _bare(key) in _vocabulary().kinds and 1 < len(values) <= _MAX_KINDS:
            kinds.append(key)
    return max(ranks, key=lambda key: ranks[key]) if ranks else next(iter(kinds), None)


def _looked_at(count: Counter[str]) -> list[str]:
    vocabulary = _vocabulary()
    called = {*vocabulary.attributes, *vocabulary.kinds}
    keys = [key for key in count if key.casefold() not in vocabulary.never]
    keys.sort(key=lambda key: (_bare(key) in called, count[key]), reverse=True)
    return keys[:_MAX_ATTRIBUTES]


def _bare(key: str) -> str:
    return _LANGUAGE.sub("", key.casefold())


def _preference(key: str) -> int:
    order = _vocabulary().attributes
    return -order.index(key.casefold()) if key.casefold() in order else -len(order)
