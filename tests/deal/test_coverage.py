"""What a text says of a deposit: the rules, and twenty deposits worked out by hand."""

import math
from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from geo.deal import apply as whole
from geo.deal import coverage, load, minerals
from geo.deal.coverage import decide, facts_of
from geo.deal.permits import permits_of
from geo.deal.scenario import Clause, Confidence, Reading
from geo.deal.verdicts import Verdict
from geo.errors import DataError
from geo.schema import DEPOSIT_DEFAULTS, Licence
from geo.text.i18n import language
from tests.shipped import deposits, measured

SCENARIOS = load.read_scenarios()
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
E3, GENEVA = "e3_2025_11_23_counter", "us_ua_2025_11_23_geneva"
POINTS_20, PROSPERITY = "us_ua_2025_12_24_20points", "us_eu_2026_01_22_prosperity"
TAKING_NO_SHARE = (EU, UK, POINTS_28, E3, GENEVA, POINTS_20, PROSPERITY)

NONE_FOUND = Licence("none_found", searched="2026-11-24")
NEW_LITHIUM = {"licences": (NONE_FOUND,), "operating_2025": "no"}
NEW_RARE_EARTH = {**NEW_LITHIUM, "commodities": ("rare earths",)}
RECEIPTS = "interest in the fund that takes 50 % of state receipts from new licences"


def held(granted="", **given):
    """A valid permit, of a day if one is given."""
    return (Licence("held", granted=granted, **given),)


def frame(**given):
    """One deposit of lithium of which nothing else is known, save what is given."""
    row = {**DEPOSIT_DEFAULTS, "name": "A", "commodities": ("lithium",), **given}
    return pd.DataFrame([row], index=pd.Index(["a"], name="id"))


def apply(scenario_id, control="free", **given):
    """What a scenario says of one deposit."""
    side = pd.Series([control], index=["a"])
    return whole.apply(SCENARIOS[scenario_id], frame(**given), side).loc["a"]


def clause(kind, value=None, *, readings=(), **given):
    """A clause with this value, or with readings of it."""
    read = tuple(Reading(one, ("S",)) for one in readings)
    parts = {"id": kind[0], "title": {}, "text": {}, "sources": ("S",), **given}
    return Clause(kind=kind, value=value, readings=read, **parts)


def decided(*clauses, control="free", **given):
    """What a text of these clauses says of one deposit."""
    facts = facts_of(frame(**given), pd.Series([control], ["a"]))
    return decide(replaced(clauses), facts)[0]


def replaced(clauses):
    """The signed text with other clauses."""
    return replace(SCENARIOS[SIGNED], clauses=clauses)


def verdict(scenario_id, control="free", **given):
    sentence = apply(scenario_id, control, **given)
    return sentence["covered"], sentence["covered_by"], sentence["rests_on"]


@pytest.mark.parametrize(
    ("covered", "control", "expected"),
    [
        ("in_force", "free", "yes"),
        ("prospective", "free", "yes"),
        ("in_force", "occupied", "no"),
        ("prospective", "occupied", "no"),
        ("in_force", "contested", "unclear"),
        ("prospective", "unknown", "unclear"),
        ("disputed", "free", "unclear"),
        ("disputed", "occupied", "no"),
        ("unclear", "free", "unclear"),
        ("unclear", "occupied", "no"),
        ("outside", "free", "no"),
        ("outside", "unknown", "no"),
    ],
)
def test_in_reach_is_covered_and_surely_not_occupied(covered, control, expected):
    assert whole.in_reach([covered], [control]).tolist() == [expected]


# Rules ------------------------------------------------------------------------------


@pytest.mark.parametrize("scenario_id", TAKING_NO_SHARE)
def test_a_text_that_takes_no_share_covers_nothing(scenario_id):
    found, clause, _rests_on = verdict(scenario_id, **NEW_RARE_EARTH)
    assert found == "outside"
    assert SCENARIOS[scenario_id].clause(clause).value == "no_share"


@pytest.mark.parametrize(
    ("commodities", "found"),
    [
        (("lithium",), "prospective"),
        (("ilmenite",), "prospective"),  # a titanium mineral
        (("natural gas",), "prospective"),  # natural_gas on the list
        (("platinum group",), "prospective"),  # five of its metals are named
        (("rare earths",), "prospective"),
        (("neodymium",), "prospective"),  # named, though no deposit is listed under it
        (("Lithium ",), "prospective"),
        (("iron ore",), "outside"),
        (("coal", "coking coal"), "outside"),
        (("iron ore", "vanadium"), "prospective"),  # one of several is enough
        (("gas condensate",), "outside"),
        ((), "unclear"),
        (("blue stone",), "unclear"),  # in no table of ours
        (("blue stone", "coal"), "unclear"),  # the first might be listed
        (("blue stone", "gold"), "prospective"),
    ],
)
def test_minerals_of_the_list_of_57(commodities, found):
    sentence = verdict(SIGNED, **{**NEW_LITHIUM, "commodities": commodities})
    assert sentence[0] == found
    assert sentence[1] == ("licence" if found == "prospective" else "minerals")


@pytest.mark.parametrize(
    ("commodity", "found"),
    [
        # Rare earths by every report of the offer.
        ("rare earths", "in_force"),
        ("scandium", "in_force"),
        ("yttrium", "in_force"),
        ("cerium", "in_force"),
        ("lanthanum", "in_force"),
        ("ytterbium", "in_force"),
        # By some reports it reaches further.
        ("lithium", "disputed"),
        ("graphite", "disputed"),
        ("thorium", "disputed"),
        ("iron ore", "disputed"),
    ],
)
def test_the_offer_of_12_february_is_read_in_three_ways(commodity, found):
    sentence = verdict(OFFER, **{**NEW_LITHIUM, "commodities": (commodity,)})
    assert sentence[0] == found


def test_title_needs_no_licence():
    assert verdict(OFFER, **NEW_RARE_EARTH) == ("in_force", "existing", "none_found")
    rare = {**NEW_RARE_EARTH, "licences": held("2017")}
    assert verdict(OFFER, **rare)[0] == "unclear"


def test_all_resources_cover_a_deposit_of_unknown_minerals():
    assert verdict(DRAFT_7_FEB, commodities=())[0] == "prospective"


def test_and_others_leaves_an_unnamed_mineral_unclear():
    sentence = apply(VICTORY, **{**NEW_LITHIUM, "commodities": ("iron ore",)})
    assert (sentence["covered"], sentence["covered_by"]) == ("unclear", "minerals")
    assert (sentence["rests_on"], sentence["missing"]) == ("", "list")
    assert verdict(VICTORY, **NEW_LITHIUM)[0] == "prospective"


def test_a_later_exclusion_outweighs_an_earlier_doubt():
    old = {"commodities": (), "licences": held("2017"), "operating_2025": "yes"}
    assert verdict(SIGNED, **old) == ("outside", "existing", "sourced")


def test_a_dispute_on_minerals_outweighs_a_missing_fact():
    sentence = apply(OFFER, commodities=("iron ore",))
    assert (sentence["covered"], sentence["covered_by"]) == ("disputed", "minerals")


def test_the_minerals_that_matched():
    held = ("iron ore", "titanium", "rare earths")
    matched = {key: coverage.matched(one, held) for key, one in SCENARIOS.items()}
    assert matched[SIGNED] == ("titanium", "rare earths")
    assert matched[OFFER] == ("iron ore", "titanium", "rare earths")  # by some reports
    assert matched[RUSSIAN] == ("rare earths",)
    assert matched[VICTORY] == ("titanium",)
    assert matched[DRAFT_7_FEB] == ("iron ore", "titanium", "rare earths")


@pytest.mark.parametrize(
    ("control", "sentence"),
    [
        ("occupied", ("prospective", "existing", "none_found")),
        ("free", ("outside", "ground", "sourced")),
        ("contested", ("unclear", "ground", "")),
        ("unknown", ("unclear", "ground", "")),
    ],
)
def test_the_russian_offer_speaks_of_occupied_land_only(control, sentence):
    assert verdict(RUSSIAN, control, **NEW_RARE_EARTH) == sentence


@pytest.mark.parametrize("control", ["occupied", "free", "contested", "unknown"])
@pytest.mark.parametrize("scenario_id", [SIGNED, MARCH, DRAFT_21_FEB, FRAMEWORK])
def test_other_texts_cover_all_land(scenario_id, control):
    assert verdict(scenario_id, control, **NEW_LITHIUM)[0] == "prospective"


IDLE = {"status": "explored undeveloped", "operating_2025": "no"}
AT_WORK = {"status": "operating", "operating_2025": "yes"}


@pytest.mark.parametrize(
    ("given", "found", "clause", "rests_on"),
    [
        # New is what was granted after 23 May 2025, not on that day.
        ({"licences": held("2025-05-24")}, "in_force", "licence", "sourced"),
        ({"licences": held("2025-06")}, "in_force", "licence", "sourced"),
        ({"licences": held("2026")}, "in_force", "licence", "sourced"),
        # Sold at an auction after that day: the grant was not seen, and is to come.
        (
            {"licences": (Licence("sold", granted="2026-02-26"),)},
            "prospective",
            "licence",
            "sourced",
        ),
        # Old and at work.
        (
            {"licences": held("2025-05-23"), **AT_WORK},
            "outside",
            "existing",
            "sourced",
        ),
        ({"licences": held("2017"), **AT_WORK}, "outside", "existing", "sourced"),
        ({"licences": held(), **AT_WORK}, "outside", "existing", "inferred"),
        ({**AT_WORK}, "outside", "existing", "inferred"),
        ({"status": "operating"}, "outside", "existing", "inferred"),
        (
            {"status": "developed", "licences": held("2017")},
            "outside",
            "existing",
            "inferred",
        ),
        # Old and never developed: sources differ.
        ({"licences": held("2025-05-23"), **IDLE}, "disputed", "existing", "sourced"),
        ({"licences": held("2017"), **IDLE}, "disputed", "existing", "sourced"),
        ({"licences": held("../2015"), **IDLE}, "disputed", "existing", "sourced"),
        (
            {"licences": held("2017"), "status": "prospect"},
            "disputed",
            "existing",
            "inferred",
        ),
        # To come.
        ({"licences": (Licence("awarded"),)}, "prospective", "licence", "sourced"),
        ({"licences": (Licence("offered"),)}, "prospective", "licence", "sourced"),
        ({"licences": (Licence("ended"),)}, "prospective", "licence", "sourced"),
        # A permit that has ended does not make the next one old.
        (
            {"licences": (Licence("ended", granted="2018"),)},
            "prospective",
            "licence",
            "sourced",
        ),
        ({"licences": (NONE_FOUND,)}, "prospective", "licence", "none_found"),
    ],
)
def test_signed_text_by_permit_and_work(given, found, clause, rests_on):
    assert verdict(SIGNED, **given) == (found, clause, rests_on)


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ({}, "licence"),
        ({"status": "prospect"}, "licence"),
        ({"licences": (Licence("unknown"),)}, "licence"),
        ({"licences": (Licence("issued", granted="2012"),)}, "validity"),
        ({"licences": held(), **IDLE}, "grant_day"),
        ({"licences": held("2025"), **IDLE}, "grant_day"),
        ({"licences": held("2025-05"), **IDLE}, "grant_day"),
        ({"licences": held("../2026"), **IDLE}, "grant_day"),
        # An expiry proves nothing.
        ({"licences": (Licence("held", expires="2045"),), **IDLE}, "grant_day"),
        ({"licences": held("2017")}, "developed"),
        ({"commodities": ()}, "minerals"),
    ],
)
def test_signed_text_names_the_missing_fact(given, missing):
    sentence = apply(SIGNED, **given)
    assert (sentence["covered"], sentence["rests_on"]) == ("unclear", "")
    assert sentence["missing"] == missing


def test_occupied_mine_without_permit_found_has_none():
    works = {**AT_WORK, "licences": (NONE_FOUND,)}
    assert verdict(SIGNED, "free", **works)[0] == "outside"
    assert verdict(SIGNED, "occupied", **works)[0] == "prospective"


def test_of_several_sites_the_one_reached_furthest_counts():
    old, new = held("2023", site="North")[0], held("2026-02-26", site="South")[0]
    both = {**IDLE, "licences": (old, new)}
    assert verdict(SIGNED, **both) == ("in_force", "licence", "sourced")
    assert verdict(SIGNED, **{**IDLE, "licences": (old,)})[0] == "disputed"


@pytest.mark.parametrize(
    ("nearer", "farther", "work", "found"),
    [
        (held("2026"), (NONE_FOUND,), IDLE, "in_force"),
        ((NONE_FOUND,), held("2017"), IDLE, "prospective"),
        (held("2017"), (Licence("issued"),), IDLE, "disputed"),
        ((Licence("issued"),), held("2017"), AT_WORK, "unclear"),
    ],
)
def test_of_two_sites_the_nearer_class_stands(nearer, farther, work, found):
    north, south = nearer[0]._replace(site="North"), farther[0]._replace(site="South")
    for sites in ((north, south), (south, north)):
        assert verdict(SIGNED, **{**work, "licences": sites})[0] == found


@pytest.mark.parametrize("status", ["operating", "developed", "closed"])
def test_old_permit_of_what_once_worked_is_outside(status):
    idle = {"status": status, "operating_2025": "no", "licences": held("2017")}
    assert verdict(SIGNED, **idle) == ("outside", "existing", "inferred")


def test_what_counts_now_or_later_by_report_is_prospective():
    # Occupied and at work without a permit: in by Reuters, new by Meduza.
    works = {**AT_WORK, "licences": (NONE_FOUND,)}
    assert verdict(MARCH, "occupied", **works)[0] == "prospective"


@pytest.mark.parametrize("scenario_id", [COUNTER, VICTORY])
def test_at_work_without_permit_where_not_stated_is_unclear(scenario_id):
    works = {**AT_WORK, "licences": (NONE_FOUND,)}
    sentence = apply(scenario_id, "occupied", **works)
    assert (sentence["covered"], sentence["missing"]) == ("unclear", "existing")


DAY = date(2025, 5, 23)


def test_a_day_alone_leaves_out_what_was_licensed_before():
    found = decided(clause("licence", DAY), licences=held("2017"), **IDLE)
    assert (found.coverage, found.rests_on, found.clause) == ("outside", "sourced", "l")


def test_of_two_days_that_of_the_last_clause_counts():
    days = [clause("licence", day, id=str(day)) for day in (date(2016, 1, 1), DAY)]
    assert decided(*days, licences=held("2017"), **IDLE).coverage == "outside"
    assert coverage.day_that_counts(replaced(days)) == DAY


@pytest.mark.parametrize(
    ("readings", "missing"),
    [
        (("not_stated", "undeveloped_included"), "existing"),
        (("undeveloped_included", "not_stated"), "developed"),
    ],
)
def test_of_two_missing_facts_the_first_readings_is_named(readings, missing):
    operation = clause("operation", readings=readings)
    found = decided(operation, licences=held("2017"))
    assert (found.coverage, found.missing) == ("unclear", missing)


def test_a_mineral_matches_when_every_list_names_it():
    lists = [clause("minerals", one) for one in ("rare_earths", "annex57")]
    both = ("lithium", "neodymium")
    assert coverage.matched(replaced(lists), both) == ("neodymium",)


def test_ground_that_excludes_outweighs_a_dispute():
    disputed = clause("minerals", readings=("rare_earths", "all_resources"))
    found = decided(disputed, clause("ground", "occupied"))
    assert found[:3] == ("outside", "sourced", "g")


def test_of_two_clauses_that_exclude_the_first_kind_is_named():
    clauses = clause("ground", "occupied"), clause("minerals", "rare_earths")
    assert decided(*clauses).clause == decided(*clauses[::-1]).clause == "m"


def test_where_no_clause_bears_all_is_in_force():
    assert decided() == Verdict("in_force", "sourced")


def test_of_one_site_a_valid_permit_outweighs_one_that_ended():
    rows = (Licence("ended", granted="2010"), *held("2017"), Licence("offered"))
    assert verdict(SIGNED, **{**IDLE, "licences": rows})[0] == "disputed"


@pytest.mark.parametrize(
    ("given", "found", "rests_on"),
    [
        ({"operating_2025": "yes"}, "outside", "sourced"),
        (
            {"operating_2025": "yes", "operating_basis": "background knowledge"},
            "outside",
            "inferred",
        ),
        ({"status": "operating"}, "outside", "inferred"),
        ({"status": "prospect", "operating_2025": "no"}, "prospective", "sourced"),
        ({"status": "prospect"}, "prospective", "inferred"),
        ({"status": "explored undeveloped"}, "prospective", "inferred"),
        ({"status": "closed"}, "prospective", "inferred"),
        # It worked before; that its return is future monetisation is inferred.
        ({"status": "developed", "operating_2025": "no"}, "prospective", "inferred"),
        ({"status": "developed"}, "unclear", ""),
        ({}, "unclear", ""),
        # The framework has no cut-off date: an old licence not yet used is in.
        ({**IDLE, "licences": held("2017")}, "prospective", "sourced"),
    ],
)
def test_framework_takes_future_monetisation_only(given, found, rests_on):
    assert verdict(FRAMEWORK, **given) == (found, "existing", rests_on)


@pytest.mark.parametrize("scenario_id", [COUNTER, VICTORY])
@pytest.mark.parametrize(
    ("given", "found", "missing"),
    [
        ({"licences": held(), "operating_2025": "no"}, "unclear", "grant_day"),
        ({"licences": held("2017"), **IDLE}, "unclear", "existing"),
        ({"operating_2025": "yes"}, "unclear", "existing"),
        ({"status": "operating"}, "unclear", "existing"),
        ({"licences": (NONE_FOUND,), **AT_WORK}, "unclear", "existing"),
        ({"licences": (NONE_FOUND,)}, "prospective", ""),
        ({"licences": (Licence("ended"),)}, "prospective", ""),
        ({"licences": (Licence("awarded"),), **IDLE}, "prospective", ""),
        ({"licences": held("2026-01-01"), **IDLE}, "in_force", ""),
        ({"status": "prospect"}, "unclear", "licence"),
    ],
)
def test_existing_operations_not_stated(scenario_id, given, found, missing):
    sentence = apply(scenario_id, **given)
    assert (sentence["covered"], sentence["missing"]) == (found, missing)


@pytest.mark.parametrize(
    ("given", "found"),
    [
        # Out by Meduza, in by Reuters.
        ({"licences": held("2017"), **AT_WORK}, "disputed"),
        ({"licences": held("2017"), **IDLE}, "disputed"),
        # New under either reading, once it is licensed.
        ({"licences": (NONE_FOUND,), **IDLE}, "prospective"),
        # In by one reading; by the other it depends on what is not known.
        ({"status": "prospect"}, "unclear"),
    ],
)
def test_march_draft_by_its_two_readings(given, found):
    assert verdict(MARCH, **given)[:2] == (found, "existing")


@pytest.mark.parametrize("scenario_id", [DRAFT_7_FEB, DRAFT_21_FEB])
@pytest.mark.parametrize(
    ("given", "found", "rests_on"),
    [
        ({"licences": held()}, "in_force", "inferred"),
        ({"status": "operating"}, "in_force", "inferred"),
        ({"status": "prospect"}, "prospective", "inferred"),
        ({"licences": (Licence("issued"),)}, "prospective", "inferred"),
        ({"licences": (NONE_FOUND,)}, "prospective", "none_found"),
    ],
)
def test_existing_operations_included(scenario_id, given, found, rests_on):
    assert verdict(scenario_id, **given) == (found, "existing", rests_on)


@pytest.mark.parametrize(
    ("weak", "rests_on"),
    [
        ({"inferred": True}, "inferred"),
        ({"confidence": Confidence.LOW}, "inferred"),
        ({"confidence": Confidence.MEDIUM}, "sourced"),
        ({}, "sourced"),
    ],
)
def test_never_surer_than_the_clause(weak, rests_on):
    found = decided(clause("operation", "included", **weak), licences=held())
    assert (found.coverage, found.rests_on) == ("in_force", rests_on)


@pytest.mark.parametrize(("work", "sentence"), [("yes", "outside"), ("no", "disputed")])
def test_readings_that_agree_are_no_dispute(work, sentence):
    readings = clause("operation", readings=("undeveloped_included", "excluded"))
    idle = {**IDLE, "operating_2025": work, "licences": held("2017")}
    assert decided(clause("licence", DAY), readings, **idle).coverage == sentence


@pytest.mark.parametrize(
    ("before", "percent"),
    [("free", 50), ("occupied", 66), ("contested", math.nan)],
)
def test_share_of_land_by_its_side_before(before, percent):
    now, then = (pd.Series([side], index=["a"]) for side in ("free", before))
    sentence = whole.apply(SCENARIOS[DRAFT_21_FEB], frame(), now, before=then)
    found = sentence.loc["a", "us_share_percent"]
    assert found == pytest.approx(percent, nan_ok=True)


def test_minerals_of_a_commodity():
    assert minerals.minerals_of(" Ilmenite ") == {"titanium"}
    assert minerals.minerals_of("dysprosium") == {"dysprosium"}
    assert minerals.minerals_of("iron ore") == {"iron ore"}
    assert minerals.minerals_of("blue stone") == frozenset()
    known = minerals.known_minerals()
    assert {"titanium", "dysprosium", "iron ore"} <= known
    assert "blue stone" not in known
    assert not {"", "*"} & known  # "*" is every mineral, and none


def test_commodities_without_a_column_are_refused(tmp_path, monkeypatch):
    (tmp_path / "commodities.csv").write_text("commodity\nlithium\n")
    monkeypatch.setattr(minerals, "DATA", tmp_path)
    with pytest.raises(DataError, match=r"commodities\.csv: column 'annex57_names'"):
        minerals._commodity_minerals.__wrapped__()


@pytest.mark.parametrize("one", SCENARIOS.values(), ids=SCENARIOS)
def test_apply_keeps_the_index_and_the_order(one):
    rows = pd.concat([frame(), frame(**NEW_RARE_EARTH), frame(status="operating")])
    rows.index = pd.Index(["x", "y", "z"], name="id")
    control = pd.Series(["free", "occupied", "contested"], index=rows.index)
    sentence = whole.apply(one, rows, control)
    turned = whole.apply(one, rows.iloc[::-1], control)
    assert list(sentence.index) == ["x", "y", "z"]
    pd.testing.assert_frame_equal(sentence, turned.iloc[::-1])


def test_an_empty_frame_keeps_its_columns():
    none = frame().iloc[:0]
    sentence = whole.apply(SCENARIOS[SIGNED], none, pd.Series([], dtype="str"))
    assert sentence.empty
    assert sentence["us_share_percent"].dtype == "float64"


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
        # Not covered for sure: no share of anything, not a share of nothing.
        (OFFER, "free", NEW_LITHIUM, (math.nan,) * 3, "", math.nan),
    ],
)
def test_shares_of_what_base(scenario_id, control, given, shares, base, effective):
    sentence = apply(scenario_id, control, **given)
    found = sentence["us_share_percent"], sentence["ukraine_share_percent"]
    assert (*found, sentence["other_share_percent"]) == pytest.approx(
        shares, nan_ok=True
    )
    assert sentence["share_base"] == base
    assert sentence["effective_us_percent"] == pytest.approx(effective, nan_ok=True)


def test_bases_speak_the_readers_language():
    token = language.set("uk")
    try:
        base = apply(SIGNED, **NEW_LITHIUM)["share_base"]
    finally:
        language.reset(token)
    assert base == "участь у фонді, що бере 50 % надходжень держави від нових дозволів"


# Twenty deposits, by hand -----------------------------------------------------------


def of(commodities):
    return tuple(commodities.split(", "))


#: What the sources say of each (data/figures), typed anew, and its side of the line.
TEN = {
    # Production-sharing tender of 27 Aug 2025, won 12 Jan 2026; nothing signed.
    "dobra-li": {
        "commodities": of(
            "lithium, tantalum, niobium, rubidium, beryllium, tin, "
            "caesium, tungsten, gold"
        ),
        **IDLE,
        "licences": (Licence("awarded", granted="2026-01-12"),),
        "control": "free",
    },
    # Mining licence of 2017 for 20 years; not yet mined.
    "polokhivske-li": {
        "commodities": of("lithium, tantalum, niobium, rubidium, caesium, feldspar"),
        **IDLE,
        "licences": held("2017"),
        "control": "free",
    },
    # Courts refused the claimant in 2021; no valid permit found. Never mined.
    "shevchenkivske-li": {
        "commodities": of(
            "lithium, tantalum, niobium, beryllium, rubidium, caesium, "
            "tin, quartz, feldspar, mica"
        ),
        **IDLE,
        "licences": (NONE_FOUND,),
        "control": "contested",
    },
    # Offered for auction in 2021; no holder found. Never mined.
    "kruta-balka-li": {
        "commodities": of("lithium, tantalum, niobium, beryllium"),
        "status": "prospect",
        "licences": (NONE_FOUND,),
        "operating_2025": "no",
        "control": "occupied",
    },
    # Among the deposits without a licence in the geological survey's report of 2025.
    "novopoltavske-ree": {
        "commodities": of(
            "rare earths, phosphate, niobium, tantalum, strontium, "
            "uranium, fluorine, iron ore"
        ),
        **IDLE,
        "licences": (NONE_FOUND,),
        "control": "occupied",
    },
    # Licensed by August 2022, when it was mined; the sources disagree whether it works.
    "zavallivske-graphite": {
        "commodities": of("graphite, garnet, building stone"),
        "status": "developed",
        "licences": held("../2022-08"),
        "operating_2025": "unknown",
        "control": "free",
    },
    # An iron mine at work, permit date not found.
    "skeliuvatske-fe": {
        "commodities": of("iron ore"),
        "status": "operating",
        "licences": held(),
        "operating_2025": "yes",
        "operating_basis": "2025: readmetal",
        "control": "free",
    },
    # Coking coal, stopped in January 2025, state of the permit not known.
    "pokrovske-coal": {
        "commodities": of("coking coal, coal"),
        "status": "developed",
        "licences": (),
        "operating_2025": "no",
        "control": "contested",
    },
    # Worked by the state company; that it works in 2025 is background knowledge.
    "shebelynske-gas": {
        "commodities": of("natural gas, gas condensate"),
        "status": "operating",
        "licences": held("../2020"),
        "operating_2025": "yes",
        "operating_basis": "background knowledge, unverified",
        "control": "free",
    },
    # No Ukrainian permit found; whether anyone works it is not known.
    "borivske-gas": {
        "commodities": of("natural gas, gas condensate"),
        "status": "developed",
        "licences": (NONE_FOUND,),
        "operating_2025": "unknown",
        "control": "occupied",
    },
}

#: Seven texts take no share of any deposit.
NO_SHARE = dict.fromkeys(TAKING_NO_SHARE, "outside")

#: Lithium deposits without a permit: what is granted from here on would be new.
UNLICENSED_LITHIUM = {
    VICTORY: "prospective",  # lithium is named; nothing exists that could be left out
    DRAFT_7_FEB: "prospective",  # all resources, once there is revenue
    OFFER: "disputed",  # a rare earth only to those who read it further
    DRAFT_21_FEB: "prospective",
    COUNTER: "prospective",
    RUSSIAN: "outside",  # lithium is no rare earth
    FRAMEWORK: "prospective",  # never mined: only to come
    MARCH: "prospective",  # new under either reading
    SIGNED: "prospective",  # on the list, once licensed
}

BY_HAND = {
    "dobra-li": UNLICENSED_LITHIUM,  # awarded, not signed
    "polokhivske-li": {
        VICTORY: "unclear",  # lithium, but licensed, and the plan is silent on that
        DRAFT_7_FEB: "in_force",
        OFFER: "disputed",
        DRAFT_21_FEB: "in_force",
        COUNTER: "unclear",
        RUSSIAN: "outside",
        FRAMEWORK: "prospective",  # earns nothing yet; no cut-off date
        MARCH: "disputed",  # in by Reuters, out by Meduza
        SIGNED: "disputed",  # licence of 2017, never developed
    },
    "shevchenkivske-li": UNLICENSED_LITHIUM,
    "kruta-balka-li": UNLICENSED_LITHIUM,
    "novopoltavske-ree": {
        **UNLICENSED_LITHIUM,  # uranium is named in the Victory Plan
        OFFER: "in_force",  # rare earths, and title needs no licence
        RUSSIAN: "prospective",  # rare earths on occupied land
    },
    "zavallivske-graphite": {
        VICTORY: "unclear",  # graphite is named, but it is licensed
        DRAFT_7_FEB: "in_force",
        OFFER: "disputed",
        DRAFT_21_FEB: "in_force",
        COUNTER: "unclear",
        RUSSIAN: "outside",
        FRAMEWORK: "unclear",  # the sources disagree whether it earns already
        MARCH: "disputed",
        SIGNED: "outside",  # licensed and developed long ago
    },
    "skeliuvatske-fe": {
        VICTORY: "unclear",  # is iron a "critical resource"?
        DRAFT_7_FEB: "in_force",
        OFFER: "disputed",  # to those who read it as all resources
        DRAFT_21_FEB: "in_force",
        COUNTER: "unclear",
        RUSSIAN: "outside",
        FRAMEWORK: "outside",  # revenue already in the budget
        MARCH: "disputed",
        SIGNED: "outside",  # iron ore is not on the list of 57
    },
    "pokrovske-coal": {
        VICTORY: "unclear",
        DRAFT_7_FEB: "prospective",
        OFFER: "disputed",
        DRAFT_21_FEB: "prospective",
        COUNTER: "unclear",  # its permit is not known
        RUSSIAN: "outside",
        FRAMEWORK: "prospective",  # its return would be to come
        MARCH: "unclear",
        SIGNED: "outside",  # coal is not on the list of 57
    },
    "shebelynske-gas": {
        VICTORY: "unclear",
        DRAFT_7_FEB: "in_force",
        OFFER: "disputed",
        DRAFT_21_FEB: "in_force",
        COUNTER: "unclear",
        RUSSIAN: "outside",
        FRAMEWORK: "outside",  # Naftogaz is named as excluded
        MARCH: "disputed",
        SIGNED: "outside",  # gas is listed, but worked already
    },
    "borivske-gas": {
        **UNLICENSED_LITHIUM,
        VICTORY: "unclear",  # is gas a "critical resource"?
        FRAMEWORK: "unclear",  # whether it earns is not known
    },
}


@pytest.mark.parametrize("scenario_id", SCENARIOS)
@pytest.mark.parametrize("deposit", TEN)
def test_ten_deposits_under_every_text(deposit, scenario_id):
    expected = {**NO_SHARE, **BY_HAND[deposit]}
    assert verdict(scenario_id, **TEN[deposit])[0] == expected[scenario_id]


#: Ten more, by the second gathering of permits; all of them on land that Ukraine holds.
TEN_MORE = {
    # Two sites: one licensed by March 2023, one sold at an auction on 26 February 2026.
    "burtynske-graphite": {
        "commodities": of("graphite"),
        **IDLE,
        "licences": (
            Licence("sold", "Maidanska", granted="2026-02-26"),
            Licence("held", "Horodniavska", granted="../2023-03"),
        ),
    },
    # The company says that it holds a licence, and not since when.
    "yastrubetske-zr-ree": {
        "commodities": of("zirconium, rare earths, fluorspar, fluorine, feldspar"),
        **IDLE,
        "licences": held(site="South-western part"),
    },
    # The right to buy an exploration permit, won in August 2021; its end is not known.
    "selyshchanske-ti": {
        "commodities": of("titanium, ilmenite, phosphate"),
        "status": "prospect",
        "licences": (Licence("issued", granted="2021-08"), Licence("ended")),
        "operating_2025": "no",
    },
    # A permit of 2012 gave way to a place on the list of sites for auction.
    "tarasivske-ti-zr": {
        "commodities": of("zirconium, titanium"),
        **IDLE,
        "licences": (Licence("offered"), Licence("ended", granted="2012-01-27")),
    },
    # Mined under a permit of 2004 that the Cabinet ended on 10 March 2026.
    "motronivske-ti-zr": {
        "commodities": of("titanium, zirconium"),
        "status": "developed",
        "licences": (Licence("ended", granted="2004-12-31"),),
        "operating_2025": "no",
    },
    # Mined under a permit of 2007 for 20 years.
    "byrzulivske-ti": {
        "commodities": of("titanium, ilmenite, zirconium"),
        "status": "operating",
        "licences": held("2007"),
        "operating_2025": "yes",
    },
    # Its mining allotment is of May 2020, which needs a permit; not yet mined.
    "likarivske-ti": {
        "commodities": of("titanium, ilmenite"),
        **IDLE,
        "licences": held("../2020-05"),
    },
    # A production-sharing agreement of 2013; in May 2025 only its holder changed.
    "oleska-gas": {
        "commodities": of("natural gas"),
        "status": "prospect",
        "licences": held("2013"),
        "operating_2025": "no",
    },
    # A permit of 2022, suspended for five years in July 2023; two years later on the
    # Cabinet's list for auction.
    "zalisy-shmenky-cu": {
        "commodities": of("copper"),
        "status": "prospect",
        "licences": (Licence("suspended", granted="2022"), Licence("offered")),
        "operating_2025": "no",
    },
    # In 2018 a firm with permits nearby asked for a study of it; no more is known.
    "berehivske-au-pb-zn": {
        "commodities": of("zinc, lead, gold, silver"),
        **IDLE,
        "licences": (Licence("issued", granted="../2018-09"),),
    },
}

#: By text: the class, what that rests on, and the fact that an unclear one lacks.
MORE_BY_HAND = {
    # On the list of 57, each of them: the permit decides.
    SIGNED: {
        # By its newer site: sold, and the grant not seen.
        "burtynske-graphite": ("prospective", "sourced", ""),
        "yastrubetske-zr-ree": ("unclear", "", "grant_day"),
        "selyshchanske-ti": ("unclear", "", "validity"),
        "tarasivske-ti-zr": ("prospective", "sourced", ""),
        "motronivske-ti-zr": ("prospective", "sourced", ""),
        "byrzulivske-ti": ("outside", "sourced", ""),  # old and at work
        "likarivske-ti": ("disputed", "sourced", ""),  # old, not yet developed
        "oleska-gas": ("disputed", "sourced", ""),
        "zalisy-shmenky-cu": ("unclear", "", "validity"),
        "berehivske-au-pb-zn": ("unclear", "", "validity"),
    },
    # Half of the title to rare earths; by some reports to everything else too. What
    # becomes of a licensed one no report says.
    OFFER: {
        **dict.fromkeys(TEN_MORE, ("disputed", "sourced", "")),
        "yastrubetske-zr-ree": ("unclear", "", "grant_day"),
    },
    # All revenue, licensed before or not: by inference from the word "recurring".
    DRAFT_7_FEB: {
        "burtynske-graphite": ("in_force", "inferred", ""),
        "yastrubetske-zr-ree": ("in_force", "inferred", ""),
        "selyshchanske-ti": ("prospective", "inferred", ""),  # no valid permit is known
        "tarasivske-ti-zr": ("prospective", "inferred", ""),
        "motronivske-ti-zr": ("prospective", "inferred", ""),
        "byrzulivske-ti": ("in_force", "inferred", ""),
        "likarivske-ti": ("in_force", "inferred", ""),
        "oleska-gas": ("in_force", "inferred", ""),
        "zalisy-shmenky-cu": ("prospective", "inferred", ""),
        "berehivske-au-pb-zn": ("prospective", "inferred", ""),
    },
    # New projects only, or old ones too: the reports differ on what was licensed.
    MARCH: {
        # A grant to come would be new by either report.
        "burtynske-graphite": ("prospective", "sourced", ""),
        "yastrubetske-zr-ree": ("unclear", "", "grant_day"),
        "selyshchanske-ti": ("unclear", "", "validity"),
        "tarasivske-ti-zr": ("prospective", "sourced", ""),
        "motronivske-ti-zr": ("prospective", "sourced", ""),
        "byrzulivske-ti": ("disputed", "sourced", ""),
        "likarivske-ti": ("disputed", "sourced", ""),
        "oleska-gas": ("disputed", "sourced", ""),
        "zalisy-shmenky-cu": ("unclear", "", "validity"),
        "berehivske-au-pb-zn": ("unclear", "", "validity"),
    },
}


@pytest.mark.parametrize("scenario_id", MORE_BY_HAND)
@pytest.mark.parametrize("deposit", TEN_MORE)
def test_ten_more_deposits_by_class_basis_and_gap(deposit, scenario_id):
    sentence = apply(scenario_id, **TEN_MORE[deposit])
    found = sentence["covered"], sentence["rests_on"], sentence["missing"]
    assert found == MORE_BY_HAND[scenario_id][deposit]


@pytest.mark.parametrize("deposit", [*TEN, *TEN_MORE])
def test_shipped_facts_are_those_typed_by_hand(deposit):
    typed = {**TEN, **TEN_MORE}[deposit]
    row = deposits().loc[deposit]
    assert row["commodities"] == typed["commodities"]
    assert row["status"] == typed["status"]
    assert row["operating_2025"] == typed["operating_2025"]
    assert counted(row["licences"]) == counted(typed["licences"])
    assert measured().loc[deposit, "control"] == typed.get("control", "free")


def counted(licences):
    """What decides of the permits that count, site by site."""
    return {(one.site, one.state, one.granted) for one in permits_of(licences)}
