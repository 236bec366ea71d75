"""Text from a file on a page, as text alone or with its web addresses as links."""

import html
import re

_URL = re.compile(r"(https?://[^\s;,()<>\"']+)")

#: Every ASCII punctuation mark that Markdown may give a meaning to.
_MARKS = re.compile(r"([!-/:-@\[-`{-~])")

#: Where Markdown finds an address after all escapes are undone: before its ``//``, its
#: first dot or its ``@``.
_ADDRESS = re.compile(r"(?<=http:)(?=//)|(?<=https:)(?=//)|(?<=www)(?=\.)|(?=@)", re.I)

#: Stands there unseen, and lets no line break.
_WORD_JOINER = "\N{WORD JOINER}"


def plain(text: str) -> str:
    """Return text from a file so that Markdown shows it letter by letter, unlinked."""
    return _MARKS.sub(r"\\\1", _ADDRESS.sub(_WORD_JOINER, text))


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
