"""Every figure has an id, and the id alone brings the same figure back, or says why."""

import json
import re
import time
from dataclasses import replace
from datetime import date
from itertools import product
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner

from geo.assessment.summary import headline
from geo.cli.main import main
from geo.deal.calculators import CAP_DRAFT
from geo.deal.ground import ground_options
from geo.deal.lists import read_estimates
from geo.deal.load import (
    read_scenario,
    read_scenarios,
    scenario_to_yaml,
)
from geo.deal.scenario import WhatIf
from geo.deal.whatif import Changes, readers_own
from geo.errors import FrontlodeError, InputError
from geo.ledger import default_ledger
from geo.risk.presets import preset
from geo.text.figure import KINDS, Inputs, figure_of, front_name, quoted, verify
from geo.text.figure.ids import AT_FIRST, FigureId, finding_digests, parse
from geo.text.figure.money import Dobra, Repayment, ShareInEffect, YearsToCap
from geo.text.figure.question import input_digests
from geo.text.figure.questions import (
    Between,
    CarriedOut,
    CellOfMatrix,
    OfEstimate,
    OfGroup,
    Reach,
    Sides,
)
from geo.text.figure.whatif import OfWhatIf
from geo.text.filters import Filters
from geo.text.groups import group_counts
from geo.text.i18n import language
from tests.sentences import (
    FRONTS,
    NEWEST,
    PAIRS,
    SCENARIOS,
    SIGNED,
    require_verified,
    sample_of_pairs,
    sentences_of,
)
from tests.shipped import deposits, front_on

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def own_store(tmp_path, monkeypatch):
    monkeypatch.setenv("FRONTLODE_STORE", str(tmp_path / "store"))


@pytest.fixture(scope="module")
def here():
    """The shipped inputs, kept for all tests."""
    return Inputs()


# Every sentence ----------------------------------------------------------------------


def test_what_a_text_has_in_reach_verifies_for_12_texts_on_5_fronts(here):
    assert len(PAIRS) == 60
    asked = [Reach(front=front, scenario=text) for front, text in PAIRS]
    assert len(require_verified(asked, here)) == len(PAIRS)


def test_every_sentence_verifies_for_each_text_and_each_front(here):
    """All pairs: ``python -m tests.bench figures``."""
    pairs = sample_of_pairs(seed=9)
    assert {text for _front, text in pairs} == set(SCENARIOS)
    assert {front for front, _text in pairs} == set(FRONTS)
    asked = [one for pair in pairs for one in sentences_of(*pair)]
    kinds = {one.kind for one in require_verified(asked, here)}
    assert kinds == {one.kind for pair in PAIRS for one in sentences_of(*pair)}


OTHERS = {
    "a change": Between(before="2025-04-30", front=NEWEST),
    "filters": Sides(front=NEWEST).about(
        Filters(("lithium", "rare earths"), ("ferrous metals",), ("Donetsk",), (), True)
    ),
    "carried out": CarriedOut(front=f"{NEWEST}+{ground_options()[0]}"),
    "own edges": replace(
        CellOfMatrix.of(NEWEST, SIGNED, "gold", "0–12.5 km"), edges_km=(12.5, 40.0)
    ),
    "a cell of what was chosen": replace(
        CellOfMatrix.of(NEWEST, SIGNED, "ferrous metals", "total"), by="commodity_group"
    ).about(Filters(oblasts=("Donetsk", "Kirovohrad"))),
    "a group by band": OfGroup(
        front=NEWEST, scenario=SIGNED, by="band", value="", edges_km=(5.0, 30.0)
    ).at("5–30 km"),
    "a group by no holder": OfGroup(
        front=NEWEST, scenario=SIGNED, by="holder", value="", threat_edge="zone+border"
    ).at(""),
    "another uncertainty": Reach(front=front_name(NEWEST, 2.5), scenario=SIGNED),
    "line moved": OfWhatIf.of(
        NEWEST,
        CAP_DRAFT,
        Changes(us_percent=12.5, minerals=("lithium", "gold"), freed_percent=60),
        WhatIf(front_moved_km=-10, oblast="UA.DT"),
        name="mine",
    ),
    "line moved after a text": OfWhatIf(
        front=f"{NEWEST}+{ground_options()[0]}", scenario=SIGNED, km=5.0
    ),
    "a set of minerals": OfWhatIf(front=NEWEST, scenario=SIGNED, minerals="annex57"),
    "cap": YearsToCap(),
    "own cap": YearsToCap(cap_usd_bn=350.5, revenue_usd_bn=2, rate_percent=40),
    "repayment": Repayment(interest_percent=2),
    "share": ShareInEffect(scenario=SIGNED, ground="free"),
    "own share": ShareInEffect(
        scenario=SIGNED, ground="free", percents=(("contribution", 40.0),)
    ),
    "Dobra": Dobra(stage=2, state_percent=3),
    **{
        f"{section} {finding.id} {count}": OfEstimate.of(
            front_on(own.on).id, section, finding, count
        )
        for section, findings in read_estimates().items()
        for finding in findings
        for count, own in enumerate(finding.compare)
    },
}


@pytest.mark.parametrize("question", OTHERS.values(), ids=OTHERS)
def test_a_question_with_parameters_verifies(here, question):
    require_verified([question], here)


def test_every_kind_of_question_is_among_these_tests():
    kinds = {one.kind for one in OTHERS.values()}
    kinds |= {one.kind for pair in PAIRS for one in sentences_of(*pair)}
    assert kinds == set(KINDS)


def test_a_figure_is_counted_again_from_nothing_but_its_id(here):
    figure = figure_of(Reach(front=NEWEST, scenario=SIGNED), here)
    assert verify(figure.id, Inputs()).now == figure


def test_a_sentence_says_what_was_chosen(here):
    filters = Filters(("lithium",), oblasts=("Donetsk",))
    answer = quoted(Sides(front=NEWEST).about(filters), here)
    assert (
        "; only what holds lithium, lies in Donetsk: 1 deposit of 211 (front" in answer
    )


def test_a_name_of_ones_own_is_shown_and_changes_no_id(here):
    mine = replace(OTHERS["line moved"], name="Sell it all")
    plain = replace(mine, name="")
    assert "“What if: Sell it all”" in quoted(mine, here)
    assert figure_of(mine, here).id == figure_of(plain, here).id


def test_a_reader_in_another_language_gets_the_same_id(here):
    question = CellOfMatrix.of(NEWEST, SIGNED, "gold", "total")
    english = figure_of(question, here)
    token = language.set("uk")
    try:
        ukrainian = figure_of(question, here)
    finally:
        language.reset(token)
    assert ukrainian.finding != english.finding
    assert ukrainian.id == english.id


def headline_of(inputs):
    return headline(inputs.assessed(NEWEST, SIGNED, preset=preset("default")))


# Changed inputs ----------------------------------------------------------------------


def moved(frame, deposit_id, lon):
    frame = frame.copy()
    frame.loc[[deposit_id], "geometry"] = frame.loc[[deposit_id]].translate(lon)
    return frame


def test_a_changed_deposit_is_named(here):
    figure = figure_of(Sides(front=NEWEST), here)
    after = Inputs()
    after._deposits = moved(deposits(), "shevchenkivske-li", -3)
    done = verify(figure.id, after)
    assert (done.is_same, done.same_numbers, done.changed) == (
        False,
        False,
        ("deposits",),
    )
    assert done.verdict == "Different: the figure comes to other numbers now."
    assert done.reasons == ["Changed since: the deposits."]
    one_less = headline_of(here).sides.contested - 1
    assert f"), {one_less} lie too near the line" in done.now.finding


def test_a_changed_permit_is_named_and_the_deposits_are_not(here):
    figure = figure_of(Reach(front=NEWEST, scenario=SIGNED), here)
    after = Inputs()
    after._deposits = deposits().copy()
    after._deposits["licences"] = [()] * len(deposits())
    done = verify(figure.id, after)
    assert (done.is_same, done.changed) == (False, ("permits",))


def test_a_changed_front_is_named(here):
    figure = figure_of(Sides(front=NEWEST), here)
    other = replace(here.front("2024-07-08"), id=NEWEST)
    done = verify(figure.id, Inputs(fronts={NEWEST: other}))
    assert (done.is_same, done.changed) == (False, ("front",))


def test_changed_terms_are_named(here, monkeypatch):
    question = Reach(front=NEWEST, scenario=SIGNED)
    figure = figure_of(question, here)
    text = read_scenarios()[CAP_DRAFT]
    monkeypatch.setattr("geo.text.figure.inputs.scenario", lambda _id: text)
    done = verify(figure.id, Inputs())
    assert (done.is_same, done.changed) == (False, ("texts",))


def test_an_input_that_changes_no_number_leaves_the_figure_same(here):
    figure = figure_of(Sides(front=NEWEST), here)
    after = Inputs()
    after._deposits = moved(deposits(), "shevchenkivske-li", 1e-5)
    done = verify(figure.id, after)
    assert (done.is_same, done.changed) == (True, ("deposits",))
    assert done.reasons == ["Changed since: the deposits."]


def test_an_older_version_is_named_with_what_changed_since(here):
    made = parse(figure_of(Sides(front=NEWEST), here).id)
    older = made._replace(version="0.0.9")
    same = verify(str(older), here)
    assert same.is_same
    assert same.reasons[0].startswith("It was made by Frontlode 0.0.9; this is ")
    assert same.reasons[1] == "All that it was counted from is the same."
    other = verify(str(older._replace(numbers="0000")), here)
    assert other.reasons[1] == (
        "All that it was counted from is the same, so the code differs."
    )


def at_first(figure, question, inputs):
    """The id of a figure as ids were at first."""
    made = parse(figure.id)
    cut = made._replace(
        inputs=tuple(input_digests(question, inputs, AT_FIRST).values()),
        numbers=made.numbers[: AT_FIRST.numbers],
        words=made.words[: AT_FIRST.words],
        lengths=AT_FIRST,
    )
    assert len(str(cut)) < len(figure.id)
    return str(cut)


def test_an_id_with_short_digests_still_verifies(here):
    question = Reach(front=NEWEST, scenario=SIGNED)
    figure = figure_of(question, here)
    old = at_first(figure, question, here)
    done = verify(old, here)
    assert (done.is_same, done.changed, done.now) == (True, (), figure)
    other = verify(old, Inputs(fronts={NEWEST: here.front("2024-07-08")}))
    assert (other.same_numbers, other.changed) == (False, ("front",))


def test_other_words_with_the_same_numbers_are_distinguished(here):
    made = parse(figure_of(Sides(front=NEWEST), here).id)
    done = verify(str(made._replace(words="0000")), here)
    assert (done.is_same, done.same_numbers) == (False, True)
    assert done.verdict.endswith("the numbers are the same, but not the words.")


# Files of one's own ------------------------------------------------------------------


def test_deposits_of_ones_own_are_asked_for(here):
    own = deposits().iloc[:30]
    question = Reach(front=NEWEST, scenario=SIGNED, deposits="own")
    figure = figure_of(question, Inputs(deposits=own))
    assert verify(figure.id, Inputs(deposits=own)).is_same
    with pytest.raises(InputError, match="with --deposits FILE"):
        verify(figure.id, here)
    shipped = figure_of(Reach(front=NEWEST, scenario=SIGNED), here)
    with pytest.raises(InputError, match="Leave --deposits out"):
        verify(shipped.id, Inputs(deposits=own))


def test_a_front_of_ones_own_is_asked_for(here):
    own = {"own": replace(here.front("2025-04-30"), id="sha256:0123456789ab")}
    name = front_name("sha256:0123456789ab")
    figure = figure_of(Sides(front=name), Inputs(fronts=own))
    assert figure.id.startswith("sides:own:")
    assert verify(figure.id, Inputs(fronts=own)).is_same
    with pytest.raises(InputError, match="with --front FILE"):
        verify(figure.id, here)


def test_a_text_of_ones_own_is_asked_for(here):
    text = read_scenarios()[CAP_DRAFT]
    own = readers_own(read_scenario(scenario_to_yaml(text), name="own.yaml"))
    question = OfWhatIf(front=NEWEST, scenario="own", us_percent=30.0)
    figure = figure_of(question, here.with_text(own))
    assert verify(figure.id, here.with_text(own)).is_same
    with pytest.raises(InputError, match="with --text FILE"):
        verify(figure.id, here)


# Ids ---------------------------------------------------------------------------------

MADE = str(
    FigureId("reach", ("260822", "signed_250430"), "0.1.0", ("zd7x",), "1234", "56kq")
)


def test_every_single_wrong_character_is_refused():
    for place, letter in product(
        range(len(MADE)), "0123456789abcdefghjkmnpqrstvwxyz:._"
    ):
        typo = MADE[:place] + letter + MADE[place + 1 :]
        if typo != MADE:
            with pytest.raises(InputError, match="Expected "):
                parse(typo)


def test_two_characters_exchanged_are_refused():
    for i in range(len(MADE) - 1):
        typo = MADE[:i] + MADE[i + 1] + MADE[i] + MADE[i + 2 :]
        if typo != MADE:
            with pytest.raises(InputError):
                parse(typo)


@pytest.mark.parametrize(
    "typed",
    [
        MADE.upper(),
        f"  {MADE}).\n",
        f"3 of 4 (front; Frontlode 0.1.0; figure {MADE}).",
        MADE[:-10] + MADE[-10:].replace("0", "o").replace("1", "l"),
    ],
)
def test_an_id_is_read_as_people_type_it(typed):
    assert str(parse(typed)) == MADE


def signed(kind, *parts, inputs=5):
    """An id with a right check, whatever it holds."""
    return str(FigureId(kind, parts, "0.1.0", ("0000",) * inputs, "0000", "0000"))


HOSTILE = [
    "",
    ":",
    ":::::",
    "x" * 1_000_000,
    "a:" * 1_000_000,
    "\0\n\u202e:\ud800:",
    "{{7*7}}:${x}:0.1.0:00000000",
    "../../etc/passwd",
    signed("nothing", NEWEST),
    signed("reach"),
    signed("reach", "260822", "signed_250430", "x=1"),
    signed("reach", "999999", "signed_250430"),
    signed("reach", "260230", "signed_250430"),
    signed("reach", "000101", "signed_250430"),
    signed("reach", "260822-00000000", "signed_250430"),
    signed("reach", "260822", "no_such_text"),
    signed("reach", "260822+signed_250430", "signed_250430"),
    signed("reach", "260822~1e9", "signed_250430"),
    signed("reach", "260822~x", "signed_250430"),
    signed("reach", "260822", "signed_250430", "c=unobtainium"),
    signed("reach", "260822", "signed_250430", "c=lithium", "c=gold"),
    signed("reach", "260822", "signed_250430", "e=zone"),
    signed("reach", "260822", "signed_250430", inputs=4),
    signed("cell", "260822", "signed_250430", "gold", "nowhere", inputs=6),
    signed("cell", "260822", "signed_250430", "gold", "total", "b=9+1", inputs=6),
    signed("then", "250430", "260822", "signed_250430"),
    signed("versions", "260822", "nothing", "signed_250430", "signed_250430"),
    signed("ground", "260822", inputs=4),
    signed("estimate", "260822", "values.nobody", "0", inputs=4),
    signed("estimate", "260822", "occupied_shares.csis", "99", inputs=4),
    signed("whatif", "260822", "signed_250430", "km=99999"),
    signed("whatif", "260822", "signed_250430", "km=-0"),
    signed("whatif", "260822", "signed_250430", "us=101"),
    signed("whatif", "260822", "signed_250430", "in=ua.xx", "km=5"),
    signed("whatif", "260822", "signed_250430", "set=@0000"),
    signed("whatif", "260822", "signed_250430"),
    signed("cap", "cap=-1", inputs=1),
    signed("cap", "rate=101", inputs=1),
    signed("share", "signed_250430", "sea", inputs=1),
    signed("share", "signed_250430", "free", "p=title@5@5", inputs=1),
    signed("dobra", "3", inputs=1),
]


@pytest.mark.parametrize("text", HOSTILE, ids=[str(i) for i in range(len(HOSTILE))])
def test_a_hostile_id_is_refused_in_a_sentence_at_once(here, text):
    start = time.perf_counter()
    with pytest.raises(FrontlodeError) as refused:
        verify(text, here)
    assert time.perf_counter() - start < 5
    assert 20 < len(str(refused.value)) < 600
    assert str(refused.value).isprintable()


def test_numbers_of_a_sentence_are_read_with_their_separators():
    thin = finding_digests("1\u202f200 of 5")
    assert thin[0] == finding_digests("of 1,200 that 5")[0]
    assert thin[0] == finding_digests("1200 and 5")[0]
    assert thin[0] != finding_digests("1 200 and 5")[0]
    assert thin[0] != finding_digests("1200 and 6")[0]


def test_an_id_stands_in_a_sentence_and_is_short(here):
    lengths = [len(figure_of(one, here).id) for one in sentences_of(NEWEST, SIGNED)]
    assert max(lengths) <= 100
    assert len(figure_of(Reach(front=NEWEST, scenario=SIGNED), here).id) <= 64
    assert re.fullmatch(r"[a-z0-9_.,=+@~:-]+", figure_of(OTHERS["filters"], here).id)


# The command -------------------------------------------------------------------------


def run(*words):
    return CliRunner().invoke(main, list(map(str, words)))


def test_the_command_says_same_and_exits_with_0(here):
    figure = figure_of(Sides(front=NEWEST), here)
    result = run("verify", *figure.quotation.split())
    assert result.exit_code == 0, result.output
    sentence = " ".join(result.stdout.split())
    assert sentence.startswith(
        "Same: the figure comes to what its sentence says. All that "
    )
    assert sentence.endswith(f"; figure {figure.id}).")


def test_the_command_says_different_and_exits_with_1(here):
    made = parse(figure_of(Sides(front=NEWEST), here).id)
    result = run("verify", made._replace(numbers="0000"), "--json")
    assert result.exit_code == 1
    answer = json.loads(result.stdout)
    assert (answer["same"], answer["changed"]) == (False, [])
    assert answer["now"]["id"] == str(made)


def test_the_command_refuses_a_typo_with_1_and_no_id_with_2(here):
    result = run("verify", "sides:260822:0.1.0:zd1f2mdzxfs0q5")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "a character is wrong" in result.stderr
    assert run("verify").exit_code == 2


def test_an_export_says_the_figure_of_its_headline(here, tmp_path):
    path = tmp_path / "out.geojson"
    answer = json.loads(run("assess", "--json", "-o", path).stdout)["meta"]["figure"]
    assert answer == figure_of(Sides(front=NEWEST), here).id
    assert json.loads(path.read_text("utf-8"))["about"]["figure"] == answer


def test_a_map_file_says_how_to_check_its_headline(here, tmp_path):
    path = tmp_path / "map.html"
    assert run("map", "--commodity", "lithium", "-o", path).exit_code == 0
    answer = re.search(r"frontlode verify (sides:\S+)”", path.read_text("utf-8"))[1]
    assert answer == figure_of(Sides(front=NEWEST, commodities=("lithium",)), here).id


def test_a_figure_on_files_verifies_with_them(tmp_path):
    front, own = tmp_path / "2026-01-01.geojson", tmp_path / "own.csv"
    assert run("front", "export", "2026-01-01", "-o", front).exit_code == 0
    own.write_text("name,lon,lat,commodity\nA,37.5,48,lithium\nB,30,50,gold\n")
    files = ("--deposits", own, "--front", front)
    answer = json.loads(run("assess", *files, "--json").stdout)["meta"]["figure"]
    assert answer.startswith("sides:own:d=own:")
    assert run("verify", answer, *files).exit_code == 0
    assert run("verify", answer).exit_code == 1


def test_a_change_of_two_files_verifies_with_them_in_their_order(here):
    names = ("own", "own-2")
    fronts = [here.front(day) for day in ("2026-01-01", "2026-02-01")]
    inputs = Inputs(fronts=dict(zip(names, fronts, strict=True)))
    figure = figure_of(Between(before="own", front="own-2"), inputs)
    assert figure.id.startswith("change:own-2:own:")
    assert verify(figure.id, inputs).is_same
    swapped = Inputs(fronts=dict(zip(names, fronts[::-1], strict=True)))
    assert verify(figure.id, swapped).changed == ("front",)
    with pytest.raises(InputError, match="with --front FILE"):
        verify(figure.id, Inputs(fronts={"own": fronts[0]}))


def test_a_change_has_its_id_on_a_screen_and_in_its_map_file(here, tmp_path):
    path = tmp_path / "change.html"
    result = run("front", "diff", "2025-04-30", NEWEST, "-o", path)
    answer = re.search(r"\((change:\S+)\)", result.stdout)[1]
    assert f"frontlode verify {answer}”" in path.read_text("utf-8")
    sides = re.findall(r"\((sides:\S+)\)", result.stdout)
    assert [one.split(":")[1] for one in sides] == ["250430", "260822"]
    assert all(verify(one, here).is_same for one in (answer, *sides))


def test_claim_gaps_and_timeline_say_their_figures(here):
    answer = " ".join(run("claim").stdout.split())
    figures = re.findall(r"figure (claim:\S+)\)\.", answer)
    answer = run("gaps", "--json").stdout, run("timeline", "--json").stdout
    figures += [
        found for text in answer for found in re.findall(r'"figure": "(.*?)"', text)
    ]
    assert len(figures) == 4
    assert all(verify(figure, here).is_same for figure in figures)


@pytest.mark.parametrize(
    ("words", "rows"),
    [
        (["terms", "matrix", SIGNED, "--commodity", "lithium"], 2 * 9),
        (["terms", "compare"], len(read_scenarios())),
        (["assess", "--group-by", "status"], 5),
    ],
    ids=["matrix", "compare", "groups"],
)
def test_each_row_of_a_table_of_counts_has_its_figure(here, tmp_path, words, rows):
    path = tmp_path / "table.csv"
    assert run(*words, "-o", path).exit_code == 0
    table = pd.read_csv(path)
    assert len(table) == table["figure_id"].nunique() == rows
    row = table.iloc[-1] if words[1] == "matrix" else table.iloc[0]
    if words[1] == "compare":
        row = table.set_index("id", drop=False).loc[SIGNED]
    done = verify(row["figure_id"], here)
    assert done.is_same
    count = row.get("covered", row.get("prospective_in_reach"))
    assert str(count) in re.findall(r"\d+", done.now.finding)


def test_a_group_is_counted_as_its_row_says(here):
    question = OfGroup(front=NEWEST, scenario=SIGNED, by="oblast", value="donetsk")
    rows = question.rows(here, SIGNED)
    counts = group_counts(
        rows, "oblast", edges_km=(30.0,), ensemble=here.ensemble(NEWEST, SIGNED)
    )
    row = counts.set_index("oblast").loc["Donetsk"]
    answer = figure_of(question, here).finding
    assert answer.startswith(
        f"Oblast Donetsk: {row['deposits']} deposits, {row['occupied']} "
        f"({row['occupied_low']}–{row['occupied_high']}) occupied, {row['contested']} "
    )


def test_a_front_of_another_store_verifies_with_it(here, tmp_path, monkeypatch):
    store = tmp_path / "other"
    monkeypatch.setenv("FRONTLODE_STORE", str(store))
    later = replace(here.front("2026-08-01"), as_of=date(2026, 9, 1))
    default_ledger().add(later, content=b"file", name="later.geojson")
    figure = json.loads(run("assess", "--json").stdout)["meta"]["figure"]
    assert figure.startswith("sides:260901-")
    monkeypatch.setenv("FRONTLODE_STORE", str(tmp_path / "store"))
    result = run("verify", figure)
    assert (result.exit_code, result.stdout) == (1, "")
    assert "There is no front “2026-09-01-" in result.stderr
    assert run("verify", figure, "--store", store).exit_code == 0
    assert run("verify", figure).exit_code == 1


def test_nothing_is_quoted_past_the_ids():
    """Sentences to copy come from `show_figure`, quotations from `geo.text.figure`."""
    for path in (ROOT / "geo").rglob("*.py"):
        text = path.read_text("utf-8")
        inside = path.parent.name == "figure" or path.name == "quote.py"
        assert inside or not re.search(r"\bquotation\(", text), path
        assert path.name == "figure.py" or "st.code(" not in text, path
