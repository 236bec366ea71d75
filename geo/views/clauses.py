"""Clauses, figures and readings of a scenario as HTML, each with who says so."""

from collections.abc import Iterable, Mapping, Sequence
from html import escape

from geo.assessment.compare import ClauseCell, ClauseRow
from geo.deal.lists import sources_of
from geo.deal.records import Text
from geo.deal.scenario import Clause, Confidence, Figure, Reading, Scenario, Source
from geo.text.i18n import _, in_language
from geo.text.labels import label, short_form_text, source_text, value_text

Sources = Mapping[str, Source]


def clauses_html(scenario: Scenario) -> str:
    """Return all that a text says, in its order, with its sources."""
    sources = sources_of(scenario)
    body = "".join(
        f"<dt>{escape(in_language(clause.title))}</dt>"
        f"<dd>{_clause_html(clause, scenario, sources)}</dd>"
        for clause in scenario.clauses
    )
    return f'<article class="clauses"><dl>{body}</dl></article>'


def side_by_side_html(rows: Sequence[ClauseRow], scenarios: Sequence[Scenario]) -> str:
    """Return two to four texts clause by clause, what differs from the first marked."""
    head = "".join(
        f"<th>{escape(in_language(one.short_name))}</th>" for one in scenarios
    )
    body = "".join(_row_html(row, scenarios) for row in rows)
    return (
        '<article class="clauses"><div class="scroll"><table>'
        f"<thead><tr><th></th>{head}</tr></thead><tbody>{body}</tbody>"
        "</table></div></article>"
    )


def _row_html(row: ClauseRow, scenarios: Sequence[Scenario]) -> str:
    cells = "".join(
        f"<td{' class=differs' if cell.differs else ''}>{_cell_html(cell, one)}</td>"
        for cell, one in zip(row.cells, scenarios, strict=True)
    )
    return f"<tr><th>{escape(label('clause', row.kind))}</th>{cells}</tr>"


def _cell_html(cell: ClauseCell, scenario: Scenario) -> str:
    mark = f"<b class=mark>≠ {escape(_('differs'))}</b>" if cell.differs else ""
    if not cell.clauses:
        return f"{mark}<p class=silent>{escape(_('says nothing'))}</p>"
    sources = sources_of(scenario)
    return mark + "".join(
        _clause_html(clause, scenario, sources) for clause in cell.clauses
    )


def _clause_html(clause: Clause, scenario: Scenario, sources: Sources) -> str:
    doubt = _doubt_html(clause.confidence, inferred=clause.inferred)
    values = [short_form_text(scenario, clause, one.value) for one in clause.readings]
    parts = [
        f"<p>{escape(in_language(clause.text))}{doubt} "
        f"{cites_html(clause.sources, sources)}</p>",
        _readings_html(clause.readings, values, sources),
        *(figure_html(figure, sources) for figure in clause.figures),
        note_html(clause.note),
        _looked_for_html(clause.looked_for),
    ]
    return "".join(parts)


def figure_html(figure: Figure, sources: Sources) -> str:
    """Return a figure with its unit, what it was made of, its readings and sources."""
    name = in_language(figure.name) if figure.name else figure.id.replace("_", " ")
    value = " ".join(filter(None, [value_text(figure.value), figure.unit]))
    made = f" = {in_language(figure.derived)}" if figure.derived else ""
    line = escape(_("{name}: {value}{made}").format(name=name, value=value, made=made))
    return (
        f"<p class=figure>{line}{_doubt_html(figure.confidence)} "
        f"{cites_html(figure.sources, sources)}</p>"
        + _readings_html(
            figure.readings, [value_text(one.value) for one in figure.readings], sources
        )
        + note_html(figure.note)
    )


def _readings_html(
    readings: Sequence[Reading], values: Sequence[str], sources: Sources
) -> str:
    """Return every reading of a disputed value in words, with those who give it."""
    if not readings:
        return ""
    items = "".join(
        f"<li>{escape(value)}{_doubt_html(one.confidence)} "
        f"{cites_html(one.sources, sources)}{note_html(one.note)}</li>"
        for one, value in zip(readings, values, strict=True)
    )
    return f"<p class=contested>{escape(_('Sources differ:'))}</p><ul>{items}</ul>"


def _doubt_html(confidence: Confidence | None, *, inferred: bool = False) -> str:
    """Return what makes a part less than sure: its confidence, and that we infer it."""
    doubts = [_("inferred, no source says so outright")] if inferred else []
    if confidence not in (None, Confidence.HIGH):
        doubts.append(label("confidence", str(confidence)))
    return f" <em>({escape(', '.join(doubts))})</em>" if doubts else ""


def _looked_for_html(looked_for: Text | None) -> str:
    if looked_for is None:
        return ""
    line = _("Looked for, not read: {what}").format(what=in_language(looked_for))
    return f"<p class=note>{escape(line)}</p>"


def note_html(note: Text | None) -> str:
    """Return a note; empty where there is none."""
    return f"<p class=note>{escape(in_language(note))}</p>" if note else ""


def cites_html(ids: Iterable[str], sources: Sources) -> str:
    """Return who says so, each a link where there is an address."""
    line = ", ".join(_cite_html(sources[one]) for one in ids)
    return f"<small>[{line}]</small>"


def _cite_html(source: Source) -> str:
    text = escape(source_text(source))
    if not source.url.startswith(("http://", "https://")):
        return text
    address = escape(source.url)
    return f'<a href="{address}" target="_blank" rel="noopener noreferrer">{text}</a>'
