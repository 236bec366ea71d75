"""How far a distance to a front rebuilt from settlements may be from the truth.

A front that someone published has one number for all places. Where the line was rebuilt
from settlements the published fronts of the same days show what it misses, and where.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
import shapely
import yaml
from numpy.typing import NDArray
from shapely.geometry import MultiLineString

from geo.fronts.front import Front
from geo.geodesy.crs import PIECE_DEG, project, to_working
from geo.geodesy.nearest import Edges, Floats
from geo.geodesy.ukraine import SLIVER_WIDTH_KM, border_with_russia
from geo.paths import DATA


@dataclass(frozen=True)
class RebuiltUncertainty:
    """What ``data/front_uncertainty.yaml`` says of fronts rebuilt from settlements.

    Attributes
    ----------
    line_km : float
        Of a distance to the control zone, and of a depth up to ``deep_from_km``.
    deep_from_km, deep_km : float
        Of a depth beyond ``deep_from_km``.
    foothold_reach_km : float
        How far from the zone along the border with Russia unseen footholds may lie.
    """

    line_km: float
    deep_from_km: float
    deep_km: float
    foothold_reach_km: float


@cache
def rebuilt_uncertainty() -> RebuiltUncertainty:
    """Return the shipped numbers, in kilometres."""
    text = (DATA / "front_uncertainty.yaml").read_text(encoding="utf-8")
    return RebuiltUncertainty(**yaml.safe_load(text))


def foothold_edges(front: Front) -> Edges:
    """Return where a rebuilt front may miss a foothold: the Russian border near it.

    Not where the border is the zone's own edge, which hides nothing.
    Empty for a front that was published, and for one without a zone.
    """
    if not front.rebuilt or front.zone is None or front.zone.is_empty:
        return Edges(MultiLineString())
    pieces, middles = _border_pieces()
    zone = to_working(front.zone)
    shapely.prepare(zone)
    reach_km = rebuilt_uncertainty().foothold_reach_km
    near = shapely.dwithin(zone, middles, 1000 * reach_km)
    own = shapely.dwithin(zone, middles, 1000 * SLIVER_WIDTH_KM)
    return Edges(MultiLineString([*pieces[near & ~own]]))


@cache
def _border_pieces() -> tuple[NDArray[np.object_], NDArray[np.object_]]:
    """Return the border with Russia cut into short pieces, in degrees.

    Second, the middle of each in the working CRS, which is exact enough to choose.
    """
    lines = shapely.get_parts(shapely.segmentize(border_with_russia(), PIECE_DEG))
    xy, line = shapely.get_coordinates(lines, return_index=True)
    ends = np.stack([xy[:-1], xy[1:]], axis=1)[line[1:] == line[:-1]]
    pieces: NDArray[np.object_] = shapely.linestrings(ends)
    middles = np.asarray(shapely.points(project(*ends.mean(axis=1).T)))
    return pieces, middles


def front_uncertainty_km(
    front: Front,
    signed_km: Floats,
    foothold_km: Floats,
) -> Floats:
    """Return what a front adds to the uncertainty of each distance to it.

    Parameters
    ----------
    front : Front
        Published: its own number everywhere. Rebuilt: by place, as the file says.
    signed_km : array of float
        Positive on the free side, negative on the occupied side.
    foothold_km : array of float
        To `foothold_edges`; NaN where there are none.
    """
    everywhere = np.full(len(signed_km), front.uncertainty_km)
    if not front.rebuilt:
        return everywhere
    known = rebuilt_uncertainty()
    deep = signed_km < -known.deep_from_km
    at_line = np.where(deep, np.maximum(everywhere, known.deep_km), everywhere)
    # Where there is no foothold to think of, NaN leaves the other.
    widest: Floats = np.fmax(at_line, signed_km - foothold_km)
    return widest
