"""One builder for the page and for the exported file."""

import geopandas as gpd

from geo.deal.scenario import Scenario
from geo.fronts.front import Front
from geo.maps.canvas import ASSET_BASE, MapParts, js_string
from geo.maps.land import land
from geo.maps.legend import (
    OUTLINES,
    PLACES,
    ZONES,
    land_part,
    legend,
    risk_part,
    terms_part,
)
from geo.maps.markers import markers
from geo.risk.presets import Preset
from geo.schema import ThreatEdge
from geo.text.i18n import language


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
        As `geo.assessment.assess.assess` returns it, in EPSG:4326; rows may be left
        out.
    front, scenario, preset, threat_edge
        What it was assessed against.
    selected_id : str, optional
        The deposit to mark, with its circle of uncertainty.
    asset_base : str
        Address under which the browser finds ``geo/maps/static``, ending in a slash.
    inline : bool
        Whether the map carries its scripts and styles itself.
    """
    payloads = {
        "land": land(front, preset.edges_km, threat_edge, language.get()),
        "legend": js_string(
            legend(
                [
                    risk_part(assessed, preset),
                    land_part(front, preset.edges_km, threat_edge),
                    terms_part(assessed, scenario),
                ],
                front,
                switches=(ZONES, OUTLINES, PLACES),
            )
        ),
        "deposits": js_string(markers(assessed, scenario, preset, selected_id)),
    }
    return MapParts(payloads, asset_base=asset_base, inline=inline)
