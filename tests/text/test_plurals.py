"""A number agrees with its noun: sentences with one and with two, and none unasked."""

import ast
import re
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
import shapely
import shapely.affinity
from shapely.geometry import LineString, MultiLineString

from geo.assessment.summary import Headline, Sides
from geo.deal.load import default_scenario, scenario
from geo.geodesy.ukraine import require_in_ukraine
from geo.schema import Coverage
from geo.text.sentences import coverage_text, finding_text, front_line
from geo.update.warnings import warnings_of
from tests.shipped import latest

ROOT = Path(__file__).parents[2]

#: A limit that is always many.
MANY = {"at most", "within {most", "{most}", "fewest", "{fewest} to {most}"}


def counted(n):
    """The headline of so many deposits on each side and in each class."""
    return Headline(
        Sides(occupied=n, contested=n, free=n, unknown=n),
        at_sea=n,
        near=n,
        coverage={
            Coverage.IN_FORCE: Sides(free=n),
            Coverage.PROSPECTIVE: Sides(free=n),
            Coverage.DISPUTED: Sides(free=n),
            Coverage.UNCLEAR: Sides(free=n),
        },
    )


@pytest.mark.parametrize(
    ("n", "sentence"),
    [
        (
            1,
            "1 of 4 deposits lies in occupied land, 1 lies too near the line to tell "
            "its side, 1 more, held by Ukraine, lies within 30 km of occupied land, "
            "1 lies at sea, where no front on land can tell the side",
        ),
        (
            2,
            "2 of 8 deposits lie in occupied land, 2 lie too near the line to tell "
            "their side, 2 more, held by Ukraine, lie within 30 km of occupied land, "
            "2 lie at sea, where no front on land can tell the side",
        ),
    ],
)
def test_the_finding_with_one_and_two(n, sentence):
    assert finding_text(counted(n), of_all=4 * n, threat_edge="zone") == sentence


@pytest.mark.parametrize(
    ("text", "n", "sentence"),
    [
        (
            "signed_2025_04_30",
            1,
            "1 is covered now, in reach; 1 would be once licensed, in reach; 1 is "
            "disputed between sources; 1 is unclear",
        ),
        (
            "signed_2025_04_30",
            2,
            "2 are covered now, 2 of them in reach; 2 would be once licensed, 2 of "
            "them in reach; 2 are disputed between sources; 2 are unclear",
        ),
        (
            "us_2025_02_21_draft",
            1,
            "1 would be covered at once, in reach; 1 would be once licensed or at "
            "work, in reach; 1 is disputed between sources; 1 is unclear",
        ),
        (
            "us_2025_02_21_draft",
            2,
            "2 would be covered at once, 2 of them in reach; 2 would be once licensed "
            "or at work, 2 of them in reach; 2 are disputed between sources; 2 are "
            "unclear",
        ),
    ],
)
def test_coverage_with_one_and_two(text, n, sentence):
    found = coverage_text(counted(n), scenario(text))
    assert found == f"of {4 * n} deposits, {sentence}"


@pytest.mark.parametrize(
    ("n", "sentence"), [(1, "of 1 deposit, "), (2, "of 2 deposits, ")]
)
def test_of_one_and_of_two(n, sentence):
    counts = Headline(Sides(free=n), coverage={Coverage.UNCLEAR: Sides(free=n)})
    assert coverage_text(counts, default_scenario()).startswith(sentence)


@pytest.mark.parametrize(
    ("n", "sentence"), [(0, "0 days old"), (1, "1 day old"), (2, "2 days old")]
)
def test_a_front_of_one_day_and_two(n, sentence):
    front = latest()
    today: date = front.as_of + timedelta(days=n)
    line = front_line(front, newest=front.as_of, today=today)
    assert sentence in [piece.text for piece in line]


@pytest.mark.parametrize(
    ("n", "sentence"), [(1, "1 lies outside (A). Take it"), (2, "2 lie outside")]
)
def test_one_place_outside_and_two(n, sentence):
    with pytest.raises(Exception, match=re.escape(sentence)):
        require_in_ukraine([10.0] * n, [50.0] * n, ["A", "B"][:n])


def messages():
    """Each text that is translated, with where it stands and by which function."""
    for path in sorted((ROOT / "geo").rglob("*.py")):
        name = path.relative_to(ROOT).as_posix()
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
                continue
            where = f"{name}:{node.lineno}"
            texts = [arg.value for arg in node.args if isinstance(arg, ast.Constant)]
            yield from ((where, node.func.id, text) for text in texts)


def test_no_count_stands_before_a_noun_without_its_forms():
    nouns = r"\{(n|count|done|rows|fronts|days|saved)(:,)?\} (\w*s|day|file|lie|are)\b"
    found = {
        where: text
        for where, function, text in messages()
        if function == "_"
        and re.search(nouns, text)
        and not any(m in text for m in MANY)
    }
    # All deposits that ship, days of published fronts, seconds of a limit: many.
    many = {
        "Of {n} deposits",
        "Occupied ground",
        "{count}: the ra",
        "Counts of depos",
        "What it would c",
    }
    assert {text[:15] for text in found.values()} <= many


def test_one_closed_line_is_closed_and_two_are():
    ring = LineString([(36, 48), (37, 48), (37, 49), (36, 48)])
    front = replace(latest(), zone=None, line=MultiLineString([ring]))
    (one, *_more) = warnings_of(front)
    assert one == (
        "1 of its lines, of 1, is closed. If it outlines occupied land, it runs along "
        "coast and border too, and distances to these are no distances to the front."
    )
    two = shapely.union_all([ring, shapely.affinity.translate(ring, 2)])
    (both, *_more) = warnings_of(replace(front, line=two))
    assert both == (
        "2 of its lines, of 2, are closed. If they outline occupied land, they run "
        "along coast and border too, and distances to these are no distances to the "
        "front."
    )


def test_texts_use_no_word_of_the_workshop():
    words = (
        r"(?i)\b(told|untold|odd|strangers?|tame|scribble|kin|mend(ed|ing)?|yes to)\b"
    )
    texts = [text for _where, name, text in messages() if name in ("_", "n_", "N_")]
    assert len(texts) > 500
    assert [text for text in texts if re.search(words, text)] == []
