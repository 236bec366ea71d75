"""A map on a page."""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

import streamlit as st
import streamlit_folium

from geo.maps import MapParts
from geo.views import (
    assets,  # noqa: F401 - importing it serves the map's files
)


def show_map(
    parts: MapParts,
    *,
    key: str,
    height_px: int,
    returned: Sequence[str] = (),
    on_change: Callable[[], None] | None = None,
) -> None:
    """Draw a map as `streamlit_folium.st_folium` does.

    That makes what never changes anew at each run, which takes a quarter of it.

    Parameters
    ----------
    parts : MapParts
    key : str
        Of the map's place; under it the session keeps what the reader did there.
    height_px : int
    returned : sequence of str
        What the reader does that runs the page again, by the component's names.
    on_change : callable, optional
        Called before such a run.
    """
    still = _still(parts.asset_base)
    place = streamlit_folium.generate_js_hash(still["script"], key)

    def changed() -> None:
        st.session_state[key] = st.session_state.get(place, {})
        if on_change:
            on_change()

    streamlit_folium._component_func(
        **still,
        feature_group=parts.script,
        key=place,
        height=height_px,
        width=None,
        returned_objects=list(returned),
        default=dict.fromkeys(returned),
        zoom=None,
        center=None,
        return_on_hover=False,
        layer_control=None,
        pixelated=False,
        on_change=changed,
        wrap_longitude=False,
    )


@cache
def _still(asset_base: str) -> dict[str, Any]:
    """Return what the component takes of the map itself."""
    canvas = MapParts({}, asset_base).map
    canvas.render()  # type: ignore[no-untyped-call]  # folium is half typed
    # Before the script, which gives the map's parts other names.
    header = streamlit_folium._get_header(canvas)
    return {
        "html": streamlit_folium._get_html(canvas),
        "header": header,
        "script": streamlit_folium._get_map_string(canvas),
        "id": streamlit_folium.get_full_id(canvas),
        "css_links": [address for _name, address in canvas.default_css],
        "js_links": [address for _name, address in canvas.default_js],
    }
