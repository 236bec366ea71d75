"""Which minerals a commodity stands for, and which sets of minerals speak of it."""

import csv
from functools import cache
from typing import Any

from geo.deal.lists import mineral_sets_of, read_mineral_sets
from geo.deal.scenario import MineralSet, Scenario
from geo.errors import DataError
from geo.paths import DATA


def mineral_set(scenario: Scenario, value: Any) -> MineralSet:
    """Return the set of minerals of an id, as a clause's short form names it."""
    return mineral_sets_of(scenario)[str(value)]


def speaks_of(named: MineralSet, commodity: str) -> bool:
    """Return whether a commodity stands for a mineral of a set."""
    return named.everything or not minerals_of(commodity).isdisjoint(named.minerals)


@cache
def minerals_of(commodity: str) -> frozenset[str]:
    """Return the minerals that a commodity stands for; empty where it is not known."""
    key = commodity.strip().lower()
    if key in _commodity_minerals():
        return _commodity_minerals()[key]
    listed = any(key in one.minerals for one in read_mineral_sets().values())
    return frozenset({key}) if listed else frozenset()


@cache
def known_minerals() -> frozenset[str]:
    """Return every mineral that a set names or a commodity stands for."""
    named = (one.minerals for one in read_mineral_sets().values() if not one.everything)
    return frozenset().union(*named, *_commodity_minerals().values())


@cache
def _commodity_minerals() -> dict[str, frozenset[str]]:
    """Return the minerals of every commodity; one on no list stands for itself."""
    path = DATA / "commodities.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    try:
        names = {row["commodity"]: row["annex57_names"] for row in rows}
    except KeyError as error:
        raise DataError(f"{path.name}: column {error} is missing") from error
    return {
        commodity: frozenset(filter(None, map(str.strip, listed.split(";"))))
        or frozenset({commodity})
        for commodity, listed in names.items()
    }
