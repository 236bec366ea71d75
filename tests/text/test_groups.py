"""Counts by group: each with its own joint range, by hand and on the shipped data."""

import json

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner

from geo.assessment.ranges import ensemble_on
from geo.cli.main import main
from geo.deal.load import default_scenario
from geo.risk.presets import preset
from geo.schema import Licence
from geo.text.groups import ATTRIBUTES, group_counts, group_texts
from tests.assessment.test_ranges import ensemble, reading
from tests.shipped import assessed, latest

TEXT = default_scenario()
ROWS = assessed(TEXT.id)
EDGES = preset("default").edges_km


@pytest.fixture
def four():
    """Two of one oblast beside the line, one each side of it, and two far ones."""
    return pd.DataFrame(
        {
            "oblast": ["A", "A", "B", "B"],
            "band": ["contested", "contested", "occupied", "0–10 km"],
            "control": ["contested", "contested", "occupied", "free"],
            "covered": ["prospective", "unclear", "outside", "in_force"],
            "rests_on": "sourced",
            "distance_km": [1.0, 1.0, 9.0, 9.0],
            "at_sea": False,
            "licences": [
                (Licence("held", site="x", holder="H"), Licence("sold", site="y")),
                (Licence("held", holder="H"),),
                (),
                (),
            ],
        },
        index=list("abcd"),
    )


def drawn():
    """The first two are always on different sides."""
    one = np.where(np.arange(100) % 2 == 0, -1.0, 1.0)
    still = np.ones(100)
    km = np.column_stack([one, -one, -9 * still, 9 * still])
    return ensemble(km, reading("l?on"), as_it_is=reading("l?on"))


def row(table, by, value):
    return table.set_index(by).loc[value]


def test_a_group_has_its_joint_range(four):
    found = row(
        group_counts(four, "oblast", edges_km=[10], ensemble=drawn()), "oblast", "A"
    )
    assert found["deposits"] == 2
    assert (found["occupied"], found["contested"]) == (0, 2)
    assert (found["occupied_low"], found["occupied_high"]) == (1, 1)
    assert (found["near_low"], found["near_high"]) == (1, 1)
    assert (found["in_reach_low"], found["in_reach_high"]) == (0, 1)


def test_how_many_a_band_holds_differs_from_draw_to_draw(four):
    table = group_counts(four, "band", edges_km=[10], ensemble=drawn())
    near = row(table, "band", "0–10 km")
    assert (near["deposits"], near["deposits_low"], near["deposits_high"]) == (1, 2, 2)
    assert row(table, "band", "contested")[["deposits_low", "near_high"]].isna().all()
    assert row(table, "band", "occupied")["near_high"] == 0


def test_a_deposit_of_two_sites_stands_in_two_groups(four):
    table = group_counts(four, "holder", edges_km=[10])
    assert dict(zip(table["holder"], table["deposits"], strict=True)) == {"": 3, "H": 2}
    assert not [name for name in table if name.endswith("_low")]


def test_groups_in_words_have_ranges_in_brackets(four):
    table = group_counts(four, "band", edges_km=[10], ensemble=drawn())
    texts = group_texts(table, "band", TEXT).set_index("band")
    assert texts.loc["0–10 km", "deposits"] == "1 (2)"
    assert texts.loc["too near to tell", "deposits"] == "2"
    assert texts.loc["too near to tell"].iloc[-1] == "–"


@pytest.mark.parametrize("by", sorted(ATTRIBUTES))
def test_groups_of_the_shipped_data_hold_every_deposit(by):
    table = group_counts(
        ROWS, by, edges_km=EDGES, ensemble=ensemble_on(ROWS, latest(), TEXT)
    )
    assert table["deposits"].sum() >= len(ROWS)
    assert table["deposits"].is_monotonic_decreasing
    found = table.dropna()
    assert (found["occupied_low"] <= found["occupied_high"]).all()
    assert (found["in_reach_high"] <= found["deposits_high"]).all()
    if by != "band":
        assert (table["deposits_low"] == table["deposits"]).all()
        assert (table["occupied"] <= table["occupied_low"]).all()


def run(*words):
    return CliRunner().invoke(main, ["assess", "--group-by", *map(str, words)])


def test_assess_groups_as_a_table_json_and_file(tmp_path, monkeypatch):
    monkeypatch.setenv("FRONTLODE_STORE", str(tmp_path / "store"))
    shown = run("oblast")
    assert shown.exit_code == 0, shown.output
    assert "In brackets: the count in 90 of 100 draws" in shown.stdout
    found = json.loads(run("oblast", "--json").stdout)
    assert found["group_by"] == "oblast"
    assert sum(one["deposits"] for one in found["groups"]) == len(ROWS)
    path = tmp_path / "oblasts.csv"
    assert run("oblast", "-o", path).exit_code == 0
    table = pd.read_csv(path)
    assert table["occupied_low"].tolist() == [
        g["occupied_low"] for g in found["groups"]
    ]
    assert run("oblast", "-o", tmp_path / "x.geojson").exit_code == 2
    wrong = run("colour")
    assert wrong.exit_code == 2
    assert "Expected one of holder, oblast" in wrong.stderr
