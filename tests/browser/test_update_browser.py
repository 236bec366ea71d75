"""From upload to undo, as a user does it."""

import io
import json
import zipfile

import pytest
import shapely
from playwright.sync_api import expect
from shapely.geometry import box, mapping

from geo.geodesy.ukraine import outline
from tests.browser.test_app_browser import map_frame, settle

#: What ran, had a name or a source been read as code, would leave this mark.
EVIL = '<img src=x onerror="window.ran=1">{{ 7*7 }}${window.ran=1}'

#: What Markdown makes into links, after it has undone all escapes.
ADDRESSES = (
    "https://evil.example/a HTTP://evil.example www.evil.example me@evil.example"
)

EAST = shapely.intersection(outline(), box(37, 43, 42, 53))


@pytest.fixture
def open_update(calm_page, app_url):
    calm_page.set_viewport_size({"width": 1440, "height": 900})
    calm_page.goto(app_url)
    calm_page.get_by_role("link", name="Update the front", exact=True).click()
    expect(calm_page.get_by_role("heading", name="Update the front")).to_be_visible()
    settle(calm_page)
    return calm_page


def upload(page, name, content):
    payload = {"name": name, "mimeType": "application/json", "buffer": content}
    page.locator("input[type=file]").set_input_files(payload)
    settle(page)


def test_upload_check_change_accept_undo(open_update):
    """With a name and a source that would be code, were they not held as text."""
    page = open_update
    upload(page, f"front_2026-09-01 {EVIL}.geojson", json.dumps(mapping(EAST)).encode())
    expect(page.get_by_text("As of 1 Sep 2026")).to_be_visible()
    expect(page.get_by_text("The two fronts differ by")).not_to_have_count(0)
    accept = page.get_by_role("button", name="Accept this front")
    accept.click()
    expect(page.get_by_text("Say who drew it")).to_be_visible(timeout=15_000)
    page.get_by_label("Source").fill(f"{EVIL} {ADDRESSES}")
    page.get_by_label("Licence").fill(ADDRESSES)
    page.get_by_label("Note").fill(ADDRESSES)
    accept.click()
    expect(page.get_by_text("Accepted as 2026-09-01")).to_be_visible(timeout=15_000)
    settle(page)
    page.get_by_role("link", name="Map", exact=True).click()
    expect(page.get_by_text("1 Sep 2026").first).to_be_visible(timeout=15_000)
    expect(page.locator(".underline")).to_contain_text("{{ 7*7 }}")
    source = map_frame(page).locator(".frontlode-source")
    expect(source).to_contain_text("{{ 7*7 }}", timeout=15_000)
    assert not any(frame.evaluate("window.ran") for frame in page.frames)
    expect_no_link(page)
    page.get_by_role("link", name="Update the front", exact=True).click()
    settle(page)
    later = shapely.intersection(EAST, box(37.5, 43, 42, 53))
    upload(page, "2026-09-02.geojson", json.dumps(mapping(later)).encode())
    expect(page.get_by_text("evil.example").first).to_be_visible(timeout=15_000)
    expect_no_link(page)
    page.get_by_role("button", name="Undo").click()
    page.get_by_role("button", name="Yes, undo").click()
    expect(page.get_by_role("button", name="Bring back")).to_be_visible(timeout=15_000)
    expect(page.get_by_role("button", name="Restore")).to_be_visible(timeout=15_000)


def expect_no_link(page):
    for frame in page.frames:
        expect(frame.locator('a[href*="evil" i]')).to_have_count(0)


def test_a_refused_file_is_one_sentence_and_nothing_is_kept(open_update):
    page = open_update
    upload(page, "front.geojson", b"<!DOCTYPE html><html>{{ 7*7 }}</html>")
    expect(page.get_by_text("Check: refused")).to_be_visible()
    expect(page.get_by_text("HTML")).not_to_have_count(0)
    expect(page.get_by_role("button", name="Accept this front")).to_have_count(0)


def test_a_zip_of_days_stopped_resumed_and_undone(open_update):
    page = open_update
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for day in range(1, 31):
            land = box(36, 47, 36.5 + day / 100, 47.5)
            archive.writestr(f"202610{day:02}.geojson", json.dumps(mapping(land)))
        archive.writestr("20261031.geojson", '{"type": "FeatureCollection", "feat')
    upload(page, "daily.zip", target.getvalue())
    expect(page.get_by_role("heading", name="31 files in daily.zip")).to_be_visible()
    expect(page.get_by_text("1 Oct 2026 to 31 Oct 2026")).to_be_visible()
    page.get_by_label("Source").fill("drawn by hand")
    begin = page.get_by_role("button", name="Check and accept all")
    begin.click()
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_text("Stopped after")).to_be_visible(timeout=60_000)
    settle(page)
    expect(page.get_by_label("Source")).to_have_value("drawn by hand")
    begin.click()
    expect(page.get_by_text("31 files: accepted")).to_be_visible(timeout=60_000)
    settle(page)
    page.get_by_role("button", name="Undo all 30").click()
    page.get_by_role("button", name="Yes, undo").click()
    restore = page.get_by_role("button", name="Restore all 30")
    expect(restore).to_be_visible(timeout=15_000)


def test_nothing_runs_out_of_a_narrow_window(open_update):
    page = open_update
    page.set_viewport_size({"width": 390, "height": 844})
    upload(page, f"{'a-very-long-name_' * 12}2026-09-01.zip.geojson", b"<html></html>")
    expect(page.get_by_text("Check: refused")).to_be_visible()
    main = page.get_by_test_id("stMain")
    assert main.evaluate("m => m.scrollWidth <= m.clientWidth")
