"""The texts as the front moves: by hand on drawn fronts, and on those that ship."""

from dataclasses import replace
from datetime import date

import geopandas as gpd
import pandas as pd
import pytest
from shapely.geometry import MultiPolygon, Point, box

from geo.assessment.assess import assess, export_table
from geo.assessment.ranges import ends_of, ensemble_on, headline_ranges
from geo.assessment.summary import NEAR_KM, Sides, headline
from geo.assessment.timeline import (
    Change,
    Move,
    control_of,
    control_over_time,
    counts_over_time,
    ranges_over_time,
    reach_over_time,
    rows_over_time,
    then_and_now,
)
from geo.deal.load import read_scenarios
from geo.errors import UnknownNameError
from geo.fronts.front import Front
from geo.geodesy.crs import GEOGRAPHIC
from geo.ledger import default_ledger
from geo.risk.presets import preset_of_edges
from geo.schema import COVERING, DEPOSIT_DEFAULTS, TIMELINE_COLUMNS, Coverage
from tests.deal.test_coverage import (
    DRAFT_7_FEB,
    EU,
    NONE_FOUND,
    RUSSIAN,
    SCENARIOS,
    SIGNED,
)
from tests.shipped import assessed, control_by_day, deposits

PROSPECTIVE = Coverage.PROSPECTIVE

DAYS = [date(2025, 1, 1), date(2025, 2, 1), date(2025, 3, 1), date(2025, 4, 1)]
NEW = {"licences": (NONE_FOUND,), "operating_2025": "no"}


def rows(**commodities):
    """Deposits without a permit, of one mineral each."""
    given = [
        {**DEPOSIT_DEFAULTS, **NEW, "name": key, "commodities": (mineral,)}
        for key, mineral in commodities.items()
    ]
    return pd.DataFrame(given, index=pd.Index(commodities, name="id"))


def sides(**by_deposit):
    """Sides by day: f, c and o for free, contested and occupied."""
    word = {"f": "free", "c": "contested", "o": "occupied", "u": "unknown"}
    found = [[word[letter] for letter in letters] for letters in by_deposit.values()]
    return pd.DataFrame(found, index=pd.Index(by_deposit, name="id"), columns=DAYS)


def moves(letters, scenario_id=DRAFT_7_FEB, **days):
    found = then_and_now(
        rows(a="lithium"),
        SCENARIOS[scenario_id],
        sides(a=letters),
        **{"then": DAYS[0], **days},
    )
    return found.moves


# Then and now -----------------------------------------------------------------------


def test_a_front_older_than_the_text_is_not_counted_backwards():
    found = then_and_now(
        rows(a="lithium"),
        SCENARIOS[DRAFT_7_FEB],
        sides(a="fffo"),
        then=DAYS[2],
        now=DAYS[0],
    )
    assert found.then is None
    assert found.moves == ()
    assert "older than the text" in found.note


@pytest.mark.parametrize(
    ("letters", "change", "sure", "after", "by"),
    [
        ("fffo", Change.LOST, True, 2, 3),
        ("fooo", Change.LOST, True, 0, 1),
        ("fcco", Change.LOST, True, 2, 3),
        # It changed hands twice; the last time counts.
        ("foco", Change.LOST, True, 2, 3),
        ("ccco", Change.LOST, False, 2, 3),
        ("oooo", None, None, None, None),
        ("offo", None, None, None, None),
        ("ofcf", Change.REGAINED, True, 2, 3),
        ("ooff", Change.REGAINED, True, 1, 2),
        ("ffcc", Change.CONTESTED, False, 1, 2),
        ("oocc", Change.CONTESTED, False, 1, 2),
        ("cfff", Change.CLEARED, False, 0, 1),
        ("uuuo", None, None, None, None),
        ("fffu", None, None, None, None),
    ],
)
def test_what_became_of_a_deposit(letters, change, sure, after, by):
    found = moves(letters)
    if change is None:
        assert found == ()
    else:
        (move,) = found
        assert (move.id, move.change, move.sure) == ("a", change, sure)
        assert (move.after, move.by) == (DAYS[after], DAYS[by])
        assert (move.then[0], move.now[0]) == (letters[0], letters[3])


def test_a_text_is_seen_on_the_front_of_its_own_day():
    # The draft of 7 February meets the front of 1 February.
    control = sides(a="oofo", b="ffoo")
    found = then_and_now(rows(a="lithium", b="coal"), SCENARIOS[DRAFT_7_FEB], control)
    assert (found.then, found.now) == (DAYS[1], DAYS[3])
    assert found.counts_then[PROSPECTIVE] == Sides(occupied=1, free=1)
    assert found.counts_now[PROSPECTIVE] == Sides(occupied=2)
    assert found.counts_now[Coverage.IN_FORCE] == Sides()
    assert [move.id for move in found.moves] == ["b"]


def test_an_earlier_now():
    assert moves("fffo", now=date(2025, 3, 15)) == ()
    assert moves("ffoo", now=date(2025, 3, 15))[0].by == DAYS[2]


def test_a_text_older_than_every_front_says_so():
    found = then_and_now(rows(a="lithium"), SCENARIOS[EU], sides(a="fffo"))
    assert (found.then, found.counts_then, found.moves) == (None, None, ())
    assert found.note.startswith(
        "“EU memorandum 2021” is of 13 July 2021, and the first front that there is of "
        "1 January 2025"
    )


def test_a_now_before_every_front_is_refused():
    with pytest.raises(UnknownNameError, match="no front on or before 2024-12-31"):
        moves("ffff", now=date(2024, 12, 31))


def test_a_text_for_occupied_land_covers_what_was_lost():
    found = then_and_now(
        rows(a="scandium", b="scandium"),
        SCENARIOS[RUSSIAN],
        sides(a="fffo", b="ffff"),
        then=DAYS[0],
    )
    assert found.counts_then[PROSPECTIVE].total == 0
    assert found.counts_now[PROSPECTIVE] == Sides(occupied=1)
    assert [move.id for move in found.moves] == ["a"]


def test_losses_come_first_then_by_day():
    control = sides(a="fffc", b="fffo", c="ffoo", d="ooof")
    minerals = dict.fromkeys("abcd", "lithium")
    found = then_and_now(
        rows(**minerals), SCENARIOS[DRAFT_7_FEB], control, then=DAYS[0]
    )
    assert [move.id for move in found.moves] == ["c", "b", "d", "a"]


# Over time --------------------------------------------------------------------------


def test_in_reach_by_day():
    control = sides(a="ffco", b="ffff", c="oooo")
    found = reach_over_time(
        rows(a="lithium", b="coal", c="lithium"),
        control,
        scenarios={key: SCENARIOS[key] for key in (DRAFT_7_FEB, SIGNED)},
    ).set_index("scenario")
    # Coal is not on the list of 57.
    later = found.filter(like="prospective")
    assert later.loc[DRAFT_7_FEB, "prospective_in_reach"].tolist() == [2, 2, 1, 1]
    assert later.loc[SIGNED, "prospective_in_reach"].tolist() == [1, 1, 0, 0]
    assert later.loc[SIGNED, "prospective_contested"].tolist() == [0, 0, 1, 0]
    assert later.loc[SIGNED, "prospective_occupied"].tolist() == [1, 1, 1, 2]
    assert later.loc[SIGNED, "prospective"].tolist() == [2, 2, 2, 2]
    assert found["in_force"].tolist() == [0] * 8
    assert found.loc[SIGNED, "as_of"].tolist() == DAYS


def test_sides_are_measured_on_each_front_in_order_of_days():
    def front(day, east):
        zone = MultiPolygon([box(36, 47.5, east, 48.5)])
        return Front(str(day), day, zone, None, 0.0, "drawn by hand")

    places = gpd.GeoDataFrame(
        {"location_uncertainty_km": [0.0]},
        geometry=[Point(36.9, 48)],
        index=["a"],
        crs=GEOGRAPHIC,
    )
    found = control_over_time(places, [front(DAYS[1], 37), front(DAYS[0], 36.5)])
    assert found.columns.tolist() == DAYS[:2]
    assert found.loc["a"].tolist() == ["free", "occupied"]


# What ships -------------------------------------------------------------------------


@pytest.mark.parametrize("scenario_id", read_scenarios())
def test_the_last_day_agrees_with_the_headline(scenario_id):
    found = then_and_now(deposits(), SCENARIOS[scenario_id], control_by_day())
    counts = headline(assessed(scenario_id))
    assert found.counts_now == counts.coverage


@pytest.fixture(scope="module")
def measured():
    return default_ledger().measure_all(deposits())


def test_a_timeline_is_an_assessment_on_each_of_its_fronts(measured):
    bands, text = preset_of_edges([7, 40]), SCENARIOS[SIGNED]
    timeline = rows_over_time(deposits(), measured, text, edges_km=bands.edges_km)
    assert tuple(timeline) == TIMELINE_COLUMNS
    assert len(timeline) == len(deposits()) * len(default_ledger().snapshots())
    first, *_others, last = default_ledger().snapshots()
    for day in (first, date(2025, 4, 30), last):
        own = timeline[timeline["as_of"] == day.isoformat()].reset_index(drop=True)
        front = default_ledger().front_on(day)
        alone = export_table(assess(deposits(), front, preset=bands, scenario=text))
        assert set(own["snapshot"]) == {front.id}
        same = list(TIMELINE_COLUMNS[2:])
        pd.testing.assert_frame_equal(own[same], alone[same], check_dtype=False)


def test_ranges_by_day_are_those_of_the_headline(measured):
    texts = {key: SCENARIOS[key] for key in (SIGNED, EU)}
    newest = measured[measured["as_of"] == measured["as_of"].max()]
    found = ranges_over_time(deposits(), newest, texts, front_of=default_ledger().read)
    assert found["scenario"].tolist() == [SIGNED, EU]
    rows = assessed(SIGNED)
    drawn = ensemble_on(rows, default_ledger().latest(), SCENARIOS[SIGNED])
    ends = ends_of(headline_ranges(drawn, near_km=NEAR_KM)._asdict())
    assert found.iloc[0][list(ends)].to_dict() == ends


def test_a_front_of_lines_has_no_ranges(measured):
    newest = measured[measured["as_of"] == measured["as_of"].max()]
    line = replace(default_ledger().latest(), zone=None)
    texts = {SIGNED: SCENARIOS[SIGNED]}
    found = ranges_over_time(deposits(), newest, texts, front_of=lambda _id: line)
    assert found.empty
    assert {"occupied_low", "in_reach_high"} <= set(found)


@pytest.mark.parametrize("scenario_id", [SIGNED, DRAFT_7_FEB, EU])
def test_the_counts_of_a_timeline_are_those_of_its_rows(measured, scenario_id):
    text = SCENARIOS[scenario_id]
    counts = counts_over_time(deposits(), measured, text).set_index("snapshot")
    timeline = rows_over_time(deposits(), measured, text, edges_km=(10,))
    assert counts.index.tolist() == list(default_ledger().in_use().values())
    sides = counts[["occupied", "contested", "free", "unknown"]]
    assert (sides.sum(axis="columns") == len(deposits())).all()
    for name, own in timeline.groupby("snapshot"):
        found = counts.loc[name]
        assert found["occupied"] == (own["control"] == "occupied").sum()
        for one in ("in_force", "prospective", "disputed", "unclear"):
            assert found[one] == (own["covered"] == one).sum()
        in_reach = found["in_force_in_reach"] + found["prospective_in_reach"]
        assert in_reach == (own["in_reach"] == "yes").sum()
        lost = (own["covered"] == "prospective") & (own["control"] == "occupied")
        assert found["prospective_occupied"] == lost.sum()


def test_sides_by_day_are_the_same_measured_here_or_before(measured):
    days = [date(2024, 7, 8), date(2025, 4, 30)]
    here = control_over_time(deposits(), map(default_ledger().front_on, days))
    before = control_of(measured, deposits())
    assert before.columns.tolist() == list(default_ledger().snapshots())
    assert (before[days] == here).all(axis=None)


@pytest.mark.parametrize("scenario_id", read_scenarios())
def test_moves_account_for_every_deposit_that_left_the_reach(scenario_id):
    found = then_and_now(deposits(), SCENARIOS[scenario_id], control_by_day())
    if found.counts_then is None or scenario_id == RUSSIAN:
        assert scenario_id in (EU, RUSSIAN)
        return
    then, now = (
        sum(sides[one].free for one in COVERING)
        for sides in (found.counts_then, found.counts_now)
    )
    left = sum(move.then == "free" for move in found.moves)
    came = sum(move.now == "free" for move in found.moves)
    assert now == then - left + came


def test_the_mine_that_fell_last():
    found = then_and_now(deposits(), SCENARIOS[DRAFT_7_FEB], control_by_day())
    move = next(move for move in found.moves if move.id == "kapitalna-coal")
    assert move == Move(
        "kapitalna-coal",
        "free",
        "occupied",
        Change.LOST,
        True,
        after=date(2026, 8, 1),
        by=date(2026, 8, 22),
    )
