"""What stands between the network and the pages: who is answered, with which headers.

Streamlit serves the pages; its `App` in ``app.py`` takes `middleware`, `ROUTES` and
`lifespan`. What can be chosen comes from the environment, where `frontlode app` puts
its options.
"""

from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.routing import Route

from geo.errors import InputError
from geo.views.server.gate import EditorHeader, SameOrigin, WithoutMetrics
from geo.views.server.headers import SecurityHeaders
from geo.views.server.health import healthz
from geo.views.server.settings import LOOPBACK, settings
from geo.views.server.start import lifespan

__all__ = ["ROUTES", "lifespan", "middleware"]

ROUTES = [Route("/healthz", healthz)]


def middleware() -> list[Middleware]:
    """Return what each request passes on its way to the pages, in this order.

    Raises
    ------
    SystemExit
        If the environment does not say clearly who is answered, with a sentence why.
    """
    try:
        chosen = settings()
    except InputError as error:
        raise SystemExit(str(error)) from error
    hosts = (*LOOPBACK, *chosen.allowed_hosts)
    return [
        Middleware(SecurityHeaders, frame_ancestors=chosen.frame_ancestors),
        Middleware(TrustedHostMiddleware, allowed_hosts=hosts, www_redirect=False),
        Middleware(SameOrigin),
        Middleware(WithoutMetrics),
        Middleware(EditorHeader, name=chosen.editor_header, proxies=chosen.proxies),
    ]
