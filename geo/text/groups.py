"""The headline's counts by holder, oblast, mineral or another attribute of deposits.

Each group's range comes from the same joint draws as the whole's: deposits behind one
stretch of the line err together, so that their own ranges do not add up to it.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple, cast, get_args

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.assessment.ranges import (
    Ensemble,
    Range,
    Ranges,
    ends_of,
    headline_ranges,
    range_in,
)
from geo.assessment.summary import NEAR_KM, Headline, headline
from geo.deal.permits import permits_of
from geo.deal.scenario import Scenario
from geo.schema import COVERING
from geo.text.format import number_text
from geo.text.i18n import _, in_language, n_
from geo.text.labels import Kind, coverage_label, label
from geo.text.sentences import (
    control_range_text,
    coverage_text,
    range_text,
    reach_range_text,
    with_range,
)

_Values = Callable[[gpd.GeoDataFrame], list[set[str]]]


def _of_column(column: str) -> _Values:
    return lambda rows: [{str(value)} for value in rows[column]]


def _of_permits(field: str) -> _Values:
    return lambda rows: [
        {str(getattr(one, field)) for one in permits_of(each)}
        for each in rows["licences"]
    ]


#: What deposits can be grouped by, and each one's values of it.
ATTRIBUTES: dict[str, _Values] = {
    "holder": _of_permits("holder"),
    "oblast": _of_column("oblast"),
    "commodity": _of_column("primary_commodity"),
    "commodity_group": _of_column("commodity_group"),
    "licence_state": _of_permits("state"),
    "status": _of_column("status"),
    "band": _of_column("band"),
}


class Counted(NamedTuple):
    """A group's counts, and the ranges of how many it has and of these counts.

    Both are None where none was drawn, and for the contested, who are so on no draw.
    """

    headline: Headline
    deposits: Range | None
    ranges: Ranges | None

    @property
    def ends(self) -> dict[str, int]:
        """The ranges by their columns in a table."""
        if self.deposits is None or self.ranges is None:
            return {}
        return ends_of({"deposits": self.deposits, **self.ranges._asdict()})


def counted(
    assessed: gpd.GeoDataFrame,
    by: str,
    value: str,
    *,
    edges_km: Sequence[float],
    ensemble: Ensemble | None = None,
) -> Counted:
    """Return the headline's counts of one group.

    Parameters
    ----------
    assessed, by, edges_km, ensemble
        As for `group_counts`.
    value : str
        The group's value of the attribute.
    """
    held = ATTRIBUTES[by](assessed)
    here = np.array([value in values for values in held], dtype=bool)
    counts = headline(assessed[here])
    if ensemble is None:
        return Counted(counts, None, None)
    if by != "band":
        ensemble = ensemble.take(np.flatnonzero(here))
        lying = np.ones_like(ensemble.free)
    else:
        found = dict(ensemble.bands(edges_km)).get(value)
        if found is None:
            return Counted(counts, None, None)
        lying = found
        ensemble = ensemble.where(lying)
    ranges = headline_ranges(ensemble, near_km=NEAR_KM)
    return Counted(counts, ensemble.range(lying), ranges)


def values_of(assessed: gpd.GeoDataFrame, by: str) -> list[str]:
    """Return the groups that deposits fall into by an attribute, in order."""
    return sorted(set().union(*ATTRIBUTES[by](assessed)))


def group_counts(
    assessed: gpd.GeoDataFrame,
    by: str,
    *,
    edges_km: Sequence[float],
    ensemble: Ensemble | None = None,
) -> pd.DataFrame:
    """Return the headline's counts of each group, the largest group first.

    Parameters
    ----------
    assessed : GeoDataFrame
        As `geo.assessment.assess.assess` returns it.
    by : str
        One of `ATTRIBUTES`; ``commodity`` is the first. A deposit of several sites
        stands in the group of each of their holders, or states.
    edges_km : sequence of float
        The band edges in kilometres of the assessment's preset.
    ensemble : Ensemble, optional
        Of the assessment; without it no count has a range.

    Returns
    -------
    DataFrame
        ``by``, the counts ``deposits``, ``occupied``, ``contested``, ``near`` (held by
        Ukraine within `NEAR_KM`), ``in_force_in_reach`` and ``prospective_in_reach``;
        and, where there is an ensemble, the ends of their ranges, named ``_low`` and
        ``_high``, with those of ``in_reach``, both classes and open facts either way.
        Deposits of a band differ from draw to draw, and so does how many they are; the
        contested, who are so on no draw, have no range.
    """
    rows = []
    for value in values_of(assessed, by):
        group = counted(assessed, by, value, edges_km=edges_km, ensemble=ensemble)
        counts = group.headline
        numbers = {
            by: value,
            "deposits": counts.total,
            "occupied": counts.sides.occupied,
            "contested": counts.sides.contested,
            "near": counts.near,
            **{f"{one.value}_in_reach": counts.of(one).free for one in COVERING},
        }
        rows.append(numbers | group.ends)
    table = pd.DataFrame(rows).sort_values("deposits", ascending=False, kind="stable")
    ends = [name for name in map(str, table) if name.endswith(("_low", "_high"))]
    return table.astype(dict.fromkeys(ends, "Int64")).reset_index(drop=True)


def group_finding(
    assessed: gpd.GeoDataFrame,
    by: str,
    value: str,
    scenario: Scenario,
    *,
    edges_km: Sequence[float],
    ensemble: Ensemble | None = None,
) -> str:
    """Return the counts of one group as a sentence without its full stop.

    Parameters
    ----------
    assessed, by, edges_km, ensemble
        As for `group_counts`.
    value : str
        The group's value of the attribute.
    scenario : Scenario
        The text of the assessment.

    Examples
    --------
    "First mineral lithium: 4 deposits, 2 occupied, none too near to tell, 0 held by
    Ukraine within 30 km; “Signed 30 Apr 2025”: of 4 deposits, none is known to be
    covered now; 2 would be once licensed, 2 of them in reach; …".
    """
    counts, of_all, ranges = counted(
        assessed, by, value, edges_km=edges_km, ensemble=ensemble
    )
    text = n_(
        "{attribute} {value}: {deposits} deposit, {occupied} occupied, {contested} "
        "too near to tell, {near} held by Ukraine within {km:g} km; “{name}”: {reach}",
        "{attribute} {value}: {deposits} deposits, {occupied} occupied, {contested} "
        "too near to tell, {near} held by Ukraine within {km:g} km; “{name}”: {reach}",
        counts.total,
    ).format(
        attribute=_capital(attribute_name(by)),
        value=_value_text(by, value),
        deposits=with_range(counts.total, of_all),
        occupied=with_range(counts.sides.occupied, ranges and ranges.occupied),
        contested=number_text(counts.sides.contested),
        near=with_range(counts.near, ranges and ranges.near),
        km=NEAR_KM,
        name=in_language(scenario.short_name),
        reach=coverage_text(counts, scenario, ranges),
    )
    message = reach_range_text(text, counts, ranges)
    return message if message != text else control_range_text(text, counts, ranges)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def group_texts(counts: pd.DataFrame, by: str, scenario: Scenario) -> pd.DataFrame:
    """Return a table of groups in words, each count with its range in brackets.

    Parameters
    ----------
    counts : DataFrame
        As `group_counts` returns it.
    by : str
        What it is grouped by.
    scenario : Scenario
        The text of the assessment.
    """
    heads = {
        "deposits": _("deposits"),
        "occupied": _("occupied"),
        "contested": _("too near to tell"),
        "near": _("held by Ukraine within {km:g} km").format(km=NEAR_KM),
        **{
            f"{one.value}_in_reach": _("{covered}, in reach").format(
                covered=coverage_label(one, scenario)
            )
            for one in COVERING
        },
    }
    texts = {attribute_name(by): [_value_text(by, value) for value in counts[by]]}
    for name, head in heads.items():
        texts[head] = [
            with_range(row[name], range_in(row, name))
            for row in counts.to_dict("records")
        ]
    if "in_reach_low" in counts:
        head = _("in reach in all, open facts either way")
        ranges = (range_in(row, "in_reach") for row in counts.to_dict("records"))
        texts[head] = [range_text(one) if one else "–" for one in ranges]
    return pd.DataFrame(texts)


def attribute_name(by: str) -> str:
    """Return what deposits are grouped by in the reader's words."""
    return {
        "holder": _("holder of the permit"),
        "oblast": _("oblast"),
        "commodity": _("first mineral"),
        "commodity_group": _("group of the first mineral"),
        "licence_state": _("state of the permit"),
        "status": _("state of the deposit"),
        "band": _("band"),
    }[by]


def _value_text(by: str, value: str) -> str:
    """Return a group's value in the reader's words."""
    if not value:
        return _("not known")
    return label(cast(Kind, by), value) if by in get_args(Kind) else value
