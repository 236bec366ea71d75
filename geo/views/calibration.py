"""The section of stated uncertainties against errors, on the sources page."""

from typing import Any

import pandas as pd
import streamlit as st

from geo.fronts.calibration import ESTIMATE, TEST, class_name, read_calibration
from geo.fronts.uncertainty import rebuilt_uncertainty
from geo.text.format import km_text, number_text
from geo.text.i18n import _
from geo.views.charts import calibration_chart

#: The height of a year's panel in the picture.
_PANEL_PX = 260


def show_calibration() -> None:
    """Draw stated uncertainties of distances against errors, on the shipped fronts."""
    st.subheader(_("What was said of distances, and what they were"))
    for paragraph in calibration_sentences():
        st.write(paragraph)
    years = by_year()
    names = years["year"].unique()
    # Columns stand below each other where a window is narrow.
    for column, year in zip(st.columns(len(names)), names, strict=True):
        chart = calibration_chart(years[years["year"] == year])
        column.altair_chart(chart, height=_PANEL_PX)
    st.caption(
        _(
            "Dot: 95 % of the errors lie within. Tick: the front’s ± at half of the "
            "distances; bar: at up to 95 % of them."
        )
    )
    _show_table(by_class())
    st.caption(
        _(
            "Counts of deposits on the shipped front as 90 % ranges: on how many of "
            "the days the range held the count on the published front, and on how many "
            "ranges that are right would, in 9 cases of 10."
        )
    )
    _show_table(by_count())


def _show_table(table: pd.DataFrame) -> None:
    """Draw a table with one decimal in every column that is not of whole numbers."""
    shares = table.select_dtypes("float").columns
    one_decimal = st.column_config.NumberColumn(format="%.1f")
    st.dataframe(
        table,
        hide_index=True,
        height="content",
        column_config=dict.fromkeys(shares, one_decimal),
    )


def calibration_sentences() -> list[str]:
    """Return the rule, what it rests on, and how it did on the days held back."""
    return [
        _rule_sentence(),
        _tested_sentence(),
        _width_sentence(),
        _line_sentence(),
        _counts_sentence(),
        *_exceptions(),
    ]


def _rule_sentence() -> str:
    rule = rebuilt_uncertainty()
    return _(
        "The ± of a distance to a front rebuilt from settlements is {line:g} km, "
        "and {deep:g} km more than {depth:g} km behind the line. Where the Russian "
        "border is nearer than the front and the front within {reach:g} km of it, "
        "the ± reaches to the border: ground held just across it with no "
        "settlement in it is not seen."
    ).format(
        line=rule.line_km,
        deep=rule.deep_km,
        depth=rule.deep_from_km,
        reach=rule.foothold_reach_km,
    )


def _tested_sentence() -> str:
    known, tested = _days(ESTIMATE), _days(TEST)
    within = min(min(row["within_percent"].values()) for row in tested)
    sentences = [
        _(
            "Estimated on the {estimate} shipped fronts before 2026 that have a "
            "published front of the same day, tested on the {test} after."
        ),
        _("On every one of these all distances lay within the ± of deposit and front.")
        if within == 100
        else _(
            "On every one of these at least {within:.1f} % of the distances of every "
            "class lay within the ± of deposit and front."
        ),
        _(
            "The band was right for at least {band:.1f} % of the deposits on each "
            "(before 2026: {band_before:.1f} %), and none was called firm wrongly "
            "({firm} times firm)."
        ),
        _(
            "{needless:.0f} % of the times that a deposit was called contested, the "
            "published front with ±2 km left no doubt of its side (before 2026: "
            "{needless_before:.0f} %)."
        ),
    ]
    return " ".join(sentences).format(
        estimate=len(known),
        test=len(tested),
        within=within,
        band=min(row["band_right_percent"] for row in tested),
        band_before=min(row["band_right_percent"] for row in known),
        firm=number_text(sum(row["firm"] for row in tested)),
        needless=_needless_percent(tested),
        needless_before=_needless_percent(known),
    )


def _needless_percent(days: list[dict[str, Any]]) -> float:
    needless, contested = (
        sum(int(row[key]) for row in days)
        for key in ("contested_needless", "contested")
    )
    return 100 * needless / contested


def _width_sentence() -> str:
    rules = {(row["rule"], row["use"]): row for row in read_calibration()["rules"]}
    border, before = rules["border", TEST], rules["border", ESTIMATE]
    return _(
        "In 2026 the ± reached to the border at {count} of {all} distances: {mean:.0f} "
        "km on average, while 95 % of their errors were within {was:.0f} km. Before "
        "2026, when such ground was found farther away, it was {mean_before:.0f} km, "
        "and 95 % of the errors were within {was_before:.0f} km; a ± narrow enough for "
        "2026 would have missed the largest of those. Elsewhere 95 % of the errors of "
        "2026 were within {line:.1f} km, and within {deep:.1f} km more than {depth:g} "
        "km behind the line."
    ).format(
        count=border["distances"],
        all=number_text(
            sum(row["distances"] for (_rule, use), row in rules.items() if use == TEST)
        ),
        mean=border["front_mean_km"],
        was=border["error_p95_km"],
        mean_before=before["front_mean_km"],
        was_before=before["error_p95_km"],
        line=rules["line", TEST]["error_p95_km"],
        deep=rules["deep", TEST]["error_p95_km"],
        depth=rebuilt_uncertainty().deep_from_km,
    )


def _line_sentence() -> str:
    known = read_calibration()
    line = known["line"][ESTIMATE]
    tested = [row["within_percent"] for row in known["places"] if row["use"] == TEST]
    return _(
        "Occupied ground reaches {mean} farther than on the published front on "
        "average, with a standard deviation of {sd:.1f} km; the errors of the line "
        "are alike over {length:.0f} km along it, and over {lasting} days. Of the "
        "distances of places 10 km apart, up to 150 km from the line, 90 % ranges "
        "drawn from this held {least:.0f}–{most:.0f} % in 2026, by class of distance."
    ).format(
        mean=km_text(-line["mean_km"]),
        sd=line["sd_km"],
        length=line["correlation_length_km"],
        lasting=known["correlation_days"],
        least=min(tested),
        most=max(tested),
    )


def _counts_sentence() -> str:
    rows = read_calibration()["held"]
    return _(
        "Counts of deposits are whole numbers, so that a 90 % range that is right "
        "holds {mean:.0f} % on average. The line’s errors last, so that the {days} "
        "days tell about as much as {independent:.1f} independent ones: ranges that "
        "are right would hold on {least:.0f}–{most:.0f} % of them in 9 cases of 10, "
        "and on 85–95 % in only {hits:.0f} cases of 100. These days cannot tell a 90 % "
        "range from one that is somewhat too wide or too narrow."
    ).format(
        mean=_mean(rows, "right_mean_percent"),
        days=rows[0]["days"],
        independent=rows[0]["independent_days"],
        least=_mean(rows, "right_p5_percent"),
        most=_mean(rows, "right_p95_percent"),
        hits=_mean(rows, "right_85_to_95_percent"),
    )


def _mean(rows: list[dict[str, Any]], key: str) -> float:
    return sum(float(row[key]) for row in rows) / len(rows)


def _exceptions() -> list[str]:
    """Return a sentence on each count that held less often than right ranges do."""
    return [
        _(
            "{count}: the range held on {held} of {days} days, as few as ranges that "
            "are right would in {cases:.0f} cases of 100. On most of the days the same "
            "deposits were counted on one of the two fronts only: {deposits}."
        ).format(
            count=_count_name(row["count"]),
            held=row["held"],
            days=row["days"],
            cases=row["right_as_few_percent"],
            deposits=", ".join(row["on_one_front_only_days"]),
        )
        for row in read_calibration()["held"]
        if row["held_percent"] < row["right_p5_percent"]
    ]


def by_year() -> pd.DataFrame:
    """Return the rows of the picture: a class in a year."""
    rows = pd.DataFrame(read_calibration()["years"])
    held_back = {int(one["day"][:4]) for one in _published(TEST)}
    years = [
        _("{year}, held back").format(year=year) if year in held_back else f"{year}"
        for year in rows["year"]
    ]
    return pd.DataFrame(
        {
            "name": rows["class"].map(class_name),
            "year": years,
            "stated": rows["front_median_km"],
            "said_most": rows["front_p95_km"],
            "was": rows["error_p95_km"],
            "distances": rows["distances"],
        }
    )


def by_class() -> pd.DataFrame:
    """Return the picture's twin in words and numbers, days held back last."""
    rows = pd.DataFrame(read_calibration()["classes"])
    uses = {ESTIMATE: _("before 2026"), TEST: _("2026, held back")}
    return pd.DataFrame(
        {
            _("Class"): rows["class"].map(class_name),
            _("Days"): rows["use"].map(uses),
            _("Distances"): rows["distances"],
            _("95 % of errors within, km"): rows["error_p95_km"].round(1),
            _("± of the front, median, km"): rows["front_median_km"].round(1),
            _("± of the front, mean, km"): rows["front_mean_km"].round(1),
            _("within the ± of the front, %"): rows["within_front_percent"],
            _("within the ± of deposit and front, %"): rows["within_percent"],
        }
    )


def by_count() -> pd.DataFrame:
    """Return how often each count's range held, and how often right ranges would.

    Right ranges: in 9 cases of 10.
    """
    known = read_calibration()
    counts, rows = pd.DataFrame(known["counts"]), pd.DataFrame(known["held"])
    held = counts["published"].between(counts["low"], counts["high"])
    uses = counts["day"].map({one["day"]: one["use"] for one in known["published"]})
    shares = (
        counts.assign(percent=100.0 * held, use=uses)
        .pivot_table(index="count", columns="use", values="percent")
        .loc[rows["count"]]
        .round(1)
    )
    return pd.DataFrame(
        {
            _("Count"): rows["count"].map(_count_name),
            _("Held, % of days before 2026"): shares[ESTIMATE].to_numpy(),
            _("Held, % of days of 2026"): shares[TEST].to_numpy(),
            _("Held, % of all days"): rows["held_percent"],
            _("Right ranges: from, %"): rows["right_p5_percent"],
            _("Right ranges: to, %"): rows["right_p95_percent"],
        }
    )


def _count_name(name: str) -> str:
    if name == "occupied":
        return _("Occupied")
    return _("Within {km} km").format(km=name.split("_")[1])


def _days(use: str) -> list[dict[str, Any]]:
    return [row for row in read_calibration()["days"] if row["use"] == use]


def _published(use: str) -> list[dict[str, str]]:
    return [one for one in read_calibration()["published"] if one["use"] == use]
