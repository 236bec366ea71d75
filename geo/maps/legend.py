"""The legend card and the source line."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

import geopandas as gpd

from geo.deal.scenario import Scenario
from geo.deal.shares import share_text
from geo.fronts.front import Front
from geo.maps.land import LAND_COLORS, tints_of
from geo.maps.markers import fill_of_band, us_parts
from geo.risk.band import band_labels
from geo.risk.presets import Preset
from geo.schema import Control, Coverage, ThreatEdge
from geo.text.format import day_text
from geo.text.i18n import _, in_language, language
from geo.text.labels import coverage_label, label
from geo.text.sentences import method_text

#: A part of the card: its heading and its rows.
Part = dict[str, Any]

#: What the reader can switch off, by the name that the style knows it by.
ZONES, OUTLINES, PLACES = "zones", "terms", "uncertainty"


def legend(
    parts: Sequence[Part], *fronts: Front, switches: Sequence[str]
) -> dict[str, Any]:
    """Return the payload of legend, source line and place names."""
    texts = {
        ZONES: _("show zones"),
        OUTLINES: _("show rings"),
        PLACES: _("show ± of place"),
    }
    return {
        "language": language.get(),
        "title": _("Legend"),
        "parts": list(parts),
        "switches": [{"name": name, "text": texts[name]} for name in switches],
        "source": source_line(*fronts),
    }


def risk_part(assessed: gpd.GeoDataFrame, preset: Preset) -> Part:
    """Return what the fills mean, with their counts."""
    return {
        "title": _("Deposit, by distance"),
        "rows": list(_risk_rows(assessed, preset)),
    }


def land_part(front: Front, edges_km: Sequence[float], threat_edge: ThreatEdge) -> Part:
    """Return what the colours of the land mean; without edges there are no zones."""
    return {"title": _("Land"), "rows": _land_rows(front, edges_km, threat_edge)}


def terms_part(assessed: gpd.GeoDataFrame, scenario: Scenario) -> Part:
    """Return what the outlines mean, with their counts and the base of the shares."""
    return {
        "title": _("Ring: {name}").format(name=in_language(scenario.short_name)),
        "rows": list(_terms_rows(assessed, scenario)),
    }


def _land_rows(
    front: Front, edges_km: Sequence[float], threat_edge: ThreatEdge
) -> list[dict[str, Any]]:
    occupied = {
        "tints": [LAND_COLORS["occupied"]],
        "text": label("control", Control.OCCUPIED),
    }
    if front.assumed:
        occupied["text"] = _("occupied, or Russian by the text")
    demilitarised = {
        "hatch": LAND_COLORS["demilitarised"],
        "text": _("demilitarised by the text"),
    }
    line = {"line": LAND_COLORS["contact"], "text": _("contact line")}
    if front.assumed:
        line["text"] = _("line by the text, not the front")
    zones = {
        "tints": tints_of(len(edges_km)),
        "text": _("{edges} km").format(edges=", ".join(f"{km:g}" for km in edges_km)),
    }
    border = {
        "line": LAND_COLORS["contact"],
        "dashed": True,
        "text": _("border with Russia and Belarus"),
    }
    wanted: list[tuple[dict[str, Any], bool]] = [
        (occupied, front.zone is not None),
        (demilitarised, front.demilitarised is not None),
        (line, True),
        (zones, bool(edges_km)),
        (border, threat_edge == "zone+border"),
    ]
    return [row for row, shown in wanted if shown]


def _risk_rows(assessed: gpd.GeoDataFrame, preset: Preset) -> Iterator[dict[str, Any]]:
    """Yield a row for every fill: unknown only where it occurs."""
    fills = fill_of_band(preset.edges_km)
    counts = assessed["band"].map(fills).value_counts()
    texts = {
        side.value: label("control", side)
        for side in (Control.OCCUPIED, Control.CONTESTED)
    }
    for fill, bands in groupby(band_labels(preset.edges_km), fills.__getitem__):
        texts[fill] = _merged(list(bands))
    texts[Control.UNKNOWN.value] = _("side not known")
    for fill, text in texts.items():
        count = int(counts.get(fill, 0))
        if count or fill != Control.UNKNOWN:
            yield {"fill": fill, "outline": "outside", "text": text, "count": count}
    several = {"control": Control.FREE, "fill": Control.FREE, "count": 3}
    yield {"group": [several], "text": _("several: press to open")}


def _merged(bands: Sequence[str]) -> str:
    """Return neighbouring bands as one: "10–20 km" and "20–30 km" as "10–30 km"."""
    if len(bands) == 1:
        return bands[0]
    return f"{bands[0].split('–')[0]}–{bands[-1].split('–')[-1]}"


def _terms_rows(
    assessed: gpd.GeoDataFrame, scenario: Scenario
) -> Iterator[dict[str, Any]]:
    """Yield a row for every outline, then one for every US part, with their base."""
    counts = assessed["covered"].value_counts()
    for coverage in Coverage:
        if count := int(counts.get(coverage, 0)):
            text = coverage_label(coverage, scenario)
            yield {"fill": "plain", "outline": coverage, "text": text, "count": count}
    parts = Counter(part for part in us_parts(assessed, scenario) if part)
    for part in sorted(parts, key=lambda one: (-one.sure, one.most)):
        us = [part.sure, part.most]
        row = {"outline": Coverage.IN_FORCE, "us": us, "text": part.text}
        yield {**row, "count": parts[part]}
    if parts:
        yield {"note": share_text(scenario)}


def source_line(*fronts: Front) -> str:
    """Return what the map was drawn from, in one line; of two fronts, both."""
    labels = [
        _("{day}, {made}, ±{km:g} km").format(
            day=day_text(front.as_of),
            made=method_text(front),
            km=front.uncertainty_km,
        )
        for front in fronts
    ]
    return _(
        "Front: {fronts} · Basemap: Natural Earth (public domain), boundaries per "
        "UN GA 68/262 · Frontlode"
    ).format(fronts=" | ".join(dict.fromkeys(labels)))
