"""The finding as a sentence, and the one grey line under it."""

from datetime import date
from html import escape

import geopandas as gpd

from geo.front import Front
from geo.history import STALE_AFTER_DAYS
from geo.risk import ThreatEdge
from geo.schema import Answer
from geo.summary import NEAR_KM, Headline, headline
from geo.terms import Clause, ClauseKind, Scenario
from geo.views.labels import day_text, number_text
from geo.words import _, in_language

#: Of a front's method, the first clause is shown, and no more letters than this.
_METHOD_LENGTH = 60


def headline_html(
    rows: gpd.GeoDataFrame,
    front: Front,
    scenario: Scenario,
    *,
    of_all: int,
    threat_edge: ThreatEdge,
    newest: date,
    today: date,
) -> str:
    """Return the headline and its grey line as HTML.

    Parameters
    ----------
    rows : GeoDataFrame
        The assessed deposits that the filters leave.
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
    """
    counts = headline(rows)
    finding = finding_text(counts, of_all=of_all, threat_edge=threat_edge)
    terms = terms_html(counts, scenario, why_unclear(rows, scenario))
    return (
        f'<h1 class="finding">{escape(finding)}</h1>'
        f'<p class="underline">{front_html(front, newest, today)} · {terms}</p>'
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


def front_html(front: Front, newest: date, today: date) -> str:
    """Return the front's day, method, uncertainty and age; loud when it is old."""
    how = (front.method or front.source).split(":")[0][:_METHOD_LENGTH]
    newer = newest if newest > front.as_of else None
    return _("Front of {day}, {how}, ±{km:g} km, {age}").format(
        day=f"<b>{day_text(front.as_of)}</b>",
        how=escape(how[:1].lower() + how[1:]),
        km=front.uncertainty_km,
        age=_age_html((today - front.as_of).days, newer),
    )


def _age_html(age_days: int, newer: date | None) -> str:
    """Return an age in days; past the limit, loud and with the way to a newer front."""
    age = _("1 day old") if age_days == 1 else _("{n} days old").format(n=age_days)
    if age_days <= STALE_AFTER_DAYS:
        return age
    if newer:
        cure = _("a newer one is of {day}").format(day=day_text(newer))
    else:
        command = "<code>frontlode map --front FILE</code>"
        cure = _("with a newer file use {command}").format(command=command)
    return f'<strong class="stale">{age}</strong> ({cure})'


def terms_html(counts: Headline, scenario: Scenario, why: str) -> str:
    """Return what the scenario covers, and how much of it is in reach."""
    name = escape(in_language(scenario.short_name))
    covers = _(
        "covers {covered}, of them {reach}, {contested} contested, {occupied} occupied"
    ).format(
        covered=counts.covered,
        reach="<b>" + _("{n} in reach").format(n=counts.covered_in_reach) + "</b>",
        contested=counts.covered_contested,
        occupied=counts.covered_occupied,
    )
    text = f"{name}: {covers if counts.covered else _('covers none')}"
    if counts.unclear:
        unclear = _("{n} unclear: {why}").format(n=counts.unclear, why=escape(why))
        text += f" · {unclear}"
    return text


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
