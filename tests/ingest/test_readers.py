"""Untrusted files: what is read, repaired, and refused in a sentence."""

import json
import re
from contextlib import suppress
from datetime import date

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pyproj import Transformer
from shapely.geometry import MultiPolygon, Point, Polygon

from geo.errors import FrontlodeError, InputError, SchemaError
from geo.ingest import geojson_variants, read_deposits, read_front, sandbox_worker
from geo.ingest.file import File
from geo.ingest.licences import date_of, licences_of, state_of
from geo.ingest.limits import MAX_TEXT_CHARACTERS
from geo.ingest.zones import sizes_km2
from geo.paths import DATA
from geo.schema import DEPOSIT_DEFAULTS, Licence
from tests import invalid_files
from tests.invalid_files import (
    SQUARE,
    area,
    collection,
    feature,
    geometry,
    point,
    zipped,
)

DAY = date(2026, 1, 1)

WGS84_NAMES = (
    "urn:ogc:def:crs:OGC:1.3:CRS84",
    "urn:ogc:def:crs:OGC::CRS84",
    "urn:x-ogc:def:crs:EPSG:4326",
    "urn:ogc:def:crs:EPSG::4326",
    "urn:ogc:def:crs:EPSG:6.9:4326",
    "http://www.opengis.net/def/crs/OGC/1.3/CRS84",
    "https://www.opengis.net/def/crs/EPSG/0/4326",
    "OGC:CRS84",
    "CRS84",
    "EPSG:4326",
    "epsg:4326",
    "WGS 84",
)


def deposits_of(*features, **members):
    return read_deposits(collection(*features, **members), name="mine.geojson")


def front_of(*features, **members):
    data = collection(*features, **members)
    return read_front(data, name="a.geojson", as_of=DAY, allow_repairs=True)


def table_of(*lines, encoding="utf-8"):
    return read_deposits("\n".join(lines).encode(encoding), name="mine.csv")


# Refusals


def zoo(invalid_files):
    return [
        pytest.param(invalid_file, id=invalid_file.id) for invalid_file in invalid_files
    ]


def assert_kind_sentence(message, invalid_file):
    for word in invalid_file.words:
        assert word.casefold() in message.casefold()
    assert message.startswith(invalid_file.filename)
    assert message.endswith((".", "`."))
    assert len(message) < 600
    assert not re.search(r"Traceback|Error|Exception|Expecting|0x[0-9a-f]{6}", message)


@pytest.mark.parametrize("invalid_file", zoo(invalid_files.DEPOSITS))
def test_an_invalid_file_is_refused_as_deposits(invalid_file):
    with pytest.raises(InputError) as refusal:
        read_deposits(invalid_file.data, name=invalid_file.filename)
    assert_kind_sentence(str(refusal.value), invalid_file)


@pytest.mark.parametrize("invalid_file", zoo(invalid_files.FRONTS))
def test_an_invalid_file_is_refused_as_a_front(invalid_file):
    with pytest.raises(InputError) as refusal:
        read_front(invalid_file.data, name=invalid_file.filename)
    assert_kind_sentence(str(refusal.value), invalid_file)


def test_the_zoo_has_no_namesakes():
    for animals in (invalid_files.DEPOSITS, invalid_files.FRONTS):
        assert len({invalid_file.id for invalid_file in animals}) == len(animals)


def test_all_invalid_features_are_counted_and_the_first_named():
    with pytest.raises(SchemaError, match=r"feature 2: .* 3: .* 4: .*; and 6 more"):
        deposits_of(point(), *[point(None, None, name=f"{i}") for i in range(9)])


def test_an_issue_of_a_feature_does_not_hide_that_of_another():
    with pytest.raises(SchemaError, match=r"feature 1: .*true; feature 2: .*infinite"):
        read_deposits(
            collection(point(True, 48), feature(geometry("Point", "@"))).replace(
                b'"@"', b"[1e999, 48]"
            )
        )


@pytest.mark.parametrize("read", [read_deposits, read_front])
def test_a_file_that_is_not_there_is_reported_without_its_folder(read, tmp_path):
    for path in (tmp_path / "none.geojson", tmp_path):
        with pytest.raises(InputError, match="may not be read") as refusal:
            read(path)
        assert str(tmp_path.parent) not in str(refusal.value)


def test_a_name_is_shown_without_folders_and_control_characters():
    with pytest.raises(InputError, match=r"^evil name\.txt: expected"):
        read_front(b"xyz", name="../../etc\\evil\n\u202ename.txt")


@pytest.mark.parametrize("read", [read_deposits, read_front])
def test_a_file_past_the_limit_is_refused_with_the_limit(read, monkeypatch, tmp_path):
    monkeypatch.setattr("geo.ingest.file.MAX_BYTES", 1024**2)
    path = tmp_path / "large.geojson"
    path.write_bytes(b" " * (1024**2 + 1))
    with pytest.raises(SchemaError, match=r"at most 1 MB.*FRONTLODE_MAX_UPLOAD_MB"):
        read(path)


def test_vertices_and_features_have_limits(monkeypatch):
    monkeypatch.setattr("geo.ingest.refusals.MAX_FEATURES", 1)
    with pytest.raises(SchemaError, match=r"1 features.*FRONTLODE_MAX_FEATURES"):
        deposits_of(point(), point())
    monkeypatch.setattr("geo.ingest.refusals.MAX_VERTICES", 12)
    assert front_of(area()).zone is not None
    with pytest.raises(InputError, match="at most 12 vertices"):
        front_of(feature(geometry("MultiPolygon", [[SQUARE]] * 3)))


# Deposits


def test_the_shipped_deposits_are_valid_and_whole():
    deposits = read_deposits(DATA / "deposits.geojson")
    assert len(deposits) == 211
    assert deposits.attrs["repairs"] == []
    assert [*deposits.columns] == [*DEPOSIT_DEFAULTS, "geometry"]
    document = json.loads((DATA / "deposits.geojson").read_text("utf-8"))
    for shipped in document["features"]:
        row = deposits.loc[shipped["id"]]
        for column, value in shipped["properties"].items():
            if column == "licences":
                value = tuple(Licence(**one) for one in value)
            assert row[column] == (tuple(value) if column == "commodities" else value)
    assert deposits.attrs["warnings"] == []


def test_a_place_and_a_name_are_enough():
    deposits = deposits_of(point(33.0, 48.0, name="Чорна балка"))
    assert deposits.index.name == "id"
    row = deposits.loc["чорна-балка"]
    assert row.geometry == Point(33, 48)
    given = row.drop(["name", "geometry", "resource_quantity"]).to_dict()
    defaults = {key: DEPOSIT_DEFAULTS[key] for key in given}
    assert given == defaults
    assert np.isnan(row["resource_quantity"])
    assert deposits.crs == "EPSG:4326"


@pytest.mark.parametrize(
    "column", ["name", "NAME", "Name_EN", "name en", "Title", "deposit"]
)
def test_a_name_is_found_under_its_usual_headings(column):
    feature_ = feature(geometry("Point", [33, 48]), **{column: "A"})
    assert deposits_of(feature_)["name"].tolist() == ["A"]


@pytest.mark.parametrize("name", invalid_files.HOSTILE_NAMES)
def test_a_name_that_is_code_somewhere_stays_what_it_is(name):
    deposits = deposits_of(point(name=name, notes=name, id=name))
    assert deposits["name"].item() == name.strip()
    assert deposits["notes"].item() == name.strip()
    assert deposits.index.tolist() == [name.strip()]


def test_texts_lose_only_what_no_reader_could_see():
    seen = point(name="A\0\u202eB@", notes="line\r\nline\tend")
    deposits = read_deposits(collection(seen).replace(b"@", rb"\ud800"))
    assert deposits["name"].item() == "AB"
    assert deposits["notes"].item() == "line\nline\tend"
    assert len(deposits.attrs["repairs"]) == 1
    assert "name" in deposits.attrs["repairs"][0]


def test_long_texts_are_cut_and_that_is_reported():
    deposits = deposits_of(point(name="A" * 501, notes="B" * 20_000), point(name="C"))
    assert deposits["name"].str.len().tolist() == [500, 1]
    assert len(deposits["notes"].iloc[0]) == MAX_TEXT_CHARACTERS
    assert [repair.split(":")[0] for repair in deposits.attrs["repairs"]] == [
        "name",
        "notes",
    ]


def test_ids_come_from_the_file_or_are_made_of_the_names():
    deposits = deposits_of(
        point(name="One", id=7),
        {**point(name="Two"), "id": "two"},
        point(name="Two"),
        point(name="TWO!"),
        point(name="---"),
    )
    assert deposits.index.tolist() == ["7", "two", "two-2", "two-3", "deposit"]


def test_columns_are_read_in_any_case_and_unknown_ones_left_out():
    row = deposits_of(
        point(
            Status=" Explored_Undeveloped ",
            OBLAST="Donetsk",
            location_uncertainty_km="2.5",
            resource_quantity=7,
            resource_as_of=2018,
            sources=["a", "b"],
            on_list_57="No",
            operating_2025=True,
            colour="red",
        )
    ).iloc[0]
    assert row["status"] == "explored undeveloped"
    assert row["oblast"] == "Donetsk"
    assert row["location_uncertainty_km"] == 2.5
    assert row["resource_quantity"] == 7.0
    assert row["resource_as_of"] == "2018"
    assert row["sources"] == "a; b"
    assert row["on_list_57"] == False  # noqa: E712 -- of numpy, so not the False
    assert row["operating_2025"] == "yes"
    assert "colour" not in row


@pytest.mark.parametrize(
    "given", [["Ilmenite", "HAFNIUM "], "ilmenite; Hafnium", "ilmenite,hafnium"]
)
def test_commodities_get_one_spelling_a_group_and_a_place(given):
    row = deposits_of(point(commodities=given)).iloc[0]
    assert row["commodities"] == ("ilmenite", "hafnium")
    assert row["primary_commodity"] == "ilmenite"
    assert row["commodity_group"] == "light metals"
    assert row["on_list_57"]


def test_the_primary_commodity_is_one_of_the_commodities():
    row = deposits_of(point(primary_commodity="Coal", commodities="germanium")).iloc[0]
    assert row["commodities"] == ("coal", "germanium")
    assert row["commodity_group"] == "coal"


def test_an_unknown_commodity_is_kept_as_written_and_on_no_list():
    row = deposits_of(point(commodities=["Unobtainium"])).iloc[0]
    assert row["commodities"] == ("unobtainium",)
    assert not row["on_list_57"]
    assert row["commodity_group"] == "unknown"


def test_an_unknown_commodity_is_named_in_a_warning():
    deposits = deposits_of(
        point(commodities="lithium; Unobtainium", name="A"),
        point(commodities="unobtainium", name="B"),
        point(commodity="мана", name="C"),
    )
    (warning,) = deposits.attrs["warnings"]
    assert "“unobtainium”, “мана”" in warning
    assert "lithium" not in warning
    assert deposits_of(point(commodities="lithium")).attrs["warnings"] == []


@pytest.mark.parametrize(
    ("written", "spelt"),
    [
        ("літій", "lithium"),
        ("Літій ", "lithium"),
        ("миш’як", "arsenic"),
        ("флюорит", "fluorspar"),
        ("плавиковий шпат", "fluorspar"),
        ("плавиковий шпат (флюорит)", "fluorspar"),
        ("пластична (біла) глина", "ball clay"),
        ("Індій", "indium"),
        ("вугілля", "coal"),
    ],
)
def test_a_ukrainian_name_is_a_spelling(written, spelt):
    deposits = deposits_of(point(commodities=written))
    assert deposits["commodities"].item() == (spelt,)
    assert deposits.attrs["warnings"] == []


def test_a_byname_inside_a_name_is_no_spelling():
    assert deposits_of(point(commodities="біла")).attrs["warnings"]


def test_a_mineral_of_the_list_is_on_the_list_by_its_own_name():
    row = deposits_of(point(commodity="neodymium")).iloc[0]
    assert row["on_list_57"]
    assert row["commodity_group"] == "rare and minor metals"


@pytest.mark.parametrize(
    "column",
    [
        "commodity",
        "Mineral",
        "minerals",
        "мінерал",
        "Мінерали",
        "Корисна копалина",
        "корисні копалини",
    ],
)
def test_commodities_are_read_from_columns_of_many_names(column):
    row = deposits_of(point(**{column: "літій; gold"})).iloc[0]
    assert row["commodities"] == ("lithium", "gold")
    assert row["primary_commodity"] == "lithium"
    assert row["on_list_57"]


def test_commodities_of_several_columns_are_put_together():
    row = deposits_of(point(mineral="літій", commodities=["gold", "lithium"])).iloc[0]
    assert row["commodities"] == ("lithium", "gold")


@pytest.mark.parametrize("order", [("commodity", "mineral"), ("mineral", "commodity")])
def test_an_empty_column_hides_no_commodity(order):
    attribute_values = {"commodity": "", "mineral": "tin"}
    row = deposits_of(
        point(**{column: attribute_values[column] for column in order})
    ).iloc[0]
    assert row["commodities"] == ("tin",)


def test_a_table_in_ukrainian_is_read():
    row = table_of(
        "Назва;Широта;Довгота;Корисна копалина;Область",
        "Чорна балка;48,5;33,25;літій;Дніпропетровська",
    ).iloc[0]
    assert (row["name"], row["geometry"].x, row["geometry"].y) == (
        "Чорна балка",
        33.25,
        48.5,
    )
    assert row["commodities"] == ("lithium",)
    assert row["oblast"] == "Дніпропетровська"


# Licences


def test_a_licence_of_columns_is_one_row():
    row = deposits_of(
        point(
            licence_state="Held",
            licence_holder="A",
            licence_granted="../2019-05",
            licence_expires=2039,
            licence_basis="register",
        )
    ).iloc[0]
    held = Licence("held", "", "A", "../2019-05", "2039", "register")
    assert row["licences"] == (held,)


def test_nothing_stated_of_licences_is_no_row():
    assert deposits_of(point(licence_state="", name="A"))["licences"].item() == ()


@pytest.mark.parametrize(
    ("given", "state"),
    [
        ({"licence_granted": "2026"}, "held"),
        ({"licence_holder": "A"}, "unknown"),
        ({"licence_expires": "2026"}, "unknown"),
        ({"licence_state": "ended", "licence_granted": "2020"}, "ended"),
    ],
)
def test_a_grant_without_a_state_is_held(given, state):
    (one,) = deposits_of(point(**given))["licences"].item()
    assert one.state == state


@pytest.mark.parametrize(
    ("written", "state"),
    [
        ("psa_awarded", "awarded"),
        ("PSA awarded", "awarded"),
        ("cancelled", "ended"),
        ("none_known", "none_found"),
        ("None found", "none_found"),
        ("issued", "issued"),
        ("sold", "sold"),
        ("revoked", None),
    ],
)
def test_states_are_read_by_their_former_names_too(written, state):
    assert state_of(written) == state


@pytest.mark.parametrize(
    "text",
    ["2025", "2025-05", "2025-05-23", "../2025", "../2025-05-23", " 2024-02-29 "],
)
def test_a_date_of_a_licence_is_kept_as_written(text):
    assert date_of(text) == text.strip()


@pytest.mark.parametrize(
    "text",
    [
        "2025-13",
        "2025-02-30",
        "25",
        "23.05.2025",
        "2025/..",
        "0000",
        "٢٠٢٥",
        "2025-",
        "",
    ],
)
def test_what_is_no_date_of_a_licence(text):
    assert date_of(text) is None


def test_a_licence_with_an_invalid_date_names_the_forms():
    with pytest.raises(
        SchemaError, match=r"licence_granted is .*2025-05-23 or \.\./2025"
    ):
        deposits_of(point(licence_granted="spring 2025"))


def test_licences_are_read_from_a_list_or_its_json_text():
    rows = [
        {"site": "North", "state": "psa_awarded", "granted": "2026-01-12", "other": 1},
        {"state": "issued", "url": "https://example.org/a"},
    ]
    expected = (
        Licence("awarded", "North", granted="2026-01-12"),
        Licence(state="issued", url="https://example.org/a"),
    )
    assert deposits_of(point(licences=rows))["licences"].item() == expected
    assert licences_of(json.dumps(rows)) == expected
    assert licences_of(expected) == expected


@pytest.mark.parametrize(
    "value",
    [
        "held",
        {"state": "held"},
        ["held"],
        [{"state": "revoked"}],
        [{"state": "held"}, {"granted": "soon"}],
        [{"url": "javascript:alert(1)"}],
        [{"holder": {"name": "A"}}],
        "[" * 100_000,
    ],
)
def test_what_is_no_list_of_licences_is_refused(value):
    assert licences_of(value) is None
    with pytest.raises(SchemaError, match="a list of licences"):
        deposits_of(point(licences=value))


def test_the_tables_of_commodities_agree():
    from geo.ingest.commodities import _commodities, _spellings

    assert set(_spellings().values()) <= set(_commodities())


def test_areas_are_deposits_and_bad_outlines_are_repaired():
    bow = [[33, 48], [33.2, 48.2], [33.2, 48], [33, 48.2], [33, 48]]
    deposits = deposits_of(area(), area(bow, name="Bow"))
    assert deposits.is_valid.all()
    assert deposits.geometry.iloc[0].equals(Polygon(SQUARE))
    (repair,) = deposits.attrs["repairs"]
    assert "“Bow”" in repair
    assert "33.100, 48.100" in repair


def test_a_lone_point_of_a_multipoint_is_a_point():
    lone = feature(geometry("MultiPoint", [[33, 48]]), name="A")
    assert deposits_of(lone).geometry.item() == Point(33, 48)


def test_a_deposit_at_sea_is_in_ukraine():
    assert len(deposits_of(point(31.5, 45.2, name="Black Sea shelf"))) == 1


def test_a_bare_feature_and_a_bare_geometry_are_files_too():
    assert len(read_deposits(json.dumps(point()).encode())) == 1
    bare = read_front(json.dumps(area()["geometry"]).encode(), as_of=DAY)
    assert bare.zone.equals(Polygon(SQUARE))


@pytest.mark.parametrize("called", WGS84_NAMES)
def test_every_spelling_of_wgs84_is_known(called):
    crs = {"type": "name", "properties": {"name": called}}
    assert len(deposits_of(point(), crs=crs)) == 1


def test_an_old_epsg_member_and_an_absent_one_are_wgs84():
    assert len(deposits_of(point(), crs={"type": "EPSG", "properties": {"code": 4326}}))
    assert len(deposits_of(point(), crs=None))


def test_a_byte_order_mark_and_repeated_keys_do_no_harm():
    data = invalid_files.VALID_DEPOSITS.replace(b'{"type"', b'{"type": "x", "type"', 1)
    assert len(read_deposits(b"\xef\xbb\xbf" + data)) == 2


@pytest.mark.parametrize(
    "ending", [".gpkg", ".fgb", ".kml", ".geojsonl", ".shp", ".parquet"]
)
def test_deposits_come_in_every_format_alone_and_zipped(ending, tmp_path):
    path, places = tmp_path / f"mine{ending}", [Point(33, 48), Point(33.5, 48.5)]
    frame = gpd.GeoDataFrame({"name": ["A", "B"]}, geometry=places, crs=4326)
    if ending == ".parquet":
        frame.to_parquet(path)
    else:
        frame.to_file(path, driver="KML" if ending == ".kml" else None)
    files = {one.name: one.read_bytes() for one in tmp_path.iterdir()}
    alone = [] if ending == ".shp" else [files[path.name]]
    for data in (zipped(files), *alone):
        deposits = read_deposits(data, name=path.name).sort_values("name")
        assert deposits["name"].tolist() == ["A", "B"]
        assert deposits.geometry.tolist() == places


# Tables


def test_a_table_is_read_as_the_same_deposits():
    expected = deposits_of(
        point(33.0, 48.0, name="A", status="closed", commodities="coal; gold"),
        point(33.5, 48.5, name="B"),
    )
    table = table_of(
        "Name,LON,Lat,status,commodities,other",
        'A,33.0,48.0,closed,"coal, gold",x',
        "",
        "B,33.5,48.5,,,",
    )
    assert table.drop(columns="geometry").equals(expected.drop(columns="geometry"))
    assert table.geometry.geom_equals(expected.geometry).all()


@pytest.mark.parametrize(
    "lines",
    [
        ("name;longitude;latitude", "A, or B;33.5;48.5"),
        ("name;lng;lat;location_uncertainty_km", "A, or B;33,5;48,5;2,5"),
        ("lat\tlon\tname", "48.5\t33.5\tA, or B"),
        ("\ufeffname,lon,lat\r", '"A, or B",33.5,48.5\r'),
        ('"name","lon","lat"', '"A, or B",+33.5,4.85e1'),
    ],
)
def test_tables_come_with_every_delimiter(lines):
    row = table_of(*lines).iloc[0]
    assert row["name"] == "A, or B"
    assert row.geometry == Point(33.5, 48.5)


def test_a_table_in_windows_1251_is_read_and_that_is_reported():
    table = table_of("name;lon;lat", "Шахта;33;48", encoding="cp1251")
    assert table["name"].item() == "Шахта"
    assert "Windows-1251" in table.attrs["repairs"][0]


def test_a_decimal_comma_stays_in_a_text():
    table = table_of("name;lon;lat;grade", "A;33;48;2,5")
    assert table["grade"].item() == "2,5"


# Fronts


@pytest.mark.parametrize("path", sorted((DATA / "fronts").glob("*.geojson")))
def test_a_shipped_front_is_read_whole(path):
    front = read_front(path)
    assert front.id == path.stem == front.as_of.isoformat()
    assert front.uncertainty_km == 3.5
    assert front.rebuilt
    assert front.zone.is_valid
    assert front.repairs == ()
    assert front.source
    assert front.licence
    assert front.method


def test_a_rebuilt_file_is_so_unless_the_user_knows_better():
    data = collection(area(rebuilt_from_settlements=True, uncertainty_km=3))
    assert read_front(data, as_of=DAY).rebuilt
    assert not read_front(data, as_of=DAY, uncertainty_km=1).rebuilt
    for sentence in (False, "no", "perhaps", None):
        data = collection(area(rebuilt_from_settlements=sentence))
        assert not read_front(data, as_of=DAY).rebuilt


def test_a_published_front_loses_only_what_repairs_say(shared_fronts):
    for path in shared_fronts.glob("*.geojson"):
        front = read_front(path, allow_repairs=True)
        assert front.as_of.strftime("%Y%m%d") == path.stem
        assert front.uncertainty_km == 2
        (published,) = json.loads(path.read_bytes())["features"]
        drawn = shapely.geometry.shape(published["geometry"])
        assert sizes_km2(front.zone.difference(drawn)) < 0.001
        lost_km2 = sizes_km2(drawn.difference(front.zone))
        sentence = " ".join(front.repairs)
        (cut_km2,) = re.findall(r"was cut off: ([0-9.]+) km²", sentence) or [0]
        assert lost_km2 == pytest.approx(float(cut_km2), abs=0.1)


def test_what_is_asked_of_a_front_has_to_be_answered():
    crossing = collection(area([SQUARE[0], SQUARE[2], SQUARE[1], SQUARE[3]]))
    with pytest.raises(InputError, match=r"is not taken .*allow_repairs=True"):
        read_front(crossing, name="a.geojson", as_of=DAY)
    assert read_front(crossing, as_of=DAY, allow_repairs=True).repairs


def test_what_is_left_out_of_a_front_is_reported():
    left_out = area(invalid_files.box(33.5, 48.0), type="Liberated")
    front = front_of(area(type="Occupied"), left_out)
    assert front.repairs == ("Left out as not occupied, by “type”: “Liberated”.",)


def test_only_a_file_of_ours_keeps_its_own_id(tmp_path):
    copy = tmp_path / "2024-07-08.geojson"
    copy.write_bytes((DATA / "fronts" / copy.name).read_bytes())
    assert read_front(copy).id.startswith("sha256:")


@pytest.mark.parametrize(
    ("given", "properties", "name", "expected"),
    [
        (DAY, {"as_of": "2025-01-01"}, "2024-01-01.geojson", DAY),
        (None, {"as_of": "2025-01-02"}, "2024-01-01.geojson", date(2025, 1, 2)),
        (None, {"date": "2025-01-02T10:00:00Z"}, "x", date(2025, 1, 2)),
        (None, {}, "deepstatemap_data_20240708.geojson", date(2024, 7, 8)),
        (None, {}, "front 2024.07.08 (1).geojson", date(2024, 7, 8)),
        (None, {"date": "yesterday"}, "20240708", date(2024, 7, 8)),
    ],
)
def test_the_day_is_the_users_the_files_or_that_of_its_name(
    given, properties, name, expected
):
    front = read_front(collection(area(**properties)), name=name, as_of=given)
    assert front.as_of == expected


def test_features_that_differ_in_their_day_say_none():
    data = collection(area(date="2025-01-01"), area(date="2025-01-02"))
    with pytest.raises(InputError, match="as-of date"):
        read_front(data, name="x.geojson")


def test_what_a_collection_says_of_itself_is_kept():
    own = {"sources": "Anna\0", "license": "CC0", "note": "{{ 7*7 }}", "method": "own"}
    for front in (front_of(area(), **own), front_of(area(**own))):
        assert (front.source, front.licence) == ("Anna", "CC0")
        assert (front.note, front.method) == ("{{ 7*7 }}", "own")
    assert front_of(area()).source == "a.geojson"
    assert front_of(area()).uncertainty_km == 2


def test_a_self_crossing_area_is_repaired_and_reported():
    bow = [[33, 48], [33.2, 48.2], [33.2, 48], [33, 48.2], [33, 48]]
    front = front_of(area(bow))
    assert front.zone.is_valid
    assert front.zone.area == pytest.approx(0.02)
    (repair,) = front.repairs
    # Two triangles of 0.2° × 0.1°, against each other before: 0.01 deg² of each, in
    # which a degree is 111.2 km north and 74.5 km east at 48.1°.
    before, after = map(float, re.findall(r"([\d.]+) (?:to|km²)", repair))
    assert after == pytest.approx(0.02 * 111.2 * 74.5, rel=0.005)
    assert before < 0.01 * after


def test_beside_areas_all_else_is_left_out_and_reported():
    front = front_of(
        feature(
            {
                "type": "GeometryCollection",
                "geometries": [
                    area()["geometry"],
                    geometry("Point", [1, 2]),
                ],
            }
        ),
        feature(geometry("LineString", SQUARE[:2])),
        feature(None),
        feature(geometry("Polygon", [])),
    )
    assert front.zone.equals(Polygon(SQUARE))
    assert front.repairs == (
        "Features without a geometry were left out: feature 3, feature 4.",
        "Left out beside them: lines 1, points 1.",
    )


def test_heights_and_open_rings_are_repaired_and_reported():
    front = front_of(area([[*position, 120.5] for position in SQUARE[:-1]]))
    assert not front.zone.has_z
    assert front.zone.equals(Polygon(SQUARE))
    assert [repair.split()[0] for repair in front.repairs] == ["Heights", "Rings"]


def test_lines_alone_are_a_contact_line():
    line = [[36, 48], [36, 49], [36.5, 49.5]]
    front = front_of(feature(geometry("LineString", line)), point())
    assert front.zone is None
    assert front.line.equals(shapely.linestrings(line))
    assert "points 1" in front.repairs[0]


def test_holes_and_parts_stay():
    hole = invalid_files.box(33.02, 48.02, width=0.02, height=0.02)
    parts = [[SQUARE, hole], [invalid_files.box(35, 48)]]
    front = front_of(feature(geometry("MultiPolygon", parts)))
    assert front.zone.equals_exact(
        shapely.MultiPolygon([(SQUARE, [hole]), (invalid_files.box(35, 48), [])]), 0
    )


# Laws

degrees = st.floats(32.0, 34.0).map(lambda value: round(value, 6))
latitudes = st.floats(47.5, 49.5).map(lambda value: round(value, 6))
scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9)
words = st.sampled_from(
    ["type", "features", "geometry", "geometries", "coordinates", "properties", "crs",
     "name", "id", "Feature", "FeatureCollection", "Polygon", "MultiPolygon", "Point",
     "LineString", "GeometryCollection", "EPSG:4326", "date", "as_of", "status"]
)  # fmt: skip
documents = st.recursive(
    scalars | words,
    lambda inner: (
        st.lists(inner, max_size=5) | st.dictionaries(words, inner, max_size=5)
    ),
    max_leaves=30,
)


@st.composite
def mutations(draw):
    """A valid file with a few bytes cut out, put in or replaced."""
    data = draw(
        st.sampled_from([invalid_files.VALID_FRONT, invalid_files.VALID_DEPOSITS])
    )
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(data)))
        end = start + draw(st.integers(0, 8))
        data = data[:start] + draw(st.binary(max_size=6)) + data[end:]
    return data


@st.composite
def collections(draw):
    """A collection of nonsense that is well-formed JSON."""
    members = draw(st.lists(documents, max_size=3))
    inner = [
        draw(
            st.sampled_from([one, feature(one), area(one), point(one), area(name=one)])
        )
        for one in members
    ]
    return json.dumps({"type": "FeatureCollection", "features": inner}).encode()


@settings(max_examples=300, deadline=None)
@given(
    st.binary(max_size=200)
    | mutations()
    | collections()
    | documents.map(json.dumps).map(str.encode)
)
@example(b"\xef\xbb\xbf{")
@example(b"lon,lat,name\n33,48,\x00")
@example(collection(area([[5e-324, 48], [33, -5e-324], [33, 48], [5e-324, 48]])))
def test_no_bytes_raise_anything_but_our_own_errors(data):
    for read in (read_deposits, read_front):
        with suppress(FrontlodeError):
            read(data, name="2026-01-01")


@settings(deadline=None)
@given(st.lists(st.tuples(degrees, latitudes, st.text(min_size=1)), min_size=1))
def test_valid_points_come_out_as_they_went_in(rows):
    named = [(lon, lat, f"N{text}") for lon, lat, text in rows]
    data = json.dumps(
        {
            "type": "FeatureCollection",
            "features": [point(lon, lat, name=name) for lon, lat, name in named],
        }
    ).encode()
    deposits = read_deposits(data)
    assert shapely.get_coordinates(deposits.geometry).tolist() == [
        [lon, lat] for lon, lat, _ in named
    ]
    assert deposits.index.is_unique
    assert read_deposits(data).equals(deposits)


# A CRS that is converted from

#: Kryvyi Rih's square in metres of UTM zone 36, each corner to the millimetre.
UTM = Transformer.from_crs(4326, 32636, always_xy=True)


def in_utm(sentence, *, of=()):
    """A polygon in metres of UTM zone 36, with what its crs member says."""
    ring = [list(UTM.transform(lon, lat)) for lon, lat in SQUARE]
    whole = area(ring)
    for part, crs in of:
        (whole["geometry"] if part == "geometry" else whole)["crs"] = crs
    return collection(whole, crs=sentence)


def name_of(crs):
    return {"type": "name", "properties": {"name": crs}}


CODES = [
    "EPSG:32636",
    "epsg:32636",
    "urn:ogc:def:crs:EPSG::32636",
    "urn:ogc:def:crs:EPSG:9.8:32636",
    "urn:x-ogc:def:crs:EPSG:32636",
    "http://www.opengis.net/def/crs/EPSG/0/32636",
]


@pytest.mark.parametrize("code", CODES)
def test_geojson_of_a_known_crs_is_converted_and_reported(code):
    front = read_front(in_utm(name_of(code)), name="2026-01-01.geojson")
    assert front.zone.equals_exact(MultiPolygon([Polygon(SQUARE)]), 1e-8)
    assert front.repairs == (
        "Converted from WGS 84 / UTM zone 36N (EPSG:32636) to WGS 84 (EPSG:4326).",
    )


@pytest.mark.parametrize(
    "of",
    [
        [("feature", name_of("EPSG:32636")), ("geometry", name_of(CODES[2]))],
        [("feature", None)],
    ],
)
def test_parts_may_repeat_the_crs_of_the_whole(of):
    front = read_front(in_utm(name_of("EPSG:32636"), of=of), name="2026-01-01.json")
    assert front.zone.equals_exact(MultiPolygon([Polygon(SQUARE)]), 1e-8)


@pytest.mark.parametrize("part", ["feature", "geometry"])
@pytest.mark.parametrize("sentence", ["EPSG:32637", "EPSG:4326"])
def test_parts_of_several_crs_are_refused(part, sentence):
    data = in_utm(name_of("EPSG:32636"), of=[(part, name_of(sentence))])
    with pytest.raises(InputError, match=f"crs member says .*{sentence}"):
        read_front(data, name="2026-01-01.json")


UNKNOWN = [
    "EPSG:999999",
    "EPSG:5773",  # heights
    "ESRI:102100",
    "EPSG:32636+5773",
    "EPSG:32636; file",
    "+proj=utm +zone=36 +nadgrids=/etc/passwd",
    'PROJCS["x",EXTENSION["PROJ4","+proj=utm +nadgrids=/etc/passwd"]]',
    "file:///etc/passwd",
    "/etc/passwd",
    "https://example.org/EPSG/0/32636",
    "urn:ogc:def:coordinateOperation:EPSG::1671",
    "Web Mercator",
    "32636",
    "",
]


@pytest.mark.parametrize("sentence", UNKNOWN)
def test_any_other_crs_is_refused_and_no_other_is_looked_up(sentence, monkeypatch):
    asked = []
    known = sandbox_worker.known_crs
    record = lambda text: asked.append(text) or known(text)  # noqa: E731
    monkeypatch.setattr(sandbox_worker, "known_crs", record)
    with pytest.raises(InputError) as refusal:
        read_front(in_utm(name_of(sentence)), name="2026-01-01.json")
    assert "crs member says" in str(refusal.value)
    assert asked in ([], [sentence])
    assert all(re.fullmatch(r"EPSG:\d{4,6}", one) for one in asked)


def test_a_crs_of_two_codes_is_refused():
    both = {"properties": {"name": "EPSG:32636", "code": "EPSG:32637"}}
    with pytest.raises(InputError, match="32637"):
        read_front(in_utm(both), name="2026-01-01.json")


def test_degrees_that_are_called_metres_are_not_believed():
    data = collection(area(), crs=name_of("EPSG:3857"))
    with pytest.raises(InputError, match="Ukraine"):
        read_front(data, name="2026-01-01.json")


def test_numbers_beyond_a_crs_are_refused():
    data = in_utm(name_of("EPSG:32636")).replace(b"[[[", b"[[[1e300, 1e300], [", 1)
    with pytest.raises(InputError, match="infinite"):
        read_front(data, name="2026-01-01.json")


def test_deposits_of_a_known_crs_are_converted():
    x, y = UTM.transform(33.5, 48.25)
    deposits = deposits_of(point(x, y), crs=name_of("EPSG:32636"))
    assert deposits.geometry.iloc[0].distance(Point(33.5, 48.25)) < 1e-8
    assert any("32636" in repair for repair in deposits.attrs["repairs"])


def test_a_sequence_of_collections_keeps_their_crs():
    lines = in_utm(name_of("EPSG:32636"))
    with pytest.raises(SchemaError, match="crs member says"):
        geojson_variants.read_sequence(File(lines + b"\n" + lines, "x.geojsons"))
