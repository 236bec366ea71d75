"""The section "said against was" of the page of sources and method."""

import pandas as pd
import streamlit as st

from geo.calibration import ESTIMATE, TEST, class_name, read_calibration
from geo.labels import km_text
from geo.uncertainty import rebuilt_uncertainty
from geo.views.charts import calibration_chart
from geo.words import _


def show_calibration() -> None:
    """Draw what was said of distances to the shipped fronts, against what they were."""
    st.subheader(_("What was said of distances, and what they were"))
    for paragraph in calibration_sentences():
        st.write(paragraph)
    st.altair_chart(calibration_chart(by_year()), width="content")
    st.caption(
        _(
            "Dot: 95 % of the errors lie within. Tick: the front’s ± at half of the "
            "distances; bar: at up to 95 % of them."
        )
    )
    st.dataframe(by_class(), hide_index=True)


def calibration_sentences() -> list[str]:
    """Return the rule, what it rests on, and how it did on the days held back."""
    known, rule = read_calibration(), rebuilt_uncertainty()
    days = [one["use"] for one in known["published"]]
    tested = [row for row in known["days"] if row["use"] == TEST]
    line = known["line"][ESTIMATE]
    counts = pd.DataFrame(known["counts"])
    counts = counts[counts["count"].isin(["occupied", "within_30_km"])]
    held = counts["published"].between(counts["low"], counts["high"])
    held_days = held.groupby(counts["count"]).sum()
    return [
        _(
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
        ),
        _(
            "Estimated on the {estimate} shipped fronts before 2026 that have a "
            "published front of the same day, tested on the {test} after: on every one "
            "of these at least {within:.0f} % of the distances of every class lay "
            "within the ± of deposit and front, the band was right for at least "
            "{band:.1f} % of the deposits, and none was called firm wrongly "
            "({firm:,} times firm)."
        ).format(
            estimate=days.count(ESTIMATE),
            test=days.count(TEST),
            within=min(min(row["within_percent"].values()) for row in tested),
            band=min(row["band_right_percent"] for row in tested),
            firm=sum(row["firm"] for row in tested),
        ),
        _(
            "Occupied ground reaches {mean} farther than on the published front on "
            "average, with a standard deviation of {sd:.1f} km; the errors of the line "
            "are alike over {length:.0f} km along it. Ranges of counts drawn from this "
            "held the count on the published front on {occupied} of {days} days "
            "(occupied) and {within} of {days} (within 30 km)."
        ).format(
            mean=km_text(-line["mean_km"]),
            sd=line["sd_km"],
            length=line["correlation_length_km"],
            occupied=held_days["occupied"],
            within=held_days["within_30_km"],
            days=len(days),
        ),
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
            "said": rows["front_median_km"],
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


def _published(use: str) -> list[dict[str, str]]:
    return [one for one in read_calibration()["published"] if one["use"] == use]
