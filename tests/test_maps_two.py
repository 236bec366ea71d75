"""Two assessments on one map, and the choropleth by oblast."""

from itertools import pairwise

import pytest

from geo import history, presets, terms
from geo.assess import assess
from geo.maps import Side, oblasts_map, swipe_map
from geo.maps.oblasts import CLASSES, color_of
from geo.schema import Answer
from geo.summary import by_oblast
from tests.shipped import deposits
from tests.test_maps import SIMULATE, decoded, lab, luminance, named, sent

PRESET = presets.preset("default")
SIGNED, TITLE = terms.default_scenario(), terms.scenario("us_2025_02_12_ownership")


def side(scenario, front=None):
    front = front or history.latest()
    table = assess(deposits(), front, preset=PRESET, scenario=scenario)
    return Side(table, front, scenario)


@pytest.fixture(scope="module")
def signed():
    return side(SIGNED)


@pytest.fixture(scope="module")
def title():
    return side(TITLE)


# Two on one map


def test_each_half_is_the_map_of_its_own_side(signed, title):
    """The left half is the right one of the map that has them the other way round."""
    there = sent(swipe_map(signed, title, preset=PRESET))
    back = sent(swipe_map(title, signed, preset=PRESET))
    assert there["deposits"] == back["rightDeposits"] != there["rightDeposits"]
    assert there["rightLand"] == there["land"]


def test_two_fronts_have_two_lands(signed):
    earlier = side(SIGNED, history.front_on(history.snapshots()[0]))
    payloads = sent(swipe_map(earlier, signed, preset=PRESET))
    assert payloads["land"] != payloads["rightLand"]
    (then, _name), (now, _same) = decoded(swipe_map(earlier, signed, preset=PRESET))[
        "divider"
    ]["titles"]
    assert (then, now) == ("8 Jul 2024", "22 Aug 2026")


def test_the_legend_tells_both_counts_where_they_differ(signed, title):
    legend = decoded(swipe_map(signed, title, preset=PRESET))["legend"]
    risk, _land, rings = legend["parts"]
    assert all("|" not in row["count"] for row in risk["rows"])
    covered = rings["rows"][0]["count"].split(" | ")
    counts = [(one.assessed["covered"] == Answer.YES).sum() for one in (signed, title)]
    assert [int(text) for text in covered] == counts
    bases = [row["note"] for row in rings["rows"] if "note" in row]
    assert bases == [terms.share_text(SIGNED), terms.share_text(TITLE)]


def test_hostile_names_are_inert_on_both_halves(signed):
    rows = named(signed.assessed, "{{ 7*7 }}</script>`${x}`")
    hostile = signed._replace(assessed=rows)
    payloads = sent(swipe_map(hostile, hostile, preset=PRESET))
    assert not any(set("<>&'`${}") & set(text) for text in payloads.values())


# By oblast


def test_counts_of_the_oblasts_add_up_to_those_of_the_text(signed):
    counts = by_oblast(signed.assessed)
    assert counts["deposits"].sum() == len(signed.assessed)
    assert counts["covered"].sum() == (signed.assessed["covered"] == Answer.YES).sum()
    in_reach = (signed.assessed["in_reach"] == Answer.YES).sum()
    assert counts["in_reach"].sum() == in_reach
    assert counts["in_reach"].is_monotonic_decreasing


def test_an_oblast_is_counted_by_hand(signed):
    """Kyiv oblast has one deposit."""
    (own,) = signed.assessed[signed.assessed["oblast"] == "Kyiv"].itertuples()
    row = by_oblast(signed.assessed).loc["Kyiv"]
    assert row["deposits"] == 1
    assert row["covered"] == (own.covered == Answer.YES)
    assert row["in_reach"] == (own.in_reach == Answer.YES)


def test_every_oblast_with_something_covered_says_how_much(title):
    drawn = decoded(oblasts_map(*title[:2], scenario=TITLE))["oblasts"]["oblasts"]
    counts = by_oblast(title.assessed)
    told = {one["name"]: one["text"] for one in drawn}
    assert told == {
        name: f"{row.in_reach} of {row.covered}"
        for name, row in counts[counts["covered"] > 0].iterrows()
    }
    assert not told.keys() - set(title.assessed["oblast"])


def test_deposits_at_sea_have_a_number_and_no_land():
    """The shelf is no oblast: its number stands amid its deposits."""
    everything = side(terms.scenario("us_2025_02_07_draft"))
    drawn = decoded(oblasts_map(*everything[:2], scenario=everything.scenario))
    (shelf,) = [o for o in drawn["oblasts"]["oblasts"] if "sea" in o["name"].lower()]
    assert shelf["area"] == []
    here = everything.assessed[everything.assessed["oblast"] == shelf["name"]]
    assert shelf["at"] == pytest.approx([here["lon"].mean(), here["lat"].mean()], abs=1)


@pytest.mark.parametrize(
    ("in_reach", "place"), [(1, 0), (2, 0), (3, 1), (5, 1), (6, 2), (10, 2), (11, 3)]
)
def test_a_class_begins_with_its_least_count(in_reach, place):
    assert color_of(in_reach) == CLASSES[place][1]


def test_nothing_in_reach_has_no_tint():
    assert color_of(0) is None


@pytest.mark.parametrize("sight", SIMULATE)
def test_more_is_darker_for_every_eye(sight):
    light = [lab(tint, sight)[0] for _least, tint in CLASSES]
    assert all(a - b > 8 for a, b in pairwise(light))
    assert luminance(CLASSES[0][1]) < luminance("#fbfaf6") - 5
