"""What if the line moved: a front that has, and the rate of land once freed.

What comes out is a `Front` as any other, but says of itself that it is a what-if.
"""

from dataclasses import replace
from functools import cache

import shapely
from shapely.geometry import MultiPolygon
from shapely.geometry.base import BaseGeometry

from geo.errors import InputError, UnknownNameError
from geo.fronts.buffers import risk_zones
from geo.fronts.front import Front
from geo.geodesy.crs import area_km2
from geo.geodesy.ukraine import oblast_name, oblasts, polygons_of
from geo.text.i18n import _

#: A part of the zone that a retreat cuts off, smaller than this, is a gap between two
#: outlines of one border and not land that was kept.
_SMALLEST_REST_KM2 = 0.5

#: Some ten metres: as near as what a cut leaves beside it lies.
_TOUCHING_DEG = 1e-4

#: Drawn oblasts leave a gap to the outline along coasts and borders; this closes it.
_GAP_DEG = 0.1


def move_front(front: Front, km: float, *, oblast: str | None = None) -> Front:
    """Return a front whose contact line has moved by the same distance everywhere.

    Parameters
    ----------
    front : Front
        With a control zone.
    km : float
        Kilometres on the ground, from -50 to 50: positive where occupied land grows,
        negative where it shrinks. 0 gives the front back as it is.
    oblast : str, optional
        The id of one oblast, such as ``"UA.DT"``: only its land changes hands.

    Returns
    -------
    Front
        What-if. Coast and state border stay where they are, and so do parts of the
        zone that no contact line bounds, such as islands.

    Raises
    ------
    InputError
        If the distance is farther, or the front has lines only.
    UnknownNameError
        If there is no such oblast.
    """
    if not -FARTHEST_KM <= km <= FARTHEST_KM:
        raise InputError(
            _(
                "Expected a distance from -{most:g} to {most:g} km, but got {km:g}."
            ).format(most=FARTHEST_KM, km=km)
        )
    if front.zone is None:
        raise InputError(
            _(
                "A front that has lines only cannot move: it does not say which side "
                "is occupied. Choose one with a control zone."
            )
        )
    where = land_of_oblast(oblast) if oblast else None
    if km == 0:
        return front
    band = along_line(front, abs(km))
    if where is not None:
        band = polygons_of(shapely.intersection(band, where))
    zone = grown(front.zone, band) if km > 0 else shrunk(front.zone, band)
    in_oblast = f"@{oblast}" if oblast else ""
    moved = _("what-if, the line moved by {km:+g} km").format(km=km)
    if oblast:
        moved = _("{moved} within {oblast}").format(
            moved=moved, oblast=oblast_name(oblast)
        )
    return replace(
        front,
        id=f"{front.id}{km:+g}km{in_oblast}",
        zone=zone,
        # First, for where a method is shortened its first clause stays.
        method=f"{moved}: {front.method}".removesuffix(": "),
        note=moved,
    )


def along_line(front: Front, km: float) -> MultiPolygon:
    """Return all land within a distance of the contact line, on both its sides."""
    line_only = replace(front, zone=None, line=front.contact_line)
    return risk_zones(line_only, [km])[0][1]


def grown(zone: MultiPolygon, band: MultiPolygon) -> MultiPolygon:
    """Return a zone with land added."""
    return polygons_of(shapely.union(zone, band))


def shrunk(zone: MultiPolygon, band: MultiPolygon) -> MultiPolygon:
    """Return a zone without a band, and without the slivers that this leaves."""
    rest = polygons_of(shapely.difference(zone, band)).geoms
    return MultiPolygon(
        [
            part
            for part in rest
            if area_km2(part) >= _SMALLEST_REST_KM2
            or not shapely.dwithin(part, band, _TOUCHING_DEG)
        ]
    )


@cache
def land_of_oblast(oblast: str) -> BaseGeometry:
    """Return the land of an oblast, up to the coast or border of the full outline."""
    geometries = oblasts().geometry
    if oblast not in geometries.index:
        raise UnknownNameError(
            _("There is no oblast {id!r}; there are: {known}.").format(
                id=oblast, known=", ".join(map(str, geometries.index))
            )
        )
    others = shapely.union_all(geometries.drop(oblast).to_numpy())
    return shapely.difference(shapely.buffer(geometries[oblast], _GAP_DEG), others)


#: As far as a what-if moves the line.
FARTHEST_KM = 50.0
