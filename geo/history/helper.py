"""Measure against many fronts: on this processor, and on each other by a helper.

A helper is a new Python that does nothing else. To fork a server that runs threads is
not safe, and multiprocessing would run the page that asked once more in each process.
"""

import os
import pickle
import subprocess
import sys
from collections import deque
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import geopandas as gpd
import pandas as pd

from geo.front import Front
from geo.risk import measure_to_front

#: A helper takes about as long to start as to measure against this many fronts.
_WORTH_A_HELPER = 100

_START = "from geo.history.helper import serve; serve()"

_Waiting = deque[tuple[str, Front]]
_Done = dict[str, pd.DataFrame]


def measure_to_fronts(
    deposits: gpd.GeoDataFrame, fronts: Iterable[tuple[str, Front]]
) -> dict[str, pd.DataFrame]:
    """Return `geo.risk.measure_to_front` for each front, by its key, in their order."""
    waiting = deque(fronts)
    keys = [key for key, _front in waiting]
    helpers = min((os.cpu_count() or 1) - 1, len(keys) // _WORTH_A_HELPER)
    done: _Done = {}
    with ThreadPoolExecutor(max_workers=max(helpers, 1)) as threads:
        for _helper in range(helpers):
            threads.submit(_ask, deposits, waiting, done)
        _measure(deposits, waiting, done)
    # What a helper that failed has given back.
    _measure(deposits, waiting, done)
    return {key: done[key] for key in keys}


def _next(waiting: _Waiting) -> tuple[str, Front] | None:
    try:
        return waiting.popleft()
    except IndexError:
        return None


def _measure(deposits: gpd.GeoDataFrame, waiting: _Waiting, done: _Done) -> None:
    while given := _next(waiting):
        key, front = given
        done[key] = measure_to_front(deposits, front)


def _ask(deposits: gpd.GeoDataFrame, waiting: _Waiting, done: _Done) -> None:
    """Hand out fronts to a helper, one at a time, as long as there are any."""
    package = str(Path(__file__).parents[2])
    given = None
    try:
        with subprocess.Popen(
            [sys.executable, "-c", _START],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=os.environ | {"PYTHONPATH": os.pathsep.join([package, *sys.path])},
        ) as helper:
            if helper.stdin and helper.stdout:
                pickle.dump(deposits, helper.stdin)
                while given := _next(waiting):
                    pickle.dump(given[1], helper.stdin)
                    helper.stdin.flush()
                    done[given[0]] = pickle.load(helper.stdout)
    except (OSError, EOFError, pickle.UnpicklingError):
        if given:
            waiting.append(given)


def serve() -> None:
    """Measure each front that comes in, until there is no more: the helper's work."""
    deposits = pickle.load(sys.stdin.buffer)
    while True:
        try:
            front = pickle.load(sys.stdin.buffer)
        except EOFError:
            return
        pickle.dump(measure_to_front(deposits, front), sys.stdout.buffer)
        sys.stdout.buffer.flush()
