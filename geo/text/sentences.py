"""The finding as a sentence, and the one grey line under it: page, file and terminal.

The line is a row of pieces, so that a page can make its day bold and an old age loud;
joined they are its plain text.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from string import Formatter
from typing import Literal, NamedTuple

import geopandas as gpd

from geo.assessment.ranges import Range, Ranges
from geo.assessment.summary import NEAR_KM, NEAR_LINE_KM, Headline, Sides, headline
from geo.deal.coverage import missing_text
from geo.deal.ground import with_assumption
from geo.deal.permits import known_on
from geo.deal.scenario import RestsOn, Scenario
from geo.fronts.front import Front
from geo.ledger import STALE_AFTER_DAYS
from geo.schema import COVERING, Coverage, ThreatEdge
from geo.text.format import day_text, number_text
from geo.text.i18n import _, in_language, n_
from geo.text.labels import binds, waits_for_licence

#: Of a front's method, the first clause is shown, and no more letters than this.
_METHOD_LENGTH = 60

#: Facts gathered at most this long after a front's day are taken to be of its time.
_SAME_TIME_DAYS = 100

Tone = Literal["plain", "strong", "alarm", "page", "command"]


class Piece(NamedTuple):
    """A run of plain text, and how prominent it is."""

    text: str
    tone: Tone = "plain"


class Heading(NamedTuple):
    """What stands above a map or a table.

    Attributes
    ----------
    finding : str
    line : list of Piece
        The grey line: the front, and what the text covers.
    detail : list of str
        What these rest on, which a page shows when it is asked for.
    """

    finding: str
    line: list[Piece]
    detail: list[str]

    @property
    def line_text(self) -> str:
        """The grey line and its detail as plain text."""
        line = "".join(piece.text for piece in self.line)
        return " · ".join([line, *self.detail])


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
    ranges: Ranges | None = None,
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
    ranges : Ranges, optional
        The counts as ranges, where they were drawn.
    """
    counts = headline(rows)
    finding = finding_text(
        counts, of_all=of_all, threat_edge=threat_edge, ranges=ranges
    )
    return Heading(
        with_assumption(finding, front),
        [
            *front_line(front, newest=newest, today=today, lasting=lasting),
            Piece(" · "),
            *terms_line(counts, scenario, ranges),
        ],
        list(_details(rows, front, scenario, counts, ranges)),
    )


def _details(
    rows: gpd.GeoDataFrame,
    front: Front,
    scenario: Scenario,
    counts: Headline,
    ranges: Ranges | None,
) -> Iterator[str]:
    """Yield what a heading rests on: ranges, facts that are missing, permits."""
    if ranges and (sides_have_ranges(counts, ranges) or _reach_has(counts, ranges)):
        yield ranges_text(ranges)
    if why := why_unclear(rows, scenario):
        yield _("unclear: {why}").format(why=why)
    if not counts.covers_none and (known := _knowledge(rows, front)):
        yield known


def finding_text(
    counts: Headline,
    *,
    of_all: int,
    threat_edge: ThreatEdge,
    ranges: Ranges | None = None,
) -> str:
    """Return the finding in one sentence, about all deposits or those chosen.

    Examples
    --------
    "59 of 211 deposits lie in occupied land (63–67 with those too near to tell), 12 lie
    too near the line to tell their side, 11 more, held by Ukraine, lie within 30 km of
    occupied land (14–18)".
    """
    if not counts.total:
        return _("No deposit passes these filters")
    if counts.line_only:
        return _line_finding(counts)
    sides, total = counts.sides, number_text(counts.total)
    of_total = (
        n_(
            "{n} of {total} deposits lies in occupied land",
            "{n} of {total} deposits lie in occupied land",
            sides.occupied,
        )
        if counts.total == of_all
        else n_(
            "{n} of {total} chosen deposits lies in occupied land",
            "{n} of {total} chosen deposits lie in occupied land",
            sides.occupied,
        )
    ).format(total=total)
    of_total += _occupied_range_text(sides, ranges)
    near = n_(
        "{n} more, held by Ukraine, lies within {km:g} km of {edge}",
        "{n} more, held by Ukraine, lie within {km:g} km of {edge}",
        counts.near,
    ).format(
        km=NEAR_KM,
        edge=_("occupied land")
        if threat_edge == "zone"
        else _("occupied land, Russia or Belarus"),
    )
    near += bracket_text(counts.near, ranges and ranges.near)
    parts = [
        of_total,
        n_(
            "{n} lies too near the line to tell its side",
            "{n} lie too near the line to tell their side",
            sides.contested,
        ),
        near,
    ]
    if counts.at_sea:
        parts.append(_sea_text(counts))
    return ", ".join(parts)


def _occupied_range_text(sides: Sides, ranges: Ranges | None) -> str:
    """Return the range of the occupied as it stands after their count."""
    if not (sides.contested and ranges):
        return bracket_text(sides.occupied, ranges and ranges.occupied)
    return _(" ({range} with those too near to tell)").format(
        range=range_text(ranges.occupied)
    )


def sides_have_ranges(counts: Headline, ranges: Ranges) -> bool:
    """Return whether a finding on sides shows a range."""
    return bool(
        _occupied_range_text(counts.sides, ranges)
        or bracket_text(counts.near, ranges.near)
    )


def _reach_has(counts: Headline, ranges: Ranges) -> bool:
    """Return whether a count in reach has a range that says more than it."""
    in_reach = sum(counts.of(one).free for one in COVERING)
    return bool(
        bracket_text(in_reach, ranges.in_reach)
        or any(
            bracket_text(counts.of(one).free, class_range(ranges, one))
            for one in COVERING
        )
    )


def class_range(ranges: Ranges | None, one: Coverage) -> Range | None:
    """Return the range of a covering class that is in reach, if there are ranges."""
    if ranges is None:
        return None
    found: Range = getattr(ranges, f"{one.value}_in_reach")
    return found


def ranges_text(ranges: Ranges) -> str:
    """Return what the ranges of a heading are, with that of all that is in reach."""
    return _(
        "{in_brackets} In reach in all, at once or later, with open facts falling "
        "either way: {in_reach}"
    ).format(
        in_brackets=in_brackets_text(open_facts=False),
        in_reach=range_text(ranges.in_reach),
    )


def control_range_text(finding: str, counts: Headline, ranges: Ranges | None) -> str:
    """Return a finding on sides with what its ranges are, if it shows any."""
    if ranges is None or not sides_have_ranges(counts, ranges):
        return finding
    return with_draws(finding)


def reach_range_text(finding: str, counts: Headline, ranges: Ranges | None) -> str:
    """Return a finding on what is in reach with that count as a range, to be quoted."""
    if ranges is None or not _reach_has(counts, ranges):
        return finding
    text = _(
        "{finding}; in reach at once or later, open facts falling either way, "
        "{in_reach}"
    ).format(finding=finding, in_reach=range_text(ranges.in_reach))
    return with_draws(text)


def with_draws(finding: str) -> str:
    """Return a finding that shows ranges with what they are."""
    return _(
        "{finding}; ranges are of 90 of 100 draws of where line and deposits may truly "
        "lie"
    ).format(finding=finding)


def range_text(one: Range) -> str:
    """Return a range, or the one number that it is."""
    if one.low == one.high:
        return number_text(one.low)
    return f"{number_text(one.low)}–{number_text(one.high)}"


def with_range(count: int, one: Range | None) -> str:
    """Return a count with its range in brackets; without where that says no more.

    A range may begin above the count, which takes in only what is sure.

    Examples
    --------
    "61 (62–64)"; "61 (62)" where every draw has one more than is sure; "61".
    """
    return f"{number_text(count)}{bracket_text(count, one)}"


def in_brackets_text(*, open_facts: bool) -> str:
    """Return what the ranges of a table are, as a sentence."""
    text = _(
        "In brackets: the count in 90 of 100 draws of where line and deposits may "
        "truly lie, with those too near to tell on one side or the other; it may "
        "begin above the number, which takes in only what is sure. Each range is its "
        "count's own: they do not add up."
    )
    if open_facts:
        text += " " + _("Open facts, disputed or unclear, fall either way.")
    return text


def bracket_text(count: int, one: Range | None) -> str:
    """Return a range as it stands after its count; empty where it says no more."""
    if one is None or one.low == one.high == count:
        return ""
    return f" ({range_text(one)})"


def _line_finding(counts: Headline) -> str:
    """Return the finding on a front that has lines only: nothing has a side."""
    parts = [
        _("This front is a line: sides are not known"),
        n_(
            "{n} of {total} deposits lies within {near:g} km of it, {far} within "
            "{km:g} km",
            "{n} of {total} deposits lie within {near:g} km of it, {far} within "
            "{km:g} km",
            counts.near_line,
        ).format(
            total=number_text(counts.total),
            near=NEAR_LINE_KM,
            far=number_text(counts.near_line_far),
            km=NEAR_KM,
        ),
    ]
    return ". ".join(parts)


def _sea_text(counts: Headline) -> str:
    return n_(
        "{n} lies at sea, where no front on land can tell the side",
        "{n} lie at sea, where no front on land can tell the side",
        counts.at_sea,
    )


def side_text(counts: Headline, front: Front, scenario: Scenario) -> str:
    """Return what one text covers and has in reach on one front, in one sentence."""
    finding = _("{name}, on {day}: {coverage}").format(
        name=in_language(scenario.short_name),
        day=day_text(front.as_of),
        coverage=coverage_text(counts, scenario),
    )
    return with_assumption(finding, front)


def coverage_text(
    counts: Headline, scenario: Scenario, ranges: Ranges | None = None
) -> str:
    """Return how many deposits a text covers, class by class, and how many in reach.

    With ``ranges`` the counts in reach have theirs in brackets.

    Examples
    --------
    "of 211 deposits, none is known to be covered now; 88 would be once licensed, 61 of
    them in reach; 8 are disputed between sources; 17 are unclear".
    """
    return "".join(piece.text for piece in _coverage_pieces(counts, scenario, ranges))


def _coverage_pieces(
    counts: Headline, scenario: Scenario, ranges: Ranges | None = None
) -> list[Piece]:
    if counts.covers_none:
        none = n_(
            "does not cover the one deposit",
            "covers none of {n} deposits",
            counts.total,
        )
        return [Piece(none)]
    pieces = [
        Piece(n_("of {n} deposit, ", "of {n} deposits, ", counts.total)),
        *_covering_pieces(counts, scenario, ranges),
    ]
    disputed, unclear = counts.of(Coverage.DISPUTED), counts.of(Coverage.UNCLEAR)
    if disputed.total:
        text = n_(
            "; {n} is disputed between sources",
            "; {n} are disputed between sources",
            disputed.total,
        )
        pieces.append(Piece(text))
    if unclear.total:
        text = n_("; {n} is unclear", "; {n} are unclear", unclear.total)
        pieces.append(Piece(text))
    return pieces


def _covering_pieces(
    counts: Headline, scenario: Scenario, ranges: Ranges | None
) -> Iterator[Piece]:
    """Yield what is covered at once, and what once a step is taken, each by itself."""
    now, later = (counts.of(one) for one in COVERING)
    yield Piece(_covered_now(now.total, scenario))
    yield from _inferred_pieces(now, counts.inferred)
    yield from _reach_pieces(now, ranges and ranges.in_force_in_reach)
    yield Piece("; ")
    yield Piece(
        n_(
            "{n} would be once licensed",
            "{n} would be once licensed",
            later.total,
        )
        if waits_for_licence(scenario)
        else n_(
            "{n} would be once licensed or at work",
            "{n} would be once licensed or at work",
            later.total,
        )
    )
    yield from _reach_pieces(later, ranges and ranges.prospective_in_reach)
    if counts.sold and waits_for_licence(scenario):
        yield Piece(
            n_(
                ", and of {n} a permit was sold, its grant not seen",
                ", and of {n} a permit was sold, its grant not seen",
                counts.sold,
            )
        )


def _covered_now(number: int, scenario: Scenario) -> str:
    if not binds(scenario):
        return n_(
            "{n} would be covered at once", "{n} would be covered at once", number
        )
    if not number:
        return _("none is known to be covered now")
    return n_("{n} is covered now", "{n} are covered now", number)


def _inferred_pieces(now: Sides, inferred: int) -> Iterator[Piece]:
    """Yield of how many in force that is inferred, as no source shows it outright."""
    if not inferred:
        return
    if inferred == now.total:
        text = n_(" (inferred, not shown)", " (all inferred, not shown)", inferred)
    else:
        text = n_(" ({n} inferred, not shown)", " ({n} inferred, not shown)", inferred)
    yield Piece(text)


def _reach_pieces(sides: Sides, one: Range | None) -> Iterator[Piece]:
    """Yield how many of a class are in reach; nothing where there are none of it."""
    if not sides.total:
        return
    yield Piece(", ")
    if sides.unknown == sides.total:
        yield Piece(_("on a side of the line that is not known"))
    elif sides.total == 1:
        text = _("in reach") if sides.free else _("not in reach")
        yield Piece(text, "strong")
    else:
        yield Piece(
            n_("{n} of them in reach", "{n} of them in reach", sides.free), "strong"
        )
        if within := bracket_text(sides.free, one):
            yield Piece(within)


def method_text(front: Front) -> str:
    """Return in a few words how a front was made, or else who says so."""
    how = (front.method or front.source).split(":")[0][:_METHOD_LENGTH]
    # Mid-sentence a method begins small; a name, of a source or within it, does not.
    return how[:1].lower() + how[1:] if front.method and how[1:].islower() else how


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
    age = n_("{n} day old", "{n} days old", days)
    return _("{age} on {day}").format(age=age, day=day_text(today)) if lasting else age


def _cure(newer: date | None) -> list[Piece]:
    """Return, in brackets, where a newer front is: on a page, and at a terminal."""
    if newer:
        text = _(" (a newer one is of {day})").format(day=day_text(newer))
        return [Piece(text)]
    command = _(", or {command}").format(command="frontlode map --front FILE")
    return _filled(
        _(" (a newer one: {page}{command})"),
        page=[Piece(_("page “Update the front”"), "page")],
        command=[Piece(command, "command")],
    )


def terms_line(
    counts: Headline, scenario: Scenario, ranges: Ranges | None = None
) -> list[Piece]:
    """Return what the scenario covers, and how much of it is in reach."""
    return [
        Piece(f"{in_language(scenario.short_name)}: "),
        *_coverage_pieces(counts, scenario, ranges),
    ]


def _knowledge(rows: gpd.GeoDataFrame, front: Front) -> str:
    """Return as of when permits are known, and that this is not the front's time."""
    day = known_on(rows["licences"])
    if day is None:
        return ""
    known = _("permits as known on {day}").format(day=day_text(day))
    known += none_found_text(rows)
    if (day - front.as_of).days > _SAME_TIME_DAYS:
        known += _(", applied to a front of {day}").format(day=day_text(front.as_of))
    return known


def none_found_text(rows: gpd.GeoDataFrame) -> str:
    """Return, in brackets, that a search is no proof, if coverage rests on one."""
    searched = (rows["rests_on"] == RestsOn.NONE_FOUND).any()
    return _(" (none found is no proof of none)") if searched else ""


def _filled(template: str, **values: Sequence[Piece]) -> list[Piece]:
    """Return a template's text and, where it names them, pieces."""
    pieces: list[Piece] = []
    for text, name, _spec, _conversion in Formatter().parse(template):
        pieces += [Piece(text)] if text else []
        pieces += values[name] if name else ()
    return pieces


def why_unclear(rows: gpd.GeoDataFrame, scenario: Scenario) -> str:
    """Return which facts are missing where coverage is unclear, the commonest first."""
    missing = rows.loc[rows["covered"] == Coverage.UNCLEAR, "missing"].value_counts()
    several = len(missing) > 1
    return "; ".join(
        _("{n}: {why}").format(n=n, why=missing_text(str(fact), scenario))
        if several
        else missing_text(str(fact), scenario)
        for fact, n in missing.items()
    )
