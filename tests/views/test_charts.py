"""The charts of the page Terms: their data, their colours, their names."""

import pandas as pd
import pytest

from geo.views.charts import _names, band_colors, bands_chart, key_html, reach_chart


def reach(covered="now", **lines):
    """Deposits in reach on three fronts, by version."""
    days = pd.to_datetime(["2025-01-01", "2025-02-01", "2025-03-01"])
    return pd.concat(
        pd.DataFrame(
            {
                "version": v,
                "covered": covered,
                "as_of": days,
                "in_reach": n,
                "low": n,
                "high": [float("nan"), *(count + 2 for count in n[1:])],
                "offered": False,
            }
        )
        for v, n in lines.items()
    )


def spec_of(*parts):
    return reach_chart(pd.concat(parts)).to_dict()


def test_lines_that_run_alike_share_a_name_with_their_number():
    found = _names(reach(a=[9, 8, 8], b=[9, 8, 7], c=[9, 8, 8]))
    assert list(found["text"]) == ["7: b", "8: a, c"]


def test_no_name_stands_on_another_and_none_below_zero():
    found = _names(reach(a=[100, 90, 0], b=[99, 90, 1], c=[98, 90, 1.5], d=[9, 9, 80]))
    assert (found["height"].diff().dropna() >= 5).all()
    assert found["height"].min() > 0
    assert found["height"].iloc[-1] == 80
    # Each is two and a half high on either side of its middle.
    assert (found["top"] - found["height"] == 2.5).all()


def test_a_long_name_takes_two_rows():
    long = {f"Version number {i:02d} of the deal": [3, 2, 2] for i in range(3)}
    (found,) = _names(reach(**long)).to_dict("records")
    assert found["text"].count("\n") == 1
    assert found["top"] - found["height"] == pytest.approx(0.05 * 3)


def test_the_axis_of_counts_starts_at_0_in_whole_numbers():
    y = spec_of(reach(a=[3, 2, 2]))["layer"][1]["encoding"]["y"]
    low, high = y["scale"]["domain"]
    assert low == 0
    assert high >= 3
    assert y["axis"] == {"format": "d", "tickMinStep": 1}


def test_a_ribbon_runs_from_low_to_high_behind_its_line():
    ribbon, line, *_rest = spec_of(reach(a=[3, 2, 2]))["layer"]
    assert (ribbon["mark"]["type"], line["mark"]["type"]) == ("area", "line")
    assert ribbon["mark"]["interpolate"] == line["mark"]["interpolate"]
    assert ribbon["encoding"]["y"]["field"] == "low"
    assert ribbon["encoding"]["y2"]["field"] == "high"


def test_the_axis_holds_the_ribbons():
    y = spec_of(reach(a=[3, 200, 2]))["layer"][1]["encoding"]["y"]
    assert y["scale"]["domain"][1] >= 202


def test_covered_now_is_solid_and_once_licensed_dashed():
    spec = spec_of(reach(a=[3, 2, 2]), reach(covered="later", a=[9, 9, 9]))
    dash = spec["layer"][1]["encoding"]["strokeDash"]["scale"]
    assert dash == {"domain": ["now", "later"], "range": [[1, 0], [6, 4]]}


def test_every_band_has_its_own_colour_and_its_place_in_the_key():
    colors = band_colors(["occupied", "0–10 km", ">10 km"])
    assert len(set(colors.values())) == 3
    assert key_html(colors).index("occupied") < key_html(colors).index("0–10 km")


def test_bars_are_stacked_outwards_and_versions_keep_their_order():
    rows = [("later", "near", 1), ("later", "far", 2), ("earlier", "near", 3)]
    counts = pd.DataFrame(rows, columns=["version", "band", "deposits"])
    spec = bands_chart(counts, band_colors(["near", "far"])).to_dict()
    assert spec["encoding"]["y"]["sort"] == ["later", "earlier"]
    (data,) = spec["datasets"].values()
    assert [row["order"] for row in data] == [0, 1, 0]


def test_lines_are_steps_and_ask_for_nothing_elsewhere():
    spec = spec_of(reach(a=[3, 2, 2]))
    assert spec["layer"][1]["mark"]["interpolate"] == "step-after"
    assert "url" not in str(spec["datasets"])
