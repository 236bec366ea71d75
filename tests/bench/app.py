"""The app under load: readers who change what the map shows, and some who upload.

    python -m tests.bench app
    python -m tests.bench app --only paced --sessions 50 --seconds 600
    python -m tests.bench app --root ../before --json before.json

Readers are real sessions over the websocket, without a browser, on this machine alone;
they share its processors with the app, so processor time stands beside every time by
the clock. What they choose follows from the seed.
"""

import argparse
import asyncio
import hashlib
import json
import platform
import random
import statistics
import sys
import time
from collections.abc import Callable
from contextlib import AsyncExitStack, asynccontextmanager
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

import psutil
import shapely
from websockets.exceptions import ConnectionClosed

from geo.paths import DATA
from tests.bench.server import profiled, serving
from tests.bench.session import RunError, Session

ROOT = Path(__file__).parents[2]

#: What a reader changes, by the widget's key.
CHANGES = ("scenario", "bands", "front")

MAX_SESSIONS, MAX_SECONDS = 100, 1200

#: How long a reader looks at what a change showed.
PERIOD_S = 5

#: How many options of each choice are seen before they are measured.
WARM_OPTIONS = 8

UPLOADS, UPLOAD_BYTES = 5, 5_000_000

#: How long the server may work on after it has answered.
SETTLE_S = 0.5


class Figure(NamedTuple):
    """A number that was measured."""

    what: str
    number: float
    unit: str


def main(options=()):
    chosen = _options(options)
    random.seed(chosen.seed)
    figures = []

    def say(what, number, unit):
        figures.append(Figure(what, round(number, 4), unit))
        sys.stdout.write(f"{what:<60}{number:>10.3f} {unit}\n")
        sys.stdout.flush()

    about = _about(chosen)
    for name, value in about.items():
        sys.stdout.write(f"{name}: {value}\n")
    with serving(chosen.root) as server:
        say("start to health", time.perf_counter() - server.started_s, "s")
        say("    processor", server.processor_s(), "s")
        for name in chosen.only or MEASURES:
            asyncio.run(MEASURES[name](Load(server, chosen, say)))
    if chosen.json:
        records = [one._asdict() for one in figures]
        text = json.dumps(about | {"figures": records}, indent=1)
        chosen.json.write_text(text, encoding="utf-8")


def _options(options):
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench app",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--only", nargs="+", choices=MEASURES)
    parser.add_argument("--sessions", type=_up_to(MAX_SESSIONS), default=20)
    parser.add_argument("--seconds", type=_up_to(MAX_SECONDS), default=60)
    parser.add_argument("--seed", type=int, default=11)
    parser.add_argument("--root", type=Path, default=ROOT, help="checkout to serve")
    parser.add_argument("--json", type=Path, metavar="FILE")
    return parser.parse_args(options)


def _up_to(most):
    def number(text):
        if not 1 <= int(text) <= most:
            raise argparse.ArgumentTypeError(f"expected 1 to {most}, got {text}")
        return int(text)

    return number


def _about(chosen):
    """Return on what it was measured: machine, versions, and what is served."""
    served = hashlib.sha256()
    for path in sorted(chosen.root.glob("geo/**/*.py")):
        served.update(path.read_bytes())
    packages = ("streamlit", "streamlit-folium", "folium", "geopandas", "shapely")
    return {
        "machine": f"{psutil.cpu_count()} × {platform.machine()}, {platform.system()}",
        "versions": ", ".join(
            [f"Python {platform.python_version()}"]
            + [f"{name} {version(name)}" for name in packages]
        ),
        "served": f"geo sha256 {served.hexdigest()[:12]}",
        "readers": f"seed {chosen.seed}",
    }


class Load(NamedTuple):
    """A server that is measured, with the options, and where figures are reported."""

    server: object
    chosen: argparse.Namespace
    say: Callable[[str, float, str], None]

    @property
    def sessions(self):
        return self.chosen.sessions

    @property
    def seconds(self):
        return self.chosen.seconds


# One reader ------------------------------------------------------------------------


async def start(load):
    """Measure how long a newcomer waits for a server that has just been started."""
    async with Session(load.server.url) as session:
        first = await session.run()
    since = time.perf_counter() - load.server.started_s
    load.say("start to the end of the first visit", since, "s")
    load.say("    processor", load.server.processor_s(), "s")
    load.say("    of it the visit", first.wall_s, "s")
    async with Session(load.server.url) as session:
        second = await session.run()
    load.say("a second visit", second.wall_s, "s")
    load.say("    sent", second.sent_bytes / 1e6, "MB")


async def alone(load):
    """Measure each kind of change for one reader, once what it shows was seen."""
    async with Session(load.server.url) as session:
        await session.run()
        for key in CHANGES:
            options = _offered(session, key)[:WARM_OPTIONS]
            for option in options:
                await session.choose(key, option)
            await asyncio.sleep(SETTLE_S)
            before_s, runs = load.server.processor_s(), []
            for option in options * 2:
                runs.append(await session.choose(key, option))
            await asyncio.sleep(SETTLE_S)
            spent_s = (load.server.processor_s() - before_s) / len(runs)
            times_s = [run.wall_s for run in runs]
            load.say(f"change of {key}, processor", 1000 * spent_s, "ms")
            load.say(
                "    by the clock, median", 1000 * statistics.median(times_s), "ms"
            )
            await session.choose(key, options[0])


def _offered(session, key):
    """Return what a reader may choose: of the bands all but those to be typed."""
    return [one for one in session.options(key) if one != "own edges"]


# Many readers ----------------------------------------------------------------------


async def paced(load):
    """Measure readers who look at what each change showed before the next."""
    await _crowd(
        load, f"{load.sessions} sessions, a change every {PERIOD_S} s", PERIOD_S
    )


async def unpaced(load):
    """Measure readers who do not pause."""
    await _crowd(load, f"{load.sessions} sessions without pause", 0)


async def profile(load):
    """Print where the server's time goes while readers do not pause."""
    async with _readers(load, load.sessions) as readers:
        with profiled(load.server):
            await _read(readers, load.seconds, 0)


async def uploads(load):
    """Measure readers while others upload large files at once."""
    files = [_front_file(number) for number in range(UPLOADS)]
    async with (
        _readers(load, 15) as readers,
        _readers(load, UPLOADS, page="update") as uploaders,
    ):
        await _read(readers, 10, PERIOD_S)
        reading = asyncio.create_task(_read(readers, load.seconds, PERIOD_S))
        uploaded = await asyncio.gather(
            *(
                one.upload("front_file", f"front-{number}.geojson", content)
                for number, (one, content) in enumerate(
                    zip(uploaders, files, strict=True)
                )
            ),
            return_exceptions=True,
        )
        runs = await reading
    name = f"15 readers beside {UPLOADS} uploads of {UPLOAD_BYTES / 1e6:g} MB"
    _report(load, name, runs)
    done = [one.wall_s for one in uploaded if not isinstance(one, Exception)]
    load.say("    uploads that were checked", len(done), "")
    load.say("    the slowest of them", max(done, default=0), "s")


def _front_file(number):
    """Return a front as a file of so many bytes, another one for each number."""
    path = sorted((DATA / "fronts").glob("*.geojson"))[-1 - number]
    document = json.loads(path.read_text(encoding="utf-8"))
    zone = shapely.union_all(
        [shapely.geometry.shape(one["geometry"]) for one in document["features"]]
    )
    pieces = UPLOAD_BYTES / 40
    fine = shapely.segmentize(zone, shapely.length(zone) / pieces)
    return shapely.to_geojson(fine).encode()


@asynccontextmanager
async def _readers(load, count, *, page=""):
    """Open so many sessions, each with its first visit behind it."""
    async with AsyncExitStack() as stack:
        sessions = [Session(load.server.url, page) for _number in range(count)]
        for session in sessions:
            await stack.enter_async_context(session)
        await asyncio.gather(*(session.run() for session in sessions))
        yield sessions


async def _crowd(load, name, period_s):
    await _see_each_option(load)
    async with _readers(load, load.sessions) as readers:
        before_s, start_s = load.server.processor_s(), time.perf_counter()
        watching = asyncio.create_task(_memory(load))
        runs = await _read(readers, load.seconds, period_s)
        lasted_s = time.perf_counter() - start_s
        spent_s = load.server.processor_s() - before_s
        memory_mb = await watching
    _report(load, name, runs)
    load.say("    changes a second in all", len(runs) / lasted_s, "")
    load.say("    processor a change", 1000 * spent_s / len(runs), "ms")
    load.say("    processors busy with the app", spent_s / lasted_s, "")
    load.say("    memory after a tenth of the time", memory_mb[0], "MB")
    load.say("    memory at the end", memory_mb[-1], "MB")


async def _see_each_option(load):
    """See every front, text and set of bands once, as on a server that runs a while."""
    async with Session(load.server.url) as session:
        await session.run()
        for key in CHANGES:
            first, *others = _offered(session, key)
            for option in [*others, first]:
                await session.choose(key, option)


async def _memory(load):
    """Return the server's memory after a tenth of the time, and so on to the end."""
    found = []
    for _tenth in range(10):
        await asyncio.sleep(load.seconds / 10)
        found.append(load.server.memory_mb())
    return found


async def _read(readers, seconds, period_s):
    """Let every reader change what is shown, again and again; return the runs."""
    end_s = time.perf_counter() + seconds
    seeds = [random.randrange(10**9) for _reader in readers]
    runs = await asyncio.gather(
        *(
            _changes(session, random.Random(seed), end_s, period_s)
            for session, seed in zip(readers, seeds, strict=True)
        )
    )
    return [run for of_one in runs for run in of_one]


async def _changes(session, chance, end_s, period_s):
    """Return the runs of one reader, with None for each that failed."""
    runs = []
    await asyncio.sleep(chance.random() * period_s)
    while (start_s := time.perf_counter()) < end_s:
        key = chance.choice(CHANGES)
        option = chance.choice(_offered(session, key))
        try:
            runs.append(await session.choose(key, option))
        except (RunError, TimeoutError, ConnectionClosed) as error:
            sys.stderr.write(f"{key} {option}: {error!r}\n")
            runs.append(None)
        await asyncio.sleep(max(0, start_s + period_s - time.perf_counter()))
    return runs


def _report(load, name, runs):
    times_s = [run.wall_s for run in runs if run]
    p50, p95 = (statistics.quantiles(times_s, n=100)[at - 1] for at in (50, 95))
    load.say(f"{name}, p50", p50, "s")
    load.say("    p95", p95, "s")
    load.say("    longest", max(times_s), "s")
    load.say("    errors", len(runs) - len(times_s), "")
    load.say(
        "    sent a change",
        sum(r.sent_bytes for r in runs if r) / 1e6 / len(runs),
        "MB",
    )


MEASURES = {
    one.__name__: one for one in (start, alone, paced, unpaced, uploads, profile)
}
