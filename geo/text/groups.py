"""The headline's counts by holder, oblast, mineral or another attribute of deposits.

Each group's range comes from the same joint draws as the whole's: deposits behind one
stretch of the line err together, so that their own ranges do not add up to it.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import cast, get_args

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.assessment.ranges import Ensemble, Range, ends_of, headline_ranges, range_in
from geo.assessment.summary import NEAR_KM, headline
from geo.deal.permits import permits_of
from geo.deal.scenario import Scenario
from geo.schema import COVERING
from geo.text.i18n import _
from geo.text.labels import Kind, coverage_label, label
from geo.text.sentences import range_text, with_range

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
    held = ATTRIBUTES[by](assessed)
    rows = []
    for name in sorted({value for values in held for value in values}):
        here = np.array([name in values for values in held], dtype=bool)
        counts = headline(assessed[here])
        numbers = {
            by: name,
            "deposits": counts.total,
            "occupied": counts.sides.occupied,
            "contested": counts.sides.contested,
            "near": counts.near,
            **{f"{one.value}_in_reach": counts.of(one).free for one in COVERING},
        }
        numbers |= ends_of(dict(_ranges(ensemble, by, name, here, edges_km)))
        rows.append(numbers)
    table = pd.DataFrame(rows).sort_values("deposits", ascending=False, kind="stable")
    ends = [name for name in map(str, table) if name.endswith(("_low", "_high"))]
    return table.astype(dict.fromkeys(ends, "Int64")).reset_index(drop=True)


def _ranges(
    ensemble: Ensemble | None,
    by: str,
    name: str,
    here: NDArray[np.bool_],
    edges_km: Sequence[float],
) -> Iterator[tuple[str, Range]]:
    """Yield the ranges of a group's counts by name."""
    if ensemble is None:
        return
    if by == "band":
        lying = dict(ensemble.bands(edges_km)).get(name)
        if lying is None:
            return
        yield "deposits", ensemble.range(lying)
        ensemble = ensemble.where(lying)
    else:
        ensemble = ensemble.take(np.flatnonzero(here))
        yield "deposits", ensemble.range()
    yield from headline_ranges(ensemble, near_km=NEAR_KM)._asdict().items()


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
