"""The deposits that ship."""

from functools import cache

import geopandas as gpd

from geo.ingest import read_deposits
from geo.paths import DATA


@cache
def shipped_deposits() -> gpd.GeoDataFrame:
    """Return the deposits that ship, as `geo.ingest.read_deposits` does.

    All who ask get the same frame: it is read, never changed.
    """
    return read_deposits(DATA / "deposits.geojson")
