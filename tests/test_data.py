"""Every shipped record (the terms have tests of their own)."""

import json
import re
from collections import Counter
from datetime import date
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import shapely
import yaml
from shapely.geometry import Point, shape

from data import build
from geo.geodesy.crs import GEOD, area_km2
from geo.geodesy.ukraine import in_ukraine, is_offshore
from geo.ingest.licences import date_of
from geo.schema import DEPOSIT_DEFAULTS, CommodityGroup, Licence, LicenceState, Status

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "data"
REAL_FRONTS = ROOT.parent / "shared" / "fronts"

DEPOSITS = build.read_features(DATA / "deposits.geojson")
FRONTS = {
    path.stem: json.loads(path.read_text("utf-8"))
    for path in sorted((DATA / "fronts").glob("*.geojson"))
}
PRESETS = yaml.safe_load((DATA / "presets.yaml").read_text("utf-8"))["presets"]
SOURCES = yaml.safe_load((DATA / "sources.yaml").read_text("utf-8"))["sources"]
EDGES = [(preset["id"], edge) for preset in PRESETS for edge in preset["edges"]]

#: Published for 2026-01-01, and gained in 2025 (DeepState via interfax.com.ua 1133068).
PUBLISHED_KM2, PUBLISHED_GAIN_KM2 = 116_165, 4_336


def geometries(name):
    features = build.read_features(DATA / name)
    return {code: shape(one["geometry"]) for code, one in features.items()}


@pytest.fixture(scope="module")
def outline():
    return geometries("ukraine.geojson")["UKR"]


@pytest.fixture(scope="module")
def zones():
    return {
        day: shape(collection["features"][0]["geometry"])
        for day, collection in FRONTS.items()
    }


@pytest.fixture(scope="module")
def commodities():
    return build.read_table(DATA / "commodities.csv").set_index("commodity")


# Deposits


def test_no_deposit_is_lost_or_doubled():
    written = json.loads((DATA / "deposits.geojson").read_text("utf-8"))["features"]
    figures = build.read_table(build.FIGURES / "deposits.csv")
    assert [one["id"] for one in written] == list(figures["id"])
    assert len(DEPOSITS) == 211


def test_counts_of_deposits_in_prose_are_those_that_ship():
    texts = {source["id"]: source for source in SOURCES}
    found = texts["deposits"]
    count = len(DEPOSITS)
    for text in (*found["what"].values(), *texts["licences"]["what"].values()):
        assert f"{count}" in text
    assert f"{count} deposits" in (ROOT / "README.md").read_text("utf-8")
    assert f"{count} deposits" in (DATA / "README.md").read_text("utf-8")
    kms = [d["properties"]["location_uncertainty_km"] for d in DEPOSITS.values()]
    near, far = sum(km <= 3 for km in kms), sum(km >= 15 for km in kms)
    assert f"{near} lie within 3 km, {far} are 15 km" in found["uncertainty"]["en"]
    assert f"{near} у межах 3 км, {far} мають 15 км" in found["uncertainty"]["uk"]
    assert (min(kms), max(kms)) == (1, 50)


@pytest.mark.parametrize("code", DEPOSITS)
def test_deposits_have_the_schemas_columns_and_no_empty_text(code):
    properties = DEPOSITS[code]["properties"]
    assert set(properties) <= set(DEPOSIT_DEFAULTS)
    assert "" not in properties.values()
    for name in ("name", "name_uk", "oblast", "sources", "location_basis"):
        assert properties[name].strip() == properties[name] != ""


@pytest.mark.parametrize("code", DEPOSITS)
def test_deposit_values_have_their_types(code):
    properties = DEPOSITS[code]["properties"]
    numbers = {"location_uncertainty_km", "resource_quantity"}
    for name, value in properties.items():
        if name in numbers:
            assert isinstance(value, float)
            assert value > 0
        elif name == "on_list_57":
            assert isinstance(value, bool)
        elif name not in {"commodities", "licences"}:
            assert isinstance(value, str)
    assert ("resource_quantity" in properties) == ("resource_unit" in properties)


@pytest.mark.parametrize("code", DEPOSITS)
def test_deposit_enumerations(code):
    properties = DEPOSITS[code]["properties"]
    assert properties["status"] in list(Status)
    assert properties["commodity_group"] in list(CommodityGroup)
    assert properties["operating_2025"] in ("yes", "no", "unknown")


@pytest.mark.parametrize("code", DEPOSITS)
def test_deposit_commodities_are_known_and_decide_the_list(code, commodities):
    properties = DEPOSITS[code]["properties"]
    named = properties["commodities"]
    assert named[0] == properties["primary_commodity"]
    assert len(set(named)) == len(named)
    assert set(named) <= set(commodities.index)
    listed = (commodities.loc[named, "on_list_57"] == "yes").any()
    assert properties["on_list_57"] == listed


def test_deposits_lie_in_ukraine_or_its_seas():
    places = shapely.get_coordinates([shape(d["geometry"]) for d in DEPOSITS.values()])
    assert in_ukraine(places[:, 0], places[:, 1]).all()


def test_deposits_lie_in_the_oblast_they_name():
    """By the source's full outlines: those that are drawn are simplified."""
    names = build.read_records(build.FIGURES / "oblast_names.csv")
    units = build.read_features(build.FIGURES / "oblasts.geojson")
    oblasts = {names[code]["name"]: shape(u["geometry"]) for code, u in units.items()}
    for code, deposit in DEPOSITS.items():
        place, named = shape(deposit["geometry"]), deposit["properties"]["oblast"]
        around = [name for name, unit in oblasts.items() if unit.covers(place)]
        if named == "Black Sea shelf":
            assert around == []
            assert is_offshore(np.array([place]), np.zeros(1)).all()
        else:
            assert around == [named], code


def test_one_point_is_of_one_place():
    """Two deposits share a point only where both are of one ore field."""
    places = {}
    for code, deposit in DEPOSITS.items():
        point = tuple(deposit["geometry"]["coordinates"])
        places.setdefault(point, set()).add(code.rsplit("-", 1)[0])
    assert all(len(fields) == 1 for fields in places.values())


def test_a_correction_of_what_is_not_there_stops_the_build():
    table = build.read_table(build.FIGURES / "deposits.csv")
    table.loc[table["id"] == "yuzivska-gas", "oblast"] = "Luhansk"
    with pytest.raises(ValueError, match=r"yuzivska-gas, oblast: expected 'Donetsk'"):
        build.corrected(table)


def test_corrections_have_reasons_and_are_made():
    corrections = build.read_table(build.FIGURES / "corrections.csv")
    assert (corrections[["written", "reason"]] != "").all(axis=None)
    assert (corrections["found"] != corrections["written"]).all()
    first, _ = build.looks()
    for _, row in corrections.iterrows():
        assert first.loc[row["id"], row["column"]] == row["written"]


#: Words of a verdict that only the app may give, since it hangs on text and day.
VERDICT = re.compile(
    r"\b(un|not )?covered\b|\bcoverage\b|treat as not|new grant|would be new", re.I
)


@pytest.mark.parametrize("code", DEPOSITS)
def test_no_note_or_basis_holds_a_verdict_on_coverage(code):
    properties = DEPOSITS[code]["properties"]
    texts = [value for value in properties.values() if isinstance(value, str)]
    texts += [text for row in properties["licences"] for text in row.values()]
    assert [text for text in texts if VERDICT.search(text)] == []


# Licences

LICENCES = build.read_table(DATA / "licences.csv")

#: Columns of which each state needs one that is not empty.
NEEDS = {
    LicenceState.HELD: ("holder", "how"),
    LicenceState.SOLD: ("holder", "granted", "url"),
    LicenceState.AWARDED: ("holder", "granted", "url"),
    LicenceState.OFFERED: ("how", "url"),
    LicenceState.ENDED: ("holder", "how"),
    LicenceState.ISSUED: ("holder", "granted", "how"),
    LicenceState.SUSPENDED: ("holder", "granted", "how", "url"),
    LicenceState.NONE_FOUND: ("how", "searched"),
    LicenceState.UNKNOWN: (),
}


def licences_of(code):
    rows = LICENCES[LICENCES["deposit"] == code]
    return [Licence(**row) for row in rows.drop(columns="deposit").to_dict("records")]


def test_licences_are_schema_rows_in_order_of_deposits():
    assert [*LICENCES.columns] == ["deposit", *Licence._fields]
    assert [*dict.fromkeys(LICENCES["deposit"])] == [*DEPOSITS]
    assert set(LICENCES["confidence"]) == {"low", "medium", "high"}
    counts = Counter(LICENCES["state"])
    assert set(counts) == {state.value for state in LicenceState}
    english = next(s for s in SOURCES if s["id"] == "licences")["what"]["en"]
    assert english.startswith(f"{len(LICENCES)} permits")
    assert f"; {counts['none_found']} are searches" in english


@pytest.mark.parametrize("row", [*LICENCES.itertuples()], ids=lambda row: row.deposit)
def test_licence_has_what_its_state_needs(row):
    for column in NEEDS[LicenceState(row.state)]:
        assert getattr(row, column), column
    for text in filter(None, (row.granted, row.expires, row.searched)):
        assert date_of(text) == text
    assert row.searched in ("", "2026-11-24")
    assert not row.url or row.url.startswith(("https://", "http://"))


@pytest.mark.parametrize("code", DEPOSITS)
def test_deposit_carries_its_rows_of_the_table(code):
    shipped = DEPOSITS[code]["properties"]["licences"]
    rows = [{k: v for k, v in one._asdict().items() if v} for one in licences_of(code)]
    assert shipped == rows


def test_own_rows_of_licences_have_reasons_and_stand_alone():
    own = build.read_table(build.FIGURES / "licence_rows.csv")
    assert (own["reason"] != "").all()
    for code, rows in own.groupby("deposit"):
        assert (LICENCES["deposit"] == code).sum() == len(rows)


@pytest.mark.parametrize(
    ("code", "rows"),
    [
        (
            "burtynske-graphite",
            [
                ("Maidanska", "sold", "2026-02-26", ""),
                ("Horodniavska", "held", "../2023-03", ""),
            ],
        ),
        ("dobra-li", [("", "awarded", "2026-01-12", "")]),
        ("polokhivske-li", [("", "held", "2017", "2037")]),
        ("motronivske-ti-zr", [("", "ended", "2004-12-31", "2026-03-10")]),
        ("mezhyrichne-ti", [("", "ended", "2002-06-03", "2026-03-07")]),
        ("valky-hatskivske-ti", [("", "ended", "", "2026-03-10")]),
        (
            "selyshchanske-ti",
            [("", "issued", "2021-08", ""), ("", "ended", "", "2021-08")],
        ),
        (
            "tarasivske-ti-zr",
            [("", "offered", "", ""), ("", "ended", "2012-01-27", "")],
        ),
        ("surske-u", [("", "issued", "2017-02-28", "2022-02-28")]),
        (
            "safonivske-u",
            [("", "offered", "", ""), ("", "ended", "2017-02-28", "2022-02-28")],
        ),
        (
            "zalisy-shmenky-cu",
            [("", "suspended", "2022", ""), ("", "offered", "", "")],
        ),
        ("voskresenivske-ti-zr", [("", "none_found", "", "")]),
        ("stremyhorodske-ti", [("", "offered", "", "")]),
        ("yerystivske-fe", [("", "held", "2002-08-27", "")]),
        ("pokrovske-coal", [("", "unknown", "", "")]),
        # A council's consent is not a permit; a permit of Russian authorities neither.
        ("balka-zolota-au", [("", "none_found", "", "")]),
        ("bobrykivske-au", [("", "issued", "../2013-03", "")]),
    ],
)
def test_licences_of_known_deposits(code, rows):
    found = [
        (one.site, one.state, one.granted, one.expires) for one in licences_of(code)
    ]
    assert found == rows


def test_a_russian_permit_stands_in_a_note_only():
    columns = ["holder", "granted", "expires"]
    text = LICENCES[columns].agg(" ".join, axis=1)
    assert not text.str.contains("Russia|Rosnedra|ARMZ|LPR|DPR", case=False).any()


def test_the_open_questions_of_the_list_are_few_and_named():
    """Under the signed text, at most 25 deposits hang on a fact that is missing."""
    listed = {c for c, d in DEPOSITS.items() if d["properties"]["on_list_57"]}
    rows = LICENCES[LICENCES["deposit"].isin(listed)]
    undated = (rows["state"] == "held") & (rows["granted"] == "")
    open_rows = rows[rows["state"].isin(["issued", "unknown"]) | undated]
    assert open_rows["note"].str.startswith("Missing: ").all()
    assert open_rows["deposit"].nunique() == 20


def test_a_state_that_nobody_translated_stops_the_build(monkeypatch):
    monkeypatch.setattr(build, "NOTED_STATES", {"": LicenceState.UNKNOWN})
    with pytest.raises(KeyError, match="unknown"):
        build.licences()


def test_statement_of_either_table_survives():
    polokhivske = DEPOSITS["polokhivske-li"]["properties"]
    assert (polokhivske["resource_quantity"], polokhivske["resource_unit"]) == (
        760,
        "kt",
    )
    assert "40 Mt ore" in polokhivske["notes"]


def test_wording_and_names_each_change_something():
    figures = ("deposits", "deposits_more", "commodities", "licences")
    cells = [build.read_table(build.FIGURES / f"{n}.csv").to_numpy() for n in figures]
    text = "\n".join(cell for table in cells for cell in table.ravel())
    for found in build.read_table(build.FIGURES / "wording.csv")["found"]:
        assert found in text
    shipped = "\n".join(
        (DATA / name).read_text("utf-8")
        for name in ("deposits.geojson", "commodities.csv", "licences.csv")
    )
    for working_file in ("deposits.csv", "deposits_more.csv", "claims.csv"):
        assert working_file not in shipped
    assert "stored" not in shipped
    assert "UNVERIFIED" not in shipped


# Commodities


def test_commodities_stand_for_the_list_of_57(commodities):
    named = {
        name
        for cell in commodities["annex57_names"]
        for name in cell.split(";")
        if name
    }
    assert len(named) == 57
    # Indium is on the list, but no deposit here is known to have it.
    held = {name for d in DEPOSITS.values() for name in d["properties"]["commodities"]}
    assert "indium" not in held
    assert len(commodities.loc["rare earths", "annex57_names"].split(";")) == 16
    assert len(commodities.loc["platinum group", "annex57_names"].split(";")) == 5


@pytest.mark.parametrize(
    "name", ["iron ore", "coal", "kaolin", "salt", "limestone", "mercury", "silver"]
)
def test_not_on_the_list(name, commodities):
    assert commodities.loc[name, "on_list_57"] == "no"


def test_commodity_vocabularies(commodities):
    assert len(commodities) == 81
    assert commodities.index.is_unique
    assert set(commodities["group"]) <= set(CommodityGroup)
    assert set(commodities["eu_critical_2024"]) <= {"strategic", "critical", "no"}
    priced = commodities[commodities["price_usd"] != ""]
    assert (priced["price_usd"].astype(float) > 0).all()
    assert (priced[["price_unit", "price_year", "price_source"]] != "").all(axis=None)
    synonyms = build.read_table(DATA / "commodity_synonyms.csv")
    assert set(synonyms["commodity"]) == set(commodities.index)


# Geography


def test_outline_area(outline):
    assert outline.is_valid
    assert area_km2(outline) == pytest.approx(599_000, rel=0.01)
    assert sum(len(part.interiors) for part in outline.geoms) == 0


@pytest.mark.parametrize(
    ("name", "lon", "lat", "inside"),
    [
        ("Simferopol", 34.10, 44.95, True),
        ("Sevastopol", 33.52, 44.60, True),
        ("Donetsk", 37.80, 48.00, True),
        ("Luhansk", 39.30, 48.57, True),
        ("Kakhovka reservoir", 34.07, 47.34, True),
        ("Belgorod", 36.60, 50.60, False),
        ("Chisinau", 28.85, 47.00, False),
    ],
)
def test_outline_is_ukraine(name, lon, lat, inside, outline):
    assert outline.covers(Point(lon, lat)) == inside, name


def test_oblasts_are_a_coverage(outline):
    oblasts = geometries("oblasts.geojson")
    units = np.array(list(oblasts.values()))
    assert len(oblasts) == 27
    assert shapely.coverage_is_valid(units)
    # Simplified for drawing: 0.03 % of the outline's area lies on the other side.
    differing = shapely.symmetric_difference(shapely.union_all(units), outline)
    assert area_km2(differing) < 0.0005 * area_km2(outline)


def test_oblast_names_and_codes():
    units = build.read_features(DATA / "oblasts.geojson")
    names = {code: one["properties"]["name"] for code, one in units.items()}
    assert len(set(names.values())) == 27
    assert (names["UA.KC"], names["UA.KV"]) == ("Kyiv City", "Kyiv")
    assert (names["UA.OD"], names["UA.MY"]) == ("Odesa", "Mykolaiv")
    deposits = {one["properties"]["oblast"] for one in DEPOSITS.values()}
    assert deposits <= {*names.values(), "Black Sea shelf"}


def test_neighbours_fit_the_outline(outline):
    around = geometries("neighbours.geojson")
    touching = "BLR HUN MDA POL ROU RUS SVK"
    assert {code for code, land in around.items() if land.touches(outline)} == set(
        touching.split()
    )
    assert shapely.coverage_is_valid([*around.values(), outline])


def test_border_lies_on_the_outline(outline):
    border = geometries("border.geojson")
    assert set(border) == {"BLR", "RUS"}
    edge = shapely.buffer(outline.boundary, 1e-9)
    for line in border.values():
        assert edge.covers(line)
    lengths = {code: GEOD.geometry_length(line) / 1000 for code, line in border.items()}
    # At 1:10 million; surveyed, they are about 1,080 and 1,970 km.
    assert 800 < lengths["BLR"] < 1080
    assert 1400 < lengths["RUS"] < 1970
    assert border["BLR"].touches(border["RUS"])


# Settlements and fronts


def test_settlements():
    table = build.read_table(DATA / "settlements.csv")
    assert len(table) == 4989
    assert table["id"].is_unique
    assert (table[["id", "name"]] != "").all(axis=None)
    assert table["name"].str.fullmatch(r"[A-Z][A-Za-z]*(?:[ -][A-Za-z]+)*").all()
    assert set(table["occupied_2024_07_08"]) == {"0", "1"}
    changes = build.read_table(DATA / "control_changes.csv")
    assert set(changes["id"]) <= set(table["id"])
    assert set(changes["control"]) == {"free", "occupied"}
    assert not changes.duplicated(["id", "date"]).any()


@pytest.mark.parametrize("day", FRONTS)
def test_settlements_at_one_place_have_one_control(day):
    control = build.control_on(date.fromisoformat(day))
    together = control.groupby(["lon", "lat"])["occupied"].nunique()
    assert (together == 1).all()


def test_snapshots_are_those_promised():
    months = {
        f"{day:%Y-%m-%d}" for day in pd.date_range("2024-08", "2026-08", freq="MS")
    }
    others = {"2024-07-08", "2025-02-12", "2025-04-30", "2026-08-22"}
    assert set(FRONTS) == months | others
    assert len(FRONTS) == 29


@pytest.mark.parametrize("day", FRONTS)
def test_front_says_what_it_is(day):
    (one,) = FRONTS[day]["features"]
    properties = one["properties"]
    assert one["id"] == properties["id"] == properties["as_of"] == day
    assert properties["uncertainty_km"] == 3.5
    assert properties["rebuilt_from_settlements"] is True
    assert properties["method"]
    assert properties["licence"]
    assert len(properties["sources"]) == 4
    assert properties["settlements"] == 4989
    assert 1400 < properties["occupied_settlements"] < 1900


@pytest.mark.parametrize("day", FRONTS)
def test_front_is_valid_and_inside_the_outline(day, zones, outline):
    zone = zones[day]
    assert zone.geom_type == "MultiPolygon"
    assert zone.is_valid
    # Rounding to 1 m along 1,500 km of border and 2,000 km of coast.
    assert area_km2(shapely.difference(zone, outline)) < 1
    assert zone.covers(Point(37.80, 48.00))
    assert not zone.intersects(Point(30.52, 50.45))


def test_front_areas_are_the_published_ones(zones):
    areas = {day: area_km2(zone) for day, zone in zones.items()}
    assert areas["2026-01-01"] == pytest.approx(PUBLISHED_KM2, rel=0.01)
    gained = areas["2026-01-01"] - areas["2025-01-01"]
    assert gained == pytest.approx(PUBLISHED_GAIN_KM2, rel=0.05)


def test_fronts_move_by_plausible_areas(zones):
    areas = [area_km2(zone) for zone in zones.values()]
    assert all(-200 < later - earlier < 1000 for earlier, later in pairwise(areas))


def test_front_agrees_with_the_published_polygon(zones):
    path = REAL_FRONTS / "20260101.geojson"
    if not path.exists():
        pytest.skip("the real fronts are for tests only and do not ship")
    features = json.loads(path.read_text("utf-8"))["features"]
    real = shapely.union_all(
        [shapely.make_valid(shape(f["geometry"])) for f in features]
    )
    zone = zones["2026-01-01"]
    assert area_km2(zone) == pytest.approx(area_km2(real), rel=0.01)
    assert area_km2(shapely.intersection(zone, real)) > 0.97 * area_km2(real)
    assert area_km2(shapely.difference(zone, real)) < 0.02 * area_km2(real)


@pytest.mark.parametrize("day", FRONTS)
@pytest.mark.parametrize(
    ("place", "lon_lat", "occupied"),
    [
        ("the end of the Kinburn spit, across from Ochakiv", (31.56, 46.55), True),
        ("Ochakiv's shore", (31.50, 46.65), False),
        ("the Kakhovka reservoir near its left bank", (34.70, 47.53), False),
        ("Enerhodar, on that bank", (34.65, 47.49), True),
        ("Nikopol, on the other", (34.40, 47.57), False),
        ("the Syvash, all of whose shores are occupied", (34.80, 45.80), True),
        ("the Kyiv Reservoir", (30.50, 50.85), False),
    ],
)
def test_water_parts_the_sides(day, place, lon_lat, occupied, zones):
    assert shapely.contains_xy(zones[day], *lon_lat) == occupied, place


def test_change_holds_from_its_own_day():
    changes = build.read_table(DATA / "control_changes.csv")
    change = changes.drop_duplicates("id", keep=False).iloc[0]
    day = pd.Timestamp(change["date"])
    before, after = (
        build.control_on(one.date()).loc[change["id"], "occupied"]
        for one in (day - pd.Timedelta(days=1), day)
    )
    assert after == (change["control"] == "occupied")
    assert before != after


# Rebuilding


def test_deposits_are_rebuilt_byte_for_byte(tmp_path):
    path = build.write_features(tmp_path / "deposits.geojson", build.deposits())
    assert path.read_bytes() == (DATA / "deposits.geojson").read_bytes()


@pytest.mark.parametrize("name", ["commodities", "licences", "settlements"])
def test_tables_are_rebuilt_byte_for_byte(name, tmp_path):
    path = build.write_table(tmp_path / name, getattr(build, name)())
    assert path.read_bytes() == (DATA / f"{name}.csv").read_bytes()


@pytest.mark.parametrize("day", ["2025-04-30", "2026-08-22"])
def test_front_is_rebuilt_byte_for_byte(day, tmp_path):
    path = build.write_front(date.fromisoformat(day), tmp_path)
    assert path.read_bytes() == (DATA / "fronts" / path.name).read_bytes()


def test_heal_closes_a_gap_and_shares_a_vertex():
    """Two squares 1e-7 degrees apart, one with a vertex that the other lacks."""
    left = shapely.Polygon([(0, 0), (1, 0), (1, 0.5), (1, 1), (0, 1)])
    right = shapely.box(1 + 1e-7, 0, 2, 1)
    healed = build.heal(np.array([left, right]))
    assert shapely.coverage_is_valid(healed)
    assert shapely.union_all(healed).equals(shapely.box(0, 0, 2, 1))


def test_heal_gives_a_sliver_to_its_longest_neighbour():
    notched = shapely.box(0, 0, 1, 1) - shapely.box(0.5, 0.9999, 0.502, 1)
    above = shapely.box(0, 1, 1, 2)
    first, second = build.heal(np.array([notched, above]))
    assert first.union(second).equals(shapely.box(0, 0, 1, 2))
    assert first.equals(shapely.box(0, 0, 1, 1))


# Presets and sources


def test_presets_rise():
    assert [preset["id"] for preset in PRESETS] == [
        "default",
        "conflict_exposure",
        "weapons",
        "legal",
    ]
    edges = {
        preset["id"]: [edge["km"] for edge in preset["edges"]] for preset in PRESETS
    }
    assert edges["default"] == [10, 20, 30, 50, 100]
    assert all(
        inner < outer for kms in edges.values() for inner, outer in pairwise([0, *kms])
    )


@pytest.mark.parametrize(
    ("preset", "edge"), EDGES, ids=[f"{name}-{edge['km']}" for name, edge in EDGES]
)
def test_edge_has_reason_and_sources(preset, edge):
    assert set(edge["reason"]) == {"en", "uk"}
    assert all(len(text) > 20 for text in edge["reason"].values())
    assert edge["sources"]
    assert all(edge["sources"])


@pytest.mark.parametrize("source", SOURCES, ids=[source["id"] for source in SOURCES])
def test_source_is_complete(source):
    for name in ("name", "what", "uncertainty", "made"):
        assert set(source[name]) == {"en", "uk"}
        assert all(source[name].values())
    assert all(source[name] for name in ("source", "date", "licence"))
    assert all((DATA / file).exists() for file in source["files"])


def test_every_shipped_file_has_a_source():
    found = Counter(file.rstrip("/") for source in SOURCES for file in source["files"])
    shipped = {
        path.name for path in DATA.iterdir() if path.suffix in (".geojson", ".csv")
    }
    assert shipped <= set(found)
    assert max(found.values()) == 1


def test_data_stay_small():
    files = [path for path in DATA.rglob("*") if path.is_file()]
    sizes = [path.stat().st_size for path in files if "__pycache__" not in path.parts]
    assert max(sizes) < 1.5e6
    assert sum(sizes) < 4e6
