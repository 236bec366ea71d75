"""A map as one HTML file that needs nothing else and asks for nothing."""

from collections.abc import Mapping, Sequence
from html import escape
from string import Template as Page
from typing import Any

import folium
import geopandas as gpd
import numpy as np
import pandas as pd
from pandas.api.types import is_float_dtype

from geo.assessment.change import (
    Change,
    Heads,
    explained_text,
    heads,
    land_text,
    nature_text,
    outside_text,
)
from geo.assessment.summary import headline
from geo.deal.scenario import Scenario
from geo.deal.shares import share_text
from geo.fronts.front import Front
from geo.maps.build import build_map
from geo.maps.canvas import MapParts, OfflineMap, js_string
from geo.maps.change import change_map
from geo.maps.legend import source_line
from geo.paths import STATIC
from geo.risk.presets import Preset
from geo.schema import ThreatEdge
from geo.text.card import deposit_facts, deposit_head
from geo.text.format import day_text
from geo.text.i18n import _, in_language, language, n_
from geo.text.labels import Kind, coverage_label, label
from geo.text.sentences import finding_text


def map_html(
    assessed: gpd.GeoDataFrame,
    front: Front,
    *,
    scenario: Scenario,
    preset: Preset,
    threat_edge: ThreatEdge = "zone",
    parts: MapParts | None = None,
    title: str = "",
    subtitle: str = "",
    figure: str = "",
) -> str:
    """Return the map as one HTML file that needs nothing else and asks for nothing.

    Parameters
    ----------
    assessed, front, scenario, preset, threat_edge
        As for `build_map`.
    parts : MapParts, optional
        Another map of these deposits, made to carry its scripts itself.
    title, subtitle : str
        The finding and the line under it as `geo.text.sentences.heading` returns them;
        without them the finding of these deposits, and what the front is.
    figure : str
        The id of the finding (`geo.text.figure`), by which it can be checked.
    """
    parts = parts or build_map(
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
    return _page(
        parts,
        title=title or finding,
        subtitle=subtitle or source_line(front),
        cards=_cards(assessed, scenario),
        tables={
            n_(
                "{n} deposit as a table", "All {n} deposits as a table", len(assessed)
            ): _deposits_table(assessed, scenario)
        },
        footer=[*_footer(front, scenario), *_figure_line(figure)],
    )


def change_html(
    changed: Change,
    moved: gpd.GeoDataFrame,
    why: pd.DataFrame,
    *,
    scenario: Scenario,
    preset: Preset,
    chosen: str = "",
    figure: str = "",
) -> str:
    """Return the map of a change as one HTML file, with its tables.

    Parameters
    ----------
    changed, moved, scenario, preset
        As for `geo.maps.change_map`.
    why : DataFrame
        What changed of these deposits, as `geo.assessment.change.deposit_changes`
        returns it.
    chosen : str
        Which deposits were looked at, as a sentence; empty where all.
    figure : str
        The id of the change (`geo.text.figure`), by which it can be checked.
    """
    words = heads(movement=changed.is_movement)
    return _page(
        change_map(changed, moved, scenario=scenario, preset=preset, inline=True),
        title=land_text(changed),
        subtitle=" ".join(
            filter(None, [_change_subtitle(changed, words, len(why)), chosen])
        ),
        cards=_cards(moved, scenario),
        tables={
            _("Land by oblast"): _oblasts_table(changed, words),
            words.deposits.format(n=len(why)): _moved_table(why, words),
        },
        footer=[
            *(_front_line(front) for front in (changed.before, changed.after)),
            *_footer(changed.after, scenario)[-1:],
            *_figure_line(figure),
        ],
    )


def _change_subtitle(changed: Change, words: Heads, count: int) -> str:
    """Return what the two fronts are, what explains them, and how many deposits."""
    before, after = (day_text(f.as_of) for f in (changed.before, changed.after))
    fronts = (
        _("From the front of {before} to that of {after}.")
        if changed.is_movement
        else _("The first is the front of {before}, the second that of {after}.")
    ).format(before=before, after=after)
    texts = (explained_text, nature_text, outside_text)
    deposits = f"{words.deposits.format(n=count)}."
    return " ".join(filter(None, [fronts, deposits, *(t(changed) for t in texts)]))


def _page(
    parts: MapParts,
    *,
    title: str,
    subtitle: str,
    cards: dict[str, Any],
    tables: Mapping[str, str],
    footer: Sequence[str],
) -> str:
    """Return the page of a map; tables are HTML under their headings."""
    canvas = parts.map
    page = Page((STATIC / "export.html").read_text("utf-8"))
    return page.substitute(
        language=language.get(),
        title=escape(title),
        subtitle=escape(subtitle),
        styles="".join(
            f'<link rel="stylesheet" href="{u}">' for _n, u in canvas.default_css
        ),
        scripts="".join(f'<script src="{u}"></script>' for _n, u in canvas.default_js),
        script=_script(canvas, parts.layers),
        map=canvas.get_name(),
        cards=js_string(cards),
        tables="".join(
            f"<details><summary>{escape(heading)}</summary>"
            f'<div class="rows">{table}</div></details>'
            for heading, table in tables.items()
        ),
        footer="".join(f"<p>{escape(line)}</p>" for line in footer),
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


def _deposits_table(assessed: gpd.GeoDataFrame, scenario: Scenario) -> str:
    """Return the table twin: the same rows as the map, nearest first."""
    heads = {
        "name": _("Deposit"),
        "oblast": _("Oblast"),
        "primary_commodity": _("Commodity"),
        "control": _("Side"),
        "signed_distance_km": _("Distance, km"),
        "uncertainty_km": _("±, km"),
        "band": _("Band"),
        "covered": _("Coverage"),
        "in_reach": _("In reach"),
    }
    labels = [coverage_label(one, scenario) for one in assessed["covered"]]
    rows = assessed.assign(covered=labels)
    return _table(rows.sort_values("distance_km"), heads)


def _oblasts_table(changed: Change, words: Heads) -> str:
    named = {
        "name": _("Oblast"),
        "newly_occupied_km2": _("{land}, km²").format(land=words.more),
        "freed_km2": _("{land}, km²").format(land=words.less),
    }
    return _table(changed.by_oblast, named)


def _moved_table(why: pd.DataFrame, words: Heads) -> str:
    fronts = {"before": words.before, "after": words.after}
    columns = {
        "control": _("{front}: side"),
        "band": _("{front}: band"),
        "signed_distance_km": _("{front}, km"),
    }
    named = {
        f"{column}_{name}": text.format(front=front)
        for column, text in columns.items()
        for name, front in fronts.items()
    }
    return _table(why, {"name": _("Deposit"), **named, "why": _("Why")})


def _table(rows: pd.DataFrame, heads: Mapping[str, str]) -> str:
    """Return rows as an HTML table: floats to the right, codes in words."""
    columns = [rows[name] for name in heads]
    rows_of_text = [
        [label(_CODED[c.name], value) for value in c] if c.name in _CODED else list(c)
        for c in columns
    ]
    head = "".join(
        f"<th{_NUMBER if is_float_dtype(column) else ''}>{escape(text)}</th>"
        for column, text in zip(columns, heads.values(), strict=True)
    )
    body = "".join(
        f"<tr>{''.join(map(_cell, row))}</tr>"
        for row in zip(*rows_of_text, strict=True)
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


#: Columns of coded values, each with what its words are kept under.
_CODED: dict[str, Kind] = {
    "control": "control",
    "control_before": "control",
    "control_after": "control",
    "band": "band",
    "band_before": "band",
    "band_after": "band",
    "in_reach": "answer",
}

_NUMBER = ' class="number"'


def _cell(value: object) -> str:
    if not isinstance(value, float):
        return f"<td>{escape(str(value))}</td>"
    text = "–" if np.isnan(value) else f"{value:.1f}".replace("-", "−")
    return f"<td{_NUMBER}>{text}</td>"


def _footer(front: Front, scenario: Scenario) -> list[str]:
    return [
        source_line(front),
        _front_line(front),
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


def _figure_line(figure: str) -> list[str]:
    """Return by which command the finding is computed again."""
    text = _("The finding is figure {id}; “frontlode verify {id}” computes it again.")
    return [text.format(id=figure)] if figure else []


def _front_line(front: Front) -> str:
    return _("Front of {day} from: {source}. {licence}").format(
        day=day_text(front.as_of), source=front.source, licence=front.licence
    )
