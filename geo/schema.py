"""What a valid deposit and a valid front are: columns, enumerations, checks."""

from enum import StrEnum


class Control(StrEnum):
    """On which side of the contact line a deposit lies."""

    OCCUPIED = "occupied"
    CONTESTED = "contested"
    FREE = "free"
    UNKNOWN = "unknown"


class Status(StrEnum):
    """Industrial state of a deposit, before or apart from the war."""

    OPERATING = "operating"
    DEVELOPED = "developed"
    EXPLORED = "explored undeveloped"
    PROSPECT = "prospect"
    CLOSED = "closed"
    UNKNOWN = "unknown"


class LicenceState(StrEnum):
    """What is known of a valid permit for a deposit."""

    HELD = "held"
    PSA_AWARDED = "psa_awarded"
    CANCELLED = "cancelled"
    NONE_KNOWN = "none_known"
    UNKNOWN = "unknown"


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
    "licence_state": LicenceState.UNKNOWN.value,
    "licence_holder": "",
    "licence_granted": "",
    "licence_expires": "",
    "licence_basis": "",
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
