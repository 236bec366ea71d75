"""What an uploaded front would change: in words, on a map, by oblast, by deposit."""

from functools import partial

import geopandas as gpd
import pandas as pd
import streamlit as st
from streamlit_folium import st_folium

from geo import history
from geo.assess import assess
from geo.change import Change, change, change_text, deposit_changes
from geo.front import Front
from geo.labels import day_text, label
from geo.maps import change_map
from geo.presets import preset
from geo.terms import default_scenario
from geo.views import (
    assets,  # noqa: F401 - importing it serves the map's files
    store,
)
from geo.words import _

_MAP_HEIGHT_PX = 560


def show_change(front: Front) -> str:
    """Show what the front would change against an earlier one; return it in words."""
    st.subheader(_("What it would change"))
    days = history.snapshots()[::-1]
    before_days = [day for day in days if day <= front.as_of] or [days[-1]]
    other = st.selectbox(
        _("Against the front of"),
        days,
        index=days.index(before_days[0]),
        format_func=day_text,
        key="front_before",
    )
    before = history.front_on(other)
    changed = change(before, front)
    told = change_text(changed)
    st.text(told)
    if not changed.same_source:
        st.text(
            _("Two sources draw the line differently, even where nothing has moved.")
        )
    first, second = (_assessed(one) for one in (before, front))
    why = deposit_changes(first, second)
    _show_map(changed, second.loc[why.index])
    st.dataframe(_oblast_table(changed), hide_index=True)
    st.text(_("Deposits whose side or band changes: {n}").format(n=len(why)))
    if len(why):
        st.dataframe(_why_table(why), hide_index=True)
    return told


def _assessed(front: Front) -> gpd.GeoDataFrame:
    return assess(
        store.shipped_deposits(),
        front,
        preset=preset("default"),
        scenario=default_scenario(),
    )


def _show_map(changed: Change, moved: gpd.GeoDataFrame) -> None:
    parts = change_map(
        changed, moved, scenario=default_scenario(), preset=preset("default")
    )
    st_folium(
        parts.map,
        key="frontlode-change",
        feature_group_to_add=parts.layers,
        returned_objects=[],
        render=False,
        use_container_width=True,
        height=_MAP_HEIGHT_PX,
    )


def _oblast_table(changed: Change) -> pd.DataFrame:
    names = {
        "name": _("Oblast"),
        "newly_occupied_km2": _("Newly occupied, km²"),
        "freed_km2": _("Freed, km²"),
    }
    return changed.by_oblast[list(names)].round(1).rename(columns=names)


def _why_table(why: pd.DataFrame) -> pd.DataFrame:
    """Return the deposits whose side or band differs, and why, in words."""
    return pd.DataFrame(
        {
            _("Deposit"): why["name"],
            _("Side before"): why["control_before"].map(partial(label, "control")),
            _("Side after"): why["control_after"].map(partial(label, "control")),
            _("Band before"): why["band_before"].map(partial(label, "band")),
            _("Band after"): why["band_after"].map(partial(label, "band")),
            _("Before, km"): why["signed_distance_km_before"].round(1),
            _("After, km"): why["signed_distance_km_after"].round(1),
            _("Why"): why["why"],
        }
    )
