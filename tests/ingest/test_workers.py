"""Another Python answers questions, tells its stages, and may break off."""

import time

import pytest

from geo.ingest.workers import BROKEN_OFF, another_python, ask, end

SERVES = """
from geo.ingest.workers import serve
def work(number, word, *, tell):
    tell(word)
    return 2 * number
serve(work)
"""


@pytest.fixture
def running():
    started = []

    def start(code):
        started.append(another_python(code))
        return started[-1]

    yield start
    for process in started:
        end(process)


def test_another_python_has_our_package_and_talks_by_pipes():
    with another_python("import geo.text.i18n; print(input()[::-1])") as process:
        answer, _nothing = process.communicate(b"abc")
    assert answer.strip() == b"cba"


def test_each_question_has_its_stages_and_its_answer(running):
    told, process = [], running(SERVES)
    assert ask(process, (1, "once"), tell=told.append) == 2
    assert ask(process, (2, "again"), tell=told.append) == 4
    assert told == ["once", "again"]


def test_it_ends_when_there_is_no_more_to_answer():
    with another_python(SERVES) as process:
        process.communicate(b"", timeout=60)
    assert process.returncode == 0


@pytest.mark.parametrize("code", ["", "print('x')", "raise SystemExit(1)"])
def test_a_python_that_breaks_off_raises(code, running):
    with pytest.raises(BROKEN_OFF):
        ask(running(code), (1, "once"), tell=print)


def test_work_that_fails_breaks_off(running):
    with pytest.raises(BROKEN_OFF):
        ask(running(SERVES), ("no", "other", "work"), tell=print)


SLEEPS = SERVES.replace("return", "import time; time.sleep(number)\n    return")
SPINS = SERVES.replace("return", "while number: pass\n    return").replace(
    "serve(work)", "serve(work, seconds=1)"
)


def test_whoever_answers_too_late_is_ended(running):
    process, start = running(SLEEPS), time.monotonic()
    with pytest.raises(TimeoutError):
        ask(process, (600, "late"), tell=list, seconds=0.5)
    assert time.monotonic() - start < 10
    assert process.poll() is not None


def test_an_answer_in_time_is_an_answer(running):
    assert ask(running(SLEEPS), (0, "soon"), tell=list, seconds=60) == 0


def test_a_processor_used_up_is_too_late_and_the_next_has_as_much(running):
    process = running(SPINS)
    assert [ask(process, (0, "soon"), tell=list) for _turn in range(3)] == [0] * 3
    with pytest.raises(TimeoutError):
        ask(process, (1, "for ever"), tell=list, seconds=60)


def test_a_python_that_breaks_off_in_time_is_not_late(running):
    with pytest.raises(EOFError):
        ask(running(""), (1, "once"), tell=list, seconds=60)


def test_an_ended_python_is_gone(running):
    process = running("import time; time.sleep(600)")
    end(process)
    assert process.poll() is not None
