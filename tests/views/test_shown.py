"""What readers of the map share: the same for the same choice, never out of date."""

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from geo.deal.load import default_scenario
from geo.ledger import default_ledger
from geo.risk.presets import preset
from geo.text.filters import Filters
from geo.text.groups import group_counts
from geo.views import shown
from geo.views.server import start


def shown_on(front, *, filters=None, edges_km=None):
    return shown.Shown(
        front,
        default_scenario().id,
        "zone",
        edges_km or preset("default").edges_km,
        filters or Filters(),
        "en",
    )


def heading_on(asked):
    day = date(2026, 11, 24)
    return shown.heading_of(asked, newest=day, today=day, lasting=False)


def test_two_readers_of_one_choice_share_what_is_computed():
    assert shown.layers_of(
        shown_on(default_ledger().latest()), None
    ) is shown.layers_of(shown_on(default_ledger().latest()), None)


@pytest.mark.parametrize("get", [heading_on, lambda a: shown.layers_of(a, None)])
def test_a_front_accepted_anew_is_reported_by_its_new_source(get):
    front = replace(default_ledger().latest(), method="", source="An earlier source")
    anew = replace(front, source="A later source")
    texts = [str(get(shown_on(one))) for one in (front, anew)]
    assert "arlier source" in texts[0]
    assert "ater source" in texts[1]
    assert "arlier source" not in texts[1]


def test_filters_and_bands_are_parts_of_a_choice():
    front = default_ledger().latest()
    lithium = shown_on(front, filters=Filters(("lithium",)))
    wide = shown_on(front, edges_km=(500.0,))
    assert 0 < len(shown.rows_of(lithium)) < len(shown.rows_of(shown_on(front)))
    assert set(shown.rows_of(wide)["band"]) & {"0–500 km"}


def test_the_table_has_the_nearest_deposit_first():
    asked = shown_on(default_ledger().latest())
    assert list(shown.nearest_first(asked).index) == list(
        shown.rows_of(asked).sort_values("distance_km").index
    )


def test_the_server_gets_ready_for_what_a_first_visit_shows(monkeypatch):
    frozen = []
    monkeypatch.setattr(start.gc, "freeze", lambda: frozen.append(True))
    shown.layers_of.cache_clear()
    start.get_ready()
    computed = shown.layers_of.cache_info()
    shown.layers_of(shown_on(default_ledger().latest()), None)
    assert shown.layers_of.cache_info().hits == computed.hits + 1
    assert frozen == [True]


def test_kept_counts_by_group_are_those_of_the_rows_shown():
    asked = shown_on(default_ledger().latest(), filters=Filters(("lithium",)))
    kept = shown.groups_of(asked, "oblast")
    rows = shown.rows_of(asked)
    anew = group_counts(
        rows, "oblast", edges_km=asked.edges_km, ensemble=shown.ensemble_of(asked)
    )
    pd.testing.assert_frame_equal(kept, anew)
    assert kept["deposits"].sum() == len(rows)
