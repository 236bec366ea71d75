"""The finding and the grey line: what they say, and how loudly."""

from datetime import timedelta

import pytest

from geo.history import latest
from geo.sentences import finding_text, front_line, heading, side_text
from geo.summary import Headline, headline
from geo.terms import default_scenario
from tests.shipped import assessed


def told(**options):
    rows = assessed(default_scenario().id)
    given = {"of_all": len(rows), "threat_edge": "zone", "newest": latest().as_of}
    given["today"] = latest().as_of + timedelta(days=3)
    return heading(rows, latest(), default_scenario(), **{**given, **options})


def test_one_deposit_lies_and_two_lie():
    one = Headline(12, 1, 0, 2, 0, 0, 0, 0, 0)
    text = finding_text(one, of_all=210, threat_edge="zone")
    assert text.startswith("1 of 12 chosen deposits lies in occupied land, 0 on")
    assert text.endswith("2 more within 30 km of it")


def test_the_finding_of_the_shipped_data():
    assert told().finding == (
        "59 of 210 deposits lie in occupied land, 13 on the line, 12 more within 30 km "
        "of it"
    )


def test_the_line_tells_front_age_and_counts():
    counts = headline(assessed(default_scenario().id))
    assert told().line_text == (
        "Front of 22 Aug 2026, rebuilt from settlements, ±5 km, 3 days old · "
        f"Signed 30 Apr 2025: covers {counts.covered}, of them "
        f"{counts.covered_in_reach} in reach, {counts.covered_contested} contested, "
        f"{counts.covered_occupied} occupied · {counts.unclear} unclear: licence date "
        "unknown"
    )


def test_what_is_read_later_names_the_day_of_its_age():
    assert "3 days old on 25 Aug 2026" in told(lasting=True).line_text


@pytest.mark.parametrize(("days", "tone"), [(14, "plain"), (15, "alarm")])
def test_age_is_loud_after_two_weeks(days, tone):
    front = latest()
    today = front.as_of + timedelta(days=days)
    line = front_line(front, newest=front.as_of, today=today)
    assert (f"{days} days old", tone) in line


def test_an_old_front_is_told_where_a_newer_one_is():
    front = latest()
    today = front.as_of + timedelta(days=99)
    newer = front_line(front, newest=today, today=today)
    assert (" (a newer one is of 29 Nov 2026)", "plain") in newer
    own = front_line(front, newest=front.as_of, today=today)
    assert ("frontlode map --front FILE", "command") in own


def test_one_side_says_text_day_and_reach():
    counts = headline(assessed("signed_2025_04_30"))
    told = side_text(counts, latest(), default_scenario())
    reach, covered = counts.covered_in_reach, counts.covered
    assert told == (
        f"Signed 30 Apr 2025, on 22 Aug 2026: {reach} of {covered} covered deposits in "
        f"reach, {counts.covered_occupied} occupied"
    )
