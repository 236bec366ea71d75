"""Stated uncertainties of distances to the shipped fronts against their errors."""

import json
from functools import cache
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.geodesy.nearest import Floats
from geo.paths import DATA
from geo.text.i18n import _

#: The days that the uncertainty was estimated on, and those held back to test it.
ESTIMATE, TEST = "estimate", "test"


class DistanceClass(NamedTuple):
    """Signed distances above ``from_km`` and up to ``to_km``; negative is occupied."""

    id: str
    from_km: float
    to_km: float


CLASSES = (
    DistanceClass("free_0_50", 0, 50),
    DistanceClass("free_50_100", 50, 100),
    DistanceClass("free_100_200", 100, 200),
    DistanceClass("free_over_200", 200, np.inf),
    DistanceClass("occupied_0_20", -20, 0),
    DistanceClass("occupied_over_20", -np.inf, -20),
)


def class_of(signed_km: "pd.Series[float] | Floats") -> NDArray[np.str_]:
    """Return the id of each signed distance's class; a place on the line is free."""
    km = np.asarray(signed_km, dtype=float)
    inside = [
        (km >= one.from_km) & (km < one.to_km)
        if one.to_km <= 0
        else (km > one.from_km) & (km <= one.to_km)
        for one in CLASSES
    ]
    inside[0] |= km == 0
    names: NDArray[np.str_] = np.select(inside, [one.id for one in CLASSES], "")
    return names


def class_name(class_id: str) -> str:
    """Return a class in the reader's words."""
    return {
        "free_0_50": _("free, up to 50 km"),
        "free_50_100": _("free, 50–100 km"),
        "free_100_200": _("free, 100–200 km"),
        "free_over_200": _("free, over 200 km"),
        "occupied_0_20": _("occupied, up to 20 km deep"),
        "occupied_over_20": _("occupied, over 20 km deep"),
    }[class_id]


@cache
def read_calibration() -> dict[str, Any]:
    """Return ``data/calibration.json``, as `tests.bench.calibrate` wrote it."""
    document: dict[str, Any] = json.loads(
        (DATA / "calibration.json").read_text(encoding="utf-8")
    )
    return document
