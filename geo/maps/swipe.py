"""Two assessments on one map, with a line between them that the reader moves."""

from itertools import zip_longest
from typing import Any, NamedTuple

import geopandas as gpd

from geo.front import Front
from geo.labels import day_text
from geo.maps.build import assembled
from geo.maps.canvas import ASSET_BASE, MapParts, js_string
from geo.maps.land import land
from geo.maps.legend import (
    PLACES,
    RINGS,
    ZONES,
    Part,
    land_part,
    legend,
    risk_part,
    terms_part,
)
from geo.maps.signs import signs
from geo.presets import Preset
from geo.risk import ThreatEdge
from geo.terms import Scenario
from geo.words import _, in_language, language


class Side(NamedTuple):
    """What one side shows: an assessment, and the front and text that it rests on."""

    assessed: gpd.GeoDataFrame
    front: Front
    scenario: Scenario


def swipe_map(
    left: Side,
    right: Side,
    *,
    preset: Preset,
    threat_edge: ThreatEdge = "zone",
    selected_id: str | None = None,
    asset_base: str = ASSET_BASE,
    inline: bool = False,
) -> MapParts:
    """Return a map that shows one assessment left of a line and another right of it.

    Parameters
    ----------
    left, right : Side
        The same deposits on two fronts, or under two scenarios.
    preset, threat_edge
        What both were assessed against.
    selected_id, asset_base, inline
        As for `geo.maps.build_map`.
    """
    edges_km = preset.edges_km
    payloads = {
        "land": land(left.front, edges_km, threat_edge, language.get()),
        "legend": js_string(_legend(left, right, preset, threat_edge)),
        "deposits": js_string(signs(left.assessed, preset, selected_id)),
        "rightLand": land(right.front, edges_km, threat_edge, language.get()),
        "rightDeposits": js_string(signs(right.assessed, preset, selected_id)),
        "divider": js_string(
            {
                "titles": [_title(left), _title(right)],
                "label": _("The line between the two maps"),
                "language": language.get(),
            }
        ),
    }
    return assembled(payloads, asset_base=asset_base, inline=inline)


def _title(side: Side) -> list[str]:
    return [day_text(side.front.as_of), in_language(side.scenario.short_name)]


def _legend(
    left: Side, right: Side, preset: Preset, threat_edge: ThreatEdge
) -> dict[str, object]:
    """Return one legend for both sides, with the counts of both where they differ."""
    sides = (left, right)
    parts = [
        _both(*(risk_part(side.assessed, preset) for side in sides)),
        land_part(left.front, preset.edges_km, threat_edge),
        _both(*(terms_part(side.assessed, side.scenario) for side in sides)),
    ]
    return legend(parts, left.front, switches=(ZONES, RINGS, PLACES))


def _both(left: Part, right: Part) -> Part:
    """Return one part for two, row by row; what differs stands as left | right."""
    none: dict[str, Any] = {}
    rows = zip_longest(left["rows"], right["rows"], fillvalue=none)
    return {
        "title": _joined(left["title"], right["title"]),
        "rows": [row for pair in rows for row in _rows(*pair)],
    }


def _rows(left: dict[str, Any], right: dict[str, Any]) -> list[dict[str, Any]]:
    if "note" in left:
        return [left] if left == right else [left, right]
    counts = [str(row.get("count", 0)) for row in (left, right)]
    texts = [row["text"] for row in (left, right) if row]
    whole = right | left
    return [{**whole, "text": _joined(*texts), "count": _joined(*counts)}]


def _joined(*texts: str) -> str:
    return " | ".join(dict.fromkeys(texts))
