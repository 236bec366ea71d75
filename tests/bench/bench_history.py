"""The ledger's numbers: time, memory, and what kills, crowds and damage leave behind.

    python -m tests.bench history

Needs the published days of ``../shared/fronts/daily.zip``, which are no part of the
repository, for the times.
"""

import argparse
import random
import resource
import shutil
import sys
import tempfile
import time
import zipfile
from contextlib import contextmanager
from pathlib import Path

import shapely

from geo.assessment.change import change
from geo.ingest import read_deposits, read_front
from geo.paths import DATA
from geo.update.check import check_front
from geo.update.warnings import warnings_of
from tests.conftest import SHARED_FRONTS
from tests.ledger import test_ledger as tried

KILLS, ACCEPTANCES, CORRUPTIONS = 200, 100, 1000
LARGE_VERTICES = 1_250_000


def main(options=()):
    argparse.ArgumentParser(description=__doc__.splitlines()[0]).parse_args(options)
    for bench in (times, kills, crowds, damage):
        with tempfile.TemporaryDirectory() as folder:
            tried.use(Path(folder, "store"))
            bench()


def say(what, number, unit):
    sys.stdout.write(f"{what:<58}{number:>10.3f} {unit}\n")
    sys.stdout.flush()


@contextmanager
def timed(what):
    wall, cpu = time.perf_counter(), time.process_time()
    yield
    say(what, time.perf_counter() - wall, "s")
    say("    of it on this process's processor", time.process_time() - cpu, "s")


def times():
    with zipfile.ZipFile(SHARED_FRONTS / "daily.zip") as archive:
        names = sorted(n for n in archive.namelist() if n.endswith("json"))
        files = {name: archive.read(name) for name in names}
    with timed(f"{len(files)} daily files read and accepted, one by one"):
        for name, content in files.items():
            tried.ledger.add(
                read_front(content, name=name, allow_repairs=True),
                content=content,
                name=name,
            )
    deposits = read_deposits(DATA / "deposits.geojson")
    days = len(tried.ledger.snapshots())
    with timed(f"{days} fronts × {len(deposits)} deposits, cold"):
        tried.ledger.measure_all(deposits)
    with timed("the same again"):
        tried.ledger.measure_all(deposits)
    tried.forget()
    with timed("the same again, as in a new process"):
        tried.ledger.measure_all(deposits)
    with timed("the ledger's check of itself"):
        assert tried.ledger.check().problem is None
    one_day(names, files)
    one_large_file(names[-2], files[names[-2]])
    peak_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    say("most memory", peak_kb / 1e6, "GB")


def one_day(names, files):
    before, after = (
        read_front(files[name], name=name, allow_repairs=True) for name in names[-3:-1]
    )
    with timed("change between two days"):
        change(before, after)
    with timed("what is odd about a day"):
        warnings_of(after)
    with timed("front_on"):
        tried.ledger.front_on(after.as_of)


def one_large_file(name, content):
    """A day's outline with each edge cut into hundreds."""
    outline = shapely.from_geojson(content)
    fine = shapely.segmentize(outline, shapely.length(outline) / LARGE_VERTICES)
    large = shapely.to_geojson(fine).encode()
    with timed(f"{shapely.get_num_coordinates(fine):,} vertices checked"):
        assert check_front(large, name=name).front


def kills():
    kept, folder = 0, tried.ledger.path.parent
    for seed in range(KILLS // 8):
        kept += tried.kill_while_accepting(8, seed=seed)
        shutil.rmtree(folder)
    say(f"{KILLS} kills at random moments: acceptances kept, none lost", kept, "")


def crowds():
    with timed(f"2 processes × {ACCEPTANCES} acceptances at once"):
        tried.accept_at_once(ACCEPTANCES)
    tried.assert_one_order(2 * ACCEPTANCES)


def damage():
    names = [tried.accept(number).id for number in range(8)]
    tried.ledger.undo(names[3])
    whole = tried.ledger.path, names, tried.truth(names)
    own = tried.ledger.path.parent.with_name("damaged")
    tried.use(own)
    seed = random.randrange(10**6)
    seen = tried.corrupt(whole, own, CORRUPTIONS, seed=seed, backup=True)
    say(f"{CORRUPTIONS} corruptions, nothing false told; reported", seen, "")
