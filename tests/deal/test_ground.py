"""Ground terms carried out: who holds what, strips, options and sentences."""

from dataclasses import replace
from datetime import date

import pytest
import shapely
from shapely.geometry import Point, Polygon

from geo.deal.ground import (
    Option,
    carried_out,
    demilitarised_text,
    derived,
    in_demilitarised,
    option_text,
    options_of,
)
from geo.deal.load import read_scenarios
from geo.deal.scenario import Becomes, GroundTerm, Land
from geo.errors import InputError
from geo.fronts.front import Front
from geo.geodesy.crs import GEOD, area_km2, to_geographic, to_working
from geo.geodesy.ukraine import oblasts, outline, polygons_of
from geo.risk.distance import measure_to_front
from tests.drawn_fronts import deposits_of, front_of, line_front_of
from tests.shipped import deposits, front_on, latest

PLAIN = read_scenarios()["signed_2025_04_30"]

#: Occupied land east of 33° E in Poltava oblast, far from border and sea.
EAST = Polygon([(33, 49.2), (34.5, 49.2), (34.5, 50), (33, 50)])
HELD_PLACE, OCCUPIED_PLACE = Point(32.2, 49.6), Point(34, 49.6)


def term(land, becomes, *oblasts, strip_km=(), optional=False):
    return GroundTerm(
        f"{land}-{becomes}-{optional}",
        "territory",
        Land(land),
        Becomes(becomes),
        oblasts,
        strip_km,
        optional,
    )


def text(*terms):
    """A text with these ground terms, called “Signed 30 Apr 2025”."""
    return replace(PLAIN, ground=terms)


def width_km(front, lat=49.6):
    """How wide the demilitarised strip is on each side of 33° E."""
    across = shapely.LineString([(31, lat), (33.7, lat)])
    cut = shapely.intersection(across, front.demilitarised)
    lons = shapely.get_coordinates(cut)[:, 0]
    ends = (lons.min(), lons.max())
    return tuple(GEOD.inv(33, lat, lon, lat)[2] / 1000 for lon in ends)


# Who holds what ---------------------------------------------------------------------


def test_held_land_of_an_oblast_becomes_occupied():
    luhansk = oblasts().geometry["UA.LH"]
    front = carried_out(latest(), text(term("held", "occupied", "UA.LH")))
    assert area_km2(shapely.difference(luhansk, front.zone)) < 50  # its border's gap
    gained = shapely.difference(front.zone, latest().zone)
    others = shapely.union_all(oblasts().geometry.drop("UA.LH").to_numpy())
    assert area_km2(shapely.intersection(gained, others)) < 1e-3
    assert area_km2(shapely.difference(latest().zone, front.zone)) < 1e-3


def test_occupied_land_of_an_oblast_becomes_held():
    kharkiv = oblasts().geometry["UA.KK"]
    before = area_km2(shapely.intersection(latest().zone, kharkiv))
    front = carried_out(latest(), text(term("occupied", "held", "UA.KK")))
    after = area_km2(shapely.intersection(front.zone, kharkiv))
    assert before > 1000
    assert after < 1e-3
    lost = shapely.difference(latest().zone, front.zone)
    assert area_km2(lost) == pytest.approx(before, rel=0.02)
    assert front.zone.is_valid


def test_all_of_ukraine_becomes_occupied_without_an_oblast():
    front = carried_out(front_of(EAST), text(term("held", "occupied")))
    assert area_km2(shapely.symmetric_difference(front.zone, outline())) < 1e-3


def test_held_and_occupied_land_change_places():
    swap = text(term("held", "occupied", "UA.LV"), term("occupied", "held", "UA.PL"))
    front = carried_out(front_of(EAST), swap)
    places = deposits_of([Point(24.0, 49.8), Point(33.8, 49.7), Point(30.5, 50.4)])
    found = measure_to_front(places, front)["control"].tolist()
    assert found == ["occupied", "free", "free"]


def test_demilitarised_land_stays_with_whoever_has_it():
    strip = text(term("all", "demilitarised", strip_km=(10.0,)))
    front = carried_out(front_of(EAST), strip)
    assert front.zone.equals(front_of(EAST).zone)
    assert width_km(front) == pytest.approx((10, 10), abs=0.12)


@pytest.mark.parametrize(("land", "sides"), [("held", (10, 0)), ("occupied", (0, 10))])
def test_a_strip_of_one_side_ends_at_the_line(land, sides):
    strip = text(term(land, "demilitarised", strip_km=(10.0,)))
    front = carried_out(front_of(EAST), strip)
    assert width_km(front) == pytest.approx(sides, abs=0.12)


def test_a_held_strip_becomes_occupied():
    front = carried_out(front_of(EAST), text(term("held", "occupied", strip_km=(5.0,))))
    places = deposits_of([Point(33 - 0.05, 49.6), Point(33 - 0.1, 49.6)])
    assert measure_to_front(places, front)["control"].tolist() == ["occupied", "free"]
    assert front.demilitarised is None


def test_vacated_land_is_occupied_and_demilitarised():
    both = text(
        term("held", "occupied", "UA.DT"), term("held", "demilitarised", "UA.DT")
    )
    front = carried_out(latest(), both)
    vacated = shapely.difference(front.zone, latest().zone)
    assert area_km2(vacated) > 1000
    assert area_km2(shapely.difference(front.demilitarised, vacated)) < 1e-3
    # Slivers along coast and border are Russian, but no zone of their own.
    slivers = shapely.difference(vacated, front.demilitarised)
    assert area_km2(slivers) < 0.02 * area_km2(vacated)
    assert not front.demilitarised.intersects(shapely.box(37, 46.5, 39, 47.5))


def test_a_strip_without_troops_follows_the_new_line():
    moved = text(
        term("occupied", "held", strip_km=(20.0,)),
        term("occupied", "demilitarised", strip_km=(5.0,)),
    )
    front = carried_out(front_of(EAST), moved)
    near, far = width_km(front)
    # Of the strip, 15 to 25 km inside, all was occupied before.
    assert (near, far) == pytest.approx((15, 25), abs=0.25)


def test_the_28_points_move_all_free_deposits_of_donetsk():
    # Counted separately, by the oblast that the register names: those of Donetsk that
    # are free, and those contested.
    points = read_scenarios()["us_2025_11_20_28points"]
    in_donetsk = deposits()["oblast"] == "Donetsk"
    for day, free, contested in ((date(2026, 8, 22), 8, 8), (date(2025, 11, 1), 9, 11)):
        front = front_on(day)
        before = measure_to_front(deposits(), front)["control"]
        counts = before[in_donetsk].value_counts()
        assert (counts["free"], counts["contested"]) == (free, contested)
        after = measure_to_front(deposits(), carried_out(front, points))["control"]
        assert not (after[in_donetsk] == "free").any()
        # Those that are still contested lie at the oblast's border.
        assert 0 < (after[in_donetsk] == "contested").sum() <= 4
        left = deposits()["oblast"].isin(
            ["Dnipropetrovsk", "Mykolaiv", "Sumy", "Kharkiv"]
        )
        assert not (before[left] == "occupied").any()


def test_the_20_points_leave_donetsk_with_whoever_has_it():
    points = read_scenarios()["us_ua_2025_12_24_20points"]
    assert options_of(points) == (Option(), Option(5.0), Option(10.0), Option(40.0))
    before = measure_to_front(deposits(), latest())["control"]
    for strip_km in (None, 40.0):
        front = carried_out(latest(), points, strip_km=strip_km)
        after = measure_to_front(deposits(), front)["control"]
        in_donetsk = deposits()["oblast"] == "Donetsk"
        assert (after[in_donetsk] == before[in_donetsk]).all()
        for oblast in ("UA.DP", "UA.MY", "UA.SM", "UA.KK"):
            left = shapely.intersection(front.zone, oblasts().geometry[oblast])
            assert area_km2(left) < 1e-3
    assert area_km2(front.demilitarised) > 10_000
    outside = shapely.difference(front.demilitarised, oblasts().geometry["UA.DT"])
    assert area_km2(outside) < 0.02 * area_km2(front.demilitarised)


# Options ----------------------------------------------------------------------------

STRIPS = term("all", "demilitarised", strip_km=(10.0, 5.0), optional=True)
LEAVE = term("occupied", "held", "UA.PL")
OFFER = term("held", "occupied", "UA.LV", optional=True)


@pytest.mark.parametrize(
    ("terms", "expected"),
    [
        ((), []),
        ((LEAVE,), [(None, False)]),
        ((LEAVE, STRIPS), [(None, False), (5, False), (10, False)]),
        ((STRIPS,), [(5, False), (10, False)]),
        ((replace(STRIPS, optional=False), LEAVE), [(5, False), (10, False)]),
        ((LEAVE, OFFER), [(None, False), (None, True)]),
        ((OFFER,), [(None, True)]),
    ],
)
def test_ways_to_carry_a_text_out(terms, expected):
    assert list(options_of(text(*terms))) == expected


def test_an_option_holds_only_where_it_is_chosen():
    offered = text(LEAVE, STRIPS, OFFER)
    front = front_of(EAST)
    lviv = Point(24.0, 49.8)
    plain = carried_out(front, offered)
    assert plain.demilitarised is None
    assert not plain.zone.intersects(lviv)
    assert carried_out(front, offered, optional=True).zone.intersects(lviv)
    strip = replace(offered, ground=(STRIPS,))
    for km in (5, 10):
        bare = carried_out(front, strip, strip_km=km)
        assert width_km(bare) == pytest.approx((km, km), abs=0.12)


# Refusals ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("terms", "strip_km", "message"),
    [
        ((), None, "“Signed 30 Apr 2025” says of no land who would hold it"),
        ((LEAVE,), 5, "in kilometres: none; but got 5"),
        ((STRIPS,), 7, "in kilometres: 5, 10; but got 7"),
        ((STRIPS,), None, "leaves open which land changes hands.* 5, 10"),
        ((OFFER,), None, "leaves open which land changes hands"),
    ],
)
def test_what_cannot_be_carried_out_is_refused(terms, strip_km, message):
    with pytest.raises(InputError, match=message):
        carried_out(front_of(EAST), text(*terms), strip_km=strip_km)


def test_a_front_of_lines_only_is_refused():
    with pytest.raises(InputError, match="does not say which side is occupied"):
        carried_out(line_front_of([(33, 48), (33, 49)]), text(LEAVE))


# What it says of itself -------------------------------------------------------------


def test_a_derived_front_says_that_it_is_none():
    front = carried_out(latest(), text(LEAVE, STRIPS), strip_km=10)
    assert front.id == "2026-08-22+signed_2025_04_30+10km"
    assumed = "if “Signed 30 Apr 2025” were carried out, strip of 10 km"
    assert front.note == f"Not the front: {assumed}, on the front of 22 Aug 2026"
    assert front.method == (
        f"{assumed}: on the front of 22 Aug 2026, {latest().method}"
    )
    assert front.as_of == latest().as_of
    assert front.uncertainty_km == latest().uncertainty_km
    assert front.source == latest().source


def test_a_front_without_a_method_ends_its_method_plainly():
    front = carried_out(front_of(EAST), text(LEAVE))
    assert front.method.endswith("were carried out: on the front of 1 Jan 2026")
    assert front.id == "test+signed_2025_04_30"


def test_options_as_choices():
    assert option_text(Option()) == "If carried out"
    assert option_text(Option(optional=True)) == ("If carried out, with its options")
    assert option_text(Option(5.5)) == "If carried out, strip of 5.5 km"


@pytest.mark.parametrize("option", [Option(), Option(5.0), Option(10.0, True)])
def test_an_id_names_front_text_and_option(option, monkeypatch):
    offered = text(LEAVE, STRIPS, OFFER)
    monkeypatch.setattr("geo.deal.ground.read_scenarios", lambda: {PLAIN.id: offered})
    front = carried_out(
        latest(), offered, strip_km=option.strip_km, optional=option.optional
    )
    assert derived(front.id) == ("2026-08-22", offered, option)


@pytest.mark.parametrize(
    "front_id",
    ["2026-08-22", "2026-08-22+5km", "2026-08-22+no_such_text", "a+signed_2025_04_30"],
)
def test_an_id_that_is_not_derived(front_id):
    assert derived(front_id) is None


# The deposits -----------------------------------------------------------------------

BARE = Front(
    "test",
    date(2026, 1, 1),
    shapely.multipolygons([EAST]),
    None,
    2.0,
    "drawn by hand",
    demilitarised=shapely.multipolygons([shapely.box(32.5, 49.2, 33.5, 50)]),
)


def assessed(*places):
    rows = deposits_of(places)
    return rows.join(measure_to_front(rows, BARE)[["control", "uncertainty_km"]])


def test_deposits_in_demilitarised_land_up_to_their_uncertainty():
    # 2 km are 0.0277° of longitude at 49.6° N.
    lons = (32.0, 32.48, 32.52, 32.54, 33.3, 33.48)
    rows = assessed(*(Point(lon, 49.6) for lon in lons))
    found = in_demilitarised(rows, BARE).tolist()
    assert found == ["no", "unclear", "unclear", "yes", "yes", "unclear"]


def test_a_wider_distance_leaves_the_demilitarised_edge():
    rows = assessed(Point(32.54, 49.6), Point(33.3, 49.6))
    found = in_demilitarised(rows.assign(uncertainty_km=90.0), BARE)
    assert found.tolist() == ["yes", "yes"]


@pytest.mark.parametrize(
    ("place_km", "answer"), [(0.0, "yes"), (0.9, "yes"), (1.1, "unclear")]
)
def test_along_an_oblast_border_only_the_place_is_unsure(place_km, answer):
    named = oblasts()
    land = named.geometry[named["name"] == "Poltava"].iloc[0]
    inner = shapely.buffer(to_working(land), -1000)
    place = to_geographic(Point(shapely.get_coordinates(inner)[0]))
    front = replace(BARE, demilitarised=polygons_of(land))
    rows = assessed(place).assign(location_uncertainty_km=place_km)
    assert in_demilitarised(rows, front).tolist() == [answer]


def test_demilitarised_deposits_are_counted_separately_by_side():
    lons = (32.0, 32.51, 32.7, 32.8, 33.01, 33.2)
    rows = assessed(*(Point(lon, 49.6) for lon in lons))
    assert demilitarised_text(rows, BARE) == (
        "In land that the text demilitarises, without troops of either side: 1 on "
        "Russia's side, counted as occupied; 2 on Ukraine's side, counted as held by "
        "Ukraine; 1 too near to the line to tell whose; of 1 more it is not sure"
    )


def test_no_deposit_in_demilitarised_land():
    assert demilitarised_text(assessed(Point(30, 50)), BARE).endswith(
        "of either side: no deposit for sure"
    )


def test_a_front_without_demilitarised_land_says_nothing():
    rows = assessed(Point(32.6, 49.6))
    front = replace(BARE, demilitarised=None)
    assert demilitarised_text(rows, front) == ""
    assert in_demilitarised(rows, front).tolist() == ["no"]
