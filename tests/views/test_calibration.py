"""The section that holds stated uncertainties against errors."""

import pytest
from streamlit.testing.v1 import AppTest

from geo.fronts.calibration import CLASSES, read_calibration
from geo.views.calibration import by_class, by_count, by_year, calibration_sentences
from geo.views.charts import calibration_chart


def script():
    from geo.views.calibration import show_calibration

    show_calibration()


def test_the_section_shows_its_sentences_picture_and_table():
    app = AppTest.from_function(script, default_timeout=60).run()
    assert not app.exception
    assert [one.value for one in app.markdown] == calibration_sentences()
    assert len(app.dataframe) == 2
    assert len(app.get("vega_lite_chart") or app.get("arrow_vega_lite_chart")) == 3


def test_the_sentences_say_rule_test_and_ranges():
    rule, tested, width, line, counts, within_100 = calibration_sentences()
    assert rule.startswith("The ± of a distance to a front rebuilt from settlements is")
    assert "3.5 km, and 4.5 km more than 20 km behind the line" in rule
    assert "within 90 km of it, the ± reaches to the border" in rule
    assert "on the 18 shipped fronts before 2026" in tested
    assert "on the 5 after. On every one of these all distances lay within" in tested
    assert "for at least 97.1 % of the deposits on each (before 2026: 96.2 %)" in tested
    assert "firm wrongly (839 times firm). 18 % of the times" in tested
    assert "(before 2026: 14 %)" in tested
    assert "at 146 of 1\u202f045 distances: 35 km on average, while 95 % of" in width
    assert "within 12 km. Before 2026" in width
    assert "39 km, and 95 % of the errors were within 47 km" in width
    assert "within 2.7 km, and within 5.5 km more than 20 km behind" in width
    assert line.startswith("Occupied ground reaches 0.1 km farther than on the")
    assert "alike over 7 km along it, and over 420 days" in line
    assert "held 87–89 % in 2026" in line
    assert "right holds 96 % on average" in counts
    assert "the 23 days tell about as much as 1.6 independent ones" in counts
    assert "on 74–100 % of them in 9 cases of 10" in counts
    assert "on 85–95 % in only 9 cases of 100" in counts
    assert within_100.startswith("Within 100 km: the range held on 14 of 23 days")
    assert "in 3 cases of 100" in within_100
    assert within_100.endswith(
        "Velykotokmatske manganese deposit, Zakhidno-Khrestyshchenske gas field."
    )


def test_the_table_of_counts_says_how_often_ranges_held():
    table = by_count()
    assert table["Count"].tolist() == [
        "Occupied",
        *(f"Within {km} km" for km in (10, 20, 30, 50, 100)),
    ]
    held = table.filter(like="Held").to_numpy()
    assert held[0].tolist() == [94.4, 100.0, 95.7]
    assert held[-1].tolist() == [72.2, 20.0, 60.9]


def test_the_picture_has_a_panel_a_year_and_a_row_a_class():
    rows = by_year()
    assert rows["year"].unique().tolist() == ["2024", "2025", "2026, held back"]
    assert rows.groupby("year")["name"].nunique().eq(len(CLASSES)).all()
    spec = calibration_chart(rows[rows["year"] == "2025"]).to_dict()
    assert spec["title"]["text"] == "2025"
    assert [len(layer["encoding"]) for layer in spec["layer"]] == [4, 3, 3]


def test_the_table_says_what_the_picture_says():
    table = by_class()
    assert len(table) == 2 * len(CLASSES)
    before = [row for row in read_calibration()["classes"] if row["use"] == "estimate"]
    errors_km = table["95 % of errors within, km"].tolist()[: len(CLASSES)]
    assert errors_km == pytest.approx([r["error_p95_km"] for r in before], abs=0.06)
