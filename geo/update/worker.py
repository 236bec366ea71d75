"""Check a file in a worker process, so that no one else waits while it is read.

Parsing holds the interpreter's lock: one session's 50 MB would stop all others for
seconds. What a check took of memory also comes back only when its process ends.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import NamedTuple

from geo.errors import InputError
from geo.ingest import archive
from geo.ingest.front import UploadOptions
from geo.ingest.limits import MAX_CHECK_MB, MAX_CHECK_SECONDS, MB
from geo.ingest.workers import (
    Limits,
    OnProgress,
    OutOfMemory,
    TooManyWorkers,
    TooSlow,
    Worker,
    WorkerError,
    ignore,
)
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

#: The slowest text of this length that was found, a scribble, takes 50 ms to check;
#: one of 12,000 bytes takes 5 s.
LIGHT_BYTES = 1_000

#: How a file begins that may hold any amount, however short it is.
_PACKED = (b"PK", b"PAR1")

#: Of address space: the libraries take 250 MB that are never in memory.
_MEMORY_BYTES = (MAX_CHECK_MB + 250) * MB


class Names(NamedTuple):
    """The names in a zip: of layers, and of files that are none."""

    layers: list[str]
    others: list[str]


def is_heavy(content: bytes) -> bool:
    """Return whether to read a file here could hold others up longer than they notice.

    It looks at the length and the first bytes only: to look farther is to read it.
    """
    return len(content) > LIGHT_BYTES or content.startswith(_PACKED)


def zip_names(content: bytes, *, name: str) -> Names:
    """Return the names in a zip; none if it is no zip, or one that is refused.

    A large zip is looked into in a worker, for its table of contents may be long too.
    """
    if not archive.recognises(content):
        return Names([], [])
    if len(content) <= LIGHT_BYTES:
        return _names(content, name)
    try:
        with Worker(_limits()) as worker:
            found: Names = worker.call(_names, content, name)
    except WorkerError:
        return Names([], [])
    return found


def _names(content: bytes, name: str, *, on_progress: OnProgress = ignore) -> Names:
    try:
        return Names(bulk_names(content, name=name), bulk_others(content, name=name))
    except InputError:
        return Names([], [])


def _limits() -> Limits:
    return Limits(MAX_CHECK_SECONDS, _MEMORY_BYTES)


@contextmanager
def checking_in_worker(*, on_progress: OnProgress) -> Iterator[Checking]:
    """Open a worker that checks one file after another, and end it.

    What it answers is what `geo.update.check.checked` answers here. Should it crash, or
    need more time or memory than `geo.ingest.limits` allow, the file that it was at is
    refused, and another worker takes its place for the next.

    Parameters
    ----------
    on_progress : callable
        Called with each stage as it begins. What it raises ends the worker too.

    Yields
    ------
    Checking
        For `geo.update.check.check_front` and `geo.update.check.check_bulk`.
    """
    with Worker(_limits()) as worker:

        def check(
            content: bytes, name: str, options: UploadOptions, known: Known
        ) -> Check:
            question = content, name, options, dict(known), language.get()
            try:
                answer: Check = worker.call(
                    _checked, *question, on_progress=on_progress
                )
            except WorkerError as error:
                return refused(content, name, _in_words(error, name))
            return replace(answer, content=content)

        yield check


@contextmanager
def checking(content: bytes) -> Iterator[Checking]:
    """Open whoever checks a file: a worker if it is heavy, else this process."""
    if not is_heavy(content):
        yield checked
        return
    with checking_in_worker(on_progress=ignore) as by:
        yield by


def _in_words(error: WorkerError, name: str) -> str:
    match error:
        case TooSlow():
            return n_(
                "{name}: expected a file that is checked within {n} second, but it "
                "takes longer. Simplify it, or raise FRONTLODE_MAX_CHECK_SECONDS.",
                "{name}: expected a file that is checked within {n} seconds, but it "
                "takes longer. Simplify it, or raise FRONTLODE_MAX_CHECK_SECONDS.",
                MAX_CHECK_SECONDS,
            ).format(name=name)
        case TooManyWorkers():
            return _(
                "{name}: could not be checked now, because other files are being "
                "checked. Try again in a moment."
            ).format(name=name)
        case OutOfMemory():
            return _(
                "{name}: expected a file that is checked in {n} MB of memory, but it "
                "needs more. Simplify it, take a part of it, or raise "
                "FRONTLODE_MAX_CHECK_MB."
            ).format(name=name, n=MAX_CHECK_MB)
    return _(
        "{name}: expected a file that can be checked, but the check broke off, most "
        "likely for want of memory. Simplify the file, or take a part of it."
    ).format(name=name)


def _checked(
    content: bytes,
    name: str,
    options: UploadOptions,
    known: Known,
    code: str,
    *,
    on_progress: OnProgress,
) -> Check:
    """Check a file in the reader's language; whoever asked has its content."""
    language.set(code)
    found = checked(content, name, options, known, on_progress=on_progress)
    return replace(found, content=b"")
