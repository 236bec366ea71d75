"""What lies between two fronts: land, line, deposits and why, and what is unusual."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import LineString, MultiPolygon, Point, Polygon, box

from geo.assessment.change import (
    BEYOND,
    change,
    change_text,
    deposit_changes,
    explained_text,
    heads,
    is_movement,
    land_text,
    line_text,
    moved_deposits,
    nature_text,
    outside_text,
    same_source,
    source_texts,
    with_sources,
)
from geo.geodesy.crs import GEOD, area_km2
from geo.geodesy.ukraine import oblasts, outline, polygons_of
from geo.risk.band import classify
from geo.risk.distance import measure
from tests import shipped
from tests.drawn_fronts import deposits_of, front_of, line_front_of


@pytest.fixture(autouse=True)
def own_store(tmp_path, monkeypatch):
    """A folder for the store that no one has made yet."""
    monkeypatch.setenv("FRONTLODE_STORE", str(tmp_path / "store"))


def east_of(lon):
    """All of Ukraine east of a meridian."""
    return front_of(polygons_of(outline() & box(lon, 43, 42, 53)))


def later(front, **options):
    """The same a month on, so that what differs is a movement."""
    return replace(front, as_of=date(2026, 2, 1), **options)


def true_km2(polygon):
    """The area of a polygon by the geodesics between its vertices."""
    fine = shapely.segmentize(polygon, 0.01)
    return abs(GEOD.geometry_area_perimeter(fine)[0]) / 1e6


# Land


def test_land_gained_and_lost_is_what_was_drawn():
    """A box that loses a strip in the west and gains one in the east."""
    before = front_of(box(37.0, 48.0, 37.4, 48.3))
    after = front_of(box(37.1, 48.0, 37.6, 48.3))
    found = change(before, after)
    assert found.newly_occupied.equals(box(37.4, 48.0, 37.6, 48.3))
    assert found.freed.equals(box(37.0, 48.0, 37.1, 48.3))
    gained_km2 = true_km2(box(37.4, 48.0, 37.6, 48.3))
    lost_km2 = true_km2(box(37.0, 48.0, 37.1, 48.3))
    assert found.newly_occupied_km2 == pytest.approx(gained_km2, rel=1e-4)
    assert found.freed_km2 == pytest.approx(lost_km2, rel=1e-4)
    assert not found.is_empty
    assert found.differing_km2 == pytest.approx(gained_km2 + lost_km2, rel=1e-4)
    # By hand: 0.2° × cos 48.15° × 111.6 km by 0.3° × 111.2 km.
    assert found.newly_occupied_km2 == pytest.approx(14.89 * 33.36, rel=0.005)


def test_land_in_one_oblast_is_that_oblasts_alone():
    before = front_of(box(37.0, 48.0, 37.4, 48.3))
    after = front_of(box(37.0, 48.0, 37.6, 48.3))
    table = change(before, after).by_oblast
    assert table.index.tolist() == ["UA.DT"]
    assert table["name"].item() == "Donetsk"
    assert table["freed_km2"].item() == 0


def test_land_by_oblast_and_beyond_the_border_adds_up():
    """Donetsk, Luhansk, Kharkiv and a piece of Russia, the most first."""
    before = front_of(box(37.5, 47.9, 37.6, 48.0))
    after = front_of(box(37.2, 47.9, 40.6, 49.5))
    found = change(before, after)
    table = found.by_oblast
    assert {"UA.DT", "UA.LH", "UA.KK", BEYOND} == set(table.index)
    assert table["name"]["beyond"] == "beyond the border as drawn here"
    assert table["name_uk"]["beyond"] == ""
    assert table["newly_occupied_km2"].is_monotonic_decreasing
    total_km2 = table["newly_occupied_km2"].sum()
    assert total_km2 == pytest.approx(found.newly_occupied_km2, rel=1e-4)
    donetsk = oblasts().geometry["UA.DT"] & found.newly_occupied
    assert table["newly_occupied_km2"]["UA.DT"] == pytest.approx(area_km2(donetsk))
    assert found.outside_km2 == 0


def test_parts_at_sea_and_abroad_are_no_land_that_changed_hands():
    """A strip off the Azov coast and one in Russia beside a piece of Donetsk."""
    before = front_of(box(37.0, 48.0, 37.4, 48.3))
    sea, russia = box(36.2, 46.2, 36.4, 46.3), box(40.5, 48.5, 40.6, 48.6)
    land = box(37.4, 48.0, 37.5, 48.3)
    zone = shapely.union_all([before.zone, sea, russia, land])
    found = change(before, front_of(polygons_of(zone)))
    assert found.newly_occupied.equals(land)
    elsewhere_km2 = true_km2(sea) + true_km2(russia)
    assert found.outside_km2 == pytest.approx(elsewhere_km2, rel=1e-3)
    assert outside_text(found) == (
        "Another 254 km² lie at sea or abroad, where the two draw coast and border "
        "differently, and count as neither."
    )
    assert outside_text(found) in change_text(found)


@pytest.mark.parametrize(("beyond", "is_land"), [(0.9, True), (1.1, False)])
def test_land_is_what_lies_for_at_least_half_in_ukraine(beyond, is_land):
    """A strip from 0.05° before the border of Luhansk oblast to as much beyond."""
    units = shapely.union_all(oblasts().geometry.to_numpy())
    across = shapely.intersection(units, LineString([(39, 49.4), (41, 49.4)]))
    edge = across.bounds[2]
    west, end = edge - 0.05, edge + 0.05 * beyond
    before = front_of(box(37.0, 48.0, 37.4, 48.3))
    strip = box(west, 49.399, end, 49.401)
    found = change(before, front_of(polygons_of(before.zone | strip)))
    assert (found.newly_occupied_km2 > 0) == is_land
    assert (found.outside_km2 > 0) != is_land


def test_what_either_has_at_sea_is_added_up():
    zone = box(37.0, 48.0, 37.4, 48.3)
    first, second = box(36.2, 46.2, 36.4, 46.3), box(35.6, 46.0, 35.7, 46.1)
    found = change(*(front_of(polygons_of(zone | sea)) for sea in (first, second)))
    both_km2 = true_km2(first) + true_km2(second)
    assert found.outside_km2 == pytest.approx(both_km2, rel=1e-3)
    assert found.differing_km2 == 0


def test_a_change_within_ukraine_names_nothing_outside():
    before, after = (front_of(box(37, 48, east, 48.3)) for east in (37.4, 37.5))
    # By hand: 0.1° × cos 48.15° × 111.6 km by 0.3° × 111.2 km.
    there = change_text(change(before, later(after)))
    assert there == "Newly occupied 248 km², freed 0.0 km²."
    back = change_text(change(after, later(before)))
    assert back == "Newly occupied 0.0 km², freed 248 km²."


@pytest.mark.parametrize(
    ("height_deg", "is_reported"), [(0.0115, False), (0.0135, True)]
)
def test_land_at_sea_is_reported_from_1_km2(height_deg, is_reported):
    """A strip of 0.01° off the Azov coast: 0.77 km wide, 1.3 or 1.5 km long."""
    before = front_of(box(37.0, 48.0, 37.4, 48.3))
    sea = box(36.2, 46.2, 36.21, 46.2 + height_deg)
    found = change(before, front_of(polygons_of(before.zone | sea)))
    assert bool(outside_text(found)) == is_reported
    assert found.outside_km2 == pytest.approx(true_km2(sea), rel=1e-3)


def test_a_front_of_lines_only_has_no_area_to_report():
    line = line_front_of(LineString([(36, 46), (36, 52)]))
    assert "line only" in change_text(change(line, east_of(36.1)))


def test_slivers_of_two_drawings_are_no_change():
    """A tooth of 111.2 m and 80 or 100 m: 0.009 or 0.011 km²; 0.01 counts."""
    before = front_of(box(37.0, 48.0, 37.4, 48.3))
    for metres, counts in ((80, False), (100, True)):
        tooth = box(37.3999, 48.1, 37.4 + metres / 74_300, 48.101)
        found = change(before, front_of(before.zone | tooth))
        assert found.newly_occupied.is_empty != counts
        assert (found.newly_occupied_km2 > 0) == counts
        assert found.by_oblast.empty != counts


def test_a_front_of_lines_only_has_no_land_to_change():
    line = line_front_of(LineString([(36, 46), (36, 52)]))
    for pair in ((line, east_of(36.1)), (east_of(36.1), line)):
        found = change(*pair)
        assert np.isnan([found.newly_occupied_km2, found.freed_km2]).all()
        assert found.newly_occupied.is_empty
        assert found.by_oblast.empty
        assert found.moved_line_km > 0


corners = st.tuples(
    st.floats(36, 37), st.floats(47, 48), st.floats(37.1, 39), st.floats(48.1, 50)
)
zones = st.lists(corners, min_size=1, max_size=3).map(
    lambda boxes: polygons_of(shapely.union_all([box(*corner) for corner in boxes]))
)


@settings(deadline=None, max_examples=15)
@given(zones, zones)
def test_the_way_back_frees_what_the_way_there_occupied(a, b):
    there, back = change(front_of(a), front_of(b)), change(front_of(b), front_of(a))
    assert there.newly_occupied.equals(back.freed)
    assert there.freed.equals(back.newly_occupied)
    assert there.newly_occupied_km2 == back.freed_km2
    grown = area_km2(b) - area_km2(a)
    net = there.newly_occupied_km2 - there.freed_km2
    assert abs(net - grown) <= there.outside_km2 + 0.1 + 1e-4 * area_km2(a)


@settings(deadline=None, max_examples=8)
@given(zones)
def test_a_front_has_not_changed_from_itself(zone):
    found = change(front_of(zone), front_of(shapely.reverse(zone)))
    assert found.is_empty
    assert found.by_oblast.empty
    assert (found.moved_line_km, found.unexplained_line_km) == (0, 0)
    assert (found.median_shift_km, found.p90_shift_km, found.max_shift_km) == (0, 0, 0)


# Two sources


def test_one_source_is_reported_by_source_and_method():
    one = replace(front_of(box(37, 48, 38, 49)), source="A Map", method="By hand, 12")
    for alike in (
        {},
        {"source": " a  map"},
        {"method": ""},
        {"method": "by hand, 1,345"},
        {"method": "what-if, the line moved by +10 km: By hand, 12"},
    ):
        assert same_source(one, replace(one, **alike))
        assert same_source(replace(one, **alike), one)
    for other in ({"source": "A Map 2"}, {"source": ""}, {"method": "By satellite"}):
        assert not same_source(one, replace(one, **other))
        assert not same_source(replace(one, **other), one)


@pytest.mark.parametrize("name", ["front.geojson", "DAILY.ZIP", "a b.kmz"])
def test_a_files_name_is_no_source_that_two_fronts_share(name):
    one = replace(front_of(box(37, 48, 38, 49)), source=name)
    assert not same_source(one, one)
    assert same_source(replace(one, source="map.live"), replace(one, source="map.live"))


def test_movement_is_from_one_day_of_a_source_to_a_later_one():
    one = front_of(box(37, 48, 38, 49))
    assert is_movement(one, later(one))
    assert not is_movement(one, one)
    assert not is_movement(later(one), one)
    assert not is_movement(one, later(one, source="another"))


def strips(uncertainty_km, *, day=date(2026, 1, 1), source="another"):
    """Two straight fronts 0.2° apart on one parallel: 14.8 km at 48.5°."""
    before = replace(front_of(box(37.0, 48.0, 37.4, 49.0)), uncertainty_km=3)
    after = front_of(box(37.0, 48.0, 37.6, 49.0), uncertainty_km=uncertainty_km)
    return change(before, replace(after, as_of=day, source=source))


def test_of_two_sources_what_uncertainty_explains_is_separate():
    """Of a strip of 14.8 by 111.2 km, 4 km along the line are explained."""
    found = strips(1)
    # By hand: the strip, and 4 km beside its 111.2 km; nothing is beyond its ends.
    assert found.differing_km2 == pytest.approx(14.82 * 111.2, rel=0.005)
    assert found.explained_km2 == pytest.approx(4 * 111.2, rel=0.02)
    assert found.within_km == 4
    answer = change_text(found)
    assert answer.startswith(
        "The two fronts differ by 1 644 km²: 1 644 km² are occupied in the "
        "second only, 0.0 km² in the first only. Of that, 44"
    )
    assert (
        " km² lie within 4 km of the other's line, which the uncertainties " in answer
    )
    assert "of both explain (±3 and ±1 km); 1 " in answer
    assert answer.endswith("so none of it is movement of the front.")
    assert not any(
        word in answer for word in ("ewly", "freed", "moved", "before", "now")
    )
    back = change(found.after, found.before)
    assert back.explained_km2 == pytest.approx(found.explained_km2, rel=1e-6)
    assert "0.0 km² are occupied in the second only, 1 644 km² in" in land_text(back)


def test_a_difference_within_both_uncertainties_is_explained():
    found = strips(13)
    assert found.explained_km2 == pytest.approx(found.differing_km2, rel=0.001)
    assert "; 0.0 km² lie farther off." in explained_text(found)
    assert strips(-3).explained_km2 == 0


def test_land_far_from_the_others_line_is_not_explained():
    """A pocket of 0.1° by 0.1° half a degree beyond the line of both."""
    zone, pocket = box(37.0, 48.0, 37.4, 49.0), box(36.3, 48.4, 36.4, 48.5)
    after = front_of(polygons_of(MultiPolygon([zone, pocket])), uncertainty_km=9)
    found = change(front_of(zone), replace(after, source="another"))
    assert found.explained_km2 == 0
    assert found.newly_occupied_km2 == pytest.approx(true_km2(pocket), rel=1e-3)


def test_a_small_difference_is_explained_too_and_none_is_not():
    """A tooth of 0.1 by 0.6 km."""
    zone = box(37.0, 48.0, 37.4, 48.3)
    tooth = front_of(zone | box(37.39, 48.1, 37.408, 48.101), uncertainty_km=2)
    assert explained_text(change(front_of(zone), tooth)).startswith(
        "Of that, 0.1 km² lie within 2 km of the other's line, "
    )
    assert explained_text(change(front_of(zone), front_of(zone))) == ""


def test_why_a_difference_is_no_movement_is_stated():
    day = date(2026, 2, 1)
    assert nature_text(strips(1)) == (
        "Both show the same day, so none of it is movement of the front."
    )
    assert nature_text(strips(1, day=day)) == (
        "The two are of different sources or methods: how much of it is movement of "
        "the front, and how much another way of drawing, is not known."
    )
    moved = strips(1, day=day, source="drawn by hand")
    assert (nature_text(moved), explained_text(moved)) == ("", "")
    assert nature_text(change(moved.after, moved.before)) == (
        "The second shows an earlier day than the first."
    )


def test_lines_of_movement_and_difference_have_their_words():
    moved = strips(1, day=date(2026, 2, 1), source="drawn by hand")
    differ = strips(1)
    assert line_text(moved).startswith(line_text(differ).split(" of the second's")[0])
    assert "lie elsewhere than before: half of that within 14" in line_text(moved)
    assert "contact line differ from the first's: half of that by at most 14" in (
        line_text(differ)
    )
    assert line_text(differ).endswith(
        " differ by more than the 4 km that the uncertainties of both explain."
    )
    # The front of 111.2 km, and of its ends of 44.7 km each what lies beyond 4 km.
    assert differ.unexplained_line_km == pytest.approx(111.2 + 2 * 10.8, rel=0.02)
    assert strips(20).unexplained_line_km == 0


def test_no_area_or_shift_is_reported_where_there_is_none():
    line = line_front_of(LineString([(36, 46), (36, 52)]))
    found = change(line, later(east_of(36.1)))
    assert land_text(found) == (
        "One of the two fronts has a line only, so no area is known."
    )
    assert explained_text(replace_source(found)) == ""
    assert np.isnan(found.explained_km2)
    nothing = front_of(MultiPolygon())
    assert line_text(change(nothing, nothing)) == (
        "One of the two fronts has no contact line, so its shift is not known."
    )


def replace_source(found):
    return change(found.before, replace(found.after, source="another"))


def test_a_front_without_a_contact_line_explains_nothing():
    """All of Ukraine against half of it: there is no line on the one side."""
    whole = front_of(outline(), uncertainty_km=9)
    found = change(replace(whole, source="another"), east_of(36.0))
    assert found.freed_km2 > 0
    assert found.explained_km2 > 0
    assert change(east_of(36.0), replace(whole, source="x")).explained_km2 > 0
    assert change(whole, front_of(MultiPolygon())).explained_km2 == 0


def test_sources_are_named_with_id_day_and_uncertainty():
    first = replace(front_of(box(37, 48, 38, 49)), id="one", licence="CC0")
    second = replace(later(first), id="two", licence="", uncertainty_km=2.5)
    assert source_texts(first, second) == (
        "First: one, of 1 Jan 2026, ±0 km, from: drawn by hand (CC0)",
        "Second: two, of 1 Feb 2026, ±2.5 km, from: drawn by hand",
    )


def test_rows_for_a_file_carry_both_fronts():
    first = replace(front_of(box(37.0, 48.0, 37.4, 48.3)), id="one", licence="CC0")
    second = later(front_of(box(37.0, 48.0, 37.5, 48.3)), id="two", source="me")
    rows = change(first, second).by_oblast
    answer = with_sources(rows, first, second).iloc[0]
    assert (answer["front_before_id"], answer["front_after_id"]) == ("one", "two")
    assert (answer["front_before_as_of"], answer["front_after_as_of"]) == (
        "2026-01-01",
        "2026-02-01",
    )
    assert (answer["front_before_source"], answer["front_after_source"]) == (
        "drawn by hand",
        "me",
    )
    assert (answer["front_before_licence"], answer["front_after_licence"]) == (
        "CC0",
        "",
    )
    assert answer["id"] == "UA.DT"
    assert answer["second_only_km2"] == pytest.approx(248, abs=1)
    assert answer["first_only_km2"] == 0
    moved = with_sources(rows, first, replace(second, source="drawn by hand")).iloc[0]
    assert moved["newly_occupied_km2"] == pytest.approx(248, abs=1)
    assert moved["freed_km2"] == 0
    assert "second_only_km2" not in moved


def test_heads_of_tables_say_whether_the_front_moved():
    moved, differ = heads(movement=True), heads(movement=False)
    assert moved == (
        "Newly occupied",
        "Freed",
        "Before",
        "After",
        "Deposits whose side or band changes: {n}",
    )
    assert differ == (
        "In the second only",
        "In the first only",
        "In the first",
        "In the second",
        "Deposits whose side or band differs: {n}",
    )


# Line


def test_a_line_moved_west_by_0_1_degree_did_so_all_along():
    found = change(east_of(36.1), east_of(36.0))
    north_km, south_km = (
        GEOD.inv(36.0, lat, 36.1, lat)[2] / 1000 for lat in (50.4, 46.6)
    )
    assert found.line_km == pytest.approx(found.moved_line_km, abs=3)
    assert north_km - 0.1 < found.median_shift_km < south_km + 0.1
    assert found.median_shift_km <= found.p90_shift_km <= found.max_shift_km
    # At the shore the earlier line begins a little farther off.
    assert found.max_shift_km < south_km + 5


def test_only_the_part_of_the_line_that_moved_counts():
    """A box of 0.2° pushed west out of a straight line by 0.3°."""
    before = east_of(36.0)
    bulge = polygons_of(before.zone | box(35.7, 48.0, 36.1, 48.2))
    found = change(before, front_of(bulge))
    across_km, along_km = 22.3, 22.2
    assert found.moved_line_km == pytest.approx(2 * across_km + along_km, abs=1)
    assert found.max_shift_km == pytest.approx(across_km, abs=0.1)
    assert found.line_km > 400


def test_a_lines_shift_does_not_hang_on_its_vertices():
    """A bulge, and the same with a vertex every eleven metres of its line."""
    before = front_of(box(36.0, 47.8, 36.6, 48.4))
    bulge = polygons_of(before.zone | box(35.7, 48.0, 36.1, 48.2))
    fine = front_of(shapely.segmentize(bulge, 1e-4))
    few, many = (change(before, after) for after in (front_of(bulge), fine))
    assert many.line_km == pytest.approx(few.line_km, rel=1e-6)
    assert many.moved_line_km == pytest.approx(few.moved_line_km, abs=0.5)
    for answer in ("median_shift_km", "p90_shift_km", "max_shift_km"):
        assert getattr(many, answer) == pytest.approx(getattr(few, answer), abs=0.5)


def test_fronts_without_a_line_have_no_shift():
    nothing = front_of(MultiPolygon())
    found = change(nothing, nothing)
    assert (found.line_km, found.newly_occupied_km2) == (0, 0)
    assert np.isnan(found.max_shift_km)
    assert found.is_empty
    for pair in ((east_of(36.0), nothing), (nothing, east_of(36.0))):
        found = change(*pair)
        assert np.isnan([found.moved_line_km, found.median_shift_km]).all()
        assert not found.is_empty


# Deposits


def assessed(front, *, edges_km=(10, 30), threat_edge="zone", deposits=None):
    """Deposits at 0.1° to 0.9° west of the 36th meridian, on one parallel."""
    if deposits is None:
        deposits = deposits_of([Point(36 - i / 10, 48.5) for i in range(-9, 10)])
    measured = measure(deposits, front)
    bands = classify(measured, edges_km, threat_edge=threat_edge)
    points = deposits.geometry.representative_point()
    return deposits.assign(
        lon=points.x, lat=points.y, **measured, zone_distance_km=measured["distance_km"]
    ).assign(**bands)


def by_name(table):
    return dict(table.set_index("name").iterrows())


def test_deposits_passed_or_neared_are_reported_with_distances():
    """0.1° of longitude is 7.4 km here; deposit-10 lies at 35.9° east."""
    found = by_name(deposit_changes(assessed(east_of(36.0)), assessed(east_of(35.85))))
    passed = found["deposit-10"]
    assert (passed["control_before"], passed["control_after"]) == ("free", "occupied")
    assert (passed["band_before"], passed["band_after"]) == ("0–10 km", "occupied")
    assert passed["signed_distance_km_before"] == pytest.approx(7.38, abs=0.05)
    assert found["deposit-11"]["band_after"] == "0–10 km"
    # Far from every edge nothing changes, and behind the front all stays occupied.
    assert "deposit-19" not in found
    assert "deposit-0" not in found


def why(was, now, *, uncertain=(0, 0), at=35.9, edges_km=(10, 30), movement=True):
    """Why one deposit changes between two fronts, each east of a meridian."""
    place = at if isinstance(at, Polygon) else Point(at, 48.5)
    fronts = (
        replace(east_of(lon), uncertainty_km=km)
        for lon, km in zip((was, now), uncertain, strict=True)
    )
    tables = (
        assessed(front, edges_km=edges_km, deposits=deposits_of([place]))
        for front in fronts
    )
    return deposit_changes(*tables, movement=movement)["why"].item()


#: Kilometres in a degree of longitude where the deposits lie, and an edge between.
DEGREE_KM = 73.96
NEAR = {"edges_km": (0.7, 10)}
#: Across the line at 36°, before it at 36.2° and behind it at 35.8°.
AREA = {"at": box(35.95, 48.45, 36.05, 48.55)}
#: Contested at 14.8 km behind the line, occupied at 22.1 km.
DEEP = {"uncertain": (16, 16)}


@pytest.mark.parametrize(
    ("was", "now", "given", "text"),
    [
        (
            36,
            35.85,
            {},
            "passed over it: 7.4 km in front of it before, 3.7 km behind it now",
        ),
        (
            35.85,
            36,
            {},
            "moved back over it: 3.7 km behind it before, 7.4 km in front of it now",
        ),
        (
            36,
            35.85,
            {"at": 35.8},
            "moved 11.1 km towards it: 14.8 km away before, 3.7 km now",
        ),
        (
            35.85,
            36,
            {"at": 35.8},
            "moved 11.1 km away from it: 3.7 km away before, 14.8 km now",
        ),
        # Where control stays, the uncertainty is no cause.
        (
            36,
            35.85,
            {"at": 35.8, "uncertain": (2, 3)},
            "moved 11.1 km towards it: 14.8 km away before, 3.7 km now",
        ),
        (35.7, 35.6, DEEP, "moved on by 7.4 km: 14.8 km beyond it before, 22.2 km now"),
        (
            35.6,
            35.7,
            DEEP,
            "moved back by 7.4 km: 22.2 km beyond it before, 14.8 km now",
        ),
        (
            36,
            36 + 0.4 / DEGREE_KM,
            {"at": 36 - 0.5 / DEGREE_KM, **NEAR},
            "moved 0.4 km away from it: 0.5 km away before, 0.9 km now",
        ),
        (
            36 + 0.4 / DEGREE_KM,
            36,
            {"at": 36 - 0.5 / DEGREE_KM, **NEAR},
            "moved 0.4 km towards it: 0.9 km away before, 0.5 km now",
        ),
        (
            36,
            36 + 0.02 / DEGREE_KM,
            {"at": 36 - 0.69 / DEGREE_KM, **NEAR},
            "moved under 0.1 km away from it: 0.7 km away before, 0.7 km now",
        ),
        # An area across the line lies at no distance.
        (36, 36.2, AREA, "moved 11.1 km away from it: 0.0 km away before, 11.1 km now"),
        (36.2, 36, AREA, "moved 11.1 km towards it: 11.1 km away before, 0.0 km now"),
        (35.8, 36, AREA, "moved back by 11.1 km: 11.1 km beyond it before, 0.0 km now"),
        (36, 35.8, AREA, "moved on by 11.1 km: 0.0 km beyond it before, 11.1 km now"),
    ],
)
def test_how_the_front_moved_past_a_deposit(was, now, given, text):
    assert why(was, now, **given) == f"The front {text}."


STILL = ", though the line did not move here"


@pytest.mark.parametrize(
    ("was", "now", "at", "uncertain", "text"),
    [
        (36, 36, 35.9, (10, 2), f"2 km now, 10 km before{STILL}."),
        (36, 36, 36.1, (10, 2), f"2 km now, 10 km before{STILL}."),
        # The line moved too, and the file alone decides.
        (36, 35.99, 35.9, (10, 2), "2 km now, 10 km before."),
        (35.99, 36, 35.9, (2, 10), "10 km now, 2 km before."),
    ],
)
def test_a_surer_file_explains_what_the_line_does_not(was, now, at, uncertain, text):
    answer = why(was, now, at=at, uncertain=uncertain)
    assert answer == f"The front's uncertainty is {text}"


def test_a_surer_file_changes_what_was_too_near_to_show_alone():
    rough, fine = (replace(east_of(36.0), uncertainty_km=km) for km in (10, 2))
    found = by_name(deposit_changes(assessed(rough), assessed(fine)))
    controls = {
        name: (row["control_before"], row["control_after"])
        for name, row in found.items()
    }
    assert controls == {
        "deposit-8": ("contested", "occupied"),
        "deposit-10": ("contested", "free"),
    }


MORE = "That is more than the uncertainties of both, {} km together."
ENOUGH = "The uncertainties of both, {} km together, explain that."


@pytest.mark.parametrize(
    ("was", "now", "each_km", "answer"),
    [
        (
            36,
            35.85,
            0,
            "11.1 km here: it lies 7.4 km outside the first, 3.7 km inside the second. "
            + MORE.format(0),
        ),
        (
            35.85,
            36,
            0,
            "11.1 km here: it lies 3.7 km inside the first, 7.4 km outside the second. "
            + MORE.format(0),
        ),
        (
            36.1,
            36,
            3.65,
            "7.4 km here: the first lies 14.8 km away from it, the second 7.4 km. "
            + MORE.format(7.3),
        ),
        (
            36,
            36.1,
            3.75,
            "7.4 km here: the first lies 7.4 km away from it, the second 14.8 km. "
            + ENOUGH.format(7.5),
        ),
        (
            35.6,
            35.7,
            16,
            "7.4 km here: the first lies 22.2 km beyond it, the second 14.8 km. "
            + ENOUGH.format(32),
        ),
    ],
)
def test_where_two_sources_differ_no_front_moved(was, now, each_km, answer):
    found = why(was, now, uncertain=(each_km, each_km), movement=False)
    assert found == f"The two differ by {answer}"


@pytest.mark.parametrize(
    ("now", "more"),
    [(36, ", though their lines are the same here."), (35.99, ".")],
)
def test_uncertainties_of_two_sources_are_in_their_words(now, more):
    assert why(36, now, uncertain=(10, 2), movement=False) == (
        f"The first front's uncertainty is 10 km, the second's 2 km{more}"
    )


def test_deposits_are_compared_in_the_words_of_their_fronts():
    deposits = shipped.deposits().head(40)
    first, second = east_of(36.0), later(east_of(35.5))
    why = moved_deposits(deposits, first, second).why["why"]
    assert len(why)
    assert not why.str.contains("two differ").any()
    why = moved_deposits(deposits, first, replace(second, source="other")).why["why"]
    assert why.str.contains("The two differ by ").all()
    assert not why.str.contains("moved|passed").any()


def test_lines_of_two_sources_are_reported_in_their_words():
    line = assessed(line_front_of(LineString([(36, 46), (36, 52)])))
    zone = assessed(east_of(36.0))
    there = deposit_changes(zone, line, movement=False)["why"]
    back = deposit_changes(line, zone, movement=False)["why"]
    answer = "The {} front has only a contact line, so its side is not known."
    assert set(there) == {answer.format("second")}
    assert set(back) == {answer.format("first")}


def test_where_only_both_together_decide_both_are_named():
    """7.4 km ± 8 before; 4.4 km ± 4 now: neither alone would have freed it."""
    rough = replace(east_of(36.0), uncertainty_km=8)
    fine = replace(east_of(36.06), uncertainty_km=7)
    row = by_name(deposit_changes(assessed(fine), assessed(rough)))["deposit-10"]
    assert row["why"].count("The front") == 2


def test_other_parameters_are_named():
    front = east_of(36.0)
    found = by_name(
        deposit_changes(assessed(front), assessed(front, edges_km=(20, 30)))
    )
    assert found["deposit-10"]["why"] == "The band edges differ."
    assert set(found) == {"deposit-10", "deposit-11", "deposit-12", "deposit-13"}
    near_russia = deposits_of([Point(34.0, 51.7)])
    zone = assessed(front, deposits=near_russia)
    border = assessed(front, deposits=near_russia, threat_edge="zone+border")
    there, back = deposit_changes(zone, border), deposit_changes(border, zone)
    assert there["why"].item() == (
        "The border with Russia and Belarus counts now, and before it did not."
    )
    assert back["why"].item() == (
        "The border with Russia and Belarus counted before, and now it does not."
    )
    both = deposits_of([Point(34.0, 51.7), Point(35.9, 48.5)])
    zone = assessed(front, deposits=both)
    border = assessed(east_of(35.85), deposits=both, threat_edge="zone+border")
    there = deposit_changes(zone, border)["why"].tolist()
    assert "The border with Russia and Belarus counts now" in there[0]
    assert there[1].startswith("The front passed over it")
    assert "border" not in there[1]


def test_what_has_no_cause_is_reported_as_measured_otherwise():
    table = assessed(east_of(36.0))
    why = deposit_changes(table, table.assign(band="another"))["why"]
    assert set(why) == {"The two are not measured in the same way."}


def test_an_own_place_or_uncertainty_that_differs_is_named():
    front = east_of(36.0)
    vague = deposits_of([Point(35.9, 48.5)], location_uncertainty_km=9.0)
    exact = deposits_of([Point(35.9, 48.5)])
    elsewhere = deposits_of([Point(35.5, 48.5)])
    vague, exact, elsewhere = (
        assessed(front, deposits=deposits) for deposits in (vague, exact, elsewhere)
    )
    assert deposit_changes(vague, exact)["why"].item() == (
        "The deposit's own uncertainty is 0 km now, 9 km before."
    )
    assert "lies elsewhere" in deposit_changes(exact, elsewhere)["why"].item()


def test_the_own_uncertainty_is_no_uncertainty_of_the_front():
    """A place known to 3 km, 7.4 km from fronts of 10 and of 2 km."""
    vague = deposits_of([Point(35.9, 48.5)], location_uncertainty_km=3.0)
    rough, fine = (
        assessed(replace(east_of(36.0), uncertainty_km=km), deposits=vague)
        for km in (10, 2)
    )
    answer = (
        "The front's uncertainty is {} km now, {} km before, though the line did not "
        "move here."
    )
    assert deposit_changes(rough, fine)["why"].item() == answer.format(2, 10)
    assert deposit_changes(fine, rough)["why"].item() == answer.format(10, 2)
    moved = assessed(replace(east_of(36.5), uncertainty_km=2), deposits=vague)
    why = deposit_changes(rough, moved, movement=False)["why"].item()
    assert "more than the uncertainties of both, 12 km together" in why


def test_a_front_of_lines_only_explains_itself():
    line = line_front_of(LineString([(36, 46), (36, 52)]))
    there = deposit_changes(assessed(east_of(36.0)), assessed(line))
    back = deposit_changes(assessed(line), assessed(east_of(36.0)))
    assert set(there["why"]) == {
        "The front has only a contact line now, so its side is not known."
    }
    assert set(back["why"]) == {
        "The front had only a contact line before, so its side was not known."
    }
    assert (there["control_after"] == "unknown").all()


def test_deposits_in_one_table_only_are_left_out():
    before = assessed(east_of(36.0)).iloc[5:]
    after = assessed(east_of(35.5)).iloc[::-1]
    found = deposit_changes(before, after)
    assert set(found.index) <= set(before.index)
    assert found.index.tolist() == [i for i in after.index if i in set(found.index)]


def test_the_same_assessment_twice_has_no_change():
    table = deposit_changes(assessed(east_of(36.0)), assessed(east_of(36.0)))
    assert table.empty
    assert table.columns.tolist() == [
        "name",
        "control_before",
        "control_after",
        "band_before",
        "band_after",
        "signed_distance_km_before",
        "signed_distance_km_after",
        "why",
    ]


def test_published_days_change_little_and_add_up(shared_fronts):
    """Two real files: their sum of areas agrees with the change."""
    from geo.ingest import read_front

    days = ("20260101", "20250701")
    later, earlier = (
        read_front(shared_fronts / f"{day}.geojson", allow_repairs=True) for day in days
    )
    found = change(earlier, later)
    grown = later.area_km2 - earlier.area_km2
    net = found.newly_occupied_km2 - found.freed_km2
    assert net == pytest.approx(grown, rel=0.005)
    assert abs(net - grown) <= found.outside_km2 + 1
    assert found.by_oblast["newly_occupied_km2"].sum() == pytest.approx(
        found.newly_occupied_km2, rel=1e-4
    )
    assert 1 < found.median_shift_km < 20
