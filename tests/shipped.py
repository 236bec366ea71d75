"""The shipped deposits on the shipped fronts, read and measured once for all tests."""

from functools import cache

from geo.assessment.assess import assess_measured
from geo.assessment.timeline import control_over_time
from geo.deal.load import read_scenarios
from geo.ingest.shipped import shipped_deposits
from geo.ledger import default_ledger
from geo.risk.distance import measure
from geo.risk.presets import preset

deposits = shipped_deposits


def latest():
    """The newest front in use."""
    return default_ledger().latest()


def front_on(day):
    """The front in use on a day."""
    return default_ledger().front_on(day)


def snapshots():
    """The days that have a front in use."""
    return default_ledger().snapshots()


def measure_all(deposits):
    """Deposits against every front in use."""
    return default_ledger().measure_all(deposits)


@cache
def measured():
    """Their distances on the newest front."""
    return measure(deposits(), latest())


@cache
def assessed(scenario_id):
    """Their assessment under one text on the newest front, with the default bands."""
    return assess_measured(
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
