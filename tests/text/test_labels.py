"""Every coded value has words, and numbers keep their form."""

from dataclasses import replace
from datetime import date

import pytest

from geo.deal.coverage import KINDS, ClauseKind
from geo.deal.load import scenario
from geo.deal.scenario import (
    Confidence,
    Family,
    RestsOn,
    Source,
    SourceKind,
)
from geo.schema import THREAT_EDGES, Answer, Control, LicenceState, Status
from geo.text.format import (
    day_text,
    km_text,
    long_day_text,
    number_text,
    percent_text,
    quantity_text,
)
from geo.text.labels import (
    coverage_label,
    label,
    short_form_text,
    source_text,
    value_text,
)

NAN = float("nan")

CODED = {
    "control": Control,
    "status": Status,
    "licence_state": LicenceState,
    "answer": Answer,
    "rests_on": RestsOn,
    "threat_edge": THREAT_EDGES,
    "clause": KINDS,
    "source": SourceKind,
    "operation": KINDS[ClauseKind.OPERATION].short_forms,
    "confidence": Confidence,
    "family": Family,
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


def test_numbers_keep_thin_spaces_and_show_a_gap():
    assert number_text(1234567.891, 1) == "1\u202f234\u202f567.9"
    assert number_text(NAN) == "–"
    assert km_text(1500) == "1\u202f500.0 km"
    assert quantity_text(1_250_000.5) == "1\u202f250\u202f000.5"
    assert quantity_text(NAN) == ""


def test_a_share_is_stated_or_reported_missing():
    assert percent_text(37.5) == "37.5\u202f%"
    assert percent_text(NAN) == "not stated"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (True, "yes"),
        (False, "no"),
        (2.5, "2.5"),
        (date(2025, 5, 23), "23 May 2025"),
        ("treaty", "treaty"),
        ({"en": "a text", "uk": "текст"}, "a text"),
    ],
)
def test_a_value_of_any_kind_in_words(value, text):
    assert value_text(value) == text


@pytest.mark.parametrize(
    ("scenario_id", "clause_id", "value", "text"),
    [
        (
            "signed_2025_04_30",
            "existing",
            "undeveloped_included",
            "of what was licensed before, only what was never developed is in",
        ),
        ("us_2025_02_12_ownership", "minerals", "rare_earths", "rare earths"),
        ("signed_2025_04_30", "licence", date(2025, 5, 23), "23 May 2025"),
    ],
)
def test_a_short_form_is_reported_in_words(scenario_id, clause_id, value, text):
    one = scenario(scenario_id)
    assert short_form_text(one, one.clause(clause_id), value) == text


def test_a_source_is_reported_with_its_kind():
    source = Source("S_X", SourceKind.PARTY_OUTLET, "TASS", "2025-05-07")
    assert source_text(source) == "TASS 2025-05-07, outlet of a party to the war"
    undated = Source("S_Y", SourceKind.LAW_FIRM, "A firm")
    assert source_text(undated) == "A firm, lawyers"


def test_a_day_names_its_month_in_short_and_in_full():
    assert day_text(date(2026, 8, 22)) == "22 Aug 2026"
    assert long_day_text(date(2026, 8, 22)) == "22 August 2026"


@pytest.mark.parametrize(
    ("text", "coverage", "sentence"),
    [
        ("signed_2025_04_30", "in_force", "covered now"),
        ("signed_2025_04_30", "prospective", "covered once licensed"),
        ("us_2025_03_23_draft", "in_force", "would be covered at once"),
        (
            "us_2025_02_21_draft",
            "prospective",
            "would be covered once licensed or at work",
        ),
        ("us_2025_02_21_draft", "disputed", "disputed between sources"),
        ("us_2025_02_21_draft", "outside", "not covered"),
    ],
)
def test_a_draft_covers_nothing_it_would(text, coverage, sentence):
    assert coverage_label(coverage, scenario(text)) == sentence


def test_a_dated_text_not_in_force_waits_for_a_licence():
    text = replace(scenario("signed_2025_04_30"), in_force=None)
    assert coverage_label("prospective", text) == "would be covered once licensed"
