"""The matrix: counts by hand, sure and unsure separately, and the totals."""

import json
import math

import pandas as pd
import pytest

from geo.assessment.matrix import TOTAL, Amount, Cell, matrix
from geo.assessment.ranges import ensemble_on
from geo.assessment.summary import headline
from geo.deal.load import read_scenarios
from geo.risk.presets import preset
from geo.schema import Coverage
from tests.assessment.test_ranges import ensemble, reading
from tests.shipped import assessed, latest

EDGES = (10.0, 30.0)
NAMES = [
    "id",
    "primary_commodity",
    "commodity_group",
    "band",
    "covered",
    "resource_quantity",
    "resource_unit",
    "resource_of",
    "resource_category",
]
NONE = (math.nan, "", "", "")


@pytest.fixture
def six():
    """Seven deposits of an assessment, drawn up by hand."""
    rows = [
        ("a", "lithium", "rare", "occupied", "in_force", 5.0, "Mt", "ore", "C1"),
        ("b", "lithium", "rare", "10–30 km", "prospective", 2.0, "Mt", "ore", "C1"),
        ("c", "lithium", "rare", "10–30 km", "unclear", 9.0, "Mt", "ore", "C1"),
        ("d", "gold", "precious", "contested", "prospective", *NONE),
        ("e", "coal", "coal", ">30 km", "outside", 9.0, "Mt", "ore", "C1"),
        ("f", "lithium", "rare", ">30 km", "prospective", 3.0, "Mt", "LCE", "C1"),
        ("g", "gold", "precious", ">30 km", "disputed", 4.0, "Mt", "ore", "C1"),
    ]
    frame = pd.DataFrame(rows, columns=NAMES).set_index("id")
    return frame.assign(scenario="tiny", front_as_of="2026-08-22")


def test_rows_and_columns(six):
    table = matrix(six, edges_km=EDGES)
    assert table.rows == ("lithium", "gold", TOTAL)
    assert table.columns == (
        "occupied",
        "contested",
        "0–10 km",
        "10–30 km",
        ">30 km",
        TOTAL,
    )
    assert (table.scenario, table.front_as_of) == ("tiny", "2026-08-22")
    by_group = matrix(six, edges_km=EDGES, by="commodity_group")
    assert by_group.rows == ("rare", "precious", TOTAL)


def test_counts(six):
    table = matrix(six, edges_km=EDGES)
    assert table.counts().to_numpy().tolist() == [
        [1, 0, 0, 1, 1, 3],
        [0, 1, 0, 0, 0, 1],
        [1, 1, 0, 1, 1, 4],
    ]
    assert table.counts("unclear").loc[TOTAL].tolist() == [0, 0, 0, 1, 0, 1]
    assert table.counts("prospective").loc["lithium"].tolist() == [0, 0, 0, 1, 1, 2]
    assert table.counts("disputed").loc[TOTAL].tolist() == [0, 0, 0, 0, 1, 1]


def test_a_cell_holds_ids_by_class(six):
    table = matrix(six, edges_km=EDGES)
    cell = table.cell("lithium", "10–30 km")
    assert (cell.in_force, cell.prospective, cell.disputed) == ((), ("b",), ())
    assert (cell.covered, cell.unclear) == (("b",), ("c",))
    assert table.cell().covered == ("a", "b", "d", "f")
    assert table.cell("gold").disputed == ("g",)


def test_amounts_of_one_form_and_class_are_added_and_no_others(six):
    cell = matrix(six, edges_km=EDGES).cell("lithium")
    assert cell.amounts == (
        Amount("lithium", 3.0, "Mt", "LCE", "C1", ("f",)),
        Amount("lithium", 7.0, "Mt", "ore", "C1", ("a", "b")),
    )
    assert cell.without_amount == ()
    assert matrix(six, edges_km=EDGES).cell().without_amount == ("d",)


@pytest.mark.parametrize(
    "category", ["", "class not given", 'class not given, "about"']
)
def test_amounts_of_no_known_class_stand_alone(six, category):
    unknown = six.assign(resource_category=category)
    amounts = matrix(unknown, edges_km=EDGES).cell("lithium").amounts
    assert [one.deposits for one in amounts] == [("f",), ("a",), ("b",)]


def test_ore_of_one_mineral_is_not_added_to_that_of_another(six):
    gold = six.assign(primary_commodity=["lithium", "gold", *["lithium"] * 5])
    amounts = matrix(gold, edges_km=EDGES, by="commodity_group").cell("rare").amounts
    assert [(one.commodity, one.quantity) for one in amounts] == [
        ("gold", 2.0),
        ("lithium", 3.0),
        ("lithium", 5.0),
    ]


def test_an_empty_cell_and_an_empty_table(six):
    table = matrix(six, edges_km=EDGES)
    assert table.cell("gold", "occupied") == Cell()
    empty = matrix(six.iloc[:0], edges_km=EDGES)
    assert empty.rows == (TOTAL,)
    assert empty.counts().to_numpy().sum() == 0


def test_a_side_that_is_unknown_has_its_own_column(six):
    table = matrix(six.assign(band="unknown"), edges_km=EDGES)
    assert table.columns[-2:] == ("unknown", TOTAL)
    assert table.counts().loc[TOTAL, "unknown"] == 4


def test_it_is_plain_data(six):
    found = json.loads(
        json.dumps(matrix(six, edges_km=EDGES).as_json(), allow_nan=False)
    )
    first = found["rows"][0]["cells"]["10–30 km"]
    assert (first["prospective"], first["unclear"]) == (["b"], ["c"])


@pytest.mark.parametrize("by", ["primary_commodity", "commodity_group"])
@pytest.mark.parametrize("scenario_id", read_scenarios())
def test_cells_add_up_to_the_totals_and_to_the_headline(scenario_id, by):
    rows = assessed(scenario_id)
    table = matrix(rows, edges_km=preset("default").edges_km, by=by)
    for part in ("covered", "in_force", "prospective", "disputed", "unclear"):
        counts = table.counts(part)
        inner = counts.drop(TOTAL).drop(columns=TOTAL)
        assert (inner.sum() == counts.loc[TOTAL].drop(TOTAL)).all()
        assert (inner.sum(axis="columns") == counts[TOTAL].drop(TOTAL)).all()
        assert inner.to_numpy().sum() == counts.loc[TOTAL, TOTAL]
    bands = [column for column in table.columns if column.endswith("km")]
    for one in Coverage:
        if one is not Coverage.OUTSIDE:
            found, total = headline(rows).of(one), table.counts(one.value).loc[TOTAL]
            assert total[TOTAL] == found.total
            assert total["occupied"] == found.occupied
            assert total["contested"] == found.contested
            assert total[bands].sum() == found.free


@pytest.mark.parametrize("scenario_id", read_scenarios())
def test_a_covered_deposit_has_an_amount_or_counts_without(scenario_id):
    cell = matrix(assessed(scenario_id), edges_km=preset("default").edges_km).cell()
    with_amount = [key for amount in cell.amounts for key in amount.deposits]
    assert sorted(with_amount + list(cell.without_amount)) == sorted(cell.covered)


def test_each_cell_has_its_own_range(six):
    """Draw on draw: c falls either way, d is occupied on one of two."""
    km = [-5, 20, 20, -1, 40, 40, 40], [-5, 20, 20, 5, 40, 40, 40]
    drawn = ensemble(km, *map(reading, ("nl?lolo", "nl?loll")))
    ranges = matrix(six, edges_km=EDGES, ensemble=drawn).ranges
    assert ranges["lithium", "10–30 km"] == (1, 2)
    assert ranges["lithium", TOTAL] == (3, 4)
    assert ranges["gold", "occupied"] == (0, 1)
    assert ranges["gold", "0–10 km"] == (0, 1)
    assert ranges["gold", TOTAL] == (1, 2)
    assert ranges[TOTAL, TOTAL] == (4, 6)
    assert ("gold", "contested") not in ranges
    found = matrix(six, edges_km=EDGES, ensemble=drawn).as_json()["rows"]
    gold = next(row for row in found if row["primary_commodity"] == "gold")
    assert gold["cells"]["occupied"]["range_90_percent"] == {"low": 0, "high": 1}


def test_ranges_of_the_shipped_matrix_hold_what_is_sure():
    rows, text = assessed("signed_2025_04_30"), read_scenarios()["signed_2025_04_30"]
    table = matrix(
        rows,
        edges_km=preset("default").edges_km,
        ensemble=ensemble_on(rows, latest(), text),
    )
    assert table.ranges[TOTAL, TOTAL].low == len(table.cell().covered)
    for row in table.rows:
        total = table.ranges[row, TOTAL]
        assert total.low >= len(table.cell(row).covered)
        assert table.ranges[row, "occupied"].high <= total.high
