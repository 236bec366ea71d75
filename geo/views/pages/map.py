"""The map page: the finding, the map, the card of a deposit, the table."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import geopandas as gpd
import streamlit as st

from geo import maps
from geo.assessment import tables
from geo.assessment.ranges import Ensemble
from geo.assessment.summary import by_oblast, headline, ranges_by_oblast
from geo.deal.ground import demilitarised_text
from geo.ledger import default_ledger
from geo.schema import COVERING, Coverage
from geo.text.figure.questions import OfGroup, Reach, Sides
from geo.text.groups import ATTRIBUTES, attribute_name, group_texts
from geo.text.i18n import _
from geo.text.labels import coverage_label
from geo.text.sentences import (
    Heading,
    in_brackets_text,
    range_text,
    side_text,
    with_range,
)
from geo.views import store
from geo.views.assumed import show_assumed
from geo.views.card import card_html
from geo.views.figure import show_figure
from geo.views.headline import headline_html
from geo.views.map_view import show_map
from geo.views.shown import (
    ensemble_of,
    groups_of,
    heading_of,
    layers_of,
    nearest_first,
    rows_of,
    shown_of,
)
from geo.views.sidebar import Choice, choose
from geo.views.table import numbers, show_table

#: Under which the session keeps what was clicked on the map.
_MAP = "frontlode-map"

#: The map's height where no style says otherwise; the style makes it fit the window.
_MAP_HEIGHT_PX = 700


def map_page() -> None:
    """Draw the page."""
    deposits = store.shipped_deposits()
    choice = choose(deposits)
    rows = _assessed(choice)
    _show_headings(rows, choice)
    with st.container(key="stage"):
        _show_map(rows, choice)
        with st.container(key="card"):
            _show_card(rows, choice)
    if len(rows):
        _show_quotations(choice)
    if choice.shown == "oblasts":
        _show_oblasts(rows, choice)
    if len(rows):
        _show_groups(choice)
    show_table(nearest_first(shown_of(choice)))
    _offer_downloads(rows, choice)


def _assessed(choice: Choice) -> gpd.GeoDataFrame:
    """Return the deposits that pass the filters, assessed."""
    return rows_of(shown_of(choice))


def _on_the_right(choice: Choice) -> Choice | None:
    """Return what the right half shows as a choice of its own, if there is one."""
    beside = choice.beside
    if beside is None:
        return None
    return replace(choice, front=beside.front, scenario=beside.scenario, beside=None)


def _show_headings(rows: gpd.GeoDataFrame, choice: Choice) -> None:
    """Show the finding; two, side by side, where the map is halved."""
    right = _on_the_right(choice)
    if right is None:
        st.html(headline_html(_heading(choice)))
        show_assumed(rows, choice.front)
        return
    sides = ((rows, choice), (_assessed(right), right))
    for column, (shown, side) in zip(st.columns(2), sides, strict=True):
        heading_text = side_text(headline(shown), side.front, side.scenario)
        column.html(headline_html(_heading(side)._replace(finding=heading_text)))
        with column:
            show_assumed(shown, side.front)


def _heading(choice: Choice, *, lasting: bool = False) -> Heading:
    return heading_of(
        shown_of(choice),
        newest=default_ledger().snapshots()[-1],
        today=date.today(),
        lasting=lasting,
    )


def _ensemble(choice: Choice) -> Ensemble | None:
    return ensemble_of(shown_of(choice))


def _show_map(rows: gpd.GeoDataFrame, choice: Choice) -> None:
    """Draw the map; a click on a sign selects its deposit."""
    parts = _map(rows, choice, selected_id=st.session_state.get("selected"))
    show_map(
        parts,
        key=_MAP,
        height_px=_MAP_HEIGHT_PX,
        returned=("last_active_drawing", "last_object_clicked_count"),
        on_change=_clicked,
    )


def _map(
    rows: gpd.GeoDataFrame,
    choice: Choice,
    *,
    selected_id: str | None = None,
    inline: bool = False,
) -> maps.MapParts:
    """Return the map that is chosen: of one assessment, of two, or by oblast."""
    right = _on_the_right(choice)
    if right:
        return maps.swipe_map(
            maps.Side(rows, choice.front, choice.scenario),
            maps.Side(_assessed(right), right.front, right.scenario),
            preset=choice.preset,
            threat_edge=choice.threat_edge,
            selected_id=selected_id,
            inline=inline,
        )
    if choice.shown == "oblasts":
        return maps.oblasts_map(
            rows,
            choice.front,
            scenario=choice.scenario,
            threat_edge=choice.threat_edge,
            ensemble=_ensemble(choice),
            inline=inline,
        )
    return maps.MapParts(layers_of(shown_of(choice), selected_id), inline=inline)


def _clicked() -> None:
    drawing = st.session_state[_MAP].get("last_active_drawing") or {}
    clicked = drawing.get("properties", {}).get("id")
    if clicked in store.shipped_deposits().index:
        st.session_state["selected"] = clicked


def _show_quotations(choice: Choice) -> None:
    """Give the findings of the map as sentences to quote, each in one click."""
    right = _on_the_right(choice)
    with st.expander(_("The findings as sentences to quote")):
        for side in filter(None, (choice, right)):
            for question in (_sides(side), _reach(side)):
                show_figure(question)


def _sides(choice: Choice) -> Sides:
    """Return the question that the headline answers."""
    question = Sides(front=choice.front.id, threat_edge=choice.threat_edge)
    return question.about(choice.filters)


def _reach(choice: Choice) -> Reach:
    return Reach(
        front=choice.front.id,
        scenario=choice.scenario.id,
        threat_edge=choice.threat_edge,
    ).about(choice.filters)


def _group(choice: Choice, by: str) -> OfGroup:
    """Return the question about a group of the deposits shown, whichever it is."""
    question = OfGroup(
        front=choice.front.id,
        scenario=choice.scenario.id,
        threat_edge=choice.threat_edge,
        by=by,
        value="",
    )
    return question.about(choice.filters).in_bands(choice.preset)


def _show_oblasts(rows: gpd.GeoDataFrame, choice: Choice) -> None:
    """Show the counts that the oblasts are tinted by."""
    counts, drawn = by_oblast(rows), _ensemble(choice)
    ranges = {} if drawn is None else ranges_by_oblast(rows, drawn)
    heads = {
        "deposits": _("Deposits"),
        **{one.value: coverage_label(one, choice.scenario) for one in Coverage},
    }
    for one in COVERING:
        name = f"{one.value}_in_reach"
        label = coverage_label(one, choice.scenario)
        heads[name] = _("{covered}, in reach").format(covered=label)
        counts[name] = [
            with_range(count, ranges.get(str(oblast), {}).get(name))
            for oblast, count in counts[name].items()
        ]
    question = _group(choice, "oblast")
    counts["figure"] = [store.figure(question.at(one)).id for one in counts.index]
    heads["figure"] = _("Figure")
    if ranges:
        heads["in_reach"] = _("in reach in all, open facts either way")
        texts = [range_text(ranges[str(oblast)]["in_reach"]) for oblast in counts.index]
        counts.insert(len(counts.columns) - 1, "in_reach", texts)
    table = counts.rename(columns=heads).rename_axis(_("Oblast"))
    ranged = (heads[key] for key in heads if "in_reach" in key)
    st.dataframe(table, column_config=numbers(table, ranged))
    if ranges:
        st.caption(in_brackets_text(open_facts=False))


def _show_groups(choice: Choice) -> None:
    """Show the headline's counts by an attribute that is chosen."""
    by = st.selectbox(
        _("Counts by"),
        list(ATTRIBUTES),
        index=None,
        format_func=attribute_name,
        placeholder=_("holder, oblast, mineral …"),
        key="group_by",
    )
    if by is None:
        return
    counts = groups_of(shown_of(choice), by)
    texts = group_texts(counts, by, choice.scenario)
    question = _group(choice, by)
    ids = [store.figure(question.at(value)).id for value in counts[by]]
    st.dataframe(
        texts.assign(**{_("Figure"): ids}),
        hide_index=True,
        column_config=numbers(texts, texts.columns[1:]),
    )
    if _ensemble(choice) is not None:
        st.caption(in_brackets_text(open_facts=False))


def _show_card(rows: gpd.GeoDataFrame, choice: Choice) -> None:
    selected = st.session_state.get("selected")
    if selected in rows.index:
        st.button(_("Close"), on_click=_close, type="tertiary", key="close")
        st.html(card_html(rows.loc[selected], choice.scenario))


def _close() -> None:
    st.session_state["selected"] = None


def _offer_downloads(rows: gpd.GeoDataFrame, choice: Choice) -> None:
    """Offer the table and the map as files, which are made when asked for."""
    carried_out = "-carried-out" if choice.front.assumed else ""
    stem = f"frontlode-{choice.front.as_of}-{choice.scenario.id}{carried_out}"
    with st.container(horizontal=True, key="downloads"):
        st.download_button(
            _("Table as CSV"),
            lambda: _csv(rows, choice),
            file_name=f"{stem}.csv",
            mime="text/csv",
            on_click="ignore",
        )
        st.download_button(
            _("Map as one HTML file"),
            lambda: _map_file(rows, choice),
            file_name=f"{stem}.html",
            mime="text/html",
            on_click="ignore",
        )


def _map_file(rows: gpd.GeoDataFrame, choice: Choice) -> str:
    heading_text = _heading(choice, lasting=True)
    demilitarised = demilitarised_text(rows, choice.front)
    return maps.map_html(
        rows,
        choice.front,
        scenario=choice.scenario,
        preset=choice.preset,
        threat_edge=choice.threat_edge,
        parts=_map(rows, choice, inline=True),
        title=heading_text.finding,
        subtitle=" · ".join(filter(None, (heading_text.line_text, demilitarised))),
        figure=store.figure(_sides(choice)).id,
    )


def _csv(rows: gpd.GeoDataFrame, choice: Choice) -> bytes:
    about = tables.about(
        choice.front,
        preset=choice.preset,
        scenario=choice.scenario,
        threat_edge=choice.threat_edge,
        figure=store.figure(_sides(choice)).id,
    )
    with TemporaryDirectory() as folder:
        path = Path(folder) / "table.csv"
        tables.write_table(rows, path, about=about)
        return path.read_bytes()
