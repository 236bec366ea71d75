"""What README and the page of sources claim is what the data and the classes say."""

import re
from pathlib import Path

import pytest

from geo.deal.load import read_scenarios
from geo.deal.permits import known_on
from geo.deal.scenario import Family
from geo.ingest.commodities import spelling_of
from geo.text.format import day_text
from geo.views.prose import DEFINITIONS, LIMITS
from tests.shipped import deposits, snapshots

ROOT = Path(__file__).parents[2]
README = " ".join((ROOT / "README.md").read_text("utf-8").split())
TEXTS = read_scenarios().values()


def test_readme_says_that_the_deposits_are_a_sample():
    assert f"A sample of {len(deposits())} of Ukraine's mineral deposits" in README
    assert "thousands that the state counts" in README
    assert "very known" not in README


def test_readme_counts_texts_of_the_deal_and_those_beside_it():
    counts = [sum(t.family is family for t in TEXTS) for family in Family]
    assert dict(zip(Family, counts, strict=True))[Family.DEAL] == 8
    of_deal = sum(t.family is Family.DEAL for t in TEXTS)
    beside = sum(t.family is Family.BESIDE for t in TEXTS)
    assert re.search(rf"\b{of_deal} texts of the deal\b.* {beside} beside it", README)
    assert [t.id for t in TEXTS if t.in_force] == ["signed_2025_04_30"]


def test_readme_counts_fronts_and_says_when_permits_are_known():
    days = snapshots()
    first, last = (f"{d.day} {d:%B %Y}" for d in (days[0], days[-1]))
    assert f"{len(days)} fronts from {first} to {last}" in README
    known = known_on(deposits()["licences"])
    assert f"permits as known on {known.day} {known:%B %Y}" in README
    assert day_text(known) == "24 Nov 2026"


def test_readme_examples_name_commodities_that_are_there():
    names = re.findall(r"--commodity (\S+)", README)
    held = {one for row in deposits()["commodities"] for one in row}
    assert names
    assert {spelling_of(name) for name in names if name != "NAME"} <= held


@pytest.mark.parametrize(
    ("word", "sentence"),
    [
        ("Side", "The side is unknown at sea"),
        ("Side", "where a front's file gives only a line"),
        ("Coverage", "five classes"),
        ("Covered now, or at once", "after 23 May 2025"),
        ("Covered once licensed, or at work", "a step is taken that the text foresees"),
        ("Disputed between sources", "read the deciding clause differently"),
        ("Not covered, unclear", "a fact is missing"),
        ("Rests on", "does not prove that there is none"),
        ("Permit", "the day of the search"),
        ("In reach", "each counted by itself"),
        ("Share in effect", "what the state and local budgets receive"),
    ],
)
def test_a_word_of_the_sources_page_is_defined(word, sentence):
    assert sentence in dict(DEFINITIONS)[word]


def test_no_definition_has_the_words_of_before():
    found = " ".join([*map(" ".join, DEFINITIONS), *LIMITS])
    for gone in ("presumed", "contested", "Sourced, presumed, open"):
        assert gone not in found
