"""The assessment as a notebook asks for it: by file, day and id."""

from datetime import date
from pathlib import Path

import geopandas as gpd

from geo.assessment import assess as spine
from geo.deal.load import default_scenario
from geo.deal.load import scenario as scenario_of
from geo.deal.scenario import Scenario
from geo.fronts.front import Front
from geo.ingest import read_front, shipped
from geo.ledger import default_ledger
from geo.risk.presets import Preset, preset_of_edges
from geo.risk.presets import preset as preset_of
from geo.schema import ThreatEdge


def shipped_deposits() -> gpd.GeoDataFrame:
    """Return the deposits that come with Frontlode, as `geo.read_deposits` does."""
    return shipped.shipped_deposits().copy()


def assess(
    deposits: gpd.GeoDataFrame,
    front: Front | date | Path | str | None = None,
    *,
    preset: Preset | str | tuple[float, ...] = "default",
    scenario: Scenario | str | None = None,
    threat_edge: ThreatEdge = "zone",
) -> gpd.GeoDataFrame:
    """Return the deposits with their control, distance, band and terms added.

    Parameters
    ----------
    deposits : GeoDataFrame
        As `geo.read_deposits` returns them.
    front : Front, date, path or str, optional
        A front, the file of one, or a day, of which the newest front in the ledger on
        or before it is taken; the newest of all where not given.
    preset : Preset, str or tuple of float
        Band edges: a preset, its id, or rising kilometres.
    scenario : Scenario or str, optional
        A version of the deal or its id; the signed one where not given.
    threat_edge : {"zone", "zone+border"}
        What distances and bands count from.

    Returns
    -------
    GeoDataFrame
        As `geo.assessment.assess.assess` returns it: EPSG:4326, distances in
        kilometres, NaN where no front settles it.

    Raises
    ------
    InputError
        If a file cannot be read as a front.
    UnknownNameError
        If no preset, scenario or front is called so.
    """
    if isinstance(preset, str):
        preset = preset_of(preset)
    elif not isinstance(preset, Preset):
        preset = preset_of_edges(preset)
    if scenario is None:
        scenario = default_scenario()
    elif isinstance(scenario, str):
        scenario = scenario_of(scenario)
    return spine.assess(
        deposits,
        _front(front),
        preset=preset,
        scenario=scenario,
        threat_edge=threat_edge,
    )


def _front(choice: Front | date | Path | str | None) -> Front:
    if isinstance(choice, Front):
        return choice
    if choice is None:
        return default_ledger().latest()
    if isinstance(choice, date):
        return default_ledger().front_on(choice)
    try:
        return default_ledger().front_on(date.fromisoformat(str(choice)))
    except ValueError:
        return read_front(Path(choice))
