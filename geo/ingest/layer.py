"""What every format is read into: features in degrees, before any meaning is sought."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from geo.errors import SchemaError
from geo.ingest.messages import Issues
from geo.text.i18n import _


@dataclass(frozen=True, eq=False)
class Layer:
    """The features of one file, whatever its format.

    Attributes
    ----------
    geometry : array of shapely geometry or None
        In degrees (WGS84), two-dimensional, coordinates finite and within ±180 and
        ±90, of any kind and any validity. None where a feature has no geometry.
    properties : sequence of mapping
        Each feature's own values, as they stand in the file.
    ids : sequence
        The identifier that the format itself gives to a feature, or None.
    labels : sequence of str
        What a message calls each feature: "feature 3", "row 7".
    facts : mapping
        What the file says of itself as a whole.
    repairs : tuple of str
        What was repaired while reading, one sentence each.
    crs : str
        The CRS that the coordinates were converted from; empty where it was WGS84.
    notes : tuple of str
        What was left alone, one sentence each.
    format : str
        What the file was read as, where its format's own name says too little.
    """

    geometry: NDArray[np.object_]
    properties: Sequence[Mapping[str, object]]
    ids: Sequence[object]
    labels: Sequence[str]
    facts: Mapping[str, object] = field(default_factory=dict)
    repairs: tuple[str, ...] = ()
    crs: str = ""
    notes: tuple[str, ...] = ()
    format: str = ""


def conversion(crs: str) -> str:
    """Say that coordinates were converted."""
    return _("Converted from {crs} to WGS 84 (EPSG:4326).").format(crs=crs)


def degree_issues(
    lonlat: NDArray[np.float64], labels: NDArray[np.object_], issues: Issues, name: str
) -> None:
    """Note coordinates that are no degrees; refuse metres at once, naming their CRS.

    Raises
    ------
    SchemaError
        If numbers are so large that the whole file must be in a projected CRS.
    """
    finite = np.isfinite(lonlat).all(axis=1)
    large = finite & (np.abs(lonlat) > (180, 90)).any(axis=1)
    if (finite & (np.abs(lonlat) > 1000).any(axis=1)).any():
        raise _metres(lonlat[large], name)
    for row in np.flatnonzero(~finite):
        issues.add(labels[row], _("a coordinate that is infinite"))
    for row in np.flatnonzero(large):
        lon, lat = lonlat[row]
        issues.add(labels[row], f"{lon:.10g}, {lat:.10g}")


def _metres(lonlat: NDArray[np.float64], name: str) -> SchemaError:
    x, y = lonlat[0]
    # Cut, since the middle of two numbers may be beyond every float.
    middle = np.median(np.clip(lonlat, -1e15, 1e15), axis=0)
    return SchemaError(
        _(
            "{name}: expected degrees of longitude and latitude, but the numbers are "
            "too large for degrees (first: {x:.10g}, {y:.10g}){guess}. Export the file "
            "again in WGS84 (EPSG:4326)."
        ).format(name=name, x=x, y=y, guess=_guess(*middle))
    )


def _guess(x: float, y: float) -> str:
    """Name the projected CRS in which Ukraine has coordinates such as these."""
    if 2.4e6 <= x <= 4.6e6 and 5.4e6 <= y <= 7.0e6:
        return _("; they look like metres of Web Mercator (EPSG:3857)")
    if 1e5 <= x <= 9e5 and 4.8e6 <= y <= 5.9e6:
        return _("; they look like metres of a UTM zone")
    if 4e6 <= x <= 8e6 and 4.8e6 <= y <= 5.9e6:
        return _("; they look like Gauss-Krüger metres (SK-42 or UCS-2000)")
    return _("; they look like metres")
