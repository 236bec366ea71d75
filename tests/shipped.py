"""The shipped deposits on the shipped fronts, read and measured once for all tests."""

from functools import cache

from geo.assess import judge
from geo.history import front_on, latest, snapshots
from geo.overtime import control_over_time
from geo.paths import DATA
from geo.presets import preset
from geo.readers import read_deposits
from geo.risk import measure
from geo.terms import read_scenarios


@cache
def deposits():
    """The shipped deposits."""
    path = DATA / "deposits.geojson"
    return read_deposits(path, name=path.name)


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
