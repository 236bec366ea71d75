"""What a clause says of a deposit, and what several clauses or readings come to."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from geo.deal.scenario import Clause, Confidence, RestsOn
from geo.schema import COVERING, Coverage, Licence


class Facts(NamedTuple):
    """What the clauses ask of a deposit."""

    commodities: tuple[str, ...]
    status: str
    licences: tuple[Licence, ...]
    operating_2025: str
    operating_basis: str
    control: str


class Verdict(NamedTuple):
    """The class of a deposit, on what that rests, and the clause that decides.

    ``missing`` is the fact that an unclear one lacks, `geo.deal.coverage.Missing`;
    ``licence`` the permit, or the search, that was looked at.
    """

    coverage: Coverage
    rests_on: RestsOn = RestsOn.NOTHING
    clause: str = ""
    missing: str = ""
    licence: Licence | None = None


IN = Verdict(Coverage.IN_FORCE, RestsOn.SOURCED)
OUT = Verdict(Coverage.OUTSIDE, RestsOn.SOURCED)

_WEAKNESS = {rests_on: i for i, rests_on in enumerate(RestsOn)}

#: Of several clauses the first of these decides: one that excludes, one that is read in
#: several ways, one that lacks a fact, one that waits for a step.
_FIRST = (
    Coverage.OUTSIDE,
    Coverage.DISPUTED,
    Coverage.UNCLEAR,
    Coverage.PROSPECTIVE,
    Coverage.IN_FORCE,
)


def unclear(missing: str) -> Verdict:
    """Return the verdict of a rule that lacks a fact."""
    return Verdict(Coverage.UNCLEAR, missing=missing)


def first(verdicts: Sequence[Verdict]) -> Verdict:
    """Return the verdict that decides; what is covered, as weak as the weakest.

    Of two that are alike the weaker one decides, else the later one.
    """
    decisive = min(verdicts, key=lambda one: _FIRST.index(one.coverage)).coverage
    alike = [one for one in verdicts if one.coverage is decisive]
    if decisive not in COVERING:
        return alike[0]
    weakest = max(reversed(alike), key=lambda one: _WEAKNESS[one.rests_on])
    return weakest._replace(rests_on=_weakest(verdicts))


def _weakest(verdicts: Iterable[Verdict]) -> RestsOn:
    return weaker(*(one.rests_on for one in verdicts))


def weaker(*rests_on: RestsOn) -> RestsOn:
    """Return the weakest of what verdicts rest on."""
    return max(rests_on, key=_WEAKNESS.__getitem__)


def of_readings(verdicts: Sequence[Verdict]) -> Verdict:
    """Return what several readings of one clause come to.

    Covered in all of them, now or after a step, is the weaker of these; covered in one
    and outside in another is disputed.
    """
    unclear = [one for one in verdicts if one.coverage is Coverage.UNCLEAR]
    if unclear:
        return unclear[0]
    classes = {one.coverage for one in verdicts}
    if len(classes) == 1 or classes <= set(COVERING):
        return first(verdicts)
    return Verdict(Coverage.DISPUTED, _weakest(verdicts))


def of_clause(verdict: Verdict, clause: Clause) -> Verdict:
    """Return a verdict as the clause's own, and never surer than the clause is."""
    unsure = clause.inferred or clause.confidence is Confidence.LOW
    rests_on = verdict.rests_on
    if unsure and rests_on is RestsOn.SOURCED:
        rests_on = RestsOn.INFERRED
    return verdict._replace(rests_on=rests_on, clause=clause.id)
