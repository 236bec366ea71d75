"""The exported map in Chromium: one file, opened from disk, with no network."""

import itertools
import re

import numpy as np
import pytest
import shapely
from playwright.sync_api import expect

from geo.assessment.assess import assess
from geo.deal import load
from geo.ingest import read_deposits
from geo.ledger import default_ledger
from geo.maps import Side, map_html, oblasts_map, swipe_map
from geo.paths import DATA
from geo.risk import presets
from geo.schema import Coverage
from geo.text.card import deposit_facts
from tests.browser.test_app_browser import ALONE
from tests.invalid_files import HOSTILE_NAMES

#: What ran, had it been read as code, would leave this mark.
MARK = "window.ran=1"

PAYLOADS = (
    *HOSTILE_NAMES,
    f'<img src=x onerror="{MARK}">',
    f"<svg onload='{MARK}'>",
    f"</script><script>{MARK}</script>",
    f"`;{MARK};`",
    f"${{{MARK}}}",
    f"');{MARK};//",
    f'");{MARK};//',
    "javascript:window.ran=1",
    "{{ cycler.__init__.__globals__ }}",
    "\u2028window.ran=1",
)


@pytest.fixture(scope="module")
def assessed():
    return assess(shipped(), default_ledger().latest(), **choice())


def shipped():
    return read_deposits(DATA / "deposits.geojson", name="deposits.geojson")


def choice():
    return {"preset": presets.preset("default"), "scenario": load.default_scenario()}


@pytest.fixture
def opened(page, tmp_path):
    """Open an assessment's map from disk; fail on any request, dialog or error."""
    alarms = []
    page.on("dialog", lambda dialog: (alarms.append(dialog.message), dialog.dismiss()))
    page.on("pageerror", lambda error: alarms.append(str(error)))
    page.on("request", lambda request: alarms.append(request.url))

    def open_map(rows, **texts):
        path = tmp_path / "map.html"
        html = map_html(rows, default_ledger().latest(), **choice(), **texts)
        path.write_text(html, "utf-8")
        page.goto(path.as_uri())
        return page

    yield open_map
    assert [a for a in alarms if not a.startswith(("data:", "file:"))] == []


def right_half():
    """The draft of 7 February 2025, and what it says of the deposits."""
    draft = load.scenario("us_2025_02_07_draft")
    front = default_ledger().latest()
    return Side(
        assess(shipped(), front, **choice() | {"scenario": draft}), front, draft
    )


def two_halves(assessed):
    """The signed text left of the line, the draft of 7 February 2025 right of it."""
    left = Side(assessed, default_ledger().latest(), choice()["scenario"])
    return swipe_map(left, right_half(), preset=choice()["preset"], inline=True)


def marker(page, deposit_id):
    return page.locator(f'.frontlode-marker[data-id="{deposit_id}"]')


def counted(page):
    """How many deposits the markers and the numbers on the groups stand for."""
    numbers = page.locator(".frontlode-group text").all_text_contents()
    return page.locator("[data-id]").count() + sum(map(int, numbers))


def centres(page, which=".frontlode-marker"):
    """Centre and radius of every marker on the screen, in CSS pixels."""
    return np.array(
        page.locator(which).evaluate_all(
            """(all) => all.map((node) => {
                const box = node.querySelector("svg").getBoundingClientRect();
                return [box.x + box.width / 2, box.y + box.height / 2, box.width / 2];
            })"""
        )
    )


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (390, 844)])
def test_the_country_fills_the_frame(page, opened, assessed, width, height):
    page.set_viewport_size({"width": width, "height": height})
    opened(assessed)
    stage = page.locator(".frontlode-map").bounding_box()
    x, y, _r = centres(page, ".leaflet-marker-icon:has(svg)").T
    assert (x > 0).all()
    assert (x < width).all()
    assert (y > stage["y"]).all()
    assert (y < stage["y"] + stage["height"]).all()
    assert np.ptp(x) > 0.7 * width
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_map_on_a_phone_opens_where_it_stays(page, opened, assessed):
    """It does not slide into its limits once it is seen."""
    page.add_init_script(
        """window.slid = false;
        new MutationObserver((changes) => changes.forEach(({ target }) => {
            window.slid ||= target.matches(".leaflet-pan-anim");
        })).observe(document, { subtree: true, attributeFilter: ["class"] });"""
    )
    page.set_viewport_size({"width": 390, "height": 844})
    opened(assessed)
    assert page.evaluate("window.slid") is False


def test_markers_are_spread_not_piled(opened, assessed):
    page = opened(assessed)
    assert smallest_gap(page) > -2.5
    page.evaluate("void map_frontlode.setView([48.3, 37.6], 8, {animate: false})")
    assert smallest_gap(page) > -2.5


def smallest_gap(page):
    """The least room between two haloes, in pixels; a marker ends a pixel inside."""
    pairs = itertools.combinations(centres(page), 2)
    return min(np.hypot(*(a - b)[:2]) - a[2] - b[2] for a, b in pairs)


def test_covered_markers_lie_above_and_the_selected_above_all(opened, assessed):
    page = opened(assessed)
    highest = max(levels(page, ".outside"))
    assert highest < min(levels(page, ":has(.terms)"))
    marker(page, ALONE).click()
    assert min(levels(page, ".selected")) > max(levels(page, ":not(.selected)"))


def levels(page, which):
    return page.locator(f".frontlode-marker{which}").evaluate_all(
        "all => all.map(node => Number(getComputedStyle(node).zIndex))"
    )


def test_every_class_has_an_outline_that_needs_no_colour(opened, assessed):
    """Widths and dashes of the five differ; what the text leaves out has none."""
    rows = assessed.head(len(Coverage)).assign(covered=list(Coverage))
    rows["lon"] = np.linspace(24, 36, len(rows))
    page = opened(rows)
    shapes = {
        coverage: page.locator(f".frontlode-marker.{coverage} .terms").evaluate_all(
            """all => JSON.stringify(all.map((outline) => [
                outline.getAttribute("stroke-width"),
                outline.getAttribute("stroke-dasharray"),
            ]))"""
        )
        for coverage in Coverage
    }
    assert shapes.pop(Coverage.OUTSIDE) == "[]"
    assert len(set(shapes.values()) - {"[]"}) == len(shapes)


def test_every_marker_can_be_pressed(page, opened, assessed):
    """Not one is so hidden under its neighbours that its middle is theirs."""
    page.set_viewport_size({"width": 1440, "height": 900})
    opened(assessed)
    hidden = page.evaluate(
        """() => [...document.querySelectorAll(".frontlode-marker")].filter((node) => {
            const { x, y, width, height } = node.getBoundingClientRect();
            const top = document.elementFromPoint(x + width / 2, y + height / 2);
            return top.closest(".frontlode-marker") !== node;
        }).map((node) => node.dataset.id)"""
    )
    assert hidden == []


def test_the_card_says_what_the_facts_say(opened, assessed):
    page = opened(assessed)
    row = assessed.loc[ALONE]
    marker(page, row.name).click()
    sections = deposit_facts(row.to_dict(), choice()["scenario"])
    card = page.locator("#frontlode-card")
    assert card.locator("h3").all_text_contents() == [one.title for one in sections]
    facts = [fact for one in sections for fact in one.facts]
    assert card.locator("dt").all_text_contents() == [fact.label for fact in facts]
    plain = [fact.value for fact in facts if "http" not in fact.value]
    assert set(plain) <= set(card.locator("dd").all_text_contents())


def test_on_a_phone_the_card_leaves_the_map_free(page, opened, assessed):
    page.set_viewport_size({"width": 390, "height": 844})
    opened(assessed)
    chosen = marker(page, "odeske-gas")
    chosen.click()
    stage = page.locator(".frontlode-map").bounding_box()
    card = page.locator("#frontlode-card").bounding_box()
    assert card["y"] >= stage["y"] + stage["height"]
    assert chosen.bounding_box()["y"] > 0
    expect(page.locator("#frontlode-card h2")).to_be_in_viewport()


def test_a_click_opens_the_card(opened, assessed):
    cited = assessed[assessed["sources"].str.contains("https://")]
    page = opened(cited.sort_values("lat").iloc[::25])  # each with its own marker
    row = cited.loc[cited.sort_values("lat").index[-1 - (len(cited) - 1) % 25]]
    marker(page, row.name).click()
    card = page.locator("#frontlode-card")
    expect(card).to_be_visible()
    for text in (row["name"], row["name_uk"], f"{row['distance_km']:.1f} km"):
        expect(card).to_contain_text(text)
    address = re.search(r"https://[^ ;,)]+", row["sources"])[0]
    expect(card.locator(f'a[href="{address}"]')).to_be_visible()
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()


def test_keys_walk_from_marker_to_marker(opened, assessed):
    page = opened(assessed.sort_values("lon").iloc[::25])  # each with its own marker
    first = page.locator(".frontlode-marker[tabindex='0']")
    expect(first).to_have_count(1)
    row = assessed.loc[first.get_attribute("data-id")]
    label = re.compile(f"{row['name']}.* {row['distance_km']:.1f} ± ")
    expect(first).to_have_attribute("aria-label", label)
    first.focus()
    page.keyboard.press("ArrowRight")
    focused = page.locator(".frontlode-marker:focus")
    expect(focused).to_have_count(1)
    expect(page.locator(".frontlode-tip")).to_contain_text(
        assessed.loc[focused.get_attribute("data-id"), "name"]
    )
    page.keyboard.press("Enter")
    expect(page.locator("#frontlode-card")).to_be_visible()


def test_a_tap_beside_a_marker_finds_it(opened, assessed):
    page = opened(assessed)
    box = marker(page, "odeske-gas").bounding_box()
    page.mouse.click(box["x"] - 9, box["y"] + box["height"] / 2)
    expect(page.locator("#frontlode-card")).to_be_visible()


def test_switches_hide_and_show(opened, assessed):
    page = opened(assessed)
    outline = page.locator(".frontlode-marker .terms").first
    expect(outline).to_be_visible()
    page.get_by_label("show rings").uncheck()
    expect(outline).to_be_hidden()
    assert counted(page) == len(assessed)
    page.get_by_label("show rings").check()
    expect(outline).to_be_visible()


def test_on_a_phone_the_legend_is_a_button(page, opened, assessed):
    page.set_viewport_size({"width": 390, "height": 844})
    opened(assessed)
    rows = page.locator(".frontlode-legend .row").first
    expect(rows).to_be_hidden()
    page.get_by_text("Legend").click()
    expect(rows).to_be_visible()


def test_the_legend_closes_when_the_map_grows_narrow(page, opened, assessed):
    page.set_viewport_size({"width": 1440, "height": 900})
    opened(assessed)
    rows = page.locator(".frontlode-legend .row").first
    expect(rows).to_be_visible()
    page.set_viewport_size({"width": 700, "height": 900})
    expect(rows).to_be_hidden()
    page.get_by_text("Legend").click()
    page.set_viewport_size({"width": 650, "height": 900})
    expect(rows).to_be_visible()


def test_ten_times_as_many_are_gathered_and_counted(opened, assessed):
    many = assessed.loc[np.repeat(assessed.index, 10)]
    rng = np.random.default_rng(1)
    lon_lat = many[["lon", "lat"]] + rng.normal(0, 0.05, (len(many), 2))
    many = many.assign(**lon_lat, geometry=shapely.points(lon_lat.to_numpy()))
    many.index = [f"d{i}" for i in range(len(many))]
    page = opened(many)
    lone = page.locator("[data-id]").count()
    assert counted(page) == len(many)
    page.locator(".frontlode-group rect").last.click()
    expect(page.locator("[data-id]")).not_to_have_count(lone)


def test_names_that_are_code_stay_text(opened, assessed):
    rows = assessed.head(len(PAYLOADS)).copy()
    texts = ["name", "name_uk", "primary_commodity", "licence_holder", "sources"]
    for column in [*texts, "oblast", "notes", "location_basis"]:
        rows[column] = PAYLOADS
    rows["commodities"] = [(name,) for name in PAYLOADS]
    rows.index = [f"{name}-{i}" for i, name in enumerate(PAYLOADS)]
    rows["lon"] = np.linspace(24, 36, len(rows))  # so that each has a marker of its own
    page = opened(rows, title=PAYLOADS[0], subtitle="".join(PAYLOADS))
    markers = page.locator(".frontlode-marker")
    expect(markers).to_have_count(len(PAYLOADS))
    for node in markers.all():
        name = PAYLOADS[int(node.get_attribute("data-id").rpartition("-")[2])]
        node.focus()
        assert page.locator(".frontlode-tip b").evaluate("n => n.textContent") == name
        page.keyboard.press("Enter")
        heading = page.locator("#frontlode-card h2")
        assert heading.evaluate("n => n.textContent") == name
    assert page.locator("h1").evaluate("n => n.textContent") == PAYLOADS[0]
    assert page.locator("td").first.evaluate("n => n.textContent") in PAYLOADS
    assert page.locator("#frontlode-card img, #frontlode-card svg").count() == 0
    assert page.evaluate("window.ran") is None


# Two on one map, and by oblast


def rings_seen(page, deposit_id):
    """The classes of a deposit's markers that a pointer can meet, left and right."""
    markers = page.locator(f'.frontlode-marker[data-id="{deposit_id}"]')
    return markers.evaluate_all(
        """(all, classes) => all
            .filter((node) => {
                const box = node.getBoundingClientRect();
                const at = [box.x + box.width / 2, box.y + box.height / 2];
                return node.contains(document.elementFromPoint(...at));
            })
            .map((node) => classes.find((name) => node.classList.contains(name)))""",
        list(Coverage),
    )


def easternmost(page, assessed):
    """The last with a marker on both halves that differs; with its classes there."""
    seen = page.locator("[data-id]").evaluate_all("all => all.map(n => n.dataset.id)")
    both = [deposit_id for deposit_id in set(seen) if seen.count(deposit_id) == 2]
    left, right = assessed.loc[both], right_half().assessed.loc[both, "covered"]
    east = left.loc[left["covered"] != right, "lon"].idxmax()
    return east, left.loc[east, "covered"], right[east]


def test_the_line_decides_which_half_a_marker_belongs_to(opened, assessed):
    """Far in the east a marker is the right half's, until the line passes over it."""
    page = opened(assessed, parts=two_halves(assessed))
    east, on_left, on_right = easternmost(page, assessed)
    divider = page.locator(".frontlode-divider")
    expect(divider).to_be_visible()
    assert rings_seen(page, east) == [on_right]
    box = page.locator("#stage").bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 200)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.96, box["y"] + 200, steps=4)
    page.mouse.up()
    assert rings_seen(page, east) == [on_left]
    divider.press("ArrowLeft")
    assert divider.get_attribute("aria-valuenow") == "94"


def test_both_halves_go_where_the_map_goes(opened, assessed):
    page = opened(assessed, parts=two_halves(assessed))
    page.locator(".leaflet-control-zoom-in").click()
    page.wait_for_timeout(600)
    centres, zooms = page.evaluate(
        """() => {
            const map = Object.values(window).find((v) => v && v.frontlode?.right);
            const both = [map, map.frontlode.right];
            return [both.map((m) => m.getCenter()), both.map((m) => m.getZoom())];
        }"""
    )
    assert zooms[0] == zooms[1]
    assert centres[0] == pytest.approx(centres[1], abs=0.01)


def test_a_click_on_the_right_half_opens_the_card(opened, assessed):
    page = opened(assessed, parts=two_halves(assessed))
    east, _on_left, _on_right = easternmost(page, assessed)
    page.locator(f'.frontlode-right .frontlode-marker[data-id="{east}"]').click()
    name = assessed.loc[east, "name"]
    expect(page.locator("#frontlode-card h2")).to_have_text(name)


def test_oblasts_carry_their_numbers(opened, assessed):
    scenario = choice()["scenario"]
    parts = oblasts_map(
        assessed, default_ledger().latest(), scenario=scenario, inline=True
    )
    page = opened(assessed, parts=parts)
    expect(page.locator(".reach-of", has_text="Zhytomyr")).to_be_visible()
    assert page.locator(".frontlode-marker").count() == 0
    assert page.locator(".town:visible").count() == 0
