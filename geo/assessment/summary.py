"""Counts over an assessment, as plain tables and one headline."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from geo.assessment.assess import assess_measured
from geo.assessment.ranges import Ensemble, Range, headline_ranges
from geo.deal.load import read_scenarios
from geo.deal.permits import was_sold
from geo.deal.scenario import RestsOn
from geo.fronts.front import Front
from geo.risk.presets import Preset
from geo.schema import Control, Coverage

#: The headline's "near": the legal edge of possible hostilities (Cabinet resolution
#: 120 of 28 January 2026).
NEAR_KM = 30.0

#: What is near a line of which no side is known: the innermost default band.
NEAR_LINE_KM = 10.0


@dataclass(frozen=True)
class Sides:
    """Numbers of deposits by their side of the line."""

    occupied: int = 0
    contested: int = 0
    free: int = 0
    unknown: int = 0

    @property
    def total(self) -> int:
        """All of them."""
        return self.occupied + self.contested + self.free + self.unknown


def control_of_figure(control: ArrayLike) -> Sides:
    """Count deposits by side.

    Parameters
    ----------
    control : array-like of str
        `geo.schema.Control`.
    """
    sides = np.asarray(control, dtype=object)
    return Sides(**{side.value: int((sides == side).sum()) for side in Control})


def control_by_coverage(
    covered: ArrayLike, control: ArrayLike
) -> dict[Coverage, Sides]:
    """Count deposits by side, for each class of coverage.

    Parameters
    ----------
    covered, control : array-like of str
        `geo.schema.Coverage` and `geo.schema.Control` of the same deposits.
    """
    classes, sides = np.asarray(covered, object), np.asarray(control, object)
    return {one: control_of_figure(sides[classes == one]) for one in Coverage}


@dataclass(frozen=True)
class Headline:
    """The counts of one reading of the map; all are numbers of deposits.

    Attributes
    ----------
    sides : Sides
        All of them by side; ``unknown`` are those at sea and, where the front has
        lines only, all.
    at_sea : int
        Those at sea, whose control no front on land shows.
    near : int
        Free ones within `NEAR_KM` of the threat edge.
    inferred : int
        Those in force of which no source shows it outright.
    sold : int
        Prospective ones of which a permit was sold, and its grant not seen.
    near_line, near_line_far : int
        On land, of unknown side, within `NEAR_LINE_KM` and `NEAR_KM` of the line.
    coverage : mapping of Coverage to Sides
        What the scenario says of them.
    """

    sides: Sides
    at_sea: int = 0
    near: int = 0
    inferred: int = 0
    sold: int = 0
    near_line: int = 0
    near_line_far: int = 0
    coverage: Mapping[Coverage, Sides] = field(default_factory=dict)

    def of(self, coverage: Coverage) -> Sides:
        """Return the deposits of one class of coverage, by side."""
        return self.coverage.get(coverage, Sides())

    @property
    def total(self) -> int:
        """All deposits."""
        return self.sides.total

    @property
    def covers_none(self) -> bool:
        """Whether the scenario leaves out all of them."""
        return self.of(Coverage.OUTSIDE).total == self.total

    @property
    def line_only(self) -> bool:
        """Whether no side is known, for the front has lines only."""
        return self.sides.unknown > self.at_sea


def headline(assessed: gpd.GeoDataFrame, *, near_km: float = NEAR_KM) -> Headline:
    """Count what the headline says: sides, nearness, coverage and reach.

    Contested deposits and those of unknown side are counted separately from near ones.
    """
    control, distance_km = assessed["control"], assessed["distance_km"]
    free = control == Control.FREE
    in_force = assessed["covered"] == Coverage.IN_FORCE
    later = assessed["covered"] == Coverage.PROSPECTIVE
    beside_line = (control == Control.UNKNOWN) & ~assessed["at_sea"]
    return Headline(
        sides=control_of_figure(control),
        at_sea=int(assessed["at_sea"].sum()),
        near=int((free & (distance_km <= near_km)).sum()),
        inferred=int((in_force & (assessed["rests_on"] != RestsOn.SOURCED)).sum()),
        sold=sum(map(was_sold, assessed.loc[later, "licences"])),
        near_line=int((beside_line & (distance_km <= NEAR_LINE_KM)).sum()),
        near_line_far=int((beside_line & (distance_km <= near_km)).sum()),
        coverage=control_by_coverage(assessed["covered"], control),
    )


def headlines(
    deposits: gpd.GeoDataFrame, measured: pd.DataFrame, front: Front, *, preset: Preset
) -> dict[str, Headline]:
    """Count every shipped version of the deal on one front, by id, in order of date.

    Parameters
    ----------
    deposits, measured, front, preset
        As for `geo.assessment.assess.assess_measured`.
    """
    return {
        one.id: headline(
            assess_measured(deposits, measured, front, preset=preset, scenario=one)
        )
        for one in read_scenarios().values()
    }


def by_oblast(assessed: gpd.GeoDataFrame) -> pd.DataFrame:
    """Count, oblast by oblast, what a scenario says of its deposits.

    Returns
    -------
    DataFrame
        Index ``oblast``, as the deposits name it; ``deposits``, the count of each class
        of coverage, and ``in_force_in_reach`` and ``prospective_in_reach``. Those with
        most in reach first, then by how much is covered, then by name.
    """
    covered, free = assessed["covered"], assessed["control"] == Control.FREE
    flags = {
        "deposits": pd.Series(data=True, index=assessed.index),
        **{one.value: covered == one for one in Coverage},
        "in_force_in_reach": (covered == Coverage.IN_FORCE) & free,
        "prospective_in_reach": (covered == Coverage.PROSPECTIVE) & free,
    }
    counts = pd.DataFrame(flags).groupby(assessed["oblast"]).sum().astype(int)
    rank = pd.DataFrame(
        {
            "in_reach": counts["in_force_in_reach"] + counts["prospective_in_reach"],
            "covered": counts["in_force"] + counts["prospective"],
            "deposits": counts["deposits"],
        }
    ).sort_index()
    order = ["in_reach", "covered", "deposits"]
    ranked = rank.sort_values(order, ascending=False)
    return pd.DataFrame(counts.loc[ranked.index])


def ranges_by_oblast(
    assessed: gpd.GeoDataFrame, ensemble: Ensemble
) -> dict[str, dict[str, Range]]:
    """Return the ranges of what each oblast has in reach, each from the joint draws.

    By oblast and by the names of `by_oblast`; and ``in_reach``, of both classes, open
    facts either way.
    """
    names = assessed["oblast"].to_numpy()
    found = {}
    for oblast in dict.fromkeys(names):
        here = ensemble.take(np.flatnonzero(names == oblast))
        ranges = headline_ranges(here, near_km=NEAR_KM)._asdict()
        found[str(oblast)] = {
            name: one for name, one in ranges.items() if name.endswith("in_reach")
        }
    return found
