"""What the server is told at its start."""

import ipaddress
import os
import re
from collections.abc import Callable
from typing import NamedTuple, TypeVar
from urllib.parse import urlsplit

from geo.errors import InputError
from geo.text.i18n import _

#: This machine's names for itself; no other site's pages can be called by them.
LOOPBACK = ("localhost", "127.0.0.1", "[::1]")

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

T = TypeVar("T")

_NAME = re.compile(r"(\*\.)?[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?", re.ASCII)
_HEADER = re.compile(r"[a-z0-9-]{1,64}", re.ASCII)


class Settings(NamedTuple):
    """What the server is told at its start.

    Attributes
    ----------
    allowed_hosts : tuple of str
        Names beside `LOOPBACK` to which it answers; ``*.example.org`` for all below.
    frame_ancestors : tuple of str
        Origins whose pages may show it in a frame.
    editor_header : str
        The header in which a proxy names an editor, in lower case; empty for none.
    proxies : tuple of network
        From where alone that header is believed.
    """

    allowed_hosts: tuple[str, ...] = ()
    frame_ancestors: tuple[str, ...] = ()
    editor_header: str = ""
    proxies: tuple[Network, ...] = ()


def settings() -> Settings:
    """Return what the environment says.

    ``FRONTLODE_ALLOWED_HOSTS``, ``FRONTLODE_FRAME_ANCESTORS`` and ``FRONTLODE_PROXIES``
    hold values with spaces between, ``FRONTLODE_EDITOR_HEADER`` holds one.

    Raises
    ------
    InputError
        If a value is not what it should be, or a header would be believed of anyone.
    """
    header = _each("FRONTLODE_EDITOR_HEADER", _header, _("the name of a header"))
    found = Settings(
        _each("FRONTLODE_ALLOWED_HOSTS", _host, _("a host’s name without its port")),
        _each("FRONTLODE_FRAME_ANCESTORS", _origin, "https://example.org"),
        header[0] if header else "",
        _each("FRONTLODE_PROXIES", ipaddress.ip_network, "10.0.0.5, 10.0.0.0/24"),
    )
    if found.editor_header:
        _require_true_peers(found.proxies)
    return found


def _each(variable: str, read: Callable[[str], T], expected: str) -> tuple[T, ...]:
    found = []
    for text in os.environ.get(variable, "").split():
        try:
            found.append(read(text))
        except ValueError as error:
            raise InputError(
                _("Expected of {variable}: {expected}; but got “{text}”.").format(
                    variable=variable, expected=expected, text=text
                )
            ) from error
    return tuple(found)


def _matching(pattern: re.Pattern[str], text: str) -> str:
    if not pattern.fullmatch(text.lower()):
        raise ValueError(text)
    return text.lower()


def _header(text: str) -> str:
    return _matching(_HEADER, text)


def _host(text: str) -> str:
    """Return a name, or an address; that of IPv6 in brackets, as browsers send it."""
    if ":" in text:
        return f"[{ipaddress.IPv6Address(text.strip('[]'))}]"
    return _matching(_NAME, text)


def _origin(text: str) -> str:
    parts = urlsplit(text)
    _host(parts.hostname or "")
    if (
        parts.scheme not in ("http", "https")
        or text != f"{parts.scheme}://{parts.netloc}"
    ):
        raise ValueError(text)
    return text


def _require_true_peers(proxies: tuple[Network, ...]) -> None:
    """Refuse to believe a header where it cannot be known who sent it."""
    if not proxies:
        raise InputError(
            _(
                "FRONTLODE_EDITOR_HEADER names a header, but FRONTLODE_PROXIES no "
                "address from which it is believed. Give the proxy’s."
            )
        )
    if os.environ.get("FORWARDED_ALLOW_IPS") != "":
        # The server would take the sender of a request from what the request says.
        raise InputError(
            _(
                "FRONTLODE_EDITOR_HEADER needs FORWARDED_ALLOW_IPS set and empty, as "
                "“frontlode app” sets it."
            )
        )
