"""The page that tests the claim: many deposits are occupied or near the front."""

from collections.abc import Mapping
from datetime import date

import pandas as pd
import streamlit as st

from geo.assessment.summary import NEAR_KM
from geo.ledger import default_ledger
from geo.text.claim import (
    PLACES,
    Claim,
    ClaimRanges,
    claim_counts,
    on_front,
    place_names,
    place_texts,
    read_claim,
    with_meant_range,
)
from geo.text.figure.questions import OfClaim
from geo.text.format import day_text, number_text
from geo.text.i18n import _, in_language, n_
from geo.text.quote import source_text
from geo.text.sentences import in_brackets_text
from geo.views import store
from geo.views.charts import UNKNOWN_COLOR, key_html, places_chart
from geo.views.figure import show_figure
from geo.views.ruled import ruled_html
from geo.views.safe import plain

#: Where deposits lie, from occupied outwards, as the signs on the map.
COLORS = ("#4a1512", "#8e4a3f", "#e07b22", "#3a7d78", UNKNOWN_COLOR)

_BAR_PX, _LINES_PX = 44, 320


def claim_page() -> None:
    """Draw the page."""
    st.title(_("The claim, tested"))
    claim, counts = read_claim(), _counts(default_ledger().version())
    _show_claim(claim, counts)
    days = sorted(counts["as_of"].unique())[::-1]
    claimed = on_front(counts, claim.date)["as_of"].iloc[0]
    st.subheader(_("When it was said, and now"))
    for day in dict.fromkeys((claimed, days[0])):
        _show_finding(counts, day)
    picked = st.selectbox(
        _("Front on"),
        days,
        index=days.index(claimed),
        format_func=day_text,
        key="claim_front",
        bind="query-params",
    )
    rows = on_front(counts, picked)
    ranges = store.claim_ranges_on(rows["snapshot"].iloc[0])
    if picked not in (claimed, days[0]):
        _show_finding(counts, picked)
    st.html(_table_html(rows, claim, ranges))
    if ranges:
        st.caption(in_brackets_text(open_facts=False))
    _show_bars(rows, claim)
    _show_over_time(counts, claim)


@st.cache_resource(show_spinner="…", max_entries=2)
def _counts(_ledger: int) -> pd.DataFrame:
    deposits = store.shipped_deposits()
    return claim_counts(deposits, default_ledger().measure_all(deposits), read_claim())


def _show_claim(claim: Claim, counts: pd.DataFrame) -> None:
    source = ", ".join(map(source_text, claim.sources))
    st.markdown(f"> {plain(claim.text)}")
    st.caption(plain(f"{source}."))
    sample = int(counts["deposits"].max())
    counted = n_(
        "Tested on the one deposit of this sample; Ukraine has thousands, and the "
        "sample was not drawn at random, so shares hold for it and not for all.",
        "Tested on the {n} deposits of this sample; Ukraine has thousands, and the "
        "sample was not drawn at random, so shares hold for it and not for all.",
        sample,
    )
    near = _(
        "“Near” is within {km:g} km of the control zone. What is too near to the line "
        "to tell counts as meant, for it is occupied or near in any case."
    ).format(km=NEAR_KM)
    st.text(f"{counted} {near}")


def _show_finding(counts: pd.DataFrame, day: date) -> None:
    rows = on_front(counts, day)
    show_figure(OfClaim(front=rows["snapshot"].iloc[0]))


def _table_html(
    rows: pd.DataFrame, claim: Claim, ranges: Mapping[str, ClaimRanges]
) -> str:
    names = {one.id: in_language(one.name) for one in claim.minerals}
    head = (
        _("Mineral"),
        _("Deposits"),
        *place_names().values(),
        _("Occupied or near"),
    )
    return ruled_html(
        head,
        [
            (
                names[row["mineral"]],
                number_text(row["deposits"]),
                *place_texts(row, ranges.get(row["mineral"])),
                _("{n} of {total}").format(
                    n=with_meant_range(row, ranges.get(row["mineral"])),
                    total=number_text(row["deposits"]),
                ),
            )
            for row in rows.to_dict("records")
        ],
        numbers=range(1, len(head)),
        in_blocks=True,
    )


def _show_bars(rows: pd.DataFrame, claim: Claim) -> None:
    names = {one.id: in_language(one.name) for one in claim.minerals}
    places = place_names()
    long = (
        rows.drop(columns="deposits")
        .melt(["mineral"], list(PLACES), "place", "deposits")
        .assign(
            mineral=lambda t: t["mineral"].map(names),
            place=lambda t: t["place"].map(places),
        )
    )
    colors = dict(zip(places.values(), COLORS, strict=True))
    st.html(key_html(colors))
    chart = places_chart(long, colors)
    st.altair_chart(chart, height=_BAR_PX * len(names) + 40)


def _show_over_time(counts: pd.DataFrame, claim: Claim) -> None:
    with st.expander(_("Every front")):
        names = {one.id: in_language(one.name) for one in claim.minerals}
        places = place_names()
        table = counts.drop(columns="snapshot").rename(columns=places)
        table["mineral"] = table["mineral"].map(names)
        heads = {
            "as_of": _("Front on"),
            "mineral": _("Mineral"),
            "deposits": _("Deposits"),
        }
        st.dataframe(table.rename(columns=heads), hide_index=True)
