"""Every sentence that a text on a front has, as questions: 12 texts on 5 fronts."""

import random
from dataclasses import replace
from itertools import cycle, product

from geo.deal.ground import derived_id, options_of
from geo.deal.load import read_scenarios
from geo.text.figure import KINDS, figure_of, verify
from geo.text.figure.ids import parse
from geo.text.figure.questions import (
    Between,
    CarriedOut,
    CellOfMatrix,
    Gaps,
    OfClaim,
    OfGroup,
    Reach,
    Sides,
    Then,
    Versions,
)
from geo.text.figure.whatif import OfWhatIf
from tests.shipped import snapshots

SIGNED = "signed_2025_04_30"
NEWEST = "2026-08-22"
FRONTS = ("2024-07-08", "2025-02-12", "2025-04-30", "2026-01-01", NEWEST)
SCENARIOS = list(read_scenarios())[-12:]
PAIRS = list(product(FRONTS, SCENARIOS))

#: What an id does not hold.
_NAMELESS = {"whatif": {"name": ""}}


def sample_of_pairs(*, seed):
    """Each text once and each front at least twice, in pairs that a seed chooses."""
    texts = random.Random(seed).sample(SCENARIOS, len(SCENARIOS))
    return list(zip(cycle(FRONTS), texts, strict=False))


def sentences_of(front, text):
    """Yield the questions that the pages answer about a text on a front."""
    yield Sides(front=front)
    yield Sides(front=front, threat_edge="zone+border")
    yield OfClaim(front=front)
    if front != FRONTS[0]:
        yield Between(before=FRONTS[0], front=front)
    yield Reach(front=front, scenario=text)
    yield Gaps(front=front, scenario=text)
    yield OfGroup(front=front, scenario=text, by="oblast", value="donetsk")
    yield Versions(front=front, deposit="polokhivske-li", before=text, after=SIGNED)
    yield OfWhatIf(front=front, scenario=text, existing="in")
    for row, column in product(("titanium", "total"), (">100 km", "total")):
        yield CellOfMatrix.of(front, text, row, column)
    own = read_scenarios()[text].date
    then = max((day for day in snapshots() if day <= own), default=None)
    if then and then.isoformat() <= front:
        yield Then(front=front, then=then.isoformat(), scenario=text)
    for option in options_of(read_scenarios()[text])[:1]:
        yield CarriedOut(front=derived_id(front, text, option))


def require_verified(asked, inputs):
    """Each question comes back from its id alone, and so does its answer."""
    seen = {}
    for one in dict.fromkeys(asked):
        figure = figure_of(one, inputs)
        assert figure.quotation.endswith(f"; figure {figure.id}).")
        assert seen.setdefault(figure.id, one) == one
        nameless = replace(one, **_NAMELESS.get(one.kind, {}))
        assert question_again(figure.id) == nameless
        assert verify(figure.quotation, inputs).is_same
    return list(seen.values())


def question_again(text):
    """The question of an id."""
    given = parse(text)
    return KINDS[given.kind].from_parts(given.parts)
