"""What a clause of each kind says of a deposit, and why: one table of the kinds.

Each kind has its rules, the reasons that these give and the facts that they may lack
side by side, and one row in `KINDS`. A new kind enters here and nowhere else.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from enum import StrEnum
from functools import partial
from itertools import product
from typing import Any, NamedTuple, cast

import pandas as pd

from geo.deal.lists import mineral_sets_of
from geo.deal.minerals import mineral_set, minerals_of, speaks_of
from geo.deal.permits import Standing, permits_of, standing
from geo.deal.scenario import Clause, Ground, MineralSet, RestsOn, Scenario
from geo.deal.verdicts import (
    IN,
    OUT,
    Facts,
    Verdict,
    first,
    of_clause,
    of_readings,
    unclear,
    weaker,
)
from geo.schema import Answer, Control, Coverage, Licence, LicenceState, Status
from geo.text.format import long_day_text, when_text
from geo.text.i18n import N_, _, in_language


class ClauseKind(StrEnum):
    """What a clause is about; those with rules in `KINDS` decide coverage."""

    CLAIM = "claim"
    MINERALS = "minerals"
    GROUND = "ground"
    LICENCE = "licence"
    OPERATION = "operation"
    RATE = "rate"
    CAP = "cap"
    DEBT = "debt"
    DURATION = "duration"
    LAW = "law"
    GUARANTEE = "guarantee"
    THIRD_PARTIES = "third_parties"
    GOVERNANCE = "governance"
    OTHER = "other"


class Missing(StrEnum):
    """The fact that would decide what is unclear."""

    NOTHING = ""
    MINERALS = "minerals"
    LIST = "list"
    SIDE = "side"
    LICENCE = "licence"
    VALIDITY = "validity"
    GRANT_DAY = "grant_day"
    WORKING = "working"
    DEVELOPED = "developed"
    EXISTING = "existing"


#: What a clause says of a deposit; None where it does not bear on it.
Rule = Callable[[Facts], Verdict | None]


class Kind(NamedTuple):
    """What the program makes of the clauses of a kind.

    Attributes
    ----------
    label : str
        Its name, marked for translation.
    short_forms : tuple of str
        The values that such a clause may have.
    words : mapping of str to str
        These values in words, marked for translation, where they are shown.
    sets : callable, optional
        Returns the values, by id, where a text may bring some of its own.
    is_day : bool
        Whether the value is a day.
    has_readings : bool
        Whether each of several readings is tried; else a value alone decides.
    rules : callable, optional
        Yields what the clauses of this kind, and of others that share these rules, say
        of a deposit. A kind without rules decides nothing.
    reason : callable, optional
        Returns in half a sentence why such a clause gives its verdict on a deposit.
    missing : callable, optional
        Returns in half a sentence each fact that the rules may lack. With the permit
        that was looked at; ``{day}`` is the day after which one is new.
    """

    label: str
    short_forms: tuple[str, ...] = ()
    words: Mapping[str, str] = {}
    sets: Callable[[Scenario], Mapping[str, MineralSet]] | None = None
    is_day: bool = False
    has_readings: bool = False
    rules: Callable[[Scenario, Sequence[Clause]], Iterable[Rule]] | None = None
    reason: Callable[[Scenario, Clause, Facts, Verdict], str] | None = None
    missing: Callable[[Licence | None], Mapping[Missing, str]] | None = None


# What a text says of deposits -------------------------------------------------------


def facts_of(deposits: pd.DataFrame, control: "pd.Series[str]") -> list[Facts]:
    """Return what the clauses ask of each deposit, in the order of the frame."""
    columns = [deposits[name].tolist() for name in Facts._fields[:-1]]
    return list(map(Facts, *columns, control.loc[deposits.index].tolist()))


def decide(scenario: Scenario, deposits: Iterable[Facts]) -> list[Verdict]:
    """Return a scenario's verdict on each deposit.

    A clause that excludes decides; else one that is disputed, else one that lacks a
    fact, else one that waits for a step. What is covered rests on the weakest of
    what the clauses that bear on it rest on.
    """
    rules = list(_rules(scenario))
    return [_decide(rules, deposit) for deposit in deposits]


def _rules(scenario: Scenario) -> Iterator[Rule]:
    """Yield what the clauses that decide say of a deposit, in the order of `KINDS`."""
    for makers in dict.fromkeys(kind.rules for kind in KINDS.values()):
        clauses = [
            one
            for one in scenario.clauses
            if KINDS[one.kind].rules is makers and values_of(one)
        ]
        if makers and clauses:
            yield from makers(scenario, clauses)


def _decide(rules: Sequence[Rule], deposit: Facts) -> Verdict:
    verdicts = [verdict for rule in rules if (verdict := rule(deposit))]
    return first(verdicts) if verdicts else IN


def reason(scenario: Scenario, deposit: Facts, verdict: Verdict) -> str:
    """Return why a scenario gives its verdict on a deposit, in the reader's language.

    Parameters
    ----------
    scenario : Scenario
    deposit, verdict
        As `facts_of` and `decide` return them.

    Returns
    -------
    str
        Half a sentence, such as "the permit was granted in 2017, before the text";
        empty where no clause bears on the deposit.
    """
    if not verdict.clause:
        return ""
    clause = scenario.clause(verdict.clause)
    kind = KINDS[clause.kind]
    if verdict.coverage is Coverage.UNCLEAR:
        return missing_text(verdict.missing, scenario, verdict.licence)
    return kind.reason(scenario, clause, deposit, verdict) if kind.reason else ""


def missing_text(
    missing: str, scenario: Scenario | None = None, licence: Licence | None = None
) -> str:
    """Return the fact that would decide what is unclear, in half a sentence.

    Parameters
    ----------
    missing : str
        `Missing`, as the assessment holds it.
    scenario : Scenario, optional
        Whose day a permit is asked for.
    licence : Licence, optional
        The permit, or the search, that was looked at.
    """
    day = long_day_text(day_that_counts(scenario)) if scenario else _("the text")
    texts = {
        fact: text
        for kind in KINDS.values()
        if kind.missing
        for fact, text in kind.missing(licence).items()
    }
    return texts[Missing(missing)].format(day=day)


def decides(clause: Clause) -> bool:
    """Return whether a clause bears on coverage: by its value, or by readings of it."""
    given = clause.value is not None or bool(clause.readings)
    return clause.kind in DECIDING and given


def values_of(clause: Clause) -> tuple[Any, ...]:
    """Return the short forms of a clause: its own, or one of each way to read it."""
    if clause.value is not None:
        return (clause.value,)
    if not KINDS[clause.kind].has_readings:
        return ()
    return tuple(dict.fromkeys(reading.value for reading in clause.readings))


def each_reading(scenario: Scenario) -> list[Scenario]:
    """Return a text as it would be if each of its clauses had one of its readings.

    Every combination, where several clauses are read in several ways.
    """
    alternatives = [
        [replace(clause, value=value, readings=()) for value in values_of(clause)]
        or [clause]
        for clause in scenario.clauses
    ]
    return [replace(scenario, clauses=clauses) for clauses in product(*alternatives)]


# Claim ------------------------------------------------------------------------------


def _claim_rules(_scenario: Scenario, clauses: Sequence[Clause]) -> Iterator[Rule]:
    """Leave out everything: the text takes no share of any deposit."""
    for clause in clauses:
        yield partial(_by_claim, clause)


def _by_claim(clause: Clause, _deposit: Facts) -> Verdict:
    return of_clause(OUT, clause)


def _of_claim(*_all: object) -> str:
    return _("the text takes no share of any deposit")


# Minerals ---------------------------------------------------------------------------


def _mineral_rules(scenario: Scenario, clauses: Sequence[Clause]) -> Iterator[Rule]:
    """Cover a deposit when one of its commodities stands for a mineral of the set."""
    for clause in clauses:
        sets = [mineral_set(scenario, value) for value in values_of(clause)]
        yield partial(_by_minerals, clause, sets)


def _by_minerals(clause: Clause, sets: Sequence[MineralSet], deposit: Facts) -> Verdict:
    read = of_readings([_in_set(named, deposit.commodities) for named in sets])
    return of_clause(read, clause)


def _in_set(named: MineralSet, commodities: Sequence[str]) -> Verdict:
    if named.everything or any(speaks_of(named, c) for c in commodities):
        return IN
    if not commodities or not all(map(minerals_of, commodities)):
        return unclear(Missing.MINERALS)
    return unclear(Missing.LIST) if named.open_ended else OUT


def _of_minerals(
    scenario: Scenario, clause: Clause, deposit: Facts, verdict: Verdict
) -> str:
    sets = [mineral_set(scenario, value) for value in values_of(clause)]
    meant = _(" or of ").join(in_language(one.name) for one in sets)
    minerals = ", ".join(deposit.commodities)
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


def _missing_minerals(_licence: Licence | None) -> Mapping[Missing, str]:
    return {
        Missing.MINERALS: _("which minerals it holds is not known"),
        Missing.LIST: _("whether the text means its mineral is not said"),
    }


def matched(scenario: Scenario, commodities: Iterable[str]) -> tuple[str, ...]:
    """Return those of a deposit's commodities that the text, as some read it, names."""
    named = [
        [mineral_set(scenario, value) for value in values_of(clause)]
        for clause in scenario.clauses
        if clause.kind == ClauseKind.MINERALS and values_of(clause)
    ]
    return tuple(
        c
        for c in commodities
        if all(any(speaks_of(one, c) for one in sets) for sets in named)
    )


# Ground -----------------------------------------------------------------------------


def _ground_rules(_scenario: Scenario, clauses: Sequence[Clause]) -> Iterator[Rule]:
    """Cover occupied land only, or decide nothing where a text is for all land."""
    for clause in clauses:
        if clause.value == "occupied":
            yield partial(_by_ground, clause)


def _by_ground(clause: Clause, deposit: Facts) -> Verdict:
    of_side = {Control.OCCUPIED: IN, Control.FREE: OUT}
    verdict = of_side.get(Control(deposit.control), unclear(Missing.SIDE))
    return of_clause(verdict, clause)


def _of_ground(
    _scenario: Scenario, _clause: Clause, _deposit: Facts, verdict: Verdict
) -> str:
    return {
        Coverage.IN_FORCE: _("it lies on occupied land"),
        Coverage.OUTSIDE: _("it lies on land that Ukraine holds"),
    }[verdict.coverage]


def _missing_side(_licence: Licence | None) -> Mapping[Missing, str]:
    return {Missing.SIDE: _("on which side of the line it lies is not sure")}


# Permits, and mines at work ---------------------------------------------------------

#: The short forms of an operation clause: what becomes of what was licensed before.
_OPERATION = {
    "included": N_("what is licensed or at work already counts"),
    "working_excluded": N_("what is at work is out"),
    "undeveloped_included": N_(
        "of what was licensed before, only what was never developed is in"
    ),
    "excluded": N_("all that was licensed before is out"),
    "not_stated": N_("no source says"),
}

_NEVER_WORKED = (Status.EXPLORED, Status.PROSPECT)
_ONCE_WORKED = (Status.OPERATING, Status.DEVELOPED, Status.CLOSED)

#: Of several sites the one that a text reaches furthest stands for the deposit.
_FURTHEST = (
    Coverage.IN_FORCE,
    Coverage.PROSPECTIVE,
    Coverage.DISPUTED,
    Coverage.UNCLEAR,
    Coverage.OUTSIDE,
)


def _permit_rules(scenario: Scenario, clauses: Sequence[Clause]) -> Iterator[Rule]:
    """Ask the clauses on permits and on mines at work together, the last of each."""
    of_kind = {clause.kind: clause for clause in clauses}
    licence = of_kind.get(ClauseKind.LICENCE)
    operation = of_kind.get(ClauseKind.OPERATION)
    day, at_once = day_that_counts(scenario), takes_title(scenario)
    yield partial(_by_permits, licence, operation, day, at_once=at_once)


def day_that_counts(scenario: Scenario) -> dt.date:
    """Return the day after which a permit is new: that of a clause, else the text's."""
    kind = ClauseKind.LICENCE
    days = [one.value for one in scenario.clauses if one.kind == kind and one.value]
    return cast(dt.date, days[-1]) if days else scenario.date


def takes_title(scenario: Scenario) -> bool:
    """Return whether the text divides the title itself, which needs no licence."""
    rate = (scenario.rates or {}).get(Ground.FREE)
    return rate is not None and scenario.share(rate.share).base == "title"


def _by_permits(
    licence: Clause | None,
    operation: Clause | None,
    day: dt.date,
    deposit: Facts,
    *,
    at_once: bool,
) -> Verdict:
    """Return what the clauses on permits and on mines at work say of a deposit.

    Its sites are looked at one by one. Where a text counts ``at_once``, what is not
    licensed yet waits for no step.
    """
    values = values_of(operation) if operation else ("excluded",)
    sites = []
    for permit in permits_of(deposit.licences):
        seen = _standing(permit, day, deposit)
        read = of_readings([_of_site(value, permit, seen, deposit) for value in values])
        if at_once and read.coverage is Coverage.PROSPECTIVE:
            read = read._replace(coverage=Coverage.IN_FORCE)
        held_before = seen in (Standing.OLD, Standing.UNDATED)
        clause = operation if licence is None or held_before else licence
        decides = clause or licence or operation
        assert decides is not None
        sites.append(of_clause(read, decides)._replace(licence=permit))
    return min(sites, key=lambda one: _FURTHEST.index(one.coverage))


def _standing(permit: Licence, day: dt.date, deposit: Facts) -> Standing:
    """Return how a permit stands; a mine at work on held land has one, found or not."""
    found = standing(permit, day)
    sought = permit.state in (LicenceState.NONE_FOUND, LicenceState.UNKNOWN)
    free = deposit.control != Control.OCCUPIED
    if sought and free and _working(deposit)[0] is Answer.YES:
        return Standing.UNDATED
    return found


def _of_site(existing: str, permit: Licence, seen: Standing, deposit: Facts) -> Verdict:
    """Return what one reading of a clause says of one site.

    Parameters
    ----------
    existing : str
        What becomes of what was licensed before: the short form of an operation clause.
    permit : Licence
        The row that counts of the site.
    seen : Standing
        How that row stands to the day after which a permit is new.
    deposit : Facts
    """
    works, sure = _working(deposit)
    if existing == "working_excluded":
        # That a mine which once worked will count as new when it starts again is
        # inferred: no text says so.
        again = sure if deposit.status in _NEVER_WORKED else RestsOn.INFERRED
        return {
            Answer.YES: Verdict(Coverage.OUTSIDE, sure),
            Answer.NO: Verdict(Coverage.PROSPECTIVE, again),
            Answer.UNCLEAR: unclear(Missing.WORKING),
        }[works]
    if existing == "included":
        held = seen in (Standing.OLD, Standing.UNDATED, Standing.NEW)
        held = held and permit.state != LicenceState.SOLD
        if held or works is Answer.YES:
            return IN
        # Where a permit may stand, the text reaches the deposit either way, now or once
        # it is licensed; the weaker of the two is what is known.
        return Verdict(Coverage.PROSPECTIVE, _rests_on(permit))
    if existing == "not_stated" and works is Answer.YES:
        return unclear(Missing.EXISTING)
    if seen is Standing.NEW:
        return Verdict(Coverage.IN_FORCE, _rests_on(permit))
    if seen is Standing.TO_COME:
        return Verdict(Coverage.PROSPECTIVE, _rests_on(permit))
    if seen is Standing.ISSUED:
        return unclear(Missing.VALIDITY)
    if seen is Standing.UNKNOWN:
        return unclear(Missing.LICENCE)
    return _held_before(existing, seen, deposit)


def _held_before(existing: str, seen: Standing, deposit: Facts) -> Verdict:
    """Return what one reading says of a permit that is old, or undated."""
    developed, sure = _developed(deposit)
    if seen is Standing.UNDATED and developed is not Answer.YES:
        return unclear(Missing.GRANT_DAY)
    rests_on = RestsOn.SOURCED if seen is Standing.OLD else RestsOn.INFERRED
    if existing == "not_stated":
        return unclear(Missing.EXISTING)
    if existing == "excluded":
        return Verdict(Coverage.OUTSIDE, rests_on)
    weakest = weaker(rests_on, sure)
    return {
        Answer.YES: Verdict(Coverage.OUTSIDE, weakest),
        Answer.NO: Verdict(Coverage.PROSPECTIVE, weakest),
        Answer.UNCLEAR: unclear(Missing.DEVELOPED),
    }[developed]


def _rests_on(permit: Licence) -> RestsOn:
    """Return how sure the fact is that a row about a permit gives."""
    return {
        LicenceState.NONE_FOUND: RestsOn.NONE_FOUND,
        LicenceState.ISSUED: RestsOn.INFERRED,
        LicenceState.SUSPENDED: RestsOn.INFERRED,
        LicenceState.UNKNOWN: RestsOn.INFERRED,
    }.get(LicenceState(permit.state), RestsOn.SOURCED)


def _working(deposit: Facts) -> tuple[Answer, RestsOn]:
    """Return whether a deposit works, and how sure that is."""
    if deposit.operating_2025 in (Answer.YES, Answer.NO):
        recalled = "background knowledge" in deposit.operating_basis
        rests_on = RestsOn.INFERRED if recalled else RestsOn.SOURCED
        return Answer(deposit.operating_2025), rests_on
    if deposit.status == Status.OPERATING:
        return Answer.YES, RestsOn.INFERRED
    if deposit.status in (*_NEVER_WORKED, Status.CLOSED):
        return Answer.NO, RestsOn.INFERRED
    return Answer.UNCLEAR, RestsOn.NOTHING


def _developed(deposit: Facts) -> tuple[Answer, RestsOn]:
    """Return whether a deposit was ever worked, and how sure that is."""
    works, sure = _working(deposit)
    if works is Answer.YES:
        return Answer.YES, sure
    if deposit.status in _ONCE_WORKED:
        return Answer.YES, RestsOn.INFERRED
    if deposit.status in _NEVER_WORKED:
        return Answer.NO, sure
    return Answer.UNCLEAR, RestsOn.NOTHING


def _of_permits(
    scenario: Scenario, clause: Clause, deposit: Facts, verdict: Verdict
) -> str:
    parts = (
        [_("the text takes the title, licensed or not")]
        if verdict.coverage is Coverage.IN_FORCE and takes_title(scenario)
        else _of_existing(clause, verdict)
    )
    return "; ".join((*_permit(verdict.licence), *parts))


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
        when=when, searched=searched and long_day_text(dt.date.fromisoformat(searched))
    )
    yield f"{licence.site}: {text}" if licence.site else text


def _of_existing(clause: Clause, verdict: Verdict) -> Iterator[str]:
    """Yield what the text makes of that."""
    licence = clause.kind == ClauseKind.LICENCE
    day = long_day_text(cast(dt.date, clause.value)) if licence else ""
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
    if clause.kind == ClauseKind.LICENCE:
        if state == LicenceState.SOLD:
            return _("once granted, it would be new")
        return _("one granted from here on would be new")
    if clause.value == "included" and state in _MAY_STAND:
        return _(
            "if it has a valid one it counts already, else once it is licensed or at "
            "work"
        )
    return _("it would count once it is licensed or at work")


#: States of which a valid permit cannot be distinguished from none.
_MAY_STAND = (LicenceState.ISSUED, LicenceState.SUSPENDED, LicenceState.UNKNOWN)


def _missing_permits(licence: Licence | None) -> Mapping[Missing, str]:
    suspended = licence is not None and licence.state == LicenceState.SUSPENDED
    return {
        Missing.LICENCE: _licence_unknown(licence),
        Missing.VALIDITY: _("whether its permit, suspended, was annulled is not known")
        if suspended
        else _("whether the permit once issued still stands is not known"),
        Missing.GRANT_DAY: _("whether its permit was granted after {day} is not known"),
        Missing.WORKING: _("whether it is at work is not known"),
        Missing.DEVELOPED: _("whether it was developed by {day} is not known"),
        Missing.EXISTING: _(
            "it is licensed or at work, and whether such deposits count is not stated"
        ),
    }


def _licence_unknown(licence: Licence | None) -> str:
    """Return that no licence is known, and the day of a search that settled nothing."""
    if licence is None or not licence.searched:
        return _("whether it is licensed is not known")
    return _("whether it is licensed is not known (searched on {day})").format(
        day=long_day_text(dt.date.fromisoformat(licence.searched))
    )


# The table --------------------------------------------------------------------------

#: Every kind of clause; those with rules decide in this order.
KINDS: Mapping[str, Kind] = {
    ClauseKind.CLAIM: Kind(
        N_("Claim"), ("no_share",), rules=_claim_rules, reason=_of_claim
    ),
    ClauseKind.MINERALS: Kind(
        N_("Minerals"),
        sets=mineral_sets_of,
        has_readings=True,
        rules=_mineral_rules,
        reason=_of_minerals,
        missing=_missing_minerals,
    ),
    ClauseKind.GROUND: Kind(
        N_("Land"),
        ("all", "occupied"),
        rules=_ground_rules,
        reason=_of_ground,
        missing=_missing_side,
    ),
    ClauseKind.LICENCE: Kind(
        N_("Licences"), is_day=True, rules=_permit_rules, reason=_of_permits
    ),
    ClauseKind.OPERATION: Kind(
        N_("Mines at work"),
        tuple(_OPERATION),
        _OPERATION,
        has_readings=True,
        rules=_permit_rules,
        reason=_of_permits,
        missing=_missing_permits,
    ),
    ClauseKind.RATE: Kind(N_("Rate")),
    ClauseKind.CAP: Kind(N_("Cap")),
    ClauseKind.DEBT: Kind(N_("Debt"), ("owed", "not_owed")),
    ClauseKind.DURATION: Kind(N_("Duration")),
    ClauseKind.LAW: Kind(N_("Law")),
    ClauseKind.GUARANTEE: Kind(N_("Guarantee"), ("none", "linked", "offered")),
    ClauseKind.THIRD_PARTIES: Kind(N_("Others")),
    ClauseKind.GOVERNANCE: Kind(N_("Governance")),
    ClauseKind.OTHER: Kind(N_("Other")),
}

#: The kinds that decide coverage, in the order in which they do.
DECIDING = tuple(name for name, kind in KINDS.items() if kind.rules)
