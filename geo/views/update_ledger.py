"""The ledger on a page: every snapshot, as files, undone and restored."""

from collections.abc import Sequence
from functools import partial
from typing import Any, get_args

import streamlit as st

from geo import ledger
from geo.assessment.tables import harmless
from geo.errors import InputError, StoreError
from geo.ledger import Snapshot
from geo.ledger.fronts import Ending
from geo.text.format import day_text
from geo.text.i18n import _, n_
from geo.views.safe import plain


def show_ledger() -> None:
    """List every snapshot, offer each as a file, and undo or restore the accepted."""
    st.subheader(_("The ledger"))
    table = ledger.snapshots_table().sort_values("as_of", ascending=False)
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
                partial(ledger.export, picked, ending),
                file_name=f"frontlode-front-{picked}{ending}",
                on_click="ignore",
                key=f"export{ending}",
            )
        st.download_button(
            _("Ledger as CSV"),
            lambda: harmless(ledger.ledger()).to_csv(index=False).encode(),
            file_name="frontlode-ledger.csv",
            on_click="ignore",
        )
        _offer_turn(picked, table.loc[picked, "origin"], table.loc[picked, "state"])
    _offer_uploads()


def _offer_turn(snapshot_id: str, origin: Any, state: Any) -> None:
    if origin != "accepted":
        return
    undone = state == ledger.State.UNDONE.value
    turn = ledger.restore if undone else ledger.undo
    if st.button(_("Restore") if undone else _("Undo"), key="ledger_turn"):
        turn(snapshot_id, door="web")
        st.rerun()


def _offer_uploads() -> None:
    """Undo or restore at one stroke all that came in one zip."""
    uploads: dict[str, list[Snapshot]] = {}
    for one in ledger.all_snapshots():
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
        key=f"upload_pick_{ledger.version()}",
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
    with st.container(horizontal=True):
        if used and st.button(_("Undo all {n}").format(n=len(used)), key="undo_all"):
            _turn_all(ledger.undo_all, used)
        if undone and st.button(
            _("Restore all {n}").format(n=len(undone)), key="restore_all"
        ):
            _turn_all(ledger.restore_all, undone)


def _turn_all(turn: Any, snapshot_ids: Sequence[str]) -> None:
    try:
        turn(snapshot_ids, door="web")
    except (InputError, StoreError) as error:
        st.error(plain(str(error)))
    else:
        st.rerun()


def _named(many: Sequence[Snapshot]) -> str:
    """Return what a reader calls an upload: its zip, and when it was accepted."""
    return _("{zip}, accepted {at} UTC").format(
        zip=many[0].name.partition("/")[0],
        at=max(one.at for one in many)[:16].replace("T", " "),
    )
