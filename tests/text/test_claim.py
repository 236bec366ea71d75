"""The claim, tested: where deposits lie by mineral and front, and the sentences."""

import datetime as dt
import json
import re

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner
from streamlit.testing.v1 import AppTest

from geo.assessment.ranges import Range
from geo.cli.main import main
from geo.deal.lists import read_sources
from geo.text.claim import (
    PLACES,
    Claim,
    ClaimRanges,
    Mineral,
    claim_counts,
    claim_finding,
    claim_ranges,
    meant_count,
    on_front,
    read_claim,
)
from tests.shipped import deposits, measure_all

CLAIM = Claim(
    "Many are near.",
    dt.date(2025, 2, 15),
    ("S",),
    (
        Mineral("all", {"en": "all"}, ()),
        Mineral("titanium", {"en": "titanium"}, ("titanium", "ilmenite")),
    ),
)
FIRST, SECOND = dt.date(2025, 1, 1), dt.date(2025, 2, 1)


@pytest.fixture(autouse=True)
def own_store(tmp_path, monkeypatch):
    monkeypatch.setenv("FRONTLODE_STORE", str(tmp_path / "store"))


def measured(*days):
    """The side and distance of the same deposits on these days, one list each."""
    blocks = [
        pd.DataFrame(
            {
                "snapshot": f"{day}",
                "as_of": pd.Timestamp(day),
                "deposit": [f"d{i}" for i in range(len(places))],
                "control": [side for side, _km in places],
                "distance_km": [km for _side, km in places],
            }
        )
        for day, places in days
    ]
    return pd.concat(blocks, ignore_index=True)


def frame(*commodities):
    index = [f"d{i}" for i in range(len(commodities))]
    return pd.DataFrame(
        {"commodities": list(commodities), "commodity_group": ""}, index=index
    )


GOLD, TITANIUM, ILMENITE = ("gold",), ("zirconium", "titanium"), ("ilmenite",)
SIDES = [
    ("occupied", 40.0),
    ("contested", 1.0),
    ("free", 30.0),
    ("free", 30.1),
    ("unknown", 5.0),
]


def counts():
    rows = frame(GOLD, TITANIUM, ILMENITE, GOLD, GOLD)
    later = [("occupied", 1.0)] * 2 + SIDES[2:]
    return claim_counts(rows, measured((FIRST, SIDES), (SECOND, later)), CLAIM)


def test_each_deposit_is_counted_in_one_place():
    table = counts()
    assert table["as_of"].tolist() == [FIRST, FIRST, SECOND, SECOND]
    assert table["mineral"].tolist() == ["all", "titanium"] * 2
    # The edge of 30 km belongs to what is near.
    assert table.loc[0, list(PLACES)].tolist() == [1, 1, 1, 1, 1]
    assert table.loc[1, list(PLACES)].tolist() == [0, 1, 1, 0, 0]
    assert table.loc[2, list(PLACES)].tolist() == [2, 0, 1, 1, 1]
    assert (table[list(PLACES)].sum(axis="columns") == table["deposits"]).all()


def test_the_claim_means_occupied_unsure_and_near():
    assert meant_count(counts().loc[0]) == 3


@pytest.mark.parametrize(
    ("day", "front"), [(dt.date(2025, 1, 31), FIRST), (SECOND, SECOND)]
)
def test_a_day_takes_the_newest_front_before_it(day, front):
    assert set(on_front(counts(), day)["as_of"]) == {front}


def test_the_finding_names_all_places_and_minerals():
    assert claim_finding(on_front(counts(), FIRST), CLAIM) == (
        "On the front of 1 Jan 2025 the sentence holds for 3 of 5 deposits in this "
        "sample, the greater part (60 %): 1 occupied, 1 too near to the line to tell "
        "and 1 more within 30 km; by mineral: titanium 2 of 2; of 1 the side is unknown"
    )


def test_the_counts_of_a_mineral_have_their_joint_ranges():
    sides = [("occupied", 40.0), ("contested", 1.0), ("free", 31.0)]
    rows = frame(GOLD, TITANIUM, ILMENITE)
    on = measured((FIRST, sides)).set_index("deposit")
    # On half of the draws the second is occupied, and only then the third is near.
    half = np.arange(100) % 2 == 0
    km = np.column_stack(
        [np.full(100, -40.0), np.where(half, -1, 1), np.where(half, 29, 31)]
    )
    found = claim_ranges(rows, on, km, CLAIM)
    assert found["all"] == ClaimRanges(Range(1, 2), Range(1, 1), Range(2, 3))
    assert found["titanium"] == ClaimRanges(Range(0, 1), Range(1, 1), Range(1, 2))


def test_the_finding_has_ranges_where_they_say_more():
    one = Range(1, 1)
    ranges = {
        "all": ClaimRanges(Range(1, 2), one, Range(2, 3)),
        "titanium": ClaimRanges(one, one, Range(2, 2)),
    }
    assert claim_finding(on_front(counts(), FIRST), CLAIM, ranges) == (
        "On the front of 1 Jan 2025 the sentence holds for 3 (2–3) of 5 deposits in "
        "this sample, the greater part (60 %): 1 (1–2) occupied, 1 too near to the "
        "line to tell and 1 more within 30 km; by mineral: titanium 2 of 2; of 1 the "
        "side is unknown; ranges are of 90 of 100 draws of where line and deposits may "
        "truly lie"
    )


@pytest.mark.parametrize(
    ("sides", "part"),
    [
        (["occupied", "free", "free"], "the smaller part (33 %)"),
        (["occupied", "free"], "half of them"),
        (["occupied", "occupied", "free"], "the greater part (67 %)"),
        (["occupied"], "1 of 1 deposit in this sample, all of them"),
        (["free"], "none of them"),
    ],
)
def test_many_is_stated_as_a_part(sides, part):
    rows = frame(*[GOLD] * len(sides))
    table = claim_counts(
        rows, measured((FIRST, [(side, 90.0) for side in sides])), CLAIM
    )
    finding = claim_finding(table, CLAIM)
    assert part in finding
    assert "unknown" not in finding


# What ships -------------------------------------------------------------------------


def test_the_shipped_claim_is_that_of_the_article():
    claim = read_claim()
    assert claim.text.endswith("near the front line in eastern Ukraine.")
    assert claim.date == dt.date(2025, 2, 15)
    assert set(claim.sources) <= set(read_sources())
    held = {c for row in deposits()["commodities"] for c in row}
    for mineral in claim.minerals:
        assert set(mineral.commodities) <= held
    assert [m.id for m in claim.minerals if not m.commodities] == ["all"]


def shipped_counts():
    return claim_counts(deposits(), measure_all(deposits()), read_claim())


def test_the_shipped_sample_on_the_front_of_12_february_2025():
    rows = on_front(shipped_counts(), dt.date(2025, 2, 15)).set_index("mineral")
    assert set(rows["as_of"]) == {dt.date(2025, 2, 12)}
    # The four lithium deposits, by name: Kruta Balka occupied, Shevchenkivske 7 km from
    # the line, Polokhivske and Dobra far from it.
    assert rows.loc["lithium", list(PLACES)].tolist() == [1, 0, 1, 2, 0]
    assert rows.loc["all", "deposits"] == len(deposits())


# Page and command line --------------------------------------------------------------


def script():
    from geo.views.pages.claim import claim_page

    claim_page()


def test_the_page_tests_the_claim_on_its_day_and_now():
    app = AppTest.from_function(script, default_timeout=120).run()
    assert not app.exception
    quoted = [block.value for block in app.code]
    assert [text[:30] for text in quoted] == [
        "On the front of 12 Feb 2025 th",
        "On the front of 22 Aug 2026 th",
    ]
    assert all("sources of the front" in text for text in quoted)
    assert any("this sample; Ukraine has thousands" in text.value for text in app.text)
    table = app.dataframe[0].value
    assert len(table) == 5 * 29
    chosen = app.selectbox(key="claim_front").set_value(dt.date(2024, 7, 8)).run()
    page = " ".join(block.proto.body for block in chosen.get("html"))
    rows = on_front(shipped_counts(), dt.date(2024, 7, 8))
    everything = rows[rows["mineral"] == "all"].iloc[0]
    assert re.search(
        rf'data-label="Occupied or near">{meant_count(everything)} \(\d+–\d+\) of '
        rf"{len(deposits())}<",
        page,
    )


def test_cli_claim_says_both_days_and_json_has_every_front():
    done = CliRunner().invoke(main, ["claim"])
    words = " ".join(done.stdout.split())
    assert "On the front of 12 Feb 2025 the sentence holds for" in words
    assert "On the front of 22 Aug 2026 the sentence holds for" in words
    assert (
        "mineral deposits occupied too near to tell within 30 km farther side unknown "
        "occupied or near"
    ) in words
    assert "rare earths" in words
    assert "rare_earths" not in words
    document = json.loads(CliRunner().invoke(main, ["claim", "--json"]).stdout)
    assert document["meta"]["sample"] == len(deposits())
    assert len(document["counts"]) == 5 * 29
    assert document["counts"][0]["as_of"] == "2024-07-08"
