"""Serve ``geo/maps/static`` to the map's frame, from our own address.

Streamlit serves a declared component's folder at ``component/<module>.<name>/`` and
the map's frame lies beside it, so ``geo.maps`` reaches the files by a relative
address that also holds behind a proxy with a base path. The declaration counts only
when this module is first imported by a running page.
"""

from streamlit.components.v1 import declare_component

from geo.paths import STATIC

static = declare_component("frontlode_static", path=str(STATIC))
