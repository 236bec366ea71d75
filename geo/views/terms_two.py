"""Versions against each other: clause by clause, and for one deposit."""

import pandas as pd
import streamlit as st

from geo.assessment.compare import MOST, clause_table
from geo.deal.load import default_scenario, read_scenarios
from geo.fronts.front import Front
from geo.schema import COVERING
from geo.text.figure.questions import Versions
from geo.text.figure.tokens import name_token
from geo.text.format import percent_text
from geo.text.i18n import _, in_language
from geo.text.labels import coverage_label
from geo.views import store
from geo.views.clauses import side_by_side_html
from geo.views.figure import show_figure

#: The draft that the signed text is set beside at first.
_EARLIER = "us_2025_02_21_draft"


def show_side_by_side(_front: Front) -> None:
    """Lay out two to four versions clause by clause, differences marked."""
    scenarios = read_scenarios()
    chosen = st.multiselect(
        _("Two to four versions"),
        list(scenarios),
        default=[_EARLIER, default_scenario().id],
        max_selections=MOST,
        format_func=lambda i: in_language(scenarios[i].short_name),
        key="terms_several",
        bind="query-params",
    )
    if len(chosen) < 2:
        st.info(_("Choose two versions or more."))
        return
    texts = [scenarios[i] for i in chosen]
    st.html(side_by_side_html(clause_table(texts), texts))


def show_deposit(front: Front) -> None:
    """Lay out one deposit under every version, with the reason."""
    deposits = store.shipped_deposits()
    picked = st.selectbox(
        _("Deposit"),
        list(deposits.index),
        format_func=lambda i: deposits.loc[i, "name"],
        key="terms_deposit",
        bind="query-params",
    )
    _show_difference(front, picked)
    rows = store.coverage_by_scenario(front.id).loc[picked]
    scenarios = read_scenarios()
    names = [in_language(scenarios[i].short_name) for i in rows.index]
    covered = rows["covered"].isin(COVERING)
    st.dataframe(
        pd.DataFrame(
            {
                _("Version"): names,
                _("Coverage"): [
                    coverage_label(coverage, scenarios[i])
                    for i, coverage in rows["covered"].items()
                ],
                _("US"): _shares(rows, "us_share_percent"),
                _("Ukraine"): _shares(rows, "ukraine_share_percent"),
                _("Others"): _shares(rows, "other_share_percent"),
                _("Of what"): rows["share_base"].to_numpy(),
                _("US in effect"): rows["arithmetic"].where(covered, "").to_numpy(),
                _("Why"): rows["reason"].to_numpy(),
            }
        ),
        hide_index=True,
        height="content",
    )


def _show_difference(front: Front, deposit_id: str) -> None:
    """Say what two versions make of the deposit, to quote."""
    scenarios = read_scenarios()
    left, right = st.columns(2)
    first, second = (
        column.selectbox(
            text,
            list(scenarios),
            index=list(scenarios).index(default),
            format_func=lambda i: in_language(scenarios[i].short_name),
            key=key,
        )
        for column, text, default, key in (
            (left, _("From"), _EARLIER, "diff_from"),
            (right, _("To"), default_scenario().id, "diff_to"),
        )
    )
    show_figure(
        Versions(
            front=front.id, deposit=name_token(deposit_id), before=first, after=second
        )
    )


def _shares(rows: pd.DataFrame, column: str) -> list[str]:
    """Return a party's share under each version; empty where nothing is covered."""
    return [
        percent_text(percent) if covered in COVERING else ""
        for covered, percent in zip(rows["covered"], rows[column], strict=True)
    ]
