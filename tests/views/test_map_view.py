"""What is sent to the map's component: just what its own library would send."""

import re

import pytest
import streamlit_folium

from geo.maps import MapParts
from geo.maps.canvas import js_string
from geo.views.map_view import show_map

PARTS = MapParts({"land": js_string({"zones": []}), "deposits": js_string(["{{ 1 }}"])})
RETURNED = ("last_active_drawing", "last_object_clicked_count")


@pytest.fixture
def sent(monkeypatch):
    """The arguments of each call of the component."""
    calls = []

    def component(**arguments):
        calls.append(arguments)

    monkeypatch.setattr(streamlit_folium, "_component_func", component)
    return calls


def without_spaces(value):
    return re.sub(r"\s", "", value) if isinstance(value, str) else value


def test_the_component_gets_what_its_library_would_send(sent):
    show_map(PARTS, key="a-map", height_px=400, returned=RETURNED)
    streamlit_folium.st_folium(
        PARTS.map,
        key="a-map",
        feature_group_to_add=PARTS.layers,
        returned_objects=list(RETURNED),
        render=False,
        use_container_width=True,
        height=400,
    )
    ours, theirs = (
        {name: without_spaces(value) for name, value in call.items()} for call in sent
    )
    del ours["on_change"], theirs["on_change"]
    assert ours == theirs


def test_two_maps_of_one_page_have_places_of_their_own(sent):
    for key in ("one", "other"):
        show_map(PARTS, key=key, height_px=400)
    assert sent[0]["key"] != sent[1]["key"]


def test_a_map_drawn_twice_is_the_same(sent):
    for _time in range(2):
        show_map(PARTS, key="a-map", height_px=400)
    for call in sent:
        del call["on_change"]
    assert sent[0] == sent[1]
