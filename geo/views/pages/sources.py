"""The page of sources and method: where numbers come from, and what they mean."""

from collections.abc import Iterable
from html import escape
from typing import Any

import streamlit as st

from geo.deal.load import default_scenario
from geo.ledger import default_ledger
from geo.risk.presets import Preset, read_presets
from geo.text.i18n import _, in_language
from geo.views import store
from geo.views.calibration import show_calibration
from geo.views.gaps import gaps_html
from geo.views.prose import (
    DEFINITIONS,
    LICENCE,
    LIMITS,
    NEWER_FRONT,
    NEWER_FRONT_COMMANDS,
)
from geo.views.safe import linked


def sources_page() -> None:
    """Draw the page."""
    sections = (
        (_("What each word means"), _definitions_html()),
        (_("What the numbers do not show"), _list_html(LIMITS)),
        (
            _("Which fact would settle it"),
            gaps_html(store.front(default_ledger().latest().id), default_scenario()),
        ),
        (_("Where the distance bands lie, and why"), _presets_html()),
        (
            _("A newer front"),
            _paragraphs_html(NEWER_FRONT, commands=NEWER_FRONT_COMMANDS),
        ),
        (_("The data"), _data_sets_html(store.data_sets())),
        (_("Licence"), _paragraphs_html(LICENCE)),
    )
    body = "".join(
        f"<section><h2>{escape(title)}</h2>{body}</section>" for title, body in sections
    )
    title = escape(_("Sources and method"))
    st.html(f'<article class="method"><h1 class="finding">{title}</h1>{body}</article>')
    show_calibration()


def _definitions_html() -> str:
    pairs = "".join(
        f"<dt>{escape(_(word))}</dt><dd>{escape(_(meaning))}</dd>"
        for word, meaning in DEFINITIONS
    )
    return f"<dl>{pairs}</dl>"


def _list_html(items: Iterable[str]) -> str:
    return "<ul>" + "".join(f"<li>{escape(_(item))}</li>" for item in items) + "</ul>"


def _paragraphs_html(paragraphs: Iterable[str], *, commands: Iterable[str] = ()) -> str:
    texts = "".join(f"<p>{escape(_(text))}</p>" for text in paragraphs)
    return texts + "".join(f"<pre>{escape(command)}</pre>" for command in commands)


def _presets_html() -> str:
    return "".join(_preset_html(preset) for preset in read_presets().values())


def _preset_html(preset: Preset) -> str:
    rows = "".join(
        f'<tr><td class="number">{edge.km:g}</td>'
        f"<td>{escape(in_language(edge.reason))}</td>"
        f"<td>{linked('; '.join(edge.sources))}</td></tr>"
        for edge in preset.edges
    )
    head = "".join(
        f"<th>{escape(name)}</th>" for name in (_("km"), _("Reason"), _("Source"))
    )
    name = escape(in_language(preset.name))
    return (
        f"<h3>{name}</h3><div class='scroll'><table><thead><tr>{head}</tr></thead>"
        f"<tbody>{rows}</tbody></table></div>"
    )


def _data_sets_html(records: Iterable[dict[str, Any]]) -> str:
    return "".join(_data_set_html(record) for record in records)


def _data_set_html(record: dict[str, Any]) -> str:
    labels = {
        "source": _("From"),
        "date": _("As of"),
        "licence": _("Licence"),
        "uncertainty": _("Uncertainty"),
        "made": _("Made how"),
    }
    pairs = "".join(
        f"<dt>{escape(label)}</dt><dd>{linked(in_language(record[key]))}</dd>"
        for key, label in labels.items()
        if record.get(key)
    )
    return (
        f"<h3>{escape(in_language(record['name']))}</h3>"
        f"<p>{escape(in_language(record['what']))}</p><dl>{pairs}</dl>"
    )
