"""Which fact would settle it: what is open, by how far it moves the count in reach."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

import geopandas as gpd
import pandas as pd

from geo.deal.coverage import Missing, decide, facts_of, missing_text
from geo.deal.lists import sources_of
from geo.deal.scenario import Scenario
from geo.deal.verdicts import Verdict
from geo.fronts.front import Front
from geo.schema import COVERING, Answer, Control, Coverage, Licence
from geo.text.format import day_text, number_text
from geo.text.i18n import _, in_language, n_
from geo.text.labels import label, short_form_text, source_text


class GapKind(StrEnum):
    """What kind of fact is missing.

    Reading: what a clause means, of which sources differ or say nothing; one fact for
    all its deposits. Fact: something about one deposit. Side: on which side of the line
    a deposit lies that is covered.
    """

    READING = "reading"
    FACT = "fact"
    SIDE = "side"


@dataclass(frozen=True)
class Gap:
    """A fact that would settle something.

    Attributes
    ----------
    kind : GapKind
    question : str
        The fact that is missing, as a question or in half a sentence.
    deposits : tuple of str
        Ids of the deposits that it is about and that are not known to be occupied.
    alone : tuple of str
        Those of them that it alone would bring in reach; the others need their side
        of the line too.
    low, high : int
        Deposits in reach as it is, and if the fact brought its deposits in.
    searched : tuple of str
        What was looked at, and when, with its sources.
    """

    kind: GapKind
    question: str
    deposits: tuple[str, ...]
    alone: tuple[str, ...]
    low: int
    high: int
    searched: tuple[str, ...] = ()


#: What is missing in the text, not in what is known of one deposit.
_OF_THE_TEXT = (Missing.LIST, Missing.EXISTING)


def gaps(assessed: gpd.GeoDataFrame, scenario: Scenario, front: Front) -> list[Gap]:
    """Return the facts that would settle what is open, those that move most first.

    Parameters
    ----------
    assessed : GeoDataFrame
        As `geo.assessment.assess.assess` returns it.
    scenario, front
        What it was assessed against.

    Returns
    -------
    list of Gap
        One for each disputed or silent clause, for each fact that one deposit lacks and
        for each covered deposit of unknown side. Occupied deposits are left out: no
        fact of these would bring them in reach.
    """
    low = int((assessed["in_reach"] == Answer.YES).sum())
    verdicts = dict(
        zip(
            assessed.index,
            decide(scenario, facts_of(assessed, assessed["control"])),
            strict=True,
        )
    )
    held = assessed[assessed["control"] != Control.OCCUPIED]
    grouped: dict[tuple[GapKind, str], list[str]] = {}
    for key, control in held["control"].items():
        for group in _missing(str(key), verdicts[key], str(control)):
            grouped.setdefault(group, []).append(str(key))
    found = [
        _gap(kind, ids, low, held, verdicts[ids[0]], scenario, front)
        for (kind, _name), ids in grouped.items()
    ]
    kinds = list(GapKind)
    return sorted(
        found,
        key=lambda gap: (-len(gap.alone), -len(gap.deposits), kinds.index(gap.kind)),
    )


def _missing(key: str, verdict: Verdict, control: str) -> Iterator[tuple[GapKind, str]]:
    """Yield what a deposit lacks; what is alike for several has one name."""
    if verdict.coverage is Coverage.DISPUTED or verdict.missing in _OF_THE_TEXT:
        yield GapKind.READING, f"{verdict.clause} {verdict.missing}"
    elif verdict.coverage is Coverage.UNCLEAR:
        yield GapKind.FACT, key
    elif verdict.coverage in COVERING and control != Control.FREE:
        yield GapKind.SIDE, key


def _gap(
    kind: GapKind,
    ids: list[str],
    low: int,
    held: pd.DataFrame,
    verdict: Verdict,
    scenario: Scenario,
    front: Front,
) -> Gap:
    """Return the gap of deposits of which the first has this verdict."""
    rows = held.loc[ids]
    free = rows["control"] == Control.FREE
    # A side that is not known is all that is missing where only the side is asked for.
    by_side = kind is GapKind.SIDE or verdict.missing == Missing.SIDE
    alone = tuple(ids) if by_side else tuple(rows.index[free])
    question, searched = {
        GapKind.READING: _reading,
        GapKind.FACT: _fact,
        GapKind.SIDE: _side,
    }[kind](rows, verdict, scenario, front)
    return Gap(kind, question, tuple(ids), alone, low, low + len(alone), searched)


_Fact = tuple[str, tuple[str, ...]]


def _reading(
    _rows: pd.DataFrame, verdict: Verdict, scenario: Scenario, _front: Front
) -> _Fact:
    """Return what a clause leaves open, and who reads it how."""
    clause = scenario.clause(verdict.clause)
    sources = sources_of(scenario)
    by_value: dict[str, list[str]] = {}
    for one in clause.readings:
        value = short_form_text(scenario, clause, one.value)
        cited = [source_text(sources[source]) for source in one.sources]
        by_value.setdefault(value, []).extend(cited)
    facts = [
        _("{value}: {who}").format(value=value, who="; ".join(dict.fromkeys(who)))
        for value, who in by_value.items()
    ]
    if clause.looked_for:
        what = in_language(clause.looked_for)
        facts.append(_("looked for, not read: {what}").format(what=what))
    question = _("“{title}”: which reading of this clause holds?")
    if verdict.coverage is Coverage.UNCLEAR:
        question = _("“{title}”: what does this clause mean?")
    return question.format(title=in_language(clause.title)), tuple(facts)


def _fact(
    rows: pd.DataFrame, verdict: Verdict, scenario: Scenario, _front: Front
) -> _Fact:
    """Return which fact a deposit lacks, and what is known of its permit."""
    question = _("{name}: {fact}").format(
        name=rows["name"].iloc[0],
        fact=missing_text(verdict.missing, scenario, verdict.licence),
    )
    permit = verdict.licence
    return question, tuple(_permit_texts(permit)) if permit else ()


def _permit_texts(permit: Licence) -> Iterator[str]:
    """Yield what a row about a permit says, and where that was read."""
    yield label("licence_state", permit.state)
    yield from filter(None, (permit.how, permit.note))
    source = ", ".join(filter(None, (permit.publisher, permit.source_date)))
    yield from filter(None, (source, permit.url))
    if permit.searched:
        yield _("searched on {day}").format(day=permit.searched)


def _side(
    rows: pd.DataFrame, _verdict: Verdict, _scenario: Scenario, front: Front
) -> _Fact:
    """Return whose side is not known, and on which front."""
    row = rows.iloc[0]
    question = _("{name}: on which side of the line does it lie?").format(
        name=row["name"]
    )
    facts = _("front of {day}: {km} ± {margin} km from the line").format(
        day=day_text(front.as_of),
        km=number_text(row["distance_km"], 1),
        margin=number_text(row["uncertainty_km"], 1),
    )
    if row["at_sea"]:
        facts = _("it lies at sea, where no line on land tells")
    return question, (facts,)


def effect_text(gap: Gap) -> str:
    """Return by how far a fact moves the count in reach.

    Examples
    --------
    "10 deposits: the count in reach goes from 64 to 71; 3 need their side too"
    """
    text = n_(
        "{n} deposit: the count in reach goes from {low} to {high}",
        "{n} deposits: the count in reach goes from {low} to {high}",
        len(gap.deposits),
    ).format(low=number_text(gap.low), high=number_text(gap.high))
    others = len(gap.deposits) - len(gap.alone)
    if others:
        text += n_(
            "; {n} needs its side of the line too",
            "; {n} need their side of the line too",
            others,
        )
    return text


def gaps_finding(
    found: Iterable[Gap], assessed: gpd.GeoDataFrame, scenario: Scenario
) -> str:
    """Return between which counts reach lies, in a sentence without its full stop.

    Examples
    --------
    "Under “Signed 30 Apr 2025” 64 of 211 deposits are in reach for sure, now or once
    licensed, and up to 88 if every open fact brought its deposits in".
    """
    low = int((assessed["in_reach"] == Answer.YES).sum())
    open_ids = {key for gap in found for key in gap.deposits}
    return n_(
        "Under “{name}” {low} of {n} deposit is in reach for sure, now or once "
        "licensed, and up to {high} if every open fact brought its deposits in",
        "Under “{name}” {low} of {n} deposits are in reach for sure, now or once "
        "licensed, and up to {high} if every open fact brought its deposits in",
        len(assessed),
    ).format(
        name=in_language(scenario.short_name),
        low=number_text(low),
        high=number_text(low + len(open_ids)),
    )
