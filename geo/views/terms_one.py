"""One version: what it says, what it covers where, and what became of that."""

from datetime import date

import pandas as pd
import streamlit as st

from geo import maps
from geo.assessment.matrix import TOTAL, Cell, Matrix
from geo.assessment.timeline import then_and_now
from geo.deal.load import default_scenario, read_scenarios
from geo.deal.scenario import Scenario
from geo.fronts.front import Front
from geo.ledger import default_ledger
from geo.risk.presets import preset
from geo.schema import COVERING
from geo.text.figure.questions import CellOfMatrix, Reach, Then
from geo.text.format import day_text, known_day_text, quantity_text
from geo.text.i18n import _, in_language, n_
from geo.text.labels import coverage_label, label
from geo.text.sentences import in_brackets_text, with_range
from geo.views import store
from geo.views.clauses import clauses_html
from geo.views.figure import show_figure
from geo.views.map_view import show_map
from geo.views.table import numbers
from geo.views.terms_ground import show_ground

_MAP_HEIGHT_PX = 520


def show_one(front: Front) -> None:
    """Lay out one version of the deal on a front."""
    scenario = _choose()
    st.write(in_language(scenario.summary))
    show_figure(Reach(front=front.id, scenario=scenario.id))
    _show_matrix(front, scenario)
    _show_then_and_now(front, scenario)
    show_ground(front, scenario)
    st.subheader(_("What it says"))
    st.html(clauses_html(scenario))


def _choose() -> Scenario:
    """Offer the text in force first, then the others by date."""
    scenarios = read_scenarios()
    default = default_scenario().id
    picked = st.selectbox(
        _("One version"),
        [default, *(other for other in scenarios if other != default)],
        format_func=lambda i: in_language(scenarios[i].name),
        key="terms_one",
        bind="query-params",
    )
    return scenarios[picked]


def _show_matrix(front: Front, scenario: Scenario) -> None:
    """Lay out what is covered by mineral and band; a cell shows its deposits."""
    st.subheader(_("What it covers, by mineral and distance"))
    table = store.matrix_of(front.id, scenario.id)
    counts = table.counts()
    rows = [row for row in table.rows if counts.loc[row, TOTAL]]
    if not rows:
        st.text(_("This version covers none of the deposits, at once or later."))
        return
    texts = [
        [
            with_range(
                len(table.cell(row, column).covered), table.ranges.get((row, column))
            )
            for column in table.columns
        ]
        for row in rows
    ]
    shown = pd.DataFrame(texts)
    shown.columns = [_column_name(column) for column in table.columns]
    shown.index = pd.Index([_row_name(row) for row in rows], name=_("First mineral"))
    st.caption(
        _(
            "Of {n} deposits on the front of {day}, ±{km:g} km, those {classes}, "
            "counted together; by their first mineral, even where the text covers them "
            "for another. Permits as known on {known}. Click a number to see them by "
            "class, with those disputed or unclear."
        ).format(
            n=len(store.shipped_deposits()),
            day=day_text(front.as_of),
            km=front.uncertainty_km,
            classes=_(" or ").join(coverage_label(one, scenario) for one in COVERING),
            known=known_day_text(store.permits_known_on()),
        )
    )
    if table.ranges:
        st.caption(in_brackets_text(open_facts=True))
    picked = st.dataframe(
        shown,
        height="content",
        column_config=numbers(shown, shown),
        on_select="rerun",
        selection_mode="single-cell",
        key=f"matrix-{front.id}-{scenario.id}",
    )
    cells = picked["selection"]["cells"]
    row, column = (TOTAL, TOTAL)
    if cells:
        position, name = cells[0]
        row = rows[position]
        names = list(shown.columns)
        column = table.columns[names.index(name)] if name in names else TOTAL
    _show_cell(front, scenario, table, row=row, column=column)


def _column_name(column: str) -> str:
    return _("total") if column == TOTAL else label("band", column)


def _row_name(row: str) -> str:
    return _("total") if row == TOTAL else row


def _show_cell(
    front: Front, scenario: Scenario, table: Matrix, *, row: str, column: str
) -> None:
    show_figure(CellOfMatrix.of(front.id, scenario.id, row, column))
    cell = table.cell(row, column)
    if amounts := _amounts(cell):
        st.dataframe(pd.DataFrame(amounts), hide_index=True)
    st.text(
        n_(
            "Of these {total}, {n} has no quantity that a source gives.",
            "Of these {total}, {n} have no quantity that a source gives.",
            len(cell.without_amount),
        ).format(total=len(cell.covered))
    )
    ids = [*cell.covered, *cell.disputed, *cell.unclear]
    _show_map(front, scenario, ids)


def _amounts(cell: Cell) -> list[dict[str, object]]:
    names = store.shipped_deposits()["name"]
    return [
        {
            _("Mineral"): amount.commodity,
            _("Quantity"): quantity_text(amount.quantity),
            _("Unit"): amount.unit,
            _("Of"): amount.of,
            _("Category"): amount.category,
            _("Deposits"): ", ".join(names[list(amount.deposits)]),
        }
        for amount in cell.amounts
    ]


def _show_map(front: Front, scenario: Scenario, ids: list[str]) -> None:
    rows = store.assessed(front.id, scenario.id).loc[ids]
    why = store.coverage_by_scenario(front.id).xs(scenario.id, level="scenario")[
        "reason"
    ]
    parts = maps.build_map(
        rows, front, scenario=scenario, preset=preset("default"), threat_edge="zone"
    )
    show_map(parts, key="terms-map", height_px=_MAP_HEIGHT_PX)
    st.dataframe(
        pd.DataFrame(
            {
                _("Deposit"): rows["name"],
                _("Oblast"): rows["oblast"],
                _("Side"): [label("control", side) for side in rows["control"]],
                _("Distance, km"): rows["signed_distance_km"].round(1),
                _("± km"): rows["uncertainty_km"].round(1),
                _("Coverage"): [
                    coverage_label(coverage, scenario) for coverage in rows["covered"]
                ],
                _("Why"): why.loc[ids],
            }
        ),
        hide_index=True,
    )


def _show_then_and_now(front: Front, scenario: Scenario) -> None:
    """Lay out how many were in reach on the version's own date, and what was lost."""
    st.subheader(_("Then and now"))
    coverage = then_and_now(
        store.shipped_deposits(),
        scenario,
        store.control_over_time(default_ledger().version()),
        now=front.as_of,
    )
    if coverage.note:
        st.text(coverage.note)
    if coverage.then is None:
        return
    then = default_ledger().in_use()[coverage.then]
    show_figure(Then(front=front.id, then=then, scenario=scenario.id))
    names = store.shipped_deposits()["name"]
    rows = [
        {
            _("Deposit"): names[move.id],
            _("Then"): label("control", move.then),
            _("Now"): label("control", move.now),
            _("Changed between"): _between(move.after, move.by),
            _("Sure"): label("answer", "yes" if move.sure else "no"),
        }
        for move in coverage.moves
    ]
    if rows:
        st.dataframe(pd.DataFrame(rows), hide_index=True)


def _between(after: date, by: date) -> str:
    return f"{day_text(after)} – {day_text(by)}"
