"""The page Money: the calculators of `geo.deal.calculators`, each with its sources."""

from collections.abc import Iterable
from typing import NamedTuple

import pandas as pd
import streamlit as st

from geo.deal.calculators import (
    SIGNED_TEXT,
    Input,
    Waterfall,
    cap_case,
    dobra_case,
    effective_case,
    waterfall_case,
)
from geo.deal.lists import read_sources
from geo.deal.load import read_scenarios
from geo.deal.scenario import Ground, Scenario
from geo.errors import InputError
from geo.text.figure.money import (
    Dobra,
    OfMoney,
    Repayment,
    ShareInEffect,
    YearsToCap,
    percent_tokens,
)
from geo.text.format import number_text
from geo.text.i18n import N_, _, in_language, n_
from geo.text.quote import source_text
from geo.views.figure import show_figure
from geo.views.ruled import ruled_html
from geo.views.safe import plain

_INTRODUCTION = N_(
    "Four small sums about state revenue. None gives a deposit a value: no source "
    "states one, and a price times a tonnage would be a number of nothing."
)

#: No sum of the calculators is larger; a typing slip is.
_MOST_USD_BN = 100_000.0

_GROUNDS = {
    Ground.FREE: N_("held by Ukraine"),
    Ground.OCCUPIED: N_("occupied"),
    Ground.FREED: N_("once freed"),
}


def money_page() -> None:
    """Draw the page."""
    st.title(_("Money"))
    st.write(_(_INTRODUCTION))
    tabs = st.tabs(
        [_("Years to the cap"), _("Interest first"), _("In effect"), _("Dobra")]
    )
    calculators = (_show_cap, _show_waterfall, _show_effective, _show_dobra)
    for tab, show in zip(tabs, calculators, strict=True):
        with tab:
            show()


class _NumberInput(NamedTuple):
    """A number to ask for: the widget's key and label, and what sources say."""

    key: str
    label: str
    sourced: Input


def _number_input(wanted: _NumberInput) -> float | None:
    """Ask for a number; None where it is the sourced one, which keeps its sources."""
    percent = wanted.sourced.unit == "%"
    number: float = st.number_input(
        f"{wanted.label}, {wanted.sourced.unit}",
        0.0,
        100.0 if percent else _MOST_USD_BN,
        wanted.sourced.value,
        format="%g",
        key=wanted.key,
    )
    cited = "; ".join(map(source_text, wanted.sourced.sources[:1]))
    more = len(wanted.sourced.sources) - 1
    if more > 0:
        cited = _("{source}, and {more} more").format(source=cited, more=more)
    st.caption(plain(f"{wanted.sourced.value:g}: {cited}"))
    return None if number == wanted.sourced.value else number


def _show_cap() -> None:
    st.subheader(_("How long to the cap?"))
    cap, rate, revenue = cap_case().inputs
    left, right = st.columns([1, 2], gap="large")
    with left:
        own_cap = _number_input(_NumberInput("money_cap", _("Cap"), cap))
        own_rate = _number_input(_NumberInput("money_cap_rate", _("Rate"), rate))
        own = _number_input(
            _NumberInput("money_cap_revenue", _("State revenue a year"), revenue)
        )
    with right:
        _show(YearsToCap(cap_usd_bn=own_cap, revenue_usd_bn=own, rate_percent=own_rate))


def _show_waterfall() -> None:
    st.subheader(_("Past aid with interest, before Ukraine gets a share"))
    owed, interest, rate, revenue, _afterwards = waterfall_case()[0].inputs
    left, right = st.columns([1, 2], gap="large")
    with left:
        own_owed = _number_input(_NumberInput("money_owed", _("Past aid"), owed))
        own_interest = _number_input(
            _NumberInput("money_interest", _("Interest a year"), interest)
        )
        own_rate = _number_input(_NumberInput("money_rate", _("Into the fund"), rate))
        own = _number_input(
            _NumberInput("money_revenue", _("State revenue a year"), revenue)
        )
    repayment = Repayment(
        owed_usd_bn=own_owed,
        revenue_usd_bn=own,
        rate_percent=own_rate,
        interest_percent=own_interest,
    )
    with right:
        _show(repayment)
        _show_flow(repayment.flow())


def _show_flow(flow: Waterfall) -> None:
    """Draw what is owed and who is paid, and lay out the years."""
    names = {
        "year": _("Year"),
        "owed": _("Owed"),
        "interest": _("Interest due"),
        "unpaid_interest": _("Interest unpaid"),
        "to_us": _("To the US"),
        "to_ukraine": _("To Ukraine"),
    }
    table = flow.table[list(names)].rename(columns=names)
    _draw_flow(table.set_index(_("Year")))
    shown = _first_years(table, flow)
    st.text(
        n_(
            "Billion USD, the first {n} year",
            "Billion USD, the first {n} years",
            len(shown),
        )
    )
    rows = [
        (f"{year:g}", *(number_text(sum_usd_bn, 2) for sum_usd_bn in sums))
        for year, *sums in shown.itertuples(index=False)
    ]
    head = list(names.values())
    st.html(ruled_html(head, rows, numbers=range(len(head))))


def _draw_flow(years: pd.DataFrame) -> None:
    st.text(_("What is owed, billion USD, by year"))
    st.line_chart(
        years[[_("Owed"), _("Interest unpaid")]],
        color=["#8e1b1b", "#d9601f"],
        x_label=_("year"),
        height=220,
    )
    st.text(_("Who is paid, billion USD, by year"))
    st.bar_chart(
        years[[_("To the US"), _("To Ukraine")]],
        color=["#2457a6", "#e0a92b"],
        x_label=_("year"),
        height=220,
    )


def _first_years(table: pd.DataFrame, flow: Waterfall) -> pd.DataFrame:
    """Return the years up to the end of the repayment and a little more."""
    return table.head(10 if flow.repaid_in is None else max(10, flow.repaid_in + 2))


def _show_effective() -> None:
    st.subheader(_("What is left of a share of a share"))
    scenarios = read_scenarios()
    left, right = st.columns([1, 2], gap="large")
    with left:
        picked = st.selectbox(
            _("Version of the deal"),
            [SIGNED_TEXT, *(other for other in scenarios if other != SIGNED_TEXT)],
            format_func=lambda i: in_language(scenarios[i].short_name),
            key="money_text",
        )
        text = scenarios[picked]
        ground = _choose_ground(text)
        try:
            sourced = effective_case(text, ground)
        except InputError as error:
            right.info(plain(str(error)))
            return
        key = f"money_effective_{picked}_{ground}"
        percents = _percent_inputs(key, text, ground, sourced.inputs)
    with right:
        _show(
            ShareInEffect(
                scenario=text.id,
                ground=ground.value,
                percents=percent_tokens(percents),
            )
        )


def _choose_ground(text: Scenario) -> Ground:
    """Offer the grounds of a text whose shares in effect differ."""
    chains: dict[tuple[str, ...], Ground] = {}
    for ground, rate in (text.rates or {}).items():
        chains.setdefault(rate.effective, ground)
    grounds = list(chains.values()) or [Ground.FREE]
    if len(grounds) == 1:
        return grounds[0]
    return st.selectbox(
        _("On land"),
        grounds,
        format_func=lambda ground: _(_GROUNDS[ground]),
        key=f"money_ground_{text.id}",
    )


def _percent_inputs(
    key: str, text: Scenario, ground: Ground, sourced: Iterable[Input]
) -> dict[str, float]:
    """Ask for each share on the way; return the reader's own by the share's id."""
    rate = (text.rates or {})[ground]
    chain = dict.fromkeys((*rate.effective, *rate.afterwards))
    inputs = {
        share_id: _number_input(
            _NumberInput(f"{key}_{share_id}", _sentence(one.name), one)
        )
        for share_id, one in zip(chain, sourced, strict=True)
    }
    return {share_id: own for share_id, own in inputs.items() if own is not None}


def _sentence(name: str) -> str:
    return name[:1].upper() + name[1:]


def _show_dobra() -> None:
    st.subheader(_("Dobra: an agreement awarded, and not known to be signed"))
    left, right = st.columns([1, 2], gap="large")
    with left:
        stage = st.segmented_control(
            _("Stage of the agreement, once signed"),
            [1, 2],
            default=1,
            required=True,
            key="money_stage",
        )
        sourced = dobra_case(stage or 1)
        key = f"money_dobra_{stage}"
        take = _number_input(
            _NumberInput(key, _("Of the output to the state"), sourced.inputs[0])
        )
        signed = read_scenarios()[SIGNED_TEXT]
        percents = _percent_inputs(key, signed, Ground.FREE, sourced.inputs[1:])
    with right:
        _show(
            Dobra(
                stage=stage or 1,
                state_percent=take,
                percents=percent_tokens(percents),
            )
        )


def _show(question: OfMoney) -> None:
    """Lay out a result: sentence, formula, inputs, warnings, and all of it to copy."""
    calculation = question.calculation()
    st.markdown(f"**{plain(calculation.finding)}.**")
    st.text(calculation.formula)
    head = (_("What goes in"), _("Value"), _("Unit"), _("Source"))
    rows = [
        (_sentence(one.name), f"{one.value:g}", one.unit, _cited(one))
        for one in calculation.inputs
    ]
    st.html(ruled_html(head, rows, numbers=(1,), in_blocks=True))
    for warning in calculation.warnings:
        st.caption(plain(warning))
    show_figure(question)


def _cited(one: Input) -> str:
    """Return the sources of a number, each with its address, and what is noted."""
    if not one.sources:
        return _("your own number")
    sources = read_sources()
    cited = (f"{source_text(i)} {sources[i].url}".strip() for i in one.sources)
    return "; ".join(filter(None, (*cited, one.note)))
