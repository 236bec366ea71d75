"""Which deposits a reader asks for, and that choice in words."""

from dataclasses import dataclass, fields

import geopandas as gpd
import pandas as pd

from geo.text.i18n import _, n_
from geo.text.labels import label


@dataclass(frozen=True)
class Filters:
    """The deposits asked for; an empty tuple asks for all."""

    commodities: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    oblasts: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    on_list_57: bool = False

    @property
    def is_all(self) -> bool:
        """Whether nothing is left out."""
        return not any(getattr(self, one.name) for one in fields(self))


def chosen(deposits: gpd.GeoDataFrame, filters: Filters) -> "pd.Series[bool]":
    """Return which deposits pass the filters; one commodity of several is enough."""
    keep = pd.Series(data=True, index=deposits.index)
    for column, accepted in (
        ("commodity_group", filters.groups),
        ("oblast", filters.oblasts),
        ("status", filters.statuses),
    ):
        if accepted:
            keep &= deposits[column].isin(accepted)
    if filters.commodities:
        wanted = set(filters.commodities)
        keep &= ~deposits["commodities"].map(wanted.isdisjoint).astype(bool)
    if filters.on_list_57:
        keep &= deposits["on_list_57"].astype(bool)
    return keep


def filters_text(filters: Filters, count: int, *, of_all: int) -> str:
    """Return what was chosen, without a full stop; empty where nothing was.

    Examples
    --------
    >>> filters_text(Filters(("lithium",), oblasts=("Donetsk",)), 2, of_all=211)
    'Only what holds lithium, lies in Donetsk: 2 deposits of 211'
    """
    if filters.is_all:
        return ""
    statuses = tuple(label("status", one) for one in filters.statuses)
    parts = [
        text.format(names=_(" or ").join(names))
        for text, names in (
            (_("holds {names}"), filters.commodities),
            (_("is of the group {names}"), filters.groups),
            (_("lies in {names}"), filters.oblasts),
            (_("has the status {names}"), statuses),
        )
        if names
    ]
    if filters.on_list_57:
        parts.append(_("is on the list of 57"))
    return n_(
        "Only what {parts}: {n} deposit of {of_all}",
        "Only what {parts}: {n} deposits of {of_all}",
        count,
    ).format(parts=", ".join(parts), of_all=of_all)
