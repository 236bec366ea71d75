"""The finding and its grey line as HTML: `geo.text.sentences` says what they are."""

from collections.abc import Iterable
from html import escape

from geo.text.sentences import Heading, Piece, Tone

#: Whoever reads a page goes to a page; a command is for a terminal.
_MARKUP: dict[Tone, str] = {
    "plain": "{}",
    "strong": "<b>{}</b>",
    "alarm": '<strong class="stale">{}</strong>',
    "page": '<a href="update" target="_self">{}</a>',
    "command": "",
}


def headline_html(told: Heading) -> str:
    """Return the headline and the line under it."""
    return (
        f'<h1 class="finding">{escape(told.finding)}</h1>'
        f'<p class="underline">{pieces_html(told.line)}</p>'
    )


def pieces_html(pieces: Iterable[Piece]) -> str:
    """Return pieces of plain text, each in its tone."""
    return "".join(_MARKUP[tone].format(escape(text)) for text, tone in pieces)
