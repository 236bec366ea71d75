"""What the server does once, before its first reader comes."""

import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import date
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
    # What is wrong is shown on the page to whoever opens it.
    with suppress(FrontlodeError):
        _first_visit()
    gc.collect()
    gc.freeze()


def _first_visit() -> None:
    """Compute what the map shows of the newest front where nothing is chosen.

    The pages' own modules are left out: Streamlit knows the folder of a component only
    if a page that runs is the first to import it.
    """
    from geo.deal.load import default_scenario
    from geo.ledger import default_ledger
    from geo.risk.presets import preset
    from geo.text.filters import Filters
    from geo.text.i18n import language
    from geo.views import shown

    front = default_ledger().latest()
    first = shown.Shown(
        front,
        default_scenario().id,
        "zone",
        preset("default").edges_km,
        Filters(),
        language.get(),
    )
    shown.heading_of(first, newest=front.as_of, today=date.today(), lasting=False)
    shown.layers_of(first, None)
    shown.nearest_first(first)
