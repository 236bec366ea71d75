"""The app in Chromium, as its readers use it."""

import re

import pytest
from playwright.sync_api import expect

from geo.risk.distance import measure
from geo.views.store import shipped_deposits
from tests.shipped import latest

WIDE = {"width": 1440, "height": 900}
NARROW = {"width": 390, "height": 844}

#: A deposit that has no other near it, so that it has a marker of its own on every map.
ALONE = "buhruvativske-oil"


@pytest.fixture
def visit(calm_page, app_url):
    """Open the map page in a window of a size, and wait until it stands still."""

    def open_at(size):
        calm_page.set_viewport_size(size)
        calm_page.goto(app_url)
        expect(markers(calm_page)).not_to_have_count(0, timeout=30_000)
        settle(calm_page)
        return calm_page

    return open_at


def map_frame(page):
    return page.frame_locator('iframe[title^="streamlit_folium"]')


def markers(page):
    return map_frame(page).locator("[data-id]")


def expect_deposits(frame, number):
    """Wait until markers and the counts on groups stand for so many deposits."""
    for _try in range(100):
        counts = frame.locator(".frontlode-group text").all_text_contents()
        shown = frame.locator("[data-id]").count() + sum(map(int, counts))
        if shown == number:
            return
        frame.locator("body").page.wait_for_timeout(200)
    assert shown == number


def marker(page, deposit_id):
    return map_frame(page).locator(f'[data-id="{deposit_id}"]')


def settle(page):
    """Wait until the script rests; the map speaks up to a quarter of a second late."""
    page.wait_for_timeout(400)
    resting = page.locator('[data-test-script-state="notRunning"]')
    expect(resting).to_have_count(1, timeout=20_000)


def choose(page, label, option):
    page.get_by_role("combobox", name=label, exact=True).click()
    page.keyboard.type(option)
    page.get_by_role("option", name=option, exact=True).click()
    settle(page)


def pick_row(page, row):
    """Tick a row of the table, which is a drawing: by its place, not by its text."""
    page.get_by_test_id("stDataFrame").click(
        position={"x": 18, "y": 35 + 35 * row + 17}
    )
    settle(page)


def nearest_deposits():
    """The ids in the order of the table: nearest to the line first."""
    measured = measure(shipped_deposits(), latest())
    return list(measured.sort_values("distance_km").index)


def is_marked(page, deposit_id):
    return expect(marker(page, deposit_id)).to_have_class(re.compile(r"\bselected\b"))


def test_first_sight_holds_the_finding_and_all_of_the_map(visit):
    page = visit(WIDE)
    expect_deposits(map_frame(page), 211)
    expect(page.locator("h1.finding")).to_contain_text("lie in occupied land")
    box = page.locator('iframe[title^="streamlit_folium"]').bounding_box()
    assert box["y"] + box["height"] <= WIDE["height"], "the map is cut off"
    assert box["height"] >= 0.7 * WIDE["height"]
    inner = map_frame(page).locator(".leaflet-container").bounding_box()
    assert inner["height"] == pytest.approx(box["height"], abs=3)


def test_map_and_table_select_each_other(visit):
    page = visit(WIDE)
    card = page.locator("article.card h2")
    names = shipped_deposits()["name"]
    first, second = nearest_deposits()[0], nearest_deposits()[3]

    marker(page, ALONE).click()
    expect(card).to_have_text(names[ALONE])
    is_marked(page, ALONE)
    pick_row(page, 0)
    expect(card).to_have_text(names[first])
    is_marked(page, first)
    expect(map_frame(page).locator(".selected")).to_have_count(1)
    marker(page, ALONE).click()
    expect(card).to_have_text(names[ALONE])
    pick_row(page, 3)
    expect(card).to_have_text(names[second])
    page.get_by_role("button", name="Close").click()
    settle(page)
    expect(card).to_have_count(0)
    expect(map_frame(page).locator(".selected")).to_have_count(0)


def test_map_and_card_side_by_side_show_the_whole_country(visit):
    page = visit(WIDE)
    marker(page, ALONE).click()
    expect(page.locator("article.card")).to_be_visible()
    settle(page)
    frame = page.locator('iframe[title^="streamlit_folium"]').bounding_box()
    card = page.locator("article.card").bounding_box()
    assert card["x"] >= frame["x"] + frame["width"]
    expect(map_frame(page).locator(".frontlode-legend .row").first).to_be_hidden()
    inside = (
        map_frame(page)
        .locator(".leaflet-marker-icon svg")
        .evaluate_all(
            """all => all.every((one) => {
            const { x, y, width, height } = one.getBoundingClientRect();
            return x > 0 && x + width < innerWidth && y > 0 && y + height < innerHeight;
        })"""
        )
    )
    assert inside
    expect(map_frame(page).locator(".frontlode-tip")).to_have_count(0)


def test_the_map_keeps_its_view_whatever_changes(visit):
    page = visit(WIDE)
    body = map_frame(page).locator("body")
    map_frame(page).get_by_role("button", name="Zoom in").click()
    page.wait_for_timeout(500)
    body.evaluate("window.mark = true")
    view = "[map.getZoom(), map.getCenter().lat, map.getCenter().lng]"
    before = body.evaluate(view)
    legend = map_frame(page).locator(".frontlode-legend")

    choose(page, "Version of the deal", "US offer 12 Feb 2025")
    expect(legend).to_contain_text("US offer 12 Feb 2025")
    choose(page, "Front on", "12 Feb 2025")
    expect(page.locator(".underline")).to_contain_text("Front of 12 Feb 2025")
    choose(page, "Commodity", "graphite")
    graphite = shipped_deposits()["commodities"].map(lambda all_: "graphite" in all_)
    expect_deposits(map_frame(page), graphite.sum())
    assert "commodity=graphite" in page.url

    page.keyboard.press("Escape")
    choose(page, "Commodity group", "coal")
    expect(page.locator("h1.finding")).to_have_text("No deposit passes these filters")
    expect(markers(page)).to_have_count(0)

    assert body.evaluate("window.mark") is True
    assert body.evaluate(view) == before
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Reset").click()
    expect_deposits(map_frame(page), 211)
    assert body.evaluate("window.mark") is True


def test_a_phone_gets_headline_map_card_and_table(visit):
    page = visit(NARROW)
    expect_deposits(map_frame(page), 211)
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
    frame = page.locator('iframe[title^="streamlit_folium"]')
    assert frame.bounding_box()["height"] >= 0.6 * NARROW["height"]
    expect(page.get_by_test_id("stSidebar")).to_have_attribute("data-collapsed", "true")
    map_frame(page).locator(".frontlode-marker.prospective").first.click()
    card = page.locator("article.card")
    expect(card).to_be_visible()
    settle(page)
    assert card.bounding_box()["y"] >= frame.bounding_box()["y"]
    expect(page.get_by_test_id("stDataFrame")).to_be_visible()


def test_files_and_the_other_page_are_a_click_away(visit):
    page = visit(WIDE)
    for label, ending, begin in (
        ("Table as CSV", ".csv", "id,name,oblast,"),
        ("Map as one HTML file", ".html", "<!doctype html>"),
    ):
        with page.expect_download() as waiting:
            page.get_by_role("button", name=label).click()
        file = waiting.value
        assert file.suggested_filename.endswith(ending)
        text = file.path().read_text("utf-8")
        assert text.lower().startswith(begin)
        assert "Polokhivske" in text
    page.get_by_role("link", name="Sources and method").click()
    expect(page.locator("h1.finding")).to_have_text("Sources and method")
    expect(page.locator("article.method")).to_contain_text("Control zone")
    page.get_by_role("link", name="Map", exact=True).click()
    expect_deposits(map_frame(page), 211)
