"""Text of JSON → a document, with a sentence for whatever stops it."""

import json
from typing import Any, NoReturn

from geo.errors import FormatError
from geo.ingest.messages import quoted
from geo.ingest.refusals import require_few
from geo.text.i18n import _


def begins_json(head: bytes) -> bool:
    """Return whether a file is JSON, by its first character."""
    return head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"{", b"[")


def loads(data: bytes, name: str) -> Any:
    """Return the JSON document in ``data``, or say in one sentence what stops it.

    Raises
    ------
    FormatError
        If it is not UTF-8, not JSON, cut off, or nested too deep.
    SchemaError
        If it holds more brackets than the largest file allowed can need.
    """
    # Counted before parsing: 50 MB of empty lists would take 1 GB of memory.
    brackets = data.count(b"[") + data.count(b"{")
    require_few(name, vertices=brackets // 2)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FormatError(
            _(
                "{name}: expected text in UTF-8, but byte {place:,} is not. Save the "
                "file again as UTF-8."
            ).format(name=name, place=error.start + 1)
        ) from None
    try:
        return json.loads(text, parse_constant=lambda word: _refuse_word(word, name))
    except json.JSONDecodeError as error:
        raise _syntax_error(text, error, name) from None
    except RecursionError:
        cause = _("its brackets are nested hundreds deep, which no map file needs")
    except ValueError:  # Python reads no whole number of more than 4,300 digits
        cause = _("it holds a number of thousands of digits")
    raise FormatError(
        _("{name}: expected GeoJSON, but {cause}. Export it again.").format(
            name=name, cause=cause
        )
    )


def _refuse_word(word: str, name: str) -> NoReturn:
    raise FormatError(
        _(
            "{name}: expected finite numbers, but it holds {word}, which JSON does "
            "not have. Write null, or take the feature out."
        ).format(name=name, word=word)
    )


def _syntax_error(text: str, error: json.JSONDecodeError, name: str) -> FormatError:
    end = len(text.rstrip())
    if error.msg == "Extra data":
        message = _(
            "{name}: expected one GeoJSON document, but more follows after its end "
            "(line {line:,}, column {column:,}). Where each line is a feature, wrap "
            "them into one FeatureCollection."
        )
    elif error.pos >= end or text[end - 1] not in "}]":
        message = _(
            "{name}: expected whole GeoJSON, but it breaks off (line {line:,}, column "
            "{column:,}). Download or export it again."
        )
    else:
        message = _(
            "{name}: expected GeoJSON, but it is not valid JSON at line {line:,}, "
            "column {column:,}, near {near}. Export it again."
        )
    near = quoted(text[error.pos : error.pos + 20])
    return FormatError(
        message.format(name=name, line=error.lineno, column=error.colno, near=near)
    )
