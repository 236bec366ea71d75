"""The controls of the page What if: the line, the text, and a what-if from a file."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, cast

import streamlit as st

from geo.deal.calculators import CAP_DRAFT
from geo.deal.ground import carried_out_text, ground_options
from geo.deal.lists import mineral_sets_of
from geo.deal.load import (
    default_scenario,
    read_scenario,
    read_scenarios,
    scenario_to_yaml,
)
from geo.deal.minerals import known_minerals
from geo.deal.scenario import Ground, Scenario, ScenarioStatus, WhatIf
from geo.deal.shares import passed_on
from geo.deal.whatif import Changes, alter, origin_id, rate_share, readers_own
from geo.errors import DataError
from geo.fronts.front import Front
from geo.fronts.movement import FARTHEST_KM
from geo.geodesy.ukraine import oblast_name, oblasts
from geo.ledger import default_ledger
from geo.text.format import day_text
from geo.text.i18n import N_, _, in_language
from geo.text.outcome import move_text
from geo.views.safe import plain

#: The choices that stand for no change, for a file, and for minerals picked one by one.
_AS_IT_IS, _FROM_FILE, _PICKED = "", "file", "picked"

#: The largest file, in megabytes.
_MOST_MB = 1

#: What a first visit shows; the front and the text are the newest and the one in force.
_NOTHING_CHANGED: dict[str, Any] = {
    "whatif_km": 0.0,
    "whatif_oblast": _AS_IT_IS,
    "whatif_carried_out": _AS_IT_IS,
    "whatif_us": None,
    "whatif_freed": None,
    "whatif_minerals": _AS_IT_IS,
    "whatif_picked": [],
    "whatif_existing": _AS_IT_IS,
}

#: The example frees some deposits that only its own rate reaches.
_EXAMPLE_KM = -30.0

_EXISTING = {
    _AS_IT_IS: N_("as the text says"),
    "in": N_("count"),
    "out": N_("do not count"),
}


@dataclass(frozen=True)
class WhatIfChoice:
    """All that the controls decide.

    ``before`` is the text that the outcome is compared with, ``after`` the text with
    its changes; ``start`` is how the line moves. ``text`` is what is changed, by
    ``changes``, and ``name`` what the reader calls it.
    """

    front: Front
    before: Scenario
    after: Scenario
    start: WhatIf
    text: Scenario
    changes: Changes
    name: str

    @property
    def own_text(self) -> Scenario | None:
        """The text, if it came from a file."""
        return None if self.text.id in read_scenarios() else self.text

    @property
    def moved_from(self) -> str:
        """The id of the front that the line moves from, with a text carried out."""
        if not self.start.carried_out:
            return self.front.id
        return f"{self.front.id}+{self.start.carried_out}"


def choose_what_if() -> WhatIfChoice:
    """Draw the controls and return what is chosen there.

    Raises
    ------
    InputError
        If a rate leaves no room for the others' part, or the name cannot be shown.
    """
    for key, value in _NOTHING_CHANGED.items():
        st.session_state.setdefault(key, value)
    with st.container(horizontal=True):
        st.button(
            _("Example: 66 % of land once freed"), on_click=_show_example, key="example"
        )
        st.button(_("Reset"), on_click=_reset, key="whatif_reset", type="tertiary")
    _head(_("The line"))
    front = _choose_front()
    carried_out = _choose_carried_out(front)
    km, oblast = _choose_move(front)
    _head(_("The text"))
    text = _choose_text()
    changes = _choose_changes(text, freed=km < 0 or bool(carried_out))
    start = WhatIf(origin_id(text), front.as_of, km, oblast, carried_out)
    with st.expander(_("Save or load")):
        after, name = _name_and_save(text, changes, start)
        _offer_loading()
    if _has_file() and (issue := st.session_state.get("whatif_issue")):
        st.error(plain(issue))
    before = read_scenarios().get(origin_id(text), text)
    return WhatIfChoice(front, before, after, start, text, changes, name)


def _head(title: str) -> None:
    st.markdown(f"##### {title}")


# The line --------------------------------------------------------------------------


def _choose_front() -> Front:
    days = default_ledger().snapshots()[::-1]
    day = st.selectbox(_("Front on"), days, format_func=day_text, key="whatif_front")
    return default_ledger().front_on(day)


def _choose_carried_out(front: Front) -> str:
    """Return which text's ground terms hold before the line moves; empty for none."""
    names = {name: carried_out_text(name) for name in ground_options()}
    if front.zone is None or not names:
        return _AS_IT_IS
    return st.selectbox(
        _("Who holds what"),
        [_AS_IT_IS, *names],
        format_func=lambda i: names.get(i, _("The front as it is")),
        key="whatif_carried_out",
    )


def _choose_move(front: Front) -> tuple[float, str]:
    """Return how far the line moves, in kilometres, and the oblast, if in one."""
    if front.zone is None:
        st.text(_("This front has only a line, so it cannot move."))
        return 0.0, ""
    km = st.slider(
        _("Ukraine frees (−) or Russia advances (+), km"),
        -FARTHEST_KM,
        FARTHEST_KM,
        step=1.0,
        format="%+g",
        key="whatif_km",
    )
    names = {oblast: oblast_name(oblast) for oblast in oblasts().index}
    oblast = st.selectbox(
        _("Where"),
        [_AS_IT_IS, *sorted(names, key=names.__getitem__)],
        format_func=lambda i: names[i] if i else _("along the whole line"),
        key="whatif_oblast",
    )
    if km:
        moved = WhatIf(front_moved_km=km, oblast=oblast)
        st.caption(plain(f"{move_text(moved)}."))
    return km, oblast if km else ""


# The text --------------------------------------------------------------------------


def _choose_text() -> Scenario:
    """Offer the text in force, the one from a file, then the others by date."""
    scenarios = read_scenarios()
    default = default_scenario().id
    loaded: Scenario | None = None
    if _has_file():
        loaded = st.session_state.get("whatif_loaded")
    offered = {default: scenarios[default]}
    if loaded:
        offered[_FROM_FILE] = loaded
    offered |= scenarios
    picked = st.selectbox(
        _("Start from"),
        list(offered),
        format_func=lambda i: in_language(offered[i].short_name),
        key="whatif_text",
        on_change=_forget_changes,
    )
    text = offered[picked]
    if picked == _FROM_FILE:
        st.text(_file_summary(text))
    return text


def _file_summary(text: Scenario) -> str:
    if text.status is ScenarioStatus.WHAT_IF:
        return _("A what-if from a file: {summary}").format(
            summary=in_language(text.summary)
        )
    return _("A reader's own text from a file; nobody here has checked its sources.")


def _choose_changes(text: Scenario, *, freed: bool) -> Changes:
    us_percent = _rate_input(text)
    freed_percent = _freed_rate_input(text) if freed else None
    minerals = _choose_minerals(text)
    existing = st.segmented_control(
        _("Existing licences and mines"),
        list(_EXISTING),
        format_func=lambda i: _(_EXISTING[i]),
        required=True,
        key="whatif_existing",
    )
    side = cast(Literal["in", "out"] | None, existing or None)
    return Changes(us_percent, minerals, side, freed_percent)


def _rate_input(text: Scenario) -> float | None:
    share = rate_share(text)
    if share is None:
        st.text(_("This text states no US rate, so there is none to change."))
        return None
    stated = passed_on(share)
    rate: float | None = st.number_input(
        _("US rate, %"),
        0.0,
        100.0,
        step=1.0,
        format="%g",
        placeholder=_("as the text says: {value}").format(
            value=stated.value if stated else ""
        ),
        key="whatif_us",
    )
    st.caption(plain(_("of {base}").format(base=in_language(share.of))))
    return rate


def _freed_rate_input(text: Scenario) -> float | None:
    """Ask for the rate of land once freed, of a text that could have one."""
    stated = rate_share(text, Ground.FREED)
    if stated is None and rate_share(text) is None:
        return None
    figure = passed_on(stated) if stated else None
    placeholder = _("as the text says: {value}")
    rate: float | None = st.number_input(
        _("US rate on land once freed, %"),
        0.0,
        100.0,
        step=1.0,
        format="%g",
        placeholder=placeholder.format(value=figure.value if figure else _("nothing")),
        key="whatif_freed",
    )
    return rate


def _choose_minerals(text: Scenario) -> str | tuple[str, ...] | None:
    sets = mineral_sets_of(text)
    picked = st.selectbox(
        _("Minerals"),
        [_AS_IT_IS, *sets, _PICKED],
        format_func=lambda i: (
            in_language(sets[i].name)
            if i in sets
            else _("picked one by one")
            if i
            else _("as the text says")
        ),
        key="whatif_minerals",
    )
    if picked != _PICKED:
        return picked or None
    named: Iterable[str] = st.multiselect(
        _("Which minerals"), sorted(known_minerals()), key="whatif_picked"
    )
    return tuple(named) or None


# Files -----------------------------------------------------------------------------


def _offer_loading() -> None:
    st.file_uploader(
        _("Load a what-if (YAML)"),
        max_upload_size=_MOST_MB,
        key="whatif_file",
        on_change=_load,
    )


def _has_file() -> bool:
    """Return whether there is a file; the uploader forgets it when the page is left."""
    return st.session_state.get("whatif_file") is not None


def _load() -> None:
    """Take the file's text, and set the line as the file says; or say what is wrong."""
    file = st.session_state["whatif_file"]
    st.session_state.update(whatif_loaded=None, whatif_issue="")
    _reset()
    if file is None:
        return
    try:
        text = read_scenario(file.getvalue(), name=file.name)
    except DataError as error:
        st.session_state["whatif_issue"] = str(error)
        return
    start = text.what_if or WhatIf()
    if start.front and start.front not in default_ledger().snapshots():
        st.session_state["whatif_issue"] = _(
            "There is no front of {day} here, from which this what-if starts; the "
            "newest stands in for it."
        ).format(day=day_text(start.front))
    carried_out = start.carried_out
    if carried_out and carried_out not in ground_options():
        carried_out = _AS_IT_IS
        st.session_state["whatif_issue"] = _(
            "No text here can be carried out as “{name}”; the front as it is stands in."
        ).format(name=start.carried_out)
    st.session_state.update(
        whatif_loaded=readers_own(text),
        whatif_text=_FROM_FILE,
        whatif_km=float(start.front_moved_km),
        whatif_oblast=start.oblast,
        whatif_carried_out=carried_out,
    )
    if start.front in default_ledger().snapshots():
        st.session_state["whatif_front"] = start.front


def _name_and_save(
    text: Scenario, changes: Changes, start: WhatIf
) -> tuple[Scenario, str]:
    """Return the text with its changes, and its name; offer a what-if as a file."""
    after, name = text, ""
    if changes != Changes() or start.changes_line:
        name = st.text_input(
            _("Name"), max_chars=100, placeholder=_("after the text"), key="whatif_name"
        )
        after = alter(text, changes, name=name, start=start)
    if after.status is not ScenarioStatus.WHAT_IF:
        st.text(_("Change something to save it."))
        return after, name
    st.download_button(
        _("Save this what-if (YAML)"),
        scenario_to_yaml(after),
        file_name=f"{after.id}.yaml",
        mime="application/yaml",
        on_click="ignore",
        key="whatif_save",
    )
    return after, name


# What buttons and files set ----------------------------------------------------------


def _forget_changes() -> None:
    """Leave the text as it is: another text's rate is of another base."""
    line = ("whatif_km", "whatif_oblast", "whatif_carried_out")
    kept = {k: v for k, v in _NOTHING_CHANGED.items() if k not in line}
    st.session_state.update(kept)


def _reset() -> None:
    newest: date = default_ledger().snapshots()[-1]
    st.session_state.update(
        _NOTHING_CHANGED, whatif_front=newest, whatif_text=default_scenario().id
    )


def _show_example() -> None:
    _reset()
    st.session_state.update(whatif_text=CAP_DRAFT, whatif_km=_EXAMPLE_KM)
