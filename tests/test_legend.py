"""The legend's texts of land, and the source line: kilometres, days, edges."""

import pytest

from geo.history import latest
from geo.maps.legend import land_part, source_line


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
