"""A small table as HTML, ruled as in a newspaper: text wraps, numbers stand in line.

What a drawn table would cut off can be read in full here, on a telephone too, where
each row becomes a block.
"""

from collections.abc import Collection, Sequence
from html import escape

from geo.views.safe import linked


def ruled_html(
    head: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    numbers: Collection[int] = (),
    in_blocks: bool = False,
) -> str:
    """Return a table of plain texts; web addresses in them become links.

    Parameters
    ----------
    head : sequence of str
        One text a column; the first column names its row.
    rows : sequence of sequences of str
        They may come from an untrusted file.
    numbers : collection of int
        The columns that hold numbers.
    in_blocks : bool
        Whether a narrow window shows each row as a block.
    """
    kinds = ["number" if i in numbers else "text" for i in range(len(head))]
    titles = "".join(
        f'<th scope="col" class="{kind}">{escape(title)}</th>'
        for title, kind in zip(head, kinds, strict=True)
    )
    body = "".join(_row(head, row, kinds) for row in rows)
    blocks = " blocks" if in_blocks else ""
    return (
        f'<div class="ruled{blocks}"><table><thead><tr>{titles}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )


def _row(head: Sequence[str], row: Sequence[str], kinds: Sequence[str]) -> str:
    first, *rest = (
        f'class="{kind}" data-label="{escape(title)}">{linked(text)}'
        for title, text, kind in zip(head, row, kinds, strict=True)
    )
    cells = "".join(f"<td {cell}</td>" for cell in rest)
    return f'<tr><th scope="row" {first}</th>{cells}</tr>'
