"""The pages Terms and Update the front, driven without a browser."""

import json

import pytest
import shapely
from shapely.geometry import box, mapping
from streamlit.testing.v1 import AppTest

from geo import history
from geo.summary import headline
from geo.terms import read_scenarios
from geo.ukraine import outline
from geo.views.terms_page import _assessed


@pytest.fixture(autouse=True)
def own_store(tmp_path, monkeypatch):
    monkeypatch.setenv("FRONTLODE_STORE", str(tmp_path / "store"))


def terms_script():
    from geo.views.terms_page import terms_page

    terms_page()


def update_script():
    from geo.views.update_page import update_page

    update_page()


def opened(script):
    app = AppTest.from_function(script, default_timeout=60).run()
    assert not app.exception
    return app


def test_terms_counts_are_those_of_the_assessment():
    app = opened(terms_script)
    table = app.dataframe[0].value
    front = history.latest()
    for row, one in zip(table.itertuples(), read_scenarios().values(), strict=True):
        counts = headline(_assessed(front, one))
        assert list(row)[4:9] == [
            counts.covered,
            counts.covered_in_reach,
            counts.covered_contested,
            counts.covered_occupied,
            counts.unclear,
        ]


def test_terms_of_an_earlier_front_and_another_version():
    app = opened(terms_script)
    app.selectbox(key="terms_one").set_value("us_2025_02_12_ownership").run()
    app.selectbox(key="terms_front").set_value(history.snapshots()[0]).run()
    assert not app.exception
    assert "8 July 2024" in app.code[0].value


def test_terms_one_version_alone_is_not_compared():
    app = opened(terms_script)
    app.multiselect(key="terms_several").set_value(["signed_2025_04_30"]).run()
    assert not app.exception
    assert "Choose two" in app.info[0].value


def test_a_deposit_not_covered_shows_no_share():
    app = opened(terms_script)
    app.selectbox(key="terms_deposit").set_value("polokhivske-li").run()
    table = app.dataframe[-1].value.set_index("Version")
    assert table.loc["Signed 30 Apr 2025", ["Covered", "US", "Ukraine"]].tolist() == [
        "no",
        "",
        "",
    ]
    assert table.loc["US draft 7 Feb 2025", "US"].startswith("50")


def test_update_accepts_only_with_a_source_and_undoes():
    land = shapely.intersection(outline(), box(37, 43, 42, 53))
    app = opened(update_script)
    content = json.dumps(mapping(land)).encode()
    app.file_uploader[0].upload("2026-09-01.geojson", content, "application/json").run()
    assert not app.exception
    assert app.button(key="front_accept").disabled
    app.text_input(key="front_source").set_value("drawn by hand").run()
    app.button(key="front_accept").click().run()
    assert not app.exception
    assert app.success[0].value.startswith("Accepted")
    (kept,) = [one for one in history.all_snapshots() if one.origin == "accepted"]
    assert kept.source == "drawn by hand"
    app.selectbox(key="ledger_pick").set_value(kept.id).run()
    app.button(key="ledger_turn").click().run()
    assert history.snapshot(kept.id).undone


def test_update_refuses_in_words_and_keeps_nothing():
    app = opened(update_script)
    page = b"<!DOCTYPE html><html></html>"
    app.file_uploader[0].upload("front.geojson", page, "application/json").run()
    assert not app.exception
    assert "HTML" in app.error[0].value
    assert all(one.origin == "shipped" for one in history.all_snapshots())
