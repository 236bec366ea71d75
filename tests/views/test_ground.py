"""A text carried out, on the pages Map, Terms and What if, and on the command line."""

import json
from dataclasses import replace

import pytest
import streamlit as st
from click.testing import CliRunner
from streamlit.testing.v1 import AppTest

from geo.cli.main import main
from geo.deal import load
from geo.deal.load import scenario_to_yaml
from geo.deal.scenario import Becomes, GroundTerm, Land
from geo.risk.distance import measure_to_front
from tests.shipped import deposits, latest

POINTS, ACCORD = "us_2025_11_20_28points", "ua_2025_02_counter"
TOTAL = len(deposits())
ASSUMED = "f “28 points Nov 2025” were carried out"


@pytest.fixture(autouse=True)
def ground_terms(tmp_path, monkeypatch):
    """The shipped texts, of which two have ground terms of the test's own."""
    monkeypatch.setenv("FRONTLODE_STORE", str(tmp_path / "store"))
    folder = tmp_path / "terms"
    folder.mkdir()
    for path in load.FOLDER.iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    donetsk = ("UA.DT",)
    vacated = (
        GroundTerm("given", "ground", Land.HELD, Becomes.OCCUPIED, donetsk),
        GroundTerm("bare", "ground", Land.HELD, Becomes.DEMILITARISED, donetsk),
    )
    strip = (
        GroundTerm(
            "strip", "", Land.ALL, Becomes.DEMILITARISED, donetsk, (5.0, 40.0), True
        ),
    )
    for scenario_id, ground in ((POINTS, vacated), (ACCORD, strip)):
        one = load.scenario(scenario_id)
        ground = tuple(replace(term, clause=one.clauses[0].id) for term in ground)
        text = scenario_to_yaml(replace(one, ground=ground))
        (folder / f"{scenario_id}.yaml").write_text(text, encoding="utf-8")
    monkeypatch.setattr(load, "FOLDER", folder)
    load.read_scenarios.cache_clear()
    st.cache_resource.clear()
    yield
    load.read_scenarios.cache_clear()
    st.cache_resource.clear()


def map_script():
    from geo.views.pages.map import map_page

    map_page()


def terms_script():
    from geo.views.pages.terms import terms_page

    terms_page()


def whatif_script():
    from geo.views.pages.whatif import whatif_page

    whatif_page()


def opened(script, **state):
    app = AppTest.from_function(script, default_timeout=120)
    for key, value in state.items():
        app.session_state[key] = value
    app.run()
    assert not app.exception
    return app


def event_rows(app):
    """All that the page says in HTML and in sentences to quote."""
    return " ".join([block.proto.body for block in app.get("html")] + quoted(app))


def quoted(app):
    return [block.value for block in app.code]


# Map --------------------------------------------------------------------------------


def test_map_offers_only_texts_with_ground_terms():
    plain = opened(map_script)
    assert "Who holds what" not in [box.label for box in plain.selectbox]
    assert "carried out" not in event_rows(plain)
    offered = opened(map_script, scenario=ACCORD)
    options = offered.selectbox(key="ground").options
    assert options == [
        "The front as it is",
        "If carried out, strip of 5 km",
        "If carried out, strip of 40 km",
    ]
    assert "were carried out" not in event_rows(offered)


def test_map_of_a_text_carried_out_says_that_it_is_no_front():
    app = opened(map_script, scenario=POINTS, ground="carried_out")
    page = event_rows(app)
    assert "A text carried out, not a front and not a forecast" in page
    assert f"Not the front: i{ASSUMED}, on the front of 22 Aug 2026." in page
    assert f'<h1 class="finding">I{ASSUMED}: 73 of {TOTAL} deposits' in page
    assert "In land that the text demilitarises" in page
    assert quoted(app)
    for sentence in quoted(app):
        assert sentence.startswith(f"I{ASSUMED}: ")
        assert sentence.count("I" + ASSUMED) == 1


def test_map_reset_goes_back_to_the_front_as_it_is():
    app = opened(map_script, scenario=POINTS, ground="carried_out")
    app.button[0].click().run()
    assert "carried out" not in event_rows(app)


def test_map_halves_a_front_and_a_text_carried_out():
    app = opened(
        map_script, scenario=POINTS, beside="front", ground_beside="carried_out"
    )
    page = event_rows(app)
    assert page.count("not a front and not a forecast") == 1
    assert f"I{ASSUMED}: 28 points Nov 2025, on 22 Aug 2026" in page
    assert '<h1 class="finding">28 points Nov 2025, on 22 Aug 2026' in page


# Terms ------------------------------------------------------------------------------


def test_terms_counts_the_front_and_the_text_carried_out():
    app = opened(terms_script, terms_view="one", terms_one=POINTS)
    page = event_rows(app)
    counts = measure_to_front(deposits(), latest())["control"].value_counts()
    for label, was, then in (
        # Donetsk has 8 free deposits; all but those at its border change sides.
        ("occupied", counts["occupied"], counts["occupied"] + 14),
        ("demilitarised, for sure", 0, 8),
    ):
        assert (
            f'data-label="">{label}</th>'
            f'<td class="number" data-label="The front as it is">{was}</td>'
            f'<td class="number" data-label="If carried out">{then}</td>' in page
        )
    sentence = next(q for q in quoted(app) if q.startswith(f"I{ASSUMED}"))
    assert f"73 of {TOTAL} deposits lie in occupied land" in sentence
    was = ", ".join(str(counts[side]) for side in ("occupied", "contested"))
    assert f"on the front as it is {was} and {counts['free']}" in sentence
    assert "of 2 the side is unknown" in sentence


def test_a_text_without_ground_terms_has_no_such_section():
    app = opened(terms_script, terms_view="one")
    assert "If it were carried out" not in [head.value for head in app.subheader]


# What if ----------------------------------------------------------------------------


def test_what_if_starts_from_a_text_carried_out():
    app = opened(whatif_script, whatif_carried_out=POINTS)
    page = event_rows(app)
    assert "“28 points Nov 2025” is carried out" in page
    assert "What if, not a forecast" in page
    assert "I" + ASSUMED not in page
    moved = opened(whatif_script, whatif_carried_out=POINTS, whatif_km=10.0)
    assert (
        "“28 points Nov 2025” is carried out; Russia advances 10 km along the whole "
        "line" in event_rows(moved)
    )


def test_what_if_is_saved_with_the_text_carried_out():
    from geo.deal.load import default_scenario, read_scenario
    from geo.deal.scenario import WhatIf
    from geo.deal.whatif import Changes, alter

    start = WhatIf(default_scenario().id, latest().as_of, carried_out=f"{ACCORD}+40km")
    one = alter(default_scenario(), Changes(), start=start)
    again = read_scenario(scenario_to_yaml(one), name="saved")
    assert again.what_if == start


# Command line -----------------------------------------------------------------------


def run(*arguments):
    return CliRunner().invoke(main, arguments)


def test_cli_assess_carried_out_as_json():
    done = run("assess", "--scenario", POINTS, "--carried-out", "--json")
    document = json.loads(done.stdout)
    front = document["meta"]["front"]
    assert front["id"] == f"2026-08-22+{POINTS}"
    assert front["assumed"] == f"i{ASSUMED}"
    assert document["meta"]["counts"]["sides"]["occupied"] == 73
    assert len(document["meta"]["demilitarised"]["yes"]) == 8
    assert {row["front_id"] for row in document["deposits"]} == {front["id"]}
    assert f"Not the front: i{ASSUMED}, on the front of 22 Aug 2026." in done.stderr


def test_cli_assess_as_it_is_assumes_nothing():
    document = json.loads(run("assess", "--json").stdout)
    assert document["meta"]["front"]["assumed"] == ""
    assert "demilitarised" not in document["meta"]


def test_cli_assess_carried_out_as_text():
    done = run("assess", "--scenario", ACCORD, "--carried-out", "40")
    words = " ".join(done.stdout.split())
    assert words.startswith(
        "If “Ukraine's counter Feb 2025” were carried out, strip of 40"
    )
    assert "In land that the text demilitarises" in words


def test_cli_map_carried_out_says_so(tmp_path):
    path = tmp_path / "map.html"
    done = run("map", "--scenario", POINTS, "--carried-out", "-o", str(path))
    assert done.exit_code == 0
    page = path.read_text(encoding="utf-8")
    assert f"<title>I{ASSUMED}: 73 of {TOTAL}" in page
    assert "In land that the text demilitarises" in page


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["--carried-out"], 1, "says of no land who would hold it"),
        (["--scenario", ACCORD, "--carried-out", "7"], 1, "5, 40; but got 7"),
        (["--scenario", ACCORD, "--carried-out", "wide"], 2, "kilometres such as 10"),
    ],
)
def test_cli_refuses_what_cannot_be_carried_out(arguments, code, message):
    done = run("assess", *arguments)
    assert done.exit_code == code
    assert message in done.stderr
