"""Shares: in percent, on each ground, in effect and in words."""

import math

import pytest

from geo.deal import shares
from geo.deal.scenario import Ground
from tests.deal.test_coverage import (
    COUNTER,
    DRAFT_7_FEB,
    DRAFT_21_FEB,
    EU,
    FRAMEWORK,
    MARCH,
    OFFER,
    RECEIPTS,
    SCENARIOS,
    SIGNED,
)


@pytest.mark.parametrize(
    ("scenario_id", "ground", "percent", "arithmetic"),
    [
        (SIGNED, "free", 25, "50 % of new state receipts × 50 % fund interest = 25 %"),
        (SIGNED, "freed", 25, "50 % of new state receipts × 50 % fund interest = 25 %"),
        (OFFER, "free", 50, "50 % of title to rare-earth rights"),
        (
            DRAFT_21_FEB,
            "free",
            50,
            "50 % of state resource revenue × 100 % fund interest = 50 %",
        ),
        (
            DRAFT_21_FEB,
            "freed",
            66,
            "66 % of resource revenue from freed land × 100 % fund interest = 66 %",
        ),
        (
            MARCH,
            "free",
            50,
            "50 % of resource income × 100 % of fund payouts until past aid and 4 % a "
            "year are repaid = 50 %; afterwards 50 % of resource income × 50 % of fund "
            "payouts = 25 %",
        ),
        (
            FRAMEWORK,
            "free",
            math.nan,
            "not stated: the interest in the fund was left to a later agreement",
        ),
        (
            DRAFT_7_FEB,
            "free",
            math.nan,
            "not stated: the US interest in the fund is in no report",
        ),
        (OFFER, "occupied", math.nan, "not stated"),
        (DRAFT_21_FEB, "occupied", math.nan, "not stated"),
    ],
)
def test_effective_share(scenario_id, ground, percent, arithmetic):
    one = SCENARIOS[scenario_id]
    assert shares.effective_us_percent(one, ground) == pytest.approx(
        percent, nan_ok=True
    )
    assert shares.effective_arithmetic(one, Ground(ground)) == arithmetic


def test_the_march_share_agrees_with_its_effective_one():
    one = SCENARIOS[MARCH]
    headline = one.share(one.rates[Ground.FREE].share)
    assert headline.us_percent.value == shares.effective_us_percent(one, "free")


def test_a_share_names_its_base_in_one_phrase():
    assert shares.share_text(SCENARIOS[SIGNED]) == (
        f"US 50 %, Ukraine 50 % of {RECEIPTS} (in effect US 25 %)"
    )
    assert shares.share_text(SCENARIOS[FRAMEWORK]).startswith(
        "US not stated, Ukraine 50 % of revenue from future monetisation"
    )
    assert shares.share_text(SCENARIOS[EU]) == "shares not stated"


@pytest.mark.parametrize(
    ("scenario_id", "control", "percents"),
    [
        (DRAFT_21_FEB, "free", (50,)),
        (DRAFT_21_FEB, "contested", (50, 66)),
        (DRAFT_21_FEB, "occupied", (66,)),
        (SIGNED, "contested", (50,)),
        (COUNTER, "free", ()),
    ],
)
def test_us_shares_that_a_side_may_have(scenario_id, control, percents):
    assert shares.possible_us_percents(SCENARIOS[scenario_id], control) == percents


@pytest.mark.parametrize(
    ("scenario_id", "side", "before", "ground"),
    [
        # One rate for free land, one for what is freed, none for what is occupied.
        (DRAFT_21_FEB, "free", None, "free"),
        (DRAFT_21_FEB, "free", "free", "free"),
        (DRAFT_21_FEB, "free", "occupied", "freed"),
        (DRAFT_21_FEB, "free", "contested", None),
        (DRAFT_21_FEB, "free", "unknown", None),
        (DRAFT_21_FEB, "occupied", "occupied", None),
        (DRAFT_21_FEB, "contested", "occupied", None),
        (DRAFT_21_FEB, "unknown", None, None),
        # One rate for all land.
        (SIGNED, "free", "contested", "free"),
        (SIGNED, "free", "occupied", "freed"),
        (SIGNED, "occupied", "free", "occupied"),
        (SIGNED, "contested", None, "free"),
        (SIGNED, "unknown", "occupied", "free"),
        # No rate at all.
        (COUNTER, "free", None, None),
    ],
)
def test_ground_whose_rate_holds(scenario_id, side, before, ground):
    assert shares.ground_of(SCENARIOS[scenario_id], side, before) == ground


@pytest.mark.parametrize(
    ("percents", "text"),
    [
        ((math.nan,), "US share not stated"),
        ((50,), "US 50 % of ore"),
        ((50, 50), "US 50 % of ore"),
        ((50, 12.5), "US 50 % of ore (in effect 12.5 %)"),
    ],
)
def test_a_share_in_effect_is_named_where_it_differs(percents, text):
    us_percent, *effective = percents
    assert shares.us_share_text(us_percent, "ore", *effective) == text


def test_others_are_a_party_only_where_they_get_any():
    assert shares.parties(50, 40, 10)[-1] == ("others", 10)
    assert [name for name, _percent in shares.parties(50, 50, 0)] == ["US", "Ukraine"]
