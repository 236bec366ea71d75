"""Distances of many points to a front: time, memory and truth, beside the peers.

    python -m tests.bench kernel [--points 1000000] [--runs 3] [-o kernel.json]

The peers are planar: they measure in the working CRS, wrong by up to 0.2 %. Shapely's
are ``STRtree.query_nearest`` on edges and ``shortest_line`` to the prepared boundary
(``distance`` to it takes several times as long); SedonaDB's ``ST_KNN`` on edges is
among them where it is installed (``uv run --with 'sedonadb[geopandas]'``). Points are
made and projected before any clock runs.
"""

import argparse
import hashlib
import importlib.metadata
import json
import os
import platform
import subprocess
import sys
import time
from datetime import UTC, datetime
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from statistics import median

import geopandas as gpd
import numpy as np
import shapely

from geo.geodesy.crs import GEOD, PIECE_DEG, WORKING, project, to_working
from geo.geodesy.ecef import geodesic_m, to_ecef
from geo.geodesy.nearest import Edges
from geo.ledger.snapshots import shipped_days, shipped_front
from tests import oracle

SEED = 20261124

#: Places all over Ukraine and its seas.
WEST, SOUTH, EAST, NORTH = 22.0, 44.0, 40.5, 52.5

#: Vertices of the detailed front of the issue.
DETAILED = 460_000

#: Points of which the oracle tells the truth, and edges that it looks at in all.
TRUTHS, ORACLE_EDGES = 50, 500_000

#: Deposits and fronts of the ledger's own use.
DEPOSITS, FRONTS = 210, 693

LIBRARIES = ("numpy", "shapely", "pyproj", "geopandas", "sedonadb")


def main(arguments=None):
    parser = argparse.ArgumentParser(prog="python -m tests.bench kernel")
    parser.add_argument("--points", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("-o", "--output", type=Path)
    chosen = parser.parse_args(arguments)
    front = shipped_front(shipped_days()[-1])
    fronts = {"newest": front.zone, "detailed": detailed(front.zone)}
    lon, lat = places(chosen.points)
    result = {
        "on": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": machine(),
        "front_as_of": front.as_of.isoformat(),
        "points_sha256": digest(np.column_stack([lon, lat])),
        "length": lengths(1_000_000),
        "fronts": {
            name: compared(zone, lon, lat, runs=chosen.runs)
            for name, zone in fronts.items()
        },
        "growth": growth(fronts, chosen.points),
        "deposits_by_fronts": small(front.zone),
        "memory_mb": memory_mb(chosen.points),
    }
    document = json.dumps(result, indent=2)
    if chosen.output:
        chosen.output.write_text(document + "\n", encoding="utf-8")
    sys.stdout.write("\n".join([*report(result), ""]))


def places(count):
    random = np.random.default_rng(SEED)
    return random.uniform([WEST, SOUTH], [EAST, NORTH], (count, 2)).T.copy()


def detailed(zone):
    """A front of as many vertices as the issue names, each moved by some metres."""
    boundary = shapely.boundary(zone)
    fine = shapely.segmentize(boundary, boundary.length / DETAILED)
    random = np.random.default_rng(SEED)
    moved = shapely.transform(
        fine, lambda at: at + random.normal(0, 1e-4, at.shape), include_z=False
    )
    return shapely.multilinestrings([*shapely.get_parts(moved)])


def digest(values):
    return hashlib.sha256(np.ascontiguousarray(values).tobytes()).hexdigest()[:16]


def machine():
    versions = {
        name: importlib.metadata.version(name) for name in LIBRARIES if find_spec(name)
    }
    return {
        "processors": os.cpu_count(),
        "system": platform.system(),
        "architecture": platform.machine(),
        "load": [round(load, 1) for load in os.getloadavg()],
        "python": platform.python_version(),
        **versions,
    }


def timed(request):
    """Seconds on the wall and on the processors, and the answer."""
    wall, cpu = time.perf_counter(), time.process_time()
    found = request()
    return time.perf_counter() - wall, time.process_time() - cpu, found


def edges_of(boundary):
    xy, line = shapely.get_coordinates(shapely.get_parts(boundary), return_index=True)
    pairs = np.stack([xy[:-1], xy[1:]], axis=1)[line[1:] == line[:-1]]
    return shapely.linestrings(pairs)


def compared(zone, lon, lat, *, runs):
    """Ours and each peer in turn, so that all meet the same load."""
    own = Edges(zone)
    is_area = shapely.get_dimensions(zone) == 2
    boundary = shapely.boundary(zone) if is_area else zone
    flat = to_working(shapely.segmentize(boundary, PIECE_DEG))
    shapely.prepare(flat)
    edges, points = edges_of(flat), shapely.points(project(lon, lat))
    tree = shapely.STRtree(edges)
    ways = {
        "ours": lambda: own.nearest(lon, lat).distance_km,
        "shapely shortest_line": lambda: shapely.length(
            shapely.shortest_line(flat, points)
        ),
        "shapely query_nearest": lambda: tree.query_nearest(
            points, return_distance=True, all_matches=False
        )[1],
    }
    if find_spec("sedonadb"):
        ways["SedonaDB ST_KNN"] = knn(points, edges)
    walls, cpus = {name: [] for name in ways}, {name: [] for name in ways}
    for _run in range(runs):
        for name, request in ways.items():
            wall, cpu, _found = timed(request)
            walls[name].append(wall)
            cpus[name].append(cpu)
    seconds = {name: median(taken) for name, taken in walls.items()}
    peers = {name: taken for name, taken in seconds.items() if name != "ours"}
    fastest = min(peers, key=peers.get)
    truths = max(1, min(TRUTHS, ORACLE_EDGES // len(edges)))
    found = own.nearest(lon[:truths], lat[:truths]).distance_km
    true_km = [
        oracle.distance_km(*place, zone)
        for place in zip(lon[:truths], lat[:truths], strict=True)
    ]
    return {
        "sha256": hashlib.sha256(shapely.to_wkb(zone)).hexdigest()[:16],
        "vertices": int(shapely.get_num_coordinates(zone)),
        "points": len(lon),
        "runs": runs,
        "wall_s": {name: round(taken, 3) for name, taken in seconds.items()},
        "cpu_s": {name: round(median(taken), 3) for name, taken in cpus.items()},
        "fastest_peer": fastest,
        "times_as_fast": round(
            median(
                peer / mine
                for peer, mine in zip(walls[fastest], walls["ours"], strict=True)
            ),
            2,
        ),
        "most_off_the_oracle_m": round(1000 * float(np.abs(found - true_km).max()), 3),
    }


def knn(points, edges):
    import sedonadb

    engine = sedonadb.connect()
    for name, geometries in (("sites", points), ("edges", edges)):
        frame = gpd.GeoDataFrame(geometry=geometries, crs=WORKING)
        engine.create_data_frame(frame).to_view(name)
    query = (
        "SELECT ST_Distance(s.geometry, e.geometry) AS m FROM sites s "
        "JOIN edges e ON ST_KNN(s.geometry, e.geometry, 1, FALSE)"
    )
    return lambda: engine.sql(query).to_pandas()


def lengths(count):
    """The geodesic's length from its chord, against the geodesic itself."""
    random = np.random.default_rng(SEED)
    one, other = (
        random.uniform([WEST, SOUTH], [EAST, NORTH], (count, 2)).T for _ in range(2)
    )
    true_m = GEOD.inv(*one, *other)[2]
    start, end = to_ecef(*one), to_ecef(*other)
    off_m = np.abs(geodesic_m(start, end - start) - true_m)
    limits_km = (100, 500, 1000, 1500)
    return {
        "pairs": count,
        "most_off_m": {
            f"to {km} km": float(off_m[true_m <= 1000 * km].max().round(6))
            for km in limits_km
        },
    }


def growth(fronts, most):
    """Seconds a million points, by the number of points and by the front."""
    return {name: by_count(Edges(zone), most) for name, zone in fronts.items()}


def by_count(own, most):
    seconds = {}
    for count in (most // 100, most // 10, most):
        lon, lat = places(count)
        seconds[count] = round(
            1e6 / count * timed(partial(own.nearest, lon, lat))[0], 3
        )
    return seconds


def small(zone):
    """What a front costs where there are few deposits: to build, and to look up."""
    lon, lat = places(DEPOSITS)
    built = median(timed(lambda: Edges(zone))[0] for _ in range(20))
    own = Edges(zone)
    looked = median(timed(lambda: own.nearest(lon, lat))[0] for _ in range(20))
    return {
        "deposits": DEPOSITS,
        "build_ms": round(1000 * built, 2),
        "look_up_ms": round(1000 * looked, 2),
        f"all_{FRONTS}_s": round(FRONTS * (built + looked), 2),
    }


MEASURED = """
import sys
from pathlib import Path
from tests.bench.kernel import Edges, places, shipped_days, shipped_front

def most_kb():
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(line.split()[1] for line in lines if line.startswith("VmHWM"))

lon, lat = places(int(sys.argv[1]))
own = Edges(shipped_front(shipped_days()[-1]).zone)
before = most_kb()
own.nearest(lon, lat)
print(int(before) / 1024, int(most_kb()) / 1024)
"""


def memory_mb(count):
    """The most memory of a process of its own, and what of it the look-up added."""
    done = subprocess.run(
        [sys.executable, "-c", MEASURED, str(count)],
        check=True,
        capture_output=True,
        text=True,
    )
    before, after = map(float, done.stdout.split())
    return {"process": round(after), "added": round(after - before)}


def report(result):
    yield f"{result['on']}, {result['machine']}"
    for name, of in result["fronts"].items():
        yield f"{of['points']:,} points, {of['vertices']:,} vertices ({name})"
        for way, wall in of["wall_s"].items():
            ratio = wall / of["wall_s"]["ours"]
            yield f"  {way:<24}{wall:8.2f} s{of['cpu_s'][way]:9.2f} s cpu{ratio:8.1f} x"
        yield f"  farthest from the oracle: {of['most_off_the_oracle_m']} m"
    for part in ("length", "growth", "deposits_by_fronts", "memory_mb"):
        yield f"{part}: {json.dumps(result[part])}"
