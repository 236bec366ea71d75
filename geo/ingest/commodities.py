"""The shipped table of commodities: one spelling, group and place on the list of 57."""

import csv
import re
from functools import cache
from typing import NamedTuple

from geo.paths import DATA
from geo.schema import CommodityGroup


class Commodity(NamedTuple):
    """What the shipped table says of a commodity."""

    group: str
    on_list_57: bool


#: A commodity that the table does not have.
_OTHER = Commodity(group=CommodityGroup.UNKNOWN.value, on_list_57=False)


def spelling_of(name: str) -> str:
    """Return the one spelling of a commodity; one not in the table in lower case."""
    folded = " ".join(name.casefold().replace("’", "'").replace("ʼ", "'").split())
    return _spellings().get(folded, folded)


def commodity(name: str) -> Commodity:
    """Return what is known of a commodity in its one spelling."""
    return _commodities().get(name, _OTHER)


def is_known(name: str) -> bool:
    """Return whether the table has a commodity, in its one spelling."""
    return name in _commodities()


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def _spellings() -> dict[str, str]:
    """Return the spellings in English, and the Ukrainian names and bynames."""
    table = {
        spelling: row["commodity"]
        for row in _rows("commodities.csv")
        for spelling in _ukrainian(row["name_uk"])
    }
    for row in _rows("commodity_synonyms.csv"):
        table[row["synonym"].casefold()] = row["commodity"]
    return table


def _ukrainian(name: str) -> set[str]:
    """Return a name and, where a byname stands behind it in brackets, both alone."""
    folded = name.casefold()
    parts = re.fullmatch(r"([^()]+) \(([^()]+)\)", folded)
    return {folded, *(parts.groups() if parts else ())}


@cache
def _commodities() -> dict[str, Commodity]:
    """Return the commodities, and the minerals of the list that they stand for."""
    table: dict[str, Commodity] = {}
    rows = _rows("commodities.csv")
    for row in rows:
        for mineral in filter(None, row["annex57_names"].split(";")):
            table[mineral] = Commodity(row["group"], on_list_57=True)
    for row in rows:
        listed = bool(row["annex57_names"])
        table[row["commodity"]] = Commodity(row["group"], on_list_57=listed)
    return table
