"""Which side a deposit lies on, how far from the other, and in which band."""

from collections.abc import Sequence
from functools import cache, partial
from typing import Literal

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from shapely.geometry import LineString, MultiLineString, MultiPolygon
from shapely.geometry.base import BaseGeometry

from geo.fronts.front import Front
from geo.fronts.uncertainty import foothold_edges, front_uncertainty_km
from geo.geodesy.crs import GEOD, area_km2, to_geographic, to_working
from geo.geodesy.nearest import Edges, Floats, Nearest
from geo.geodesy.ukraine import (
    SLIVER_WIDTH_KM,
    is_offshore,
    outline,
    polygons_of,
    threat_border,
)
from geo.schema import Control

Mask = NDArray[np.bool_]
Objects = NDArray[np.object_]

ThreatEdge = Literal["zone", "zone+border"]
THREAT_EDGES: tuple[ThreatEdge, ...] = ("zone", "zone+border")


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
        ``at_sea``. At sea ``control`` is ``unknown``: no front on land can tell it.
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
    """Tell which geometries lie in the control zone, and which reach both sides."""
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


def risk_zones(
    front: Front, edges_km: Sequence[float], *, threat_edge: ThreatEdge = "zone"
) -> list[tuple[float, MultiPolygon]]:
    """Return, for drawing, the land within each band edge of the threat edge.

    Parameters
    ----------
    front : Front
        Its control zone, or its line where it has no zone.
    edges_km : sequence of float
        Rising band edges in kilometres.
    threat_edge : {"zone", "zone+border"}
        As in `classify`.

    Returns
    -------
    list of (float, MultiPolygon)
        Outer edge in kilometres, and the part of Ukraine's land outside the control
        zone that lies within it, in degrees; each holds the one before. A ring's
        vertices lie at their geodesic distance; bands never come from these rings.
    """
    sources = [front.contact_line if front.zone is None else front.zone]
    if threat_edge == "zone+border":
        sources.append(threat_border())
    land = shapely.difference(outline(), front.zone or MultiPolygon())
    edges = Edges(MultiLineString([line for s in sources for line in _rims(s)]))
    flat = [to_working(source) for source in sources]
    return [
        (float(km), polygons_of(shapely.intersection(_ring(flat, edges, km), land)))
        for km in edges_km
    ]


#: Drawn rings follow the front to within this many metres.
_RING_TOLERANCE_M = 100.0


def _rims(geometry: BaseGeometry) -> list[LineString]:
    """Return the lines that bound an area, or the parts of a line."""
    is_area = shapely.get_dimensions(geometry) == 2
    return list(shapely.get_parts(geometry.boundary if is_area else geometry))


def _ring(flat: Sequence[BaseGeometry], edges: Edges, km: float) -> BaseGeometry:
    """Return all that lies within ``km`` of any of the sources, which are in metres.

    The buffer only proposes the ring's shape, so a hundredth of its width is fine
    enough for the source; the vertices are then moved to their true distance.
    """
    coarse = shapely.simplify(flat, max(_RING_TOLERANCE_M, 10 * km))
    buffered = shapely.union_all(shapely.buffer(coarse, 1000 * km, quad_segs=32))
    ring = to_geographic(shapely.simplify(buffered, _RING_TOLERANCE_M))
    true = shapely.transform(ring, partial(_at_distance, edges=edges, km=km))
    return shapely.make_valid(true, method="structure", keep_collapsed=False)


def _at_distance(lon_lat: Floats, *, edges: Edges, km: float) -> Floats:
    """Move each vertex along its shortest way from the edges to exactly ``km``."""
    nearest = edges.nearest(*lon_lat.T)
    azimuth, _back, _m = GEOD.inv(nearest.lon, nearest.lat, *lon_lat.T)
    metres = np.full(len(lon_lat), 1000 * km)
    lon, lat, _back = GEOD.fwd(nearest.lon, nearest.lat, azimuth, metres)
    return np.column_stack([lon, lat])
