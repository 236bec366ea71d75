"""The map: inert payloads, true markers, small files, distinguishable colours."""

import base64
import json
import re
from dataclasses import replace
from datetime import date
from html import escape

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import LineString, MultiLineString
from streamlit_folium import generate_leaflet_string, get_full_id

from data import build_basemap
from geo.assessment.assess import assess
from geo.assessment.summary import headline
from geo.deal import load, shares
from geo.deal.shares import ground_of, terms_on
from geo.fronts.front import Front
from geo.geodesy.ukraine import in_ukraine
from geo.ingest import read_deposits
from geo.ledger import default_ledger
from geo.maps import MapParts, build_map, canvas, land, map_html, markers
from geo.maps.canvas import PALETTE, js_string
from geo.maps.land import encode_line
from geo.maps.markers import NEARNESS, fill_of_band
from geo.paths import DATA, STATIC
from geo.risk import presets
from geo.schema import COVERING, Coverage
from geo.text.labels import coverage_label
from geo.text.sentences import finding_text
from tests.invalid_files import HOSTILE_NAMES

UNSAFE = set("<>&'`${}")

TEXT_COLUMNS = (
    "name",
    "name_uk",
    "oblast",
    "primary_commodity",
    "deposit_type",
    "licence_holder",
    "licence_basis",
    "location_basis",
    "sources",
    "notes",
)


@pytest.fixture(scope="module")
def front():
    return default_ledger().latest()


@pytest.fixture(scope="module")
def choice():
    return {"scenario": load.default_scenario(), "preset": presets.preset("default")}


@pytest.fixture(scope="module")
def assessed(front, choice):
    """All shipped deposits against the newest front and the text in force."""
    deposits = read_deposits(DATA / "deposits.geojson", name="deposits.geojson")
    return assess(deposits, front, **choice)


@pytest.fixture(scope="module")
def payloads(assessed, front, choice):
    """What the browser gets of each layer, decoded again."""
    return decoded(build_map(assessed, front, **choice))


def decoded(parts):
    return {kind: json.loads(json.loads(text)) for kind, text in sent(parts).items()}


def sent(parts):
    """The payload of each layer, as it travels."""
    layers = [child for group in parts.layers for child in group._children.values()]
    return {la.kind: la.payload for la in layers if isinstance(la, canvas.DataLayer)}


def named(assessed, name):
    """The first three deposits, with one text in every text field."""
    few = assessed.head(3).copy()
    few[list(TEXT_COLUMNS)] = name
    few["commodities"] = [(name,)] * len(few)
    few.index = [f"{name}{i}" for i in range(len(few))]
    return few


# The payload


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters()),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@given(json_values)
def test_js_string_round_trips_and_is_inert(value):
    literal = js_string(value)
    assert not UNSAFE & set(literal)
    assert json.loads(json.loads(literal)) == value
    literal.encode()  # no lone surrogate is left to break the way to the browser


@pytest.mark.parametrize("name", [*HOSTILE_NAMES, "\ud800", "\u2028", "\x7f\x00"])
def test_js_string_holds_every_hostile_name(name):
    literal = js_string({name: [name]})
    assert not UNSAFE & set(literal)
    assert json.loads(json.loads(literal)) == {name: [name]}


@pytest.mark.parametrize("number", [float("nan"), float("inf")])
def test_js_string_refuses_what_json_lacks(number):
    with pytest.raises(ValueError, match="JSON"):
        js_string([number])


@given(
    st.lists(
        st.tuples(st.floats(20, 45), st.floats(43, 53)), min_size=2, max_size=20
    ).filter(lambda points: LineString(points).length > 0.001)
)
def test_encoded_line_stays_within_half_a_step(points):
    steps = np.array(encode_line(LineString(points))).reshape(-1, 2)
    decoded_line = LineString(np.cumsum(steps, axis=0) / land.STEPS_PER_DEGREE)
    half_a_step = 0.5001 / land.STEPS_PER_DEGREE
    assert (
        shapely.hausdorff_distance(decoded_line, LineString(points))
        <= 2**0.5 * half_a_step
    )


# What is drawn


def test_every_deposit_has_one_marker(payloads, assessed):
    columns = payloads["deposits"]["columns"]
    assert columns["id"] == assessed.index.tolist()
    assert {len(column) for column in columns.values()} == {len(assessed)}
    assert set(columns["fill"]) <= set(PALETTE["fill"])


def test_the_ring_is_the_class_of_coverage(payloads, assessed):
    columns = payloads["deposits"]["columns"]
    assert columns["outline"] == assessed["covered"].tolist()
    covering = assessed["covered"].isin(COVERING)
    assert [bool(us) for us in columns["us"]] == covering.tolist()
    texts = {text for text in columns["us_text"] if text}
    assert texts == ({"US 25 %"} if covering.any() else set())


@pytest.mark.parametrize(
    ("scenario_id", "control", "sure", "most", "text"),
    [
        ("signed_2025_04_30", "free", 25, 25, "US 25 %"),
        ("signed_2025_04_30", "occupied", 25, 25, "US 25 %"),
        ("us_2025_02_21_draft", "free", 50, 50, "US 50 %"),
        ("us_2025_02_21_draft", "occupied", 0, 66, "US 66 % once freed"),
        (
            "us_2025_02_21_draft",
            "contested",
            50,
            66,
            "US 50 or 66 % by the side it proves to be on",
        ),
        ("us_2025_02_12_ownership", "contested", 0, 50, "US 50 % if Ukraine holds it"),
        ("us_2025_02_12_ownership", "occupied", 0, 0, "US part not stated"),
    ],
)
def test_us_part_on_each_side(scenario_id, control, sure, most, text):
    scenario = load.scenario(scenario_id)
    stated = terms_on(scenario, ground_of(scenario, control))
    row = {"covered": "prospective", "control": control, **stated._asdict()}
    (part,) = markers.us_parts(pd.DataFrame([row]), scenario)
    assert part == (sure, most, text)


def test_no_us_part_where_the_text_covers_in_no_case():
    scenario = load.scenario("us_2025_02_21_draft")
    row = {"control": "free", "effective_us_percent": np.nan, "us_share_percent": 50}
    classes = ["disputed", "outside", "unclear"]
    rows = pd.DataFrame([row | {"covered": covered} for covered in classes])
    assert markers.us_parts(rows, scenario) == [None] * 3


@pytest.mark.parametrize(
    ("edges_km", "fills"),
    [
        ([10, 20, 30, 50, 100], "near middle middle wide wide far"),
        ([30, 100], "near wide far"),
        ([1, 2, 5], "near middle wide far"),
        ([30], "near far"),
    ],
)
def test_fills_run_from_near_to_far(edges_km, fills):
    assert list(fill_of_band(edges_km).values())[: len(edges_km) + 1] == fills.split()


@pytest.mark.parametrize("count", [1, 2, 5, 9])
def test_tints_run_from_strong_to_weak(count):
    tints = land.tints_of(count)
    assert len(tints) == count
    assert tints[0] == land.TINTS[0]
    assert [luminance(tint) for tint in tints] == sorted(map(luminance, tints))


def test_zone_edges_keep_to_government_held_land(front, choice, payloads):
    zones = payloads["land"]["zones"]
    assert [zone["text"] for zone in zones] == [
        f"{km:g} km" for km in choice["preset"].edges_km
    ]
    for zone in zones:
        edge = MultiLineString([unfold(line) for line in zone["edge"]])
        assert shapely.distance(edge, front.contact_line) > 0.003
        assert edge.length > 0


def unfold(line):
    return np.cumsum(np.array(line).reshape(-1, 2), axis=0) / land.STEPS_PER_DEGREE


def test_legend_counts_every_deposit_once_by_risk_and_by_class(payloads, assessed):
    risk, _land, terms_rows = (part["rows"] for part in payloads["legend"]["parts"])
    assert sum(row.get("count", 0) for row in risk) == len(assessed)
    counts = {row["text"]: row["count"] for row in terms_rows if row.get("fill")}
    classes = assessed["covered"].value_counts()
    text = load.default_scenario()
    sentence = {coverage_label(name, text): n for name, n in classes.items()}
    assert counts == sentence


def test_legend_counts_a_us_part_where_it_is_drawn(front, choice):
    """Of the draft of 21 February: 50 %, 66 % once freed, or either."""
    scenario = load.scenario("us_2025_02_21_draft")
    deposits = read_deposits(DATA / "deposits.geojson", name="deposits.geojson")
    rows = assess(deposits, front, **choice | {"scenario": scenario})
    drawn = decoded(build_map(rows, front, **choice | {"scenario": scenario}))
    counts = {
        row["text"]: row["count"]
        for row in drawn["legend"]["parts"][2]["rows"]
        if "us" in row
    }
    texts = {
        "free": "US 50 %",
        "contested": "US 50 or 66 % by the side it proves to be on",
        "unknown": "US 50 or 66 % by the side it proves to be on",
        "occupied": "US 66 % once freed",
    }
    sides = rows.loc[rows["covered"].isin(COVERING), "control"]
    assert counts == sides.map(texts).value_counts().to_dict() != {}


def test_legend_names_the_base_of_the_shares(payloads, choice):
    rows = payloads["legend"]["parts"][2]["rows"]
    assert {"note": shares.share_text(choice["scenario"])} in rows


def test_source_line_gives_day_method_and_uncertainty(payloads):
    source = payloads["legend"]["source"]
    assert "22 Aug 2026, rebuilt from settlements, ±3.5 km" in source
    assert "UN GA 68/262" in source


def test_the_border_is_drawn_only_when_it_threatens(assessed, front, choice, payloads):
    parts = build_map(assessed, front, threat_edge="zone+border", **choice)
    with_border = decoded(parts)
    assert payloads["land"]["border"] == []
    assert len(with_border["land"]["border"]) > 0
    assert len(with_border["legend"]["parts"][1]["rows"]) == 4


def test_no_deposit_is_a_map_too(assessed, front, choice):
    nothing = decoded(build_map(assessed.head(0), front, **choice))
    assert nothing["deposits"]["columns"]["id"] == []
    assert "<table>" in map_html(assessed.head(0), front, **choice)


def test_an_area_is_drawn_with_its_marker(front, choice):
    square = shapely.box(33.0, 48.0, 33.1, 48.1)
    deposits = read_deposits(
        gpd.GeoDataFrame({"name": ["A"]}, geometry=[square], crs=4326)
        .to_json(drop_id=True)
        .encode(),
        name="areas.geojson",
    )
    columns = decoded(build_map(assess(deposits, front, **choice), front, **choice))
    [rings] = columns["deposits"]["columns"]["area"]
    assert shapely.Polygon(unfold(rings[0][0])).equals(square)


def test_a_front_of_lines_only_has_no_occupied_land(choice):
    line = MultiLineString([[(36, 47), (37, 49)]])
    front = Front("x", date(2026, 1, 1), None, line, 2.0, "hand")
    deposits = read_deposits(DATA / "deposits.geojson", name="deposits.geojson")
    drawn = decoded(build_map(assess(deposits, front, **choice), front, **choice))
    assert drawn["land"]["occupied"] == []
    assert len(drawn["land"]["contact"]) == 1
    assert set(drawn["deposits"]["columns"]["fill"]) == {"unknown"}


# The page


def test_the_map_itself_never_changes(assessed, front, choice):
    """Else the page would mount it anew, and the reader's view would be lost."""
    other = {
        "scenario": load.scenario("us_2025_02_12_ownership"),
        "preset": presets.preset("legal"),
        "threat_edge": "zone+border",
        "selected_id": assessed.index[0],
    }
    scripts = set()
    for rows, chosen in ((assessed, choice), (assessed.head(5), other)):
        parts = build_map(rows, front, **chosen)
        parts.map.render()
        script = generate_leaflet_string(parts.map)
        scripts.add(script.replace(get_full_id(parts.map), "map_div"))
    assert len(scripts) == 1


@pytest.mark.parametrize("inline", [False, True])
def test_the_map_asks_no_other_address(assessed, front, choice, inline):
    parts = build_map(assessed, front, inline=inline, **choice)
    elements = [parts.map]
    for element in elements:
        elements += element._children.values()
    links = [
        url
        for element in [*elements, *parts.layers]
        for name in ("default_js", "default_css")
        for _name, url in getattr(element, name, [])
    ]
    assert len(links) == 5
    assert all(re.match(r"data:|\.\./", url) for url in links)


def test_asset_base_says_where_the_files_lie(assessed, front, choice):
    parts = build_map(assessed, front, asset_base="../x/", **choice)
    assert parts.map.default_js[0] == ("leaflet.js", "../x/leaflet.js")


def test_our_assets_name_no_address():
    namespace = "http://www.w3.org/2000/svg"
    for name in ("frontlode.js", "frontlode.css", "export.html"):
        text = (STATIC / name).read_text("utf-8").replace(namespace, "")
        assert not re.search(r"https?://\w", text)
    for name in ("frontlode.css", "leaflet.css", "export.html"):
        assert "url(" not in (STATIC / name).read_text("utf-8")


def test_changing_layers_are_small(assessed, front, choice):
    payloads = sent(build_map(assessed, front, **choice))
    assert sum(len(text.encode()) for text in payloads.values()) <= 350_000


# The exported file


def test_the_file_links_no_address_in_what_is_stated_of_the_front(
    assessed, front, choice
):
    address = "https://evil.example/a"
    found = replace(front, source=address, licence=address, note=address)
    html = map_html(assessed.head(3), found, **choice, subtitle=address)
    assert address in html
    assert not re.search(r"<a\b[^>]*evil", html)
    # Cards are what the script links addresses in.
    assert address not in html[html.index("frontlode.card(") :]


def test_exported_map_is_one_small_file_that_loads_nothing(assessed, front, choice):
    html = map_html(assessed, front, **choice, title="A finding", subtitle="A line")
    assert len(html.encode()) <= 1_500_000
    assert "<h1>A finding</h1><p>A line</p>" in html
    loads = re.findall(r"(?:src|href)=\"([^\"]*)\"", html)
    assert len(loads) == 5
    assert all(url.startswith("data:") for url in loads)
    assert html.count("<tr>") == 1 + len(assessed)


def test_exported_map_is_the_same_each_time(assessed, front, choice):
    first, second = (map_html(assessed, front, **choice) for _ in range(2))
    assert first == second


def test_exported_map_finds_what_the_page_finds_in_words(assessed, front, choice):
    html = map_html(assessed, front, **choice)
    counts = headline(assessed)
    finding = finding_text(counts, of_all=len(assessed), threat_edge="zone")
    assert f"<h1>{finding}</h1>" in html
    assert "<td>held by Ukraine</td>" in html
    assert "<td>free</td>" not in html
    assert "<td>not covered</td>" in html
    assert "<td>outside</td>" not in html


@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_hostile_names_stay_text_in_the_exported_file(assessed, front, choice, name):
    html = map_html(named(assessed, name), front, **choice, title=name, subtitle=name)
    markup = re.sub(r"base64,[^\"]*", "", html)
    assert "alert(1)</script>" not in markup
    assert "<img" not in markup
    assert ">49<" not in markup
    [script] = re.findall(r"<script>(.*?)</script>", markup, flags=re.DOTALL)
    if UNSAFE & set(name):
        assert name not in script
    assert escape(name) in markup


@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_hostile_names_pass_folium_unread(assessed, front, choice, name):
    """As st_folium does it, with and without its render step."""
    parts = build_map(named(assessed, name), front, **choice)
    for layer in parts.layers:
        layer.add_to(parts.map)
    parts.map.get_root().render()
    script = generate_leaflet_string(parts.layers[-1])
    [payload] = re.findall(r"JSON\.parse\((\".*\")\)", script)
    assert json.loads(json.loads(payload))["columns"]["name"] == [name] * 3


def test_a_rendered_script_is_no_template():
    parts = MapParts({"land": '"{{ 7 * 7 }}"'})
    parts.layers[0].add_to(parts.map)
    figure = parts.map.get_root()
    figure.render()
    assert 'JSON.parse("{{ 7 * 7 }}")' in figure.script.render()


# The ground


def test_basemap_is_built_from_the_data():
    text = (STATIC / "basemap.js").read_text("utf-8")
    written = json.loads(text.partition("=")[2].rstrip(";\n"))
    built = json.loads(json.dumps(build_basemap.basemap()))
    assert written == built
    assert len(text.encode()) <= 300_000


def test_towns_lie_in_ukraine_and_carry_both_names():
    places = pd.DataFrame(json.loads((STATIC / "places.json").read_text("utf-8")))
    towns = places[places["kind"] == "town"]
    assert in_ukraine(towns["lon"].to_numpy(), towns["lat"].to_numpy()).all()
    assert towns["name"].is_unique
    assert towns["name"].str.fullmatch(r"[A-Za-z -]+").all()
    assert places["name_uk"].str.fullmatch(r"[А-ЩЬЮЯЄІЇҐа-щьюяєіїґ’ -]+").all()
    great = " ".join(towns.loc[towns["rank"] == 1, "name"])
    assert great == "Kyiv Kharkiv Odesa Lviv Dnipro Donetsk Zaporizhzhia"


def test_data_addresses_hold_the_files():
    for name in ("leaflet.js", "frontlode.css"):
        _head, _comma, content = canvas._data_uri(name).partition("base64,")
        assert base64.b64decode(content) == (STATIC / name).read_bytes()


# Colours

#: Machado, Oliveira and Fernandes 2009, severity 1.0, on linear RGB.
SIMULATE = {
    "normal": np.eye(3),
    "deuteranopia": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
    "protanopia": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
}

XYZ = np.array(
    [
        [0.4124564, 0.3575761, 0.1804375],
        [0.2126729, 0.7151522, 0.0721750],
        [0.0193339, 0.1191920, 0.9503041],
    ]
)


def linear(color):
    value = np.array(list(bytes.fromhex(color[1:]))) / 255
    return np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)


def lab(color, sight="normal"):
    """CIE L*a*b* of a colour as an eye sees it."""
    rgb = np.clip(SIMULATE[sight] @ linear(color), 0, 1)
    x, y, z = np.cbrt(XYZ @ rgb / (XYZ @ np.ones(3)))
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def luminance(color):
    return lab(color)[0]


FILLS = [PALETTE["fill"][fill] for fill in ("occupied", *NEARNESS)]


@pytest.mark.parametrize("sight", SIMULATE)
def test_fills_are_distinct_for_every_eye(sight):
    seen = [lab(fill, sight) for fill in FILLS]
    apart = [np.linalg.norm(a - b) for i, a in enumerate(seen) for b in seen[i + 1 :]]
    assert min(apart) > 20


def test_fills_are_distinct_in_grey_or_by_shape():
    """Far ones are hollow, occupied ones have a cross: grey alone is never enough."""
    solid = [luminance(PALETTE["fill"][fill]) for fill in NEARNESS[:3]]
    assert min(np.diff(solid)) > 10
    assert luminance(FILLS[0]) < min(solid) - 20


@pytest.mark.parametrize("sight", SIMULATE)
def test_ring_parts_and_ground_are_distinct(sight):
    gold, blue, grey = (PALETTE[name] for name in ("covered", "us", "unclear"))
    assert np.linalg.norm(lab(gold, sight) - lab(blue, sight)) > 40
    assert np.linalg.norm(lab(gold, sight) - lab(grey, sight)) > 40
    colors = land.LAND_COLORS
    assert luminance(colors["occupied"]) - luminance(colors["contact"]) > 25


def test_a_legend_of_nothing_covered_says_nothing_of_shares(assessed, front, choice):
    rows = assessed[assessed["covered"] == Coverage.OUTSIDE]
    outlines = decoded(build_map(rows, front, **choice))["legend"]["parts"][2]["rows"]
    assert [(row["text"], row["count"]) for row in outlines] == [
        ("not covered", len(rows))
    ]
