"""Another Python beside this one, for work that should not hold this one up.

To fork a server that runs threads is not safe, and multiprocessing would run the page
that asked once more in each process.
"""

import os
import subprocess
import sys
from pathlib import Path


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
