"""Where the shipped files lie, in a checkout and in an installed wheel alike."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_INSTALLED = _PACKAGE / "_data"

DATA = _INSTALLED if _INSTALLED.is_dir() else _PACKAGE.parent / "data"
APP = (
    _PACKAGE / "_app" / "app.py" if _INSTALLED.is_dir() else _PACKAGE.parent / "app.py"
)
STATIC = _PACKAGE / "maps" / "static"
LOCALE = _PACKAGE / "locale"
