"""The lists that the texts share: sources, minerals, bases, events and estimates."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import cache
from typing import Any

from geo.deal.records import read_record, require_valid, walk
from geo.deal.scenario import (
    Base,
    Event,
    Figure,
    Finding,
    MineralSet,
    Record,
    Scenario,
    Source,
    _WithId,
    named,
)
from geo.deal.yaml_values import Issue, KeyPath
from geo.paths import DATA
from geo.text.i18n import _

FOLDER = DATA / "terms"

#: Files of :data:`FOLDER` that are not scenarios.
NAMES = ("bases", "estimates", "events", "minerals", "sources")


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


def estimate(section: str, finding_id: str, figure_id: str) -> Figure:
    """Return one figure of the estimates.

    Raises
    ------
    UnknownNameError
        If there is no finding of this id in the section, or no figure in the finding.
    """
    found = named(read_estimates()[section], finding_id, f"finding of {section}")
    return named(found.figures, figure_id, f"figure of {finding_id}")


def _read_list(stem: str, kind: type[Record]) -> dict[str, Record]:
    """Return the records of a shipped file by id."""
    records: tuple[Record, ...]
    records = _read(stem, tuple[kind, ...], check=_list_issues)  # type: ignore[valid-type]
    return {one.id: one for one in records}


def _read(
    stem: str, kind: Any, *, check: Callable[[Any], Iterable[Issue]] | None = None
) -> Any:
    """Return a shipped file as records of a kind, each of which cites its sources."""
    path = FOLDER / f"{stem}.yaml"
    reading = read_record(kind, path.read_bytes(), check=check or uncited)
    return require_valid(reading, path.name)


def sources_of(scenario: Scenario) -> dict[str, Source]:
    """Return the sources that a scenario may cite, by id: the shipped and its own."""
    return {**read_sources(), **{one.id: one for one in scenario.references}}


def mineral_sets_of(scenario: Scenario) -> dict[str, MineralSet]:
    """Return the sets that a scenario may name, by id: the shipped and its own."""
    return {**read_mineral_sets(), **{one.id: one for one in scenario.mineral_sets}}


# Checks ----------------------------------------------------------------------------


def _list_issues(records: Sequence[_WithId]) -> Iterator[Issue]:
    yield from repeated(records)
    yield from uncited(records)


def uncited(value: Any, *, own: Collection[str] = ()) -> Iterator[Issue]:
    """Yield unknown sources, and records of a fact that cite none."""
    for path, record in walk(value):
        field = "status_sources" if isinstance(record, Scenario) else "sources"
        cited = getattr(record, field, None)
        if cited is None:
            continue
        for i, source in enumerate(cited):
            if source not in own and source not in read_sources():
                message = _(
                    "unknown source {id!r}; describe it under references, or cite one "
                    "of sources.yaml"
                )
                yield Issue((*path, field, i), message.format(id=source))
        if not cited and not isinstance(record, Finding | MineralSet):
            message = _("no source; a value without one is left out")
            yield Issue((*path, field), message)


def repeated(
    records: Sequence[_WithId], path: KeyPath = (), *, among: Collection[str] = ()
) -> Iterator[Issue]:
    """Yield the records whose id was given before."""
    seen = set(among)
    for i, one in enumerate(records):
        if one.id in seen:
            message = _("{id!r} is given twice").format(id=one.id)
            yield Issue((*path, i, "id"), message)
        seen.add(one.id)
