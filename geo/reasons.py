"""Why a text covers a deposit, or does not: the deciding clause in half a sentence."""

from collections.abc import Callable
from datetime import date
from typing import cast

from geo.coverage import Facts, Verdict, matched, mineral_set, minerals_of
from geo.schema import Answer
from geo.terms import Clause, ClauseKind, RestsOn, Scenario
from geo.words import _, in_language


def reason(scenario: Scenario, deposit: Facts, verdict: Verdict) -> str:
    """Return why a scenario gives its verdict on a deposit, in the reader's language.

    Parameters
    ----------
    scenario : Scenario
    deposit, verdict
        As `geo.coverage.facts_of` and `geo.coverage.decide` return them.

    Returns
    -------
    str
        Half a sentence, such as "the licence is older than 23 May 2025"; empty where
        no clause bears on the deposit.
    """
    if not verdict.clause:
        return ""
    clause = scenario.clause(verdict.clause)
    return _REASONS[clause.kind](scenario, clause, deposit, verdict)


def day_text(day: date) -> str:
    """Return a day as "22 August 2026"."""
    months = _(
        "January February March April May June July August September October "
        "November December"
    ).split()
    return f"{day.day} {months[day.month - 1]} {day.year}"


def _of_claim(*_all: object) -> str:
    return _("the text takes no share of any deposit")


def _of_minerals(
    scenario: Scenario, clause: Clause, deposit: Facts, verdict: Verdict
) -> str:
    named = mineral_set(scenario, clause)
    meant, minerals = in_language(named.name), ", ".join(deposit.commodities)
    if verdict.answer is Answer.NO:
        text = _("the text speaks of {meant}, not of {minerals}")
    elif verdict.answer is Answer.YES:
        minerals = ", ".join(matched(scenario, deposit.commodities))
        text = _("the text speaks of {meant}")
        if minerals and not named.everything:
            text = _("the text speaks of {meant}, and so of {minerals}")
    elif named.open_ended and all(map(minerals_of, deposit.commodities)):
        text = _("the text speaks of {meant}; whether of {minerals} is not said")
    else:
        text = _("which minerals it holds is not known")
    return text.format(meant=meant, minerals=minerals)


def _of_ground(
    _scenario: Scenario, _clause: Clause, _deposit: Facts, verdict: Verdict
) -> str:
    return {
        Answer.YES: _("it lies on occupied land"),
        Answer.NO: _("it lies on land that Ukraine holds"),
        Answer.UNCLEAR: _("on which side of the line it lies is not sure"),
    }[verdict.answer]


def _of_licence(
    _scenario: Scenario, clause: Clause, _deposit: Facts, verdict: Verdict
) -> str:
    text = {
        (Answer.YES, RestsOn.SOURCED): _("the licence is of {day} or later"),
        (Answer.YES, RestsOn.OPEN): _would_be_new(),
        (Answer.NO, RestsOn.SOURCED): _("the licence is older than {day}"),
        (Answer.NO, RestsOn.PRESUMED): _(
            "it is licensed or at work, and no source says that the licence is new, "
            "so it is taken as older than {day}"
        ),
        (Answer.UNCLEAR, RestsOn.NOTHING): _(
            "whether its licence is older than {day} is not known"
        ),
    }[verdict.answer, verdict.rests_on]
    return text.format(day=day_text(cast(date, clause.value)))


def _would_be_new() -> str:
    return _("no valid licence is known, and one granted from here on would be new")


def _of_operation(
    _scenario: Scenario, clause: Clause, _deposit: Facts, verdict: Verdict
) -> str:
    if clause.value == "included":
        return _("what is licensed or at work already is included")
    if clause.value == "excluded":
        return _of_working(verdict)
    if verdict.answer is Answer.YES:
        return {
            RestsOn.SOURCED: _("its licence or agreement is newer than the text"),
            RestsOn.PRESUMED: _("it is taken to be neither licensed nor at work"),
            RestsOn.OPEN: _would_be_new(),
        }[verdict.rests_on]
    if clause.value == "contested":
        return _(
            "it is or may be licensed or at work, and whether such deposits count is "
            "contested between the sources"
        )
    return _(
        "it is or may be licensed or at work, and whether such deposits count is not "
        "stated"
    )


def _of_working(verdict: Verdict) -> str:
    return {
        (Answer.YES, RestsOn.SOURCED): _("it does not work yet"),
        (Answer.YES, RestsOn.PRESUMED): _("it is taken not to be at work"),
        (Answer.NO, RestsOn.SOURCED): _("it is at work already"),
        (Answer.NO, RestsOn.PRESUMED): _("it is taken to be at work already"),
        (Answer.UNCLEAR, RestsOn.NOTHING): _("whether it is at work is not known"),
    }[verdict.answer, verdict.rests_on]


_REASONS: dict[ClauseKind, Callable[[Scenario, Clause, Facts, Verdict], str]] = {
    ClauseKind.CLAIM: _of_claim,
    ClauseKind.MINERALS: _of_minerals,
    ClauseKind.GROUND: _of_ground,
    ClauseKind.LICENCE: _of_licence,
    ClauseKind.OPERATION: _of_operation,
}
