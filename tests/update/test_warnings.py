"""What is strange about a front, against the fronts in use and Ukraine's outline."""

import re
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
import shapely
import shapely.ops
from shapely.geometry import LineString, MultiLineString, MultiPolygon, box

from geo.assessment.change import line_pieces
from geo.geodesy.crs import area_km2
from geo.geodesy.ukraine import oblasts, outline, polygons_of
from geo.ledger import default_ledger
from geo.update.warnings import _without_detail, occupied_outline, warnings_of
from tests.drawn_fronts import front_of, line_front_of

TODAY = date(2026, 11, 24)


@pytest.fixture(autouse=True)
def own_store(tmp_path, monkeypatch):
    """A folder for the store that no one has made yet."""
    monkeypatch.setenv("FRONTLODE_STORE", str(tmp_path / "store"))


def dated(zone, day, **options):
    return replace(front_of(polygons_of(zone)), as_of=day, **options)


@pytest.fixture(scope="module")
def newest():
    """The newest shipped front, on the next day."""
    front = default_ledger().latest()
    return replace(front, as_of=front.as_of + timedelta(days=1))


def warning_text(front):
    return " ".join(warnings_of(front, today=TODAY))


def test_a_front_like_the_last_one_is_unusual_as_the_same(newest):
    assert warnings_of(newest, today=TODAY) == [
        "It shows the very same land as 2026-08-22."
    ]
    moved = polygons_of(newest.zone | box(37.5, 48.5, 37.6, 48.6))
    assert warnings_of(replace(newest, zone=moved), today=TODAY) == []


def test_days_that_cannot_be_or_are_not_the_newest_are_unusual(newest):
    assert "future" in warning_text(replace(newest, as_of=TODAY + timedelta(days=1)))
    assert "future" not in warning_text(replace(newest, as_of=TODAY))
    first = "Its day, {}, is before the first land was occupied."
    early, late = date(2014, 2, 19), date(2014, 2, 20)
    assert first.format(early) in warning_text(replace(newest, as_of=early))
    assert "first land was occupied" not in warning_text(replace(newest, as_of=late))
    sentence = warnings_of(replace(newest, as_of=date(2026, 8, 21)), today=TODAY)
    assert "Its day, 2026-08-21, is before the newest front's, 2026-08-22." in sentence


def test_the_day_that_it_is_can_be_given(newest):
    found = replace(newest, as_of=date(2026, 8, 24))
    assert "Its day, 2026-08-24, is in the future." in warnings_of(
        found, today=date(2026, 8, 23)
    )
    assert "future" not in " ".join(warnings_of(found, today=date(2026, 8, 24)))


def test_of_very_many_vertices_only_what_adds_no_land_goes(monkeypatch):
    """Teeth of 0.05°, and a vertex on each edge that makes no difference."""
    monkeypatch.setattr("geo.update.warnings._UNUSUAL_MANY", 4)
    teeth = [(x, 48.5 + 0.05 * (i % 2)) for i, x in enumerate(np.arange(37, 40, 0.05))]
    comb = polygons_of(shapely.Polygon([*teeth, (40, 47), (37, 47)]))
    fine = shapely.segmentize(comb, 0.04)
    simple = _without_detail(fine)
    assert shapely.get_num_coordinates(simple) < shapely.get_num_coordinates(fine) / 2
    assert simple.symmetric_difference(comb).area == pytest.approx(0, abs=1e-6)


def test_more_change_than_a_day_can_bring_is_unusual(newest):
    """A box of 0.3° by 0.3° on government-held land has 740 km²."""
    grown = polygons_of(newest.zone | box(33.0, 49.0, 33.3, 49.3))
    sentence = warning_text(replace(newest, zone=grown))
    assert re.search(
        r"^7(\d\d) km² change sides against 2026-08-22, 7\1 km² a day; more than 250 a "
        r"day is unusual\.$",
        sentence,
    )
    three_days = replace(newest, zone=grown, as_of=date(2026, 8, 25))
    assert "change sides" not in warning_text(three_days)
    other = warning_text(replace(newest, zone=grown, source="other"))
    assert other.startswith("It differs from 2026-08-22 by 7")
    assert (
        "more than 250 a day is unusual. Two different sources or methods may" in other
    )
    assert "change sides" not in other


@pytest.mark.parametrize(("km2", "is_unusual"), [(240, False), (260, True)])
def test_250_km2_a_day_are_the_most_that_is_not_unusual(km2, is_unusual, newest):
    """A strip on the parallel of 49°: a degree has 73.2 km and 111.2 km."""
    strip = box(33.0, 49.0, 33.0 + km2 / 111.2 / 73.2, 50.0 - 0.02)
    grown = polygons_of(newest.zone | strip)
    assert ("change sides" in warning_text(replace(newest, zone=grown))) == is_unusual


def test_warnings_do_not_depend_on_invisible_vertices(newest):
    """A jump, a bulge abroad and a missing peninsula, each edge cut to 100 m."""
    strange = newest.zone | box(33.0, 49.0, 33.3, 49.3) | box(42, 46, 45, 48)
    plain = polygons_of(strange - box(32, 44, 37, 46.2))
    fine = shapely.segmentize(plain, 0.001)
    assert shapely.get_num_coordinates(fine) > 10 * shapely.get_num_coordinates(plain)
    sentence = warning_text(replace(newest, zone=fine))
    assert sentence == warning_text(replace(newest, zone=plain))
    assert "change sides" in sentence
    assert "lie outside Ukraine" in sentence
    assert "leaves out Crimea" in sentence


def test_a_part_left_out_is_unusual(newest):
    without_crimea = polygons_of(newest.zone - box(32, 44, 37, 46.2))
    sentence = warnings_of(replace(newest, zone=without_crimea), today=TODAY)
    for place in ("Crimea", "Sevastopol"):
        assert f"It leaves out {place} or part of it, occupied since 2014." in sentence
    assert "It reaches elsewhere than 2026-08-22 in the south." in sentence


@pytest.mark.parametrize(("kept", "is_unusual"), [(0.92, False), (0.88, True)])
def test_nine_tenths_of_crimea_are_enough(kept, is_unusual, newest):
    """Crimea cut off in the east, by halving, until a share of its land is left."""
    crimea = oblasts().geometry["UA.KR"]
    west, south, east, north = crimea.bounds
    low, high = west, east
    for _turn in range(30):
        middle = (low + high) / 2
        share = (crimea & box(west, south, middle, north)).area / crimea.area
        low, high = (middle, high) if share < kept else (low, middle)
    zone = polygons_of(newest.zone - box(low, 44, east + 1, north))
    own = crimea & zone
    true = area_km2(own) / area_km2(crimea)
    assert true == pytest.approx(kept, abs=0.015)
    assert (
        "leaves out Crimea" in warning_text(replace(newest, zone=zone))
    ) == is_unusual


@pytest.mark.parametrize(("degrees", "is_unusual"), [(0.95, False), (1.05, True)])
@pytest.mark.parametrize("side", ["west", "south", "east", "north"])
def test_an_edge_of_the_extent_may_move_by_a_degree(side, degrees, is_unusual, newest):
    west, south, east, north = newest.zone.bounds
    speck = {
        "west": (west - degrees, 48),
        "south": (35, south - degrees),
        "east": (east + degrees, 48),
        "north": (38, north + degrees),
    }[side]
    size = 0.001
    lon = speck[0] - size * (side == "east")
    lat = speck[1] - size * (side == "north")
    more = polygons_of(newest.zone | box(lon, lat, lon + size, lat + size))
    found = f"It reaches elsewhere than 2026-08-22 in the {side}."
    sentence = warnings_of(replace(newest, zone=more), today=TODAY)
    assert (found in sentence) == is_unusual


def test_much_land_outside_ukraine_is_unusual(newest):
    abroad = box(42, 46, 45, 48)
    sentence = warning_text(replace(newest, zone=polygons_of(newest.zone | abroad)))
    assert "in the east" in sentence
    land = re.search(r"([\d,]+) km² of it lie outside Ukraine\.", sentence)
    own = area_km2(shapely.difference(newest.zone, outline()))
    km2 = float(land[1].replace(",", ""))
    assert km2 == pytest.approx(area_km2(abroad) + own, abs=1)


@pytest.mark.parametrize(("share", "is_unusual"), [(0.04, False), (0.06, True)])
def test_a_twentieth_of_the_land_may_lie_outside_ukraine(share, is_unusual, newest):
    """A degree of longitude has 76.5 km at 46.5° and one of latitude 111.2 km."""
    own = area_km2(shapely.difference(newest.zone, outline()))
    more_km2 = share * newest.area_km2 / (1 - share) - own
    strip = box(42, 46, 42 + more_km2 / 111.2 / 76.5, 47)
    zone = polygons_of(newest.zone | strip)
    assert (
        "lie outside Ukraine" in warning_text(replace(newest, zone=zone))
    ) == is_unusual


def test_a_front_of_lines_only_or_of_nothing_can_be_looked_at():
    line = line_front_of(LineString([(36, 46), (36, 52)]))
    assert "newest" in warning_text(line)
    assert "leaves out Crimea" in warning_text(front_of(MultiPolygon()))


# Lines


def along(front, share=1.0):
    """The contact line of a front, or a part of its longest piece, as a line front."""
    line = front.contact_line
    if share < 1:
        longest = max(line.geoms, key=lambda one: one.length)
        line = MultiLineString([shapely.ops.substring(longest, 0, share, True)])
    return replace(front, zone=None, line=line, id="line")


def shifted(front, east):
    moved = shapely.transform(front.line, lambda xy: xy + np.array([east, 0]))
    return replace(front, line=moved)


def test_the_known_line_is_not_unusual(newest):
    assert warnings_of(along(newest), today=TODAY) == []


def test_a_line_of_a_length_that_no_front_has_is_unusual(newest):
    """A front of 1,030 km; under 700 and over 1,700 are unusual."""
    short = warning_text(along(newest, share=0.5))
    assert "hardly the contact line, or not the whole of it" in short
    assert "under 700 or over 1,700 km" in short
    zigzag = LineString([(36 + 0.1 * (i % 2), 47 + i / 300) for i in range(300)])
    assert "hardly the contact line" in warning_text(line_front_of(zigzag))


@pytest.mark.parametrize(
    ("line_km", "is_unusual"), [(690, True), (710, False), (1690, False), (1710, True)]
)
def test_a_line_of_700_to_1700_km_is_not_unusual(
    line_km, is_unusual, newest, monkeypatch
):
    whole_km = float(line_pieces(along(newest))[1].sum())
    scaled = np.array([line_km / whole_km])

    def pieces(front):
        middles, length_km = line_pieces(front)
        return middles, length_km * scaled

    monkeypatch.setattr("geo.update.warnings.line_pieces", pieces)
    assert ("hardly" in warning_text(along(newest))) == is_unusual


def test_a_line_far_from_the_known_front_is_unusual(newest):
    """Half a degree of longitude is 37 km here, and two degrees 150 km."""
    line = along(newest)
    assert "nearest known day" not in warning_text(shifted(line, -0.5))
    found = warning_text(shifted(line, -2))
    assert "lie more than 50 km from the front of 22 Aug 2026, the nearest" in found
    # Before the first front there is, that one is the nearest.
    early = replace(shifted(line, -2), as_of=date(2022, 9, 1))
    assert "from the front of 8 Jul 2024" in warning_text(early)


def test_a_tenth_of_a_line_may_lie_far_away(newest):
    """A straight line of 1,000 km beyond every front, added to one of 1,030."""
    line = along(newest).line
    for away_km, is_unusual in ((100, False), (130, True)):
        far = LineString([(24.0, 48.0), (24.0, 48.0 + away_km / 111.2)])
        both = replace(along(newest), line=MultiLineString([*line.geoms, far]))
        assert ("nearest known day" in warning_text(both)) == is_unusual


def test_closed_lines_are_unusual_and_counted(newest):
    rings = MultiLineString([part.exterior for part in newest.zone.geoms])
    found = warning_text(replace(newest, zone=None, line=rings))
    count = len(newest.zone.geoms)
    assert f"{count} of its lines, of {count}, are closed." in found
    assert "closed" not in warning_text(along(newest))


def test_the_outline_of_the_known_zone_is_known_as_one(newest):
    rings = MultiLineString([part.exterior for part in newest.zone.geoms])
    found = occupied_outline(replace(newest, zone=None, line=rings))
    assert found.km2 == pytest.approx(newest.area_km2, rel=0.01)
    assert found.occupied_percent == pytest.approx(100, abs=1)
    assert found.day == date(2026, 8, 22)


@pytest.mark.parametrize(("west", "is_outline"), [(33.2, True), (32.2, False)])
def test_an_outline_encloses_at_least_half_occupied_land(west, is_outline, monkeypatch):
    """The known zone lies east of 34°, the line from further west to 35°."""
    known = front_of(box(34, 47, 36, 48))
    monkeypatch.setattr("geo.update.warnings._nearest_in_time", lambda _front: known)
    line = line_front_of(LineString(box(west, 47, 35, 48).exterior))
    found = occupied_outline(line)
    assert (found is not None) == is_outline
    if found:
        # One degree of 1.8 is occupied.
        assert found.occupied_percent == pytest.approx(100 / 1.8, rel=1e-3)


def test_a_zone_or_an_open_line_is_no_outline(newest):
    assert occupied_outline(newest) is None
    assert occupied_outline(along(newest)) is None


def test_no_outline_is_known_where_the_known_front_is_a_line(monkeypatch):
    ring_ = line_front_of(LineString(box(36, 47, 37, 48).exterior))
    monkeypatch.setattr("geo.update.warnings._nearest_in_time", lambda _front: ring_)
    assert occupied_outline(ring_) is None
