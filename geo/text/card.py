"""All that a card shows of one deposit, as plain text: the app and the file draw it.

A text may come from an untrusted file and may hold web addresses; who draws it must
keep it text, and may make links of the addresses.
"""

import math
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from geo.deal.coverage import missing_text
from geo.deal.permits import permits_of
from geo.deal.scenario import Ground, Scenario
from geo.deal.shares import effective_arithmetic, parties, possible_us_percents
from geo.schema import COVERING, Answer, Control, Coverage, Licence
from geo.text.format import km_text, number_text, percent_text, quantity_text, when_text
from geo.text.i18n import _, in_language
from geo.text.labels import binds, coverage_label, label

#: One row of an assessment, by column.
Row = Mapping[Any, Any]


class Head(NamedTuple):
    """What stands above the facts of a deposit."""

    name: str
    name_uk: str
    commodities: str
    kind: str


class Fact(NamedTuple):
    """A label, and what is known of it."""

    label: str
    value: str


class Section(NamedTuple):
    """The facts of one subject."""

    title: str
    facts: list[Fact]


def deposit_head(row: Row) -> Head:
    """Return a deposit's names, its commodities, and its kind, state and oblast."""
    kind = (row["deposit_type"], label("status", row["status"]), row["oblast"])
    return Head(
        name=row["name"],
        name_uk=row["name_uk"],
        commodities=", ".join(row["commodities"]) or _("commodity not given"),
        kind=_joined(" · ", kind),
    )


def deposit_facts(row: Row, scenario: Scenario) -> list[Section]:
    """Return what is known of a deposit, subject by subject; what is not is left out.

    Parameters
    ----------
    row : mapping of str to object
        One row of what `geo.assessment.assess.assess` returns.
    scenario : Scenario
        The text that it was assessed against.
    """
    deal = _("Under “{name}”").format(name=in_language(scenario.short_name))
    sections = {
        _("The ground"): _ground(row),
        deal: _deal(row, scenario),
        _("Licence"): _licence(row),
        _("Resource"): _resource(row),
        _("Where the facts come from"): _origin(row),
    }
    all_sections = (
        Section(title, [Fact(*pair) for pair in pairs if pair[1]])
        for title, pairs in sections.items()
    )
    return [section for section in all_sections if section.facts]


_Pairs = list[tuple[str, str]]


def _ground(row: Row) -> _Pairs:
    """Return side, both distances and band, as far as they are sure."""
    side = _side(row)
    if not math.isnan(row["occupied_area_percent"]):
        side += _(", {percent:.0f} % of its area in the control zone").format(
            percent=row["occupied_area_percent"]
        )
    return [
        (_("Side"), side),
        (_distance_label(row), _interval(row)),
        (_("To Russia or Belarus"), km_text(row["border_distance_km"])),
        (_("Band"), _band(row)),
    ]


def _side(row: Row) -> str:
    """Return the side of the line, and why it is not known where it is not."""
    side = label("control", row["control"])
    if row["control"] != Control.UNKNOWN:
        return side
    why = (
        _("it lies at sea, where no front on land can tell")
        if row["at_sea"]
        else _("this front is a line, which does not say")
    )
    return _("{unknown}: {why}").format(unknown=side, why=why)


def _distance_label(row: Row) -> str:
    """Return what a distance is measured to."""
    if row["control"] == Control.UNKNOWN and not row["at_sea"]:
        return _("To the line")
    if row["signed_distance_km"] < 0:
        return _("Behind the line")
    return _("To the control zone")


def _interval(row: Row) -> str:
    """Return the distance to the other side of the line with its interval."""
    distance_km, uncertainty_km = row["zone_distance_km"], row["uncertainty_km"]
    if math.isnan(distance_km):
        return _("there is no other side on this front")
    near_km, far_km = distance_km - uncertainty_km, distance_km + uncertainty_km
    if row["control"] != Control.CONTESTED:
        return _("{km}, between {near} and {far}").format(
            km=km_text(distance_km),
            near=number_text(max(near_km, 0.0), 1),
            far=number_text(far_km, 1),
        )
    sides = (far_km, -near_km)
    free_km, occupied_km = sides[::-1] if row["signed_distance_km"] < 0 else sides
    return _(
        "{km}, between {free} on Ukraine's side and {occupied} on the occupied side"
    ).format(
        km=km_text(distance_km), free=km_text(free_km), occupied=km_text(occupied_km)
    )


def _band(row: Row) -> str:
    """Return the band, and plainly whether it is firm."""
    names = ("band", "band_nearest", "band_farthest")
    band, near, far = (label("band", row[name]) for name in names)
    if row["firm"]:
        return _("{band}, firm").format(band=band)
    return _("{band}, not firm: between {near} and {far}").format(
        band=band, near=near, far=far
    )


def _deal(row: Row, scenario: Scenario) -> _Pairs:
    """Return what the scenario says of a deposit, by which clause, and the shares."""
    clause = ""
    if row["covered_by"]:
        found = scenario.clause(row["covered_by"])
        clause = f"{in_language(found.title)}. {in_language(found.text)}"
    listed = Answer.YES if row["on_list_57"] else Answer.NO
    return [
        (_("State of the text"), in_language(scenario.status_text)),
        (_("Coverage"), coverage_label(row["covered"], scenario)),
        (_("Missing fact"), _missing(row, scenario)),
        (_("By clause"), clause),
        (_("Rests on"), label("rests_on", row["rests_on"])),
        (_("In reach"), _reach(row, scenario)),
        *(_shares(row, scenario) if row["covered"] in COVERING else ()),
        (_("On the signed text's list of 57"), label("answer", listed)),
    ]


def _missing(row: Row, scenario: Scenario) -> str:
    permits = permits_of(row["licences"])
    licence = permits[0] if len(permits) == 1 else None
    return missing_text(row["missing"], scenario, licence) if row["missing"] else ""


def _reach(row: Row, scenario: Scenario) -> str:
    """Return whether a deposit is in reach, and why not where it is not."""
    answer = label("answer", row["in_reach"])
    if row["control"] == Control.OCCUPIED:
        return _("{no}: the land is occupied").format(no=answer)
    if row["in_reach"] == Answer.NO:
        return _("{no}: this text does not cover it").format(no=answer)
    if row["in_reach"] == Answer.YES:
        if row["covered"] == Coverage.PROSPECTIVE:
            return _("{yes}, once it is covered").format(yes=answer)
        if binds(scenario):
            return answer
        return _("{yes}, if the text were in force").format(yes=answer)
    if row["covered"] in COVERING:
        return _("{unclear}: the side of the line is not sure").format(unclear=answer)
    return _("{unclear}: its coverage is").format(unclear=answer)


def _shares(row: Row, scenario: Scenario) -> _Pairs:
    """Return the parties' shares, of what, and what of it reaches the US in effect."""
    columns = ("us_share_percent", "ukraine_share_percent", "other_share_percent")
    shares = ", ".join(
        f"{party} {percent_text(percent)}"
        for party, percent in parties(*(row[column] for column in columns))
    )
    base = row["share_base"]
    if not base:
        return [(_("Shares"), shares), *_either_share(row, scenario)]
    ground = Ground.OCCUPIED if row["control"] == Control.OCCUPIED else Ground.FREE
    rate = (scenario.rates or {}).get(ground)
    return [
        (_("Shares"), _("{shares} of {base}").format(shares=shares, base=base)),
        (_("US share in effect"), effective_arithmetic(scenario, ground)),
        (_("Note"), in_language(rate.note) if rate and rate.note else ""),
    ]


def _either_share(row: Row, scenario: Scenario) -> _Pairs:
    """Return the US shares of both sides of the line where the side is not sure."""
    percents = possible_us_percents(scenario, row["control"])
    either = _(" or ").join(map(percent_text, percents))
    return [(_("US, by the side it proves to be on"), either)]


def _licence(row: Row) -> _Pairs:
    """Return what is known of the permits and of the work on the ground."""
    known = row["operating_2025"] in set(Answer)
    working = label("answer", row["operating_2025"] if known else Answer.UNCLEAR)
    basis = row["operating_basis"]
    return [
        *(pair for licence in row["licences"] for pair in _one_licence(licence)),
        (_("Working in 2025"), f"{working} ({basis})" if basis else working),
    ]


def _one_licence(licence: Licence) -> _Pairs:
    """Return one permit, or one search, with its source."""
    when = when_text(licence.granted) if licence.granted else ""
    state = _joined(", ", (label("licence_state", licence.state), licence.searched))
    source = (licence.publisher, licence.source_date, licence.url)
    return [
        (licence.site or _("Permit"), state),
        (_("Holder"), licence.holder),
        (_("Granted"), when),
        (_("Expires"), licence.expires),
        (_("How"), licence.how),
        (_("Note"), licence.note),
        (_("Read in"), _joined(", ", source)),
    ]


def _resource(row: Row) -> _Pairs:
    """Return the resource with unit, category, year and source, where one is given."""
    quantity = quantity_text(row["resource_quantity"])
    what = (quantity, row["resource_unit"], row["resource_of"])
    return [
        (_("Quantity"), _joined(" ", what) if quantity else ""),
        (_("Category"), row["resource_category"]),
        (_("As of"), row["resource_as_of"]),
        (_("Grade"), row["grade"]),
        (_("Source"), row["resource_source"]),
    ]


def _origin(row: Row) -> _Pairs:
    """Return the place, how sure it is, and the sources of the record."""
    place = _("{lat:.3f}° N, {lon:.3f}° E, ±{km:g} km").format(
        lat=row["lat"], lon=row["lon"], km=row["location_uncertainty_km"]
    )
    return [
        (_("Place"), place),
        (_("Place from"), row["location_basis"]),
        (_("Sources"), row["sources"]),
        (_("Notes"), row["notes"]),
    ]


def _joined(between: str, parts: Iterable[str]) -> str:
    return between.join(part for part in parts if part)
