"""What a what-if comes to: laws, the 66 % clause, and the sentences."""

from datetime import date
from functools import cache

import pytest

from geo.assessment.change import change
from geo.assessment.summary import headline
from geo.deal.load import read_scenarios
from geo.deal.scenario import WhatIf
from geo.deal.whatif import Changes, alter
from geo.fronts.movement import move_front
from geo.risk.distance import measure
from geo.risk.presets import preset
from geo.schema import COVERING
from geo.text.outcome import (
    assess_what_if,
    assumption_text,
    changed_deposits,
    land_text,
    move_text,
    rates_text,
    reach_by_rate,
    what_if_finding,
)
from geo.text.quote import reach_finding
from geo.text.sentences import coverage_text
from tests.deal.test_coverage import DRAFT_7_FEB, DRAFT_21_FEB, SIGNED
from tests.shipped import assessed, deposits, latest, measured

TEXTS = read_scenarios()


@cache
def moved(km):
    return move_front(latest(), km)


@cache
def after(text, km=0):
    """The deposits under a text on the newest front, moved."""
    front = moved(km)
    return assess_what_if(
        deposits(),
        measure(deposits(), front) if km else measured(),
        front,
        preset=preset("default"),
        scenario=text,
        today=measured()["control"],
    )


@pytest.mark.parametrize("scenario_id", [SIGNED, DRAFT_7_FEB, DRAFT_21_FEB])
def test_where_nothing_is_changed_nothing_differs(scenario_id):
    text, before = TEXTS[scenario_id], assessed(scenario_id)
    assert after(text).drop(columns="geometry").equals(before.drop(columns="geometry"))
    assert changed_deposits(before, after(text), text).empty


def test_a_retreat_gives_the_rate_of_land_once_freed():
    text = TEXTS[DRAFT_21_FEB]
    answer = changed_deposits(assessed(DRAFT_21_FEB), after(text, -30), text)
    was, now = answer["control_before"], answer["control_after"]
    freed = answer[(was == "occupied") & (now == "free")]
    assert len(freed) == 8
    assert freed["us_share_percent_before"].isna().all()
    assert freed["us_share_percent_after"].eq(66).all()
    for why in freed["why"]:
        assert "front moved back" in why
        assert "Before: US share not stated. Now: US 66 % of resource revenue" in why
    # Who stays on one side keeps the rate, and is not in the table.
    assert (was != now).all()


def test_another_rate_changes_the_share_of_all_that_is_covered():
    text = alter(TEXTS[SIGNED], Changes(us_percent=30))
    answer = changed_deposits(assessed(SIGNED), after(text), text)
    covering = assessed(SIGNED)["covered"].isin(COVERING)
    assert set(answer.index) == set(covering.index[covering])
    assert answer["why"].unique().tolist() == [
        "Before: US 50 % of interest in the fund that takes 50 % of state receipts "
        "from new licences (in effect 25 %). Now: US 30 % of interest in the fund "
        "that takes 50 % of state receipts from new licences (in effect 15 %)."
    ]


def test_what_comes_in_and_falls_out_has_its_clause():
    text = alter(TEXTS[SIGNED], Changes(minerals=("iron ore",)))
    answer = changed_deposits(assessed(SIGNED), after(text), text)
    out = answer[
        answer["covered_before"].eq("prospective")
        & answer["covered_after"].eq("outside")
    ]
    assert len(out)
    for why in out["why"]:
        assert why.startswith("Not covered: the text speaks of iron ore, not of ")
        assert why.endswith("from new licences (in effect 25 %).")
    unclear = answer[answer["covered_after"].eq("unclear")]
    assert len(unclear)
    assert unclear["why"].str.fullmatch(r"Unclear: .* not known\..*").all()


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_of_every_text_each_change_has_its_reason(text):
    moved_text = alter(text, Changes(minerals="rare_earths", existing="out"))
    for one in (text, moved_text):
        answer = changed_deposits(assessed(text.id), after(one, -30), one)
        assert (answer["control_before"] != answer["control_after"]).any()
        assert answer["why"].str.endswith(".").all()


def test_those_whose_share_changes_come_first_then_the_nearest():
    text = TEXTS[DRAFT_21_FEB]
    answer = changed_deposits(assessed(DRAFT_21_FEB), after(text, -30), text)
    shares = answer["us_share_percent_after"].notna()
    assert shares.sum() == 8
    assert list(shares) == sorted(shares, reverse=True)
    km = after(text, -30)["distance_km"]
    for part in (answer[shares], answer[~shares]):
        assert km[part.index].is_monotonic_increasing


def test_the_rates_that_hold_are_counted_and_named():
    text = TEXTS[DRAFT_21_FEB]
    before, now = assessed(DRAFT_21_FEB), after(text, -30)
    reached = now["covered"].isin(COVERING) & (now["control"] == "free")
    was = before["control"][reached]
    rows = {one.land: one for one in reach_by_rate(before, now)}
    assert {land: one.after for land, one in rows.items()} == {
        "held": (was == "free").sum(),
        "freed": (was == "occupied").sum(),
        "unsure": (was == "contested").sum(),
    }
    assert (rows["held"].us_percent, rows["freed"].us_percent) == (50, 66)
    assert [one.before for one in rows.values()] == [(was == "free").sum(), 0, 0]
    assert rates_text(before, now, text) == (
        f"of those in reach, {rows['held'].after} on land held before at US 50 % of "
        "state revenue from minerals, oil, gas, ports and other infrastructure, 8 on "
        "land once freed at US 66 % of resource revenue from land occupied at signing, "
        f"once freed, {rows['unsure'].after} on land whose side was not sure before at "
        "US 50 or 66 %, as it was held or freed"
    )
    found = what_if_finding(before, now, text, assumed="A")
    assert f"; {rates_text(before, now, text)}; without it, " in found


def test_no_rate_is_named_where_no_land_is_freed():
    text = TEXTS[DRAFT_21_FEB]
    before = assessed(DRAFT_21_FEB)
    assert rates_text(before, after(text, 10), text) == ""
    victory = TEXTS["ua_2024_10_16_victory_plan"]
    answer = rates_text(assessed(victory.id), after(victory, -50), victory)
    assert "US" not in answer.replace("a US share not stated", "")


# In words ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("km", "oblast", "answer"),
    [
        (10, "", "Russia advances 10 km along the whole line"),
        (-2.5, "", "Ukraine frees 2.5 km along the whole line"),
        (-10, "UA.DT", "Ukraine frees 10 km within Donetsk"),
        (0, "", "the line stays where it is"),
    ],
)
def test_how_the_line_moves(km, oblast, answer):
    assert move_text(WhatIf(front_moved_km=km, oblast=oblast)) == answer


def test_what_is_assumed():
    signed, stays = TEXTS[SIGNED], WhatIf(SIGNED, date(2026, 8, 22))
    goes = WhatIf(SIGNED, date(2026, 8, 22), 10)
    altered = alter(signed, Changes(existing="in"))
    moves = alter(signed, Changes(), start=goes)
    assert assumption_text(signed, signed, stays) == ""
    assert assumption_text(signed, moves, goes) == move_text(goes)
    answer = "existing licences and mines count"
    assert assumption_text(signed, altered, stays) == answer
    assert assumption_text(signed, altered, goes) == f"{move_text(goes)}; {answer}"
    # Even if a text does not say that it differs.
    draft = TEXTS[DRAFT_7_FEB]
    assert assumption_text(signed, draft, stays) == draft.summary["en"].rstrip(".")


def test_land_that_changes_hands():
    changed = change(latest(), moved(-30))
    assert land_text(changed).startswith("0 km² newly occupied, ")
    back = change(moved(-30), latest())
    assert land_text(back).endswith(" km² newly occupied, 0 km² freed")
    assert back.newly_occupied_km2 == pytest.approx(
        latest().area_km2 - moved(-30).area_km2, rel=1e-6
    )


def test_the_finding_says_that_it_is_a_what_if():
    text = alter(TEXTS[SIGNED], Changes(us_percent=30))
    answer = what_if_finding(
        assessed(SIGNED), after(text), text, assumed="US rate 30 %"
    )
    found = reach_finding(after(text), text)
    assert answer.startswith(f"What if, not a forecast: US rate 30 %. {found}; without")
    before = coverage_text(headline(assessed(SIGNED)), text)
    assert answer.endswith(f"; without it, {before}")
    changed = change(latest(), moved(-30))
    answer = what_if_finding(
        assessed(SIGNED), after(text, -30), text, assumed="a", changed=changed
    )
    assert f": a ({land_text(changed)}). “What if" in answer
