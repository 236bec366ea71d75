"""Another Python beside this one, for work that should not hold this one up.

To fork a server that runs threads is not safe, and multiprocessing would run the page
that asked once more in each process.
"""

import math
import os
import pickle
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from threading import TIMEOUT_MAX, Timer
from typing import Any

#: Told of each stage of the work as it begins.
Tell = Callable[[Any], None]

#: The kernel's signal to a process whose time of the processor is used up.
_TIME_USED_UP = getattr(signal, "SIGXCPU", 24)

#: What to catch when a question is asked of a Python that breaks off.
BROKEN_OFF = (OSError, EOFError, pickle.UnpicklingError)


def another_python(code: str) -> subprocess.Popen[bytes]:
    """Start a new Python that runs ``code`` with our package at hand; talk by pipes.

    Raises
    ------
    OSError
        If the system has no process or memory to give.
    """
    package = str(Path(__file__).parents[1])
    return subprocess.Popen(
        [sys.executable, "-c", code],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=os.environ | {"PYTHONPATH": os.pathsep.join([package, *sys.path])},
    )


def ask(
    process: subprocess.Popen[bytes],
    question: object,
    *,
    tell: Tell,
    seconds: float = math.inf,
) -> Any:
    """Return the answer of a Python that runs `serve`, and tell its stages meanwhile.

    Parameters
    ----------
    process, question
        Of whom what is asked.
    tell : callable
        Told of each stage as it begins.
    seconds : float
        After which it is ended.

    Raises
    ------
    TimeoutError
        If it took longer, or used up the time of the processor that `serve` gave it.
    OSError, EOFError, UnpicklingError
        If it broke off (`BROKEN_OFF`, which a timeout is too); then no other question
        can be asked of it.
    """
    end_at = time.monotonic() + seconds
    timer = Timer(min(seconds, TIMEOUT_MAX), process.kill)
    timer.daemon = True
    timer.start()
    try:
        return _answer(process, question, tell)
    except BROKEN_OFF as error:
        process.kill()
        if process.wait() == -_TIME_USED_UP or time.monotonic() >= end_at:
            raise TimeoutError from error
        raise
    finally:
        timer.cancel()


def _answer(process: subprocess.Popen[bytes], question: object, tell: Tell) -> Any:
    assert process.stdin
    assert process.stdout
    pickle.dump(question, process.stdin)
    process.stdin.flush()
    while True:
        done, said = pickle.load(process.stdout)
        if done:
            return said
        tell(said)


def serve(work: Callable[..., object], *, seconds: float = math.inf) -> None:
    """Answer each question that comes in by ``work(*question, tell=…)``: its work.

    Each may use the processor for so many ``seconds``, where the system can bound that;
    so it ends too if whoever asked is gone.
    """

    def give(said: object, *, done: bool = False) -> None:
        pickle.dump((done, said), sys.stdout.buffer)
        sys.stdout.buffer.flush()

    with suppress(EOFError):
        while True:
            question = pickle.load(sys.stdin.buffer)
            _limit_cpu(seconds)
            give(work(*question, tell=give), done=True)


def _limit_cpu(seconds: float) -> None:
    """Bound the time of the processor that this process may use from now on."""
    try:
        import resource
    except ImportError:
        return
    if seconds < math.inf:
        _soft, hard = resource.getrlimit(resource.RLIMIT_CPU)
        until = math.ceil(time.process_time() + seconds)
        resource.setrlimit(resource.RLIMIT_CPU, (until, hard))


def end(process: subprocess.Popen[bytes]) -> None:
    """End another Python, whatever it is at."""
    process.kill()
    process.communicate()
