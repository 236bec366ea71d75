"""Why a text covers a deposit, or does not: the deciding clause in half a sentence."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import cast

from geo.deal.coverage import (
    Facts,
    Missing,
    Verdict,
    day_that_counts,
    matched,
    mineral_set,
    takes_title,
    values_of,
)
from geo.deal.scenario import Clause, ClauseKind, RestsOn, Scenario
from geo.schema import Coverage, Licence, LicenceState
from geo.text.format import long_day_text, month_text
from geo.text.i18n import _, in_language


def reason(scenario: Scenario, deposit: Facts, verdict: Verdict) -> str:
    """Return why a scenario gives its verdict on a deposit, in the reader's language.

    Parameters
    ----------
    scenario : Scenario
    deposit, verdict
        As `geo.deal.coverage.facts_of` and `geo.deal.coverage.decide` return them.

    Returns
    -------
    str
        Half a sentence, such as "the permit was granted in 2017, before the text";
        empty where no clause bears on the deposit.
    """
    if not verdict.clause:
        return ""
    clause = scenario.clause(verdict.clause)
    return _REASONS[clause.kind](scenario, clause, deposit, verdict)


def when_text(granted: str) -> str:
    """Return a day, month or year as a licence row gives it, in words.

    Examples
    --------
    >>> when_text("2026-02-26"), when_text("2023-03"), when_text("../2015")
    ('26 February 2026', 'March 2023', '2015 or before')
    """
    year, *rest = granted.removeprefix("../").split("-")
    text = year
    if rest:
        text = f"{month_text(int(rest[0]))} {year}"
    if len(rest) > 1:
        text = f"{int(rest[1])} {text}"
    return _("{when} or before").format(when=text) if ".." in granted else text


def missing_text(
    missing: str, scenario: Scenario | None = None, licence: Licence | None = None
) -> str:
    """Return the fact that would decide what is unclear, in half a sentence.

    Parameters
    ----------
    missing : str
        `geo.deal.coverage.Missing`, as the assessment holds it.
    scenario : Scenario, optional
        Whose day a permit is asked for.
    licence : Licence, optional
        The permit, or the search, that was looked at.
    """
    day = long_day_text(day_that_counts(scenario)) if scenario else _("the text")
    text = {
        Missing.MINERALS: _("which minerals it holds is not known"),
        Missing.LIST: _("whether the text means its mineral is not said"),
        Missing.SIDE: _("on which side of the line it lies is not sure"),
        Missing.LICENCE: _licence_unknown(licence),
        Missing.VALIDITY: _("whether its permit, suspended, was annulled is not known")
        if licence and licence.state == LicenceState.SUSPENDED
        else _("whether the permit once issued still stands is not known"),
        Missing.GRANT_DAY: _("whether its permit was granted after {day} is not known"),
        Missing.WORKING: _("whether it is at work is not known"),
        Missing.DEVELOPED: _("whether it was developed by {day} is not known"),
        Missing.EXISTING: _(
            "it is licensed or at work, and whether such deposits count is not stated"
        ),
    }[Missing(missing)]
    return text.format(day=day)


def _licence_unknown(licence: Licence | None) -> str:
    """Return that no licence is known, and the day of a search that settled nothing."""
    if licence is None or not licence.searched:
        return _("whether it is licensed is not known")
    return _("whether it is licensed is not known (searched on {day})").format(
        day=long_day_text(date.fromisoformat(licence.searched))
    )


def _of_claim(*_all: object) -> str:
    return _("the text takes no share of any deposit")


def _of_minerals(
    scenario: Scenario, clause: Clause, deposit: Facts, verdict: Verdict
) -> str:
    sets = [mineral_set(scenario, value) for value in values_of(clause)]
    meant = _(" or of ").join(in_language(one.name) for one in sets)
    minerals = ", ".join(deposit.commodities)
    if verdict.coverage is Coverage.UNCLEAR:
        return missing_text(verdict.missing, scenario)
    if verdict.coverage is Coverage.OUTSIDE:
        text = _("the text speaks of {meant}, not of {minerals}")
    elif verdict.coverage is Coverage.DISPUTED:
        text = _("sources differ on whether the text speaks of {meant}")
    elif sets[0].everything or not matched(scenario, deposit.commodities):
        text = _("the text speaks of {meant}")
    else:
        minerals = ", ".join(matched(scenario, deposit.commodities))
        text = _("the text speaks of {meant}, and so of {minerals}")
    return text.format(meant=meant, minerals=minerals)


def _of_ground(
    scenario: Scenario, _clause: Clause, _deposit: Facts, verdict: Verdict
) -> str:
    if verdict.coverage is Coverage.UNCLEAR:
        return missing_text(verdict.missing, scenario)
    return {
        Coverage.IN_FORCE: _("it lies on occupied land"),
        Coverage.OUTSIDE: _("it lies on land that Ukraine holds"),
    }[verdict.coverage]


def _of_permits(
    scenario: Scenario, clause: Clause, deposit: Facts, verdict: Verdict
) -> str:
    if verdict.coverage is Coverage.UNCLEAR:
        return missing_text(verdict.missing, scenario, verdict.licence)
    said = (
        [_("the text takes the title, licensed or not")]
        if verdict.coverage is Coverage.IN_FORCE and takes_title(scenario)
        else _of_existing(clause, verdict)
    )
    return "; ".join((*_permit(verdict.licence), *said))


def _permit(licence: Licence | None) -> Iterator[str]:
    """Yield what is known of the permit that was looked at."""
    if licence is None:
        return
    when, searched = when_text(licence.granted), licence.searched
    how_dated = "" if not when else "on" if licence.granted.count("-") == 2 else "in"
    text = {
        LicenceState.HELD: {
            "on": _("its permit was granted on {when}"),
            "in": _("its permit was granted in {when}"),
            "": _("the day its permit was granted was not found"),
        }[how_dated],
        LicenceState.SOLD: {
            "on": _("its permit was sold on {when}; payment and grant were not seen"),
            "in": _("its permit was sold in {when}; payment and grant were not seen"),
            "": _("its permit was sold; day, payment and grant were not seen"),
        }[how_dated],
        LicenceState.AWARDED: {
            "on": _("a winner was named on {when}; no agreement was seen signed"),
            "in": _("a winner was named in {when}; no agreement was seen signed"),
            "": _("a winner was named; no agreement was seen signed"),
        }[how_dated],
        LicenceState.OFFERED: _("it is offered for auction or tender"),
        LicenceState.ENDED: _("its permit has ended"),
        LicenceState.ISSUED: _("a permit was issued; whether it stands is not known"),
        LicenceState.NONE_FOUND: _("no permit was found in a search of {searched}")
        if searched
        else _("no permit was found"),
        LicenceState.SUSPENDED: _(
            "its permit is suspended; whether it was annulled is not known"
        ),
        LicenceState.UNKNOWN: _licence_unknown(licence),
    }[LicenceState(licence.state)].format(
        when=when, searched=searched and long_day_text(date.fromisoformat(searched))
    )
    yield f"{licence.site}: {text}" if licence.site else text


def _of_existing(clause: Clause, verdict: Verdict) -> Iterator[str]:
    """Yield what the text makes of that."""
    licence = clause.kind is ClauseKind.LICENCE
    day = long_day_text(cast(date, clause.value)) if licence else ""
    if verdict.coverage is Coverage.DISPUTED:
        yield _("sources differ on whether what was licensed before counts")
    elif verdict.coverage is Coverage.PROSPECTIVE:
        yield _of_step(clause, verdict.licence)
    elif verdict.coverage is Coverage.IN_FORCE:
        yield (
            _("that is after {day}").format(day=day)
            if licence
            else _("what is licensed or at work already counts")
        )
    elif verdict.rests_on is RestsOn.SOURCED and licence:
        yield _("that is not after {day}").format(day=day)
    else:
        yield _("what was licensed or at work before does not count")


def _of_step(clause: Clause, licence: Licence | None) -> str:
    """Return what step would make it count; where a permit may stand, perhaps none."""
    state = licence.state if licence else ""
    if clause.kind is ClauseKind.LICENCE:
        if state == LicenceState.SOLD:
            return _("once granted, it would be new")
        return _("one granted from here on would be new")
    if clause.value == "included" and state in _MAY_STAND:
        return _(
            "if it has a valid one it counts already, else once it is licensed or at "
            "work"
        )
    return _("it would count once it is licensed or at work")


#: States of which a valid permit can't be told from none.
_MAY_STAND = (LicenceState.ISSUED, LicenceState.SUSPENDED, LicenceState.UNKNOWN)

_REASONS: dict[ClauseKind, Callable[[Scenario, Clause, Facts, Verdict], str]] = {
    ClauseKind.CLAIM: _of_claim,
    ClauseKind.MINERALS: _of_minerals,
    ClauseKind.GROUND: _of_ground,
    ClauseKind.LICENCE: _of_permits,
    ClauseKind.OPERATION: _of_permits,
}
