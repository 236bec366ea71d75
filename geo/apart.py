"""Check a file in a Python apart, so that no one else waits while it is read.

Parsing holds the interpreter's lock: one session's 50 MB would stop all others for
seconds. What a check took of memory also comes back only when its process ends.
"""

import subprocess
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from io import BytesIO

from geo import process
from geo.check import Check, Checking, Known, checked, refused
from geo.process import BROKEN_OFF, Tell, another_python, ask, end
from geo.readers import archive
from geo.readers.subjects import Wishes
from geo.words import _, language

#: A Python apart takes as long to start as the check of this much GeoJSON.
WORTH_A_PROCESS_BYTES = 2 * 1024**2

#: GeoParquet packs coordinates to about a third; to a tenth is rare.
_PACKED = 10

_START = "from geo.apart import serve; serve()"


def is_heavy(content: bytes) -> bool:
    """Tell whether checking a file would hold others up for longer than they notice."""
    size = len(content)
    if archive.recognises(content):
        try:
            with zipfile.ZipFile(BytesIO(content)) as box:
                size = sum(info.file_size for info in box.infolist())
        except (zipfile.BadZipFile, ValueError, OSError):
            # The check itself will say what is wrong with it.
            return False
    elif content.startswith(b"PAR1"):
        size *= _PACKED
    return size > WORTH_A_PROCESS_BYTES


@contextmanager
def checking_apart(*, tell: Tell) -> Iterator[Checking]:
    """Open a Python apart that checks one file after another, and end it.

    What it answers is what `geo.check.checked` answers here. Should it crash, the file
    that it was at is refused, and another Python takes its place for the next.

    Parameters
    ----------
    tell : callable
        Told of each stage as it begins. What it raises ends the other Python too.

    Yields
    ------
    Checking
        For `geo.check.check_front` and `geo.check.check_bulk`.
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
            answer: Check = ask(running[0], question, tell=tell)
        except BROKEN_OFF:
            leave()
            return refused(content, name, _crashed(name))
        return replace(answer, content=content)

    try:
        yield check
    finally:
        leave()


def _crashed(name: str) -> str:
    return _(
        "{name}: expected a file that can be checked, but the check broke off, most "
        "likely for want of memory. Simplify the file, or take a part of it."
    ).format(name=name)


def serve() -> None:
    """Check each file that comes in, until there is no more: the other's work."""
    process.serve(_checked)


def _checked(
    content: bytes, name: str, wishes: Wishes, known: Known, code: str, *, tell: Tell
) -> Check:
    """Check a file in the reader's language; whoever asked has its content."""
    language.set(code)
    return replace(checked(content, name, wishes, known, tell=tell), content=b"")
