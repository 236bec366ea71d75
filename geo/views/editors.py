"""Who may change the ledger from a page: everyone, editors alone, or no one."""

import hashlib
import hmac
from collections.abc import Mapping

import streamlit as st

from geo.errors import ReadOnlyError
from geo.ledger import is_read_only
from geo.text.i18n import _
from geo.views.safe import plain
from geo.views.server.log import log_event
from geo.views.server.settings import editor_secrets, settings

#: Of a name that a proxy gives.
_MAX_NAME_LENGTH = 200


def author() -> str | None:
    """Return in whose name this session changes the ledger.

    Returns
    -------
    str or None
        The editor's name; None for the user of this machine, where no one is named as
        an editor and the server is for this machine alone.

    Raises
    ------
    ReadOnlyError
        If nothing may be changed from this session.
    """
    if is_read_only():
        raise ReadOnlyError(_read_only_text())
    header, secrets = settings().editor_header, editor_secrets()
    if not header and not secrets:
        return None
    name = (header and _named_by_proxy(header)) or _signed_in(secrets)
    if not name:
        raise ReadOnlyError(
            _(
                "Only an editor may accept, undo or restore a front. Nothing was "
                "changed."
            )
        )
    return name


def may_change() -> bool:
    """Return whether this session may change the ledger."""
    try:
        author()
    except ReadOnlyError:
        return False
    return True


def show_editor() -> None:
    """Say whether changes can be made from here, and let an editor sign in and out."""
    if is_read_only():
        st.info(_read_only_text())
        return
    header, secrets = settings().editor_header, editor_secrets()
    if header and (name := _named_by_proxy(header)):
        st.caption(plain(_("You are the editor {name}.").format(name=name)))
    elif name := _signed_in(secrets):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.caption(plain(_("You are the editor {name}.").format(name=name)))
            st.button(_("Sign out"), key="editor_out", on_click=_sign_out)
    elif header or secrets:
        st.info(
            _(
                "A file can be checked and its change seen by anyone; only editors "
                "accept, undo and restore."
            )
        )
        if secrets:
            _offer_to_sign_in()


def _read_only_text() -> str:
    return _(
        "This server is read-only: a file can be checked and its change seen, but no "
        "front can be accepted, undone or restored."
    )


def _offer_to_sign_in() -> None:
    with st.expander(_("For editors")), st.form("editor_form", border=False):
        st.text_input(_("Secret"), type="password", max_chars=500, key="editor_secret")
        st.form_submit_button(_("Sign in"), key="editor_in", on_click=_sign_in)
        if st.session_state.pop("editor_refused", False):
            st.error(_("No editor has this secret."))


def _sign_in() -> None:
    state = st.session_state
    # The page keeps a digest: the secret itself is gone when this run begins.
    state["editor"] = _digest(state["editor_secret"].strip())
    state["editor_secret"] = ""
    signed_in = bool(_signed_in(editor_secrets()))
    state["editor_refused"] = not signed_in
    log_event("editor_signed_in" if signed_in else "editor_refused")


def _sign_out() -> None:
    st.session_state.pop("editor", None)


def _signed_in(secrets: Mapping[str, str]) -> str:
    """Return the name of the editor whose secret this session gave; empty for none."""
    given = st.session_state.get("editor", "")
    matching = [
        name
        for name, one in secrets.items()
        if hmac.compare_digest(given, _digest(one))
    ]
    return matching[0] if matching else ""


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def _named_by_proxy(header: str) -> str:
    """Return the editor's name as the proxy gives it; empty for none, or for several.

    From anyone else the header does not come so far (`geo.views.server.gate`).
    """
    values = st.context.headers.get_all(header)
    if len(values) != 1:
        return ""
    # Headers are read as Latin-1, whatever they are.
    name = values[0].encode("latin-1", "replace").decode("utf-8", "replace").strip()
    return name[:_MAX_NAME_LENGTH]
