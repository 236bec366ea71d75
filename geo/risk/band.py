"""In which band a distance lies, nearest, best and farthest."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from geo.geodesy.nearest import Floats
from geo.risk.distance import NEAREST_COLUMNS, Objects
from geo.schema import Control, ThreatEdge


def band_labels(edges_km: Sequence[float]) -> list[str]:
    """Return the names of the distance classes between rising edges in kilometres.

    Examples
    --------
    >>> band_labels([10, 30])
    ['0–10 km', '10–30 km', '>30 km']
    """
    inner = [0.0, *edges_km[:-1]]
    labels = [f"{a:g}–{b:g} km" for a, b in zip(inner, edges_km, strict=True)]
    return [*labels, f">{edges_km[-1]:g} km"]


def classify(
    measured: pd.DataFrame,
    edges_km: Sequence[float],
    *,
    threat_edge: ThreatEdge = "zone",
) -> pd.DataFrame:
    """Return the band of each measured deposit, and of both ends of its interval.

    Parameters
    ----------
    measured : DataFrame
        As `measure` returns it.
    edges_km : sequence of float
        Rising band edges in kilometres; a band contains its outer edge.
    threat_edge : {"zone", "zone+border"}
        Whether the Russian and Belarusian border counts beside the control zone.

    Returns
    -------
    DataFrame
        On the same index: ``signed_distance_km``, ``distance_km``, ``nearest_lon`` and
        ``nearest_lat`` to the threat edge; ``band``, ``band_nearest`` and
        ``band_farthest``; ``firm``, whether all three agree. All bands are
        ``unknown`` where control is.
    """
    control = measured["control"].to_numpy()
    uncertainty_km = measured["uncertainty_km"].to_numpy()
    nearest = measured[NEAREST_COLUMNS]
    signed_km = _without_gaps(measured)
    near_km, far_km = signed_km - uncertainty_km, signed_km + uncertainty_km
    if threat_edge == "zone+border":
        border = _to_border(measured)
        border_km = border["distance_km"].to_numpy()
        border_uncertainty_km = measured["border_uncertainty_km"].to_numpy()
        closer = pd.Series(border_km < np.fmax(signed_km, 0.0), index=nearest.index)
        nearest = nearest.mask(closer, border, axis=0)
        signed_km = np.minimum(signed_km, border_km)
        # The border is near land, not occupied land: an interval may reach it, but
        # never past it to the occupied side.
        nearest_km = np.maximum(border_km - border_uncertainty_km, 0.0)
        near_km = np.minimum(near_km, nearest_km)
        far_km = np.minimum(far_km, border_km + border_uncertainty_km)
    unknown = control == Control.UNKNOWN
    band, band_nearest, band_farthest = (
        np.where(unknown, Control.UNKNOWN.value, _band(km, edges_km))
        for km in (signed_km, near_km, far_km)
    )
    band = np.where(control == Control.CONTESTED, Control.CONTESTED.value, band)
    firm = (band == band_nearest) & (band == band_farthest) & ~unknown
    return nearest.assign(
        signed_distance_km=nearest["signed_distance_km"].where(~unknown),
        band=band,
        band_nearest=band_nearest,
        band_farthest=band_farthest,
        firm=firm,
    )


def _to_border(measured: pd.DataFrame) -> pd.DataFrame:
    """Return the distance to the border in the columns of the distance to the zone."""
    columns = ["border_distance_km", "border_distance_km", "border_lon", "border_lat"]
    return measured[columns].set_axis(NEAREST_COLUMNS, axis="columns")


def _without_gaps(measured: pd.DataFrame) -> Floats:
    """Return signed distances, endless where the other side does not exist.

    Where no side is known, the distance to the line stands in, without a sign.
    """
    control = measured["control"].to_numpy()
    stand_in = np.select(
        [control == Control.UNKNOWN, control == Control.OCCUPIED],
        [measured["distance_km"].to_numpy(), -np.inf],
        np.inf,
    )
    signed_km = measured["signed_distance_km"].to_numpy()
    return np.where(np.isnan(signed_km), stand_in, signed_km)


def _band(signed_km: Floats, edges_km: Sequence[float]) -> Objects:
    labels = np.array(band_labels(edges_km), dtype=object)
    free = labels[np.searchsorted(np.asarray(edges_km, dtype=float), signed_km)]
    return np.where(signed_km < 0, Control.OCCUPIED.value, free)
