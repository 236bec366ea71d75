"""What a what-if comes to: the deposits before and after it, and why they differ.

Before is a text on a front as it is; after is the what-if's text on its front.
"""

from collections.abc import Iterator
from enum import StrEnum
from typing import Any, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.assessment.assess import assess_measured
from geo.assessment.change import Change, deposit_changes
from geo.assessment.compare import us_share_of
from geo.assessment.ranges import Ranges
from geo.assessment.summary import headline
from geo.deal.coverage import decide, facts_of, reason
from geo.deal.ground import carried_out_text
from geo.deal.scenario import Ground, Scenario, WhatIf
from geo.deal.shares import percent_of, us_share_text
from geo.deal.whatif import freed_terms
from geo.fronts.front import Front
from geo.geodesy.ukraine import oblast_name
from geo.risk.presets import Preset
from geo.schema import COVERING, Control
from geo.text.format import number_text
from geo.text.i18n import _, in_language
from geo.text.labels import coverage_label
from geo.text.quote import reach_finding
from geo.text.sentences import coverage_text

#: What `changed_deposits` sets side by side, each before and after.
COMPARED = (
    "control",
    "covered",
    "us_share_percent",
    "effective_us_percent",
    "share_base",
)


def assess_what_if(
    deposits: gpd.GeoDataFrame,
    measured: pd.DataFrame,
    front: Front,
    *,
    preset: Preset,
    scenario: Scenario,
    today: "pd.Series[str]",
) -> gpd.GeoDataFrame:
    """Return the deposits assessed, with the rate of land once freed.

    Parameters
    ----------
    deposits, measured, front, preset, scenario
        As for `geo.assessment.assess.assess_measured`; the front and the text are the
        what-if's.
    today : Series
        The deposits' side of the line on the front that has not moved.
    """
    assessed = assess_measured(
        deposits, measured, front, preset=preset, scenario=scenario
    )
    terms = freed_terms(scenario, deposits, today=today, what_if=measured["control"])
    assessed[list(terms.columns)] = terms
    return assessed


def changed_deposits(
    before: gpd.GeoDataFrame, after: gpd.GeoDataFrame, scenario: Scenario
) -> pd.DataFrame:
    """Return the deposits whose side, coverage or US share a what-if changes, and why.

    Parameters
    ----------
    before, after : GeoDataFrame
        Two assessments of the same deposits.
    scenario : Scenario
        The text of the later.

    Returns
    -------
    DataFrame
        Index deposit id, those whose share changes first, then by their distance to
        the line; ``name``, each of `COMPARED` with
        ``_before`` and ``_after``, and ``why`` in sentences.
    """
    before = before.loc[after.index]
    differs = _differences(before, after)
    shares = differs[list(COMPARED[2:])].any(axis="columns")
    order = pd.DataFrame({"same": ~shares, "km": after["distance_km"]})
    ids = order[differs.any(axis="columns")].sort_values(["same", "km"]).index
    columns: dict[str, Any] = {"name": after.loc[ids, "name"]}
    for column in COMPARED:
        columns[f"{column}_before"] = before.loc[ids, column]
        columns[f"{column}_after"] = after.loc[ids, column]
    why = _why(before.loc[ids], after.loc[ids], differs.loc[ids], scenario)
    return pd.DataFrame(columns).assign(why=np.array(why, dtype=object))


def _differences(before: gpd.GeoDataFrame, after: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return for each deposit and column whether they differ; two NaN are one."""
    columns = {}
    for column in COMPARED:
        was, now = before[column], after[column]
        columns[column] = (was != now) & ~(was.isna() & now.isna())
    return pd.DataFrame(columns)


def _why(
    before: gpd.GeoDataFrame,
    after: gpd.GeoDataFrame,
    differs: pd.DataFrame,
    scenario: Scenario,
) -> list[str]:
    moves = deposit_changes(before, after)["why"]
    facts = facts_of(after, after["control"])
    verdicts = decide(scenario, facts)
    whys = []
    for i, deposit_id in enumerate(after.index):
        was, now, changed = (t.loc[deposit_id] for t in (before, after, differs))
        parts = [moves[deposit_id]] if changed["control"] else []
        if changed["covered"]:
            label = coverage_label(now["covered"], scenario)
            parts.append(_coverage(label, reason(scenario, facts[i], verdicts[i])))
        if changed[list(COMPARED[2:])].any():
            parts += _shares(was, now)
        whys.append(" ".join(parts))
    return whys


def _coverage(label: str, why: str) -> str:
    label = label[:1].upper() + label[1:]
    return _("{label}: {why}.").format(label=label, why=why) if why else f"{label}."


def _shares(was: "pd.Series[Any]", now: "pd.Series[Any]") -> list[str]:
    """Say what the US share was and is, each with its base, where it is covered."""
    sentences = []
    if was["covered"] in COVERING:
        sentences.append(_("Before: {share}.").format(share=us_share_of(was)))
    if now["covered"] in COVERING:
        sentences.append(_("Now: {share}.").format(share=us_share_of(now)))
    return sentences


# In words --------------------------------------------------------------------------


def move_text(start: WhatIf) -> str:
    """Return how the line moves: who advances, how far, and where.

    Examples
    --------
    >>> move_text(WhatIf(front_moved_km=-10, oblast="UA.DT"))
    'Ukraine frees 10 km within Donetsk'
    """
    if not start.front_moved_km:
        return _("the line stays where it is")
    where = _("along the whole line")
    if start.oblast:
        where = _("within {oblast}").format(oblast=oblast_name(start.oblast))
    advance = start.front_moved_km > 0
    text = _("Russia advances {km:g} km {where}")
    text = text if advance else _("Ukraine frees {km:g} km {where}")
    return text.format(km=abs(start.front_moved_km), where=where)


def assumption_text(before: Scenario, after: Scenario, start: WhatIf) -> str:
    """Return what a what-if takes to be otherwise; empty where nothing is."""
    parts = list(_line_texts(start))
    sentences = [in_language(c.text) for c in after.clauses if c.id == "what_if"]
    if sentences or not _same_terms(before, after):
        parts += sentences or [in_language(after.summary)]
    return "; ".join(part.rstrip(".") for part in parts)


def _line_texts(start: WhatIf) -> Iterator[str]:
    """Yield what is assumed of the line: a text carried out, and a move from there."""
    if start.carried_out:
        yield carried_out_text(start.carried_out)
    if start.front_moved_km:
        yield move_text(start)


def _same_terms(a: Scenario, b: Scenario) -> bool:
    terms = ("clauses", "shares", "rates", "mineral_sets")
    return all(getattr(a, name) == getattr(b, name) for name in terms)


def land_text(changed: Change) -> str:
    """Return how much land changes hands, in square kilometres."""
    return _("{occupied} km² newly occupied, {freed} km² freed").format(
        occupied=number_text(changed.newly_occupied_km2),
        freed=number_text(changed.freed_km2),
    )


class Land(StrEnum):
    """What land held in a what-if was on the front that has not moved."""

    HELD = "held"
    FREED = "freed"
    UNSURE = "unsure"


class Rate(NamedTuple):
    """Deposits in reach of one ground and one US share, before and after."""

    land: Land
    us_percent: float
    base: str
    before: int
    after: int


_LAND_BEFORE = {Control.FREE: Land.HELD, Control.OCCUPIED: Land.FREED}


def reach_by_rate(before: gpd.GeoDataFrame, after: gpd.GeoDataFrame) -> list[Rate]:
    """Count the deposits in reach by what their land was and by the US share.

    Parameters
    ----------
    before, after : GeoDataFrame
        Two assessments of the same deposits, by the text of each.

    Returns
    -------
    list of Rate
        Land held before, freed, and of a side that was not sure; ``us_percent`` is NaN
        where the text states no share, or none that holds for sure.
    """
    was = before.loc[after.index, "control"]
    land = [_LAND_BEFORE.get(Control(side), Land.UNSURE) for side in was]
    keys = ["land", "us_percent", "base"]
    counts = []
    for one in (before.loc[after.index], after):
        reached = one["covered"].isin(COVERING) & (one["control"] == Control.FREE)
        frame = pd.DataFrame(
            {
                "land": land,
                "us_percent": one["us_share_percent"].to_numpy(),
                "base": one["share_base"].to_numpy(),
            }
        )
        counts.append(frame[reached.to_numpy()].value_counts(keys, dropna=False))
    table = pd.concat(counts, axis="columns", keys=["before", "after"]).fillna(0)
    rates = [
        Rate(Land(where), percent, base, int(was), int(now))
        for (where, percent, base), was, now in table.itertuples()
    ]
    places = list(Land)
    return sorted(rates, key=lambda one: (places.index(one.land), -one.after))


def land_name(land: Land) -> str:
    """Return what land was before, as a part of a sentence."""
    return {
        Land.HELD: _("on land held before"),
        Land.FREED: _("on land once freed"),
        Land.UNSURE: _("on land whose side was not sure before"),
    }[land]


def rate_text(rate: Rate, scenario: Scenario) -> str:
    """Return the US share of a rate with its base, or what a text leaves open of it."""
    if np.isnan(rate.us_percent):
        either = _either_percent(scenario) if rate.land is Land.UNSURE else ()
        if not either:
            return _("a US share not stated")
        return _("US {either} %, as it was held or freed").format(
            either=_(" or ").join(f"{percent:g}" for percent in either)
        )
    return us_share_text(rate.us_percent, rate.base)


def _either_percent(scenario: Scenario) -> tuple[float, ...]:
    """Return the US shares of land held and of land freed, where a text has both."""
    rates = [(scenario.rates or {}).get(one) for one in (Ground.FREE, Ground.FREED)]
    shares = [scenario.share(one.share).us_percent for one in rates if one]
    percents = [percent_of(one) for one in shares if one]
    return tuple(percents) if len(percents) == len(rates) else ()


def rates_text(
    before: gpd.GeoDataFrame, after: gpd.GeoDataFrame, scenario: Scenario
) -> str:
    """Return at which rates the deposits in reach stand; empty where none is freed.

    Examples
    --------
    "of those in reach, 137 lie on land held before at US 50 % of state revenue, 5 on
    land once freed at US 66 % of resource revenue from land once freed".
    """
    rates = [one for one in reach_by_rate(before, after) if one.after]
    if all(one.land is Land.HELD for one in rates):
        return ""
    parts = [
        _("{n} {where} at {share}").format(
            n=one.after, where=land_name(one.land), share=rate_text(one, scenario)
        )
        for one in rates
    ]
    return _("of those in reach, {parts}").format(parts=", ".join(parts))


def what_if_finding(
    before: gpd.GeoDataFrame,
    after: gpd.GeoDataFrame,
    scenario: Scenario,
    *,
    assumed: str,
    changed: Change | None = None,
    text_before: Scenario | None = None,
    ranges: tuple[Ranges | None, Ranges | None] = (None, None),
) -> str:
    """Return what a what-if comes to, as a sentence that says that it is one.

    Parameters
    ----------
    before, after : GeoDataFrame
        The two assessments.
    scenario : Scenario
        The text of the later.
    assumed : str
        What is taken to be otherwise, in words.
    changed : Change, optional
        From the front to that of the what-if, where the line moves.
    text_before : Scenario, optional
        The text of the earlier, where it is another.
    ranges : tuple of Ranges or None
        The counts before and after as ranges, where they have any.
    """
    was, now = ranges
    rates = rates_text(before, after, scenario)
    return _(
        "What if, not a forecast: {assumed}{land}. {found}{rates}; without it, "
        "{without}"
    ).format(
        rates=f"; {rates}" if rates else "",
        assumed=assumed,
        land=f" ({land_text(changed)})" if changed else "",
        found=reach_finding(after, scenario, now),
        without=coverage_text(headline(before), text_before or scenario, was),
    )
