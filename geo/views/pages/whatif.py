"""The page What if: the line and the text changed, and what that comes to.

`geo.fronts.movement`, `geo.deal.whatif` and `geo.text.outcome` count; this page lays it
out.
"""

from dataclasses import dataclass
from html import escape
from typing import Any

import geopandas as gpd
import pandas as pd
import streamlit as st

from geo import maps
from geo.assessment.assess import assess_measured
from geo.assessment.change import Change
from geo.assessment.ranges import Ranges
from geo.assessment.summary import headline
from geo.deal.load import read_scenarios
from geo.deal.scenario import Scenario
from geo.deal.shares import share_text
from geo.errors import InputError
from geo.fronts.front import Front
from geo.risk.presets import preset
from geo.schema import COVERING, Coverage
from geo.text.figure import OWN, Question
from geo.text.figure.questions import Reach
from geo.text.figure.whatif import OfWhatIf
from geo.text.format import day_text, percent_text
from geo.text.i18n import _, in_language
from geo.text.labels import coverage_label, label
from geo.text.outcome import (
    Land,
    assess_what_if,
    assumption_text,
    changed_deposits,
    land_name,
    land_text,
    rate_text,
    rates_text,
    reach_by_rate,
)
from geo.text.sentences import class_range, in_brackets_text, with_range
from geo.views import store
from geo.views.figure import show_figure
from geo.views.map_view import show_map
from geo.views.ruled import ruled_html
from geo.views.safe import plain
from geo.views.whatif_controls import WhatIfChoice, choose_what_if

_MAP_HEIGHT_PX = 520


@dataclass(frozen=True, eq=False)
class Outcome:
    """What a choice comes to, before and after."""

    front: Front
    before: gpd.GeoDataFrame
    after: gpd.GeoDataFrame
    changed: Change | None
    ranges: tuple[Ranges | None, Ranges | None]


def whatif_page() -> None:
    """Draw the page."""
    st.title(_("What if"))
    left, right = st.columns([1, 2], gap="large")
    with left:
        try:
            choice = choose_what_if()
        except InputError as error:
            st.error(plain(str(error)))
            return
    with right:
        _show(choice, outcome_of(choice))


# What it comes to --------------------------------------------------------------------


def outcome_of(choice: WhatIfChoice) -> Outcome:
    """Return the deposits before and after, and the land between."""
    move = (choice.moved_from, choice.start.front_moved_km, choice.start.oblast)
    moves = choice.start.changes_line
    moved = store.moved(*move) if moves else choice.front
    today = store.measured(choice.front.id)
    deposits, bands = store.shipped_deposits(), preset("default")
    before = assess_measured(
        deposits, today, choice.front, preset=bands, scenario=choice.before
    )
    after = assess_what_if(
        deposits,
        store.measured_moved(*move) if moves else today,
        moved,
        preset=bands,
        scenario=choice.after,
        today=today["control"],
    )
    changed = store.changed(choice.front.id, *move) if moves else None
    inputs = store.inputs()
    is_shipped = choice.before.id in read_scenarios()
    before_id = choice.before.id if is_shipped else OWN
    return Outcome(
        moved,
        before,
        after,
        changed,
        (
            inputs.with_text(choice.before).ranges(choice.front.id, before_id),
            inputs.ranges_moved(*move, choice.after),
        ),
    )


# The page ----------------------------------------------------------------------------


def _show(choice: WhatIfChoice, outcome: Outcome) -> None:
    assumed = assumption_text(choice.before, choice.after, choice.start)
    rates = ""
    if assumed:
        rates = rates_text(outcome.before, outcome.after, choice.after)
    st.html(_label_html(assumed, rates, choice))
    st.html(_counts_html(outcome, choice.after))
    st.caption(
        _("Numbers of deposits, of {n} in all; in reach: held by Ukraine.").format(
            n=len(outcome.after)
        )
    )
    if any(outcome.ranges):
        st.caption(in_brackets_text(open_facts=False))
    if outcome.changed:
        st.text(_("Land: {land}.").format(land=land_text(outcome.changed)))
    show_figure(_question(choice, is_what_if=bool(assumed)), own_text=choice.own_text)
    _show_map(choice, outcome, is_what_if=bool(assumed))
    _show_deposits(
        changed_deposits(outcome.before, outcome.after, choice.after), choice
    )


def _label_html(assumed: str, rates: str, choice: WhatIfChoice) -> str:
    """Return the label above the outcome: that it is a what-if, and at which rates."""
    basis = _("Compared with “{name}” on the front of {day}, ±{km:g} km.").format(
        name=in_language(choice.before.short_name),
        day=day_text(choice.front.as_of),
        km=choice.front.uncertainty_km,
    )
    if not assumed:
        finding = _("Nothing is changed yet: the text and the line as they are.")
        return (
            f'<h2 class="finding">{escape(finding)}</h2>'
            f'<p class="underline">{escape(basis)}</p>'
        )
    return (
        f'<div class="whatif"><b>{escape(_("What if, not a forecast"))}</b>'
        f'<h2 class="finding">{escape(assumed)}</h2>'
        + (f'<p class="rates">{escape(_sentence(rates))}</p>' if rates else "")
        + f'<p class="underline">{escape(basis)}</p></div>'
    )


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."


def _counts_html(outcome: Outcome, text: Scenario) -> str:
    before, after = headline(outcome.before), headline(outcome.after)
    rows: dict[str, tuple[int, int]] = {}
    ranged: dict[str, list[str]] = {}
    for one in Coverage:
        was, now = before.of(one), after.of(one)
        name = label("covered", one)
        rows[name] = (was.total, now.total)
        if one in COVERING:
            in_reach = _("{name}, in reach").format(name=name)
            rows[in_reach] = (was.free, now.free)
            ranged[in_reach] = [
                with_range(count, class_range(ranges, one))
                for count, ranges in zip(rows[in_reach], outcome.ranges, strict=True)
            ]
            rows[_("{name}, occupied").format(name=name)] = (was.occupied, now.occupied)
    rates = reach_by_rate(outcome.before, outcome.after)
    freed = any(one.land is not Land.HELD for one in rates)
    for rate in rates if freed else ():
        name = _("in reach {where}, at {share}").format(
            where=land_name(rate.land), share=rate_text(rate, text)
        )
        rows[name] = (rate.before, rate.after)
    return ruled_html(
        (_("Deposits"), _("Before"), _("What if"), _("Change")),
        [
            (name, *ranged.get(name, map(str, row)), _signed(row[1] - row[0]))
            for name, row in rows.items()
        ],
        numbers=(1, 2, 3),
    )


def _signed(number: int) -> str:
    return f"{number:+d}".replace("-", "−") if number else "0"


def _question(choice: WhatIfChoice, *, is_what_if: bool) -> Question:
    """Return the question of a what-if, or of a text as it is."""
    scenario_id = OWN if choice.own_text else choice.text.id
    if not is_what_if:
        return Reach(front=choice.front.id, scenario=scenario_id)
    return OfWhatIf.of(
        choice.moved_from,
        scenario_id,
        choice.changes,
        choice.start,
        name=choice.name,
    )


def _show_map(choice: WhatIfChoice, outcome: Outcome, *, is_what_if: bool) -> None:
    st.caption(
        _("Map of the what-if, not a forecast")
        if is_what_if
        else _("Map of the text and the line as they are")
    )
    parts = maps.build_map(
        outcome.after,
        outcome.front,
        scenario=choice.after,
        preset=preset("default"),
    )
    with st.container(key="whatif_map"):
        show_map(parts, key="frontlode-map-whatif", height_px=_MAP_HEIGHT_PX)


def _show_deposits(changed: pd.DataFrame, choice: WhatIfChoice) -> None:
    st.subheader(_("Deposits that change: {n}").format(n=len(changed)))
    if changed.empty:
        st.text(_("No side, coverage or US share changes."))
        return
    shares = _("Those whose share changes first. On land held before: {shares}.")
    st.caption(plain(shares.format(shares=share_text(choice.after))))
    head = (_("Deposit"), _("Side"), _("Covered"), _("US share"), _("Why"))
    rows = [_deposit_row(row, choice) for row in changed.to_dict("records")]
    st.html(ruled_html(head, rows, in_blocks=True))


def _deposit_row(row: dict[Any, Any], choice: WhatIfChoice) -> tuple[str, ...]:
    sides = (label("control", row[f"control_{when}"]) for when in _WHEN)
    texts = zip(_WHEN, (choice.before, choice.after), strict=True)
    answers = (coverage_label(row[f"covered_{when}"], text) for when, text in texts)
    shares = (_share(row, when) for when in _WHEN)
    return (
        row["name"],
        _arrow(*sides),
        _arrow(*answers),
        _arrow(*shares),
        row["why"],
    )


_WHEN = ("before", "after")


def _share(row: dict[Any, Any], when: str) -> str:
    if row[f"covered_{when}"] not in COVERING:
        return "–"
    return percent_text(row[f"us_share_percent_{when}"])


def _arrow(before: str, after: str) -> str:
    return (
        before
        if before == after
        else f"{before}\N{NO-BREAK SPACE}→\N{NO-BREAK SPACE}{after}"
    )
