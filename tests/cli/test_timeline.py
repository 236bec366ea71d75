"""`frontlode timeline`, as a user types it, against a store of its own."""

import json
import re

import pandas as pd
import pytest
import shapely
from click.testing import CliRunner

from geo.assessment.tables import ROW_ENDINGS
from geo.cli.main import main
from geo.ledger import default_ledger
from geo.paths import DATA
from geo.schema import TIMELINE_COLUMNS
from tests import invalid_files


@pytest.fixture(autouse=True)
def own_store(tmp_path, monkeypatch):
    monkeypatch.setenv("FRONTLODE_STORE", str(tmp_path / "store"))


@pytest.fixture
def mine(tmp_path):
    """Two deposits of one's own."""
    path = tmp_path / "mine.geojson"
    path.write_bytes(invalid_files.VALID_DEPOSITS)
    return path


@pytest.fixture
def accepted(tmp_path):
    """The id of an accepted front that is later than all that ship."""
    path = tmp_path / "front-2026-09-01.geojson"
    west = invalid_files.area(invalid_files.box(33.2, 48.2, width=1, height=1))
    path.write_bytes(invalid_files.collection(west))
    added = CliRunner().invoke(
        main, ["front", "add", str(path), "--source", "me", "--json"]
    )
    return json.loads(added.stdout)[0]["snapshot"]


def run(*words):
    return CliRunner().invoke(main, ["timeline", *map(str, words)])


def document_of(*words):
    result = run("--json", *words)
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout, parse_constant=pytest.fail)


def lines_of_days(result):
    return re.findall(r"^\d{4}-\d\d-\d\d .*$", result.stdout, re.MULTILINE)


def test_json_has_a_row_for_each_front_and_deposit(mine):
    document = document_of("--deposits", mine)
    days = [day.isoformat() for day in default_ledger().snapshots()]
    assert [one["as_of"] for one in document["snapshots"]] == days
    assert {tuple(row) for row in document["rows"]} == {TIMELINE_COLUMNS}
    assert [(row["as_of"], row["id"]) for row in document["rows"]] == [
        (day, name) for day in days for name in ("a", "b")
    ]
    assert document["meta"]["deposits"] == 2
    assert "only the line moves" in document["meta"]["rests_on"]


def test_the_last_front_is_reported_as_by_assess():
    choice = ("--scenario", "us_2025_02_07_draft", "--edges", "5,40")
    document = document_of(*choice)
    last = document["snapshots"][-1]
    alone = json.loads(CliRunner().invoke(main, ["assess", "--json", *choice]).stdout)
    counts = alone["meta"]["counts"]
    assert last["snapshot"] == alone["meta"]["front"]["id"]
    assert last["uncertainty_km"] == alone["meta"]["front"]["uncertainty_km"]
    assert (last["occupied"], last["contested"]) == (
        counts["sides"]["occupied"],
        counts["sides"]["contested"],
    )
    for one in ("in_force", "prospective", "disputed", "unclear"):
        sides = counts["coverage"][one]
        assert last[one] == sum(sides.values())
        assert last.get(f"{one}_in_reach", sides["free"]) == sides["free"]
    same = TIMELINE_COLUMNS[2:]
    found = [row for row in document["rows"] if row["snapshot"] == last["snapshot"]]
    assert [[row[key] for key in same] for row in found] == [
        [row[key] for key in same] for row in alone["deposits"]
    ]


def test_a_screen_has_a_line_for_each_front_and_its_basis():
    result = run()
    assert result.exit_code == 0
    assert len(lines_of_days(result)) == len(default_ledger().snapshots())
    shown = " ".join(result.stdout.split())
    assert "of 211 in all" in shown
    assert "“Signed 30 Apr 2025”" in shown
    assert "only the line moves" in shown
    assert "Sources of the fronts: " in shown
    assert "unknown" in result.stdout.splitlines()[0]  # two lie at sea
    assert "left out" not in shown
    last = json.loads(run("--json").stdout)["snapshots"][-1]
    ends = f"({last['occupied_low']}–{last['occupied_high']})"
    assert f"{last['occupied']} {ends}" in lines_of_days(result)[-1]
    assert "In brackets: the count in 90 of 100 draws" in shown


def test_a_screen_of_many_fronts_is_thinned_and_says_so(monkeypatch, mine):
    monkeypatch.setattr("geo.cli.timeline._SHOWN", 5)
    result = run("--deposits", mine)
    days = default_ledger().snapshots()
    shown = [line.split()[0] for line in lines_of_days(result)]
    assert len(shown) == 5
    assert (shown[0], shown[-1]) == (str(days[0]), str(days[-1]))
    assert f"{len(days) - 5} of {len(days)} fronts are left out" in result.stdout
    assert "-o FILE or --json has all" in " ".join(result.stdout.split())


@pytest.mark.parametrize("ending", ROW_ENDINGS)
def test_a_file_holds_the_rows(ending, mine, tmp_path):
    path = tmp_path / f"out{ending}"
    result = run("--deposits", mine, "-o", path)
    assert result.exit_code == 0, result.stderr
    assert result.stdout == ""
    fronts = len(default_ledger().snapshots())
    assert f"{2 * fronts} rows on {fronts} fronts." in result.stderr
    readers = {".csv": pd.read_csv, ".xlsx": pd.read_excel, ".parquet": pd.read_parquet}
    rows = readers[ending](path)
    assert tuple(rows) == TIMELINE_COLUMNS
    assert rows["id"].tolist() == ["a", "b"] * fronts
    assert rows["distance_km"].tolist() == [
        row["distance_km"] for row in document_of("--deposits", mine)["rows"]
    ]


def test_an_accepted_front_is_among_them_and_an_undone_one_not(accepted, mine):
    assert document_of("--deposits", mine)["snapshots"][-1]["snapshot"] == accepted
    shown = " ".join(run("--deposits", mine).stdout.split())
    assert "The fronts have 2 sources" in shown
    default_ledger().undo(accepted)
    found = {one["snapshot"] for one in document_of("--deposits", mine)["snapshots"]}
    assert accepted not in found


def test_an_unreadable_front_is_named_and_the_others_counted(
    accepted, mine, monkeypatch
):
    # What this process measured before stands, whatever became of the ledger.
    default_ledger()._distances._last.clear()
    zone = default_ledger().read(accepted).zone
    wkb = shapely.to_wkb(zone, output_dimension=2, byte_order=1)
    content = default_ledger().path.read_bytes()
    default_ledger().path.write_bytes(content.replace(wkb[60:90], bytes(30)))
    result = run("--deposits", mine, "--json")
    assert result.exit_code == 0
    assert "damaged" in result.stderr
    assert accepted in result.stderr
    found = [one["snapshot"] for one in json.loads(result.stdout)["snapshots"]]
    assert accepted not in found
    assert found[-1] == "2026-08-22"


def test_a_front_of_lines_has_its_column_for_unknown_sides(mine, tmp_path):
    path = tmp_path / "line-2026-09-02.geojson"
    shape = invalid_files.geometry("LineString", [[36, 46.8], [36, 50]])
    path.write_bytes(invalid_files.collection(invalid_files.feature(shape)))
    add = ["front", "add", str(path), "--source", "me", "--lines", "line"]
    assert CliRunner().invoke(main, add).exit_code == 0
    result = run("--deposits", mine)
    heads = re.split("  +", result.stdout.splitlines()[0])
    last = dict(zip(heads, lines_of_days(result)[-1].split(), strict=True))
    assert (last["held by Ukraine"], last["unknown"]) == ("0", "2")
    row = document_of("--deposits", mine)["rows"][-1]
    assert (row["control"], row["signed_distance_km"]) == ("unknown", None)


@pytest.mark.parametrize(
    ("words", "code", "found"),
    [
        (["--deposits", "nowhere.csv"], 1, "nowhere.csv: expected a file"),
        (["--deposits", "."], 1, "expected a file"),
        (["--scenario", "nix"], 1, "signed_2025_04_30"),
        (["--preset", "nix"], 1, "Known presets"),
        (["--preset", "legal", "--edges", "10"], 2, "not both"),
        (["--edges", "20,10"], 2, "rising"),
        (["-o", "out.geojson"], 2, ".csv, .parquet, .xlsx"),
        (["-o", "nowhere/out.csv"], 1, "Cannot write nowhere/out.csv"),
        (["-o", DATA / "timeline.csv"], 2, "shipped data"),
        (["--front", "2025-04-30"], 2, "--front"),
    ],
)
def test_a_bad_choice_is_reported_in_one_sentence(words, code, found):
    result = run(*words)
    assert result.exit_code == code
    assert result.stdout == ""
    assert found in result.stderr
    assert "Traceback" not in result.stderr


def test_an_input_is_never_overwritten(tmp_path):
    path = tmp_path / "mine.csv"
    path.write_text("name,lon,lat\nA,33,48\n", encoding="utf-8")
    assert run("--deposits", path, "-o", path).exit_code == 2
    assert path.read_text("utf-8").startswith("name,lon,lat")
