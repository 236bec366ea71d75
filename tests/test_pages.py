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
from tests.shipped import assessed


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


def terms(view):
    """The page Terms, open at one of its sections."""
    app = AppTest.from_function(terms_script, default_timeout=60)
    app.session_state["terms_view"] = view
    app.run()
    assert not app.exception
    return app


def test_terms_counts_are_those_of_the_assessment():
    table = terms("all").dataframe[0].value
    for row, one in zip(table.itertuples(), read_scenarios().values(), strict=True):
        counts = headline(assessed(one.id))
        assert list(row)[3:8] == [
            counts.covered,
            counts.covered_in_reach,
            counts.covered_contested,
            counts.covered_occupied,
            counts.unclear,
        ]


def test_terms_every_version_can_be_quoted():
    quoted = [block.value for block in terms("all").code]
    assert len(quoted) == len(read_scenarios())
    for text, one in zip(quoted, read_scenarios().values(), strict=True):
        assert f"scenario {one.id}" in text
        assert "front as of 22 August 2026, ±5 km" in text


def test_terms_of_an_earlier_front_and_another_version():
    app = terms("one")
    app.selectbox(key="terms_one").set_value("us_2025_02_12_ownership").run()
    app.selectbox(key="terms_front").set_value(history.snapshots()[0]).run()
    assert not app.exception
    assert "8 July 2024" in app.code[0].value


def test_a_cell_of_the_matrix_shows_its_deposits():
    """Rare earths in occupied land: four, and the quotation says so."""
    app = terms("one")
    front = history.latest()
    key = f"matrix-{front.id}-signed_2025_04_30"
    cells = {"selection": {"rows": [], "columns": [], "cells": [(0, "occupied")]}}
    app.session_state[key] = cells
    app.run()
    assert not app.exception
    rows = assessed("signed_2025_04_30")
    meant = rows[
        (rows["primary_commodity"] == "rare earths")
        & (rows["band"] == "occupied")
        & (rows["covered"] == "yes")
    ]
    listed = [table.value for table in app.dataframe if "Why" in table.value]
    assert set(meant["name"]) <= set(listed[0]["Deposit"])
    assert f"covers {len(meant)} deposits of rare earths, occupied" in app.code[1].value


def test_a_version_that_covers_nothing_says_so():
    app = terms("one")
    app.selectbox(key="terms_one").set_value("eu_mou_2021_07_13").run()
    assert not app.exception
    assert any("covers none" in text.value for text in app.text)


def test_terms_one_version_alone_is_not_compared():
    app = terms("several")
    app.multiselect(key="terms_several").set_value(["signed_2025_04_30"]).run()
    assert not app.exception
    assert "Choose two" in app.info[0].value


def test_a_deposit_not_covered_shows_no_share():
    app = terms("deposit")
    app.selectbox(key="terms_deposit").set_value("polokhivske-li").run()
    table = app.dataframe[-1].value.set_index("Version")
    assert table.loc["Signed 30 Apr 2025", ["Covered", "US", "Ukraine"]].tolist() == [
        "no",
        "",
        "",
    ]
    assert table.loc["US draft 7 Feb 2025", "US"].startswith("50")


def test_two_versions_of_a_deposit_differ_in_words():
    app = terms("deposit")
    app.selectbox(key="terms_deposit").set_value("polokhivske-li").run()
    app.selectbox(key="diff_from").set_value("us_2025_02_07_draft").run()
    assert "in “US draft 7 Feb 2025”; not in “Signed 30 Apr 2025”" in app.code[0].value


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
