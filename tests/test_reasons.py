"""Why, in half a sentence."""

import pytest

from geo.coverage import Missing, decide, facts_of
from geo.reasons import day_text, missing_text, reason, when_text
from geo.schema import Coverage, Licence
from geo.terms import DECIDING, read_scenarios
from tests.shipped import deposits, measured
from tests.test_coverage import (
    AT_WORK,
    COUNTER,
    DRAFT_7_FEB,
    DRAFT_21_FEB,
    EU,
    FRAMEWORK,
    IDLE,
    MARCH,
    NEW_LITHIUM,
    OFFER,
    RUSSIAN,
    SCENARIOS,
    SIGNED,
    TEN,
    VICTORY,
    frame,
    held,
)

NOT_FOUND = "no permit was found in a search of 24 November 2026"
DIFFER = "sources differ on whether what was licensed before counts"


@pytest.mark.parametrize(
    ("scenario_id", "given", "said"),
    [
        (EU, {}, "the text takes no share of any deposit"),
        (
            DRAFT_7_FEB,
            NEW_LITHIUM,
            f"{NOT_FOUND}; it would count once it is licensed or at work",
        ),
        (
            DRAFT_21_FEB,
            {"licences": held()},
            "the day its permit was granted was not found; what is licensed or at work "
            "already counts",
        ),
        (RUSSIAN, NEW_LITHIUM, "the text speaks of rare earths, not of lithium"),
        (
            VICTORY,
            {"commodities": ("coal",)},
            "whether the text means its mineral is not said",
        ),
        (SIGNED, {"commodities": ()}, "which minerals it holds is not known"),
        (SIGNED, NEW_LITHIUM, f"{NOT_FOUND}; one granted from here on would be new"),
        (
            SIGNED,
            {"licences": (Licence("awarded"),)},
            "a winner was named; no agreement was seen signed; one granted from here "
            "on would be new",
        ),
        (
            SIGNED,
            TEN["dobra-li"],
            "a winner was named on 12 January 2026; no agreement was seen signed; one "
            "granted from here on would be new",
        ),
        (SIGNED, TEN["polokhivske-li"], f"its permit was granted in 2017; {DIFFER}"),
        (
            SIGNED,
            {"licences": held("../2015"), **IDLE},
            f"its permit was granted in 2015 or before; {DIFFER}",
        ),
        (
            SIGNED,
            {"licences": held("2019-11-01"), **AT_WORK},
            "its permit was granted on 1 November 2019; what was licensed or at work "
            "before does not count",
        ),
        (
            SIGNED,
            {"licences": held("2025-06")},
            "its permit was granted in June 2025; that is after 23 May 2025",
        ),
        (
            SIGNED,
            {"licences": (Licence("sold", "South", granted="2026-02-26"),)},
            "South: its permit was sold on 26 February 2026; payment and grant were "
            "not "
            "seen; that is after 23 May 2025",
        ),
        (
            SIGNED,
            {"licences": (Licence("offered"),)},
            "it is offered for auction or tender; one granted from here on would be "
            "new",
        ),
        (
            SIGNED,
            {"licences": (Licence("ended"),)},
            "its permit has ended; one granted from here on would be new",
        ),
        (
            SIGNED,
            {"licences": (Licence("issued"),)},
            "a permit was issued; whether it stands is not known",
        ),
        (SIGNED, {}, "whether it is licensed was not looked up"),
        (
            SIGNED,
            {"licences": held(), **AT_WORK},
            "the day its permit was granted was not found; what was licensed or at "
            "work before does not count",
        ),
        (
            RUSSIAN,
            {"commodities": ("scandium",), "control": "free"},
            "it lies on land that Ukraine holds",
        ),
        (
            RUSSIAN,
            {"commodities": ("scandium",), "control": "contested"},
            "on which side of the line it lies is not sure",
        ),
        (
            OFFER,
            NEW_LITHIUM,
            "sources differ on whether the text speaks of rare earths or of all "
            "natural "
            "resources or of rare earths, lithium, graphite and uranium",
        ),
        (
            OFFER,
            {**NEW_LITHIUM, "commodities": ("rare earths",)},
            f"{NOT_FOUND}; the text takes the title, licensed or not",
        ),
        (FRAMEWORK, TEN["borivske-gas"], "whether it is at work is not known"),
        (MARCH, TEN["polokhivske-li"], f"its permit was granted in 2017; {DIFFER}"),
        (
            COUNTER,
            TEN["polokhivske-li"],
            "it is licensed or at work, and whether such deposits count is not stated",
        ),
    ],
)
def test_the_reason(scenario_id, given, said):
    facts = facts_of(frame(**given), frame(**{"control": "free", **given})["control"])
    verdict = decide(SCENARIOS[scenario_id], facts)[0]
    assert reason(SCENARIOS[scenario_id], facts[0], verdict) == said


def test_a_covered_mineral_is_named():
    facts = facts_of(
        frame(commodities=("tin", "gold")), frame(control="free")["control"]
    )
    text = SCENARIOS[SIGNED]
    verdict = decide(text, facts)[0]._replace(
        clause="minerals", coverage=Coverage.IN_FORCE
    )
    assert reason(text, facts[0], verdict) == (
        "the text speaks of the list of 57, and so of tin, gold"
    )


@pytest.mark.parametrize("missing", [one for one in Missing if one])
def test_every_missing_fact_has_its_words(missing):
    assert "{" not in missing_text(missing, SCENARIOS[SIGNED])
    assert "{" not in missing_text(missing)


def test_missing_day_is_that_of_the_text():
    assert missing_text("grant_day", SCENARIOS[SIGNED]).endswith(
        "older than 23 May 2025 is not known"
    )
    assert "12 February 2025" in missing_text("grant_day", SCENARIOS[OFFER])


@pytest.mark.parametrize(
    ("granted", "text"),
    [
        ("2017", "2017"),
        ("2023-03", "March 2023"),
        ("2026-02-06", "6 February 2026"),
        ("../2023-03", "March 2023 or before"),
    ],
)
def test_when_a_permit_was_granted(granted, text):
    assert when_text(granted) == text


@pytest.mark.parametrize("text", read_scenarios().values(), ids=read_scenarios())
def test_every_verdict_has_a_reason(text):
    facts = facts_of(deposits(), measured()["control"])
    verdicts = decide(text, facts)
    assert all(map(reason, [text] * len(facts), facts, verdicts))
    assert {text.clause(one.clause).kind for one in verdicts} <= set(DECIDING)


def test_days_are_written_out():
    assert day_text(read_scenarios()[SIGNED].in_force) == "23 May 2025"
