"""The ledger: the record of every front snapshot, shipped or accepted."""

import getpass
import json
import os
import re
import zlib
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict, replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import geopandas as gpd
import pandas as pd
import platformdirs

from geo.errors import (
    AlreadyThereError,
    DamageError,
    InputError,
    ReadOnlyError,
    StoreError,
    UnknownNameError,
)
from geo.fronts.front import Front
from geo.ledger.backup import Backup
from geo.ledger.distance_cache import DistanceCache
from geo.ledger.files import FileState, is_there, state_of
from geo.ledger.snapshots import (
    REPEATED,
    Channel,
    Ending,
    EventKind,
    Snapshot,
    State,
    as_geojson,
    as_gpkg,
    clean,
    describe,
    facts_of,
    folded,
    front_from,
    land_of,
    rows_of,
    sha256,
    shape_of,
    shipped_days,
    shipped_front,
    shipped_path,
    shipped_snapshot,
    snapshot_of,
    unpacked,
    wkb_of,
)
from geo.text.i18n import _, n_

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from geo.ledger import database
    from geo.ledger.health import StoreHealth

#: How an address begins that is no folder: two letters at least, for Windows has disks.
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:/")


class _Known(NamedTuple):
    """What has been read of the store: its events, and what they make of it."""

    events: "tuple[database.Event, ...]" = ()
    #: By id, in the order of acceptance.
    accepted: Mapping[str, Snapshot] = {}


class Ledger:
    """The fronts that come with Frontlode, and those that users accepted into a store.

    Reading creates nothing. Where the store cannot be read, the shipped fronts stand in
    for it, and `problem` says so.

    Parameters
    ----------
    folder : Path or str
        Where the store lies; it need not exist.

    Raises
    ------
    InputError
        If it is an address and no folder.
    """

    def __init__(self, folder: Path | str) -> None:
        if _SCHEME.match(str(folder)):
            raise InputError(
                _(
                    "Expected a folder for the ledger, but got “{folder}”, an address "
                    "of a kind that is not known. Name a folder in FRONTLODE_STORE, "
                    "such as {example}."
                ).format(folder=folder, example=_own_folder())
            )
        #: The store's file.
        self.path = Path(folder).absolute() / "fronts.sqlite"
        #: What was read of it so far. Only what was committed ever enters.
        self._known = _Known()
        #: Keys of bytes that are damaged, and the state of the file in which they are:
        #: another event, or a copy put back, may have them whole.
        self._damaged_in: dict[str, FileState] = {}
        self._front = lru_cache(maxsize=16)(self._read_front)
        self._distances = DistanceCache(self)
        self._backup = Backup(self.path)

    def _read_known(self) -> _Known:
        """Return what the store holds now.

        Raises
        ------
        StoreError
            If it cannot be read.
        """
        if not is_there(self.path):
            return _Known()
        # SQLAlchemy takes a fifth of a second to load, and most runs have no store.
        from geo.ledger import database

        with database.reading(self.path) as connection:
            return self._updated(connection)

    def _updated(self, connection: "Connection") -> _Known:
        """Return what the store holds, having read what is new since the last look."""
        from geo.ledger import database

        known = self._known
        events = database.events(connection, known.events)
        count = len(known.events)
        if events[:count] != known.events:
            known, count = _Known(), 0
        if len(events) > count:
            known = _Known(events, folded(events[count:], known.accepted))
        self._known = known
        return known

    def accepted(self) -> Mapping[str, Snapshot]:
        """Return what is accepted, by id; nothing where the store cannot be read."""
        try:
            return self._read_known().accepted
        except StoreError:
            return {}

    def problem(self) -> str | None:
        """Return what is wrong with the store, in a sentence for the reader, or None.

        While there is a problem, the shipped fronts stand in for what cannot be read.
        """
        try:
            known = self._read_known().accepted
        except StoreError as error:
            return self._restorable(error)
        lost = [one.id for one in known.values() if self._is_damaged(one.geometry)]
        if not lost:
            return None
        message = n_(
            "The ledger is damaged: {n} of {total} accepted fronts cannot be read and "
            "is left out ({ids}). Save what can still be read, then put back a copy of "
            "{path}.",
            "The ledger is damaged: {n} of {total} accepted fronts cannot be read and "
            "are left out ({ids}). Save what can still be read, then put back a copy "
            "of {path}.",
            len(lost),
        ).format(
            total=len(known),
            ids=", ".join(lost[:3]),
            path=self.path,
        )
        return self._restorable(DamageError(message))

    def _restorable(self, error: StoreError) -> str:
        """Return what is wrong, and of damage also whether there is a whole backup."""
        from geo.ledger import health

        return health.with_backup(error, self.path)

    def _back_up(self, events: "tuple[database.Event, ...]") -> None:
        """Bring the backup up to date; should that fail, the next change does it."""
        with suppress(StoreError):
            self._backup.update(events)

    def version(self) -> int:
        """Return a number that grows with every change; -1 if it cannot be read.

        It does so whichever process made the change, so that a page that remembers
        it knows whether what it shows is out of date.
        """
        try:
            return len(self._read_known().events)
        except StoreError:
            return -1

    def in_use(self) -> dict[date, str]:
        """Return the id of the snapshot that holds for each day, by ascending day.

        On one day an accepted front goes before a shipped one, and the newest
        acceptance before the others.
        """
        return self.days_of(self.accepted())

    def days_of(self, known: Mapping[str, Snapshot]) -> dict[date, str]:
        """Return what `in_use` does, of the shipped snapshots and of accepted ones."""
        days = {day: day.isoformat() for day in shipped_days()}
        for one in known.values():
            if not one.undone and not self._is_damaged(one.geometry):
                days[one.as_of] = one.id
        return dict(sorted(days.items()))

    def snapshots(self) -> tuple[date, ...]:
        """Return the days that have a snapshot in use, ascending."""
        return tuple(self.in_use())

    def front_on(self, day: date) -> Front:
        """Return the newest snapshot in use on or before a day.

        Raises
        ------
        UnknownNameError
            If the first snapshot is later.
        StoreError
            If it cannot be read at the moment. No older one stands in for it, which
            would be reported as what holds.
        """
        days = self.in_use()
        earlier = [known for known in days if known <= day]
        if not earlier:
            raise UnknownNameError(
                _(
                    "There is no front on or before {day}. The first snapshot is of "
                    "{first}, the newest of {last}."
                ).format(day=day, first=min(days), last=max(days))
            )
        try:
            return self.read(days[earlier[-1]])
        except (DamageError, UnknownNameError):
            # Damaged, or undone in this very moment: what is in use is another by now.
            return self.front_on(day)

    def latest(self) -> Front:
        """Return the newest snapshot in use."""
        return self.front_on(self.snapshots()[-1])

    def snapshot(self, snapshot_id: str) -> Snapshot:
        """Return what is known of a snapshot, shipped or accepted, undone or not.

        Raises
        ------
        UnknownNameError
            If there is none of this id.
        StoreError
            If it is not a shipped one and the store cannot be read.
        """
        for day in shipped_days():
            if day.isoformat() == snapshot_id:
                return shipped_snapshot(day)
        known = self._read_known().accepted
        if snapshot_id not in known:
            raise self._unknown(snapshot_id)
        return known[snapshot_id]

    def _unknown(self, snapshot_id: str) -> UnknownNameError:
        return UnknownNameError(
            _(
                "There is no front “{id}” in the ledger. Expected an id as the list of "
                "fronts shows it, such as {example}."
            ).format(id=snapshot_id, example=max(self.in_use().values()))
        )

    def read(self, snapshot_id: str) -> Front:
        """Return a snapshot's front, its geometry as it was accepted, bit for bit.

        Raises
        ------
        UnknownNameError
            If there is none of this id.
        StoreError
            If the store cannot be read; `DamageError` if its bytes have changed.
        """
        found = self.snapshot(snapshot_id)
        if found.origin == "shipped":
            return shipped_front(found.as_of)
        return self._front(found)

    def _read_front(self, found: Snapshot) -> Front:
        return front_from(found, self._bytes(found.geometry))

    def _bytes(self, key: str) -> bytes:
        from geo.ledger import database

        state = state_of(self.path)
        try:
            with database.reading(self.path) as connection:
                return database.blob(connection, key)
        except DamageError:
            self._damaged_in[key] = state
            raise

    def _is_damaged(self, key: str) -> bool:
        state = self._damaged_in.get(key)
        return state is not None and state == state_of(self.path)

    def read_many(self, wanted: Iterable[Snapshot]) -> dict[str, Front]:
        """Return the fronts of accepted snapshots by id, without damaged ones."""
        wanted, blobs = list(wanted), {}
        if not wanted:
            return {}
        from geo.ledger import database

        state = state_of(self.path)
        with database.reading(self.path) as connection:
            for one in wanted:
                try:
                    blobs[one] = database.blob(connection, one.geometry)
                except DamageError:
                    self._damaged_in[one.geometry] = state
        return {one.id: front_from(one, wkb) for one, wkb in blobs.items()}

    def original(self, snapshot_id: str) -> bytes:
        """Return the bytes of the file that a snapshot was read from.

        Raises
        ------
        UnknownNameError, StoreError
            As `read`.
        """
        found = self.snapshot(snapshot_id)
        if found.origin == "shipped":
            return shipped_path(found.as_of).read_bytes()
        return unpacked(found, self._bytes(found.packed))

    def same_land(self, front: Front) -> tuple[Snapshot, ...]:
        """Return the snapshots, not undone, that show the very same land, by day."""
        land = land_of(front)
        shipped = [shipped_snapshot(day) for day in shipped_days()]
        every = [*shipped, *self.accepted().values()]
        same = [known for known in every if known.land == land and not known.undone]
        return tuple(sorted(same, key=lambda known: known.as_of))

    def add(
        self,
        front: Front,
        *,
        content: bytes,
        name: str,
        channel: Channel = "cli",
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
        channel : {"web", "cli"}
            Through which channel it came.
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
            Its id names the same land, day and uncertainty always, rebuilt or not. One
            that was undone is accepted anew, with what is recorded of it now.

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
        wkb, packed = wkb_of(shape_of(front)), zlib.compress(content)
        address = [land_of(front), front.as_of.isoformat(), front.uncertainty_km]
        # Its ± then depends on the place, and the same number says something else.
        address += ["rebuilt"] if front.rebuilt else []
        digest = sha256(json.dumps(address).encode())
        described = replace(
            describe(front, content, name=name),
            id=f"{front.as_of}-{digest[:8]}",
            origin="accepted",
            note=clean(note or front.note),
            changed=clean(changed),
            upload=upload,
            geometry=sha256(wkb),
            packed=sha256(packed),
            size=len(content),
        )
        with database.writing(self.path) as connection:
            known = self._updated(connection)
            # What a process that ended too early left, so that one change is missing
            # at most.
            self._back_up(known.events)
            _require_new(known.accepted.get(described.id))
            event = database.append(
                connection,
                known.events,
                kind=EventKind.ACCEPTED,
                snapshot=described.id,
                facts=facts_of(described) | _origin(channel, who),
                blobs=[wkb, packed],
            )
        self._back_up((*known.events, event))
        return snapshot_of(event)

    def undo(
        self, snapshot_id: str, *, channel: Channel = "cli", who: str | None = None
    ) -> Snapshot:
        """Take an accepted front out of use, until `restore` brings it back.

        Raises
        ------
        UnknownNameError
            If there is none of this id.
        InputError
            If it is a shipped one, or undone already.
        StoreError
            If the store cannot be written; then nothing has changed. `ReadOnlyError` if
            it may not be.
        """
        return self.undo_all([snapshot_id], channel=channel, who=who)[0]

    def undo_all(
        self,
        snapshot_ids: Iterable[str],
        *,
        channel: Channel = "cli",
        who: str | None = None,
    ) -> tuple[Snapshot, ...]:
        """Take many accepted fronts out of use atomically: all of them, or none.

        Raises
        ------
        UnknownNameError, InputError, StoreError
            As `undo`, for any of them; then nothing has changed.
        """
        return self._turn(
            tuple(dict.fromkeys(snapshot_ids)), EventKind.UNDONE, _origin(channel, who)
        )

    def restore(
        self, snapshot_id: str, *, channel: Channel = "cli", who: str | None = None
    ) -> Snapshot:
        """Bring back into use what was undone, as if it had never been.

        Raises
        ------
        UnknownNameError, InputError, StoreError
            As `undo`; InputError if it is not undone.
        """
        return self.restore_all([snapshot_id], channel=channel, who=who)[0]

    def restore_all(
        self,
        snapshot_ids: Iterable[str],
        *,
        channel: Channel = "cli",
        who: str | None = None,
    ) -> tuple[Snapshot, ...]:
        """Bring many undone fronts back into use atomically: all of them, or none.

        Raises
        ------
        UnknownNameError, InputError, StoreError
            As `restore`, for any of them; then nothing has changed.
        """
        return self._turn(
            tuple(dict.fromkeys(snapshot_ids)),
            EventKind.RESTORED,
            _origin(channel, who),
        )

    def _turn(
        self, snapshot_ids: tuple[str, ...], kind: EventKind, origin: dict[str, object]
    ) -> tuple[Snapshot, ...]:
        from geo.ledger import database

        _require_changeable()
        self._require_accepted(snapshot_ids)
        with database.writing(self.path) as connection:
            known = self._updated(connection)
            self._back_up(known.events)
            turned = [self._turnable(known.accepted, one, kind) for one in snapshot_ids]
            events = list(known.events)
            for one in turned:
                events.append(
                    database.append(
                        connection, events, kind=kind, snapshot=one.id, facts=origin
                    )
                )
        self._back_up(tuple(events))
        return tuple(replace(one, undone=not one.undone) for one in turned)

    def _require_accepted(self, snapshot_ids: Iterable[str]) -> None:
        """Refuse what was never accepted, before a store is made for it."""
        shipped = {day.isoformat() for day in shipped_days()}
        for snapshot_id in snapshot_ids:
            if snapshot_id in shipped:
                raise InputError(
                    _(
                        "Expected an accepted front, but {id} came with Frontlode and "
                        "stays. To use another for that day, accept it."
                    ).format(id=snapshot_id)
                )
            if not is_there(self.path):
                raise self._unknown(snapshot_id)

    def _turnable(
        self, known: Mapping[str, Snapshot], snapshot_id: str, kind: EventKind
    ) -> Snapshot:
        """Return a snapshot to which an event of a kind may happen now."""
        there = known.get(snapshot_id)
        if there is None:
            raise self._unknown(snapshot_id)
        if there.undone == (kind == EventKind.UNDONE):
            raise InputError(
                _("{id} is undone already. Nothing was changed.").format(id=there.id)
                if there.undone
                else _("{id} is not undone. Nothing was changed.").format(id=there.id)
            )
        return there

    def events(self) -> pd.DataFrame:
        """Return all that ever happened, one row each, in order.

        Returns
        -------
        DataFrame
            Index ``seq``; ``at`` (UTC), ``event``, ``snapshot``, ``channel``, ``who``,
            and of the snapshot ``as_of``, ``source``, ``licence``, ``note``, ``name``,
            ``sha256`` of the file, ``repairs`` (one text), ``area_km2``,
            ``uncertainty_km``, ``changed``. The texts are from untrusted files.

        Raises
        ------
        StoreError
            If the store cannot be read.
        """
        columns = ["seq", "at", "event", "snapshot", "channel", "who", *REPEATED]
        rows = rows_of(self._read_known().events)
        table = pd.DataFrame(rows, columns=columns)
        return table.astype({"seq": int}).set_index("seq")

    def all_snapshots(self) -> tuple[Snapshot, ...]:
        """Return every snapshot, also undone ones, by ascending day."""
        shipped = [shipped_snapshot(day) for day in shipped_days()]
        every = [*shipped, *self.accepted().values()]
        return tuple(sorted(every, key=lambda known: known.as_of))

    def snapshots_table(self) -> pd.DataFrame:
        """Return every snapshot and where it stands, by ascending day.

        Returns
        -------
        DataFrame
            Index ``id``; ``as_of``, ``origin``, ``state`` (`State`), ``source``,
            ``licence``, ``method``, ``note``, ``name``, ``uncertainty_km``,
            ``area_km2`` and ``at`` (UTC; empty for shipped ones). The texts are from
            untrusted files. Without the accepted ones where the store cannot be read
            (`problem`).
        """
        columns = ["id", "as_of", "origin", "state", "source", "licence", "method"]
        columns += ["note", "name", "uncertainty_km", "area_km2", "at"]
        used = set(self.in_use().values())
        rows = [
            asdict(one) | {"state": self._state(one, used)}
            for one in self.all_snapshots()
        ]
        return pd.DataFrame(rows, columns=columns).set_index("id")

    def _state(self, known: Snapshot, used: set[str]) -> str:
        if known.undone:
            return State.UNDONE.value
        if self._is_damaged(known.geometry):
            return State.DAMAGED.value
        return State.IN_USE.value if known.id in used else State.REPLACED.value

    def export(self, snapshot_id: str, ending: Ending) -> bytes:
        """Return a snapshot as a file that `add` would take for the same front.

        Parameters
        ----------
        snapshot_id : str
            Shipped or accepted, undone or not.
        ending : {".geojson", ".gpkg"}
            GeoJSON, or GeoPackage with the layer ``front``; EPSG:4326, coordinates in
            full.

        Raises
        ------
        UnknownNameError, StoreError
            As `read`.
        """
        front = self.read(snapshot_id)
        return as_gpkg(front) if ending == ".gpkg" else as_geojson(front)

    def measure_all(self, deposits: gpd.GeoDataFrame) -> pd.DataFrame:
        """Return `DistanceCache.measure_all` of this ledger's fronts."""
        return self._distances.measure_all(deposits)

    def check(self) -> "StoreHealth":
        """Read all that the store holds, and return what is wrong with it, if any."""
        from geo.ledger import health

        return health.check(self.path)

    def rescue(self, folder: Path) -> "StoreHealth":
        """Save what the store and its backup hold to a folder, and leave them so.

        Parameters
        ----------
        folder : Path
            New or empty. For each accepted snapshot it receives ``<id>.geojson``, and
            ``<id>.original``, the file as it was uploaded; and ``ledger.json``, the
            events.

        Raises
        ------
        InputError
            If the folder is not empty, or cannot be written.
        StoreError
            If there is no store.
        """
        from geo.ledger import health

        return health.rescue(self.path, folder)


def default_ledger() -> Ledger:
    """Return the ledger in the folder that ``FRONTLODE_STORE`` names.

    Without it, in the platform's own folder for a user's data.

    Raises
    ------
    InputError
        If it names no folder.
    """
    return _ledger_in(os.environ.get("FRONTLODE_STORE") or str(_own_folder()))


@lru_cache(maxsize=16)
def _ledger_in(folder: str) -> Ledger:
    return Ledger(folder)


def _own_folder() -> Path:
    return platformdirs.user_data_path("frontlode")


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


def _origin(channel: Channel, who: str | None) -> dict[str, object]:
    """Return what an event keeps of where it came from."""
    return {"channel": channel, "who": clean(_user() if who is None else who)}


def _user() -> str:
    """Return the user whose process this is; empty where the system has no name."""
    try:
        return getpass.getuser()
    except (KeyError, ImportError, OSError):
        return ""


def _require_new(there: Snapshot | None) -> None:
    if there and not there.undone:
        raise AlreadyThereError(
            _(
                "This front is in the ledger already: {id}, accepted at {at} from "
                "{name}. Nothing was added."
            ).format(id=there.id, at=there.at, name=there.name),
            snapshot_id=there.id,
        )
