"""What a front would change, as a page shows it, worked out here or in a worker.

Against a front of a million vertices that takes some ten seconds and a gigabyte, which
come back only when the worker's process ends.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

import geopandas as gpd
import pandas as pd
import shapely

from geo.assessment.change import change, change_text, line_text, moved_deposits
from geo.deal.load import default_scenario
from geo.errors import InputError
from geo.fronts.front import Front
from geo.ingest.workers import (
    Limits,
    OnProgress,
    TooManyWorkers,
    TooSlow,
    Worker,
    WorkerError,
)
from geo.ledger import default_ledger
from geo.maps.change import change_layers
from geo.risk.presets import preset
from geo.text.i18n import _, language

#: A worker takes as long to start as to compare fronts of this many vertices.
_WORTH_A_PROCESS_VERTICES = 100_000

_LIMITS = Limits(seconds=60, memory_bytes=2_000_000_000)


class Step(StrEnum):
    """What a preview is at."""

    LAND = "land"
    DEPOSITS = "deposits"
    MAP = "map"


@dataclass(frozen=True, eq=False)
class Preview:
    """What a front would change against an earlier one, without their geometry.

    Attributes
    ----------
    texts : tuple of str
        How much land changes hands or differs, and how far the line, in words.
    is_movement : bool
        As `geo.assessment.change.is_movement`.
    by_oblast : DataFrame
        As `geo.assessment.change.Change` has it.
    moved : DataFrame
        As `geo.assessment.change.deposit_changes` returns it.
    layers : mapping of str to str
        As `geo.maps.change.change_layers` returns them.
    """

    texts: tuple[str, str]
    is_movement: bool
    by_oblast: pd.DataFrame
    moved: pd.DataFrame
    layers: Mapping[str, str]


def is_large(*fronts: Front) -> bool:
    """Return whether a preview would hold others up for longer than they notice."""
    shapes = [shape for front in fronts for shape in (front.zone, front.line)]
    count = int(shapely.get_num_coordinates(shapes).sum())
    return count > _WORTH_A_PROCESS_VERTICES


def preview(
    deposits: gpd.GeoDataFrame, before: Front, after: Front, *, on_progress: OnProgress
) -> Preview:
    """Return what changes from one front to another, in the default bands and text.

    Parameters
    ----------
    deposits : GeoDataFrame
        As `geo.assessment.assess.assess` takes them.
    before, after : Front
        In this order, whatever their days.
    on_progress : callable
        Called with each `Step` as it begins.
    """
    on_progress(Step.LAND)
    # A copy, so that what is made of the front goes when this is done.
    after = replace(after)
    changed = change(before, after)
    on_progress(Step.DEPOSITS)
    moved = moved_deposits(deposits, before, after)
    on_progress(Step.MAP)
    return Preview(
        texts=(change_text(changed), line_text(changed)),
        is_movement=changed.is_movement,
        by_oblast=changed.by_oblast,
        moved=moved.why,
        layers=change_layers(
            changed,
            moved.now,
            scenario=default_scenario(),
            preset=preset("default"),
        ),
    )


def preview_in_worker(
    deposits: gpd.GeoDataFrame, before: Front, after: Front, *, on_progress: OnProgress
) -> Preview:
    """Return what `preview` does, from a worker.

    Parameters
    ----------
    deposits, after, on_progress
        As for `preview`. What ``on_progress`` raises ends the worker too.
    before : Front
        One of the default ledger's, which the worker reads there.

    Raises
    ------
    InputError
        If the worker gave no answer within its limits.
    """
    question = deposits, before.id, replace(after), language.get()
    try:
        with Worker(_LIMITS) as worker:
            answer: Preview = worker.call(
                _previewed, *question, on_progress=on_progress
            )
    except WorkerError as error:
        raise InputError(_in_words(error)) from error
    return answer


def _previewed(
    deposits: gpd.GeoDataFrame,
    before_id: str,
    after: Front,
    code: str,
    *,
    on_progress: OnProgress,
) -> Preview:
    language.set(code)
    return preview(
        deposits, default_ledger().read(before_id), after, on_progress=on_progress
    )


def _in_words(error: WorkerError) -> str:
    match error:
        case TooSlow():
            return _(
                "What it would change could not be worked out within {n} seconds. "
                "Simplify the file, or take a part of it."
            ).format(n=_LIMITS.seconds)
        case TooManyWorkers():
            return _(
                "What it would change could not be worked out now, because other files "
                "are being worked on. Try again in a moment."
            )
    return _(
        "What it would change could not be worked out, most likely for want of "
        "memory. Simplify the file, or take a part of it."
    )
