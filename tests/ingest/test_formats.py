"""Every format gives the same zone; every invalid file in them is refused in words."""

import io
import json
import sqlite3
import subprocess
import zipfile
from collections import Counter
from datetime import date
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from shapely.geometry import MultiPolygon, Point, Polygon, box

from geo.errors import SchemaError
from geo.geodesy.crs import GEOGRAPHIC, area_km2
from geo.ingest import area_classes, sandbox, sandbox_worker, settlements
from geo.ingest.area_classes import AreaClass, class_of, classify
from geo.ingest.dates import day_of
from geo.ingest.file import File
from geo.ingest.workers import TooManyWorkers, TooSlow, WorkerError
from geo.update.check import Outcome, check_bulk, check_front
from tests.invalid_files import area, collection, geometry, zipped

DAY = date(2026, 9, 1)

#: A zone of two parts, one with a hole, and land that was liberated. All in Ukraine.
HOLED = Polygon(
    [(36, 47.2), (37, 47.2), (37, 48), (36, 48)],
    [[(36.2, 47.4), (36.6, 47.4), (36.6, 47.6), (36.2, 47.6)]],
)
ZONE = MultiPolygon([HOLED, box(38, 48, 38.5, 48.5)])
LIBERATED = box(36.25, 47.45, 36.35, 47.55)

#: Points inside the zone, in its hole, in what was liberated, and far off.
PLACES = shapely.points(
    [(36.1, 47.3), (38.1, 48.1), (36.5, 47.5), (36.3, 47.5), (31, 50)]
)


@pytest.fixture(scope="module")
def frame():
    return gpd.GeoDataFrame(
        {"status": ["Occupied", "Liberated"]},
        geometry=[ZONE, LIBERATED],
        crs=GEOGRAPHIC,
    )


def written(frame, folder, ending, *, crs=GEOGRAPHIC, driver=None):
    path = folder / f"front{ending}"
    frame.to_crs(crs).to_file(path, driver=driver)
    return path.read_bytes()


def shapefile(frame, folder, *, crs=GEOGRAPHIC, without=()):
    frame.to_crs(crs).to_file(folder / "front.shp")
    files = {f.name: f.read_bytes() for f in folder.glob("front.*")}
    return zipped({k: v for k, v in files.items() if k not in without})


def parquet(frame, folder, *, crs=GEOGRAPHIC):
    frame.to_crs(crs).to_parquet(folder / "front.parquet")
    return (folder / "front.parquet").read_bytes()


def features(frame):
    return json.loads(frame.to_json())["features"]


def raw_api(frame):
    """The daily map's own form: names in two languages, heights, points between."""
    names = {
        "Occupied": "Occupied /// Окуповано",
        "Liberated": "Liberated /// Звільнено",
    }
    kept = features(frame)
    for one in kept:
        one["properties"] = {
            "name": names[one["properties"]["status"]],
            "fill": "#a52714",
        }
        for polygon in nested(one["geometry"]):
            for ring in polygon:
                for position in ring:
                    position.append(0)
    kept.insert(
        1,
        {
            "type": "Feature",
            "properties": {"name": "Unit"},
            "geometry": geometry("Point", [36.5, 47.5, 0]),
        },
    )
    inner = {"type": "FeatureCollection", "features": kept}
    return json.dumps(
        {"id": 1788300000, "datetime": "2026-09-01T20:00:00Z", "map": inner}
    ).encode()


def nested(shape):
    rings = shape["coordinates"]
    return [rings] if shape["type"] == "Polygon" else rings


def sequence(frame, mark=b""):
    return b"".join(mark + json.dumps(one).encode() + b"\n" for one in features(frame))


def esri(frame, *, wkid=4326):
    """Rings flat, outer ones clockwise."""
    moved = frame.to_crs(wkid)
    made = []
    for status, shape in zip(moved["status"], moved.geometry, strict=True):
        parts = shapely.orient_polygons(shapely.get_parts(shape), exterior_cw=True)
        rings = [shapely.get_coordinates(r).tolist() for r in shapely.get_rings(parts)]
        made.append({"attributes": {"status": status}, "geometry": {"rings": rings}})
    return json.dumps(
        {
            "geometryType": "esriGeometryPolygon",
            "spatialReference": {"wkid": wkid},
            "features": made,
        }
    ).encode()


def topology(frame, *, quantised=False):
    """Each ring an arc of its own, or the same as steps on a grid."""
    arcs, members = [], []
    for one in features(frame):
        numbers = []
        for polygon in nested(one["geometry"]):
            numbers.append([[len(arcs) + i] for i in range(len(polygon))])
            arcs += [[position[:2] for position in ring] for ring in polygon]
        members.append(
            {"type": "MultiPolygon", "arcs": numbers, "properties": one["properties"]}
        )
    document = {
        "type": "Topology",
        "objects": {"front": {"type": "GeometryCollection", "geometries": members}},
    }
    if quantised:
        arcs = [
            np.diff(
                np.round(np.array(arc) * 1000).astype(int), axis=0, prepend=[[0, 0]]
            ).tolist()
            for arc in arcs
        ]
        document["transform"] = {"scale": [0.001, 0.001], "translate": [0, 0]}
    return json.dumps({**document, "arcs": arcs}).encode()


def wkt_table(frame, column="wkt", mark=","):
    rows = [f"status{mark}{column}"]
    rows += [
        f'{s}{mark}"{g.wkt}"'
        for s, g in zip(frame["status"], frame.geometry, strict=True)
    ]
    return "\n".join(rows).encode()


FORMATS = {
    "GeoJSON": lambda f, t: f.to_json().encode(),
    "GeoJSON after a mark": lambda f, t: b"\xef\xbb\xbf" + f.to_json().encode(),
    "GeoJSON in metres": lambda f, t: f.to_crs(3857).to_json().encode(),
    "GeoJSON in UTM": lambda f, t: f.to_crs(32636).to_json().encode(),
    "raw": lambda f, t: raw_api(f),
    "GeoJSONSeq": lambda f, t: sequence(f),
    "GeoJSONSeq with marks": lambda f, t: sequence(f, b"\x1e"),
    "Esri JSON": lambda f, t: esri(f),
    "Esri JSON in metres": lambda f, t: esri(f, wkid=3857),
    "TopoJSON": lambda f, t: topology(f),
    "TopoJSON on a grid": lambda f, t: topology(f, quantised=True),
    "Shapefile": lambda f, t: shapefile(f, t),
    "Shapefile in UTM": lambda f, t: shapefile(f, t, crs="EPSG:32637"),
    "Shapefile without index": lambda f, t: shapefile(
        f, t, without=("front.shx", "front.cpg")
    ),
    "GeoPackage": lambda f, t: written(f, t, ".gpkg"),
    "GeoPackage in metres": lambda f, t: written(f, t, ".gpkg", crs="EPSG:3857"),
    "FlatGeobuf": lambda f, t: written(f, t, ".fgb"),
    "FlatGeobuf in UTM": lambda f, t: written(f, t, ".fgb", crs="EPSG:32636"),
    "GeoParquet": lambda f, t: parquet(f, t),
    "GeoParquet in UTM": lambda f, t: parquet(f, t, crs="EPSG:32636"),
    "KML": lambda f, t: written(f, t, ".kml", driver="KML"),
    "KMZ": lambda f, t: zipped(
        {"doc.kml": written(f, t, ".kml", driver="LIBKML"), "images/a.png": b"\x89PNG"}
    ),
    "CSV with WKT": lambda f, t: wkt_table(f),
    "CSV of another column": lambda f, t: wkt_table(f, "the_geom", ";"),
    "GeoJSON in a zip": lambda f, t: zipped(
        {"a/front.geojson": f.to_json(), "readme.txt": "hello"}
    ),
    "GeoPackage in a zip": lambda f, t: zipped({"front.gpkg": written(f, t, ".gpkg")}),
    "KMZ in a zip": lambda f, t: zipped(
        {"front.kmz": zipped({"doc.kml": written(f, t, ".kml", driver="KML")})}
    ),
}


def checked(data, **options):
    return check_front(
        data, **{"name": "front.dat", "as_of": DAY, "today": DAY, **options}
    )


@pytest.mark.parametrize("called", FORMATS)
def test_every_format_gives_the_same_zone(called, frame, tmp_path):
    check = checked(FORMATS[called](frame, tmp_path))
    assert not check.refusals
    assert check.front.area_km2 == pytest.approx(area_km2(ZONE), rel=1e-6)
    inside = shapely.intersects(check.front.zone, PLACES)
    assert inside.tolist() == [True, True, False, False, False]
    kinds = {(one.kind.value, one.km2 > 0) for one in check.areas}
    assert kinds == {("occupied", True), ("other", True)}
    assert not check.questions


@pytest.mark.parametrize("called", [c for c in FORMATS if "UTM" in c or "metres" in c])
def test_a_converted_crs_is_reported_by_its_name(called, frame, tmp_path):
    check = checked(FORMATS[called](frame, tmp_path))
    assert "EPSG:32" in check.crs or "EPSG:3857" in check.crs
    assert any(check.crs in repair.text for repair in check.repairs)


def test_old_gauss_kruger_metres_are_converted(frame, tmp_path):
    check = checked(shapefile(frame, tmp_path, crs="EPSG:28407"))
    assert "Pulkovo 1942" in check.crs
    assert check.front.area_km2 == pytest.approx(area_km2(ZONE), rel=1e-5)


def test_the_raw_form_shows_its_day_and_drops_heights_and_points(frame):
    check = check_front(raw_api(frame), name="x.json", today=DAY)
    assert (check.as_of, check.area_attribute) == (DAY, "name")
    assert "datetime" in check.as_of_from
    found = " ".join(repair.text for repair in check.repairs)
    assert "Heights" in found
    assert "points 1" in found


# Refusals


def kml(body, head=""):
    return (
        f'<?xml version="1.0"?>{head}<kml xmlns="http://www.opengis.net/kml/2.2">'
        f"<Document>{body}</Document></kml>"
    ).encode()


PLACEMARK = (
    "<Placemark><name>Occupied</name><Polygon><outerBoundaryIs><LinearRing>"
    "<coordinates>36,47 37,47 37,48 36,47</coordinates>"
    "</LinearRing></outerBoundaryIs></Polygon></Placemark>"
)

SQUARE = "POLYGON ((36 47, 37 47, 37 48, 36 47))"

VRT = (
    b"<OGRVRTDataSource><OGRVRTLayer name='x'><SrcDataSource>/etc/passwd"
    b"</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>"
)

#: Never given to a library: those who open files and hosts by name.
NEVER = {
    "virtual layer": (VRT, "XML"),
    "pipeline": (
        b'{"type":"gdal_streamed_alg","command_line":"gdal vector read /etc/passwd"}',
        "other JSON",
    ),
    "web service": (
        b"<OGRWFSDataSource><URL>http://127.0.0.1:9/</URL></OGRWFSDataSource>",
        "XML",
    ),
    "virtual layer in a zip": (zipped({"front.vrt": VRT}), "none of the formats"),
    "CRS behind a link": (
        collection(
            area(), crs={"type": "link", "properties": {"href": "http://127.0.0.1:9/"}}
        ),
        "crs",
    ),
    "external entity": (
        kml(
            f"{PLACEMARK}&x;",
            '<!DOCTYPE kml [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        ),
        "entities",
    ),
    "a billion laughs": (
        kml("&b;", '<!DOCTYPE kml [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'),
        "entities",
    ),
    "bomb": (zipped({"front.geojson": b" " * 20_000_000}), "shrink"),
    "way out": (zipped({"../front.geojson": collection(area())}), "leads out"),
    "way out by drive": (
        zipped({"C:\\front.geojson": collection(area())}),
        "leads out",
    ),
    "absolute name": (zipped({"/front.geojson": collection(area())}), "leads out"),
    "zip in a zip": (
        zipped({"front.zip": zipped({"front.geojson": collection(area())})}),
        "zip within the zip",
    ),
    "empty zip": (zipped({}), "none of the formats"),
    "cut zip": (zipped({"front.geojson": collection(area())})[:-30], "damaged"),
    "old database": (b"SQLite format 3\0" + bytes(90), "SQLite"),
    "KML cut off": (kml(PLACEMARK)[:-30], "not well-formed"),
    "KML with words": (kml(PLACEMARK.replace("37,48", "37,north")), "north"),
    "KML with a word within a line": (
        kml(
            "<Placemark><LineString><coordinates>36,47 37,north 38,48</coordinates>"
            "</LineString></Placemark>"
        ),
        "north",
    ),
    "KML without features": (kml("<Folder/>"), "at least one feature"),
    "Esri error": (
        b'{"error":{"code":499,"message":"Token Required"}}',
        "Token Required",
    ),
    "Esri without features": (b'{"geometryType":"esriGeometryPolygon"}', "f=geojson"),
    "Esri of no CRS": (b'{"spatialReference":{"wkid":999999},"features":[]}', "wkid"),
    "Esri with curves": (
        b'{"spatialReference":{"wkid":4326},"features":[{"geometry":{"curveRings":[]}}]}',
        "curves",
    ),
    "Esri of a CRS without number": (
        b'{"spatialReference":{"wkt":"GEOGCS[]"},"features":[]}',
        "GEOGCS",
    ),
    "Esri in part": (
        b'{"spatialReference":{"wkid":4326},"exceededTransferLimit":true,"features":[]}',
        "a part of them only",
    ),
    "GeoJSON of a map service in part": (
        collection(area(), properties={"exceededTransferLimit": True}),
        "a part of them only",
    ),
    "two collections under keys": (
        json.dumps(
            {
                "liberated": json.loads(collection(area())),
                "occupied": json.loads(collection(area())),
            }
        ).encode(),
        "liberated, occupied",
    ),
    "TopoJSON without arcs": (
        b'{"type":"Topology","objects":{"a":{"type":"Polygon","arcs":[[5]]}},"arcs":[]}',
        "arcs",
    ),
    "TopoJSON with one arc of two": (
        b'{"type":"Topology","objects":{"a":{"type":"MultiPolygon","arcs":[[[0]],[[7]]]}},'
        b'"arcs":[[[36,47],[37,47],[37,48],[36,47]]]}',
        "arcs",
    ),
    "TopoJSON with a word in an arc": (
        b'{"type":"Topology","objects":{"a":{"type":"Polygon","arcs":[[0]]}},'
        b'"arcs":[[[36,47],[37,47],[37,"north"],[36,47]]]}',
        "arcs",
    ),
    "Esri with a word in a ring": (
        b'{"geometryType":"","features":[{"geometry":'
        b'{"rings":[[[36,47],[36,"north"],[37,48],[36,47]]]}}]}',
        "feature 1: a coordinate that is the text",
    ),
    "TopoJSON of two layers": (
        b'{"type":"Topology","objects":{"a":{},"b":{}},"arcs":[]}',
        "a, b",
    ),
    "one arc a million times": (
        json.dumps(
            {
                "type": "Topology",
                "objects": {"a": {"type": "LineString", "arcs": [0] * 100_000}},
                "arcs": [[[30, 48]] * 1000],
            }
        ).encode(),
        "2,000,000",
    ),
    "a bad line": (
        sequence(gpd.GeoDataFrame(geometry=[ZONE], crs=4326)) + b'{"type":\n',
        "line 2",
    ),
    "WKT of another CRS": (f'wkt,a\n"SRID=3857;{SQUARE}",1\n'.encode(), "3857"),
    "WKT that is none": (b"wkt,a\nhello,1\n", "row 2"),
    "WKT with curves": (
        b'wkt,a\n"GEOMETRYCOLLECTION (CURVEPOLYGON (EMPTY))",1\n',
        "curves",
    ),
    "WKT of a million collections": (
        b'wkt,a\n"' + b"GEOMETRYCOLLECTION(" * 1_000_000 + b'",1\n',
        "collections",
    ),
    "WKT open": (b'wkt,a\n"POLYGON ((36 47, 37 47, 37 48))",1\n', "row 2"),
    "WKT of a place in no number": (b'wkt,a\n"POINT (nan 47)",1\n', "row 2"),
    "WKT cut off": (b'wkt,a\n"POLYGON ((36 47', "CSV"),
}


@pytest.mark.parametrize("called", NEVER)
def test_a_invalid_file_is_refused_and_reaches_no_library(called, monkeypatch):
    monkeypatch.setattr(subprocess, "run", lambda *a, **k: pytest.fail("a child ran"))
    data, words = NEVER[called]
    check = checked(data)
    assert check.outcome == Outcome.REFUSED
    assert check.front is None
    assert words in " ".join(check.refusals)


def gpkg_with(frame, folder, *statements):
    path = folder / "front.gpkg"
    frame.to_file(path, layer="front")
    with sqlite3.connect(path) as db:
        for statement in statements:
            db.execute(statement)
    db.close()
    return path.read_bytes()


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TRIGGER evil AFTER DELETE ON front BEGIN SELECT evil('x'); END",
        "CREATE VIEW evil AS SELECT load_extension('x')",
        "CREATE VIRTUAL TABLE evil USING fts5(a)",
    ],
)
def test_a_geopackage_that_acts_is_refused(statement, frame, tmp_path):
    check = checked(gpkg_with(frame, tmp_path, statement))
    assert "plain tables" in check.refusals[0]
    assert "evil" in check.refusals[0]


def test_several_layers_are_listed_and_one_can_be_chosen(frame, tmp_path):
    path = tmp_path / "two.gpkg"
    frame.to_file(path, layer="front")
    frame.to_file(path, layer="other, one")
    data = path.read_bytes()
    assert "front, other, one" in checked(data).refusals[0]
    assert "Choose" in checked(data, layer="third").refusals[0]
    assert checked(data, layer="front").front


def test_several_files_in_a_zip_are_listed_and_one_can_be_chosen(frame):
    data = zipped({"a.geojson": frame.to_json(), "b.geojson": frame.to_json()})
    assert "a.geojson, b.geojson" in checked(data).refusals[0]
    assert checked(data, layer="b.geojson").front


def test_one_of_several_collections_under_keys_can_be_chosen():
    data = json.dumps(
        {
            "liberated": json.loads(collection(area(list(LIBERATED.exterior.coords)))),
            "occupied": json.loads(collection(area(list(HOLED.exterior.coords)))),
        }
    ).encode()
    check = checked(data, layer="occupied")
    assert check.front.area_km2 == pytest.approx(area_km2(HOLED.exterior.envelope))
    assert "occupied" in checked(data, layer="grey").refusals[0]


def test_esri_rings_that_all_run_the_wrong_way_keep_their_holes(frame):
    document = json.loads(esri(frame))
    for one in document["features"]:
        one["geometry"]["rings"] = [ring[::-1] for ring in one["geometry"]["rings"]]
    check = checked(json.dumps(document).encode())
    assert check.front.area_km2 == pytest.approx(area_km2(ZONE), rel=1e-6)


def test_days_of_shapefiles_are_those_of_their_names(frame, tmp_path):
    box_ = zipfile.ZipFile(io.BytesIO(shapefile(frame, tmp_path)))
    files = {name: box_.read(name) for name in box_.namelist()}
    days = {
        f"2026-09-0{i}{Path(name).suffix}": data
        for i in (1, 2)
        for name, data in files.items()
    }
    checks = dict(check_bulk(zipped(days), name="x.zip", today=DAY))
    assert [check.as_of.day for check in checks.values()] == [1, 2]


def test_a_shapefile_without_prj_is_refused_kindly(frame, tmp_path):
    check = checked(shapefile(frame, tmp_path, without=("front.prj",)))
    assert ".prj" in check.refusals[0]


@pytest.mark.parametrize("ending", [".gpkg", ".fgb", ".parquet", ".zip"])
def test_a_damaged_file_is_refused(ending, frame, tmp_path):
    makers = {".parquet": parquet, ".zip": shapefile}
    whole = makers.get(ending, lambda f, t: written(f, t, ending))(frame, tmp_path)
    for cut in (
        whole[:200],
        whole[: len(whole) // 2],
        whole[:100] + bytes(len(whole) - 100),
    ):
        check = checked(cut)
        assert check.outcome == Outcome.REFUSED, cut[:20]
        assert "Error" not in " ".join(check.refusals)


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (TooSlow, "FRONTLODE_MAX_READ_SECONDS"),
        (TooManyWorkers, "Try again in a moment"),
        (WorkerError, "damaged"),
    ],
)
def test_a_sandbox_that_breaks_off_is_a_refusal(
    error, words, frame, tmp_path, monkeypatch
):
    def break_off(*_arguments, **_options):
        raise error

    sandbox._drivers()
    monkeypatch.setattr(sandbox, "run_script", break_off)
    assert words in checked(written(frame, tmp_path, ".fgb")).refusals[0]


def test_a_sandbox_has_one_driver_only(frame, tmp_path, monkeypatch):
    monkeypatch.setattr(sandbox, "_drivers", lambda: ("FlatGeobuf",))
    assert "damaged" in checked(written(frame, tmp_path, ".fgb")).refusals[0]


@pytest.mark.parametrize(
    "text",
    [
        'BOUNDCRS[SOURCECRS[GEOGCRS["x"]],PARAMETERFILE["NTv2","/etc/passwd"]]',
        'PROJCS["x",EXTENSION["PROJ4","+proj=utm +nadgrids=/etc/passwd"]]',
        "+proj=longlat +nadgrids=/etc/passwd",
        "/etc/passwd",
        "http://127.0.0.1:9/",
        "",
    ],
)
def test_a_crs_that_names_a_file_is_not_looked_at(text):
    with pytest.raises(sandbox_worker.Refusal):
        sandbox_worker.known_crs(text)


def test_kml_links_are_counted_and_not_followed():
    link = "<NetworkLink><Link><href>http://127.0.0.1:9/</href></Link></NetworkLink>"
    check = checked(kml(PLACEMARK + link))
    assert check.front
    assert "Links to other files were not followed: 1." in check.notes


def test_kml_folders_distinguish_areas():
    folder = "<Folder><name>{}</name>{}</Folder>"
    plain = PLACEMARK.replace("Occupied", "A")
    moved = plain.replace("36,47", "35,47")
    check = checked(
        kml(folder.format("Occupied", plain) + folder.format("Liberated", moved))
    )
    assert check.area_attribute == "folder"
    assert [one.kind for one in check.areas] == ["occupied", "other"]


def test_kml_styles_distinguish_areas():
    style = "<Placemark><styleUrl>#{}</styleUrl>"
    areas = (
        PLACEMARK.replace("<Placemark><name>Occupied</name>", style.format(color))
        for color in ("red", "green")
    )
    check = checked(kml("".join(areas)))
    assert check.area_attribute == "style"
    assert [one.value for one in check.areas] == ["#red", "#green"]


# Kinds of area


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Occupied /// Окуповано", "occupied"),
        ("Occupied Crimea /// Окупований Крим", "occupied"),
        ("CADR and CALR", "occupied"),
        ("Тимчасово окуповані території", "occupied"),
        ("Временно оккупированные", "occupied"),
        ("Russian-occupied territories of Ukraine", "occupied"),
        ("Non-government controlled", "occupied"),
        ("RU", "occupied"),
        ("ТОТ", "occupied"),
        ("Russian-controlled Ukrainian Territory before February 24", "occupied"),
        ("Unknown status /// Невідомий статус", "grey"),
        ("CONTESTED", "grey"),
        ("Сіра зона", "grey"),
        ("Liberated /// Звільнено", "other"),
        ("Not occupied", "other"),
        ("Деокуповано", "other"),
        ("Transnistria /// Придністров'я", "other"),
        ("Occupied Abkhazia", "other"),
        ("Government controlled", "other"),
        ("UA", "other"),
        ("Was occupied until 2022", "other"),
        ("Formerly occupied", "other"),
        ("Ceased to be occupied", "other"),
        ("Ex-occupied", "other"),
        ("Not under occupation", "other"),
        ("Retaken from Russian control", "other"),
        ("Раніше окуповано", "other"),
        ("Колишня окупація", "other"),
        ("Визволено", "other"),
        ("Ранее оккупировано", "other"),
        ("Тимчасово окупована територія Молдови", "other"),
        ("Окупована частина Грузії", "other"),
        ("Вільнянськ", None),
        ("", None),
    ],
)
def test_words_show_the_kind_of_an_area(text, kind):
    assert class_of(text) == kind


def test_the_attribute_with_known_words_is_taken():
    rows = [
        {"n": i, "method": "of occupied land", "type": t}
        for i, t in enumerate(("Occupied", "Liberated"))
    ]
    assert classify(rows, name="x").attribute == "type"


def test_areas_that_nothing_distinguishes_are_all_occupied():
    found = classify([{"oblast": "Donetsk"}, {"oblast": "Kherson"}], name="x")
    assert (found.attribute, found.by_value) == ("", {"": AreaClass.OCCUPIED})


@pytest.mark.parametrize("key", ["status", "fill", "styleUrl", "TYPE_EN", "стан"])
def test_two_unknown_kinds_are_never_taken_as_one(key):
    found = classify([{key: "A", "name": "x"}, {key: "B", "name": "x"}], name="x")
    assert (found.attribute, found.unclear) == (key, ["A", "B"])
    assert set(found.by_value.values()) == {AreaClass.OTHER}


@pytest.mark.parametrize(
    ("key", "values", "kinds"),
    [
        ("occupied", (True, False), ["occupied", "other"]),
        ("is_occupied", (1, 0), ["occupied", "other"]),
        ("occupied", ("так", "ні"), ["occupied", "other"]),
        ("liberated", (True, False), ["other", "other"]),
        ("status", ("Occupied", "1"), ["occupied", "other"]),
    ],
)
def test_an_attribute_that_is_called_as_a_kind_says_yes_or_no(key, values, kinds):
    found = classify([{key: value} for value in values], name="x")
    assert [found.by_value[value] for value in found.by_area] == kinds


def test_of_very_many_attributes_those_of_kinds_are_looked_at():
    rows = [
        {**{f"k{i}": n for i in range(1000)}, "Status": kind}
        for n, kind in enumerate(["Occupied", "Liberated"])
    ]
    assert classify(rows, name="x").attribute == "Status"
    looked_at = area_classes._looked_at(Counter(rows[0]))
    assert len(looked_at) == area_classes._MAX_ATTRIBUTES


# Days


@pytest.mark.parametrize(
    "text",
    [
        "2026-09-01",
        "20260901",
        "01.09.2026",
        "2026-09-01T20:00:00Z",
        "front_20260901.json",
        "1788300000",
        "1788300000000",
    ],
)
def test_a_day_is_read_in_all_its_ways(text):
    assert day_of(text) == DAY


@pytest.mark.parametrize(
    "text", ["", "2026", "31.02.2026", "2026-09-01 2026-09-02", "hello"]
)
def test_what_is_no_day_or_several_is_none(text):
    assert day_of(text) is None


# Settlement control tables


def control_table(header, rows):
    return "\n".join([header, *rows]).encode()


def control_of(table, **options):
    csv_columns = settlements.read(File(table, "x"))
    return settlements.control_of(csv_columns, **options)


def csv_columns():
    """A square of settlements; those east of 36.5° are occupied."""
    return [(i, 36 + i % 10 / 10, 47.5 + i // 10 / 10, i % 10 > 5) for i in range(100)]


def test_a_control_table_becomes_a_zone():
    rows = [
        f"s{i},{lon},{lat},2026-09-01,{'occupied' if occ else 'free'}"
        for i, lon, lat, occ in csv_columns()
    ]
    check = check_front(
        control_table("id,lon,lat,date,status", rows), name="c.csv", today=DAY
    )
    assert (check.as_of, check.front.uncertainty_km) == (DAY, 5.0)
    assert check.front.rebuilt
    assert "Rebuilt from settlements" in check.front.method
    assert [(a.kind, a.count) for a in check.areas] == [("other", 60), ("occupied", 40)]
    assert check.front.zone.intersects(Point(36.8, 48))
    assert not check.front.zone.intersects(Point(36.2, 48))
    assert any("100 settlements" in warnings for warnings in check.warnings)


def test_a_settlements_newest_row_counts_unless_a_day_is_given():
    rows = [f"{i},{lon},{lat},20260101,UA" for i, lon, lat, _occ in csv_columns()]
    rows += ["99,36.9,48.4,20260201,RU", "98,36.8,48.4,20260301,RU"]
    table = control_table("id,lon,lat,date,status", rows)
    newest = control_of(table, name="x")
    assert (newest.day, newest.status.count("RU"), newest.days) == (
        date(2026, 3, 1),
        2,
        3,
    )
    earlier = control_of(table, name="x", as_of=date(2026, 2, 15))
    assert earlier.status.count("RU") == 1


def test_geonames_ids_resolve_by_the_table_that_ships():
    ids = [616196, 617030, 617618]
    known = read_ids()
    rows = [
        f"{i},20260901,{'RU' if n % 2 else 'UA'},UA,RU"
        for n, i in enumerate([*known, 1, 2])
    ]
    table = control_table("geonameid,date,status,status_isw,status_dsm", rows)
    check = check_front(table, name="viina.csv", today=DAY)
    assert set(ids) <= set(known)
    assert f"{len(known):,} of {len(known) + 2:,}" in check.notes[0]


def read_ids():
    from geo.ingest.settlements import _shipped

    return [int(key[9:]) for key in _shipped() if key.startswith("geonames:")]


def test_sources_vote_where_there_is_no_status():
    rows = [f"{i},{lon},{lat},RU,RU,UA" for i, lon, lat, _occ in csv_columns()]
    rows[0] = "0,36,47.5,RU,UA,"
    table = control_table("id,lon,lat,status_a,status_b,status_c", rows)
    assert control_of(table, name="x").status[:2] == ["CONTESTED", "RU"]


def test_contested_settlements_are_occupied_only_if_chosen():
    rows = [
        f"{i},{lon},{lat},{'CONTESTED' if occ else 'UA'}"
        for i, lon, lat, occ in csv_columns()
    ]
    table = control_table("id,lon,lat,status", [*rows, "x,36.95,48.4,RU"])
    shy, bold = checked(table), checked(table, area_classes={"contested": "occupied"})
    assert shy.front.area_km2 < bold.front.area_km2
    assert "CONTESTED" in " ".join(shy.notes)


@pytest.mark.parametrize(
    ("table", "words"),
    [
        (b"id,lon,lat,status\n1,36,48,RU\n", "at least 10"),
        (b"id,lon,lat,date,status\n1,36,48,soon,RU\n", "soon"),
        (b"id,lon,lat,status\n1,36,north,RU\n", "north"),
        (b"geonameid,date,status\n5,20260101,RU\n", "none of the 1 ids"),
        (b"id,lon,lat,status\n1,48,36,RU\n", "swapped"),
    ],
)
def test_a_bad_control_table_is_refused(table, words):
    assert words in " ".join(checked(table).refusals)


def test_values_looked_at_have_a_bound_over_all_attributes(monkeypatch):
    looked = []
    monkeypatch.setattr(area_classes, "class_of", looked.append)
    rows = [{f"k{key}": f"{i} of {key}" for key in range(100)} for i in range(400)]
    area_classes.classify(rows, name="x.geojson")
    assert len(looked) == 10_000  # of 25 attributes, where 100 have 40,000


def test_an_attribute_of_a_name_for_each_area_names_no_kinds():
    rows = [{"name": f"area {i}"} for i in range(501)]
    with pytest.raises(SchemaError, match="at most 500 values, but “name” has 501"):
        area_classes.classify(rows, name="x.geojson", attribute="name")
    classes = area_classes.classify(rows[1:], name="x.geojson", attribute="name")
    assert len(classes.by_value) == 500


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("reoccupied", None),  # no word begins there
        ("(occupied)", "occupied"),
        ("not occupied", "other"),  # the longest phrase first; it uses up its words
        ("occupied, contested", "grey"),
        ("o o o o occupied", "occupied"),
    ],
)
def test_phrases_are_found_where_words_begin(text, kind):
    assert area_classes.class_of(text) == kind
