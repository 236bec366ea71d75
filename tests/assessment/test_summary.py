"""Counts by hand over a table of eight deposits."""

import pandas as pd
import pytest

from geo.assessment.summary import (
    Headline,
    Sides,
    by_oblast,
    control_by_coverage,
    control_of_figure,
    headline,
    headlines,
)
from geo.deal.load import read_scenarios
from geo.risk.presets import preset
from geo.schema import Control, Coverage, Licence, LicenceState
from tests.shipped import assessed as assessed_under
from tests.shipped import deposits, latest, measured


@pytest.fixture
def assessed():
    rows = [
        ("north", "occupied", 50.0, "outside", False),
        ("north", "contested", 3.0, "prospective", False),
        ("south", "free", 30.0, "in_force", False),
        ("south", "free", 30.1, "unclear", False),
        ("south", "free", 400.0, "outside", False),
        ("north", "occupied", 9.0, "prospective", False),
        ("south", "free", 90.0, "prospective", False),
        ("sea", "unknown", 5.0, "disputed", True),
    ]
    names = ["oblast", "control", "distance_km", "covered", "at_sea"]
    table = pd.DataFrame(rows, columns=names).assign(rests_on="sourced")
    return table.assign(licences=[()] * len(table))


def test_headline_counts_sides_and_nearness(assessed):
    found = headline(assessed)
    assert found.sides == Sides(occupied=2, contested=1, free=4, unknown=1)
    assert (found.total, found.at_sea, found.near) == (8, 1, 1)
    assert headline(assessed, near_km=31).near == 2
    assert not found.line_only


def test_headline_counts_each_class_by_side(assessed):
    found = headline(assessed)
    assert found.of(Coverage.IN_FORCE) == Sides(free=1)
    assert found.of(Coverage.PROSPECTIVE) == Sides(occupied=1, contested=1, free=1)
    assert found.of(Coverage.DISPUTED) == Sides(unknown=1)
    assert found.of(Coverage.OUTSIDE) == Sides(occupied=1, free=1)
    assert found.of(Coverage.UNCLEAR) == Sides(free=1)
    assert sum(sides.total for sides in found.coverage.values()) == found.total


def test_headline_counts_what_is_in_force_by_inference(assessed):
    assert headline(assessed).inferred == 0
    # All eight rest on it, of which the one in force counts.
    assert headline(assessed.assign(rests_on="inferred")).inferred == 1


def test_headline_counts_prospective_ones_sold_and_not_granted(assessed):
    sold, none = Licence(LicenceState.SOLD), Licence(LicenceState.NONE_FOUND)
    assert headline(assessed).sold == 0
    # Three of eight are prospective; each of the eight has a site that was sold.
    both = assessed.assign(licences=[(none._replace(site="b"), sold)] * 8)
    assert headline(both).sold == 3
    assert headline(assessed.assign(licences=[(none,)] * 8)).sold == 0


def test_front_of_a_line_only_has_no_sides(assessed):
    found = headline(assessed.assign(control="unknown"))
    assert found.line_only
    assert found.sides == Sides(unknown=8)
    assert found.near == 0
    # 3 and 9 km; then 30 km too. What lies at sea is not counted as near a line.
    assert (found.near_line, found.near_line_far) == (2, 3)


@pytest.mark.parametrize(
    ("km", "near", "far"), [(10.0, 1, 1), (10.1, 0, 1), (30.0, 0, 1), (30.1, 0, 0)]
)
def test_near_a_line_includes_ten_and_thirty_km(assessed, km, near, far):
    found = headline(assessed.head(1).assign(control="unknown", distance_km=km))
    assert (found.near_line, found.near_line_far) == (near, far)


def test_near_is_another_distance_when_asked(assessed):
    line = assessed.assign(control="unknown")
    found = headline(line, near_km=31)
    assert (found.near_line, found.near_line_far) == (2, 4)


def test_a_deposit_at_sea_does_not_make_a_front_a_line(assessed):
    assert not headline(assessed.tail(1)).line_only
    assert headline(assessed.tail(1).assign(at_sea=False)).line_only


def test_a_class_that_was_not_counted_is_empty():
    assert Headline(Sides(free=2)).of(Coverage.DISPUTED) == Sides()


def test_every_text_has_its_headline_in_order_of_date():
    found = headlines(deposits(), measured(), latest(), preset=preset("default"))
    assert list(found) == list(read_scenarios())
    assert found["signed_2025_04_30"] == headline(assessed_under("signed_2025_04_30"))


def test_sides_count_every_control():
    assert control_of_figure(list(Control)) == Sides(1, 1, 1, 1)
    assert control_of_figure([]) == Sides()


def test_sides_by_coverage_has_every_class():
    found = control_by_coverage(["outside", "in_force"], ["free", "free"])
    assert list(found) == list(Coverage)
    assert found[Coverage.IN_FORCE] == found[Coverage.OUTSIDE] == Sides(free=1)


def test_oblasts_with_most_in_reach_come_first(assessed):
    found = by_oblast(assessed)
    assert list(found.index) == ["south", "north", "sea"]
    south = found.loc["south"]
    assert (south["deposits"], south["in_force"], south["prospective"]) == (4, 1, 1)
    assert (south["in_force_in_reach"], south["prospective_in_reach"]) == (1, 1)
    assert found.loc["north", "prospective_in_reach"] == 0


def test_oblasts_rank_by_reach_then_cover_size_and_name():
    rows = [
        *[("many", "free", "outside")] * 4,
        *[("covered", "occupied", "in_force")] * 2,
        *[("reached", "free", "in_force")],
        *[("second", "free", "prospective"), ("second", "free", "disputed")],
        *[("bee", "free", "outside"), ("ant", "free", "unclear")],
    ]
    found = by_oblast(pd.DataFrame(rows, columns=["oblast", "control", "covered"]))
    assert list(found.index) == ["second", "reached", "covered", "many", "ant", "bee"]
    assert list(found.columns) == [
        "deposits",
        *Coverage,
        "in_force_in_reach",
        "prospective_in_reach",
    ]
    assert found.loc["covered"].tolist() == [2, 2, 0, 0, 0, 0, 0, 0]
    assert found.loc["second"].tolist() == [2, 0, 1, 1, 0, 0, 0, 1]
    assert found.loc["ant"].tolist() == [1, 0, 0, 0, 0, 1, 0, 0]


@pytest.mark.parametrize("scenario_id", read_scenarios())
def test_shipped_counts_split_without_a_rest(scenario_id):
    rows = assessed_under(scenario_id)
    found = headline(rows)
    assert found.total == len(rows)
    assert sum(sides.total for sides in found.coverage.values()) == len(rows)
    in_reach = sum(
        found.of(one).free for one in (Coverage.IN_FORCE, Coverage.PROSPECTIVE)
    )
    assert in_reach == (rows["in_reach"] == "yes").sum()
