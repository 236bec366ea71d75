"""What a store and its backup hold, and how to get it out of a damaged one."""

import json
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import sqlalchemy as sa

from geo.errors import DamageError, InputError, StoreError
from geo.ledger import database
from geo.ledger.backup import backup_path
from geo.ledger.files import FileState, is_there, state_of
from geo.ledger.snapshots import (
    EventKind,
    Snapshot,
    as_geojson,
    folded,
    front_from,
    rows_of,
    unpacked,
)
from geo.text.i18n import _, n_


@dataclass(frozen=True)
class StoreHealth:
    """What the store, and where it is damaged its backup, hold that can be read.

    Attributes
    ----------
    path : Path
        The store's file; it need not exist.
    problem : str or None
        What is wrong, in a sentence for the reader; None where nothing is.
    readable, without_file, lost : tuple of str
        Ids of accepted snapshots: of which all can be read; of which the front can be
        read, but not the file that it came from; of which only the id is left.
    backup : Path or None
        The store's backup, where there is one that is whole.
    """

    path: Path
    problem: str | None = None
    readable: tuple[str, ...] = ()
    without_file: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    backup: Path | None = None


class _Saved(NamedTuple):
    """What is left of an accepted snapshot; None for what is not whole."""

    snapshot: Snapshot
    wkb: bytes | None
    packed: bytes | None


def check(path: Path) -> StoreHealth:
    """Return what `geo.ledger.Ledger.check` does, of a store's file."""
    if not is_there(path):
        return StoreHealth(path)
    backup = backup_path(path) if _backup_events(path) else None
    try:
        events = _whole_events(path)
    except DamageError as error:
        problem = with_backup(error, path)
        with _opened(path) as stores:
            return _health(path, problem, _saved(stores), backup)
    except StoreError as error:
        return StoreHealth(path, str(error), backup=backup)
    return StoreHealth(path, readable=tuple(folded(events)), backup=backup)


def with_backup(error: StoreError, path: Path) -> str:
    """Return what is wrong, and of damage whether there is a whole backup."""
    events = _backup_events(path) if isinstance(error, DamageError) else ()
    if not events:
        return str(error)
    count = len(folded(events))
    restorable = n_(
        "Its backup is whole and holds {n} accepted front, last changed at {at} (UTC). "
        "To restore it, put {backup} in the place of {path}.",
        "Its backup is whole and holds {n} accepted fronts, last changed at {at} "
        "(UTC). To restore it, put {backup} in the place of {path}.",
        count,
    ).format(at=events[-1].at[:19], backup=backup_path(path), path=path)
    return f"{error} {restorable}"


def _backup_events(path: Path) -> tuple[database.Event, ...]:
    """Return all events of a store's backup; none where it is not whole."""
    backup = backup_path(path)
    return _events_if_whole(backup, state_of(backup)) if backup.exists() else ()


@lru_cache(maxsize=4)
def _events_if_whole(path: Path, _state: FileState) -> tuple[database.Event, ...]:
    try:
        return _whole_events(path)
    except StoreError:
        return ()


def _whole_events(path: Path) -> tuple[database.Event, ...]:
    """Return all events of a file, having read all that it holds.

    Raises
    ------
    StoreError
        If it cannot be read; `DamageError` if it is not what was written.
    """
    with database.reading(path) as connection:
        database.require_sound(connection)
        events = database.events(connection)
        for event in events:
            if event.kind == EventKind.ACCEPTED:
                facts = json.loads(event.facts)
                database.blob(connection, facts["geometry"])
                database.blob(connection, facts["packed"])
    return events


@contextmanager
def _opened(path: Path) -> Iterator[list[sa.Connection]]:
    """Open a store and its backup, as far as they can be."""
    with ExitStack() as stack:
        stores = []
        for file in (path, backup_path(path)):
            with suppress(StoreError):
                if is_there(file):
                    stores.append(stack.enter_context(database.reading(file)))
        yield stores


def _saved(stores: list[sa.Connection]) -> list[_Saved]:
    """Return each accepted snapshot with its bytes, whichever store has them whole."""
    # The one with more events has the last word on a snapshot, and the order.
    known: dict[str, Snapshot] = {}
    for events in _by_length(stores):
        for name, one in folded(events).items():
            known.setdefault(name, one)
    return [
        _Saved(one, _first(stores, one.geometry), _first(stores, one.packed))
        for one in known.values()
    ]


def _by_length(stores: list[sa.Connection]) -> list[list[database.Event]]:
    return sorted(map(database.readable_events, stores), key=len, reverse=True)


def _first(stores: list[sa.Connection], key: str) -> bytes | None:
    for store in stores:
        with suppress(DamageError):
            return database.blob(store, key)
    return None


def _health(
    path: Path, problem: str, saved: Iterable[_Saved], backup: Path | None
) -> StoreHealth:
    readable: list[str] = []
    without_file: list[str] = []
    lost: list[str] = []
    for found, wkb, packed in saved:
        kind = lost if wkb is None else without_file if packed is None else readable
        kind.append(found.id)
    return StoreHealth(
        path, problem, tuple(readable), tuple(without_file), tuple(lost), backup
    )


def rescue(path: Path, folder: Path) -> StoreHealth:
    """Do what `geo.ledger.Ledger.rescue` does, of a store's file."""
    if not is_there(path):
        raise StoreError(
            _(
                "Expected a ledger in {folder}, but nothing was accepted there yet. "
                "Name its folder in FRONTLODE_STORE if it is another."
            ).format(folder=path.parent)
        )
    with _opened(path) as stores:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            if any(folder.iterdir()):
                raise InputError(
                    _("Expected an empty folder, but {folder} holds files.").format(
                        folder=folder
                    )
                )
            _write(stores, folder)
        except OSError as error:
            raise InputError(
                _("Could not write to {folder}: {reason}. Name another folder.").format(
                    folder=folder, reason=error.strerror or error
                )
            ) from error
    return check(path)


def _write(stores: list[sa.Connection], folder: Path) -> None:
    for found, wkb, packed in _saved(stores):
        if wkb is not None:
            front = as_geojson(front_from(found, wkb))
            (folder / f"{found.id}.geojson").write_bytes(front)
        if packed is not None:
            file = folder / f"{found.id}.original"
            file.write_bytes(unpacked(found, packed))
    rows = rows_of(_by_length(stores)[0] if stores else [])
    events = json.dumps(rows, default=str, ensure_ascii=False, indent=1)
    (folder / "ledger.json").write_text(events, encoding="utf-8")
