"""Scenarios: the versions of the deal, read from data and applied to deposits.

Every scenario is one file, ``data/terms/<id>.yaml``; its keys are the fields of the
records below, so the records are the schema. A key that is absent was not found in
any source. Coverage is decided by the scenario's clauses, in their order.
"""

import csv
import datetime as dt
import math
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import MISSING, dataclass, fields, is_dataclass
from enum import Enum, StrEnum
from functools import cache, partial
from pathlib import Path
from types import NoneType, UnionType
from typing import (
    Any,
    NamedTuple,
    Protocol,
    TypeVar,
    cast,
    get_args,
    get_origin,
    get_type_hints,
)

import pandas as pd
import yaml

from geo.errors import DataError, UnknownNameError
from geo.paths import DATA
from geo.schema import Answer, Control, LicenceState, Status
from geo.words import LANGUAGES, _, in_language

FOLDER = DATA / "terms"

#: Files of :data:`FOLDER` that are not scenarios.
_COMMON = ("bases", "estimates", "events", "minerals", "sources")

#: A text in the reader's languages, or one text for all of them.
Text = Mapping[str, str]
Value = float | str | bool | dt.date | Text


class _WithId(Protocol):
    @property
    def id(self) -> str: ...


Record = TypeVar("Record", bound=_WithId)


class ScenarioStatus(StrEnum):
    """What became of a text."""

    PROPOSED = "proposed"
    REFUSED = "refused"
    COUNTER_OFFERED = "counter_offered"
    FRAMEWORK = "framework"
    REPLACED = "replaced"
    SIGNED = "signed"
    COOPERATION = "cooperation"
    OFFERED_VERBALLY = "offered_verbally"


class Confidence(StrEnum):
    """How far the sources carry: from a treaty text down to one weak report."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    CONTESTED = "contested"


class SourceKind(StrEnum):
    """Text or government; original outlet; copy or summary of another's report."""

    PRIMARY = "primary"
    PRESS = "press"
    MIRROR = "mirror"


class ClauseKind(StrEnum):
    """What a clause is about. The first five can decide coverage."""

    CLAIM = "claim"
    MINERALS = "minerals"
    GROUND = "ground"
    LICENCE = "licence"
    OPERATION = "operation"
    RATE = "rate"
    CAP = "cap"
    DEBT = "debt"
    DURATION = "duration"
    LAW = "law"
    GUARANTEE = "guarantee"
    THIRD_PARTIES = "third_parties"
    GOVERNANCE = "governance"
    OTHER = "other"


class Ground(StrEnum):
    """The land that a rate speaks of."""

    FREE = "free"
    OCCUPIED = "occupied"
    FREED = "freed"


class RestsOn(StrEnum):
    """On what an answer rests, the firmest first.

    Sourced: a dated permit, a listed mineral, the text itself. Presumed: the state of
    the deposit, where no source gives the fact. Open: no valid permit is known, so
    one granted from here on would be new. Nothing: the answer is unclear.
    """

    SOURCED = "sourced"
    PRESUMED = "presumed"
    OPEN = "open"
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
    """One of several readings of a contested value, with those who give it."""

    value: Value
    sources: tuple[str, ...]
    note: Text | None = None


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
    """One clause in plain words; ``value`` is its short form for the program."""

    id: str
    kind: ClauseKind
    title: Text
    text: Text
    sources: tuple[str, ...]
    value: Value | None = None
    note: Text | None = None
    confidence: Confidence | None = None
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


@dataclass(frozen=True, eq=False)
class Scenario:
    """One version of the deal."""

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
    effective_note: Text | None = None
    date_range: tuple[dt.date, ...] = ()
    in_force: dt.date | None = None
    default: bool = False

    @property
    def is_default(self) -> bool:
        """Whether this is the scenario that applies where none is named."""
        return self.default

    def clause(self, clause_id: str) -> Clause:
        """Return the clause of this id."""
        return _named(self.clauses, clause_id, f"clause of {self.id}")

    def share(self, share_id: str) -> Share:
        """Return the share of this id."""
        return _named(self.shares, share_id, f"share of {self.id}")


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
class Event:
    """What happened after the signature."""

    date: dt.date
    text: Text
    sources: tuple[str, ...]
    figures: tuple[Figure, ...] = ()


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


#: The short forms that a clause of a kind may take; minerals name a set of
#: minerals.yaml, a licence clause gives the first day on which a licence is new.
_CLAUSE_VALUES: dict[ClauseKind, tuple[str, ...]] = {
    ClauseKind.CLAIM: ("no_share",),
    ClauseKind.GROUND: ("all", "occupied"),
    ClauseKind.OPERATION: ("included", "excluded", "contested", "not_stated"),
    ClauseKind.DEBT: ("owed", "not_owed"),
    ClauseKind.GUARANTEE: ("none", "linked", "offered"),
}

# Reading ---------------------------------------------------------------------------


@cache
def read_scenarios() -> dict[str, Scenario]:
    """Return the shipped scenarios by id, ordered by date, then id.

    Raises
    ------
    DataError
        If a file breaks the schema; the message names the file and the key.
    """
    return read_folder(FOLDER)


def read_folder(folder: Path) -> dict[str, Scenario]:
    """Return the scenarios of a folder by id, ordered by date, then id."""
    paths = [p for p in sorted(folder.glob("*.yaml")) if p.stem not in _COMMON]
    found = [read_scenario(p.read_text("utf-8"), name=p.name) for p in paths]
    for path, one in zip(paths, found, strict=True):
        if one.id != path.stem:
            raise DataError(
                f"{path.name}: id: expected the file's name, {path.stem}, got {one.id}"
            )
    defaults = [one.id for one in found if one.default]
    if len(defaults) != 1:
        raise DataError(
            f"{folder.name}: expected one scenario with default: true, got {defaults}"
        )
    return {one.id: one for one in sorted(found, key=lambda s: (s.date, s.id))}


def read_scenario(text: str, *, name: str) -> Scenario:
    """Return the scenario that a YAML text holds, checked.

    Parameters
    ----------
    text : str
        The file's text.
    name : str
        The file's name, for messages.

    Raises
    ------
    DataError
        If the text is not YAML or breaks the schema.
    """
    found: Scenario = _decode(Scenario, _load(text, name), name)
    _check_records(found, name)
    _check_clauses(found, name)
    _check_shares(found, name)
    _check_rates(found, name)
    return found


def scenario(scenario_id: str) -> Scenario:
    """Return a shipped scenario by its id.

    Raises
    ------
    UnknownNameError
        If there is none of this id; the message lists those there are.
    """
    return _named(read_scenarios().values(), scenario_id, _("scenario"))


def default_scenario() -> Scenario:
    """Return the scenario that applies where none is named: the text in force."""
    return next(one for one in read_scenarios().values() if one.default)


@cache
def read_sources() -> dict[str, Source]:
    """Return every source of the terms by id."""
    return _read_list("sources", Source)


@cache
def read_mineral_sets() -> dict[str, MineralSet]:
    """Return the sets of minerals that the texts speak of, by id."""
    return _read_list("minerals", MineralSet)


@cache
def read_bases() -> dict[str, Base]:
    """Return what shares are shares of, by id."""
    return _read_list("bases", Base)


@cache
def read_events() -> tuple[Event, ...]:
    """Return what happened after the signature, in order of time."""
    events: tuple[Event, ...] = _read("events", tuple[Event, ...])
    return tuple(sorted(events, key=lambda event: event.date))


@cache
def read_estimates() -> dict[str, tuple[Finding, ...]]:
    """Return what others estimate, and the inputs of our arithmetic, by section."""
    sections: dict[str, tuple[Finding, ...]]
    sections = _read("estimates", dict[str, tuple[Finding, ...]])
    return sections


def _read_list(stem: str, kind: type[Record]) -> dict[str, Record]:
    """Return the records of a shipped file by id."""
    records: tuple[Record, ...] = _read(stem, tuple[kind, ...])  # type: ignore[valid-type]
    _check_unique([one.id for one in records], f"{stem}.yaml")
    return {one.id: one for one in records}


def _read(stem: str, kind: Any) -> Any:
    """Return a shipped file as records of a kind, each of which cites its sources."""
    name = f"{stem}.yaml"
    found = _decode(kind, _load((FOLDER / name).read_text("utf-8"), name), name)
    for where, record in _records_in(found, name):
        _check_records(record, where)
    return found


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """The safe loader, which also refuses a key given twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> Any:
        _check_unique([key.value for key, _value in node.value], "YAML")
        return super().construct_mapping(node, deep=deep)


def _load(text: str, name: str) -> Any:
    """Return the plain data of a YAML text."""
    try:
        return yaml.load(text, Loader=_Loader)
    except (yaml.YAMLError, DataError) as error:
        raise DataError(f"{name}: {error}") from error


# From plain data to records --------------------------------------------------------


def _decode(kind: Any, raw: Any, where: str) -> Any:
    """Return plain data as a record, a collection of records or a value of a kind."""
    if raw is None:
        raise DataError(
            f"{where}: expected a value, got nothing; leave out what no source gives"
        )
    if kind == Text:
        return _decode_text(raw, where)
    if isinstance(kind, UnionType):
        options = [option for option in get_args(kind) if option is not NoneType]
        if len(options) == 1:
            return _decode(options[0], raw, where)
        return _decode_value(raw, where)
    if is_dataclass(kind):
        return _decode_record(kind, raw, where)
    if get_origin(kind) is tuple:
        _require(list, raw, where)
        inner = get_args(kind)[0]
        return tuple(_decode(inner, x, f"{where}[{i}]") for i, x in enumerate(raw))
    if get_origin(kind) in (dict, Mapping):
        _require(dict, raw, where)
        key, inner = get_args(kind)
        return {
            _decode(key, k, where): _decode(inner, v, f"{where}.{k}")
            for k, v in raw.items()
        }
    return _decode_scalar(kind, raw, where)


def _decode_text(raw: Any, where: str) -> Text:
    """Return a text in languages; one string stands for every language."""
    texts = raw if isinstance(raw, dict) else {"en": raw}
    if not set(texts) <= set(LANGUAGES) or "en" not in texts:
        raise DataError(f"{where}: expected a text in en (and uk), got {list(texts)}")
    for code, text in texts.items():
        _require(str, text, f"{where}.{code}")
    return texts


def _decode_value(raw: Any, where: str) -> Value:
    """Return a number, a date, a yes or no, or a text in languages or in none."""
    if isinstance(raw, dict):
        return _decode_text(raw, where)
    _require(int | float | str | dt.date, raw, where)
    return raw  # type: ignore[no-any-return]


def _decode_record(kind: Any, raw: Any, where: str) -> Any:
    """Return a mapping as the record of a kind, refusing keys that it lacks."""
    _require(dict, raw, where)
    slots = {slot.name: slot for slot in fields(kind)}
    for key in raw:
        if key not in slots:
            raise DataError(
                f"{where}: unknown key {key!r}; expected {', '.join(slots)}"
            )
    for key, slot in slots.items():
        if slot.default is MISSING and key not in raw:
            raise DataError(f"{where}: key {key!r} is missing")
    hints = _hints(kind)
    return kind(**{k: _decode(hints[k], v, f"{where}: {k}") for k, v in raw.items()})


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)


def _decode_scalar(kind: Any, raw: Any, where: str) -> Any:
    """Return a string, date, answer or name of a closed list."""
    if issubclass(kind, Enum):
        allowed = [str(member.value) for member in kind]
        if raw not in allowed:
            raise DataError(f"{where}: expected {' or '.join(allowed)}, got {raw!r}")
        return kind(raw)
    _require(kind, raw, where)
    return raw


def _require(kind: type | UnionType, raw: Any, where: str) -> None:
    wrong = not isinstance(raw, kind) or isinstance(raw, dt.datetime)
    if wrong or raw in ("", math.inf, -math.inf) or raw != raw:
        name = getattr(kind, "__name__", str(kind))
        raise DataError(f"{where}: expected {name}, got {raw!r}")


# Checks ----------------------------------------------------------------------------


def _walk(record: Any, where: str) -> Iterator[tuple[str, Any]]:
    """Yield a record and all records inside it, each with its place."""
    yield where, record
    for slot in fields(record):
        for inner, part in _records_in(
            getattr(record, slot.name), f"{where}: {slot.name}"
        ):
            yield from _walk(part, inner)


def _records_in(value: Any, where: str) -> Iterator[tuple[str, Any]]:
    """Yield the records that a value is or holds, each with its place."""
    if is_dataclass(value):
        yield where, value
    elif isinstance(value, dict):
        for key, part in value.items():
            yield from _records_in(part, f"{where}: {key}")
    elif isinstance(value, tuple):
        for i, part in enumerate(value):
            label = getattr(part, "id", "") or i
            yield from _records_in(part, f"{where}[{label}]")


def _check_records(record: Any, name: str) -> None:
    """Refuse an unknown source, and a record of a fact that cites none."""
    for where, part in _walk(record, name):
        sources = getattr(part, "status_sources", getattr(part, "sources", None))
        if sources is None:
            continue
        for source in sources:
            _check_known(source, read_sources(), f"{where}: sources")
        if not sources and not isinstance(part, Finding | MineralSet):
            raise DataError(f"{where}: no source; a value without one is left out")


def _check_known(key: Any, known: Collection[str], where: str) -> None:
    if not isinstance(key, str) or key not in known:
        raise DataError(f"{where}: unknown {key!r}; expected one of {', '.join(known)}")


def _check_unique(keys: Sequence[str], where: str) -> None:
    for key in keys:
        if keys.count(key) > 1:
            raise DataError(f"{where}: {key!r} is given twice")


def _check_clauses(one: Scenario, name: str) -> None:
    """Refuse a clause whose short form its kind does not know."""
    _check_unique([clause.id for clause in one.clauses], f"{name}: clauses")
    for clause in one.clauses:
        where = f"{name}: clauses[{clause.id}]"
        if clause.value is not None:
            _check_short_form(clause.kind, clause.value, f"{where}: value")
        if clause.kind in (ClauseKind.MINERALS, ClauseKind.OPERATION):
            for reading in clause.readings:
                _check_short_form(clause.kind, reading.value, f"{where}: readings")
    if not _rules(one):
        raise DataError(f"{name}: clauses: no clause decides what is covered")


def _check_short_form(kind: ClauseKind, value: Value, where: str) -> None:
    if kind is ClauseKind.LICENCE:
        _require(dt.date, value, where)
    elif kind is ClauseKind.MINERALS:
        _check_known(value, read_mineral_sets(), where)
    else:
        _check_known(value, _CLAUSE_VALUES.get(kind, ()), where)


def _check_shares(one: Scenario, name: str) -> None:
    """Refuse a share of an unknown base, in no clause, or one that does not add up."""
    _check_unique([share.id for share in one.shares], f"{name}: shares")
    for share in one.shares:
        where = f"{name}: shares[{share.id}]"
        _check_known(share.base, read_bases(), f"{where}: base")
        _check_known(share.clause, [c.id for c in one.clauses], f"{where}: clause")
        parts = [share.us_percent, share.fund_percent]
        parts += [share.ukraine_percent, share.other_percent]
        percents = [_percent(part, where) for part in parts if part]
        whole = all(parts[2:]) and any(parts[:2])
        total = sum(percents)
        if total > 100 or (whole and not math.isclose(total, 100)):
            raise DataError(f"{where}: shares total {total:g} %, expected 100 %")


def _percent(figure: Figure, where: str) -> float:
    value = figure.value
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise DataError(f"{where}: expected a number of percent, got {value!r}")
    if not 0 <= value <= 100:
        raise DataError(f"{where}: expected 0 to 100 percent, got {value!r}")
    return float(value)


def _check_rates(one: Scenario, name: str) -> None:
    """Refuse a rate that names a share which is not there, or passes nothing on."""
    ids = [share.id for share in one.shares]
    for ground, rate in (one.rates or {}).items():
        where = f"{name}: rates.{ground}"
        for share_id in (rate.share, *rate.effective, *rate.afterwards):
            _check_known(share_id, ids, where)
        for share_id in (*rate.effective, *rate.afterwards):
            share = one.share(share_id)
            if not (share.fund_percent or share.us_percent) or not share.short:
                raise DataError(
                    f"{where}: share {share_id} needs a short and a fund or us percent"
                )


def _named(records: Collection[Record], key: str, what: str) -> Record:
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


# Shares ----------------------------------------------------------------------------


def effective_us_percent(scenario: Scenario, ground: Ground | str) -> float:
    """Return what reaches the US of the first base on a ground, in percent.

    The product of the shares on the way: what a fund takes times the US interest in
    the fund. NaN where the text does not state one of them.
    """
    rate = (scenario.rates or {}).get(Ground(ground))
    return _product(scenario, rate.effective) if rate else math.nan


def effective_arithmetic(scenario: Scenario, ground: Ground | str) -> str:
    """Return the arithmetic behind the effective share, in the reader's language.

    Examples
    --------
    >>> effective_arithmetic(default_scenario(), "free")
    '50 % of new state receipts × 50 % fund interest = 25 %'
    """
    rate = (scenario.rates or {}).get(Ground(ground))
    if rate is None or not rate.effective:
        note = scenario.effective_note
        return _("not stated") + (f": {in_language(note)}" if note else "")
    ways = [way for way in (rate.effective, rate.afterwards) if way]
    return _("; afterwards ").join(_arithmetic(scenario, way) for way in ways)


def share_text(scenario: Scenario) -> str:
    """Return the shares on free land in one phrase, for a legend.

    Examples
    --------
    >>> share_text(scenario("us_2025_02_12_ownership"))
    'US 50 %, Ukraine 50 % of title to rare-earth rights'
    """
    rate = (scenario.rates or {}).get(Ground.FREE)
    if rate is None:
        return _("shares not stated")
    share = scenario.share(rate.share)
    us, ukraine, other = _party_percents(share)
    parties = [(_("US"), us), (_("Ukraine"), ukraine)]
    if other > 0:
        parties.append((_("others"), other))
    shares = ", ".join(f"{party} {_percent_text(value)}" for party, value in parties)
    text = _("{shares} of {base}").format(shares=shares, base=in_language(share.of))
    effective = _product(scenario, rate.effective)
    if math.isnan(effective) or effective == us:
        return text
    return _("{text} (in effect US {percent:g} %)").format(text=text, percent=effective)


def _percent_text(percent: float) -> str:
    return _("not stated") if math.isnan(percent) else f"{percent:g} %"


def _passed_on(share: Share) -> float:
    """Return the percent that goes on towards the US: by way of a fund, or at once."""
    figure = share.fund_percent or share.us_percent
    return _percent(figure, share.id) if figure else math.nan


def _product(scenario: Scenario, way: Sequence[str]) -> float:
    if not way:
        return math.nan
    percents = [_passed_on(scenario.share(share_id)) for share_id in way]
    return float(math.prod(percents) / 100 ** (len(percents) - 1))


def _arithmetic(scenario: Scenario, way: Sequence[str]) -> str:
    shares = [scenario.share(share_id) for share_id in way]
    steps = [f"{_passed_on(s):g} % {in_language(s.short or '')}" for s in shares]
    if len(steps) == 1:
        return steps[0]
    return f"{' × '.join(steps)} = {_product(scenario, way):g} %"


def _party_percents(share: Share) -> tuple[float, float, float]:
    figures = (share.us_percent, share.ukraine_percent, share.other_percent)
    us, ukraine, other = (_percent(f, share.id) if f else math.nan for f in figures)
    return us, ukraine, other


# Coverage --------------------------------------------------------------------------


class _Deposit(NamedTuple):
    """What the clauses ask of a deposit."""

    commodities: tuple[str, ...]
    status: str
    licence_state: str
    licence_granted: str
    operating_2025: str
    operating_basis: str
    control: str


class _Verdict(NamedTuple):
    """What one clause says of a deposit."""

    answer: Answer
    rests_on: RestsOn = RestsOn.NOTHING


#: What a clause says of a deposit; None where it does not bear on it.
_Rule = Callable[[_Deposit], _Verdict | None]

_YES = _Verdict(Answer.YES, RestsOn.SOURCED)
_NO = _Verdict(Answer.NO, RestsOn.SOURCED)
_UNCLEAR = _Verdict(Answer.UNCLEAR)
_WEAKNESS = {rests_on: i for i, rests_on in enumerate(RestsOn)}
_NO_PERMIT = (LicenceState.CANCELLED, LicenceState.NONE_KNOWN)
_NEVER_WORKED = (Status.EXPLORED, Status.PROSPECT)


#: What `apply` adds, and of which type.
_COLUMNS = {
    "covered": "str",
    "covered_by": "str",
    "rests_on": "str",
    "us_share_percent": "float64",
    "ukraine_share_percent": "float64",
    "other_share_percent": "float64",
    "share_base": "str",
    "effective_us_percent": "float64",
}
_NOT_STATED = (math.nan, math.nan, math.nan, "", math.nan)


def apply(
    scenario: Scenario, deposits: pd.DataFrame, control: "pd.Series[str]"
) -> pd.DataFrame:
    """Return what a scenario says of every deposit.

    Parameters
    ----------
    scenario : Scenario
    deposits : DataFrame
        Validated deposits: commodities, status, licence and operation.
    control : Series
        ``occupied``, ``free``, ``contested`` or ``unknown``, on the same index.

    Returns
    -------
    DataFrame
        On the index of ``deposits``: ``covered`` (yes, no, unclear), ``covered_by``
        (the clause that decides), ``rests_on``, and, where covered, the parties'
        shares in percent (NaN = not stated), their ``share_base`` and
        ``effective_us_percent``.
    """
    rules = _rules(scenario)
    terms = {side.value: _terms_on(scenario, side) for side in Control}
    rows = []
    for deposit in _facts(deposits, control):
        verdict, clause_id = _decide(rules, deposit)
        covered = verdict.answer is Answer.YES
        shares = terms[deposit.control] if covered else _NOT_STATED
        rows.append((verdict.answer.value, clause_id, verdict.rests_on.value, *shares))
    columns = zip(*rows, strict=True) if rows else ([] for _name in _COLUMNS)
    return pd.DataFrame(
        {
            name: pd.Series(column, deposits.index, dtype)
            for (name, dtype), column in zip(_COLUMNS.items(), columns, strict=True)
        }
    )


def matched_minerals(scenario: Scenario, deposits: pd.DataFrame) -> "pd.Series[Any]":
    """Return for each deposit the tuple of its commodities that the text speaks of."""
    named = [
        _mineral_set(clause)
        for clause in scenario.clauses
        if clause.kind is ClauseKind.MINERALS and clause.value
    ]
    matched = [
        tuple(c for c in commodities if all(_speaks_of(s, c) for s in named))
        for commodities in deposits["commodities"]
    ]
    return pd.Series(matched, index=deposits.index, name="matched", dtype=object)


def _facts(deposits: pd.DataFrame, control: "pd.Series[str]") -> Iterator[_Deposit]:
    """Yield what the clauses ask of each deposit, in the order of the frame."""
    columns = [deposits[name].tolist() for name in _Deposit._fields[:-1]]
    return map(_Deposit, *columns, control.loc[deposits.index].tolist())


def _terms_on(
    scenario: Scenario, side: Control
) -> tuple[float, float, float, str, float]:
    """Return shares, base and effective share of a covered deposit on a side.

    Where the side is not known, only a rate that holds on both sides holds.
    """
    rates = scenario.rates or {}
    free, occupied = rates.get(Ground.FREE), rates.get(Ground.OCCUPIED)
    if side is Control.FREE:
        rate = free
    elif side is Control.OCCUPIED:
        rate = occupied
    else:
        same = free and occupied and free.share == occupied.share
        rate = free if same else None
    if rate is None:
        return _NOT_STATED
    share = scenario.share(rate.share)
    effective = _product(scenario, rate.effective)
    return (*_party_percents(share), in_language(share.of), effective)


def _decide(
    rules: Sequence[tuple[str, _Rule]], deposit: _Deposit
) -> tuple[_Verdict, str]:
    """Return the verdict on a deposit and the clause that gives it.

    The first clause that says no decides; else the first that cannot say; else the
    deposit is covered, by the last clause that bears on it, and rests on the weakest.
    """
    unclear: tuple[_Verdict, str] | None = None
    rests_on, decider = RestsOn.SOURCED, ""
    for clause_id, rule in rules:
        verdict = rule(deposit)
        if verdict is None:
            continue
        if verdict.answer is Answer.NO:
            return verdict, clause_id
        if verdict.answer is Answer.UNCLEAR:
            unclear = unclear or (verdict, clause_id)
        elif _WEAKNESS[verdict.rests_on] >= _WEAKNESS[rests_on]:
            rests_on, decider = verdict.rests_on, clause_id
    return unclear or (_Verdict(Answer.YES, rests_on), decider)


def _rules(scenario: Scenario) -> list[tuple[str, _Rule]]:
    """Return the clauses that decide coverage, in order, each with its rule."""
    return [
        (clause.id, _RULES[clause.kind](scenario, clause))
        for clause in scenario.clauses
        if clause.kind in _RULES and clause.value is not None
    ]


def _claim_rule(_scenario: Scenario, _clause: Clause) -> _Rule:
    """Return the rule of a text that takes no share of any deposit: it covers none."""
    return lambda _deposit: _NO


def _minerals_rule(_scenario: Scenario, clause: Clause) -> _Rule:
    return partial(_by_minerals, _mineral_set(clause))


def _mineral_set(clause: Clause) -> MineralSet:
    return read_mineral_sets()[str(clause.value)]


def _by_minerals(named: MineralSet, deposit: _Deposit) -> _Verdict:
    """Cover a deposit when one of its commodities stands for a mineral of the set."""
    if named.everything or any(_speaks_of(named, c) for c in deposit.commodities):
        return _YES
    known = all(_minerals_of(commodity) for commodity in deposit.commodities)
    if named.open_ended or not known or not deposit.commodities:
        return _UNCLEAR
    return _NO


def _speaks_of(named: MineralSet, commodity: str) -> bool:
    return named.everything or not _minerals_of(commodity).isdisjoint(named.minerals)


@cache
def _minerals_of(commodity: str) -> frozenset[str]:
    """Return the minerals that a commodity stands for; empty where it is not known."""
    key = commodity.strip().lower()
    if key in _commodity_minerals():
        return _commodity_minerals()[key]
    listed = any(key in one.minerals for one in read_mineral_sets().values())
    return frozenset({key}) if listed else frozenset()


@cache
def _commodity_minerals() -> dict[str, frozenset[str]]:
    """Return the minerals of every commodity; one on no list stands for itself."""
    path = DATA / "commodities.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    try:
        names = {row["commodity"]: row["annex57_names"] for row in rows}
    except KeyError as error:
        raise DataError(f"{path.name}: column {error} is missing") from error
    return {
        commodity: frozenset(filter(None, map(str.strip, listed.split(";"))))
        or frozenset({commodity})
        for commodity, listed in names.items()
    }


def _ground_rule(_scenario: Scenario, clause: Clause) -> _Rule:
    """Return the rule of a text for occupied land; one for all land decides nothing."""
    return _by_occupation if clause.value == "occupied" else lambda _deposit: None


def _by_occupation(deposit: _Deposit) -> _Verdict:
    if deposit.control == Control.OCCUPIED:
        return _YES
    if deposit.control == Control.FREE:
        return _NO
    return _UNCLEAR


def _licence_rule(_scenario: Scenario, clause: Clause) -> _Rule:
    return partial(_by_licence, cast(dt.date, clause.value))


def _by_licence(first_day: dt.date, deposit: _Deposit) -> _Verdict:
    """Cover a deposit whose licence is new: granted on the first day or later."""
    if deposit.licence_state in _NO_PERMIT:
        return _Verdict(Answer.YES, RestsOn.OPEN)
    new = _granted_since(first_day, deposit)
    if new is not None:
        return _UNCLEAR if new is Answer.UNCLEAR else _Verdict(new, RestsOn.SOURCED)
    if deposit.licence_state == LicenceState.PSA_AWARDED:
        return _YES
    held = deposit.licence_state == LicenceState.HELD
    if held or _working(deposit).answer is Answer.YES:
        return _Verdict(Answer.NO, RestsOn.PRESUMED)
    return _UNCLEAR


def _granted_since(first_day: dt.date, deposit: _Deposit) -> Answer | None:
    """Return whether a licence is of the first day or later; None where undated.

    A date may be a year or a month; then it is clear only if all of it agrees.
    """
    match = re.fullmatch(r"(\d{4})(-\d\d)?(-\d\d)?", deposit.licence_granted)
    if match is None:
        return None
    given, day = match.group(), first_day.isoformat()
    if given == day[: len(given)] and len(given) < len(day):
        return Answer.UNCLEAR
    return Answer.YES if given >= day[: len(given)] else Answer.NO


def _working(deposit: _Deposit) -> _Verdict:
    """Return whether a deposit works, and on what that rests."""
    if deposit.operating_2025 in (Answer.YES, Answer.NO):
        recalled = "background knowledge" in deposit.operating_basis
        rests_on = RestsOn.PRESUMED if recalled else RestsOn.SOURCED
        return _Verdict(Answer(deposit.operating_2025), rests_on)
    if deposit.status == Status.OPERATING:
        return _Verdict(Answer.YES, RestsOn.PRESUMED)
    if deposit.status in (*_NEVER_WORKED, Status.CLOSED):
        return _Verdict(Answer.NO, RestsOn.PRESUMED)
    return _UNCLEAR


def _operation_rule(scenario: Scenario, clause: Clause) -> _Rule:
    if clause.value == "included":
        return _with_existing
    if clause.value == "excluded":
        return _without_working
    return partial(_existing_not_stated, scenario.date)


def _with_existing(deposit: _Deposit) -> _Verdict | None:
    """Cover what is held or works already; say nothing of the rest."""
    held = deposit.licence_state == LicenceState.HELD
    if held or _working(deposit).answer is Answer.YES:
        return _YES
    return None


def _without_working(deposit: _Deposit) -> _Verdict:
    """Leave out what earns already; what stood still at the time is to come.

    That a mine which worked before will count as new when it starts again is taken,
    not sourced.
    """
    working = _working(deposit)
    if working.answer is Answer.YES:
        return _Verdict(Answer.NO, working.rests_on)
    if working.answer is Answer.UNCLEAR:
        return _UNCLEAR
    never = deposit.status in _NEVER_WORKED
    return _Verdict(Answer.YES, working.rests_on if never else RestsOn.PRESUMED)


def _existing_not_stated(text_date: dt.date, deposit: _Deposit) -> _Verdict:
    """Cover only what is new beyond doubt: the text leaves the existing in doubt."""
    working = _working(deposit).answer
    if working is Answer.YES:
        return _UNCLEAR
    if deposit.licence_state in _NO_PERMIT:
        return _Verdict(Answer.YES, RestsOn.OPEN)
    since = _granted_since(text_date, deposit)
    if since is Answer.YES or deposit.licence_state == LicenceState.PSA_AWARDED:
        return _YES
    if since or deposit.licence_state == LicenceState.HELD:
        return _UNCLEAR
    if working is Answer.UNCLEAR:
        return _UNCLEAR
    return _Verdict(Answer.YES, RestsOn.PRESUMED)


_RULES: dict[ClauseKind, Callable[[Scenario, Clause], _Rule]] = {
    ClauseKind.CLAIM: _claim_rule,
    ClauseKind.MINERALS: _minerals_rule,
    ClauseKind.GROUND: _ground_rule,
    ClauseKind.LICENCE: _licence_rule,
    ClauseKind.OPERATION: _operation_rule,
}
