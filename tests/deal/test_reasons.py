"""Why, in half a sentence."""

from dataclasses import replace

import pytest

from geo.deal.coverage import (
    DECIDING,
    Missing,
    decide,
    facts_of,
    missing_text,
    reason,
)
from geo.deal.load import read_scenarios
from geo.deal.verdicts import Verdict
from geo.schema import Coverage, Licence
from geo.text.format import when_text
from tests.deal.test_coverage import (
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
from tests.shipped import deposits, measured

NOT_FOUND = "no permit was found in a search of 24 November 2026"
UNKNOWN = "whether it is licensed is not known"
EITHER_WAY = (
    "if it has a valid one it counts already, else once it is licensed or at work"
)
DIFFER = "sources differ on whether what was licensed before counts"


@pytest.mark.parametrize(
    ("scenario_id", "given", "sentence"),
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
            "not seen; once granted, it would be new",
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
            "whether the permit once issued still stands is not known",
        ),
        (SIGNED, {}, UNKNOWN),
        (
            SIGNED,
            {"licences": (Licence("unknown", searched="2026-11-24"),)},
            f"{UNKNOWN} (searched on 24 November 2026)",
        ),
        (
            SIGNED,
            {"licences": (Licence("suspended", granted="2022"),)},
            "whether its permit, suspended, was annulled is not known",
        ),
        (DRAFT_7_FEB, {}, f"{UNKNOWN}; {EITHER_WAY}"),
        (
            DRAFT_7_FEB,
            {"licences": (Licence("issued"),)},
            f"a permit was issued; whether it stands is not known; {EITHER_WAY}",
        ),
        (
            DRAFT_21_FEB,
            {"licences": (Licence("suspended", granted="2022"),)},
            "its permit is suspended; whether it was annulled is not known; "
            f"{EITHER_WAY}",
        ),
        (
            FRAMEWORK,  # what is at work is out: a permit alone changes nothing
            {"licences": (Licence("issued"),), **IDLE},
            "a permit was issued; whether it stands is not known; it would count once "
            "it is licensed or at work",
        ),
        (
            SIGNED,
            {"licences": (Licence("none_found"),)},
            "no permit was found; one granted from here on would be new",
        ),
        (
            SIGNED,
            {"licences": (Licence("awarded", granted="2026-01"),)},
            "a winner was named in January 2026; no agreement was seen signed; one "
            "granted from here on would be new",
        ),
        (
            SIGNED,
            {"licences": (Licence("sold", granted="2026-02"),)},
            "its permit was sold in February 2026; payment and grant were not seen; "
            "once granted, it would be new",
        ),
        (
            DRAFT_7_FEB,
            {"licences": (Licence("sold"),)},
            "its permit was sold; day, payment and grant were not seen; it would count "
            "once it is licensed or at work",
        ),
        (
            SIGNED,
            {"commodities": ("coking coal", "coal")},
            "the text speaks of the list of 57, not of coking coal, coal",
        ),
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
def test_the_reason(scenario_id, given, sentence):
    facts = facts_of(frame(**given), frame(**{"control": "free", **given})["control"])
    verdict = decide(SCENARIOS[scenario_id], facts)[0]
    assert reason(SCENARIOS[scenario_id], facts[0], verdict) == sentence


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


def test_a_text_on_all_resources_names_no_mineral():
    facts = facts_of(frame(), frame(control="free")["control"])[0]
    verdict = Verdict(Coverage.IN_FORCE, clause="minerals")
    sentence = reason(SCENARIOS[DRAFT_7_FEB], facts, verdict)
    assert sentence == "the text speaks of all natural resources"


def test_occupied_ground_that_decides_is_named():
    text = SCENARIOS[RUSSIAN]
    facts = facts_of(frame(), frame(control="occupied")["control"])[0]
    verdict = Verdict(Coverage.IN_FORCE, clause="ground")
    assert reason(text, facts, verdict) == "it lies on occupied land"


def test_no_reason_where_no_clause_bears():
    facts = facts_of(frame(), frame(control="free")["control"])[0]
    assert reason(SCENARIOS[SIGNED], facts, Verdict(Coverage.IN_FORCE)) == ""


def test_a_day_alone_shows_that_the_permit_is_older():
    text = SCENARIOS[SIGNED]
    alone = replace(text, clauses=(text.clause("licence"),))
    facts = facts_of(frame(licences=held("2017")), frame(control="free")["control"])
    (verdict,) = decide(alone, facts)
    assert reason(alone, facts[0], verdict) == (
        "its permit was granted in 2017; that is not after 23 May 2025"
    )


MISSING = {
    "minerals": "which minerals it holds is not known",
    "list": "whether the text means its mineral is not said",
    "side": "on which side of the line it lies is not sure",
    "licence": UNKNOWN,
    "validity": "whether the permit once issued still stands is not known",
    "grant_day": "whether its permit was granted after {day} is not known",
    "working": "whether it is at work is not known",
    "developed": "whether it was developed by {day} is not known",
    "existing": "it is licensed or at work, and whether such deposits count is not "
    "stated",
}


def test_every_missing_fact_is_in_the_table():
    assert list(MISSING) == [one for one in Missing if one]


@pytest.mark.parametrize(("missing", "sentence"), MISSING.items(), ids=MISSING)
@pytest.mark.parametrize(
    ("text", "day"),
    [
        (SCENARIOS[SIGNED], "23 May 2025"),  # the day of its licence clause
        (SCENARIOS[OFFER], "12 February 2025"),  # it has none: its own
        (None, "the text"),
    ],
    ids=["signed", "offer", "no text"],
)
def test_missing_fact_in_words(missing, sentence, text, day):
    assert missing_text(missing, text) == sentence.format(day=day)


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
