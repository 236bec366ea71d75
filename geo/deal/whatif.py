"""What if a text were otherwise: a scenario with some of its terms changed.

What comes out is a `Scenario` as any other, but says of itself that it is a what-if:
its changed numbers are somebody's assumptions, and cite no source.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeVar

import pandas as pd

from geo.deal.apply import apply
from geo.deal.coverage import DECIDING, ClauseKind, decides
from geo.deal.lists import mineral_sets_of
from geo.deal.load import read_scenario, read_scenarios, scenario_to_yaml
from geo.deal.minerals import known_minerals
from geo.deal.records import Text
from geo.deal.scenario import (
    Clause,
    Confidence,
    Figure,
    Ground,
    MineralSet,
    Rate,
    Scenario,
    ScenarioStatus,
    Share,
    Source,
    SourceKind,
    WhatIf,
)
from geo.deal.shares import passed_on, percent_of, product_percent
from geo.deal.yaml_values import HIDDEN
from geo.errors import InputError, UnknownNameError
from geo.text.i18n import _, in_language

#: What a changed value cites, and the ids of what a what-if adds to a text.
ASSUMPTION = Source(
    "WHAT_IF", SourceKind.ASSUMPTION, "whoever made this what-if; no source"
)
_ADDED = "what_if"
_CITED = (ASSUMPTION.id,)

_LONGEST_NAME = 120


@dataclass(frozen=True)
class Changes:
    """What a what-if changes in a text; None leaves it as it is.

    ``us_percent`` is the percent of `rate_share`; ``minerals`` the id of a set, or the
    minerals themselves; ``existing`` whether licences from before the text count;
    ``freed_percent`` the percent of `rate_share` on land once freed.
    """

    us_percent: float | None = None
    minerals: str | tuple[str, ...] | None = None
    existing: Literal["in", "out"] | None = None
    freed_percent: float | None = None


def origin_id(text: Scenario) -> str:
    """Return the id of the shipped text that a text is or comes from; empty for none.

    A what-if says so itself; one's own text comes from none.
    """
    if text.what_if:
        return text.what_if.text
    return text.id if text.id in read_scenarios() else ""


def readers_own(text: Scenario) -> Scenario:
    """Return a text from a file so that it cannot pass for a published one.

    How its line moves stands in the controls, and so no longer in the text.
    """
    what_if = text.status is ScenarioStatus.WHAT_IF
    prefix = "what_if_" if what_if else "own_"
    frame = _("{name} (file)") if what_if else _("{name} (a reader's own text)")
    name = frame.format(name=in_language(text.short_name))
    start = text.what_if and replace(
        text.what_if, front_moved_km=0, oblast="", carried_out=""
    )
    return replace(
        text,
        id=f"{prefix}{text.id.removeprefix(prefix)}",
        short_name={"en": name},
        default=False,
        what_if=start,
    )


def rate_share(text: Scenario, ground: Ground = Ground.FREE) -> Share | None:
    """Return the share that a US rate changes; None where the text states none.

    It is the one that the text is known by, if it is on the way to the US; else the
    first on that way.
    """
    rate = (text.rates or {}).get(ground)
    if rate is None:
        return None
    first = (
        rate.share if rate.share in rate.effective else (*rate.effective, rate.share)[0]
    )
    share = text.share(first)
    reaches_us = share.us_percent or rate.effective
    return share if reaches_us and passed_on(share) else None


def alter(
    text: Scenario,
    changes: Changes,
    *,
    name: str = "",
    start: WhatIf | None = None,
) -> Scenario:
    """Return a text with some of its terms changed, marked as a what-if.

    Parameters
    ----------
    text : Scenario
        As it was published, or a what-if itself.
    changes : Changes
    name : str
        What to call it; without one, after the text.
    start : WhatIf, optional
        What it starts from, and how far the line moves; without it, as the text has it.

    Returns
    -------
    Scenario
        Valid, and equal to what `geo.deal.load.read_scenario` reads from its file.
        What was changed is recorded in its clause ``what_if`` and cites `ASSUMPTION`.

    Raises
    ------
    InputError
        If a percentage is not from 0 to 100 or leaves no room for the others' part, the
        text states no rate that could change, a mineral is not known, neither the text
        nor the line is changed, or the name cannot be shown.
    UnknownNameError
        If there is no such set of minerals.
    """
    wordings: list[Text] = []
    one = _marked(text, _clean_name(name), start or text.what_if)
    if changes.us_percent is not None:
        one, wording = _with_rate(one, changes.us_percent)
        wordings.append(wording)
    if changes.minerals is not None:
        one, wording = _with_minerals(one, changes.minerals)
        wordings.append(wording)
    if changes.existing is not None:
        one, wording = _with_existing(one, changes.existing)
        wordings.append(wording)
    if changes.freed_percent is not None:
        one, wording = _with_freed_rate(one, changes.freed_percent)
        wordings.append(wording)
    if wordings:
        one = _with_summary(one, wordings)
    elif not (one.what_if and one.what_if.changes_line):
        raise InputError(
            _("Expected at least one change to the text or the line, but got none.")
        )
    return read_scenario(scenario_to_yaml(one), name=one.id)


def _clean_name(name: str) -> str:
    clean = " ".join(name.split())
    if len(clean) > _LONGEST_NAME or HIDDEN.search(clean):
        raise InputError(
            _("Expected a name of at most {most} visible characters.").format(
                most=_LONGEST_NAME
            )
        )
    return clean


def _marked(text: Scenario, name: str, start: WhatIf | None) -> Scenario:
    """Return a text that says of itself that it is a what-if, and is no default."""
    again = text.status is ScenarioStatus.WHAT_IF
    slug = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")
    given: Text = {"en": name} if name else text.short_name
    kept = again and not name
    named = _both(given, *(("{}", "{}") if kept else ("What if: {}", "Що, якби: {}")))
    return replace(
        text,
        id=f"{_ADDED}_{slug or text.id.removeprefix(f'{_ADDED}_')}",
        name=named,
        short_name=named,
        proposer={
            "en": "nobody; a what-if of a reader",
            "uk": "ніхто; припущення читача",
        },
        status=ScenarioStatus.WHAT_IF,
        status_text={"en": "what-if, not a text", "uk": "припущення, не текст"},
        status_sources=_CITED,
        confidence=Confidence.LOW,
        default=False,
        references=_put(text.references, ASSUMPTION),
        what_if=start,
    )


def _both(text: Text, en: str, uk: str) -> Text:
    """Return a text in both languages, set into a frame of each."""
    return {"en": en.format(text["en"]), "uk": uk.format(text.get("uk", text["en"]))}


Record = TypeVar("Record", Clause, Share, Source, MineralSet)


def _put(records: Iterable[Record], new: Record) -> tuple[Record, ...]:
    """Return records with a new one: in the place of its namesake, or at the end."""
    kept = list(records)
    ids = [one.id for one in kept]
    if new.id in ids:
        kept[ids.index(new.id)] = new
    else:
        kept.append(new)
    return tuple(kept)


def _with_summary(one: Scenario, wordings: Sequence[Text]) -> Scenario:
    """Return a text that states its changes, after those that it had before."""
    now: Text = {
        code: "; ".join(wording[code] for wording in wordings) + "."
        for code in ("en", "uk")
    }
    ever = [*(clause.text for clause in one.clauses if clause.id == _ADDED), now]
    whole: Text = {
        code: " ".join(text.get(code, text["en"]) for text in ever)
        for code in ("en", "uk")
    }
    clause = Clause(
        _ADDED,
        ClauseKind.OTHER,
        {"en": "What if", "uk": "Що, якби"},
        whole,
        _CITED,
    )
    return replace(one, summary=whole, clauses=_put(one.clauses, clause))


# Rates -----------------------------------------------------------------------------


def _figure(percent: float) -> Figure:
    whole = int(percent) if float(percent).is_integer() else float(percent)
    return Figure(whole, _CITED)


def _with_rate(one: Scenario, percent: float) -> tuple[Scenario, Text]:
    share = rate_share(one)
    if share is None:
        raise InputError(
            _("“{name}” states no US rate that could be changed.").format(
                name=in_language(one.short_name)
            )
        )
    changed = replace(one, shares=_put(one.shares, _at(share, percent)))
    for ground in one.rates or {}:
        changed = _with_headline(changed, ground)
    return changed, _rate_text(share, percent)


def _rate_text(share: Share, percent: float, en: str = "", uk: str = "") -> Text:
    rate = f"{percent:g} % ({{}})"
    return _both(share.of, f"{en}US rate {rate}", f"{uk}ставка США {rate}")


def _at(share: Share, percent: float) -> Share:
    """Return a share that passes on another percent; Ukraine's part takes the rest."""
    moved = "fund_percent" if share.fund_percent else "us_percent"
    kept = share.us_percent if share.fund_percent else None
    fixed = sum(percent_of(part) for part in (kept, share.other_percent) if part)
    rest = 100 - percent - fixed
    if not 0 <= percent <= 100 or rest < 0:
        raise InputError(
            _(
                "Expected a rate from 0 to {most:g} percent, but got {percent:g}."
            ).format(most=100 - fixed, percent=percent)
        )
    changed = {moved: _figure(percent)}
    if share.ukraine_percent:
        changed["ukraine_percent"] = _figure(rest)
    return replace(share, confidence=Confidence.LOW, **changed)  # type: ignore[arg-type]


def _with_headline(one: Scenario, ground: Ground) -> Scenario:
    """Return a text whose share by which it is known agrees with its product."""
    rate = (one.rates or {})[ground]
    if not rate.effective or rate.share in rate.effective:
        return one
    steps = [passed_on(one.share(share_id)) for share_id in rate.effective]
    product = product_percent([percent_of(step) for step in steps])
    headline = _at(one.share(rate.share), product)
    return replace(one, shares=_put(one.shares, headline))


def _with_freed_rate(one: Scenario, percent: float) -> tuple[Scenario, Text]:
    """Return a text with a rate of its own for land once freed."""
    rates = dict(one.rates or {})
    ground = Ground.FREED if rate_share(one, Ground.FREED) else Ground.FREE
    share = rate_share(one, ground)
    if share is None:
        raise InputError(
            _("“{name}” states no US rate, so none for land once freed either.").format(
                name=in_language(one.short_name)
            )
        )
    rate = rates[ground]
    own = {
        share_id: f"freed_{share_id.removeprefix('freed_')}"
        for share_id in dict.fromkeys((share.id, rate.share))
    }
    shares = one.shares
    for old, new in own.items():
        copied = _freed(one.share(old), new)
        shares = _put(shares, _at(copied, percent) if old == share.id else copied)
    rates[Ground.FREED] = Rate(
        own[rate.share],
        tuple(own.get(share_id, share_id) for share_id in rate.effective),
        tuple(own.get(share_id, share_id) for share_id in rate.afterwards),
    )
    changed = _with_headline(replace(one, shares=shares, rates=rates), Ground.FREED)
    wording = _rate_text(
        share, percent, "on land once freed: ", "на звільнених землях: "
    )
    return changed, wording


def _freed(share: Share, new_id: str) -> Share:
    if share.id == new_id:
        return share
    frame = ("{}, on land once freed", "{}, на звільнених землях")
    short = _both(share.short, *frame) if share.short else None
    return replace(share, id=new_id, of=_both(share.of, *frame), short=short)


# Scope -----------------------------------------------------------------------------


def _with_minerals(
    one: Scenario, minerals: str | tuple[str, ...]
) -> tuple[Scenario, Text]:
    if isinstance(minerals, str):
        sets = mineral_sets_of(one)
        if minerals not in sets:
            raise UnknownNameError(
                _("There is no set of minerals {id!r}; there are: {known}.").format(
                    id=minerals, known=", ".join(sets)
                )
            )
        named = sets[minerals]
    else:
        named = _own_set(minerals)
        one = replace(one, mineral_sets=_put(one.mineral_sets, named))
    wording = _both(named.name, "minerals: {}", "корисні копалини: {}")
    return _with_clause(one, ClauseKind.MINERALS, named.id, wording), wording


def _own_set(minerals: tuple[str, ...]) -> MineralSet:
    unknown = sorted(set(minerals) - known_minerals())
    if unknown or not minerals:
        raise InputError(
            _("Expected minerals or commodities that are known, but got {got}.").format(
                got=", ".join(map(repr, unknown[:3])) or _("none")
            )
        )
    return MineralSet(_ADDED, {"en": ", ".join(minerals)}, minerals)


def _with_existing(
    one: Scenario, existing: Literal["in", "out"]
) -> tuple[Scenario, Text]:
    """Return a text in which licences from before it count, or do not."""
    if existing == "in":
        wording: Text = {
            "en": "existing licences and mines count",
            "uk": "чинні дозволи та копальні враховано",
        }
        one = _without_value(one, ClauseKind.LICENCE)
        return _with_clause(one, ClauseKind.OPERATION, "included", wording), wording
    dated = [c.value for c in one.clauses if c.kind == ClauseKind.LICENCE and c.value]
    day = dated[0] if dated else one.in_force or one.date
    wording = {
        "en": f"licences granted on or before {day} do not count",
        "uk": f"дозволи, видані {day} або раніше, не враховано",
    }
    one = _without_value(one, ClauseKind.OPERATION)
    return _with_clause(one, ClauseKind.LICENCE, day, wording), wording


def _without_value(one: Scenario, kind: ClauseKind) -> Scenario:
    """Return a text in which clauses of a kind are words only and decide nothing."""
    clauses = tuple(
        replace(c, value=None, readings=(), note=_SET_ASIDE)
        if c.kind == kind and decides(c)
        else c
        for c in one.clauses
    )
    return replace(one, clauses=clauses)


_SET_ASIDE: Text = {
    "en": "Set aside by the what-if.",
    "uk": "Припущення це відкидає.",
}


def _with_clause(
    one: Scenario, kind: ClauseKind, value: object, wording: Text
) -> Scenario:
    """Return a text with one deciding clause of a kind, in its place among them."""
    others = _without_value(one, kind).clauses
    ids = {clause.id for clause in others}
    of_kind = [i for i, clause in enumerate(others) if clause.kind == kind]
    title: Text = {"en": "What if", "uk": "Що, якби"}
    new = Clause(
        kind.value if kind.value not in ids else f"{kind.value}_{_ADDED}",
        kind,
        title,
        wording,
        _CITED,
        value=value,  # type: ignore[arg-type]
    )
    if of_kind:
        place = of_kind[0]
        new = replace(new, id=others[place].id)
        return replace(one, clauses=(*others[:place], new, *others[place + 1 :]))
    before = DECIDING[: DECIDING.index(kind)]
    place = max((i + 1 for i, c in enumerate(others) if c.kind in before), default=0)
    return replace(one, clauses=(*others[:place], new, *others[place:]))


def freed_terms(
    text: Scenario,
    deposits: pd.DataFrame,
    *,
    today: "pd.Series[str]",
    what_if: "pd.Series[str]",
) -> pd.DataFrame:
    """Return what a text says of every deposit once the front has moved.

    What is occupied today and free in the what-if takes the text's rate for land once
    freed; where the text has none, the shares are not stated.

    Parameters
    ----------
    text : Scenario
    deposits : DataFrame
        Validated deposits.
    today, what_if : Series
        Their side of the line on both fronts, on the same index.

    Returns
    -------
    DataFrame
        As `geo.deal.apply.apply` returns it.
    """
    return apply(text, deposits, what_if, before=today)
