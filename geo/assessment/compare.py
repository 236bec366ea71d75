"""The versions of the deal side by side: per deposit, by clause, and by band."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import pandas as pd

from geo.deal.coverage import KINDS, decide, facts_of, matched, reason
from geo.deal.load import read_scenarios
from geo.deal.scenario import Clause, Scenario
from geo.deal.shares import (
    NOT_STATED,
    Terms,
    effective_arithmetic,
    ground_of,
    terms_on,
    us_share_text,
)
from geo.deal.verdicts import Verdict
from geo.errors import InputError
from geo.risk.band import band_labels
from geo.schema import COVERING, Control, Coverage
from geo.text.i18n import _, in_language
from geo.text.labels import coverage_label

Scenarios = Mapping[str, Scenario]

#: How many texts stand side by side: more cannot be read on one page.
FEWEST, MOST = 2, 4


#: The classes in which a text bears on a deposit, in the order of a chart.
BEARING = tuple(one.value for one in Coverage if one is not Coverage.OUTSIDE)


def across(
    deposits: pd.DataFrame,
    control: "pd.Series[str]",
    *,
    scenarios: Scenarios | None = None,
    before: "pd.Series[str] | None" = None,
) -> pd.DataFrame:
    """Return what every scenario says of every deposit.

    Parameters
    ----------
    deposits : DataFrame
        Validated deposits, or an assessment of them.
    control : Series
        Their side of the line, on the same index.
    scenarios : mapping, optional
        By id; without it, those that ship.
    before : Series, optional
        Their side on an earlier front, as in `geo.deal.apply.apply`.

    Returns
    -------
    DataFrame
        One row per ``id`` and ``scenario`` (the index), deposit by deposit: the columns
        of `geo.deal.apply.apply`, ``matched`` (the commodities that the text speaks
        of), ``arithmetic`` of the effective share, and the ``reason`` in half a
        sentence.
    """
    chosen = read_scenarios() if scenarios is None else scenarios
    facts = facts_of(deposits, control)
    earlier = (control if before is None else before).loc[deposits.index].tolist()
    answers = []
    for one in chosen.values():
        on_ground = cache(lambda side, then, one=one: _on_ground(one, side, then))
        covers = cache(lambda commodities, one=one: matched(one, commodities))
        answers.append(
            [
                _row(one, deposit, verdict, on_ground(deposit.control, then), covers)
                for deposit, verdict, then in zip(
                    facts, decide(one, facts), earlier, strict=True
                )
            ]
        )
    rows = [row for of_deposit in zip(*answers, strict=True) for row in of_deposit]
    index = pd.MultiIndex.from_product(
        [deposits.index, list(chosen)], names=["id", "scenario"]
    )
    return pd.DataFrame(rows, index, columns=list(_COLUMNS))


_COLUMNS = (
    "covered",
    "covered_by",
    "rests_on",
    "missing",
    *Terms._fields,
    "matched",
    "arithmetic",
    "reason",
)


def _on_ground(scenario: Scenario, side: str, before: str) -> tuple[Any, ...]:
    """Return shares and arithmetic of what is covered on a ground."""
    ground = ground_of(scenario, side, before)
    arithmetic = effective_arithmetic(scenario, ground) if ground else _("not stated")
    return (*terms_on(scenario, ground), arithmetic)


def _row(
    scenario: Scenario,
    deposit: Any,
    verdict: Verdict,
    on_ground: tuple[Any, ...],
    covers: Any,
) -> tuple[Any, ...]:
    covered = verdict.coverage in COVERING
    *terms, arithmetic = on_ground if covered else (*NOT_STATED, "")
    return (
        verdict.coverage.value,
        verdict.clause,
        verdict.rests_on.value,
        str(verdict.missing),
        *terms,
        covers(deposit.commodities),
        arithmetic,
        reason(scenario, deposit, verdict),
    )


# One deposit, two texts ------------------------------------------------------------


@dataclass(frozen=True)
class VersionDiff:
    """What changed for one deposit from one text to another, in parts of a sentence."""

    a: str
    b: str
    covered_a: str
    covered_b: str
    parts: tuple[str, ...]

    @property
    def text(self) -> str:
        """The parts as one sentence, without its full stop."""
        return "; ".join(self.parts)


def diff_versions(
    deposit: "pd.Series[Any]", a: Scenario, b: Scenario, *, control: str
) -> VersionDiff:
    """Return what two texts say differently of one deposit.

    Parameters
    ----------
    deposit : Series
        One row of validated deposits, or of an assessment.
    a, b : Scenario
        In the order in which they are listed.
    control : str
        The deposit's side of the line.

    Examples
    --------
    The parts read "in “US draft 7 Feb 2025”" and "not in “Signed 30 Apr 2025”: the
    permit was granted in 2017; that is not after 23 May 2025".
    """
    one = deposit.to_frame().T
    both = {"a": a, "b": b}
    answers = across(one, pd.Series([control], one.index), scenarios=both)
    both_answers = [answers.loc[(one.index[0], side)] for side in both]
    names = [in_language(text.short_name) for text in (a, b)]
    covered = [row["covered"] for row in both_answers]
    classes = [coverage_label(*pair) for pair in zip(covered, (a, b), strict=True)]
    if covered[0] != covered[1]:
        parts = list(map(_class_in, names, classes, both_answers))
    elif covered[0] in COVERING:
        by_each = _differing(names, classes)
        shared = by_each or [_("{covered} by both").format(covered=classes[0])]
        parts = [*shared, *_differing(names, list(map(us_share_of, both_answers)))]
    else:
        reasons = [row["reason"] for row in both_answers]
        start = {
            Coverage.OUTSIDE: _("in neither"),
            Coverage.UNCLEAR: _("unclear in both"),
            Coverage.DISPUTED: _("disputed in both"),
        }[Coverage(covered[0])]
        differing = _differing(names, reasons)
        parts = [start, *differing] if differing else [f"{start}: {reasons[0]}"]
    return VersionDiff(a.id, b.id, covered[0], covered[1], tuple(parts))


def _class_in(name: str, covered: str, answer: "pd.Series[Any]") -> str:
    return _("“{name}”: {covered}, for {reason}").format(
        name=name, covered=covered, reason=answer["reason"]
    )


def us_share_of(row: "pd.Series[Any]") -> str:
    """Return the US share of a row of `across` or of an assessment, in words."""
    return us_share_text(
        row["us_share_percent"], row["share_base"], row["effective_us_percent"]
    )


def _differing(names: Sequence[str], texts: Sequence[str]) -> list[str]:
    """Return each text with its name where they differ, else nothing."""
    if len(set(texts)) == 1:
        return []
    return [f"“{name}”: {text}" for name, text in zip(names, texts, strict=True)]


# Clause by clause ------------------------------------------------------------------


@dataclass(frozen=True)
class ClauseCell:
    """The clauses of one kind in one text; none where the text is silent.

    ``differs`` from the first text in what it comes to: the short form where there is
    one, else the words, and the figures and readings.
    """

    scenario: str
    clauses: tuple[Clause, ...]
    differs: bool


@dataclass(frozen=True)
class ClauseRow:
    """One kind of clause in every text; ``differs`` where the texts are not at one."""

    kind: str
    differs: bool
    cells: tuple[ClauseCell, ...]


def clause_table(scenarios: Sequence[Scenario]) -> tuple[ClauseRow, ...]:
    """Return two to four texts side by side, by the kinds of clause that they have.

    A contested clause or figure keeps all its ``readings``.

    Raises
    ------
    InputError
        If there are fewer or more texts.
    """
    if not FEWEST <= len(scenarios) <= MOST:
        raise InputError(
            _(
                "Expected {fewest} to {most} versions to set side by side, but got "
                "{got}."
            ).format(fewest=FEWEST, most=MOST, got=len(scenarios))
        )
    rows = (_clause_row(kind, scenarios) for kind in KINDS)
    return tuple(row for row in rows if any(cell.clauses for cell in row.cells))


def _clause_row(kind: str, scenarios: Sequence[Scenario]) -> ClauseRow:
    of_kind = [tuple(c for c in one.clauses if c.kind == kind) for one in scenarios]
    gists = [sorted(map(_gist, clauses)) for clauses in of_kind]
    cells = tuple(
        ClauseCell(one.id, clauses, gist != gists[0])
        for one, clauses, gist in zip(scenarios, of_kind, gists, strict=True)
    )
    return ClauseRow(kind, any(cell.differs for cell in cells), cells)


def _gist(clause: Clause) -> str:
    """Return what a clause comes to, in a form that can be compared."""
    terms_ = clause.text if clause.value is None else clause.value
    figures = [(figure.id, figure.value, _values(figure)) for figure in clause.figures]
    return repr((terms_, _values(clause), figures))


def _values(part: Any) -> list[Any]:
    return [reading.value for reading in part.readings]


# All texts by band -----------------------------------------------------------------


def bands_of_scenarios(
    answers: pd.DataFrame, band: "pd.Series[str]", *, edges_km: Sequence[float]
) -> pd.DataFrame:
    """Return how the deposits of every text divide over the bands, for one chart.

    Parameters
    ----------
    answers : DataFrame
        As `across` returns it.
    band : Series
        The band of each deposit (`geo.risk.band.classify`), by id.
    edges_km : sequence of float
        The edges of these bands in kilometres.

    Returns
    -------
    DataFrame
        One row per ``scenario``, ``band`` (occupied, contested, then outwards, and
        unknown where there is any) and class of coverage, ``covered``, but for those
        outside; with the count ``deposits``.
    """
    bands = [Control.OCCUPIED.value, Control.CONTESTED.value, *band_labels(edges_km)]
    bands += [Control.UNKNOWN.value] * bool((band == Control.UNKNOWN).any())
    chosen = answers.index[answers["covered"] != Coverage.OUTSIDE]
    places = pd.MultiIndex.from_arrays(
        [
            chosen.get_level_values("scenario"),
            band.loc[chosen.get_level_values("id")],
            answers.loc[chosen, "covered"],
        ]
    )
    scenarios = answers.index.unique("scenario")
    whole = pd.MultiIndex.from_product(
        [scenarios, bands, BEARING], names=["scenario", "band", "covered"]
    )
    counts = places.value_counts().reindex(whole, fill_value=0)
    return counts.rename("deposits").reset_index()
