"""What the texts cover as the front moves: in reach by day, and lost since the offer.

Licences and minerals are taken as they are known now: no source says what was known of
every deposit on every day. Only the line moves.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import cast

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from geo.assessment.ensemble import can_be_drawn, draw_signed_km
from geo.assessment.ranges import (
    Range,
    Ranges,
    Reading,
    ends_of,
    ensemble_of,
    headline_ranges,
    readings_of,
)
from geo.assessment.summary import NEAR_KM, Sides, control_by_coverage
from geo.deal.apply import in_reach
from geo.deal.coverage import decide, facts_of
from geo.deal.load import read_scenarios
from geo.deal.scenario import Scenario
from geo.errors import UnknownNameError
from geo.fronts.front import Front
from geo.risk.band import classify
from geo.risk.distance import measure_to_front
from geo.schema import COVERING, TIMELINE_COLUMNS, Control, Coverage
from geo.text.format import long_day_text
from geo.text.i18n import _, in_language

#: One answer or side for each deposit.
Column = NDArray[np.object_]


def control_over_time(
    deposits: gpd.GeoDataFrame, fronts: Iterable[Front]
) -> pd.DataFrame:
    """Return each deposit's side of the line on each front, measured once.

    Parameters
    ----------
    deposits : GeoDataFrame
        Validated deposits in EPSG:4326.
    fronts : iterable of Front
        In any order; of two of the same day the later one given counts.

    Returns
    -------
    DataFrame
        On the index of ``deposits``, one column per day (`datetime.date`), ascending.
    """
    by_day = {front.as_of: front for front in fronts}
    return pd.DataFrame(
        {
            day: measure_to_front(deposits, by_day[day])["control"]
            for day in sorted(by_day)
        },
        index=deposits.index,
    )


def control_of(measured: pd.DataFrame, deposits: pd.DataFrame) -> pd.DataFrame:
    """Return what `control_over_time` does, from distances that were measured before.

    Parameters
    ----------
    measured : DataFrame
        As `geo.ledger.measure_all` returns it for ``deposits``.
    deposits : DataFrame
        Validated deposits.
    """
    sides = measured["control"].to_numpy(dtype=object).reshape(-1, len(deposits))
    days = pd.DatetimeIndex(measured["as_of"].iloc[:: len(deposits)]).date
    return pd.DataFrame(sides.T, index=deposits.index, columns=days)


def rows_over_time(
    deposits: pd.DataFrame,
    measured: pd.DataFrame,
    scenario: Scenario,
    *,
    edges_km: Sequence[float],
) -> pd.DataFrame:
    """Return every deposit on every snapshot: side, distance, band and terms.

    Parameters
    ----------
    deposits : DataFrame
        Validated deposits.
    measured : DataFrame
        As `geo.ledger.measure_all` returns it for them.
    scenario : Scenario
        The text that covers or does not.
    edges_km : sequence of float
        Rising band edges in kilometres.

    Returns
    -------
    DataFrame
        A row for each of ``measured``, in its order and in the columns
        `geo.schema.TIMELINE_COLUMNS`; ``as_of`` as YYYY-MM-DD.
    """
    control = control_of(measured, deposits)
    covered = _classes(scenario, deposits, control).to_numpy(dtype=object).T.ravel()
    attributes = deposits[["name", "oblast", "primary_commodity"]]
    rows = pd.concat(
        [
            measured[["snapshot", "control", "uncertainty_km"]],
            attributes.loc[measured["deposit"]].reset_index(drop=True),
            classify(measured, edges_km),
        ],
        axis="columns",
    ).assign(
        as_of=pd.DatetimeIndex(measured["as_of"]).strftime("%Y-%m-%d"),
        id=measured["deposit"],
        scenario=scenario.id,
        covered=covered,
        in_reach=in_reach(covered, measured["control"]),
    )
    return rows[list(TIMELINE_COLUMNS)]


def reach_over_time(
    deposits: pd.DataFrame,
    control: pd.DataFrame,
    *,
    scenarios: Mapping[str, Scenario] | None = None,
) -> pd.DataFrame:
    """Return how many deposits each text covers and has in reach, day by day.

    Parameters
    ----------
    deposits : DataFrame
        Validated deposits.
    control : DataFrame
        Their sides by day, as `control_over_time` returns them.
    scenarios : mapping, optional
        By id; without it, those that ship.

    Returns
    -------
    DataFrame
        One row per ``scenario`` and ``as_of``: of those ``in_force`` and of those
        ``prospective`` all, and ``_in_reach``, ``_contested``, ``_occupied`` and
        ``_unknown`` ones; and the counts ``disputed`` and ``unclear``.
    """
    chosen = read_scenarios() if scenarios is None else scenarios
    days, by_day = _days(control), control.to_numpy(dtype=object).T
    rows = []
    for scenario_id, one in chosen.items():
        answers = _classes(one, deposits, control).to_numpy(dtype=object).T
        for day, answer, side in zip(days, answers, by_day, strict=True):
            counts = _wide(control_by_coverage(answer, side))
            rows.append({"scenario": scenario_id, "as_of": day, **counts})
    return pd.DataFrame(rows)


def counts_over_time(
    deposits: pd.DataFrame, measured: pd.DataFrame, scenario: Scenario
) -> pd.DataFrame:
    """Return how many deposits lie where on every snapshot, and how many in reach.

    Parameters
    ----------
    deposits, measured, scenario
        As for `rows_over_time`.

    Returns
    -------
    DataFrame
        A row per snapshot, by day: ``snapshot``, ``as_of`` (`datetime.date`), the
        counts ``occupied``, ``contested``, ``free`` and ``unknown`` of all deposits;
        and those of `reach_over_time`.
    """
    control = control_of(measured, deposits)
    sides = control.to_numpy(dtype=object)
    reach = reach_over_time(deposits, control, scenarios={scenario.id: scenario})
    of_covered = reach.drop(columns=["scenario", "as_of"])
    return pd.DataFrame(
        {
            "snapshot": measured["snapshot"].iloc[:: len(deposits)].to_numpy(),
            "as_of": control.columns,
            **{side.value: (sides == side).sum(axis=0) for side in Control},
        }
    ).join(of_covered)


def ranges_over_time(
    deposits: gpd.GeoDataFrame,
    measured: pd.DataFrame,
    scenarios: Mapping[str, Scenario],
    *,
    front_of: Callable[[str], Front],
    chosen: ArrayLike | None = None,
) -> pd.DataFrame:
    """Return the ranges of the headline's counts on every snapshot, by text.

    Parameters
    ----------
    deposits, measured
        As for `rows_over_time`; of the snapshots wanted.
    scenarios : mapping
        By id.
    front_of : callable
        Returns the front of a snapshot's id.
    chosen : array-like of int, optional
        Positions of the deposits that are counted, of all that are drawn.

    Returns
    -------
    DataFrame
        A row per ``snapshot``, in the order of ``measured``, and ``scenario``: each of
        `geo.assessment.ranges.Ranges` as ``_low`` and ``_high``. None of a snapshot on
        which no count has a range.
    """
    readings: dict[str, tuple[Reading, ...]] = {}
    rows = []
    for snapshot, found in measured.groupby("snapshot", sort=False):
        front = front_of(str(snapshot))
        if not can_be_drawn(front, "zone"):
            continue
        here = found.set_index("deposit")
        drawn = draw_signed_km(deposits, here, front)
        for key, one in scenarios.items():
            if key not in readings:
                # At sea alone the side is unknown, on every front that can be drawn.
                readings[key] = readings_of(one, deposits, here["control"])
            ensemble = ensemble_of(here, drawn, readings[key])
            if chosen is not None:
                ensemble = ensemble.take(chosen)
            ranges = headline_ranges(ensemble, near_km=NEAR_KM)
            row = {"snapshot": snapshot, "scenario": key}
            rows.append(row | ends_of(ranges._asdict()))
    ends = [f"{count}_{end}" for count in Ranges._fields for end in Range._fields]
    columns = ["snapshot", "scenario", *ends]
    return pd.DataFrame(rows, columns=columns)


def _wide(counts: Mapping[Coverage, Sides]) -> dict[str, int]:
    """Return counts by class and side in one row."""
    row: dict[str, int] = {}
    for one in COVERING:
        sides = counts[one]
        row |= {
            one.value: sides.total,
            f"{one.value}_in_reach": sides.free,
            f"{one.value}_contested": sides.contested,
            f"{one.value}_occupied": sides.occupied,
            f"{one.value}_unknown": sides.unknown,
        }
    rest = (Coverage.DISPUTED, Coverage.UNCLEAR)
    return row | {one.value: counts[one].total for one in rest}


def _classes(
    scenario: Scenario, deposits: pd.DataFrame, control: pd.DataFrame
) -> pd.DataFrame:
    """Return each deposit's class of coverage, day by day.

    A text asks of the front only on which side a deposit lies, so it is asked once for
    each side.
    """
    sides = control.to_numpy(dtype=object)
    answers = np.full(sides.shape, "", dtype=object)
    for side in np.unique(sides):
        verdicts = decide(scenario, facts_of(deposits, pd.Series(side, deposits.index)))
        by_deposit = np.array([[one.coverage.value] for one in verdicts], dtype=object)
        answers = np.where(sides == side, by_deposit, answers)
    return pd.DataFrame(answers, index=control.index, columns=control.columns)


# Then and now ----------------------------------------------------------------------


class Change(StrEnum):
    """What became of a deposit from one front to a later one."""

    LOST = "lost"
    REGAINED = "regained"
    CONTESTED = "contested"
    CLEARED = "cleared"


@dataclass(frozen=True)
class Move:
    """A covered deposit whose side changed: when it came to where it is now.

    ``after`` is the last front on which it was not there yet, ``by`` the first since
    which it has been. ``sure`` where it is contested on neither end.
    """

    id: str
    then: Control
    now: Control
    change: Change
    sure: bool
    after: date
    by: date


@dataclass(frozen=True)
class ThenAndNow:
    """A text on the front of its own day and on a later one.

    ``then`` is the day of the newest front on or before the text; None, with a
    ``note``, where there is none or it is later than ``now``.
    """

    scenario: str
    then: date | None
    now: date
    counts_then: Mapping[Coverage, Sides] | None
    counts_now: Mapping[Coverage, Sides]
    moves: tuple[Move, ...]
    note: str = ""


def then_and_now(
    deposits: pd.DataFrame,
    scenario: Scenario,
    control: pd.DataFrame,
    *,
    then: date | None = None,
    now: date | None = None,
) -> ThenAndNow:
    """Return what a text lost and regained from its own front to a later one.

    Parameters
    ----------
    deposits : DataFrame
        Validated deposits.
    scenario : Scenario
    control : DataFrame
        The deposits' sides by day, as `control_over_time` returns them; the days in
        between date the changes.
    then : date, optional
        The day whose front counts as the text's; without it, the text's own date.
    now : date, optional
        Likewise; without it, the last day of ``control``.

    Returns
    -------
    ThenAndNow
        With a move for each deposit that is in force or prospective on one of the two
        fronts and whose side changed, the losses first.
    """
    days = _days(control)
    today = _front_day(days, now or days[-1])
    if today is None:
        raise UnknownNameError(
            _("There is no front on or before {day}.").format(day=now)
        )
    answers = _classes(scenario, deposits, control)
    counts_now = control_by_coverage(answers[today], control[today])
    start = _front_day(days, then or scenario.date)
    if start is None:
        note = _no_front(scenario, days[0])
        return ThenAndNow(scenario.id, None, today, None, counts_now, (), note)
    if start > today:
        note = _("This front is older than the text: there is no time between them.")
        return ThenAndNow(scenario.id, None, today, None, counts_now, (), note)
    covered = answers[[start, today]].isin(COVERING).any(axis="columns")
    span = control.loc[covered, start:today]
    moves = sorted(_moves(span), key=lambda move: (_ORDER[move.change], move.by))
    counts_then = control_by_coverage(answers[start], control[start])
    return ThenAndNow(scenario.id, start, today, counts_then, counts_now, tuple(moves))


_ORDER = {change: i for i, change in enumerate(Change)}


def _days(control: pd.DataFrame) -> list[date]:
    return list(cast(Iterable[date], control.columns))


def _front_day(days: list[date], day: date) -> date | None:
    """Return the newest day of a front on or before a day."""
    return max((each for each in days if each <= day), default=None)


def _no_front(scenario: Scenario, first: date) -> str:
    return _(
        "“{name}” is of {day}, and the first front that there is of {first}; what it "
        "covered then cannot be shown on the ground."
    ).format(
        name=in_language(scenario.short_name),
        day=long_day_text(scenario.date),
        first=long_day_text(first),
    )


def _moves(control: pd.DataFrame) -> Iterator[Move]:
    """Yield what changed from the first column to the last."""
    days = _days(control)
    for key, row in zip(control.index, control.to_numpy(), strict=True):
        change = _change(row[0], row[-1])
        if change is None:
            continue
        since = max(i for i, side in enumerate(row) if side != row[-1])
        sure = Control.CONTESTED not in (row[0], row[-1])
        yield Move(
            key,
            Control(row[0]),
            Control(row[-1]),
            change,
            sure,
            after=days[since],
            by=days[since + 1],
        )


def _change(then: str, now: str) -> Change | None:
    if then == now or Control.UNKNOWN in (then, now):
        return None
    if now == Control.OCCUPIED:
        return Change.LOST
    if now == Control.CONTESTED:
        return Change.CONTESTED
    return Change.REGAINED if then == Control.OCCUPIED else Change.CLEARED
