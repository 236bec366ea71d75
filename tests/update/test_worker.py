"""A check in a Python apart says what one here says, and may crash."""

import io
import zipfile
from contextlib import suppress
from datetime import date

import pytest

from geo.ingest.workers import another_python
from geo.update import worker
from geo.update.check import Outcome, Stage, check_bulk, check_front, checked
from geo.update.worker import checking, checking_apart, is_heavy
from tests.strangers import area, collection
from tests.strangers import box as ring
from tests.update.test_check import SEEDS

DAY = date(2026, 9, 1)
WEST = collection(area(ring(35.5, 47.0, width=1, height=1)))

#: A Python apart that dies of every file with the word in it.
DIES = """
import os
from geo.update import worker as apart
here = apart.checked
def checked(content, *others, **tell):
    if b"deadly" in content:
        os._exit(9)
    return here(content, *others, **tell)
apart.checked = checked
apart.serve()
"""


def zipped(**files):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(f"{name}.geojson", data)
    return target.getvalue()


def untold(_stage):
    pass


def test_apart_and_here_agree():
    wishes = {"as_of": DAY, "today": DAY, "uncertainty_km": 3.5}
    with checking_apart(tell=untold) as by:
        for data in SEEDS:
            here = check_front(data, name="x.dat", **wishes)
            there = check_front(data, name="x.dat", by=by, **wishes)
            assert there.to_json() == here.to_json()
            assert there.content == data
            if here.front is None:
                assert there.front is None
            else:
                assert there.front.zone.equals_exact(here.front.zone, 0)


def test_what_is_known_and_wished_goes_along():
    once = check_front(WEST, name="2026-09-01.geojson", today=DAY)
    known = {(once.sha256, DAY)}
    with checking_apart(tell=untold) as by:
        ((_name, check),) = check_bulk(
            zipped(f20260901=WEST), name="x.zip", known=known, by=by
        )
    assert check.repeat_of == "the ledger"


def test_stages_are_told_in_their_order():
    told = []
    with checking_apart(tell=told.append) as by:
        check_front(WEST, name="2026-09-01.geojson", by=by)
    assert told == list(Stage)


def test_a_crash_refuses_one_file_and_the_others_go_on(monkeypatch):
    monkeypatch.setattr(worker, "_START", DIES)
    days = zipped(f20260901=WEST, f20260902=b'{"deadly": 1}', f20260903=WEST)
    with checking_apart(tell=untold) as by:
        checks = [check for _name, check in check_bulk(days, name="x.zip", by=by)]
    assert [check.outcome for check in checks] == [
        Outcome.ACCEPTED,
        Outcome.REFUSED,
        Outcome.ACCEPTED,
    ]
    assert "broke off" in checks[1].refusals[0]
    assert checks[1].content == b'{"deadly": 1}'


#: A Python apart that never comes to an end of a file with the word in it.
HANGS = DIES.replace("os._exit(9)", "import time; time.sleep(600)")


def test_a_file_that_takes_too_long_is_refused_in_words(monkeypatch):
    monkeypatch.setattr(worker, "_START", HANGS)
    days = zipped(f20260901=WEST, f20260902=b'{"deadly": 1}')
    with checking(days) as by:
        # The first file waits for the other Python to start, which takes seconds.
        bulk = check_bulk(days, name="x.zip", by=by)
        assert next(bulk)[1].outcome == Outcome.ACCEPTED
        monkeypatch.setattr(worker, "MAX_CHECK_SECONDS", 1)
        ((_name, check),) = bulk
    assert check.outcome == Outcome.REFUSED
    assert check.refusals == (
        "f20260902.geojson: expected a file that is checked within 1 second, but it "
        "takes longer. Simplify it, or raise FRONTLODE_MAX_CHECK_SECONDS.",
    )


def test_the_limit_of_a_check_is_under_20_seconds():
    assert worker.MAX_CHECK_SECONDS < 20


def test_a_light_file_is_checked_here_and_a_heavy_one_apart():
    with checking(WEST) as by:
        assert by is checked
    with checking(zipped(f20260901=WEST)) as by:
        assert by is not checked


@pytest.mark.parametrize("start", ["", "print('x')", "raise SystemExit(1)"])
def test_a_python_that_never_answers_is_a_refusal(start, monkeypatch):
    monkeypatch.setattr(worker, "_START", start)
    with checking_apart(tell=untold) as by:
        check = check_front(WEST, name="2026-09-01.geojson", by=by)
    assert check.front is None
    assert "2026-09-01.geojson" in check.refusals[0]


def test_no_process_to_be_had_is_a_refusal(monkeypatch):
    def none(_code):
        raise OSError

    monkeypatch.setattr(worker, "another_python", none)
    with checking_apart(tell=untold) as by:
        assert check_front(WEST, name="x.geojson", by=by).outcome == Outcome.REFUSED


def test_whoever_stops_listening_ends_it(monkeypatch):
    started = []

    def recorded(code):
        started.append(another_python(code))
        return started[-1]

    def leave(_stage):
        raise KeyboardInterrupt

    monkeypatch.setattr(worker, "another_python", recorded)
    with suppress(KeyboardInterrupt), checking_apart(tell=leave) as by:
        check_front(WEST, name="x.geojson", by=by)
    assert [process.poll() is None for process in started] == [False]


def test_weight_is_told_by_length_and_first_bytes():
    text = b"x" * worker.LIGHT_BYTES
    assert not is_heavy(text)
    assert is_heavy(text + b"x")
    assert is_heavy(zipped(a=b"x"))
    assert is_heavy(b"PAR1")
    assert not is_heavy(b"")


def test_a_large_zip_is_looked_into_apart(monkeypatch):
    data = zipped(f20260902=WEST, f20260901=WEST)
    here = worker.zip_names(data, name="x.zip")
    assert here == (["f20260901.geojson", "f20260902.geojson"], [])
    monkeypatch.setattr(worker, "LIGHT_BYTES", 10)
    assert worker.zip_names(data, name="x.zip") == here
    monkeypatch.setattr(worker, "_names", None)
    assert worker.zip_names(data, name="x.zip") == here


@pytest.mark.parametrize("data", [WEST, b"", zipped(a=WEST)[:-30], b"PK\3\4"])
@pytest.mark.parametrize("limit", [10**6, 0])
def test_what_is_no_whole_zip_has_no_names(data, limit, monkeypatch):
    monkeypatch.setattr(worker, "LIGHT_BYTES", limit)
    assert worker.zip_names(data, name="x.zip") == ([], [])


def test_a_look_that_breaks_off_finds_no_names(monkeypatch):
    monkeypatch.setattr(worker, "LIGHT_BYTES", 0)
    monkeypatch.setattr(worker, "_START_NAMES", "raise SystemExit(1)")
    assert worker.zip_names(zipped(a=WEST), name="x.zip") == ([], [])
