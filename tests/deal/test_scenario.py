"""Scenarios: the shipped texts, the rules of coverage, and ten deposits by hand."""

import copy
import json
import math
import re
from dataclasses import asdict, fields
from datetime import date
from pathlib import Path

import pytest
import yaml

from geo.deal import lists, load, shares
from geo.deal import scenario as terms
from geo.deal.coverage import DECIDING, decides
from geo.deal.records import encode, walk
from geo.deal.scenario import Confidence
from geo.errors import DataError, UnknownNameError
from geo.geodesy.ukraine import oblasts
from tests.deal.test_coverage import (
    DRAFT_7_FEB,
    DRAFT_21_FEB,
    EU,
    POINTS_28,
    SCENARIOS,
    SIGNED,
)

FACTS = Path(__file__).parents[3] / "shared" / "facts" / "terms.yaml"


def leaves(data, where=""):
    """Yield every leaf of plain data, each with its place."""
    if isinstance(data, dict | list):
        items = data.items() if isinstance(data, dict) else enumerate(data)
        for key, value in items:
            yield from leaves(value, f"{where}/{key}")
    else:
        yield where, data


# The shipped texts ------------------------------------------------------------------


def test_the_scenarios_stand_in_order_of_time():
    dates = [one.date for one in SCENARIOS.values()]
    assert dates == sorted(dates)
    assert next(iter(SCENARIOS)) == EU
    assert list(SCENARIOS)[-1] == "us_eu_2026_01_22_prosperity"


def test_eight_texts_are_of_the_deal_and_eight_beside_it():
    families = [one.family for one in SCENARIOS.values()]
    assert families.count(terms.Family.DEAL) == 8
    assert families.count(terms.Family.BESIDE) == 8
    assert SCENARIOS[SIGNED].family is terms.Family.DEAL
    assert SCENARIOS[POINTS_28].family is terms.Family.BESIDE


def test_the_text_in_force_is_the_default():
    signed = load.default_scenario()
    assert signed.id == SIGNED
    assert signed.default
    assert signed.in_force == date(2025, 5, 23)


def test_an_unknown_scenario_is_reported_with_the_known_ones():
    with pytest.raises(UnknownNameError, match=rf"'frob'.*{SIGNED}"):
        load.scenario("frob")


@pytest.mark.parametrize("one", SCENARIOS.values(), ids=SCENARIOS)
def test_deciding_clauses_stand_in_order(one):
    kinds = [clause.kind for clause in one.clauses if decides(clause)]
    assert kinds == sorted(kinds, key=DECIDING.index)
    assert kinds[0] in ("claim", "minerals")


@pytest.mark.parametrize("one", SCENARIOS.values(), ids=SCENARIOS)
def test_what_a_reader_sees_is_in_both_languages(one):
    texts = [one.name, one.short_name, one.summary, one.proposer, one.status_text]
    texts += [text for clause in one.clauses for text in (clause.title, clause.text)]
    texts += [share.of for share in one.shares]
    texts += [base.name for base in lists.read_bases().values()]
    assert all(set(text) == {"en", "uk"} for text in texts)


@pytest.mark.parametrize("one", SCENARIOS.values(), ids=SCENARIOS)
def test_both_languages_stand_in_every_text_of_two(one):
    for _way, part in walk(one):
        for slot in fields(part):
            value = getattr(part, slot.name)
            if isinstance(value, dict) and "en" in value and slot.name != "derived":
                assert value.get("uk"), (part, slot.name)


@pytest.mark.parametrize("one", SCENARIOS.values(), ids=SCENARIOS)
def test_a_clause_on_a_blog_alone_names_what_was_looked_for(one):
    for clause in one.clauses:
        kinds = {lists.sources_of(one)[source].kind for source in clause.sources}
        if kinds == {terms.SourceKind.BLOG}:
            assert clause.looked_for, clause.id


def test_what_the_notes_call_inferred_is_marked_so():
    marked = {
        (one.id, clause.id)
        for one in SCENARIOS.values()
        for clause in one.clauses
        if clause.inferred
    }
    assert {(DRAFT_7_FEB, "existing"), (DRAFT_21_FEB, "existing")} <= marked
    assert not [clause for scenario, clause in marked if scenario == SIGNED]
    claims = [
        (one.id, clause.id)
        for one in SCENARIOS.values()
        for clause in one.clauses
        if clause.value == "no_share"
    ]
    assert len(claims) == 7
    assert set(claims) <= marked


def test_older_undeveloped_permits_have_readings_for_and_against():
    existing = SCENARIOS[SIGNED].clause("existing")
    found = [(one.value, one.sources[0], one.confidence) for one in existing.readings]
    assert existing.value is None
    assert found == [
        ("undeveloped_included", "S_NRF", "high"),
        ("undeveloped_included", "S_IFX_13256", "medium"),
        ("undeveloped_included", "S_NP_0506", "low"),
        ("excluded", "S_UBA", "medium"),
        ("excluded", "S_REUTERS_0430", "low"),
    ]


def test_the_signed_text_counts_permits_after_it_was_in_force():
    signed = SCENARIOS[SIGNED]
    assert signed.clause("licence").value == signed.in_force == date(2025, 5, 23)
    assert signed.clause("renewals").value is None


OTHER_OBLASTS = {"UA.KR", "UA.SC", "UA.DT", "UA.LH", "UA.KS", "UA.ZP"}


def test_the_28_points_move_land_both_ways():
    vacated, given_up = SCENARIOS[POINTS_28].ground[1:]
    assert vacated.oblasts == ("UA.DT",)
    assert (vacated.land, vacated.becomes) == ("held", "demilitarised")
    assert (given_up.land, given_up.becomes) == ("occupied", "held")
    ids = set(oblasts().index)
    assert set(given_up.oblasts) == ids - OTHER_OBLASTS


def test_the_20_points_free_four_oblasts_and_offer_a_strip():
    leaves, strip = SCENARIOS["us_ua_2025_12_24_20points"].ground
    assert set(leaves.oblasts) == {"UA.DP", "UA.MY", "UA.SM", "UA.KK"}
    assert (leaves.land, leaves.becomes) == ("occupied", "held")
    assert not leaves.optional
    assert strip.strip_km == (5, 10, 40)
    assert strip.optional


@pytest.mark.parametrize("one", SCENARIOS.values(), ids=SCENARIOS)
def test_what_is_contested_holds_its_readings(one):
    for _way, part in walk(one):
        if getattr(part, "confidence", "") is Confidence.CONTESTED:
            assert [p for _way, p in walk(part) if getattr(p, "readings", ())]


def test_the_list_of_57_has_57_entries_without_iron_and_coal():
    listed = lists.read_mineral_sets()["annex57"].minerals
    assert len(listed) == len(set(listed)) == 57
    assert {"oil", "natural_gas", "titanium"} <= set(listed)
    assert not {"iron ore", "coal", "kaolin", "silver"} & set(listed)


def test_the_list_of_57_names_all_rare_earths_but_promethium():
    sets = lists.read_mineral_sets()
    missing = set(sets["rare_earths"].minerals) - set(sets["annex57"].minerals)
    assert len(sets["rare_earths"].minerals) == 17
    assert missing == {"promethium"}


def test_every_source_is_cited_and_none_names_a_file_of_ours():
    cited = "".join(
        path.read_text("utf-8")
        for path in load.FOLDER.glob("*.yaml")
        if path.stem != "sources"
    )
    for source in lists.read_sources().values():
        assert source.id in cited
        assert not source.url or source.url.startswith("http")


#: A host as a reader's browser and a link checker know it, with no root dot.
HOST = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+(:\d+)?", re.IGNORECASE)


def test_every_address_has_a_plain_host():
    for path in [*load.FOLDER.glob("*.yaml"), *load.FOLDER.parent.glob("*.*")]:
        found = path.read_text("utf-8")
        hosts = re.findall(r"https?://([^/\s\"'`;,)<>\]]+)", found)
        assert not [host for host in hosts if not HOST.fullmatch(host)], path.name


def test_events_come_in_order_and_start_the_clock():
    events = lists.read_events()
    assert [event.date for event in events] == sorted(event.date for event in events)
    in_force = load.default_scenario().in_force
    assert in_force in [event.date for event in events]


def test_derived_estimates_agree_with_their_arithmetic():
    derived = {one.id: one for one in lists.read_estimates()["derived"]}

    def value(name, figure):
        figures = {found.id: found for found in derived[name].figures}
        return figures[figure].value

    signed = SCENARIOS[SIGNED]
    assert value("signed_effective", "us") == shares.effective_us_percent(
        signed, "free"
    )
    assert value("signed_effective", "ukraine") == 100 - 25
    assert value("years_to_cap", "years") == round(500 / (0.5 * 1.1))
    assert value("march_interest", "low") == pytest.approx(0.04 * 100)
    assert value("march_interest", "high") == pytest.approx(0.04 * 123)
    assert value("march_half_revenue", "revenue") == pytest.approx(0.5 * 1.1)
    assert value("march_never_repays", "never_repays") is (0.55 < 4.0)
    assert value("demand_over_aid", "times") == round(500 / 123, 2)


def test_no_source_of_the_facts_is_lost():
    if not FACTS.is_file():
        pytest.skip("no ../shared/facts beside the checkout")
    facts = yaml.safe_load(FACTS.read_text("utf-8"))
    assert set(facts["sources"]) <= set(lists.read_sources())
    for found in facts["scenarios"]:
        ours = (load.FOLDER / f"{found['id']}.yaml").read_text("utf-8")
        words = (str(leaf) for _where, leaf in leaves(found))
        assert not [word for word in words if word[:2] == "S_" and word not in ours]


# What a file may not be -------------------------------------------------------------


MINIMAL = yaml.safe_load(
    """
    id: tiny
    name: {en: Tiny, uk: Мала}
    short_name: Tiny
    date: 2025-01-01
    proposer: both
    status: proposed
    status_text: proposed
    status_sources: [S_SEED]
    confidence: low
    default: true
    summary: A text of one clause.
    clauses:
      - id: minerals
        kind: minerals
        title: All
        text: All of it.
        value: all_resources
        sources: [S_SEED]
        figures: [{id: cap, value: 5, sources: [S_SEED]}]
      - {id: rate, kind: rate, title: Half, text: Half., sources: [S_SEED]}
    shares:
      - id: title
        base: title
        of: title
        short: of title
        clause: rate
        us_percent: {value: 50, sources: [S_SEED]}
        ukraine_percent: {value: 40, sources: [S_SEED]}
        other_percent: {value: 10, sources: [S_SEED]}
    rates:
      free: {share: title, effective: [title]}
    """
)


def repaired(path, value):
    """Return the minimal scenario with one place set, or removed where it is None."""
    return put(copy.deepcopy(MINIMAL), path, value)


def put(data, path, value):
    """Set one place of plain data, or remove it where the value is None."""
    *way, last = path
    place = data
    for step in way:
        place = place[step]
    if value is None:
        del place[last]
    else:
        place[last] = value
    return data


def read(data):
    text = data if isinstance(data, str) else yaml.safe_dump(data, allow_unicode=True)
    return load.read_scenario(text, name="tiny.yaml")


def test_the_minimal_scenario_is_valid():
    one = read(MINIMAL)
    assert one.clause("minerals").value == "all_resources"
    assert shares.share_text(one) == "US 50 %, Ukraine 40 %, others 10 % of title"


CLAUSE, SHARE = ("clauses", 0), ("shares", 0)


def reading(value):
    """A reading of a clause, as plain data."""
    return {"value": value, "sources": ["S_SEED"]}


def ground(**changed):
    """A ground term, as plain data."""
    term = {"id": "g", "clause": "rate", "land": "held", "becomes": "occupied"}
    return {**term, **changed}


@pytest.mark.parametrize(
    ("path", "value", "issue"),
    [
        (("colour",), "red", "colour: unknown key; expected one of id, name, short"),
        ((*CLAUSE, "colour"), "red", "clauses[0].colour: unknown key; expected one"),
        (("summary",), None, "the key summary is missing"),
        (("summary",), "", "summary: expected a text, got ''"),
        (("summary",), {"uk": "Текст"}, "summary: expected a text in en (and uk)"),
        (("summary",), {"en": "Text", "de": "Text"}, "summary: expected a text in en"),
        (("date",), "2025", "date: expected a day such as 2025-04-30, got '2025'"),
        (("default",), "yes", "default: expected true or false, got 'yes'"),
        (("clauses",), {}, "clauses: expected a list, got {}"),
        (("status",), "lost", "status: expected proposed or refused"),
        (("status_sources",), [], "status_sources: no source"),
        (("status_sources",), ["S_X"], "status_sources[0]: unknown source 'S_X'"),
        (("confidence",), "sure", "confidence: expected high or medium"),
        ((*CLAUSE, "kind"), "poem", "clauses[0].kind: expected claim or minerals"),
        ((*CLAUSE, "sources"), [], "clauses[0].sources: no source"),
        ((*CLAUSE, "sources"), None, "clauses[0]: the key sources is missing"),
        ((*CLAUSE, "sources"), ["S_X"], "clauses[0].sources[0]: unknown source 'S_X'"),
        ((*CLAUSE, "value"), "annex58", "clauses[0].value: unknown 'annex58'"),
        ((*CLAUSE, "value"), None, "clauses: no clause decides"),
        ((*CLAUSE, "figures", 0, "sources"), [], "clauses[0].figures[0].sources: no s"),
        ((*CLAUSE, "figures", 0, "value"), math.nan, "value: expected a number, a day"),
        ((*CLAUSE, "figures", 0, "value"), [5], "value: expected a number, a day"),
        (
            (*CLAUSE, "readings"),
            [reading("annex57"), reading("rare_earths")],
            "clauses[0].value: a clause that sources read differently has no value",
        ),
        (("ground",), [ground(clause="moon")], "ground[0].clause: unknown 'moon'"),
        (("ground",), [ground(becomes="free")], "becomes: expected held or occupied"),
        (
            ("ground",),
            [ground(becomes="held")],
            "ground[0].becomes: it changes nothing",
        ),
        (("ground",), [ground(oblasts=["UA.XX"])], "oblasts[0]: unknown 'UA.XX'"),
        (("ground",), [ground(strip_km=[5, 0])], "strip_km[1]: expected a distance ab"),
        (("ground",), [ground(), ground()], "ground[1].id: 'g' is given twice"),
        ((*CLAUSE, "value"), {"en": "all"}, "value: unknown {'en': 'all'}"),
        ((*CLAUSE, "value"), ["all"], "value: expected a number, a day"),
        (("clauses", 1, "id"), "minerals", "clauses[1].id: 'minerals' is given twice"),
        (
            ("clauses", 1, "value"),
            "half",
            "clauses[1].value: a clause of this kind",
        ),
        ((*SHARE, "base"), "moon", "shares[0].base: unknown 'moon'"),
        ((*SHARE, "clause"), None, "shares[0]: the key clause is missing"),
        ((*SHARE, "clause"), "moon", "shares[0].clause: unknown 'moon'"),
        ((*SHARE, "us_percent", "sources"), [], "us_percent.sources: no source"),
        ((*SHARE, "us_percent", "value"), 49, "shares[0]: the shares total 99 %"),
        ((*SHARE, "us_percent", "value"), 60, "shares[0]: the shares total 110 %"),
        ((*SHARE, "us_percent", "value"), -5, "expected a number of percent from 0 to"),
        ((*SHARE, "us_percent", "value"), True, "expected a number of percent from 0"),
        ((*SHARE, "us_percent", "value"), "half", "expected a number of percent from"),
        (
            ("rates", "moon"),
            {"share": "title"},
            "rates.moon: expected free or occupied",
        ),
        (("rates", "free", "share"), "moon", "rates.free.share: unknown 'moon'"),
        (("shares",), None, "effective[0]: unknown 'title'; there is none to name"),
        (
            ("rates", "free", "effective"),
            ["moon"],
            "rates.free.effective[0]: unknown 'moon'",
        ),
        ((*SHARE, "short"), None, "effective[0]: share title needs a short"),
        ((*SHARE, "us_percent"), None, "share title needs a short and a fund_percent"),
        (
            ("references",),
            [{"id": "S_SEED", "kind": "press", "publisher": "A paper"}],
            "references[0].id: 'S_SEED' is given twice",
        ),
        (
            ("mineral_sets",),
            [{"id": "annex57", "name": "A", "minerals": ["tin"]}],
            "mineral_sets[0].id: 'annex57' is given twice",
        ),
    ],
)
def test_a_breach_of_the_schema_names_file_place_and_key(path, value, issue):
    with pytest.raises(DataError, match=re.escape(issue)) as caught:
        read(repaired(path, value))
    assert re.match(r"tiny\.yaml: line \d+, column \d+: ", str(caught.value))


def test_a_null_is_refused_because_absence_says_it():
    data = {**MINIMAL, "in_force": None}
    with pytest.raises(DataError, match="in_force: expected a value, got nothing"):
        read(data)


def contested(*values):
    """Return the minimal scenario whose minerals clause has these readings."""
    data = copy.deepcopy(MINIMAL)
    del data["clauses"][0]["value"]
    data["clauses"][0]["readings"] = [reading(value) for value in values]
    return data


def test_two_readings_that_differ_decide_in_place_of_a_value():
    clause = read(contested("annex57", "annex57", "all_resources")).clause("minerals")
    assert decides(clause)
    assert clause.value is None


@pytest.mark.parametrize(
    ("values", "issue"),
    [
        (["annex57"], "clauses[0].readings: expected two readings or more that differ"),
        (["annex57", "annex57"], "clauses[0].readings: expected two readings or more"),
        (["annex57", "moon"], "clauses[0].readings[1].value: unknown 'moon'"),
    ],
)
def test_readings_that_cannot_decide_are_refused(values, issue):
    with pytest.raises(DataError, match=re.escape(issue)):
        read(contested(*values))


def test_readings_where_a_value_alone_decides_are_refused():
    data = copy.deepcopy(MINIMAL)
    readings = [reading("2025-04-30"), reading("2025-05-23")]
    licence = {**copy.deepcopy(data["clauses"][0]), "id": "new", "kind": "licence"}
    licence = {key: licence[key] for key in licence if key != "value"}
    data["clauses"].append({**licence, "readings": readings})
    issue = "clauses[2].readings: readings decide only in clauses on minerals and"
    with pytest.raises(DataError, match=re.escape(issue)):
        read(data)


def test_a_ground_term_is_read_with_its_options():
    term = ground(land="all", becomes="demilitarised", strip_km=[5, 10, 40.5])
    data = {**MINIMAL, "ground": [{**term, "oblasts": ["UA.DT"], "optional": True}]}
    (found,) = read(data).ground
    assert found.strip_km == (5, 10, 40.5)
    assert (found.land, found.becomes, found.optional) == ("all", "demilitarised", True)


def test_a_licence_clause_takes_a_date():
    data = copy.deepcopy(MINIMAL)
    data["clauses"][1].update(kind="licence", value="2025")
    with pytest.raises(DataError, match=r"clauses\[1\]\.value: expected the day af"):
        read(data)


def test_every_issue_is_reported_with_its_place():
    text = """\
id: tiny
name: Tiny
short_name: ""
date: soon
proposer: both
status: proposed
status_text: proposed
status_sources: [S_SEED]
confidence: low
summary: A text.
clauses:
  - {id: minerals, kind: poem, title: All, text: All., sources: [S_SEED]}
  - id: rate
    kind: rate
    titel: Half
    sources: [S_SEED]
"""
    found = [(f.line, f.column, f.key) for f in load.check_scenario(text)]
    assert found == [
        (3, 1, "short_name"),
        (4, 1, "date"),
        (12, 20, "clauses[0].kind"),
        (13, 5, "clauses[1]"),
        (13, 5, "clauses[1]"),
        (15, 5, "clauses[1].titel"),
    ]


def test_all_that_does_not_fit_is_reported_at_once():
    data = repaired((*SHARE, "us_percent", "value"), 49)
    data["status_sources"] = ["S_X", "S_SEED", "S_Y"]
    data["clauses"][1]["id"] = "minerals"
    found = {issue.key for issue in load.check_scenario(yaml.safe_dump(data))}
    assert found == {
        "status_sources[0]",
        "status_sources[2]",
        "clauses[1].id",
        "shares[0]",
        "shares[0].clause",
    }


def test_a_file_may_bring_its_own_sources_and_sets_of_minerals():
    data = repaired(("status_sources",), ["S_MINE"])
    data["references"] = [{"id": "S_MINE", "kind": "press", "publisher": "A paper"}]
    data["mineral_sets"] = [{"id": "two", "name": "two", "minerals": ["tin", "zinc"]}]
    data["clauses"][0]["value"] = "two"
    one = read(data)
    assert lists.sources_of(one)["S_MINE"].publisher == "A paper"
    assert lists.mineral_sets_of(one)["two"].minerals == ("tin", "zinc")


def test_a_shipped_scenario_has_no_issue():
    text = (load.FOLDER / f"{SIGNED}.yaml").read_bytes()
    assert load.check_scenario(text) == ()


@pytest.mark.parametrize("one", SCENARIOS.values(), ids=SCENARIOS)
def test_a_scenario_written_and_read_again_is_the_same(one):
    again = load.read_scenario(load.scenario_to_yaml(one), name="again")
    assert asdict(again) == asdict(one)


# The schema for outsiders -----------------------------------------------------------


@pytest.fixture(scope="module")
def validator():
    """The shipped JSON Schema, ready to validate."""
    jsonschema = pytest.importorskip("jsonschema")
    schema = json.loads((load.FOLDER / "schema.json").read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    checker = jsonschema.FormatChecker(["date"])
    return jsonschema.Draft202012Validator(schema, format_checker=checker)


def as_json(one):
    """A scenario as an editor sees its file: days are texts."""
    return json.loads(json.dumps(encode(one), default=str))


def test_the_shipped_json_schema_is_up_to_date():
    shipped = (load.FOLDER / "schema.json").read_text("utf-8")
    assert shipped == load.schema_text()


@pytest.mark.parametrize("one", SCENARIOS.values(), ids=SCENARIOS)
def test_the_json_schema_accepts_what_ships(one, validator):
    assert [error.message for error in validator.iter_errors(as_json(one))] == []


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("colour",), "red"),
        (("summary",), None),
        (("status",), "lost"),
        (("date",), "soon"),
        ((*CLAUSE, "kind"), "poem"),
        ((*CLAUSE, "kind"), "guarantee"),
        (("clauses", 1, "value"), "half"),
        ((*SHARE, "base"), "moon"),
        (("rates", "moon"), {"share": "title"}),
        (("ground",), [ground(oblasts=["UA.XX"])]),
        (("ground",), [ground(strip_km=[0])]),
    ],
)
def test_the_json_schema_refuses_what_we_refuse(path, value, validator):
    one = as_json(read(MINIMAL))
    assert not list(validator.iter_errors(one))
    assert list(validator.iter_errors(put(one, path, value)))


# What a what-if starts from -----------------------------------------------------------

MOVED = {
    "text": SIGNED,
    "front": date(2026, 8, 22),
    "front_moved_km": -20,
    "oblast": "UA.DT",
}


def starting(status="what_if", **start):
    """A minimal file that starts from something."""
    return {**repaired(("status",), status), "what_if": start}


@pytest.mark.parametrize(
    "start",
    [
        MOVED,
        {"text": SIGNED},
        {"front": date(2026, 8, 22), "front_moved_km": 2.5},
        {"front": date(2026, 8, 22), "front_moved_km": 50},
    ],
)
def test_what_a_what_if_may_start_from(start, validator):
    one = read(starting(**start))
    assert {**asdict(terms.WhatIf()), **start} == asdict(one.what_if)
    assert not list(validator.iter_errors(as_json(one)))


@pytest.mark.parametrize(
    ("start", "message"),
    [
        ({"text": "treaty_of_mars"}, "what_if.text: unknown 'treaty_of_mars'"),
        ({**MOVED, "oblast": "UA.XX"}, r"what_if.oblast: unknown 'UA.XX'.*UA\.DT"),
        (
            {**MOVED, "front_moved_km": 50.5},
            "front_moved_km: expected .* to 50 km",
        ),
        ({**MOVED, "front_moved_km": True}, "front_moved_km: expected a number, got T"),
        ({**MOVED, "front_moved_km": math.nan}, "front_moved_km: expected a number"),
        ({**MOVED, "front": "soon"}, "what_if.front: expected a day"),
        ({"front_moved_km": 5}, "what_if: the key front is missing"),
        (
            {"carried_out": "us_2025_11_20_28points"},
            "what_if: the key front is missing",
        ),
        (
            {**MOVED, "carried_out": "treaty+5km"},
            "what_if.carried_out: unknown 'treaty'",
        ),
        ({"oblast": "UA.DT"}, "what_if: an oblast is given, but front_moved_km is"),
        ({"km": 5}, "what_if.km: unknown key; expected one of text, front"),
        ({**MOVED, "status": "signed"}, "what_if: only a text of the status what_if"),
    ],
)
def test_what_no_what_if_starts_from(start, message):
    with pytest.raises(DataError, match=message):
        read(starting(**start))


# The folder -------------------------------------------------------------------------


def test_a_file_bears_the_name_of_its_scenario(tmp_path):
    (tmp_path / "other.yaml").write_text(yaml.safe_dump(MINIMAL), "utf-8")
    with pytest.raises(DataError, match=r"other\.yaml: id: .*other, got tiny"):
        load.read_folder(tmp_path)


def test_one_scenario_is_the_default(tmp_path):
    (tmp_path / "tiny.yaml").write_text(
        yaml.safe_dump(repaired(("default",), False)), "utf-8"
    )
    with pytest.raises(DataError, match="one scenario with default"):
        load.read_folder(tmp_path)
