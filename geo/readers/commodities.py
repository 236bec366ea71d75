"""The shipped table of commodities: one spelling, group and place on the list of 57."""

import csv
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
    folded = " ".join(name.casefold().split())
    return _spellings().get(folded, folded)


def commodity(name: str) -> Commodity:
    """Return what is known of a commodity in its one spelling."""
    return _commodities().get(name, _OTHER)


@cache
def _spellings() -> dict[str, str]:
    with (DATA / "commodity_synonyms.csv").open(encoding="utf-8", newline="") as file:
        return {
            row["synonym"].casefold(): row["commodity"] for row in csv.DictReader(file)
        }


@cache
def _commodities() -> dict[str, Commodity]:
    with (DATA / "commodities.csv").open(encoding="utf-8", newline="") as file:
        return {
            row["commodity"]: Commodity(row["group"], bool(row["annex57_names"]))
            for row in csv.DictReader(file)
        }
