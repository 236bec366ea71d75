"""What widens a range: the line, the places of deposits, or open facts.

Each has its Shapley value (Shapley 1953): by how much the range is wider once it is
uncertain too, on average over the orders in which the three can be added. The values
add up to the width, which one-at-a-time changes do not where the three act together
(Owen 2014, SIAM/ASA Journal on Uncertainty Quantification 2, 245-251).
"""

from collections.abc import Callable, Iterable
from itertools import permutations, product
from typing import NamedTuple

import geopandas as gpd
from numpy.typing import ArrayLike

from geo.assessment.ensemble import Errors
from geo.assessment.ranges import Ensemble, Range, ensemble_on
from geo.assessment.summary import NEAR_KM
from geo.deal.scenario import Scenario
from geo.fronts.front import Front
from geo.schema import COVERING, ThreatEdge
from geo.text.i18n import _


class Uncertain(NamedTuple):
    """Which of the three are uncertain; the others are as measured, or as counted."""

    line: bool
    places: bool
    open_facts: bool


class Driver(NamedTuple):
    """A count's range, and how many deposits of its width come from what.

    ``name`` of the count is one of `geo.assessment.ranges.Ranges`.
    """

    name: str
    range: Range
    line: float
    places: float
    open_facts: float

    @property
    def percents(self) -> tuple[int, ...]:
        """The three in percent of the width."""
        width = _width(self.range)
        three = (self.line, self.places, self.open_facts)
        return tuple(round(100 * one / width) for one in three)

    @property
    def meta(self) -> dict[str, object]:
        """All of it as every `--json` has it."""
        names = [f"{name}_percent" for name in Uncertain._fields]
        shares = dict(zip(names, self.percents, strict=True))
        return {"count": self.name, **self.range._asdict(), **shares}


def drivers(
    assessed: gpd.GeoDataFrame,
    front: Front,
    scenario: Scenario,
    *,
    threat_edge: ThreatEdge = "zone",
    chosen: ArrayLike | None = None,
) -> list[Driver]:
    """Return what widens the range of each of the headline's counts.

    Parameters
    ----------
    assessed, front, scenario, threat_edge
        As for `geo.assessment.ranges.ensemble_on`.
    chosen : array-like of int, optional
        Positions of the deposits that are counted, of all that are drawn.

    Returns
    -------
    list of Driver
        Of occupied, near and in reach; without a count whose range is one number, and
        empty where none has a range.
    """
    drawn = {
        errors: ensemble_on(
            assessed, front, scenario, threat_edge=threat_edge, errors=errors
        )
        for errors in (Errors(*both) for both in product((False, True), repeat=2))
    }
    found = []
    for count, ranged in _COUNTS.items():
        ranges = {
            one: ranged(
                ensemble if chosen is None else ensemble.take(chosen), one.open_facts
            )
            for one in (Uncertain(*each) for each in product((False, True), repeat=3))
            if (ensemble := drawn[Errors(one.line, one.places)]) is not None
        }
        if ranges:
            found.append(shapley(count, ranges))
    return [one for one in found if one.range.low < one.range.high]


_COUNTS: dict[str, Callable[[Ensemble, bool], Range]] = {
    "occupied": lambda one, _open: one.range(one.occupied),
    "near": lambda one, _open: one.range(one.within(NEAR_KM)),
    "in_reach": lambda one, open_facts: one.range(
        one.free, classes=COVERING, open_facts=open_facts
    ),
}


def shapley(count: str, ranges: dict[Uncertain, Range]) -> Driver:
    """Return the Shapley values of a count's width, from its eight ranges."""
    added = dict.fromkeys(Uncertain._fields, 0.0)
    orders = list(permutations(Uncertain._fields))
    for order in orders:
        now = Uncertain(line=False, places=False, open_facts=False)
        for name in order:
            then = now._replace(**{name: True})
            added[name] += (_width(ranges[then]) - _width(ranges[now])) / len(orders)
            now = then
    return Driver(count, ranges[now], **added)


def _width(one: Range) -> int:
    return one.high - one.low


def count_name(count: str) -> str:
    """Return a count of the headline in the reader's words."""
    return {
        "occupied": _("occupied"),
        "near": _("held by Ukraine within {km:g} km of occupied land"),
        "in_reach": _("in reach, at once or later"),
    }[count].format(km=NEAR_KM)


def drivers_table(found: Iterable[Driver]) -> tuple[list[str], list[list[str]]]:
    """Return head and rows of what widens the ranges, in words."""
    head = [
        _("count"),
        _("range"),
        _("the line"),
        _("places of deposits"),
        _("open facts"),
    ]
    rows = [
        [
            count_name(one.name),
            f"{one.range.low}–{one.range.high}",
            *(_("{percent} %").format(percent=n) for n in one.percents),
        ]
        for one in found
    ]
    return head, rows


def drivers_note() -> str:
    """Return what the shares of the table are, as a sentence."""
    return _(
        "What widens the ranges, in percent of their width: by how much a range is "
        "wider once this is uncertain too, on average over the orders in which the "
        "three can be added (Shapley value)."
    )
