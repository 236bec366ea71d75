"""The pages Terms and Update the front, driven without a browser."""

import json
from dataclasses import replace
from datetime import date

import pandas as pd
import pytest
import shapely
from shapely.geometry import box, mapping
from streamlit.testing.v1 import AppTest

from geo.assessment.change import with_sources
from geo.assessment.matrix import matrix
from geo.assessment.ranges import ensemble_on, headline_ranges
from geo.assessment.summary import NEAR_KM, headline
from geo.deal.load import read_scenarios
from geo.geodesy.crs import area_km2
from geo.geodesy.ukraine import outline
from geo.ingest import limits
from geo.ledger import default_ledger
from geo.maps import preview
from geo.risk.presets import preset
from geo.schema import COVERING, Coverage
from geo.text.format import area_text
from geo.text.sentences import range_text, with_range
from geo.update import worker
from geo.views import update_change
from geo.views.pages import update
from tests import misbehaviour
from tests.invalid_files import area, collection, feature, geometry, zipped
from tests.invalid_files import box as ring
from tests.shipped import assessed, latest
from tests.update.test_bulk import SPECKS


@pytest.fixture(autouse=True)
def own_store(tmp_path, monkeypatch):
    monkeypatch.setenv("FRONTLODE_STORE", str(tmp_path / "store"))


@pytest.fixture(autouse=True)
def quick_checks(monkeypatch):
    """Check small files here: a worker takes two seconds to start."""
    monkeypatch.setattr(worker, "LIGHT_BYTES", 16_000)


def terms_script():
    from geo.views.pages.terms import terms_page

    terms_page()


def update_script():
    from geo.views.pages.update import update_page

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
        rows = assessed(one.id)
        counts = headline(rows)
        drawn = headline_ranges(ensemble_on(rows, latest(), one), near_km=NEAR_KM)
        now, later = counts.of(Coverage.IN_FORCE), counts.of(Coverage.PROSPECTIVE)
        rest = (Coverage.DISPUTED, Coverage.UNCLEAR, Coverage.OUTSIDE)
        assert list(row)[3:11] == [
            now.total,
            with_range(now.free, drawn.in_force_in_reach),
            later.total,
            with_range(later.free, drawn.prospective_in_reach),
            range_text(drawn.in_reach),
            *(counts.of(each).total for each in rest),
        ]


def test_terms_counts_say_of_how_many_when_and_how_sure():
    app = terms("all")
    sentence = [one.value for one in app.caption]
    assert any(
        "of 211 that ship, on the front of 22 Aug 2026, ±3.5 km" in t for t in sentence
    )
    assert sum("24 Nov 2026" in text for text in sentence) == 3
    one = [caption.value for caption in terms("one").caption]
    assert any(
        "Of 211 deposits on the front of 22 Aug 2026, ±3.5 km, those covered now or "
        "covered once licensed, counted together" in text
        for text in one
    )


def test_terms_every_version_can_be_quoted():
    quoted = [block.value for block in terms("all").code]
    assert len(quoted) == len(read_scenarios())
    for text, one in zip(quoted, read_scenarios().values(), strict=True):
        assert f"scenario {one.id}" in text
        assert "front as of 22 August 2026, ±3.5 km" in text


def test_terms_of_an_earlier_front_and_another_version():
    app = terms("one")
    app.selectbox(key="terms_one").set_value("us_2025_02_12_ownership").run()
    app.selectbox(key="terms_front").set_value(default_ledger().snapshots()[0]).run()
    assert not app.exception
    assert "8 July 2024" in app.code[0].value


def test_a_cell_of_the_matrix_shows_its_deposits():
    """Rare earths in occupied land, and the quotation says how many."""
    app = terms("one")
    front = latest()
    key = f"matrix-{front.id}-signed_2025_04_30"
    rows = assessed("signed_2025_04_30")
    minerals = matrix(rows, edges_km=preset("default").edges_km).rows
    cell = (minerals.index("rare earths"), "occupied")
    app.session_state[key] = {"selection": {"rows": [], "columns": [], "cells": [cell]}}
    app.run()
    assert not app.exception
    meant = rows[
        (rows["primary_commodity"] == "rare earths")
        & (rows["band"] == "occupied")
        & rows["covered"].isin(COVERING)
    ]
    listed = [table.value for table in app.dataframe if "Why" in table.value]
    assert set(meant["name"]) <= set(listed[0]["Deposit"])
    assert (
        "first mineral rare earths, on occupied land: "
        f"{len(meant)} covered once licensed"
    ) in app.code[1].value


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
    assert table.loc["Signed 30 Apr 2025", ["Coverage", "US", "Ukraine"]].tolist() == [
        "disputed between sources",
        "",
        "",
    ]
    assert table.loc["US draft 7 Feb 2025", "US"].startswith("50")


def test_two_versions_of_a_deposit_differ_in_words():
    app = terms("deposit")
    app.selectbox(key="terms_deposit").set_value("polokhivske-li").run()
    app.selectbox(key="diff_from").set_value("us_2025_02_07_draft").run()
    assert "“US draft 7 Feb 2025”: would be covered at once, for " in app.code[0].value
    assert "“Signed 30 Apr 2025”: disputed between sources, for" in app.code[0].value


EAST = shapely.intersection(outline(), box(37, 43, 42, 53))


def day_of_war(west=37.0):
    land = shapely.intersection(EAST, box(west, 43, 42, 53))
    return json.dumps(mapping(land)).encode()


def upload(app, name, content):
    app.file_uploader[0].upload(name, content, "application/octet-stream").run()
    assert not app.exception


def press(app, key):
    app.button(key=key).click().run()
    assert not app.exception


def accepted():
    return [one for one in default_ledger().all_snapshots() if one.origin == "accepted"]


def captions(app):
    """Captions as a reader sees them."""
    return [one.value.replace("\\", "") for one in app.caption]


def plain_text(value):
    """Markdown as a reader sees it."""
    return value.replace("\\", "")


def texts(app):
    return " ".join(one.value for one in app.text)


def test_update_accepts_only_with_a_source_and_undoes():
    app = opened(update_script)
    upload(app, "2026-09-01.geojson", day_of_war())
    press(app, "front_accept")
    assert "Source" in app.error[0].value
    assert accepted() == []
    app.text_input(key="front_source").set_value("drawn by hand")
    press(app, "front_accept")
    assert app.success[0].value.startswith("Accepted")
    (kept,) = accepted()
    assert kept.source == "drawn by hand"
    assert kept.changed.startswith("The two fronts differ by ")
    assert default_ledger().original(kept.id) == day_of_war()
    app.selectbox(key="ledger_pick").set_value(kept.id).run()
    press(app, "ledger_turn")
    assert kept.id in plain_text(app.warning[0].value)
    assert not default_ledger().snapshot(kept.id).undone
    press(app, "undo_yes")
    assert default_ledger().snapshot(kept.id).undone
    assert f"{kept.id} is out of use" in plain_text(app.success[0].value)
    press(app, "undo_undo")
    assert not default_ledger().snapshot(kept.id).undone
    assert not app.success


def test_an_undo_that_is_not_confirmed_undoes_nothing():
    app, kept = accepted_on_a_page()
    press(app, "ledger_turn")
    press(app, "undo_no")
    assert not app.warning
    assert not default_ledger().snapshot(kept.id).undone


def test_an_undo_of_what_another_undid_meanwhile_is_one_sentence():
    app, kept = accepted_on_a_page()
    press(app, "ledger_turn")
    default_ledger().undo(kept.id)
    press(app, "undo_yes")
    assert "undone already" in app.error[0].value
    assert not app.success


def accepted_on_a_page():
    """A page on which a front was accepted and is picked in the ledger."""
    app = opened(update_script)
    upload(app, "2026-09-01.geojson", day_of_war())
    app.text_input(key="front_source").set_value("drawn by hand")
    press(app, "front_accept")
    (kept,) = accepted()
    app.selectbox(key="ledger_pick").set_value(kept.id).run()
    return app, kept


def test_update_says_what_the_ledger_already_holds():
    for content in (day_of_war(), day_of_war() + b"\n"):
        app = opened(update_script)
        upload(app, "2026-09-01.geojson", content)
        app.text_input(key="front_source").set_value("drawn by hand")
        press(app, "front_accept")
    assert "already" in app.error[0].value
    assert len(accepted()) == 1


def test_update_refuses_in_words_and_keeps_nothing():
    app = opened(update_script)
    upload(app, "front.geojson", b"<!DOCTYPE html><html></html>")
    assert "HTML" in app.error[0].value
    assert accepted() == []


def test_update_takes_the_day_from_the_user_where_there_is_none():
    app = opened(update_script)
    upload(app, "front.geojson", day_of_war())
    assert "neither the file nor its name" in app.error[0].value
    app.date_input(key="front_day").set_value(date(2026, 9, 1)).run()
    assert "As of 1 Sep 2026" in texts(app)


def test_update_accepts_nothing_before_it_is_confirmed():
    kinds = collection(
        area(ring(35.5, 47.0, width=1, height=1), type="Occupied"),
        area(ring(36.5, 47.0, width=1, height=1), type="Zone 7"),
    )
    app = opened(update_script)
    upload(app, "2026-09-01.geojson", kinds)
    assert app.button(key="front_accept").disabled
    assert "Zone 7" in texts(app)
    app.checkbox[0].check().run()
    assert not app.button(key="front_accept").disabled
    app.checkbox[0].uncheck().run()
    assert app.button(key="front_accept").disabled
    app.selectbox[1].set_value("occupied").run()
    assert not app.exception
    assert not app.button(key="front_accept").disabled


def test_update_states_its_limits():
    app = opened(update_script)
    found = app.caption[0].value
    assert all(number in found for number in ("50 MB", "2\u202f000\u202f000", "500 MB"))
    # The browser counts in millions of bytes, as the check does.
    assert app.file_uploader[0].proto.max_upload_size_mb == 50
    assert limits.MAX_BYTES == 50_000_000


def test_update_checks_a_large_file_in_a_worker_that_may_break(monkeypatch):
    monkeypatch.setattr(worker, "LIGHT_BYTES", 1_000)
    app = opened(update_script)
    upload(app, "2026-09-01.geojson", day_of_war())
    assert "As of 1 Sep 2026" in texts(app)
    monkeypatch.setattr(worker, "_checked", misbehaviour.dies)
    upload(app, "2026-09-02.geojson", day_of_war(37.1))
    assert "broke off" in app.error[0].value
    assert accepted() == []


def test_update_looks_into_a_large_zip_once_in_a_worker(monkeypatch):
    monkeypatch.setattr(worker, "LIGHT_BYTES", 100)
    looks, true = [], update.zip_names

    def look(content, *, name):
        looks.append(name)
        return true(content, name=name)

    monkeypatch.setattr(update, "zip_names", look)
    app = opened(update_script)
    upload(app, "daily.zip", zipped(DAYS))
    app.run()
    assert app.subheader[0].value == r"5 files in daily\.zip"
    assert looks == ["daily.zip"]
    upload(app, "other.zip", zipped(dict(list(DAYS.items())[:2])))
    assert app.subheader[0].value == r"2 files in other\.zip"


def recorded(monkeypatch, name):
    """Put on record against which fronts previews are worked out by a function."""
    calls, true = [], getattr(update_change, name)

    def record(deposits, before, after, *, on_progress):
        calls.append(before.id)
        return true(deposits, before, after, on_progress=on_progress)

    monkeypatch.setattr(update_change, name, record)
    return calls


def test_update_works_a_change_out_once_for_each_earlier_front(monkeypatch):
    calls = recorded(monkeypatch, "preview")
    app = opened(update_script)
    upload(app, "2026-09-01.geojson", day_of_war())
    first = texts(app)
    app.text_input(key="front_source").set_value("drawn by hand").run()
    assert len(calls) == 1
    app.selectbox(key="front_before").select_index(3).run()
    assert not app.exception
    assert texts(app) != first
    app.selectbox(key="front_before").select_index(0).run()
    assert texts(app) == first
    assert len(calls) == 2
    upload(app, "2026-09-01.geojson", day_of_war(37.1))
    assert len(calls) == 3


def test_update_works_a_new_uncertainty_out_anew(monkeypatch):
    calls = recorded(monkeypatch, "preview")
    app = opened(update_script)
    upload(app, "2026-09-01.geojson", day_of_war())
    app.number_input(key="front_km").set_value(20.0).run()
    assert not app.exception
    assert len(calls) == 2


def test_update_works_a_large_change_out_alike_in_a_worker(monkeypatch):
    app = opened(update_script)
    upload(app, "2026-09-01.geojson", day_of_war())
    found, tables = texts(app), [one.value for one in app.dataframe]
    monkeypatch.setattr(preview, "_WORTH_A_PROCESS_VERTICES", 3)
    calls = recorded(monkeypatch, "preview_in_worker")
    app = opened(update_script)
    upload(app, "2026-09-01.geojson", day_of_war())
    assert len(calls) == 1
    assert texts(app) == found
    assert all(map(pd.DataFrame.equals, [one.value for one in app.dataframe], tables))


def test_update_accepts_nothing_whose_change_broke_off(monkeypatch):
    monkeypatch.setattr(preview, "_WORTH_A_PROCESS_VERTICES", 3)
    monkeypatch.setattr(preview, "_previewed", misbehaviour.dies)
    app = opened(update_script)
    upload(app, "2026-09-01.geojson", day_of_war())
    assert "could not be worked out" in app.error[0].value
    assert "front_accept" not in [button.key for button in app.button]


def test_update_shows_movement_from_difference_by_the_source():
    """Against a front that ships nothing is asked; against an own one, it is."""
    first = opened(update_script)
    upload(first, "2026-09-01.geojson", day_of_war())
    assert not [one for one in first.checkbox if "same source" in one.label]
    first.text_input(key="front_source").set_value("drawn by hand")
    press(first, "front_accept")
    app = opened(update_script)
    upload(app, "2026-09-02.geojson", day_of_war(37.1))
    assert "The two fronts differ by " in texts(app)
    assert "Newly occupied" not in texts(app)
    (same,) = [one for one in app.checkbox if "same source" in one.label]
    assert same.label.endswith("drawn by hand")
    same.check().run()
    assert not app.exception
    assert app.text_input(key="front_source").value == "drawn by hand"
    assert "Newly occupied 0.0" in texts(app)
    assert "The two fronts differ" not in texts(app)


def test_update_tables_and_their_files_carry_both_sources():
    app = opened(update_script)
    upload(app, "2026-09-01.geojson", day_of_war())
    found = [
        text
        for text in captions(app)
        if text.startswith("First: 2026-08-22, of 22 Aug")
    ]
    assert len(found) == 2
    assert all("±3.5 km, from: Settlements" in text for text in found)
    assert all(text.endswith("from: 2026-09-01.geojson") for text in found)
    files = {
        button.key: button
        for button in app.get("download_button")
        if (button.key or "").startswith("change-")
    }
    assert files.keys() == {"change-land", "change-deposits"}


def test_update_file_of_a_change_names_both_fronts():
    before, rows = latest(), pd.DataFrame({"freed_km2": [1.23456]}, ["UA.DT"])
    after = replace(before, id="=new", source="=me()", as_of=date(2026, 9, 1))
    found = update_change._csv(with_sources(rows, before, after)).decode()
    head, row = found.splitlines()
    assert head.startswith("id,first_only_km2,front_before_id,front_before_as_of,")
    assert row.startswith("UA.DT,1.235,2026-08-22,2026-08-22,")
    # What could run as a formula is disarmed.
    assert ",'=new,2026-09-01,'=me()," in row


def test_update_asks_what_a_closed_line_is():
    line = geometry("LineString", ring(37.9, 48.1, width=1.5, height=1.0))
    app = opened(update_script)
    upload(app, "2026-09-01.geojson", collection(feature(line)))
    assert app.button(key="front_accept").disabled
    assert "every deposit's side will read unknown" in texts(app)
    (chosen,) = [one for one in app.selectbox if one.key.startswith("lines-")]
    assert len(chosen.options) == 3
    chosen.set_value("area").run()
    assert not app.exception
    assert not app.button(key="front_accept").disabled
    assert "read as the outline of occupied land" in texts(app)
    (chosen,) = [one for one in app.selectbox if one.key.startswith("lines-")]
    chosen.set_value("line").run()
    assert not app.button(key="front_accept").disabled
    assert "a line only, so no area is known" in texts(app)


def test_update_asks_what_specks_are():
    land = [
        ring(35.5, 47.0, width=1, height=1),
        ring(37, 47.5, width=0.005, height=0.005),
    ]
    app = opened(update_script)
    upload(app, "2026-09-01.geojson", collection(*map(area, land)))
    assert app.button(key="front_accept").disabled
    assert "Specks under 1 km²" in texts(app)
    (chosen,) = [one for one in app.selectbox if one.key.startswith("specks-")]
    chosen.set_value("drop").run()
    assert not app.exception
    assert not app.button(key="front_accept").disabled
    assert "were left out: 1." in texts(app)


DAYS = {
    "20260901.geojson": day_of_war(37.0),
    "20260902.geojson": day_of_war(37.1),
    "20260903.geojson": day_of_war(37.2),
    "20260903 again.geojson": day_of_war(37.2),
    "20260904.geojson": b'{"type": "FeatureCollection", "feat',
    "README.txt": b"Days of war.",
}


def start_bulk(app, content):
    upload(app, "daily.zip", content)
    app.text_input(key="bulk_source").set_value("drawn by hand")
    app.text_input(key="bulk_licence").set_value("CC0")
    app.number_input(key="bulk_km").set_value(3.0)
    (go,) = [one for one in app.button if one.label == "Check and accept all"]
    go.click().run()
    assert not app.exception


def test_bulk_shows_what_there_is_and_accepts_nothing_unasked():
    app = opened(update_script)
    upload(app, "daily.zip", zipped(DAYS))
    assert app.subheader[0].value == r"5 files in daily\.zip"
    assert "1 Sep 2026 to 4 Sep 2026" in texts(app)
    assert "README.txt" in texts(app)
    assert accepted() == []
    (go,) = [one for one in app.button if one.label == "Check and accept all"]
    go.click().run()
    assert "Source" in app.error[0].value
    assert accepted() == []


def test_bulk_accepts_skips_and_refuses_and_is_undone_as_a_whole():
    app, before = opened(update_script), latest()
    start_bulk(app, zipped(DAYS))
    found = app.success[0].value
    assert "accepted 3, repeats skipped 1, refused 1" in found
    assert "The newest front was of 22 Aug 2026 and is of 3 Sep 2026" in found
    less_km2 = area_km2(before.zone - latest().zone)
    assert f"{area_text(less_km2)} in the first only" in found
    assert "different sources or methods" in found
    assert "freed" not in found
    table = app.dataframe[0].value.set_index("File")
    assert table.loc["20260904.geojson", "Outcome"] == "refused"
    assert table.loc["20260904.geojson", "Source"] == ""
    assert table.loc["20260901.geojson", "Source"] == "drawn by hand"
    assert table.loc["20260901.geojson", "Snapshot"].startswith("2026-09-01-")
    assert any(
        text.startswith("First: 2026-08-22, of 22 Aug 2026")
        and "Second: 2026-09-03" in text
        and text.endswith("from: drawn by hand (CC0)")
        for text in captions(app)
    )
    assert table.loc["20260903.geojson", "Outcome"] == "repeat, skipped"
    assert {(one.source, one.licence, one.uncertainty_km) for one in accepted()} == {
        ("drawn by hand", "CC0", 3.0)
    }
    press(app, "undo_all")
    assert "Take 3 fronts out of use" in app.warning[0].value
    assert [one.undone for one in accepted()] == [False] * 3
    press(app, "undo_yes")
    assert [one.undone for one in accepted()] == [True] * 3
    press(app, "restore_all")
    assert [one.undone for one in accepted()] == [False] * 3


def test_bulk_uploaded_again_skips_what_is_there():
    start_bulk(opened(update_script), zipped(dict(list(DAYS.items())[:2])))
    app = opened(update_script)
    start_bulk(app, zipped(DAYS))
    assert "accepted 1, repeats skipped 3, refused 1" in app.success[0].value
    assert len(accepted()) == 3
    assert (
        len(app.selectbox(key=f"upload_pick_{default_ledger().version()}").options) == 2
    )


@pytest.mark.parametrize("answer", ["keep", "drop"])
def test_bulk_asks_what_specks_are_once_for_all(answer):
    app = opened(update_script)
    start_bulk(app, SPECKS)
    assert accepted() == []
    assert "2 files were left out, for they have occupied parts" in app.warning[0].value
    press(app, f"bulk_{answer}")
    assert "accepted 2" in app.success[0].value
    assert not app.warning


def test_bulk_says_when_the_ledger_cannot_be_written(tmp_path):
    (tmp_path / "store").write_text("in the way")
    app = opened(update_script)
    start_bulk(app, zipped(DAYS))
    assert "cannot be used" in app.error[0].value
    assert "Stopped after 0 of 5" in app.warning[-1].value


def test_a_damaged_zip_is_refused_in_words():
    app = opened(update_script)
    upload(app, "daily.zip", zipped(DAYS)[:-40])
    assert "damaged" in app.error[0].value
