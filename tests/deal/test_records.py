"""Plain data as records, and back."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import pytest

from geo.deal.records import (
    Text,
    Value,
    decode,
    encode,
    json_schema,
    read_record,
    require_valid,
    to_yaml,
    walk,
)
from geo.deal.yaml_values import Issue
from geo.errors import DataError


class Colour(StrEnum):
    """A closed list."""

    RED = "red"
    BLUE = "blue"


@dataclass(frozen=True)
class Part:
    """A part."""

    id: str
    value: Value
    note: Text | None = None


@dataclass(frozen=True)
class Whole:
    """A whole of parts.

    More of it.
    """

    name: Text
    colour: Colour
    parts: tuple[Part, ...] = ()
    by_colour: dict[Colour, Part] | None = None
    since: date | None = None
    open: bool = False
    length_km: float = 0


WHOLE = Whole(
    name={"en": "A", "uk": "А"},
    colour=Colour.BLUE,
    parts=(Part("one", 1.5), Part("two", {"en": "some"}, note={"en": "here"})),
    by_colour={Colour.RED: Part("red", date(2025, 1, 2))},
    since=date(2025, 4, 30),
    open=True,
    length_km=1.5,
)


def test_a_record_written_and_read_again_is_the_same():
    assert require_valid(read_record(Whole, to_yaml(WHOLE)), "a.yaml") == WHOLE


def test_defaults_are_not_written():
    assert encode(Whole({"en": "A"}, Colour.RED)) == {
        "name": {"en": "A"},
        "colour": "red",
    }


@pytest.mark.parametrize("raw", [2, -2.5])
def test_a_number_is_kept_as_it_was_written(raw):
    assert repr(decode(float, raw)) == repr((raw, []))


@pytest.mark.parametrize("raw", [True, "2", float("nan"), float("inf"), [2]])
def test_what_is_no_number(raw):
    (issue,) = decode(float, raw)[1]
    assert issue.message.startswith("expected a number, got")


def test_one_text_stands_for_all_languages():
    assert decode(Text, "A") == ({"en": "A"}, [])


def test_all_issues_are_reported():
    raw = {
        "name": "",
        "parts": [{"id": 1}, {"id": "two", "value": None}, 3],
        "by_colour": {"green": {"id": "a", "value": 1}},
        "open": "yes",
        "size": 4,
    }
    assert decode(Whole, raw)[1] == [
        Issue(("size",), "unknown key; expected one of " + ", ".join(KEYS)),
        Issue(("name",), "expected a text, got ''"),
        Issue((), "the key colour is missing"),
        Issue(("parts", 0, "id"), "expected a text, got 1"),
        Issue(("parts", 0), "the key value is missing"),
        Issue(
            ("parts", 1, "value"),
            "expected a value, got nothing; leave out what no source gives",
        ),
        Issue(("parts", 2), "expected a mapping of keys, got 3"),
        Issue(("by_colour", "green"), "expected red or blue, got 'green'"),
        Issue(("open",), "expected true or false, got 'yes'"),
    ]


KEYS = ("name", "colour", "parts", "by_colour", "since", "open", "length_km")


@pytest.mark.parametrize(
    "value", [float("nan"), float("inf"), "", [], {"de": "a"}, {"en": 5}, {"en": ""}]
)
def test_what_is_no_value(value):
    assert decode(Part, {"id": "a", "value": value})[1]


@pytest.mark.parametrize("value", [0, 0.5, True, "a", date(2025, 1, 1), {"en": "a"}])
def test_what_is_a_value(value):
    assert decode(Part, {"id": "a", "value": value}) == (Part("a", value), [])


def test_a_long_value_is_shown_in_short():
    (issue,) = decode(Colour, "x" * 100_000)[1]
    assert len(issue.message) < 120


def test_a_record_is_checked_only_where_it_is_well_formed():
    def check(record):
        yield Issue(("colour",), f"{record.colour} is out of fashion")

    found = read_record(Whole, "name: A\ncolour: red", check=check)
    assert found.record is None
    assert [str(issue) for issue in found.issues] == [
        "line 2, column 1: colour: red is out of fashion"
    ]
    worse = read_record(Whole, "name: A\ncolor: red", check=check)
    assert [issue.line for issue in worse.issues] == [1, 2]


def test_a_refusal_names_the_file_and_the_count():
    reading = read_record(Whole, "colour: green\nsize: 4")
    with pytest.raises(DataError) as caught:
        require_valid(reading, "a.yaml")
    assert str(caught.value) == (
        "a.yaml: line 1, column 1: the key name is missing (and 2 more)"
    )


def test_walking_meets_every_record():
    assert [way for way, _record in walk(WHOLE)] == [
        (),
        ("parts", 0),
        ("parts", 1),
        ("by_colour", Colour.RED),
    ]


def test_the_schema_says_what_the_record_does():
    schema = json_schema(Whole)
    whole = schema["$defs"]["Whole"]
    assert schema["$ref"] == "#/$defs/Whole"
    assert whole["description"] == "A whole of parts."
    assert whole["required"] == ["name", "colour"]
    assert whole["properties"]["colour"] == {"enum": ["red", "blue"]}
    assert whole["properties"]["since"] == {"type": "string", "format": "date"}
    assert whole["properties"]["length_km"] == {"type": "number"}
    assert whole["properties"]["by_colour"]["propertyNames"] == {
        "enum": ["red", "blue"]
    }
    assert set(schema["$defs"]) == {"Part", "Text", "Value", "Whole"}
