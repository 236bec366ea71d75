"""The headers on what our pages may do, and who may frame them."""

import base64
import hashlib
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import streamlit
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

#: What our pages may do: only with what this server serves. Styles are Streamlit's, set
#: as it draws; one of its style sheets holds a font.
_PAGE: Mapping[str, str] = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self' 'unsafe-inline'",
    "img-src": "'self' data:",
    "font-src": "'self' data:",
    "connect-src": "'self'",
    "frame-src": "'self'",
    "base-uri": "'none'",
    "form-action": "'none'",
}

#: Where the map's frame comes from. Its script evaluates what it is sent to draw, so it
#: alone may, and it may connect to nothing.
_MAP_FRAME = "/component/streamlit_folium."
_IN_MAP_FRAME: Mapping[str, str] = {
    "default-src": "'none'",
    "script-src": "'self' 'unsafe-inline' 'unsafe-eval'",
    "style-src": "'self' 'unsafe-inline'",
    "img-src": "'self' data:",
    "base-uri": "'none'",
    "form-action": "'none'",
}

_INLINE = re.compile(rb"<script>(.*?)</script>", re.DOTALL)


class SecurityHeaders:
    """ASGI middleware that adds the headers to every answer.

    Parameters
    ----------
    app : ASGIApp
    frame_ancestors : sequence of str
        Origins whose pages may frame ours.
    """

    def __init__(self, app: ASGIApp, *, frame_ancestors: Sequence[str] = ()) -> None:
        self._app = app
        others = " ".join(frame_ancestors)
        page = {**_PAGE, "script-src": " ".join([_PAGE["script-src"], *_inline()])}
        self._page = _policy(page, others or "'none'")
        self._map_frame = _policy(_IN_MAP_FRAME, f"'self' {others}".strip())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the application does, with the headers."""

        async def send_with_headers(message: Message) -> None:
            if message["type"].endswith("http.response.start"):
                MutableHeaders(scope=message).update(self._headers(scope["path"]))
            await send(message)

        await self._app(scope, receive, send_with_headers)

    def _headers(self, path: str) -> dict[str, str]:
        framed = path.startswith(_MAP_FRAME)
        return {
            "content-security-policy": self._map_frame if framed else self._page,
            "x-content-type-options": "nosniff",
            "referrer-policy": "same-origin",
        }


def _inline() -> list[str]:
    """Return the hashes of the scripts within Streamlit's page, which may run."""
    index = Path(streamlit.__file__).with_name("static") / "index.html"
    digests = [
        hashlib.sha256(one).digest() for one in _INLINE.findall(index.read_bytes())
    ]
    return [f"'sha256-{base64.b64encode(one).decode()}'" for one in digests]


def _policy(rules: Mapping[str, str], ancestors: str) -> str:
    every = {**rules, "frame-ancestors": ancestors}
    return "; ".join(f"{name} {values}" for name, values in every.items())
