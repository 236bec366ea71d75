"""The card of one deposit: everything that is known of it, in one column.

Names and notes may come from a stranger's file, so every text is escaped; the only
links are web addresses, and they open elsewhere.
"""

import math
from collections.abc import Iterable
from html import escape
from typing import Any

import pandas as pd

from geo.schema import Answer, Control
from geo.terms import Ground, Scenario, effective_arithmetic
from geo.views.labels import (
    answer_label,
    control_label,
    km_text,
    licence_label,
    linked,
    number_text,
    percent_text,
    rests_on_label,
    status_label,
)
from geo.words import _, in_language

#: One row of a card: a label and HTML, left out where the HTML is empty.
Row = tuple[str, str]


def card_html(deposit: "pd.Series[Any]", scenario: Scenario) -> str:
    """Return the card of one row of an assessment as HTML."""
    deal = _("The deal: {name}").format(name=in_language(scenario.short_name))
    sections = (
        (_("The ground"), ground_rows(deposit)),
        (deal, deal_rows(deposit, scenario)),
        (_("Licence"), licence_rows(deposit)),
        (_("Resource"), resource_rows(deposit)),
        (_("Where the facts come from"), source_rows(deposit)),
    )
    body = "".join(_section(title, rows) for title, rows in sections)
    return f'<article class="card">{_head(deposit)}{body}</article>'


def _head(deposit: "pd.Series[Any]") -> str:
    commodities = ", ".join(deposit["commodities"]) or _("commodity not given")
    facts = [deposit["deposit_type"], status_label(deposit["status"])]
    facts.append(deposit["oblast"])
    line = escape(" · ".join(fact for fact in facts if fact))
    return (
        f"<h2>{escape(deposit['name'])}</h2>"
        f'<p class="other-name" lang="uk">{escape(deposit["name_uk"])}</p>'
        f"<p><b>{escape(commodities)}</b><br>{line}</p>"
    )


def _section(title: str, rows: Iterable[Row]) -> str:
    pairs = "".join(
        f"<dt>{escape(label)}</dt><dd>{value}</dd>" for label, value in rows if value
    )
    return f"<h3>{escape(title)}</h3><dl>{pairs}</dl>" if pairs else ""


def ground_rows(deposit: "pd.Series[Any]") -> list[Row]:
    """Return side, both distances and band of a deposit, as far as they are sure."""
    side = control_label(deposit["control"])
    if not math.isnan(deposit["occupied_area_percent"]):
        side += _(", {percent:.0f} % of its area in the control zone").format(
            percent=deposit["occupied_area_percent"]
        )
    behind = deposit["signed_distance_km"] < 0
    label = _("Behind the line") if behind else _("To the control zone")
    return [
        (_("Side"), escape(side)),
        (label, escape(interval_text(deposit))),
        (_("To Russia or Belarus"), km_text(deposit["border_distance_km"])),
        (_("Band"), escape(band_text(deposit))),
    ]


def interval_text(deposit: "pd.Series[Any]") -> str:
    """Return the distance to the other side of the line with its interval."""
    distance_km, uncertainty_km = deposit["zone_distance_km"], deposit["uncertainty_km"]
    if math.isnan(distance_km):
        return _("there is no other side on this front")
    near_km, far_km = distance_km - uncertainty_km, distance_km + uncertainty_km
    if deposit["control"] != Control.CONTESTED:
        return _("{km}, between {near} and {far}").format(
            km=km_text(distance_km),
            near=number_text(max(near_km, 0.0), 1),
            far=number_text(far_km, 1),
        )
    sides = (far_km, -near_km)
    free_km, occupied_km = sides[::-1] if deposit["signed_distance_km"] < 0 else sides
    return _(
        "{km}, between {free} on Ukraine's side and {occupied} on the occupied side"
    ).format(
        km=km_text(distance_km), free=km_text(free_km), occupied=km_text(occupied_km)
    )


def band_text(deposit: "pd.Series[Any]") -> str:
    """Return the band, and plainly whether it is firm."""
    if deposit["firm"]:
        return _("{band}, firm").format(band=deposit["band"])
    return _("{band}, not firm: between {near} and {far}").format(
        band=deposit["band"], near=deposit["band_nearest"], far=deposit["band_farthest"]
    )


def deal_rows(deposit: "pd.Series[Any]", scenario: Scenario) -> list[Row]:
    """Return what the scenario says of a deposit, by which clause, and the shares."""
    rows = [(_("Covered"), answer_label(deposit["covered"]))]
    if deposit["covered_by"]:
        clause = scenario.clause(deposit["covered_by"])
        title, text = in_language(clause.title), in_language(clause.text)
        rows.append((_("By clause"), f"<b>{escape(title)}.</b> {escape(text)}"))
    rows.append((_("Rests on"), escape(rests_on_label(deposit["rests_on"]))))
    rows.append((_("In reach"), escape(reach_text(deposit))))
    if deposit["covered"] == Answer.YES:
        rows += _share_rows(deposit, scenario)
    listed = answer_label(Answer.YES if deposit["on_list_57"] else Answer.NO)
    return [*rows, (_("On the list of 57"), listed)]


def reach_text(deposit: "pd.Series[Any]") -> str:
    """Return whether a deposit is in reach, and why not where it is not."""
    answer = answer_label(deposit["in_reach"])
    if deposit["control"] == Control.OCCUPIED:
        return _("{no}: the land is occupied").format(no=answer)
    if deposit["in_reach"] == Answer.NO:
        return _("{no}: this text does not cover it").format(no=answer)
    if deposit["in_reach"] == Answer.UNCLEAR and deposit["covered"] == Answer.YES:
        return _("{unclear}: the side of the line is not sure").format(unclear=answer)
    return answer


def _share_rows(deposit: "pd.Series[Any]", scenario: Scenario) -> list[Row]:
    """Return the parties' shares, of what, and what of it reaches the US in effect."""
    parties = [
        (_("US"), deposit["us_share_percent"]),
        (_("Ukraine"), deposit["ukraine_share_percent"]),
    ]
    if deposit["other_share_percent"] > 0:
        parties.append((_("others"), deposit["other_share_percent"]))
    shares = ", ".join(f"{party} {percent_text(percent)}" for party, percent in parties)
    base = deposit["share_base"]
    if base:
        shares = _("{shares} of {base}").format(shares=shares, base=base)
    rows = [(_("Shares"), escape(shares))]
    occupied = deposit["control"] == Control.OCCUPIED
    ground = Ground.OCCUPIED if occupied else Ground.FREE
    rate = (scenario.rates or {}).get(ground)
    if base:
        arithmetic = effective_arithmetic(scenario, ground)
        rows.append((_("US share in effect"), escape(arithmetic)))
        if rate and rate.note:
            rows.append((_("Note"), escape(in_language(rate.note))))
    return rows


def licence_rows(deposit: "pd.Series[Any]") -> list[Row]:
    """Return what is known of the permit and of the work on the ground."""
    working = answer_label(
        deposit["operating_2025"]
        if deposit["operating_2025"] in set(Answer)
        else Answer.UNCLEAR
    )
    basis = deposit["operating_basis"]
    return [
        (_("State"), escape(licence_label(deposit["licence_state"]))),
        (_("Holder"), escape(deposit["licence_holder"])),
        (_("Granted"), escape(deposit["licence_granted"])),
        (_("Expires"), escape(deposit["licence_expires"])),
        (_("Basis"), linked(deposit["licence_basis"])),
        (_("Working in 2025"), escape(f"{working} ({basis})" if basis else working)),
    ]


def resource_rows(deposit: "pd.Series[Any]") -> list[Row]:
    """Return the resource with unit, category, year and source, where one is given."""
    quantity = ""
    if not math.isnan(deposit["resource_quantity"]):
        parts = (
            f"{deposit['resource_quantity']:,g}".replace(",", "\u202f"),
            deposit["resource_unit"],
            deposit["resource_of"],
        )
        quantity = " ".join(part for part in parts if part)
    return [
        (_("Quantity"), escape(quantity)),
        (_("Category"), escape(deposit["resource_category"])),
        (_("As of"), escape(deposit["resource_as_of"])),
        (_("Grade"), escape(deposit["grade"])),
        (_("Source"), linked(deposit["resource_source"])),
    ]


def source_rows(deposit: "pd.Series[Any]") -> list[Row]:
    """Return the place, how sure it is, and the sources of the record."""
    place = _("{lat:.3f}° N, {lon:.3f}° E, ±{km:g} km").format(
        lat=deposit["lat"], lon=deposit["lon"], km=deposit["location_uncertainty_km"]
    )
    return [
        (_("Place"), escape(place)),
        (_("Place from"), linked(deposit["location_basis"])),
        (_("Sources"), linked(deposit["sources"])),
        (_("Notes"), linked(deposit["notes"])),
    ]
