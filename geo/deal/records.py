"""Plain data as typed records, and back: the fields of a record are its schema.

A record is a frozen dataclass of texts, numbers, days, answers, names of closed lists,
other records, and tuples and mappings of these. A key that is absent takes the field's
default; null is refused, because absence says it.
"""

import datetime as dt
import math
import reprlib
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, NamedTuple, get_args, get_origin, get_type_hints

import yaml

from geo.deal.yaml_values import Issue, KeyPath, LocatedIssue, read_plain
from geo.errors import DataError
from geo.text.i18n import LANGUAGES, _

#: A text in the reader's languages, or one text for all of them.
Text = Mapping[str, str]
Value = float | str | bool | dt.date | Text

#: Yields what is wrong, returns what could be made of the data.
_Decoding = Generator[Issue, None, Any]

_SHORT = reprlib.Repr()
_SHORT.maxstring = _SHORT.maxother = 60

#: A value as a message shows it.
shown = _SHORT.repr


class Reading(NamedTuple):
    """What a text holds; ``record`` is None where there is any issue."""

    record: Any
    issues: tuple[LocatedIssue, ...]


def read_record(
    kind: Any,
    source: str | bytes,
    *,
    check: Callable[[Any], Iterable[Issue]] = lambda _record: (),
    names: Callable[[Any], Iterable[Issue]] = lambda _record: (),
) -> Reading:
    """Return the record of a kind that a YAML text holds, or all that is wrong.

    Parameters
    ----------
    kind : type
        A dataclass, or a tuple or mapping of one.
    source : str or bytes
        The text, or its bytes in UTF-8; it may come from anyone.
    check : callable
        Yields the issues of a well-formed record. It is called only where the text is
        well formed, so that no issue follows from another.
    names : callable
        Yields the names that no list knows, of whatever could be made of the text.
    """
    document = read_plain(source)
    if document.data is None and document.issues:
        return Reading(None, document.issues)
    record, issues = decode(kind, document.data)
    issues += names(record)
    if not issues and not document.issues:
        issues = list(check(record))
    located = document.located(issues)
    return Reading(None if located else record, located)


def require_valid(reading: Reading, name: str) -> Any:
    """Return the record that was read, or refuse the file.

    Raises
    ------
    DataError
        With the file's name, and place, key and message of its first issue.
    """
    if not reading.issues:
        return reading.record
    first, more = reading.issues[0], len(reading.issues) - 1
    message = f"{name}: {first}"
    if more:
        message += " " + _("(and {more} more)").format(more=more)
    raise DataError(message)


def decode(kind: Any, raw: Any) -> tuple[Any, list[Issue]]:
    """Return plain data as a value of a kind, and what is wrong with the data."""
    issues: list[Issue] = []
    decoding = _decode(kind, raw, ())
    while True:
        try:
            issues.append(next(decoding))
        except StopIteration as end:
            return end.value, issues


def encode(value: Any) -> Any:
    """Return a record as plain data, without the fields that keep their default."""
    if is_dataclass(value):
        given = ((slot.name, getattr(value, slot.name), slot) for slot in fields(value))
        return {name: encode(v) for name, v, slot in given if v != slot.default}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Mapping):
        return {encode(key): encode(part) for key, part in value.items()}
    if isinstance(value, tuple):
        return [encode(part) for part in value]
    return value


def to_yaml(record: Any) -> str:
    """Return a record as the YAML text from which `read_record` makes its equal."""
    return yaml.dump(
        encode(record),
        Dumper=_WithoutAliases,
        allow_unicode=True,
        sort_keys=False,
        width=88,
    )


class _WithoutAliases(yaml.SafeDumper):
    """The safe dumper, which writes out what it meets twice."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def walk(value: Any, path: KeyPath = ()) -> Iterator[tuple[KeyPath, Any]]:
    """Yield a value's records and all records inside them, each with its way."""
    if is_dataclass(value):
        yield path, value
        parts: Iterable[tuple[Any, Any]] = (
            (slot.name, getattr(value, slot.name)) for slot in fields(value)
        )
    elif isinstance(value, Mapping):
        parts = value.items()
    elif isinstance(value, tuple):
        parts = enumerate(value)
    else:
        return
    for step, part in parts:
        yield from walk(part, (*path, step))


# From plain data to records --------------------------------------------------------


def _decode(kind: Any, raw: Any, path: KeyPath) -> _Decoding:
    if raw is None:
        message = _("expected a value, got nothing; leave out what no source gives")
        yield Issue(path, message)
        return None
    if kind == Text:
        return (yield from _decode_text(raw, path))
    if isinstance(kind, UnionType):
        options = _options(kind)
        if len(options) == 1:
            return (yield from _decode(options[0], raw, path))
        return (yield from _decode_value(raw, path))
    if is_dataclass(kind):
        return (yield from _decode_record(kind, raw, path))
    if get_origin(kind) is tuple:
        return (yield from _decode_tuple(get_args(kind)[0], raw, path))
    if get_origin(kind) in (dict, Mapping):
        return (yield from _decode_mapping(get_args(kind), raw, path))
    return (yield from _decode_scalar(kind, raw, path))


def _options(kind: UnionType) -> list[Any]:
    return [option for option in get_args(kind) if option is not NoneType]


def _decode_text(raw: Any, path: KeyPath) -> _Decoding:
    """Return a text in languages; one string stands for every language."""
    texts = raw if isinstance(raw, dict) else {"en": raw}
    if not set(texts) <= set(LANGUAGES) or "en" not in texts:
        message = _("expected a text in en (and uk), got {got}")
        yield Issue(path, message.format(got=shown(list(texts))))
    for code, text in texts.items():
        inner = (*path, code) if isinstance(raw, dict) else path
        yield from _require(str, text, inner)
    return texts


def _decode_value(raw: Any, path: KeyPath) -> _Decoding:
    """Return a number, a day, an answer, or a text in languages or in none."""
    if isinstance(raw, dict):
        return (yield from _decode_text(raw, path))
    yield from _require(int | float | str | dt.date, raw, path)
    return raw


def _decode_record(kind: Any, raw: Any, path: KeyPath) -> _Decoding:
    """Return a mapping as the record of a kind; keys that it lacks are issues."""
    if not isinstance(raw, dict):
        yield from _require(dict, raw, path)
        return None
    slots = _slots(kind)
    for key in raw:
        if key not in slots:
            message = _("unknown key; expected one of {keys}")
            yield Issue((*path, key), message.format(keys=", ".join(slots)))
    values = {}
    for key, (slot, hint) in slots.items():
        if key in raw:
            values[key] = yield from _decode(hint, raw[key], (*path, key))
        elif slot.default is MISSING:
            yield Issue(path, _("the key {key} is missing").format(key=key))
            values[key] = None
    return kind(**values)


@cache
def _slots(kind: Any) -> dict[str, tuple["Field[Any]", Any]]:
    """Return the fields of a record by name, each with its type."""
    hints = get_type_hints(kind)
    return {slot.name: (slot, hints[slot.name]) for slot in fields(kind)}


def _decode_tuple(inner: Any, raw: Any, path: KeyPath) -> _Decoding:
    if not isinstance(raw, list):
        yield from _require(list, raw, path)
        return ()
    found = []
    for i, part in enumerate(raw):
        found.append((yield from _decode(inner, part, (*path, i))))
    return tuple(found)


def _decode_mapping(kinds: tuple[Any, ...], raw: Any, path: KeyPath) -> _Decoding:
    key_kind, inner = kinds
    if not isinstance(raw, dict):
        yield from _require(dict, raw, path)
        return {}
    found = {}
    for key, part in raw.items():
        name = yield from _decode(key_kind, key, (*path, key))
        found[name] = yield from _decode(inner, part, (*path, key))
    return found


def _decode_scalar(kind: Any, raw: Any, path: KeyPath) -> _Decoding:
    """Return a text, number, day, answer or name of a closed list."""
    if kind is float and type(raw) is int:
        return raw
    if not issubclass(kind, Enum):
        yield from _require(kind, raw, path)
        return raw
    allowed = [str(member.value) for member in kind]
    if raw in allowed:
        return kind(raw)
    message = _("expected {allowed}, got {got}").format(
        allowed=_(" or ").join(allowed), got=shown(raw)
    )
    yield Issue(path, message)
    return None


def _require(kind: Any, raw: Any, path: KeyPath) -> Iterator[Issue]:
    """Yield an issue where a value is not of a kind, or is empty or endless."""
    wrong = not isinstance(raw, kind) or isinstance(raw, dt.datetime)
    endless = isinstance(raw, float) and not math.isfinite(raw)
    if wrong or endless or raw == "":
        message = _("expected {what}, got {got}")
        yield Issue(path, message.format(what=_kind_text(kind), got=shown(raw)))


def _kind_text(kind: Any) -> str:
    return {
        str: _("a text"),
        bool: _("true or false"),
        float: _("a number"),
        dt.date: _("a day such as 2025-04-30"),
        list: _("a list"),
        dict: _("a mapping of keys"),
    }.get(kind, _("a number, a day, true or false, or a text"))


# The schema for outsiders ----------------------------------------------------------


def json_schema(kind: Any) -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of a record, as an editor would use it.

    Days are texts in the form of a date, as JSON and YAML 1.2 have them.
    """
    definitions: dict[str, Any] = {}
    schema = _schema(kind, definitions)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **schema,
        "$defs": dict(sorted(definitions.items())),
    }


def _schema(kind: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    if kind == Text:
        return _defined("Text", _text_schema, definitions)
    if isinstance(kind, UnionType):
        options = _options(kind)
        if len(options) == 1:
            return _schema(options[0], definitions)
        return _defined("Value", _value_schema, definitions)
    if is_dataclass(kind):
        name = getattr(kind, "__name__", "")
        return _defined(name, lambda inner: _record_schema(kind, inner), definitions)
    if get_origin(kind) is tuple:
        return {"type": "array", "items": _schema(get_args(kind)[0], definitions)}
    if get_origin(kind) in (dict, Mapping):
        key, inner = get_args(kind)
        return {
            "type": "object",
            "propertyNames": _schema(key, definitions),
            "additionalProperties": _schema(inner, definitions),
        }
    return _scalar_schema(kind)


def _defined(
    name: str,
    build: Callable[[dict[str, Any]], dict[str, Any]],
    definitions: dict[str, Any],
) -> dict[str, Any]:
    """Return a reference to a definition, which is built at its first use."""
    if name not in definitions:
        definitions[name] = {}
        definitions[name] = build(definitions)
    return {"$ref": f"#/$defs/{name}"}


def _record_schema(kind: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    slots = _slots(kind)
    return {
        "description": " ".join(str(kind.__doc__).split("\n\n")[0].split()),
        "type": "object",
        "properties": {
            key: _schema(hint, definitions) for key, (_slot, hint) in slots.items()
        },
        "required": [
            key for key, (slot, _hint) in slots.items() if slot.default is MISSING
        ],
        "additionalProperties": False,
    }


def _text_schema(_definitions: dict[str, Any]) -> dict[str, Any]:
    text = _scalar_schema(str)
    languages = {
        "type": "object",
        "properties": dict.fromkeys(LANGUAGES, text),
        "required": ["en"],
        "additionalProperties": False,
    }
    return {
        "description": "A text in languages; one text alone stands for all of them.",
        "anyOf": [text, languages],
    }


def _value_schema(definitions: dict[str, Any]) -> dict[str, Any]:
    scalars = [{"type": "number"}, {"type": "boolean"}]
    return {"anyOf": [*scalars, _schema(Text, definitions)]}


def _scalar_schema(kind: Any) -> dict[str, Any]:
    if issubclass(kind, Enum):
        return {"enum": [str(member.value) for member in kind]}
    if kind is dt.date:
        return {"type": "string", "format": "date"}
    if kind in (bool, float):
        return {"type": "boolean" if kind is bool else "number"}
    return {"type": "string", "minLength": 1}
