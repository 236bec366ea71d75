"""The command line: streams, exit codes, choices, and invalid files."""

import importlib.metadata
import json
import os
import signal
import socket
import subprocess
import sys
import time
import tomllib
import urllib.request
from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner

from geo.cli.main import main
from geo.deal.lists import read_sources
from geo.deal.load import default_scenario, read_scenarios
from geo.paths import DATA
from geo.risk.presets import read_presets
from geo.schema import ASSESSMENT_COLUMNS, THREAT_EDGES
from tests import invalid_files
from tests.assessment.test_tables import ENDINGS
from tests.shipped import snapshots

FRONTLODE = [sys.executable, "-c", "from geo.cli.main import main; main()"]

COMMANDS = ([], ["assess"], ["map"], ["terms"], ["terms", "list"], ["terms", "show"])


def run(*args):
    """Run a command in this process."""
    return CliRunner().invoke(main, [str(arg) for arg in args])


def run_process(*args, **options):
    """Run a command as its own process."""
    return subprocess.run(
        [*FRONTLODE, *map(str, args)],
        capture_output=True,
        **{"text": True, "encoding": "utf-8", **options},
    )


def document_of(*args):
    result = run("assess", "--json", *args)
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout, parse_constant=pytest.fail)


def event_rows(line):
    """Whether a line says what was found in a file that was taken."""
    return (
        line.startswith(("Unusual: ", "Repaired: "))
        or " is taken as the front " in line
    )


def refused(result, *, exit_code=1):
    """Return the one message of a refusal, having checked that it is only that."""
    assert result.exit_code == exit_code, result.output
    assert isinstance(result.exception, SystemExit)
    assert result.stdout == ""
    *usage, message = [
        line for line in result.stderr.splitlines() if not event_rows(line)
    ]
    assert bool(usage) == (exit_code == 2)
    assert "Traceback" not in result.stderr
    return message.removeprefix("Error: ")


@pytest.fixture
def own(tmp_path):
    """Two files of one's own: deposits, and a front of yesterday."""
    deposits = tmp_path / "mine.geojson"
    deposits.write_bytes(invalid_files.VALID_DEPOSITS)
    yesterday = date.today() - timedelta(days=1)
    front = tmp_path / f"front-{yesterday}.geojson"
    front.write_bytes(invalid_files.VALID_FRONT)
    return deposits, front


# assess ----------------------------------------------------------------------------


def test_the_installed_command_is_this_one():
    root = Path(__file__).parents[2]
    scripts = tomllib.loads((root / "pyproject.toml").read_text())["project"]["scripts"]
    command = importlib.metadata.EntryPoint(
        "frontlode", scripts["frontlode"], "console_scripts"
    )
    assert command.load() is main


def test_json_holds_every_deposit_in_the_columns_of_the_design():
    document = document_of()
    assert list(document) == ["meta", "warnings", "deposits"]
    assert len(document["deposits"]) == 211
    assert sum(document["meta"]["counts"]["sides"].values()) == 211
    assert {tuple(row) for row in document["deposits"]} == {ASSESSMENT_COLUMNS}


def test_json_says_what_it_was_made_from():
    meta = document_of()["meta"]
    newest = snapshots()[-1]
    assert meta["version"] == importlib.metadata.version("frontlode")
    assert meta["front"]["id"] == meta["front"]["as_of"] == newest.isoformat()
    assert meta["front"]["age_days"] == (date.today() - newest).days
    assert meta["front"]["uncertainty_km"] == 3.5
    assert meta["front"]["source"]
    assert meta["preset"] == {"id": "default", "edges_km": [10, 20, 30, 50, 100]}
    assert meta["scenario"]["id"] == default_scenario().id
    assert meta["threat_edge"] == "zone"


def test_counts_agree_with_the_rows():
    document = document_of()
    rows = pd.DataFrame(document["deposits"])
    counts = document["meta"]["counts"]
    for side, count in counts["sides"].items():
        assert count == (rows["control"] == side).sum()
    for one, sides in counts["coverage"].items():
        own = rows[rows["covered"] == one]
        assert sides == {side: (own["control"] == side).sum() for side in sides}
    assert counts["at_sea"] == 2


def test_a_screen_shows_the_headline_and_the_nearest():
    result = run("assess")
    counts = document_of()["meta"]["counts"]
    assert result.exit_code == 0
    assert result.stdout.startswith(
        f"{counts['sides']['occupied']} of 211 deposits lie in occupied land ("
    )
    assert "The 20 nearest of 211;" in result.stdout
    assert len(result.stdout.splitlines()) <= 40


@pytest.mark.parametrize("preset", read_presets())
def test_every_preset_is_accepted(preset):
    edges_km = document_of("--preset", preset)["meta"]["preset"]["edges_km"]
    assert tuple(edges_km) == read_presets()[preset].edges_km


@pytest.mark.parametrize("scenario", read_scenarios())
def test_every_scenario_is_accepted(scenario):
    rows = document_of("--scenario", scenario)["deposits"]
    assert {row["scenario"] for row in rows} == {scenario}


def test_an_unknown_commodity_of_own_deposits_is_reported(tmp_path):
    path = tmp_path / "mine.csv"
    path.write_text("назва,широта,довгота,мінерал\nА,48.5,33.2,мана\n", "utf-8")
    done = run("assess", "--deposits", path, "--json")
    (warning,) = json.loads(done.stdout)["warnings"]
    assert "“мана”" in warning
    assert warning in done.stderr
    assert document_of()["warnings"] == []


def test_own_edges():
    document = document_of("--edges", "5, 12.5,40")
    assert document["meta"]["preset"] == {"id": "own", "edges_km": [5, 12.5, 40]}
    bands = {row["band"] for row in document["deposits"]}
    assert bands <= {"0–5 km", "5–12.5 km", "12.5–40 km", ">40 km"} | {
        "occupied",
        "contested",
        "unknown",
    }


def test_the_threat_edges_are_those_of_the_engine():
    option = next(p for p in main.commands["assess"].params if p.name == "threat_edge")
    assert tuple(option.type.choices) == THREAT_EDGES
    nearer = document_of("--threat-edge", "zone+border")["meta"]["counts"]["near"]
    assert nearer > document_of()["meta"]["counts"]["near"]


@pytest.mark.parametrize(
    ("day", "snapshot"),
    [("2024-07-08", "2024-07-08"), ("2025-02-28", "2025-02-12"), ("2999-01-01", None)],
)
def test_a_date_means_the_newest_front_on_or_before_it(day, snapshot):
    front = document_of("--front", day)["meta"]["front"]
    assert front["id"] == (snapshot or snapshots()[-1].isoformat())


def test_own_files(own):
    deposits, front = own
    document = document_of("--deposits", deposits, "--front", front)
    assert [row["name"] for row in document["deposits"]] == ["A", "B"]
    assert document["meta"]["front"]["id"].startswith("sha256:")
    assert document["meta"]["front"]["age_days"] == 1
    assert document["deposits"][0]["control"] == "contested"


def test_front_uncertainty_is_the_users_word():
    rows = document_of("--front-uncertainty", "0")["deposits"]
    wide = document_of("--front-uncertainty", "40")
    assert wide["meta"]["front"]["uncertainty_km"] == 40
    for exact, row in zip(rows, wide["deposits"], strict=True):
        assert row["uncertainty_km"] == pytest.approx(exact["uncertainty_km"] + 40)


def test_a_front_of_lines_has_nulls_and_no_sides(own, tmp_path):
    line = tmp_path / "line-2026-01-01.geojson"
    shape = invalid_files.geometry("LineString", [[36, 46.8], [36, 50]])
    line.write_bytes(invalid_files.collection(invalid_files.feature(shape)))
    asked = run("assess", "--deposits", own[0], "--front", line)
    assert asked.exit_code == 1
    assert "every deposit's side will read unknown" in asked.stderr
    assert "--lines line takes it as a line." in asked.stderr
    assert "--lines area" not in asked.stderr
    settled = ("--deposits", own[0], "--front", line, "--lines", "line")
    row = document_of(*settled)["deposits"][0]
    assert row["signed_distance_km"] is None
    assert row["control"] == row["band"] == "unknown"


@pytest.mark.parametrize(
    ("day", "earlier"),
    [("2025-07-20", "19 days earlier"), ("2025-07-02", "1 day earlier")],
)
def test_a_front_of_an_earlier_day_is_reported(day, earlier, own):
    result = run("assess", "--deposits", own[0], "--front", day, "--json")
    asked = f"{int(day[-2:])} Jul 2025"
    found = f"There is no front of {asked}: that of 1 Jul 2025 is taken, {earlier}."
    assert found in result.stderr.splitlines()
    front = json.loads(result.stdout)["meta"]["front"]
    assert (front["requested_as_of"], front["as_of"]) == (day, "2025-07-01")
    assert front["days_earlier"] == int(earlier.split()[0])


@pytest.mark.parametrize("words", [["--front", "2025-07-01"], []])
def test_a_front_of_the_very_day_is_not_reported(words, own):
    result = run("assess", "--deposits", own[0], *words, "--json")
    assert "There is no front of" not in result.stderr
    front = json.loads(result.stdout)["meta"]["front"]
    assert (front["requested_as_of"], front["days_earlier"]) == (
        words[1] if words else None,
        0,
    )


@pytest.mark.parametrize("ending", [*ENDINGS, ".CSV"])
def test_output_is_written_and_reported(ending, own, tmp_path):
    path = tmp_path / f"out{ending}"
    result = run("assess", "--deposits", own[0], "--front", own[1], "-o", path)
    assert result.exit_code == 0, result.stderr
    assert result.stdout == ""
    assert f"2 deposits written to {path}." in result.stderr.splitlines()
    assert path.stat().st_size > 0
    assert sorted(tmp_path.iterdir()) == sorted([*own, path])


def test_output_and_json_together(own, tmp_path):
    path = tmp_path / "out.csv"
    assert len(document_of("--deposits", own[0], "-o", path)["deposits"]) == 2
    assert len(pd.read_csv(path)) == 2


def test_an_old_front_is_reported_in_one_line():
    result = run("assess", "--front", "2025-04-30", "--json")
    assert result.stderr.count("\n") == 1
    assert "The front of 2025-04-30 is" in result.stderr
    assert "days old" in result.stderr


def test_a_fresh_front_is_not_called_old(own):
    assert "days old" not in run("assess", "--front", own[1], "--json").stderr


def test_the_day_of_a_file_is_reported_with_where_it_was_found(own):
    sentence = (
        f"{own[1].name} is taken as the front of {own[1].stem[6:]}, from the file's"
    )
    assert sentence in run("assess", "--front", own[1]).stderr
    given = run("assess", "--front", own[1], "--as-of", "2026-01-02", "--json")
    assert "is taken as" not in given.stderr
    assert json.loads(given.stdout)["meta"]["front"]["as_of"] == "2026-01-02"


def test_repairs_are_reported(own, tmp_path):
    open_ring = tmp_path / "front-2026-01-01.geojson"
    open_ring.write_bytes(
        invalid_files.collection(invalid_files.area(invalid_files.SQUARE[:-1]))
    )
    result = run("assess", "--deposits", own[0], "--front", open_ring, "--json")
    assert "Repaired: " in result.stderr
    assert json.loads(result.stdout)["meta"]["front"]["repairs"]


@pytest.fixture
def as_kml(tmp_path):
    """The west of Ukraine's south as KML, and the same land as GeoJSON."""
    ring = invalid_files.box(35.5, 47.0, width=1, height=1)
    places = " ".join(f"{lon},{lat}" for lon, lat in ring)
    kml = tmp_path / "front-2026-09-01.kml"
    kml.write_text(
        "<kml><Placemark><Polygon><outerBoundaryIs><LinearRing><coordinates>"
        f"{places}</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark>"
        "</kml>",
        encoding="utf-8",
    )
    same = kml.with_suffix(".geojson")
    same.write_bytes(invalid_files.collection(invalid_files.area(ring)))
    return kml, same


def test_a_front_of_any_format_is_assessed_alike(as_kml):
    kml, same = (document_of("--front", path)["deposits"] for path in as_kml)
    assert [{**row, "front_id": ""} for row in kml] == [
        {**row, "front_id": ""} for row in same
    ]
    assert {row["control"] for row in kml} == {
        "free",
        "contested",
        "occupied",
        "unknown",  # at sea
    }


@pytest.fixture
def unclear(tmp_path):
    """A front with a kind of area that no word list knows."""
    path = tmp_path / "front-2026-09-01.geojson"
    east = invalid_files.box(36.5, 47.0, width=1, height=1)
    path.write_bytes(
        invalid_files.collection(
            invalid_files.area(
                invalid_files.box(35.5, 47.0, width=1, height=1), type="Occupied"
            ),
            invalid_files.area(east, type="Zone 7"),
        )
    )
    return path


def test_an_open_question_is_refused_with_the_settling_option(unclear):
    message = refused(run("assess", "--front", unclear))
    assert "“Zone 7”" in message
    assert "--class VALUE=occupied" in message
    assert "--allow-repairs" in message
    left_out = document_of("--front", unclear, "--allow-repairs")["meta"]["counts"]
    taken = document_of("--front", unclear, "--class", "Zone 7=occupied")["meta"]
    sides = (taken["counts"]["sides"], left_out["sides"])
    assert sides[0]["occupied"] > sides[1]["occupied"]


def test_a_front_without_a_day_is_refused_with_the_option(tmp_path):
    path = tmp_path / "front.geojson"
    path.write_bytes(invalid_files.VALID_FRONT)
    assert "--as-of DATE" in refused(run("assess", "--front", path))
    given = document_of("--front", path, "--as-of", "2026-09-01")
    assert given["meta"]["front"]["as_of"] == "2026-09-01"


# Refusals --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["--front", "2026-02-31"], "2026-02-31 is none"),
        (["--front", "2026-2-1"], "YYYY-MM-DD"),
        (["--front", "2020-01-01"], "The first snapshot is of 2024-07-08"),
        (["--front", "nowhere.geojson"], "no file “nowhere.geojson”"),
        (["--front", ""], "expected a file"),
        (["--front", "."], "The file: expected a file"),
        (["--deposits", "nowhere.csv"], "nowhere.csv: expected a file"),
        (["--deposits", "."], "permissions"),
        (["--preset", "nix"], "Known presets: default, "),
        (["--preset", ""], "Known presets: default, "),
        (["--scenario", "nix"], "signed_2025_04_30"),
        (["--scenario", ""], "signed_2025_04_30"),
    ],
)
def test_a_bad_choice_is_reported_in_one_sentence(args, words):
    assert words in refused(run("assess", *args))


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["--edges", ""], "such as 10,20,30"),
        (["--edges", "ten"], "“ten”"),
        (["--edges", "10,,20"], "“10,,20”"),
        (["--edges", "20,10"], "rising"),
        (["--edges", "10,10"], "rising"),
        (["--edges", "0,10"], "rising"),
        (["--edges", "-5,10"], "rising"),
        (["--edges", "nan"], "nan"),
        (["--edges", "10,inf"], "inf"),
        (["--edges", "10", "--preset", "legal"], "not both"),
        (["--as-of", "2026-01-01"], "about a front file"),
        (["--front", "2025-04-30", "--layer", "a"], "about a front file"),
        (["--front-uncertainty", "nan"], "nan"),
        (["--front-uncertainty", "inf"], "inf"),
        (["--front-uncertainty", "-1"], "-1"),
        (["--front-uncertainty", "far"], "far"),
        (["--threat-edge", "border"], "zone+border"),
        (["-o", "out.shp"], ".csv, .geojson, .gpkg, .parquet, .xlsx"),
        (["-o", "out"], ".csv, .geojson, .gpkg, .parquet, .xlsx"),
        (["--nix"], "--nix"),
    ],
)
def test_a_wrong_usage_exits_with_two(args, words):
    assert words in refused(run("assess", *args), exit_code=2)


def invalid_path(invalid_file, folder):
    folder.mkdir()
    path = folder / invalid_file.filename
    path.write_bytes(invalid_file.data)
    return path


@pytest.mark.parametrize("invalid_file", invalid_files.DEPOSITS, ids=lambda s: s.id)
def test_bad_deposits_get_one_sentence_and_leave_nothing(invalid_file, tmp_path):
    path = invalid_path(invalid_file, tmp_path / "in")
    message = refused(run("assess", "--deposits", path, "-o", tmp_path / "out.csv"))
    assert all(word.lower() in message.lower() for word in invalid_file.words)
    assert list(tmp_path.iterdir()) == [path.parent]


@pytest.mark.parametrize("invalid_file", invalid_files.FRONTS, ids=lambda s: s.id)
def test_a_bad_front_gets_one_sentence_and_leaves_nothing(invalid_file, own, tmp_path):
    path = invalid_path(invalid_file, tmp_path / "in")
    message = refused(
        run("map", "--deposits", own[0], "--front", path, "-o", tmp_path / "out.html")
    )
    assert all(word.lower() in message.lower() for word in invalid_file.words)
    assert not (tmp_path / "out.html").exists()


def test_a_name_cannot_steer_the_terminal(tmp_path):
    path = tmp_path / "mine.geojson"
    path.write_bytes(
        invalid_files.collection(invalid_files.point(name="\x1b[31mred\x1b[0m"))
    )
    assert "\x1b" not in run("assess", "--deposits", path).output
    path.write_bytes(
        invalid_files.collection(invalid_files.point(2, 48, name="\x1b[31mred"))
    )
    assert "\x1b" not in run("assess", "--deposits", path).output
    assert "\x1b" not in run("assess", "--front", "\x1b[31mred").output


@pytest.mark.parametrize("name", invalid_files.HOSTILE_NAMES)
def test_a_hostile_name_is_a_name(name, tmp_path):
    path = tmp_path / "mine.geojson"
    path.write_bytes(invalid_files.collection(invalid_files.point(name=name)))
    assert document_of("--deposits", path)["deposits"][0]["name"] == name.strip()
    assert name.strip() in run("assess", "--deposits", path).stdout


@pytest.mark.parametrize("option", ["--deposits", "--front"])
def test_an_input_is_never_overwritten(option, own):
    path = own[option == "--front"]
    before = path.read_bytes()
    refused(run("assess", option, path, "-o", path), exit_code=2)
    link = path.with_name("link.geojson")
    link.symlink_to(path)
    refused(run("assess", option, path, "-o", link), exit_code=2)
    assert path.read_bytes() == before


def test_shipped_data_are_never_overwritten():
    for path in (DATA / "deposits.geojson", DATA / "new.csv"):
        assert "shipped" in refused(run("assess", "-o", path), exit_code=2)


def test_a_failed_run_leaves_the_old_output(tmp_path):
    path = tmp_path / "out.csv"
    path.write_text("older")
    refused(run("assess", "--scenario", "nix", "-o", path))
    assert path.read_text() == "older"


def test_an_output_that_cannot_be_written_is_named(own, tmp_path):
    path = tmp_path / "nowhere" / "out.csv"
    message = refused(run("assess", "--front", own[1], "-o", path))
    assert message.startswith(f"Cannot write {path}")
    folder = tmp_path / "folder.csv"
    folder.mkdir()
    message = refused(run("assess", "--front", own[1], "-o", folder))
    assert message.startswith(f"Cannot write {folder}")


# terms -----------------------------------------------------------------------------


def test_terms_list_names_every_scenario():
    lines = run("terms", "list").stdout.splitlines()[1:]
    assert [line.split()[0] for line in lines] == list(read_scenarios())
    rows = json.loads(run("terms", "list", "--json").stdout)
    assert [row["id"] for row in rows] == list(read_scenarios())
    assert [row["id"] for row in rows if row["default"]] == [default_scenario().id]


@pytest.mark.parametrize("scenario", read_scenarios().values(), ids=lambda s: s.id)
def test_terms_show_shows_every_clause_and_its_sources(scenario):
    text = " ".join(run("terms", "show", scenario.id).stdout.split())
    document = json.loads(run("terms", "show", scenario.id, "--json").stdout)
    sources = {source["id"] for source in document["sources"]}
    for clause in scenario.clauses:
        assert " ".join(f"{clause.title['en']}: {clause.text['en']}".split()) in text
        assert set(clause.sources) <= sources
    assert [c["id"] for c in document["clauses"]] == [c.id for c in scenario.clauses]
    assert sources <= read_sources().keys()
    assert all(source in text for source in sources)


def test_an_unknown_scenario_is_reported_with_those_there_are():
    assert "signed_2025_04_30" in refused(run("terms", "show", "nix"))


# map -------------------------------------------------------------------------------


def test_map_writes_one_file(own, tmp_path):
    path = tmp_path / "map.html"
    result = run("map", "--deposits", own[0], "--front", own[1], "-o", path)
    assert result.exit_code == 0, result.stderr
    assert f"2 deposits written to {path}." in result.stderr.splitlines()
    assert path.read_text("utf-8").lstrip().lower().startswith("<!doctype html>")
    assert sorted(tmp_path.iterdir()) == sorted([*own, path])


@pytest.mark.parametrize("args", [[], ["-o", "map.png"]])
def test_map_needs_an_html_file(args):
    refused(run("map", *args), exit_code=2)


# The process -----------------------------------------------------------------------


@pytest.mark.parametrize("command", [*COMMANDS, ["app"], ["timeline"]], ids=" ".join)
def test_help_has_examples(command):
    result = run(*command, "--help")
    assert result.exit_code == 0
    assert "Example" in result.stdout
    assert f"frontlode {' '.join(command)}".strip() in result.stdout


def test_version():
    version = importlib.metadata.version("frontlode")
    assert run("--version").stdout == f"frontlode, version {version}\n"


LOADED = """
import sys
from click.testing import CliRunner
from geo.cli.main import main
heavy = {"streamlit", "folium", "pyogrio", "pyarrow.parquet", "openpyxl", "matplotlib"}
assert not {"geopandas", "numpy", "yaml"} & set(sys.modules), "help is not instant"
assert CliRunner().invoke(main, ["assess", "--json"]).exit_code == 0
print(sorted(heavy & set(sys.modules)))
"""


def test_an_assessment_loads_neither_the_app_nor_the_map():
    command = [sys.executable, "-c", LOADED]
    loaded = subprocess.run(command, capture_output=True, text=True, check=True)
    assert loaded.stdout == "[]\n"


def test_streams_and_exit_code_of_a_real_process():
    done = run_process("assess", "--json", "--front", "2025-04-30")
    assert done.returncode == 0
    assert len(json.loads(done.stdout)["deposits"]) == 211
    assert done.stderr.count("\n") == 1
    failed = run_process("assess", "--scenario", "nix")
    assert (failed.returncode, failed.stdout) == (1, "")
    assert failed.stderr.startswith("Error: ")


@pytest.mark.parametrize("encoding", ["ascii", "cp1251"])
def test_any_terminal_can_show_it(encoding):
    environment = {**os.environ, "PYTHONIOENCODING": encoding, "LC_ALL": "C"}
    shown = run_process("assess", env=environment, errors="replace")
    assert shown.returncode == 0, shown.stderr
    assert "of 211 deposits" in shown.stdout


def test_json_is_the_same_in_every_encoding():
    assert run("assess", "--json").stdout.isascii()


def test_a_closed_pipe_ends_it_quietly():
    process = subprocess.Popen(
        [*FRONTLODE, "assess", "--json", "--front", "2025-04-30"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    with process:
        process.stdout.read(10)
        process.stdout.close()
        assert process.stderr.read().count(b"\n") == 1


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
@pytest.mark.parametrize("args", [["assess", "--json"], ["terms", "list"]], ids=str)
def test_a_full_standard_output_is_reported(args):
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [*FRONTLODE, *args], stdout=full, stderr=subprocess.PIPE, text=True
        )
    assert done.returncode == 1
    assert "Cannot write to standard output: No space left on device" in done.stderr
    assert "Traceback" not in done.stderr
    assert "Exception" not in done.stderr


# app -------------------------------------------------------------------------------


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(url, *, seconds=20):
    """Return what an address answers, once it does."""
    end = time.monotonic() + seconds
    while True:
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:
                return answer.read()
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.1)


def test_app_serves_on_this_machine_until_it_is_stopped(tmp_path):
    port = free_port()
    command = [*FRONTLODE, "app", "--port", str(port)]
    # From a strange folder, whose own configuration must not count.
    (tmp_path / ".streamlit").mkdir()
    (tmp_path / ".streamlit" / "config.toml").write_text(
        "[browser]\ngatherUsageStats = true\n[server]\nmaxUploadSize = 7\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    process = subprocess.Popen(
        command, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, text=True
    )
    with process:
        assert f"http://127.0.0.1:{port} " in process.stdout.readline()
        assert wait_for(f"http://127.0.0.1:{port}/_stcore/health") == b"ok"
        process.send_signal(signal.SIGTERM)
        process.stdout.read()
        assert process.wait(10) == 0


def test_a_taken_port_is_reported_in_one_sentence():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        message = refused(run("app", "--port", port))
    assert message.startswith(f"Cannot use port {port} of 127.0.0.1: ")
    assert message.endswith("Choose another with --port, or --host.")


def test_a_port_out_of_range_is_wrong_usage():
    refused(run("app", "--port", 70000), exit_code=2)
