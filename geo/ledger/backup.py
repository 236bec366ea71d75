"""The backup of a store: a second file beside it, brought up to date at each change."""

import json
import uuid
from pathlib import Path
from typing import TYPE_CHECKING

from geo.errors import DamageError, StoreError

if TYPE_CHECKING:
    from geo.ledger import database


def backup_path(store: Path) -> Path:
    """Return the file of a store's backup; it need not exist."""
    return store.with_name("fronts.backup.sqlite")


class Backup:
    """The backup of one store: the same tables, and only rows that were whole.

    It is only added to, as the store is, so that a change costs what it adds. A backup
    of another ledger, or one that is damaged, is kept under another name.

    Parameters
    ----------
    store : Path
        The store's file.
    """

    def __init__(self, store: Path) -> None:
        self.store = store
        self.path = backup_path(store)
        #: What it is known to hold, checked; empty before the first look.
        self._known: tuple[database.Event, ...] = ()

    def update(self, events: "tuple[database.Event, ...]") -> None:
        """Add what the store has got since the last time.

        Parameters
        ----------
        events : tuple of Event
            All of the store's, as they were checked.

        Raises
        ------
        StoreError
            If it cannot be written. The next time it is tried again.
        """
        from geo.ledger import database

        # Each event holds the digest of the one before: the last speaks for all.
        last = len(events) - 1
        if self._known[last : last + 1] == events[last:]:
            return
        if not self._known and self.path.exists() and not self._continues(events):
            self.path.rename(self.path.with_suffix(f".{uuid.uuid4().hex[:8]}.sqlite"))
        try:
            with (
                database.reading(self.store) as store,
                database.writing(self.path) as backup,
            ):
                there = database.events(backup, self._known)
                _require_beginning(there, events)
                for event in events[len(there) :]:
                    database.copy(event, _keys(event), source=store, target=backup)
        except StoreError:
            self._known = ()
            raise
        self._known = max(there, events, key=len)

    def _continues(self, events: "tuple[database.Event, ...]") -> bool:
        """Return whether the backup is of this ledger, and whole as far as it goes."""
        from geo.ledger import database

        try:
            with database.reading(self.path) as backup:
                _require_beginning(database.events(backup), events)
        except DamageError:
            return False
        return True


def _require_beginning(
    there: "tuple[database.Event, ...]", events: "tuple[database.Event, ...]"
) -> None:
    # Each event holds the digest of the one before, so that the last ones tell all.
    last = min(len(there), len(events)) - 1
    if last >= 0 and there[last] != events[last]:
        raise DamageError("it is the backup of another ledger")


def _keys(event: "database.Event") -> list[str]:
    """Return the keys of the bytes that an event speaks of."""
    facts = json.loads(event.facts)
    return [facts[key] for key in ("geometry", "packed") if key in facts]
