"""Functions for a worker that report, fail, hang, eat memory or die."""

import os
import signal
import time


def doubled(number, word="", *, on_progress):
    on_progress(word)
    print("not an answer")  # noqa: T201
    return 2 * number


def fails(*_arguments, on_progress):
    raise ValueError


def sleeps(seconds, *_others, on_progress):
    time.sleep(seconds)
    return seconds


def hangs(*_arguments, on_progress):
    time.sleep(600)


def spins(seconds, *, on_progress):
    signal.signal(signal.SIGALRM, signal.SIG_IGN)
    end = time.process_time() + seconds
    while time.process_time() < end:
        pass
    return seconds


def eats_memory(*_arguments, on_progress):
    return len([bytes(10**8) for _gulp in range(50)])


def dies(*_arguments, on_progress):
    os._exit(9)


def is_killed(*_arguments, on_progress):
    on_progress("half way")
    os.kill(os.getpid(), signal.SIGKILL)


def pid(*, on_progress):
    return os.getpid()


def deadly_check(content, *others, on_progress):
    """Check files but those with a word that says what to do instead."""
    from geo.update.worker import _checked

    for work in (dies, hangs, eats_memory):
        if work.__name__.encode() in content:
            work(on_progress=on_progress)
    return _checked(content, *others, on_progress=on_progress)
