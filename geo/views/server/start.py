"""What the server does once, before its first reader comes."""

import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from threading import Thread

import streamlit as st

from geo.errors import FrontlodeError


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[None]:
    """Get ready beside the server, which answers meanwhile."""
    Thread(target=get_ready, name="get-ready", daemon=True).start()
    yield


def get_ready() -> None:
    """Load what the pages need, compute what a first visit shows, then freeze it.

    What is loaded by then stays, so that the collector need not look at it again.
    """
    # What is wrong is told on the page to whoever opens it.
    with suppress(FrontlodeError):
        _first_visit()
    gc.collect()
    gc.freeze()


def _first_visit() -> None:
    """Compute what the map shows of the newest front where nothing is chosen.

    The pages' own modules are left out: Streamlit knows the folder of a component only
    if a page that runs is the first to import it.
    """
    from geo import maps
    from geo.deal.load import default_scenario
    from geo.ledger import default_ledger
    from geo.risk.presets import preset
    from geo.views import store

    front = default_ledger().latest()
    scenario, bands = default_scenario(), preset("default")
    rows = store.assessed(front.id, scenario.id)
    store.ranges(front.id, scenario.id)
    maps.build_map(rows, front, scenario=scenario, preset=bands)
