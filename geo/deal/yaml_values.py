"""YAML from anyone as plain data, with the place of every value.

The text is taken as a stream of events and built up here, so that nothing comes to be
that a record has no use for: no tag, no alias, no second document, no endless nest.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import yaml
from yaml.constructor import SafeConstructor

from geo.text.i18n import _

#: The longest scenario that ships has 42 kB, 1,100 values and 6 levels. What is longer
#: than this takes more than 50 ms to read, while every reader of the page waits.
MAX_BYTES = 200_000
MAX_VALUES = 5_000
MAX_LEVELS = 20

#: A number or a day is shorter; a longer one is a text, or meant to keep us busy.
_MAX_NUMBER_CHARACTERS = 40

#: What nobody could see: control characters, bidirectional overrides, lone surrogates.
HIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069"
    "\ud800-\udfff\ufffe\uffff]"
)

_DIRECTIVE = re.compile(r"^%", re.MULTILINE)

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_RESOLVER: Any = yaml.SafeLoader("")

#: How a plain scalar that is no text becomes a value, by its tag.
_SCALARS = {
    f"tag:yaml.org,2002:{kind}": SafeConstructor.yaml_constructors[
        f"tag:yaml.org,2002:{kind}"
    ]
    for kind in ("null", "bool", "int", "float", "timestamp")
}

#: The way to a value: keys of mappings and positions in lists.
KeyPath = tuple[str | int, ...]


class Place(NamedTuple):
    """Where a value stands in a text, both counted from 1."""

    line: int
    column: int


class Issue(NamedTuple):
    """What is wrong with the value at a path."""

    path: KeyPath
    message: str


@dataclass(frozen=True)
class LocatedIssue:
    """An issue with its position: where, under which key, and what was expected."""

    line: int
    column: int
    key: str
    message: str

    def __str__(self) -> str:
        """Return the issue as a compiler would name it."""
        where = _("line {line}, column {column}").format(
            line=self.line, column=self.column
        )
        return ": ".join(filter(None, [where, self.key, self.message]))


@dataclass(frozen=True)
class Document:
    """The data of a text, the place of each value, and what could not be read."""

    data: Any
    places: Mapping[KeyPath, Place]
    issues: tuple[LocatedIssue, ...]

    def located(self, unlocated: Iterable[Issue]) -> tuple[LocatedIssue, ...]:
        """Return the issues of reading, and these of other values, by position."""
        seen = {issue.key for issue in self.issues}
        others = (
            _issue(
                self.places.get(one_issue.path, Place(1, 1)),
                one_issue.path,
                one_issue.message,
            )
            for one_issue in unlocated
        )
        issues = [*self.issues, *(one for one in others if one.key not in seen)]
        return tuple(sorted(issues, key=lambda one: (one.line, one.column)))


def read_plain(source: str | bytes) -> Document:
    """Return what a YAML text holds: mappings, lists, texts, numbers, days, answers.

    Parameters
    ----------
    source : str or bytes
        The text, or its bytes in UTF-8. Keys are taken as texts.

    Returns
    -------
    Document
        Its ``data`` is None where the text cannot be read to its end, which is then
        the last of its ``issues``.
    """
    building = _Building(iter(()))
    try:
        building.events = yaml.parse(_text_of(source), Loader=_LOADER)
        data = _only_document(building)
    except _Unreadable as unreadable:
        data = None
        building.issues.append(unreadable.issue)
    except yaml.YAMLError as error:
        data = None
        building.issues.append(_syntax_issue(error))
    return Document(data, building.places, tuple(building.issues))


class _Unreadable(Exception):
    """Nothing can be read from here on."""

    def __init__(self, place: Place, message: str, path: KeyPath = ()) -> None:
        super().__init__(message)
        self.issue = _issue(place, path, message)


@dataclass
class _Building:
    """What is left to read, and what was found so far."""

    events: Iterator[Any]
    values: int = 0
    places: dict[KeyPath, Place] = field(default_factory=dict)
    issues: list[LocatedIssue] = field(default_factory=list)


def _issue(place: Place, path: KeyPath, message: str) -> LocatedIssue:
    return LocatedIssue(*place, key_text(path), message)


def key_text(path: KeyPath) -> str:
    """Return a way as a reader would write it.

    Examples
    --------
    >>> key_text(("clauses", 0, "sources", 1))
    'clauses[0].sources[1]'
    """
    steps = (f"[{s}]" if isinstance(s, int) else f".{s}" for s in path)
    return _one_line("".join(steps).removeprefix("."))


def _one_line(text: str, length: int = 80) -> str:
    shown = "".join(char if char.isprintable() else " " for char in text[: length + 1])
    return f"{shown[:length]}…" if len(text) > length else shown


def _text_of(source: str | bytes) -> str:
    """Return the text of bytes, or refuse what is too long or cannot be shown."""
    size = len(source)
    if size > MAX_BYTES:
        raise _Unreadable(
            Place(1, 1),
            _("expected at most {limit:,} bytes, got {size:,}").format(
                limit=MAX_BYTES, size=size
            ),
        )
    try:
        text = source if isinstance(source, str) else source.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = error.object[: error.start].decode("utf-8", errors="replace")
        message = _("expected text in UTF-8; save the file as UTF-8")
        raise _Unreadable(_place_after(before), message) from error
    hidden = HIDDEN.search(text)
    if hidden:
        raise _Unreadable(
            _place_after(text[: hidden.start()]),
            _("a character stands here that cannot be shown; take it out"),
        )
    directive = _DIRECTIVE.search(text)
    if directive:
        raise _Unreadable(
            _place_after(text[: directive.start()]),
            _("a line cannot begin with %; put the text in quotation marks"),
        )
    return text


def _place_after(text: str) -> Place:
    lines = text.split("\n")
    return Place(len(lines), len(lines[-1]) + 1)


def _place_of(mark: Any) -> Place:
    return Place(mark.line + 1, mark.column + 1) if mark else Place(1, 1)


def _syntax_issue(error: yaml.YAMLError) -> LocatedIssue:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    message = _(
        "expected YAML, but it cannot be read from here on; look for a missing "
        "bracket, quotation mark or colon, or a wrong indent, here or just above"
    )
    return _issue(_place_of(mark), (), message)


def _only_document(building: _Building) -> Any:
    """Return the data of the one document, None where the text is empty."""
    data = None
    documents = 0
    for event in building.events:
        if isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            if documents > 1:
                raise _Unreadable(
                    _place_of(event.start_mark),
                    _("expected one document, but a second one begins here"),
                )
            data = _value(building, next(building.events), ())
    return data


def _value(building: _Building, event: Any, path: KeyPath) -> Any:
    """Return the value that begins with an event, and note where it stands."""
    place = building.places.setdefault(path, _place_of(event.start_mark))
    building.values += 1
    if building.values > MAX_VALUES:
        message = _("expected at most {limit:,} values").format(limit=MAX_VALUES)
        raise _Unreadable(place, message)
    if len(path) > MAX_LEVELS:
        message = _("expected at most {limit} levels of nesting")
        raise _Unreadable(place, message.format(limit=MAX_LEVELS))
    if isinstance(event, yaml.AliasEvent):
        message = _("an alias (*{name}) is not read; write the value out")
        building.issues.append(
            _issue(place, path, message.format(name=_one_line(str(event.anchor))))
        )
        return None
    if event.tag is not None:
        message = _("a tag ({tag}) is not read; leave it out")
        building.issues.append(
            _issue(place, path, message.format(tag=_one_line(event.tag)))
        )
    if isinstance(event, yaml.SequenceStartEvent):
        return _list(building, path)
    if isinstance(event, yaml.MappingStartEvent):
        return _mapping(building, path)
    return _scalar(building, event, path)


def _list(building: _Building, path: KeyPath) -> list[Any]:
    found: list[Any] = []
    while not isinstance(event := next(building.events), yaml.SequenceEndEvent):
        found.append(_value(building, event, (*path, len(found))))
    return found


def _mapping(building: _Building, path: KeyPath) -> dict[str, Any]:
    """Return a mapping; of a key given twice the first one counts, with an issue."""
    found: dict[str, Any] = {}
    while not isinstance(event := next(building.events), yaml.MappingEndEvent):
        place = _place_of(event.start_mark)
        if not isinstance(event, yaml.ScalarEvent):
            raise _Unreadable(place, _("expected a word as the key"), path)
        inner = (*path, event.value)
        if event.value in found:
            message = _("this key is given twice")
            building.issues.append(_issue(place, inner, message))
        building.places.setdefault(inner, place)
        value = _value(building, next(building.events), inner)
        found.setdefault(event.value, value)
    return found


def _scalar(building: _Building, event: Any, path: KeyPath) -> Any:
    """Return a text, or the number, day or answer that stands without quotes."""
    text: str = event.value
    tag = _RESOLVER.resolve(yaml.ScalarNode, text, event.implicit)
    message = ""
    if HIDDEN.search(text):
        message = _("the text holds a character that cannot be shown; take it out")
    elif tag in _SCALARS and len(text) > _MAX_NUMBER_CHARACTERS:
        message = _("the number is too long; put it in quotation marks if it is text")
    elif tag in _SCALARS:
        try:
            return _SCALARS[tag](_RESOLVER, yaml.ScalarNode(tag, text))
        except ValueError:
            message = _("there is no such number or day")
    if message:
        building.issues.append(_issue(building.places[path], path, message))
    return text
