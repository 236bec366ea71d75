"""What an uploaded front would change: in words, on a map, by oblast, by deposit."""

from enum import StrEnum
from functools import partial

import pandas as pd
import streamlit as st
from streamlit_folium import st_folium

from geo import history
from geo.front import Front
from geo.labels import N_, day_text, label
from geo.maps import assembled
from geo.preview import Preview, Step, is_large, preview, preview_apart
from geo.views import (
    assets,  # noqa: F401 - importing it serves the map's files
    store,
)
from geo.views.progress import progress
from geo.words import _, language

_STEPS: dict[StrEnum, str] = {
    Step.LAND: N_("Comparing the two fronts"),
    Step.DEPOSITS: N_("Measuring how far each deposit lies from them"),
    Step.MAP: N_("Drawing the map"),
}

_MAP_HEIGHT_PX = 560


#: By front, earlier snapshot and language, what is known; None if that broke off.
Previews = dict[tuple[Front, str, str], Preview | None]


def show_change(front: Front, known: Previews) -> str | None:
    """Show what the front would change against an earlier one, and return it in words.

    What is worked out is added to what is known. None where it could not be.
    """
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
    key = front, before.id, language.get()
    if key not in known:
        known[key] = _previewed(before, front)
    found = known[key]
    if found is None:
        st.error(
            _(
                "What it would change could not be worked out, most likely for want of "
                "memory. Simplify the file, or take a part of it."
            )
        )
        return None
    _show(found)
    return found.text


def _previewed(before: Front, after: Front) -> Preview | None:
    """Work out what changes, for large fronts apart and with its progress."""
    deposits = store.shipped_deposits()
    first = _("Working out what it would change")
    if is_large(before, after):
        with progress(_STEPS, first=first) as tell:
            return preview_apart(deposits, before, after, tell=tell)
    with st.spinner(first):
        return preview(deposits, before, after, tell=lambda _step: None)


def _show(found: Preview) -> None:
    st.text(found.text)
    if not found.same_source:
        st.text(
            _("Two sources draw the line differently, even where nothing has moved.")
        )
    _show_map(found)
    st.dataframe(_oblast_table(found.by_oblast), hide_index=True)
    moved = found.moved
    st.text(_("Deposits whose side or band changes: {n}").format(n=len(moved)))
    if len(moved):
        st.dataframe(_why_table(moved), hide_index=True)


def _show_map(found: Preview) -> None:
    parts = assembled(found.layers)
    st_folium(
        parts.map,
        key="frontlode-change",
        feature_group_to_add=parts.layers,
        returned_objects=[],
        render=False,
        use_container_width=True,
        height=_MAP_HEIGHT_PX,
    )


def _oblast_table(by_oblast: pd.DataFrame) -> pd.DataFrame:
    names = {
        "name": _("Oblast"),
        "newly_occupied_km2": _("Newly occupied, km²"),
        "freed_km2": _("Freed, km²"),
    }
    return by_oblast[list(names)].round(1).rename(columns=names)


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
