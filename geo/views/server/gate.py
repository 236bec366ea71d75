"""Requests from other sites, and headers that their senders may not set, kept out."""

import ipaddress
from collections.abc import Sequence
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocketClose

from geo.views.server.settings import Network

#: Methods that change nothing.
_SAFE = ("GET", "HEAD", "OPTIONS")

#: What Streamlit measures of itself and of every session.
_METRICS = "/_stcore/metrics"


class SameOrigin:
    """ASGI middleware that lets only our own pages open a websocket or send a body.

    A browser says by ``Origin`` which page asks, with a websocket always; so one that
    does not say it is refused too. The host must be allowed by then.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the application does, or refuse with status 403."""
        if not _can_change(scope) or _is_own(Headers(scope=scope)):
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await WebSocketClose()(scope, receive, send)
        else:
            refusal = PlainTextResponse("Only for its own pages.\n", status_code=403)
            await refusal(scope, receive, send)


def _can_change(scope: Scope) -> bool:
    if scope["type"] == "http":
        return scope["method"] not in _SAFE
    return bool(scope["type"] == "websocket")


def _is_own(headers: Headers) -> bool:
    origins, hosts = headers.getlist("origin"), headers.getlist("host")
    if not len(origins) == len(hosts) == 1:
        return False
    origin = urlsplit(origins[0])
    own = origin.scheme in ("http", "https") and origin.netloc == hosts[0]
    return own and bool(origin.netloc)


class WithoutMetrics:
    """ASGI middleware in whose presence there are no metrics to be read."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the application does, or that there is no such thing."""
        if scope["type"] == "http" and scope["path"] == _METRICS:
            nothing = PlainTextResponse("Not found.\n", status_code=404)
            await nothing(scope, receive, send)
        else:
            await self._app(scope, receive, send)


class EditorHeader:
    """ASGI middleware that drops the editor's header where no known proxy sent it.

    Parameters
    ----------
    app : ASGIApp
    name : str
        The header, in lower case; empty for none.
    proxies : sequence of network
        From where it is believed.
    """

    def __init__(self, app: ASGIApp, *, name: str, proxies: Sequence[Network]) -> None:
        self._app = app
        self._name = name.encode()
        self._proxies = tuple(proxies)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the application does to what may be believed."""
        if self._name and scope["type"] in ("http", "websocket"):
            scope = {**scope, "headers": self._believed(scope)}
        await self._app(scope, receive, send)

    def _believed(self, scope: Scope) -> list[tuple[bytes, bytes]]:
        headers: list[tuple[bytes, bytes]] = scope["headers"]
        if self._is_proxy(scope.get("client")):
            return headers
        return [one for one in headers if one[0] != self._name]

    def _is_proxy(self, peer: tuple[str, int] | None) -> bool:
        if peer is None:
            return False
        try:
            address = ipaddress.ip_address(peer[0])
        except ValueError:
            return False
        # One socket for both kinds of address shows the older within the newer.
        address = getattr(address, "ipv4_mapped", None) or address
        return any(address in network for network in self._proxies)
