"""What a damaged store still holds, and how to get it out."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from geo.errors import DamageError, InputError, StoreError
from geo.ledger.fronts import (
    EventKind,
    Snapshot,
    as_geojson,
    folded,
    front_from,
    is_there,
    store_path,
    told,
    unpacked,
)
from geo.text.i18n import _

if TYPE_CHECKING:
    from geo.ledger import database


@dataclass(frozen=True)
class StoreHealth:
    """What the store holds that can be read.

    Attributes
    ----------
    path : Path
        The store's file; it need not exist.
    problem : str or None
        What is wrong, in a sentence for the reader; None where nothing is.
    readable, without_file, lost : tuple of str
        Ids of accepted snapshots: of which all can be read; of which the front can be
        read, but not the file that it came from; of which only the id is left.
    """

    path: Path
    problem: str | None = None
    readable: tuple[str, ...] = ()
    without_file: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()


def check_store() -> StoreHealth:
    """Read all that the store holds, and return what is wrong with it, if anything."""
    from geo.ledger import database

    path = store_path()
    if not is_there(path):
        return StoreHealth(path)
    try:
        with database.reading(path) as connection:
            database.require_sound(connection)
            events = database.events(connection)
            for event in events:
                if event.kind == EventKind.ACCEPTED:
                    facts = json.loads(event.facts)
                    database.blob(connection, facts["geometry"])
                    database.blob(connection, facts["packed"])
    except DamageError as error:
        with database.salvaging(path) as salvage:
            return _health(path, str(error), salvage)
    except StoreError as error:
        return StoreHealth(path, str(error))
    return StoreHealth(path, readable=tuple(folded(events)))


def _health(path: Path, problem: str, salvage: "database.Salvage") -> StoreHealth:
    readable: list[str] = []
    without_file: list[str] = []
    lost: list[str] = []
    for found, wkb, file in _salvaged(salvage):
        kind = lost if wkb is None else without_file if file is None else readable
        kind.append(found.id)
    return StoreHealth(path, problem, tuple(readable), tuple(without_file), tuple(lost))


def _salvaged(
    salvage: "database.Salvage",
) -> Iterator[tuple[Snapshot, bytes | None, bytes | None]]:
    """Return each snapshot with its WKB and its compressed file, if they are whole."""
    for found in folded(salvage.events).values():
        yield found, salvage.blob(found.geometry), salvage.blob(found.packed)


def rescue(folder: Path) -> StoreHealth:
    """Save what can be read of the store, damaged or not, and leave it as it is.

    Parameters
    ----------
    folder : Path
        New or empty. For each accepted snapshot it receives ``<id>.geojson``, and
        ``<id>.original``, the file as it was uploaded; and ``ledger.json``, the events.

    Raises
    ------
    InputError
        If the folder is not empty, or cannot be written.
    StoreError
        If there is no store, or not even its file can be read.
    """
    from geo.ledger import database

    path = store_path()
    if not is_there(path):
        raise StoreError(
            _(
                "Expected a ledger in {folder}, but nothing was accepted there yet. "
                "Name its folder in FRONTLODE_STORE if it is another."
            ).format(folder=path.parent)
        )
    with database.salvaging(path) as salvage:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            if any(folder.iterdir()):
                raise InputError(
                    _("Expected an empty folder, but {folder} holds files.").format(
                        folder=folder
                    )
                )
            _write(salvage, folder)
        except OSError as error:
            raise InputError(
                _("Could not write to {folder}: {reason}. Name another folder.").format(
                    folder=folder, reason=error.strerror or error
                )
            ) from error
    return check_store()


def _write(salvage: "database.Salvage", folder: Path) -> None:
    for found, wkb, packed in _salvaged(salvage):
        if wkb is not None:
            front = as_geojson(front_from(found, wkb))
            (folder / f"{found.id}.geojson").write_bytes(front)
        if packed is not None:
            file = folder / f"{found.id}.original"
            file.write_bytes(unpacked(found, packed))
    events = json.dumps(told(salvage.events), default=str, ensure_ascii=False, indent=1)
    (folder / "ledger.json").write_text(events, encoding="utf-8")
