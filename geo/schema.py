"""What a valid deposit and a valid front are: columns, enumerations, checks."""

from enum import StrEnum
from typing import Literal, NamedTuple


class Control(StrEnum):
    """On which side of the contact line a deposit lies."""

    OCCUPIED = "occupied"
    CONTESTED = "contested"
    FREE = "free"
    UNKNOWN = "unknown"


class Status(StrEnum):
    """Industrial state of a deposit, before or regardless of the war."""

    OPERATING = "operating"
    DEVELOPED = "developed"
    EXPLORED = "explored undeveloped"
    PROSPECT = "prospect"
    CLOSED = "closed"
    UNKNOWN = "unknown"


class LicenceState(StrEnum):
    """What is known of a permit, or of a production-sharing agreement, for a site.

    In this order one row counts before another of the same site: a search that finds no
    permit says more of today than one that ended.
    """

    HELD = "held"
    SOLD = "sold"
    AWARDED = "awarded"
    ISSUED = "issued"
    SUSPENDED = "suspended"
    OFFERED = "offered"
    NONE_FOUND = "none_found"
    ENDED = "ended"
    UNKNOWN = "unknown"


class Licence(NamedTuple):
    """One permit of a deposit, or one search that found none.

    Attributes
    ----------
    state : str
        `LicenceState`. Held: valid. Sold: at an auction, its grant not seen. Awarded:
        a winner is named, nothing is signed. Issued: it was issued, and whether it
        stands is not known. Suspended: its holder may not use it, and that it was
        annulled is not known. Offered: on a list for auction or tender. Ended:
        annulled, expired or refused. None found: after a search on ``searched``.
    site : str
        The part of the deposit; empty for all of it.
    granted, expires : str
        ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``; ``../`` before it means "in or
        before" (EDTF, ISO 8601-2). Empty where no source gives it.
    holder, how, note : str
        Who holds it, by which procedure, and what else there is to say.
    searched : str
        The day of the search, ``YYYY-MM-DD``.
    source_title, publisher, source_date, url, confidence : str
        Where it was read, and how far that carries.
    """

    state: str = LicenceState.UNKNOWN.value
    site: str = ""
    holder: str = ""
    granted: str = ""
    expires: str = ""
    how: str = ""
    searched: str = ""
    source_title: str = ""
    publisher: str = ""
    source_date: str = ""
    url: str = ""
    confidence: str = ""
    note: str = ""


class CommodityGroup(StrEnum):
    """Group of a deposit's primary commodity."""

    COAL = "coal"
    OIL_AND_GAS = "oil and gas"
    NUCLEAR = "nuclear"
    FERROUS = "ferrous metals"
    BASE = "base metals"
    LIGHT = "light metals"
    PRECIOUS = "precious metals"
    RARE = "rare and minor metals"
    INDUSTRIAL = "industrial minerals"
    FERTILISER = "fertiliser minerals"
    UNKNOWN = "unknown"


class Answer(StrEnum):
    """A three-valued answer; ``unclear`` when a fact is missing, never guessed."""

    YES = "yes"
    NO = "no"
    UNCLEAR = "unclear"


class Coverage(StrEnum):
    """What a text says of a deposit.

    In force: a source shows the fact that the clause asks for. Prospective: it would
    be covered once a step is taken that the text foresees. Disputed: sources read the
    deciding clause differently. Outside: a clause excludes it. Unclear: a named fact is
    missing.
    """

    IN_FORCE = "in_force"
    PROSPECTIVE = "prospective"
    DISPUTED = "disputed"
    OUTSIDE = "outside"
    UNCLEAR = "unclear"


#: The classes in which a text covers a deposit, now or once a step is taken.
COVERING = (Coverage.IN_FORCE, Coverage.PROSPECTIVE)


#: Columns of a validated deposits frame, beside ``geometry`` (Point, Polygon or
#: MultiPolygon in EPSG:4326) and the index ``id``, with the value that stands for
#: "not given". Only ``name`` has none: it is required.
DEPOSIT_DEFAULTS: dict[str, object] = {
    "name": None,
    "name_uk": "",
    "oblast": "",
    "primary_commodity": "",
    "commodities": (),
    "commodity_group": CommodityGroup.UNKNOWN.value,
    "deposit_type": "",
    "status": Status.UNKNOWN.value,
    "licences": (),
    "operating_2025": "unknown",
    "operating_basis": "",
    "on_list_57": False,
    "location_uncertainty_km": 5.0,
    "location_basis": "",
    "resource_quantity": float("nan"),
    "resource_unit": "",
    "resource_of": "",
    "resource_category": "",
    "resource_as_of": "",
    "resource_source": "",
    "grade": "",
    "sources": "",
    "notes": "",
}

#: The assessment's columns, in this order, in every format (design, section 6).
ASSESSMENT_COLUMNS = (
    "id",
    "name",
    "oblast",
    "primary_commodity",
    "commodities",
    "status",
    "lon",
    "lat",
    "control",
    "signed_distance_km",
    "distance_km",
    "uncertainty_km",
    "band",
    "band_nearest",
    "band_farthest",
    "firm",
    "nearest_lon",
    "nearest_lat",
    "scenario",
    "covered",
    "covered_by",
    "us_share_percent",
    "ukraine_share_percent",
    "other_share_percent",
    "share_base",
    "effective_us_percent",
    "in_reach",
    "front_as_of",
    "front_id",
)

#: The columns of a timeline, in this order, in every format.
TIMELINE_COLUMNS = (
    "snapshot",
    "as_of",
    "id",
    "name",
    "oblast",
    "primary_commodity",
    "control",
    "signed_distance_km",
    "distance_km",
    "uncertainty_km",
    "band",
    "band_nearest",
    "band_farthest",
    "firm",
    "scenario",
    "covered",
    "in_reach",
)


ThreatEdge = Literal["zone", "zone+border"]


THREAT_EDGES: tuple[ThreatEdge, ...] = ("zone", "zone+border")
