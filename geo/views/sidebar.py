"""The sidebar: which front, bands, scenario and threat edge, and which deposits."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Literal

import geopandas as gpd
import streamlit as st

from geo.deal.ground import derived_id, option_text, options_of
from geo.deal.load import default_scenario, read_scenarios
from geo.deal.scenario import Scenario
from geo.errors import InputError
from geo.fronts.front import Front
from geo.ledger import default_ledger
from geo.risk.presets import Preset, preset_of_edges, read_presets
from geo.schema import THREAT_EDGES, ThreatEdge
from geo.text.filters import Filters
from geo.text.format import day_text
from geo.text.i18n import _, in_language
from geo.text.labels import label
from geo.views import store
from geo.views.safe import plain

#: The choice of band edges that a user types.
_OWN = "own"
_OWN_EDGES = "10, 30, 100"

#: The choice of the front as it is, and of a text carried out without options.
_AS_IT_IS, _CARRIED_OUT = "as_it_is", "carried_out"


#: What the map shows of the land: distance zones, or oblasts by what is in reach.
Shown = Literal["zones", "oblasts"]


@dataclass(frozen=True)
class Beside:
    """What the right half of the map shows, where the map is halved."""

    front: Front
    scenario: Scenario


@dataclass(frozen=True)
class Choice:
    """All that the sidebar decides."""

    front: Front
    preset: Preset
    scenario: Scenario
    threat_edge: ThreatEdge
    shown: Shown
    beside: Beside | None
    filters: Filters


def choose(deposits: gpd.GeoDataFrame) -> Choice:
    """Draw the sidebar and return what is chosen there.

    Every choice is also in the page's address, so that a view can be shared.
    """
    with st.sidebar:
        day = _choose_front()
        scenario = _choose_scenario()
        front = choose_ground(default_ledger().front_on(day), scenario, key="ground")
        preset = _choose_preset()
        threat_edge = _choose_threat_edge()
        shown = _choose_shown()
        beside = _choose_beside(day, scenario) if shown == "zones" else None
        filters = _choose_deposits(deposits)
        st.button(_("Reset"), on_click=_reset, width="stretch")
    return Choice(front, preset, scenario, threat_edge, shown, beside, filters)


def _choose_front(text: str = "", key: str = "front") -> date:
    return st.selectbox(
        text or _("Front on"),
        default_ledger().snapshots()[::-1],
        format_func=day_text,
        key=key,
        bind="query-params",
    )


def _choose_scenario(text: str = "", key: str = "scenario") -> Scenario:
    """Offer the text in force first, then the others by date."""
    scenarios = read_scenarios()
    default = default_scenario().id
    picked = st.selectbox(
        text or _("Version of the deal"),
        [default, *(other for other in scenarios if other != default)],
        format_func=lambda i: in_language(scenarios[i].short_name),
        key=key,
        bind="query-params",
    )
    return scenarios[picked]


def choose_ground(front: Front, scenario: Scenario, *, key: str) -> Front:
    """Offer the front as it is or, of a text with ground terms, as it would be."""
    options = {option.suffix or _CARRIED_OUT: option for option in options_of(scenario)}
    if not options or front.zone is None:
        return front
    picked = st.selectbox(
        _("Who holds what"),
        [_AS_IT_IS, *options],
        format_func=lambda i: (
            option_text(options[i]) if i in options else _("The front as it is")
        ),
        key=key,
        bind="query-params",
    )
    if picked == _AS_IT_IS:
        return front
    return store.front(derived_id(front.id, scenario.id, options[picked]))


def _choose_preset() -> Preset:
    presets = read_presets()
    picked = st.selectbox(
        _("Distance bands"),
        [*presets, _OWN],
        format_func=lambda i: (
            in_language(presets[i].name) if i in presets else _("own edges")
        ),
        key="bands",
        bind="query-params",
    )
    if picked != _OWN:
        return presets[picked]
    typed = st.text_input(
        _("Edges, km"), _OWN_EDGES, key="edges", max_chars=100, bind="query-params"
    )
    try:
        return _preset_of(typed or "")
    except InputError as error:
        st.error(plain(f"{error} {_('Until then the first preset holds.')}"))
        return next(iter(presets.values()))


def _preset_of(typed: str) -> Preset:
    """Return the preset of edges typed with commas, semicolons or spaces between.

    Raises
    ------
    InputError
        If they are not numbers that rise.
    """
    parts = [part for part in re.split(r"[,;\s]+", typed) if part]
    if not all(re.fullmatch(r"\d{1,5}(\.\d{1,3})?", part) for part in parts):
        raise InputError(
            _("Expected numbers of kilometres with commas between, such as 10, 20, 30.")
        )
    return preset_of_edges([float(part) for part in parts])


def _choose_threat_edge() -> ThreatEdge:
    return st.radio(
        _("Distance from"),
        THREAT_EDGES,
        format_func=partial(label, "threat_edge"),
        key="edge",
        bind="query-params",
    )


def _choose_shown() -> Shown:
    texts: dict[Shown, str] = {
        "zones": _("distance zones"),
        "oblasts": _("oblasts: covered and in reach"),
    }
    return st.radio(
        _("Land shows"),
        list(texts),
        format_func=texts.__getitem__,
        key="shown",
        bind="query-params",
    )


def _choose_beside(day: date, scenario: Scenario) -> Beside | None:
    """Offer to halve the map: another front, or another version, on the right."""
    texts = {
        "nothing": _("nothing"),
        "front": _("another front"),
        "version": _("another version of the deal"),
    }
    what = st.selectbox(
        _("Compare with"),
        list(texts),
        format_func=texts.__getitem__,
        key="beside",
        bind="query-params",
    )
    if what == "front":
        day = _choose_front(_("Front on the right"), "front_beside")
    elif what == "version":
        scenario = _choose_scenario(_("Version on the right"), "scenario_beside")
    else:
        return None
    front = choose_ground(default_ledger().front_on(day), scenario, key="ground_beside")
    return Beside(front, scenario)


def _choose_deposits(deposits: gpd.GeoDataFrame) -> Filters:
    commodities = _choose_several(
        _("Commodity"), {c for row in deposits["commodities"] for c in row}, "commodity"
    )
    groups = _choose_several(
        _("Commodity group"), set(deposits["commodity_group"]), "group"
    )
    oblasts = _choose_several(_("Oblast"), set(deposits["oblast"]), "oblast")
    statuses = tuple(
        st.multiselect(
            _("Status"),
            sorted(set(deposits["status"])),
            format_func=partial(label, "status"),
            placeholder=_("all"),
            key="status",
            bind="query-params",
        )
    )
    on_list = st.toggle(
        _("Only minerals on the list of 57"), key="list57", bind="query-params"
    )
    return Filters(commodities, groups, oblasts, statuses, on_list)


def _choose_several(label: str, options: Iterable[str], key: str) -> tuple[str, ...]:
    named = sorted(option for option in options if option)
    return tuple(
        st.multiselect(label, named, placeholder=_("all"), key=key, bind="query-params")
    )


def _reset() -> None:
    """Set every choice back to what a first visit shows."""
    st.session_state.update(
        front=default_ledger().snapshots()[-1],
        scenario=default_scenario().id,
        ground=_AS_IT_IS,
        bands=next(iter(read_presets())),
        edge="zone",
        shown="zones",
        beside="nothing",
        commodity=[],
        group=[],
        oblast=[],
        status=[],
        list57=False,
    )
