"""What a text says of a deposit: the rules, and ten deposits worked out by hand."""

import json
import math

import pandas as pd
import pytest

from geo import coverage, terms
from geo.paths import DATA
from geo.schema import DEPOSIT_DEFAULTS
from geo.words import language

SCENARIOS = terms.read_scenarios()
DRAFT_7_FEB = "us_2025_02_07_draft"
OFFER = "us_2025_02_12_ownership"
DRAFT_21_FEB = "us_2025_02_21_draft"
COUNTER = "ua_2025_02_counter"
RUSSIAN = "ru_2025_02_24_offer"
FRAMEWORK = "framework_2025_02_25"
MARCH = "us_2025_03_23_draft"
SIGNED = "signed_2025_04_30"
VICTORY = "ua_2024_10_16_victory_plan"
EU, UK = "eu_mou_2021_07_13", "uk_100yr_2025_01_16"
POINTS_28 = "us_2025_11_20_28points"

NEW_LITHIUM = {"licence_state": "none_known", "operating_2025": "no"}
NEW_RARE_EARTH = {**NEW_LITHIUM, "commodities": ("rare earths",)}
RECEIPTS = "interest in the fund that takes 50 % of state receipts from new licences"


def frame(**given):
    """One deposit of lithium of which nothing else is known, save what is given."""
    row = {**DEPOSIT_DEFAULTS, "name": "A", "commodities": ("lithium",), **given}
    return pd.DataFrame([row], index=pd.Index(["a"], name="id"))


def apply(scenario_id, control="free", **given):
    """What a scenario says of one deposit."""
    side = pd.Series([control], index=["a"])
    return coverage.apply(SCENARIOS[scenario_id], frame(**given), side).loc["a"]


def verdict(scenario_id, control="free", **given):
    said = apply(scenario_id, control, **given)
    return said["covered"], said["covered_by"], said["rests_on"]


@pytest.mark.parametrize(
    ("covered", "control", "expected"),
    [
        ("yes", "free", "yes"),
        ("yes", "occupied", "no"),
        ("yes", "contested", "unclear"),
        ("yes", "unknown", "unclear"),
        ("unclear", "free", "unclear"),
        ("unclear", "occupied", "no"),
        ("no", "free", "no"),
        ("no", "unknown", "no"),
    ],
)
def test_in_reach_is_covered_and_surely_not_occupied(covered, control, expected):
    assert coverage.in_reach([covered], [control]).tolist() == [expected]


# Rules ------------------------------------------------------------------------------


@pytest.mark.parametrize("scenario_id", [EU, UK, POINTS_28])
def test_a_text_that_takes_no_share_covers_nothing(scenario_id):
    answer, clause, rests_on = verdict(scenario_id, **NEW_RARE_EARTH)
    assert (answer, rests_on) == ("no", "sourced")
    assert SCENARIOS[scenario_id].clause(clause).value == "no_share"


@pytest.mark.parametrize(
    ("commodities", "answer"),
    [
        (("lithium",), "yes"),
        (("ilmenite",), "yes"),  # a titanium mineral
        (("natural gas",), "yes"),  # natural_gas on the list
        (("platinum group",), "yes"),  # five of its metals are named
        (("rare earths",), "yes"),
        (("neodymium",), "yes"),  # named, though no deposit is listed under it
        (("Lithium ",), "yes"),
        (("iron ore",), "no"),
        (("coal", "coking coal"), "no"),
        (("iron ore", "vanadium"), "yes"),  # one of several is enough
        (("gas condensate",), "no"),
        ((), "unclear"),
        (("blue stone",), "unclear"),  # in no table of ours
        (("blue stone", "gold"), "yes"),
    ],
)
def test_minerals_of_the_list_of_57(commodities, answer):
    said = verdict(SIGNED, **{**NEW_LITHIUM, "commodities": commodities})
    assert said[0] == answer
    assert said[1] == ("licence" if answer == "yes" else "minerals")


@pytest.mark.parametrize(
    ("commodity", "answer"),
    [
        ("rare earths", "yes"),
        ("scandium", "yes"),
        ("yttrium", "yes"),
        ("cerium", "yes"),
        ("lanthanum", "yes"),
        ("ytterbium", "yes"),
        ("lithium", "no"),
        ("graphite", "no"),
        ("thorium", "no"),
    ],
)
def test_minerals_called_rare_earths(commodity, answer):
    said = verdict(OFFER, **{**NEW_LITHIUM, "commodities": (commodity,)})
    assert said[0] == answer


def test_all_resources_cover_a_deposit_of_unknown_minerals():
    assert verdict(DRAFT_7_FEB, commodities=()) == ("yes", "minerals", "sourced")


def test_and_others_leaves_an_unnamed_mineral_unclear():
    said = verdict(VICTORY, **{**NEW_LITHIUM, "commodities": ("iron ore",)})
    assert said == ("unclear", "minerals", "")
    assert verdict(VICTORY, **NEW_LITHIUM)[0] == "yes"


def test_a_later_no_outweighs_an_earlier_doubt():
    said = verdict(SIGNED, commodities=(), licence_granted="2017")
    assert said == ("no", "licence", "sourced")


def test_the_minerals_that_matched():
    deposits = frame(commodities=("iron ore", "titanium", "rare earths"))
    matched = {
        one.id: coverage.matched_minerals(one, deposits)["a"]
        for one in SCENARIOS.values()
    }
    assert matched[SIGNED] == ("titanium", "rare earths")
    assert matched[OFFER] == ("rare earths",)
    assert matched[VICTORY] == ("titanium",)
    assert matched[DRAFT_7_FEB] == ("iron ore", "titanium", "rare earths")


@pytest.mark.parametrize(
    ("control", "said"),
    [
        ("occupied", ("yes", "existing", "open")),
        ("free", ("no", "ground", "sourced")),
        ("contested", ("unclear", "ground", "")),
        ("unknown", ("unclear", "ground", "")),
    ],
)
def test_the_russian_offer_speaks_of_occupied_land_only(control, said):
    assert verdict(RUSSIAN, control, **NEW_RARE_EARTH) == said


@pytest.mark.parametrize("control", ["occupied", "free", "contested", "unknown"])
@pytest.mark.parametrize("scenario_id", [SIGNED, MARCH, DRAFT_21_FEB, FRAMEWORK])
def test_other_texts_cover_all_land(scenario_id, control):
    assert verdict(scenario_id, control, **NEW_LITHIUM)[0] == "yes"


@pytest.mark.parametrize(
    ("given", "answer", "rests_on"),
    [
        ({"licence_granted": "2025-05-23"}, "yes", "sourced"),
        ({"licence_granted": "2025-05-22"}, "no", "sourced"),
        ({"licence_granted": "2025-06"}, "yes", "sourced"),
        ({"licence_granted": "2025-04"}, "no", "sourced"),
        ({"licence_granted": "2025-05"}, "unclear", ""),
        ({"licence_granted": "2025"}, "unclear", ""),
        ({"licence_granted": "2026"}, "yes", "sourced"),
        ({"licence_granted": "2017"}, "no", "sourced"),
        ({"licence_granted": "2017", "licence_state": "held"}, "no", "sourced"),
        # An expiry proves nothing.
        ({"licence_expires": "2045"}, "unclear", ""),
        ({"licence_state": "psa_awarded"}, "yes", "sourced"),
        ({"licence_state": "cancelled"}, "yes", "open"),
        ({"licence_state": "none_known"}, "yes", "open"),
        # A permit that has ended does not make the next one old.
        ({"licence_state": "cancelled", "licence_granted": "2018"}, "yes", "open"),
        ({"licence_state": "held"}, "no", "presumed"),
        ({"operating_2025": "yes"}, "no", "presumed"),
        ({"status": "operating"}, "no", "presumed"),
        ({"status": "operating", "operating_2025": "no"}, "unclear", ""),
        ({"status": "prospect"}, "unclear", ""),
        ({}, "unclear", ""),
    ],
)
def test_new_licences_only(given, answer, rests_on):
    assert verdict(SIGNED, **given) == (answer, "licence", rests_on)


@pytest.mark.parametrize(
    ("given", "answer", "rests_on"),
    [
        ({"operating_2025": "yes"}, "no", "sourced"),
        (
            {"operating_2025": "yes", "operating_basis": "background knowledge"},
            "no",
            "presumed",
        ),
        ({"status": "operating"}, "no", "presumed"),
        ({"status": "prospect", "operating_2025": "no"}, "yes", "sourced"),
        ({"status": "prospect"}, "yes", "presumed"),
        ({"status": "explored undeveloped"}, "yes", "presumed"),
        ({"status": "closed"}, "yes", "presumed"),
        # It worked before; that its return is future monetisation is taken.
        ({"status": "developed", "operating_2025": "no"}, "yes", "presumed"),
        ({"status": "developed"}, "unclear", ""),
        ({}, "unclear", ""),
        # The framework has no cut-off date: an old licence not yet used is in.
        (
            {
                "status": "explored undeveloped",
                "operating_2025": "no",
                "licence_granted": "2017",
            },
            "yes",
            "sourced",
        ),
    ],
)
def test_future_monetisation_only(given, answer, rests_on):
    assert verdict(FRAMEWORK, **given) == (answer, "existing", rests_on)


@pytest.mark.parametrize("scenario_id", [COUNTER, MARCH, VICTORY])
@pytest.mark.parametrize(
    ("given", "answer", "rests_on"),
    [
        ({"licence_state": "held", "operating_2025": "no"}, "unclear", ""),
        ({"licence_granted": "2017", "operating_2025": "no"}, "unclear", ""),
        ({"operating_2025": "yes"}, "unclear", ""),
        ({"status": "operating"}, "unclear", ""),
        ({"licence_state": "none_known", "operating_2025": "yes"}, "unclear", ""),
        ({"licence_state": "none_known"}, "yes", "open"),
        ({"licence_state": "cancelled"}, "yes", "open"),
        ({"licence_state": "psa_awarded", "operating_2025": "no"}, "yes", "sourced"),
        ({"licence_granted": "2026-01-01", "operating_2025": "no"}, "yes", "sourced"),
        ({"status": "prospect"}, "yes", "presumed"),
        ({"status": "developed", "operating_2025": "no"}, "yes", "presumed"),
        ({"status": "developed"}, "unclear", ""),
    ],
)
def test_existing_operations_left_in_doubt(scenario_id, given, answer, rests_on):
    assert verdict(scenario_id, **given) == (answer, "existing", rests_on)


@pytest.mark.parametrize("scenario_id", [DRAFT_7_FEB, DRAFT_21_FEB])
@pytest.mark.parametrize(
    ("given", "clause"),
    [
        ({"licence_state": "held"}, "existing"),
        ({"status": "operating"}, "existing"),
        ({"status": "prospect"}, "minerals"),
    ],
)
def test_existing_operations_included(scenario_id, given, clause):
    assert verdict(scenario_id, **given) == ("yes", clause, "sourced")


@pytest.mark.parametrize("one", SCENARIOS.values(), ids=SCENARIOS)
def test_apply_keeps_the_index_and_the_order(one):
    rows = pd.concat([frame(), frame(**NEW_RARE_EARTH), frame(status="operating")])
    rows.index = pd.Index(["x", "y", "z"], name="id")
    control = pd.Series(["free", "occupied", "contested"], index=rows.index)
    said = coverage.apply(one, rows, control)
    turned = coverage.apply(one, rows.iloc[::-1], control)
    assert list(said.index) == ["x", "y", "z"]
    pd.testing.assert_frame_equal(said, turned.iloc[::-1])


def test_an_empty_frame_keeps_its_columns():
    none = frame().iloc[:0]
    said = coverage.apply(SCENARIOS[SIGNED], none, pd.Series([], dtype="str"))
    assert said.empty
    assert said["us_share_percent"].dtype == "float64"


# Shares -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("scenario_id", "control", "given", "shares", "base", "effective"),
    [
        (SIGNED, "free", NEW_LITHIUM, (50, 50, 0), RECEIPTS, 25),
        # The signed text covers all land at one rate, so the side does not matter.
        (SIGNED, "occupied", NEW_LITHIUM, (50, 50, 0), RECEIPTS, 25),
        (SIGNED, "contested", NEW_LITHIUM, (50, 50, 0), RECEIPTS, 25),
        (OFFER, "free", NEW_RARE_EARTH, (50, 50, 0), "title to rare-earth rights", 50),
        # Nothing is reported of land while it is occupied, nor, so, of contested land.
        (OFFER, "occupied", NEW_RARE_EARTH, (math.nan,) * 3, "", math.nan),
        (OFFER, "contested", NEW_RARE_EARTH, (math.nan,) * 3, "", math.nan),
        (DRAFT_21_FEB, "occupied", NEW_LITHIUM, (math.nan,) * 3, "", math.nan),
        (
            DRAFT_7_FEB,
            "free",
            NEW_LITHIUM,
            (50, 50, 0),
            "recurring state revenue from extraction",
            math.nan,
        ),
        (
            DRAFT_21_FEB,
            "free",
            NEW_LITHIUM,
            (50, 50, 0),
            "state revenue from minerals, oil, gas, ports and other infrastructure",
            50,
        ),
        # Half goes to the fund; who owns how much of the fund was left open.
        (
            FRAMEWORK,
            "free",
            NEW_LITHIUM,
            (math.nan, 50, 0),
            "revenue from future monetisation of state-owned resources, of which the "
            "fund takes 50 %",
            math.nan,
        ),
        (COUNTER, "free", NEW_LITHIUM, (math.nan,) * 3, "", math.nan),
        # Not covered: no share of anything, not a share of nothing.
        (OFFER, "free", NEW_LITHIUM, (math.nan,) * 3, "", math.nan),
    ],
)
def test_shares_of_what_base(scenario_id, control, given, shares, base, effective):
    said = apply(scenario_id, control, **given)
    found = said["us_share_percent"], said["ukraine_share_percent"]
    assert (*found, said["other_share_percent"]) == pytest.approx(shares, nan_ok=True)
    assert said["share_base"] == base
    assert said["effective_us_percent"] == pytest.approx(effective, nan_ok=True)


def test_bases_speak_the_readers_language():
    token = language.set("uk")
    try:
        base = apply(SIGNED, **NEW_LITHIUM)["share_base"]
    finally:
        language.reset(token)
    assert base == "участь у фонді, що бере 50 % надходжень держави від нових дозволів"


# Ten deposits, by hand --------------------------------------------------------------

#: What the sources say of each (data/figures), typed anew, and its side of the line.
TEN = {
    # Production-sharing tender of 27 Aug 2025, won 12 Jan 2026; exploration stage.
    "dobra-li": {
        "commodities": ("lithium", "tantalum", "niobium", "tin", "gold"),
        "status": "explored undeveloped",
        "licence_state": "psa_awarded",
        "operating_2025": "no",
        "control": "free",
    },
    # Mining licence of 2017 for 20 years; not yet mined.
    "polokhivske-li": {
        "commodities": ("lithium", "tantalum", "niobium", "rubidium"),
        "status": "explored undeveloped",
        "licence_state": "held",
        "licence_granted": "2017",
        "licence_expires": "2037",
        "operating_2025": "no",
        "control": "free",
    },
    # Courts refused the claimant in 2021; no valid permit found. Never mined.
    "shevchenkivske-li": {
        "commodities": ("lithium", "tantalum", "beryllium", "feldspar"),
        "status": "explored undeveloped",
        "licence_state": "none_known",
        "operating_2025": "no",
        "control": "contested",
    },
    # Offered for auction in 2021; no holder found. Never mined.
    "kruta-balka-li": {
        "commodities": ("lithium", "tantalum", "niobium", "beryllium"),
        "status": "prospect",
        "licence_state": "none_known",
        "operating_2025": "no",
        "control": "occupied",
    },
    # Among the deposits without a licence in the geological survey's report of 2025.
    "novopoltavske-ree": {
        "commodities": ("rare earths", "phosphate", "niobium", "uranium", "iron ore"),
        "status": "explored undeveloped",
        "licence_state": "none_known",
        "operating_2025": "no",
        "control": "occupied",
    },
    # Licensed, date not found; the sources disagree whether it works.
    "zavallivske-graphite": {
        "commodities": ("graphite", "garnet", "building stone"),
        "status": "developed",
        "licence_state": "held",
        "operating_2025": "unknown",
        "control": "free",
    },
    # An iron mine at work, permit date not found.
    "skeliuvatske-fe": {
        "commodities": ("iron ore",),
        "status": "operating",
        "licence_state": "held",
        "operating_2025": "yes",
        "operating_basis": "2025: readmetal",
        "control": "free",
    },
    # Coking coal, stopped in January 2025, state of the permit not found.
    "pokrovske-coal": {
        "commodities": ("coal", "coking coal"),
        "status": "developed",
        "licence_state": "unknown",
        "operating_2025": "no",
        "control": "contested",
    },
    # Worked by the state company; that it works in 2025 is background knowledge.
    "shebelynske-gas": {
        "commodities": ("natural gas", "gas condensate"),
        "status": "operating",
        "licence_state": "held",
        "operating_2025": "yes",
        "operating_basis": "background knowledge, unverified",
        "control": "free",
    },
    # Ukrainian permit not found; whether anyone works it is not known.
    "borivske-gas": {
        "commodities": ("natural gas", "gas condensate"),
        "status": "developed",
        "licence_state": "unknown",
        "operating_2025": "unknown",
        "control": "occupied",
    },
}

#: Three texts take no share of any deposit.
NO_SHARE = {
    EU: ("no", "cooperation", "sourced"),
    UK: ("no", "cooperation", "sourced"),
    POINTS_28: ("no", "no_mineral_share", "sourced"),
}
NOT_NAMED = ("no", "minerals", "sourced")
NAMED = ("yes", "minerals", "sourced")
IN_AS_EXISTING = ("yes", "existing", "sourced")
IN_AS_NEW = ("yes", "existing", "open")
IN_DOUBT = ("unclear", "existing", "")
#: Lithium deposits without a permit: what is granted from here on would be new.
UNLICENSED_LITHIUM = {
    VICTORY: IN_AS_NEW,  # lithium is named; nothing exists that could be left out
    DRAFT_7_FEB: NAMED,  # all resources
    OFFER: NOT_NAMED,  # lithium is no rare earth
    DRAFT_21_FEB: NAMED,  # all extractables
    COUNTER: IN_AS_NEW,
    RUSSIAN: NOT_NAMED,
    FRAMEWORK: ("yes", "existing", "sourced"),  # never mined: only to come
    MARCH: IN_AS_NEW,
    SIGNED: ("yes", "licence", "open"),  # on the list; no valid permit known
}

BY_HAND = {
    "dobra-li": {
        VICTORY: ("yes", "existing", "sourced"),  # lithium; awarded after the text
        DRAFT_7_FEB: NAMED,
        OFFER: NOT_NAMED,
        DRAFT_21_FEB: NAMED,
        COUNTER: ("yes", "existing", "sourced"),
        RUSSIAN: NOT_NAMED,
        FRAMEWORK: ("yes", "existing", "sourced"),  # exploration stage
        MARCH: ("yes", "existing", "sourced"),  # new under either reading
        SIGNED: ("yes", "licence", "sourced"),  # winner 12 Jan 2026, after 23 May 2025
    },
    "polokhivske-li": {
        VICTORY: IN_DOUBT,  # lithium, but licensed, and the plan is silent on that
        DRAFT_7_FEB: IN_AS_EXISTING,
        OFFER: NOT_NAMED,
        DRAFT_21_FEB: IN_AS_EXISTING,
        COUNTER: IN_DOUBT,
        RUSSIAN: NOT_NAMED,
        FRAMEWORK: ("yes", "existing", "sourced"),  # earns nothing yet; no cut-off date
        MARCH: IN_DOUBT,  # in by Reuters, out by Meduza
        SIGNED: ("no", "licence", "sourced"),  # licence of 2017
    },
    "shevchenkivske-li": UNLICENSED_LITHIUM,
    "kruta-balka-li": UNLICENSED_LITHIUM,
    "novopoltavske-ree": {
        **UNLICENSED_LITHIUM,  # uranium is named in the Victory Plan
        OFFER: IN_AS_NEW,  # rare earths
        RUSSIAN: IN_AS_NEW,  # rare earths on occupied land
    },
    "zavallivske-graphite": {
        VICTORY: IN_DOUBT,  # graphite is named, but it is licensed
        DRAFT_7_FEB: IN_AS_EXISTING,
        OFFER: NOT_NAMED,
        DRAFT_21_FEB: IN_AS_EXISTING,
        COUNTER: IN_DOUBT,
        RUSSIAN: NOT_NAMED,
        FRAMEWORK: IN_DOUBT,  # the sources disagree whether it earns already
        MARCH: IN_DOUBT,
        SIGNED: ("no", "licence", "presumed"),  # held; no source says the permit is new
    },
    "skeliuvatske-fe": {
        VICTORY: ("unclear", "minerals", ""),  # is iron a "critical resource"?
        DRAFT_7_FEB: IN_AS_EXISTING,
        OFFER: NOT_NAMED,
        DRAFT_21_FEB: IN_AS_EXISTING,
        COUNTER: IN_DOUBT,
        RUSSIAN: NOT_NAMED,
        FRAMEWORK: ("no", "existing", "sourced"),  # revenue already in the budget
        MARCH: IN_DOUBT,
        SIGNED: NOT_NAMED,  # iron ore is not on the list of 57
    },
    "pokrovske-coal": {
        VICTORY: ("unclear", "minerals", ""),
        DRAFT_7_FEB: NAMED,
        OFFER: NOT_NAMED,
        DRAFT_21_FEB: NAMED,
        COUNTER: ("yes", "existing", "presumed"),  # stopped, no permit found
        RUSSIAN: NOT_NAMED,
        FRAMEWORK: ("yes", "existing", "presumed"),  # its return would be to come
        MARCH: ("yes", "existing", "presumed"),
        SIGNED: NOT_NAMED,  # coal is not on the list of 57
    },
    "shebelynske-gas": {
        VICTORY: ("unclear", "minerals", ""),
        DRAFT_7_FEB: IN_AS_EXISTING,
        OFFER: NOT_NAMED,
        DRAFT_21_FEB: IN_AS_EXISTING,
        COUNTER: IN_DOUBT,
        RUSSIAN: NOT_NAMED,
        FRAMEWORK: ("no", "existing", "presumed"),  # Naftogaz is named as excluded
        MARCH: IN_DOUBT,
        SIGNED: ("no", "licence", "presumed"),  # gas is listed, but worked already
    },
    "borivske-gas": {
        VICTORY: ("unclear", "minerals", ""),
        DRAFT_7_FEB: NAMED,
        OFFER: NOT_NAMED,
        DRAFT_21_FEB: NAMED,
        COUNTER: IN_DOUBT,
        RUSSIAN: NOT_NAMED,  # occupied, but no rare earth
        FRAMEWORK: IN_DOUBT,
        MARCH: IN_DOUBT,
        SIGNED: ("unclear", "licence", ""),  # gas is listed; the permit is not known
    },
}


@pytest.mark.parametrize("deposit", TEN)
def test_the_ten_are_typed_as_shipped(deposit):
    features = json.loads((DATA / "deposits.geojson").read_text("utf-8"))["features"]
    shipped = {one["id"]: one["properties"] for one in features}[deposit]
    typed = {k: v for k, v in TEN[deposit].items() if k != "control"}
    assert set(typed.pop("commodities")) <= set(shipped["commodities"])
    assert typed.pop("operating_basis", "") in shipped.get("operating_basis", "")
    assert typed == {key: shipped[key] for key in typed}


@pytest.mark.parametrize("scenario_id", SCENARIOS)
@pytest.mark.parametrize("deposit", TEN)
def test_ten_deposits_under_every_text(deposit, scenario_id):
    expected = {**NO_SHARE, **BY_HAND[deposit]}[scenario_id]
    assert verdict(scenario_id, **TEN[deposit]) == expected
