"""Where the line and the deposits may truly lie, drawn together.

The front's error is a field along its line: a wrong settlement moves a stretch, so two
deposits behind the same stretch err together. How far it moves, and over what length
its errors are alike, was estimated from published fronts (`geo.fronts.calibration`).
"""

from functools import cache
from statistics import NormalDist
from typing import NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geo.fronts.calibration import ESTIMATE, read_calibration
from geo.fronts.front import Front
from geo.fronts.uncertainty import foothold_edges, rebuilt_uncertainty
from geo.geodesy.crs import project, to_working
from geo.geodesy.nearest import Floats
from geo.geodesy.ukraine import border_with_russia
from geo.schema import Control, ThreatEdge

#: Draws in a range, and what they start from: the same inputs give the same range.
DRAWS, SEED = 1000, 20260822

#: A nearest point this far from the contact line, and from the border with Russia, lies
#: on a coast, which does not move.
_OFF_LINE_M = 1000.0

#: Nineteen twentieths of a normal distribution lie within so many deviations.
_DEVIATIONS = 1.96


class Errors(NamedTuple):
    """What is drawn; the others stay as they are measured."""

    line: bool = True
    places: bool = True


EVERY_ERROR = Errors()


def draw_signed_km(
    deposits: gpd.GeoDataFrame,
    measured: pd.DataFrame,
    front: Front,
    *,
    errors: Errors = EVERY_ERROR,
    draws: int = DRAWS,
    seed: int = SEED,
) -> Floats:
    """Return signed distances that may be the true ones, a row a draw.

    The line's error is a stationary field along each part of the contact line, with
    exponential correlation; a deposit's distance shifts by the field at its nearest
    point of the line. Where the zone's nearest point lies on the border with Russia, it
    moves as the nearest end of the line does: how far the zone reaches along the border
    is no surer. A rebuilt front's has the distribution of its offsets from
    published fronts, scaled to its own ``uncertainty_km``; a published front's is
    normal, 95 % within its ``uncertainty_km``, with the same correlation. A rebuilt
    front may also miss a foothold at the border with Russia (`geo.fronts.uncertainty`),
    on as many draws as there were days with one. A deposit's true place is anywhere
    within its location uncertainty alike.

    Parameters
    ----------
    deposits : GeoDataFrame
        With ``location_uncertainty_km``.
    measured : DataFrame
        As `geo.risk.distance.measure_to_front` returns it for them and the front.
    front : Front
        The front that they were measured to.
    errors : Errors
        Which errors are drawn.
    draws, seed : int
        How many, and what they start from.

    Returns
    -------
    array of float, shape (draws, deposits)
        Kilometres, positive on the free side; NaN where ``measured`` has none.
    """
    random = np.random.default_rng(seed)
    signed_km = np.tile(measured["signed_distance_km"].to_numpy(float), (draws, 1))
    if errors.line:
        signed_km -= _line_offsets_km(measured, front, random, draws)
        signed_km = _with_footholds(signed_km, deposits, front, random)
    if errors.places:
        # Of a place anywhere in a disc alike, the part of its offset across the line.
        away = np.sqrt(random.random(signed_km.shape))
        across = away * np.cos(2 * np.pi * random.random(signed_km.shape))
        signed_km += across * deposits["location_uncertainty_km"].to_numpy(float)
    return signed_km


def _line_offsets_km(
    measured: pd.DataFrame, front: Front, random: np.random.Generator, draws: int
) -> Floats:
    """Return how far the line moves outwards at each deposit's nearest point of it."""
    part, along_km = places_on_line(measured, front)
    normal = np.zeros((draws, len(measured)))
    length_km = read_calibration()["line"][ESTIMATE]["correlation_length_km"]
    order = np.lexsort((along_km, part))
    before = None
    for place in order[part[order] >= 0]:
        fresh = random.standard_normal(draws)
        if before is not None and part[before] == part[place]:
            alike = np.exp((along_km[before] - along_km[place]) / length_km)
            fresh = alike * normal[:, before] + np.sqrt(1 - alike**2) * fresh
        normal[:, place] = fresh
        before = place
    return np.where(part >= 0, _to_offsets_km(normal, front), 0.0)


def _to_offsets_km(normal: Floats, front: Front) -> Floats:
    """Return offsets of the line that are as likely as standard normal numbers."""
    if not front.rebuilt:
        return normal * (front.uncertainty_km / _DEVIATIONS)
    found = read_calibration()["line"][ESTIMATE]["percentiles_km"]
    ranks = [NormalDist().inv_cdf(float(percent) / 100) for percent in found]
    scale = front.uncertainty_km / rebuilt_uncertainty().line_km
    offsets_km: Floats = scale * np.interp(normal, ranks, [*found.values()])
    return offsets_km


def places_on_line(
    measured: pd.DataFrame, front: Front
) -> tuple[NDArray[np.intp], Floats]:
    """Return the part of the line nearest to each deposit, -1 for none, and how far on.

    Kilometres from the part's start, in the working CRS.
    """
    parts = shapely.get_parts(to_working(front.contact_line))
    part = np.full(len(measured), -1)
    along_km = np.zeros(len(measured))
    nearest = measured[["nearest_lon", "nearest_lat"]].to_numpy(float)
    known = np.flatnonzero(~np.isnan(nearest).any(axis=1))
    if len(parts) and len(known):
        points = np.asarray(shapely.points(project(*nearest[known].T)))
        (row, found), away_m = shapely.STRtree(parts).query_nearest(
            points, return_distance=True, all_matches=False
        )
        moves = away_m <= _OFF_LINE_M
        moves |= shapely.dwithin(_working_border(), points[row], _OFF_LINE_M)
        row, found = row[moves], found[moves]
        part[known[row]] = found
        along_km[known[row]] = (
            shapely.line_locate_point(parts[found], points[row]) / 1000
        )
    return part, along_km


@cache
def _working_border() -> BaseGeometry:
    return to_working(border_with_russia())


def _with_footholds(
    signed_km: Floats,
    deposits: gpd.GeoDataFrame,
    front: Front,
    random: np.random.Generator,
) -> Floats:
    """Return distances with, on some draws, occupied ground somewhere at the border."""
    border = foothold_edges(front).start
    if not len(border):
        return signed_km
    known = read_calibration()["estimated"]
    there = (
        random.random(len(signed_km)) < known["days_with_a_foothold"] / known["days"]
    )
    where = random.integers(len(border), size=len(signed_km))
    points = shapely.get_coordinates(shapely.point_on_surface(deposits.geometry))
    offset_m = project(*border[where].T)[:, None] - project(*points.T)
    away_km = np.where(there[:, None], np.hypot(*offset_m.T).T / 1000, np.inf)
    return np.where(signed_km > 0, np.minimum(signed_km, away_km), signed_km)


def occupied(signed_km: Floats, measured: pd.DataFrame) -> NDArray[np.bool_]:
    """Return, draw by draw, which deposits lie in the control zone."""
    return (signed_km < 0) | _endlessly(Control.OCCUPIED, signed_km, measured)


def free(signed_km: Floats, measured: pd.DataFrame) -> NDArray[np.bool_]:
    """Return, draw by draw, which deposits Ukraine holds; not those of unknown side."""
    return (signed_km >= 0) | _endlessly(Control.FREE, signed_km, measured)


def _endlessly(
    side: Control, signed_km: Floats, measured: pd.DataFrame
) -> NDArray[np.bool_]:
    """Return which deposits lie on a side that has no other side on this front."""
    of_side: NDArray[np.bool_] = (measured["control"] == side).to_numpy()
    return np.isnan(signed_km) & of_side


def within(signed_km: Floats, km: float) -> NDArray[np.bool_]:
    """Return, draw by draw, which deposits are free and at most so far from it."""
    return (signed_km >= 0) & (signed_km <= km)


def can_be_drawn(front: Front, threat_edge: ThreatEdge) -> bool:
    """Return whether counts on a front have ranges: it has a zone to be in or near to.

    Not where the border counts too, nor where a text is carried out: along an oblast's
    border its line is exact.
    """
    return front.zone is not None and not front.assumed and threat_edge == "zone"
