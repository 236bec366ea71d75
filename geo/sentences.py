"""The finding as a sentence, and the one grey line under it: page, file and terminal.

The line is a row of pieces, so that a page can make its day bold and an old age loud;
joined they are its plain text.
"""

from collections.abc import Sequence
from datetime import date
from string import Formatter
from typing import Literal, NamedTuple

import geopandas as gpd

from geo.front import Front
from geo.history import STALE_AFTER_DAYS
from geo.labels import day_text, number_text
from geo.risk import ThreatEdge
from geo.schema import Answer
from geo.summary import NEAR_KM, Headline, headline
from geo.terms import Clause, ClauseKind, Scenario
from geo.words import _, in_language

#: Of a front's method, the first clause is shown, and no more letters than this.
_METHOD_LENGTH = 60

Tone = Literal["plain", "strong", "alarm", "command"]


class Piece(NamedTuple):
    """A run of plain text, and how loudly it is said."""

    text: str
    tone: Tone = "plain"


class Heading(NamedTuple):
    """What stands above a map or a table."""

    finding: str
    line: list[Piece]

    @property
    def line_text(self) -> str:
        """The grey line as plain text."""
        return "".join(piece.text for piece in self.line)


def heading(
    rows: gpd.GeoDataFrame,
    front: Front,
    scenario: Scenario,
    *,
    of_all: int,
    threat_edge: ThreatEdge,
    newest: date,
    today: date,
    lasting: bool = False,
) -> Heading:
    """Return the finding of an assessment, and the line that says what it rests on.

    Parameters
    ----------
    rows : GeoDataFrame
        The assessed deposits, or those that filters leave.
    front, scenario
        What they were assessed against.
    of_all : int
        How many deposits there are without filters.
    threat_edge : {"zone", "zone+border"}
        What nearness counts from.
    newest : date
        The day of the newest front there is.
    today : date
        The day from which the front's age counts.
    lasting : bool
        Whether it will be read on later days too, so that the age needs its day.
    """
    counts = headline(rows)
    return Heading(
        finding_text(counts, of_all=of_all, threat_edge=threat_edge),
        [
            *front_line(front, newest=newest, today=today, lasting=lasting),
            Piece(" · "),
            *terms_line(counts, scenario, why_unclear(rows, scenario)),
        ],
    )


def finding_text(counts: Headline, *, of_all: int, threat_edge: ThreatEdge) -> str:
    """Return the finding in one sentence, about all deposits or those chosen."""
    if not counts.total:
        return _("No deposit passes these filters")
    if counts.total == of_all:
        sentence = _(
            "{occupied} of {total} deposits {lie} in occupied land, {contested} on the "
            "line, {near} more within {km:g} km of {edge}"
        )
    else:
        sentence = _(
            "{occupied} of {total} chosen deposits {lie} in occupied land, {contested} "
            "on the line, {near} more within {km:g} km of {edge}"
        )
    return sentence.format(
        occupied=number_text(counts.occupied),
        total=number_text(counts.total),
        lie=_("lies") if counts.occupied == 1 else _("lie"),
        contested=number_text(counts.contested),
        near=number_text(counts.near),
        km=NEAR_KM,
        edge=_("it") if threat_edge == "zone" else _("it, Russia or Belarus"),
    )


def side_text(counts: Headline, front: Front, scenario: Scenario) -> str:
    """Return what one text covers and has in reach on one front, in one sentence."""
    return _(
        "{name}, on {day}: {reach} of {covered} covered deposits in reach, {occupied} "
        "occupied"
    ).format(
        name=in_language(scenario.short_name),
        day=day_text(front.as_of),
        reach=number_text(counts.covered_in_reach),
        covered=number_text(counts.covered),
        occupied=number_text(counts.covered_occupied),
    )


def method_text(front: Front) -> str:
    """Return in a few words how a front was made, or else who says so."""
    how = (front.method or front.source).split(":")[0][:_METHOD_LENGTH]
    return how[:1].lower() + how[1:]


def front_line(
    front: Front, *, newest: date, today: date, lasting: bool = False
) -> list[Piece]:
    """Return the front's day, method, uncertainty and age; loud when it is old.

    Past the limit stands the way to a newer front: the shipped one, or a file.
    """
    days = (today - front.as_of).days
    stale = days > STALE_AFTER_DAYS
    age = Piece(_age_text(days, today, lasting), "alarm" if stale else "plain")
    return _filled(
        _("Front of {day}, {how}, ±{km} km, {age}"),
        day=[Piece(day_text(front.as_of), "strong")],
        how=[Piece(method_text(front))],
        km=[Piece(f"{front.uncertainty_km:g}")],
        age=[age, *(_cure(newest if newest > front.as_of else None) if stale else ())],
    )


def _age_text(days: int, today: date, lasting: bool) -> str:
    age = _("1 day old") if days == 1 else _("{n} days old").format(n=days)
    return _("{age} on {day}").format(age=age, day=day_text(today)) if lasting else age


def _cure(newer: date | None) -> list[Piece]:
    """Return, in brackets, where a newer front is."""
    if newer:
        text = _(" (a newer one is of {day})").format(day=day_text(newer))
        return [Piece(text)]
    return _filled(
        _(" (a newer one: page “Update the front”, or {command})"),
        command=[Piece("frontlode map --front FILE", "command")],
    )


def terms_line(counts: Headline, scenario: Scenario, why: str) -> list[Piece]:
    """Return what the scenario covers, and how much of it is in reach."""
    reach = _("{n} in reach").format(n=counts.covered_in_reach)
    covers = _filled(
        _(
            "covers {covered}, of them {reach}, {contested} contested, "
            "{occupied} occupied"
        ),
        covered=[Piece(f"{counts.covered}")],
        reach=[Piece(reach, "strong")],
        contested=[Piece(f"{counts.covered_contested}")],
        occupied=[Piece(f"{counts.covered_occupied}")],
    )
    line = [
        Piece(f"{in_language(scenario.short_name)}: "),
        *(covers if counts.covered else [Piece(_("covers none"))]),
    ]
    if counts.unclear:
        unclear = _(" · {n} unclear: {why}").format(n=counts.unclear, why=why)
        line.append(Piece(unclear))
    return line


def _filled(template: str, **values: Sequence[Piece]) -> list[Piece]:
    """Return a template's text and, where it names them, pieces."""
    pieces: list[Piece] = []
    for text, name, _spec, _conversion in Formatter().parse(template):
        pieces += [Piece(text)] if text else []
        pieces += values[name] if name else ()
    return pieces


def why_unclear(rows: gpd.GeoDataFrame, scenario: Scenario) -> str:
    """Return why coverage is unclear, the commonest reason first."""
    unclear = rows.loc[rows["covered"] == Answer.UNCLEAR, "covered_by"]
    clauses = [scenario.clause(clause_id) for clause_id in unclear.value_counts().index]
    return ", ".join(dict.fromkeys(map(_missing_fact, clauses)))


def _missing_fact(clause: Clause) -> str:
    """Return what would have to be known for a clause to decide."""
    if clause.kind is ClauseKind.OPERATION and clause.value != "excluded":
        return _("the text leaves open whether existing mines count")
    return {
        ClauseKind.MINERALS: _("the text leaves open whether it names the mineral"),
        ClauseKind.LICENCE: _("licence date unknown"),
        ClauseKind.OPERATION: _("not known whether the mine works"),
        ClauseKind.GROUND: _("the side of the line is not sure"),
    }[clause.kind]
