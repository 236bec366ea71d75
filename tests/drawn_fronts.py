"""Fronts and deposits drawn by hand, so that the answer is known by eye."""

from datetime import date

import geopandas as gpd
import shapely
from shapely.geometry import MultiPolygon

from geo.fronts.front import Front
from geo.geodesy.crs import GEOGRAPHIC


def front_of(zone, *, uncertainty_km=0.0):
    """A front whose control zone is the given polygon, in degrees."""
    zone = zone if zone.geom_type == "MultiPolygon" else MultiPolygon([zone])
    return Front("test", date(2026, 1, 1), zone, None, uncertainty_km, "drawn by hand")


def line_front_of(line, *, uncertainty_km=0.0):
    """A front that has a contact line only."""
    line = shapely.multilinestrings([line])
    return Front("test", date(2026, 1, 1), None, line, uncertainty_km, "drawn by hand")


def deposits_of(geometries, *, location_uncertainty_km=0.0):
    """Deposits at the given points or areas, named by their order."""
    names = [f"deposit-{i}" for i in range(len(geometries))]
    return gpd.GeoDataFrame(
        {"name": names, "location_uncertainty_km": location_uncertainty_km},
        geometry=list(geometries),
        index=names,
        crs=GEOGRAPHIC,
    )
