"""Files of an assessment: each read back by another reader, and compared."""

import csv
import io
import json
import sqlite3
import subprocess
import sys
from dataclasses import replace

import geopandas as gpd
import numpy as np
import openpyxl
import pandas as pd
import pytest
import shapely
from pandas.testing import assert_frame_equal
from pyarrow import parquet
from shapely.geometry import Point, box

from geo.assessment.assess import assess
from geo.assessment.tables import (
    ENDINGS,
    ROW_ENDINGS,
    about,
    records,
    replacing,
    table,
    write_rows,
    write_table,
)
from geo.deal.load import scenario
from geo.errors import InputError
from geo.ingest import read_deposits
from geo.risk.presets import preset_of_edges
from geo.schema import ASSESSMENT_COLUMNS
from tests.drawn_fronts import front_of, line_front_of

#: What an untrusted file may call a deposit, and what a spreadsheet must not run.
FORMULAS = [
    '=HYPERLINK("http://x.example","y")',
    "+1+1",
    "-2",
    "@SUM(A1)",
    "=1",
    "＝1",
]

HARMLESS = ["Plain", 'a, “quoted” "name"', "=".join("ab"), "1-2", "{{ 7*7 }}", "#N/A"]


def deposits_of_names(names, geometries=None):
    """Deposits of these names, read as an untrusted file is."""
    geometries = geometries or [Point(33 + i / 20, 48) for i in range(len(names))]
    features = [
        {
            "type": "Feature",
            "id": f"d{i}",
            "properties": {"name": name, "commodities": ["lithium", "graphite"]},
            "geometry": shapely.geometry.mapping(geometry),
        }
        for i, (name, geometry) in enumerate(zip(names, geometries, strict=True))
    ]
    document = {"type": "FeatureCollection", "features": features}
    return read_deposits(json.dumps(document).encode(), name="test.geojson")


def choices():
    return {
        "preset": preset_of_edges([10, 30]),
        "scenario": scenario("us_2025_02_12_ownership"),
        "threat_edge": "zone",
    }


FRONT = replace(
    front_of(box(36, 43, 42, 53), uncertainty_km=5), licence="none", method="by hand"
)
ABOUT = about(FRONT, **choices(), figure="sides:x")


def assessed_of(names, geometries=None, *, front=FRONT):
    return assess(deposits_of_names(names, geometries), front, **choices())


@pytest.fixture(scope="module")
def assessed():
    """Points and areas on both sides, with names that make trouble."""
    names = [*HARMLESS, *FORMULAS, "area", "two areas"]
    points = [Point(33 + i / 3, 48) for i in range(len(names) - 2)]
    square = box(30, 48, 30.1, 48.1)
    return assessed_of(names, [*points, square, square | box(35, 48, 37, 48.5)])


@pytest.fixture
def written(assessed, tmp_path):
    """The assessment as a file of a given ending."""

    def write(ending):
        path = tmp_path / f"out{ending}"
        write_table(assessed, path, about=ABOUT)
        return path

    return write


def same(found, expected):
    """Whether two tables hold the same values, missing ones included."""
    assert list(found.columns) == [*ASSESSMENT_COLUMNS, "figure_id"]
    assert set(found.pop("figure_id")) == {"sides:x"}
    numbers = expected.select_dtypes("number").columns
    assert_frame_equal(
        found[numbers].astype(float), expected[numbers].astype(float), rtol=0, atol=0
    )
    texts = expected.columns.difference(numbers)
    plain = found[texts].astype(object)
    assert_frame_equal(plain.where(plain.notna(), ""), expected[texts].astype(object))
    return True


def disarmed(rows):
    """The table with the apostrophes that the CSV puts before formulas."""
    names = [f"'{n}" if n in FORMULAS else n for n in rows["name"]]
    return rows.assign(name=names)


def test_table_rounds_to_a_metre_and_a_decimetre(assessed):
    rows = table(assessed)
    assert (rows["distance_km"] - assessed["distance_km"].to_numpy()).abs().max() < 6e-4
    assert (rows["lon"] - assessed["lon"].to_numpy()).abs().max() < 6e-7
    assert rows["distance_km"].round(3).eq(rows["distance_km"]).all()


def test_csv_reads_back(written, assessed):
    found = pd.read_csv(written(".csv"), keep_default_na=False, na_values=[""])
    assert same(found, disarmed(table(assessed)))


def test_csv_is_plain_utf8_with_crlf(written):
    data = written(".csv").read_bytes()
    assert data.startswith(b"id,name,")
    assert data.count(b"\n") == data.count(b"\r\n") == len(HARMLESS + FORMULAS) + 3
    assert "0–10 km" in data.decode("utf-8")


def test_no_csv_cell_can_run_as_a_formula(written):
    rows = list(csv.reader(io.StringIO(written(".csv").read_text("utf-8"))))
    head = rows[0]
    signed = head.index("signed_distance_km")
    numbers = [row.pop(signed) for row in rows]
    assert any(number.startswith("-") for number in numbers), "numbers are untouched"
    assert not any(cell.startswith(tuple("=+-@\t\r＝")) for row in rows for cell in row)


def test_geojson_reads_back(written, assessed):
    document = json.loads(written(".geojson").read_text("utf-8"))
    properties = [feature["properties"] for feature in document["features"]]
    assert {row.pop("figure_id") for row in properties} == {"sides:x"}
    assert {tuple(row) for row in properties} == {ASSESSMENT_COLUMNS}
    assert properties == records(table(assessed))
    assert [feature["id"] for feature in document["features"]] == list(assessed.index)
    assert document["about"] == ABOUT


def test_geojson_keeps_places_and_turns_rings_by_the_rule(written, assessed):
    found = gpd.read_file(written(".geojson"))
    for here, there in zip(found.geometry, assessed.geometry, strict=True):
        assert shapely.hausdorff_distance(here, there) < 1e-6
    for geometry in shapely.get_parts(found.geometry):
        if geometry.geom_type == "Polygon":
            assert geometry.exterior.is_ccw


def test_geojson_can_be_assessed_again(written, assessed):
    path = written(".geojson")
    again = assess(read_deposits(path, name=path.name), FRONT, **choices())
    same_columns = ["name", "commodities", "control", "band", "covered"]
    assert_frame_equal(table(again)[same_columns], table(assessed)[same_columns])


def test_gpkg_reads_back(written, assessed):
    path = written(".gpkg")
    found = gpd.read_file(path)
    assert same(found.drop(columns="geometry"), table(assessed))
    assert found.crs == "EPSG:4326"
    assert shapely.equals(found.geometry, assessed.geometry.to_numpy()).all()
    with sqlite3.connect(path) as connection:
        stored = connection.execute("SELECT metadata FROM gpkg_metadata").fetchall()
    connection.close()
    assert "made_by" in stored[0][0]


def test_parquet_reads_back(written, assessed):
    path = written(".parquet")
    found = gpd.read_parquet(path)
    assert same(pd.DataFrame(found.drop(columns="geometry")), table(assessed))
    assert found.crs == "EPSG:4326"
    assert shapely.equals(found.geometry, assessed.geometry.to_numpy()).all()
    stored = parquet.read_schema(path).metadata[b"frontlode"]
    assert json.loads(stored) == ABOUT


def test_xlsx_reads_back(written, assessed):
    path = written(".xlsx")
    found = pd.read_excel(path, keep_default_na=False, na_values=[""])
    assert same(found, table(assessed))
    origin = openpyxl.load_workbook(path)["About"]
    assert {key.value: value.value for key, value in origin.iter_rows()} == ABOUT


def test_xlsx_stores_texts_as_texts_and_numbers_as_numbers(written, assessed):
    sheet = openpyxl.load_workbook(written(".xlsx"))["Assessment"]
    kinds = {
        head.value: {cell.data_type for cell in column}
        for head, *column in sheet.iter_cols()
    }
    assert kinds["name"] == {"s"}
    assert kinds["distance_km"] == {"n"}
    assert kinds["firm"] == {"b"}


@pytest.mark.parametrize("ending", ENDINGS)
def test_what_is_missing_is_empty_and_not_zero(ending, tmp_path):
    line = [(36, 45), (36, 52)]
    rows = assessed_of(["a"], front=line_front_of(line))
    assert np.isnan(rows["signed_distance_km"].item())
    path = tmp_path / f"out{ending}"
    write_table(rows, path, about=ABOUT)
    if ending == ".csv":
        found = next(csv.DictReader(io.StringIO(path.read_text("utf-8"))))
        assert found["signed_distance_km"] == ""
    elif ending == ".geojson":
        feature = json.loads(path.read_text("utf-8"))["features"][0]
        assert feature["properties"]["signed_distance_km"] is None
    elif ending == ".gpkg":
        connection = sqlite3.connect(path)
        query = "SELECT signed_distance_km FROM assessment"
        assert connection.execute(query).fetchall() == [(None,)]
        connection.close()
    elif ending == ".parquet":
        assert parquet.read_table(path)["signed_distance_km"].to_pylist() == [None]
    else:
        sheet = openpyxl.load_workbook(path)["Assessment"]
        column = ASSESSMENT_COLUMNS.index("signed_distance_km") + 1
        assert sheet.cell(2, column).value is None


@pytest.mark.parametrize("ending", ENDINGS)
def test_no_name_of_an_untrusted_file_stops_an_export(ending, tmp_path):
    rows = assessed_of(["bell\x07 nul\x00 half\ud800 end\uffff", "#REF!", "'"])
    path = tmp_path / f"out{ending}"
    write_table(rows, path, about=ABOUT)
    if ending == ".xlsx":
        names = [row[1].value for row in openpyxl.load_workbook(path).active.rows]
        assert names == ["name", "bell nul half end", "#REF!", "'"]


def test_an_unknown_ending_is_refused_with_those_that_are_known(assessed, tmp_path):
    with pytest.raises(
        InputError, match=r"\.csv, \.geojson, \.gpkg, \.parquet, \.xlsx"
    ):
        write_table(assessed, tmp_path / "out.shp", about=ABOUT)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("ending", ENDINGS)
def test_an_existing_file_is_replaced(ending, assessed, tmp_path):
    path = tmp_path / f"out{ending}"
    path.write_text("older")
    write_table(assessed, path, about=ABOUT)
    assert path.stat().st_size > 1000
    assert list(tmp_path.iterdir()) == [path]


def write_half(path):
    with replacing(path) as part:
        part.write_text("half")
        raise OSError(28, "disk is full")


def test_an_error_while_writing_leaves_the_old_file_alone(tmp_path):
    path = tmp_path / "out.csv"
    path.write_text("older")
    with pytest.raises(InputError, match=r"out\.csv: No space left"):
        write_half(path)
    assert path.read_text() == "older"
    assert list(tmp_path.iterdir()) == [path]


def test_a_missing_folder_is_reported_by_the_files_name(assessed, tmp_path):
    with pytest.raises(
        InputError, match=r"nowhere/out\.csv: No such file or directory"
    ):
        write_table(assessed, tmp_path / "nowhere" / "out.csv", about=ABOUT)


FULL_DISK = """
import resource, signal, sys
from pathlib import Path
from geo.errors import InputError
from geo.assessment.tables import ENDINGS, write_table
from tests.assessment.test_tables import ABOUT, assessed_of
rows = assessed_of([f"deposit {i}" * 30 for i in range(100)])
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))
for ending in ENDINGS:
    try:
        write_table(rows, Path(sys.argv[1]) / f"out{ending}", about=ABOUT)
    except InputError as error:
        print(error)
"""


def test_a_full_disk_is_reported_and_leaves_nothing(tmp_path):
    pytest.importorskip("resource", reason="no limit on file sizes on this system")
    run = subprocess.run(
        [sys.executable, "-c", FULL_DISK, str(tmp_path)],
        capture_output=True,
        text=True,
        check=True,
    )
    found = run.stdout.splitlines()
    assert len(found) == len(ENDINGS)
    for line, ending in zip(found, ENDINGS, strict=True):
        assert line.startswith(f"Cannot write {tmp_path / 'out'}{ending}: ")
    assert list(tmp_path.iterdir()) == []


# Rows without places ----------------------------------------------------------------

ROWS = pd.DataFrame({"id": ["a", "b"], "name": ["Plain", "=1+1"], "km": [1.5, np.nan]})


def rows_in(path):
    """What another reader finds in a file of rows."""
    readers = {".csv": pd.read_csv, ".xlsx": pd.read_excel}
    return readers.get(path.suffix.lower(), pd.read_parquet)(path)


@pytest.mark.parametrize("ending", [*ROW_ENDINGS, ".XLSX"])
def test_rows_come_back_as_they_were(ending, tmp_path):
    path = tmp_path / f"rows{ending}"
    write_rows(ROWS, path, sheet="Rows", about=ABOUT)
    disarmed = ROWS.replace("=1+1", "'=1+1") if ending == ".csv" else ROWS
    assert_frame_equal(rows_in(path), disarmed, check_dtype=False)
    assert list(tmp_path.iterdir()) == [path]


def test_rows_say_where_they_come_from(tmp_path):
    book, columnar = tmp_path / "rows.xlsx", tmp_path / "rows.parquet"
    for path in (book, columnar):
        write_rows(ROWS, path, sheet="Rows", about=ABOUT)
    sheets = openpyxl.load_workbook(book)
    assert sheets.sheetnames == ["Rows", "About"]
    assert dict(sheets["About"].values) == ABOUT
    metadata = parquet.read_schema(columnar).metadata
    assert json.loads(metadata[b"frontlode"]) == ABOUT


def test_more_rows_than_excel_holds_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("geo.assessment.tables._EXCEL_ROWS", 2)
    path = tmp_path / "rows.xlsx"
    with pytest.raises(InputError, match=r"fewer than 2 rows .* are 2\. Write \.csv"):
        write_rows(ROWS, path, sheet="Rows", about=ABOUT)
    assert list(tmp_path.iterdir()) == []
    write_rows(ROWS[:1], path, sheet="Rows", about=ABOUT)
    assert len(rows_in(path)) == 1


def test_rows_that_cannot_be_written_are_reported(tmp_path):
    with pytest.raises(InputError, match="Cannot write"):
        write_rows(ROWS, tmp_path / "no" / "rows.csv", sheet="Rows", about=ABOUT)
