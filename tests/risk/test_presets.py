"""Presets as shipped, and edges as typed."""

import math

import pytest

from geo.errors import InputError, UnknownNameError
from geo.risk.presets import preset, preset_of_edges, read_presets


def test_default_edges():
    assert preset("default").edges_km == (10, 20, 30, 50, 100)


@pytest.mark.parametrize("name", ["default", "conflict_exposure", "weapons", "legal"])
def test_every_edge_has_a_reason_and_a_source(name):
    edges = read_presets()[name].edges
    assert all(
        edge.reason["en"] and edge.reason["uk"] and edge.sources for edge in edges
    )
    assert list(edges) == sorted(edges, key=lambda edge: edge.km)


def test_unknown_preset_lists_the_known():
    with pytest.raises(UnknownNameError, match="default, conflict_exposure"):
        preset("cautious")


def test_own_edges():
    own = preset_of_edges([5, 12.5])
    assert own.edges_km == (5.0, 12.5)
    assert own.id == "own"


@pytest.mark.parametrize(
    "edges",
    [[], [0], [-5, 10], [10, 10], [20, 10], [math.nan], [10, math.inf], [10, 1001]],
)
def test_edges_that_do_not_rise_are_refused(edges):
    with pytest.raises(InputError, match="rising kilometres"):
        preset_of_edges(edges)
