"""Estimates of others beside our own count: what is counted, and the sentences."""

import datetime as dt

import pandas as pd
import pytest

from geo.assessment.estimates import (
    Agreement,
    compared,
    comparison_text,
    of_commodities,
)
from geo.deal.lists import read_estimates
from geo.deal.scenario import Figure, Finding, OwnCount
from geo.risk.distance import measure
from geo.views.terms_since import SECTIONS
from tests.deal.test_ground import EAST
from tests.drawn_fronts import front_of
from tests.shipped import deposits, front_on

FRONT = front_of(EAST)
SHIPPED = [
    (finding, own)
    for section in read_estimates().values()
    for finding in section
    for own in finding.compare
]


def rows(*sides, km=0.0):
    """Deposits of lithium on these sides of the line, with their distances."""
    index = [f"d{i}" for i in range(len(sides))]
    frame = pd.DataFrame(
        {
            "name": "Lode",
            "commodities": [("lithium", "gold")] * len(sides),
            "commodity_group": "rare and minor metals",
        },
        index=index,
    )
    measured = pd.DataFrame(
        {
            "control": sides,
            "distance_km": km,
            "uncertainty_km": 10.0,
            "border_distance_km": 300.0,
        },
        index=index,
    )
    return frame, measured


def beside(value, *sides, unit="", total=None, within=0.0):
    """An estimate of this value beside our count of these deposits."""
    figures = (Figure(value, ("S",), id="n", unit=unit),)
    if total is not None:
        figures += (Figure(total, ("S",), id="all"),)
    own = OwnCount(
        dt.date(2025, 5, 1),
        {"en": "lithium deposits on occupied land"},
        "n",
        "all" if total is not None else "",
        within=within,
    )
    finding = Finding("f", {"en": "CSIS"}, date="2025-05-02", figures=figures)
    found = compared(finding, own, *rows(*sides), FRONT)
    return found, comparison_text(finding, own, found)


O, C, F, U = "occupied", "contested", "free", "unknown"  # noqa: E741


def test_a_count_that_agrees():
    found, text = beside(1, O, F, F, total=3)
    assert (found.low, found.high, found.agreement) == (1, 1, Agreement.AGREES)
    assert text == (
        "CSIS, 2025-05-02, lithium deposits on occupied land: 1 of 3; Frontlode: 1 of "
        "3 in our sample occupied on the front of 1 Jan 2026; the two agree"
    )


def test_a_count_that_agrees_only_if_the_unsure_are_occupied():
    found, text = beside(2, O, C, F, F, total=4)
    assert (found.low, found.high, found.agreement) == (1, 2, Agreement.OPEN)
    assert text.endswith(
        "1 of 4 in our sample occupied on the front of 1 Jan 2026, 1 more too near to "
        "the line to tell; the two agree only if some of those too near to tell are "
        "occupied"
    )


@pytest.mark.parametrize(
    ("value", "remark"), [(0, "ours is higher by 1"), (5, "ours is lower by 3")]
)
def test_a_count_that_differs_says_by_how_much(value, remark):
    found, text = beside(value, O, C, F, F)
    assert found.agreement is Agreement.DIFFERS
    assert text.endswith(f"; {remark}")


def test_lists_of_another_length_are_stated():
    found, _text = beside(1, O, F, total=4)
    assert found.remark == "the two agree; they count 4 in all, our sample holds 2"


def test_an_unknown_side_may_be_occupied():
    found, text = beside(2, O, U)
    assert (found.low, found.high) == (1, 2)
    assert "of 1 more the side is unknown" in text


@pytest.mark.parametrize(
    ("value", "within", "agreement", "remark"),
    [
        (25, 0, Agreement.AGREES, "the two agree"),
        (30, 5, Agreement.AGREES, "the two agree to within 5 percentage points"),
        (40, 5, Agreement.DIFFERS, "ours is lower by 15 percentage points"),
        (20, 0, Agreement.DIFFERS, "ours is higher by 5 percentage points"),
    ],
)
def test_percent_is_of_the_number_of_deposits(value, within, agreement, remark):
    found, text = beside(value, O, F, F, F, unit="%", within=within)
    assert (found.low, found.high) == (25, 25)
    assert found.agreement is agreement
    assert ": 25 % by number of deposits; " in text
    assert found.remark == remark


def test_percent_of_an_unsure_count_is_a_range():
    _report, text = beside(30, O, C, F, F, unit="%")
    assert ": 25–50 % by number of deposits; " in text


@pytest.mark.parametrize(
    ("value", "agreement", "remark"),
    [
        (200, Agreement.AGREES, "the two agree"),
        (210, Agreement.AGREES, "the two agree"),
        (211, Agreement.DIFFERS, "the two differ by 11 km, more than ours may be off"),
        (170, Agreement.DIFFERS, "the two differ by 30 km, more than ours may be off"),
    ],
)
def test_a_distance_agrees_within_its_uncertainty(value, agreement, remark):
    figure = Figure(value, ("S",), id="n", unit="km")
    finding = Finding("f", {"en": "Reuters"}, figures=(figure,))
    own = OwnCount(
        dt.date(2025, 5, 1), {"en": "from it to the front"}, "n", deposit="d0"
    )
    found = compared(finding, own, *rows(F, km=200.0), FRONT)
    assert (found.low, found.high, found.agreement) == (190, 210, agreement)
    assert comparison_text(finding, own, found) == (
        f"Reuters, from it to the front: {value} km; Frontlode: Lode lies 200 ± 10 km "
        f"from the front of 1 Jan 2026, and 300 km from Russia or Belarus; {remark}"
    )


def test_commodities_groups_and_all():
    frame, _measured = rows(F, F, F)
    frame.loc["d1", "commodity_group"] = "coal"
    frame["commodities"] = [("lithium",), ("lithium", "gold"), ("gold",)]
    assert of_commodities(frame, ["lithium"]).tolist() == [True, True, False]
    assert of_commodities(frame, groups=["coal"]).tolist() == [False, True, False]
    assert of_commodities(frame).all()


@pytest.mark.parametrize(("finding", "own"), SHIPPED)
def test_every_shipped_comparison_can_be_made(finding, own):
    front = front_on(own.on)
    assert 0 <= (own.on - front.as_of).days <= 31
    found = compared(finding, own, deposits(), measure(deposits(), front), front)
    assert found.low <= found.high
    assert own.what["en"] != own.what["uk"]
    known = set(deposits()["commodity_group"])
    assert set(own.groups) <= known
    assert {c for row in deposits()["commodities"] for c in row} >= set(own.commodities)
    # A shipped comparison is one of our whole sample or of a part that has deposits.
    assert of_commodities(deposits(), own.commodities, own.groups).any()


def test_csis_and_reuters_as_counted_by_hand():
    # Of the four lithium deposits Kruta Balka was occupied, Shevchenkivske within the
    # uncertainty of the line, Polokhivske and Dobra far from it.
    found = {
        (finding.id, own.figure): compared(
            finding, own, deposits(), measure(deposits(), front), front
        )
        for finding, own in SHIPPED
        for front in [front_on(own.on)]
    }
    csis = found["csis", "occupied"]
    assert (csis.value, csis.low, csis.high) == (2, 1, 2)
    polokhivske = found["reuters", "polokhivske_to_front"]
    assert polokhivske.agreement is Agreement.DIFFERS
    assert "213 ± 16 km" in polokhivske.ours


def test_every_section_of_the_file_is_shown():
    assert set(read_estimates()) == set(SECTIONS)
