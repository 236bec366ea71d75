"""Invalid files, each with the words that its refusal must hold.

Used wherever a file enters: the readers, the command line, the web page.
"""

import gzip
import io
import json
import zipfile
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

Json = dict[str, Any]

#: Names that are code somewhere. Each is a name, and must come out as it went in.
HOSTILE_NAMES = (
    "{{ 7*7 }}",
    "{# ",
    "{% raw %}",
    "</script><script>alert(1)</script>",
    "${alert(1)}",
    "`${alert(1)}`",
    '=HYPERLINK("http://example.org","x")',
    "+1+1",
    "@SUM(A1)",
    "<img src=x onerror=alert(1)>",
    "![x](http://example.org/x.png)",
    "%s %(x)s {0} {name}",
    "'; DROP TABLE deposits; --",
)

#: A square kilometre or so of Ukraine's land, near Kryvyi Rih.
SQUARE = [[33.0, 48.0], [33.1, 48.0], [33.1, 48.1], [33.0, 48.1], [33.0, 48.0]]


class InvalidFile(NamedTuple):
    """A file that cannot be accepted."""

    id: str
    data: bytes
    #: Each must stand in the refusal, in any case.
    words: tuple[str, ...]
    filename: str = "front-2026-01-01.geojson"


def feature(geometry: object, **properties: object) -> Json:
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def geometry(kind: str, coordinates: object) -> Json:
    return {"type": kind, "coordinates": coordinates}


def point(lon: object = 33.0, lat: object = 48.0, **properties: object) -> Json:
    return feature(geometry("Point", [lon, lat]), **{"name": "A", **properties})


def area(ring: object = SQUARE, **properties: object) -> Json:
    return feature(geometry("Polygon", [ring]), **{"name": "A", **properties})


def collection(*features: object, **members: object) -> bytes:
    whole = {"type": "FeatureCollection", **members, "features": features}
    return json.dumps(whole, ensure_ascii=False).encode()


def raw(coordinates: str, kind: str = "Point") -> bytes:
    """Return a file whose coordinates are not what `json.dumps` would write."""
    return collection(feature(geometry(kind, "@"), name="A")).replace(
        b'"@"', coordinates.encode()
    )


def ring_at(lon: object, lat: object) -> list[Any]:
    """Return a ring that begins and ends at a place that may be nonsense."""
    return [[lon, lat], *SQUARE[1:4], [lon, lat]]


def box(
    lon: float, lat: float, *, width: float = 0.1, height: float = 0.1
) -> list[Any]:
    """Return the ring of a box, its lower left corner given."""
    east, north = lon + width, lat + height
    return [[lon, lat], [east, lat], [east, north], [lon, north], [lon, lat]]


def zipped(files: Mapping[str, str | bytes]) -> bytes:
    """Return a zip of files, by their names."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return target.getvalue()


def zipped_geojson(**files: bytes) -> bytes:
    """Return a zip of files called ``NAME.geojson``."""
    return zipped({f"{name}.geojson": data for name, data in files.items()})


VALID_DEPOSITS = collection(point(name="A"), point(33.5, 48.5, name="B"))
VALID_FRONT = collection(area())

#: Refused by every reader, whatever was asked for.
FILES = (
    InvalidFile("empty", b"", ("empty", "download")),
    InvalidFile("white space", b" \n\t ", ("empty",)),
    InvalidFile("byte order mark alone", b"\xef\xbb\xbf", ("empty",)),
    InvalidFile("error text", b"404: Not Found", ("GeoJSON", "404: Not Found")),
    InvalidFile("not JSON", b"hello world", ("GeoJSON", "hello world")),
    InvalidFile(
        "web page",
        b"<!DOCTYPE html>\n<html><head><title>Sign in</title></head></html>",
        ("web page (HTML)", "download"),
    ),
    InvalidFile("web page after a mark", b"\xef\xbb\xbf\n <HTML><body>", ("web page",)),
    InvalidFile(
        "Git-LFS pointer",
        b"version https://git-lfs.github.com/spec/v1\n"
        b"oid sha256:4665a5ea423c2713d436b5ee50593a9640e0018c1550b5a0002f74190d6caea8\n"
        b"size 12345\n",
        ("Git-LFS pointer", "git lfs pull"),
    ),
    InvalidFile("zip", zipped({"front.txt": b"x"}), ("zip", "GeoJSON")),
    InvalidFile(
        "zipped text",
        zipped({"front.geojson": b"x"}),
        ("map file inside", "front.geojson"),
    ),
    InvalidFile(
        "zipped shapefile of text",
        zipped({"front.shp": b"x"}),
        ("front.shp: expected",),
    ),
    InvalidFile(
        "workbook",
        zipped({"xl/workbook.xml": b"x"}),
        ("map file inside", "workbook.xml"),
    ),
    InvalidFile("gzip", gzip.compress(VALID_FRONT), ("gzip",)),
    InvalidFile("GeoPackage", b"SQLite format 3\0" + bytes(90), ("GeoPackage",)),
    InvalidFile("FlatGeobuf", b"fgb\x03fgb\x00" + bytes(90), ("FlatGeobuf",)),
    InvalidFile("Parquet", b"PAR1\x15\x04" + bytes(90), ("Parquet",)),
    InvalidFile("shapefile", b"\0\0\x27\x0a" + bytes(96), ("Shapefile",)),
    InvalidFile("PDF", b"%PDF-1.7\n%\xe2\xe3", ("PDF",)),
    InvalidFile("picture", b"\x89PNG\r\n\x1a\n" + bytes(90), ("PNG",)),
    InvalidFile("old workbook", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", ("Excel (.xls)",)),
    InvalidFile("binary", bytes(range(256)), ("binary", "GeoJSON")),
    InvalidFile(
        "KML",
        b'<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2"></kml>',
        ("at least one feature",),
    ),
    InvalidFile(
        "TopoJSON", b'{"type":"Topology","objects":{},"arcs":[]}', ("TopoJSON",)
    ),
    InvalidFile(
        "Esri JSON",
        b'{"geometryType":"esriGeometryPolygon","features":[]}',
        ("at least one feature",),
    ),
    InvalidFile("UTF-16", VALID_FRONT.decode().encode("utf-16"), ("UTF-16", "UTF-8")),
    InvalidFile(
        "UTF-16 unmarked", VALID_FRONT.decode().encode("utf-16-be"), ("UTF-16", "UTF-8")
    ),
    InvalidFile(
        "Windows-1251",
        collection(area(name="Шахта")).decode().encode("cp1251"),
        ("UTF-8", "byte"),
    ),
    InvalidFile("cut off", VALID_FRONT[:-40], ("breaks off", "column")),
    InvalidFile("cut off in a text", VALID_FRONT[:30], ("breaks off",)),
    InvalidFile("text after the end", VALID_FRONT + b" x", ("more follows",)),
    InvalidFile(
        "missing comma", VALID_FRONT.replace(b", ", b" ", 1), ("not valid JSON",)
    ),
    InvalidFile("Python literal", b"{'type': 'Feature'}", ("not valid JSON", "line 1")),
    InvalidFile("100,000 brackets", b"[" * 100_000, ("nested", "export")),
    InvalidFile("100,000 pairs", b"[" * 100_000 + b"]" * 100_000, ("nested",)),
    InvalidFile("100,000 objects", b'{"a":' * 100_000, ("nested",)),
    InvalidFile(
        "brackets as coordinates", raw("[" * 100_000 + "]" * 100_000), ("nested",)
    ),
    InvalidFile("500 pairs as coordinates", raw("[" * 500 + "]" * 500), ("feature 1",)),
    InvalidFile(
        "500 pairs as CRS",
        collection(area(), crs="@").replace(b'"@"', b"[" * 500 + b"]" * 500),
        ("crs", "list"),
    ),
    InvalidFile("millions of brackets", b"[" + b"[]," * 4_100_000, ("2,000,000",)),
    InvalidFile("NaN", raw("[33.0, NaN]"), ("finite", "NaN")),
    InvalidFile("Infinity", raw("[-Infinity, 48.0]"), ("finite", "-Infinity")),
    InvalidFile("5,000 digits", raw(f"[{'1' * 5000}, 48.0]"), ("digits",)),
    InvalidFile("a list", b"[1, 2, 3]", ("other JSON", "FeatureCollection")),
    InvalidFile("kind is a list", b'{"type": ["Feature"]}', ("other JSON",)),
    InvalidFile("no features", collection(), ("at least one feature",)),
    InvalidFile("features null", b'{"type":"FeatureCollection"}', ("other JSON",)),
    InvalidFile("entry null", collection(area(), None), ("entry 2", "null")),
    InvalidFile(
        "entry a geometry", collection(geometry("Point", [33, 48])), ("entry 1",)
    ),
    InvalidFile(
        "properties a list",
        collection({"type": "Feature", "properties": [1], "geometry": None}),
        ("entry 1", "properties"),
    ),
    InvalidFile(
        "CRS of no register",
        collection(
            area(),
            crs={"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::9999"}},
        ),
        ("EPSG:9999", "WGS84", "export"),
    ),
    InvalidFile(
        "CRS of a feature",
        collection({**area(), "crs": {"type": "EPSG", "properties": {"code": 32636}}}),
        ("32636",),
    ),
)

#: One bad place, as a point for deposits and as the corner of an area for a front.
_PLACES: tuple[tuple[str, object, object, tuple[str, ...]], ...] = (
    ("text", "33.0", 48.0, ("feature 2", "text “33.0”")),
    ("boolean", True, 48.0, ("feature 2", "true")),
    ("null", None, 48.0, ("feature 2", "null")),
    ("object", {}, 48.0, ("feature 2", "object")),
    ("list", 33.0, [48.0], ("feature 2", "list")),
    ("huge whole number", 10**400, 48.0, ("feature 2", "infinite")),
    ("past the antimeridian", 200.0, 48.0, ("feature 2", "200")),
    ("past the pole", 33.0, 91.0, ("feature 2", "91")),
    ("Web Mercator", 3.7e6, 6.1e6, ("degrees", "3857", "WGS84")),
    ("UTM", 5.1e5, 5.3e6, ("degrees", "UTM", "WGS84")),
    ("Gauss-Krüger", 6.4e6, 5.3e6, ("degrees", "Gauss-Krüger", "WGS84")),
    ("other metres", 1e12, 5.0, ("degrees", "metres", "WGS84")),
)

#: A geometry that no reader takes.
_GEOMETRIES: tuple[tuple[str, object, tuple[str, ...]], ...] = (
    ("infinite", "[[1e999, 48.0]]", ("feature 1", "infinite")),
    ("flat", "[33.0, 48.0, 33.1, 48.1]", ("feature 1", "pair of numbers")),
    ("object", '{"lon": 33.0}', ("feature 1", "MultiPoint")),
    ("one number", "[[33.0]]", ("feature 1", "fewer than two")),
    ("a number", "33.0", ("feature 1", "MultiPoint")),
)

_KINDS: tuple[tuple[str, object, tuple[str, ...]], ...] = (
    ("unknown kind", geometry("Circle", [33, 48]), ("feature 1", "unknown kind")),
    ("kind a list", {"type": [], "coordinates": []}, ("feature 1", "unknown kind")),
    ("geometry a text", "POINT (33 48)", ("feature 1", "unknown kind")),
    (
        "collection of nonsense",
        {"type": "GeometryCollection", "geometries": 7},
        ("feature 1", "unknown kind"),
    ),
    ("ring of two", geometry("Polygon", [SQUARE[:2]]), ("feature 1", "ring of 2")),
    ("ring of none", geometry("Polygon", [[]]), ("feature 1", "ring of 0")),
    (
        "ring of three, closed",
        geometry("Polygon", [[SQUARE[0], SQUARE[1], SQUARE[0]]]),
        ("feature 1", "ring of 3"),
    ),
    ("line of one", geometry("LineString", [SQUARE[0]]), ("feature 1", "line of 1")),
)


def _bad_geometries() -> Iterable[InvalidFile]:
    for called, coordinates, words in _GEOMETRIES:
        data = raw(str(coordinates), "MultiPoint")
        yield InvalidFile(f"coordinates: {called}", data, words)
    for called, shape, words in _KINDS:
        yield InvalidFile(
            f"geometry: {called}", collection(feature(shape, name="A")), words
        )


GEOMETRIES = tuple(_bad_geometries())

DEPOSITS = (
    *FILES,
    *GEOMETRIES,
    *(
        InvalidFile(f"place: {called}", collection(point(), point(lon, lat)), words)
        for called, lon, lat, words in _PLACES
    ),
    InvalidFile("swapped", collection(point(48.0, 33.0)), ("swapped", "longitude")),
    InvalidFile(
        "in Paris", collection(point(), point(2.35, 48.86)), ("Ukraine", "1 lie")
    ),
    InvalidFile("in Moscow", collection(point(37.6, 55.75)), ("Ukraine", "feature 1")),
    InvalidFile("in Chișinău", collection(point(28.86, 47.01)), ("Ukraine",)),
    InvalidFile("area in Paris", collection(area(box(2.35, 48.86))), ("Ukraine",)),
    InvalidFile(
        "area over Europe",
        collection(area(box(20.0, 46.0, width=15, height=5))),
        ("beyond",),
    ),
    InvalidFile("no place", collection(feature(None, name="A")), ("no place", "“A”")),
    InvalidFile("empty place", collection(area([])), ("ring of 0",)),
    InvalidFile(
        "empty point",
        collection(feature(geometry("Point", []), name="A")),
        ("no place", "“A”"),
    ),
    InvalidFile(
        "empty collection",
        collection(feature({"type": "GeometryCollection", "geometries": []}, name="A")),
        ("no place",),
    ),
    InvalidFile(
        "line",
        collection(feature(geometry("LineString", SQUARE[:2]), name="Shaft")),
        ("LineString", "“Shaft”", "points or polygons"),
    ),
    InvalidFile(
        "two points",
        collection(feature(geometry("MultiPoint", SQUARE[:2]), name="A")),
        ("MultiPoint",),
    ),
    InvalidFile(
        "area of nothing",
        collection(area([SQUARE[0], SQUARE[1], SQUARE[0], SQUARE[0]])),
        ("encloses nothing", "“A”"),
    ),
    InvalidFile(
        "no name", collection(point(), point(name=None)), ("feature 2: no name",)
    ),
    InvalidFile("blank name", collection(point(name=" \0 ")), ("no name", "name_en")),
    InvalidFile("name an object", collection(point(name={"en": "A"})), ("no name",)),
    InvalidFile(
        "duplicate ids",
        collection(point(id="x"), point(33.5, 48.0, id="x")),
        ("id “x”", "2 times"),
    ),
    InvalidFile(
        "unknown status", collection(point(status="busy")), ("busy", "operating")
    ),
    InvalidFile(
        "unknown group", collection(point(commodity_group="gems")), ("gems", "coal")
    ),
    InvalidFile(
        "unknown licence", collection(point(licence_state=7)), ("licence_state", "held")
    ),
    InvalidFile(
        "negative uncertainty",
        collection(point(location_uncertainty_km=-1)),
        ("location_uncertainty_km", "-1"),
    ),
    InvalidFile(
        "uncertainty in metres",
        collection(point(location_uncertainty_km=5000)),
        ("5000", "km"),
    ),
    InvalidFile(
        "uncertainty no number",
        collection(point(location_uncertainty_km="nan")),
        ("location_uncertainty_km", "nan"),
    ),
    InvalidFile(
        "quantity no number", collection(point(resource_quantity="1_000")), ("1_000",)
    ),
    InvalidFile("list no truth", collection(point(on_list_57="maybe")), ("maybe",)),
    InvalidFile("notes an object", collection(point(notes={})), ("notes", "object")),
    InvalidFile(
        "scribble",
        collection(
            area(
                [
                    [23 + i * 7919 % 1700 / 100, 45 + i * 6007 % 701 / 100]
                    for i in range(3000)
                ]
            )
        ),
        ("cross", "200,000"),
    ),
    InvalidFile(
        "table without places", b"name,x,y\nA,33,48\n", ("lon and lat", "x, y")
    ),
    InvalidFile("table without rows", b"name,lon,lat\n", ("at least one feature",)),
    InvalidFile("table with a word", b"name,lon,lat\nA,east,48\n", ("row 2", "east")),
    InvalidFile(
        "table in degrees, minutes", "name,lon,lat\nA,33°30′,48\n".encode(), ("33°30′",)
    ),
    InvalidFile("table with an infinity", b"name,lon,lat\nA,1e999,48\n", ("1e999",)),
    InvalidFile(
        "table with a decimal comma",
        b'name,lon,lat\nA,"33,5","48,5"\n',
        ("row 2", "33,5"),
    ),
    InvalidFile(
        "table with a gap", b"name,lon,lat\nA,33,48\nB,33,\n", ("row 3", "no place")
    ),
    InvalidFile("table without name", b"lon,lat\n33,48\n", ("row 2", "no name")),
    InvalidFile(
        "table with a comma in a text",
        b"name,lon,lat\nA, or B,33,48\n",
        ("row 2", "quotation marks"),
    ),
    InvalidFile(
        "table with an open quote", b'name,lon,lat\n"A,33,48\n', ("quotation",)
    ),
    InvalidFile(
        "table with two lon", b"lon,lon,lat,name\n1,2,3,A\n", ("one column lon",)
    ),
    InvalidFile("table in metres", b"name,lon,lat\nA,3700000,6100000\n", ("3857",)),
    InvalidFile("table past the pole", b"name,lon,lat\nA,33,95\n", ("row 2", "95")),
    InvalidFile("table swapped", b"name,lon,lat\nA,48,33\n", ("swapped",)),
    InvalidFile(
        "table with a long cell",
        b"name,lon,lat\n" + b"A" * 200_000 + b",33,48\n",
        ("cell",),
    ),
    InvalidFile("table in no encoding", b"name,lon,lat\n\xff\x98,33,48\n", ("UTF-8",)),
)

FRONTS = (
    *FILES,
    *GEOMETRIES,
    *(
        InvalidFile(
            f"place: {called}", collection(area(), area(ring_at(lon, lat))), words
        )
        for called, lon, lat, words in _PLACES
    ),
    InvalidFile("swapped", collection(area(box(48.0, 33.0))), ("swapped",)),
    InvalidFile("in Paris", collection(area(box(2.35, 48.86))), ("Ukraine's land",)),
    InvalidFile("points alone", collection(point()), ("neither", "polygons")),
    InvalidFile("no geometry", collection(feature(None)), ("neither",)),
    InvalidFile(
        "empty geometry",
        collection(feature(geometry("MultiPolygon", []))),
        ("neither",),
    ),
    InvalidFile(
        "area of nothing",
        collection(area([SQUARE[0], SQUARE[1], SQUARE[0], SQUARE[0]])),
        ("neither",),
    ),
    InvalidFile(
        "line of nothing",
        collection(feature(geometry("LineString", [SQUARE[0], SQUARE[0]]))),
        ("neither",),
    ),
    InvalidFile(
        "strips that make a weave",
        collection(
            *(area(box(23, 45 + i / 100, width=17, height=0.005)) for i in range(600)),
            *(area(box(23 + i / 50, 45, width=0.01, height=6)) for i in range(600)),
        ),
        ("cross", "200,000"),
    ),
    InvalidFile("table", b"name,lon,lat\nA,33,48\n", ("table", "GeoJSON")),
    InvalidFile("no day", VALID_FRONT, ("as-of date",), "front.geojson"),
    InvalidFile(
        "two days", VALID_FRONT, ("as-of date",), "2025-01-01_2026-01-01.geojson"
    ),
    InvalidFile(
        "no such day", VALID_FRONT, ("20260231", "calendar"), "20260231.geojson"
    ),
    InvalidFile(
        "no such day inside", collection(area(as_of="2025-13-01")), ("calendar",)
    ),
    InvalidFile(
        "uncertainty no number",
        collection(area(uncertainty_km="far")),
        ("uncertainty", "far"),
    ),
    InvalidFile(
        "uncertainty negative",
        collection(area(uncertainty_km=-1)),
        ("uncertainty", "-1"),
    ),
)
