"""The pages What if and Money, as a user opens them."""

import pytest
from playwright.sync_api import expect

from tests.browser.test_app_browser import (
    NARROW,
    WIDE,
    expect_deposits,
    map_frame,
    settle,
)


@pytest.fixture
def open_page(calm_page, app_url):
    def opened(name, size):
        page = calm_page
        page.set_viewport_size(WIDE)
        page.goto(app_url)
        page.get_by_role("link", name=name, exact=True).click()
        heading = page.get_by_role("heading", name=name, exact=True)
        expect(heading).to_be_visible(timeout=30_000)
        settle(page)
        page.set_viewport_size(size)
        return page

    return opened


def sideways(page):
    """How many pixels of the page lie beyond its right edge."""
    return page.get_by_test_id("stMain").evaluate("m => m.scrollWidth - m.clientWidth")


def test_the_example_is_one_click_and_a_what_if_on_its_map(open_page):
    page = open_page("What if", WIDE)
    page.get_by_role("button", name="Example: 66 % of land once freed").click()
    found = page.get_by_role("heading", name="Ukraine frees 30 km along the whole line")
    expect(found).to_be_visible(timeout=20_000)
    settle(page)
    frame = map_frame(page)
    expect_deposits(frame, 211)
    expect(frame.get_by_text("what-if, the line moved by -30 km")).to_be_attached()
    expect(page.get_by_text("Now: US 66 %")).to_have_count(8)
    page.get_by_text("Save or load").click()
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save this what-if").click()
    assert saved.value.suggested_filename == "what_if_us_2025_02_21_draft.yaml"
    text = saved.value.path().read_text("utf-8")
    assert "front_moved_km: -30" in text
    page.set_viewport_size(NARROW)
    settle(page)
    assert sideways(page) == 0


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_the_calculators_fit_the_window(open_page, size):
    page = open_page("Money", size)
    for name in ("Interest first", "In effect", "Dobra", "Years to the cap"):
        page.get_by_role("tab", name=name).click()
        settle(page)
        assert sideways(page) == 0
        for table in page.locator(".ruled:visible").all():
            assert table.evaluate("t => t.scrollWidth - t.clientWidth") == 0
    revenue = page.get_by_label("State revenue a year, USD bn").first
    revenue.fill("10")
    revenue.press("Enter")
    expect(page.get_by_text("in 100 years.")).to_be_visible(timeout=15_000)
