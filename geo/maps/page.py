"""The map as one HTML file that needs nothing else and asks for nothing."""

from collections.abc import Sequence
from html import escape
from string import Template as Page
from typing import Any

import folium
import geopandas as gpd
import numpy as np

from geo.facts import deposit_facts, deposit_head
from geo.front import Front
from geo.labels import Kind, day_text, label
from geo.maps.build import build_map
from geo.maps.canvas import OfflineMap, js_string
from geo.maps.legend import source_line
from geo.paths import STATIC
from geo.presets import Preset
from geo.risk import ThreatEdge
from geo.sentences import finding_text
from geo.summary import headline
from geo.terms import Scenario, share_text
from geo.words import _, in_language, language


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
        subtitle=escape(subtitle or source_line(front)),
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
        source_line(front),
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
