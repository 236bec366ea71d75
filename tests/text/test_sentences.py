"""The finding and the grey line: what they say, and how loudly."""

from dataclasses import replace
from datetime import timedelta
from html import escape

import pandas as pd
import pytest

from geo.assessment.ranges import Range, Ranges
from geo.assessment.summary import Headline, Sides, headline
from geo.deal.load import default_scenario, scenario
from geo.deal.scenario import ScenarioStatus
from geo.schema import Coverage, Licence
from geo.text.sentences import (
    control_range_text,
    coverage_text,
    finding_text,
    front_line,
    heading,
    method_text,
    ranges_text,
    reach_range_text,
    side_text,
    terms_line,
    why_unclear,
    with_range,
)
from geo.views.headline import headline_html
from tests.drawn_fronts import front_of
from tests.shipped import assessed, latest


def event_rows(**options):
    rows = assessed(default_scenario().id)
    given = {"of_all": len(rows), "threat_edge": "zone", "newest": latest().as_of}
    given["today"] = latest().as_of + timedelta(days=3)
    return heading(rows, latest(), default_scenario(), **{**given, **options})


def one_of_each(**sides):
    return Headline(Sides(**sides), near=2)


def test_one_deposit_lies_and_two_lie():
    one = one_of_each(occupied=1, contested=2, free=9)
    assert finding_text(one, of_all=210, threat_edge="zone") == (
        "1 of 12 chosen deposits lies in occupied land, 2 lie too near the line to "
        "tell "
        "their side, 2 more, held by Ukraine, lie within 30 km of occupied land"
    )
    two = one_of_each(occupied=2, contested=1, free=9)
    assert finding_text(two, of_all=12, threat_edge="zone+border") == (
        "2 of 12 deposits lie in occupied land, 1 lies too near the line to tell its "
        "side, 2 more, held by Ukraine, lie within 30 km of occupied land, Russia or "
        "Belarus"
    )


def test_two_of_the_chosen_lie_and_many_would_be_covered():
    two = Headline(Sides(occupied=2))
    assert finding_text(two, of_all=9, threat_edge="zone").startswith(
        "2 of 2 chosen deposits lie in occupied land, 0 lie too near"
    )
    many = Headline(Sides(free=3), coverage={Coverage.IN_FORCE: Sides(free=3)})
    assert coverage_text(many, scenario("us_2025_02_21_draft")) == (
        "of 3 deposits, 3 would be covered at once, 3 of them in reach; 0 would be "
        "once licensed or at work"
    )


def test_deposits_at_sea_are_distinguished():
    one = Headline(Sides(occupied=1, unknown=2), at_sea=2)
    text = finding_text(one, of_all=3, threat_edge="zone")
    assert text.endswith(
        "0 more, held by Ukraine, lie within 30 km of occupied land, 2 lie at sea, "
        "where no front on land can tell the side"
    )


def test_a_line_alone_puts_nothing_on_a_side():
    rows = assessed(default_scenario().id).assign(control="unknown")
    counts = headline(rows)
    near = (rows["distance_km"] <= 10) & ~rows["at_sea"]
    far = (rows["distance_km"] <= 30) & ~rows["at_sea"]
    assert finding_text(counts, of_all=len(rows), threat_edge="zone") == (
        f"This front is a line: sides are not known. {near.sum()} of {len(rows)} "
        f"deposits lie within 10 km of it, {far.sum()} within 30 km"
    )
    sentence = coverage_text(counts, default_scenario())
    assert "on a side of the line that is not known" in sentence
    assert "in reach" not in sentence


def test_one_deposit_at_sea_and_one_near():
    one = Headline(Sides(free=1, unknown=1), at_sea=1, near=1)
    assert finding_text(one, of_all=2, threat_edge="zone") == (
        "0 of 2 deposits lie in occupied land, 0 lie too near the line to tell their "
        "side, 1 more, held by Ukraine, lies within 30 km of occupied land, 1 lies at "
        "sea, where no front on land can tell the side"
    )


def test_one_deposit_near_a_line_without_sides():
    one = Headline(Sides(unknown=1200), at_sea=1, near_line=1, near_line_far=1100)
    assert finding_text(one, of_all=1200, threat_edge="zone") == (
        "This front is a line: sides are not known. 1 of 1\N{NARROW NO-BREAK SPACE}200 "
        "deposits lies within 10 km of it, 1\N{NARROW NO-BREAK SPACE}100 within 30 km"
    )


def test_no_deposit_passes():
    text = finding_text(Headline(Sides()), of_all=210, threat_edge="zone")
    assert text == "No deposit passes these filters"


def test_the_finding_of_the_shipped_data():
    rows = assessed(default_scenario().id)
    sides = rows["control"].value_counts()
    near = ((rows["control"] == "free") & (rows["distance_km"] <= 30)).sum()
    assert event_rows().finding == (
        f"{sides['occupied']} of {len(rows)} deposits lie in occupied land, "
        f"{sides['contested']} lie too near the line to tell their side, {near} "
        "more, held by Ukraine, lie within 30 km of occupied land, "
        f"{sides['unknown']} lie at sea, where no front on "
        "land "
        "can tell the side"
    )


COUNTS = Headline(
    Sides(occupied=30, contested=5, free=65),
    coverage={
        Coverage.IN_FORCE: Sides(free=1),
        Coverage.PROSPECTIVE: Sides(occupied=20, contested=5, free=40),
        Coverage.DISPUTED: Sides(free=9),
        Coverage.OUTSIDE: Sides(occupied=10, free=13),
        Coverage.UNCLEAR: Sides(free=2),
    },
)


def test_classes_are_distinguished_with_their_reach():
    assert coverage_text(COUNTS, default_scenario()) == (
        "of 100 deposits, 1 is covered now, in reach; 65 would be once licensed, 40 of "
        "them in reach; 9 are disputed between sources; 2 are unclear"
    )


@pytest.mark.parametrize(
    ("inferred", "now", "sentence"),
    [
        (0, 2, "2 are covered now, 2 of them in reach"),
        (1, 2, "2 are covered now (1 inferred, not shown), 2 of them in reach"),
        (2, 2, "2 are covered now (all inferred, not shown), 2 of them in reach"),
        (1, 1, "1 is covered now (inferred, not shown), in reach"),
    ],
)
def test_what_is_covered_by_inference_is_stated(inferred, now, sentence):
    coverage = {Coverage.IN_FORCE: Sides(free=now)}
    counts = Headline(Sides(free=9), inferred=inferred, coverage=coverage)
    assert f", {sentence}; " in coverage_text(counts, default_scenario())


def test_a_what_if_of_the_text_in_force_would_cover():
    text = replace(default_scenario(), status=ScenarioStatus.WHAT_IF)
    assert "1 would be covered at once, in reach" in coverage_text(COUNTS, text)


def test_a_text_never_in_force_would_cover():
    draft = scenario("us_2025_02_21_draft")
    assert coverage_text(COUNTS, draft).startswith(
        "of 100 deposits, 1 would be covered at once, in reach; 65 would be once "
        "licensed or at work, 40 of them in reach; "
    )


def test_the_line_of_a_text_piece_by_piece():
    plain = [
        ("Signed 30 Apr 2025: ", "plain"),
        ("of 100 deposits, ", "plain"),
        ("1 is covered now", "plain"),
        (", ", "plain"),
        ("in reach", "strong"),
        ("; ", "plain"),
        ("65 would be once licensed", "plain"),
        (", ", "plain"),
        ("40 of them in reach", "strong"),
        ("; 9 are disputed between sources", "plain"),
        ("; 2 are unclear", "plain"),
    ]
    assert terms_line(COUNTS, default_scenario()) == plain
    ranges = ranges_of(prospective_in_reach=(41, 44))
    ranged = [*plain[:9], (" (41–44)", "plain"), *plain[9:]]
    assert terms_line(COUNTS, default_scenario(), ranges) == ranged


def test_each_class_in_the_singular():
    one = Sides(free=1)
    counts = Headline(Sides(free=5), coverage=dict.fromkeys(Coverage, one))
    assert coverage_text(counts, default_scenario()) == (
        "of 5 deposits, 1 is covered now, in reach; 1 would be once licensed, in "
        "reach; 1 is disputed between sources; 1 is unclear"
    )


def test_the_only_deposit_not_covered():
    none = Headline(Sides(free=1), coverage={Coverage.OUTSIDE: Sides(free=1)})
    assert coverage_text(none, default_scenario()) == "does not cover the one deposit"


@pytest.mark.parametrize(
    ("sides", "sentence"),
    [
        (Sides(contested=1), "not in reach"),
        (Sides(unknown=1), "on a side of the line that is not known"),
        (Sides(unknown=3), "on a side of the line that is not known"),
        (Sides(unknown=1, free=1), "1 of them in reach"),
        (Sides(occupied=2), "0 of them in reach"),
    ],
)
def test_reach_of_a_class_by_its_sides(sides, sentence):
    counts = Headline(sides, coverage={Coverage.PROSPECTIVE: sides})
    text = coverage_text(counts, default_scenario())
    assert text.endswith(f" would be once licensed, {sentence}")


def test_a_text_that_covers_nothing_says_so():
    none = Headline(Sides(free=7), coverage={Coverage.OUTSIDE: Sides(free=7)})
    assert coverage_text(none, default_scenario()) == "covers none of 7 deposits"


def test_one_prospective_deposit_out_of_reach():
    one = Headline(
        Sides(occupied=1), coverage={Coverage.PROSPECTIVE: Sides(occupied=1)}
    )
    assert coverage_text(one, default_scenario()) == (
        "of 1 deposit, none is known to be covered now; 1 would be once licensed, not "
        "in reach"
    )


def test_a_sale_without_a_grant_is_stated_of_new_licences_only():
    one = Sides(free=2)
    counts = Headline(one, sold=1, coverage={Coverage.PROSPECTIVE: one})
    assert coverage_text(counts, default_scenario()) == (
        "of 2 deposits, none is known to be covered now; 2 would be once licensed, 2 "
        "of them in reach, and of 1 a permit was sold, its grant not seen"
    )
    assert "sold" not in coverage_text(counts, scenario("us_2025_02_07_draft"))


def test_the_line_shows_front_age_counts_and_knowledge():
    text = event_rows().line_text
    assert text.startswith(
        "Front of 22 Aug 2026, rebuilt from settlements, ±3.5 km, 3 days old · "
        "Signed 30 Apr 2025: of "
    )
    counts = headline(assessed(default_scenario().id))
    assert coverage_text(counts, default_scenario()) in text
    assert " · unclear: 9: " in text


def permits_searched(day):
    rows = assessed(default_scenario().id).head(2)
    rows["licences"] = [(Licence("none_found", searched=day),), ()]
    return rows


@pytest.mark.parametrize(
    ("searched", "sentence"),
    [
        (
            "2026-11-24",
            " · permits as known on 24 Nov 2026 (none found is no proof of none)",
        ),
        # A hundred days after the front, knowledge is of another time.
        (
            "2026-11-30",
            " · permits as known on 30 Nov 2026 (none found is no proof of none)",
        ),
        (
            "2026-12-01",
            " · permits as known on 1 Dec 2026 (none found is no proof of none), "
            "applied to a front of 22 Aug 2026",
        ),
    ],
)
def test_knowledge_of_another_time_is_stated(searched, sentence):
    rows = permits_searched(searched)
    options = {"of_all": 2, "threat_edge": "zone", "newest": latest().as_of}
    line = heading(
        rows, latest(), default_scenario(), today=latest().as_of, **options
    ).line_text
    assert line.endswith(sentence)


def test_what_no_text_covers_needs_no_day_of_knowledge():
    rows = permits_searched("2026-11-24").assign(covered="outside")
    options = {"of_all": 2, "threat_edge": "zone", "newest": latest().as_of}
    text = scenario("eu_mou_2021_07_13")
    line = heading(rows, latest(), text, today=latest().as_of, **options).line_text
    assert "permits as known" not in line
    one = rows.assign(covered=["outside", "prospective"])
    line = heading(one, latest(), text, today=latest().as_of, **options).line_text
    none = " (none found is no proof of none)"
    assert line.endswith(f" · permits as known on 24 Nov 2026{none}")
    sure = one.assign(rests_on="sourced")
    line = heading(sure, latest(), text, today=latest().as_of, **options).line_text
    assert line.endswith(" · permits as known on 24 Nov 2026")
    never = rows.assign(covered="unclear", missing="licence", licences=[(), ()])
    line = heading(never, latest(), text, today=latest().as_of, **options).line_text
    assert "permits as known" not in line


def test_why_unclear_names_the_facts_by_count():
    rows = pd.DataFrame(
        {
            "covered": ["unclear"] * 3 + ["outside"],
            "missing": ["validity", "validity", "licence", ""],
        }
    )
    assert why_unclear(rows, default_scenario()) == (
        "2: whether the permit once issued still stands is not known; 1: whether it is "
        "licensed is not known"
    )
    assert why_unclear(rows.head(2), default_scenario()) == (
        "whether the permit once issued still stands is not known"
    )
    assert why_unclear(rows.tail(1), default_scenario()) == ""


@pytest.mark.parametrize(
    ("method", "source", "found"),
    [
        ("Rebuilt from settlements: cells", "me", "rebuilt from settlements"),
        ("", "DeepStateMap", "DeepStateMap"),
        ("", "Some Institute: maps", "Some Institute"),
        ("DeepStateMap polygons", "me", "DeepStateMap polygons"),
    ],
)
def test_a_method_begins_small_and_a_name_does_not(method, source, found):
    assert method_text(replace(latest(), method=method, source=source)) == found


def test_what_is_read_later_names_the_day_of_its_age():
    assert ", 3 days old on 25 Aug 2026 · " in event_rows(lasting=True).line_text


@pytest.mark.parametrize(("days", "tone"), [(14, "plain"), (15, "alarm")])
def test_age_is_loud_after_two_weeks(days, tone):
    front = latest()
    today = front.as_of + timedelta(days=days)
    line = front_line(front, newest=front.as_of, today=today)
    assert (f"{days} days old", tone) in line


@pytest.mark.parametrize(
    ("days", "age"), [(0, "0 days old"), (1, "1 day old"), (2, "2 days old")]
)
def test_the_line_of_a_front_piece_by_piece(days, age):
    front = replace(
        front_of(latest().zone, uncertainty_km=2.5), method="Rough: by hand"
    )
    today = front.as_of + timedelta(days=days)
    assert front_line(front, newest=front.as_of, today=today) == [
        ("Front of ", "plain"),
        ("1 Jan 2026", "strong"),
        (", ", "plain"),
        ("rough", "plain"),
        (", ±", "plain"),
        ("2.5", "plain"),
        (" km, ", "plain"),
        (age, "plain"),
    ]


@pytest.mark.parametrize(
    ("method", "source", "sentence"),
    [
        ("Drawn: by hand", "Ministry", "drawn"),
        ("", "Ministry: of defence", "Ministry"),
        ("DeepState: by hand", "", "DeepState"),
        ("B" + "b" * 60, "", "b" * 60),
        ("B" + "b" * 59, "", "b" * 60),
    ],
)
def test_method_is_its_first_clause_or_the_source(method, source, sentence):
    front = replace(front_of(latest().zone), method=method, source=source)
    assert method_text(front) == sentence


def test_an_old_front_is_reported_where_a_newer_one_is():
    front = latest()
    today = front.as_of + timedelta(days=99)
    newer = front_line(front, newest=today, today=today)
    assert (" (a newer one is of 29 Nov 2026)", "plain") in newer
    own = front_line(front, newest=front.as_of, today=today)
    assert own[-4:] == [
        (" (a newer one: ", "plain"),
        ("page “Update the front”", "page"),
        (", or frontlode map --front FILE", "command"),
        (")", "plain"),
    ]
    assert newer[:-1] == own[:-4]
    assert newer[-2] == ("99 days old", "alarm")


def test_one_side_says_text_day_and_reach():
    counts = headline(assessed("signed_2025_04_30"))
    sentence = coverage_text(counts, default_scenario())
    assert side_text(counts, latest(), default_scenario()) == (
        f"Signed 30 Apr 2025, on 22 Aug 2026: {sentence}"
    )


def ranges_of(**given):
    """The headline's ranges, those not given from 0 to 9."""
    ends = {name: Range(*given.get(name, (0, 9))) for name in Ranges._fields}
    return Ranges(**ends)


@pytest.mark.parametrize(
    ("count", "one", "text"),
    [
        (61, Range(61, 61), "61"),
        (61, Range(61, 64), "61 (61–64)"),
        (61, Range(62, 64), "61 (62–64)"),
        (61, Range(62, 62), "61 (62)"),
        (61, None, "61"),
    ],
)
def test_a_range_stands_only_where_it_says_more(count, one, text):
    assert with_range(count, one) == text


def test_the_finding_shows_ranges_and_the_detail_says_what_they_are():
    ranges = ranges_of(occupied=(63, 67), near=(14, 14), in_reach=(61, 66))
    ranged = event_rows(ranges=ranges)
    assert "occupied land (63–67 with those too near to tell), " in ranged.finding
    assert ranged.finding.count(" (14)") == 1
    assert ranged.detail[0] == ranges_text(ranges)
    assert ranges_text(ranges).startswith("In brackets: the count in 90 of 100 draws")
    assert ranges_text(ranges).endswith(" falling either way: 61–66")
    assert "of them in reach (0–9)" in ranged.line_text
    assert "draws" not in event_rows().line_text


def test_no_page_loses_what_a_screen_shows():
    ranged = event_rows(ranges=ranges_of())
    assert len(ranged.detail) == 3
    html = headline_html(ranged)
    assert html.count("<p>") == 3
    for text in ranged.detail:
        assert escape(text[1:]) in html
        assert text in ranged.line_text


def test_a_range_of_those_too_near_to_show_is_named_so():
    counts = Headline(Sides(occupied=2, free=5), near=1)
    options = {"of_all": 7, "threat_edge": "zone"}
    sure = ranges_of(occupied=(2, 2), near=(1, 1))
    assert finding_text(counts, ranges=sure, **options) == (
        finding_text(counts, **options)
    )
    wide = ranges_of(occupied=(1, 2), near=(1, 1))
    assert "lie in occupied land (1–2), " in finding_text(
        counts, ranges=wide, **options
    )


def test_a_finding_to_quote_ends_with_what_its_ranges_are():
    counts = Headline(Sides(occupied=2, contested=1, free=5), near=1)
    wide = ranges_of(occupied=(2, 3), near=(1, 2), in_reach=(0, 3))
    note = "; ranges are of 90 of 100 draws of where line and deposits may truly lie"
    assert control_range_text("It lies", counts, wide) == f"It lies{note}"
    assert control_range_text("It lies", counts, None) == "It lies"
    assert reach_range_text("It lies", counts, wide) == (
        f"It lies; in reach at once or later, open facts falling either way, 0–3{note}"
    )
    none = ranges_of(
        **dict.fromkeys(Ranges._fields, (0, 0)) | {"occupied": (2, 2), "near": (1, 1)}
    )
    sure = Headline(Sides(occupied=2, free=5), near=1)
    assert control_range_text("It lies", sure, none) == "It lies"
    assert reach_range_text("It lies", sure, none) == "It lies"


def test_a_class_in_reach_has_its_range_in_brackets():
    rows = assessed("signed_2025_04_30")
    counts, text = headline(rows), default_scenario()
    sure = counts.of(Coverage.PROSPECTIVE).free
    ranges = ranges_of(prospective_in_reach=(sure + 1, sure + 3))
    sentence = coverage_text(counts, text, ranges)
    assert f"{sure} of them in reach ({sure + 1}–{sure + 3})" in sentence
    exact = ranges_of(prospective_in_reach=(sure, sure))
    assert coverage_text(counts, text, exact) == coverage_text(counts, text)
