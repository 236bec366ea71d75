"""Counts over an assessment, as plain tables and one headline."""

from dataclasses import dataclass

import geopandas as gpd
import pandas as pd

from geo.assess import judge
from geo.front import Front
from geo.presets import Preset
from geo.schema import Answer, Control
from geo.terms import read_scenarios

#: The headline's "near": the legal edge of possible hostilities (Cabinet resolution
#: 120 of 28 January 2026).
NEAR_KM = 30.0


@dataclass(frozen=True)
class Headline:
    """The counts of one reading of the map; all are numbers of deposits."""

    total: int
    occupied: int
    contested: int
    near: int
    covered: int
    covered_in_reach: int
    covered_contested: int
    covered_occupied: int
    unclear: int


def headline(assessed: gpd.GeoDataFrame, *, near_km: float = NEAR_KM) -> Headline:
    """Count what the headline says: sides, nearness, coverage and reach.

    ``near`` are free deposits within ``near_km`` of the threat edge; contested ones
    are counted apart.
    """
    control = assessed["control"]
    covered = assessed["covered"] == Answer.YES
    free = control == Control.FREE
    return Headline(
        total=len(assessed),
        occupied=int((control == Control.OCCUPIED).sum()),
        contested=int((control == Control.CONTESTED).sum()),
        near=int((free & (assessed["distance_km"] <= near_km)).sum()),
        covered=int(covered.sum()),
        covered_in_reach=int((assessed["in_reach"] == Answer.YES).sum()),
        covered_contested=int((covered & (control == Control.CONTESTED)).sum()),
        covered_occupied=int((covered & (control == Control.OCCUPIED)).sum()),
        unclear=int((assessed["covered"] == Answer.UNCLEAR).sum()),
    )


def headlines(
    deposits: gpd.GeoDataFrame, measured: pd.DataFrame, front: Front, *, preset: Preset
) -> dict[str, Headline]:
    """Count every shipped version of the deal on one front, by id, in order of date.

    Parameters
    ----------
    deposits, measured, front, preset
        As for `geo.assess.judge`.
    """
    return {
        one.id: headline(judge(deposits, measured, front, preset=preset, scenario=one))
        for one in read_scenarios().values()
    }


def by_oblast(assessed: gpd.GeoDataFrame) -> pd.DataFrame:
    """Count, oblast by oblast, what a scenario covers and where that lies.

    Returns
    -------
    DataFrame
        Index ``oblast``, as the deposits name it; ``deposits``, ``covered``, of these
        ``in_reach``, ``contested`` and ``occupied``, and ``unclear``. Those with most
        in reach first, then by how much is covered, then by name.
    """
    covered = assessed["covered"] == Answer.YES
    control = assessed["control"]
    flags = pd.DataFrame(
        {
            "deposits": True,
            "covered": covered,
            "in_reach": assessed["in_reach"] == Answer.YES,
            "contested": covered & (control == Control.CONTESTED),
            "occupied": covered & (control == Control.OCCUPIED),
            "unclear": assessed["covered"] == Answer.UNCLEAR,
        },
        index=assessed.index,
    )
    counts = flags.groupby(assessed["oblast"]).sum().astype(int)
    order = ["in_reach", "covered", "deposits"]
    return counts.sort_index().sort_values(order, ascending=False, kind="stable")
