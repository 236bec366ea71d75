"""Trees of points and of segments, compared: which segments may be nearest."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from geo.geodesy.ecef import TINY, Floats, dot, length

Indices = NDArray[np.intp]

#: Children of a node of each tree: what took the fewest comparisons for a million
#: points and fronts of 2,000 and 3,000 pieces.
_POINTS_IN_GROUP, _SEGMENTS_IN_RUN = 8, 4

#: Pairs of groups and runs that a comparison starts with, at most.
_FIRST_PAIRS = 2**14

#: A group is split before a run if it reaches more than so many times as far: there
#: are more groups.
_SPLIT_GROUPS_FIRST = 2.0

#: Ends of segments within this are one place.
_JOINED_M = 1e-3

#: What computing in doubles may add to a distance, with much to spare.
_ROUNDING_M = 1e-6


class Runs(NamedTuple):
    """A level of a tree of segments: a chord for each run, shape (3, n)."""

    start: Floats
    step: Floats
    #: Squared length of the chord; 1 of one without length.
    square: Floats
    #: All of the run lies within this of the chord.
    width_m: Floats
    #: All of the chord lies within this of the run.
    cover_m: Floats
    #: Half the extent of a run in the middle of all.
    typical_m: float


class Groups(NamedTuple):
    """A level of a tree of points: the centre of each group, shape (3, n)."""

    centre: Floats
    reach_m: Floats
    typical_m: float


class Pairs(NamedTuple):
    """Each group of points with the segments that may be nearest to one of them."""

    #: How many points are in a group; in the last there may be fewer.
    size: int
    #: How many segments each group has, and these, group by group.
    counts: Indices
    segment: Indices


def whole(count: int) -> int:
    """Return the least number of segments, this or more, that fills all runs."""
    run = 1
    while run * _SEGMENTS_IN_RUN**2 <= count:
        run *= _SEGMENTS_IN_RUN
    return -(-count // run) * run


def runs_of(start: Floats, step: Floats, width_m: Floats) -> list[Runs]:
    """Return a tree of segments: first these, then runs, then runs of runs.

    Parameters
    ----------
    start, step : array of float, shape (3, n)
        In metres of ECEF, in the order of their lines; n is `whole`. A segment without
        length is a point.
    width_m : array of float, shape (n,)
        How far what a segment stands for may lie from it.
    """
    levels = [_runs(start, step, width_m, width_m)]
    while levels[-1].width_m.size >= _SEGMENTS_IN_RUN**2:
        levels.append(_above(levels[-1]))
    return levels


def _runs(start: Floats, step: Floats, width_m: Floats, cover_m: Floats) -> Runs:
    square = dot(step, step)
    typical_m = float(np.median(np.sqrt(square) / 2 + width_m))
    square = np.where(square > 0, square, 1.0)
    return Runs(start, step, square, width_m, cover_m, typical_m)


def _above(below: Runs) -> Runs:
    """Return the level above a level."""
    shape = 3, -1, _SEGMENTS_IN_RUN
    starts, steps = below.start.reshape(shape), below.step.reshape(shape)
    ends = starts + steps
    start = starts[:, :, 0].copy()
    step = ends[:, :, -1] - start
    chord = step[:, :, None]
    square = np.maximum(dot(chord, chord), TINY)
    aways_m = []
    for places in (starts, ends):
        offset = places - start[:, :, None]
        along = (dot(offset, chord) / square).clip(0.0, 1.0)
        aways_m.append(length(offset - along * chord))
    # No place of a chord is farther from another than one of its ends is.
    away_m = np.maximum(*aways_m)
    width_m, cover_m = (
        (away_m + own_m.reshape(shape[1:])).max(axis=1)
        for own_m in (below.width_m, below.cover_m)
    )
    joined = (length(starts[:, :, 1:] - ends[:, :, :-1]) < _JOINED_M).all(axis=1)
    # From where a line ends to where the next starts the chord follows nothing.
    cover_m = np.where(joined, cover_m, length(step) + below.cover_m[:: shape[2]])
    return _runs(start, step, width_m, cover_m)


def groups_of(points: Floats) -> list[Groups]:
    """Return a tree of points, shape (3, n), that follow each other in space."""
    levels = [Groups(points, np.zeros(points.shape[1]), 0.0)]
    while levels[-1].reach_m.size > 1:
        centre, reach_m, _typical_m = levels[-1]
        shape = 3, -1, _POINTS_IN_GROUP
        short = -reach_m.size % _POINTS_IN_GROUP
        members = np.pad(centre, ((0, 0), (0, short)), "edge").reshape(shape)
        own_m = np.pad(reach_m, (0, short), "edge").reshape(shape[1:])
        centre = members.mean(axis=2)
        reach_m = (length(members - centre[:, :, None]) + own_m).max(axis=1)
        levels.append(Groups(centre, reach_m, float(np.median(reach_m))))
    return levels


def candidates(points: Floats, tree: list[Runs], *, most: int) -> Pairs | None:
    """Return which segments may be nearest to which points.

    Both trees are compared level by level from the top; a run is left out where it is
    too far from all points of a group. With a line in general position this takes
    n·log(m) comparisons for n points and m segments.

    Parameters
    ----------
    points : array of float, shape (3, n)
        In metres of ECEF, neighbours near each other.
    tree : list of Runs
        From `runs_of`.
    most : int
        At more pairs than this it gives up, unless there is only one point.

    Returns
    -------
    Pairs or None
        Each point's nearest segment is among those of its group; None if it gave up.
    """
    groups = groups_of(points)
    upper, lower = len(groups) - 1, len(tree) - 1
    while upper or lower:
        below = _below(groups, upper, tree, lower)
        if groups[below[0]].reach_m.size * tree[below[1]].width_m.size > _FIRST_PAIRS:
            break
        upper, lower = below
    each, every = groups[upper].reach_m.size, tree[lower].width_m.size
    found = Pairs(0, np.full(each, every), np.tile(np.arange(every), each))
    found = _near(found, groups[upper], tree[lower])
    while lower or upper > 1:
        if found.segment.size > most and points.shape[1] > 1:
            return None
        below = _below(groups, upper, tree, lower)
        if below[0] < upper:
            found = _split_groups(found, groups[below[0]].reach_m.size)
        else:
            found = _split_runs(found)
        upper, lower = below
        found = _near(found, groups[upper], tree[lower])
    return found._replace(size=_POINTS_IN_GROUP**upper)


def _below(
    groups: list[Groups], upper: int, tree: list[Runs], lower: int
) -> tuple[int, int]:
    """Return the levels to compare after these: one of them is a level farther down."""
    reach_m = _SPLIT_GROUPS_FIRST * tree[lower].typical_m
    if upper and (not lower or groups[upper].typical_m > reach_m):
        return upper - 1, lower
    return upper, lower - 1


def _split_groups(found: Pairs, groups: int) -> Pairs:
    """Give each group in a group what that has."""
    above = np.arange(groups) // _POINTS_IN_GROUP
    count = found.counts[above]
    last = np.cumsum(found.counts)[above]
    place = np.arange(count.sum()) + np.repeat(last - np.cumsum(count), count)
    return Pairs(0, count, found.segment.take(place))


def _split_runs(found: Pairs) -> Pairs:
    """Give each group the runs in its runs."""
    runs = found.segment[:, None] * _SEGMENTS_IN_RUN + np.arange(_SEGMENTS_IN_RUN)
    return Pairs(0, found.counts * _SEGMENTS_IN_RUN, runs.ravel())


def _near(found: Pairs, groups: Groups, runs: Runs) -> Pairs:
    """Leave out the runs that are nearest to no point of their group.

    From a place that lies δ off a centre, a chord at a distance d in the direction u
    is at least d + u·δ away, and its point nearest to the centre, at d' in the
    direction u', at most d' + u'·δ + δ²/2d'. So within a reach of r a chord farther
    than that point by more than r·|u - u'| + r²/2d', or by more than 2r, stays farther.
    """
    count, run = found.counts, found.segment
    group = np.repeat(np.arange(count.size), count)
    offset = groups.centre.take(group, axis=1) - runs.start.take(run, axis=1)
    step = runs.step.take(run, axis=1)
    offset -= (dot(offset, step) / runs.square.take(run)).clip(0.0, 1.0) * step
    away_m = length(offset)
    most_m = away_m + runs.cover_m.take(run)
    least_m = np.minimum.reduceat(most_m, np.cumsum(count) - count)
    limit_m = np.repeat(least_m + _ROUNDING_M, count)
    if groups.typical_m:
        best = np.flatnonzero(most_m == np.repeat(least_m, count))
        best = best[np.diff(group.take(best), prepend=-1) > 0]
        best_m = away_m.take(best)
        towards = offset.take(best, axis=1) / np.maximum(best_m, TINY)
        cosine = dot(offset, towards.take(group, axis=1)) / np.maximum(away_m, TINY)
        turned = np.sqrt(np.maximum(2.0 - 2.0 * cosine, 0.0))
        reach_m = groups.reach_m
        bent = reach_m / np.maximum(2.0 * best_m, reach_m / 2.0 + TINY)
        share = np.minimum(turned + np.repeat(bent, count), 2.0)
        limit_m += np.repeat(reach_m, count) * share
    near = np.flatnonzero(away_m - runs.width_m.take(run) <= limit_m)
    kept = np.bincount(group.take(near), minlength=count.size)
    return Pairs(0, kept, run.take(near))
