"""Files within all limits that are hard to check: how long each takes, and how much.

    python -m tests.bench hostile [NAME]…

Each is made from a seed, checked by ``frontlode front check`` in a process of its own,
and meanwhile a bystander in this one counts how late it wakes.
"""

import argparse
import json
import os
import struct
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from threading import Thread

import numpy as np

#: What the issue asks for.
MAX_SECONDS, MAX_GB = 20, 1.0


def collection(rings):
    features = [
        {
            "type": "Feature",
            "properties": {},
            "geometry": {"type": "Polygon", "coordinates": [ring]},
        }
        for ring in rings
    ]
    text = json.dumps({"type": "FeatureCollection", "features": features})
    return text.replace(" ", "").encode()


def closed(xy, digits=6):
    ring = np.round(np.asarray(xy), digits).tolist()
    return [*ring, ring[0]]


def crossing_lines(count=60, vertices=21_000, reach_deg=0.12, seed=7):
    """27 MB: outlines that wander, each across itself, within the crossings allowed."""
    chance = np.random.default_rng(seed)
    for number in range(count):
        corner = [33 + number % 10 * 0.5, 46.6 + number // 10 * 0.5]
        turn = np.cumsum(chance.normal(0, 0.02, vertices))
        step = reach_deg / 40 * np.column_stack([np.cos(turn), np.sin(turn)])
        way = np.cumsum(step, axis=0) % reach_deg
        yield closed(corner + np.abs(way - reach_deg / 2))


def drifts(count=60, vertices=21_000, seed=7):
    """27 MB: dense outlines that touch themselves only now and then."""
    chance = np.random.default_rng(seed)
    for number in range(count):
        corner = [33 + number % 10 * 0.5, 46.6 + number // 10 * 0.5]
        angle = np.linspace(0, 2 * np.pi, vertices, endpoint=False)
        radius = 0.15 + chance.normal(0, 2e-6, vertices).cumsum() * 0.02
        angle = angle + chance.normal(0, 4e-4, vertices)
        yield closed(
            corner + radius[:, None] * np.column_stack([np.cos(angle), np.sin(angle)]),
            digits=9,
        )


def squares(count=100_000, side_deg=0.004):
    """17 MB: squares beside each other, each overlapping the next by a little."""
    columns = int(count**0.5)
    for number in range(count):
        x = 33 + number % columns * side_deg * 0.95
        y = 46.6 + number // columns * side_deg * 0.95
        yield closed(
            [(x, y), (x + side_deg, y), (x + side_deg, y + side_deg), (x, y + side_deg)]
        )


def apart(count=100_000, side_deg=0.004):
    """17 MB: squares that do not touch."""
    columns = int(count**0.5)
    for number in range(count):
        x = 33 + number % columns * side_deg * 1.5
        y = 46.6 + number // columns * side_deg * 1.5
        yield closed(
            [(x, y), (x + side_deg, y), (x + side_deg, y + side_deg), (x, y + side_deg)]
        )


def combs(teeth=440, size_deg=1.5):
    """47 kB: two combs whose teeth cross at right angles."""
    edges = np.repeat(np.linspace(0, size_deg, 2 * teeth), 2)[1:-1]
    ends = np.tile([0, 0, size_deg, size_deg], teeth)[: len(edges)]
    comb = np.column_stack([edges, ends])
    for ring in (comb, comb[:, ::-1]):
        low = np.array([[size_deg, -0.01], [0.0, -0.01]])
        base = low if ring is comb else low[:, ::-1]
        yield closed(np.add(np.vstack([ring, base]), [35, 47]), digits=4)


def entries(count=1_000_000):
    """46 MB: a zip whose table of contents has a million entries without a name."""
    entry = b"PK\x01\x02" + bytes(42)
    table = entry * count
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 65535, 65535, len(table), 4, 0)
    return b"PK\x03\x04" + table + end


HOSTILE = {
    "crossing_lines": lambda: collection(crossing_lines()),
    "drifts": lambda: collection(drifts()),
    "squares": lambda: collection(squares()),
    "apart": lambda: collection(apart()),
    "combs": lambda: collection(combs()),
    "entries": entries,
}


def main(options):
    parser = argparse.ArgumentParser(prog="python -m tests.bench hostile")
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(HOSTILE))
    for name in parser.parse_args(options).names or HOSTILE:
        with tempfile.TemporaryDirectory() as folder:
            print_check(name, Path(folder))


def print_check(name, folder):
    content = HOSTILE[name]()
    is_zip = content.startswith(b"PK")
    path = folder / f"2026-09-01.{'zip' if is_zip else 'geojson'}"
    path.write_bytes(content)
    os.environ["FRONTLODE_STORE"] = str(folder / "store")
    command = [sys.executable, "-c", "from geo.cli.main import main; main()"]
    command += ["front", "check", str(path), "--allow-repairs"]
    start, late = time.monotonic(), Lateness()
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        peak = Peak(process.pid)
        sentence, _nothing = process.communicate()
    seconds, peak_gb = time.monotonic() - start, peak.close() / 1e6
    what = " ".join(sentence.split())
    sys.stdout.write(
        f"{name:<10}{len(content) / 1e6:7.2f} MB {seconds:7.1f} s {peak_gb:6.2f} GB "
        f"late {late.close():5.2f} s  exit {process.returncode}  {what[:150]}\n"
    )
    sys.stdout.flush()


class Watch(Thread):
    """A thread that looks again and again until it is closed, and keeps the most."""

    def __init__(self):
        super().__init__(daemon=True)
        self.most, self.is_open = 0, True
        self.start()

    def run(self):
        while self.is_open:
            self.most = max(self.most, self.look())

    def close(self):
        self.is_open = False
        self.join()
        return self.most


class Lateness(Watch):
    """How late, in seconds, a sleep of 20 ms ends at most."""

    def look(self):
        start = time.monotonic()
        time.sleep(0.02)
        return time.monotonic() - start - 0.02


class Peak(Watch):
    """The most memory in kB of a process and each that it starts, the largest one's."""

    def __init__(self, pid):
        self.pids = {pid}
        super().__init__()

    def look(self):
        time.sleep(0.05)
        for pid in list(self.pids):
            children = Path(f"/proc/{pid}/task/{pid}/children")
            if children.exists():
                self.pids |= {int(one) for one in children.read_text().split()}
        return max(map(peak_kb, self.pids), default=0)


def peak_kb(pid):
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    lines = [line for line in status.splitlines() if line.startswith("VmHWM")]
    return int(lines[0].split()[1]) if lines else 0


if __name__ == "__main__":
    main(sys.argv[1:])
