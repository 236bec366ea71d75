"""The map: one builder for the page and for the exported file. folium lives here only.

Python decides what is drawn and says it as data; ``static/frontlode.js`` draws it.
The ground and the frame never change, so the page never mounts the map anew; what
changes with front, preset, scenario, filter and language travels in three layers.

Text that came from a file reaches the browser only inside :func:`js_string`, which is
inert as HTML, as a JavaScript template and as a Jinja template alike: folium compiles
every rendered script as a template of its own.
"""

import base64
import json
import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from html import escape
from itertools import groupby
from string import Template as Page
from typing import Any, NamedTuple

import folium
import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from folium.template import Template
from shapely.geometry.base import BaseGeometry

from geo.facts import deposit_facts, deposit_head
from geo.front import Front
from geo.labels import Kind, day_text, label
from geo.paths import STATIC
from geo.presets import Preset
from geo.risk import ThreatEdge, band_labels, risk_zones
from geo.schema import Answer, Control
from geo.sentences import finding_text, method_text
from geo.summary import headline
from geo.terms import Scenario, share_text
from geo.ukraine import inner_land, threat_border
from geo.words import _, in_language, language

#: Where the page serves ``geo/static``, relative to the map's own frame: Streamlit
#: gives a declared component the address ``component/<module>.<name>/``.
ASSET_BASE = "../geo.views.assets.frontlode_static/"

#: Whole steps in which lines travel to the browser, per degree: 11 m.
STEPS_PER_DEGREE = 10_000

#: The largest zoom; a step is then a third of a pixel, the uncertainties fill a screen.
MAX_ZOOM = 12

#: Core of a sign by nearness, from the innermost band to beyond the last edge.
NEARNESS = ("near", "middle", "wide", "far")

#: Colours of the ground and the signs (`look.md`); `tests/test_maps.py` holds them
#: apart for deuteranopia, protanopia and in grey.
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
    "core": {
        "occupied": "#4a1512",
        "contested": "#4a1512",
        "near": "#b8321d",
        "middle": "#e07b22",
        "wide": "#efd067",
        "far": "#3a7d78",
        "unknown": "#8b867c",
    },
}
LAND_COLORS = {"occupied": "#d8a49a", "contact": "#8e1b1b", "edge": "#d9b48b"}

#: Risk zones run from the innermost tint to the outermost.
TINTS = ("#f2c9a4", "#fdf7ee")

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


class DataLayer(folium.map.Layer):
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
        Address of ``geo/static``, ending in a slash; with ``inline`` unused.
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


class MapParts(NamedTuple):
    """A map, the layers that change on it, and the key of the map's place on a page.

    ``map`` and ``key`` are the same for every front, preset and scenario; ``layers``
    go to ``st_folium(..., feature_group_to_add=layers, key=key, render=False)``.
    """

    map: OfflineMap
    layers: list[folium.FeatureGroup]
    key: str


def build_map(
    assessed: gpd.GeoDataFrame,
    front: Front,
    *,
    scenario: Scenario,
    preset: Preset,
    threat_edge: ThreatEdge = "zone",
    selected_id: str | None = None,
    asset_base: str = ASSET_BASE,
    inline: bool = False,
) -> MapParts:
    """Return the map of an assessment.

    Parameters
    ----------
    assessed : GeoDataFrame
        As `geo.assess.assess` returns it, in EPSG:4326; rows may be left out.
    front, scenario, preset, threat_edge
        What it was assessed against.
    selected_id : str, optional
        The deposit to mark, with its circle of uncertainty.
    asset_base : str
        Address under which the browser finds ``geo/static``, ending in a slash.
    inline : bool
        Whether the map carries its scripts and styles itself.
    """
    payloads = {
        "land": _land(front, preset.edges_km, threat_edge, language.get()),
        "legend": js_string(
            _legend(assessed, front, scenario, preset, threat_edge=threat_edge)
        ),
        "deposits": js_string(_deposits(assessed, preset, selected_id)),
    }
    layers = [folium.FeatureGroup(name=kind, control=False) for kind in payloads]
    for layer, (kind, payload) in zip(layers, payloads.items(), strict=True):
        layer.add_child(DataLayer(kind, payload))
    canvas = OfflineMap(asset_base=asset_base, inline=inline)
    return MapParts(canvas, layers, "frontlode-map")


# Land ------------------------------------------------------------------------------


def encode_line(line: BaseGeometry) -> list[int]:
    """Return a line in degrees as whole steps: its start, then the moves from there.

    Moves shorter than half a step are left out.

    Examples
    --------
    >>> encode_line(shapely.LineString([(30, 50), (30.0003, 49.9999)]))
    [300000, 500000, 3, -1]
    """
    points = np.rint(shapely.get_coordinates(line) * STEPS_PER_DEGREE).astype(int)
    moves = np.diff(points, axis=0)
    moves = moves[moves.any(axis=1)]
    return [*points[0].tolist(), *moves.ravel().tolist()]


def encode_lines(geometry: BaseGeometry) -> list[list[int]]:
    """Return every line of a linear geometry in degrees as whole steps."""
    return [encode_line(line) for line in shapely.get_parts(geometry) if line.length]


def encode_polygons(geometry: BaseGeometry) -> list[list[list[int]]]:
    """Return every polygon of a geometry in degrees as rings of whole steps."""
    return [
        [encode_line(ring) for ring in shapely.get_rings(part)]
        for part in shapely.get_parts(geometry)
        if part.area
    ]


#: Drawn shapes may leave the file's by this many degrees (about 40 m).
_DRAWN_TOLERANCE = 0.0004


def _drawn(geometry: BaseGeometry | None) -> BaseGeometry:
    return shapely.simplify(geometry or shapely.MultiPolygon(), _DRAWN_TOLERANCE)


@lru_cache(maxsize=32)
def _land(
    front: Front, edges_km: tuple[float, ...], threat_edge: ThreatEdge, _language: str
) -> str:
    """Return the payload of the land layer: drawn once, as text, for each choice."""
    tints = _tints(len(edges_km))
    zones = [
        {
            "text": _("{km:g} km").format(km=km),
            "color": tint,
            "area": encode_polygons(_drawn(zone)),
            "edge": encode_lines(_drawn(_outer_edge(zone, front))),
        }
        for (km, zone), tint in zip(
            risk_zones(front, edges_km, threat_edge=threat_edge), tints, strict=True
        )
    ]
    border = threat_border() if threat_edge == "zone+border" else None
    return js_string(
        {
            "zones": zones,
            "occupied": encode_polygons(_drawn(front.zone)),
            "contact": encode_lines(_drawn(front.contact_line)),
            "border": encode_lines(_drawn(border)),
            "colors": LAND_COLORS,
        }
    )


#: How far from the contact line, in degrees, a zone's outline is the line itself.
_BESIDE_THE_LINE = 0.005


def _outer_edge(zone: BaseGeometry, front: Front) -> BaseGeometry:
    """Return a zone's outline without coast, state border and contact line."""
    inland = shapely.intersection(shapely.boundary(zone), inner_land())
    line = shapely.buffer(front.contact_line, _BESIDE_THE_LINE)
    edge = shapely.difference(inland, line)
    return shapely.line_merge(edge) if edge.geom_type == "MultiLineString" else edge


def _tints(count: int) -> list[str]:
    """Return the zones' colours, innermost first, evenly spaced between the ends."""
    ends = np.array([list(bytes.fromhex(tint[1:])) for tint in TINTS])
    steps = np.linspace(0, 1, count)[:, None]
    mixed = np.rint(ends[0] + steps * (ends[1] - ends[0])).astype(int)
    return ["#{:02x}{:02x}{:02x}".format(*row) for row in mixed]


# Deposits --------------------------------------------------------------------------


def core_of_band(edges_km: Sequence[float]) -> dict[str, str]:
    """Return the sign's core for every band between rising edges in kilometres.

    The innermost band is always ``near``, the land beyond the last edge ``far``; those
    between share the steps between evenly. With the default edges that is ≤ 10,
    10–30, 30–100 and > 100 km.
    """
    count = len(edges_km)
    steps = [round((len(NEARNESS) - 1) * i / count) for i in range(count + 1)]
    bands = dict(zip(band_labels(edges_km), (NEARNESS[i] for i in steps), strict=True))
    sides = (Control.OCCUPIED, Control.CONTESTED, Control.UNKNOWN)
    return bands | {side.value: side.value for side in sides}


#: Ring of a sign by the answer whether the scenario covers the deposit.
_RING = {
    Answer.YES.value: "covered",
    Answer.UNCLEAR.value: "unclear",
    Answer.NO.value: "none",
}


def _rings(assessed: gpd.GeoDataFrame) -> "pd.Series[Any]":
    return assessed["covered"].map(_RING)


def _us_percent(assessed: gpd.GeoDataFrame) -> "pd.Series[Any]":
    """Return the US part of the ring: the effective share where it is stated."""
    return assessed["effective_us_percent"].fillna(assessed["us_share_percent"])


def _rounded(values: "pd.Series[Any]", digits: int) -> list[float | None]:
    return [None if np.isnan(v) else round(v, digits) for v in values.to_numpy(float)]


def _deposits(
    assessed: gpd.GeoDataFrame, preset: Preset, selected_id: str | None
) -> dict[str, Any]:
    """Return the payload of the deposits: only what signs and tooltips say."""
    columns: dict[str, list[Any]] = {
        "id": assessed.index.tolist(),
        "name": assessed["name"].tolist(),
        "commodity": assessed["primary_commodity"].tolist(),
        "lon": _rounded(assessed["lon"], 5),
        "lat": _rounded(assessed["lat"], 5),
        "core": assessed["band"].map(core_of_band(preset.edges_km)).tolist(),
        "ring": _rings(assessed).tolist(),
        "us": _rounded(_us_percent(assessed), 1),
        "control": assessed["control"].tolist(),
        "km": _rounded(assessed["distance_km"], 1),
        "uncertainty_km": _rounded(assessed["uncertainty_km"], 1),
        "place_km": _rounded(assessed["location_uncertainty_km"], 2),
        "band": assessed["band"].tolist(),
        "firm": assessed["firm"].tolist(),
    }
    areas = shapely.get_dimensions(assessed.geometry.to_numpy()) == 2
    if areas.any():
        columns["area"] = [
            encode_polygons(_drawn(geometry)) if is_area else None
            for geometry, is_area in zip(assessed.geometry, areas, strict=True)
        ]
    return {"columns": columns, "selected": selected_id, "words": _tooltip_words()}


def _tooltip_words() -> dict[str, Any]:
    """Return what a tooltip says; the braces are filled in the browser."""
    return {
        "language": language.get(),
        "distance": {
            Control.FREE: _("{km} ± {uncertainty} km from the front"),
            Control.OCCUPIED: _("occupied, {km} ± {uncertainty} km behind the line"),
            Control.CONTESTED: _("contested: {km} ± {uncertainty} km from the line"),
            Control.UNKNOWN: _("{km} ± {uncertainty} km from the line, side unknown"),
        },
        "no_distance": _("no other side on this front"),
        "firm": _("band {band}"),
        "not_firm": _("band {band}, not firm"),
        "ring": {
            "covered": _("covered by this text"),
            "unclear": _("unclear whether this text covers it"),
            "none": _("not covered by this text"),
        },
        "us": _(", US {us} %"),
        "crowd": _("{count} deposits, come closer"),
    }


# Legend ----------------------------------------------------------------------------


def _legend(
    assessed: gpd.GeoDataFrame,
    front: Front,
    scenario: Scenario,
    preset: Preset,
    *,
    threat_edge: ThreatEdge,
) -> dict[str, Any]:
    """Return the payload of legend, source line and place names."""
    return {
        "language": language.get(),
        "title": _("Legend"),
        "parts": [
            {
                "title": _("Deposit, by distance"),
                "rows": list(_risk_rows(assessed, preset)),
            },
            {"title": _("Land"), "rows": _land_rows(front, preset, threat_edge)},
            {
                "title": _("Ring: {name}").format(
                    name=in_language(scenario.short_name)
                ),
                "rows": list(_terms_rows(assessed, scenario)),
            },
        ],
        "switches": [
            {"name": "zones", "text": _("show zones")},
            {"name": "terms", "text": _("show rings")},
            {"name": "uncertainty", "text": _("show ± of place")},
        ],
        "source": _source_line(front),
    }


def _land_rows(
    front: Front, preset: Preset, threat_edge: ThreatEdge
) -> list[dict[str, Any]]:
    edges = ", ".join(f"{km:g}" for km in preset.edges_km)
    occupied: dict[str, Any] = {
        "tints": [LAND_COLORS["occupied"]],
        "text": label("control", Control.OCCUPIED),
    }
    line: dict[str, Any] = {"line": LAND_COLORS["contact"], "text": _("contact line")}
    border: dict[str, Any] = {
        "line": LAND_COLORS["contact"],
        "dashed": True,
        "text": _("border with Russia and Belarus"),
    }
    zones: dict[str, Any] = {
        "tints": _tints(len(preset.edges_km)),
        "text": _("{edges} km").format(edges=edges),
    }
    rows = [line, zones] if front.zone is None else [occupied, line, zones]
    return [*rows, border] if threat_edge == "zone+border" else rows


def _risk_rows(assessed: gpd.GeoDataFrame, preset: Preset) -> Iterator[dict[str, Any]]:
    """Yield a row for every core: unknown only where it occurs."""
    cores = core_of_band(preset.edges_km)
    counts = assessed["band"].map(cores).value_counts()
    texts = {
        side.value: label("control", side)
        for side in (Control.OCCUPIED, Control.CONTESTED)
    }
    for core, bands in groupby(band_labels(preset.edges_km), cores.__getitem__):
        texts[core] = _merged(list(bands))
    texts[Control.UNKNOWN.value] = _("side unknown: the file has lines only")
    for core, text in texts.items():
        count = int(counts.get(core, 0))
        if count or core != Control.UNKNOWN:
            yield {"core": core, "ring": "none", "text": text, "count": count}


def _merged(bands: Sequence[str]) -> str:
    """Return neighbouring bands as one: "10–20 km" and "20–30 km" as "10–30 km"."""
    if len(bands) == 1:
        return bands[0]
    return f"{bands[0].split('–')[0]}–{bands[-1].split('–')[-1]}"


def _terms_rows(
    assessed: gpd.GeoDataFrame, scenario: Scenario
) -> Iterator[dict[str, Any]]:
    """Yield a row for every ring, with the base of the shares."""
    rings = _rings(assessed)
    counts = rings.value_counts()
    stated = _us_percent(assessed)[rings == "covered"].dropna()
    us = float(stated.mode().iloc[0]) if len(stated) else None
    covered = _("covered; blue: the US part, {us:g} %").format(us=us or 0)
    texts = {
        "covered": _("covered; the US part is not stated") if us is None else covered,
        "unclear": _("unclear: a fact is missing"),
        "none": _("not covered"),
    }
    for ring, text in texts.items():
        row = {"core": "unknown", "ring": ring, "text": text, "us": us}
        yield {**row, "count": int(counts.get(ring, 0))}
        if ring == "covered":
            yield {"note": share_text(scenario)}


def _source_line(front: Front) -> str:
    return _(
        "Front: {day}, {made}, ±{km:g} km · Basemap: Natural Earth (public domain), "
        "boundaries per UN GA 68/262 · Frontlode"
    ).format(
        day=day_text(front.as_of),
        made=method_text(front),
        km=front.uncertainty_km,
    )


# The exported file -----------------------------------------------------------------


def map_html(
    assessed: gpd.GeoDataFrame,
    front: Front,
    *,
    scenario: Scenario,
    preset: Preset,
    threat_edge: ThreatEdge = "zone",
    title: str = "",
    subtitle: str = "",
) -> str:
    """Return the map as one HTML file that needs nothing else and asks for nothing.

    Parameters
    ----------
    assessed, front, scenario, preset, threat_edge
        As for `build_map`.
    title, subtitle : str
        The finding and the line under it as `geo.sentences.heading` tells them;
        without them the finding of these deposits, and what the front is.
    """
    canvas, layers, _key = build_map(
        assessed,
        front,
        scenario=scenario,
        preset=preset,
        threat_edge=threat_edge,
        inline=True,
    )
    finding = finding_text(
        headline(assessed), of_all=len(assessed), threat_edge=threat_edge
    )
    page = Page((STATIC / "export.html").read_text("utf-8"))
    return page.substitute(
        language=language.get(),
        title=escape(title or finding),
        subtitle=escape(subtitle or _source_line(front)),
        styles="".join(
            f'<link rel="stylesheet" href="{u}">' for _n, u in canvas.default_css
        ),
        scripts="".join(f'<script src="{u}"></script>' for _n, u in canvas.default_js),
        script=_script(canvas, layers),
        map=canvas.get_name(),
        cards=js_string(_cards(assessed, scenario)),
        twin=escape(_("All {count} deposits as a table").format(count=len(assessed))),
        table=_table(assessed),
        footer=_footer(front, scenario),
    )


def _script(canvas: OfflineMap, layers: Sequence[folium.FeatureGroup]) -> str:
    """Return what folium makes of a map and its layers, under names that stay."""
    for number, layer in enumerate(layers):
        layer.add_to(canvas)
        for element in (layer, *layer._children.values()):
            element._id = str(number)
    canvas._id = "frontlode"
    figure: Any = canvas.get_root()
    figure.render()
    return str(figure.script.render())


def _cards(assessed: gpd.GeoDataFrame, scenario: Scenario) -> dict[str, Any]:
    """Return the payload of the cards: for each deposit its head and its sections."""
    rows = assessed.drop(columns="geometry").to_dict("records")
    cards = {
        deposit_id: [deposit_head(row), deposit_facts(row, scenario)]
        for deposit_id, row in zip(assessed.index, rows, strict=True)
    }
    return {"cards": cards, "close": _("Close")}


def _table(assessed: gpd.GeoDataFrame) -> str:
    """Return the table twin: the same rows as the map, nearest first."""
    heads = {
        "name": _("Deposit"),
        "oblast": _("Oblast"),
        "primary_commodity": _("Commodity"),
        "control": _("Side"),
        "signed_distance_km": _("Distance, km"),
        "uncertainty_km": _("±, km"),
        "band": _("Band"),
        "covered": _("Covered"),
        "in_reach": _("In reach"),
    }
    rows = assessed.sort_values("distance_km")[list(heads)]
    for name, kind in _CODED.items():
        rows[name] = [label(kind, value) for value in rows[name]]
    body = "".join(f"<tr>{''.join(map(_cell, row))}</tr>" for row in rows.to_numpy())
    numbers = {"signed_distance_km", "uncertainty_km"}
    head = "".join(
        f"<th{_NUMBER if name in numbers else ''}>{escape(text)}</th>"
        for name, text in heads.items()
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


#: Columns of coded values, each with what its words are kept under.
_CODED: dict[str, Kind] = {
    "control": "control",
    "band": "band",
    "covered": "answer",
    "in_reach": "answer",
}

_NUMBER = ' class="number"'


def _cell(value: object) -> str:
    if not isinstance(value, float):
        return f"<td>{escape(str(value))}</td>"
    text = "–" if np.isnan(value) else f"{value:.1f}".replace("-", "−")
    return f"<td{_NUMBER}>{text}</td>"


def _footer(front: Front, scenario: Scenario) -> str:
    lines = [
        _source_line(front),
        _("Front from: {source}. {licence}").format(
            source=front.source, licence=front.licence
        ),
        _("Terms: {name}, {day}. {shares}.").format(
            name=in_language(scenario.name),
            day=day_text(scenario.date),
            shares=share_text(scenario),
        ),
        _(
            "Distances are geodesic, with the uncertainty of place and front; negative "
            "ones lie behind the line. Each deposit's sources stand in its card. A "
            "screening aid: missiles and drones reach the whole country."
        ),
    ]
    return "".join(f"<p>{escape(line)}</p>" for line in lines)
