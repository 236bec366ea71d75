"""The page of the deal's versions, in four sections.

The engine (`compare`, `matrix`, `timeline`, `quote`) counts; the sections lay it out.
"""

from collections.abc import Callable

import streamlit as st

from geo.fronts.front import Front
from geo.ledger import default_ledger
from geo.text.format import day_text
from geo.text.i18n import _
from geo.views.terms_all import show_all
from geo.views.terms_one import show_one
from geo.views.terms_since import show_estimates, show_events
from geo.views.terms_two import show_deposit, show_side_by_side


def terms_page() -> None:
    """Draw the page."""
    st.title(_("Who would get what"))
    on_a_front: dict[str, tuple[str, Callable[[Front], None]]] = {
        "all": (_("All versions"), show_all),
        "one": (_("One version"), show_one),
        "several": (_("Side by side"), show_side_by_side),
        "deposit": (_("One deposit"), show_deposit),
    }
    on_none: dict[str, tuple[str, Callable[[], None]]] = {
        "since": (_("What happened since"), show_events),
        "estimates": (_("What others count"), show_estimates),
    }
    names = {key: name for key, (name, _show) in (on_a_front | on_none).items()}
    picked = st.segmented_control(
        _("Show"),
        list(names),
        default="all",
        required=True,
        format_func=names.__getitem__,
        key="terms_view",
        bind="query-params",
        label_visibility="collapsed",
    )
    if picked in on_none:
        on_none[picked][1]()
        return
    day = st.selectbox(
        _("Front on"),
        default_ledger().snapshots()[::-1],
        format_func=day_text,
        key="terms_front",
        bind="query-params",
    )
    on_a_front[picked][1](default_ledger().front_on(day))
