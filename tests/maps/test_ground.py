"""The map of a text carried out: hatched land, its legend, and what marks it."""

import pytest

from geo.deal.ground import carried_out
from geo.deal.load import read_scenarios
from geo.maps import build_map, swipe_map
from geo.maps.swipe import Side
from geo.risk.presets import preset
from tests.maps.test_maps import decoded
from tests.shipped import assessed, latest

POINTS = read_scenarios()["us_2025_11_20_28points"]


@pytest.fixture(scope="module")
def derived():
    return carried_out(latest(), POINTS)


def payloads(front):
    rows = assessed(POINTS.id)
    choice = {"scenario": POINTS, "preset": preset("default")}
    return decoded(build_map(rows, front, **choice))


def land_texts(drawn):
    land = next(part for part in drawn["legend"]["parts"] if part["title"] == "Land")
    return [row["text"] for row in land["rows"]]


def test_demilitarised_land_is_drawn_and_explained(derived):
    drawn = payloads(derived)
    assert drawn["land"]["demilitarised"]
    assert drawn["land"]["colors"]["demilitarised"]
    assert land_texts(drawn)[:3] == [
        "occupied, or Russian by the text",
        "demilitarised by the text",
        "line by the text, not the front",
    ]
    assert "if “28 points Nov 2025” were carried out" in drawn["legend"]["source"]


def test_a_front_has_no_demilitarised_land():
    drawn = payloads(latest())
    assert drawn["land"]["demilitarised"] == []
    assert land_texts(drawn)[:2] == ["occupied", "contact line"]
    assert "carried out" not in drawn["legend"]["source"]


def test_the_half_of_a_text_carried_out_says_so(derived):
    rows = assessed(POINTS.id)
    sides = [Side(rows, front, POINTS) for front in (latest(), derived)]
    drawn = decoded(swipe_map(*sides, preset=preset("default")))
    assert drawn["divider"]["titles"][0][0] == "22 Aug 2026"
    assert drawn["divider"]["titles"][1][0] == derived.note
