"""Who may import whom: each package only those before it."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

#: From the lowest up. A module named before its package may be used from between.
ORDER = (
    "errors",
    "paths",
    "text.i18n",
    "text.format",
    "schema",
    "geodesy",
    "fronts",
    "ingest",
    "deal.yaml_values",
    "deal.records",
    "risk",
    "deal.permits",
    "deal.scenario",
    "deal.shares",
    "deal.lists",
    "deal.minerals",
    "deal.verdicts",
    "deal.coverage",
    "deal.load",
    "text.labels",
    "deal",
    "ledger",
    "assessment",
    "text",
    "update",
    "maps",
    "cli",
    "views",
)

#: The only packages that may import a library.
HOMES = {
    "streamlit": {"views", "app"},
    "streamlit_folium": {"views", "app"},
    "starlette": {"views", "app"},
    "folium": {"maps"},
    "branca": {"maps"},
    "click": {"cli"},
}

MODULES = [*sorted((ROOT / "geo").rglob("*.py")), ROOT / "app.py"]


def dotted(path):
    """The module below ``geo`` that a file is: ``deal.coverage``, ``app``."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[1:] or parts).removesuffix(".__init__")


def imports(path):
    """Every dotted name that a file imports, wherever in the file it does."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def place(name):
    """The place in the order of a dotted name below ``geo``."""
    parts = name.split(".")
    for end in (2, 1):
        if ".".join(parts[:end]) in ORDER:
            return ORDER.index(".".join(parts[:end]))
    raise AssertionError(f"geo.{name} has no place yet: give it one in ORDER")


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(ROOT)))
def test_a_module_imports_only_those_before_it(path):
    own = dotted(path)
    used = {name[4:] for name in imports(path) if name.startswith("geo.")}
    if own == "app":
        assert {name.split(".")[0] for name in used} <= {"views", "paths", "text"}
    else:
        above = {name for name in used if place(name) > place(own)}
        assert not above, f"geo.{own} imports from above: {above}"


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(ROOT)))
def test_a_library_stays_in_its_package(path):
    own = dotted(path).split(".")[0]
    for library in {name.split(".")[0] for name in imports(path)} & HOMES.keys():
        assert own in HOMES[library], f"{library} in {path.name}"


def test_importing_the_package_imports_none_of_it():
    names = imports(ROOT / "geo" / "__init__.py")
    assert {name.split(".")[0] for name in names} == {"importlib", "typing"}


def test_the_package_has_at_most_sixteen_entries():
    entries = [*(ROOT / "geo").glob("*.py"), *(ROOT / "geo").glob("[a-z]*/")]
    assert len(entries) <= 16, sorted(one.name for one in entries)
