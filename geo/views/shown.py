"""What the map page shows of a choice, computed once for all readers.

It is shared by all sessions: a frame from here is read, never changed. Each cache is
bounded. A front stands in the key itself, for what is said of it may change under one
id: a front that was undone can be accepted anew, from another source.
"""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import NamedTuple

import geopandas as gpd
import pandas as pd

from geo import maps
from geo.assessment.ranges import Ensemble, Ranges, headline_ranges
from geo.assessment.summary import NEAR_KM
from geo.deal.load import scenario
from geo.fronts.front import Front
from geo.risk.presets import preset_of_edges
from geo.schema import ThreatEdge
from geo.text.filters import Filters, chosen
from geo.text.groups import group_counts
from geo.text.i18n import language
from geo.text.sentences import Heading, heading
from geo.views import store
from geo.views.sidebar import Choice
from geo.views.table import table_of

#: How many choices stay computed: frames of 211 rows, and payloads of 70 kB.
_KEPT = 128


class Shown(NamedTuple):
    """What decides the deposits, their assessment and the words about them."""

    front: Front
    scenario_id: str
    threat_edge: ThreatEdge
    edges_km: tuple[float, ...]
    filters: Filters
    language: str


def shown_of(choice: Choice) -> Shown:
    """Return what a choice decides, for a reader of the language in use."""
    return Shown(
        choice.front,
        choice.scenario.id,
        choice.threat_edge,
        choice.preset.edges_km,
        choice.filters,
        language.get(),
    )


@lru_cache(maxsize=_KEPT)
def rows_of(shown: Shown) -> gpd.GeoDataFrame:
    """Return the deposits that pass the filters, assessed."""
    assessed = store.assessed(
        shown.front.id, shown.scenario_id, shown.threat_edge, shown.edges_km
    )
    if shown.filters.is_all:
        return assessed
    return assessed[chosen(assessed, shown.filters)]


@lru_cache(maxsize=_KEPT)
def nearest_first(shown: Shown) -> pd.DataFrame:
    """Return what the table shows, nearest to the line first, by deposit."""
    rows = rows_of(shown).sort_values("distance_km")
    return table_of(rows, scenario(shown.scenario_id))


@lru_cache(maxsize=_KEPT)
def layers_of(shown: Shown, selected_id: str | None) -> Mapping[str, str]:
    """Return what the map of zones draws, as `geo.maps.MapParts` takes it."""
    return maps.build_map(
        rows_of(shown),
        shown.front,
        scenario=scenario(shown.scenario_id),
        preset=preset_of_edges(shown.edges_km),
        threat_edge=shown.threat_edge,
        selected_id=selected_id,
    ).payloads


@lru_cache(maxsize=_KEPT)
def heading_of(shown: Shown, *, newest: date, today: date, lasting: bool) -> Heading:
    """Return the finding, and the line that says what it rests on."""
    return heading(
        rows_of(shown),
        shown.front,
        scenario(shown.scenario_id),
        of_all=len(store.shipped_deposits()),
        threat_edge=shown.threat_edge,
        newest=newest,
        today=today,
        lasting=lasting,
        ranges=_ranges(shown),
    )


@lru_cache(maxsize=_KEPT)
def groups_of(shown: Shown, by: str) -> pd.DataFrame:
    """Return the headline's counts by an attribute (`geo.text.groups`), with ranges."""
    return group_counts(
        rows_of(shown), by, edges_km=shown.edges_km, ensemble=ensemble_of(shown)
    )


def ensemble_of(shown: Shown) -> Ensemble | None:
    """Return the draws of the deposits shown; None where no count has a range."""
    rows = rows_of(shown)
    if rows.empty or shown.threat_edge != "zone":
        return None
    drawn = store.ensemble(shown.front.id, shown.scenario_id)
    shipped = store.shipped_deposits().index
    return None if drawn is None else drawn.take(shipped.get_indexer(rows.index))


def _ranges(shown: Shown) -> Ranges | None:
    """Return the headline's counts as ranges, where they have any."""
    if shown.filters.is_all and shown.threat_edge == "zone":
        return store.ranges(shown.front.id, shown.scenario_id)
    drawn = ensemble_of(shown)
    return None if drawn is None else headline_ranges(drawn, near_km=NEAR_KM)
