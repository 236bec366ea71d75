"""The charts of the page Terms: their data, their colours, their names."""

import pandas as pd

from geo.views.charts import _names, band_colors, bands_chart, key_html, reach_chart


def reach(**lines):
    """Deposits in reach on three fronts, by version."""
    days = pd.to_datetime(["2025-01-01", "2025-02-01", "2025-03-01"])
    return pd.concat(
        pd.DataFrame({"version": v, "as_of": days, "in_reach": n, "offered": False})
        for v, n in lines.items()
    )


def test_versions_of_the_same_line_share_a_name():
    told = _names(reach(a=[9, 8, 8], b=[9, 8, 7], c=[9, 8, 8]))
    assert sorted(told["version"]) == ["a, c", "b"]


def test_no_name_stands_on_another():
    told = _names(reach(a=[100, 90, 80], b=[99, 90, 80], c=[98, 90, 80]))
    assert (-told["height"].diff().dropna() >= 4.49).all()


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
    spec = reach_chart(reach(a=[3, 2, 2])).to_dict()
    assert spec["layer"][0]["mark"]["interpolate"] == "step-after"
    assert "url" not in str(spec["datasets"])
