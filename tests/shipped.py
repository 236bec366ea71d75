"""The shipped deposits on the shipped fronts, read and measured once for all tests."""

from functools import cache

from geo.assessment.assess import judge
from geo.assessment.timeline import control_over_time
from geo.deal.load import read_scenarios
from geo.ingest.shipped import shipped_deposits
from geo.ledger import front_on, latest, snapshots
from geo.risk.distance import measure
from geo.risk.presets import preset

deposits = shipped_deposits


@cache
def measured():
    """Their distances on the newest front."""
    return measure(deposits(), latest())


@cache
def assessed(scenario_id):
    """Their assessment under one text on the newest front, with the default bands."""
    return judge(
        deposits(),
        measured(),
        latest(),
        preset=preset("default"),
        scenario=read_scenarios()[scenario_id],
    )


@cache
def control_by_day():
    """Their sides on every shipped front."""
    return control_over_time(deposits(), map(front_on, snapshots()))
