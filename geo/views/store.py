"""What the pages read and what is slow to compute, kept between runs.

Everything is keyed by ids and numbers alone, never by a frame, and is shared by
all sessions: a frame from here is read, never changed.
"""

from datetime import date
from functools import lru_cache
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import streamlit as st
import yaml
from numpy.typing import NDArray

from geo.assessment.assess import assess_measured
from geo.assessment.change import Change, change
from geo.assessment.compare import across
from geo.assessment.ensemble import can_be_drawn, draw_signed_km
from geo.assessment.matrix import Matrix, matrix
from geo.assessment.ranges import (
    Ensemble,
    Ranges,
    Reading,
    ensemble_of,
    headline_ranges,
    readings_of,
)
from geo.assessment.summary import NEAR_KM
from geo.assessment.timeline import control_of
from geo.deal.apply import apply
from geo.deal.ground import carried_out, derived
from geo.deal.load import scenario
from geo.deal.permits import known_on
from geo.fronts.front import Front
from geo.fronts.movement import move_front
from geo.ingest.shipped import shipped_deposits as shipped_deposits
from geo.ledger import default_ledger
from geo.paths import DATA
from geo.risk.distance import measure
from geo.risk.presets import Preset, preset, preset_of_edges
from geo.schema import Control, ThreatEdge
from geo.text.claim import ClaimRanges, claim_ranges, read_claim
from geo.text.figure import OWN, Figure, Inputs, Question, figure_of
from geo.text.i18n import language


def front(front_id: str) -> Front:
    """Return a snapshot, or one on which a shipped text is carried out."""
    return _carried_out(front_id) or default_ledger().read(front_id)


@st.cache_resource(show_spinner=False, max_entries=16)
def _carried_out(front_id: str) -> Front | None:
    found = derived(front_id)
    if found is None:
        return None
    return carried_out(
        default_ledger().read(found.front_id), found.scenario, **found.option._asdict()
    )


@st.cache_resource(show_spinner=False, max_entries=64)
def measured(front_id: str) -> pd.DataFrame:
    """Return side and distance of the shipped deposits against a snapshot."""
    return measure(shipped_deposits(), front(front_id))


def permits_known_on() -> date | None:
    """Return the day as of which the permits of the shipped deposits are known."""
    return known_on(shipped_deposits()["licences"])


@st.cache_resource(show_spinner=False, max_entries=32)
def _drawn(front_id: str) -> NDArray[np.float64]:
    """Return the draws of the shipped deposits' distances to a snapshot's zone."""
    return draw_signed_km(shipped_deposits(), measured(front_id), front(front_id))


@st.cache_resource(show_spinner=False, max_entries=64)
def ensemble(front_id: str, scenario_id: str) -> Ensemble | None:
    """Return the draws on a snapshot under a text; None where no count has a range."""
    if not can_be_drawn(front(front_id), "zone"):
        return None
    found = measured(front_id)
    unknown = found["control"].to_numpy() == Control.UNKNOWN
    readings = _said(scenario_id, unknown.tobytes())
    return ensemble_of(found, _drawn(front_id), readings)


@lru_cache(maxsize=128)
def _said(scenario_id: str, unknown: bytes) -> tuple[Reading, ...]:
    """Return what a text says on either side; of a front only those at sea count."""
    deposits = shipped_deposits()
    sides = np.where(np.frombuffer(unknown, bool), Control.UNKNOWN, Control.FREE)
    control = pd.Series(list(map(str, sides)), deposits.index)
    return readings_of(scenario(scenario_id), deposits, control)


@st.cache_resource(show_spinner=False, max_entries=512)
def ranges(front_id: str, scenario_id: str) -> Ranges | None:
    """Return the headline's ranges on a snapshot under a text, where it has any."""
    found = ensemble(front_id, scenario_id)
    return None if found is None else headline_ranges(found, near_km=NEAR_KM)


@st.cache_resource(show_spinner=False, max_entries=16)
def matrix_of(front_id: str, scenario_id: str) -> Matrix:
    """Return what a text covers on a snapshot, by mineral and band, with ranges."""
    return matrix(
        assessed(front_id, scenario_id),
        edges_km=preset("default").edges_km,
        ensemble=ensemble(front_id, scenario_id),
    )


def assessed(
    front_id: str,
    scenario_id: str,
    threat_edge: ThreatEdge = "zone",
    edges_km: tuple[float, ...] | None = None,
) -> gpd.GeoDataFrame:
    """Return the shipped deposits on a snapshot, under a text.

    In the default bands where no other edges are given.
    """
    edges_km = edges_km or preset("default").edges_km
    return _assessed(front_id, scenario_id, threat_edge, edges_km)


@lru_cache(maxsize=64)
def _terms_on_each_side(scenario_id: str) -> pd.DataFrame:
    """Return what a text says of each shipped deposit, side by side in `Control`."""
    deposits = shipped_deposits()
    text, ids = scenario(scenario_id), deposits.index
    return pd.concat(
        [apply(text, deposits, pd.Series(one.value, ids)) for one in Control]
    )


def _terms(scenario_id: str, control: "pd.Series[str]") -> pd.DataFrame:
    """Return what a text says of the shipped deposits, each by its own side alone."""
    side = pd.Index([one.value for one in Control]).get_indexer(pd.Index(control))
    return _terms_on_each_side(scenario_id).take(
        side * len(control) + np.arange(len(control))
    )


@st.cache_resource(show_spinner=False, max_entries=128)
def _assessed(
    front_id: str,
    scenario_id: str,
    threat_edge: ThreatEdge,
    edges_km: tuple[float, ...],
) -> gpd.GeoDataFrame:
    return assess_measured(
        shipped_deposits(),
        measured(front_id),
        front(front_id),
        preset=preset_of_edges(edges_km),
        scenario=scenario(scenario_id),
        threat_edge=threat_edge,
        terms=_terms(scenario_id, measured(front_id)["control"]),
    )


@st.cache_resource(show_spinner=False, max_entries=16)
def coverage_by_scenario(front_id: str) -> pd.DataFrame:
    """Return what every text says of every shipped deposit on a snapshot."""
    return across(shipped_deposits(), measured(front_id)["control"])


@st.cache_resource(show_spinner="…", max_entries=2)
def control_over_time(_ledger: int) -> pd.DataFrame:
    """Return the side of the shipped deposits on every snapshot of a ledger's state."""
    return control_of(
        default_ledger().measure_all(shipped_deposits()), shipped_deposits()
    )


@st.cache_resource(show_spinner=False, max_entries=64)
def claim_ranges_on(front_id: str) -> dict[str, ClaimRanges]:
    """Return the ranges of the claim's counts on a snapshot; empty without any."""
    drawn = inputs().drawn(front_id)
    if drawn is None:
        return {}
    return claim_ranges(shipped_deposits(), measured(front_id), drawn, read_claim())


# What if ---------------------------------------------------------------------------


@st.cache_resource(show_spinner="…", max_entries=16)
def moved(front_id: str, km: float, oblast: str) -> Front:
    """Return a snapshot whose line has moved."""
    return move_front(front(front_id), km, oblast=oblast or None)


@st.cache_resource(show_spinner="…", max_entries=64)
def measured_moved(front_id: str, km: float, oblast: str) -> pd.DataFrame:
    """Return side and distance of the shipped deposits once the line has moved."""
    return measure(shipped_deposits(), moved(front_id, km, oblast))


@st.cache_resource(show_spinner="…", max_entries=16)
def _drawn_moved(front_id: str, km: float, oblast: str) -> NDArray[np.float64]:
    """Return the draws of the shipped deposits' distances once the line has moved."""
    line = (front_id, km, oblast)
    return draw_signed_km(shipped_deposits(), measured_moved(*line), moved(*line))


@st.cache_resource(show_spinner="…", max_entries=16)
def changed(before_id: str, front_id: str, km: float, oblast: str) -> Change:
    """Return what changes from a snapshot to a front whose line has moved."""
    return change(front(before_id), moved(front_id, km, oblast))


# Figures ---------------------------------------------------------------------------


class _Kept(Inputs):
    """What figures are counted on, kept as the pages keep it."""

    def deposits(self) -> gpd.GeoDataFrame:
        return shipped_deposits()

    def front(self, name: str) -> Front:
        return front(name)

    def measured(self, name: str) -> pd.DataFrame:
        return measured(name)

    def moved(self, name: str, km: float, oblast: str) -> Front:
        return moved(name, km, oblast)

    def measured_moved(self, name: str, km: float, oblast: str) -> pd.DataFrame:
        return measured_moved(name, km, oblast)

    def changed(self, before: str, name: str, km: float, oblast: str) -> Change:
        return changed(before, name, km, oblast)

    def drawn(self, front_name: str) -> NDArray[np.float64] | None:
        return _drawn(front_name) if can_be_drawn(front(front_name), "zone") else None

    def drawn_moved(self, name: str, km: float, oblast: str) -> NDArray[np.float64]:
        return _drawn_moved(name, km, oblast)

    def ensemble(self, front_name: str, scenario_id: str) -> Ensemble | None:
        if scenario_id == OWN:
            return self._ensemble(front_name, scenario_id)
        return ensemble(front_name, scenario_id)

    def ranges(self, front_name: str, scenario_id: str) -> Ranges | None:
        if scenario_id == OWN:
            found = self.ensemble(front_name, scenario_id)
            return None if found is None else headline_ranges(found, near_km=NEAR_KM)
        return ranges(front_name, scenario_id)

    def matrix(self, front_name: str, scenario_id: str, *, preset: Preset) -> Matrix:
        del preset
        return matrix_of(front_name, scenario_id)

    def assessed(
        self,
        front_name: str,
        scenario_id: str,
        *,
        preset: Preset,
        threat_edge: ThreatEdge = "zone",
    ) -> gpd.GeoDataFrame:
        if scenario_id == OWN:
            return assess_measured(
                shipped_deposits(),
                measured(front_name),
                front(front_name),
                preset=preset,
                scenario=self.scenario(scenario_id),
                threat_edge=threat_edge,
            )
        return assessed(front_name, scenario_id, threat_edge, preset.edges_km)


@st.cache_resource(show_spinner=False)
def inputs() -> Inputs:
    """Return what figures are counted on."""
    return _Kept()


def figure(question: Question) -> Figure:
    """Return the answer to a question, counted once for a day, in each language."""
    return _figure(question, language.get(), date.today())


@lru_cache(maxsize=4096)
def _figure(question: Question, _language: str, _today: date) -> Figure:
    return figure_of(question, inputs())


@st.cache_resource(show_spinner=False)
def data_sets() -> list[dict[str, Any]]:
    """Return the records of the data sets that ship."""
    text = (DATA / "sources.yaml").read_text(encoding="utf-8")
    return list(yaml.safe_load(text)["sources"])
