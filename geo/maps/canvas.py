"""The map's canvas: what never changes, and layers that the browser draws from data.

Text that came from a file reaches the browser only inside :func:`js_string`, which is
inert as HTML, as a JavaScript template and as a Jinja template alike: folium compiles
every rendered script as a template of its own.
"""

import base64
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

import folium
from folium.template import Template

from geo.paths import STATIC

#: Where the page serves ``geo/maps/static``, relative to the map's own frame: Streamlit
#: gives a declared component the address ``component/<module>.<name>/``.
ASSET_BASE = "../geo.views.assets.frontlode_static/"

#: The largest zoom; a step is then a third of a pixel, the uncertainties fill a screen.
MAX_ZOOM = 12

#: Colours of the ground and the markers; `tests/test_maps.py` holds them
#: distinct for deuteranopia, protanopia and in grey.
PALETTE: dict[str, Any] = {
    "sea": "#dfe8ec",
    "abroad": "#ecebe6",
    "abroad_border": "#d8d5cc",
    "ukraine": "#fbfaf6",
    "border": "#8f897c",
    "oblast": "#cfc9bc",
    "lake": "#d3e2e9",
    "covered": "#c9a227",
    "us": "#2457a6",
    "unclear": "#6f6b63",
    "leader": "#55514a",
    "plain": "#b5b0a6",
    "fill": {
        "occupied": "#4a1512",
        "contested": "#4a1512",
        "near": "#b8321d",
        "middle": "#e07b22",
        "wide": "#efd067",
        "far": "#3a7d78",
        "unknown": "#8b867c",
        "free": "#2b2925",
    },
}

_UNSAFE = re.compile("[<>&'`${}\x7f-\x9f\u2028\u2029\ud800-\udfff]")


def js_string(value: object) -> str:
    r"""Return a value as a JavaScript string literal that holds it as JSON.

    None of ``< > & ' ` $ { }`` survives, so the literal is inert wherever it stands;
    ``JSON.parse`` gives the value back. NaN and infinity are refused.

    Examples
    --------
    >>> js_string({"a": "</script>"})
    '"\\u007b\\"a\\":\\"\\u003c/script\\u003e\\"\\u007d"'
    """
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return _UNSAFE.sub(
        lambda found: f"\\u{ord(found[0]):04x}", json.dumps(text, ensure_ascii=False)
    )


class _Verbatim(folium.Element):
    """A script as it is."""

    def __init__(self, script: str) -> None:
        super().__init__()
        self.script = script

    def render(self, **_options: Any) -> str:
        return self.script


class _Script(folium.MacroElement):
    """An element whose rendered script is not compiled as a template of its own.

    To compile a payload takes longer than all else about a map.
    """

    def render(self, **options: Any) -> str:
        script = self._template.module.script(self, options)
        figure: Any = self.get_root()
        figure.script.add_child(_Verbatim(script), name=self.get_name())
        for child in self._children.values():
            child.render(**options)
        return ""


class DataLayer(folium.map.Layer, _Script):
    """A layer that ``frontlode.js`` draws from data; the payload is a `js_string`."""

    _template = Template(
        """{% macro script(this, kwargs) %}
        var {{ this.get_name() }} = frontlode.{{ this.kind }}(
            JSON.parse({{ this.payload }}));
        {% endmacro %}"""
    )

    def __init__(self, kind: str, payload: str) -> None:
        super().__init__(name=kind, overlay=True, control=False)
        self._name = "DataLayer"
        self.kind = kind
        self.payload = payload


class Ground(folium.MacroElement):
    """The still part of the map, which ``basemap.js`` brings."""

    _template = Template(
        """{% macro script(this, kwargs) %}
        frontlode.base({{ this._parent.get_name() }}, JSON.parse({{ this.payload }}));
        {% endmacro %}"""
    )

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # branca is half typed
        self._name = "Ground"
        self.payload = js_string(PALETTE)


class OfflineMap(folium.Map):
    """A folium map that asks no other address for anything.

    Parameters
    ----------
    asset_base : str
        Address of ``geo/maps/static``, ending in a slash; with ``inline`` unused.
    inline : bool
        Whether scripts and styles travel inside the page as ``data:`` addresses.
    """

    def __init__(self, *, asset_base: str = ASSET_BASE, inline: bool = False) -> None:
        super().__init__(
            location=(48.4, 31.2),
            zoom_start=6,
            tiles=None,
            prefer_canvas=True,
            font_size="13px",
            zoom_snap=0.1,
            zoom_delta=0.7,
            wheel_px_per_zoom_level=100,
            attribution_control=False,
        )
        self.options["max_zoom"] = MAX_ZOOM

        def assets(*names: str) -> list[tuple[str, str]]:
            return [
                (name, _data_uri(name) if inline else asset_base + name)
                for name in names
            ]

        self.default_js = assets("leaflet.js", "basemap.js", "frontlode.js")
        self.default_css = assets("leaflet.css", "frontlode.css")
        self.add_child(Ground())


@cache
def _data_uri(name: str) -> str:
    kind = "javascript" if name.endswith(".js") else "css"
    content = base64.b64encode((STATIC / name).read_bytes()).decode()
    return f"data:text/{kind};charset=utf-8;base64,{content}"


#: How the browser adds a layer to the map that stands: as `streamlit_folium` writes it.
_ADDED = """
var feature_group_feature_group_{i} = L.featureGroup({{}});
var data_layer_feature_group_{i}_0 = frontlode.{kind}(JSON.parse({payload}));
data_layer_feature_group_{i}_0.addTo(feature_group_feature_group_{i});
feature_group_feature_group_{i}.addTo(map_div);
map_div.addLayer(feature_group_feature_group_{i});
window.feature_group = window.feature_group || [];
window.feature_group.push(feature_group_feature_group_{i});
"""


@dataclass(frozen=True)
class MapParts:
    """A map that never changes, and the layers that the browser draws on it.

    Attributes
    ----------
    payloads : mapping of str to str
        What each layer is drawn from (`js_string`), by its kind, in drawing order.
    asset_base, inline
        As `OfflineMap` takes them.
    """

    payloads: Mapping[str, str]
    asset_base: str = ASSET_BASE
    inline: bool = False

    @cached_property
    def map(self) -> OfflineMap:
        """The map, the same for every front, preset and scenario."""
        return OfflineMap(asset_base=self.asset_base, inline=self.inline)

    @cached_property
    def layers(self) -> list[folium.FeatureGroup]:
        """The layers, each in a group of its own."""
        layers = [folium.FeatureGroup(name=one, control=False) for one in self.payloads]
        for layer, (kind, payload) in zip(layers, self.payloads.items(), strict=True):
            layer.add_child(DataLayer(kind, payload))
        return layers

    @property
    def script(self) -> str:
        """What adds the layers to a map that stands on a page."""
        return "".join(
            _ADDED.format(i=i, kind=kind, payload=payload)
            for i, (kind, payload) in enumerate(self.payloads.items())
        )
