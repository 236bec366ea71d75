"""Geometries that a library has built already → a :class:`geo.ingest.layer.Layer`."""

from collections.abc import Mapping, Sequence

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.ingest.layer import Layer, degree_issues
from geo.ingest.messages import Issues
from geo.ingest.refusals import require_few
from geo.text.i18n import _

#: Points to collections: all kinds that have a place here.
_KINDS = range(8)


def layer_of_shapes(
    geometry: NDArray[np.object_],
    properties: Sequence[Mapping[str, object]],
    *,
    name: str,
    labels: Sequence[str] | None = None,
    repairs: tuple[str, ...] = (),
) -> Layer:
    """Return a layer of two-dimensional geometries, checked as GeoJSON's are.

    Raises
    ------
    SchemaError
        If it is too large, or any coordinate is not a pair of finite degrees.
    """
    vertices = int(shapely.get_num_coordinates(geometry).sum())
    require_few(name, vertices=vertices, features=len(geometry))
    labels = labels or [
        _("feature {number}").format(number=number + 1)
        for number in range(len(geometry))
    ]
    lonlat, owner = shapely.get_coordinates(geometry, return_index=True)
    issues = Issues()
    degree_issues(lonlat, np.array(labels, dtype=object)[owner], issues, name)
    present = ~shapely.is_missing(geometry)
    for i in map(
        int, np.flatnonzero(present & ~np.isin(shapely.get_type_id(geometry), _KINDS))
    ):
        issues.add(labels[i], _("a geometry of unknown kind"))
    issues.raise_any(
        name,
        expected=_(
            "geometries whose coordinates are finite numbers, longitude (±180) before "
            "latitude (±90)"
        ),
        cure=_("Correct these features or remove them."),
    )
    return Layer(
        geometry=_opened(geometry),
        properties=properties,
        ids=[None] * len(geometry),
        labels=labels,
        repairs=repairs,
    )


def _opened(geometry: NDArray[np.object_]) -> NDArray[np.object_]:
    """Return geometries with no collection inside another."""
    collection = shapely.GeometryType.GEOMETRYCOLLECTION
    result = geometry.copy()
    for i in np.flatnonzero(shapely.get_type_id(geometry) == collection):
        parts = shapely.get_parts(geometry[i])
        while (shapely.get_type_id(parts) == collection).any():
            parts = shapely.get_parts(parts)
        result[i] = shapely.geometrycollections(parts)
    return result
