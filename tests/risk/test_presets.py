"""Presets as shipped, and edges as typed."""

import math
import re

import pytest

from geo.errors import DataError, InputError, UnknownNameError
from geo.risk import presets
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


AMENDED = """\
presets:
  - id: own
    name: Own
    edges:
      - {km: 10, reason: near, sources: [me]}
      - {km: 20, reason: far, sources: [me]}
"""


@pytest.mark.parametrize(
    ("was", "now", "issue"),
    [
        ("km: 20", "km: 5", "line 4, column 5: presets[0].edges: expected rising"),
        ("km: 20", "km: 1001", "edges: expected rising kilometres between 0 and 1000"),
        ("km: 10", "km: 0", "edges: expected rising kilometres between 0 and 1000"),
        ("km: 20", "km: a", "line 6, column 10: presets[0].edges[1].km: expected a"),
        (
            "far, so",
            "far, re",
            "line 6, column 9: presets[0].edges[1]: the key sources",
        ),
        ("    name: Own\n", "", "line 2, column 5: presets[0]: the key name is"),
        ("presets:", "preset:", "line 1, column 1: preset: unknown key; expected one"),
    ],
)
def test_amended_to_no_preset_names_the_place(was, now, issue, tmp_path, monkeypatch):
    (tmp_path / "presets.yaml").write_text(AMENDED.replace(was, now))
    monkeypatch.setattr(presets, "DATA", tmp_path)
    with pytest.raises(DataError, match=re.escape(issue)) as caught:
        read_presets.__wrapped__()
    assert str(caught.value).startswith("presets.yaml: line ")


def test_a_preset_of_ones_own_may_be_amended(tmp_path, monkeypatch):
    (tmp_path / "presets.yaml").write_text(AMENDED)
    monkeypatch.setattr(presets, "DATA", tmp_path)
    assert read_presets.__wrapped__()["own"].edges_km == (10.0, 20.0)
