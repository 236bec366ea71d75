"""Joint draws: what is drawn has the spread and the likeness that it must have."""

from dataclasses import replace

import numpy as np
import pytest
from shapely.geometry import LineString, Point, box

from geo.assessment.ensemble import Errors, draw_signed_km, free, occupied, within
from geo.fronts.calibration import read_calibration
from geo.geodesy.ukraine import outline, polygons_of
from geo.risk.distance import measure_to_front
from tests.drawn_fronts import deposits_of, front_of, line_front_of

#: All of Ukraine east of 36° E: a front along a meridian. A degree is 111.2 km north.
EAST = polygons_of(outline() & box(36, 43, 42, 53))
NORTH_KM = 111.2

LINE, PLACES = Errors(places=False), Errors(line=False)
LENGTH_KM = read_calibration()["line"]["estimate"]["correlation_length_km"]


def shifts(places, front, *, errors=LINE, own_km=0.0, draws=4000, seed=1):
    """How far each place's signed distance is off, draw by draw."""
    deposits = deposits_of([Point(p) for p in places], location_uncertainty_km=own_km)
    measured = measure_to_front(deposits, front)
    drawn = draw_signed_km(
        deposits, measured, front, errors=errors, draws=draws, seed=seed
    )
    assert drawn.shape == (draws, len(places))
    return drawn - measured["signed_distance_km"].to_numpy()


def test_the_same_inputs_give_the_same_draws():
    front = front_of(EAST, uncertainty_km=2)
    one, same, other = (shifts([(35.5, 48.5)], front, seed=s) for s in (1, 1, 2))
    assert np.array_equal(one, same)
    assert not np.array_equal(one, other)


def test_what_is_not_drawn_stays_as_measured():
    still = Errors(line=False, places=False)
    front = front_of(EAST, uncertainty_km=2)
    assert not shifts([(35.5, 48.5)], front, errors=still, own_km=9).any()
    assert not shifts([(35.5, 48.5)], front, errors=LINE, own_km=9)[:, 0].std() > 1.2


@pytest.mark.parametrize("side_lon", [35.5, 36.5])
def test_a_published_line_is_normal_within_its_uncertainty(side_lon):
    shift = shifts([(side_lon, 48.5)], front_of(EAST, uncertainty_km=2))
    assert np.mean(np.abs(shift) <= 2) == pytest.approx(0.95, abs=0.015)
    assert shift.mean() == pytest.approx(0, abs=0.05)


@pytest.mark.parametrize("times", [1, 2])
def test_a_rebuilt_line_has_the_offsets_that_were_found(times):
    front = replace(front_of(EAST, uncertainty_km=times * 3.5), rebuilt=True)
    shift = -shifts([(36.3, 48.5)], front)
    found = read_calibration()["line"]["estimate"]["percentiles_km"]
    for percent in ("5", "25", "50", "75", "95"):
        drawn_km = np.percentile(shift, float(percent))
        assert drawn_km == pytest.approx(times * found[percent], abs=0.25 * times)


@pytest.mark.parametrize("separation_km", [0.0, LENGTH_KM, 3 * LENGTH_KM, 200.0])
def test_errors_are_alike_by_the_way_along_the_line(separation_km):
    """One free, one occupied: a line that moves out is nearer to one, farther on."""
    places = [(35.5, 47.5), (36.5, 47.5 + separation_km / NORTH_KM)]
    one, other = shifts(places, front_of(EAST, uncertainty_km=2)).T
    alike = np.corrcoef(one, other)[0, 1]
    assert alike == pytest.approx(np.exp(-separation_km / LENGTH_KM), abs=0.05)


def test_a_place_lies_anywhere_in_its_disc():
    """Of a disc, the mean square across any line is a quarter of the radius squared."""
    shift = shifts(
        [(35.5, 48.5), (30.0, 50.0)], front_of(EAST), errors=PLACES, own_km=8
    )
    assert np.abs(shift).max() <= 8
    assert (shift**2).mean(axis=0) == pytest.approx([16, 16], abs=1)
    assert np.corrcoef(*shift.T)[0, 1] == pytest.approx(0, abs=0.05)


def test_a_coast_does_not_move():
    """From Odesa the nearest occupied ground is Crimea's shore."""
    crimea = polygons_of(outline() & box(32.4, 44, 36.7, 46.05))
    front = front_of(crimea, uncertainty_km=2)
    assert not shifts([(30.75, 46.45)], front).any()


def test_where_the_zone_ends_at_the_russian_border_it_moves():
    """From Sumy the nearest occupied ground is the zone's corner on the border."""
    shift = shifts([(34.8, 50.9)], front_of(EAST, uncertainty_km=2))
    assert np.mean(np.abs(shift) <= 2) == pytest.approx(0.95, abs=0.015)


def test_a_rebuilt_front_may_miss_a_foothold_near_sumy():
    front = replace(front_of(EAST, uncertainty_km=3.5), rebuilt=True)
    shift = shifts([(34.8, 50.9), (35.0, 47.5)], front)
    near_km = measure_to_front(deposits_of([Point(34.8, 50.9)]), front)
    farthest_km = near_km["uncertainty_km"].item()
    assert -farthest_km - 1 < shift[:, 0].min() < -20
    # On two thirds of the days there was one; elsewhere only the line moves.
    assert 0.2 < np.mean(shift[:, 0] < -10) < 0.7
    assert np.abs(shift[:, 1]).max() < 8


def test_a_front_with_a_line_only_counts_none():
    front = line_front_of(LineString([(36, 47), (36, 49)]), uncertainty_km=2)
    deposits = deposits_of([Point(35.9, 48.0)])
    measured = measure_to_front(deposits, front)
    drawn = draw_signed_km(deposits, measured, front)
    assert not occupied(drawn, measured).any()
    assert not within(drawn, 1000).any()


def test_where_everything_is_occupied_all_are_on_every_draw():
    front = front_of(outline(), uncertainty_km=2)
    deposits = deposits_of([Point(30.5, 50.4), Point(36.0, 48.0)])
    measured = measure_to_front(deposits, front)
    drawn = draw_signed_km(deposits, measured, front)
    assert occupied(drawn, measured).all()
    assert not free(drawn, measured).any()


def test_a_deposit_at_sea_is_on_neither_side():
    deposits = deposits_of([Point(31.5, 45.6)])
    measured = measure_to_front(deposits, front_of(EAST))
    drawn = draw_signed_km(deposits, measured, front_of(EAST))
    assert not (occupied(drawn, measured) | free(drawn, measured)).any()


@pytest.mark.parametrize(
    ("signed_km", "is_within"), [(-0.1, False), (0, True), (30, True), (30.1, False)]
)
def test_within_has_both_its_ends(signed_km, is_within):
    assert within(np.array([[signed_km]]), 30).item() == is_within


@pytest.mark.parametrize("count", ["occupied", "within_30_km"])
def test_ranges_hold_the_published_count_on_most_days(count):
    rows = [row for row in read_calibration()["counts"] if row["count"] == count]
    held = [row["low"] <= row["published"] <= row["high"] for row in rows]
    assert len(held) == len(read_calibration()["published"])
    assert np.mean(held) >= 0.85
    assert all(row["high"] - row["low"] <= 5 for row in rows)
