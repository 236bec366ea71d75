"""What stands between the network and the pages: who is answered, with which headers.

Streamlit serves the pages; its `App` in ``app.py`` takes `middleware`, `ROUTES` and
`lifespan`. What can be chosen comes from the environment, where `frontlode app` puts
its options.
"""

import os
from importlib.metadata import version

import streamlit as st
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.routing import Route

from geo.errors import InputError
from geo.views.server.gate import EditorHeader, SameOrigin, WithoutMetrics
from geo.views.server.headers import SecurityHeaders
from geo.views.server.health import healthz
from geo.views.server.log import RequestLog, log_as_json, log_event
from geo.views.server.settings import LOOPBACK, Settings, editor_secrets, settings
from geo.views.server.start import lifespan

__all__ = ["ROUTES", "lifespan", "middleware"]

ROUTES = [Route("/healthz", healthz)]


def middleware() -> list[Middleware]:
    """Return what each request passes on its way to the pages, in this order.

    From then on the log is JSON; and where others than this machine are served and no
    one is named as an editor, the ledger is read-only.

    Raises
    ------
    SystemExit
        If the environment does not say clearly who is answered and who may change
        what, with a sentence why.
    """
    try:
        chosen, secrets = settings(), editor_secrets()
    except InputError as error:
        raise SystemExit(str(error)) from error
    log_as_json()
    log_event("starting", version=version("frontlode"))
    if _serves_others(chosen) and not secrets and not chosen.editor_header:
        os.environ["FRONTLODE_READ_ONLY"] = "1"
        log_event("read_only_for_want_of_editors")
    hosts = (*LOOPBACK, *chosen.allowed_hosts)
    return [
        Middleware(RequestLog),
        Middleware(SecurityHeaders, frame_ancestors=chosen.frame_ancestors),
        Middleware(TrustedHostMiddleware, allowed_hosts=hosts, www_redirect=False),
        Middleware(SameOrigin),
        *([] if chosen.metrics else [Middleware(WithoutMetrics)]),
        Middleware(EditorHeader, name=chosen.editor_header, proxies=chosen.proxies),
    ]


def _serves_others(chosen: Settings) -> bool:
    address = st.get_option("server.address") or "0.0.0.0"
    return bool(chosen.allowed_hosts) or address not in (*LOOPBACK, "::1")
