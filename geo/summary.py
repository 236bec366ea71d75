"""Counts over an assessment, as plain tables and one headline."""

from dataclasses import dataclass

import geopandas as gpd
import pandas as pd

from geo.schema import Answer, Control

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


def count_by_band(assessed: gpd.GeoDataFrame, *, by: str) -> pd.DataFrame:
    """Count deposits by a column and by band, with a total; bands run outwards."""
    bands = assessed["band"]
    order = sorted(bands.unique(), key=_outwards)
    table = pd.crosstab(assessed[by], pd.Categorical(bands, categories=order))
    return table.assign(total=table.sum(axis="columns"))


def _outwards(band: str) -> tuple[int, float]:
    """Sort key of a band: occupied, contested, then by its outer edge, unknown last."""
    first = {
        Control.OCCUPIED.value: 0,
        Control.CONTESTED.value: 1,
        Control.UNKNOWN.value: 4,
    }
    if band in first:
        return first[band], 0.0
    number = band.removesuffix(" km")
    if number.startswith(">"):
        return 3, float(number[1:])
    return 2, float(number.split("–")[1])
