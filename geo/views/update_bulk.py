"""A zip of many fronts on a page: what it holds, then all checked and accepted."""

from collections import Counter
from collections.abc import Mapping
from typing import Any, NamedTuple

import pandas as pd
import streamlit as st

from geo.assessment.change import change, change_text, source_texts
from geo.errors import InputError, StoreError
from geo.fronts.front import Front
from geo.ingest.dates import day_of
from geo.ledger import default_ledger
from geo.text.format import day_text
from geo.text.i18n import N_, _, n_
from geo.update.bulk import (
    UploadResult,
    UploadStatus,
    accept_all,
    specks_text,
    upload_of,
)
from geo.update.worker import Names, checking
from geo.views.editors import author, may_change
from geo.views.safe import plain
from geo.views.server.log import log_event

#: What becomes of specks in every file of a zip.
_SPECKS: Mapping[str | None, str] = {
    None: N_("asked about: leave such a file out"),
    "keep": N_("occupied land: keep them"),
    "drop": N_("slips of the pen: leave them out"),
}

#: How many names of a zip are shown at its start.
_SHOWN = 3


class _Run(NamedTuple):
    """What has been done of one zip, while it is done and when it is."""

    upload: str
    before: Front
    rows: list[UploadResult]


def show_bulk(content: bytes, name: str, found: Names) -> None:
    """Say what a zip holds; on a yes, check and accept each of its files."""
    names = found.layers
    counted = n_("{n} file in {name}", "{n} files in {name}", len(names))
    st.subheader(plain(counted.format(name=name)))
    _show_overview(names)
    if found.others:
        message = _("Left alone, for they are no map files: {names}.")
        st.text(message.format(names=_few(found.others)))
    if st.session_state.pop("bulk_go", False):
        # In the form's place, where whoever pressed its button looks.
        _run(content, name, names, st.session_state["bulk_details"])
        st.rerun()
    if may_change() and _options_form():
        st.session_state["bulk_go"] = True
        st.rerun()
    run: _Run | None = st.session_state.get("bulk_run")
    if run and run.upload == upload_of(content):
        _show_outcome(run, len(names))


def _show_overview(names: list[str]) -> None:
    days = sorted(day for name in names if (day := day_of(name)))
    if days:
        message = _("Days by their names: {first} to {last}.")
        st.text(message.format(first=day_text(days[0]), last=day_text(days[-1])))
    if missing := len(names) - len(days):
        message = _(
            "Without a day in the name, so the file itself must say it, or be uploaded "
            "alone: {n}."
        )
        st.text(message.format(n=missing))
    st.text(_few(names))
    st.text(
        _(
            "Each file is checked by itself. What is wrong, or would be asked about, "
            "is left out; what is in the ledger already is skipped. It can be stopped, "
            "resumed, and undone as a whole."
        )
    )


def _few(names: list[str]) -> str:
    first, more = ", ".join(names[:_SHOWN]), len(names) - _SHOWN
    return _("{names} and {n} more").format(names=first, n=more) if more > 0 else first


def _options_form() -> bool:
    """Keep the details of all as ``bulk_details``, and return whether to begin."""
    details: dict[str, Any] = st.session_state.get("bulk_details", {})
    with st.form("bulk", enter_to_submit=False):
        st.text(_("Said once for all, and before what a file says of itself:"))
        left, right = st.columns(2)
        details = {
            "source": left.text_input(
                _("Source"), details.get("source", ""), max_chars=500, key="bulk_source"
            ),
            "licence": right.text_input(
                _("Licence"),
                details.get("licence", ""),
                max_chars=500,
                key="bulk_licence",
            ),
            "uncertainty_km": left.number_input(
                _("Uncertainty, km"),
                0.0,
                500.0,
                details.get("uncertainty_km"),
                placeholder=_("The file’s own, else 2"),
                key="bulk_km",
            ),
            "specks": left.selectbox(
                _("Occupied parts under 1 km², over 2 km from the rest"),
                list(_SPECKS),
                index=list(_SPECKS).index(details.get("specks")),
                format_func=lambda one: _(_SPECKS[one]),
                key="bulk_specks",
            ),
            "note": right.text_input(
                _("Note"), details.get("note", ""), max_chars=2000, key="bulk_note"
            ),
        }
        go = st.form_submit_button(_("Check and accept all"), type="primary")
    if go and not details["source"].strip():
        st.error(_("Say who drew them, under Source, to accept them."))
        return False
    if go:
        st.session_state["bulk_details"] = details
    return go


def _run(content: bytes, name: str, names: list[str], options: dict[str, Any]) -> None:
    """Accept one file after another; a click on Stop, or elsewhere, ends it."""
    rows: list[UploadResult] = []
    st.session_state["bulk_run"] = _Run(
        upload_of(content), default_ledger().latest(), rows
    )
    bar = st.progress(0.0, text=_("Starting"))
    st.button(_("Stop"), key="bulk_stop")
    try:
        who = author()
        with checking(content) as by:
            for done in accept_all(
                content, name=name, by=by, channel="web", who=who, **options
            ):
                rows.append(done)
                bar.progress(len(rows) / len(names), text=_progress(rows, names))
    except (InputError, StoreError) as error:
        st.session_state["bulk_error"] = str(error)
    log_event("accepted_many", files=len(rows))


def _progress(rows: list[UploadResult], names: list[str]) -> str:
    now = names[len(rows)] if len(rows) < len(names) else names[-1]
    return plain(
        _("{done} of {all}: {counts}. Now: {now}").format(
            done=len(rows), all=len(names), counts=_counted(rows), now=now
        )
    )


def _counted(rows: list[UploadResult]) -> str:
    counts = Counter(row.status for row in rows)
    message = _(
        "accepted {accepted}, repeats skipped {repeats}, refused {refused}"
    ).format(
        accepted=counts[UploadStatus.ACCEPTED],
        repeats=counts[UploadStatus.REPEAT],
        refused=counts[UploadStatus.REFUSED],
    )
    asked = counts[UploadStatus.NEEDS_CONFIRMATION]
    return (
        message + _(", left out to be asked {n}").format(n=asked) if asked else message
    )


def _show_outcome(run: _Run, count: int) -> None:
    """Sum up what was done, what it changed, and the message on each file."""
    done = len(run.rows)
    if error := st.session_state.pop("bulk_error", ""):
        st.error(plain(error))
    if done < count:
        st.warning(
            _(
                "Stopped after {done} of {all} files. What was accepted stays; to go "
                "on, press the button or upload the zip again."
            ).format(done=done, all=count)
        )
    counted = n_("{n} file: {counts}.", "{n} files: {counts}.", done).format(
        counts=_counted(run.rows)
    )
    after = default_ledger().latest()
    st.success(f"{counted} {_changed(run.before, after)}")
    if may_change() and (specks := sum(row.specks for row in run.rows)):
        _choose_specks(specks)
    names = {
        "file": _("File"),
        "as_of": _("Day"),
        "status": _("Outcome"),
        "message": _("What was said"),
        "snapshot": _("Snapshot"),
        "source": _("Source"),
    }
    known = {one.id: one.source for one in default_ledger().all_snapshots()}
    table = pd.DataFrame(run.rows, columns=UploadResult._fields)
    table["source"] = [known.get(row.snapshot, "") for row in run.rows]
    st.dataframe(
        table[list(names)].rename(columns=names),
        hide_index=True,
        column_config={names["message"]: st.column_config.TextColumn(width="large")},
    )
    st.caption(plain(" · ".join(source_texts(run.before, after))))


def _choose_specks(count: int) -> None:
    """Ask once what specks are in all files that were left out for them."""
    st.warning(specks_text(count))
    answers = {
        "keep": n_("Keep them in the {n} file", "Keep them in all {n} files", count),
        "drop": n_(
            "Drop them from the {n} file", "Drop them from all {n} files", count
        ),
    }
    for answer, text in answers.items():
        if st.button(text, key=f"bulk_{answer}"):
            st.session_state["bulk_details"] |= {"specks": answer}
            st.session_state["bulk_go"] = True
            st.rerun()


def _changed(before: Front, after: Front) -> str:
    """Return in a sentence what is new on the newest front."""
    if before.id == after.id:
        message = _("The newest front is still that of {day}.")
        return message.format(day=day_text(after.as_of))
    message = _("The newest front was of {before} and is of {after}.").format(
        before=day_text(before.as_of), after=day_text(after.as_of)
    )
    return f"{message} {change_text(change(before, after))}"
