"""What happened since the signature, and what others count beside our own count."""

from html import escape

import streamlit as st

from geo.deal.lists import read_estimates, read_events, read_sources
from geo.deal.scenario import Event, Finding
from geo.ledger import default_ledger
from geo.text.figure.questions import OfEstimate
from geo.text.format import day_text
from geo.text.i18n import N_, _, in_language
from geo.views.clauses import cites_html, figure_html, note_html
from geo.views.figure import show_figure

#: The sections of `read_estimates`, in the order in which they are shown.
SECTIONS = {
    "occupied_shares": N_("How much lies on occupied land"),
    "values": N_("What all of it is worth"),
    "analyses": N_("What analysts found"),
    "open_sites": N_("Which sites are offered"),
    "psa_cases": N_("The first production-sharing agreement"),
    "state_take": N_("What the state takes"),
    "us_aid": N_("How much aid the US gave"),
    "derived": N_("Our own arithmetic on these"),
}


def show_events() -> None:
    """Lay out what happened after the signature, each with its sources."""
    st.subheader(_("What happened since"))
    body = "".join(map(_event_html, read_events()))
    st.html(f'<article class="clauses"><dl>{body}</dl></article>')


def _event_html(event: Event) -> str:
    sources = read_sources()
    figures = "".join(figure_html(figure, sources) for figure in event.figures)
    return (
        f"<dt>{escape(day_text(event.date))}</dt>"
        f"<dd><p>{escape(in_language(event.text))} "
        f"{cites_html(event.sources, sources)}</p>{figures}</dd>"
    )


def show_estimates() -> None:
    """Lay out what others estimate, each by its own yardstick, beside our own count."""
    st.caption(
        _(
            "Each counts by its own yardstick: they are not to be merged or added. Our "
            "own count stands beside those that can be counted on the map."
        )
    )
    for section, title in SECTIONS.items():
        st.subheader(_(title))
        for finding in read_estimates()[section]:
            st.html(_finding_html(finding))
            _show_own(section, finding)


def _finding_html(finding: Finding) -> str:
    sources = read_sources()
    heads = [in_language(finding.who), finding.date]
    parts = [
        f"<p>{escape(in_language(text))}</p>"
        for text in (finding.measure, finding.finding)
        if text
    ]
    parts += [figure_html(figure, sources) for figure in finding.figures]
    if finding.sources:
        parts.append(cites_html(finding.sources, sources))
    parts.append(note_html(finding.note))
    head = escape(", ".join(filter(None, heads)))
    return (
        f'<article class="clauses"><dl><dt>{head}</dt><dd>{"".join(parts)}</dd></dl>'
        "</article>"
    )


def _show_own(section: str, finding: Finding) -> None:
    """Show our own figure beside an estimate, where there is one, to be quoted."""
    for count, own in enumerate(finding.compare):
        front = default_ledger().front_on(own.on)
        show_figure(OfEstimate.of(front.id, section, finding, count))
