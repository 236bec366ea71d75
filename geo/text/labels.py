"""Words and numbers as a reader meets them: coded values, days, kilometres, shares."""

from collections.abc import Mapping
from datetime import date
from typing import Literal

from geo.deal.coverage import KINDS, ClauseKind
from geo.deal.lists import mineral_sets_of
from geo.deal.scenario import (
    Clause,
    Confidence,
    Family,
    RestsOn,
    Scenario,
    ScenarioStatus,
    Source,
    SourceKind,
)
from geo.schema import Answer, Control, Coverage, LicenceState, Status
from geo.text.format import day_text, quantity_text
from geo.text.i18n import N_, _, in_language

Kind = Literal[
    "control",
    "band",
    "status",
    "licence_state",
    "covered",
    "answer",
    "rests_on",
    "threat_edge",
    "clause",
    "source",
    "operation",
    "confidence",
    "family",
]

_CONTROL: Mapping[str, str] = {
    Control.OCCUPIED: N_("occupied"),
    Control.CONTESTED: N_("too near to tell"),
    Control.FREE: N_("held by Ukraine"),
    Control.UNKNOWN: N_("unknown"),
}

_LABELS: Mapping[Kind, Mapping[str, str]] = {
    "control": _CONTROL,
    # Off Ukraine's side a band is named by the side, and on it by its kilometres.
    "band": _CONTROL,
    "status": {
        Status.OPERATING: N_("operating"),
        Status.DEVELOPED: N_("developed"),
        Status.EXPLORED: N_("explored, undeveloped"),
        Status.PROSPECT: N_("prospect"),
        Status.CLOSED: N_("closed"),
        Status.UNKNOWN: N_("state unknown"),
    },
    "licence_state": {
        LicenceState.HELD: N_("held"),
        LicenceState.SOLD: N_("sold at auction; payment and grant not seen"),
        LicenceState.AWARDED: N_("awarded; no agreement seen signed"),
        LicenceState.ISSUED: N_("issued once; whether it stands is not known"),
        LicenceState.SUSPENDED: N_("suspended; that it was annulled is not known"),
        LicenceState.OFFERED: N_("offered for auction or tender"),
        LicenceState.ENDED: N_("ended"),
        LicenceState.NONE_FOUND: N_("none found in a search"),
        LicenceState.UNKNOWN: N_("not known"),
    },
    "covered": {
        Coverage.IN_FORCE: N_("covered on the facts as they are"),
        Coverage.PROSPECTIVE: N_("covered once licensed or at work"),
        Coverage.DISPUTED: N_("disputed between sources"),
        Coverage.OUTSIDE: N_("not covered"),
        Coverage.UNCLEAR: N_("unclear"),
    },
    "answer": {
        Answer.YES: N_("yes"),
        Answer.NO: N_("no"),
        Answer.UNCLEAR: N_("unclear"),
    },
    "rests_on": {
        RestsOn.SOURCED: N_(
            "sourced: a dated permit, a listed mineral or the text itself says so"
        ),
        RestsOn.INFERRED: N_(
            "inferred: from the deposit's state, or from a clause that no source gives "
            "outright"
        ),
        RestsOn.NONE_FOUND: N_("none found: no permit was found in a dated search"),
        RestsOn.NOTHING: N_("nothing: a fact is missing, and it is not guessed"),
    },
    "threat_edge": {
        "zone": N_("the control zone"),
        "zone+border": N_("the zone, Russia and Belarus"),
    },
    "clause": {name: kind.label for name, kind in KINDS.items()},
    "source": {
        SourceKind.PRIMARY: N_("treaty text, law or government"),
        SourceKind.LAW_FIRM: N_("lawyers"),
        SourceKind.AGENCY: N_("news agency"),
        SourceKind.PRESS: N_("press"),
        SourceKind.COPY: N_("copy, translation or summary"),
        SourceKind.PARTY_OUTLET: N_("outlet of a party to the war"),
        SourceKind.BLOG: N_("wiki or blog"),
        SourceKind.ASSUMPTION: N_("assumption"),
    },
    "operation": KINDS[ClauseKind.OPERATION].words,
    "confidence": {
        Confidence.HIGH: N_("high confidence"),
        Confidence.MEDIUM: N_("medium confidence"),
        Confidence.LOW: N_("low confidence"),
        Confidence.CONTESTED: N_("sources differ"),
    },
    "family": {
        Family.DEAL: N_("text of the deal"),
        Family.BESIDE: N_("beside the deal"),
    },
}


def label(kind: Kind, value: str) -> str:
    """Return a coded value in words; one that needs none, such as "0–10 km", as it is.

    Parameters
    ----------
    kind : str
        What is shown: ``control``, ``band``, ``status``, ``licence_state``,
        ``covered``, ``rests_on``, ``threat_edge``, ``clause``, ``source`` (its kind),
        ``operation`` (the short form of such a clause), ``confidence``, ``family``, or
        ``answer`` for every three-valued answer.
    value : str
        The value as the assessment holds it.

    Examples
    --------
    >>> label("control", "free"), label("band", "0–10 km")
    ('held by Ukraine', '0–10 km')
    """
    text = _LABELS[kind].get(value)
    return value if text is None else _(text)


def binds(scenario: Scenario) -> bool:
    """Return whether a text has entered into force and is not a reader's what-if."""
    what_if = scenario.status is ScenarioStatus.WHAT_IF
    return scenario.in_force is not None and not what_if


def waits_for_licence(scenario: Scenario) -> bool:
    """Return whether a licence alone is the step after which a deposit counts."""
    return any(c.kind == ClauseKind.LICENCE and c.value for c in scenario.clauses)


def coverage_label(coverage: str, scenario: Scenario) -> str:
    """Return a class of coverage in words that are true of the text.

    A text that is not in force covers nothing: it would.

    Parameters
    ----------
    coverage : str
        `geo.schema.Coverage`.
    scenario : Scenario
        The text that says so.
    """
    if coverage == Coverage.IN_FORCE:
        return _("covered now") if binds(scenario) else _("would be covered at once")
    if coverage != Coverage.PROSPECTIVE:
        return label("covered", coverage)
    if not binds(scenario):
        dated = waits_for_licence(scenario)
        return (
            _("would be covered once licensed")
            if dated
            else _("would be covered once licensed or at work")
        )
    if waits_for_licence(scenario):
        return _("covered once licensed")
    return label("covered", coverage)


def short_form_text(scenario: Scenario, clause: Clause, value: object) -> str:
    """Return a value of a clause, or of a reading of it, in words."""
    if clause.kind == ClauseKind.OPERATION:
        return label("operation", str(value))
    if clause.kind == ClauseKind.MINERALS:
        return in_language(mineral_sets_of(scenario)[str(value)].name)
    return value_text(value)


def value_text(value: object) -> str:
    """Return a number, day, answer or text as a reader meets it."""
    if isinstance(value, Mapping):
        return in_language(value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, int | float):
        return quantity_text(value)
    return day_text(value) if isinstance(value, date) else str(value)


def source_text(source: Source) -> str:
    """Return who says so, when, and what kind of source it is."""
    citation = " ".join(filter(None, [source.publisher, source.date]))
    return f"{citation}, {label('source', source.kind)}"
