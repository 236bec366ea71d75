"""Figures as sentences that can be copied."""

from dataclasses import replace
from datetime import date
from importlib.metadata import version

import pandas as pd
import pytest

from geo.assessment.matrix import Cell, Matrix
from geo.assessment.ranges import Range, Ranges
from geo.assessment.summary import Sides, headline
from geo.assessment.timeline import ThenAndNow
from geo.deal.calculators import cap_case
from geo.deal.load import read_scenarios
from geo.deal.whatif import Changes, alter
from geo.schema import Coverage, Licence
from geo.text.quote import (
    calculation_quotation,
    cell_finding,
    quotation,
    reach_finding,
    source_text,
    then_finding,
)
from geo.text.sentences import coverage_text
from tests.deal.test_coverage import EU, SIGNED
from tests.drawn_fronts import front_of
from tests.shipped import assessed, latest

TEXT = read_scenarios()[SIGNED]


def test_reach_finding_names_the_text_and_its_classes():
    rows = assessed(SIGNED)
    found = reach_finding(rows, TEXT)
    assert found.startswith(
        f"“Signed 30 Apr 2025”: {coverage_text(headline(rows), TEXT)}"
    )


def test_reach_finding_says_as_of_when_permits_are_known():
    rows = assessed(SIGNED).head(1)
    rows["licences"] = [(Licence("none_found", searched="2026-11-24"),)]
    found = reach_finding(rows.assign(rests_on="sourced"), TEXT)
    assert found.endswith("; permits as known on 24 November 2026")
    none = reach_finding(rows.assign(rests_on="none_found"), TEXT)
    assert none == f"{found} (none found is no proof of none)"


def test_a_text_that_covers_nothing():
    found = reach_finding(assessed(EU), read_scenarios()[EU])
    total = len(assessed(EU))
    assert found.startswith(f"“EU memorandum 2021”: covers none of {total} deposits")


def test_a_quotation_holds_number_date_source_and_method():
    found = quotation(
        reach_finding(assessed(SIGNED), TEXT), latest(), TEXT, figure="reach:x"
    )
    assert found.startswith(
        f"{reach_finding(assessed(SIGNED), TEXT)} (front as of 22 August 2026, ±3.5 "
        "km; scenario signed_2025_04_30; "
        "front: Rebuilt from settlements: Voronoi cells"
    )
    assert "sources of the front: Settlements: Wikidata (CC0)" in found
    assert found.endswith(f"; Frontlode {version('frontlode')}; figure reach:x).")


def test_a_quotation_names_its_what_if_and_threat_edge():
    text = alter(TEXT, Changes(us_percent=30))
    found = quotation("It moved", latest(), text, threat_edge="zone+border", figure="x")
    assert (
        "; what-if scenario what_if_signed_2025_04_30; distances to the zone" in found
    )


def test_a_front_without_a_method():
    drawn = replace(front_of(latest().zone), method="")
    assert quotation("It moved", drawn, figure="x") == (
        "It moved (front as of 1 January 2026, ±0 km; front: not stated; sources of "
        f"the front: drawn by hand; Frontlode {version('frontlode')}; figure x)."
    )


@pytest.mark.parametrize(
    ("row", "column", "sentence"),
    [
        (
            "uranium",
            ">100 km",
            ", first mineral uranium, >100 km from the front: 2 covered once "
            "licensed, 1 disputed between sources",
        ),
        (
            "uranium",
            "contested",
            ", first mineral uranium, too near the line to tell the side: none "
            "that it covers, or may cover",
        ),
        (
            "gold",
            "occupied",
            ", first mineral gold, on occupied land: 1 covered now",
        ),
        (
            "total",
            "total",
            ": 1 covered now, 2 covered once licensed, 1 disputed between sources",
        ),
    ],
)
def test_one_cell_by_class(row, column, sentence):
    uranium = Cell(prospective=("a", "b"), disputed=("c",))
    gold = Cell(in_force=("d",))
    whole = Cell(in_force=("d",), prospective=("a", "b"), disputed=("c",))
    cells = {
        ("uranium", ">100 km"): uranium,
        ("gold", "occupied"): gold,
        ("total", "total"): whole,
    }
    table = Matrix(SIGNED, "2026-08-22", "primary_commodity", (), (), cells)
    assert cell_finding(table, TEXT, row=row, column=column) == (
        f"“Signed 30 Apr 2025”, deposits{sentence}"
    )
    day = date(2026, 11, 24)
    known = cell_finding(table, TEXT, row=row, column=column, known=day)
    assert known.endswith(f"{sentence}; permits as known on 24 November 2026")


def test_a_cell_says_between_which_counts_it_lies():
    table = Matrix(SIGNED, "2026-08-22", "primary_commodity", (), (), {})
    found = cell_finding(table, TEXT, row="total", column="total", within=Range(0, 2))
    assert found.endswith(
        "; covered at once or later 0 (0–2), in brackets in 90 of 100 draws of where "
        "line and deposits may truly lie, open facts falling either way"
    )


def then(counts_then, counts_now, day=date(2025, 2, 1)):
    classes = dict.fromkeys(Coverage, Sides())
    return ThenAndNow(
        SIGNED,
        day,
        date(2026, 8, 22),
        {**classes, **counts_then} if day else None,
        {**classes, **counts_now},
        (),
        "" if day else "no front",
    )


def test_then_and_now_by_class():
    found = then(
        {Coverage.PROSPECTIVE: Sides(occupied=6, free=14)},
        {Coverage.PROSPECTIVE: Sides(occupied=9, free=11)},
    )
    assert then_finding(found, TEXT) == (
        "“Signed 30 Apr 2025”: covered once licensed: 14 of 20 in reach on "
        "the front of 1 February 2025, 11 of 20 on that of 22 August 2026"
    )


def test_then_and_now_has_the_range_of_each_front():
    none, wide = Range(14, 14), Range(12, 13)
    ranges = [Ranges(*[one] * 5) for one in (none, wide)]
    found = then(
        {Coverage.PROSPECTIVE: Sides(occupied=6, free=14)},
        {Coverage.PROSPECTIVE: Sides(occupied=9, free=11)},
    )
    assert then_finding(found, TEXT, ranges=tuple(ranges)) == (
        "“Signed 30 Apr 2025”: covered once licensed: 14 of 20 in reach on "
        "the front of 1 February 2025, 11 of 20 (12–13) on that of 22 August 2026; "
        "ranges are of 90 of 100 draws of where line and deposits may truly lie"
    )
    exact = (ranges[0], None)
    assert then_finding(found, TEXT, ranges=exact) == then_finding(found, TEXT)


def test_then_and_now_of_nothing():
    assert then_finding(then({}, {}), TEXT) == (
        "“Signed 30 Apr 2025” covers none of the deposits on either front"
    )
    with pytest.raises(ValueError, match="no front of the text's own time"):
        then_finding(then({}, {}, day=None), TEXT)


def test_nothing_of_a_sentence_is_missing():
    found = quotation(
        reach_finding(assessed(SIGNED), TEXT), latest(), TEXT, figure="reach:x"
    )
    assert not pd.isna(found)
    assert "nan" not in found


def test_a_calculation_is_quoted_with_inputs_and_sources():
    case = cap_case(yearly_revenue_usd_bn=10)
    found = calculation_quotation(case, date(2026, 8, 30), figure="cap:x")
    assert found.startswith(
        f"{case.finding} (500 / (50 % × 10) = 100; cap 500 USD bn: "
    )
    assert "Times (archived copy), 2025-02-22 and Axar.az on Axios, 2025-02-23" in found
    assert "; revenue a year 10 USD bn: a number of one's own; calculated on" in found
    assert found.endswith(
        f"; calculated on 30 August 2026; Frontlode {version('frontlode')}; "
        "figure cap:x)."
    )


def test_a_contested_input_is_quoted_with_its_other_readings():
    found = calculation_quotation(cap_case(), date(2026, 8, 30), figure="cap:x")
    assert (
        "(other sources: an amount agreed by the governments: Ekonomichna Pravda, text "
        "of evening 21 Feb, 2025-02-22); rate 50 %: "
    ) in found
    assert "amount agreed" not in calculation_quotation(
        cap_case(cap_usd_bn=400), date(2026, 8, 30), figure="cap:x"
    )


def test_a_source_by_its_publisher_and_date():
    assert source_text("S_KI_NYT_0223") == "Kyiv Independent, 2025-02"
