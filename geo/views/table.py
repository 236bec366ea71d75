"""The table under the map: its columns, and the row that is selected in it."""

from collections.abc import Iterable
from functools import partial
from typing import Any

import geopandas as gpd
import pandas as pd
import streamlit as st

from geo.deal.scenario import Scenario
from geo.text.i18n import _
from geo.text.labels import coverage_label, label

_KEY = "table"

#: What a column needs beside its letters, for each letter of its head, and of a cell.
_EDGES_PX, _HEAD_PX, _DIGIT_PX = 20, 6.6, 7.6


def table_of(rows: gpd.GeoDataFrame, scenario: Scenario) -> pd.DataFrame:
    """Return what the table shows of an assessment, one row a deposit."""
    return pd.DataFrame(
        {
            "name": rows["name"],
            "oblast": rows["oblast"],
            "commodities": rows["commodities"].map(", ".join),
            "status": rows["status"].map(partial(label, "status")),
            "control": rows["control"].map(partial(label, "control")),
            "distance_km": rows["signed_distance_km"].fillna(rows["distance_km"]),
            "uncertainty_km": rows["uncertainty_km"],
            "band": rows["band"].map(partial(label, "band")),
            "firm": rows["firm"].map({True: _("firm"), False: _("not firm")}),
            "covered": [
                coverage_label(message, scenario) for message in rows["covered"]
            ],
            "in_reach": rows["in_reach"].map(partial(label, "answer")),
            "us_share_percent": rows["us_share_percent"],
            "effective_us_percent": rows["effective_us_percent"],
            "share_base": rows["share_base"],
        }
    )


def numbers(table: pd.DataFrame, columns: Iterable[Any]) -> dict[str, Any]:
    """Return columns of numbers that are texts, for some have a range in brackets.

    A narrow one would cut a number in front, and show another one.
    """
    widths_px = {
        str(name): max(
            _HEAD_PX * len(str(name)), _DIGIT_PX * max(map(len, table[name]), default=0)
        )
        for name in columns
    }
    return {
        name: st.column_config.TextColumn(
            alignment="right", width=_EDGES_PX + round(width_px)
        )
        for name, width_px in widths_px.items()
    }


def show_table(table: pd.DataFrame) -> None:
    """Draw a table (`table_of`), the selected deposit's row marked.

    A click on a row selects its deposit: the newest of map and table wins, because
    each speaks only when it is clicked.
    """
    ids = list(table.index)
    selected = st.session_state.get("selected")
    _mark([ids.index(selected)] if selected in ids else [])
    st.session_state["table_ids"] = ids
    st.dataframe(
        table,
        key=_KEY,
        hide_index=True,
        on_select=_picked,
        selection_mode="single-row",
        column_config=_columns(),
    )


def _mark(positions: list[int]) -> None:
    """Set the table's own selection, if it differs, before the table is drawn."""
    state = st.session_state.get(_KEY)
    if (state["selection"]["rows"] if state else []) != positions:
        st.session_state[_KEY] = {
            "selection": {"rows": positions, "columns": [], "cells": []}
        }


def _picked() -> None:
    positions = st.session_state[_KEY]["selection"]["rows"]
    ids = st.session_state["table_ids"]
    st.session_state["selected"] = ids[positions[0]] if positions else None


def _columns() -> dict[str, Any]:
    number = st.column_config.NumberColumn
    text = st.column_config.TextColumn
    return {
        "name": text(_("Deposit"), width="medium", pinned=True),
        "oblast": text(_("Oblast")),
        "commodities": text(_("Commodities"), width="medium"),
        "status": text(_("Status")),
        "control": text(_("Side")),
        "distance_km": number(
            _("Distance, km"),
            format="%.1f",
            help=_(
                "Negative: behind the line, to land held by Ukraine. Where the side is "
                "not known it has no sign"
            ),
        ),
        "uncertainty_km": number(_("± km"), format="%.1f"),
        "band": text(_("Band")),
        "firm": text(
            _("Firm"), help=_("Whether the band is the same at both ends of the ±")
        ),
        "covered": text(_("Coverage")),
        "in_reach": text(_("In reach")),
        "us_share_percent": number(_("US share, %"), format="%g"),
        "effective_us_percent": number(_("US in effect, %"), format="%g"),
        "share_base": text(_("Share of what"), width="large"),
    }
