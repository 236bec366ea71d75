"""A preview equals the change, its deposits and its map."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
import shapely
from shapely.geometry import MultiPolygon, Polygon, box

from geo.assessment.change import change, change_text, line_text, moved_deposits
from geo.errors import InputError
from geo.ingest import workers
from geo.ingest.workers import Limits
from geo.ledger import default_ledger
from geo.maps import MapParts, preview
from geo.maps.preview import Step, is_large, preview_in_worker
from geo.text.i18n import language
from tests import misbehaviour
from tests.drawn_fronts import front_of, line_front_of
from tests.shipped import deposits

ZONE = box(37.0, 48.0, 37.4, 48.3)


def reported(before, after, *, how=preview.preview):
    stages = []
    return how(deposits(), before, after, on_progress=stages.append), stages


@pytest.fixture(scope="module")
def fronts():
    return [default_ledger().front_on(date(2025, month, 1)) for month in (3, 7)]


def test_it_shows_what_the_change_and_its_deposits_are(fronts):
    found, stages = reported(*fronts)
    changed = change(*fronts)
    assert found.texts == (change_text(changed), line_text(changed))
    assert found.is_movement
    assert found.by_oblast.equals(changed.by_oblast)
    assert found.moved.equals(moved_deposits(deposits(), *fronts).why)
    drawn = MapParts(found.layers).layers
    assert list(found.layers) == [one.layer_name for one in drawn]
    assert stages == list(Step)


def test_another_source_is_a_difference_and_no_movement(fronts):
    found, _stages = reported(fronts[0], replace(fronts[1], source="another"))
    assert not found.is_movement
    assert found.texts[0].startswith("The two fronts differ by ")
    assert "differ from the first's" in found.texts[1]


def test_worker_and_here_agree_in_every_language(fronts):
    before_here = language.set("uk")
    try:
        here, _stages = reported(*fronts)
        there, stages = reported(*fronts, how=preview_in_worker)
    finally:
        language.reset(before_here)
    assert there.texts == here.texts
    assert there.moved.equals(here.moved)
    assert there.layers == here.layers
    assert stages == list(Step)


@pytest.mark.parametrize(
    ("function", "words"),
    [
        (misbehaviour.dies, "most likely for want of memory"),
        (misbehaviour.eats_memory, "most likely for want of memory"),
        (misbehaviour.hangs, "within 1 second"),
    ],
)
def test_a_preview_that_breaks_off_is_reported(function, words, fronts, monkeypatch):
    monkeypatch.setattr(preview, "_previewed", function)
    if function is misbehaviour.hangs:
        monkeypatch.setattr(preview, "_LIMITS", Limits(1, 10**9))
    with pytest.raises(InputError, match=words):
        reported(*fronts, how=preview_in_worker)


def test_an_earlier_front_that_is_not_in_the_ledger_is_reported(fronts):
    with pytest.raises(InputError, match="could not be worked out"):
        reported(front_of(ZONE), fronts[1], how=preview_in_worker)


def test_a_preview_while_too_many_work_is_reported(fronts, monkeypatch):
    monkeypatch.setattr(workers, "_places", workers.BoundedSemaphore(1))
    monkeypatch.setattr(workers, "MAX_WAIT_SECONDS", 0.1)
    with workers.Worker(preview._LIMITS) as busy:
        busy.start()
        with pytest.raises(InputError, match="Try again in a moment"):
            reported(*fronts, how=preview_in_worker)


def test_a_large_front_is_one_of_many_vertices(monkeypatch):
    monkeypatch.setattr(preview, "_WORTH_A_PROCESS_VERTICES", 7)
    line = line_front_of(shapely.LineString([(36, 47), (36, 48), (36, 49)]))
    assert not is_large(line)
    assert not is_large(front_of(ZONE))
    assert is_large(line, front_of(ZONE))


def test_what_the_map_draws_stays_small_whatever_the_detail():
    """A front of a tenth of a million vertices, each some metres from the last."""
    angle = np.linspace(0, 2 * np.pi, 100_001)
    radius = 0.8 + 2e-5 * np.random.default_rng(7).random(len(angle))
    ring = [36.5, 48.5] + radius[:, None] * np.column_stack(
        [np.cos(angle), np.sin(angle)]
    )
    zone = MultiPolygon([Polygon(ring)])
    found, _stages = reported(default_ledger().latest(), front_of(zone))
    assert sum(map(len, found.layers.values())) < 200_000
