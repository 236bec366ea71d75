"""Scenarios: the records that a version of the deal is made of.

Every scenario is one file, ``data/terms/<id>.yaml``; its keys are the fields of the
records below, so the records are the schema. A key that is absent was not found in
any source. `geo.deal.load` reads and checks the files, `geo.deal.shares` counts the
shares; what a clause of each kind says of a deposit is in `geo.deal.coverage`.
"""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, TypeVar

from geo.deal.records import Text, Value
from geo.errors import UnknownNameError
from geo.text.i18n import _


class _WithId(Protocol):
    @property
    def id(self) -> str: ...


Record = TypeVar("Record", bound=_WithId)


class ScenarioStatus(StrEnum):
    """What became of a text; a what-if is none, but somebody's change to one."""

    PROPOSED = "proposed"
    REFUSED = "refused"
    COUNTER_OFFERED = "counter_offered"
    FRAMEWORK = "framework"
    REPLACED = "replaced"
    SIGNED = "signed"
    COOPERATION = "cooperation"
    OFFERED_VERBALLY = "offered_verbally"
    WHAT_IF = "what_if"


class Family(StrEnum):
    """Whether a text is one of the deal between the US and Ukraine, or beside it."""

    DEAL = "deal"
    BESIDE = "beside"


class Confidence(StrEnum):
    """How far the sources carry: from a treaty text down to one weak report."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    CONTESTED = "contested"


class SourceKind(StrEnum):
    """Who says so, from the text itself down to what nobody says.

    Primary: a treaty text, a law, a government on its own acts. Press: an outlet or an
    institute that reports or counts itself. Copy: a mirror, translation or summary of
    another's report. Party outlet: an outlet of a party to the war. Blog: a wiki or a
    blog. An assumption is no source: someone chose the value to see what follows.
    """

    PRIMARY = "primary"
    LAW_FIRM = "law_firm"
    AGENCY = "agency"
    PRESS = "press"
    COPY = "copy"
    PARTY_OUTLET = "party_outlet"
    BLOG = "blog"
    ASSUMPTION = "assumption"


class Ground(StrEnum):
    """The land that a rate speaks of."""

    FREE = "free"
    OCCUPIED = "occupied"
    FREED = "freed"


class Land(StrEnum):
    """The land that a ground term speaks of, by who holds it on the front."""

    HELD = "held"
    OCCUPIED = "occupied"
    ALL = "all"


class Becomes(StrEnum):
    """What a ground term makes of land.

    Held and occupied say whose it is from then on. Demilitarised says only that no
    troops of either stand there: the land stays with whoever has it once the other
    terms are carried out.
    """

    HELD = "held"
    OCCUPIED = "occupied"
    DEMILITARISED = "demilitarised"


class RestsOn(StrEnum):
    """On what a class of coverage rests, the firmest first.

    Sourced: a dated permit, a listed mineral, the text itself. Inferred: from the
    deposit's state, or from a clause that no source gives outright. None found: no
    permit was found in a search, whose day is known. Nothing: a fact is missing.
    """

    SOURCED = "sourced"
    INFERRED = "inferred"
    NONE_FOUND = "none_found"
    NOTHING = ""


@dataclass(frozen=True)
class Source:
    """Where a figure or a clause was read; ``date`` may be a year or a month."""

    id: str
    kind: SourceKind
    publisher: str
    date: str = ""
    url: str = ""
    description: str = ""


@dataclass(frozen=True)
class Reading:
    """One of several readings of a contested value, with those who give it.

    ``confidence`` is the quality of the sources that read it so.
    """

    value: Value
    sources: tuple[str, ...]
    note: Text | None = None
    confidence: Confidence | None = None


@dataclass(frozen=True)
class Figure:
    """A value and its sources; ``derived`` holds the arithmetic of ours behind it."""

    value: Value
    sources: tuple[str, ...]
    id: str = ""
    name: Text | None = None
    unit: str = ""
    date: str = ""
    derived: Text | None = None
    note: Text | None = None
    confidence: Confidence | None = None
    readings: tuple[Reading, ...] = ()


@dataclass(frozen=True)
class Clause:
    """One clause in plain words; ``value`` is its short form for the program.

    ``kind`` is what it is about, of `geo.deal.coverage.KINDS`.
    The ``value`` of a licence clause is a day: permits granted after it are new. A
    clause that sources read differently has ``readings`` in place of a value.
    ``inferred`` marks what no source says outright: coverage that it decides rests on
    no more than that. ``looked_for`` is the better source looked for, of a clause that
    rests on a translation, a wiki or a blog.
    """

    id: str
    kind: str
    title: Text
    text: Text
    sources: tuple[str, ...]
    value: Value | None = None
    note: Text | None = None
    confidence: Confidence | None = None
    inferred: bool = False
    looked_for: Text | None = None
    readings: tuple[Reading, ...] = ()
    figures: tuple[Figure, ...] = ()


@dataclass(frozen=True)
class Share:
    """How one base is divided: ``of`` says of what, ``clause`` where it is written."""

    id: str
    base: str
    of: Text
    clause: str
    short: Text | None = None
    us_percent: Figure | None = None
    ukraine_percent: Figure | None = None
    other_percent: Figure | None = None
    fund_percent: Figure | None = None
    note: Text | None = None
    confidence: Confidence | None = None


@dataclass(frozen=True)
class Rate:
    """The share that holds on one ground, and the shares whose product is effective.

    ``afterwards`` is the product that takes over later, where the text says so.
    """

    share: str
    effective: tuple[str, ...] = ()
    afterwards: tuple[str, ...] = ()
    note: Text | None = None


@dataclass(frozen=True)
class GroundTerm:
    """Who holds what if a text is carried out: land that changes, as a rule for a map.

    ``land`` is by who holds it on the front, before any term is carried out, so that
    two terms may speak of the same land: occupied from then on, and demilitarised.
    ``oblasts`` are ids of ``data/oblasts.geojson``; none means all of Ukraine. Where
    ``strip_km`` is given, only land within that distance of the contact line changes;
    several distances are options, of which one would hold. An ``optional`` term is one
    that the text offers and does not settle.
    """

    id: str
    clause: str
    land: Land
    becomes: Becomes
    oblasts: tuple[str, ...] = ()
    strip_km: tuple[float, ...] = ()
    optional: bool = False
    note: Text | None = None


@dataclass(frozen=True)
class MineralSet:
    """Minerals that a text speaks of; ``open_ended`` where it adds "and others"."""

    id: str
    name: Text
    minerals: tuple[str, ...]
    sources: tuple[str, ...] = ()
    note: Text | None = None
    open_ended: bool = False

    @property
    def everything(self) -> bool:
        """Whether the set is every mineral, written ``"*"``."""
        return self.minerals == ("*",)


@dataclass(frozen=True)
class Base:
    """What a share is a share of. Shares of different bases are never compared."""

    id: str
    name: Text


@dataclass(frozen=True)
class WhatIf:
    """What a what-if starts from: the id of a shipped text, and the day of a front.

    ``front_moved_km`` is how far the line moves, along its whole length or in one
    ``oblast`` (an id such as ``"UA.DT"``): positive where occupied land grows. Before
    it moves, the ground terms of the text ``carried_out`` hold: a shipped text's id,
    with its option as `geo.deal.ground.Option` writes it, such as ``id+10km``.
    """

    text: str = ""
    front: dt.date | None = None
    front_moved_km: float = 0
    oblast: str = ""
    carried_out: str = ""

    @property
    def changes_line(self) -> bool:
        """Whether the line is not that of the front."""
        return bool(self.front_moved_km or self.carried_out)


@dataclass(frozen=True, eq=False)
class Scenario:
    """One version of the deal.

    ``default`` marks the one that applies where none is named. ``family`` separates the
    texts of the deal from those beside it: of other parties, or on peace and money.
    ``ground`` is who holds what if it is carried out. ``references`` and
    ``mineral_sets`` are the file's own, beside those that ship; only a what-if has a
    ``what_if``.
    """

    id: str
    name: Text
    short_name: Text
    date: dt.date
    proposer: Text
    status: ScenarioStatus
    status_text: Text
    status_sources: tuple[str, ...]
    confidence: Confidence
    summary: Text
    clauses: tuple[Clause, ...]
    shares: tuple[Share, ...] = ()
    rates: Mapping[Ground, Rate] | None = None
    ground: tuple[GroundTerm, ...] = ()
    effective_note: Text | None = None
    date_range: tuple[dt.date, ...] = ()
    in_force: dt.date | None = None
    default: bool = False
    family: Family = Family.DEAL
    references: tuple[Source, ...] = ()
    mineral_sets: tuple[MineralSet, ...] = ()
    what_if: WhatIf | None = None

    def clause(self, clause_id: str) -> Clause:
        """Return the clause of this id."""
        return named(self.clauses, clause_id, f"clause of {self.id}")

    def share(self, share_id: str) -> Share:
        """Return the share of this id."""
        return named(self.shares, share_id, f"share of {self.id}")


@dataclass(frozen=True)
class Event:
    """What happened after the signature."""

    date: dt.date
    text: Text
    sources: tuple[str, ...]
    figures: tuple[Figure, ...] = ()


@dataclass(frozen=True)
class OwnCount:
    """Which count of ours stands beside an estimate, and on the front of which day.

    ``what`` is what both count, so that the estimate's value can follow it.
    Of the deposits of ``commodities`` (of one of several) or of ``groups``, or of all,
    those that are occupied: as a share where the ``figure`` is one of percent, else as
    a number, beside which stands the estimate's ``total``. Of one ``deposit`` its
    distance to the front. ``within`` is how far ours may lie off before the two are
    stated to differ, in the unit of the figure: for an estimate that says "about".
    """

    on: dt.date
    what: Text
    figure: str
    total: str = ""
    commodities: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    deposit: str = ""
    within: float = 0


@dataclass(frozen=True)
class Finding:
    """An estimate, a case or an analysis: whose, by which measure, with what result."""

    id: str
    who: Text
    measure: Text | None = None
    date: str = ""
    finding: Text | None = None
    figures: tuple[Figure, ...] = ()
    sources: tuple[str, ...] = ()
    note: Text | None = None
    compare: tuple[OwnCount, ...] = ()


def named(records: Collection[Record], key: str, what: str) -> Record:
    """Return the record of an id, or say which ids there are."""
    for record in records:
        if record.id == key:
            return record
    ids = ", ".join(record.id for record in records)
    raise UnknownNameError(
        _("No {what} is called {key!r}; there are: {ids}.").format(
            what=what, key=key, ids=ids
        )
    )
