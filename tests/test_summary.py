"""Counts by hand over a table of six deposits."""

import pandas as pd
import pytest

from geo.summary import headline


@pytest.fixture
def assessed():
    rows = [
        ("coal", "occupied", 50.0, "occupied", "no", "no"),
        ("coal", "contested", 3.0, "contested", "yes", "unclear"),
        ("gold", "free", 30.0, "20–30 km", "yes", "yes"),
        ("gold", "free", 30.1, "30–50 km", "unclear", "unclear"),
        ("gold", "free", 400.0, ">100 km", "no", "no"),
        ("coal", "occupied", 9.0, "occupied", "yes", "no"),
    ]
    names = ["group", "control", "distance_km", "band", "covered", "in_reach"]
    return pd.DataFrame(rows, columns=names)


def test_headline(assessed):
    told = headline(assessed)
    assert (told.total, told.occupied, told.contested, told.near) == (6, 2, 1, 1)
    assert (told.covered, told.covered_in_reach) == (3, 1)
    assert (told.covered_contested, told.covered_occupied, told.unclear) == (1, 1, 1)
    assert headline(assessed, near_km=31).near == 2


def test_covered_splits_without_a_rest(assessed):
    told = headline(assessed)
    parts = told.covered_in_reach + told.covered_contested + told.covered_occupied
    assert parts == told.covered
