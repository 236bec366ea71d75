"""Two assessments on one map, and the choropleth by oblast."""

import re
from itertools import pairwise

import pytest

from geo.assessment.assess import assess
from geo.assessment.ranges import ensemble_on
from geo.assessment.summary import by_oblast, ranges_by_oblast
from geo.deal import load, shares
from geo.ledger import default_ledger
from geo.maps import Side, oblasts_map, swipe_map
from geo.maps.oblasts import CLASSES, choropleth, color_of
from geo.risk import presets
from geo.schema import Answer, Coverage
from tests.maps.test_maps import SIMULATE, decoded, lab, luminance, named, sent
from tests.shipped import deposits

PRESET = presets.preset("default")
SIGNED, TITLE = load.default_scenario(), load.scenario("us_2025_02_12_ownership")


def side(scenario, front=None):
    front = front or default_ledger().latest()
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
    earlier = side(SIGNED, default_ledger().front_on(default_ledger().snapshots()[0]))
    payloads = sent(swipe_map(earlier, signed, preset=PRESET))
    assert payloads["land"] != payloads["rightLand"]
    then, now = decoded(swipe_map(earlier, signed, preset=PRESET))["divider"]["titles"]
    assert (then[0], now[0]) == ("8 Jul 2024", "22 Aug 2026")


def test_each_half_has_its_own_finding(signed, title):
    """Two texts on one front differ in what is in reach; what is occupied is alike."""
    halves = decoded(swipe_map(signed, title, preset=PRESET))["divider"]["titles"]
    for found, half in zip(halves, (signed, title), strict=True):
        rows = half.assessed
        covered = rows.loc[rows["in_reach"] == Answer.YES, "covered"]
        counts = {
            "as the text stands": (covered == "in_force").sum(),
            "once licensed or at work": (covered == "prospective").sum(),
        }
        assert found[1] == half.scenario.short_name["en"]
        assert found[2:] != []
        assert set(found[2:]) <= {f"in reach {when}: {n}" for when, n in counts.items()}


def test_two_fronts_are_reported_with_what_is_occupied_on_each(signed):
    earlier = side(SIGNED, default_ledger().front_on(default_ledger().snapshots()[0]))
    payloads = decoded(swipe_map(earlier, signed, preset=PRESET))
    for found, half in zip(
        payloads["divider"]["titles"], (earlier, signed), strict=True
    ):
        assert found[2] == f"occupied: {(half.assessed['control'] == 'occupied').sum()}"
    source = payloads["legend"]["source"]
    assert source.count("8 Jul 2024") == source.count("22 Aug 2026") == 1
    assert source.count("Basemap") == 1


def test_the_legend_shows_both_counts_where_they_differ(signed, title):
    legend = decoded(swipe_map(signed, title, preset=PRESET))["legend"]
    risk, _land, outlines = legend["parts"]
    assert all("|" not in row.get("count", "") for row in risk["rows"])
    counts = {row["outline"]: row["count"] for row in outlines["rows"] if "fill" in row}
    for coverage in Coverage:
        both = [
            str((one.assessed["covered"] == coverage).sum()) for one in (signed, title)
        ]
        if set(both) != {"0"}:
            assert counts[coverage] == " | ".join(dict.fromkeys(both))
    texts = {row["outline"]: row["text"] for row in outlines["rows"] if "fill" in row}
    assert texts["prospective"] == "covered once licensed"
    assert texts["in_force"] == "would be covered at once"
    order = [row["outline"] for row in outlines["rows"] if "fill" in row]
    assert order == [one for one in Coverage if one in order]
    bases = [row["note"] for row in outlines["rows"] if "note" in row]
    assert bases == [shares.share_text(SIGNED), shares.share_text(TITLE)]


def test_hostile_names_are_inert_on_both_halves(signed):
    rows = named(signed.assessed, "{{ 7*7 }}</script>`${x}`")
    hostile = signed._replace(assessed=rows)
    payloads = sent(swipe_map(hostile, hostile, preset=PRESET))
    assert not any(set("<>&'`${}") & set(text) for text in payloads.values())


# By oblast


def test_counts_of_the_oblasts_add_up_to_those_of_the_text(signed):
    counts, rows = by_oblast(signed.assessed), signed.assessed
    assert counts["deposits"].sum() == len(rows)
    for coverage in Coverage:
        assert counts[coverage].sum() == (rows["covered"] == coverage).sum()
    reach = counts["in_force_in_reach"] + counts["prospective_in_reach"]
    assert reach.sum() == (rows["in_reach"] == Answer.YES).sum()
    assert reach.is_monotonic_decreasing


def test_an_oblast_is_counted_by_hand(signed):
    """Kyiv oblast has one deposit."""
    (own,) = signed.assessed[signed.assessed["oblast"] == "Kyiv"].itertuples()
    row = by_oblast(signed.assessed).loc["Kyiv"]
    assert row["deposits"] == row[own.covered] == 1
    reach = row["in_force_in_reach"] + row["prospective_in_reach"]
    assert reach == (own.in_reach == Answer.YES)


def test_every_oblast_with_something_covered_says_how_much(title):
    drawn = decoded(oblasts_map(*title[:2], scenario=TITLE))["oblasts"]["oblasts"]
    counts = by_oblast(title.assessed)
    found = {one["name"]: one["text"] for one in drawn}
    assert found == {
        name: f"{row.in_force_in_reach + row.prospective_in_reach} of {covered}"
        for name, row in counts.iterrows()
        if (covered := row.in_force + row.prospective)
    }
    assert not found.keys() - set(title.assessed["oblast"])


def test_deposits_at_sea_have_a_number_and_no_land():
    """The shelf is no oblast: its number stands amid its deposits."""
    everything = side(load.scenario("us_2025_02_07_draft"))
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


def test_an_oblast_shows_the_range_of_what_is_in_reach():
    """With its name, and of what it covers: never more than that."""
    rows = side(SIGNED).assessed
    drawn = ensemble_on(rows, default_ledger().latest(), SIGNED)
    with_ranges, plain = choropleth(rows, drawn)["oblasts"], choropleth(rows)["oblasts"]
    texts = [one["text"] for one in plain]
    assert [one["text"] for one in with_ranges] == texts
    names = [one["name"] for one in with_ranges]
    ranged = [name for name in names if "(" in name]
    assert 0 < len(ranged) < len(names)
    assert any(name.startswith("Donetsk (") for name in ranged)
    for one in with_ranges:
        if "(" not in one["name"]:
            continue
        name, high = re.fullmatch(r"(.+) \((?:\d+–)?(\d+)\)", one["name"]).groups()
        assert name in {other["name"] for other in plain}
        assert int(high) <= int(one["text"].split(" of ")[1])


def test_the_table_of_oblasts_counts_open_facts_either_way():
    rows = side(SIGNED).assessed
    drawn = ensemble_on(rows, default_ledger().latest(), SIGNED)
    ranges = ranges_by_oblast(rows, drawn)
    assert list(ranges) == list(rows["oblast"].unique())
    zhytomyr = ranges["Zhytomyr"]
    assert zhytomyr["prospective_in_reach"].high < zhytomyr["in_reach"].high
