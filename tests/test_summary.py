"""Counts by hand over a table of six deposits."""

import pandas as pd
import pytest

from geo.summary import count_by_band, headline


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


def test_count_by_band_runs_outwards_and_adds_up(assessed):
    table = count_by_band(assessed, by="group")
    bands = ["occupied", "contested", "20–30 km", "30–50 km", ">100 km"]
    assert list(table.columns) == [*bands, "total"]
    assert table.loc["coal"].tolist() == [2, 1, 0, 0, 0, 3]
    assert table["total"].sum() == len(assessed)


def test_unknown_band_comes_last(assessed):
    unknown = assessed.assign(band=["unknown", *assessed["band"][1:]])
    assert count_by_band(unknown, by="group").columns[-2] == "unknown"
