"""What an uploaded front would change: in words, on a map, by oblast, by deposit."""

from dataclasses import replace
from enum import StrEnum
from functools import partial

import pandas as pd
import streamlit as st

from geo.assessment.change import (
    Heads,
    heads,
    is_movement,
    same_source,
    source_texts,
    with_sources,
)
from geo.assessment.tables import harmless
from geo.errors import InputError
from geo.fronts.front import Front
from geo.ledger import default_ledger
from geo.maps import MapParts
from geo.maps.preview import Preview, Step, is_large, preview, preview_in_worker
from geo.text.format import day_text, number_text
from geo.text.i18n import N_, _, language
from geo.text.labels import label
from geo.views import store
from geo.views.map_view import show_map
from geo.views.progress import progress
from geo.views.ruled import ruled_html
from geo.views.safe import plain

_STEPS: dict[StrEnum, str] = {
    Step.LAND: N_("Comparing the two fronts"),
    Step.DEPOSITS: N_("Measuring how far each deposit lies from them"),
    Step.MAP: N_("Drawing the map"),
}

_MAP_HEIGHT_PX = 560


#: By front, earlier snapshot, whether the front moved, and language, what is known;
#: why not if it could not be worked out.
Previews = dict[tuple[Front, str, bool, str], Preview | str]


def show_change(front: Front, known: Previews) -> str | None:
    """Show what the front would change against an earlier one, and return it in words.

    What is worked out is added to what is known. None where it could not be.
    """
    st.subheader(_("What it would change"))
    days = default_ledger().snapshots()[::-1]
    before_days = [day for day in days if day <= front.as_of] or [days[-1]]
    other = st.selectbox(
        _("Against the front of"),
        days,
        index=days.index(before_days[0]),
        format_func=day_text,
        key="front_before",
    )
    before = default_ledger().front_on(other)
    attributed = _attributed(front, before)
    moves = is_movement(before, attributed)
    key = front, before.id, moves, language.get()
    if key not in known:
        known[key] = _previewed(before, attributed)
    found = known[key]
    if isinstance(found, str):
        st.error(found)
        return None
    _show(found, before, attributed)
    return found.texts[0]


def _attributed(front: Front, before: Front) -> Front:
    """Return the front as one of the same source, if the user says so.

    A file seldom names its source, and the fronts that ship are nobody else's.
    """
    if (
        same_source(before, front)
        or default_ledger().snapshot(before.id).origin != "accepted"
    ):
        return front
    same = st.checkbox(
        plain(
            _("Drawn by the same source in the same way: {source}").format(
                source=before.source
            )
        ),
        key=f"front_same_{before.id}",
        on_change=_take_source,
        args=(before,),
    )
    if not same:
        return front
    return replace(front, source=before.source, method=before.method)


def _take_source(before: Front) -> None:
    """Fill in the source of the acceptance, which the user can still change."""
    if st.session_state[f"front_same_{before.id}"]:
        st.session_state["front_source"] = before.source


def _previewed(before: Front, after: Front) -> Preview | str:
    """Work out what changes, or why it cannot be; of large fronts in a worker."""
    deposits = store.shipped_deposits()
    first = _("Working out what it would change")
    if is_large(before, after):
        try:
            with progress(_STEPS, first=first) as on_progress:
                return preview_in_worker(
                    deposits, before, after, on_progress=on_progress
                )
        except InputError as error:
            return str(error)
    with st.spinner(first):
        return preview(deposits, before, after, on_progress=lambda _step: None)


def _show(found: Preview, before: Front, after: Front) -> None:
    for text in found.texts:
        st.text(text)
    show_map(MapParts(found.layers), key="frontlode-change", height_px=_MAP_HEIGHT_PX)
    words = heads(movement=found.is_movement)
    _show_ruled(_oblasts(found.by_oblast, words), numbers=(1, 2))
    _show_sources(before, after)
    st.subheader(words.deposits.format(n=len(found.moved)))
    if len(found.moved):
        _show_ruled(_moved(found.moved, words), numbers=(3, 4), in_blocks=True)
        _show_sources(before, after)
    with st.container(horizontal=True):
        for name, text, rows in (
            ("land", _("Land as CSV"), found.by_oblast),
            ("deposits", _("Deposits as CSV"), found.moved),
        ):
            st.download_button(
                text,
                _csv(with_sources(rows, before, after)),
                file_name=f"frontlode-change-{name}-{before.as_of}-{after.as_of}.csv",
                on_click="ignore",
                key=f"change-{name}",
            )


def _show_sources(before: Front, after: Front) -> None:
    """Say under a table which two fronts it is about, and who drew them."""
    st.caption(plain(" · ".join(source_texts(before, after))))


def _csv(rows: pd.DataFrame) -> bytes:
    return harmless(rows.round(3)).to_csv(index=False).encode()


def _show_ruled(
    table: pd.DataFrame, *, numbers: tuple[int, ...], in_blocks: bool = False
) -> None:
    rows = table.to_numpy().tolist()
    st.html(
        ruled_html(list(map(str, table)), rows, numbers=numbers, in_blocks=in_blocks)
    )


_one_decimal = partial(number_text, decimals=1)


def _oblasts(by_oblast: pd.DataFrame, words: Heads) -> pd.DataFrame:
    km2 = _("{land}, km²")
    return pd.DataFrame(
        {
            _("Oblast"): by_oblast["name"],
            km2.format(land=words.more): by_oblast["newly_occupied_km2"].map(
                _one_decimal
            ),
            km2.format(land=words.less): by_oblast["freed_km2"].map(_one_decimal),
        }
    )


def _moved(moved: pd.DataFrame, words: Heads) -> pd.DataFrame:
    """Return the deposits whose side or band differs, and why, in words."""
    band, km = partial(label, "band"), _("{front}, km")
    return pd.DataFrame(
        {
            _("Deposit"): moved["name"],
            words.before: moved["band_before"].map(band),
            words.after: moved["band_after"].map(band),
            km.format(front=words.before): moved["signed_distance_km_before"].map(
                _one_decimal
            ),
            km.format(front=words.after): moved["signed_distance_km_after"].map(
                _one_decimal
            ),
            _("Why"): moved["why"],
        }
    )
