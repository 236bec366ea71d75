"""The charts of the pages, drawn by the browser without a network."""

from collections.abc import Mapping, Sequence
from html import escape
from textwrap import wrap

import altair as alt
import numpy as np
import pandas as pd

from geo.text.i18n import _

#: Occupied, contested, then the bands outwards, as the signs on the map.
BAND_COLORS = (
    "#4a1512",
    "#8e4a3f",
    "#b8321d",
    "#d9601f",
    "#e07b22",
    "#e9a845",
    "#efd067",
    "#3a7d78",
)

#: Deposits whose side is unknown.
UNKNOWN_COLOR = "#8f897c"

_LINE, _MARK = "#2f7d76", "#8e1b1b"


def band_colors(bands: Sequence[str]) -> dict[str, str]:
    """Return a colour for each band, from occupied outwards."""
    return dict(zip(bands, [*BAND_COLORS, UNKNOWN_COLOR], strict=False))


def key_html(colors: Mapping[str, str]) -> str:
    """Return what the colours of a chart mean, as one row that may break."""
    return '<p class="key">{}</p>'.format(
        " ".join(
            f'<span><i style="background:{color}"></i>{escape(text)}</span>'
            for text, color in colors.items()
        )
    )


def bands_chart(counts: pd.DataFrame, colors: Mapping[str, str]) -> alt.Chart:
    """Return one bar a version, divided by where the covered deposits lie.

    Parameters
    ----------
    counts : DataFrame
        ``version`` and ``band`` in words, in their order, and ``deposits``.
    colors : mapping
        A colour for each band, in their order (`band_colors`).
    """
    x = alt.X(
        "deposits:Q",
        title=_("deposits covered at once, or once licensed or at work"),
        axis=alt.Axis(format="d", tickMinStep=1),
    )
    titles = {"version": _("Version"), "band": _("Band")}
    return _divided_bars(counts, x, titles, colors)


def places_chart(counts: pd.DataFrame, colors: Mapping[str, str]) -> alt.Chart:
    """Return one bar a mineral, divided by where its deposits lie, in percent of them.

    Parameters
    ----------
    counts : DataFrame
        ``mineral`` and ``place`` in words, in their order, and ``deposits``.
    colors : mapping
        A colour for each place, in their order.
    """
    x = alt.X(
        "deposits:Q",
        stack="normalize",
        title=_("share of this sample's deposits"),
        axis=alt.Axis(format="%"),
    )
    titles = {"mineral": _("Mineral"), "place": _("Place")}
    return _divided_bars(counts, x, titles, colors)


def _divided_bars(
    counts: pd.DataFrame, x: alt.X, titles: Mapping[str, str], colors: Mapping[str, str]
) -> alt.Chart:
    """Return a bar for each value of the first column, divided by the second."""
    bar, part = titles
    order = counts[part].map({name: i for i, name in enumerate(colors)})
    axis = alt.Axis(labelLimit=220, labelOverlap=False, ticks=False, domain=False)
    scale = alt.Scale(domain=[*colors], range=[*colors.values()])
    bars = list(dict.fromkeys(counts[bar]))
    tips = [alt.Tooltip(f"{name}:N", title=title) for name, title in titles.items()]
    chart: alt.Chart = (
        alt.Chart(counts.assign(order=order))
        .mark_bar()
        .encode(
            x=x,
            y=alt.Y(f"{bar}:N", sort=bars, title=None, axis=axis),
            color=alt.Color(f"{part}:N", scale=scale, legend=None),
            order="order:Q",
            tooltip=[*tips, alt.Tooltip("deposits:Q", title=_("Deposits"))],
        )
    )
    return chart


def reach_chart(reach: pd.DataFrame) -> alt.LayerChart | alt.FacetChart:
    """Return a line for each version and class: how many are in reach, by front.

    Behind each its range as a ribbon, where the rows have one.

    Parameters
    ----------
    reach : DataFrame
        ``version`` and ``covered``, the class of coverage, in words; ``as_of``,
        ``in_reach``, its range ``low`` to ``high``, NaN where it has none, and
        ``offered``: whether the front is the newest of the version's own date. The
        first class is drawn solid, the second dashed.
    """
    classes = list(dict.fromkeys(reach["covered"]))
    names = _names(reach)
    first, last = reach["as_of"].min(), reach["as_of"].max()
    tops = (names["top"].max(), reach["in_reach"].max(), reach["high"].max())
    top = float(np.nanmax(tops))
    ticks = pd.date_range(first, last, freq="QS")
    x = alt.X(
        "as_of:T",
        title=None,
        # Beside the lines the names stand; no front is of a day there.
        scale=alt.Scale(domain=[_day(first), _day(first + _WHOLE * (last - first))]),
        axis=alt.Axis(
            format="%b %Y", labelOverlap=True, values=[_day(day) for day in ticks]
        ),
    )
    y = alt.Y(
        "in_reach:Q",
        title=_("deposits in reach"),
        scale=alt.Scale(domain=[0, top], nice=False),
        axis=alt.Axis(format="d", tickMinStep=1),
    )
    dash = alt.StrokeDash(
        "covered:N",
        scale=alt.Scale(domain=classes, range=_DASHES[: len(classes)]),
        legend=alt.Legend(
            title=None,
            orient="top",
            symbolType="stroke",
            symbolSize=600,
            symbolStrokeColor=_LINE,
            labelLimit=0,
        ),
    )
    base = alt.Chart(reach).encode(
        x=x,
        y=y,
        detail=["version:N", "covered:N"],
        tooltip=[
            alt.Tooltip("version:N", title=_("Version")),
            alt.Tooltip("covered:N", title=_("Coverage")),
            alt.Tooltip("as_of:T", title=_("front of"), format="%d %b %Y"),
            alt.Tooltip("in_reach:Q", title=_("in reach")),
            alt.Tooltip("low:Q", title=_("90 % range from")),
            alt.Tooltip("high:Q", title=_("to")),
        ],
    )
    ribbons = base.mark_area(
        interpolate="step-after", color=_LINE, opacity=0.25, tooltip=None
    ).encode(y=alt.Y("low:Q"), y2="high:Q")
    lines = base.mark_line(interpolate="step-after", color=_LINE, strokeWidth=2).encode(
        strokeDash=dash
    )
    touch = base.mark_point(opacity=0, size=80)
    offered = base.transform_filter("datum.offered").mark_point(
        color=_MARK, filled=True, size=60, opacity=1
    )
    texts = (
        alt.Chart(names)
        .mark_text(align="left", baseline="middle", dx=8, fontSize=11, lineBreak="\n")
        .encode(x="as_of:T", y="height:Q", text="text:N")
    )
    return alt.layer(ribbons, lines, touch, offered, texts)


def _day(day: pd.Timestamp) -> dict[str, int]:
    return {"year": day.year, "month": day.month, "date": day.day}


#: Covered now is drawn solid, covered after a step dashed.
_DASHES = ([1, 0], [6, 4])

#: The chart is so many times as wide as its lines: beside them stand the names.
_WHOLE = 1.75

#: A line of a name needs so much of the chart's height to stand free of the next.
_NAME_SHARE = 0.05

#: More letters than this do not fit beside the lines.
_NAME_LETTERS = 58


def _names(reach: pd.DataFrame) -> pd.DataFrame:
    """Return where the names of the lines stand: beside their ends, none on another.

    Lines that run alike share one name, which begins with the number that they end on.

    Returns
    -------
    DataFrame
        ``text``, with a break where it is long, the ``height`` of its middle, and the
        ``top`` that the axis needs so as to hold it.
    """
    wide = reach.pivot_table(
        index=["version", "covered"], columns="as_of", values="in_reach", sort=False
    )
    alike = wide.groupby(list(wide.columns), sort=False).groups.values()
    named = sorted(
        (float(wide.loc[keys[0]].iloc[-1]), [str(version) for version, _class in keys])
        for keys in map(list, alike)
    )
    row = _NAME_SHARE * max(float(wide.to_numpy().max()), 1.0)
    labels, floor = [], 0.0
    for value, versions in named:
        text = _broken(f"{value:g}: {', '.join(versions)}")
        half = row * (text.count("\n") + 1) / 2
        height = max(value, floor + half)
        floor = height + half
        labels.append((text, height, floor))
    names = pd.DataFrame(labels, columns=["text", "height", "top"])
    return names.assign(as_of=reach["as_of"].max())


def _broken(text: str) -> str:
    return "\n".join(wrap(text, _NAME_LETTERS, break_long_words=False))


def calibration_chart(rows: pd.DataFrame) -> alt.LayerChart:
    """Return stated uncertainties against errors in a year.

    Parameters
    ----------
    rows : DataFrame
        ``name`` of the class and, the same in all, ``year`` in words; kilometres:
        ``stated`` and ``said_most``, the front's ± at half and at nineteen twentieths
        of the distances, and ``was``, within which nineteen twentieths of the errors
        lie.
    """
    names = list(dict.fromkeys(rows["name"]))
    scale = alt.Scale(type="log", domain=[0.5, 100])
    ticks = alt.Axis(values=[0.5, 1, 2, 5, 10, 20, 50, 100])
    base = alt.Chart(rows).encode(
        y=alt.Y("name:N", sort=names, title=None, axis=alt.Axis(labelLimit=240)),
        tooltip=[
            alt.Tooltip("name:N", title=_("Class")),
            alt.Tooltip("stated:Q", title=_("stated ± km, half the distances up to")),
            alt.Tooltip("said_most:Q", title=_("95 % of them up to")),
            alt.Tooltip("was:Q", title=_("95 % of errors within, km")),
            alt.Tooltip("distances:Q", title=_("Distances")),
        ],
    )
    stated = base.mark_bar(color=_LINE, opacity=0.35, height=10).encode(
        x=alt.X("stated:Q", title=_("km"), scale=scale, axis=ticks), x2="said_most:Q"
    )
    half = base.mark_tick(color=_LINE, thickness=3, height=16).encode(x="stated:Q")
    was = base.mark_point(color=_MARK, filled=True, size=70, opacity=1).encode(
        x="was:Q"
    )
    title = alt.Title(rows["year"].iloc[0], anchor="middle")
    return alt.LayerChart(layer=[stated, half, was], title=title)
