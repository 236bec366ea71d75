"""The legend's texts of land, and the source line: kilometres, days, edges."""

import pytest

from geo.deal.load import read_scenarios
from geo.maps import map_html
from geo.maps.legend import land_part, source_line, terms_part
from geo.maps.markers import markers
from geo.risk.presets import preset
from tests.shipped import assessed, latest


@pytest.mark.parametrize(
    ("threat_edge", "more"),
    [("zone", []), ("zone+border", ["border with Russia and Belarus"])],
)
def test_zones_are_named_in_kilometres(threat_edge, more):
    part = land_part(latest(), [10, 30, 100], threat_edge)
    assert part["title"] == "Land"
    assert [row["text"] for row in part["rows"]] == [
        "occupied",
        "contact line",
        "10, 30, 100 km",
        *more,
    ]


def test_without_edges_there_are_no_zones():
    rows = land_part(latest(), [], "zone")["rows"]
    assert [row["text"] for row in rows] == ["occupied", "contact line"]


def test_the_source_line_has_day_method_and_uncertainty():
    assert source_line(latest()).startswith(
        "Front: 22 Aug 2026, rebuilt from settlements, ±3.5 km · Basemap: Natural "
        "Earth "
    )


@pytest.mark.parametrize(
    ("scenario_id", "now", "later"),
    [
        ("signed_2025_04_30", "covered now", "covered once licensed"),
        (
            "us_2025_02_21_draft",
            "would be covered at once",
            "would be covered once licensed or at work",
        ),
    ],
)
def test_a_draft_would_cover_on_the_whole_map(scenario_id, now, later):
    rows, text = assessed(scenario_id), read_scenarios()[scenario_id]
    texts = {
        row["outline"]: row["text"]
        for row in terms_part(rows, text)["rows"]
        if "fill" in row
    }
    assert texts["prospective"] == later
    assert texts.get("in_force", now) == now
    outlines = markers(rows, text, preset("default"), None)["words"]["outline"]
    assert (outlines["in_force"], outlines["prospective"]) == (now, later)
    page = map_html(rows, latest(), scenario=text, preset=preset("default"))
    assert f"<td>{later}</td>" in page
    assert "211 deposits as a table" in page
