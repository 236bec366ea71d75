"""A front file, or a zip of many, checked by itself and beside the fronts in use.

Nothing is stored here: the web page and ``frontlode front check`` show a `Check`, and
only what the user then says yes to goes into the ledger (`geo.ledger.add`).
"""

import zipfile
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace
from datetime import date
from io import BytesIO
from typing import Any, Protocol

from geo.errors import InputError
from geo.fronts.front import Front
from geo.ingest import archive
from geo.ingest.check import (
    Check,
    Known,
    Outcome,
    Stage,
    check_alone,
    cleaned,
    refused,
    unheard,
    with_questions,
)
from geo.ingest.file import File, display_name, load
from geo.ingest.front import UploadOptions
from geo.ingest.read import opened
from geo.text.i18n import _
from geo.update.warnings import occupied_outline, warnings_of

__all__ = [
    "Check",
    "Checking",
    "Known",
    "Outcome",
    "Stage",
    "attributed",
    "bulk_names",
    "bulk_others",
    "check_bulk",
    "check_front",
    "checked",
    "refused",
]


class Checking(Protocol):
    """Who checks one file: `checked`, or the like of it in another process."""

    def __call__(
        self, content: bytes, name: str, options: UploadOptions, known: Known
    ) -> Check:
        """Return the check of a file; raise nothing over what the file holds."""
        ...


def check_front(
    content: bytes, *, name: str, by: Checking | None = None, **options: Any
) -> Check:
    """Check one front file, of any format that is read; whatever it is, raise nothing.

    Parameters
    ----------
    content : bytes
        The file as uploaded.
    name : str
        What it is called. A date in it counts where the file itself says none.
    by : Checking, optional
        Who does it; `checked`, in this process, where not given.
    **options
        What the user says of it: the fields of `geo.ingest.front.UploadOptions`.
    """
    called = display_name(content, name)
    return (by or checked)(content, called, UploadOptions(**options), {})


def attributed(
    front: Front, *, source: str, licence: str = "", note: str = ""
) -> Front:
    """Return a checked front with what the user says of it, before what the file says.

    Parameters
    ----------
    front : Front
        As checked.
    source, licence, note : str
        Where empty, what the file says stays.
    """
    return replace(
        front,
        source=cleaned(source) or front.source,
        licence=cleaned(licence) or front.licence,
        note=cleaned(note) or front.note,
    )


def bulk_names(content: bytes, *, name: str) -> list[str]:
    """Return the names of the layers in a zip; none if it is no zip.

    Several are a history, for `check_bulk`, or the choices of ``layer``.

    Raises
    ------
    InputError
        If the zip is damaged, too large, or leads out of itself.
    """
    box = _box(content, name)
    return [member.name for member in box.members] if box else []


def bulk_others(content: bytes, *, name: str) -> list[str]:
    """Return the names of files in a zip that are no layers and are left alone.

    Raises
    ------
    InputError
        As `bulk_names`.
    """
    box = _box(content, name)
    return box.others if box else []


def _box(content: bytes, name: str) -> archive.Archive | None:
    if not archive.recognises(content):
        return None
    return opened(File(content, display_name(content, name)), "front")


def check_bulk(
    content: bytes,
    *,
    name: str,
    known: Collection[tuple[str, date]] = (),
    by: Checking | None = None,
    **options: Any,
) -> Iterator[tuple[str, Check]]:
    """Check each file of a zip, by name, one at a time; go on after a bad one.

    Parameters
    ----------
    content : bytes
        The zip.
    name : str
        What it is called.
    known : collection of (str, date)
        SHA-256 and day of what is in the ledger: such files are reported as repeats and
        not looked at again, so that an interrupted history can be resumed.
    by : Checking, optional
        As for `check_front`.
    **options
        As for `check_front`, for every file; ``as_of`` makes no sense here.

    Yields
    ------
    (str, Check)
        The file's name in the zip, and its check.

    Raises
    ------
    InputError
        At once, if the zip is damaged, too large, or leads out of itself.
    """
    called = display_name(content, name)
    box = opened(File(load(content, name=called), called), "front")
    return _each(box, called, UploadOptions(**options), known, by or checked)


def _each(
    box: archive.Archive,
    name: str,
    options: UploadOptions,
    known: Collection[tuple[str, date]],
    by: Checking,
) -> Iterator[tuple[str, Check]]:
    seen = dict.fromkeys(known, _("the ledger"))
    for member in box.members:
        called = display_name(b"", member.name)
        try:
            data = _bytes_of(archive.content(box, member, name))
        except InputError as error:
            yield member.name, refused(b"", called, str(error))
            continue
        check = by(data, called, options, seen)
        if check.as_of and not check.repeat_of:
            seen[check.sha256, check.as_of] = member.name
        yield member.name, check


def _bytes_of(files: Mapping[str, bytes]) -> bytes:
    """Return a member's one file, or a Shapefile's as a zip of its own."""
    if set(files) == {""}:
        return files[""]
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as box:
        for ending, data in sorted(files.items()):
            # An entry made so has a fixed date: the same files are the same bytes.
            box.writestr(zipfile.ZipInfo(f"front{ending}"), data)
    return target.getvalue()


def checked(
    content: bytes,
    name: str,
    options: UploadOptions,
    known: Known,
    *,
    on_progress: Callable[[Stage], None] = unheard,
) -> Check:
    """Check one file in this process, and compare it with the fronts in use.

    Parameters
    ----------
    content, name, options, known, on_progress
        As for `geo.ingest.check.check_alone`.
    """
    check = check_alone(content, name, options, known, on_progress=on_progress)
    if check.front is None:
        return check
    on_progress(Stage.COMPARING)
    unusual = warnings_of(check.front, today=options.today)
    compared = replace(
        check,
        warnings=(*check.warnings, *unusual),
        outline=occupied_outline(check.front),
    )
    return with_questions(compared, options)
