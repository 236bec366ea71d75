"""Which permit of a site counts, and how it stands to a day: answers by hand."""

from datetime import date

import pytest

from geo.deal.permits import NOTHING_KNOWN, Standing, known_on, permits_of, standing
from geo.schema import Licence, LicenceState

DAY = date(2025, 5, 23)


def test_nothing_known_is_one_row_that_says_so():
    assert permits_of(()) == [NOTHING_KNOWN]
    assert NOTHING_KNOWN.state == "unknown"


def test_each_site_gives_one_row():
    north, south = Licence("held", "North"), Licence("ended", "South")
    assert sorted(permits_of([south, north, north])) == [south, north]


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        # What binds today comes before what may, and that before what did once.
        ("held", "sold"),
        ("sold", "awarded"),
        ("awarded", "issued"),
        ("issued", "suspended"),
        ("suspended", "offered"),
        ("offered", "none_found"),
        ("none_found", "ended"),  # a search is of today
        ("ended", "unknown"),
    ],
)
def test_the_stronger_state_counts_in_either_order(better, worse):
    # The weaker one is the newer one: what it is outweighs when it was.
    strong, weak = Licence(better, granted="2010"), Licence(worse, granted="2026")
    assert permits_of([strong, weak]) == permits_of([weak, strong]) == [strong]


def test_of_two_valid_permits_the_later_counts():
    old, new = Licence("held", granted="2012"), Licence("held", granted="2026-02-26")
    assert permits_of([old, new]) == permits_of([new, old]) == [new]


def test_a_dated_permit_counts_before_an_undated_one():
    dated, undated = Licence("held", granted="2012"), Licence("held")
    assert permits_of([undated, dated]) == permits_of([dated, undated]) == [dated]


@pytest.mark.parametrize(
    ("granted", "found"),
    [
        ("2025-05-24", "new"),  # the day after which it counts is 23 May
        ("2025-05-23", "old"),
        ("2025-05-22", "old"),
        ("2025-06", "new"),
        ("2025-05", "undated"),  # before or after the 23rd
        ("2025-04", "old"),
        ("2026", "new"),
        ("2025", "undated"),
        ("2024", "old"),
        ("../2024", "old"),
        ("../2025-05-23", "old"),
        ("../2025-05-24", "undated"),  # on that day or before it
        ("../2026", "undated"),
        ("", "undated"),
        ("spring 2024", "undated"),  # no date of ours
    ],
)
def test_a_grant_stands_to_23_may_2025(granted, found):
    assert standing(Licence("held", granted=granted), DAY) == found


@pytest.mark.parametrize(
    ("sold", "found"),
    [
        ("2025-05-24", "to_come"),  # a grant that follows is later still
        ("2025-06", "to_come"),
        ("2025-05-23", "undated"),  # the grant may be of either side of the day
        ("2025-05", "undated"),
        ("2017", "undated"),
        ("", "undated"),
    ],
)
def test_a_sale_is_no_grant(sold, found):
    assert standing(Licence("sold", granted=sold), DAY) == found


@pytest.mark.parametrize(
    ("state", "found"),
    [
        ("awarded", "to_come"),
        ("offered", "to_come"),
        ("ended", "to_come"),
        ("none_found", "to_come"),
        ("issued", "issued"),
        ("suspended", "issued"),
        ("unknown", "unknown"),
    ],
)
@pytest.mark.parametrize("granted", ["", "2012", "2026"])
def test_what_is_not_held_has_no_age(state, found, granted):
    assert standing(Licence(state, granted=granted), DAY) is Standing(found)


def test_a_state_of_no_list_is_refused():
    with pytest.raises(ValueError, match="lapsed"):
        standing(Licence("lapsed"), DAY)
    with pytest.raises(ValueError, match="lapsed"):
        permits_of([Licence("lapsed"), Licence("held")])


def test_every_state_stands_somewhere():
    assert all(standing(Licence(one), DAY) in Standing for one in LicenceState)


def test_permits_are_known_as_of_the_newest_search():
    first, last = (Licence("none_found", searched=f"2026-{m}-24") for m in ("08", "11"))
    never = Licence("held", granted="2027-01-01")
    assert known_on([(), (last, never), (first,)]) == date(2026, 11, 24)
    assert known_on([(first,), (never,)]) == date(2026, 8, 24)


@pytest.mark.parametrize("licences", [[], [()], [(Licence("held"),)]])
def test_no_search_no_day_of_knowledge(licences):
    assert known_on(licences) is None
