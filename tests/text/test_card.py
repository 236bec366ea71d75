"""The facts of a card: complete, in words, and honest about what is not sure."""

import pytest

from geo.deal.load import default_scenario, read_scenarios, scenario
from geo.schema import Control, Coverage, LicenceState, Status
from geo.text.card import deposit_facts, deposit_head
from tests.shipped import assessed

#: Coded values that are no words for a reader.
RAW = {Control.FREE, Status.EXPLORED, LicenceState.NONE_FOUND, Coverage.IN_FORCE}


def rows(scenario=None):
    frame = assessed((scenario or default_scenario()).id)
    return frame.drop(columns="geometry").to_dict("index")


def facts(row, scenario=None):
    sections = deposit_facts(row, scenario or default_scenario())
    return {
        (section.title, fact.label): fact.value
        for section in sections
        for fact in section.facts
    }


@pytest.mark.parametrize("scenario", read_scenarios().values(), ids=lambda s: s.id)
def test_every_fact_has_a_label_and_words(scenario):
    for row in rows(scenario).values():
        found = facts(row, scenario)
        assert all(label and value for (_title, label), value in found.items())
        assert not RAW & set(found.values())


def test_the_ground_of_a_sure_deposit():
    row = rows()["polokhivske-li"] | {
        "control": "free",
        "signed_distance_km": 207.4,
        "zone_distance_km": 207.4,
        "uncertainty_km": 17.0,
        "border_distance_km": 306.7,
        "band": ">100 km",
        "firm": True,
    }
    found = {label: value for (_title, label), value in facts(row).items()}
    assert found["Side"] == "held by Ukraine"
    assert found["To the control zone"] == "207.4 km, between 190.4 and 224.4"
    assert found["To Russia or Belarus"] == "306.7 km"
    assert found["Band"] == ">100 km, firm"


@pytest.mark.parametrize(
    ("signed_km", "free_km", "occupied_km"), [(3.0, "8.0", "2.0"), (-3.0, "2.0", "8.0")]
)
def test_a_contested_deposit_may_lie_on_either_side(signed_km, free_km, occupied_km):
    row = rows()["polokhivske-li"] | {
        "control": "contested",
        "signed_distance_km": signed_km,
        "zone_distance_km": 3.0,
        "uncertainty_km": 5.0,
    }
    assert (
        f"3.0 km, between {free_km} km on Ukraine's side and {occupied_km} km on the "
        "occupied side"
    ) in facts(row).values()


def test_the_head_names_commodities_kind_and_state():
    row = rows()["polokhivske-li"]
    head = deposit_head(row | {"commodities": (), "deposit_type": "", "oblast": "X"})
    assert head.commodities == "commodity not given"
    assert head.kind == "explored, undeveloped · X"


@pytest.mark.parametrize(
    ("at_sea", "side", "measured_to"),
    [
        (True, "unknown: it lies at sea, where no front on land can tell", "zone"),
        (False, "unknown: this front is a line, which does not say", "line"),
    ],
)
def test_an_unknown_side_says_why(at_sea, side, measured_to):
    row = rows()["polokhivske-li"] | {
        "control": "unknown",
        "at_sea": at_sea,
        "signed_distance_km": float("nan"),
    }
    found = {label: value for (_title, label), value in facts(row).items()}
    assert found["Side"] == side
    assert ("To the line" in found) == (measured_to == "line")
    assert ("To the control zone" in found) == (measured_to == "zone")


def test_a_draft_reaches_nothing_it_would():
    draft = scenario("us_2025_02_21_draft")
    row = next(
        one
        for one in rows(draft).values()
        if one["covered"] == "in_force" and one["in_reach"] == "yes"
    )
    found = facts(row, draft)
    title = "Under “US draft 21 Feb 2025”"
    assert found[title, "Coverage"] == "would be covered at once"
    assert found[title, "In reach"] == "yes, if the text were in force"
    assert found[title, "State of the text"] == "proposed, refused"
