"""Run alone, by its path, in a process of its own: one untrusted file → WKB and JSON.

``sandbox_worker.py KIND LAYER`` reads the file ``in.*`` in the working directory and
writes ``out.json`` and ``out.wkb`` beside it, geometries in degrees. It imports nothing
of ours, so that a Shapefile costs a quarter of a second and not two. Whatever goes
wrong here ends this process alone; `geo.ingest.sandbox` puts it into words.
"""

import json
import re
import sqlite3
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

#: What is read without GDAL, or asks for its drivers; all else is a driver's name, the
#: only one that may be there.
WITHOUT_GDAL = ("gpkg", "parquet", "drivers")

#: Files beside the one that is opened.
_COMPANIONS = (".shx", ".dbf", ".prj", ".cpg")

_CODE = re.compile(r"(EPSG|ESRI|OGC|IGNF):\w{1,20}")
_WKT = re.compile(r"(PROJ|GEOG|GEOD|COMPD_|COMPOUND)(C?RS|CS)\[", re.IGNORECASE)

#: What makes PROJ look for a file, or run a pipeline that a file names.
_UNSAFE = re.compile(
    "PARAMETERFILE|BOUND_?CRS|EXTENSION|PROJ-BASED|\\+|FILE\\b|GRIDS|OPERATION",
    re.IGNORECASE,
)

#: Triggers and virtual tables that GeoPackage's own extensions define.
_STANDARD = re.compile(
    r"(rtree_|gpkg_|trigger_(insert|delete)_feature_count_)", re.IGNORECASE
)


class Refusal(Exception):
    """What is wrong with the file: a key of `geo.ingest.sandbox`, and its details."""


class Table(NamedTuple):
    """The features of one layer, as their format has them."""

    wkb: Sequence[bytes | None]
    properties: list[dict[str, Any]]
    crs: Any
    #: What was read otherwise than it says, keys of `geo.ingest.sandbox`.
    notes: tuple[str, ...] = ()


def main(kind: str, layer: str) -> None:
    """Read the one file there is, and write what it holds or why it is refused."""
    try:
        read = _OWN.get(kind)
        answer, wkb = _answer(read(layer) if read else _gdal(kind, layer))
    except Refusal as refusal:
        answer, wkb = {"refused": refusal.args[0], "details": refusal.args[1:]}, b""
    except MemoryError:
        answer, wkb = {"refused": "memory", "details": []}, b""
    Path("out.wkb").write_bytes(wkb)
    Path("out.json").write_text(json.dumps(answer), encoding="utf-8")


def _answer(table: Table) -> tuple[dict[str, Any], bytes]:
    """Return the features with their geometries flat and in degrees."""
    import numpy as np
    import shapely

    try:
        geometry = shapely.from_wkb(np.array(table.wkb, dtype=object))
    except NotImplementedError:
        raise Refusal("curves") from None
    has_z = bool(shapely.has_z(geometry).any())
    flat = shapely.force_2d(geometry)
    name, flat = _to_degrees(flat, table.crs)
    blobs = [blob or b"" for blob in shapely.to_wkb(flat)]
    answer = {
        "crs": name,
        "properties": table.properties,
        "sizes": [len(blob) for blob in blobs],
        "notes": [*table.notes, *(["heights"] if has_z else [])],
    }
    return answer, b"".join(blobs)


def _to_degrees(geometry: Any, declared: Any) -> tuple[str, Any]:
    """Return the name of a CRS, empty for WGS84, and geometries moved to degrees."""
    import shapely

    crs = known_crs(declared)
    if is_wgs84(crs):
        return "", geometry
    return called(crs), shapely.transform(geometry, to_degrees(crs))


def to_degrees(crs: Any) -> Callable[[Any], Any]:
    """Return what moves coordinates of a CRS, as rows, to degrees of WGS84."""
    import numpy as np
    from pyproj import Transformer
    from pyproj.aoi import AreaOfInterest

    # Where several ways lead from a datum to WGS84, the one that is best here.
    ukraine: Any = AreaOfInterest(22.0, 44.0, 40.5, 52.5)
    transformer = Transformer.from_crs(
        crs, "EPSG:4326", always_xy=True, area_of_interest=ukraine
    )

    def moved(xy: Any) -> Any:
        return np.column_stack(transformer.transform(xy[:, 0], xy[:, 1]))

    return moved


def known_crs(declared: Any) -> Any:
    """Return the CRS that a code, a WKT or a PROJJSON names, and no other text."""
    from pyproj import CRS
    from pyproj.exceptions import CRSError

    text = declared if isinstance(declared, str) else json.dumps(declared)
    text = text.strip().strip("\0")
    if not text or declared is None:
        raise Refusal("no crs")
    is_json = isinstance(declared, dict)
    if not _CODE.fullmatch(text) and (
        _UNSAFE.search(text) or not (is_json or _WKT.match(text))
    ):
        raise Refusal("crs", text[:80])
    try:
        crs = CRS.from_json_dict(declared) if is_json else CRS.from_user_input(text)
    except CRSError:
        raise Refusal("crs", text[:80]) from None
    if not (crs.is_geographic or crs.is_projected):
        raise Refusal("crs", crs.name[:80])
    return crs.to_2d()


def is_wgs84(crs: Any) -> bool:
    """Return whether coordinates are degrees of WGS84 already."""
    if not crs.is_geographic:
        return False
    return bool(crs.name in ("WGS 84", "WGS 84 (CRS84)") or crs.to_epsg() == 4326)


def called(crs: Any) -> str:
    """Return the register's name and code of a CRS."""
    authority = crs.to_authority(min_confidence=70)
    return f"{crs.name} ({':'.join(authority)})" if authority else str(crs.name)


def _gdal(driver: str, layer: str, *, encoding: str | None = None) -> Table:
    """Read by GDAL, which has one driver only."""
    _go_without()
    import pyogrio
    import pyogrio.raw
    from pyogrio.errors import DataLayerError, DataSourceError

    # One more that could open files would be one too many.
    if set(pyogrio.list_drivers(read=True)) != {driver}:
        raise Refusal("drivers")
    (file,) = (one for one in Path().glob("in.*") if one.suffix not in _COMPANIONS)
    try:
        names = [str(name) for name, _kind in pyogrio.list_layers(file)]
        if not names:
            raise Refusal("no layers")
        meta, _fids, wkb, columns = pyogrio.raw.read(
            file, layer=_one_of(names, layer), encoding=encoding
        )
    except (DataSourceError, DataLayerError):
        raise Refusal("unreadable") from None
    fields = list(meta["fields"])
    rows = zip(*(column.tolist() for column in columns), strict=True)
    properties = [dict(zip(fields, map(_plain, row), strict=True)) for row in rows]
    nothing: list[dict[str, Any]] = [{} for _ in wkb]
    return Table(wkb, properties or nothing, meta["crs"])


def _one_of(names: Sequence[str], wanted: str) -> str:
    """Return the layer that is wanted, or the only one."""
    if wanted in names:
        return wanted
    if wanted or len(names) > 1:
        raise Refusal("layers", *sorted(names))
    return names[0]


def _go_without() -> None:
    """Keep pyogrio from loading what takes a second and is of no use here."""
    absent: dict[str, Any] = dict.fromkeys(("geopandas", "pandas", "pyarrow"))
    sys.modules.update(absent)


def _shapefile(layer: str) -> Table:
    if not Path("in.prj").exists():
        raise Refusal("no prj")
    encoding: str | None = None
    notes: tuple[str, ...] = ()
    dbf = Path("in.dbf")
    if dbf.exists() and not Path("in.cpg").exists():
        try:
            dbf.read_bytes()[32:].decode("utf-8")
            encoding = "UTF-8"
        except UnicodeDecodeError:
            encoding, notes = "CP1251", ("cp1251",)
    return _gdal("ESRI Shapefile", layer, encoding=encoding)._replace(notes=notes)


def _plain(value: Any) -> Any:
    """Return a value that JSON can hold."""
    if value is None or type(value) in (str, bool, int):
        return value
    if type(value) is float:
        return value if abs(value) < float("inf") else None
    return None if isinstance(value, bytes) else str(value)


def _gpkg(layer: str) -> Table:
    """Read a GeoPackage by SQL that looks at plain tables only, and writes nothing."""
    db = sqlite3.connect("file:in.gpkg?mode=ro&immutable=1", uri=True)
    db.text_factory = lambda raw: raw.decode("utf-8", "replace")
    try:
        db.execute("PRAGMA trusted_schema = OFF")
        plain = _plain_tables(db)
        return _features(db, _chosen(db, plain, layer))
    except (sqlite3.Error, OverflowError):
        raise Refusal("unreadable") from None


def _plain_tables(db: sqlite3.Connection) -> set[str]:
    """Return the names of tables; refuse whatever could run when they are read."""
    csv_points = set()
    for kind, name, sql in db.execute("SELECT type, name, sql FROM sqlite_master"):
        virtual = bool(re.match(r"\s*CREATE\s+VIRTUAL", sql or "", re.IGNORECASE))
        if kind == "view" or (
            (kind == "trigger" or virtual) and not _STANDARD.match(name)
        ):
            raise Refusal("active", "view" if kind == "view" else kind, name[:80])
        if kind == "table" and not virtual:
            csv_points.add(name)
    return csv_points


def _chosen(db: sqlite3.Connection, plain: set[str], layer: str) -> tuple[str, str]:
    """Return the table and the geometry column of the one layer, or of the choice."""
    found = {
        str(table): str(column)
        for table, column in db.execute(
            "SELECT table_name, column_name FROM gpkg_geometry_columns"
        )
        if table in plain
    }
    if not found:
        raise Refusal("no layers")
    table = _one_of([*found], layer)
    return table, found[table]


def _features(db: sqlite3.Connection, place: tuple[str, str]) -> Table:
    table, column = place
    quoted = '"' + table.replace('"', '""') + '"'
    cursor = db.execute(f"SELECT * FROM {quoted}")
    names = [about[0] for about in cursor.description]
    if column not in names:
        raise Refusal("unreadable")
    where = names.index(column)
    wkb, properties = [], []
    for row in cursor:
        wkb.append(_wkb(row[where]))
        attribute_values = zip(names, row, strict=True)
        properties.append({k: _plain(v) for k, v in attribute_values if k != column})
    return Table(wkb, properties, _gpkg_crs(db, table))


def _wkb(blob: Any) -> bytes | None:
    """Return the WKB behind the header that GeoPackage puts before it."""
    if blob is None:
        return None
    if not isinstance(blob, bytes) or blob[:2] != b"GP" or len(blob) < 8:
        raise Refusal("unreadable")
    flags = blob[3]
    envelope = {0: 0, 1: 32, 2: 48, 3: 48, 4: 64}.get(flags >> 1 & 7)
    if envelope is None:
        raise Refusal("unreadable")
    return None if flags >> 4 & 1 else blob[8 + envelope :]


def _gpkg_crs(db: sqlite3.Connection, table: str) -> str | None:
    row = db.execute(
        "SELECT s.organization, s.organization_coordsys_id, s.definition "
        "FROM gpkg_geometry_columns g JOIN gpkg_spatial_ref_sys s USING (srs_id) "
        "WHERE g.table_name = ?",
        [table],
    ).fetchone()
    if row is None:
        return None
    code = f"{row[0]}:{row[1]}".upper()
    return code if _CODE.fullmatch(code) else str(row[2])


def _parquet(layer: str) -> Table:
    import pyarrow as pa
    from pyarrow import parquet

    try:
        file = parquet.ParquetFile("in.parquet")
        about = json.loads((file.schema_arrow.metadata or {}).get(b"geo", b"null"))
        if not isinstance(about, dict):
            raise Refusal("no geo")
        column = about.get("primary_column")
        own = about.get("columns", {}).get(column, {})
        if str(own.get("encoding", "")).upper() != "WKB":
            raise Refusal("encoding", str(own.get("encoding"))[:40])
        table = file.read(use_threads=False)
    except (pa.ArrowException, OSError, ValueError, AttributeError):
        raise Refusal("unreadable") from None
    rows = table.drop_columns([column]).to_pylist()
    # Without a CRS it is longitude and latitude; with null it is not known.
    return Table(
        [bytes(blob) if blob else None for blob in table[column].to_pylist()],
        [{k: _plain(v) for k, v in row.items()} for row in rows],
        own.get("crs", "OGC:CRS84"),
    )


def _drivers(layer: str) -> Table:
    _go_without()
    import pyogrio

    raise Refusal("drivers", *pyogrio.list_drivers(read=True))


#: What is not read by a driver of GDAL alone.
_OWN: dict[str, Callable[[str], Table]] = {
    "ESRI Shapefile": _shapefile,
    "gpkg": _gpkg,
    "parquet": _parquet,
    "drivers": _drivers,
}


if __name__ == "__main__":
    main(*sys.argv[1:])
