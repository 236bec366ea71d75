"""YAML from anyone: what is read of it, what is refused, and where it stands."""

import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.deal.yaml_values import MAX_BYTES, MAX_VALUES, Place, read_plain


def data_of(source):
    document = read_plain(source)
    assert document.issues == ()
    return document.data


def located(source):
    return [str(issue) for issue in read_plain(source).issues]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("5", 5),
        ("-0.5", -0.5),
        ("true", True),
        ("2025-04-30", date(2025, 4, 30)),
        ('"2025-04-30"', "2025-04-30"),
        ("~", None),
        ("none", "none"),
        ("<<", "<<"),
        ("=", "="),
        ("Вугілля", "Вугілля"),
        ("[1, [two, 3.5]]", [1, ["two", 3.5]]),
        ("{a: 1, b: {c: 2}}", {"a": 1, "b": {"c": 2}}),
        # A key is a text, whatever it looks like.
        ("{1: a, no: b, 2025-01-01: c}", {"1": "a", "no": "b", "2025-01-01": "c"}),
        ("\ufeffa: 1", {"a": 1}),
        (b"\xef\xbb\xbfa: 1", {"a": 1}),
        ("", None),
        ("# nothing but a comment", None),
        ("a: >-\n  one\n  two\n", {"a": "one two"}),
        ("&name 5", 5),
    ],
)
def test_what_is_read(text, value):
    assert data_of(text) == value


def test_every_value_has_its_place():
    document = read_plain("a: 1\nb:\n  - x\n  - {c: 2}\n")
    assert document.places == {
        (): Place(1, 1),
        ("a",): Place(1, 1),
        ("b",): Place(2, 1),
        ("b", 0): Place(3, 5),
        ("b", 1): Place(4, 5),
        ("b", 1, "c"): Place(4, 6),
    }


@pytest.mark.parametrize(
    ("source", "issue"),
    [
        ("a: 1\nb: 2\na: 3", "line 3, column 1: a: this key is given twice"),
        ("a: &x 1\nb: *x", "line 2, column 1: b: an alias (*x) is not read"),
        ("a: !!binary aGk=", "line 1, column 1: a: a tag (tag:yaml.org,2002:binary)"),
        ("!!python/object/apply:os.getcwd []", "line 1, column 1: a tag (tag:yaml.org"),
        ("a: !x 1", "line 1, column 1: a: a tag (!x) is not read; leave it out"),
        ("? [a]\n: 1", "line 1, column 3: expected a word as the key"),
        ("a: 1\n---\nb: 1", "line 2, column 1: expected one document, but a second"),
        ("a: [1", "line 2, column 1: expected YAML, but it cannot be read from here"),
        ("a: 1\n\tb: 2", "line 2, column 1: expected YAML, but it cannot be read"),
        ("%TAG ! x\n---\na: 1", "line 1, column 1: a line cannot begin with %"),
        ("a: 1\nb: \x07", "line 2, column 4: a character stands here that cannot be"),
        ("a: \u202e", "line 1, column 4: a character stands here that cannot be"),
        ('a: "\\u202e"', "line 1, column 1: a: the text holds a character that cannot"),
        ('a: "\\ud800"', "line 1, column 7: expected YAML, but it cannot be read from"),
        ("a: 2025-02-30", "line 1, column 1: a: there is no such number or day"),
        ("a: 0b_", "line 1, column 1: a: there is no such number or day"),
        ("a: " + "9" * 41, "line 1, column 1: a: the number is too long"),
        ("a: 1" + ":1" * 90_000, "line 1, column 1: a: the number is too long"),
        (b"a: 1\nb: \xff", "line 2, column 4: expected text in UTF-8"),
        ("a: 1".encode("utf-16"), "line 1, column 1: expected text in UTF-8"),
    ],
)
def test_what_is_refused_and_where(source, issue):
    (found,) = located(source)
    assert found.startswith(issue)


def test_of_a_key_given_twice_the_first_counts():
    assert read_plain("a: 1\na: 2").data == {"a": 1}


MEGABYTE = 999_000

HOSTILE = {
    "too long": "#" * (MAX_BYTES + 1),
    "nested lists": "[" * MEGABYTE,
    "nested mappings": "{a: " * (MEGABYTE // 4),
    "nested blocks": "- " * (MEGABYTE // 2),
    "nested keys": "? " * (MEGABYTE // 2),
    "values": "- a\n" * (MEGABYTE // 4),
    "the same key": "a: 1\n" * (MEGABYTE // 5),
    "tags": "- !x 1\n" * (MEGABYTE // 7),
    "anchors": "- &a 1\n" * (MEGABYTE // 7),
    "aliases": "- &a 1\n" + "- *a\n" * (MEGABYTE // 5),
    "a bomb": "a: &a [x]\n"
    + "".join(
        f"{b}: &{b} [{', '.join([f'*{a}'] * 9)}]\n"
        for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    ),
    "directives": "".join(f"%TAG !a{i}! b\n" for i in range(60_000)),
    "minutes and seconds": "a: 1" + ":1" * (MEGABYTE // 2),
    "a number": "a: " + "9" * MEGABYTE,
    "an open quote": 'a: "' + "x\n" * (MEGABYTE // 2),
    "colons": ":" * MEGABYTE,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_text_is_refused_at_once(text):
    began = time.perf_counter()
    assert 0 < len(read_plain(text).issues) <= MAX_VALUES + 1
    assert time.perf_counter() - began < 5


@given(st.text() | st.binary())
def test_any_text_is_read_or_refused(source):
    document = read_plain(source)
    assert document.data is None or document.places


@given(st.text(alphabet="ab:-[]{}&*!|>'\"#%@,? \n", max_size=60))
def test_any_syntax_is_read_or_refused(text):
    for issue in read_plain(text).issues:
        assert issue.line >= 1
        assert issue.column >= 1
