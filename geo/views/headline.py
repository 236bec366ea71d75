"""The finding and its grey line as HTML: `geo.text.sentences` says what they are."""

from collections.abc import Iterable
from html import escape

from geo.text.i18n import _
from geo.text.sentences import Heading, Piece, Tone

#: Whoever reads a page goes to a page; a command is for a terminal.
_MARKUP: dict[Tone, str] = {
    "plain": "{}",
    "strong": "<b>{}</b>",
    "alarm": '<strong class="stale">{}</strong>',
    "page": '<a href="update" target="_self">{}</a>',
    "command": "",
}


def headline_html(heading: Heading) -> str:
    """Return the headline, the line under it, and what they rest on, folded."""
    detail = "".join(f"<p>{escape(_sentence(text))}</p>" for text in heading.detail)
    folded = (
        f'<details class="rests-on"><summary>{escape(_rests_on())}</summary>{detail}'
        "</details>"
    )
    return (
        f'<h1 class="finding">{escape(heading.finding)}</h1>'
        f'<p class="underline">{pieces_html(heading.line)}</p>'
        f"{folded if detail else ''}"
    )


def _rests_on() -> str:
    return _("Ranges, open facts and permits")


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."


def pieces_html(pieces: Iterable[Piece]) -> str:
    """Return pieces of plain text, each in its tone."""
    return "".join(_MARKUP[tone].format(escape(text)) for text, tone in pieces)
