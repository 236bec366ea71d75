"""Files → validated deposits and fronts: all that parses what strangers send.

A file is recognised by its content (`formats`), read into features in degrees
(`geojson`, `tables`), and given its meaning (`deposits`, `fronts`). Whatever is wrong
with it ends in one `geo.errors.InputError` of one or two sentences; whatever was mended
is listed with the result.
"""

import hashlib
from datetime import date
from pathlib import Path

import geopandas as gpd

from geo.fronts.front import Front
from geo.ingest.deposits import deposits_of
from geo.ingest.formats import (
    DEPOSIT_FORMATS,
    FRONT_FORMATS,
    display_name,
    load,
    read_layer,
)
from geo.ingest.fronts import front_of
from geo.paths import DATA

__all__ = ["read_deposits", "read_front"]


def read_deposits(source: Path | str | bytes, *, name: str = "") -> gpd.GeoDataFrame:
    """Read deposits from GeoJSON (points or polygons) or CSV (columns lon and lat).

    Parameters
    ----------
    source : path or bytes
        At most 50 MB. Only a place and a name are required of each deposit; the other
        columns are those of `geo.schema.DEPOSIT_DEFAULTS`, in any case and order, and
        unknown ones are left out.
    name : str
        What messages call the file; a path's own name where not given.

    Returns
    -------
    GeoDataFrame
        EPSG:4326, index ``id``, all columns of `geo.schema.DEPOSIT_DEFAULTS`; what was
        mended stands in ``attrs["repairs"]``, what could not be used in
        ``attrs["warnings"]``, one sentence each.

    Raises
    ------
    InputError
        In one or two sentences: what was expected, what came, how to mend it.
    """
    source = Path(source) if isinstance(source, str) else source
    called = display_name(source, name)
    data = load(source, name=called)
    return deposits_of(read_layer(data, DEPOSIT_FORMATS, name=called), name=called)


def read_front(
    source: Path | str | bytes,
    *,
    name: str = "",
    as_of: date | None = None,
    uncertainty_km: float | None = None,
) -> Front:
    """Read a front: areas of occupied land or, in poorer files, the contact line alone.

    Parameters
    ----------
    source : path or bytes
        GeoJSON, at most 50 MB.
    name : str
        What messages call the file; a path's own name where not given. A date in it is
        taken for the front's where nothing else says one.
    as_of : date, optional
        The day of the front; before what the file says of itself.
    uncertainty_km : float, optional
        How far the true line may lie from the file's; before what the file says of
        itself. Where neither says, 2 km.

    Returns
    -------
    Front
        Its ``id`` is the file's own if we ship it, else a hash of its content.

    Raises
    ------
    InputError
        In one or two sentences: what was expected, what came, how to mend it.
    """
    source = Path(source) if isinstance(source, str) else source
    called = display_name(source, name)
    data = load(source, name=called)
    layer = read_layer(data, FRONT_FORMATS, name=called)
    ours = isinstance(source, Path) and source.resolve().parent == DATA / "fronts"
    return front_of(
        layer,
        name=called,
        identifier=str(layer.ids[0]) if ours else _digest(data),
        as_of=as_of,
        uncertainty_km=uncertainty_km,
    )


def _digest(data: bytes) -> str:
    return f"sha256:{hashlib.sha256(data).hexdigest()[:12]}"
