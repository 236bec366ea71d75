"""The `front` verbs as a user types them, against a store of their own."""

import io
import json
import zipfile

import pytest
import shapely
from click.testing import CliRunner
from shapely.geometry import box, mapping

from geo.cli.main import main
from geo.geodesy.ukraine import outline
from geo.ledger import default_ledger
from geo.paths import DATA
from tests.invalid_files import area, collection, feature, geometry
from tests.invalid_files import box as square
from tests.update.test_bulk import SPECKS

EAST = shapely.intersection(outline(), box(37, 43, 42, 53))


@pytest.fixture(autouse=True)
def own_store(tmp_path, monkeypatch):
    monkeypatch.setenv("FRONTLODE_STORE", str(tmp_path / "store"))


@pytest.fixture
def run(tmp_path):
    def run(*words):
        return CliRunner().invoke(main, ["front", *map(str, words)])

    return run


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "front_2026-09-01.geojson"
    path.write_text(json.dumps(mapping(EAST)), encoding="utf-8")
    return path


def accepted(run):
    rows = json.loads(run("list", "--json").stdout)
    return {row["id"]: row["state"] for row in rows if row["origin"] == "accepted"}


def test_check_says_what_would_be_accepted_and_keeps_nothing(run, file):
    result = run("check", file)
    assert result.exit_code == 0, result.output
    assert "accepted" in result.stdout
    assert "2026-09-01" in result.stdout
    assert accepted(run) == {}
    found = json.loads(run("check", file, "--json").stdout)
    assert found["as_of"] == "2026-09-01"
    assert found["format"] == "GeoJSON"


def test_refused_is_exit_1_with_its_reason_and_nothing_kept(run, tmp_path):
    page = tmp_path / "front.geojson"
    page.write_text("<!DOCTYPE html><html></html>", encoding="utf-8")
    for verb in (["check", page], ["add", page, "--source", "me"]):
        result = run(*verb)
        assert result.exit_code == 1
        assert "HTML" in result.output
        assert "Traceback" not in result.output
    assert accepted(run) == {}


def test_add_list_show_undo_restore(run, file):
    assert run("add", file, "--source", "drawn by hand").exit_code == 0
    ((snapshot, state),) = accepted(run).items()
    assert state == "in use"
    assert "drawn by hand" in run("show", snapshot).stdout
    shown = json.loads(run("show", "2026-09-01", "--json").stdout)
    assert shown["id"] == snapshot
    assert run("undo", snapshot).exit_code == 0
    assert accepted(run) == {snapshot: "undone"}
    assert run("restore", snapshot).exit_code == 0
    assert accepted(run) == {snapshot: "in use"}


def test_the_same_file_twice_is_reported_and_kept_once(run, file):
    run("add", file, "--source", "me")
    again = run("add", file, "--source", "me")
    assert again.exit_code == 0
    assert "already" in again.stderr
    assert len(accepted(run)) == 1


def test_a_zip_of_many_goes_on_after_a_bad_one_and_resumes(run, tmp_path):
    box_of_days = io.BytesIO()
    with zipfile.ZipFile(box_of_days, "w") as box_:
        for day, west in ((1, 37.0), (2, 37.1), (3, 37.2)):
            land = shapely.intersection(EAST, box(west, 43, 42, 53))
            box_.writestr(f"2026090{day}.geojson", json.dumps(mapping(land)))
        box_.writestr("20260904.geojson", '{"type": "FeatureCollection", "feat')
    path = tmp_path / "daily.zip"
    path.write_bytes(box_of_days.getvalue())
    first = json.loads(run("add", path, "--source", "me", "--json").stdout)
    assert [bool(row["snapshot"]) for row in first] == [True, True, True, False]
    assert first[3]["status"] == "refused"
    again = run("add", path, "--source", "me", "--json")
    assert again.exit_code == 0
    statuses = [row["status"] for row in json.loads(again.stdout)]
    assert statuses == [*["repeat, skipped"] * 3, "refused"]
    assert len(accepted(run)) == 3


def test_a_zip_of_many_is_one_layer_or_all(run, file, tmp_path):
    run("add", file, "--source", "me")
    path = tmp_path / "daily.zip"
    with zipfile.ZipFile(path, "w") as box_:
        box_.writestr("20260901.geojson", file.read_text("utf-8") + " ")
        box_.writestr("20260902.geojson", file.read_text("utf-8"))
    asked = run("diff", "2026-08-22", path)
    assert asked.exit_code == 1
    assert "--layer NAME" in asked.stderr
    assert run("diff", "2026-08-22", path, "--layer", "20260902.geojson").exit_code == 0
    first, second = json.loads(run("add", path, "--source", "me", "--json").stdout)
    assert first["status"] == "repeat, skipped"
    assert "already" in first["message"]
    assert second["snapshot"]


@pytest.fixture
def unclear(tmp_path):
    """Land of which half is of a kind that no word list knows."""
    path = tmp_path / "front-2026-09-01.geojson"
    path.write_bytes(
        collection(
            area(square(35.5, 47.0, width=1, height=1), type="Occupied"),
            area(square(36.5, 47.0, width=1, height=1), type="Zone 7"),
        )
    )
    return path


@pytest.mark.parametrize("verb", [["check"], ["add", "--source", "me"]])
def test_what_is_asked_is_not_taken_before_it_is_answered(run, unclear, verb):
    asked = run(*verb, unclear)
    assert asked.exit_code == 1
    assert "Zone 7" in asked.output
    assert "--class VALUE=occupied" in asked.output
    assert accepted(run) == {}
    for answer in (["--allow-repairs"], ["--class", "Zone 7=occupied"]):
        assert run(*verb, unclear, *answer).exit_code == 0


@pytest.fixture
def outline_file(tmp_path):
    """A closed line around occupied land, and no area."""
    line = geometry("LineString", square(37.9, 48.1, width=1.5, height=1.0))
    path = tmp_path / "front-2026-09-01.geojson"
    path.write_bytes(collection(feature(line)))
    return path


def test_a_closed_line_is_a_line_or_an_area_as_the_user_says(run, outline_file):
    asked = run("check", outline_file)
    assert asked.exit_code == 1
    for option in ("--lines line", "--lines area", "--allow-repairs"):
        assert f"to settle it: {option}" in asked.stdout
    assert run("add", outline_file, "--source", "me").exit_code == 1
    assert accepted(run) == {}
    for use, zone_km2 in (("line", None), ("area", pytest.approx(12_303, rel=1e-3))):
        found = run("check", outline_file, "--lines", use, "--json")
        assert found.exit_code == 0
        assert json.loads(found.stdout)["zone_km2"] == zone_km2
    assert run("add", outline_file, "--source", "me", "--lines", "area").exit_code == 0
    assert len(accepted(run)) == 1


def test_specks_are_kept_or_dropped_as_the_user_says(run, tmp_path):
    path = tmp_path / "front-2026-09-01.geojson"
    land = [square(35.5, 47.0, width=1, height=1)]
    land.append(square(37.0, 47.5, width=0.005, height=0.005))
    path.write_bytes(collection(*map(area, land)))
    asked = run("check", path)
    assert asked.exit_code == 1
    assert "to settle it: --specks drop leaves the specks out" in asked.stdout
    sizes = [
        json.loads(run("check", path, "--specks", use, "--json").stdout)["zone_km2"]
        for use in ("keep", "drop")
    ]
    assert sizes[0] - sizes[1] == pytest.approx(0.21, abs=0.01)


def test_options_about_a_file_without_a_file_are_wrong_usage(run):
    for words in (["--lines", "line"], ["--specks", "drop"]):
        result = run("diff", "2025-04-30", "2026-08-22", *words)
        assert result.exit_code == 2
        assert "--lines, --specks and" in " ".join(result.stderr.split())


def test_diff_asks_too_and_takes_the_same_answers(run, unclear):
    asked = run("diff", "2026-08-22", unclear)
    assert asked.exit_code == 1
    assert "--class VALUE=occupied" in asked.stderr
    found = {
        kind: json.loads(
            run(
                "diff", unclear, "2026-08-22", "--class", f"Zone 7={kind}", "--json"
            ).stdout
        )
        for kind in ("occupied", "other")
    }
    assert found["other"]["before"] == unclear.name
    gained = [found[kind]["second_only_km2"] for kind in ("other", "occupied")]
    assert gained[0] > gained[1]


def test_diff_takes_what_assess_takes_for_a_front(run, file):
    run("add", file, "--source", "me")
    (snapshot,) = accepted(run)
    found = json.loads(run("diff", "2025-05-20", snapshot, "--json").stdout)
    assert (found["before"], found["after"]) == ("2025-05-01", snapshot)
    assessed = CliRunner().invoke(main, ["assess", "--front", snapshot, "--json"])
    assert json.loads(assessed.stdout)["meta"]["front"]["id"] == snapshot
    two_files = run("diff", file, file, "--as-of", "2026-01-01")
    assert two_files.exit_code == 2
    assert "two were given" in two_files.stderr


def test_diff_in_words_and_as_a_map(run, tmp_path):
    page = tmp_path / "change.html"
    result = run("diff", "2025-04-30", "2026-08-22", "-o", page)
    assert result.stdout.startswith("From 2025-04-30 to 2026-08-22.")
    assert (
        "First: 2025-04-30, of 30 Apr 2025, ±3.5 km, from: Settlements" in result.stdout
    )
    assert "Second: 2026-08-22, of 22 Aug 2026, ±3.5 km, from: " in result.stdout
    assert "Newly occupied" in result.stdout
    assert "Newly occupied, km²" in result.stdout
    assert "Deposits whose side or band changes: " in result.stdout
    assert "differ" not in result.stdout
    assert "of contact line lie elsewhere" in result.stdout
    assert "Newly occupied" in page.read_text("utf-8")
    assert run("diff", "2025-04-30", "2026-08-22", "-o", "a.csv").exit_code == 2


def test_diff_of_two_sources_is_no_movement(run, file, tmp_path):
    """Of one day: by how much they differ, in words, in numbers and on the map."""
    page, day = tmp_path / "change.html", ("--as-of", "2026-08-22")
    words = run("diff", "2026-08-22", file, *day, "-o", page)
    assert words.exit_code == 0, words.output
    for text in (words.stdout, page.read_text("utf-8")):
        assert "The two fronts differ by " in text
        assert "Both show the same day" in " ".join(text.split())
        assert "In the second only, km²" in text
        assert "Deposits whose side or band differs: " in text
        for word in ("ewly occupied", "reed", "moved", "line before", "line now"):
            assert word not in text.partition("<script")[0]
    found = json.loads(run("diff", "2026-08-22", file, *day, "--json").stdout)
    assert (found["same_source"], found["is_movement"]) == (False, False)
    assert not {"newly_occupied_km2", "freed_km2", "moved_line_km"} & found.keys()
    assert found["within_km"] == 5.5
    differing_km2 = found["second_only_km2"] + found["first_only_km2"]
    assert 0 < found["explained_km2"] < differing_km2
    assert 0 < found["unexplained_line_km"] < found["differing_line_km"]
    assert [front["uncertainty_km"] for front in found["fronts"]] == [3.5, 2]
    by_oblast = sum(row["first_only_km2"] for row in found["by_oblast"])
    assert by_oblast == pytest.approx(found["first_only_km2"], rel=1e-4)


def test_diff_shows_a_front_of_an_earlier_day_of_either_side(run):
    result = run("diff", "2025-07-20", "2025-08-02", "--json")
    assert result.stderr.count("is taken, ") == 2
    fronts = json.loads(result.stdout)["fronts"]
    assert [front["requested_as_of"] for front in fronts] == [
        "2025-07-20",
        "2025-08-02",
    ]
    assert [front["days_earlier"] for front in fronts] == [19, 1]


def test_diff_never_writes_over_its_files(run, file):
    page = file.with_suffix(".html")
    file.rename(page)
    before = page.read_bytes()
    assert run("diff", "2026-08-22", page, "-o", page).exit_code == 2
    assert page.read_bytes() == before


def test_diff_of_two_snapshots_and_of_a_file(run, file):
    summed = json.loads(run("diff", "2025-04-30", "2026-08-22", "--json").stdout)
    assert summed["newly_occupied_km2"] > summed["freed_km2"] >= 0
    assert summed["deposits"]
    assert all(row["why"] for row in summed["deposits"])
    result = run("diff", "2026-08-22", file)
    assert result.exit_code == 0, result.output
    assert "Crimea" in result.stdout


def spoil(snapshot):
    """Overwrite the middle of a snapshot's geometry in the store."""
    wkb = shapely.to_wkb(
        default_ledger().read(snapshot).zone, output_dimension=2, byte_order=1
    )
    content = default_ledger().path.read_bytes()
    spot = content.index(wkb[200:240])
    default_ledger().path.write_bytes(content[:spot] + bytes(40) + content[spot + 40 :])


def test_a_whole_store_is_healthy_and_rescued_whole(run, file, tmp_path):
    assert run("health").exit_code == 0
    run("add", file, "--source", "me")
    (snapshot,) = accepted(run)
    assert "Nothing is wrong." in run("health").stdout
    found = json.loads(run("health", "--json").stdout)
    assert (found["problem"], found["readable"]) == (None, [snapshot])
    saved = run("rescue", "-o", tmp_path / "saved")
    assert saved.exit_code == 0
    assert saved.stderr.startswith("1 front saved in ")
    assert (tmp_path / "saved" / f"{snapshot}.original").read_bytes() == (
        file.read_bytes()
    )
    again = run("check", tmp_path / "saved" / f"{snapshot}.geojson", "--json")
    assert json.loads(again.stdout)["as_of"] == "2026-09-01"


def test_a_damaged_store_is_reported_and_the_rest_is_saved(run, file, tmp_path):
    run("add", file, "--source", "me", "--as-of", "2026-09-02")
    (lost,) = accepted(run)
    file.write_text(json.dumps(mapping(box(36, 47, 37, 48))), encoding="utf-8")
    run("add", file, "--source", "me")
    (kept,) = accepted(run).keys() - {lost}
    spoil(lost)
    ill = run("health")
    assert ill.exit_code == 1
    assert "damaged" in ill.stdout
    whole = "Its backup is whole and holds 2 accepted fronts"
    assert whole in " ".join(ill.stdout.split())
    assert run("rescue", "-o", tmp_path / "all").exit_code == 0
    assert (tmp_path / "all" / f"{lost}.geojson").exists()
    default_ledger().path.with_name("fronts.backup.sqlite").unlink()
    assert f"{lost}: lost" in run("health").stdout
    assert "front rescue -o FOLDER" in ill.stdout
    saved = run("rescue", "-o", tmp_path / "saved", "--json")
    assert saved.exit_code == 1
    found = json.loads(saved.stdout)
    assert (found["lost"], found["readable"], found["saved"]) == ([lost], [kept], 1)
    assert (tmp_path / "saved" / f"{kept}.geojson").exists()
    assert not (tmp_path / "saved" / f"{lost}.geojson").exists()


@pytest.mark.parametrize("arguments", [["list"], ["health"], ["undo", "x"]])
def test_a_store_that_is_an_address_is_refused(arguments, run, monkeypatch):
    monkeypatch.setenv("FRONTLODE_STORE", "sqlite:///x")
    refused = run(*arguments)
    assert refused.exit_code == 1
    assert "“sqlite:///x”, an address" in refused.stderr


def test_rescue_needs_a_store_and_an_empty_folder(run, file, tmp_path):
    none = run("rescue", "-o", tmp_path / "saved")
    assert none.exit_code == 1
    assert "nothing was accepted" in none.stderr
    assert not (tmp_path / "saved").exists()
    run("add", file, "--source", "me")
    full = run("rescue", "-o", tmp_path)
    assert full.exit_code == 1
    assert "empty folder" in full.stderr
    assert run("rescue", "-o", file).exit_code == 1
    assert run("rescue").exit_code == 2


def test_export_reads_back_and_other_endings_are_refused(run, tmp_path):
    out = tmp_path / "out.geojson"
    assert run("export", "2026-08-22", "-o", out).exit_code == 0
    assert json.loads(run("check", out, "--json").stdout)["as_of"] == "2026-08-22"
    assert run("export", "2026-08-22", "-o", tmp_path / "out.shp").exit_code == 2


def test_an_input_or_shipped_file_is_never_overwritten(run, file):
    before = file.read_bytes()
    built = run("build", file, "--on", "2026-09-01", "-o", file)
    shipped = run("export", "2026-08-22", "-o", DATA / "fronts" / "2026-08-22.geojson")
    for refused in (built, shipped):
        assert refused.exit_code == 2
        assert "shipped data" in refused.stderr
    assert file.read_bytes() == before


def test_build_from_a_control_table(run, tmp_path):
    table = tmp_path / "control.csv"
    rows = ["name,lon,lat,date,status"]
    rows += [f"w{i},{27 + i},49.0,2026-09-01,free" for i in range(8)]
    rows += [f"e{i},{36 + i},48.5,2026-09-01,occupied" for i in range(3)]
    table.write_text("\n".join(rows), encoding="utf-8")
    out = tmp_path / "built.geojson"
    result = run("build", table, "--on", "2026-09-01", "-o", out)
    assert result.exit_code == 0, result.output
    assert json.loads(run("check", out, "--json").stdout)["zone_km2"] > 10_000


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["show", "nothing"], 1),
        (["undo", "2026-08-22"], 1),
        (["diff", "2026-08-22", "nothing"], 1),
        (["check", "absent.geojson"], 2),
        (["add", "absent.geojson"], 2),
    ],
)
def test_bad_words_end_in_one_sentence(run, words, code):
    result = run(*words)
    assert result.exit_code == code
    assert "Traceback" not in result.output


def test_specks_of_a_zip_of_many_are_answered_for_all(run, tmp_path):
    path = tmp_path / "daily.zip"
    path.write_bytes(SPECKS)
    asked = run("add", path, "--source", "me")
    assert asked.exit_code == 1
    sentence = " ".join(asked.stderr.split())
    assert "2 files were left out, for they have occupied parts under 1 km²" in sentence
    assert "--specks keep or --specks drop answers for all of them." in sentence
    assert run("add", path, "--source", "me", "--specks", "drop").exit_code == 0
    assert len(accepted(run)) == 2
