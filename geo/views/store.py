"""What the pages read and what is dear to compute, kept between runs.

Everything is keyed by ids and numbers alone, never by a frame, and is shared by
all sessions: a frame from here is read, never changed.
"""

from typing import Any

import geopandas as gpd
import pandas as pd
import streamlit as st
import yaml

from geo.history import read
from geo.paths import DATA
from geo.readers import read_deposits
from geo.risk import measure


@st.cache_resource(show_spinner=False)
def shipped_deposits() -> gpd.GeoDataFrame:
    """Return the shipped deposits."""
    path = DATA / "deposits.geojson"
    return read_deposits(path, name=path.name)


@st.cache_resource(show_spinner=False, max_entries=64)
def measured(front_id: str) -> pd.DataFrame:
    """Return side and distance of the shipped deposits against a snapshot."""
    return measure(shipped_deposits(), read(front_id))


@st.cache_resource(show_spinner=False)
def data_sets() -> list[dict[str, Any]]:
    """Return the records of the data sets that ship."""
    text = (DATA / "sources.yaml").read_text(encoding="utf-8")
    return list(yaml.safe_load(text)["sources"])
