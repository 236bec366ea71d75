"""The progress of work in a worker process."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from enum import StrEnum

import streamlit as st

from geo.ingest.workers import OnProgress
from geo.text.i18n import _


@contextmanager
def progress(stages: Mapping[StrEnum, str], *, first: str) -> Iterator[OnProgress]:
    """Show a bar with the words for each stage in turn, until the block ends.

    Parameters
    ----------
    stages : mapping of StrEnum to str
        By stage, in their order, what it is called; not yet translated.
    first : str
        What is shown before any has begun.
    """
    place = st.empty()
    bar = place.progress(0.0, text=first)
    order = list(stages)

    def show(stage: StrEnum) -> None:
        share = (order.index(stage) + 1) / (len(order) + 1)
        bar.progress(share, text=_(stages[stage]))

    yield show
    place.empty()
