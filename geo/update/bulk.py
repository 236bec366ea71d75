"""A zip of many fronts → each accepted, skipped as a repeat, or refused, and why."""

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple

from geo.errors import AlreadyThereError
from geo.ingest.check import sha256_of
from geo.ingest.file import display_name
from geo.ingest.zones import SPECK_KM2, SPECK_SEPARATION_KM
from geo.ledger import default_ledger
from geo.ledger.snapshots import Channel
from geo.text.i18n import _, n_
from geo.update.check import Check, Checking, check_bulk


class UploadStatus(StrEnum):
    """What became of one file of many."""

    ACCEPTED = "accepted"
    REPEAT = "repeat, skipped"
    NEEDS_CONFIRMATION = "left out: needs confirmation"
    REFUSED = "refused"


class UploadResult(NamedTuple):
    """What became of one file of many.

    Attributes
    ----------
    file : str
        Its name in the zip.
    as_of : date or None
        The day that it shows, where one could be determined.
    status : UploadStatus
        What became of it.
    message : str
        The message on it: of an accepted one its repairs and what is unusual.
    snapshot : str
        The id under which it was accepted; empty if it was not.
    specks : bool
        Whether it was left out to be asked what its specks are.
    """

    file: str
    as_of: date | None
    status: UploadStatus
    message: str
    snapshot: str = ""
    specks: bool = False


def specks_text(count: int) -> str:
    """Return of how many files it is asked what their specks are."""
    return n_(
        "{n} file was left out, for it has occupied parts under {size:g} km² that lie "
        "more than {apart:g} km from the rest. Say what these are.",
        "{n} files were left out, for they have occupied parts under {size:g} km² that "
        "lie more than {apart:g} km from the rest. Say once for all what these are.",
        count,
    ).format(size=SPECK_KM2, apart=SPECK_SEPARATION_KM)


def upload_of(content: bytes) -> str:
    """Return what the ledger knows a zip of many by, its SHA-256."""
    return sha256_of(content)


def accept_all(
    content: bytes,
    *,
    name: str,
    by: Checking,
    channel: Channel,
    who: str | None = None,
    **options: Any,
) -> Iterator[UploadResult]:
    """Check each front in a zip, and accept it where nothing is asked or wrong.

    Whoever stops half-way keeps what was accepted; begun again, that is skipped.

    Parameters
    ----------
    content : bytes
        The zip.
    name : str
        What it is called.
    by : Checking
        Who checks, as for `geo.update.check.check_bulk`.
    channel : {"web", "cli"}
        Through which channel it came.
    who : str or None
        Who accepts them; None for the user of this machine.
    **options
        As for `geo.update.check.check_front`, for every file.

    Yields
    ------
    UploadResult
        One for each file, by their names.

    Raises
    ------
    InputError
        If the zip is damaged, too large, or leads out of itself.
    StoreError
        If the ledger cannot be written; what was accepted before stays.
    """
    upload, called = upload_of(content), display_name(content, name)
    checks = check_bulk(content, name=name, known=known_files(), by=by, **options)
    for file, check in checks:
        path = f"{called}/{file}"
        yield accept(
            check, file=file, name=path, upload=upload, channel=channel, who=who
        )


def known_files() -> set[tuple[str, date]]:
    """Return SHA-256 and day of every file whose front is accepted and not undone."""
    return {
        (one.sha256, one.as_of)
        for one in default_ledger().all_snapshots()
        if one.origin == "accepted" and not one.undone
    }


def accept(
    check: Check,
    *,
    file: str,
    channel: Channel,
    who: str | None = None,
    name: str = "",
    upload: str = "",
) -> UploadResult:
    """Accept a checked front where it may be, and say what became of it.

    Parameters
    ----------
    check : Check
    file, name : str
        What the report, and the ledger, call it; without a name both alike.
    channel : {"web", "cli"}
        Through which channel it came.
    who : str or None
        Who accepts it; None for the user of this machine.
    upload : str
        The zip of many that it came in (`upload_of`).
    """
    if check.front is None:
        status = UploadStatus.REPEAT if check.repeat_of else UploadStatus.REFUSED
        return UploadResult(file, check.as_of, status, " ".join(check.refusals))
    if check.needs_confirmation:
        message = " ".join([*check.questions, _("Give it alone, or answer for all.")])
        return UploadResult(
            file,
            check.as_of,
            UploadStatus.NEEDS_CONFIRMATION,
            message,
            specks=bool(check.specks),
        )
    try:
        kept = default_ledger().add(
            check.front,
            content=check.content,
            name=name or file,
            channel=channel,
            who=who,
            upload=upload,
        )
    except AlreadyThereError as error:
        return UploadResult(file, check.as_of, UploadStatus.REPEAT, str(error))
    repairs = [repair.text for repair in check.repairs]
    message = " ".join([*repairs, *check.warnings])
    return UploadResult(file, check.as_of, UploadStatus.ACCEPTED, message, kept.id)
