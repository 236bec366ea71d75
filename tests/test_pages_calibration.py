"""The section that holds what was said of distances against what they were."""

import pytest
from streamlit.testing.v1 import AppTest

from geo.calibration import CLASSES, read_calibration
from geo.views.calibration import by_class, by_year, calibration_sentences
from geo.views.charts import calibration_chart


def script():
    from geo.views.calibration import show_calibration

    show_calibration()


def test_the_section_shows_its_sentences_picture_and_table():
    app = AppTest.from_function(script, default_timeout=60).run()
    assert not app.exception
    assert [one.value for one in app.markdown] == calibration_sentences()
    assert len(app.dataframe) == 1
    assert len(app.get("vega_lite_chart") or app.get("arrow_vega_lite_chart")) == 1


def test_the_sentences_say_rule_test_and_ranges():
    rule, tested, ranges = calibration_sentences()
    assert rule.startswith("The ± of a distance to a front rebuilt from settlements is")
    assert "3.5 km, and 4.5 km more than 20 km behind the line" in rule
    assert "within 90 km of it, the ± reaches to the border" in rule
    assert "on the 18 shipped fronts before 2026" in tested
    assert "on the 5 after: on every one of these at least 100 %" in tested
    assert "for at least 97.1 % of the deposits" in tested
    assert ranges.startswith("Occupied ground reaches 0.1 km farther than on the")
    assert "alike over 7 km along it" in ranges
    assert "on 22 of 23 days (occupied) and 23 of 23 (within 30 km)" in ranges


def test_the_picture_has_a_panel_a_year_and_a_row_a_class():
    rows = by_year()
    assert rows["year"].unique().tolist() == ["2024", "2025", "2026, held back"]
    assert rows.groupby("year")["name"].nunique().eq(len(CLASSES)).all()
    spec = calibration_chart(rows).to_dict()
    assert spec["facet"]["column"]["field"] == "year"
    assert [len(layer["encoding"]) for layer in spec["spec"]["layer"]] == [4, 3, 3]


def test_the_table_says_what_the_picture_says():
    table = by_class()
    assert len(table) == 2 * len(CLASSES)
    before = [row for row in read_calibration()["classes"] if row["use"] == "estimate"]
    errors_km = table["95 % of errors within, km"].tolist()[: len(CLASSES)]
    assert errors_km == pytest.approx([r["error_p95_km"] for r in before], abs=0.06)
