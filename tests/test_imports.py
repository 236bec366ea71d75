"""Who may import whom: each module of the house only those before it."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

#: The floors of the house, from the ground up; modules of one floor are strangers,
#: save those of one package.
FLOORS = (
    "errors",
    "paths",
    "process",
    "words",
    "crs",
    "schema",
    "permits",
    "ukraine",
    "nearest",
    "front",
    "settlements",
    "uncertainty",
    "calibration",
    "presets",
    "readers",
    "plain",
    "records",
    "terms",
    "labels",
    "money",
    "coverage",
    "alter",
    "reasons",
    "risk",
    "ensemble",
    "ranges",
    "whatif",
    "ground",
    "estimates",
    "matrix",
    "compare",
    "history",
    "assess",
    "summary",
    "overtime",
    "claim",
    "filters",
    "sentences",
    "groups",
    "drivers",
    "gaps",
    "facts",
    "quote",
    "change",
    "oddities",
    "outcome",
    "figure",
    "check",
    "apart bulk",
    "exports",
    "maps",
    "preview",
    "terminal",
    "cli_files",
    "cli_choices",
    "cli_figure",
    "cli_claim cli_fronts cli_gaps cli_terms cli_timeline",
    "views cli",
)

#: The only rooms in which a library may be heard of.
HOMES = {
    "streamlit": {"views", "app"},
    "streamlit_folium": {"views", "app"},
    "folium": {"maps"},
    "branca": {"maps"},
    "click": {
        "terminal",
        "cli_files",
        "cli_choices",
        "cli_claim",
        "cli_figure",
        "cli_fronts",
        "cli_gaps",
        "cli_terms",
        "cli_timeline",
        "cli",
    },
}

MODULES = [*sorted((ROOT / "geo").rglob("*.py")), ROOT / "app.py"]


def room(path):
    """The module, or the package below ``geo``, that a file belongs to."""
    return path.relative_to(ROOT).with_suffix("").parts[:2][-1]


def imports(path):
    """Every dotted name that a file imports, wherever in the file it does."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def floor(name):
    floors = [i for i, rooms in enumerate(FLOORS) if name in rooms.split()]
    assert floors, f"geo.{name} has no floor yet: give it one in FLOORS"
    return floors[0]


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(ROOT)))
def test_a_module_imports_only_those_before_it(path):
    own = room(path)
    used = {name.split(".")[1] for name in imports(path) if name.startswith("geo.")}
    if own == "__init__":
        assert not used
    elif own == "app":
        assert used <= {"views", "paths", "words"}
    else:
        above = {name for name in used - {own} if floor(name) >= floor(own)}
        assert not above, f"geo.{own} imports from above: {above}"


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(ROOT)))
def test_a_library_stays_in_its_room(path):
    for library in {name.split(".")[0] for name in imports(path)} & HOMES.keys():
        assert room(path) in HOMES[library], f"{library} in {path.name}"


def test_importing_the_package_imports_nothing():
    assert list(imports(ROOT / "geo" / "__init__.py")) == []
