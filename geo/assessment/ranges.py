"""Counts as ranges: of any count of deposits, from joint draws and open facts.

What varies is drawn: where the line and the deposits may truly lie. What is open is
not: which reading of a clause holds, or a fact that no source gives, has no frequency,
and weights would be invented. So a range runs from the fewest that open facts allow to
the most, at either end without the outermost draws: bounds on a distribution, which
keep ignorance and variability separate (Ferson and Ginzburg 1996, Reliability
Engineering & System Safety 54, 133-144). A search that found no permit is taken to be
right.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from geo.assessment.ensemble import (
    EVERY_ERROR,
    Errors,
    can_be_drawn,
    draw_signed_km,
    free,
    occupied,
    within,
)
from geo.deal.coverage import decide, each_reading, facts_of
from geo.deal.scenario import Scenario
from geo.fronts.front import Front
from geo.geodesy.nearest import Floats
from geo.risk.band import band_labels
from geo.schema import COVERING, Control, Coverage, ThreatEdge

#: True or false for each deposit, a row a draw.
Bools = NDArray[np.bool_]

#: The range leaves this share of the draws out at either end.
_TAIL = 0.05


class Range(NamedTuple):
    """The counts that 5 % of the draws lie below, and above, at most."""

    low: int
    high: int


class Hits(NamedTuple):
    """The deposits that a count takes in by one reading of a text, draw by draw.

    ``at_most`` holds those too of which the text asks a fact that no source gives.
    """

    sure: Bools
    at_most: Bools


def count_range(hits: Iterable[Hits]) -> Range:
    """Return the 90 % range of a count.

    Parameters
    ----------
    hits : iterable of Hits
        One for each reading of the text; one alone where no text is asked.

    Returns
    -------
    Range
        From the lowest reading without open facts to the highest with all of them.
    """
    ends = [
        (_quantile(one.sure, _TAIL), _quantile(one.at_most, 1 - _TAIL)) for one in hits
    ]
    lows, highs = zip(*ends, strict=True)
    return Range(min(lows), max(highs))


def _quantile(hits: Bools, share: float) -> int:
    return int(np.quantile(hits.sum(axis=1), share, method="inverted_cdf"))


class Reading(NamedTuple):
    """Classes of coverage by one reading of a text, by the side that deposits are on.

    Those of unknown side, which no draw settles, have the class of such in both.
    """

    occupied: NDArray[np.str_]
    free: NDArray[np.str_]


def read_on_either_side(
    scenario: Scenario, deposits: pd.DataFrame, control: "pd.Series[str]"
) -> Reading:
    """Return what a text says of deposits were they occupied, and were they free.

    Parameters
    ----------
    scenario : Scenario
    deposits : DataFrame
        Validated deposits, or an assessment of them.
    control : Series
        Their side as measured, of which only an unknown one counts.
    """
    unknown = control == Control.UNKNOWN
    sides = (control.where(unknown, side) for side in (Control.OCCUPIED, Control.FREE))
    return Reading(
        *(
            np.array([one.coverage.value for one in decide(scenario, facts)], dtype=str)
            for facts in (facts_of(deposits, side) for side in sides)
        )
    )


@dataclass(frozen=True, eq=False)
class Ensemble:
    """Where deposits may truly lie, and what a text may say of them there.

    Attributes
    ----------
    signed_km : array of float, shape (draws, deposits)
        As `geo.assessment.ensemble.draw_signed_km` returns it.
    occupied, free : array of bool, of the same shape
        Who holds the ground, draw by draw; at sea neither does.
    as_it_is : Reading
        The text as it is counted: what is disputed or unclear is not covered.
    readings : tuple of Reading
        The text by each of its readings alone.
    """

    signed_km: Floats
    occupied: Bools
    free: Bools
    as_it_is: Reading
    readings: tuple[Reading, ...]

    def take(self, positions: ArrayLike) -> "Ensemble":
        """Return the ensemble of some of the deposits."""
        at = np.asarray(positions)
        as_it_is, *readings = (
            Reading(one.occupied[at], one.free[at])
            for one in (self.as_it_is, *self.readings)
        )
        drawn = (self.signed_km[:, at], self.occupied[:, at], self.free[:, at])
        return Ensemble(*drawn, as_it_is, tuple(readings))

    def where(self, here: Bools) -> "Ensemble":
        """Return the ensemble of who lies where, draw by draw: others are nowhere."""
        return replace(
            self,
            signed_km=np.where(here, self.signed_km, np.nan),
            occupied=self.occupied & here,
            free=self.free & here,
        )

    def within(self, km: float) -> Bools:
        """Return which deposits lie on the free side up to so far from the zone."""
        return within(self.signed_km, km)

    def bands(self, edges_km: Sequence[float]) -> Iterator[tuple[str, Bools]]:
        """Yield the bands by name, the occupied side first, and who lies in each.

        None is contested: every draw has a side for each deposit that is drawn.
        """
        yield Control.OCCUPIED.value, self.occupied
        nearer = np.zeros_like(self.free)
        labels = band_labels(edges_km)
        for label, km in zip(labels, [*edges_km, np.inf], strict=True):
            here = self.within(km) if km < np.inf else self.free
            yield label, here & ~nearer
            nearer = here
        yield Control.UNKNOWN.value, ~(self.occupied | self.free)

    def range(
        self,
        where: Bools | None = None,
        *,
        classes: Sequence[Coverage] = (),
        open_facts: bool = True,
    ) -> Range:
        """Return the 90 % range of a count of deposits.

        Parameters
        ----------
        where : array of bool, shape (draws, deposits), optional
            Who lies where it is counted; without it, all do.
        classes : sequence of Coverage, optional
            What the text must say of them; without it, all are counted.
        open_facts : bool
            Whether readings and open facts may fall either way; else only the draws
            differ. One class by itself is counted without: what an open fact would make
            of a deposit, covered at once or later, is open too.
        """
        if where is None:
            where = np.ones_like(self.free)
        if not classes:
            return count_range([Hits(where, where)])
        if not open_facts:
            hits = self._counted_in(where, self.as_it_is, classes)
            return count_range([Hits(hits, hits)])
        at_most = (*classes, Coverage.UNCLEAR)
        return count_range(
            Hits(
                self._counted_in(where, one, classes),
                self._counted_in(where, one, at_most),
            )
            for one in self.readings
        )

    def _counted_in(
        self, where: Bools, reading: Reading, classes: Sequence[Coverage]
    ) -> Bools:
        """Return who lies where it is counted and is of a class there."""
        names = [one.value for one in classes]
        if_occupied, if_free = (np.isin(one, names) for one in reading)
        hits: Bools = where & np.where(self.occupied, if_occupied, if_free)
        return hits


def readings_of(
    scenario: Scenario, deposits: pd.DataFrame, control: "pd.Series[str]"
) -> tuple[Reading, ...]:
    """Return what a text says as it is counted, then by each of its readings alone.

    Parameters
    ----------
    scenario, deposits, control
        As for `read_on_either_side`.
    """
    return tuple(
        read_on_either_side(one, deposits, control)
        for one in (scenario, *each_reading(scenario))
    )


def ensemble_of(
    measured: pd.DataFrame, signed_km: Floats, readings: Sequence[Reading]
) -> Ensemble:
    """Return the ensemble of deposits on a front under a text.

    Parameters
    ----------
    measured : DataFrame
        As `geo.risk.distance.measure_to_front` returns it, or an assessment.
    signed_km : array of float, shape (draws, deposits)
        As `geo.assessment.ensemble.draw_signed_km` returns it for them.
    readings : sequence of Reading
        As `readings_of` returns it for them.
    """
    return Ensemble(
        signed_km,
        occupied(signed_km, measured),
        free(signed_km, measured),
        readings[0],
        tuple(readings[1:]),
    )


def ensemble_on(
    assessed: gpd.GeoDataFrame,
    front: Front,
    scenario: Scenario,
    *,
    threat_edge: ThreatEdge = "zone",
    errors: Errors = EVERY_ERROR,
) -> Ensemble | None:
    """Return the ensemble of an assessment; None where its counts have no range.

    Parameters
    ----------
    assessed : GeoDataFrame
        As `geo.assessment.assess.assess` returns it for the front, the text and the
        edge.
    front, scenario, threat_edge
        What it was assessed against.
    errors : Errors
        Which errors are drawn.
    """
    if assessed.empty or not can_be_drawn(front, threat_edge):
        return None
    drawn = draw_signed_km(assessed, assessed, front, errors=errors)
    readings = readings_of(scenario, assessed, assessed["control"])
    return ensemble_of(assessed, drawn, readings)


def ends_of(ranges: Mapping[str, Range]) -> dict[str, int]:
    """Return ranges by their columns in a table: ``_low`` and ``_high`` of each."""
    return {
        f"{count}_{end}": value
        for count, one in ranges.items()
        for end, value in one._asdict().items()
    }


def range_in(row: Mapping[Any, Any], count: str) -> Range | None:
    """Return the range of a count in a row of such a table, if it has one."""
    low = row.get(f"{count}_low")
    if low is None or pd.isna(low):
        return None
    return Range(int(low), int(row[f"{count}_high"]))


class Ranges(NamedTuple):
    """The headline's counts as ranges; each has every deposit on one side or other.

    Attributes
    ----------
    occupied : Range
        In the control zone.
    near : Range
        On Ukraine's side, up to ``near_km`` from the zone.
    in_force_in_reach, prospective_in_reach : Range
        Of one class as it is counted, and on Ukraine's side.
    in_reach : Range
        Of either class, and on Ukraine's side; open facts may fall either way.
    """

    occupied: Range
    near: Range
    in_force_in_reach: Range
    prospective_in_reach: Range
    in_reach: Range


def headline_ranges(ensemble: Ensemble, *, near_km: float) -> Ranges:
    """Return the headline's counts as 90 % ranges; near is up to ``near_km``."""
    now, later = (
        ensemble.range(ensemble.free, classes=[one], open_facts=False)
        for one in COVERING
    )
    return Ranges(
        occupied=ensemble.range(ensemble.occupied),
        near=ensemble.range(ensemble.within(near_km)),
        in_force_in_reach=now,
        prospective_in_reach=later,
        in_reach=ensemble.range(ensemble.free, classes=COVERING),
    )
