"""Another Python beside this one, for work that should not hold this one up.

To fork a server that runs threads is not safe, and multiprocessing would run the page
that asked once more in each process.
"""

import os
import pickle
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

#: Told of each stage of the work as it begins.
Tell = Callable[[Any], None]

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


def ask(process: subprocess.Popen[bytes], question: object, *, tell: Tell) -> Any:
    """Return the answer of a Python that runs `serve`, and tell its stages meanwhile.

    Raises
    ------
    OSError, EOFError, UnpicklingError
        If it broke off (`BROKEN_OFF`); then no other question can be asked of it.
    """
    assert process.stdin
    assert process.stdout
    pickle.dump(question, process.stdin)
    process.stdin.flush()
    while True:
        done, said = pickle.load(process.stdout)
        if done:
            return said
        tell(said)


def serve(work: Callable[..., object]) -> None:
    """Answer each question that comes in by ``work(*question, tell=…)``: its work."""

    def give(said: object, *, done: bool = False) -> None:
        pickle.dump((done, said), sys.stdout.buffer)
        sys.stdout.buffer.flush()

    with suppress(EOFError):
        while True:
            question = pickle.load(sys.stdin.buffer)
            give(work(*question, tell=give), done=True)


def end(process: subprocess.Popen[bytes]) -> None:
    """End another Python, whatever it is at."""
    process.kill()
    process.communicate()
