"""What a scenario says of each deposit: its class of coverage, why, and whose share.

Coverage is decided by the scenario's clauses. A clause that sources read in several
ways is tried in each of them.
"""

import csv
import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from enum import StrEnum
from functools import cache, partial
from itertools import product
from typing import Any, NamedTuple, cast

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from geo.deal.load import mineral_sets_of, read_mineral_sets
from geo.deal.permits import Standing, permits_of, standing
from geo.deal.scenario import (
    READ_IN_SEVERAL_WAYS,
    Clause,
    ClauseKind,
    Confidence,
    Ground,
    MineralSet,
    RestsOn,
    Scenario,
)
from geo.deal.shares import NOT_STATED, ground_of, terms_on
from geo.errors import DataError
from geo.paths import DATA
from geo.schema import (
    COVERING,
    Answer,
    Control,
    Coverage,
    Licence,
    LicenceState,
    Status,
)


class Facts(NamedTuple):
    """What the clauses ask of a deposit."""

    commodities: tuple[str, ...]
    status: str
    licences: tuple[Licence, ...]
    operating_2025: str
    operating_basis: str
    control: str


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


class Verdict(NamedTuple):
    """The class of a deposit, on what that rests, and the clause that decides.

    ``missing`` is the fact that an unclear one lacks; ``licence`` the permit, or the
    search, that was looked at.
    """

    coverage: Coverage
    rests_on: RestsOn = RestsOn.NOTHING
    clause: str = ""
    missing: Missing = Missing.NOTHING
    licence: Licence | None = None


#: What a clause says of a deposit; None where it does not bear on it.
_Rule = Callable[[Facts], Verdict | None]

_IN = Verdict(Coverage.IN_FORCE, RestsOn.SOURCED)
_OUT = Verdict(Coverage.OUTSIDE, RestsOn.SOURCED)
_WEAKNESS = {rests_on: i for i, rests_on in enumerate(RestsOn)}
_NEVER_WORKED = (Status.EXPLORED, Status.PROSPECT)
_ONCE_WORKED = (Status.OPERATING, Status.DEVELOPED, Status.CLOSED)

#: Of several clauses the first of these decides: one that excludes, one that is read in
#: several ways, one that lacks a fact, one that waits for a step.
_FIRST = (
    Coverage.OUTSIDE,
    Coverage.DISPUTED,
    Coverage.UNCLEAR,
    Coverage.PROSPECTIVE,
    Coverage.IN_FORCE,
)

#: Of several sites the one that a text reaches furthest stands for the deposit.
_FURTHEST = (
    Coverage.IN_FORCE,
    Coverage.PROSPECTIVE,
    Coverage.DISPUTED,
    Coverage.UNCLEAR,
    Coverage.OUTSIDE,
)


def _unclear(missing: Missing) -> Verdict:
    return Verdict(Coverage.UNCLEAR, missing=missing)


#: What `apply` adds, and of which type.
_COLUMNS = {
    "covered": "str",
    "covered_by": "str",
    "rests_on": "str",
    "missing": "str",
    "us_share_percent": "float64",
    "ukraine_share_percent": "float64",
    "other_share_percent": "float64",
    "share_base": "str",
    "effective_us_percent": "float64",
}


def in_reach(covered: ArrayLike, control: ArrayLike) -> NDArray[np.str_]:
    """Return whether each deposit is in force or prospective, and not occupied.

    Parameters
    ----------
    covered : array-like of str
        Classes of coverage, as `apply` gives them.
    control : array-like of str
        The side of each deposit.

    Returns
    -------
    ndarray of str
        Answers; ``unclear`` where coverage or side is not known for sure.
    """
    classes, sides = np.asarray(covered), np.asarray(control)
    no = (classes == Coverage.OUTSIDE) | (sides == Control.OCCUPIED)
    yes = np.isin(classes, COVERING) & (sides == Control.FREE)
    return np.select(
        [no, yes], [Answer.NO.value, Answer.YES.value], Answer.UNCLEAR.value
    )


def apply(
    scenario: Scenario,
    deposits: pd.DataFrame,
    control: "pd.Series[str]",
    *,
    before: "pd.Series[str] | None" = None,
) -> pd.DataFrame:
    """Return what a scenario says of every deposit.

    Parameters
    ----------
    scenario : Scenario
    deposits : DataFrame
        Validated deposits: commodities, status, licences and operation.
    control : Series
        ``occupied``, ``free``, ``contested`` or ``unknown``, on the same index.
    before : Series, optional
        The control on an earlier front: what was occupied there and is free now is
        land freed, for which a text may have a rate of its own.

    Returns
    -------
    DataFrame
        On the index of ``deposits``: ``covered`` (`geo.schema.Coverage`),
        ``covered_by`` (the clause that decides), ``rests_on``, ``missing`` (the fact
        that an unclear one lacks), and, where in force or prospective, the parties'
        shares in percent (NaN = not stated), their ``share_base`` and
        ``effective_us_percent``.
    """
    verdicts = decide(scenario, facts_of(deposits, control))
    now = control.loc[deposits.index].tolist()
    sides = zip(now, now if before is None else before.loc[deposits.index], strict=True)
    terms = cache(lambda *sides: terms_on(scenario, ground_of(scenario, *sides)))
    rows = [
        (
            verdict.coverage.value,
            verdict.clause,
            verdict.rests_on.value,
            verdict.missing.value,
            *(terms(*side) if verdict.coverage in COVERING else NOT_STATED),
        )
        for verdict, side in zip(verdicts, sides, strict=True)
    ]
    columns = zip(*rows, strict=True) if rows else ([] for _name in _COLUMNS)
    return pd.DataFrame(
        {
            name: pd.Series(column, deposits.index, dtype)
            for (name, dtype), column in zip(_COLUMNS.items(), columns, strict=True)
        }
    )


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


def matched_minerals(scenario: Scenario, deposits: pd.DataFrame) -> "pd.Series[Any]":
    """Return for each deposit the tuple of its commodities that the text speaks of."""
    found = [matched(scenario, each) for each in deposits["commodities"]]
    return pd.Series(found, index=deposits.index, name="matched", dtype=object)


def matched(scenario: Scenario, commodities: Iterable[str]) -> tuple[str, ...]:
    """Return those of a deposit's commodities that the text, as some read it, names."""
    named = [
        [mineral_set(scenario, value) for value in values_of(clause)]
        for clause in scenario.clauses
        if clause.kind is ClauseKind.MINERALS and values_of(clause)
    ]
    return tuple(
        c
        for c in commodities
        if all(any(speaks_of(one, c) for one in sets) for sets in named)
    )


def values_of(clause: Clause) -> tuple[Any, ...]:
    """Return the short forms of a clause: its own, or one of each way to read it."""
    if clause.value is not None:
        return (clause.value,)
    if clause.kind not in READ_IN_SEVERAL_WAYS:
        return ()
    return tuple(dict.fromkeys(reading.value for reading in clause.readings))


def each_reading(scenario: Scenario) -> list[Scenario]:
    """Return a text as it would be if each of its clauses had one of its readings.

    Every combination, where several clauses are read in several ways.
    """
    ways = [
        [replace(clause, value=value, readings=()) for value in values_of(clause)]
        or [clause]
        for clause in scenario.clauses
    ]
    return [replace(scenario, clauses=clauses) for clauses in product(*ways)]


# Several clauses, several readings, several sites ------------------------------------


def _decide(rules: Sequence[_Rule], deposit: Facts) -> Verdict:
    said = [verdict for rule in rules if (verdict := rule(deposit))]
    return _first(said) if said else _IN


def _first(verdicts: Sequence[Verdict]) -> Verdict:
    """Return the verdict that decides; what is covered, as weak as the weakest.

    Of two that are alike the weaker one decides, else the later one.
    """
    decisive = min(verdicts, key=lambda one: _FIRST.index(one.coverage)).coverage
    alike = [one for one in verdicts if one.coverage is decisive]
    if decisive not in COVERING:
        return alike[0]
    weakest = max(reversed(alike), key=lambda one: _WEAKNESS[one.rests_on])
    return weakest._replace(rests_on=_weakest(verdicts))


def _weakest(verdicts: Iterable[Verdict]) -> RestsOn:
    return max((one.rests_on for one in verdicts), key=_WEAKNESS.__getitem__)


def _read(verdicts: Sequence[Verdict]) -> Verdict:
    """Return what several readings of one clause come to.

    Covered in all of them, now or after a step, is the weaker of these; covered in one
    and outside in another is disputed.
    """
    unclear = [one for one in verdicts if one.coverage is Coverage.UNCLEAR]
    if unclear:
        return unclear[0]
    classes = {one.coverage for one in verdicts}
    if len(classes) == 1 or classes <= set(COVERING):
        return _first(verdicts)
    return Verdict(Coverage.DISPUTED, _weakest(verdicts))


def _capped(verdict: Verdict, clause: Clause) -> Verdict:
    """Return a verdict as the clause's own, and never surer than the clause is."""
    unsure = clause.inferred or clause.confidence is Confidence.LOW
    rests_on = verdict.rests_on
    if unsure and rests_on is RestsOn.SOURCED:
        rests_on = RestsOn.INFERRED
    return verdict._replace(rests_on=rests_on, clause=clause.id)


def _rules(scenario: Scenario) -> Iterable[_Rule]:
    """Yield a rule for each clause that decides, and one for all about permits."""
    deciding = [one for one in scenario.clauses if values_of(one)]
    for clause in deciding:
        if clause.kind is ClauseKind.CLAIM:
            yield partial(_by_claim, clause)
        elif clause.kind is ClauseKind.MINERALS:
            sets = [mineral_set(scenario, value) for value in values_of(clause)]
            yield partial(_by_minerals, clause, sets)
        elif clause.kind is ClauseKind.GROUND:
            yield partial(_by_ground, clause)
    of_kind = {clause.kind: clause for clause in deciding}
    licence = of_kind.get(ClauseKind.LICENCE)
    operation = of_kind.get(ClauseKind.OPERATION)
    if licence or operation:
        day, at_once = day_that_counts(scenario), takes_title(scenario)
        yield partial(_by_permits, licence, operation, day, at_once=at_once)


def day_that_counts(scenario: Scenario) -> dt.date:
    """Return the day after which a permit is new: that of a clause, else the text's."""
    kind = ClauseKind.LICENCE
    days = [one.value for one in scenario.clauses if one.kind is kind and one.value]
    return cast(dt.date, days[-1]) if days else scenario.date


def takes_title(scenario: Scenario) -> bool:
    """Tell whether the text divides the title itself, which needs no licence."""
    rate = (scenario.rates or {}).get(Ground.FREE)
    return rate is not None and scenario.share(rate.share).base == "title"


# Claim, minerals, ground -------------------------------------------------------------


def _by_claim(clause: Clause, _deposit: Facts) -> Verdict:
    """Leave out everything: the text takes no share of any deposit."""
    return _capped(_OUT, clause)


def mineral_set(scenario: Scenario, value: Any) -> MineralSet:
    """Return the set of minerals of an id, as a clause's short form names it."""
    return mineral_sets_of(scenario)[str(value)]


def _by_minerals(
    clause: Clause, sets: Sequence[MineralSet], deposit: Facts
) -> Verdict | None:
    read = _read([_in_set(named, deposit.commodities) for named in sets])
    return _capped(read, clause)


def _in_set(named: MineralSet, commodities: Sequence[str]) -> Verdict:
    """Cover a deposit when one of its commodities stands for a mineral of the set."""
    if named.everything or any(speaks_of(named, c) for c in commodities):
        return _IN
    if not commodities or not all(map(minerals_of, commodities)):
        return _unclear(Missing.MINERALS)
    return _unclear(Missing.LIST) if named.open_ended else _OUT


def speaks_of(named: MineralSet, commodity: str) -> bool:
    """Tell whether a commodity stands for a mineral of a set."""
    return named.everything or not minerals_of(commodity).isdisjoint(named.minerals)


@cache
def minerals_of(commodity: str) -> frozenset[str]:
    """Return the minerals that a commodity stands for; empty where it is not known."""
    key = commodity.strip().lower()
    if key in _commodity_minerals():
        return _commodity_minerals()[key]
    listed = any(key in one.minerals for one in read_mineral_sets().values())
    return frozenset({key}) if listed else frozenset()


@cache
def known_minerals() -> frozenset[str]:
    """Return every mineral that a set names or a commodity stands for."""
    named = (one.minerals for one in read_mineral_sets().values() if not one.everything)
    return frozenset().union(*named, *_commodity_minerals().values())


@cache
def _commodity_minerals() -> dict[str, frozenset[str]]:
    """Return the minerals of every commodity; one on no list stands for itself."""
    path = DATA / "commodities.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    try:
        names = {row["commodity"]: row["annex57_names"] for row in rows}
    except KeyError as error:
        raise DataError(f"{path.name}: column {error} is missing") from error
    return {
        commodity: frozenset(filter(None, map(str.strip, listed.split(";"))))
        or frozenset({commodity})
        for commodity, listed in names.items()
    }


# Ground and permits ------------------------------------------------------------------


def _by_ground(clause: Clause, deposit: Facts) -> Verdict | None:
    """Cover occupied land only, or decide nothing where a text is for all land."""
    if clause.value != "occupied":
        return None
    of_side = {Control.OCCUPIED: _IN, Control.FREE: _OUT}
    verdict = of_side.get(Control(deposit.control), _unclear(Missing.SIDE))
    return _capped(verdict, clause)


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
        read = _read([_of_site(value, permit, seen, deposit) for value in values])
        if at_once and read.coverage is Coverage.PROSPECTIVE:
            read = read._replace(coverage=Coverage.IN_FORCE)
        held_before = seen in (Standing.OLD, Standing.UNDATED)
        clause = operation if licence is None or held_before else licence
        decides = clause or licence or operation
        assert decides is not None
        sites.append(_capped(read, decides)._replace(licence=permit))
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
            Answer.UNCLEAR: _unclear(Missing.WORKING),
        }[works]
    if existing == "included":
        held = seen in (Standing.OLD, Standing.UNDATED, Standing.NEW)
        held = held and permit.state != LicenceState.SOLD
        if held or works is Answer.YES:
            return _IN
        # Where a permit may stand, the text reaches the deposit either way, now or once
        # it is licensed; the weaker of the two is what is known.
        return Verdict(Coverage.PROSPECTIVE, _rests_on(permit))
    if existing == "not_stated" and works is Answer.YES:
        return _unclear(Missing.EXISTING)
    if seen is Standing.NEW:
        return Verdict(Coverage.IN_FORCE, _rests_on(permit))
    if seen is Standing.TO_COME:
        return Verdict(Coverage.PROSPECTIVE, _rests_on(permit))
    if seen is Standing.ISSUED:
        return _unclear(Missing.VALIDITY)
    if seen is Standing.UNKNOWN:
        return _unclear(Missing.LICENCE)
    return _held_before(existing, seen, deposit)


def _held_before(existing: str, seen: Standing, deposit: Facts) -> Verdict:
    """Return what one reading says of a permit that is old, or undated."""
    developed, sure = _developed(deposit)
    if seen is Standing.UNDATED and developed is not Answer.YES:
        return _unclear(Missing.GRANT_DAY)
    rests_on = RestsOn.SOURCED if seen is Standing.OLD else RestsOn.INFERRED
    if existing == "not_stated":
        return _unclear(Missing.EXISTING)
    if existing == "excluded":
        return Verdict(Coverage.OUTSIDE, rests_on)
    weaker = max(rests_on, sure, key=_WEAKNESS.__getitem__)
    return {
        Answer.YES: Verdict(Coverage.OUTSIDE, weaker),
        Answer.NO: Verdict(Coverage.PROSPECTIVE, weaker),
        Answer.UNCLEAR: _unclear(Missing.DEVELOPED),
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
