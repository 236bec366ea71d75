"""What an uploaded front would change: in words, on a map, by oblast, by deposit."""

from enum import StrEnum
from functools import partial

import pandas as pd
import streamlit as st

from geo import history
from geo.front import Front
from geo.labels import N_, day_text, label, number_text
from geo.maps import assembled
from geo.preview import Preview, Step, is_large, preview, preview_apart
from geo.views import store
from geo.views.progress import progress
from geo.views.ruled import ruled_html
from geo.views.still_map import show_still
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
    return found.texts[0]


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
    for text in found.texts:
        st.text(text)
    if not found.same_source:
        st.text(
            _("Two sources draw the line differently, even where nothing has moved.")
        )
    parts = assembled(found.layers)
    show_still(parts, key="frontlode-change", height_px=_MAP_HEIGHT_PX)
    _show_ruled(_oblasts(found.by_oblast), numbers=(1, 2))
    heading = _("Deposits whose side or band changes: {n}")
    st.subheader(heading.format(n=len(found.moved)))
    if len(found.moved):
        _show_ruled(_moved(found.moved), numbers=(3, 4), in_blocks=True)


def _show_ruled(
    table: pd.DataFrame, *, numbers: tuple[int, ...], in_blocks: bool = False
) -> None:
    rows = table.to_numpy().tolist()
    st.html(
        ruled_html(list(map(str, table)), rows, numbers=numbers, in_blocks=in_blocks)
    )


_one_decimal = partial(number_text, decimals=1)


def _oblasts(by_oblast: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            _("Oblast"): by_oblast["name"],
            _("Newly occupied, km²"): by_oblast["newly_occupied_km2"].map(_one_decimal),
            _("Freed, km²"): by_oblast["freed_km2"].map(_one_decimal),
        }
    )


def _moved(moved: pd.DataFrame) -> pd.DataFrame:
    """Return the deposits whose side or band differs, and why, in words."""
    band = partial(label, "band")
    return pd.DataFrame(
        {
            _("Deposit"): moved["name"],
            _("Before"): moved["band_before"].map(band),
            _("After"): moved["band_after"].map(band),
            _("Before, km"): moved["signed_distance_km_before"].map(_one_decimal),
            _("After, km"): moved["signed_distance_km_after"].map(_one_decimal),
            _("Why"): moved["why"],
        }
    )
