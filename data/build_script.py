"""Rebuild ``geo/maps/static/frontlode.js``, byte for byte, from ``geo/maps/js``.

Run ``python data/build_script.py`` after a module in ``geo/maps/js`` changed. A page
opened from disk, or put together by folium, cannot load modules: the browser gets them
as one script. Each stands after those that it imports, in one scope.
"""

import re

from geo.paths import STATIC

MODULES = STATIC.parent / "js"

#: The module that defines ``window.frontlode``.
ENTRY = "frontlode"

#: The one form of an import: its names keep their names, and so do all in one scope.
IMPORT = re.compile(
    r'^import \{ (\w+(?:, \w+)*) \} from "\./(\w+)\.mjs";\n', re.MULTILINE
)
EXPORT = re.compile(r"^export (?=(?:const|let|function|class) \w)", re.MULTILINE)

_LEFT_OVER = re.compile(r"^(?:import|export)\b.*", re.MULTILINE)


def source(module: str) -> str:
    """Return the text of a module by its name."""
    return (MODULES / f"{module}.mjs").read_text("utf-8")


def in_order(module: str = ENTRY, *importers: str) -> list[str]:
    """Return the names of a module and of all that it imports, each after its own.

    Raises
    ------
    ValueError
        If modules import one another in a circle.
    """
    if module in importers:
        circle = " → ".join([*importers[importers.index(module) :], module])
        raise ValueError(
            f"expected imports without a circle, got {circle}: move "
            "what both need to a module of its own"
        )
    imported = [name for _names, name in IMPORT.findall(source(module))]
    earlier = [name for one in imported for name in in_order(one, *importers, module)]
    return list(dict.fromkeys([*earlier, module]))


def without_imports(module: str) -> str:
    """Return the text of a module as part of a script.

    Raises
    ------
    ValueError
        If an import or export has another form than those above.
    """
    text = EXPORT.sub("", IMPORT.sub("", source(module)))
    if other := _LEFT_OVER.search(text):
        raise ValueError(
            f"{module}.mjs: expected 'import {{ a, b }} from \"./c.mjs\";' or 'export' "
            f"before a const, let, function or class, got {other[0]!r}: write it so"
        )
    return text


def script() -> str:
    """Return all modules as one script."""
    parts = "\n".join(map(without_imports, in_order()))
    return (
        "/* Written by data/build_script.py from geo/maps/js: change it there. */\n"
        f'(function () {{\n"use strict";\n\n{parts}}})();\n'
    )


def main() -> None:
    """Write the script and say how large it is."""
    path = STATIC / f"{ENTRY}.js"
    path.write_text(script(), "utf-8")
    print(path.name, path.stat().st_size)  # noqa: T201


if __name__ == "__main__":
    main()
