"""The label of a front that is none, for a text is carried out on it."""

from html import escape

import geopandas as gpd
import streamlit as st

from geo.deal.ground import demilitarised_text
from geo.fronts.front import Front
from geo.text.i18n import _


def show_assumed(assessed: gpd.GeoDataFrame, front: Front) -> None:
    """Say of a front on which a text is carried out that it is none; else nothing."""
    if front.assumed:
        st.html(assumed_html(assessed, front))


def assumed_html(assessed: gpd.GeoDataFrame, front: Front) -> str:
    """Return the label, with the deposits of demilitarised land counted separately."""
    lines = (front.note, demilitarised_text(assessed, front))
    lines_html = "".join(f'<p class="underline">{escape(t)}.</p>' for t in lines if t)
    head = escape(_("A text carried out, not a front and not a forecast"))
    return f'<div class="whatif"><b>{head}</b>{lines_html}</div>'
