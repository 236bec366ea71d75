"""A figure as a sentence that can be copied: number, date, source and method."""

from collections.abc import Sequence
from datetime import date
from importlib.metadata import version

import geopandas as gpd

from geo.front import Front
from geo.matrix import TOTAL, Matrix
from geo.money import Calculation, Input, reading_text
from geo.reasons import day_text
from geo.risk import ThreatEdge
from geo.schema import Answer, Control
from geo.summary import headline
from geo.terms import RestsOn, Scenario, ScenarioStatus, read_sources
from geo.words import _, in_language


def quotation(
    finding: str,
    front: Front,
    scenario: Scenario | None = None,
    *,
    threat_edge: ThreatEdge = "zone",
) -> str:
    """Return a finding with all that it rests on, ready to be quoted.

    Parameters
    ----------
    finding : str
        A sentence without its full stop, such as `reach_finding` returns.
    front : Front
        The front that it was counted on.
    scenario : Scenario, optional
        The text that it was counted for.
    threat_edge : {"zone", "zone+border"}
        What its distances count from.
    """
    parts = [
        _("front as of {day}, ±{km:g} km").format(
            day=day_text(front.as_of), km=front.uncertainty_km
        )
    ]
    if scenario:
        what_if = scenario.status is ScenarioStatus.WHAT_IF
        text = _("what-if scenario {id}") if what_if else _("scenario {id}")
        parts.append(text.format(id=scenario.id))
    if threat_edge == "zone+border":
        parts.append(_("distances to the zone or the border with Russia and Belarus"))
    parts.append(_("front: {method}").format(method=front.method or _("not told")))
    parts.append(_("sources of the front: {source}").format(source=front.source))
    parts.append(f"Frontlode {version('frontlode')}")
    return f"{finding} ({'; '.join(parts)})."


def calculation_quotation(calculation: Calculation, day: date) -> str:
    """Return the finding of a calculation with its formula, inputs and their sources.

    Parameters
    ----------
    calculation : Calculation
    day : date
        The day on which it is made.
    """
    parts = [calculation.formula]
    parts += map(_input_text, calculation.inputs)
    parts.append(_("calculated on {day}").format(day=day_text(day)))
    parts.append(f"Frontlode {version('frontlode')}")
    return f"{calculation.finding} ({'; '.join(parts)})."


def _input_text(one: Input) -> str:
    """Return a number that goes in with its sources, and what others of them say."""
    text = _("{name} {value:g} {unit}: {source}").format(
        name=one.name,
        value=one.value,
        unit=one.unit,
        source=_cited(one.sources) or _("a number of one's own"),
    )
    others = [
        f"{reading_text(reading, one.unit)}: {_cited(reading.sources)}"
        for reading in one.readings
        if reading.value != one.value
    ]
    if others:
        text += _(" (other sources: {readings})").format(readings="; ".join(others))
    return text


def _cited(source_ids: Sequence[str]) -> str:
    return _(" and ").join(map(source_text, source_ids))


def source_text(source_id: str) -> str:
    """Return a source of the terms by its publisher and its date."""
    source = read_sources()[source_id]
    return ", ".join(filter(None, (source.publisher, source.date)))


def reach_finding(assessed: gpd.GeoDataFrame, scenario: Scenario) -> str:
    """Return how many of the deposits that a text covers lie where.

    Examples
    --------
    "Of the 19 deposits that “Signed 30 Apr 2025” covers (1 sourced, 18 open: no valid
    licence known), 10 lie in reach, 2 are contested and 7 lie on occupied land".
    """
    counts = headline(assessed)
    covered = assessed["covered"] == Answer.YES
    unknown = int((covered & (assessed["control"] == Control.UNKNOWN)).sum())
    text = _(
        "Of the {covered} deposits that “{name}” covers{certainty}, {reach} lie in "
        "reach, {contested} are contested and {occupied} lie on occupied land"
    ).format(
        covered=counts.covered,
        name=in_language(scenario.short_name),
        certainty=_certainty_text(assessed.loc[covered, "rests_on"].tolist()),
        reach=counts.covered_in_reach,
        contested=counts.covered_contested,
        occupied=counts.covered_occupied,
    )
    if unknown:
        text += _("; of {n} the side is unknown").format(n=unknown)
    if counts.unclear:
        text += _("; whether it covers {n} more is unclear").format(n=counts.unclear)
    return text


def cell_finding(table: Matrix, scenario: Scenario, *, row: str, column: str) -> str:
    """Return one cell of a matrix as a sentence without its full stop."""
    cell = table.cell(row, column)
    rests = [
        *[RestsOn.SOURCED] * len(cell.sourced),
        *[RestsOn.PRESUMED] * len(cell.presumed),
        *[RestsOn.OPEN] * len(cell.open),
    ]
    text = _("“{name}” covers {n} deposits{of}{where}{certainty}").format(
        name=in_language(scenario.short_name),
        n=len(rests),
        of="" if row == TOTAL else _(" of {mineral}").format(mineral=row),
        where="" if column == TOTAL else _(", {band}").format(band=column),
        certainty=_certainty_text(rests),
    )
    if cell.unclear:
        text += _("; {n} more are unclear").format(n=len(cell.unclear))
    return text


def _certainty_text(rests_on: Sequence[str]) -> str:
    """Return on what coverage rests, each kind with its count; empty where none is."""
    told = {
        RestsOn.SOURCED: _("{n} sourced"),
        RestsOn.PRESUMED: _("{n} presumed"),
        RestsOn.OPEN: _("{n} open: no valid licence known"),
    }
    parts = [
        text.format(n=rests_on.count(rests))
        for rests, text in told.items()
        if rests in rests_on
    ]
    return f" ({', '.join(parts)})" if parts else ""
