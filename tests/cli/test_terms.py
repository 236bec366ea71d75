"""`frontlode terms compare`, `matrix` and `check`, as a user types them."""

import json

import pytest
from click.testing import CliRunner

from geo.cli.main import main
from geo.paths import DATA


@pytest.fixture(autouse=True)
def own_store(tmp_path, monkeypatch):
    monkeypatch.setenv("FRONTLODE_STORE", str(tmp_path / "store"))


def run(*words):
    return CliRunner().invoke(main, ["terms", *map(str, words)])


def test_matrix_adds_up_to_the_headline():
    found = json.loads(run("matrix", "signed_2025_04_30", "--json").stdout)
    assessed = CliRunner().invoke(main, ["assess", "--json"])
    counts = json.loads(assessed.stdout)["meta"]["counts"]
    total = next(row for row in found["rows"] if row["primary_commodity"] == "total")
    for one in ("in_force", "prospective", "disputed", "unclear"):
        sides = counts["coverage"][one]
        assert len(total["cells"]["total"][one]) == sum(sides.values())
        for side in ("occupied", "contested", "unknown"):
            assert len(total["cells"][side][one]) == sides[side]


def test_matrix_in_words_names_front_and_text():
    result = run("matrix", "us_2025_02_12_ownership", "--front", "2025-02-12")
    assert result.exit_code == 0, result.output
    assert "12 February 2025" in " ".join(result.stdout.split())
    assert "rare earths" in result.stdout


def test_matrix_takes_one_text():
    wrong = run("matrix", "signed_2025_04_30", "--scenario", "us_2025_02_07_draft")
    assert wrong.exit_code == 2
    assert run("matrix", "no_such_text").exit_code == 1


def test_compare_of_all_agrees_with_each_assessment():
    found = json.loads(run("compare", "--json").stdout)
    assert len(found["scenarios"]) == 16
    for row in found["scenarios"]:
        classes = ("in_force", "prospective", "disputed", "outside", "unclear")
        assert sum(row[one] for one in classes) == found["deposits"]
        assert row["in_force_in_reach"] <= row["in_force"]
        assert row["prospective_in_reach"] <= row["prospective"]
    signed = next(r for r in found["scenarios"] if r["id"] == "signed_2025_04_30")
    assert signed["share_of"].startswith("interest in the fund that takes 50 %")


def test_counts_in_reach_have_their_ranges():
    found = json.loads(run("compare", "--json").stdout)
    signed = next(r for r in found["scenarios"] if r["id"] == "signed_2025_04_30")
    one = signed["ranges_90_percent"]["prospective_in_reach"]
    assert signed["prospective_in_reach"] <= one["low"] < one["high"]
    shown = f"{signed['prospective_in_reach']} ({one['low']}–{one['high']})"
    all_texts = " ".join(run("compare").stdout.split())
    assert shown in all_texts
    assert "In brackets: the count in 90 of 100 draws" in all_texts
    matrix = " ".join(run("matrix", "signed_2025_04_30").stdout.split())
    assert f"{signed['prospective_in_reach']} of them in reach {shown[3:]}" in matrix
    assert "Open facts, disputed or unclear, fall either way." in matrix


def test_compare_of_all_says_of_how_many_and_on_which_front():
    result = run("compare", "--front", "2025-04-30")
    assert "Of 211 deposits on the front of 30 Apr 2025, ±3.5 km." in result.stdout
    assert "Permits as known on 24 Nov 2026, for every version." in result.stdout
    assert "its share is of" in result.stdout.splitlines()[1]


@pytest.fixture
def kml(tmp_path):
    path = tmp_path / "front-2026-09-01.kml"
    path.write_text(
        "<kml><Placemark><Polygon><outerBoundaryIs><LinearRing><coordinates>"
        "35.5,47 36.5,47 36.5,48 35.5,48 35.5,47"
        "</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark></kml>",
        encoding="utf-8",
    )
    return path


def test_a_front_of_any_format_is_counted_on(kml):
    found = json.loads(run("compare", "--front", kml, "--json").stdout)
    assert found["front"]["as_of"] == "2026-09-01"
    (signed,) = (s for s in found["scenarios"] if s["id"] == "signed_2025_04_30")
    matrix = json.loads(
        run("matrix", "signed_2025_04_30", "--front", kml, "--json").stdout
    )
    total = next(row for row in matrix["rows"] if row["primary_commodity"] == "total")
    assert len(total["cells"]["total"]["prospective"]) == signed["prospective"]
    bands = [name for name in total["cells"] if name.endswith("km")]
    free = sum(len(total["cells"][name]["prospective"]) for name in bands)
    assert free == signed["prospective_in_reach"]


def test_compare_takes_versions_or_a_front():
    both = run("compare", "us_2025_02_21_draft", "--front", "2026-08-22")
    assert both.exit_code == 2
    assert "not both" in both.stderr


def test_compare_marks_what_differs():
    two = ("us_2025_02_21_draft", "signed_2025_04_30")
    result = run("compare", *two)
    assert "ground *" in result.stdout
    assert "66 %" in result.stdout
    rows = json.loads(run("compare", *two, "--json").stdout)
    assert {row["kind"] for row in rows} >= {"minerals", "ground", "licence"}


def test_compare_takes_two_to_four():
    assert run("compare", "signed_2025_04_30").exit_code == 1


def test_check_passes_what_ships_and_names_every_issue(tmp_path):
    assert run("check", DATA / "terms" / "signed_2025_04_30.yaml").exit_code == 0
    bad = tmp_path / "bad.yaml"
    bad.write_text("id: x\nfoo: 1\n", encoding="utf-8")
    result = run("check", bad, "--json")
    assert result.exit_code == 1
    issues = json.loads(result.stdout)
    assert {"line": 2, "column": 1}.items() <= next(
        issue for issue in issues if "foo" in issue["message"] or issue["key"] == "foo"
    ).items()
    assert "line 1" in run("check", bad).stdout


@pytest.mark.parametrize(
    "words", [["compare"], ["matrix", "signed_2025_04_30", "--by-group"]]
)
def test_a_front_of_an_earlier_day_is_reported(words):
    result = run(*words, "--front", "2025-07-20", "--json")
    assert "that of 1 Jul 2025 is taken, 19 days earlier" in result.stderr
    front = json.loads(result.stdout)["front"]
    assert (front["requested_as_of"], front["days_earlier"]) == ("2025-07-20", 19)
    assert front["as_of"] == "2025-07-01"


def test_matrix_counts_bands_in_words_and_says_what():
    lines = run("matrix", "signed_2025_04_30").stdout.splitlines()
    head = next(line for line in lines if line.startswith("first mineral"))
    assert "too near to tell" in head
    assert "contested" not in head
    sentence = " ".join(lines)
    assert "of 211, covered now or covered once licensed, counted together" in sentence
    # Its one deposit is disputed, so nothing is counted in a row of its own.
    assert not any(line.startswith("beryllium") for line in lines)


def test_list_says_what_a_text_is_in_words():
    lines = run("list").stdout.splitlines()
    assert sum("  text of the deal  " in line for line in lines) == 8
    assert sum("  beside the deal   " in line for line in lines) == 8
    assert "counter_offered" not in run("list").stdout
