"""What if a text were otherwise."""

import math
from dataclasses import asdict
from datetime import date

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.deal.apply import apply
from geo.deal.lists import sources_of
from geo.deal.load import (
    check_scenario,
    default_scenario,
    read_scenario,
    read_scenarios,
    scenario_to_yaml,
)
from geo.deal.scenario import Ground, WhatIf
from geo.deal.shares import effective_us_percent, share_text
from geo.deal.whatif import Changes, alter, rate_share
from geo.errors import InputError, UnknownNameError
from tests.deal.test_coverage import (
    COUNTER,
    DRAFT_7_FEB,
    DRAFT_21_FEB,
    EU,
    FRAMEWORK,
    MARCH,
    NEW_LITHIUM,
    OFFER,
    RUSSIAN,
    SIGNED,
    frame,
    held,
)
from tests.fronts.test_movement import freed

TEXTS = read_scenarios()


def answer(text, control="free", **given):
    side = pd.Series([control], index=["a"])
    return apply(text, frame(**{**NEW_LITHIUM, **given}), side).loc["a", "covered"]


@pytest.mark.parametrize(
    ("scenario_id", "share", "before", "after"),
    [
        (SIGNED, "fund_interest", 25, 15),
        (DRAFT_21_FEB, "resource_revenue", 50, 30),
        (MARCH, "contribution", 50, 30),
        (OFFER, "title", 50, 30),
    ],
)
def test_another_us_rate(scenario_id, share, before, after):
    text = TEXTS[scenario_id]
    assert rate_share(text).id == share
    changed = alter(text, Changes(us_percent=30))
    assert effective_us_percent(text, Ground.FREE) == before
    assert effective_us_percent(changed, Ground.FREE) == after
    assert "US 30 %, Ukraine 70 %" in share_text(changed)


def test_a_rate_without_an_effective_share():
    changed = alter(TEXTS[DRAFT_7_FEB], Changes(us_percent=33.3))
    assert share_text(changed).startswith("US 33.3 %, Ukraine 66.7 % of recurring")


@pytest.mark.parametrize("scenario_id", [EU, COUNTER, RUSSIAN, FRAMEWORK])
@pytest.mark.parametrize("field", ["us_percent", "freed_percent"])
def test_a_text_that_states_no_rate(scenario_id, field):
    assert rate_share(TEXTS[scenario_id]) is None
    with pytest.raises(InputError, match="states no US rate"):
        alter(TEXTS[scenario_id], Changes(**{field: 30}))


@pytest.mark.parametrize("percent", [-1, 100.5, math.nan, math.inf])
def test_a_rate_that_is_none(percent):
    with pytest.raises(InputError, match="Expected a rate from 0 to 100 percent"):
        alter(TEXTS[SIGNED], Changes(us_percent=percent))


@pytest.mark.parametrize(
    ("scenario_id", "free", "freed_percent"),
    [(DRAFT_21_FEB, 50, 80), (SIGNED, 25, 40), (MARCH, 50, 80), (OFFER, 50, 80)],
)
def test_another_rate_for_land_once_freed(scenario_id, free, freed_percent):
    changed = alter(TEXTS[scenario_id], Changes(freed_percent=80))
    assert effective_us_percent(changed, Ground.FREE) == free
    assert effective_us_percent(changed, Ground.FREED) == freed_percent
    if scenario_id != OFFER:
        assert freed("", "occupied", "free", text=changed) == 80
        assert freed("", "free", "free", text=changed) == 50


def test_another_scope():
    changed = alter(TEXTS[SIGNED], Changes(minerals=("iron ore", "lithium")))
    assert answer(changed) == "prospective"
    assert answer(changed, commodities=("iron ore",)) == "prospective"
    assert answer(changed, commodities=("titanium",)) == "outside"
    assert answer(TEXTS[SIGNED], commodities=("iron ore",)) == "outside"
    by_set = alter(TEXTS[OFFER], Changes(minerals="annex57"))
    assert (answer(TEXTS[OFFER]), answer(by_set)) == ("disputed", "in_force")


@pytest.mark.parametrize(
    ("minerals", "error", "message"),
    [
        ("annex58", UnknownNameError, "no set of minerals 'annex58'; there are: rare"),
        (("unobtainium", "tin"), InputError, "known, but got 'unobtainium'"),
        ((), InputError, "known, but got none"),
    ],
)
def test_a_scope_that_is_none(minerals, error, message):
    with pytest.raises(error, match=message):
        alter(TEXTS[SIGNED], Changes(minerals=minerals))


OLD = {"licences": held("2017")}


@pytest.mark.parametrize("scenario_id", [SIGNED, DRAFT_21_FEB, MARCH, DRAFT_7_FEB])
def test_existing_licences_in_or_out(scenario_id):
    inside = alter(TEXTS[scenario_id], Changes(existing="in"))
    outside = alter(TEXTS[scenario_id], Changes(existing="out"))
    assert (answer(inside, **OLD), answer(outside, **OLD)) == ("in_force", "outside")
    assert (answer(inside), answer(outside)) == ("prospective", "prospective")
    back = alter(inside, Changes(existing="out"))
    assert answer(back, **OLD) == "outside"


def test_permits_after_the_day_it_came_into_force_count():
    outside = alter(TEXTS[SIGNED], Changes(existing="out"))
    assert answer(outside, licences=held("2025-05-23")) == "outside"
    assert answer(outside, licences=held("2025-05-24")) == "in_force"


def test_what_is_set_aside_says_so():
    inside = alter(TEXTS[SIGNED], Changes(existing="in"))
    licence = inside.clause("licence")
    assert licence.value is None
    assert licence.note["en"] == "Set aside by the what-if."


def test_a_what_if_says_that_it_is_one():
    changed = alter(TEXTS[SIGNED], Changes(us_percent=30, minerals="rare_earths"))
    assert changed.status == "what_if"
    assert changed.id == "what_if_signed_2025_04_30"
    assert changed.name["en"] == "What if: Signed 30 Apr 2025"
    assert not changed.default
    assert sources_of(changed)["WHAT_IF"].kind == "assumption"
    assert changed.summary == changed.clause("what_if").text
    assert changed.summary["en"] == (
        "US rate 30 % (interest in the fund that takes 50 % of state receipts from "
        "new licences); minerals: rare earths."
    )
    assert changed.share("fund_interest").us_percent.sources == ("WHAT_IF",)
    # What was not changed keeps its own sources.
    assert changed.share("contribution") == TEXTS[SIGNED].share("contribution")


@pytest.mark.parametrize(
    ("name", "scenario_id", "found"),
    [
        ("Fifty: fifty {0}", "what_if_fifty_fifty_0", "What if: Fifty: fifty {0}"),
        ("Мій варіант", "what_if_signed_2025_04_30", "What if: Мій варіант"),
        (" a  b ", "what_if_a_b", "What if: a b"),
    ],
)
def test_a_name_of_ones_own(name, scenario_id, found):
    changed = alter(TEXTS[SIGNED], Changes(us_percent=30), name=name)
    assert (changed.id, changed.name["en"]) == (scenario_id, found)


@pytest.mark.parametrize("name", ["x" * 121, "a\u202eb", "a\x07b"])
def test_a_name_that_cannot_be_shown(name):
    with pytest.raises(InputError, match="at most 120 visible characters"):
        alter(TEXTS[SIGNED], Changes(us_percent=30), name=name)


def test_no_change_is_no_what_if():
    with pytest.raises(InputError, match="at least one change"):
        alter(TEXTS[SIGNED], Changes())


def test_a_what_if_of_a_what_if():
    once = alter(TEXTS[MARCH], Changes(us_percent=40, freed_percent=60, existing="in"))
    twice = alter(once, Changes(us_percent=20, freed_percent=70, minerals=("tin",)))
    thrice = alter(twice, Changes(minerals=("lithium",)))
    assert once.name == twice.name == thrice.name
    assert effective_us_percent(thrice, "free") == 20
    assert effective_us_percent(thrice, "freed") == 70
    assert (answer(twice), answer(thrice, **OLD)) == ("outside", "in_force")
    assert len(thrice.references) == len(thrice.mineral_sets) == 1


def test_a_what_if_of_a_what_if_states_both():
    once = alter(TEXTS[MARCH], Changes(existing="in"))
    twice = alter(once, Changes(minerals=("tin",)))
    assert twice.summary == twice.clause("what_if").text
    assert twice.summary["en"] == ("existing licences and mines count. minerals: tin.")


START = WhatIf(SIGNED, date(2026, 8, 22), -20, "UA.DT")


def test_where_only_the_line_moves_the_text_says_what_it_did():
    moved = alter(TEXTS[SIGNED], Changes(), start=START)
    assert moved.what_if == START
    assert moved.status == "what_if"
    assert moved.clauses == TEXTS[SIGNED].clauses
    assert moved.summary == TEXTS[SIGNED].summary
    # A change of its terms keeps what it starts from.
    assert alter(moved, Changes(existing="in")).what_if == START


def test_a_line_that_stays_is_no_change():
    with pytest.raises(InputError, match="at least one change"):
        alter(TEXTS[SIGNED], Changes(), start=WhatIf(SIGNED, date(2026, 8, 22)))


percents = st.integers(0, 100) | st.floats(0, 100)
names = st.text(st.characters(categories=["L", "N", "P", "S", "Zs"]), max_size=40)


@given(
    st.sampled_from([SIGNED, DRAFT_21_FEB, MARCH, OFFER, DRAFT_7_FEB]),
    st.builds(
        Changes,
        us_percent=percents,
        minerals=st.sampled_from([None, "annex57", "rare_earths", ("iron ore", "tin")]),
        existing=st.sampled_from([None, "in", "out"]),
        freed_percent=st.none() | percents,
    ),
    names,
    st.sampled_from([None, START, WhatIf(SIGNED, date(2026, 8, 22), 2.5)]),
)
@settings(max_examples=60, deadline=None)
def test_saved_and_loaded_again_it_is_the_same(scenario_id, changes, name, start):
    changed = alter(TEXTS[scenario_id], changes, name=name, start=start)
    saved = scenario_to_yaml(changed)
    assert check_scenario(saved) == ()
    again = read_scenario(saved, name="saved.yaml")
    assert asdict(again) == asdict(changed)
    assert scenario_to_yaml(again) == saved


def test_the_text_itself_is_not_touched():
    before = asdict(default_scenario())
    alter(default_scenario(), Changes(us_percent=1, existing="in", freed_percent=2))
    assert asdict(default_scenario()) == before
