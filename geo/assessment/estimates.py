"""What others estimate beside our own count, and whether the two can both be true."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple, cast

import geopandas as gpd
import pandas as pd

from geo.assessment.summary import Sides, control_of_figure
from geo.deal.scenario import Figure, Finding, OwnCount
from geo.fronts.front import Front
from geo.text.format import day_text, number_text, quantity_text
from geo.text.i18n import _, in_language


class Agreement(StrEnum):
    """How an estimate and our own figure stand to each other.

    Open: they agree only if some deposits that lie too near the line are
    occupied.
    """

    AGREES = "agrees"
    OPEN = "open"
    DIFFERS = "differs"


class Compared(NamedTuple):
    """An estimate beside our own figure.

    ``low`` and ``high`` are ours, in the unit of the estimate: a number of deposits,
    percent of them, or kilometres.
    """

    value: float
    low: float
    high: float
    ours: str
    agreement: Agreement
    remark: str


def of_commodities(
    deposits: pd.DataFrame,
    commodities: Sequence[str] = (),
    groups: Sequence[str] = (),
) -> "pd.Series[bool]":
    """Return which deposits hold one of these commodities or groups.

    Parameters
    ----------
    deposits : DataFrame
        Validated deposits.
    commodities : sequence of str
        As the deposits name them; a deposit may hold several, of which one is enough.
    groups : sequence of str
        Groups of the primary commodity. With neither, every deposit counts.
    """
    everything = not commodities and not groups
    holds = [not set(commodities).isdisjoint(row) for row in deposits["commodities"]]
    of_group = deposits["commodity_group"].isin(list(groups))
    return pd.Series(holds, deposits.index) | of_group | everything


def compared(
    finding: Finding,
    own: OwnCount,
    deposits: gpd.GeoDataFrame,
    measured: pd.DataFrame,
    front: Front,
) -> Compared:
    """Return an estimate's figure beside ours on the front of its day.

    Parameters
    ----------
    finding : Finding
        The estimate.
    own : OwnCount
        Which of our counts stands beside it: one of ``finding.compare``.
    deposits, measured
        Validated deposits, and what `geo.risk.distance.measure` returns for them.
    front : Front
        That they were measured against.
    """
    figures = {figure.id: figure for figure in finding.figures}
    figure = figures[own.figure]
    if own.deposit:
        return _distance(figure, own, deposits, measured, front)
    counted = measured.loc[of_commodities(deposits, own.commodities, own.groups)]
    sides = control_of_figure(counted["control"])
    scale = 100 / sides.total if figure.unit == "%" else 1.0
    low, high = scale * sides.occupied, scale * (sides.total - sides.free)
    ours = _count_text(front, sides)
    if figure.unit == "%":
        percents = dict.fromkeys(map(number_text, (low, high)))
        ours += _(": {percent} % by number of deposits").format(
            percent="–".join(percents)
        )
    value = _value(figure)
    agreement = _agreement(value, low, high, own.within)
    parts = [_remark(agreement, value, low, high, own.within, figure.unit)]
    if own.total:
        parts += _totals(figures, own, sides.total)
    return Compared(value, low, high, ours, agreement, "; ".join(parts))


def comparison_text(finding: Finding, own: OwnCount, message: Compared) -> str:
    """Return an estimate and our own figure in one sentence, without its full stop.

    Examples
    --------
    "CSIS, 2025-05-02, lithium deposits on occupied land: 2 of 4; Frontlode: 1 of 4 in
    our sample occupied on the front of 1 May 2025, 1 more too near to the line to tell;
    the two agree only if some of those too near to tell are occupied".
    """
    figures = {figure.id: figure for figure in finding.figures}
    theirs = f"{quantity_text(message.value)} {figures[own.figure].unit}".strip()
    if own.total:
        theirs = _("{n} of {total}").format(
            n=theirs, total=quantity_text(_value(figures[own.total]))
        )
    return _("{who}, {what}: {theirs}; Frontlode: {ours}; {remark}").format(
        who=", ".join(filter(None, (in_language(finding.who), finding.date))),
        what=in_language(own.what),
        theirs=theirs,
        ours=message.ours,
        remark=message.remark,
    )


def _value(figure: Figure) -> float:
    return float(cast(float, figure.value))


def _count_text(front: Front, sides: Sides) -> str:
    text = _("{n} of {total} in our sample occupied on the front of {day}").format(
        n=sides.occupied, total=sides.total, day=day_text(front.as_of)
    )
    if sides.contested:
        text += _(", {n} more too near to the line to tell").format(n=sides.contested)
    if sides.unknown:
        text += _(", of {n} more the side is unknown").format(n=sides.unknown)
    return text


def _agreement(value: float, low: float, high: float, within: float) -> Agreement:
    if not low - within <= value <= high + within:
        return Agreement.DIFFERS
    sure = low == high or low - within <= value <= low + within
    return Agreement.AGREES if sure else Agreement.OPEN


def _remark(
    agreement: Agreement,
    value: float,
    low: float,
    high: float,
    within: float,
    unit: str,
) -> str:
    if agreement is Agreement.OPEN:
        return _("the two agree only if some of those too near to tell are occupied")
    unit = _("percentage points") if unit == "%" else unit
    if agreement is Agreement.AGREES:
        if not within:
            return _("the two agree")
        text = _("the two agree to within {gap} {unit}")
        return text.format(gap=f"{within:g}", unit=unit).strip()
    gap, text = low - value, _("ours is higher by {gap} {unit}")
    if value > high:
        gap, text = value - high, _("ours is lower by {gap} {unit}")
    return text.format(gap=number_text(gap), unit=unit).strip()


def _totals(figures: Mapping[str, Figure], own: OwnCount, total: int) -> list[str]:
    """Say that the two lists are not of one length, if they are not."""
    theirs = _value(figures[own.total])
    if theirs == total:
        return []
    text = _("they count {theirs} in all, our sample holds {total}")
    return [text.format(theirs=number_text(theirs), total=total)]


def _distance(
    figure: Figure,
    own: OwnCount,
    deposits: gpd.GeoDataFrame,
    measured: pd.DataFrame,
    front: Front,
) -> Compared:
    columns = ["distance_km", "uncertainty_km", "border_distance_km"]
    km, margin_km, border_km = measured.loc[[own.deposit], columns].to_numpy(float)[0]
    value = _value(figure)
    ours = _(
        "{name} lies {km} ± {margin} km from the front of {day}, and {border} km from "
        "Russia or Belarus"
    ).format(
        name=deposits.loc[own.deposit, "name"],
        km=number_text(km),
        margin=number_text(margin_km),
        day=day_text(front.as_of),
        border=number_text(border_km),
    )
    low, high = km - margin_km, km + margin_km
    agrees = low - own.within <= value <= high + own.within
    agreement = Agreement.AGREES if agrees else Agreement.DIFFERS
    remark = _("the two agree")
    if not agrees:
        remark = _("the two differ by {gap} km, more than ours may be off").format(
            gap=number_text(abs(value - km))
        )
    return Compared(value, low, high, ours, agreement, remark)
