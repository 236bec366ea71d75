"""Which lines of a file are closed, and the land within; answers known by eye."""

import numpy as np
import pytest
import shapely
from shapely.geometry import LineString, MultiLineString, box

from geo.errors import SchemaError
from geo.ingest.lines import closed, enclosed, whole_lines


def ring(lon, lat, size=1.0):
    return LineString(box(lon, lat, lon + size, lat + size).exterior)


def within(*lines):
    return shapely.union_all(enclosed(MultiLineString(lines), name="x"))


@pytest.mark.parametrize(
    ("gap_km", "is_closed"), [(0.0, True), (0.9, True), (1.1, False), (20.0, False)]
)
def test_ends_up_to_a_kilometre_from_another_are_one(gap_km, is_closed):
    """A degree of latitude has 111.2 km at 48°."""
    gap_deg = gap_km / 111.2
    line = LineString([(36, 48), (37, 48), (37, 49), (36, 49), (36, 48 + gap_deg)])
    assert closed(np.array([line])).tolist() == [is_closed]


def test_a_line_shorter_than_its_gap_allows_is_not_closed():
    short = LineString([(36, 48), (36.004, 48), (36.004, 48.002), (36, 48.002)])
    assert closed(np.array([short])).tolist() == [False]


def test_pieces_that_meet_at_their_ends_are_one_line():
    halves = MultiLineString([[(36, 47), (37, 47), (37, 48)], [(37, 48), (36, 47)]])
    assert closed(whole_lines(halves)).tolist() == [True]


def test_lines_enclose_what_is_drawn():
    assert within(ring(36, 47)).equals(box(36, 47, 37, 48))
    assert within(ring(36, 47), ring(38, 47)).area == pytest.approx(2)


def test_a_line_within_a_line_bounds_a_hole():
    whole = within(ring(36, 47, size=2), ring(36.5, 47.5, size=0.5))
    assert whole.equals(box(36, 47, 38, 49) - box(36.5, 47.5, 37, 48))


def test_a_figure_of_eight_encloses_two_areas():
    eight = LineString([(36, 47), (37, 48), (37, 47), (36, 48), (36, 47)])
    assert within(eight).area == pytest.approx(0.5)


def test_an_open_end_within_a_kilometre_is_closed_straight():
    line = LineString([(36, 47), (37, 47), (37, 48), (36, 48), (36, 47.005)])
    assert within(line).equals(box(36, 47, 37, 48))


def test_open_lines_enclose_nothing_and_are_counted():
    with pytest.raises(SchemaError, match="1 of its lines, of 2, is not closed"):
        within(ring(36, 47), LineString([(38, 47), (39, 48)]))


def test_there_and_straight_back_encloses_nothing():
    with pytest.raises(SchemaError, match="they enclose nothing"):
        within(LineString([(36, 47), (37, 47), (36, 47)]))


def test_closed_lines_that_cross_too_often_are_refused(monkeypatch):
    monkeypatch.setattr("geo.ingest.repair.MAX_CROSSINGS", 3)
    turn = np.linspace(0, 20 * np.pi, 400)
    radius = 0.5 + 0.2 * np.sin(4.3 * turn)
    star = np.column_stack([36 + radius * np.cos(turn), 48 + radius * np.sin(turn)])
    monkeypatch.setattr("geo.ingest.repair._NEAR_PER_CROSSING", 0.01)
    with pytest.raises(SchemaError, match="expected borders, but these cross"):
        within(LineString([*star, star[0]]))
