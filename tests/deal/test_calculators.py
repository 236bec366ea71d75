"""The calculators: the checks of the facts, hand-computed years, and laws."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.deal.calculators import (
    MOST_YEARS,
    Input,
    cap_case,
    dobra_case,
    effective_case,
    waterfall,
    waterfall_case,
    years_to_cap,
)
from geo.deal.lists import estimate, read_sources
from geo.deal.load import read_scenarios
from geo.errors import InputError
from tests.deal.test_coverage import COUNTER, DRAFT_21_FEB, MARCH, OFFER, SIGNED

TEXTS = read_scenarios()


# The facts' own checks --------------------------------------------------------------


def test_years_to_500_billion():
    assert round(years_to_cap(500, 1.1, 50)) == 909
    case = cap_case()
    assert round(case.value) == estimate("derived", "years_to_cap", "years").value
    assert case.formula == "500 / (50 % × 1.1) = 909"


def test_the_march_draft_is_never_repaid():
    low, low_flow = waterfall_case(owed_usd_bn=100)
    high, high_flow = waterfall_case()
    assert low_flow.table["interest"].iloc[0] == pytest.approx(4.0)
    assert high_flow.table["interest"].iloc[0] == pytest.approx(4.92)
    assert high_flow.table["to_interest"].iloc[0] == pytest.approx(0.55)
    assert low_flow.never
    assert high_flow.never
    assert (low.value, high.value) == (None, None)
    assert high.formula == "4 % of 123 = 4.92 a year against 0.55: never repaid"


def test_the_signed_text_in_effect():
    case = effective_case(TEXTS[SIGNED])
    assert case.value == estimate("derived", "signed_effective", "us").value
    assert case.formula == "50 % of new state receipts × 50 % fund interest = 25 %"


@pytest.mark.parametrize(("stage", "percent"), [(1, 0.3), (2, 0.7)])
def test_what_reaches_the_us_of_dobras_output(stage, percent):
    assert dobra_case(stage).value == pytest.approx(percent)


@pytest.mark.parametrize(
    "case", [cap_case(), waterfall_case()[0], effective_case(TEXTS[SIGNED])]
)
def test_every_input_cites_sources_and_limits_are_reported(case):
    assert case.warnings
    for one in case.inputs:
        assert one.sources
        assert set(one.sources) <= set(read_sources())


def test_a_readers_own_number_cites_nothing():
    case = cap_case(yearly_revenue_usd_bn=5)
    assert case.value == pytest.approx(200)
    own = [one for one in case.inputs if not one.sources]
    assert own == [Input("revenue a year", 5.0, "USD bn")]


def doubts(case):
    return [warning for warning in case.warnings if "sources differ" in warning]


@pytest.mark.parametrize(
    ("case", "found"),
    [
        (
            cap_case(),
            [
                "Cap: sources differ, 500 USD bn or an amount agreed by the "
                "governments.",
                "State revenue from resources a year (2024): sources differ, 1.1 USD "
                "bn or about 1 bn a year of royalties.",
            ],
        ),
        (cap_case(cap_usd_bn=400, yearly_revenue_usd_bn=2), []),
        (
            waterfall_case(yearly_revenue_usd_bn=2)[0],
            [
                "Past aid to be repaid: sources differ, 123 USD bn or 100 USD bn or "
                "300 USD bn."
            ],
        ),
        (
            effective_case(TEXTS[DRAFT_21_FEB], "freed"),
            [
                "Of resource revenue from freed land: sources differ, 66 % or "
                '"may exceed 50 %".'
            ],
        ),
        (effective_case(TEXTS[DRAFT_21_FEB]), []),
    ],
)
def test_where_sources_differ_all_their_readings_are_reported(case, found):
    assert doubts(case) == found


def test_a_share_known_from_copies_alone_says_so():
    afterwards = waterfall_case()[0].inputs[-1]
    assert afterwards.note == "Telegraph, through copies only"


# Years to a cap ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cap", "revenue", "rate", "years"),
    [
        (500, 10, 50, 100),
        (350, 1, 100, 350),
        (0, 1, 50, 0),
        (0, 0, 0, 0),
        (500, 0, 50, math.inf),
        (500, 1, 0, math.inf),
    ],
)
def test_years_by_hand(cap, revenue, rate, years):
    assert years_to_cap(cap, revenue, rate) == years


def test_a_cap_that_is_never_reached():
    case = cap_case(yearly_revenue_usd_bn=0)
    assert case.value is None
    assert case.formula.endswith("= never")


@pytest.mark.parametrize(
    ("cap", "revenue", "rate"),
    [
        (-1, 1, 50),
        (1, -1, 50),
        (1, 1, 101),
        (1, 1, -1),
        (math.nan, 1, 1),
        (math.inf, 1, 1),
    ],
)
def test_what_is_no_sum_or_rate(cap, revenue, rate):
    with pytest.raises(InputError, match="Expected a"):
        years_to_cap(cap, revenue, rate)


# Interest first ---------------------------------------------------------------------


def test_three_years_by_hand():
    flow = waterfall(100, 60, interest_percent=10, years=3)
    # Year 1: 10 interest, 50 of 100. Year 2: 5 interest, the other 50, 5 halved.
    assert flow.table.to_dict("list") == {
        "year": [1, 2, 3],
        "owed": [100, 50, 0],
        "interest": [10, 5, 0],
        "to_interest": [10, 5, 0],
        "to_principal": [50, 50, 0],
        "to_us": [60, 57.5, 30],
        "to_ukraine": [0, 2.5, 30],
        "unpaid_interest": [0, 0, 0],
        "still_owed": [50, 0, 0],
    }
    assert (flow.repaid_in, flow.never) == (2, False)


def test_interest_that_goes_unpaid_bears_none():
    flow = waterfall(100, 3, interest_percent=4, years=3)
    assert flow.table["unpaid_interest"].tolist() == [1, 2, 3]
    assert flow.table["owed"].tolist() == [100, 100, 100]
    assert flow.table["to_us"].tolist() == [3, 3, 3]
    assert flow.never


def test_a_payout_that_equals_the_interest_never_repays():
    assert waterfall(100, 4, interest_percent=4).never
    assert not waterfall(100, 4.1, interest_percent=4).never


def test_nothing_owed_is_halved_from_the_first_year():
    flow = waterfall(0, 10, interest_percent=4, years=1)
    assert (flow.repaid_in, flow.never) == (0, False)
    assert flow.table["to_ukraine"].tolist() == [5]


def test_a_repayment_beyond_every_plan():
    flow = waterfall(100, 0.05, interest_percent=0)
    assert (flow.repaid_in, flow.never) == (None, False)
    case, _flow = waterfall_case(
        owed_usd_bn=100, yearly_revenue_usd_bn=0.1, interest_percent=0
    )
    assert case.formula.endswith(f"not repaid within {MOST_YEARS:,} years")


def test_a_repayment_with_an_end_is_reported():
    case, flow = waterfall_case(owed_usd_bn=100, yearly_revenue_usd_bn=20)
    assert case.value == flow.repaid_in == 14
    assert case.formula == "4 % of 100 = 4 a year against 10: repaid in year 14"


sums = st.floats(0, 1000)
percents = st.floats(0, 100)


@given(sums, sums, percents, percents)
@settings(deadline=None)
def test_what_is_paid_out_goes_to_one_or_the_other(owed, payout, interest, after):
    flow = waterfall(
        owed, payout, interest_percent=interest, us_percent_afterwards=after, years=20
    )
    table = flow.table
    assert ((table["to_us"] + table["to_ukraine"] - payout).abs() < 1e-6).all()
    assert (table["still_owed"].diff().dropna() <= 0).all()
    assert table["to_principal"].sum() <= owed + 1e-6
    assert flow.never == (owed > 0 and payout <= owed * interest / 100)


@given(st.floats(1, 500), st.floats(0.1, 30), st.floats(0.5, 10))
@settings(deadline=None)
def test_the_year_of_repayment_is_that_of_the_annuity(owed, margin, interest):
    first = owed * interest / 100
    payout = first * (1 + margin)
    flow = waterfall(owed, payout, interest_percent=interest)
    exact = math.log(payout / (payout - first)) / math.log(1 + interest / 100)
    assert abs(flow.repaid_in - math.ceil(exact)) <= 1
    assert flow.repaid_in >= exact - 1e-6


# The effective share ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "ground", "percent"),
    [(DRAFT_21_FEB, "free", 50), (DRAFT_21_FEB, "freed", 66), (MARCH, "free", 50)],
)
def test_shares_of_shares(text, ground, percent):
    assert effective_case(TEXTS[text], ground).value == percent


def test_a_readers_own_percent():
    case = effective_case(TEXTS[SIGNED], percents={"fund_interest": 30})
    assert case.value == 15
    assert case.inputs[1].sources == ()
    with pytest.raises(InputError, match="percentage from 0 to 100, but got 130"):
        effective_case(TEXTS[SIGNED], percents={"fund_interest": 130})


@pytest.mark.parametrize("text", [COUNTER, OFFER])
def test_a_text_without_one(text):
    with pytest.raises(InputError, match="has no effective share"):
        effective_case(TEXTS[text], "freed")


def test_what_comes_once_past_aid_is_repaid_is_part_of_the_sum():
    case = effective_case(TEXTS[MARCH], percents={"payouts_afterwards": 20})
    assert case.value == 50
    assert case.formula.endswith(
        "= 50 %; afterwards 50 % of resource income × 20 % of fund payouts = 10 %"
    )
    assert [one.value for one in case.inputs] == [50, 100, 20]


def test_the_formula_says_the_same_number_as_the_finding():
    for case in (cap_case(cap_usd_bn=91, yearly_revenue_usd_bn=20), cap_case()):
        years = case.formula.rpartition(" = ")[2]
        assert case.finding.endswith(f" in {years} years")


OWN = "With numbers of one's own. "


def test_the_signed_text_says_whose_half_and_when():
    for case in (effective_case(TEXTS[SIGNED]), dobra_case(1)):
        sentence = " ".join(case.warnings)
        assert "local budgets to a special fund" in sentence
        assert "no payouts in the first ten years" in sentence
        (receipts,) = (i for i in case.inputs if i.name == "of new state receipts")
        assert "state budget and local budgets" in receipts.note
    assert "local budgets" not in " ".join(effective_case(TEXTS[MARCH]).warnings)


@pytest.mark.parametrize(
    ("sourced", "own"),
    [
        (cap_case(), cap_case(yearly_revenue_usd_bn=2)),
        (waterfall_case()[0], waterfall_case(interest_percent=3)[0]),
        (
            effective_case(TEXTS[SIGNED]),
            effective_case(TEXTS[SIGNED], percents={"fund_interest": 20}),
        ),
        (dobra_case(1), dobra_case(1, state_percent=10)),
    ],
)
def test_a_readers_own_number_is_never_the_texts(sourced, own):
    assert sourced.finding.startswith("Under “")
    assert own.finding.startswith(f"{OWN}Under “")


# In words ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("case", "finding"),
    [
        (
            cap_case(),
            "Under “US draft 21 Feb 2025” 50 % of a revenue of 1.1 billion USD a year "
            "fills the cap of 500 billion USD in 909 years",
        ),
        (
            cap_case(cap_usd_bn=1, yearly_revenue_usd_bn=0.5),
            f"{OWN}"
            "Under “US draft 21 Feb 2025” 50 % of a revenue of 0.5 billion USD a year "
            "fills the cap of 1 billion USD in 4.0 years",
        ),
        (
            cap_case(cap_usd_bn=1, yearly_revenue_usd_bn=100),
            f"{OWN}"
            "Under “US draft 21 Feb 2025” 50 % of a revenue of 100 billion USD a year "
            "fills the cap of 1 billion USD in less than 0.1 years",
        ),
        (
            effective_case(TEXTS[MARCH]),
            "Under “US draft Mar 2025” the US would get in effect 50 % of resource "
            "income at first and 25 % of it afterwards",
        ),
        (
            cap_case(rate_percent=0),
            f"{OWN}"
            "Under “US draft 21 Feb 2025” 0 % of a revenue of 1.1 billion USD a year "
            "never fills the cap of 500 billion USD",
        ),
        (
            waterfall_case()[0],
            "Under “US draft Mar 2025” the fund takes 0.55 billion USD a year, and "
            "interest on 123 billion is 4.92: the sum is never repaid",
        ),
        (
            waterfall_case(owed_usd_bn=100, yearly_revenue_usd_bn=20)[0],
            f"{OWN}"
            "Under “US draft Mar 2025” the fund takes 10 billion USD a year, and 100 "
            "billion and the interest are repaid in year 14",
        ),
        (
            waterfall_case(
                owed_usd_bn=100, yearly_revenue_usd_bn=0.1, interest_percent=0
            )[0],
            f"{OWN}"
            "Under “US draft Mar 2025” the fund takes 0.05 billion USD a year, and 100 "
            "billion and the interest are not repaid within 1,000 years",
        ),
        (
            waterfall_case(owed_usd_bn=0)[0],
            f"{OWN}"
            "Under “US draft Mar 2025” nothing is to be repaid where nothing is owed",
        ),
        (
            effective_case(TEXTS[SIGNED]),
            "Under “Signed 30 Apr 2025” the US would get in effect 25 % of new state "
            "receipts",
        ),
        (
            dobra_case(2),
            "Under “Signed 30 Apr 2025” the US would get in effect 0.7 % of Dobra's "
            "output in stage 2 of the production-sharing agreement that was awarded on "
            "12 Jan 2026; no source shows it signed",
        ),
    ],
)
def test_the_finding_by_hand(case, finding):
    assert case.finding == finding


def test_a_readers_own_numbers_for_dobra():
    case = dobra_case(1, state_percent=10, percents={"fund_interest": 20})
    assert case.value == 1
    assert [bool(one.sources) for one in case.inputs] == [False, True, False]
    assert "signed is not known" in case.warnings[0]
