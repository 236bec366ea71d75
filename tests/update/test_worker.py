"""A check in a worker says what one here says, and may crash."""

from datetime import date

import pytest

from geo.ingest import workers
from geo.update import worker
from geo.update.check import Outcome, Stage, check_bulk, check_front, checked
from geo.update.worker import checking, checking_in_worker, is_heavy
from tests import misbehaviour
from tests.invalid_files import area, collection, zipped_geojson
from tests.invalid_files import box as ring
from tests.update.test_check import SEEDS

DAY = date(2026, 9, 1)
WEST = collection(area(ring(35.5, 47.0, width=1, height=1)))


def no_progress(_stage):
    pass


def test_worker_and_here_agree():
    options = {"as_of": DAY, "today": DAY, "uncertainty_km": 3.5}
    with checking_in_worker(on_progress=no_progress) as by:
        for data in SEEDS:
            here = check_front(data, name="x.dat", **options)
            there = check_front(data, name="x.dat", by=by, **options)
            assert there.to_json() == here.to_json()
            assert there.content == data
            if here.front is None:
                assert there.front is None
            else:
                assert there.front.zone.equals_exact(here.front.zone, 0)


def test_what_is_known_and_the_options_go_along():
    once = check_front(WEST, name="2026-09-01.geojson", today=DAY)
    known = {(once.sha256, DAY)}
    with checking_in_worker(on_progress=no_progress) as by:
        ((_name, check),) = check_bulk(
            zipped_geojson(f20260901=WEST), name="x.zip", known=known, by=by
        )
    assert check.repeat_of == "the ledger"


def test_stages_are_reported_in_their_order():
    found = []
    with checking_in_worker(on_progress=found.append) as by:
        check_front(WEST, name="2026-09-01.geojson", by=by)
    assert found == list(Stage)


@pytest.mark.parametrize(
    ("what", "found"),
    [
        (b'{"dies": 1}', "broke off"),
        (b'{"eats_memory": 1}', "1000 MB of memory"),
    ],
)
def test_a_crash_refuses_one_file_and_the_others_go_on(what, found, monkeypatch):
    monkeypatch.setattr(worker, "_checked", misbehaviour.deadly_check)
    days = zipped_geojson(f20260901=WEST, f20260902=what, f20260903=WEST)
    with checking_in_worker(on_progress=no_progress) as by:
        checks = [check for _name, check in check_bulk(days, name="x.zip", by=by)]
    assert [check.outcome for check in checks] == [
        Outcome.ACCEPTED,
        Outcome.REFUSED,
        Outcome.ACCEPTED,
    ]
    assert found in checks[1].refusals[0]
    assert checks[1].content == what


def test_a_file_that_takes_too_long_is_refused_in_words(monkeypatch):
    monkeypatch.setattr(worker, "_checked", misbehaviour.deadly_check)
    monkeypatch.setattr(worker, "MAX_CHECK_SECONDS", 1)
    with checking_in_worker(on_progress=no_progress) as by:
        check = check_front(b"hangs", name="x.geojson", by=by)
    assert check.outcome == Outcome.REFUSED
    assert check.refusals == (
        "x.geojson: expected a file that is checked within 1 second, but it takes "
        "longer. Simplify it, or raise FRONTLODE_MAX_CHECK_SECONDS.",
    )


def test_a_file_is_refused_in_words_while_too_many_are_checked(monkeypatch):
    monkeypatch.setattr(workers, "_places", workers.BoundedSemaphore(1))
    monkeypatch.setattr(workers, "MAX_WAIT_SECONDS", 0.1)
    with (
        checking_in_worker(on_progress=no_progress) as first,
        checking_in_worker(on_progress=no_progress) as second,
    ):
        assert check_front(WEST, name="2026-09-01.kml", by=first).front
        check = check_front(WEST, name="2026-09-01.kml", by=second)
    assert check.outcome == Outcome.REFUSED
    assert "Try again in a moment" in check.refusals[0]


def test_a_refusal_comes_within_20_seconds_of_an_upload():
    """The worker and whoever starts it take three to load."""
    assert worker.MAX_CHECK_SECONDS <= 20 - 3


def test_a_light_file_is_checked_here_a_heavy_one_by_a_worker():
    with checking(WEST) as by:
        assert by is checked
    with checking(zipped_geojson(f20260901=WEST)) as by:
        assert by is not checked


def test_no_process_to_be_had_is_a_refusal(monkeypatch):
    def none(*_arguments, **_options):
        raise OSError

    monkeypatch.setattr("subprocess.Popen", none)
    with checking_in_worker(on_progress=no_progress) as by:
        check = check_front(WEST, name="x.geojson", by=by)
    assert check.outcome == Outcome.REFUSED
    assert "x.geojson" in check.refusals[0]


def test_weight_is_reported_by_length_and_first_bytes():
    text = b"x" * worker.LIGHT_BYTES
    assert not is_heavy(text)
    assert is_heavy(text + b"x")
    assert is_heavy(zipped_geojson(a=b"x"))
    assert is_heavy(b"PAR1")
    assert not is_heavy(b"")


def test_a_large_zip_is_looked_into_in_a_worker(monkeypatch):
    data = zipped_geojson(f20260902=WEST, f20260901=WEST)
    here = worker.zip_names(data, name="x.zip")
    assert here == (["f20260901.geojson", "f20260902.geojson"], [])
    monkeypatch.setattr(worker, "LIGHT_BYTES", 10)
    assert worker.zip_names(data, name="x.zip") == here
    monkeypatch.setattr(worker, "bulk_names", None)
    assert worker.zip_names(data, name="x.zip") == here


@pytest.mark.parametrize(
    "data",
    [WEST, b"", zipped_geojson(a=WEST)[:-30], b"PK\3\4"],
    ids=["no zip", "empty", "cut short", "a signature alone"],
)
@pytest.mark.parametrize("limit", [10**6, 0])
def test_what_is_no_whole_zip_has_no_names(data, limit, monkeypatch):
    monkeypatch.setattr(worker, "LIGHT_BYTES", limit)
    assert worker.zip_names(data, name="x.zip") == ([], [])


def test_a_look_that_breaks_off_finds_no_names(monkeypatch):
    monkeypatch.setattr(worker, "LIGHT_BYTES", 0)
    monkeypatch.setattr(worker, "_names", misbehaviour.dies)
    assert worker.zip_names(zipped_geojson(a=WEST), name="x.zip") == ([], [])
