"""The map of a change: land that changed hands between two fronts, and its deposits."""

from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry import MultiPolygon

from geo.assessment.change import Change, explained_text, nature_text
from geo.deal.scenario import Scenario
from geo.geodesy.crs import area_km2
from geo.maps.canvas import ASSET_BASE, MapParts, js_string
from geo.maps.land import LAND_COLORS, drawn, encode_lines, encode_polygons
from geo.maps.legend import OUTLINES, PLACES, Part, legend, risk_part, terms_part
from geo.maps.markers import markers
from geo.risk.presets import Preset
from geo.schema import Control
from geo.text.format import area_text, day_text
from geo.text.i18n import _
from geo.text.labels import label

#: Land that changed hands, and the line as it was; `tests/test_maps.py` holds them
#: distinct for deuteranopia, protanopia and in grey.
CHANGE_COLORS = {"newly_occupied": "#a3271d", "freed": "#3f9fb8", "before": "#5b554c"}

#: Parts of changed land that carry their area: the largest, and none under 1 km².
_NAMED_PARTS, _NAMED_KM2 = 12, 1.0


def change_map(
    changed: Change,
    moved: gpd.GeoDataFrame,
    *,
    scenario: Scenario,
    preset: Preset,
    asset_base: str = ASSET_BASE,
    inline: bool = False,
) -> MapParts:
    """Return the map of what lies between two fronts.

    Parameters
    ----------
    changed, moved, scenario, preset
        As for `change_layers`.
    asset_base, inline
        As for `geo.maps.build_map`.
    """
    layers = change_layers(changed, moved, scenario=scenario, preset=preset)
    return MapParts(layers, asset_base=asset_base, inline=inline)


def change_layers(
    changed: Change, moved: gpd.GeoDataFrame, *, scenario: Scenario, preset: Preset
) -> dict[str, str]:
    """Return what the map of a change draws, for `geo.maps.MapParts`.

    Parameters
    ----------
    changed : Change
    moved : GeoDataFrame
        The deposits to show, as `geo.assessment.assess.assess` returns them on the
        later front.
    scenario, preset
        What they were assessed against.

    Returns
    -------
    dict of str to str
        By the kind of layer its payload, small whatever the fronts' detail.
    """
    parts = [_land_part(changed)]
    if len(moved):
        title = (
            _("Deposits that change, now")
            if changed.is_movement
            else _("Deposits that differ, in the second")
        )
        risk = risk_part(moved, preset) | {"title": title}
        parts = [risk, *parts, terms_part(moved, scenario)]
    switches = (OUTLINES, PLACES) if len(moved) else ()
    return {
        "change": js_string(_land(changed)),
        "legend": js_string(legend(parts, changed.after, switches=switches)),
        "deposits": js_string(markers(moved, scenario, preset, None)),
    }


def _land(changed: Change) -> dict[str, Any]:
    """Return the payload of the layer: land of both, land that changed, two lines."""
    after = changed.after.zone or MultiPolygon()
    both = shapely.difference(after, changed.newly_occupied)
    land = np.array([changed.newly_occupied, changed.freed])
    bounds = shapely.total_bounds(land).round(3).tolist()
    return {
        "occupied": encode_polygons(drawn(both)),
        "newly_occupied": encode_polygons(drawn(changed.newly_occupied)),
        "freed": encode_polygons(drawn(changed.freed)),
        "before": encode_lines(drawn(changed.before.contact_line)),
        "contact": encode_lines(drawn(changed.after.contact_line)),
        "numbers": _numbers(changed),
        "view": None if shapely.is_empty(land).all() else bounds,
        "colors": LAND_COLORS | CHANGE_COLORS,
    }


def _numbers(changed: Change) -> list[dict[str, Any]]:
    """Return the areas of the largest parts, each at a point inside its part.

    Land that changed hands has a sign; land on which two fronts differ has none.
    """
    more, less = _signs(changed)
    found = [
        (area_km2(part), sign, part)
        for sign, land in ((more, changed.newly_occupied), (less, changed.freed))
        for part in land.geoms
    ]
    largest = sorted(found, key=lambda one: -one[0])[:_NAMED_PARTS]
    return [
        {
            "at": [round(d, 4) for d in shapely.point_on_surface(part).coords[0]],
            "text": sign + area_text(km2),
        }
        for km2, sign, part in largest
        if km2 >= _NAMED_KM2
    ]


def _signs(changed: Change) -> tuple[str, str]:
    return ("+", "−") if changed.is_movement else ("", "")


def _land_part(changed: Change) -> Part:
    """Return what the colours of land and lines mean, with their areas and days."""
    days = {"before": changed.before.as_of, "after": changed.after.as_of}
    day_texts = {name: day_text(day) for name, day in days.items()}
    areas = changed.newly_occupied_km2, changed.freed_km2
    newly, freed = (
        f"{sign}{area_text(km2)}" if km2 else _("none")
        for sign, km2 in zip(_signs(changed), areas, strict=True)
    )
    texts = {
        "both": label("control", Control.OCCUPIED),
        "more": _("newly occupied, {area}").format(area=newly),
        "less": _("freed, {area}").format(area=freed),
        "after": _("line now, {after}").format(**day_texts),
        "before": _("line before, {before}").format(**day_texts),
    }
    if not changed.is_movement:
        texts = {
            "both": _("occupied in both"),
            "more": _("occupied in the second only, {area}").format(area=newly),
            "less": _("occupied in the first only, {area}").format(area=freed),
            "after": _("line of the second, {after}").format(**day_texts),
            "before": _("line of the first, {before}").format(**day_texts),
        }
    note = " ".join(filter(None, (explained_text(changed), nature_text(changed))))
    rows: list[dict[str, Any]] = [
        {
            "tints": [LAND_COLORS["occupied"]],
            "text": texts["both"],
        },
        {
            "tints": [CHANGE_COLORS["newly_occupied"]],
            "text": texts["more"],
        },
        {
            "tints": [CHANGE_COLORS["freed"]],
            "text": texts["less"],
        },
        {"line": LAND_COLORS["contact"], "text": texts["after"]},
        {"line": CHANGE_COLORS["before"], "dashed": True, "text": texts["before"]},
    ]
    return {"title": _("Land"), "rows": [*rows, *([{"note": note}] if note else [])]}
