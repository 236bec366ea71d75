"""Measure against many fronts: on this processor, and on each other by a helper."""

import os
from collections import deque
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Event

import geopandas as gpd
import pandas as pd

from geo.fronts.front import Front
from geo.ingest.workers import Limits, OnProgress, Worker, WorkerError
from geo.risk.distance import measure_to_front

#: A helper takes about as long to start as to measure against this many fronts.
_WORTH_A_HELPER = 100

#: Fronts handed to a helper at once: it seldom waits, and at the end nobody waits long.
_AT_ONCE = 8

#: For so many fronts.
_LIMITS = Limits(seconds=60, memory_bytes=2_000_000_000)

_Waiting = deque[tuple[str, Front]]
_Measured = dict[str, pd.DataFrame]


def measure_to_fronts(
    deposits: gpd.GeoDataFrame, fronts: Iterable[tuple[str, Front]], *, most: int
) -> dict[str, pd.DataFrame]:
    """Return `geo.risk.distance.measure_to_front` for each front, in order.

    Of ``most`` fronts it depends whether there are helpers; they start while the
    fronts are still being read.
    """
    helpers = min((os.cpu_count() or 1) - 1, most // _WORTH_A_HELPER)
    waiting: _Waiting = deque()
    done: _Measured = {}
    read = Event()
    with ThreadPoolExecutor(max_workers=max(helpers, 1)) as threads:
        for _helper in range(helpers):
            threads.submit(_hand_out, deposits, waiting, done, read)
        try:
            found = list(fronts)
            waiting += found
        finally:
            read.set()
        _measure(deposits, waiting, done)
    # What a helper that failed has given back.
    _measure(deposits, waiting, done)
    return {key: done[key] for key, _front in found}


def _next(waiting: _Waiting, count: int) -> list[tuple[str, Front]]:
    """Take so many, or what there is: another thread takes too."""
    taken: list[tuple[str, Front]] = []
    with suppress(IndexError):
        while len(taken) < count:
            taken.append(waiting.popleft())
    return taken


def _measure(deposits: gpd.GeoDataFrame, waiting: _Waiting, done: _Measured) -> None:
    while given := _next(waiting, 1):
        for key, front in given:
            done[key] = measure_to_front(deposits, front)


def _hand_out(
    deposits: gpd.GeoDataFrame, waiting: _Waiting, done: _Measured, read: Event
) -> None:
    """Hand out fronts to a worker, once read, a few at a time, till there are none."""
    given: list[tuple[str, Front]] = []
    with suppress(WorkerError), Worker(_LIMITS, max_wait_seconds=0) as worker:
        try:
            worker.start()
            read.wait()
            while given := _next(waiting, _AT_ONCE):
                fronts = [front for _key, front in given]
                measured = worker.call(_measured, deposits, fronts)
                done.update(zip((key for key, _ in given), measured, strict=True))
        except WorkerError:
            waiting.extend(given)


def _measured(
    deposits: gpd.GeoDataFrame, fronts: list[Front], *, on_progress: OnProgress
) -> list[pd.DataFrame]:
    return [measure_to_front(deposits, front) for front in fronts]
