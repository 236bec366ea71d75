"""A figure as a sentence that can be copied: number, date, source and method."""

from collections.abc import Iterable, Sequence
from datetime import date
from importlib.metadata import version

import geopandas as gpd

from geo.assessment.matrix import TOTAL, Matrix
from geo.assessment.ranges import Range, Ranges
from geo.assessment.summary import headline
from geo.assessment.timeline import ThenAndNow
from geo.deal.calculators import Calculation, Input, reading_text
from geo.deal.ground import with_assumption
from geo.deal.lists import read_sources
from geo.deal.permits import known_on
from geo.deal.scenario import Scenario, ScenarioStatus
from geo.fronts.front import Front
from geo.schema import COVERING, Control, Coverage, ThreatEdge
from geo.text.format import long_day_text
from geo.text.i18n import _, in_language
from geo.text.labels import coverage_label
from geo.text.sentences import (
    bracket_text,
    class_range,
    coverage_text,
    none_found_text,
    reach_range_text,
    with_draws,
    with_range,
)


def quotation(
    finding: str,
    front: Front,
    scenario: Scenario | None = None,
    *,
    threat_edge: ThreatEdge = "zone",
    figure: str,
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
    figure : str
        The id by which `frontlode verify` computes it again (`geo.text.figure`).
    """
    what_if = scenario is not None and scenario.status is ScenarioStatus.WHAT_IF
    if not what_if:
        finding = with_assumption(finding, front)
    parts = [
        _("front as of {day}, ±{km:g} km").format(
            day=long_day_text(front.as_of), km=front.uncertainty_km
        )
    ]
    if scenario:
        text = _("what-if scenario {id}") if what_if else _("scenario {id}")
        parts.append(text.format(id=scenario.id))
    if threat_edge == "zone+border":
        parts.append(_("distances to the zone or the border with Russia and Belarus"))
    parts.append(_("front: {method}").format(method=front.method or _("not stated")))
    parts.append(_("sources of the front: {source}").format(source=front.source))
    return with_parts(finding, parts, figure=figure)


def calculation_quotation(calculation: Calculation, day: date, *, figure: str) -> str:
    """Return the finding of a calculation with its formula, inputs and their sources.

    Parameters
    ----------
    calculation : Calculation
    day : date
        The day on which it is made.
    figure : str
        The id by which `frontlode verify` computes it again (`geo.text.figure`).
    """
    parts = [calculation.formula]
    parts += map(_input_text, calculation.inputs)
    parts.append(_("calculated on {day}").format(day=long_day_text(day)))
    return with_parts(calculation.finding, parts, figure=figure)


def with_parts(finding: str, parts: Iterable[str], *, figure: str) -> str:
    """Return a finding with what it rests on, who counted it, and its id at the end."""
    made_by = f"Frontlode {version('frontlode')}"
    figure = _("figure {id}").format(id=figure)
    return f"{finding} ({'; '.join([*parts, made_by, figure])})."


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


def reach_finding(
    assessed: gpd.GeoDataFrame, scenario: Scenario, ranges: Ranges | None = None
) -> str:
    """Return what a text says of the deposits, class by class, and how many in reach.

    With ``ranges`` the counts in reach have theirs.

    Examples
    --------
    "“Signed 30 Apr 2025”: of 211 deposits, none is known to be covered now; 88 would be
    once licensed, 61 of them in reach; 8 are disputed between sources; permits as known
    on 24 November 2026 (none found is no proof of none)".
    """
    counts = headline(assessed)
    text = _("“{name}”: {coverage}").format(
        name=in_language(scenario.short_name),
        coverage=coverage_text(counts, scenario, ranges),
    )
    if counts.covers_none:
        return text
    text = reach_range_text(text, counts, ranges)
    text = with_knowledge(text, known_on(assessed["licences"]))
    return text + none_found_text(assessed)


def with_knowledge(text: str, day: date | None) -> str:
    """Return a finding with the day as of which permits are known, if any is."""
    if day is None:
        return text
    return _("{text}; permits as known on {day}").format(
        text=text, day=long_day_text(day)
    )


def then_finding(
    comparison: ThenAndNow,
    scenario: Scenario,
    *,
    known: date | None = None,
    ranges: tuple[Ranges | None, Ranges | None] = (None, None),
) -> str:
    """Return what a text had in reach on its own front and has on a later one.

    Parameters
    ----------
    comparison : ThenAndNow
    scenario : Scenario
    known : date, optional
        The day as of which permits are known (`geo.deal.permits.known_on`).
    ranges : tuple of Ranges or None
        The counts then and now as ranges, where they have any.

    Raises
    ------
    ValueError
        If there is no front of the text's own time.
    """
    if comparison.then is None or comparison.counts_then is None:
        raise ValueError(f"there is no front of the text's own time: {comparison.note}")
    parts, has_range = [], False
    for one in COVERING:
        then, now = comparison.counts_then[one], comparison.counts_now[one]
        if not (then.total or now.total):
            continue
        within = [
            bracket_text(sides.free, class_range(each, one))
            for sides, each in zip((then, now), ranges, strict=True)
        ]
        has_range |= any(within)
        text = _(
            "{label}: {a} of {b} in reach{a_range} on the front of {then}, {c} of {d}"
            "{c_range} on that of {now}"
        ).format(
            label=coverage_label(one, scenario),
            a=then.free,
            b=then.total,
            a_range=within[0],
            then=long_day_text(comparison.then),
            c=now.free,
            d=now.total,
            c_range=within[1],
            now=long_day_text(comparison.now),
        )
        parts.append(text)
    name = in_language(scenario.short_name)
    if not parts:
        return _("“{name}” covers none of the deposits on either front").format(
            name=name
        )
    text = f"“{name}”: {'; '.join(parts)}"
    return with_knowledge(with_draws(text) if has_range else text, known)


def cell_finding(
    table: Matrix,
    scenario: Scenario,
    *,
    row: str,
    column: str,
    known: date | None = None,
    within: Range | None = None,
) -> str:
    """Return one cell of a matrix as a sentence without its full stop.

    Parameters
    ----------
    table : Matrix
    scenario : Scenario
    row, column : str
        The cell's.
    known : date, optional
        The day as of which permits are known (`geo.deal.permits.known_on`).
    within : Range, optional
        Between which counts those covered, at once or later, truly lie.
    """
    cell = table.cell(row, column)
    parts = [
        f"{len(ids)} {coverage_label(one, scenario)}"
        for one in Coverage
        if one is not Coverage.OUTSIDE and (ids := getattr(cell, one.value))
    ]
    place = [
        "" if row == TOTAL else _("first mineral {mineral}").format(mineral=row),
        "" if column == TOTAL else _band_text(column),
    ]
    text = _("“{name}”, deposits{where}: {parts}").format(
        name=in_language(scenario.short_name),
        where="".join(f", {part}" for part in place if part),
        parts=", ".join(parts) or _("none that it covers, or may cover"),
    )
    if within:
        text = _(
            "{text}; covered at once or later {count}, in brackets in 90 of 100 draws "
            "of where line and deposits may truly lie, open facts falling either way"
        ).format(text=text, count=with_range(len(cell.covered), within))
    return with_knowledge(text, known)


def _band_text(band: str) -> str:
    """Return where a band lies, as a part of a sentence."""
    return {
        Control.OCCUPIED: _("on occupied land"),
        Control.CONTESTED: _("too near the line to tell the side"),
        Control.UNKNOWN: _("of unknown side"),
    }.get(band) or _("{band} from the front").format(band=band)  # type: ignore[call-overload]
