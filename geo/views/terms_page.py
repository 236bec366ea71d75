"""The page of the deal's versions: all on one front, side by side, and what each gives.

The engine (`compare`, `matrix`, `overtime`, `quote`) counts; this page lays it out.
"""

from datetime import date
from functools import partial

import geopandas as gpd
import pandas as pd
import streamlit as st

from geo import history
from geo.assess import judge
from geo.compare import MOST, across, bands_of_scenarios, clause_table
from geo.front import Front
from geo.labels import day_text, label, percent_text
from geo.matrix import Matrix, matrix
from geo.overtime import ThenAndNow, control_over_time, then_and_now
from geo.presets import preset
from geo.quote import quotation, reach_finding
from geo.risk import classify
from geo.schema import Answer
from geo.summary import headlines
from geo.terms import Scenario, default_scenario, read_scenarios
from geo.views import store
from geo.words import _, in_language


def terms_page() -> None:
    """Draw the page."""
    st.title(_("Who would get what"))
    days = history.snapshots()[::-1]
    day = st.selectbox(_("Front on"), days, format_func=day_text, key="terms_front")
    front = history.front_on(day)
    told = _told(front.id)
    _show_all(front, told)
    _show_one(front)
    _show_side_by_side()
    _show_deposit(told)


@st.cache_resource(show_spinner=False, max_entries=16)
def _told(front_id: str) -> pd.DataFrame:
    """Return what every text says of every deposit on a front."""
    return across(store.shipped_deposits(), store.measured(front_id)["control"])


def _assessed(front: Front, scenario: Scenario) -> gpd.GeoDataFrame:
    return judge(
        store.shipped_deposits(),
        store.measured(front.id),
        front,
        preset=preset("default"),
        scenario=scenario,
    )


def _show_all(front: Front, told: pd.DataFrame) -> None:
    """Lay out every version on one front, as a table and as bars."""
    st.subheader(
        _("Every version, on the front of {day}").format(day=day_text(front.as_of))
    )
    rows = []
    told_of = headlines(
        store.shipped_deposits(),
        store.measured(front.id),
        front,
        preset=preset("default"),
    )
    for scenario_id, counts in told_of.items():
        one = read_scenarios()[scenario_id]
        rows.append(
            {
                _("Date"): one.date,
                _("Version"): in_language(one.short_name),
                _("What became of it"): in_language(one.status_text),
                _("Covers"): counts.covered,
                _("In reach"): counts.covered_in_reach,
                _("Contested"): counts.covered_contested,
                _("Occupied"): counts.covered_occupied,
                _("Unclear"): counts.unclear,
            }
        )
    st.dataframe(pd.DataFrame(rows), hide_index=True, height="content")
    st.text(
        _("Covered deposits by distance from the front, ±{km:g} km").format(
            km=front.uncertainty_km
        )
    )
    bands = _bands(front, told)
    colors = (*_BAND_COLORS, "#8f897c")[: len(bands.columns)]
    st.bar_chart(
        bands,
        horizontal=True,
        sort=False,
        color=list(colors),
        x_label=_("version"),
        y_label=_("deposits"),
    )


#: Occupied, contested, then outwards, as the signs on the map; unknown is grey.
_BAND_COLORS = (
    "#4a1512",
    "#8e4a3f",
    "#b8321d",
    "#d9601f",
    "#e07b22",
    "#e9a845",
    "#efd067",
    "#3a7d78",
)


def _bands(front: Front, told: pd.DataFrame) -> pd.DataFrame:
    """Return covered deposits, a row a version in order of time, a column a band."""
    edges_km = preset("default").edges_km
    band = classify(store.measured(front.id), edges_km)["band"]
    counted = bands_of_scenarios(told, band, edges_km=edges_km)
    covered = counted[counted["certainty"] != Answer.UNCLEAR]
    wide = covered.pivot_table(
        index="scenario", columns="band", values="deposits", aggfunc="sum", sort=False
    )
    scenarios = read_scenarios()
    wide = wide.reindex(list(scenarios), fill_value=0)
    wide.index = [in_language(one.short_name) for one in scenarios.values()]
    wide.columns = [label("band", name) for name in wide.columns]
    return wide


def _show_one(front: Front) -> None:
    """Lay out one version: what it covers where, the quotation, then and now."""
    scenarios = read_scenarios()
    default = default_scenario().id
    picked = st.selectbox(
        _("One version"),
        [default, *(other for other in scenarios if other != default)],
        format_func=lambda i: in_language(scenarios[i].name),
        key="terms_one",
    )
    scenario = scenarios[picked]
    st.write(in_language(scenario.summary))
    assessed = _assessed(front, scenario)
    finding = reach_finding(assessed, scenario)
    st.code(quotation(finding, front, scenario), language=None, wrap_lines=True)
    table = matrix(assessed, edges_km=preset("default").edges_km)
    st.dataframe(_counts(table))
    over_time = _over_time(history.version())
    deposits = store.shipped_deposits()
    _show_then_and_now(then_and_now(deposits, scenario, over_time, now=front.as_of))


def _counts(table: Matrix) -> pd.DataFrame:
    """Return the matrix as counts; rows that cover nothing are left out."""
    counts = table.counts()
    counts.columns = [label("band", column) for column in counts.columns]
    return counts[counts.iloc[:, -1] > 0]


@st.cache_resource(show_spinner="…", max_entries=2)
def _over_time(_version: int) -> pd.DataFrame:
    fronts = (history.front_on(day) for day in history.snapshots())
    return control_over_time(store.shipped_deposits(), fronts)


def _show_then_and_now(told: ThenAndNow) -> None:
    st.subheader(_("Then and now"))
    if told.note:
        st.text(told.note)
    if told.sides_then is None or told.then is None:
        return
    st.text(
        _(
            "On the front of {then} {a} of {b} covered deposits lie in reach, on "
            "that of {now} {c} of {d}."
        ).format(
            then=day_text(told.then),
            a=told.sides_then.in_reach,
            b=told.sides_then.covered,
            now=day_text(told.now),
            c=told.sides_now.in_reach,
            d=told.sides_now.covered,
        )
    )
    names = store.shipped_deposits()["name"]
    if told.moves:
        st.dataframe(
            pd.DataFrame(
                [
                    {
                        _("Deposit"): names[move.id],
                        _("Then"): label("control", move.then),
                        _("Now"): label("control", move.now),
                        _("Changed between"): _between(move.after, move.by),
                        _("Sure"): label("answer", "yes" if move.sure else "no"),
                    }
                    for move in told.moves
                ]
            ),
            hide_index=True,
        )


def _between(after: date, by: date) -> str:
    return f"{day_text(after)} – {day_text(by)}"


def _show_side_by_side() -> None:
    """Lay out two to four versions clause by clause, differences marked."""
    st.subheader(_("Side by side"))
    scenarios = read_scenarios()
    chosen = st.multiselect(
        _("Two to four versions"),
        list(scenarios),
        default=["us_2025_02_21_draft", "signed_2025_04_30"],
        max_selections=MOST,
        format_func=lambda i: in_language(scenarios[i].short_name),
        key="terms_several",
    )
    if len(chosen) < 2:
        st.info(_("Choose two versions or more."))
        return
    rows = clause_table([scenarios[i] for i in chosen])
    table = pd.DataFrame(
        [
            [
                row.kind.value.replace("_", " "),
                "≠" if row.differs else "",
                *(
                    " ".join(in_language(c.text) for c in cell.clauses)
                    or _("says nothing")
                    for cell in row.cells
                ),
            ]
            for row in rows
        ],
        columns=[
            _("Clause"),
            _("Differs"),
            *(in_language(scenarios[i].short_name) for i in chosen),
        ],
    )
    st.table(table.set_index(_("Clause")))


def _show_deposit(told: pd.DataFrame) -> None:
    """Lay out one deposit under every version, with the reason."""
    st.subheader(_("One deposit under every version"))
    deposits = store.shipped_deposits()
    picked = st.selectbox(
        _("Deposit"),
        list(deposits.index),
        format_func=lambda i: deposits.loc[i, "name"],
        key="terms_deposit",
    )
    rows = told.loc[picked]
    scenarios = read_scenarios()
    names = [in_language(scenarios[i].short_name) for i in rows.index]
    covered = rows["covered"] == Answer.YES
    st.dataframe(
        pd.DataFrame(
            {
                _("Version"): names,
                _("Covered"): rows["covered"].map(partial(label, "answer")).to_numpy(),
                _("Why"): rows["reason"].to_numpy(),
                _("US"): _shares(rows, "us_share_percent"),
                _("Ukraine"): _shares(rows, "ukraine_share_percent"),
                _("Of what"): rows["share_base"].to_numpy(),
                _("US in effect"): rows["arithmetic"].where(covered, "").to_numpy(),
            }
        ),
        hide_index=True,
        height="content",
    )


def _shares(rows: pd.DataFrame, column: str) -> list[str]:
    """Return a party's share under each version; empty where nothing is covered."""
    return [
        percent_text(percent) if covered == Answer.YES else ""
        for covered, percent in zip(rows["covered"], rows[column], strict=True)
    ]
