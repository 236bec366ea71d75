"""The list of formats: what is said of them, and which file is taken for which."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from geo.cli.fronts import check_command
from geo.ingest.file import File
from geo.ingest.registry import FORMATS, endings, format_of, is_layer, names

README = Path(__file__).parents[2] / "README.md"


def one_line(text):
    return " ".join(text.split())


@pytest.mark.parametrize("name", [one.name for one in FORMATS])
def test_the_readme_lists_each_format(name):
    text = one_line(README.read_text("utf-8"))
    listed = text.partition("any of these formats")[2].partition("`--json`")[0]
    assert name in listed


def test_the_help_of_a_check_lists_each_format():
    shown = CliRunner().invoke(check_command, ["--help"]).output
    assert names("front") in one_line(shown)


def test_a_table_of_settlements_is_a_front_and_no_deposits():
    assert "Settlement control table" in names("front")
    assert "Settlement control table" not in names("deposits")
    assert "CSV with lon and lat" not in names("front")
    file = File(b"id,lon,lat,status\n1,36,48,RU\n", "x.csv")
    assert format_of(file, "front").name == "Settlement control table"
    assert format_of(file, "deposits").name == "CSV with lon and lat"


def test_endings_are_those_of_all_formats_and_of_a_zip():
    assert {".zip", ".gpkg", ".kmz", ".csv"} < {*endings()}
    assert all(one.startswith(".") and one.islower() for one in endings())


@pytest.mark.parametrize("head", [b"", b"PK", b"SQLite", b"\x89PNG", b"<html>", b"a"])
def test_what_begins_as_no_format_is_no_layer(head):
    assert not is_layer(head, "front")
    assert format_of(File(head, "x"), "front") is None
