"""The map of a change: land that changed hands, with its areas, and its deposits."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
import shapely
from shapely.geometry import LineString, Point, Polygon, box

from geo.assessment.assess import assess
from geo.assessment.change import change, deposit_changes
from geo.deal import load
from geo.geodesy.crs import area_km2
from geo.ledger import default_ledger
from geo.maps import change_html, change_map
from geo.maps.change import CHANGE_COLORS
from geo.maps.land import LAND_COLORS, STEPS_PER_DEGREE
from geo.risk import presets
from tests.drawn_fronts import front_of, line_front_of
from tests.maps.test_maps import SIMULATE, decoded, lab, named
from tests.shipped import deposits

CHOICE = {"preset": presets.preset("default"), "scenario": load.default_scenario()}


@pytest.fixture(scope="module")
def moved():
    """What four months did to the shipped deposits: the two fronts and both tables."""
    fronts = [default_ledger().front_on(date(2025, month, 1)) for month in (3, 7)]
    before, after = (assess(deposits(), front, **CHOICE) for front in fronts)
    why = deposit_changes(before, after)
    return change(*fronts), after.loc[why.index], why


def payload(before, after, rows):
    return decoded(change_map(change(before, after), rows, **CHOICE))["change"]


def polygons(encoded):
    """Payload polygons as geometry again."""
    rings = [
        [np.cumsum(np.reshape(r, (-1, 2)), axis=0) / STEPS_PER_DEGREE for r in part]
        for part in encoded
    ]
    return shapely.union_all([Polygon(shell, holes) for shell, *holes in rings])


def test_land_is_drawn_once_as_what_became_of_it(moved):
    """A box that loses a strip in the west and gains one in the east."""
    before = front_of(box(37.0, 48.0, 37.4, 48.3))
    after = front_of(box(37.1, 48.0, 37.6, 48.3))
    drawn = payload(before, after, moved[1])
    assert polygons(drawn["freed"]).equals(box(37.0, 48.0, 37.1, 48.3))
    assert polygons(drawn["newly_occupied"]).equals(box(37.4, 48.0, 37.6, 48.3))
    assert polygons(drawn["occupied"]).equals(box(37.1, 48.0, 37.4, 48.3))
    assert drawn["view"] == [37.0, 48.0, 37.6, 48.3]


def test_the_largest_parts_carry_their_area_with_its_sign(moved):
    changed, rows, _why = moved
    numbers = decoded(change_map(changed, rows, **CHOICE))["change"]["numbers"]
    found = [float(one["text"][1:].split(" ")[0]) for one in numbers]
    assert found == sorted(found, reverse=True)
    for one in numbers:
        land = changed.newly_occupied if one["text"][0] == "+" else changed.freed
        (part,) = [p for p in land.geoms if p.dwithin(Point(one["at"]), 1e-4)]
        assert float(one["text"][1:].split(" ")[0]) == pytest.approx(
            area_km2(part), abs=0.5
        )


def test_two_fronts_alike_have_no_land_to_show(moved):
    front = front_of(box(37.0, 48.0, 37.4, 48.3))
    drawn = payload(front, replace(front, id="again"), moved[1])
    assert drawn["newly_occupied"] == drawn["freed"] == drawn["numbers"] == []
    assert drawn["view"] is None


def test_a_front_of_lines_only_draws_its_line(moved):
    line = line_front_of(LineString([(36, 47), (36, 50)]))
    drawn = payload(line, front_of(box(37.0, 48.0, 37.4, 48.3)), moved[1])
    assert drawn["before"] == [[360000, 470000, 0, 30000]]
    assert drawn["newly_occupied"] == []


def test_where_no_deposit_changes_the_legend_is_of_land(moved):
    changed, rows, _why = moved
    legend = decoded(change_map(changed, rows.head(0), **CHOICE))["legend"]
    assert [part["title"] for part in legend["parts"]] == ["Land"]
    assert legend["switches"] == []


def legend_of(before, after, rows):
    parts = decoded(change_map(change(before, after), rows, **CHOICE))["legend"][
        "parts"
    ]
    return parts, [row.get("text", row.get("note")) for row in parts[-1]["rows"]]


def test_the_legend_of_a_movement_has_areas_and_days(moved):
    before = front_of(box(37.0, 48.0, 37.4, 48.3))
    after = replace(front_of(box(37.0, 48.0, 37.5, 48.3)), as_of=date(2026, 2, 1))
    _parts, found = legend_of(before, after, moved[1].head(0))
    assert found == [
        "occupied",
        "newly occupied, +248 km²",
        "freed, none",
        "line now, 1 Feb 2026",
        "line before, 1 Jan 2026",
    ]


def test_the_legend_of_two_sources_says_that_they_differ(moved):
    before = front_of(box(37.0, 48.0, 37.4, 48.3), uncertainty_km=20)
    after = replace(front_of(box(37.0, 48.0, 37.5, 48.3)), source="another")
    parts, found = legend_of(before, after, moved[1])
    assert parts[0]["title"] == "Deposits that differ, in the second"
    parts, found = legend_of(before, after, moved[1].head(0))
    assert found == [
        "occupied in both",
        "occupied in the second only, 248 km²",
        "occupied in the first only, none",
        "line of the second, 1 Jan 2026",
        "line of the first, 1 Jan 2026",
        "Of that, 248 km² lie within 20 km of the other's line, which the "
        "uncertainties of both explain (±20 and ±0 km); 0.0 km² lie farther "
        "off. Both show the same day, so none of it is movement of the front.",
    ]
    numbers = payload(before, after, moved[1])["numbers"]
    assert [one["text"] for one in numbers] == ["248 km²"]


def test_only_the_deposits_given_have_markers(moved):
    changed, rows, _why = moved
    found = decoded(change_map(changed, rows, **CHOICE))
    assert found["deposits"]["columns"]["id"] == rows.index.tolist()
    counts = [row.get("count", 0) for row in found["legend"]["parts"][0]["rows"]]
    assert sum(counts) == len(rows)


def test_the_file_shows_land_and_deposits_and_asks_for_nothing(moved):
    changed, rows, why = moved
    page = change_html(changed, rows, why, **CHOICE)
    assert "1 Mar 2025" in page
    assert "Newly occupied" in page
    assert page.count("<tr>") == 2 + len(changed.by_oblast) + len(why)
    assert 'src="http' not in page


def test_the_file_holds_hostile_names_as_text(moved):
    changed, rows, why = moved
    name = "<script>window.ran=1</script>{{ 7*7 }}"
    rows, why = named(rows, name), why.head(3).assign(name=name)
    page = change_html(changed, rows, why, **CHOICE)
    assert name not in page
    assert "&lt;script&gt;" in page


@pytest.mark.parametrize("sight", SIMULATE)
def test_changed_land_is_distinct_for_every_eye(sight):
    colors = [CHANGE_COLORS["newly_occupied"], CHANGE_COLORS["freed"]]
    seen = [lab(color, sight) for color in (*colors, LAND_COLORS["occupied"])]
    apart = [np.linalg.norm(a - b) for i, a in enumerate(seen) for b in seen[i + 1 :]]
    assert min(apart) > 20
