"""The page Money, driven without a browser; every number computed by hand."""

import re
from importlib.metadata import version

import pytest
from streamlit.testing.v1 import AppTest

from geo.deal.load import read_scenarios
from geo.views.ruled import ruled_html
from tests.deal.test_coverage import COUNTER, DRAFT_21_FEB, MARCH, SIGNED

CAP, WATERFALL, EFFECTIVE, DOBRA = range(4)

#: Of the tables on the page, the second calculator's years come after its inputs.
INPUTS = {CAP: 0, WATERFALL: 1, EFFECTIVE: 3, DOBRA: 4}


def script():
    from geo.views.pages.money import money_page

    money_page()


@pytest.fixture
def app():
    return calm(AppTest.from_function(script, default_timeout=60).run())


def calm(app):
    assert not app.exception
    return app


def put(app, key, number):
    return calm(app.number_input(key=key).set_value(float(number)).run())


def finding(app, calculator):
    """The sentence of a calculator, as it can be copied."""
    return app.code[calculator].value


def rows(app, table):
    """The cells of a table on the page, without their marks."""
    body = app.get("html")[table].proto.body
    cells = (re.findall(r"<t[hd].*?</t[hd]>", row) for row in body.split("<tr>")[2:])
    return [[re.sub(r"<.*?>", "", cell) for cell in row] for row in cells]


def test_years_to_the_cap(app):
    assert "in 909 years (500 / (50 % × 1.1) = 909; " in finding(app, CAP)
    put(app, "money_cap_revenue", 10)
    assert "in 100 years (500 / (50 % × 10) = 100; " in finding(app, CAP)
    put(app, "money_cap_rate", 0)
    assert "never fills the cap" in finding(app, CAP)


def test_the_sourced_number_brings_its_source_back(app):
    before = rows(app, INPUTS[CAP])
    assert before[2][:3] == [
        "State revenue from resources a year (2024)",
        "1.1",
        "USD bn",
    ]
    assert before[2][3].startswith("Kyiv Independent, 2025-02 kyivindependent.com")
    put(app, "money_cap_revenue", 10)
    assert rows(app, INPUTS[CAP])[2] == [
        "Revenue a year",
        "10",
        "USD bn",
        "your own number",
    ]
    assert rows(app, INPUTS[CAP])[:2] == before[:2]
    put(app, "money_cap_revenue", 1.1)
    assert rows(app, INPUTS[CAP]) == before


def test_interest_first(app):
    assert "the sum is never repaid" in finding(app, WATERFALL)
    # 4 % of 123 is 4.92, of which half of 1.1 pays 0.55: 4.37 stays unpaid.
    first = rows(app, INPUTS[WATERFALL] + 1)[0]
    assert first == ["1", "123.00", "4.92", "4.37", "0.55", "0.00"]
    put(app, "money_owed", 100)
    put(app, "money_interest", 10)
    put(app, "money_revenue", 120)
    # Half of 120 is 60. Year 1: 10 interest, 50 of 100. Year 2: 5 and 50, and of the
    # 5 that are left each gets half. From year 3 on each gets half of 60.
    assert "are repaid in year 2 (10 % of 100 = 10 a year" in finding(app, WATERFALL)
    assert rows(app, INPUTS[WATERFALL] + 1)[:3] == [
        ["1", "100.00", "10.00", "0.00", "60.00", "0.00"],
        ["2", "50.00", "5.00", "0.00", "57.50", "2.50"],
        ["3", "0.00", "0.00", "0.00", "30.00", "30.00"],
    ]
    sources = [row[3] for row in rows(app, INPUTS[WATERFALL])]
    assert [one == "your own number" for one in sources] == [
        True,
        True,
        False,
        True,
        False,
    ]


def test_the_years_shown_reach_beyond_the_end(app):
    put(app, "money_owed", 100)
    put(app, "money_revenue", 20)
    assert "repaid in year 14" in finding(app, WATERFALL)
    assert [row[0] for row in rows(app, INPUTS[WATERFALL] + 1)][-1] == "16"


def test_what_is_in_effect(app):
    assert "would get in effect 25 % of new state receipts (" in finding(app, EFFECTIVE)
    put(app, f"money_effective_{SIGNED}_free_fund_interest", 30)
    assert "in effect 15 % of new" in finding(app, EFFECTIVE)
    assert rows(app, INPUTS[EFFECTIVE])[1] == [
        "Fund interest",
        "30",
        "%",
        "your own number",
    ]


def test_the_ground_is_asked_where_rates_differ(app):
    def grounds():
        return [box for box in app.selectbox if "ground" in box.key]

    assert not grounds()
    app.selectbox(key="money_text").set_value(DRAFT_21_FEB).run()
    assert "in effect 50 % of state resource revenue" in finding(app, EFFECTIVE)
    (ground,) = grounds()
    assert ground.options == ["held by Ukraine", "once freed"]
    ground.set_value("freed").run()
    assert "in effect 66 % of resource revenue from freed" in finding(app, EFFECTIVE)
    app.selectbox(key="money_text").set_value(MARCH).run()
    assert not grounds()
    assert "in effect 50 % of resource income" in finding(calm(app), EFFECTIVE)


def test_a_text_without_an_effective_share_says_why(app):
    app.selectbox(key="money_text").set_value(COUNTER).run()
    assert "has no effective share" in calm(app).info[0].value
    assert len(app.code) == 3


@pytest.mark.parametrize("text", read_scenarios())
def test_every_text_can_be_chosen(app, text):
    app.selectbox(key="money_text").set_value(text).run()
    assert len(calm(app).info) + len(app.code) == 4


def test_both_stages_of_dobra(app):
    # 1.2 % × 50 % × 50 %, then 2.8 % of the same, then one's own 2 %.
    assert "in effect 0.3 % of Dobra's output in stage 1" in finding(app, DOBRA)
    assert "awarded on 12 Jan 2026; no source shows it signed" in finding(app, DOBRA)
    app.button_group(key="money_stage").set_value(2).run()
    assert "in effect 0.7 % of Dobra's output in stage 2" in finding(app, DOBRA)
    put(app, "money_dobra_2", 2)
    assert "in effect 0.5 % of Dobra's output" in finding(app, DOBRA)
    assert rows(app, INPUTS[DOBRA])[0][3] == "your own number"
    assert any("signed is not known" in one.value for one in app.caption)


def test_every_result_can_be_quoted_with_date_and_version(app):
    for code in app.code:
        assert re.search(
            rf"; calculated on \d+ \w+ 20\d\d; Frontlode {version('frontlode')}; "
            r"figure \w+(:\S+)+\)\.$",
            code.value,
        )


def test_no_input_is_a_price_or_a_tonnage(app):
    units = {row[2] for table in INPUTS.values() for row in rows(app, table)}
    assert units == {"USD bn", "%"}


# The table ----------------------------------------------------------------------------


def test_a_table_keeps_texts_texts_and_links_only_addresses():
    found = ruled_html(
        ("A", "B"), [("<b>", "see https://a.test/x and javascript:1")], numbers=(1,)
    )
    assert "<b>" not in found
    assert "&lt;b&gt;" in found
    assert found.count("<a ") == 1
    assert 'href="https://a.test/x"' in found
    assert '<td class="number" data-label="B">' in found


def test_a_table_has_as_many_cells_as_titles():
    with pytest.raises(ValueError, match="zip"):
        ruled_html(("A", "B"), [("a",)])
