"""Ukraine's mineral deposits, the front line, and the terms of the minerals deal.

What a notebook needs, loaded when it is first asked for:

>>> import geo
>>> assessed = geo.assess(geo.shipped_deposits(), front="2026-08-22")
>>> assessed.loc["kruta-balka-li", "control"]
'occupied'

The data go one way: files are read and validated (`ingest`), measured against a front
(`geodesy`, `fronts`, `risk`), joined with a scenario (`deal`) into one table
(`assessment`), put into words (`text`), and shown (`maps`, `cli`, `views`). `ledger`
keeps the fronts, `update` checks a new one.
"""

from importlib import import_module
from typing import Any

_PUBLIC = {
    "Front": "geo.fronts.front",
    "Preset": "geo.risk.presets",
    "Scenario": "geo.deal.scenario",
    "assess": "geo.assessment.notebook",
    "classify": "geo.risk.band",
    "measure": "geo.risk.distance",
    "read_deposits": "geo.ingest",
    "read_front": "geo.ingest",
    "shipped_deposits": "geo.assessment.notebook",
}

__all__ = list(_PUBLIC)


def __getattr__(name: str) -> Any:
    if name not in _PUBLIC:
        raise AttributeError(f"module 'geo' has no attribute {name!r}")
    return getattr(import_module(_PUBLIC[name]), name)


def __dir__() -> list[str]:
    return [*globals(), *_PUBLIC]
