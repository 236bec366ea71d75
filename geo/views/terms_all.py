"""Every version of the deal on one front, and as the front moved."""

import pandas as pd
import streamlit as st

from geo.assessment.compare import bands_of_scenarios
from geo.assessment.ensemble import can_be_drawn
from geo.assessment.summary import Headline, headlines
from geo.assessment.timeline import ranges_over_time, reach_over_time
from geo.deal.load import read_scenarios
from geo.deal.shares import share_text
from geo.fronts.front import Front
from geo.ledger import default_ledger
from geo.risk.band import classify
from geo.risk.presets import preset
from geo.schema import COVERING, Coverage
from geo.text.figure.questions import Reach
from geo.text.format import day_text, known_day_text
from geo.text.i18n import N_, _, in_language
from geo.text.labels import label
from geo.text.sentences import in_brackets_text, range_text, with_range
from geo.views import store
from geo.views.charts import band_colors, bands_chart, key_html, reach_chart
from geo.views.figure import show_figure
from geo.views.table import numbers

_BARS_PX, _LINES_PX = 400, 460

#: Fronts, the newest, on which ranges are drawn: each takes a twentieth of a second.
_MOST_DRAWN = 60

#: The classes of the lines, in words that hold of every text.
_CLASS_NAMES = {
    Coverage.IN_FORCE: N_("covered at once"),
    Coverage.PROSPECTIVE: N_("covered once licensed or at work"),
}


def show_all(front: Front) -> None:
    """Lay out every version: counts, bands, and what stayed in reach."""
    _show_counts(front)
    _show_bands(front)
    _show_over_time()


def _show_counts(front: Front) -> None:
    st.subheader(
        _("Every version, on the front of {day}").format(day=day_text(front.as_of))
    )
    counts = headlines(
        store.shipped_deposits(),
        store.measured(front.id),
        front,
        preset=preset("default"),
    )
    scenarios = read_scenarios()
    rows = [
        {
            _("Date"): scenarios[key].date,
            _("Version"): in_language(scenarios[key].short_name),
            _("Covered at once"): headline.of(Coverage.IN_FORCE).total,
            _("in reach"): _in_reach(headline, front, key, Coverage.IN_FORCE),
            _("Once licensed or at work"): headline.of(Coverage.PROSPECTIVE).total,
            _("of these in reach"): _in_reach(
                headline, front, key, Coverage.PROSPECTIVE
            ),
            _widest_name(): _widest(front, key),
            _("Disputed"): headline.of(Coverage.DISPUTED).total,
            _("Unclear"): headline.of(Coverage.UNCLEAR).total,
            _("Not covered"): headline.of(Coverage.OUTSIDE).total,
            _("Share, and of what"): share_text(scenarios[key]),
            _("What became of it"): in_language(scenarios[key].status_text),
            _("Figure"): store.figure(Reach(front=front.id, scenario=key)).id,
        }
        for key, headline in counts.items()
    ]
    table = pd.DataFrame(rows)
    ranged = (_("in reach"), _("of these in reach"), _widest_name())
    st.dataframe(
        table,
        hide_index=True,
        height="content",
        column_config=numbers(table, ranged),
    )
    st.caption(
        _(
            "Numbers of deposits, of {n} that ship, on the front of {day}, ±{km:g} km; "
            "permits as known on {known}. Covered at once: on the facts as they are; "
            "only a text in force covers, the others would. In reach: held by Ukraine "
            "beyond the uncertainty. Shares of different things cannot be compared."
        ).format(
            n=len(store.shipped_deposits()),
            day=day_text(front.as_of),
            km=front.uncertainty_km,
            known=known_day_text(store.permits_known_on()),
        )
    )
    if can_be_drawn(front, "zone"):
        st.caption(
            _("In reach in all: at once or later, with open facts falling either way.")
            + " "
            + in_brackets_text(open_facts=False)
        )
    with st.expander(_("Each row as a sentence to quote")):
        for scenario in scenarios.values():
            show_figure(Reach(front=front.id, scenario=scenario.id))


def _in_reach(headline: Headline, front: Front, key: str, one: Coverage) -> str:
    """Return how many of a class are in reach, with the range of that."""
    ranges = store.ranges(front.id, key)
    within = getattr(ranges, f"{one.value}_in_reach") if ranges else None
    return with_range(headline.of(one).free, within)


def _widest_name() -> str:
    return _("in reach in all")


def _widest(front: Front, key: str) -> str:
    """Return the range of all in reach, open facts either way; empty without one."""
    ranges = store.ranges(front.id, key)
    return range_text(ranges.in_reach) if ranges else ""


def _show_bands(front: Front) -> None:
    st.subheader(_("Where the covered deposits lie"))
    st.caption(
        _(
            "By distance from the front of {day}, ±{km:g} km. Deposits covered at once "
            "and those covered once licensed or at work, counted together; without the "
            "disputed and unclear. Permits as known on {known}."
        ).format(
            day=day_text(front.as_of),
            km=front.uncertainty_km,
            known=known_day_text(store.permits_known_on()),
        )
    )
    counts = _bands(front)
    colors = band_colors(list(dict.fromkeys(counts["band"])))
    st.html(key_html(colors))
    st.altair_chart(bands_chart(counts, colors), height=_BARS_PX)


def _bands(front: Front) -> pd.DataFrame:
    """Return covered deposits by version, in order of time, and band, outwards."""
    edges_km = preset("default").edges_km
    band = classify(store.measured(front.id), edges_km)["band"]
    by_band = bands_of_scenarios(
        store.coverage_by_scenario(front.id), band, edges_km=edges_km
    )
    covered = by_band[by_band["covered"].isin(COVERING)]
    keys = ["scenario", "band"]
    counts = covered.groupby(keys, sort=False)["deposits"].sum().reset_index()
    scenarios = read_scenarios()
    counts["version"] = [in_language(scenarios[i].short_name) for i in counts.scenario]
    counts["band"] = [label("band", name) for name in counts["band"]]
    return counts[["version", "band", "deposits"]]


def _show_over_time() -> None:
    deposits = store.shipped_deposits()
    st.subheader(_("In reach, front by front"))
    st.caption(
        _(
            "Of {n} deposits, those held by Ukraine beyond the uncertainty and "
            "covered: at once (solid), or once licensed or at work (dashed). The red "
            "dot is the front of the version's own date. Minerals are taken as they "
            "are known now, and permits as on {day}; only the line moves. Lines that "
            "stay at 0 are left out. Ribbon: between which counts 90 of 100 draws of "
            "where line and deposits may truly lie put it; it may lie above the line, "
            "which counts only what is sure."
        ).format(n=len(deposits), day=known_day_text(store.permits_known_on()))
    )
    st.altair_chart(reach_chart(_reach(default_ledger().version())), height=_LINES_PX)


@st.cache_data(show_spinner=False, max_entries=2)
def _reach(ledger: int) -> pd.DataFrame:
    """Return how many of each class are in reach under each version, by front."""
    control = store.control_over_time(ledger)
    reach = reach_over_time(store.shipped_deposits(), control)
    reach = reach.merge(_ranges(), how="left", on=["scenario", "as_of"])
    reach = pd.concat(
        reach[["scenario", "as_of"]].assign(
            covered=_CLASS_NAMES[one],
            in_reach=reach[f"{one.value}_in_reach"],
            low=reach[f"{one.value}_in_reach_low"],
            high=reach[f"{one.value}_in_reach_high"],
        )
        for one in COVERING
    )
    most = reach.groupby(["scenario", "covered"])["in_reach"].transform("max")
    reach = reach[most > 0].reset_index(drop=True)
    scenarios = read_scenarios()
    own_date = reach["scenario"].map(lambda key: scenarios[key].date)
    newest_then = reach["as_of"].where(reach["as_of"] <= own_date)
    by_scenario = newest_then.groupby(reach["scenario"])
    return reach.assign(
        covered=[_(name) for name in reach["covered"]],
        version=[in_language(scenarios[key].short_name) for key in reach["scenario"]],
        offered=reach["as_of"] == by_scenario.transform("max"),
        as_of=pd.to_datetime(reach["as_of"]),
    )


def _ranges() -> pd.DataFrame:
    """Return the ranges of what each version has in reach, on the newest fronts."""
    measured = default_ledger().measure_all(store.shipped_deposits())
    days = measured[["snapshot", "as_of"]].drop_duplicates()
    newest = days.tail(_MOST_DRAWN)
    ranges = ranges_over_time(
        store.shipped_deposits(),
        measured[measured["snapshot"].isin(newest["snapshot"])],
        read_scenarios(),
        front_of=store.front,
    )
    days = days.assign(as_of=pd.DatetimeIndex(days["as_of"]).date)
    return ranges.merge(days, on="snapshot")
