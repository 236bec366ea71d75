"""Scenarios read from their files and checked, with the place of every issue."""

import datetime as dt
import json
import math
from collections.abc import Collection, Iterator
from functools import cache
from pathlib import Path
from typing import Any, cast

from geo.deal.coverage import DECIDING, KINDS, Kind, decides
from geo.deal.lists import (
    FOLDER,
    NAMES,
    read_bases,
    read_mineral_sets,
    read_sources,
    repeated,
    uncited,
)
from geo.deal.records import (
    Value,
    json_schema,
    read_record,
    require_valid,
    shown,
    to_yaml,
)
from geo.deal.scenario import (
    Clause,
    Figure,
    Scenario,
    ScenarioStatus,
    Share,
    WhatIf,
    named,
)
from geo.deal.shares import passed_on, percent_of
from geo.deal.yaml_values import Issue, KeyPath, LocatedIssue
from geo.errors import DataError
from geo.fronts.movement import FARTHEST_KM
from geo.text.i18n import _


@cache
def read_scenarios() -> dict[str, Scenario]:
    """Return the shipped scenarios by id, ordered by date, then id.

    Raises
    ------
    DataError
        If a file breaks the schema; the message names the file, the place and the key.
    """
    return read_folder(FOLDER)


def read_folder(folder: Path) -> dict[str, Scenario]:
    """Return the scenarios of a folder by id, ordered by date, then id."""
    paths = _paths(folder)
    found = [read_scenario(p.read_bytes(), name=p.name) for p in paths]
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


def _paths(folder: Path) -> list[Path]:
    return [p for p in sorted(folder.glob("*.yaml")) if p.stem not in NAMES]


def read_scenario(source: str | bytes, *, name: str) -> Scenario:
    """Return the scenario that a YAML text holds, checked.

    Parameters
    ----------
    source : str or bytes
        The file's text, or its bytes in UTF-8; it may come from anyone.
    name : str
        The file's name, for messages.

    Raises
    ------
    DataError
        If the text is not YAML or breaks the schema; `check_scenario` returns all of
        it.
    """
    reading = read_record(Scenario, source, check=_issues, names=_unknown_kinds)
    found: Scenario = require_valid(reading, name)
    return found


def check_scenario(source: str | bytes) -> tuple[LocatedIssue, ...]:
    """Return all that is wrong with a scenario's text, in the order of its lines.

    What is not well formed comes first and alone; once that is corrected, what does not
    fit together: unknown sources, shares that do not add up, and the like.
    """
    return read_record(Scenario, source, check=_issues, names=_unknown_kinds).issues


def scenario_to_yaml(scenario: Scenario) -> str:
    """Return a scenario as the text from which `read_scenario` makes its equal."""
    return to_yaml(scenario)


def scenario(scenario_id: str) -> Scenario:
    """Return a shipped scenario by its id.

    Raises
    ------
    UnknownNameError
        If there is none of this id; the message lists those there are.
    """
    return named(read_scenarios().values(), scenario_id, _("scenario"))


def default_scenario() -> Scenario:
    """Return the scenario that applies where none is named: the text in force."""
    return next(one for one in read_scenarios().values() if one.default)


def _issues(one: Scenario) -> Iterator[Issue]:
    """Yield what does not fit together in a well-formed scenario."""
    yield from uncited(one, own=[source.id for source in one.references])
    yield from repeated(one.clauses, ("clauses",))
    yield from repeated(one.shares, ("shares",))
    yield from repeated(one.ground, ("ground",))
    yield from repeated(one.references, ("references",), among=read_sources())
    yield from repeated(one.mineral_sets, ("mineral_sets",), among=read_mineral_sets())
    yield from _clause_issues(one)
    yield from _share_issues(one)
    yield from _rate_issues(one)
    yield from _ground_issues(one)
    if one.what_if:
        yield from _what_if_issues(one.what_if, one.status)


def _unknown_kinds(one: Scenario | None) -> Iterator[Issue]:
    """Yield the clauses of no kind; the text need not be well formed otherwise."""
    for i, clause in enumerate((one and one.clauses) or ()):
        if clause and isinstance(clause.kind, str) and clause.kind not in KINDS:
            message = _("expected {allowed}, got {got}").format(
                allowed=_(" or ").join(KINDS), got=shown(clause.kind)
            )
            yield Issue(("clauses", i, "kind"), message)


def _unknown(key: Any, known: Collection[str], path: KeyPath) -> Iterator[Issue]:
    if isinstance(key, str) and key in known:
        return
    message = _("unknown {key!r}; there is none to name")
    if known:
        message = _("unknown {key!r}; expected one of {known}")
    yield Issue(path, message.format(key=key, known=", ".join(known)))


def _clause_issues(one: Scenario) -> Iterator[Issue]:
    """Yield the clauses whose short form their kind does not know, or who have two."""
    for i, clause in enumerate(one.clauses):
        path: KeyPath = ("clauses", i)
        if clause.value is not None:
            yield from _short_form_issues(one, clause, clause.value, (*path, "value"))
        if clause.kind in DECIDING and clause.readings:
            yield from _reading_issues(one, clause, path)
    if not any(map(decides, one.clauses)):
        yield Issue(("clauses",), _("no clause decides what is covered"))


def _reading_issues(one: Scenario, clause: Clause, path: KeyPath) -> Iterator[Issue]:
    """Yield what is wrong with the readings of a clause that decides coverage."""
    if not KINDS[clause.kind].has_readings:
        kinds = [name for name, kind in KINDS.items() if kind.has_readings]
        message = _(
            "readings decide only in clauses on {kinds}; give this one a value, and "
            "give the readings in its note"
        ).format(kinds=_(" and ").join(kinds))
        yield Issue((*path, "readings"), message)
        return
    if clause.value is not None:
        message = _(
            "a clause that sources read differently has no value of its own; each "
            "reading has one"
        )
        yield Issue((*path, "value"), message)
    for i, reading in enumerate(clause.readings):
        inner = (*path, "readings", i, "value")
        yield from _short_form_issues(one, clause, reading.value, inner)
    if len({str(reading.value) for reading in clause.readings}) < 2:
        message = _("expected two readings or more that differ, or one value")
        yield Issue((*path, "readings"), message)


def _short_form_issues(
    one: Scenario, clause: Clause, value: Value, path: KeyPath
) -> Iterator[Issue]:
    kind = KINDS[clause.kind]
    known = kind.sets(one) if kind.sets else kind.short_forms
    if kind.is_day and not isinstance(value, dt.date):
        message = _("expected the day after which a permit is new, got {got!r}")
        yield Issue(path, message.format(got=value))
    elif known:
        yield from _unknown(value, known, path)
    elif not kind.is_day:
        yield Issue(path, _("a clause of this kind has no value; leave it out"))


def _share_issues(one: Scenario) -> Iterator[Issue]:
    """Yield shares of an unknown base, in no clause, or that do not add up."""
    clauses = [clause.id for clause in one.clauses]
    for i, share in enumerate(one.shares):
        path: KeyPath = ("shares", i)
        yield from _unknown(share.base, read_bases(), (*path, "base"))
        yield from _unknown(share.clause, clauses, (*path, "clause"))
        wrong = list(_percent_issues(share, path))
        yield from wrong
        if not wrong:
            yield from _total_issues(share, path)


_PARTS = ("us_percent", "fund_percent", "ukraine_percent", "other_percent")


def _percent_issues(share: Share, path: KeyPath) -> Iterator[Issue]:
    for part in _PARTS:
        figure: Figure | None = getattr(share, part)
        if figure is None:
            continue
        value = figure.value
        number = isinstance(value, int | float) and not isinstance(value, bool)
        if not number or not 0 <= cast(float, value) <= 100:
            message = _("expected a number of percent from 0 to 100, got {got!r}")
            yield Issue((*path, part, "value"), message.format(got=value))


def _total_issues(share: Share, path: KeyPath) -> Iterator[Issue]:
    us, fund, *rest = (getattr(share, part) for part in _PARTS)
    total = sum(percent_of(part) for part in (us, fund, *rest) if part)
    whole = all(rest) and (us or fund)
    if total > 100 or (whole and not math.isclose(total, 100)):
        message = _("the shares total {total:g} %, expected 100 %")
        yield Issue(path, message.format(total=total))


def _rate_issues(one: Scenario) -> Iterator[Issue]:
    """Yield rates that name a share which is not there, or pass nothing on."""
    shares = {share.id: share for share in one.shares}
    for ground, rate in (one.rates or {}).items():
        path: KeyPath = ("rates", ground.value)
        yield from _unknown(rate.share, shares, (*path, "share"))
        for field in ("effective", "afterwards"):
            for i, share_id in enumerate(getattr(rate, field)):
                yield from _unknown(share_id, shares, (*path, field, i))
                share = shares.get(share_id)
                if share and not (share.short and passed_on(share)):
                    message = _(
                        "share {id} needs a short and a fund_percent or us_percent"
                    )
                    yield Issue((*path, field, i), message.format(id=share_id))


def _ground_issues(one: Scenario) -> Iterator[Issue]:
    """Yield ground terms in no clause, of unknown oblasts, or that change nothing."""
    clauses = [clause.id for clause in one.clauses]
    for i, term in enumerate(one.ground):
        path: KeyPath = ("ground", i)
        yield from _unknown(term.clause, clauses, (*path, "clause"))
        for j, oblast in enumerate(term.oblasts):
            yield from _unknown(oblast, _oblast_ids(), (*path, "oblasts", j))
        for j, strip_km in enumerate(term.strip_km):
            if strip_km <= 0:
                message = _("expected a distance above 0 km, got {got:g}")
                yield Issue((*path, "strip_km", j), message.format(got=strip_km))
        if term.land.value == term.becomes.value:
            yield Issue(
                (*path, "becomes"), _("it changes nothing: the land is that already")
            )


def _what_if_issues(start: WhatIf, status: ScenarioStatus) -> Iterator[Issue]:
    """Yield what a what-if cannot start from, and moves of the line that are none."""
    path: KeyPath = ("what_if",)
    if status is not ScenarioStatus.WHAT_IF:
        message = _("only a text of the status what_if has this key")
        yield Issue(path, message)
    if start.text:
        yield from _unknown(start.text, _shipped_ids(), (*path, "text"))
    if start.oblast:
        yield from _unknown(start.oblast, _oblast_ids(), (*path, "oblast"))
    if not abs(start.front_moved_km) <= FARTHEST_KM:
        message = _("expected a distance from -{most:g} to {most:g} km")
        issue = message.format(most=FARTHEST_KM)
        yield Issue((*path, "front_moved_km"), issue)
    text = start.carried_out.partition("+")[0]
    if start.carried_out:
        yield from _unknown(text, _shipped_ids(), (*path, "carried_out"))
    if start.changes_line and not start.front:
        yield Issue(
            path, _("the key front is missing: the day of the front that moved")
        )
    if start.oblast and not start.front_moved_km:
        yield Issue(path, _("an oblast is given, but front_moved_km is missing"))


def _shipped_ids() -> list[str]:
    return [path.stem for path in _paths(FOLDER)]


def _oblast_ids() -> list[str]:
    # Few texts ask for it, and it takes longer to import than all else here.
    from geo.geodesy.ukraine import oblasts

    return list(map(str, oblasts().index))


def schema_text() -> str:
    """Return the JSON Schema of a scenario file, as ``data/terms/schema.json`` is.

    Beside what the records say it holds the closed lists: bases, what a what-if starts
    from, and the short forms of each kind of clause. Sources and sets of minerals are
    open, for a file may bring its own.
    """
    schema = json_schema(Scenario)
    definitions = schema["$defs"]
    definitions["Share"]["properties"]["base"] = {"enum": list(read_bases())}
    ground = definitions["GroundTerm"]["properties"]
    ground["oblasts"]["items"] = {"enum": _oblast_ids()}
    ground["strip_km"]["items"] |= {"exclusiveMinimum": 0}
    start = definitions["WhatIf"]["properties"]
    start["text"] = {"enum": _shipped_ids()}
    start["oblast"] = {"enum": _oblast_ids()}
    start["front_moved_km"] |= {"minimum": -FARTHEST_KM, "maximum": FARTHEST_KM}
    definitions["Clause"]["properties"]["kind"] = {"enum": list(KINDS)}
    definitions["Clause"]["allOf"] = [
        {
            "if": {"properties": {"kind": {"const": name}}},
            "then": {"properties": {"value": _value_schema(kind)}},
        }
        for name, kind in KINDS.items()
    ]
    title = {"title": "A version of the minerals deal, for Frontlode"}
    text = json.dumps({**title, **schema}, ensure_ascii=False, indent=1)
    return f"{text}\n"


def _value_schema(kind: Kind) -> Any:
    if kind.is_day:
        return {"type": "string", "format": "date"}
    if kind.sets:
        return {"type": "string"}
    return {"enum": kind.short_forms} if kind.short_forms else False
