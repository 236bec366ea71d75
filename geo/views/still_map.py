"""A map that only shows: nothing on its page waits for a click."""

from streamlit_folium import st_folium

from geo.maps import MapParts
from geo.views import (
    assets,  # noqa: F401 - importing it serves the map's files
)


def show_still(parts: MapParts, *, key: str, height_px: int) -> None:
    """Draw a map under a key of its own."""
    st_folium(
        parts.map,
        key=key,
        feature_group_to_add=parts.layers,
        returned_objects=[],
        render=False,
        use_container_width=True,
        height=height_px,
    )
