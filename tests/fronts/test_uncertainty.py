"""How far a distance to a rebuilt front may be off, by place."""

from dataclasses import replace

import numpy as np
import pytest
import shapely
from shapely.geometry import MultiPolygon, Point, box

from geo.fronts.uncertainty import (
    RebuiltUncertainty,
    foothold_edges,
    front_uncertainty_km,
    rebuilt_uncertainty,
)
from geo.geodesy.ukraine import border_with_russia, outline, polygons_of, threat_border
from geo.risk.band import classify
from geo.risk.distance import measure, measure_to_front
from tests import oracle
from tests.drawn_fronts import deposits_of, front_of, line_front_of

EDGES_KM = (10, 20, 30, 50, 100)

#: All of Ukraine east of 36° E; 36° meets the Russian border north of Kharkiv.
EAST = polygons_of(outline() & box(36, 43, 42, 53))


def rebuilt(zone=EAST, *, uncertainty_km=3.5):
    return replace(front_of(zone, uncertainty_km=uncertainty_km), rebuilt=True)


def front_km(place, front):
    measured = measure_to_front(deposits_of([Point(place)]), front)
    return measured["uncertainty_km"].item()


def test_the_shipped_numbers_are_read():
    assert rebuilt_uncertainty() == RebuiltUncertainty(
        line_km=3.5, deep_from_km=20, deep_km=4.5, foothold_reach_km=90
    )


@pytest.mark.parametrize(
    ("signed_km", "published_km", "rebuilt_km"),
    [(40, 3.5, 3.5), (-20, 3.5, 3.5), (-20.1, 3.5, 4.5), (np.nan, 3.5, 3.5)],
)
def test_uncertainty_by_depth(signed_km, published_km, rebuilt_km):
    for front, km in [
        (replace(rebuilt(), rebuilt=False), published_km),
        (rebuilt(), rebuilt_km),
    ]:
        nowhere = np.array([np.nan])
        assert front_uncertainty_km(front, np.array([signed_km]), nowhere) == km


def test_a_distance_may_be_as_short_as_to_the_border():
    signed_km, foothold_km = np.array([150.0, 150.0]), np.array([90.0, 149.0])
    found = front_uncertainty_km(rebuilt(), signed_km, foothold_km)
    assert found.tolist() == [60.0, 3.5]


def test_the_wider_of_what_the_file_says_and_the_depth_holds():
    wide = rebuilt(uncertainty_km=6)
    nowhere = np.array([np.nan])
    assert front_uncertainty_km(wide, np.array([-50.0]), nowhere) == 6


def test_footholds_are_sought_along_the_border_near_the_zone():
    edges = foothold_edges(rebuilt())
    # 36° E, 50.3° N: from there westwards 90 km of border, all of it Russia's.
    west = edges.start[edges.start[:, 0] < 36]
    assert len(west)
    away_km = [oracle.distance_km(*place, EAST.boundary) for place in west]
    assert 80 < max(away_km) < 95
    # East of it lies occupied land: the border there hides no other.
    assert edges.start[:, 0].max() < 36
    for place in west[::7]:
        assert shapely.distance(border_with_russia(), Point(place)) < 1e-9


@pytest.mark.parametrize(
    "front",
    [
        front_of(EAST),
        replace(line_front_of(EAST.boundary.geoms[0]), rebuilt=True),
        replace(front_of(MultiPolygon()), rebuilt=True),
    ],
    ids=["published", "a line only", "nothing occupied"],
)
def test_no_footholds_are_sought(front):
    assert not len(foothold_edges(front).start)
    assert front_km((30.5, 50.4), front) == front.uncertainty_km


def test_a_places_interval_ends_at_the_border():
    """Sumy lies nearer to Russia than to a front along 36° E."""
    sumy, front = (34.8, 50.9), rebuilt()
    measured = measure(deposits_of([Point(sumy)]), front)
    to_zone_km = oracle.distance_km(*sumy, EAST)
    to_border_km = min(
        oracle.distance_km(*sumy, shapely.LineString([edge, edge + step]))
        for edge, step in zip(*pieces_of(front), strict=True)
    )
    assert to_border_km < to_zone_km - 30
    assert measured["distance_km"].item() == pytest.approx(to_zone_km, abs=0.01)
    nearest_km = (measured["distance_km"] - measured["uncertainty_km"]).item()
    assert nearest_km == pytest.approx(to_border_km, abs=0.01)
    assert measured["control"].item() == "free"


def pieces_of(front):
    edges = foothold_edges(front)
    long = edges.step.any(axis=1)
    return edges.start[long], edges.step[long]


def test_a_published_front_has_one_number_everywhere():
    for place in [(34.8, 50.9), (30.5, 50.4), (39.0, 48.0)]:
        assert front_km(place, front_of(EAST, uncertainty_km=2)) == 2


def test_the_border_is_as_sure_as_the_place_and_two_outlines():
    place = deposits_of([Point(34.0, 51.0)], location_uncertainty_km=4)
    measured = measure(place, rebuilt())
    assert measured["border_uncertainty_km"].item() == 6
    border_km = oracle.distance_km(34.0, 51.0, threat_border())
    assert 30 < border_km < 50
    bands = classify(measured, EDGES_KM, threat_edge="zone+border")
    assert bands["band"].item() == "30–50 km"
    far = classify(
        measured.assign(border_uncertainty_km=25.0),
        EDGES_KM,
        threat_edge="zone+border",
    )
    assert far["band_farthest"].item() == "50–100 km"
    assert far["band_nearest"].item() != "30–50 km"
