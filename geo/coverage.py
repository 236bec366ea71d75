"""What a scenario says of each deposit: covered or not, why, and whose share.

Coverage is decided by the scenario's clauses, in their order.
"""

import csv
import datetime as dt
import math
import re
from collections.abc import Callable, Iterable, Sequence
from functools import cache, partial
from typing import Any, NamedTuple, cast

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from geo.errors import DataError
from geo.paths import DATA
from geo.schema import Answer, Control, LicenceState, Status
from geo.terms import (
    Clause,
    ClauseKind,
    Ground,
    MineralSet,
    RestsOn,
    Scenario,
    effective_us_percent,
    mineral_sets_of,
    party_percents,
    read_mineral_sets,
)
from geo.words import in_language


class Facts(NamedTuple):
    """What the clauses ask of a deposit."""

    commodities: tuple[str, ...]
    status: str
    licence_state: str
    licence_granted: str
    operating_2025: str
    operating_basis: str
    control: str


class Verdict(NamedTuple):
    """Whether a deposit is covered, on what that rests, and which clause decides."""

    answer: Answer
    rests_on: RestsOn = RestsOn.NOTHING
    clause: str = ""


#: What a clause says of a deposit; None where it does not bear on it.
_Rule = Callable[[Facts], Verdict | None]

_YES = Verdict(Answer.YES, RestsOn.SOURCED)
_NO = Verdict(Answer.NO, RestsOn.SOURCED)
_UNCLEAR = Verdict(Answer.UNCLEAR)
_WEAKNESS = {rests_on: i for i, rests_on in enumerate(RestsOn)}
_NO_PERMIT = (LicenceState.CANCELLED, LicenceState.NONE_KNOWN)
_NEVER_WORKED = (Status.EXPLORED, Status.PROSPECT)


#: What `apply` adds, and of which type.
_COLUMNS = {
    "covered": "str",
    "covered_by": "str",
    "rests_on": "str",
    "us_share_percent": "float64",
    "ukraine_share_percent": "float64",
    "other_share_percent": "float64",
    "share_base": "str",
    "effective_us_percent": "float64",
}


class Terms(NamedTuple):
    """Whose share of what base; NaN and an empty base where the text states none."""

    us_share_percent: float
    ukraine_share_percent: float
    other_share_percent: float
    share_base: str
    effective_us_percent: float


NOT_STATED = Terms(math.nan, math.nan, math.nan, "", math.nan)


def in_reach(covered: ArrayLike, control: ArrayLike) -> NDArray[np.str_]:
    """Return whether each deposit is covered and not occupied.

    Parameters
    ----------
    covered : array-like of str
        Answers, as `apply` gives them.
    control : array-like of str
        The side of each deposit.

    Returns
    -------
    ndarray of str
        Answers; ``unclear`` where coverage or side is not known for sure.
    """
    answers, sides = np.asarray(covered), np.asarray(control)
    no = (answers == Answer.NO) | (sides == Control.OCCUPIED)
    yes = (answers == Answer.YES) & (sides == Control.FREE)
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
        Validated deposits: commodities, status, licence and operation.
    control : Series
        ``occupied``, ``free``, ``contested`` or ``unknown``, on the same index.
    before : Series, optional
        The control on an earlier front: what was occupied there and is free now is
        land freed, for which a text may have a rate of its own.

    Returns
    -------
    DataFrame
        On the index of ``deposits``: ``covered`` (yes, no, unclear), ``covered_by``
        (the clause that decides), ``rests_on``, and, where covered, the parties'
        shares in percent (NaN = not stated), their ``share_base`` and
        ``effective_us_percent``.
    """
    verdicts = decide(scenario, facts_of(deposits, control))
    now = control.loc[deposits.index].tolist()
    sides = zip(now, now if before is None else before.loc[deposits.index], strict=True)
    terms = cache(lambda *sides: terms_on(scenario, ground_of(scenario, *sides)))
    rows = [
        (
            verdict.answer.value,
            verdict.clause,
            verdict.rests_on.value,
            *(terms(*side) if verdict.answer is Answer.YES else NOT_STATED),
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

    The first clause that says no decides; else the first that cannot say; else the
    deposit is covered, by the last clause that bears on it, and rests on the weakest.
    """
    rules = [
        (clause.id, _RULES[clause.kind](scenario, clause))
        for clause in scenario.clauses
        if clause.kind in _RULES and clause.value is not None
    ]
    return [_decide(rules, deposit) for deposit in deposits]


def matched_minerals(scenario: Scenario, deposits: pd.DataFrame) -> "pd.Series[Any]":
    """Return for each deposit the tuple of its commodities that the text speaks of."""
    found = [matched(scenario, each) for each in deposits["commodities"]]
    return pd.Series(found, index=deposits.index, name="matched", dtype=object)


def matched(scenario: Scenario, commodities: Iterable[str]) -> tuple[str, ...]:
    """Return those of a deposit's commodities that the text speaks of."""
    named = [
        mineral_set(scenario, clause)
        for clause in scenario.clauses
        if clause.kind is ClauseKind.MINERALS and clause.value
    ]
    return tuple(c for c in commodities if all(speaks_of(s, c) for s in named))


def ground_of(
    scenario: Scenario, side: str, before: str | None = None
) -> Ground | None:
    """Return the ground whose rate holds on a side; None where none is stated.

    Where the side, or on which side the land was ``before``, is not known for sure,
    only a rate that holds either way holds.
    """
    doubtful = (Control.CONTESTED, Control.UNKNOWN)
    if side == Control.OCCUPIED:
        grounds = [Ground.OCCUPIED]
    elif side in doubtful:
        grounds = [Ground.FREE, Ground.OCCUPIED]
    elif before in doubtful:
        grounds = [Ground.FREE, Ground.FREED]
    else:
        grounds = [Ground.FREED if before == Control.OCCUPIED else Ground.FREE]
    rates = [(scenario.rates or {}).get(ground) for ground in grounds]
    shares = {rate.share if rate else None for rate in rates}
    return grounds[0] if len(shares) == 1 and None not in shares else None


def terms_on(scenario: Scenario, ground: Ground | None) -> Terms:
    """Return whose share of what base holds on a ground, where a deposit is covered."""
    if ground is None:
        return NOT_STATED
    share = scenario.share((scenario.rates or {})[ground].share)
    effective = effective_us_percent(scenario, ground)
    return Terms(*party_percents(share), in_language(share.of), effective)


def _decide(rules: Sequence[tuple[str, _Rule]], deposit: Facts) -> Verdict:
    unclear: Verdict | None = None
    covered = Verdict(Answer.YES, RestsOn.SOURCED)
    for clause_id, rule in rules:
        verdict = rule(deposit)
        if verdict is None:
            continue
        if verdict.answer is Answer.NO:
            return verdict._replace(clause=clause_id)
        if verdict.answer is Answer.UNCLEAR:
            unclear = unclear or verdict._replace(clause=clause_id)
        elif _WEAKNESS[verdict.rests_on] >= _WEAKNESS[covered.rests_on]:
            covered = verdict._replace(clause=clause_id)
    return unclear or covered


def _claim_rule(_scenario: Scenario, _clause: Clause) -> _Rule:
    """Return the rule of a text that takes no share of any deposit: it covers none."""
    return lambda _deposit: _NO


def _minerals_rule(scenario: Scenario, clause: Clause) -> _Rule:
    return partial(_by_minerals, mineral_set(scenario, clause))


def mineral_set(scenario: Scenario, clause: Clause) -> MineralSet:
    """Return the set of minerals that a clause names."""
    return mineral_sets_of(scenario)[str(clause.value)]


def _by_minerals(named: MineralSet, deposit: Facts) -> Verdict:
    """Cover a deposit when one of its commodities stands for a mineral of the set."""
    if named.everything or any(speaks_of(named, c) for c in deposit.commodities):
        return _YES
    known = all(minerals_of(commodity) for commodity in deposit.commodities)
    if named.open_ended or not known or not deposit.commodities:
        return _UNCLEAR
    return _NO


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


def _ground_rule(_scenario: Scenario, clause: Clause) -> _Rule:
    """Return the rule of a text for occupied land; one for all land decides nothing."""
    return _by_occupation if clause.value == "occupied" else lambda _deposit: None


def _by_occupation(deposit: Facts) -> Verdict:
    if deposit.control == Control.OCCUPIED:
        return _YES
    if deposit.control == Control.FREE:
        return _NO
    return _UNCLEAR


def _licence_rule(_scenario: Scenario, clause: Clause) -> _Rule:
    return partial(_by_licence, cast(dt.date, clause.value))


def _by_licence(first_day: dt.date, deposit: Facts) -> Verdict:
    """Cover a deposit whose licence is new: granted on the first day or later."""
    if deposit.licence_state in _NO_PERMIT:
        return Verdict(Answer.YES, RestsOn.OPEN)
    new = _granted_since(first_day, deposit)
    if new is not None:
        return _UNCLEAR if new is Answer.UNCLEAR else Verdict(new, RestsOn.SOURCED)
    if deposit.licence_state == LicenceState.PSA_AWARDED:
        return _YES
    held = deposit.licence_state == LicenceState.HELD
    if held or _working(deposit).answer is Answer.YES:
        return Verdict(Answer.NO, RestsOn.PRESUMED)
    return _UNCLEAR


def _granted_since(first_day: dt.date, deposit: Facts) -> Answer | None:
    """Return whether a licence is of the first day or later; None where undated.

    A date may be a year or a month; then it is clear only if all of it agrees.
    """
    match = re.fullmatch(r"(\d{4})(-\d\d)?(-\d\d)?", deposit.licence_granted)
    if match is None:
        return None
    given, day = match.group(), first_day.isoformat()
    if given == day[: len(given)] and len(given) < len(day):
        return Answer.UNCLEAR
    return Answer.YES if given >= day[: len(given)] else Answer.NO


def _working(deposit: Facts) -> Verdict:
    """Return whether a deposit works, and on what that rests."""
    if deposit.operating_2025 in (Answer.YES, Answer.NO):
        recalled = "background knowledge" in deposit.operating_basis
        rests_on = RestsOn.PRESUMED if recalled else RestsOn.SOURCED
        return Verdict(Answer(deposit.operating_2025), rests_on)
    if deposit.status == Status.OPERATING:
        return Verdict(Answer.YES, RestsOn.PRESUMED)
    if deposit.status in (*_NEVER_WORKED, Status.CLOSED):
        return Verdict(Answer.NO, RestsOn.PRESUMED)
    return _UNCLEAR


def _operation_rule(scenario: Scenario, clause: Clause) -> _Rule:
    if clause.value == "included":
        return _with_existing
    if clause.value == "excluded":
        return _without_working
    return partial(_existing_not_stated, scenario.date)


def _with_existing(deposit: Facts) -> Verdict | None:
    """Cover what is held or works already; say nothing of the rest."""
    held = deposit.licence_state == LicenceState.HELD
    if held or _working(deposit).answer is Answer.YES:
        return _YES
    return None


def _without_working(deposit: Facts) -> Verdict:
    """Leave out what earns already; what stood still at the time is to come.

    That a mine which worked before will count as new when it starts again is taken,
    not sourced.
    """
    working = _working(deposit)
    if working.answer is Answer.YES:
        return Verdict(Answer.NO, working.rests_on)
    if working.answer is Answer.UNCLEAR:
        return _UNCLEAR
    never = deposit.status in _NEVER_WORKED
    return Verdict(Answer.YES, working.rests_on if never else RestsOn.PRESUMED)


def _existing_not_stated(text_date: dt.date, deposit: Facts) -> Verdict:
    """Cover only what is new beyond doubt: the text leaves the existing in doubt."""
    working = _working(deposit).answer
    if working is Answer.YES:
        return _UNCLEAR
    if deposit.licence_state in _NO_PERMIT:
        return Verdict(Answer.YES, RestsOn.OPEN)
    since = _granted_since(text_date, deposit)
    if since is Answer.YES or deposit.licence_state == LicenceState.PSA_AWARDED:
        return _YES
    if since or deposit.licence_state == LicenceState.HELD:
        return _UNCLEAR
    if working is Answer.UNCLEAR:
        return _UNCLEAR
    return Verdict(Answer.YES, RestsOn.PRESUMED)


_RULES: dict[ClauseKind, Callable[[Scenario, Clause], _Rule]] = {
    ClauseKind.CLAIM: _claim_rule,
    ClauseKind.MINERALS: _minerals_rule,
    ClauseKind.GROUND: _ground_rule,
    ClauseKind.LICENCE: _licence_rule,
    ClauseKind.OPERATION: _operation_rule,
}
