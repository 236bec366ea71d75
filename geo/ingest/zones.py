"""Areas of occupied land as files have them → one control zone, and what changed.

Done for uploads only: the fronts that ship are read as they are.
"""

from functools import cache
from typing import Any, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Transformer
from shapely.geometry import MultiLineString, MultiPolygon
from shapely.geometry.base import BaseGeometry

from geo.errors import SchemaError
from geo.geodesy.crs import GEOD, GEOGRAPHIC, to_geographic, to_working
from geo.geodesy.nearest import Edges
from geo.geodesy.ukraine import outline
from geo.ingest.messages import listed
from geo.ingest.repair import merged, merged_text, outline_km2, polygon_parts, repaired
from geo.text.i18n import _

#: Two drawings of a coast or border may differ so much; land farther out is cut off.
TOLERANCE_KM = 5.0

#: A part or hole smaller than a plot of land is left over from drawing.
SLIVER_KM2 = 0.001

#: A part of occupied land smaller than this, so far from every larger one that it moves
#: distances by more than an uploaded front is unsure of, is asked about: 520 of 687
#: published days have one, some a village at the border and some a slip of the pen.
SPECK_KM2 = 1.0
SPECK_SEPARATION_KM = 2.0

#: A vertex at which the outline turns back on itself more sharply is a spike. Of the
#: published days none has one.
_SPIKE_SINE = np.sin(np.radians(0.1))

#: Shorter ones are within any drawing's precision.
_SPIKE_DEG = 0.001

#: Cutting a spike may leave another; so often it is looked for.
_MOST_TURNS = 20


class Repair(NamedTuple):
    """What was repaired, in a sentence, and the area or length that it changed."""

    text: str
    km2: float = 0.0
    km: float = 0.0


class Speck(NamedTuple):
    """A small part of a zone, far from every larger one.

    Attributes
    ----------
    number : int
        Its place among the parts of the zone.
    km2 : float
        Its area.
    separation_km : float
        From the nearest larger part.
    lon, lat : float
        A point in it, in degrees.
    """

    number: int
    km2: float
    separation_km: float
    lon: float
    lat: float


class Zone(NamedTuple):
    """A control zone in degrees, each repair, and the specks that it has."""

    geometry: MultiPolygon
    repairs: list[Repair]
    specks: list[Speck]


def zone_of(
    areas: NDArray[np.object_],
    labels: list[str],
    *,
    name: str,
    drop_specks: bool = False,
) -> Zone:
    """Return one control zone of areas in degrees, each repair, and what is small.

    Parameters
    ----------
    areas : array of Polygon or MultiPolygon
        In degrees.
    labels : list of str
        What to call each.
    name : str
        What messages call the file.
    drop_specks : bool
        Whether to leave out the file's specks (`specks_of`).

    Raises
    ------
    SchemaError
        If they enclose nothing, cross themselves beyond repair, or lie elsewhere
        than in Ukraine.
    """
    repairs: list[Repair] = []
    for step in (_unwrapped, _without_spikes):
        areas, done = step(areas, labels)
        repairs += done
    areas, done = _valid(areas, labels, name)
    repairs += done
    parts = polygon_parts(areas[~shapely.is_empty(areas)])
    zone = MultiPolygon(list(parts)) if len(parts) else None
    if len(areas) > 1 and zone:
        zone = merged(parts, name=name)
        repairs.append(Repair(merged_text(len(areas))))
    require_on_land(zone, name)
    assert zone is not None
    zone, done = _without_slivers(zone)
    repairs += done
    # Before clipping, which leaves small parts of large ones along the coast.
    specks = specks_of(zone)
    if drop_specks and specks:
        zone, dropped = _without_specks(zone, specks)
        repairs.append(dropped)
        specks = []
    zone, done = _clipped(zone)
    return Zone(zone, repairs + done, specks)


def _unwrapped(
    areas: NDArray[np.object_], labels: list[str]
) -> tuple[NDArray[np.object_], list[Repair]]:
    """Return areas with those that cross the antimeridian on one side of it."""
    wide = shapely.bounds(areas)
    suspects = np.flatnonzero(wide[:, 2] - wide[:, 0] > 180)
    torn = [i for i in suspects if _leaps(areas[i])]
    if not torn:
        return areas, []
    result = areas.copy()
    result[torn] = shapely.transform(areas[torn], _on_one_side)
    message = _(
        "Outlines that cross the antimeridian were put on one side of it: {who}."
    )
    return result, [Repair(message.format(who=listed([labels[i] for i in torn])))]


def _leaps(area: BaseGeometry) -> bool:
    rings = shapely.get_rings(shapely.get_parts(area))
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    leap = np.abs(np.diff(xy[:, 0])) > 180
    return bool((leap & (ring[1:] == ring[:-1])).any())


def _on_one_side(xy: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.column_stack([np.where(xy[:, 0] < 0, xy[:, 0] + 360, xy[:, 0]), xy[:, 1]])


def _without_spikes(
    areas: NDArray[np.object_], labels: list[str]
) -> tuple[NDArray[np.object_], list[Repair]]:
    """Return areas without vertices at which the outline runs out and straight back."""
    parts, owner = shapely.get_parts(areas, return_index=True)
    rings, part = shapely.get_rings(parts, return_index=True)
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    spiked = np.unique(owner[part[ring[_spikes(xy, ring)]]])
    if not len(spiked):
        return areas, []
    result, repairs = areas.copy(), []
    for i in spiked:
        made = [_despiked(one) for one in shapely.get_parts(areas[i])]
        result[i] = MultiPolygon([one for one, _cut in made if not one.is_empty])
        km = sum(cut_km for _one, cut_km in made)
        km2 = abs(outline_km2(result[i]) - outline_km2(areas[i]))
        message = _("{label}: spikes of {km:,.1f} km in all were cut off its outline.")
        text = message.format(label=labels[int(i)], km=km)
        repairs.append(Repair(text, km2=km2, km=km))
    return result, repairs


def _spikes(xy: NDArray[np.float64], ring: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Return which vertices of closed rings are the tip of a spike."""
    flat = xy * np.column_stack([np.cos(np.radians(xy[:, 1])), np.ones(len(xy))])
    count = np.bincount(ring)
    start = np.repeat(np.cumsum(count) - count, count)
    place = np.arange(len(xy)) - start
    # The last vertex of a ring is the first again.
    turns = np.maximum(np.repeat(count, count) - 1, 1)
    before, after = start + (place - 1) % turns, start + (place + 1) % turns
    a, b = flat[before] - flat, flat[after] - flat
    cross = a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0]
    long_a, long_b = np.hypot(*a.T), np.hypot(*b.T)
    sharp = np.abs(cross) < _SPIKE_SINE * long_a * long_b
    back = (a * b).sum(axis=1) > 0
    long = np.minimum(long_a, long_b) > _SPIKE_DEG
    return np.asarray(sharp & back & long)


def _despiked(polygon: BaseGeometry) -> tuple[Any, float]:
    """Return a polygon without spikes, and their length in km."""
    kept, cut_km = [], 0.0
    for one in shapely.get_rings(polygon):
        xy = shapely.get_coordinates(one)[:-1]
        before = len(xy)
        for _turn in range(_MOST_TURNS):
            closed = np.vstack([xy, xy[:1]])
            tips = _spikes(closed, np.zeros(len(closed), dtype=np.intp))[:-1]
            # Of neighbours only one at a time: without it the other may be none.
            tips &= ~np.roll(tips, 1)
            if not tips.any() or len(xy) - tips.sum() < 3:
                break
            xy = xy[~tips]
        # There and straight back: it encloses nothing.
        left = shapely.LinearRing(xy if len(xy) > 2 else None)
        kept.append(left)
        if len(xy) < before or left.is_empty:
            cut_km += _length_km(one) - _length_km(left)
    return shapely.Polygon(kept[0], [hole for hole in kept[1:] if hole]), cut_km


def _length_km(line: Any) -> float:
    return float(GEOD.geometry_length(line)) / 1000


def _valid(
    areas: NDArray[np.object_], labels: list[str], name: str
) -> tuple[NDArray[np.object_], list[Repair]]:
    whole, message = repaired(areas, labels, name=name)
    changed = [i for i in range(len(areas)) if whole[i] is not areas[i]]
    sizes = [abs(outline_km2(whole[i]) - outline_km2(areas[i])) for i in changed]
    return whole, [
        Repair(text, km2=km2) for text, km2 in zip(message, sizes, strict=True)
    ]


def _without_slivers(zone: MultiPolygon) -> tuple[MultiPolygon, list[Repair]]:
    """Return a zone without parts and holes too small to be meant."""
    parts = np.array(zone.geoms)
    rings, owner = shapely.get_rings(parts, return_index=True)
    size_km2 = sizes_km2(shapely.polygons(rings))
    small = size_km2 < SLIVER_KM2
    if not small.any() or small.all():
        return zone, []
    touched = np.isin(np.arange(len(parts)), owner[small])
    kept = [*parts[~touched]]
    for i in np.flatnonzero(touched):
        outer, *holes = np.flatnonzero(owner == i)
        if not small[outer]:
            large = [rings[hole] for hole in holes if not small[hole]]
            kept.append(shapely.Polygon(rings[outer], large))
    km2 = float(size_km2[small].sum())
    message = _("Parts and holes under {size:g} km² were removed: {count:,}.")
    text = message.format(size=SLIVER_KM2, count=int(small.sum()))
    return MultiPolygon(kept), [Repair(text, km2=km2)]


def specks_of(zone: MultiPolygon) -> list[Speck]:
    """Return parts under `SPECK_KM2`, over `SPECK_SEPARATION_KM` from larger ones.

    Parameters
    ----------
    zone : MultiPolygon
        In degrees.

    Returns
    -------
    list of Speck
        The farthest first; none where no part is larger, and none abroad.
    """
    parts = np.array(zone.geoms)
    size_km2 = sizes_km2(parts)
    small = np.flatnonzero(size_km2 < SPECK_KM2)
    if not len(small) or len(small) == len(parts):
        return []
    rest = Edges(MultiPolygon(list(parts[size_km2 >= SPECK_KM2])))
    specks = []
    for i in small:
        separation_km = float(rest.nearest_to_area(parts[i]).distance_km[0])
        if separation_km > SPECK_SEPARATION_KM and _near_land().intersects(parts[i]):
            place = parts[i].representative_point()
            specks.append(
                Speck(int(i), float(size_km2[i]), separation_km, place.x, place.y)
            )
    return sorted(specks, key=lambda speck: -speck.separation_km)


def _without_specks(
    zone: MultiPolygon, specks: list[Speck]
) -> tuple[MultiPolygon, Repair]:
    left_out = {speck.number for speck in specks}
    kept = [part for i, part in enumerate(zone.geoms) if i not in left_out]
    message = _(
        "Specks under {size:g} km² and more than {apart:g} km from the rest were left "
        "out: {count:,}."
    )
    text = message.format(size=SPECK_KM2, apart=SPECK_SEPARATION_KM, count=len(specks))
    return MultiPolygon(kept), Repair(text, km2=sum(one.km2 for one in specks))


def sizes_km2(areas: Any) -> NDArray[np.float64]:
    """Return the areas on WGS84 of polygons in degrees, valid or not, anywhere.

    Edges are straight in a cylindrical equal-area CRS: exact along meridians and
    parallels, and within 0.01 % for slanting ones of less than a degree.
    """
    flat = shapely.transform(areas, _to_cylinder)
    return np.asarray(shapely.area(flat) / 1e6)


@cache
def _cylinder() -> Transformer:
    return Transformer.from_crs(GEOGRAPHIC, "EPSG:6933", always_xy=True)


def _to_cylinder(lonlat: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.column_stack(_cylinder().transform(lonlat[:, 0], lonlat[:, 1]))


@cache
def _near_land() -> BaseGeometry:
    """Ukraine's outline and `TOLERANCE_KM` around it, in degrees; prepared."""
    wide = shapely.buffer(to_working(outline()), 1000 * TOLERANCE_KM)
    near = to_geographic(wide)
    shapely.prepare(near)
    return near


def _clipped(zone: MultiPolygon) -> tuple[MultiPolygon, list[Repair]]:
    """Return a zone without what lies far outside Ukraine; the rest stays exact."""
    parts = np.array(zone.geoms)
    beyond = ~shapely.contains(_near_land(), parts)
    if not beyond.any():
        return zone, []
    inner = shapely.intersection(parts[beyond], _near_land())
    cut = shapely.difference(parts[beyond], _near_land())
    km2 = float(sizes_km2(cut).sum())
    kept = MultiPolygon([*parts[~beyond], *polygon_parts(inner)])
    message = _(
        "What lies more than {tolerance:g} km outside Ukraine was cut off: {km2:,.1f} "
        "km²."
    )
    text = message.format(tolerance=TOLERANCE_KM, km2=km2)
    return kept, [Repair(text, km2=km2)]


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
