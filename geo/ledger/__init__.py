"""The ledger of front snapshots: which there are, and the one that holds on a day.

Fronts come with Frontlode (`geo.paths.DATA`), and users accept their own into a store
on their disk (`database`). A `Ledger` joins the two, and `default_ledger` is the one
that a user's setting names. `snapshots` says what is known of a front, `backup` keeps a
second file of the store, `health` reports what a damaged one still holds, and
`distance_cache` measures deposits against every front.
"""

from geo.ledger.ledger import Ledger, default_ledger, is_read_only
from geo.ledger.snapshots import EventKind, Snapshot, State

#: Past this age a front is called old wherever it is shown.
STALE_AFTER_DAYS = 14

__all__ = [
    "STALE_AFTER_DAYS",
    "EventKind",
    "Ledger",
    "Snapshot",
    "State",
    "default_ledger",
    "is_read_only",
]
