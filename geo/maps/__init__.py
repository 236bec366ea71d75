"""The map, on the page and as a file. folium lives here only.

Python decides what is drawn and says it as data; the modules in ``js`` draw it, joined
into ``static/frontlode.js`` by ``data/build_script.py``.
The ground and the frame never change, so the page never mounts the map anew; what
changes with front, preset, scenario, filter and language travels in layers.
"""

from geo.maps.build import build_map
from geo.maps.canvas import MapParts
from geo.maps.change import change_map
from geo.maps.oblasts import oblasts_map
from geo.maps.page import change_html, map_html
from geo.maps.swipe import Side, swipe_map

__all__ = [
    "MapParts",
    "Side",
    "build_map",
    "change_html",
    "change_map",
    "map_html",
    "oblasts_map",
    "swipe_map",
]
