"""The ledger on a page: every snapshot, as files, undone and restored."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Literal, get_args

import streamlit as st

from geo.assessment.tables import harmless
from geo.errors import InputError, StoreError, UnknownNameError
from geo.ledger import Snapshot, State, default_ledger
from geo.ledger.snapshots import Ending
from geo.text.format import day_text
from geo.text.i18n import _, n_
from geo.views.editors import author, may_change
from geo.views.safe import plain
from geo.views.server.log import log_event


def show_ledger() -> None:
    """List every snapshot, offer each as a file, and undo or restore the accepted."""
    st.subheader(_("The ledger"))
    table = default_ledger().snapshots_table().sort_values("as_of", ascending=False)
    names = {
        "id": _("Snapshot"),
        "state": _("State"),
        "origin": _("Origin"),
        "uncertainty_km": _("± km"),
        "area_km2": _("Control zone, km²"),
        "source": _("Source"),
        "note": _("Note"),
    }
    rows = table.reset_index()[list(names)].round({"area_km2": 0})
    st.dataframe(
        rows.rename(columns=names),
        hide_index=True,
        column_config={
            names["id"]: st.column_config.TextColumn(width=170),
            names["area_km2"]: st.column_config.NumberColumn(format="localized"),
        },
    )
    picked = st.selectbox(_("Snapshot"), list(table.index), key="ledger_pick")
    with st.container(horizontal=True):
        for ending in get_args(Ending):
            st.download_button(
                ending.removeprefix(".").upper(),
                partial(default_ledger().export, picked, ending),
                file_name=f"frontlode-front-{picked}{ending}",
                on_click="ignore",
                key=f"export{ending}",
            )
        st.download_button(
            _("Ledger as CSV"),
            lambda: harmless(default_ledger().events()).to_csv(index=False).encode(),
            file_name="frontlode-ledger.csv",
            on_click="ignore",
        )
        _offer_turn(picked, table.loc[picked, "origin"], table.loc[picked, "state"])
    _offer_uploads()
    _show_turn()


def _offer_turn(snapshot_id: str, origin: Any, state: Any) -> None:
    """Offer to undo a snapshot, or to restore it where it is undone."""
    if origin != "accepted" or not may_change():
        return
    if state == State.UNDONE.value:
        _button(_("Restore"), _restore, [snapshot_id], key="ledger_turn")
    else:
        _button(_("Undo"), _set_asked, [snapshot_id], key="ledger_turn")


def _offer_uploads() -> None:
    """Undo or restore atomically all that came in one zip."""
    uploads: dict[str, list[Snapshot]] = {}
    for one in default_ledger().all_snapshots():
        if one.upload:
            uploads.setdefault(one.upload, []).append(one)
    if not uploads:
        return
    newest_first = sorted(
        uploads, key=lambda key: max(one.at for one in uploads[key]), reverse=True
    )
    picked = st.selectbox(
        _("Accepted together"),
        newest_first,
        format_func=lambda key: _named(uploads[key]),
        # With its ledger, or the browser would go on showing an old one's words.
        key=f"upload_pick_{default_ledger().version()}",
    )
    many = uploads[picked]
    st.text(
        n_(
            "{n} front, of {first}",
            "{n} fronts of {first} to {last}",
            len(many),
        ).format(first=day_text(many[0].as_of), last=day_text(many[-1].as_of))
    )
    used = [one.id for one in many if not one.undone]
    undone = [one.id for one in many if one.undone]
    if not may_change():
        return
    with st.container(horizontal=True):
        if used:
            _button(
                _("Undo all {n}").format(n=len(used)), _set_asked, used, key="undo_all"
            )
        if undone:
            text = _("Restore all {n}").format(n=len(undone))
            _button(text, _restore, undone, key="restore_all")


def _show_turn() -> None:
    """Have an undo confirmed; say what was undone or why not, and offer it back."""
    state = st.session_state
    if problem := state.pop("turn_problem", ""):
        st.error(plain(problem))
    if asked := state.get("turn_asked"):
        st.warning(plain(_question(asked)))
        with st.container(horizontal=True):
            _button(_("Yes, undo"), _undo, asked, key="undo_yes", kind="primary")
            _button(_("Keep in use"), _set_asked, [], key="undo_no")
    version, undone = state.get("turn_done", (0, []))
    # Until something else happens to the ledger, from here or elsewhere.
    if undone and version == default_ledger().version():
        st.success(plain(_undone_text(undone)))
        if may_change():
            _button(_("Bring back"), _restore, undone, key="undo_undo")


def _button(
    text: str,
    act: Callable[[Sequence[str]], None],
    snapshot_ids: Sequence[str],
    *,
    key: str,
    kind: Literal["primary", "secondary"] = "secondary",
) -> None:
    st.button(text, on_click=act, args=(snapshot_ids,), key=key, type=kind)


def _question(snapshot_ids: Sequence[str]) -> str:
    return n_(
        "Take {id} out of use, for all who read this ledger? It is kept and can be "
        "restored.",
        "Take {n} fronts out of use, for all who read this ledger? They are kept and "
        "can be restored.",
        len(snapshot_ids),
    ).format(id=snapshot_ids[0])


def _undone_text(snapshot_ids: Sequence[str]) -> str:
    text = n_("{id} is out of use.", "{n} fronts are out of use.", len(snapshot_ids))
    return text.format(id=snapshot_ids[0])


def _set_asked(snapshot_ids: Sequence[str]) -> None:
    """Ask whether snapshots are to be undone; of none, ask no longer."""
    st.session_state["turn_asked"] = list(snapshot_ids)


def _undo(snapshot_ids: Sequence[str]) -> None:
    if _turn(default_ledger().undo_all, snapshot_ids, event="undone"):
        st.session_state["turn_done"] = default_ledger().version(), list(snapshot_ids)


def _restore(snapshot_ids: Sequence[str]) -> None:
    _turn(default_ledger().restore_all, snapshot_ids, event="restored")


def _turn(turn: Any, snapshot_ids: Sequence[str], *, event: str) -> bool:
    """Undo or restore in the name of this session; say whether it was done."""
    st.session_state.pop("turn_asked", None)
    try:
        turn(snapshot_ids, channel="web", who=author())
    except (InputError, StoreError, UnknownNameError) as error:
        st.session_state["turn_problem"] = str(error)
        return False
    log_event(event, snapshots=list(snapshot_ids))
    return True


def _named(many: Sequence[Snapshot]) -> str:
    """Return what a reader calls an upload: its zip, and when it was accepted."""
    return _("{zip}, accepted {at} UTC").format(
        zip=many[0].name.partition("/")[0],
        at=max(one.at for one in many)[:16].replace("T", " "),
    )
