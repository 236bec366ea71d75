"""The app in a process of its own, with its processor time, memory and profile."""

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil
import requests

START_LIMIT_S = 60

#: The command of a user, from whichever checkout lies first on the path.
_COMMAND = "from geo.cli.main import main; main(prog_name='frontlode')"


@dataclass(frozen=True)
class Server:
    """The running app."""

    url: str
    process: psutil.Process
    #: When it was started, by `time.perf_counter`.
    started_s: float

    def processor_s(self):
        """Return the processor time so far, of it and of its workers that still run."""
        return sum(self._processor_of(one) for one in self._family())

    def memory_mb(self):
        """Return the resident memory of the web process."""
        return self.process.memory_info().rss / 1e6

    def _family(self):
        return [self.process, *self.process.children(recursive=True)]

    @staticmethod
    def _processor_of(process):
        try:
            times = process.cpu_times()
        except psutil.NoSuchProcess:
            return 0.0
        return times.user + times.system


@contextmanager
def serving(root):
    """Start the app of a checkout with an empty store, and stop it in the end.

    Yields
    ------
    Server
        As soon as it answers to its health address.
    """
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        started_s = time.perf_counter()
        log = Path(folder, "log")
        with log.open("w", encoding="utf-8") as stream:
            child = subprocess.Popen(
                [sys.executable, "-c", _COMMAND, "app", "--port", str(port)],
                cwd=root,
                env=os.environ | {"FRONTLODE_STORE": folder, "PYTHONPATH": str(root)},
                stdout=subprocess.DEVNULL,
                stderr=stream,
            )
        server = Server(
            f"http://127.0.0.1:{port}", psutil.Process(child.pid), started_s
        )
        try:
            _wait(server, child, log)
            yield server
        finally:
            child.terminate()
            child.wait(timeout=20)


def _wait(server, child, log):
    while time.perf_counter() < server.started_s + START_LIMIT_S:
        if child.poll() is not None:
            output = log.read_text(encoding="utf-8")
            raise SystemExit(f"the app ended before it answered: {output}")
        try:
            requests.get(f"{server.url}/_stcore/health", timeout=START_LIMIT_S)
        except requests.ConnectionError:
            time.sleep(0.02)
        else:
            return
    raise SystemExit(f"no answer in {START_LIMIT_S} s")


@contextmanager
def profiled(server, *, rows=15):
    """Sample what holds the server's interpreter while the block runs, and print it.

    Sampled from outside by py-spy: a thread inside would wait for the interpreter, and
    see least of what holds it longest.
    """
    with tempfile.TemporaryDirectory() as folder:
        found = Path(folder, "stacks")
        sampler = subprocess.Popen(
            [
                Path(sys.executable).with_name("py-spy"),
                "record",
                *("--pid", str(server.process.pid), "--gil", "--nonblocking"),
                *("--rate", "200", "--format", "raw", "--output", found),
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            yield
        finally:
            sampler.send_signal(2)
            sampler.wait(timeout=60)
        for line in digest(found.read_text(encoding="utf-8"), rows=rows):
            sys.stdout.write(f"{line}\n")


def digest(stacks, *, rows):
    """Yield lines that say in which functions the samples were, and below which.

    Parameters
    ----------
    stacks : str
        A line for each stack: frames from the outermost, joined by ``;``, a space and
        how many samples there were of it.
    rows : int
        How many functions are listed.
    """
    inside, below = Counter(), Counter()
    for line in stacks.splitlines():
        frames, count = line.rsplit(" ", 1)
        names = [frame.rpartition(":")[0] + ")" for frame in frames.split(";")]
        inside[names[-1]] += int(count)
        for name in set(names):
            below[name] += int(count)
    total = inside.total()
    for heading, found in (("in it", inside), ("in it or below it", below)):
        yield f"  % of {total} samples {heading}"
        for name, count in found.most_common(rows):
            yield f"  {100 * count / total:5.1f}  {name}"
