"""Every coded value has words, and numbers keep their form."""

from datetime import date

import pytest

from geo.labels import (
    day_text,
    km_text,
    label,
    number_text,
    percent_text,
    quantity_text,
)
from geo.risk import THREAT_EDGES
from geo.schema import Answer, Control, LicenceState, Status
from geo.terms import ClauseKind, RestsOn, SourceKind

NAN = float("nan")

CODED = {
    "control": Control,
    "status": Status,
    "licence_state": LicenceState,
    "answer": Answer,
    "rests_on": RestsOn,
    "threat_edge": THREAT_EDGES,
    "clause": ClauseKind,
    "source": SourceKind,
}


@pytest.mark.parametrize("kind", CODED)
def test_every_value_has_words_of_its_own(kind):
    texts = [label(kind, str(value)) for value in CODED[kind]]
    assert all(texts)
    assert len(set(texts)) == len(texts)
    assert not any("_" in text for text in texts)


def test_a_band_is_named_by_its_side_or_its_kilometres():
    assert label("band", "contested") == label("control", "contested")
    assert label("band", "10–20 km") == "10–20 km"


def test_numbers_keep_thin_spaces_and_tell_a_gap():
    assert number_text(1234567.891, 1) == "1\u202f234\u202f567.9"
    assert number_text(NAN) == "–"
    assert km_text(1500) == "1\u202f500.0 km"
    assert quantity_text(1_250_000.5) == "1\u202f250\u202f000.5"
    assert quantity_text(NAN) == ""


def test_a_share_is_told_or_said_to_be_missing():
    assert percent_text(37.5) == "37.5\u202f%"
    assert percent_text(NAN) == "not stated"


def test_a_day_names_its_month():
    assert day_text(date(2026, 8, 22)) == "22 Aug 2026"
