"""The claim that many deposits are occupied or near the front, tested by mineral."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.assessment.ensemble import occupied, within
from geo.assessment.estimates import of_commodities
from geo.assessment.ranges import Hits, Range, count_range
from geo.assessment.summary import NEAR_KM
from geo.deal.records import Text, read_record, require_valid
from geo.geodesy.nearest import Floats
from geo.paths import DATA
from geo.schema import Control
from geo.text.format import day_text, number_text
from geo.text.i18n import _, in_language, n_
from geo.text.sentences import bracket_text, with_draws, with_range

#: Where a deposit may lie, each deposit in one: the first three are what the claim
#: means, for what is contested is occupied or near in any case.
PLACES = ("occupied", "contested", "near", "farther", "unknown")
MEANT = PLACES[:3]


@dataclass(frozen=True)
class Mineral:
    """A mineral of the claim, and the commodities that stand for it; none means all."""

    id: str
    name: Text
    commodities: tuple[str, ...]


@dataclass(frozen=True)
class Claim:
    """The claim: its words, day and speaker, and the minerals it is tested for."""

    text: str
    date: dt.date
    sources: tuple[str, ...]
    minerals: tuple[Mineral, ...]


@cache
def read_claim() -> Claim:
    """Return the claim that ships.

    Raises
    ------
    DataError
        If the file was amended to what is no claim; the message names place and key.
    """
    path = DATA / "claim.yaml"
    claim: Claim
    claim = require_valid(read_record(Claim, path.read_bytes()), path.name)
    return claim


def claim_counts(
    deposits: gpd.GeoDataFrame, measured: pd.DataFrame, claim: Claim
) -> pd.DataFrame:
    """Count the deposits of every mineral by where they lie, on every front.

    Parameters
    ----------
    deposits : GeoDataFrame
        Validated deposits.
    measured : DataFrame
        As `geo.ledger.measure_all` returns it for them.
    claim : Claim
        Its minerals.

    Returns
    -------
    DataFrame
        A row per front and mineral: ``as_of`` (`datetime.date`), ``snapshot``,
        ``mineral`` (its id), ``deposits``, and the counts `PLACES`: ``near`` is held
        by Ukraine within `geo.assessment.summary.NEAR_KM` of the zone, ``farther``
        beyond.
    """
    front = ["as_of", "snapshot"]
    lies = pd.get_dummies(_places(measured)).reindex(columns=list(PLACES), fill_value=0)
    tables = []
    for mineral in claim.minerals:
        ids = deposits.index[of_commodities(deposits, mineral.commodities)]
        here = lies.mul(measured["deposit"].isin(ids), axis="index").astype(int)
        counts = measured[front].join(here).groupby(front).sum()
        table = counts.reset_index()
        table.insert(2, "mineral", mineral.id)
        table.insert(3, "deposits", len(ids))
        tables.append(table)
    whole = pd.concat(tables).sort_values("as_of", kind="stable", ignore_index=True)
    whole.columns.name = None
    return whole.assign(as_of=pd.DatetimeIndex(whole["as_of"]).date)


def _places(measured: pd.DataFrame) -> "pd.Series[str]":
    """Return where each measured deposit lies."""
    free = measured["control"] == Control.FREE
    near = free & (measured["distance_km"] <= NEAR_KM)
    place = measured["control"].astype(object).mask(free, "farther").mask(near, "near")
    return place.astype(str)


class ClaimRanges(NamedTuple):
    """Counts of a mineral as ranges; each has every deposit on one side or other.

    Attributes
    ----------
    occupied, near : Range
        In the control zone, and held by Ukraine within
        `geo.assessment.summary.NEAR_KM` of it.
    meant : Range
        Either, as the claim says.
    """

    occupied: Range
    near: Range
    meant: Range


def claim_ranges(
    deposits: gpd.GeoDataFrame,
    measured: pd.DataFrame,
    signed_km: Floats,
    claim: Claim,
) -> dict[str, ClaimRanges]:
    """Return the counts of every mineral on one front as 90 % ranges, by its id.

    Parameters
    ----------
    deposits, claim
        As for `claim_counts`.
    measured : DataFrame
        As `geo.risk.distance.measure_to_front` returns it for them.
    signed_km : array of float, shape (draws, deposits)
        As `geo.assessment.ensemble.draw_signed_km` returns it for them.
    """
    inside, beside = occupied(signed_km, measured), within(signed_km, NEAR_KM)
    found = {}
    for mineral in claim.minerals:
        here = np.asarray(of_commodities(deposits, mineral.commodities), dtype=bool)
        hits = (inside & here, beside & here, (inside | beside) & here)
        found[mineral.id] = ClaimRanges(
            *(count_range([Hits(one, one)]) for one in hits)
        )
    return found


def on_front(counts: pd.DataFrame, day: dt.date) -> pd.DataFrame:
    """Return the counts on the newest front on or before a day.

    Parameters
    ----------
    counts : DataFrame
        As `claim_counts` returns it, with a front on or before ``day``.
    day : date
    """
    last = counts.loc[counts["as_of"] <= day, "as_of"].max()
    return pd.DataFrame(counts[counts["as_of"] == last])


def place_names() -> dict[str, str]:
    """Return where a deposit may lie, in words, in the order of `PLACES`."""
    texts = (
        _("occupied"),
        _("too near to tell"),
        _("within {km:g} km").format(km=NEAR_KM),
        _("farther"),
        _("side unknown"),
    )
    return dict(zip(PLACES, texts, strict=True))


def meant_count(row: Mapping[Any, Any]) -> int:
    """Return how many deposits are occupied or near the front, as the claim says."""
    return sum(int(row[name]) for name in MEANT)


def claim_finding(
    rows: pd.DataFrame,
    claim: Claim,
    ranges: Mapping[str, ClaimRanges] | None = None,
) -> str:
    """Return what one front says of the claim, in a sentence without its full stop.

    Parameters
    ----------
    rows : DataFrame
        As `on_front` returns it.
    claim : Claim
        Its minerals; the one without commodities is all of them.
    ranges : mapping of str to ClaimRanges, optional
        The counts as ranges, where they were drawn.

    Examples
    --------
    "On the front of 12 Feb 2025 the sentence holds for 80 (77–81) of 210 deposits in
    this sample, the smaller part (38 %): 54 (58–62) occupied, 12 too near to the line
    to tell and 14 (17–21) more within 30 km; by mineral: lithium 2 of 4, titanium 1 of
    20".
    """
    of_mineral = ranges or {}
    by_mineral = rows.set_index("mineral").to_dict("index")
    everything = next(one.id for one in claim.minerals if not one.commodities)
    row = by_mineral[everything]
    parts = [
        _("{name} {n} of {total}").format(
            name=in_language(one.name),
            n=with_meant_range(by_mineral[one.id], of_mineral.get(one.id)),
            total=number_text(by_mineral[one.id]["deposits"]),
        )
        for one in claim.minerals
        if one.commodities
    ]
    meant, total = meant_count(row), int(row["deposits"])
    drawn = of_mineral.get(everything)
    sample = n_(
        "{meant} of {n} deposit in this sample",
        "{meant} of {n} deposits in this sample",
        total,
    )
    text = _(
        "On the front of {day} the sentence holds for {sample}, {part}: {occupied} "
        "occupied, {contested} too near to the line to tell and {near} more within "
        "{km:g} km; by mineral: {minerals}"
    ).format(
        day=day_text(row["as_of"]),
        sample=sample.replace("{meant}", with_meant_range(row, drawn)),
        part=_part_text(meant, total),
        occupied=with_range(row["occupied"], drawn and drawn.occupied),
        contested=number_text(row["contested"]),
        near=with_range(row["near"], drawn and drawn.near),
        km=NEAR_KM,
        minerals=", ".join(parts),
    )
    if row["unknown"]:
        text += n_(
            "; of {n} the side is unknown",
            "; of {n} the side is unknown",
            row["unknown"],
        )
    # A range of another mineral is one of all: with none of all there is none.
    return with_draws(text) if _shows_range(row, drawn) else text


def _shows_range(row: Mapping[Any, Any], drawn: ClaimRanges | None) -> bool:
    return drawn is not None and bool(
        bracket_text(row["occupied"], drawn.occupied)
        or bracket_text(row["near"], drawn.near)
    )


def place_texts(row: Mapping[Any, Any], drawn: ClaimRanges | None) -> list[str]:
    """Return how many deposits lie in each of `PLACES`, with the range of each."""
    ranges = {} if drawn is None else drawn._asdict()
    return [with_range(row[place], ranges.get(place)) for place in PLACES]


def with_meant_range(row: Mapping[Any, Any], drawn: ClaimRanges | None) -> str:
    """Return how many deposits are occupied or near, with its range."""
    return with_range(meant_count(row), drawn and drawn.meant)


def _part_text(part: int, total: int) -> str:
    """Return what part of the whole a count is: the claim's "many" names no number."""
    if part in (0, total):
        return _("all of them") if part else _("none of them")
    if 2 * part == total:
        return _("half of them")
    text = _("the smaller part ({percent} %)")
    if 2 * part > total:
        text = _("the greater part ({percent} %)")
    return text.format(percent=number_text(100 * part / total))
