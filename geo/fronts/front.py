"""A front: the control zone on a date, and its contact line."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

import shapely
from shapely.geometry import MultiLineString, MultiPolygon, Polygon

from geo.geodesy.crs import area_km2
from geo.geodesy.nearest import Edges
from geo.geodesy.ukraine import inner_land, lines_of, polygons_of

#: Parts of government-held land smaller than this are slivers or pockets, not a side.
SMALLEST_HELD_PART_KM2 = 200.0

#: The least and the most that a square degree holds between 44° and 52.5° N.
_KM2_IN_A_SQUARE_DEGREE = (7500.0, 9000.0)

#: Half-width, in degrees (about 1 cm), within which two boundaries are the same line.
_SAME_LINE_DEG = 1e-7


@dataclass(frozen=True, eq=False)
class Front:
    """One dated control zone or, in poorer files, only the contact line.

    Attributes
    ----------
    id : str
        ISO date of a shipped snapshot, or a hash of an uploaded file's content.
    as_of : date
        The day whose situation it shows.
    zone : MultiPolygon or None
        Ukraine's land occupied by Russian forces, in degrees (WGS84), edges straight
        in longitude and latitude. None where the file has lines only.
    line : MultiLineString or None
        The contact line of a file that has lines only.
    uncertainty_km : float
        How far the true line may lie from this one.
    source, licence, method, note : str
        Where it came from, on what terms, and how it was made.
    repairs : tuple of str
        What was repaired when the file was read, one sentence each.
    assumed : str
        What is assumed of a front that is none, in half a sentence; empty for a front.
    demilitarised : MultiPolygon or None
        Land, of either side, in which a text would allow no troops, in degrees; only a
        front that follows a text has any (`geo.deal.ground`).
    rebuilt : bool
        Whether the zone was rebuilt from settlements. Then a distance to it is less
        sure in some places than ``uncertainty_km`` says (`geo.fronts.uncertainty`).
    """

    id: str
    as_of: date
    zone: MultiPolygon | None
    line: MultiLineString | None
    uncertainty_km: float
    source: str
    licence: str = ""
    method: str = ""
    note: str = ""
    repairs: tuple[str, ...] = ()
    assumed: str = ""
    demilitarised: MultiPolygon | None = None
    rebuilt: bool = False

    @cached_property
    def government_held(self) -> MultiPolygon:
        """Ukraine's land outside the control zone, in degrees.

        The outline shrunk by 2 km, minus the control zone, parts under 200 km²
        dropped: neither Crimea's coast nor the Russian border passes for a front.
        """
        if self.zone is None:
            return MultiPolygon()
        parts = polygons_of(shapely.difference(inner_land(), self.zone)).geoms
        return MultiPolygon([part for part in parts if is_a_side(part)])

    @cached_property
    def contact_line(self) -> MultiLineString:
        """Where control zone and government-held land meet, in degrees."""
        if self.zone is None:
            return self.line or MultiLineString()
        near = shapely.buffer(self.government_held.boundary, _SAME_LINE_DEG)
        return lines_of(
            shapely.line_merge(shapely.intersection(self.zone.boundary, near))
        )

    @cached_property
    def zone_edges(self) -> Edges:
        """The control zone's boundary, or the file's line, ready to measure to."""
        return Edges(self.contact_line if self.zone is None else self.zone)

    @cached_property
    def held_edges(self) -> Edges:
        """The boundary of government-held land, ready to measure to."""
        return Edges(self.government_held)

    @cached_property
    def area_km2(self) -> float:
        """Geodesic area of the control zone; 0 where the file has lines only."""
        return 0.0 if self.zone is None else area_km2(self.zone)


def is_a_side(part: Polygon) -> bool:
    """Return whether a part of one side's land is large enough to be a side.

    The limit is `SMALLEST_HELD_PART_KM2`. Polygon in degrees.
    """
    least, most = _KM2_IN_A_SQUARE_DEGREE
    # Few are so near the limit that the ellipsoid must be asked.
    if most * part.area < SMALLEST_HELD_PART_KM2:
        return False
    if least * part.area >= SMALLEST_HELD_PART_KM2:
        return True
    return area_km2(part) >= SMALLEST_HELD_PART_KM2
