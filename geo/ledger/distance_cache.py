"""Every deposit against every front: measured once, then remembered."""

import hashlib
import io
import json
import uuid
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import shapely

from geo.fronts.front import Front
from geo.ledger.files import is_there
from geo.ledger.snapshots import Snapshot, shipped_front, shipped_path
from geo.ledger.worker import measure_to_fronts
from geo.paths import DATA
from geo.risk.distance import measure_to_border

if TYPE_CHECKING:
    from geo.ledger.ledger import Ledger

#: How many sets of deposits stay measured on the disk.
_SETS_KEPT = 4


class _Used(NamedTuple):
    """A snapshot in use; ``accepted`` is None for a shipped one."""

    id: str
    as_of: date
    #: What is measured: the same land in two snapshots is measured once.
    key: str
    accepted: Snapshot | None


class _Measured(NamedTuple):
    """Deposits against fronts, a block of rows for each key."""

    keys: tuple[str, ...]
    table: pd.DataFrame


class DistanceCache:
    """Deposits measured against the fronts of one ledger.

    Parameters
    ----------
    ledger : Ledger
        Beside whose store the distances are kept.
    """

    def __init__(self, ledger: "Ledger") -> None:
        self._ledger = ledger
        #: The last set of deposits, by name.
        self._last: dict[str, _Measured] = {}

    def measure_all(self, deposits: gpd.GeoDataFrame) -> pd.DataFrame:
        """Return `geo.risk.distance.measure` of deposits against every snapshot in use.

        What was measured once is not measured again, in this process or, if there is a
        store, in another, unless deposits, fronts or Frontlode's own code have changed.

        Parameters
        ----------
        deposits : GeoDataFrame
            As `geo.risk.distance.measure` takes them.

        Returns
        -------
        DataFrame
            A row for each snapshot and deposit, by day and in the order of
            ``deposits``: ``snapshot``, ``as_of`` (datetime64), ``deposit``, and the
            columns of `geo.risk.distance.measure`. A snapshot that cannot be read is
            left out (`Ledger.problem`).
        """
        used, count = self._used(), len(deposits)
        measured = self._measured(deposits, used)
        block = {key: i for i, key in enumerate(measured.keys)}
        found = [one for one in used if one.key in block]
        starts = np.array([block[one.key] * count for one in found], dtype=int)
        rows = (starts[:, None] + np.arange(count)).ravel()
        days = np.array([one.as_of for one in found], dtype="datetime64[s]")
        result = measured.table.take(rows).reset_index(drop=True)
        result.insert(0, "snapshot", np.repeat([one.id for one in found], count))
        result.insert(1, "as_of", np.repeat(days, count))
        result.insert(2, "deposit", np.tile(deposits.index.to_numpy(), len(found)))
        border = measure_to_border(deposits).take(np.tile(np.arange(count), len(found)))
        return result.join(border.reset_index(drop=True))

    def _used(self) -> list[_Used]:
        """Return the snapshots in use, by day."""
        known = self._ledger.accepted()
        used = []
        for day, name in self._ledger.days_of(known).items():
            one = known.get(name)
            if one:
                key = f"{one.geometry} {one.uncertainty_km!r} {one.rebuilt}"
            else:
                key = hashlib.sha256(shipped_path(day).read_bytes()).hexdigest()
            used.append(_Used(name, day, key, one))
        return used

    def _measured(self, deposits: gpd.GeoDataFrame, used: Sequence[_Used]) -> _Measured:
        """Return the deposits against each front that can be read."""
        name = _name_of(deposits)
        known = self._last.get(name) or self._recalled(name)
        there = set(known.keys) if known else set()
        missing = {one.key: one for one in used if one.key not in there}
        if known is None or missing:
            fronts = self._fronts(missing.values())
            new = measure_to_fronts(deposits, fronts, most=len(missing))
            blocks = [known.table, *new.values()] if known else [*new.values()]
            table = pd.concat(blocks, ignore_index=True)
            known = _Measured((*(known.keys if known else ()), *new), table)
            self._remember(name, known)
        self._last.clear()
        self._last[name] = known
        return known

    def _fronts(self, used: Iterable[_Used]) -> Iterator[tuple[str, Front]]:
        """Return each front that can be read, with its key."""
        wanted = list(used)
        read = self._ledger.read_many([one.accepted for one in wanted if one.accepted])
        for one in wanted:
            if one.accepted is None:
                yield one.key, shipped_front(one.as_of)
            elif one.id in read:
                yield one.key, read[one.id]

    def _path(self, name: str) -> Path:
        return self._ledger.path.with_name(f"measured-{name}.cache")

    def _recalled(self, name: str) -> _Measured | None:
        """Return what another process left on the disk, if it is there and whole."""
        try:
            content = self._path(name).read_bytes()
        except OSError:
            return None
        digest, body = content[:32], content[32:]
        if hashlib.sha256(body).digest() != digest:
            return None
        keys, _newline, table = body.partition(b"\n")
        return _Measured(tuple(json.loads(keys)), pd.read_parquet(io.BytesIO(table)))

    def _remember(self, name: str, known: _Measured) -> None:
        """Leave it on the disk beside the store, if there is one."""
        if not is_there(self._ledger.path):
            return
        body = json.dumps(known.keys).encode() + b"\n" + known.table.to_parquet()
        path = self._path(name)
        draft = path.with_name(f".{uuid.uuid4().hex}.new")
        # It is only a convenience: a full disk or a folder that cannot be written may
        # refuse it.
        with suppress(OSError):
            try:
                draft.write_bytes(hashlib.sha256(body).digest() + body)
                draft.replace(path)
            finally:
                draft.unlink(missing_ok=True)
            by_age = sorted(
                path.parent.glob("measured-*.cache"), key=lambda p: p.stat().st_mtime
            )
            for old in by_age[:-_SETS_KEPT]:
                old.unlink()


def _name_of(deposits: gpd.GeoDataFrame) -> str:
    """Name all that a measurement depends on beside the front."""
    places = [
        json.dumps([str(name) for name in deposits.index]).encode(),
        deposits["location_uncertainty_km"].to_numpy(float).tobytes(),
        *shapely.to_wkb(deposits.geometry.to_numpy()),
    ]
    digest = hashlib.sha256(_engine())
    for part in places:
        digest.update(hashlib.sha256(part).digest())
    return digest.hexdigest()[:16]


#: The packages that distances come from.
_MEASURED_BY = ("geodesy", "fronts", "ingest", "risk")


@cache
def _engine() -> bytes:
    """Name the code, the outlines and the libraries that distances come from."""
    digest = hashlib.sha256(f"{shapely.__version__} {pyproj.__version__}".encode())
    package = Path(__file__).parents[1]
    code = [path for part in _MEASURED_BY for path in (package / part).rglob("*.py")]
    for path in sorted([*code, *DATA.glob("*.geojson"), *DATA.glob("front_*.yaml")]):
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.digest()
