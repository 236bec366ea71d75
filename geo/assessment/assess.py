"""The spine: deposits × front × preset × scenario → one table."""

import geopandas as gpd
import pandas as pd
import shapely

from geo.deal.apply import apply, in_reach
from geo.deal.scenario import Scenario
from geo.fronts.front import Front
from geo.risk.band import classify
from geo.risk.distance import NEAREST_COLUMNS, measure
from geo.risk.presets import Preset
from geo.schema import ASSESSMENT_COLUMNS, ThreatEdge


def assess(
    deposits: gpd.GeoDataFrame,
    front: Front,
    *,
    preset: Preset,
    scenario: Scenario,
    threat_edge: ThreatEdge = "zone",
) -> gpd.GeoDataFrame:
    """Return the deposits with their side, distance, band and terms added.

    Parameters
    ----------
    deposits : GeoDataFrame
        Validated deposits in EPSG:4326, index ``id`` (`geo.ingest.read_deposits`).
    front : Front
        The snapshot to measure against.
    preset : Preset
        The band edges.
    scenario : Scenario
        The version of the deal to apply.
    threat_edge : {"zone", "zone+border"}
        What distances and bands count from.

    Returns
    -------
    GeoDataFrame
        All columns and rows of ``deposits``, and those of `geo.schema`'s
        ``ASSESSMENT_COLUMNS``; beside them ``zone_distance_km``,
        ``border_distance_km``, ``occupied_area_percent`` and ``rests_on``.
    """
    measured = measure(deposits, front)
    return assess_measured(
        deposits,
        measured,
        front,
        preset=preset,
        scenario=scenario,
        threat_edge=threat_edge,
    )


def assess_measured(
    deposits: gpd.GeoDataFrame,
    measured: pd.DataFrame,
    front: Front,
    *,
    preset: Preset,
    scenario: Scenario,
    threat_edge: ThreatEdge = "zone",
    terms: pd.DataFrame | None = None,
) -> gpd.GeoDataFrame:
    """Return what `assess` does, from distances that were measured before.

    With ``terms``, what `geo.deal.apply.apply` says of the scenario is known too.
    """
    bands = classify(measured, preset.edges_km, threat_edge=threat_edge)
    if terms is None:
        terms = apply(scenario, deposits, measured["control"])
    points = shapely.point_on_surface(deposits.geometry.to_numpy())
    added = {
        "lon": shapely.get_x(points),
        "lat": shapely.get_y(points),
        "zone_distance_km": measured["distance_km"].to_numpy(),
        "in_reach": in_reach(terms["covered"], measured["control"]),
        "scenario": scenario.id,
        "front_as_of": front.as_of.isoformat(),
        "front_id": front.id,
    }
    ground = measured.drop(columns=[*NEAREST_COLUMNS, "border_lon", "border_lat"])
    own = pd.DataFrame(added, index=deposits.index)
    # One concatenation: adding thirty columns one by one takes half the time there is.
    parts = [deposits, ground, bands, terms, own]
    return gpd.GeoDataFrame(pd.concat(parts, axis="columns"))


def export_table(assessed: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return the assessment in the columns and the order that every format has."""
    table = pd.DataFrame(assessed.drop(columns="geometry")).reset_index()
    table["commodities"] = table["commodities"].map(";".join)
    return table[list(ASSESSMENT_COLUMNS)]
