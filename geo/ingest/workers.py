"""Worker processes, each within limits of memory and time, and few at once.

To fork a server that runs threads is not safe, and multiprocessing would run the page
that asked once more in each process. So a worker is this module, run by its path.
"""

import math
import os
import pickle
import runpy
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import BoundedSemaphore, Timer
from typing import IO, Any

#: Called with each stage of the work as it begins.
OnProgress = Callable[[Any], None]

#: Processes that work at once for this one.
MAX_WORKERS = max(2, os.cpu_count() or 1)

#: How long to wait for another's work to end before refusing.
MAX_WAIT_SECONDS = 60.0

#: How long a worker may take to load what a call needs: two seconds, where it is quiet.
_MAX_START_SECONDS = 60

#: Added to the niceness of a worker, so that whoever clicks meanwhile is served first.
_NICENESS = 5

#: How the system ends a process whose time is used up; absent on Windows.
_TIME_SIGNALS = {
    -getattr(signal, name) for name in ("SIGALRM", "SIGXCPU") if hasattr(signal, name)
}

_places = BoundedSemaphore(MAX_WORKERS)


@dataclass(frozen=True)
class Limits:
    """What one worker may use.

    Attributes
    ----------
    seconds : float
        Of the clock for each call, once it has begun, and of the processor.
    memory_bytes : int
        Of address space. The libraries alone take 0.4 GB of it.
    file_bytes : int or None
        Of each file that it writes; None for any.
    """

    seconds: float
    memory_bytes: int
    file_bytes: int | None = None


class WorkerError(Exception):
    """A worker gave no answer; with no other reason it crashed."""


class TooSlow(WorkerError):
    """It used up its time."""


class OutOfMemory(WorkerError):
    """It needed more memory than it may use."""


class TooManyWorkers(WorkerError):
    """Others were at work all the while."""


def ignore(_stage: object) -> None:
    """Take no notice of progress."""


class Worker:
    """A process that calls functions of this package, one after another.

    It starts at the first call, and another takes the place of one that gave no answer.
    Use it as a context manager: at the end its process ends.

    Parameters
    ----------
    limits : Limits
        For each call.
    max_wait_seconds : float, optional
        How long to wait for a place among `MAX_WORKERS`; `MAX_WAIT_SECONDS` if None.
    """

    def __init__(
        self, limits: Limits, *, max_wait_seconds: float | None = None
    ) -> None:
        self.limits = limits
        self.max_wait_seconds = max_wait_seconds
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "Worker":
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def start(self) -> None:
        """Start the process, if there is none.

        Raises
        ------
        TooManyWorkers
            If no place became free.
        WorkerError
            If the system has no process or memory to give.
        """
        if self._process:
            return
        _take_place(self.max_wait_seconds)
        try:
            self._process = _started(
                ["-P"], self.limits, [], env=_environment(), piped=True
            )
        except WorkerError:
            _places.release()
            raise

    def close(self) -> None:
        """End the process, whatever it is at."""
        process, self._process = self._process, None
        if process:
            process.kill()
            process.communicate()
            _places.release()

    def call(
        self,
        function: Callable[..., Any],
        *arguments: object,
        on_progress: OnProgress = ignore,
    ) -> Any:
        """Return ``function(*arguments, on_progress=…)``, called in the process.

        Parameters
        ----------
        function : callable
            Of a module that can be imported. Function, arguments and result are
            pickled.
        on_progress : callable
            Called here with each stage of which the function shows. What it raises
            ends the process.

        Raises
        ------
        WorkerError
            If there is no answer, whatever the function raised.
        """
        self.start()
        assert self._process
        end_at = time.monotonic() + _MAX_START_SECONDS
        try:
            with _killed_after(self._process, _MAX_START_SECONDS):
                _ask(self._process, (function, arguments))
            end_at = time.monotonic() + self.limits.seconds
            with _killed_after(self._process, self.limits.seconds):
                kind, value = _answer(self._process, on_progress)
        except (OSError, EOFError, pickle.UnpicklingError) as error:
            raise self._failure(end_at) from error
        except BaseException:
            self.close()
            raise
        if kind == "memory":
            self.close()
            raise OutOfMemory
        return value

    def _failure(self, end_at: float) -> WorkerError:
        """End the process, and return why it gave no answer."""
        assert self._process
        self._process.kill()
        code = self._process.wait()
        self.close()
        if code in _TIME_SIGNALS or time.monotonic() >= end_at:
            return TooSlow()
        return WorkerError()


def run_script(
    script: str, *arguments: str, limits: Limits, folder: str, env: Mapping[str, str]
) -> None:
    """Run a script that answers by files in its folder, and trust nothing else of it.

    Raises
    ------
    WorkerError
        If it did not end by itself, without an error.
    """
    _take_place()
    try:
        end_at = time.monotonic() + limits.seconds
        with (
            _started(
                ["-I"], limits, [script, *arguments], env=env, folder=folder
            ) as process,
            _killed_after(process, limits.seconds),
        ):
            code = process.wait()
    finally:
        _places.release()
    if code in _TIME_SIGNALS or (code and time.monotonic() >= end_at):
        raise TooSlow
    if code:
        raise WorkerError


def _take_place(max_wait_seconds: float | None = None) -> None:
    seconds = MAX_WAIT_SECONDS if max_wait_seconds is None else max_wait_seconds
    if not _places.acquire(timeout=seconds):
        raise TooManyWorkers


def _environment() -> dict[str, str]:
    """Return this process's environment, with its modules at hand."""
    package = str(Path(__file__).parents[2])
    threads = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    path = os.pathsep.join([package, *sys.path])
    return threads | os.environ | {"PYTHONPATH": path}


def _started(
    flags: list[str],
    limits: Limits,
    arguments: list[str],
    *,
    env: Mapping[str, str],
    folder: str | None = None,
    piped: bool = False,
) -> subprocess.Popen[bytes]:
    numbers = [
        str(math.ceil(limits.seconds)),
        str(limits.memory_bytes),
        str(limits.file_bytes or ""),
    ]
    channel = subprocess.PIPE if piped else subprocess.DEVNULL
    try:
        return subprocess.Popen(
            [sys.executable, *flags, __file__, *numbers, *arguments],
            stdin=channel,
            stdout=channel,
            stderr=subprocess.DEVNULL,
            cwd=folder,
            env=env,
        )
    except OSError as error:
        raise WorkerError from error


@contextmanager
def _killed_after(process: subprocess.Popen[bytes], seconds: float) -> Iterator[None]:
    """Kill a process that is late: a system without timers of its own lets it run."""
    timer = Timer(seconds, process.kill)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _ask(process: subprocess.Popen[bytes], question: object) -> None:
    """Hand over a call, and wait until it begins."""
    assert process.stdin
    assert process.stdout
    pickle.dump(question, process.stdin)
    process.stdin.flush()
    pickle.load(process.stdout)


def _answer(
    process: subprocess.Popen[bytes], on_progress: OnProgress
) -> tuple[str, Any]:
    assert process.stdout
    while True:
        kind, value = pickle.load(process.stdout)
        if kind != "progress":
            return kind, value
        on_progress(value)


# What follows runs in the worker's process.


def _main(seconds: str, memory_bytes: str, file_bytes: str, *script: str) -> None:
    """Limit this process, then run a script, or answer calls until there are no more.

    It imports nothing but the standard library before the limits hold.
    """
    with suppress(OSError, AttributeError):
        os.nice(_NICENESS)
    _limit("RLIMIT_CORE", 0)
    _limit("RLIMIT_AS", int(memory_bytes))
    if file_bytes:
        _limit("RLIMIT_FSIZE", int(file_bytes))
    if script:
        _limit_time(int(seconds))
        sys.argv = [*script]
        runpy.run_path(script[0], run_name="__main__")
    else:
        _serve(int(seconds))


def _serve(seconds: int) -> None:
    # What the work prints must not come between the answers.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    calls = open(0, "rb", closefd=False)  # noqa: SIM115
    while calls.peek(1):
        _limit_time(_MAX_START_SECONDS)
        try:
            function, arguments = pickle.load(calls)
            _give(answers, "begin", None)
            _limit_time(seconds)
            value = function(
                *arguments, on_progress=lambda stage: _give(answers, "progress", stage)
            )
            _give(answers, "result", value)
        except MemoryError:
            _give(answers, "memory", None)
            return
        _limit_time(0)


def _give(answers: IO[bytes], kind: str, value: object) -> None:
    pickle.dump((kind, value), answers)
    answers.flush()


def _limit(name: str, most: int) -> None:
    """Bound a resource of this process for good, where the system can."""
    with suppress(ImportError, AttributeError, ValueError, OSError):
        import resource

        resource.setrlimit(getattr(resource, name), (most, most))


def _limit_time(seconds: int) -> None:
    """Let the system end this process after so many seconds; 0 for never.

    So it ends too if whoever asked is gone.
    """
    with suppress(ImportError, AttributeError):
        import resource

        signal.setitimer(signal.ITIMER_REAL, seconds)
        used = math.ceil(time.process_time())
        _soft, hard = resource.getrlimit(resource.RLIMIT_CPU)
        until = used + seconds if seconds else hard
        resource.setrlimit(resource.RLIMIT_CPU, (until, hard))


if __name__ == "__main__":
    _main(*sys.argv[1:])
