"""The card of one deposit as HTML: `geo.text.card` says what stands on it.

Names and notes may come from an untrusted file, so every text is escaped; the only
links are web addresses, and they open elsewhere.
"""

from html import escape
from typing import Any

import pandas as pd

from geo.deal.scenario import Scenario
from geo.text.card import Section, deposit_facts, deposit_head
from geo.views.safe import linked


def card_html(deposit: "pd.Series[Any]", scenario: Scenario) -> str:
    """Return the card of one row of an assessment as HTML."""
    row = deposit.to_dict()
    head = deposit_head(row)
    body = "".join(map(_section_html, deposit_facts(row, scenario)))
    return (
        f'<article class="card"><h2>{escape(head.name)}</h2>'
        f'<p class="other-name" lang="uk">{escape(head.name_uk)}</p>'
        f"<p><b>{escape(head.commodities)}</b><br>{escape(head.kind)}</p>"
        f"{body}</article>"
    )


def _section_html(section: Section) -> str:
    pairs = "".join(
        f"<dt>{escape(fact.label)}</dt><dd>{linked(fact.value)}</dd>"
        for fact in section.facts
    )
    return f"<h3>{escape(section.title)}</h3><dl>{pairs}</dl>"
