"""The settings of the server."""

import ipaddress
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple, TypeVar
from urllib.parse import urlsplit

from geo.errors import InputError
from geo.text.i18n import _

#: This machine's names for itself; no other site's pages can be called by them.
LOOPBACK = ("localhost", "127.0.0.1", "[::1]")

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

#: A shorter secret could be guessed by whoever may try as often as they like.
MIN_SECRET_LENGTH = 16

T = TypeVar("T")

_NAME = re.compile(r"(\*\.)?[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?", re.ASCII)
_HEADER = re.compile(r"[a-z0-9-]{1,64}", re.ASCII)


class Settings(NamedTuple):
    """The settings of the server.

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
    metrics : bool
        Whether what Streamlit measures of itself can be read.
    """

    allowed_hosts: tuple[str, ...] = ()
    frame_ancestors: tuple[str, ...] = ()
    editor_header: str = ""
    proxies: tuple[Network, ...] = ()
    metrics: bool = False


def settings() -> Settings:
    """Return what the environment says.

    ``FRONTLODE_ALLOWED_HOSTS``, ``FRONTLODE_FRAME_ANCESTORS`` and ``FRONTLODE_PROXIES``
    hold values with spaces between, ``FRONTLODE_EDITOR_HEADER`` holds one, and
    ``FRONTLODE_METRICS`` is 1 or nothing.

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
        os.environ.get("FRONTLODE_METRICS", "") not in ("", "0"),
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


def editor_secrets() -> dict[str, str]:
    """Return the secret of each editor by name, as the environment gives them.

    ``FRONTLODE_EDITORS`` holds a line for each, its name and then its secret;
    ``FRONTLODE_EDITORS_FILE`` names a file of such lines. They are read anew each time,
    so that who is taken out of the file is out.

    Raises
    ------
    InputError
        If the file cannot be read, or a line has no secret that is long enough.
    """
    text = os.environ.get("FRONTLODE_EDITORS", "")
    if file := os.environ.get("FRONTLODE_EDITORS_FILE"):
        try:
            text = f"{text}\n{Path(file).read_text('utf-8')}"
        except (OSError, UnicodeDecodeError) as error:
            raise InputError(
                _(
                    "FRONTLODE_EDITORS_FILE names a file that cannot be read. No one "
                    "may change the ledger until it can."
                )
            ) from error
    secrets: dict[str, str] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        name, _space, secret = line.strip().rpartition(" ")
        name = name.strip()
        if len(secret) < MIN_SECRET_LENGTH or not name or name in secrets:
            raise InputError(_line_text(number))
        secrets[name] = secret
    if len(set(secrets.values())) < len(secrets):
        raise InputError(_("Two editors have the same secret. Give each their own."))
    return secrets


def _line_text(number: int) -> str:
    return _(
        "Expected in line {number} of the editors a new name, a space and a secret of "
        "{least} characters or more."
    ).format(number=number, least=MIN_SECRET_LENGTH)
