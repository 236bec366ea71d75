"""Where the markers of the map stand, as a browser draws them."""

import re
from collections import Counter

import numpy as np
import pytest
import shapely
from playwright.sync_api import expect

from geo.assessment.assess import assess, assess_measured
from geo.deal import load
from geo.geodesy.ukraine import in_ukraine
from geo.ingest import read_deposits
from geo.ledger import default_ledger
from geo.maps import map_html
from geo.maps.markers import markers
from geo.paths import DATA
from geo.risk import presets
from geo.risk.distance import measure
from tests.drawn_fronts import front_of

PRESET = presets.preset("default")

#: Width and height of the window in CSS pixels.
WINDOWS = {1440: (1440, 900), 768: (768, 1024), 390: (390, 844)}

#: Centre and zoom: the whole country (as the map opens), the Donbas, one town.
VIEWS = {"country": None, "Donbas": ((48.3, 37.6), 8), "Toretsk": ((48.4, 37.85), 9.5)}

#: A marker farther than this from its true place has a line to it.
UNLED_PX = 8

#: Where deposits of a control may stand; contested ones may stand on either.
OWN_GROUND = {"occupied": {"occupied"}, "free": {"held"}}

#: What stands on the map: true and drawn place in degrees, size in pixels, counts.
DRAWN = """() => {
    const map = map_frontlode, stage = map.getContainer().getBoundingClientRect();
    return [...map.getPane("markerPane").children].map((node) => {
        const box = node.querySelector("svg").getBoundingClientRect();
        const x = box.x + box.width / 2, y = box.y + box.height / 2;
        const at = map.containerPointToLatLng([x - stage.x, y - stage.y]);
        const top = document.elementFromPoint(x, y);
        const hit = top && top.closest(".leaflet-marker-icon");
        const counts = [...node.querySelectorAll("g")].map((one) =>
            [one.getAttribute("class"), Number(one.nextSibling.textContent)]);
        return {
            id: node.dataset.id, lon: at.lng, lat: at.lat, x, y,
            width: box.width, hidden: Boolean(hit && hit !== node), counts,
        };
    });
}"""

#: Put another table of deposits in the place of the one that is drawn.
SHOW = """(payload) => {
    const map = map_frontlode;
    if (window.shown) map.removeLayer(window.shown);
    else map.eachLayer((layer) => { if (layer.markers) map.removeLayer(layer); });
    window.shown = frontlode.deposits(payload).addTo(map);
}"""


@pytest.fixture(scope="module")
def front():
    return default_ledger().latest()


@pytest.fixture(scope="module")
def deposits():
    return read_deposits(DATA / "deposits.geojson", name="deposits.geojson")


@pytest.fixture(scope="module")
def tables(deposits, front):
    """The shipped deposits under every scenario."""
    measured = measure(deposits, front)
    return {
        key: assess_measured(
            deposits, measured, front, preset=PRESET, scenario=scenario
        )
        for key, scenario in load.read_scenarios().items()
    }


@pytest.fixture(scope="module")
def different(tables):
    """One table for each way to draw the markers: their sizes hang on the classes."""
    return {tuple(table["covered"]): table for table in tables.values()}.values()


@pytest.fixture
def opened(page, tmp_path, front):
    """Open the map of some deposits in a window of a width."""

    def open_map(table, width=1440, front=front):
        width, height = WINDOWS[width]
        page.set_viewport_size({"width": width, "height": height})
        path = tmp_path / "map.html"
        scenario = load.scenario(table["scenario"].iloc[0])
        html = map_html(table, front, preset=PRESET, scenario=scenario)
        path.write_text(html, "utf-8")
        page.goto(path.as_uri())
        page.add_style_tag(content=".leaflet-control-container { display: none; }")
        return page

    return open_map


def drawn_by_hand(deposits, places):
    """Shipped deposits at exact places, and an exact front along longitude 36."""
    front = front_of(shapely.box(36, 47, 38, 50))
    rows = deposits.iloc[np.arange(len(places)) % len(deposits)].copy()
    rows.index = [f"deposit-{i}" for i in range(len(rows))]
    rows["geometry"] = shapely.points(places)
    rows["location_uncertainty_km"] = 0.0
    scenario = load.scenario("eu_mou_2021_07_13")  # covers none: markers are small
    return assess(rows, front, preset=PRESET, scenario=scenario), front


def shown(table, selected_id=None):
    """What the browser gets of an assessment."""
    scenario = load.scenario(table["scenario"].iloc[0])
    return markers(table, scenario, PRESET, selected_id)


def look_at(page, view):
    if VIEWS[view]:
        page.evaluate(
            "([at, zoom]) => void map_frontlode.setView(at, zoom, {animate: false})",
            VIEWS[view],
        )


def ground(front, lon, lat):
    """What lies under points by the front's own polygons: occupied, held or neither."""
    lon, lat = np.asarray(lon), np.asarray(lat)
    occupied = shapely.contains_xy(front.zone, lon, lat)
    return np.select([occupied, in_ukraine(lon, lat)], ["occupied", "held"], "neither")


def singles_of(drawn):
    return [one for one in drawn if not one["counts"]]


def groups(page):
    """What can be pressed of each group."""
    return page.locator(".frontlode-group rect")


def marker(page, deposit_id):
    return page.locator(f'.frontlode-marker[data-id="{deposit_id}"]')


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("width", WINDOWS)
def test_markers_stand_true_under_every_scenario(opened, different, front, width, view):
    """On their own ground, near their place, none hidden, none uncounted."""
    page = opened(next(iter(different)), width)
    look_at(page, view)
    for table in different:
        page.evaluate(SHOW, shown(table))
        drawn = page.evaluate(DRAWN)
        require_own_ground(drawn, table, front)
        require_near_their_place(page, drawn, table)
        require_every_deposit_counted(drawn, table)
        assert [one["id"] for one in drawn if one["hidden"]] == []
        assert min(one["width"] for one in drawn) >= 10 - 0.01


def require_own_ground(drawn, table, front):
    """No deposit is drawn on ground of another control, abroad or at sea."""
    alone = singles_of(drawn)
    rows = table.loc[[one["id"] for one in alone]]
    places = np.reshape([(one["lon"], one["lat"]) for one in alone], (-1, 2))
    seen = ground(front, *places.T)
    true = ground(front, rows["lon"], rows["lat"])
    assert rows.index[seen != true].tolist() == []
    for control, own in OWN_GROUND.items():
        assert set(seen[rows["control"] == control]) <= own
        like = [
            one for one in drawn if [name for name, _n in one["counts"]] == [control]
        ]
        places = np.reshape([(one["lon"], one["lat"]) for one in like], (-1, 2))
        assert set(ground(front, *places.T)) <= own


def require_near_their_place(page, drawn, table):
    """None is farther than 8 px from its place: no line is drawn, none is needed."""
    assert moved_px(page, drawn, table).max() <= UNLED_PX + 0.1


def moved_px(page, drawn, table):
    """How far every deposit's own marker stands from its true place."""
    alone = singles_of(drawn)
    places = table.loc[[one["id"] for one in alone], ["lat", "lon"]].to_numpy().tolist()
    true = page.evaluate(
        """(places) => places.map((at) => {
            const box = map_frontlode.getContainer().getBoundingClientRect();
            const { x, y } = map_frontlode.latLngToLayerPoint(at);
            const pane = L.DomUtil.getPosition(map_frontlode.getPane("mapPane"));
            const exact = map_frontlode.project(at)
                .subtract(map_frontlode.getPixelOrigin()).add(pane);
            return [exact.x + box.x, exact.y + box.y];
        })""",
        places,
    )
    moved = np.array([(one["x"], one["y"]) for one in alone]) - np.array(true)
    return np.hypot(*moved.T)


def require_every_deposit_counted(drawn, table):
    """Markers and the counts on groups add up, for each control."""
    alone = table.loc[[one["id"] for one in singles_of(drawn)], "control"]
    counted = Counter(alone.tolist())
    for one in drawn:
        counted.update(dict(one["counts"]))
    assert counted == Counter(table["control"].tolist())


def test_a_marker_steps_aside_on_its_own_side_of_the_line(opened, deposits):
    """Pairs 3 px apart, 1 px west or east of the line: one must move, none across."""
    pairs = [(47.5, -0.05), (48, 0.05), (48.5, -0.05), (49, 0.05), (49.5, -0.05)]
    places = [(36 + side, lat + up) for lat, side in pairs for up in (0, 0.09)]
    table, front = drawn_by_hand(deposits, places)
    page = opened(table, 390, front)
    drawn = page.evaluate(DRAWN)
    assert len(singles_of(drawn)) == len(table)
    assert (moved_px(page, drawn, table) > 2).sum() == len(pairs)
    require_own_ground(drawn, table, front)


def test_a_group_opens_by_click_and_by_key(opened, tables):
    page = opened(tables["signed_2025_04_30"])
    zooms = [page.evaluate("map_frontlode.getZoom()")]
    groups(page).first.click()
    page.wait_for_timeout(800)
    zooms.append(page.evaluate("map_frontlode.getZoom()"))
    page.locator(".frontlode-group").first.focus()
    expect(page.locator(".frontlode-tip")).to_contain_text("Deposits: ")
    page.keyboard.press("Enter")
    page.wait_for_timeout(800)
    zooms.append(page.evaluate("map_frontlode.getZoom()"))
    assert np.diff(zooms).min() > 0.3


def test_a_group_says_how_many_of_each_control_it_holds(opened, deposits):
    """Three occupied and two free within a pixel: in shapes and in words."""
    sides = [0.001, 0.002, 0.003, -0.001, -0.002]
    table, front = drawn_by_hand(deposits, [(36 + side, 48.5) for side in sides])
    page = opened(table, 390, front)
    (group,) = page.evaluate(DRAWN)
    assert group["counts"] == [["occupied", 3], ["free", 2]]
    label = page.locator(".frontlode-group").get_attribute("aria-label")
    assert label.startswith("Deposits: 5. occupied: 3 · held by Ukraine: 2")


def test_deposits_at_one_place_unfold_with_leaders(opened, deposits):
    """Where no zoom parts them they stand about their place, on lines if far."""
    table, front = drawn_by_hand(deposits, [(34, 49)] * 9)
    page = opened(table, 1440, front)
    page.evaluate("void map_frontlode.setView([49, 34], 12, {animate: false})")
    assert page.evaluate(DRAWN)[0]["counts"] == [["free", 9]]
    groups(page).click()
    drawn = page.evaluate(DRAWN)
    require_every_deposit_counted(drawn, table)
    away = moved_px(page, drawn, table)
    assert len(away) == 9
    assert sum(away > UNLED_PX + 0.1) == leaders(page) > 0


def leaders(page):
    """How many lines lead from a marker to its true place."""
    return page.evaluate(
        """() => Object.values(map_frontlode._layers).filter((layer) =>
            layer instanceof L.Polyline && layer.options.pane === "leaders").length"""
    )


def test_a_selected_deposit_leaves_its_group(opened, tables):
    table = tables["signed_2025_04_30"]
    page = opened(table)
    alone = page.locator("[data-id]").evaluate_all("all => all.map(n => n.dataset.id)")
    gathered = table.index.difference(alone)[0]
    page.evaluate(SHOW, shown(table, gathered))
    expect(marker(page, gathered)).to_have_class(re.compile("selected"))
    require_every_deposit_counted(page.evaluate(DRAWN), table)
