"""Which side a deposit lies on, and how far from the other."""

from functools import cache

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.fronts.front import Front
from geo.fronts.uncertainty import foothold_edges, front_uncertainty_km
from geo.geodesy.crs import area_km2
from geo.geodesy.nearest import Edges, Floats, Nearest
from geo.geodesy.ukraine import (
    SLIVER_WIDTH_KM,
    is_offshore,
    threat_border,
)
from geo.schema import Control

Mask = NDArray[np.bool_]
Objects = NDArray[np.object_]


#: What `classify` replaces by the border where that is nearer and counts.
NEAREST_COLUMNS = ["signed_distance_km", "distance_km", "nearest_lon", "nearest_lat"]


def measure(deposits: gpd.GeoDataFrame, front: Front) -> pd.DataFrame:
    """Return what `measure_to_front` and `measure_to_border` do, in one table."""
    return measure_to_front(deposits, front).join(measure_to_border(deposits))


def measure_to_border(deposits: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return the distance of each deposit to the border with Russia and Belarus.

    Returns
    -------
    DataFrame
        On the index of ``deposits``: ``border_distance_km``, the nearest point of the
        border as ``border_lon`` and ``border_lat`` in degrees, and
        ``border_uncertainty_km``: the deposit's own, plus the width within which two
        outlines of one border agree.
    """
    everywhere = np.full(len(deposits), fill_value=True)
    nearest = _nearest(deposits.geometry.to_numpy(), _border_edges(), where=everywhere)
    columns = ["border_distance_km", "border_lon", "border_lat"]
    table = pd.DataFrame(dict(zip(columns, nearest, strict=True)), index=deposits.index)
    own_km = deposits["location_uncertainty_km"]
    return table.assign(border_uncertainty_km=own_km + SLIVER_WIDTH_KM)


def measure_to_front(deposits: gpd.GeoDataFrame, front: Front) -> pd.DataFrame:
    """Return side, distance and nearest point of each deposit against a front.

    Parameters
    ----------
    deposits : GeoDataFrame
        Points, polygons or multipolygons in EPSG:4326, with
        ``location_uncertainty_km``.
    front : Front
        The snapshot to measure against.

    Returns
    -------
    DataFrame
        On the index of ``deposits``: ``control`` (`geo.schema.Control`);
        ``signed_distance_km``, positive on the free side (to the control zone),
        negative on the occupied side (to government-held land), 0 for an area that
        reaches both, NaN where the front has lines only or the other side does not
        exist; ``distance_km``, without sign; ``uncertainty_km``, the deposit's own
        plus the front's there (`geo.fronts.uncertainty`); ``nearest_lon`` and
        ``nearest_lat`` in degrees; ``occupied_area_percent``, NaN for points; and
        ``at_sea``. At sea ``control`` is ``unknown``: no front on land shows it.
    """
    geometries = deposits.geometry.to_numpy()
    occupied, crossing = _sides(geometries, front)
    nearest = _nearest(geometries, front.zone_edges, where=~occupied)
    depth = _nearest(geometries, front.held_edges, where=occupied)
    distance_km, lon, lat = (
        np.where(occupied, behind, ahead)
        for ahead, behind in zip(nearest, depth, strict=True)
    )
    distance_km = np.where(crossing, 0.0, distance_km)
    sign = np.nan if front.zone is None else np.where(occupied, -1.0, 1.0)
    signed_km = sign * distance_km + 0.0
    foothold = _nearest(geometries, foothold_edges(front), where=~occupied)
    location_km = deposits["location_uncertainty_km"].to_numpy(float)
    uncertainty_km = location_km + front_uncertainty_km(
        front, signed_km, foothold.distance_km
    )
    at_sea = is_offshore(geometries, location_km)
    return pd.DataFrame(
        {
            "control": _control(front, occupied, distance_km, uncertainty_km, at_sea),
            "signed_distance_km": np.where(at_sea, np.nan, signed_km),
            "distance_km": distance_km,
            "uncertainty_km": uncertainty_km,
            "nearest_lon": lon,
            "nearest_lat": lat,
            "occupied_area_percent": _occupied_percent(geometries, front),
            "at_sea": at_sea,
        },
        index=deposits.index,
    )


def _sides(geometries: Objects, front: Front) -> tuple[Mask, Mask]:
    """Return which geometries lie in the control zone, and which reach both sides."""
    if front.zone is None:
        nowhere = np.zeros(len(geometries), dtype=bool)
        return nowhere, nowhere
    shapely.prepare(front.zone)
    in_zone = shapely.intersects(front.zone, geometries)
    areas = shapely.get_dimensions(geometries) == 2
    crossing = in_zone & areas
    crossing[crossing] = shapely.intersects(front.government_held, geometries[crossing])
    return in_zone, crossing


def _nearest(geometries: Objects, edges: Edges, *, where: Mask) -> Nearest:
    """Return the nearest approach of each chosen geometry; NaN for the others."""
    found = np.full((3, len(geometries)), np.nan)
    points = where & (shapely.get_type_id(geometries) == 0)
    if points.any():
        lon_lat = shapely.get_coordinates(geometries[points])
        found[:, points] = edges.nearest(*lon_lat.T)
    for row in np.flatnonzero(where & ~points):
        found[:, [row]] = edges.nearest_to_area(geometries[row])
    return Nearest(*found)


def _control(
    front: Front,
    occupied: Mask,
    distance_km: Floats,
    uncertainty_km: Floats,
    at_sea: Mask,
) -> Objects:
    if front.zone is None:
        return np.full(len(occupied), Control.UNKNOWN.value)
    side = np.where(occupied, Control.OCCUPIED.value, Control.FREE.value)
    side = np.where(distance_km <= uncertainty_km, Control.CONTESTED.value, side)
    return np.where(at_sea, Control.UNKNOWN.value, side)


def _occupied_percent(geometries: Objects, front: Front) -> Floats:
    """Return the share of each area that lies in the control zone; NaN for points."""
    percent = np.full(len(geometries), np.nan)
    if front.zone is not None:
        for row in np.flatnonzero(shapely.get_dimensions(geometries) == 2):
            inside = shapely.intersection(geometries[row], front.zone)
            percent[row] = 100 * area_km2(inside) / area_km2(geometries[row])
    return percent


@cache
def _border_edges() -> Edges:
    return Edges(threat_border())
