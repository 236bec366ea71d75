"""Check a file in a Python apart, so that no one else waits while it is read.

Parsing holds the interpreter's lock: one session's 50 MB would stop all others for
seconds. What a check took of memory also comes back only when its process ends.
"""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import NamedTuple

from geo.errors import InputError
from geo.ingest import archive, workers
from geo.ingest.limits import MAX_CHECK_SECONDS
from geo.ingest.subjects import Wishes
from geo.ingest.workers import BROKEN_OFF, Tell, another_python, ask, end
from geo.text.i18n import _, language, n_
from geo.update.check import (
    Check,
    Checking,
    Known,
    bulk_names,
    bulk_others,
    checked,
    refused,
)

#: The slowest text of this length that was found takes 50 ms to read.
LIGHT_BYTES = 16 * 1024

#: How a file begins that may hold any amount, however short it is.
_PACKED = (b"PK", b"PAR1")

_START = "from geo.update.worker import serve; serve()"
_START_NAMES = "from geo.update.worker import serve_names; serve_names()"


class Names(NamedTuple):
    """The names in a zip: of layers, and of files that are none."""

    layers: list[str]
    others: list[str]


def is_heavy(content: bytes) -> bool:
    """Tell whether to read a file here could hold others up longer than they notice.

    It looks at the length and the first bytes only: to look farther is to read it.
    """
    return len(content) > LIGHT_BYTES or content.startswith(_PACKED)


def zip_names(content: bytes, *, name: str) -> Names:
    """Return the names in a zip; none if it is no zip, or one that is refused.

    A large zip is looked into apart, for its table of contents may be long too.
    """
    if not archive.recognises(content):
        return Names([], [])
    if len(content) <= LIGHT_BYTES:
        return _names(content, name)
    try:
        with another_python(_START_NAMES) as running:
            found: Names = ask(
                running, (content, name), tell=_no_one, seconds=MAX_CHECK_SECONDS
            )
    except BROKEN_OFF:
        return Names([], [])
    return found


def _no_one(_stage: object) -> None:
    """Hear of a stage and do nothing."""


def _names(content: bytes, name: str) -> Names:
    try:
        return Names(bulk_names(content, name=name), bulk_others(content, name=name))
    except InputError:
        return Names([], [])


@contextmanager
def checking_apart(*, tell: Tell) -> Iterator[Checking]:
    """Open a Python apart that checks one file after another, and end it.

    What it answers is what `geo.update.check.checked` answers here. Should it crash, or
    take longer than `geo.ingest.limits.MAX_CHECK_SECONDS`, the file that it was at is
    refused, and another Python takes its place for the next.

    Parameters
    ----------
    tell : callable
        Told of each stage as it begins. What it raises ends the other Python too.

    Yields
    ------
    Checking
        For `geo.update.check.check_front` and `geo.update.check.check_bulk`.
    """
    running: list[subprocess.Popen[bytes]] = []

    def leave() -> None:
        while running:
            end(running.pop())

    def check(content: bytes, name: str, wishes: Wishes, known: Known) -> Check:
        try:
            if not running:
                running.append(another_python(_START))
            question = (content, name, wishes, dict(known), language.get())
            answer: Check = ask(
                running[0], question, tell=tell, seconds=MAX_CHECK_SECONDS
            )
        except TimeoutError:
            leave()
            return refused(content, name, _too_slow(name))
        except BROKEN_OFF:
            leave()
            return refused(content, name, _crashed(name))
        return replace(answer, content=content)

    try:
        yield check
    finally:
        leave()


@contextmanager
def checking(content: bytes) -> Iterator[Checking]:
    """Open whoever checks a file: a Python apart if it is heavy, else this one."""
    if not is_heavy(content):
        yield checked
        return
    with checking_apart(tell=_no_one) as by:
        yield by


def _too_slow(name: str) -> str:
    return n_(
        "{name}: expected a file that is checked within {n} second, but it takes "
        "longer. Simplify it, or raise FRONTLODE_MAX_CHECK_SECONDS.",
        "{name}: expected a file that is checked within {n} seconds, but it takes "
        "longer. Simplify it, or raise FRONTLODE_MAX_CHECK_SECONDS.",
        MAX_CHECK_SECONDS,
    ).format(name=name)


def _crashed(name: str) -> str:
    return _(
        "{name}: expected a file that can be checked, but the check broke off, most "
        "likely for want of memory. Simplify the file, or take a part of it."
    ).format(name=name)


def serve() -> None:
    """Check each file that comes in, until there is no more: the other's work."""
    workers.serve(_checked, seconds=MAX_CHECK_SECONDS)


def _checked(
    content: bytes, name: str, wishes: Wishes, known: Known, code: str, *, tell: Tell
) -> Check:
    """Check a file in the reader's language; whoever asked has its content."""
    language.set(code)
    return replace(checked(content, name, wishes, known, tell=tell), content=b"")


def serve_names() -> None:
    """Look into each zip that comes in: the other's work."""
    workers.serve(_names_told, seconds=MAX_CHECK_SECONDS)


def _names_told(content: bytes, name: str, *, tell: Tell) -> Names:
    return _names(content, name)
