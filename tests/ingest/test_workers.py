"""A worker answers calls within its limits, or says why it did not."""

import os
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path
from threading import Timer

import pytest

from geo.ingest import workers
from geo.ingest.workers import (
    Limits,
    OutOfMemory,
    TooManyWorkers,
    TooSlow,
    Worker,
    WorkerError,
    run_script,
)
from tests import misbehaviour

AMPLE = Limits(seconds=60, memory_bytes=10**9)
SHORT = Limits(seconds=1, memory_bytes=10**9)

posix_only = pytest.mark.skipif(os.name != "posix", reason="limits of the system")


@pytest.fixture
def places(monkeypatch):
    """The places for two workers of this test's own."""
    monkeypatch.setattr(workers, "_places", workers.BoundedSemaphore(2))


def is_running(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_each_call_has_its_progress_and_its_result():
    found = []
    with Worker(AMPLE) as worker:
        for number, word in ((1, "once"), (2, "again")):
            result = worker.call(
                misbehaviour.doubled, number, word, on_progress=found.append
            )
            assert result == 2 * number
    assert found == ["once", "again"]


def test_calls_share_a_process_that_ends_with_the_block():
    with Worker(AMPLE) as worker:
        first, second = (worker.call(misbehaviour.pid) for _turn in range(2))
    assert first == second != os.getpid()
    assert not is_running(first)


@pytest.mark.parametrize(
    "function", [misbehaviour.fails, misbehaviour.dies, misbehaviour.is_killed]
)
def test_a_crash_is_an_error_and_the_next_call_works(function):
    with Worker(AMPLE) as worker:
        with pytest.raises(WorkerError) as caught:
            worker.call(function)
        assert caught.type is WorkerError
        assert worker.call(misbehaviour.doubled, 3) == 6


def test_a_worker_that_hangs_is_ended_and_replaced():
    start = time.monotonic()
    with Worker(SHORT) as worker:
        with pytest.raises(TooSlow):
            worker.call(misbehaviour.hangs)
        assert time.monotonic() - start < 20
        worker.limits = AMPLE
        assert worker.call(misbehaviour.sleeps, 0) == 0


@posix_only
def test_processor_time_is_limited_for_each_call(monkeypatch):
    # Neither clock can end it: it ignores its own, and whoever asks waits long.
    monkeypatch.setattr(workers, "Timer", lambda _seconds, kill: Timer(600, kill))
    with Worker(SHORT) as worker:
        for _turn in range(4):
            assert worker.call(misbehaviour.spins, 0.6) == 0.6
        with pytest.raises(TooSlow):
            worker.call(misbehaviour.spins, 60)


@posix_only
def test_a_worker_ends_in_time_though_its_owner_is_gone(tmp_path):
    code = (
        "from geo.ingest.workers import *\nfrom tests import misbehaviour\n"
        "import os, threading, time\n"
        "worker = Worker(Limits(3, 10**9))\n"
        "print(worker.call(misbehaviour.pid), flush=True)\n"
        "threading.Thread(target=worker.call, args=[misbehaviour.hangs]).start()\n"
        "time.sleep(1)\nos._exit(0)"
    )
    root = Path(__file__).parents[2]
    owner = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, cwd=root, check=True
    )
    pid, end = int(owner.stdout), time.monotonic() + 30
    while is_running(pid) and time.monotonic() < end:
        time.sleep(0.1)
    assert not is_running(pid)


@posix_only
def test_memory_is_limited_and_the_next_call_works():
    with Worker(AMPLE) as worker:
        with pytest.raises(OutOfMemory):
            worker.call(misbehaviour.eats_memory)
        assert worker.call(misbehaviour.doubled, 1) == 2


def test_only_so_many_work_at_once(places):
    with ExitStack() as stack:
        for _place in range(2):
            stack.enter_context(Worker(AMPLE)).start()
        with pytest.raises(TooManyWorkers):
            Worker(AMPLE, max_wait_seconds=0.1).start()
    with Worker(AMPLE, max_wait_seconds=0.1) as worker:
        assert worker.call(misbehaviour.doubled, 1) == 2


@pytest.mark.parametrize(
    "function",
    [misbehaviour.doubled, misbehaviour.fails, misbehaviour.dies, misbehaviour.hangs],
)
def test_every_place_is_given_back(places, function):
    for _turn in range(3):
        with Worker(SHORT, max_wait_seconds=0.1) as worker:
            try:
                worker.call(function, 1)
            except TooManyWorkers:
                raise
            except WorkerError:
                pass


def test_a_place_is_given_back_where_no_process_starts(places, monkeypatch):
    def none(*_arguments, **_options):
        raise OSError("no process")

    monkeypatch.setattr(subprocess, "Popen", none)
    for _turn in range(3):
        with pytest.raises(WorkerError) as caught:
            Worker(AMPLE, max_wait_seconds=0.1).start()
        assert caught.type is WorkerError


def test_what_progress_raises_ends_the_worker(places):
    def leave(_stage):
        raise KeyboardInterrupt

    for _turn in range(3):
        worker = Worker(AMPLE, max_wait_seconds=0.1)
        with pytest.raises(KeyboardInterrupt):
            worker.call(misbehaviour.doubled, 1, on_progress=leave)


# A script that answers by files


def script_of(tmp_path, code):
    path = tmp_path / "script.py"
    path.write_text(code)
    return str(path)


def run(tmp_path, code, *arguments, limits=AMPLE):
    script = script_of(tmp_path, code)
    run_script(script, *arguments, limits=limits, folder=str(tmp_path), env={})


def test_a_script_has_its_arguments_and_its_folder(tmp_path):
    code = "import sys, pathlib; pathlib.Path('out').write_text(sys.argv[1])"
    run(tmp_path, code, "word")
    assert (tmp_path / "out").read_text() == "word"


@pytest.mark.parametrize("code", ["1 / 0", "raise SystemExit(1)"])
def test_a_script_that_fails_is_an_error(tmp_path, code):
    with pytest.raises(WorkerError) as caught:
        run(tmp_path, code)
    assert caught.type is WorkerError


@posix_only
@pytest.mark.parametrize("code", ["import time; time.sleep(600)", "while True: pass"])
def test_a_script_that_hangs_is_too_slow(tmp_path, code, places):
    for _turn in range(3):
        with pytest.raises(TooSlow):
            run(tmp_path, code, limits=SHORT)


@posix_only
@pytest.mark.parametrize(
    "code",
    [
        "bytearray(2 * 10**9)",
        "import pathlib; pathlib.Path('out').write_bytes(bytes(2000))",
    ],
)
def test_a_script_past_its_memory_or_output_fails(tmp_path, code):
    run(tmp_path, "bytearray(10**6); open('out', 'wb').write(bytes(900))")
    with pytest.raises(WorkerError):
        run(tmp_path, code, limits=Limits(60, 10**9, file_bytes=1000))


@posix_only
def test_a_worker_is_nicer_than_whoever_asks(tmp_path):
    run(tmp_path, "import os; open('out', 'w').write(str(os.nice(0)))")
    assert int((tmp_path / "out").read_text()) > os.nice(0)
