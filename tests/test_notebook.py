"""The package as a notebook uses it."""

import subprocess
import sys
from datetime import date

import pytest

import geo
from geo.errors import InputError, UnknownNameError
from geo.ledger import default_ledger
from tests.shipped import deposits as shipped_deposits

CSV = "name,lon,lat\nMine,36.5,48.4\nFar,24.0,49.8\n"


def test_a_file_and_a_day_give_the_table(tmp_path):
    (tmp_path / "mine.csv").write_text(CSV)
    deposits = geo.read_deposits(str(tmp_path / "mine.csv"))
    assessed = geo.assess(deposits, front="2026-08-22", preset=(100.0, 600.0))
    assert assessed["name"].tolist() == ["Mine", "Far"]
    assert assessed["front_as_of"].unique().tolist() == ["2026-08-22"]
    assert assessed["scenario"].unique().tolist() == ["signed_2025_04_30"]
    assert assessed["distance_km"].iloc[0] < 100 < assessed["distance_km"].iloc[1]
    assert assessed["band"].tolist() == ["0–100 km", ">600 km"]


@pytest.mark.parametrize("choice", [date(2025, 7, 20), "2025-07-20"])
def test_a_day_takes_the_newest_front_on_or_before_it(choice):
    deposits = shipped_deposits().iloc[:1]
    assessed = geo.assess(deposits, choice)
    assert assessed["front_as_of"].tolist() == ["2025-07-01"]


def test_no_front_is_the_newest_and_a_front_is_itself():
    deposits = shipped_deposits().iloc[:1]
    newest = geo.assess(deposits)
    assert newest["front_as_of"].max() == "2026-08-22"
    front = default_ledger().front_on(date(2025, 4, 30))
    assert geo.assess(deposits, front)["front_id"].tolist() == [front.id]


def test_a_front_file_is_read(tmp_path):
    with pytest.raises(InputError, match="expected a file"):
        geo.assess(shipped_deposits().iloc[:1], str(tmp_path / "front.geojson"))


@pytest.mark.parametrize("wrong", [{"preset": "moon"}, {"scenario": "moon"}])
def test_an_unknown_id_is_named(wrong):
    with pytest.raises(UnknownNameError, match="moon"):
        geo.assess(shipped_deposits().iloc[:1], **wrong)


def test_each_public_name_is_there_and_no_other():
    assert {getattr(geo, name).__name__ for name in geo.__all__} == set(geo.__all__)
    assert set(geo.__all__) <= set(dir(geo))
    with pytest.raises(AttributeError, match="moon"):
        geo.moon  # noqa: B018


def test_the_package_loads_no_page_and_nothing_early():
    code = (
        "import sys, geo\n"
        "assert len([m for m in sys.modules if m.startswith('geo')]) == 1\n"
        "assert 'numpy' not in sys.modules\n"
        "geo.assess(geo.shipped_deposits(), front='2026-08-22')\n"
        "assert not {'streamlit', 'folium', 'altair', 'click'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
