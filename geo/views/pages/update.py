"""The page that takes a newer front: check, change, acceptance, undo."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from enum import StrEnum
from typing import Any, NamedTuple

import streamlit as st

from geo.errors import InputError, StoreError
from geo.ingest import limits, registry
from geo.ingest.area_classes import AreaClass
from geo.ledger import default_ledger
from geo.text.format import day_text, number_text
from geo.text.i18n import N_, _
from geo.update.check import Check, Outcome, Stage, attributed, check_front
from geo.update.worker import Names, checking_in_worker, is_heavy, zip_names
from geo.views.editors import author, may_change, show_editor
from geo.views.progress import progress
from geo.views.safe import plain
from geo.views.server.log import log_event
from geo.views.update_bulk import show_bulk
from geo.views.update_change import Previews, show_change
from geo.views.update_ledger import show_ledger

_INTRODUCTION = N_(
    "Upload a file that shows occupied land or the contact line on a day, or a zip of "
    "many. Nothing is kept before you have seen the check and the change, and confirm "
    "it. Formats: {formats}; a Shapefile in a zip, and any other alone or in one."
)

_LIMITS = N_(
    "At most {mb} MB, {vertices} vertices, {features} features and {seconds} seconds "
    "of checking a file; {entries} files and {unpacked} MB unpacked a zip. A refusal "
    "names the setting that moves it."
)

_OUTCOMES = {
    Outcome.ACCEPTED: N_("it can be accepted"),
    Outcome.REPAIRED: N_("it can be accepted, with repairs"),
    Outcome.REFUSED: N_("refused"),
}

_STAGES: dict[StrEnum, str] = {
    Stage.READING: N_("Reading the file"),
    Stage.SORTING: N_("Sorting its kinds of area"),
    Stage.REPAIRING: N_("Checking and repairing its outlines"),
    Stage.COMPARING: N_("Comparing it with earlier fronts and Ukraine’s outline"),
}


#: What the lines of a file may be taken for, and what specks; None where it is asked.
_LINES: Mapping[str | None, str] = {
    None: N_("say which"),
    "line": N_("the contact line: every deposit’s side will read unknown"),
    "area": N_("the outline of occupied land"),
}
_SPECKS: Mapping[str | None, str] = {
    None: N_("say which"),
    "keep": N_("occupied land: keep them"),
    "drop": N_("slips of the pen: leave them out"),
}


class _Known(NamedTuple):
    """What the session keeps of its one file, without the file, and no longer."""

    sha256: str
    checks: dict[object, Check]
    previews: Previews


def update_page() -> None:
    """Draw the page."""
    st.title(_("Update the front"))
    st.write(_(_INTRODUCTION).format(formats=registry.names("front")))
    if problem := default_ledger().problem():
        st.warning(plain(problem))
    show_editor()
    if accepted := st.session_state.pop("front_accepted", ""):
        st.success(plain(accepted))
    file = st.file_uploader(
        _("Front file"),
        key=f"front_file_{st.session_state.get('front_turn', 0)}",
        max_upload_size=limits.MAX_BYTES // limits.MB,
    )
    st.caption(_limits_text())
    if file is None:
        st.session_state.pop("front_known", None)
    else:
        _show_upload(file.getvalue(), file.name)
    show_ledger()


def _limits_text() -> str:
    return _(_LIMITS).format(
        mb=limits.MAX_BYTES // limits.MB,
        vertices=number_text(limits.MAX_VERTICES),
        features=number_text(limits.MAX_FEATURES),
        seconds=number_text(limits.MAX_CHECK_SECONDS),
        entries=number_text(limits.MAX_ZIP_ENTRIES),
        unpacked=limits.MAX_UNPACKED_BYTES // limits.MB,
    )


def _show_upload(content: bytes, name: str) -> None:
    """Take a zip of many as a history, and any other file as one front."""
    names = _zip_names(content, name)
    if len(names.layers) > 1:
        show_bulk(content, name, names)
    else:
        # Of a zip that is refused, the check says in full what is wrong.
        _show_one(content, name)


def _zip_names(content: bytes, name: str) -> Names:
    """Look into a zip once, however often the page is drawn."""
    digest = hashlib.sha256(content).hexdigest()
    known = st.session_state.get("front_names")
    if not known or known[0] != digest:
        known = digest, zip_names(content, name=name)
        st.session_state["front_names"] = known
    found: Names = known[1]
    return found


def _show_one(content: bytes, name: str) -> None:
    """Check a front, ask what only the user knows, and offer to accept it."""
    left, right = st.columns(2)
    options: dict[str, Any] = {
        "as_of": left.date_input(
            _("Shows the day, where the file does not say it"),
            value=None,
            key="front_day",
        ),
        "uncertainty_km": right.number_input(
            _("Uncertainty, km"),
            0.0,
            500.0,
            value=None,
            placeholder=_("The file’s own, else 2; 5 for settlements"),
            key="front_km",
        ),
    }
    check = _checked(content, name, **options)
    if corrected := _choose_areas(check):
        options["area_classes"] = corrected
        check = _checked(content, name, **options)
    for option, heading, texts in (
        ("lines", _("Its lines are"), _LINES),
        ("specks", _("Its specks are"), _SPECKS),
    ):
        if answer := _choose(option, heading, texts, check):
            options[option] = answer
            check = _checked(content, name, **options)
    if check.questions:
        _list(_("Asked"), check.questions)
        if st.checkbox(_("Yes, that is right"), key=f"repairs-{check.sha256}"):
            check = _checked(content, name, **options, allow_repairs=True)
    _show_check(check)
    if check.front:
        known: _Known = st.session_state["front_known"]
        change_finding = show_change(check.front, known.previews)
        if change_finding is not None and may_change():
            _offer_acceptance(check, content, change_finding)


def _choose(
    option: str, heading: str, texts: Mapping[str | None, str], check: Check
) -> str | None:
    """Let the user settle what lines or specks of a file are; None where not needed."""
    offered = {"lines": check.lines, "specks": ("keep", "drop") if check.specks else ()}
    if not offered[option]:
        return None
    answer: str | None = st.selectbox(
        heading,
        [None, *offered[option]],
        format_func=lambda one: _(texts[one]),
        key=f"{option}-{check.sha256}",
    )
    return answer


def _checked(content: bytes, name: str, **options: Any) -> Check:
    """Check a file, once for each answer of the user and state of the ledger."""
    digest = hashlib.sha256(content).hexdigest()
    known: _Known = st.session_state.get("front_known", _Known("", {}, {}))
    if known.sha256 != digest:
        known = _Known(digest, {}, {})
    st.session_state["front_known"] = known
    key = (name, default_ledger().version(), repr(sorted(options.items())))
    if key not in known.checks:
        known.checks[key] = replace(_check_now(content, name, options), content=b"")
    return known.checks[key]


def _check_now(content: bytes, name: str, options: dict[str, Any]) -> Check:
    """Check a file, a large one in a worker and with its progress."""
    if not is_heavy(content):
        return check_front(content, name=name, **options)
    with (
        progress(_STAGES, first=_("Starting the check")) as on_progress,
        checking_in_worker(on_progress=on_progress) as by,
    ):
        return check_front(content, name=name, by=by, **options)


def _choose_areas(check: Check) -> dict[str, str]:
    """Let the user correct what each kind of area is taken for; return what was."""
    if not check.area_attribute:
        return {}
    st.subheader(_("Kinds of area"))
    st.text(
        _(
            "Kinds of area by “{attribute}”. Only occupied land enters the control "
            "zone."
        ).format(attribute=check.area_attribute)
    )
    kinds = [kind.value for kind in AreaClass]
    chosen = {
        area.value: st.selectbox(
            plain(f"{area.value} ({area.count})"),
            kinds,
            index=kinds.index(area.kind.value),
            key=f"area-{check.sha256}-{i}",
        )
        for i, area in enumerate(check.areas)
    }
    return {
        area.value: chosen[area.value]
        for area in check.areas
        if chosen[area.value] != area.kind
    }


def _show_check(check: Check) -> None:
    """Say what was recognised, repaired, unusual and refused."""
    st.subheader(_("Check: {outcome}").format(outcome=_(_OUTCOMES[check.outcome])))
    if check.format:
        st.text(
            _("{format}, {crs}; features {features}, vertices {vertices}").format(
                format=check.format,
                crs=check.crs or _("no CRS said"),
                features=number_text(check.features),
                vertices=number_text(check.vertices),
            )
        )
    if check.as_of:
        st.text(
            _("As of {day}, from {where}").format(
                day=day_text(check.as_of), where=check.as_of_from
            )
        )
    _list(_("Repaired"), (repair.text for repair in check.repairs))
    _list(_("To know"), check.notes)
    _list(_("Unusual"), check.warnings)
    for refusal in check.refusals:
        st.error(plain(refusal))


def _list(heading: str, texts: Iterable[str]) -> None:
    for text in texts:
        st.text(f"{heading}: {text}")


def _offer_acceptance(check: Check, content: bytes, change_finding: str) -> None:
    """Ask who drew it and on what terms, and accept it."""
    st.subheader(_("Accept it"))
    with st.form("accept", enter_to_submit=False):
        left, right = st.columns(2)
        left.text_input(_("Source"), max_chars=500, key="front_source")
        right.text_input(_("Licence"), max_chars=500, key="front_licence")
        st.text_input(_("Note"), max_chars=2000, key="front_note")
        st.form_submit_button(
            _("Accept this front"),
            type="primary",
            disabled=check.needs_confirmation,
            key="front_accept",
            # Before the page is drawn anew, and with it the change once more.
            on_click=_accept,
            args=(check, content, change_finding),
        )
    if check.needs_confirmation:
        st.info(_("Answer what is asked above to accept it."))
    if problem := st.session_state.pop("front_problem", ""):
        st.error(plain(problem))


def _accept(check: Check, content: bytes, change_finding: str) -> None:
    state = st.session_state
    if not state.front_source.strip() or check.front is None:
        state["front_problem"] = _("Say who drew it, under Source, to accept it.")
        return
    front = attributed(
        check.front,
        source=state.front_source,
        licence=state.front_licence,
        note=state.front_note,
    )
    try:
        kept = default_ledger().add(
            front,
            content=content,
            name=check.name,
            channel="web",
            who=author(),
            changed=change_finding,
        )
    except (InputError, StoreError) as error:
        state["front_problem"] = str(error)
        return
    log_event("accepted", snapshot=kept.id)
    # A fresh uploader gives back the file's memory, and nothing is accepted twice.
    state["front_turn"] = state.get("front_turn", 0) + 1
    state["front_accepted"] = _("Accepted as {id}.").format(id=kept.id)
