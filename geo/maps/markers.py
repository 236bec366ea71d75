"""What is drawn of a deposit: its marker and its tooltip."""

import math
from collections.abc import Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.deal.scenario import Scenario
from geo.deal.shares import UsPart, us_part
from geo.maps.land import drawn, encode_polygons
from geo.risk.band import band_labels
from geo.risk.presets import Preset
from geo.schema import COVERING, Control, Coverage
from geo.text.i18n import _, language
from geo.text.labels import coverage_label, label

#: Fill of a marker by nearness, from the innermost band to beyond the last edge.
NEARNESS = ("near", "middle", "wide", "far")


def fill_of_band(edges_km: Sequence[float]) -> dict[str, str]:
    """Return the marker's fill for every band between rising edges in kilometres.

    The innermost band is always ``near``, the land beyond the last edge ``far``; those
    between share the steps between evenly. With the default edges that is ≤ 10,
    10–30, 30–100 and > 100 km.
    """
    count = len(edges_km)
    steps = [round((len(NEARNESS) - 1) * i / count) for i in range(count + 1)]
    bands = dict(zip(band_labels(edges_km), (NEARNESS[i] for i in steps), strict=True))
    sides = (Control.OCCUPIED, Control.CONTESTED, Control.UNKNOWN)
    return bands | {side.value: side.value for side in sides}


def us_parts(assessed: gpd.GeoDataFrame, scenario: Scenario) -> list[UsPart | None]:
    """Return the US part of each deposit; None where the scenario covers it in no case.

    Parameters
    ----------
    assessed : GeoDataFrame
        As `geo.assessment.assess.assess` returns it against the scenario.
    scenario : Scenario
    """
    stated = assessed["effective_us_percent"].fillna(assessed["us_share_percent"])
    rows = zip(assessed["covered"], assessed["control"], stated, strict=True)
    return [
        us_part(scenario, control, percent) if covered in COVERING else None
        for covered, control, percent in rows
    ]


def _rounded(values: "pd.Series[Any]", digits: int) -> list[float | None]:
    """Return numbers as JSON has them: NaN is None."""
    numbers = np.round(values.to_numpy(float), digits).tolist()
    return [None if math.isnan(number) else number for number in numbers]


def markers(
    assessed: gpd.GeoDataFrame,
    scenario: Scenario,
    preset: Preset,
    selected_id: str | None,
) -> dict[str, Any]:
    """Return the payload of the deposits: only what markers and tooltips say."""
    parts = us_parts(assessed, scenario)
    columns: dict[str, list[Any]] = {
        "id": assessed.index.tolist(),
        "name": assessed["name"].tolist(),
        "commodity": assessed["primary_commodity"].tolist(),
        "lon": _rounded(assessed["lon"], 5),
        "lat": _rounded(assessed["lat"], 5),
        "fill": assessed["band"].map(fill_of_band(preset.edges_km)).tolist(),
        "outline": assessed["covered"].tolist(),
        "us": [[part.sure, part.most] if part else [] for part in parts],
        "us_text": [part.text if part else "" for part in parts],
        "control": assessed["control"].tolist(),
        "km": _rounded(assessed["distance_km"], 1),
        "uncertainty_km": _rounded(assessed["uncertainty_km"], 1),
        "place_km": _rounded(assessed["location_uncertainty_km"], 2),
        "band": assessed["band"].tolist(),
        "firm": assessed["firm"].tolist(),
    }
    areas = shapely.get_dimensions(assessed.geometry.to_numpy()) == 2
    if areas.any():
        columns["area"] = [
            encode_polygons(drawn(geometry)) if is_area else None
            for geometry, is_area in zip(assessed.geometry, areas, strict=True)
        ]
    return {
        "columns": columns,
        "selected": selected_id,
        "words": _tooltip_words(scenario),
    }


def _tooltip_words(scenario: Scenario) -> dict[str, Any]:
    """Return what a tooltip says; the braces are filled in the browser."""
    return {
        "language": language.get(),
        "distance": {
            Control.FREE: _("{km} ± {uncertainty} km from the front"),
            Control.OCCUPIED: _("occupied, {km} ± {uncertainty} km behind the line"),
            Control.CONTESTED: _(
                "too near to tell: {km} ± {uncertainty} km from the line"
            ),
            Control.UNKNOWN: _("side not known: {km} ± {uncertainty} km from the line"),
        },
        "no_distance": _("no other side on this front"),
        "firm": _("band {band}"),
        "not_firm": _("band {band}, not firm"),
        "outline": {one.value: coverage_label(one, scenario) for one in Coverage},
        "control": {side.value: label("control", side) for side in Control},
        "group": _("Deposits: {count}"),
        "more": _("{names} and more: {count}"),
        "open": _("Press to come closer"),
    }
