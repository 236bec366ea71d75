"""The ledger of front snapshots: which there are, and the one that holds on a day.

Fronts come with Frontlode (`geo.paths.DATA`), and users accept their own into a store
on their disk (`database`). `fronts` joins the two into one ledger, `health` tells what
a damaged store still holds, and `distance_cache` measures deposits against every front.

Reading creates nothing. Where the store cannot be read, the shipped fronts stand in for
it, and `store_problem` says so.
"""

from geo.ledger.distance_cache import measure_all
from geo.ledger.fronts import (
    STALE_AFTER_DAYS,
    EventKind,
    Snapshot,
    State,
    add,
    all_snapshots,
    export,
    front_on,
    in_use,
    is_read_only,
    latest,
    ledger,
    original,
    read,
    restore,
    restore_all,
    same_land,
    snapshot,
    snapshots,
    snapshots_table,
    store_path,
    store_problem,
    undo,
    undo_all,
    version,
)
from geo.ledger.health import StoreHealth, check_store, rescue

__all__ = [
    "STALE_AFTER_DAYS",
    "EventKind",
    "Snapshot",
    "State",
    "StoreHealth",
    "add",
    "all_snapshots",
    "check_store",
    "export",
    "front_on",
    "in_use",
    "is_read_only",
    "latest",
    "ledger",
    "measure_all",
    "original",
    "read",
    "rescue",
    "restore",
    "restore_all",
    "same_land",
    "snapshot",
    "snapshots",
    "snapshots_table",
    "store_path",
    "store_problem",
    "undo",
    "undo_all",
    "version",
]
