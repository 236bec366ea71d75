"""The page What if, driven without a browser."""

import re
from datetime import date

import pytest
import yaml
from click.testing import CliRunner
from streamlit.testing.v1 import AppTest

from geo.assessment.summary import headline
from geo.cli.main import main
from geo.deal.load import read_scenarios, scenario_to_yaml
from geo.deal.scenario import WhatIf
from geo.deal.whatif import Changes, alter
from geo.ledger import default_ledger
from geo.schema import COVERING, Coverage
from geo.update.check import check_front
from geo.views import whatif_controls
from tests.deal.test_coverage import DRAFT_21_FEB, EU, SIGNED
from tests.deal.test_scenario import MINIMAL
from tests.shipped import assessed

TEXTS = read_scenarios()


@pytest.fixture(autouse=True)
def own_store(tmp_path, monkeypatch):
    monkeypatch.setenv("FRONTLODE_STORE", str(tmp_path / "store"))


@pytest.fixture
def saved(monkeypatch):
    """The files that the page offers, the newest last."""
    files = []

    def keep(text):
        files.append(scenario_to_yaml(text))
        return files[-1]

    monkeypatch.setattr(whatif_controls, "scenario_to_yaml", keep)
    return files


def script():
    from geo.views.pages.whatif import whatif_page

    whatif_page()


def opened():
    return calm(AppTest.from_function(script, default_timeout=60).run())


def calm(app):
    assert not app.exception
    return app


def html_of(app):
    return [block.proto.body for block in app.get("html")]


def counts(app):
    """The counts of `counts_of`, before and in the what-if."""
    table = next(body for body in html_of(app) if "disputed between sources" in body)
    # Below them stand the rates, where land is freed.
    rows = re.findall(r"<tr><th.*?</tr>", table)[1 : 1 + len(counts_of(SIGNED))]
    numbers = [re.findall(r"<td[^>]*>([^<]*)</td>", row) for row in rows]
    # After a count may stand its range, in brackets.
    before, after = ([int(row[i].split(" ")[0]) for row in numbers] for i in (0, 1))
    return before, after


def counts_of(scenario_id):
    one = headline(assessed(scenario_id))
    numbers = []
    for coverage in Coverage:
        sides = one.of(coverage)
        numbers.append(sides.total)
        if coverage in COVERING:
            numbers += [sides.free, sides.occupied]
    return numbers


#: Where those in reach stand in `counts_of`: in force, prospective; then occupied.
NOW_IN_REACH, LATER, LATER_IN_REACH, LATER_OCCUPIED, UNCLEAR = 1, 3, 4, 5, 8


def set_km(app, km):
    return calm(app.slider(key="whatif_km").set_value(float(km)).run())


def load(app, content, name="mine.yaml"):
    content = content.encode() if isinstance(content, str) else content
    uploader = app.file_uploader(key="whatif_file")
    return calm(uploader.upload(name, content, "application/yaml").run())


def test_where_nothing_is_changed_numbers_are_the_texts():
    app = opened()
    assert counts(app) == (counts_of(SIGNED), counts_of(SIGNED))
    assert html_of(app)[0].startswith('<h2 class="finding">Nothing is changed yet')
    assert "; scenario signed_2025_04_30; " in app.code[0].value
    assert "What if" not in app.code[0].value
    assert not app.get("download_button")
    assert "Deposits that change: 0" in [head.value for head in app.subheader]


def test_an_advance_never_raises_reach_a_retreat_never_lowers_it():
    app = opened()
    app.selectbox(key="whatif_text").set_value(DRAFT_21_FEB).run()
    found = [counts(set_km(app, km))[1] for km in (-50, -10, 0, 10, 50)]
    reach = [one[NOW_IN_REACH] + one[LATER_IN_REACH] for one in found]
    assert reach == sorted(reach, reverse=True)
    assert reach[0] > reach[2] > reach[4]
    assert counts(app)[0] == counts_of(DRAFT_21_FEB)


def test_what_moves_is_stated_in_words_and_quoted_as_a_what_if():
    app = set_km(opened(), 10)
    app.selectbox(key="whatif_oblast").set_value("UA.DT").run()
    found = "Russia advances 10 km within Donetsk"
    assert f'<h2 class="finding">{found}</h2>' in html_of(calm(app))[0]
    assert "What if, not a forecast" in html_of(app)[0]
    assert app.code[0].value.startswith(f"What if, not a forecast: {found} (")
    assert "; what-if scenario what_if_signed_2025_04_30; " in app.code[0].value
    assert "the line moved by +10 km within Donetsk: Rebuilt" in app.code[0].value
    assert app.text[0].value.endswith("km² newly occupied, 0 km² freed.")
    assert "Map of the what-if, not a forecast" in [c.value for c in app.caption]


def test_the_example_shows_the_rate_of_land_once_freed():
    app = calm(opened().button(key="example").click().run())
    before, after = counts(app)
    assert before == counts_of(DRAFT_21_FEB)
    gained = after[LATER_IN_REACH] - before[LATER_IN_REACH]
    assert gained > 0
    assert f">+{gained}</td>" in "".join(html_of(app))
    lost = before[LATER_OCCUPIED] - after[LATER_OCCUPIED]
    assert f">−{lost}</td>" in "".join(html_of(app))
    assert "8 on land once freed at US 66 % of resource revenue" in html_of(app)[0]
    assert "in reach on land once freed, at US 66 % of" in html_of(app)[1]
    assert "; of those in reach, " in app.code[0].value
    table = html_of(app)[-1]
    assert table.split("</tr>")[1].count("US 66 % of resource revenue") == 1
    assert html_of(app)[-1].count("Now: US 66 % of resource revenue from land") == 8
    assert app.number_input(key="whatif_freed").placeholder == "as the text says: 66"
    app.number_input(key="whatif_freed").set_value(80.0).run()
    assert html_of(calm(app))[-1].count("Now: US 80 % of resource revenue from") == 8
    assert app.number_input(key="whatif_us").value is None
    app.button(key="whatif_reset").click().run()
    assert counts(calm(app)) == (counts_of(SIGNED), counts_of(SIGNED))


def test_a_rate_has_its_base_or_is_none_where_not_stated():
    app = opened()
    app.number_input(key="whatif_us").set_value(30.0).run()
    now, *_rest, later = counts_of(SIGNED)[: LATER + 1]
    assert html_of(calm(app))[-1].count("(in effect 15 %)") == now + later
    assert "of interest in the fund that takes" in app.caption[0].value
    # Another text's rate is of another base, so it is not carried over.
    app.selectbox(key="whatif_text").set_value(DRAFT_21_FEB).run()
    assert calm(app).number_input(key="whatif_us").value is None
    app.selectbox(key="whatif_text").set_value(EU).run()
    assert not calm(app).number_input
    assert "states no US rate" in app.text[0].value


def test_minerals_and_existing_licences():
    app = opened()
    app.selectbox(key="whatif_minerals").set_value("picked").run()
    assert counts(calm(app))[1] == counts_of(SIGNED)
    app.multiselect(key="whatif_picked").set_value(["lithium"]).run()
    few = counts(calm(app))[1]
    assert 0 < few[LATER] < counts_of(SIGNED)[LATER]
    app.selectbox(key="whatif_minerals").set_value("all_resources").run()
    assert counts(calm(app))[1][LATER] >= few[LATER]
    app.button_group(key="whatif_existing").set_value("in").run()
    every = counts(calm(app))[1]
    assert every[0] + every[LATER] == len(assessed(SIGNED))
    assert every[UNCLEAR] == 0


def test_a_saved_file_passes_the_check_with_the_same_numbers(saved, tmp_path):
    app = set_km(opened(), -20)
    app.selectbox(key="whatif_front").set_value(default_ledger().snapshots()[-2]).run()
    app.selectbox(key="whatif_oblast").set_value("UA.DT").run()
    app.number_input(key="whatif_us").set_value(30.0).run()
    app.text_input(key="whatif_name").set_value("Thirty").run()
    numbers, sentence = counts(calm(app)), app.code[0].value
    file = tmp_path / "thirty.yaml"
    file.write_text(saved[-1], "utf-8")
    answer = CliRunner().invoke(main, ["terms", "check", str(file)])
    assert (answer.exit_code, answer.output) == (0, "thirty.yaml: nothing is wrong.\n")
    again = load(opened(), saved[-1])
    assert counts(again) == numbers
    assert again.slider(key="whatif_km").value == -20
    assert again.selectbox(key="whatif_front").value == default_ledger().snapshots()[-2]
    assert "what_if_thirty" in sentence
    assert "“What if: Thirty (file)”" in again.code[0].value
    assert "Ukraine frees 20 km within Donetsk; US rate 30 %" in again.code[0].value
    # Saved once more it still states all of it, and its move but once.
    load(again, saved[-1])
    assert counts(again) == numbers
    assert "frees" not in yaml.safe_load(saved[-1])["summary"]["en"]


def test_without_the_file_the_page_is_as_before(saved):
    set_km(opened(), -20)
    app = load(opened(), saved[-1])
    app.file_uploader(key="whatif_file").set_value(None).run()
    assert counts(calm(app)) == (counts_of(SIGNED), counts_of(SIGNED))
    assert "file" not in app.selectbox(key="whatif_text").options


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"<!DOCTYPE html><html>", "mine.yaml: line 1, column 1"),
        (b"\xff\xfe", "UTF-8"),
        (b"a: 1\n" + b"#" * 200_000, "expected at most 200,000 bytes"),
        (scenario_to_yaml(TEXTS[SIGNED])[:300].encode(), "is missing"),
        (b"a: &x [*x]", "mine.yaml"),
    ],
)
def test_a_bad_file_is_refused_in_words(content, message):
    app = load(opened(), content)
    (error,) = app.error
    assert message in error.value.replace("\\", "")
    assert counts(app) == (counts_of(SIGNED), counts_of(SIGNED))


def test_a_text_that_is_no_what_if_is_a_readers_own():
    content = scenario_to_yaml(TEXTS[DRAFT_21_FEB])
    app = load(opened(), content)
    assert not app.error
    assert counts(app) == (counts_of(DRAFT_21_FEB), counts_of(DRAFT_21_FEB))
    assert "nobody here has checked its sources" in app.text[0].value
    assert "“US draft 21 Feb 2025 (a reader's own text)”" in app.code[0].value
    assert "; scenario own_us_2025_02_21_draft; " in app.code[0].value
    assert not app.get("download_button")


def test_an_untrusted_name_stays_a_text():
    name = "<img src=x onerror=alert(1)> [a](b) $x$"
    app = load(opened(), yaml.safe_dump({**MINIMAL, "short_name": name}))
    set_km(app, -5)
    assert "<img" not in "".join(html_of(app))
    assert "&lt;img" in html_of(app)[0]


def test_a_rate_that_is_too_high_is_refused_in_words():
    app = load(opened(), yaml.safe_dump(MINIMAL))
    app.number_input(key="whatif_us").set_value(95.0).run()
    assert "from 0 to 90 percent" in calm(app).error[0].value.replace("\\", "")
    assert not app.code


def test_a_front_that_is_not_here_is_reported():
    start = WhatIf(SIGNED, date(2020, 1, 1), 10)
    app = load(opened(), scenario_to_yaml(alter(TEXTS[SIGNED], Changes(), start=start)))
    assert "no front of 1 Jan 2020 here" in app.error[0].value
    assert app.selectbox(key="whatif_front").value == default_ledger().snapshots()[-1]
    assert app.slider(key="whatif_km").value == 10


def test_a_front_with_a_line_alone_cannot_move():
    content = (
        b'{"type": "LineString", "coordinates": [[36.5, 47], [36.5, 48], [37.5, 49]]}'
    )
    check = check_front(content, name="2026-09-01.geojson", source="drawn by hand")
    default_ledger().add(
        check.front, content=content, name=check.name, channel="web", changed=""
    )
    app = opened()
    assert not app.slider
    assert "only a line, so it cannot move" in app.text[0].value
    app.number_input(key="whatif_us").set_value(30.0).run()
    assert "US rate 30 %" in calm(app).code[0].value
