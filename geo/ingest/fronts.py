"""What a layer of features means as a front: its zone or line, and its day."""

from collections.abc import Mapping

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import MultiLineString, MultiPolygon

from geo.errors import SchemaError
from geo.geodesy.ukraine import outline
from geo.ingest import cells
from geo.ingest.layer import Layer
from geo.ingest.limits import MAX_TEXT_CHARACTERS, MAX_UNCERTAINTY_KM
from geo.ingest.messages import clean, listed, told
from geo.text.i18n import _

#: How far a front may lie from the truth where neither file nor user says.
DEFAULT_UNCERTAINTY_KM = 2.0


def members_of(layer: Layer) -> tuple[NDArray[np.object_], list[str], list[str]]:
    """Return geometries, collections opened, their labels, and who has none."""
    labels = np.array(layer.labels, dtype=object)
    missing = shapely.is_missing(layer.geometry)
    geometry, labels = layer.geometry[~missing], labels[~missing]
    closed = shapely.get_type_id(geometry) == shapely.GeometryType.GEOMETRYCOLLECTION
    opened, owner = shapely.get_parts(geometry[closed], return_index=True)
    skipped = []
    if missing.any():
        said = _("Features without a geometry were left out: {labels}.")
        nowhere = [label for label, no in zip(layer.labels, missing, strict=True) if no]
        skipped.append(said.format(labels=listed(nowhere)))
    return (
        np.concatenate([geometry[~closed], opened]),
        [*labels[~closed], *labels[closed][owner]],
        skipped,
    )


def rows_of(layer: Layer, labels: list[str]) -> list[Mapping[str, object]]:
    """Return the properties of the features that have these labels."""
    by_label = dict(zip(layer.labels, layer.properties, strict=True))
    return [by_label[label] for label in labels]


def left_out(kinds: NDArray[np.integer]) -> list[str]:
    """Say how many members were left out beside those of the highest dimension."""
    rest = kinds[kinds < kinds.max(initial=0)]
    if not len(rest):
        return []
    return [
        _("Left out beside them: lines {lines:,}, points {points:,}.").format(
            lines=int((rest == 1).sum()), points=int((rest == 0).sum())
        )
    ]


def line_of(lines: NDArray[np.object_]) -> MultiLineString | None:
    """Return lines as one, without those of no length; None where nothing is left."""
    parts = shapely.get_parts(lines)
    parts = parts[shapely.length(parts) > 0]
    return MultiLineString(list(parts)) if len(parts) else None


def require_on_land(place: MultiPolygon | MultiLineString | None, name: str) -> None:
    """Refuse a front of which nothing lies on Ukraine's land.

    Raises
    ------
    SchemaError
        If so, or if there is no place at all.
    """
    if place is None:
        message = _(
            "{name}: expected the areas of occupied land, or the contact line, but it "
            "holds neither. Export the polygons."
        )
    elif shapely.intersects(place, outline()):
        return
    elif shapely.intersects(_swapped(place), outline()):
        message = _(
            "{name}: expected longitude before latitude, but it lies in Ukraine only "
            "when the two are swapped. Swap the axes and try again."
        )
    else:
        message = _(
            "{name}: expected a front in Ukraine, but nothing in it lies on Ukraine's "
            "land. Check that it is the right file, and in WGS84."
        )
    raise SchemaError(message.format(name=name))


def _swapped(place: MultiPolygon | MultiLineString) -> shapely.Geometry:
    return shapely.transform(place, lambda xy: xy[:, ::-1])


def _said(layer: Layer, *keys: str) -> object:
    """Return what the file, or all its features alike, say under the first such key."""
    for key in keys:
        if not cells.is_missing(layer.facts.get(key)):
            return layer.facts[key]
        said = {cells.text(row.get(key)) for row in layer.properties}
        if len(said) == 1 and said != {None}:
            return layer.properties[0].get(key)
    return None


def text_of(layer: Layer, *keys: str) -> str:
    """Return what a file says of itself under the first of some keys, as text."""
    return clean(cells.text(_said(layer, *keys)) or "")[:MAX_TEXT_CHARACTERS]


def rebuilt_of(layer: Layer) -> bool:
    """Tell whether a file says that its zone was rebuilt from settlements."""
    return cells.yes_or_no(_said(layer, "rebuilt_from_settlements")) is True


def uncertainty_of(layer: Layer, given: float | None, name: str) -> float:
    """Return a front's uncertainty in kilometres: given, the file's own, or 2.

    Raises
    ------
    SchemaError
        If it is no number from 0 to `MAX_UNCERTAINTY_KM`.
    """
    value = _said(layer, "uncertainty_km") if given is None else given
    if value is None:
        return DEFAULT_UNCERTAINTY_KM
    known = cells.number(value)
    if known is None or not 0 <= known <= MAX_UNCERTAINTY_KM:
        raise SchemaError(
            _(
                "{name}: expected the front's uncertainty as kilometres from 0 to "
                "{most:g}, but it is {value}. Give another."
            ).format(name=name, most=MAX_UNCERTAINTY_KM, value=told(value))
        )
    return known
