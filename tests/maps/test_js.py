"""The map's script: built from its modules, which agree with each other and are tested.

The unit tests of the modules are in ``tests/js`` and need node; the linter needs
``npm install --prefix tests/js`` once.
"""

import re
import shutil
import subprocess
from collections import Counter
from pathlib import Path

import pytest

from data import build_script
from data.build_script import IMPORT, MODULES, in_order, script, source
from geo.paths import STATIC

ROOT = Path(__file__).parents[2]
TESTS = ROOT / "tests" / "js"
NODE = shutil.which("node")
ESLINT = TESTS / "node_modules" / ".bin" / "eslint"

#: Arrays have `toSorted` from this version of node on.
LEAST_NODE = 20

NAMES = sorted(path.stem for path in MODULES.glob("*.mjs"))


def node_version():
    answer = subprocess.run([NODE, "--version"], capture_output=True, check=True)
    return int(answer.stdout.decode().removeprefix("v").split(".")[0])


def run(*command):
    return subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120
    )


def declared(module, export=""):
    """Names that a module declares for all of it, one a line; or those it exports."""
    pattern = rf"^{export}(?:const|let|function|class) (\w+)"
    return re.findall(pattern, source(module), flags=re.MULTILINE)


def test_script_is_built_from_the_modules():
    written = (STATIC / "frontlode.js").read_text("utf-8")
    assert written == script(), "run python data/build_script.py"


def test_every_module_is_in_the_script_and_short():
    assert sorted(in_order()) == NAMES
    lengths = {name: len(source(name).splitlines()) for name in NAMES}
    assert max(lengths.values()) < 200, lengths


def test_a_module_stands_after_all_that_it_imports():
    order = in_order()
    assert order[-1] == build_script.ENTRY
    for name in order:
        for _names, imported in IMPORT.findall(source(name)):
            assert order.index(imported) < order.index(name)


@pytest.mark.parametrize("name", NAMES)
def test_what_a_module_imports_is_exported_and_used(name):
    body = IMPORT.sub("", source(name))
    for names, imported in IMPORT.findall(source(name)):
        for one in names.split(", "):
            assert one in declared(imported, "export "), f"{one} of {imported}"
            assert re.search(rf"\b{one}\b", body), f"{one} is imported for nothing"


def test_no_two_modules_declare_one_name():
    """In one scope a second function of a name would silently replace the first."""
    names = [one for name in NAMES for one in declared(name, "(?:export )?")]
    assert {"decode", "STEPS_PER_DEGREE", "Deposits"} <= set(names)
    assert [name for name, count in Counter(names).items() if count > 1] == []


def test_every_export_is_used_elsewhere():
    tests = "".join(path.read_text("utf-8") for path in TESTS.glob("*.test.mjs"))
    for module in NAMES:
        others = tests + "".join(source(name) for name in NAMES if name != module)
        for name in declared(module, "export "):
            assert re.search(rf"\b{name}\b", others), f"{name} of {module}"


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('import { a as b } from "./b.mjs";', r"c\.mjs: expected 'import .*a as b"),
        ('import * as b from "./b.mjs";', r"c\.mjs: expected 'import "),
        ("export default 1;", r"c\.mjs: expected .*, got 'export default 1;'"),
        ('export { b } from "./b.mjs";', r"c\.mjs: expected "),
    ],
)
def test_another_form_of_import_is_refused(tmp_path, monkeypatch, line, message):
    monkeypatch.setattr(build_script, "MODULES", tmp_path)
    (tmp_path / "c.mjs").write_text(f"{line}\n", "utf-8")
    with pytest.raises(ValueError, match=message):
        build_script.without_imports("c")


def test_imports_in_a_circle_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(build_script, "MODULES", tmp_path)
    for name, other in (("a", "b"), ("b", "a")):
        (tmp_path / f"{name}.mjs").write_text(
            f'import {{ x }} from "./{other}.mjs";\n', "utf-8"
        )
    with pytest.raises(ValueError, match="got a → b → a: move"):
        in_order("a")


@pytest.mark.skipif(NODE is None, reason="node is not installed")
def test_unit_tests_of_the_modules_pass():
    if node_version() < LEAST_NODE:
        pytest.skip(f"the unit tests need node {LEAST_NODE} or later")
    tests = [str(path) for path in sorted(TESTS.glob("*.test.mjs"))]
    done = run(NODE, "--test", *tests)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.skipif(
    not (NODE and ESLINT.exists()),
    reason="eslint is not installed: npm install --prefix tests/js",
)
def test_modules_pass_the_linter():
    done = run(
        str(ESLINT),
        "--config",
        str(TESTS / "eslint.config.mjs"),
        "--max-warnings=0",
        "geo/maps/js",
        "tests/js",
    )
    assert done.returncode == 0, done.stdout + done.stderr
