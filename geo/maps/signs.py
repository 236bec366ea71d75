"""What is drawn of a deposit: its sign and its tooltip."""

from collections.abc import Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.labels import label
from geo.maps.land import drawn, encode_polygons
from geo.presets import Preset
from geo.risk import band_labels
from geo.schema import Control, Coverage
from geo.words import _, language

#: Core of a sign by nearness, from the innermost band to beyond the last edge.
NEARNESS = ("near", "middle", "wide", "far")


def core_of_band(edges_km: Sequence[float]) -> dict[str, str]:
    """Return the sign's core for every band between rising edges in kilometres.

    The innermost band is always ``near``, the land beyond the last edge ``far``; those
    between share the steps between evenly. With the default edges that is ≤ 10,
    10–30, 30–100 and > 100 km.
    """
    count = len(edges_km)
    steps = [round((len(NEARNESS) - 1) * i / count) for i in range(count + 1)]
    bands = dict(zip(band_labels(edges_km), (NEARNESS[i] for i in steps), strict=True))
    sides = (Control.OCCUPIED, Control.CONTESTED, Control.UNKNOWN)
    return bands | {side.value: side.value for side in sides}


#: Ring of a sign by the answer whether the scenario covers the deposit.
_RING = {
    Coverage.IN_FORCE.value: "in_force",
    Coverage.PROSPECTIVE.value: "in_force",
    Coverage.DISPUTED.value: "unclear",
    Coverage.UNCLEAR.value: "unclear",
    Coverage.OUTSIDE.value: "outside",
}


def rings_of(assessed: gpd.GeoDataFrame) -> "pd.Series[Any]":
    """Return the ring of each sign: what the scenario says of the deposit."""
    return assessed["covered"].map(_RING)


def us_percent(assessed: gpd.GeoDataFrame) -> "pd.Series[Any]":
    """Return the US part of the ring: the effective share where it is stated."""
    return assessed["effective_us_percent"].fillna(assessed["us_share_percent"])


def _rounded(values: "pd.Series[Any]", digits: int) -> list[float | None]:
    return [None if np.isnan(v) else round(v, digits) for v in values.to_numpy(float)]


def signs(
    assessed: gpd.GeoDataFrame, preset: Preset, selected_id: str | None
) -> dict[str, Any]:
    """Return the payload of the deposits: only what signs and tooltips say."""
    columns: dict[str, list[Any]] = {
        "id": assessed.index.tolist(),
        "name": assessed["name"].tolist(),
        "commodity": assessed["primary_commodity"].tolist(),
        "lon": _rounded(assessed["lon"], 5),
        "lat": _rounded(assessed["lat"], 5),
        "core": assessed["band"].map(core_of_band(preset.edges_km)).tolist(),
        "ring": rings_of(assessed).tolist(),
        "us": [[] if np.isnan(v) else [v] for v in us_percent(assessed)],
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
    return {"columns": columns, "selected": selected_id, "words": _tooltip_words()}


def _tooltip_words() -> dict[str, Any]:
    """Return what a tooltip says; the braces are filled in the browser."""
    return {
        "language": language.get(),
        "distance": {
            Control.FREE: _("{km} ± {uncertainty} km from the front"),
            Control.OCCUPIED: _("occupied, {km} ± {uncertainty} km behind the line"),
            Control.CONTESTED: _("contested: {km} ± {uncertainty} km from the line"),
            Control.UNKNOWN: _("{km} ± {uncertainty} km from the line, side unknown"),
        },
        "no_distance": _("no other side on this front"),
        "firm": _("band {band}"),
        "not_firm": _("band {band}, not firm"),
        "ring": {
            "in_force": _("covered by this text"),
            "unclear": _("unclear whether this text covers it"),
            "outside": _("not covered by this text"),
        },
        "us": _(", US {us} %"),
        "or": _(" or "),
        "control": {side.value: label("control", side) for side in Control},
        "group": _("Deposits: {count}"),
        "more": _("{names} and more: {count}"),
        "open": _("Press to come closer"),
    }
