"""Two assessments on one map, with a line between them that the reader moves."""

from typing import Any, NamedTuple

import geopandas as gpd

from geo.deal.scenario import Scenario
from geo.fronts.front import Front
from geo.maps.canvas import ASSET_BASE, MapParts, js_string
from geo.maps.land import land
from geo.maps.legend import (
    OUTLINES,
    PLACES,
    ZONES,
    Part,
    land_part,
    legend,
    risk_part,
    terms_part,
)
from geo.maps.markers import markers
from geo.risk.presets import Preset
from geo.schema import COVERING, Answer, Control, Coverage, ThreatEdge
from geo.text.format import day_text
from geo.text.i18n import _, in_language, language


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
        "deposits": js_string(
            markers(left.assessed, left.scenario, preset, selected_id)
        ),
        "rightLand": land(right.front, edges_km, threat_edge, language.get()),
        "rightDeposits": js_string(
            markers(right.assessed, right.scenario, preset, selected_id)
        ),
        "divider": js_string(
            {
                "titles": _titles(left, right),
                "label": _("The line between the two maps"),
                "language": language.get(),
            }
        ),
    }
    return MapParts(payloads, asset_base=asset_base, inline=inline)


def _titles(left: Side, right: Side) -> list[list[str]]:
    """Return what each half shows: its day, its text, and the counts that differ."""
    pairs = zip(_findings(left), _findings(right), strict=True)
    differ = [pair for pair in pairs if pair[0] != pair[1]]
    return [
        [
            side.front.note if side.front.assumed else day_text(side.front.as_of),
            in_language(side.scenario.short_name),
            *(pair[half] for pair in differ),
        ]
        for half, side in enumerate((left, right))
    ]


def _findings(side: Side) -> list[str]:
    rows = side.assessed
    occupied = (rows["control"] == Control.OCCUPIED).sum()
    reach = rows.loc[rows["in_reach"] == Answer.YES, "covered"]
    now, later = ((reach == coverage).sum() for coverage in COVERING)
    return [
        _("occupied: {n}").format(n=occupied),
        _("in reach as the text stands: {n}").format(n=now),
        _("in reach once licensed or at work: {n}").format(n=later),
    ]


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
    names = (in_language(side.scenario.short_name) for side in sides)
    parts[-1]["title"] = _("Ring: {name}").format(name=_joined(*names))
    fronts = (side.front for side in sides)
    return legend(parts, *fronts, switches=(ZONES, OUTLINES, PLACES))


def _both(left: Part, right: Part) -> Part:
    """Return one part for two, row by row; what differs stands as left | right."""
    halves = [{_key(row): row for row in part["rows"]} for part in (left, right)]
    rows = [
        row | _texts_and_counts(*(half.get(key, {}) for half in halves))
        for key, row in (halves[0] | halves[1]).items()
    ]
    return {
        "title": _joined(left["title"], right["title"]),
        "rows": sorted(rows, key=_place),
    }


def _key(row: dict[str, Any]) -> str:
    """Return what a row is about: a class, whose words depend on the text, or words."""
    if "fill" in row and row["fill"] == "plain":
        return str(row["outline"])
    return str(row.get("note") or row["text"])


def _texts_and_counts(left: dict[str, Any], right: dict[str, Any]) -> dict[str, str]:
    if "count" not in left | right:
        return {}
    rows = (left, right)
    return {
        "text": _joined(*(row["text"] for row in rows if row)),
        "count": _joined(*(str(row.get("count", 0)) for row in rows)),
    }


def _place(row: dict[str, Any]) -> tuple[bool, bool, int]:
    """Return where a row stands: classes in their order, US parts, notes."""
    rank = list(Coverage).index(row["outline"]) if "outline" in row else len(Coverage)
    return "note" in row, "us" in row, rank


def _joined(*texts: str) -> str:
    return " | ".join(dict.fromkeys(texts))
