"""The versions side by side: per deposit, clause by clause, by band."""

import pandas as pd
import pytest

from geo.assessment.compare import (
    BEARING,
    across,
    bands_of_scenarios,
    clause_table,
    diff_versions,
)
from geo.assessment.summary import headline
from geo.deal.apply import apply
from geo.deal.coverage import matched
from geo.errors import InputError
from geo.risk.band import classify
from geo.risk.presets import preset
from geo.schema import Coverage
from tests.deal.test_coverage import (
    BY_HAND,
    DRAFT_7_FEB,
    DRAFT_21_FEB,
    EU,
    FRAMEWORK,
    MARCH,
    NEW_LITHIUM,
    NO_SHARE,
    OFFER,
    RUSSIAN,
    SCENARIOS,
    SIGNED,
    TEN,
    VICTORY,
    frame,
)
from tests.shipped import assessed, deposits, measured


@pytest.fixture(scope="module")
def coverage():
    """What every text says of every shipped deposit."""
    return across(deposits(), measured()["control"])


# Across all texts -------------------------------------------------------------------


@pytest.mark.parametrize("scenario_id", SCENARIOS)
def test_it_is_what_each_text_says_alone(coverage, scenario_id):
    text, control = SCENARIOS[scenario_id], measured()["control"]
    alone = apply(text, deposits(), control)
    sentence = coverage.xs(scenario_id, level="scenario")
    pd.testing.assert_frame_equal(sentence[alone.columns], alone)
    named = [matched(text, each) for each in deposits()["commodities"]]
    assert sentence["matched"].tolist() == named


@pytest.mark.parametrize("deposit", TEN)
def test_the_ten_by_hand_in_one_row_each(deposit):
    given = {key: value for key, value in TEN[deposit].items() if key != "control"}
    one, side = frame(**given), TEN[deposit]["control"]
    sentence = across(one, pd.Series([side], index=["a"])).loc["a"]
    expected = {**NO_SHARE, **BY_HAND[deposit]}
    assert sentence["covered"].loc[list(expected)].to_dict() == expected


def test_the_arithmetic_stands_beside_the_effective_share(coverage):
    sentence = coverage.loc[("dobra-li", SIGNED)]
    assert sentence["effective_us_percent"] == 25
    assert sentence["arithmetic"] == (
        "50 % of new state receipts × 50 % fund interest = 25 %"
    )
    assert coverage.loc[("dobra-li", OFFER), "arithmetic"] == ""
    assert coverage.loc[("kruta-balka-li", DRAFT_21_FEB), "arithmetic"] == "not stated"


def test_land_once_freed_takes_its_own_rate():
    one = frame(**NEW_LITHIUM)
    free, occupied = (pd.Series([side], index=["a"]) for side in ("free", "occupied"))
    freed = across(one, free, before=occupied).loc["a"]
    assert freed.loc[DRAFT_21_FEB, "us_share_percent"] == 66
    assert freed.loc[DRAFT_21_FEB, "arithmetic"].endswith("= 66 %")
    assert freed.loc[SIGNED, "us_share_percent"] == 50
    # No report says what the offer would have taken there.
    assert pd.isna(freed.loc[DRAFT_7_FEB, "us_share_percent"])


def test_an_empty_frame():
    none = frame().iloc[:0]
    assert across(none, pd.Series([], dtype="str")).empty


# One deposit, two texts -------------------------------------------------------------


@pytest.mark.parametrize(
    ("deposit", "a", "b", "text"),
    [
        (
            "polokhivske-li",
            DRAFT_7_FEB,
            SIGNED,
            "“US draft 7 Feb 2025”: would be covered at once, for its permit was "
            "granted in 2017; what is licensed or at work already counts; “Signed 30 "
            "Apr 2025”: disputed between sources, for its permit was granted in 2017; "
            "sources differ on whether what was licensed before counts",
        ),
        (
            "skeliuvatske-fe",
            FRAMEWORK,
            SIGNED,
            "in neither; “Framework 25 Feb 2025”: the day its permit was granted was "
            "not "
            "found; what was licensed or at work before does not count; “Signed 30 "
            "Apr 2025”: the text speaks of the list of 57, not of iron ore",
        ),
        (
            "pokrovske-coal",
            RUSSIAN,
            EU,
            "in neither; “Russian offer 24 Feb 2025”: the text speaks of rare earths, "
            "not of coking coal, coal; “EU memorandum 2021”: the text takes no share "
            "of any deposit",
        ),
        (
            "pokrovske-coal",
            MARCH,
            VICTORY,
            "unclear in both; “US draft Mar 2025”: whether it is licensed is not "
            "known; “Victory Plan 2024”: whether the text means its mineral is not "
            "said",
        ),
        (
            "dobra-li",
            DRAFT_21_FEB,
            SIGNED,
            "“US draft 21 Feb 2025”: would be covered once licensed or at work; "
            "“Signed 30 Apr 2025”: covered once licensed; “US draft 21 Feb 2025”: US "
            "50 % of state revenue from minerals, oil, gas, ports and other "
            "infrastructure; “Signed 30 Apr 2025”: US 50 % of interest in the fund "
            "that takes 50 % of state receipts from new licences (in effect 25 %)",
        ),
        ("dobra-li", SIGNED, SIGNED, "covered once licensed by both"),
        (
            "pokrovske-coal",
            EU,
            EU,
            "in neither: the text takes no share of any deposit",
        ),
    ],
)
def test_what_changed_from_one_text_to_another(deposit, a, b, text):
    given = {key: value for key, value in TEN[deposit].items() if key != "control"}
    row = frame(**given).loc["a"]
    side = TEN[deposit]["control"]
    diff = diff_versions(row, SCENARIOS[a], SCENARIOS[b], control=side)
    assert diff.text == text
    assert (diff.a, diff.b) == (a, b)


# Clause by clause -------------------------------------------------------------------


def row_of(rows, kind):
    return next(row for row in rows if row.kind == kind)


def test_texts_stand_side_by_side():
    rows = clause_table([SCENARIOS[key] for key in (DRAFT_7_FEB, DRAFT_21_FEB, SIGNED)])
    guarantee = row_of(rows, "guarantee")
    assert [cell.clauses[0].value for cell in guarantee.cells] == ["none"] * 3
    assert not guarantee.differs
    minerals = row_of(rows, "minerals")
    assert [cell.differs for cell in minerals.cells] == [False, False, True]
    licence = row_of(rows, "licence")
    assert [len(cell.clauses) for cell in licence.cells] == [0, 0, 3]
    assert licence.differs


def test_a_text_beside_itself_does_not_differ():
    rows = clause_table([SCENARIOS[SIGNED], SCENARIOS[SIGNED]])
    assert rows
    assert not any(row.differs for row in rows)


def test_what_is_contested_shows_both_readings():
    rows = clause_table([SCENARIOS[MARCH], SCENARIOS[SIGNED]])
    (existing,) = row_of(rows, "operation").cells[0].clauses
    assert {reading.value for reading in existing.readings} == {"included", "excluded"}


@pytest.mark.parametrize("number", [0, 1, 5])
def test_two_to_four_texts(number):
    with pytest.raises(InputError, match=f"2 to 4 versions .* got {number}"):
        clause_table([SCENARIOS[SIGNED]] * number)


# By band ----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def by_band(coverage):
    """How the deposits of every text divide over the default bands."""
    edges_km = preset("default").edges_km
    band = classify(measured(), edges_km)["band"]
    return bands_of_scenarios(coverage, band, edges_km=edges_km)


@pytest.mark.parametrize("scenario_id", SCENARIOS)
def test_bands_add_up_to_the_headline(by_band, scenario_id):
    own = by_band[by_band["scenario"] == scenario_id]
    assert len(own) == 9 * len(BEARING)  # one band holds deposits at sea
    counts = headline(assessed(scenario_id))
    for one in BEARING:
        by_side = own[own["covered"] == one].groupby("band")["deposits"].sum()
        sides = counts.of(Coverage(one))
        assert by_side["occupied"] == sides.occupied
        assert by_side["contested"] == sides.contested
        assert by_side.sum() == sides.total


def test_a_side_that_is_unknown_has_its_own_band():
    one = frame(**NEW_LITHIUM)
    unknown = pd.Series(["unknown"], index=["a"])
    counts = bands_of_scenarios(across(one, unknown), unknown, edges_km=(10,))
    assert counts["band"].unique().tolist() == [
        "occupied",
        "contested",
        "0–10 km",
        ">10 km",
        "unknown",
    ]
    assert counts["deposits"].sum() == len(SCENARIOS) - (
        outside_count(across(one, unknown))
    )


def outside_count(coverage):
    return int((coverage["covered"] == "outside").sum())
