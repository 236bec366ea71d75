"""Why, in half a sentence."""

import pytest

from geo.coverage import decide, facts_of
from geo.reasons import day_text, reason
from geo.schema import Answer
from geo.terms import DECIDING, read_scenarios
from tests.shipped import deposits, measured
from tests.test_coverage import (
    COUNTER,
    DRAFT_7_FEB,
    DRAFT_21_FEB,
    EU,
    FRAMEWORK,
    MARCH,
    OFFER,
    RUSSIAN,
    SCENARIOS,
    SIGNED,
    TEN,
    VICTORY,
    frame,
)

NOBODYS = {"licence_state": "none_known", "operating_2025": "no"}
WOULD_BE_NEW = "no valid licence is known, and one granted from here on would be new"


@pytest.mark.parametrize(
    ("scenario_id", "given", "said"),
    [
        (EU, {}, "the text takes no share of any deposit"),
        (DRAFT_7_FEB, NOBODYS, "the text speaks of all natural resources"),
        (
            DRAFT_21_FEB,
            {"licence_state": "held"},
            "what is licensed or at work already is included",
        ),
        (OFFER, NOBODYS, "the text speaks of rare earths, not of lithium"),
        (
            VICTORY,
            {"commodities": ("coal",)},
            "the text speaks of uranium, titanium, lithium, graphite and other "
            "critical resources; whether of coal is not said",
        ),
        (VICTORY, NOBODYS, WOULD_BE_NEW),
        (SIGNED, {"commodities": ()}, "which minerals it holds is not known"),
        (
            SIGNED,
            {"commodities": ("blue stone",)},
            "which minerals it holds is not known",
        ),
        (SIGNED, NOBODYS, WOULD_BE_NEW),
        (SIGNED, TEN["dobra-li"], "the licence is of 23 May 2025 or later"),
        (SIGNED, TEN["polokhivske-li"], "the licence is older than 23 May 2025"),
        (
            SIGNED,
            TEN["shebelynske-gas"],
            "it is licensed or at work, and no source says that the licence is new, so "
            "it is taken as older than 23 May 2025",
        ),
        (
            SIGNED,
            TEN["borivske-gas"],
            "whether its licence is older than 23 May 2025 is not known",
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
        (FRAMEWORK, TEN["dobra-li"], "it does not work yet"),
        (FRAMEWORK, TEN["pokrovske-coal"], "it is taken not to be at work"),
        (FRAMEWORK, TEN["skeliuvatske-fe"], "it is at work already"),
        (FRAMEWORK, TEN["shebelynske-gas"], "it is taken to be at work already"),
        (FRAMEWORK, TEN["borivske-gas"], "whether it is at work is not known"),
        (
            MARCH,
            TEN["polokhivske-li"],
            "it is or may be licensed or at work, and whether such deposits count is "
            "contested between the sources",
        ),
        (
            COUNTER,
            TEN["polokhivske-li"],
            "it is or may be licensed or at work, and whether such deposits count is "
            "not stated",
        ),
        (COUNTER, TEN["dobra-li"], "its licence or agreement is newer than the text"),
        (
            COUNTER,
            TEN["pokrovske-coal"],
            "it is taken to be neither licensed nor at work",
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
    verdict = decide(text, facts)[0]._replace(clause="minerals", answer=Answer.YES)
    assert reason(text, facts[0], verdict) == (
        "the text speaks of the list of 57, and so of tin, gold"
    )


@pytest.mark.parametrize("text", read_scenarios().values(), ids=read_scenarios())
def test_every_verdict_has_a_reason(text):
    facts = facts_of(deposits(), measured()["control"])
    verdicts = decide(text, facts)
    assert all(map(reason, [text] * len(facts), facts, verdicts))
    assert {text.clause(one.clause).kind for one in verdicts} <= set(DECIDING)


def test_days_are_written_out():
    assert day_text(read_scenarios()[SIGNED].in_force) == "23 May 2025"
