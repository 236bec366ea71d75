"""`--commodity`: every verb that counts or lists deposits takes it, and says so."""

import json

import pytest
from click.testing import CliRunner

from geo.cli.main import main
from geo.cli.options import deposits_of
from tests.shipped import deposits

LITHIUM = {key for key, held in deposits()["commodities"].items() if "lithium" in held}
SENTENCE = f"Only what holds lithium: {len(LITHIUM)} deposits of {len(deposits())}."


@pytest.fixture(autouse=True)
def own_store(tmp_path, monkeypatch):
    monkeypatch.setenv("FRONTLODE_STORE", str(tmp_path / "store"))


def run(*words):
    return CliRunner().invoke(main, list(map(str, words)))


VERBS = {
    "assess": ("assess",),
    "timeline": ("timeline",),
    "gaps": ("gaps",),
    "compare": ("terms", "compare"),
    "diff": ("front", "diff", "2025-04-30", "2026-08-22"),
}


@pytest.mark.parametrize("verb", VERBS.values(), ids=VERBS)
@pytest.mark.parametrize("name", ["lithium", "Літій"])
def test_a_verb_says_what_was_chosen(verb, name):
    result = run(*verb, "--commodity", name)
    assert result.exit_code == 0, result.output
    assert SENTENCE.rstrip(".").lower() in " ".join(result.stdout.split()).lower()


@pytest.mark.parametrize("verb", ["map", "front diff 2025-04-30 2026-08-22"])
def test_the_map_of_a_file_says_what_was_chosen(verb, tmp_path):
    path = tmp_path / "map.html"
    result = run(*verb.split(), "--commodity", "lithium", "-o", str(path))
    assert result.exit_code == 0, result.output
    assert SENTENCE in path.read_text("utf-8")


def test_a_matrix_says_it_in_the_sentence_to_quote():
    found = run("terms", "matrix", "signed_2025_04_30", "--commodity", "lithium").stdout
    sentence = " ".join(found.split())
    assert f"of {len(LITHIUM)} deposits, " in sentence
    assert "; only what holds lithium: " in sentence


def test_json_names_it_and_holds_only_these():
    found = json.loads(run("assess", "--commodity", "lithium", "--json").stdout)
    assert found["meta"]["commodities"] == ["lithium"]
    assert found["meta"]["deposits_in_all"] == len(deposits())
    assert {one["id"] for one in found["deposits"]} == LITHIUM
    every = json.loads(run("assess", "--json").stdout)
    assert every["meta"]["commodities"] == []
    assert len(every["deposits"]) == len(deposits())


def test_a_chosen_count_has_one_range_on_every_verb():
    """All deposits are drawn together, whichever are counted."""
    found = {
        verb: json.loads(run(*VERBS[verb], "--commodity", "uranium", "--json").stdout)
        for verb in ("assess", "compare", "gaps", "timeline")
    }
    ranges = found["assess"]["meta"]["ranges_90_percent"]
    signed = found["compare"]["scenarios"][10]
    assert signed["id"] == "signed_2025_04_30"
    assert signed["ranges_90_percent"] == ranges
    last = found["timeline"]["snapshots"][-1]
    ends = [last["in_reach_low"], last["in_reach_high"]]
    assert ends == [*ranges["in_reach"].values()]
    reach = {one["count"]: one for one in found["gaps"]["drivers"]}["in_reach"]
    assert [reach["low"], reach["high"]] == ends


def test_any_of_several_is_enough():
    both = deposits_of(None, ["lithium", "титан"])
    assert both.commodities == ("lithium", "titanium")
    held = both.deposits["commodities"]
    assert all({"lithium", "titanium"} & set(one) for one in held)
    assert len(held) > len(LITHIUM)


def test_one_deposit_is_one_deposit(tmp_path):
    path = tmp_path / "mine.csv"
    path.write_text("name,lon,lat,commodities\nA,33,48,lithium\nB,33,49,gold\n")
    one = deposits_of(path, ["lithium"])
    assert one.text == "Only what holds lithium: 1 deposit of 2."


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        (
            "lithiun",
            "No deposit holds “lithiun”; commodities with a near name: lithium",
        ),
        ("xyz", "No deposit holds “xyz”; the commonest commodities: "),
    ],
)
def test_an_unknown_one_is_refused_with_names(name, sentence):
    result = run("assess", "--commodity", name)
    assert result.exit_code == 1
    assert sentence in result.stderr
    assert result.stdout == ""


def test_clauses_are_not_chosen_by_commodity():
    texts = ("us_2025_02_21_draft", "signed_2025_04_30")
    assert run("terms", "compare", *texts, "--commodity", "lithium").exit_code == 2
