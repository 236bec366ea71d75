"""The record of every front snapshot: shipped or accepted, in use or undone."""

import getpass
import hashlib
import io
import json
import os
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from enum import StrEnum
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import geopandas as gpd
import pandas as pd
import platformdirs
import shapely
from shapely.geometry import MultiLineString, MultiPolygon

from geo.errors import (
    AlreadyThereError,
    DamageError,
    InputError,
    ReadOnlyError,
    StoreError,
    UnknownNameError,
)
from geo.fronts.front import Front
from geo.geodesy.crs import GEOGRAPHIC
from geo.ingest import read_front
from geo.paths import DATA
from geo.text.i18n import _, n_

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from geo.ledger import database

#: Past this age a front is called old wherever it is shown.
STALE_AFTER_DAYS = 14

#: By which door an event came in.
Door = Literal["web", "cli"]


class EventKind(StrEnum):
    """What happens to a snapshot."""

    ACCEPTED = "accepted"
    UNDONE = "undone"
    RESTORED = "restored"


class State(StrEnum):
    """Where a snapshot stands now."""

    IN_USE = "in use"
    REPLACED = "replaced"
    UNDONE = "undone"
    DAMAGED = "damaged"


@dataclass(frozen=True)
class Snapshot:
    """What is known of one front, without its geometry.

    Attributes
    ----------
    id : str
        The day of a shipped snapshot; for an accepted one the day and the start of a
        hash over land, day and uncertainty.
    as_of : date
        The day that it shows.
    origin : {"shipped", "accepted"}
        Whether it came with Frontlode, or a user accepted it.
    uncertainty_km, area_km2, source, licence, method, note, repairs
        As `geo.fronts.front.Front` has them.
    name : str
        What the file was called.
    sha256 : str
        Of the file's bytes.
    land : str
        SHA-256 of the zone or line, whatever the order of its parts and vertices.
    changed : str
        What its acceptance changed, in the words of the one who accepted it.
    at : str
        When it was accepted, in UTC; empty for a shipped one.
    undone : bool
        Whether it is out of use until restored.
    upload : str
        SHA-256 of the zip of many in which its file came; empty where it came alone.
    rebuilt : bool
        As `geo.fronts.front.Front` has it.
    """

    id: str
    as_of: date
    origin: Literal["shipped", "accepted"]
    uncertainty_km: float
    area_km2: float
    source: str
    licence: str
    method: str
    note: str
    repairs: tuple[str, ...]
    name: str
    sha256: str
    land: str
    changed: str = ""
    at: str = ""
    undone: bool = False
    upload: str = ""
    rebuilt: bool = False
    #: Keys of the geometry and of the compressed file in the store; the file's length.
    geometry: str = field(default="", repr=False)
    packed: str = field(default="", repr=False)
    size: int = field(default=0, repr=False)


class _Known(NamedTuple):
    """What has been read of the store: its events, and what they make of it."""

    events: "tuple[database.Event, ...]" = ()
    #: By id, in the order of acceptance.
    accepted: Mapping[str, Snapshot] = {}


#: By the store's path. Only what was committed ever enters.
_known: dict[Path, _Known] = {}

#: Keys of bytes that are damaged, and the state of the file in which they are: another
#: event, or a copy put back, may have them whole.
_damaged_in: "dict[str, _FileState]" = {}

#: Device, number, time of change in ns and size in bytes of the store's file.
_FileState = tuple[int, int, int, int]


def store_path() -> Path:
    """Return the file of the store; it need not exist.

    It lies in the folder that ``FRONTLODE_STORE`` names, else in the platform's own
    folder for a user's data.
    """
    named = os.environ.get("FRONTLODE_STORE")
    folder = Path(named) if named else platformdirs.user_data_path("frontlode")
    return folder.absolute() / "fronts.sqlite"


def is_there(path: Path) -> bool:
    """Tell whether there is a store, or something in its place."""
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        # It may not even be looked for. Opening it says so in words.
        return True
    return True


def _read_known() -> _Known:
    """Return what the store holds now.

    Raises
    ------
    StoreError
        If it cannot be read.
    """
    path = store_path()
    if not is_there(path):
        return _Known()
    # SQLAlchemy takes a fifth of a second to load, and most runs have no store.
    from geo.ledger import database

    with database.reading(path) as connection:
        return _updated(connection, path)


def _updated(connection: "Connection", path: Path) -> _Known:
    """Return what the store holds, having read what is new since the last look."""
    from geo.ledger import database

    known = _known.get(path, _Known())
    events = database.events(connection, known.events)
    count = len(known.events)
    if events[:count] != known.events:
        known, count = _Known(), 0
    if len(events) > count:
        known = _Known(events, folded(events[count:], known.accepted))
    _known[path] = known
    return known


def folded(
    events: "Iterable[database.Event]", earlier: Mapping[str, Snapshot] | None = None
) -> dict[str, Snapshot]:
    """Return what is accepted after further events, by id, in order of acceptance."""
    result = dict(earlier or {})
    for event in events:
        if event.kind == EventKind.ACCEPTED:
            result.pop(event.snapshot, None)
            result[event.snapshot] = _snapshot_of(event)
        elif event.snapshot in result:
            undone = event.kind == EventKind.UNDONE
            result[event.snapshot] = replace(result[event.snapshot], undone=undone)
    return result


def _snapshot_of(event: "database.Event") -> Snapshot:
    facts = json.loads(event.facts)
    for of_the_event in ("door", "who"):
        facts.pop(of_the_event, None)
    return Snapshot(
        **facts
        | {
            "id": event.snapshot,
            "at": event.at,
            "as_of": date.fromisoformat(facts["as_of"]),
            "repairs": tuple(facts["repairs"]),
        }
    )


def accepted() -> Mapping[str, Snapshot]:
    """Return what is accepted, by id; nothing where the store cannot be read."""
    try:
        return _read_known().accepted
    except StoreError:
        return {}


def store_problem() -> str | None:
    """Return what is wrong with the store, in a sentence for the reader, or None.

    While there is a problem, the shipped fronts stand in for what cannot be read.
    """
    try:
        known = _read_known().accepted
    except StoreError as error:
        return str(error)
    lost = [one.id for one in known.values() if _is_damaged(one.geometry)]
    if not lost:
        return None
    return n_(
        "The ledger is damaged: {n} of {total} accepted fronts cannot be read and is "
        "left out ({ids}). Save what can still be read, then put back a copy of "
        "{path}.",
        "The ledger is damaged: {n} of {total} accepted fronts cannot be read and are "
        "left out ({ids}). Save what can still be read, then put back a copy of "
        "{path}.",
        len(lost),
    ).format(
        total=len(known),
        ids=", ".join(lost[:3]),
        path=store_path(),
    )


def version() -> int:
    """Return a number that grows with every change, by whatever process; -1 if unread.

    A page that remembers it knows whether anything that it shows is out of date.
    """
    try:
        return len(_read_known().events)
    except StoreError:
        return -1


@cache
def _shipped_days() -> tuple[date, ...]:
    paths = (DATA / "fronts").glob("*.geojson")
    return tuple(sorted(date.fromisoformat(path.stem) for path in paths))


def shipped_path(day: date) -> Path:
    """Return the file of the shipped front of a day."""
    return DATA / "fronts" / f"{day}.geojson"


@cache
def shipped_front(day: date) -> Front:
    """Return the shipped front of a day."""
    path = shipped_path(day)
    return read_front(path, name=path.name)


@cache
def _shipped(day: date) -> Snapshot:
    path = shipped_path(day)
    return _described(shipped_front(day), path.read_bytes(), name=path.name)


def in_use() -> dict[date, str]:
    """Return the id of the snapshot that holds for each day, by ascending day.

    On one day an accepted front goes before a shipped one, and the newest acceptance
    before the others.
    """
    return days_of(accepted())


def days_of(known: Mapping[str, Snapshot]) -> dict[date, str]:
    """Return what `in_use` does, of the shipped snapshots and of accepted ones."""
    days = {day: day.isoformat() for day in _shipped_days()}
    for one in known.values():
        if not one.undone and not _is_damaged(one.geometry):
            days[one.as_of] = one.id
    return dict(sorted(days.items()))


def snapshots() -> tuple[date, ...]:
    """Return the days that have a snapshot in use, ascending."""
    return tuple(in_use())


def front_on(day: date) -> Front:
    """Return the newest snapshot in use on or before a day.

    Raises
    ------
    UnknownNameError
        If the first snapshot is later.
    StoreError
        If it cannot be read at the moment. No older one stands in for it, which would
        be told as what holds.
    """
    days = in_use()
    earlier = [known for known in days if known <= day]
    if not earlier:
        raise UnknownNameError(
            _(
                "There is no front on or before {day}. The first snapshot is of "
                "{first}, the newest of {last}."
            ).format(day=day, first=min(days), last=max(days))
        )
    try:
        return read(days[earlier[-1]])
    except (DamageError, UnknownNameError):
        # Damaged, or undone in this very moment: what is in use is another by now.
        return front_on(day)


def latest() -> Front:
    """Return the newest snapshot in use."""
    return front_on(snapshots()[-1])


def snapshot(snapshot_id: str) -> Snapshot:
    """Return what is known of a snapshot, shipped or accepted, undone or not.

    Raises
    ------
    UnknownNameError
        If there is none of this id.
    StoreError
        If it is not a shipped one and the store cannot be read.
    """
    for day in _shipped_days():
        if day.isoformat() == snapshot_id:
            return _shipped(day)
    known = _read_known().accepted
    if snapshot_id not in known:
        raise _unknown(snapshot_id)
    return known[snapshot_id]


def _unknown(snapshot_id: str) -> UnknownNameError:
    return UnknownNameError(
        _(
            "There is no front “{id}” in the ledger. Expected an id as the list of "
            "fronts shows it, such as {example}."
        ).format(id=snapshot_id, example=max(in_use().values()))
    )


def read(snapshot_id: str) -> Front:
    """Return a snapshot's front, its geometry as it was accepted, bit for bit.

    Raises
    ------
    UnknownNameError
        If there is none of this id.
    StoreError
        If the store cannot be read; `DamageError` if its bytes have changed.
    """
    found = snapshot(snapshot_id)
    if found.origin == "shipped":
        return shipped_front(found.as_of)
    return _accepted_front(found, store_path())


@lru_cache(maxsize=16)
def _accepted_front(found: Snapshot, path: Path) -> Front:
    return front_from(found, _bytes(found.geometry, path))


def _bytes(key: str, path: Path) -> bytes:
    from geo.ledger import database

    state = _state_of(path)
    try:
        with database.reading(path) as connection:
            return database.blob(connection, key)
    except DamageError:
        _damaged_in[key] = state
        raise


def _state_of(path: Path) -> _FileState:
    try:
        about = path.stat()
    except OSError:
        return 0, 0, 0, 0
    return about.st_dev, about.st_ino, about.st_mtime_ns, about.st_size


def _is_damaged(key: str) -> bool:
    return key in _damaged_in and _damaged_in[key] == _state_of(store_path())


def read_many(wanted: Iterable[Snapshot]) -> dict[str, Front]:
    """Return the fronts of accepted snapshots by id, without those that are damaged."""
    wanted, blobs = list(wanted), {}
    if not wanted:
        return {}
    from geo.ledger import database

    state = _state_of(store_path())
    with database.reading(store_path()) as connection:
        for one in wanted:
            try:
                blobs[one] = database.blob(connection, one.geometry)
            except DamageError:
                _damaged_in[one.geometry] = state
    return {one.id: front_from(one, wkb) for one, wkb in blobs.items()}


def front_from(found: Snapshot, wkb: bytes) -> Front:
    """Return the front of a snapshot from the WKB of its zone or line."""
    geometry = shapely.from_wkb(wkb)
    return Front(
        id=found.id,
        as_of=found.as_of,
        zone=geometry if isinstance(geometry, MultiPolygon) else None,
        line=geometry if isinstance(geometry, MultiLineString) else None,
        uncertainty_km=found.uncertainty_km,
        source=found.source,
        licence=found.licence,
        method=found.method,
        note=found.note,
        repairs=found.repairs,
        rebuilt=found.rebuilt,
    )


def original(snapshot_id: str) -> bytes:
    """Return the bytes of the file that a snapshot was read from.

    Raises
    ------
    UnknownNameError, StoreError
        As `read`.
    """
    found = snapshot(snapshot_id)
    if found.origin == "shipped":
        return shipped_path(found.as_of).read_bytes()
    return unpacked(found, _bytes(found.packed, store_path()))


def unpacked(found: Snapshot, packed: bytes) -> bytes:
    """Return a file's bytes from what the store keeps of it."""
    return zlib.decompressobj().decompress(packed, found.size + 1)


def _described(front: Front, content: bytes, *, name: str) -> Snapshot:
    """Return what is known of a front and its file, as if it had been shipped."""
    return Snapshot(
        id=front.id,
        as_of=front.as_of,
        origin="shipped",
        uncertainty_km=front.uncertainty_km,
        area_km2=front.area_km2,
        source=_clean(front.source),
        licence=_clean(front.licence),
        method=_clean(front.method),
        note=_clean(front.note),
        repairs=tuple(map(_clean, front.repairs)),
        name=_clean(name),
        sha256=_sha256(content),
        land=_land(front),
        rebuilt=front.rebuilt,
    )


def _clean(text: str) -> str:
    """Return text without what no file can hold: halves of a pair of surrogates."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _wkb(geometry: MultiPolygon | MultiLineString) -> bytes:
    return shapely.to_wkb(geometry, output_dimension=2, byte_order=1)


def _shape(front: Front) -> MultiPolygon | MultiLineString:
    geometry = front.line if front.zone is None else front.zone
    if geometry is None:
        raise InputError(_("Expected a front with areas or lines, but it has neither."))
    return geometry


def _land(front: Front) -> str:
    return _sha256(_wkb(shapely.normalize(_shape(front))))


def same_land(front: Front) -> tuple[Snapshot, ...]:
    """Return the snapshots, not undone, that show the very same land, by day."""
    land = _land(front)
    shipped = [_shipped(day) for day in _shipped_days()]
    every = [*shipped, *accepted().values()]
    same = [known for known in every if known.land == land and not known.undone]
    return tuple(sorted(same, key=lambda known: known.as_of))


def add(
    front: Front,
    *,
    content: bytes,
    name: str,
    door: Door = "cli",
    who: str | None = None,
    note: str = "",
    changed: str = "",
    upload: str = "",
) -> Snapshot:
    """Accept a front: keep it and the file it came from, for good, and use it.

    Parameters
    ----------
    front : Front
        As read and checked, with the day, source and licence that the user gave.
    content : bytes
        The uploaded file; kept as it is.
    name : str
        What the file was called.
    door : {"web", "cli"}
        Through which door it came.
    who : str or None
        Who accepts it; None for the user of this machine whose process it is.
    note : str
        The user's; the front's own where not given.
    changed : str
        What this changes, in words, as the user saw it before accepting.
    upload : str
        SHA-256 of the zip of many in which the file came.

    Returns
    -------
    Snapshot
        Its id names the same land, day and uncertainty always, rebuilt or not. One that
        was undone is accepted anew, with what is said of it now.

    Raises
    ------
    AlreadyThereError
        If this front is in the ledger and not undone.
    StoreError
        If it cannot be written; then nothing has changed. `ReadOnlyError` if it may
        not be.
    """
    from geo.ledger import database

    _require_changeable()
    wkb, packed = _wkb(_shape(front)), zlib.compress(content)
    address = [_land(front), front.as_of.isoformat(), front.uncertainty_km]
    # Its ± then depends on the place, and the same number says something else.
    address += ["rebuilt"] if front.rebuilt else []
    digest = _sha256(json.dumps(address).encode())
    described = replace(
        _described(front, content, name=name),
        id=f"{front.as_of}-{digest[:8]}",
        origin="accepted",
        note=_clean(note or front.note),
        changed=_clean(changed),
        upload=upload,
        geometry=_sha256(wkb),
        packed=_sha256(packed),
        size=len(content),
    )
    path = store_path()
    with database.writing(path) as connection:
        known = _updated(connection, path)
        _require_new(known.accepted.get(described.id))
        event = database.append(
            connection,
            known.events,
            kind=EventKind.ACCEPTED,
            snapshot=described.id,
            facts=_facts(described) | _origin(door, who),
            blobs=[wkb, packed],
        )
    return _snapshot_of(event)


def _facts(described: Snapshot) -> dict[str, object]:
    facts = asdict(described) | {"as_of": described.as_of.isoformat()}
    return {key: facts[key] for key in facts if key not in ("id", "at", "undone")}


def _origin(door: Door, who: str | None) -> dict[str, object]:
    """Return what an event keeps of where it came from."""
    return {"door": door, "who": _clean(_user() if who is None else who)}


def _user() -> str:
    """Return the user whose process this is; empty where the system has no name."""
    try:
        return getpass.getuser()
    except (KeyError, ImportError, OSError):
        return ""


def is_read_only() -> bool:
    """Return whether ``FRONTLODE_READ_ONLY`` says that nothing may be changed."""
    return os.environ.get("FRONTLODE_READ_ONLY", "") not in ("", "0")


def _require_changeable() -> None:
    if is_read_only():
        raise ReadOnlyError(
            _(
                "The ledger is read-only here: no front can be accepted, undone or "
                "restored. Nothing was changed. To change it, start without "
                "--read-only and FRONTLODE_READ_ONLY."
            )
        )


def _require_new(there: Snapshot | None) -> None:
    if there and not there.undone:
        raise AlreadyThereError(
            _(
                "This front is in the ledger already: {id}, accepted at {at} from "
                "{name}. Nothing was added."
            ).format(id=there.id, at=there.at, name=there.name),
            snapshot_id=there.id,
        )


def undo(snapshot_id: str, *, door: Door = "cli", who: str | None = None) -> Snapshot:
    """Take an accepted front out of use; nothing is lost, and `restore` brings it back.

    Raises
    ------
    UnknownNameError
        If there is none of this id.
    InputError
        If it is a shipped one, or undone already.
    StoreError
        If the store cannot be written; then nothing has changed. `ReadOnlyError` if it
        may not be.
    """
    return undo_all([snapshot_id], door=door, who=who)[0]


def undo_all(
    snapshot_ids: Iterable[str], *, door: Door = "cli", who: str | None = None
) -> tuple[Snapshot, ...]:
    """Take many accepted fronts out of use at one stroke: all of them, or none.

    Raises
    ------
    UnknownNameError, InputError, StoreError
        As `undo`, for any of them; then nothing has changed.
    """
    return _turn(
        tuple(dict.fromkeys(snapshot_ids)), EventKind.UNDONE, _origin(door, who)
    )


def restore(
    snapshot_id: str, *, door: Door = "cli", who: str | None = None
) -> Snapshot:
    """Bring back into use what was undone, as if it had never been.

    Raises
    ------
    UnknownNameError, InputError, StoreError
        As `undo`; InputError if it is not undone.
    """
    return restore_all([snapshot_id], door=door, who=who)[0]


def restore_all(
    snapshot_ids: Iterable[str], *, door: Door = "cli", who: str | None = None
) -> tuple[Snapshot, ...]:
    """Bring many undone fronts back into use at one stroke: all of them, or none.

    Raises
    ------
    UnknownNameError, InputError, StoreError
        As `restore`, for any of them; then nothing has changed.
    """
    return _turn(
        tuple(dict.fromkeys(snapshot_ids)), EventKind.RESTORED, _origin(door, who)
    )


def _turn(
    snapshot_ids: tuple[str, ...], kind: EventKind, origin: dict[str, object]
) -> tuple[Snapshot, ...]:
    from geo.ledger import database

    _require_changeable()
    _require_accepted(snapshot_ids)
    path = store_path()
    with database.writing(path) as connection:
        known = _updated(connection, path)
        turned = [_turnable(known.accepted, one, kind) for one in snapshot_ids]
        events = list(known.events)
        for one in turned:
            events.append(
                database.append(
                    connection, events, kind=kind, snapshot=one.id, facts=origin
                )
            )
    return tuple(replace(one, undone=not one.undone) for one in turned)


def _require_accepted(snapshot_ids: Iterable[str]) -> None:
    """Refuse what was never accepted, before a store is made for it."""
    shipped = {day.isoformat() for day in _shipped_days()}
    for snapshot_id in snapshot_ids:
        if snapshot_id in shipped:
            raise InputError(
                _(
                    "Expected an accepted front, but {id} came with Frontlode and "
                    "stays. To use another for that day, accept it."
                ).format(id=snapshot_id)
            )
        if not is_there(store_path()):
            raise _unknown(snapshot_id)


def _turnable(
    known: Mapping[str, Snapshot], snapshot_id: str, kind: EventKind
) -> Snapshot:
    """Return a snapshot that can be undone, or restored, as the kind of event says."""
    there = known.get(snapshot_id)
    if there is None:
        raise _unknown(snapshot_id)
    if there.undone == (kind == EventKind.UNDONE):
        raise InputError(
            _("{id} is undone already. Nothing was changed.").format(id=there.id)
            if there.undone
            else _("{id} is not undone. Nothing was changed.").format(id=there.id)
        )
    return there


#: What the ledger repeats of a snapshot beside each event.
_TOLD = [
    "as_of",
    "source",
    "licence",
    "note",
    "name",
    "sha256",
    "repairs",
    "area_km2",
    "uncertainty_km",
    "changed",
]


def ledger() -> pd.DataFrame:
    """Return all that ever happened, one row each, in order.

    Returns
    -------
    DataFrame
        Index ``seq``; ``at`` (UTC), ``event``, ``snapshot``, ``door``, ``who``, and
        of the snapshot ``as_of``, ``source``, ``licence``, ``note``, ``name``,
        ``sha256`` of the file, ``repairs`` (one text), ``area_km2``,
        ``uncertainty_km``, ``changed``.
        The texts are strangers'.

    Raises
    ------
    StoreError
        If the store cannot be read.
    """
    columns = ["seq", "at", "event", "snapshot", "door", "who", *_TOLD]
    rows = told(_read_known().events)
    table = pd.DataFrame(rows, columns=columns)
    return table.astype({"seq": int}).set_index("seq")


def told(events: "Iterable[database.Event]") -> list[dict[str, Any]]:
    """Return each event with what it repeats of its snapshot."""
    known: dict[str, Snapshot] = {}
    rows = []
    for event in events:
        known = folded([event], known)
        facts = json.loads(event.facts)
        row = {
            "seq": event.seq,
            "at": event.at,
            "event": event.kind,
            "snapshot": event.snapshot,
            "door": facts["door"],
            # Empty for what was written before the ledger kept it.
            "who": facts.get("who", ""),
        }
        if event.snapshot in known:
            about = asdict(known[event.snapshot])
            row |= {key: about[key] for key in _TOLD}
            row["repairs"] = " ".join(row["repairs"])
        rows.append(row)
    return rows


def all_snapshots() -> tuple[Snapshot, ...]:
    """Return every snapshot, shipped or accepted, undone or not, by ascending day."""
    shipped = [_shipped(day) for day in _shipped_days()]
    every = [*shipped, *accepted().values()]
    return tuple(sorted(every, key=lambda known: known.as_of))


def snapshots_table() -> pd.DataFrame:
    """Return every snapshot and where it stands, by ascending day.

    Returns
    -------
    DataFrame
        Index ``id``; ``as_of``, ``origin``, ``state`` (`State`), ``source``,
        ``licence``, ``method``, ``note``, ``name``, ``uncertainty_km``, ``area_km2``
        and ``at`` (UTC; empty for shipped ones). The texts are strangers'. Without the
        accepted ones where the store cannot be read (`store_problem`).
    """
    columns = ["id", "as_of", "origin", "state", "source", "licence", "method"]
    columns += ["note", "name", "uncertainty_km", "area_km2", "at"]
    used = set(in_use().values())
    rows = [asdict(one) | {"state": _state(one, used)} for one in all_snapshots()]
    return pd.DataFrame(rows, columns=columns).set_index("id")


def _state(known: Snapshot, used: set[str]) -> str:
    if known.undone:
        return State.UNDONE.value
    if _is_damaged(known.geometry):
        return State.DAMAGED.value
    return State.IN_USE.value if known.id in used else State.REPLACED.value


Ending = Literal[".geojson", ".gpkg"]


def export(snapshot_id: str, ending: Ending) -> bytes:
    """Return a snapshot as a file that `add` would take for the same front.

    Parameters
    ----------
    snapshot_id : str
        Shipped or accepted, undone or not.
    ending : {".geojson", ".gpkg"}
        GeoJSON, or GeoPackage with the layer ``front``; EPSG:4326, coordinates in full.

    Raises
    ------
    UnknownNameError, StoreError
        As `read`.
    """
    front = read(snapshot_id)
    return _as_gpkg(front) if ending == ".gpkg" else as_geojson(front)


def _properties(front: Front) -> dict[str, object]:
    return {
        "id": front.id,
        "as_of": front.as_of.isoformat(),
        "uncertainty_km": front.uncertainty_km,
        "source": front.source,
        "licence": front.licence,
        "method": front.method,
        "note": front.note,
        "rebuilt_from_settlements": front.rebuilt,
    }


def as_geojson(front: Front) -> bytes:
    """Return a front as a GeoJSON FeatureCollection of one feature."""
    feature = {
        "type": "Feature",
        "id": front.id,
        "properties": _properties(front),
        "geometry": shapely.geometry.mapping(_shape(front)),
    }
    document = {"type": "FeatureCollection", "features": [feature]}
    return json.dumps(document, ensure_ascii=False, allow_nan=False).encode()


def _as_gpkg(front: Front) -> bytes:
    frame = gpd.GeoDataFrame(
        [_properties(front)], geometry=[_shape(front)], crs=GEOGRAPHIC
    )
    file = io.BytesIO()
    frame.to_file(file, driver="GPKG", layer="front", engine="pyogrio")
    return file.getvalue()
