"""Figures as sentences that can be copied."""

from dataclasses import replace
from datetime import date
from importlib.metadata import version

import pandas as pd

from geo.alter import Changes, alter
from geo.history import latest
from geo.matrix import matrix
from geo.money import cap_case
from geo.presets import preset
from geo.quote import (
    calculation_quotation,
    cell_finding,
    quotation,
    reach_finding,
    source_text,
)
from geo.terms import read_scenarios
from tests.fronts import front_of
from tests.shipped import assessed
from tests.test_coverage import EU, SIGNED

TEXT = read_scenarios()[SIGNED]

REACH = (
    "Of the 19 deposits that “Signed 30 Apr 2025” covers (1 sourced, 18 open: no valid "
    "licence known), 10 lie in reach, 2 are contested and 7 lie on occupied land; "
    "whether it covers 83 more is unclear"
)


def test_how_much_is_in_reach():
    assert reach_finding(assessed(SIGNED), TEXT) == REACH


def test_a_text_that_covers_nothing():
    told = reach_finding(assessed(EU), read_scenarios()[EU])
    assert told.startswith("Of the 0 deposits that “EU memorandum 2021” covers, 0 lie")


def test_sides_that_are_unknown_are_told():
    unknown = assessed(SIGNED).assign(control="unknown", in_reach="unclear")
    assert "; of 19 the side is unknown" in reach_finding(unknown, TEXT)


def test_a_quotation_holds_number_date_source_and_method():
    told = quotation(reach_finding(assessed(SIGNED), TEXT), latest(), TEXT)
    assert told.startswith(
        f"{REACH} (front as of 22 August 2026, ±5 km; scenario signed_2025_04_30; "
        "front: Rebuilt from settlements: Voronoi cells"
    )
    assert "sources of the front: Settlements: Wikidata (CC0)" in told
    assert told.endswith(f"; Frontlode {version('frontlode')}).")


def test_a_quotation_says_what_is_a_what_if_and_what_distances_count_from():
    text = alter(TEXT, Changes(us_percent=30))
    told = quotation("It moved", latest(), text, threat_edge="zone+border")
    assert "; what-if scenario what_if_signed_2025_04_30; distances to the zone" in told


def test_a_front_without_a_method():
    drawn = replace(front_of(latest().zone), method="")
    assert quotation("It moved", drawn) == (
        "It moved (front as of 1 January 2026, ±0 km; front: not told; sources of the "
        f"front: drawn by hand; Frontlode {version('frontlode')})."
    )


def test_one_cell():
    table = matrix(assessed(SIGNED), edges_km=preset("default").edges_km)
    assert cell_finding(table, TEXT, row="uranium", column=">100 km") == (
        "“Signed 30 Apr 2025” covers 2 deposits of uranium, >100 km (2 open: no valid "
        "licence known); 3 more are unclear"
    )
    assert cell_finding(table, TEXT, row="total", column="total") == (
        "“Signed 30 Apr 2025” covers 19 deposits (1 sourced, 18 open: no valid licence "
        "known); 83 more are unclear"
    )


def test_nothing_of_a_sentence_is_missing():
    told = quotation(reach_finding(assessed(SIGNED), TEXT), latest(), TEXT)
    assert not pd.isna(told)
    assert "nan" not in told


def test_a_calculation_is_quoted_with_its_inputs_and_their_sources():
    case = cap_case(yearly_revenue_usd_bn=10)
    told = calculation_quotation(case, date(2026, 8, 30))
    assert told.startswith(f"{case.finding} (500 / (50 % × 10) = 100; cap 500 USD bn: ")
    assert "Times (archived copy), 2025-02-22 and Axar.az on Axios, 2025-02-23" in told
    assert "; revenue a year 10 USD bn: a number of one's own; calculated on" in told
    assert told.endswith(
        f"; calculated on 30 August 2026; Frontlode {version('frontlode')})."
    )


def test_a_contested_input_is_quoted_with_its_other_readings():
    told = calculation_quotation(cap_case(), date(2026, 8, 30))
    assert (
        "(other sources: an amount agreed by the governments: Ekonomichna Pravda, text "
        "of evening 21 Feb, 2025-02-22); rate 50 %: "
    ) in told
    assert "amount agreed" not in calculation_quotation(
        cap_case(cap_usd_bn=400), date(2026, 8, 30)
    )


def test_a_source_by_its_publisher_and_date():
    assert source_text("S_KI_NYT_0223") == "Kyiv Independent, 2025-02"
