"""The words of the field: what no name and no docstring here may be called."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

#: Metaphors, and the field's word in their place.
NOT_BUT = {
    "stranger": "untrusted input, invalid file",
    "told": "message, report, rows",
    "untold": "no progress",
    "kin": "JSON formats",
    "wish": "upload option",
    "mend": "repair",
    "scribble": "too many intersections",
    "tame": "few intersections",
    "odd": "unusual, warning",
    "oddity": "warning",
    "fault": "issue",
    "flaw": "issue",
    "door": "channel, entry point",
    "fate": "status",
    "judge": "assess",
    "core": "fill",
    "rim": "boundary",
    "house": "what you find here",
    "dear": "slow",
    "overtime": "timeline",
}
FORMS = {
    word.removesuffix("e" * (end in {"ed", "ing"})) + end: word
    for word in NOT_BUT
    for end in ("", "s", "es", "ed", "ing")
} | {"oddities": "oddity", "faulty": "fault"}

PARTS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")


def names_and_docstrings(source):
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Name():
                yield node.id
            case ast.Attribute():
                yield node.attr
            case ast.arg() | ast.keyword():
                yield node.arg or ""
            case ast.alias():
                yield node.asname or node.name
            case ast.FunctionDef() | ast.ClassDef():
                yield node.name
        if isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef):
            yield ast.get_docstring(node) or ""


def metaphors(source):
    words = {
        part.casefold()
        for text in names_and_docstrings(source)
        for part in PARTS.findall(text)
    }
    return {word: NOT_BUT[FORMS[word]] for word in words & FORMS.keys()}


@pytest.mark.parametrize(
    "path",
    [
        path
        for folder in ("geo", "data", "tests")
        for path in sorted((ROOT / folder).rglob("*.py"))
        if path != Path(__file__)
    ],
    ids=lambda path: path.relative_to(ROOT).as_posix(),
)
def test_no_name_and_no_docstring_is_a_metaphor(path):
    assert metaphors(path.read_text("utf-8")) == {}


def test_a_metaphor_is_found_in_a_name_and_a_docstring():
    source = 'def read(_strangers_file):\n    """Mend it."""\n'
    assert metaphors(source) == {
        "strangers": NOT_BUT["stranger"],
        "mend": NOT_BUT["mend"],
    }
