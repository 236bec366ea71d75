"""The page that takes a newer front: check, change, acceptance, undo."""

import hashlib
from collections.abc import Iterable
from functools import partial
from typing import Any, get_args

import geopandas as gpd
import pandas as pd
import streamlit as st
from streamlit_folium import st_folium

from geo import history
from geo.assess import assess
from geo.change import Change, change, change_text, deposit_changes
from geo.check import Check, check_front
from geo.errors import InputError, StoreError
from geo.exports import harmless
from geo.front import Front
from geo.history.fronts import Ending
from geo.labels import N_, day_text, label
from geo.maps import change_map
from geo.presets import preset
from geo.readers.areas import AreaClass
from geo.terms import default_scenario
from geo.views import (
    assets,  # noqa: F401 - importing it serves the map's files
    store,
)
from geo.views.safe import plain
from geo.words import _

_MAP_HEIGHT_PX = 560

_INTRODUCTION = N_(
    "Upload a file that shows occupied land or the contact line on a day: GeoJSON and "
    "its kin, a Shapefile in a zip, GeoPackage, KML, FlatGeobuf, GeoParquet, CSV with "
    "WKT, or a table of who controls each settlement. Nothing is kept before you have "
    "seen the check and the change, and say yes."
)


def update_page() -> None:
    """Draw the page."""
    st.title(_("Update the front"))
    st.write(_(_INTRODUCTION))
    if problem := history.store_problem():
        st.warning(plain(problem))
    file = st.file_uploader(_("Front file"), key="front_file")
    if file is not None:
        _show_upload(file.getvalue(), file.name)
    _show_ledger()


def _show_upload(content: bytes, name: str) -> None:
    """Ask what only the user knows, check, and offer to accept."""
    left, right = st.columns(2)
    day = left.date_input(_("Shows the day"), value=None, key="front_day")
    uncertainty_km = right.number_input(
        _("Uncertainty, km"), 0.0, 500.0, value=None, key="front_km"
    )
    source = left.text_input(_("Source"), max_chars=500, key="front_source")
    licence = right.text_input(_("Licence"), max_chars=500, key="front_licence")
    note = st.text_input(_("Note"), max_chars=2000, key="front_note")
    wishes = {
        "as_of": day,
        "uncertainty_km": uncertainty_km,
        "source": source,
        "licence": licence,
        "note": note,
    }
    check = _checked(content, name, **wishes)
    classes = _ask_areas(check)
    if classes:
        check = _checked(content, name, **wishes, classes=classes)
    if check.questions:
        _list(_("Asked"), check.questions)
        if st.checkbox(_("Yes, accept these repairs"), key=f"repairs-{check.sha256}"):
            check = _checked(
                content, name, **wishes, classes=classes, allow_repairs=True
            )
    _show_check(check)
    if check.front:
        told = _show_change(check.front)
        _offer_acceptance(check, source, told)


def _checked(content: bytes, name: str, **wishes: Any) -> Check:
    """Check a file, once for each answer of the user and state of the ledger."""
    digest = hashlib.sha256(content).hexdigest()
    return _check_once(digest, content, name, ledger=history.version(), **wishes)


@st.cache_resource(show_spinner="…", max_entries=8)
def _check_once(
    digest: str,
    _content: bytes,
    name: str,
    *,
    ledger: int,
    classes: tuple[tuple[str, str], ...] = (),
    **wishes: Any,
) -> Check:
    return check_front(
        _content, name=name, area_classes=dict(classes) or None, **wishes
    )


def _ask_areas(check: Check) -> tuple[tuple[str, str], ...]:
    """Let the user correct what each kind of area is taken for."""
    if not check.area_attribute:
        return ()
    st.subheader(_("Kinds of area"))
    st.text(
        _(
            "Told apart by “{attribute}”. Only occupied land enters the control zone."
        ).format(attribute=check.area_attribute)
    )
    kinds = [kind.value for kind in AreaClass]
    return tuple(
        (
            area.value,
            st.selectbox(
                plain(f"{area.value} ({area.count})"),
                kinds,
                index=kinds.index(area.kind.value),
                key=f"area-{check.sha256}-{i}",
            ),
        )
        for i, area in enumerate(check.areas)
    )


def _show_check(check: Check) -> None:
    """Say what was recognised, repaired, odd and refused."""
    st.subheader(_("Check: {outcome}").format(outcome=check.outcome.value))
    if check.format:
        st.text(
            _("{format}, {crs}, {features:,} features, {vertices:,} vertices").format(
                format=check.format,
                crs=check.crs or _("no CRS said"),
                features=check.features,
                vertices=check.vertices,
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
    _list(_("Odd"), check.oddities)
    for refusal in check.refusals:
        st.error(plain(refusal))


def _list(heading: str, texts: Iterable[str]) -> None:
    for text in texts:
        st.text(f"{heading}: {text}")


def _show_change(front: Front) -> str:
    """Show what the front would change against an earlier one; return it in words."""
    st.subheader(_("What it would change"))
    days = history.snapshots()[::-1]
    before_days = [day for day in days if day <= front.as_of] or [days[-1]]
    other = st.selectbox(
        _("Against the front of"),
        days,
        index=days.index(before_days[0]),
        format_func=day_text,
        key="front_before",
    )
    before = history.front_on(other)
    changed = change(before, front)
    told = change_text(changed)
    st.text(told)
    if not changed.same_source:
        st.text(
            _("Two sources draw the line differently, even where nothing has moved.")
        )
    first, second = (_assessed(one) for one in (before, front))
    why = deposit_changes(first, second)
    _show_map(changed, second.loc[why.index])
    st.dataframe(_oblast_table(changed), hide_index=True)
    st.text(_("Deposits whose side or band changes: {n}").format(n=len(why)))
    if len(why):
        st.dataframe(_why_table(why), hide_index=True)
    return told


def _assessed(front: Front) -> gpd.GeoDataFrame:
    return assess(
        store.shipped_deposits(),
        front,
        preset=preset("default"),
        scenario=default_scenario(),
    )


def _show_map(changed: Change, moved: gpd.GeoDataFrame) -> None:
    parts = change_map(
        changed, moved, scenario=default_scenario(), preset=preset("default")
    )
    st_folium(
        parts.map,
        key="frontlode-change",
        feature_group_to_add=parts.layers,
        returned_objects=[],
        render=False,
        use_container_width=True,
        height=_MAP_HEIGHT_PX,
    )


def _oblast_table(changed: Change) -> pd.DataFrame:
    names = {
        "name": _("Oblast"),
        "newly_occupied_km2": _("Newly occupied, km²"),
        "freed_km2": _("Freed, km²"),
    }
    return changed.by_oblast[list(names)].round(1).rename(columns=names)


def _why_table(why: pd.DataFrame) -> pd.DataFrame:
    """Return the deposits whose side or band differs, and why, in words."""
    return pd.DataFrame(
        {
            _("Deposit"): why["name"],
            _("Side before"): why["control_before"].map(partial(label, "control")),
            _("Side after"): why["control_after"].map(partial(label, "control")),
            _("Band before"): why["band_before"].map(partial(label, "band")),
            _("Band after"): why["band_after"].map(partial(label, "band")),
            _("Before, km"): why["signed_distance_km_before"].round(1),
            _("After, km"): why["signed_distance_km_after"].round(1),
            _("Why"): why["why"],
        }
    )


def _offer_acceptance(check: Check, source: str, told: str) -> None:
    ready = bool(source.strip()) and not check.needs_confirmation
    if not source.strip():
        st.info(_("Say who drew it, under Source, to accept it."))
    accept = st.button(
        _("Accept this front"), type="primary", disabled=not ready, key="front_accept"
    )
    if accept and check.front:
        try:
            kept = history.add(
                check.front,
                content=check.content,
                name=check.name,
                door="web",
                changed=told,
            )
        except (InputError, StoreError) as error:
            st.error(plain(str(error)))
        else:
            st.success(plain(_("Accepted as {id}.").format(id=kept.id)))


def _show_ledger() -> None:
    """List every snapshot, offer each as a file, and undo or restore the accepted."""
    st.subheader(_("The ledger"))
    table = history.snapshots_table().sort_values("as_of", ascending=False)
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
    st.dataframe(rows.rename(columns=names), hide_index=True)
    picked = st.selectbox(_("Snapshot"), list(table.index), key="ledger_pick")
    with st.container(horizontal=True):
        for ending in get_args(Ending):
            st.download_button(
                ending.removeprefix(".").upper(),
                partial(history.export, picked, ending),
                file_name=f"frontlode-front-{picked}{ending}",
                on_click="ignore",
                key=f"export{ending}",
            )
        st.download_button(
            _("Ledger as CSV"),
            lambda: harmless(history.ledger()).to_csv(index=False).encode(),
            file_name="frontlode-ledger.csv",
            on_click="ignore",
        )
        _offer_turn(picked, table.loc[picked, "origin"], table.loc[picked, "state"])


def _offer_turn(snapshot_id: str, origin: Any, state: Any) -> None:
    if origin != "accepted":
        return
    undone = state == history.State.UNDONE.value
    turn = history.restore if undone else history.undo
    if st.button(_("Restore") if undone else _("Undo"), key="ledger_turn"):
        turn(snapshot_id, door="web")
        st.rerun()
