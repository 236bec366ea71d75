"""The file that the ledger lives in: it is only added to, and damage to it shows.

Table ``blob`` holds bytes under their SHA-256. Table ``event`` holds a row for all that
ever happened, each sealed with a digest over itself and the row before it. So a change
that no one wrote is found when the row or the bytes are read, whatever made it.
"""

import hashlib
import json
import sqlite3
import uuid
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from functools import lru_cache, partial
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.pool import NullPool

from geo.errors import DamageError, StoreError
from geo.text.i18n import _

#: Of the layout of tables; a store of another is not read.
VERSION = 1

#: How long a writer, and a reader, wait for another process to finish.
WRITER_WAITS_S, READER_WAITS_S = 15.0, 5.0

#: What a damaged file may bring about; the last, where SQLite quotes it in a message.
_STORE_ERRORS = (sa.exc.DBAPIError, sqlite3.Error, UnicodeDecodeError)

#: What SQLite says of the moment, or of the system, and not of what the file holds.
_BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PROTOCOL)
_FAILING = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR)
_FORBIDDEN = (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM)
_SHORT = (sqlite3.SQLITE_NOMEM,)
_PASSING = frozenset({*_BUSY, *_FAILING, *_FORBIDDEN, *_SHORT})

_TABLES = sa.MetaData()
_BLOB = sa.Table(
    "blob",
    _TABLES,
    sa.Column("sha256", sa.String, primary_key=True),
    sa.Column("data", sa.LargeBinary, nullable=False),
)
_EVENT = sa.Table(
    "event",
    _TABLES,
    sa.Column("seq", sa.Integer, primary_key=True),
    sa.Column("at", sa.String, nullable=False),
    sa.Column("kind", sa.String, nullable=False),
    sa.Column("snapshot", sa.String, nullable=False),
    sa.Column("facts", sa.String, nullable=False),
    sa.Column("previous", sa.String, nullable=False),
    sa.Column("digest", sa.String, nullable=False),
    # SQLite then keeps the last number separately, so that a lost last row is noticed.
    sqlite_autoincrement=True,
)
_ONLY_ADDED_TO = """\
CREATE TRIGGER {table}_{verb} BEFORE {verb} ON {table}
BEGIN SELECT RAISE(ABORT, 'the ledger is only added to'); END"""


class Event(NamedTuple):
    """One row of the ledger; ``facts`` is a JSON object."""

    seq: int
    at: str
    kind: str
    snapshot: str
    facts: str
    previous: str
    digest: str

    @property
    def is_whole(self) -> bool:
        """Whether the row is as it was written."""
        return self.digest == _sealed(self[:-1])

    def follows(self, earlier: "Event") -> bool:
        """Whether it was written next after another."""
        return (self.seq, self.previous) == (earlier.seq + 1, earlier.digest)


#: What the first event follows.
_ORIGIN = Event(0, "", "", "", "", "", "")


def _sealed(row: Sequence[object]) -> str:
    return sha256(json.dumps(row, default=repr).encode())


def sha256(data: bytes) -> str:
    """Return the SHA-256 of bytes, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


@contextmanager
def reading(path: Path) -> Iterator[sa.Connection]:
    """Open the store for one consistent look.

    Raises
    ------
    StoreError
        If it cannot be read; `DamageError` if it is not what was written.
    """
    # Given up at the end, not committed, which a damaged file can refuse.
    with in_plain_words(path), _engine(path, "BEGIN").connect() as connection:
        _require_version(connection)
        yield connection


@contextmanager
def writing(path: Path) -> Iterator[sa.Connection]:
    """Open the store for one change, made whole when the block ends, or not at all.

    The store is created if it is not there. Writers wait for each other.

    Raises
    ------
    StoreError
        If it cannot be written; `DamageError` if it is not what was written.
    """
    with in_plain_words(path):
        if not path.exists():
            _create(path)
        with _engine(path, "BEGIN IMMEDIATE").begin() as connection:
            _require_version(connection)
            yield connection


def events(connection: sa.Connection, known: Sequence[Event] = ()) -> tuple[Event, ...]:
    """Return all events, checked; those already known are not read again.

    Raises
    ------
    DamageError
        If an event is missing, or is not as it was written.
    """
    last = _last(known)
    query = sa.select(_EVENT).where(_EVENT.c.seq >= last.seq).order_by(_EVENT.c.seq)
    rows = [Event(*row) for row in connection.execute(query)]
    if known:
        if rows[:1] != [last]:
            return events(connection)
        del rows[0]
    for earlier, later in pairwise([last, *rows]):
        if not (later.is_whole and later.follows(earlier)):
            raise DamageError(_("an event is not as it was written"))
    count = connection.exec_driver_sql("SELECT max(seq) FROM sqlite_sequence").scalar()
    if (count or 0) != _last([last, *rows]).seq:
        raise DamageError(_("the last events are missing"))
    return (*known, *rows)


def _last(known: Sequence[Event]) -> Event:
    return known[-1] if known else _ORIGIN


def append(
    connection: sa.Connection,
    before: Sequence[Event],
    *,
    kind: str,
    snapshot: str,
    facts: dict[str, object],
    blobs: Sequence[bytes] = (),
) -> Event:
    """Add an event after all those before, and the bytes that it speaks of."""
    for data in blobs:
        key = sha256(data)
        _insert_blob(connection, key, data)
        blob(connection, key)
    last = _last(before)
    values = (
        last.seq + 1,
        datetime.now(UTC).isoformat(timespec="milliseconds"),
        kind,
        snapshot,
        json.dumps(facts),
        last.digest,
    )
    event = Event(*values, _sealed(values))
    connection.execute(sa.insert(_EVENT), event._asdict())
    return event


def blob(connection: sa.Connection, key: str) -> bytes:
    """Return the bytes whose SHA-256 is ``key``.

    Raises
    ------
    DamageError
        If they are missing, or not as they were written. What fails for another
        reason, and may succeed at the next look, is reported by `reading`.
    """
    # Without a type, for SQLAlchemy would make a damaged number into that many bytes.
    column = sa.type_coerce(_BLOB.c.data, sa.types.NullType())
    try:
        data = connection.scalar(sa.select(column).where(_BLOB.c.sha256 == key))
    except _STORE_ERRORS as error:
        if _code(error) in _PASSING:
            raise
        data = None
    if not isinstance(data, bytes) or sha256(data) != key:
        raise DamageError(_("bytes of a snapshot are not as they were written"))
    return data


def readable_events(connection: sa.Connection) -> list[Event]:
    """Return the events of a damaged store that are whole, as far as it can be read."""
    found = []
    with suppress(*_STORE_ERRORS):
        for row in connection.execute(sa.select(_EVENT).order_by(_EVENT.c.seq)):
            event = Event(*row)
            if event.is_whole:
                found.append(event)
    return found


def copy(
    event: Event,
    keys: Iterable[str],
    *,
    source: sa.Connection,
    target: sa.Connection,
) -> None:
    """Add an event of one store to another, and the bytes under keys that are whole."""
    for key in keys:
        with suppress(DamageError):
            _insert_blob(target, key, blob(source, key))
    target.execute(sa.insert(_EVENT), event._asdict())


def _insert_blob(connection: sa.Connection, key: str, data: bytes) -> None:
    row = {"sha256": key, "data": data}
    connection.execute(sa.insert(_BLOB).prefix_with("OR IGNORE"), row)


def require_sound(connection: sa.Connection) -> None:
    """Check every page of the file.

    Raises
    ------
    DamageError
        If SQLite finds anything out of order.
    """
    if connection.exec_driver_sql("PRAGMA integrity_check(1)").scalar() != "ok":
        raise DamageError(_("its pages do not fit together"))


def _create(path: Path) -> None:
    """Put an empty store in its place atomically, unless another was faster.

    So a file that is empty or half made was never ours to leave: it is damage.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{uuid.uuid4().hex}.new")
    try:
        with _engine(draft, "BEGIN", mode="rwc").begin() as connection:
            _TABLES.create_all(connection)
            for table in _TABLES.tables:
                for verb in ("DELETE", "UPDATE"):
                    rule = _ONLY_ADDED_TO.format(table=table, verb=verb)
                    connection.exec_driver_sql(rule)
            connection.exec_driver_sql(f"PRAGMA user_version = {VERSION}")
        with suppress(FileExistsError):
            _publish(draft, path)
    finally:
        draft.unlink(missing_ok=True)


def _publish(draft: Path, path: Path) -> None:
    try:
        path.hardlink_to(draft)
    except FileExistsError:
        raise
    except OSError:
        # No hard links here (FAT, some shared folders). Two first acceptances within
        # the same instant could then replace each other's store.
        if not path.exists():
            draft.rename(path)


@lru_cache(maxsize=8)
def _engine(path: Path, begin: str, *, mode: str = "rw") -> sa.Engine:
    wait_s = WRITER_WAITS_S if "IMMEDIATE" in begin else READER_WAITS_S
    engine = sa.create_engine(
        "sqlite://",
        creator=partial(_connect, path, mode=mode, wait_s=wait_s),
        # A store that was moved away or put back is noticed at the next look.
        poolclass=NullPool,
    )

    @sa.event.listens_for(engine, "begin")
    def _begin(connection: sa.Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine


def _connect(path: Path, *, mode: str, wait_s: float) -> sqlite3.Connection:
    connection = sqlite3.connect(
        f"{path.as_uri()}?mode={mode}",
        uri=True,
        timeout=wait_s,
        # Transactions begin when we say so, not when sqlite3 thinks so.
        isolation_level=None,
        check_same_thread=False,
    )
    for pragma in ("synchronous = EXTRA", "cell_size_check = ON", "trusted_schema = 0"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


def _require_version(connection: sa.Connection) -> None:
    version = connection.exec_driver_sql("PRAGMA user_version").scalar()
    if version != VERSION:
        raise DamageError(
            _("it says that it is of version {theirs}, not of {ours}").format(
                theirs=version, ours=VERSION
            )
        )


@contextmanager
def in_plain_words(path: Path) -> Iterator[None]:
    """Report what SQLite, the system and our own checks find in words for a reader."""
    try:
        yield
    except DamageError as error:
        raise _damaged(path, str(error)) from error
    except _STORE_ERRORS as error:
        raise _store_error(_code(error), path) from error
    except OSError as error:
        raise _unusable(path, error.strerror or str(error)) from error


def _code(error: BaseException) -> int:
    """Return SQLite's own number of what went wrong; without one, that of damage."""
    cause = getattr(error, "orig", error)
    code: int = getattr(cause, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT)
    return code & 0xFF


def _store_error(code: int, path: Path) -> StoreError:
    if code in _BUSY:
        return StoreError(
            _(
                "Another program is writing to the ledger and has not finished. "
                "Nothing was changed; try again in a moment. ({path})"
            ).format(path=path)
        )
    if code in _FAILING:
        return _unusable(path, _("the disk is full or failing"))
    if code in _FORBIDDEN:
        return _unusable(path, _("the folder or the file may not be written"))
    if code in _SHORT:
        return _unusable(path, _("there is not enough memory at the moment"))
    return _damaged(path, _("its pages do not fit together"))


def _damaged(path: Path, reason: str) -> DamageError:
    return DamageError(
        _(
            "The ledger is damaged: {reason}. Save what can still be read, then move "
            "the file away or put back a copy of it: {path}"
        ).format(reason=reason, path=path)
    )


def _unusable(path: Path, reason: str) -> StoreError:
    return StoreError(
        _(
            "The ledger in {folder} cannot be used: {reason}. Nothing was changed. "
            "Make room or give the right to write there, or name another folder in "
            "FRONTLODE_STORE."
        ).format(folder=path.parent, reason=reason)
    )
