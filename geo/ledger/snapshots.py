"""What is known of a front snapshot, and what the shipped ones are."""

import hashlib
import io
import json
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import geopandas as gpd
import shapely
from shapely.geometry import MultiLineString, MultiPolygon

from geo.errors import InputError
from geo.fronts.front import Front
from geo.geodesy.crs import GEOGRAPHIC
from geo.ingest import read_front
from geo.paths import DATA
from geo.text.i18n import _

if TYPE_CHECKING:
    from geo.ledger import database

#: By which channel an event came in.
Channel = Literal["web", "cli"]

#: What a snapshot may be exported as.
Ending = Literal[".geojson", ".gpkg"]

#: What the ledger repeats of a snapshot beside each event.
REPEATED = [
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


def folded(
    events: "Iterable[database.Event]", earlier: Mapping[str, Snapshot] | None = None
) -> dict[str, Snapshot]:
    """Return what is accepted after further events, by id, in order of acceptance."""
    result = dict(earlier or {})
    for event in events:
        if event.kind == EventKind.ACCEPTED:
            result.pop(event.snapshot, None)
            result[event.snapshot] = snapshot_of(event)
        elif event.snapshot in result:
            undone = event.kind == EventKind.UNDONE
            result[event.snapshot] = replace(result[event.snapshot], undone=undone)
    return result


def snapshot_of(event: "database.Event") -> Snapshot:
    """Return the snapshot that an event accepted."""
    facts = _facts(event)
    for of_the_event in ("channel", "who"):
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


def _facts(event: "database.Event") -> dict[str, Any]:
    facts: dict[str, Any] = json.loads(event.facts)
    # What is written stays as it is, and earlier stores call the channel a door.
    if "door" in facts:
        facts["channel"] = facts.pop("door")
    return facts


def rows_of(events: "Iterable[database.Event]") -> list[dict[str, Any]]:
    """Return each event with what it repeats of its snapshot."""
    known: dict[str, Snapshot] = {}
    rows = []
    for event in events:
        known = folded([event], known)
        facts = _facts(event)
        row = {
            "seq": event.seq,
            "at": event.at,
            "event": event.kind,
            "snapshot": event.snapshot,
            "channel": facts["channel"],
            # Empty for what was written before the ledger kept it.
            "who": facts.get("who", ""),
        }
        if event.snapshot in known:
            about = asdict(known[event.snapshot])
            row |= {key: about[key] for key in REPEATED}
            row["repairs"] = " ".join(row["repairs"])
        rows.append(row)
    return rows


def shipped_path(day: date) -> Path:
    """Return the file of the shipped front of a day."""
    return DATA / "fronts" / f"{day}.geojson"


@cache
def shipped_days() -> tuple[date, ...]:
    """Return the days of the shipped snapshots, ascending."""
    paths = (DATA / "fronts").glob("*.geojson")
    return tuple(sorted(date.fromisoformat(path.stem) for path in paths))


@cache
def shipped_front(day: date) -> Front:
    """Return the shipped front of a day."""
    path = shipped_path(day)
    return read_front(path, name=path.name)


@cache
def shipped_snapshot(day: date) -> Snapshot:
    """Return what is known of the shipped snapshot of a day."""
    path = shipped_path(day)
    return describe(shipped_front(day), path.read_bytes(), name=path.name)


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


def unpacked(found: Snapshot, packed: bytes) -> bytes:
    """Return a file's bytes from what the store keeps of it."""
    return zlib.decompressobj().decompress(packed, found.size + 1)


def describe(front: Front, content: bytes, *, name: str) -> Snapshot:
    """Return what is known of a front and its file, as if it had been shipped."""
    return Snapshot(
        id=front.id,
        as_of=front.as_of,
        origin="shipped",
        uncertainty_km=front.uncertainty_km,
        area_km2=front.area_km2,
        source=clean(front.source),
        licence=clean(front.licence),
        method=clean(front.method),
        note=clean(front.note),
        repairs=tuple(map(clean, front.repairs)),
        name=clean(name),
        sha256=sha256(content),
        land=land_of(front),
        rebuilt=front.rebuilt,
    )


def facts_of(described: Snapshot) -> dict[str, object]:
    """Return what an event keeps of an accepted snapshot."""
    facts = asdict(described) | {"as_of": described.as_of.isoformat()}
    return {key: facts[key] for key in facts if key not in ("id", "at", "undone")}


def clean(text: str) -> str:
    """Return text without what no file can hold: halves of a pair of surrogates."""
    return text.encode("utf-8", "replace").decode("utf-8")


def sha256(data: bytes) -> str:
    """Return the SHA-256 of bytes, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def wkb_of(geometry: MultiPolygon | MultiLineString) -> bytes:
    """Return a geometry as the store keeps it."""
    return shapely.to_wkb(geometry, output_dimension=2, byte_order=1)


def shape_of(front: Front) -> MultiPolygon | MultiLineString:
    """Return the zone of a front, or else its line."""
    geometry = front.line if front.zone is None else front.zone
    if geometry is None:
        raise InputError(_("Expected a front with areas or lines, but it has neither."))
    return geometry


def land_of(front: Front) -> str:
    """Return the SHA-256 of a front's zone or line, however it is ordered."""
    return sha256(wkb_of(shapely.normalize(shape_of(front))))


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
        "geometry": shapely.geometry.mapping(shape_of(front)),
    }
    document = {"type": "FeatureCollection", "features": [feature]}
    return json.dumps(document, ensure_ascii=False, allow_nan=False).encode()


def as_gpkg(front: Front) -> bytes:
    """Return a front as a GeoPackage with the layer ``front``."""
    frame = gpd.GeoDataFrame(
        [_properties(front)], geometry=[shape_of(front)], crs=GEOGRAPHIC
    )
    file = io.BytesIO()
    frame.to_file(file, driver="GPKG", layer="front", engine="pyogrio")
    return file.getvalue()
