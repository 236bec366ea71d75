"""The table of facts that would settle what is open."""

from html import escape

from geo.assessment.drivers import drivers, drivers_note, drivers_table
from geo.deal.scenario import Scenario
from geo.fronts.front import Front
from geo.text.figure.questions import Gaps
from geo.text.gaps import effect_text, gaps
from geo.text.i18n import _
from geo.views import store
from geo.views.ruled import ruled_html


def gaps_html(front: Front, scenario: Scenario) -> str:
    """Return the finding, and the facts, those that move the count most first."""
    assessed = store.assessed(front.id, scenario.id)
    found = gaps(assessed, scenario, front)
    finding = store.figure(Gaps(front=front.id, scenario=scenario.id)).quotation
    head = (_("The fact"), _("What it moves"), _("What was looked at"))
    rows = [
        (gap.question, effect_text(gap), "; ".join(gap.searched) or "–")
        for gap in found
    ]
    table = ruled_html(head, rows, in_blocks=True) if rows else ""
    return f"<p>{escape(finding)}</p>{table}{_drivers_html(front, scenario)}"


def _drivers_html(front: Front, scenario: Scenario) -> str:
    """Return what widens the ranges of the headline's counts; empty where none has."""
    found = drivers(store.assessed(front.id, scenario.id), front, scenario)
    if not found:
        return ""
    table = ruled_html(*drivers_table(found), numbers=(1, 2, 3, 4), in_blocks=True)
    source = _(
        "Shapley 1953; for sensitivity Owen 2014, SIAM/ASA Journal on Uncertainty "
        "Quantification 2."
    )
    return f"<p>{escape(drivers_note())} {escape(source)}</p>{table}"
