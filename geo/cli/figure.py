"""The command line's `verify`, and the ids of what the other verbs count."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from geo.cli.files import read_front_file, require_use, with_upload_options
from geo.cli.options import deposits_of
from geo.cli.output import as_json_option, print_json, printable, wrapped
from geo.text.i18n import _

if TYPE_CHECKING:
    from geo.assessment.matrix import By
    from geo.cli.options import Assessment, Chosen
    from geo.deal.scenario import Scenario
    from geo.fronts.front import Front
    from geo.text.figure import Figure, Verification
    from geo.text.figure.questions import CellOfMatrix, Gaps, OfGroup, Reach, Sides
    from geo.text.filters import Filters

_STORE = "FRONTLODE_STORE"


def control_of_figure(result: "Assessment") -> "Sides":
    """Return the question that the headline of an assessment answers."""
    from geo.text.figure.questions import Sides

    return Sides(
        front=result.front_name,
        deposits=_deposits(result.chosen),
        threat_edge=result.threat_edge,
    ).about(_filters(result.chosen))


def headline_id(result: "Assessment") -> str:
    """Return the id of the headline of an assessment."""
    from geo.text.figure import figure_of

    return figure_of(control_of_figure(result), result.inputs).id


def about_of(result: "Assessment") -> dict[str, str]:
    """Return what a file that is made of an assessment says of itself."""
    from geo.assessment.tables import about

    origin = about(
        result.front,
        preset=result.preset,
        scenario=result.scenario,
        threat_edge=result.threat_edge,
        figure=headline_id(result),
    )
    if result.chosen.commodities:
        origin |= {"commodities": ", ".join(result.chosen.commodities)}
    return origin


def reach_of(result: "Assessment") -> "Reach":
    """Return the question what the text of an assessment has in reach."""
    question = reach_on(result.front_name, result.scenario.id, result.chosen)
    return replace(question, threat_edge=result.threat_edge)


def reach_on(front_name: str, scenario_id: str, chosen: "Chosen") -> "Reach":
    """Return the question what a text has in reach on a front, of what was chosen."""
    from geo.text.figure.questions import Reach

    return Reach(
        front=front_name, scenario=scenario_id, deposits=_deposits(chosen)
    ).about(_filters(chosen))


def group_of(result: "Assessment", by: str) -> "OfGroup":
    """Return the question about a group of an assessment, whichever it is."""
    from geo.text.figure.questions import OfGroup

    question = OfGroup(
        front=result.front_name,
        scenario=result.scenario.id,
        deposits=_deposits(result.chosen),
        threat_edge=result.threat_edge,
        by=by,
        value="",
    )
    return question.about(_filters(result.chosen)).in_bands(result.preset)


def cell_of(result: "Assessment", by: "By") -> "CellOfMatrix":
    """Return the question about the total of an assessment's matrix."""
    from geo.text.figure.questions import CellOfMatrix

    question = replace(
        CellOfMatrix.of(result.front_name, result.scenario.id),
        by=by,
        deposits=_deposits(result.chosen),
        threat_edge=result.threat_edge,
    )
    return question.about(_filters(result.chosen)).in_bands(result.preset)


def gaps_of(result: "Assessment") -> "Gaps":
    """Return the question between which counts reach lies."""
    from geo.text.figure.questions import Gaps

    return Gaps(
        front=result.front_name,
        scenario=result.scenario.id,
        deposits=_deposits(result.chosen),
        threat_edge=result.threat_edge,
    ).about(_filters(result.chosen))


class Compared(NamedTuple):
    """What changed between two fronts, and the sides of the deposits on each."""

    change: "Figure"
    before: "Figure"
    after: "Figure"


def compared(
    fronts: "Sequence[Front]", files: Sequence[bool], chosen: "Chosen"
) -> Compared:
    """Return the figures of two fronts that are compared.

    Parameters
    ----------
    fronts : sequence of Front
    files : sequence of bool
        Whether each came from a file.
    chosen : Chosen
        The deposits.
    """
    from geo.text.figure import Inputs, figure_of
    from geo.text.figure.questions import Between, Sides

    own = iter(own_names())
    names = [
        next(own) if is_own else front.id
        for front, is_own in zip(fronts, files, strict=True)
    ]
    inputs = Inputs(
        deposits=chosen.every,
        own=chosen.own,
        fronts=dict(zip(names, fronts, strict=True)),
    )
    before, after = (
        Sides(front=name, deposits=_deposits(chosen)).about(_filters(chosen))
        for name in names
    )
    change = Between(before=names[0], front=names[1])
    return Compared(*(figure_of(one, inputs) for one in (change, before, after)))


def own_names() -> tuple[str, str]:
    """Return what figures call the first and the second front of one's own."""
    from geo.text.figure import OWN

    return OWN, f"{OWN}-2"


def _deposits(chosen: "Chosen") -> str:
    from geo.text.figure import OWN

    return OWN if chosen.own else ""


def _filters(chosen: "Chosen") -> "Filters":
    from geo.text.filters import Filters

    return Filters(chosen.commodities)


@click.command(
    "verify",
    help=_("""Compute a figure again from its id, and say same or different, and why.

    The id is what a sentence of Frontlode ends with; the whole sentence will do. A
    figure that was counted on a file of your own needs that file again.

    Exit code 0 if the figure is the same, 1 if it is not, or if it is no id.

    \b
    Examples:
      frontlode verify cap:0.1.0:am8bpw9segp6330
      frontlode verify "the whole sentence, in quotes"
      frontlode verify ID --front front.geojson --deposits mine.csv --json
    """),
)
@click.argument("figure", metavar="ID", nargs=-1, required=True)
@click.option(
    "--store",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    metavar="FOLDER",
    help=_("The folder of the store of fronts.  [default: your own]"),
)
@click.option(
    "--deposits",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help=_("The deposits that it was counted on, if they are not those that ship."),
)
@click.option(
    "--front",
    "fronts",
    type=click.Path(path_type=Path),
    multiple=True,
    metavar="FILE",
    help=_("The front file that it was counted on; of two, given in their order."),
)
@click.option(
    "--text",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    metavar="FILE",
    help=_("The scenario file that a what-if started from."),
)
@with_upload_options
@as_json_option
@click.pass_context
def verify_command(
    ctx: click.Context,
    /,
    figure: tuple[str, ...],
    *,
    store: Path | None,
    deposits: Path | None,
    fronts: tuple[Path, ...],
    text: Path | None,
    as_json: bool,
    **options: Any,
) -> None:
    """Print whether a figure is the same."""
    from geo.text.figure import Inputs, verify

    require_use(options, fronts)
    if store:
        ctx.with_resource(_store_in(store))
    inputs = Inputs(
        deposits=deposits_of(deposits).deposits if deposits else None,
        fronts={
            name: read_front_file(path, **options)
            for name, path in zip(own_names(), fronts, strict=False)
        },
        text=_own_text(text) if text else None,
    )
    result = verify(" ".join(figure), inputs)
    if as_json:
        print_json(_document(result))
    else:
        for line in (result.verdict, *result.reasons, result.now.quotation):
            click.echo(wrapped(printable(line)))
    if not result.is_same:
        ctx.exit(1)


@contextmanager
def _store_in(folder: Path) -> Iterator[None]:
    """Take the fronts of a folder's store, for as long as the command runs."""
    before = os.environ.get(_STORE)
    os.environ[_STORE] = str(folder)
    try:
        yield
    finally:
        if before is None:
            del os.environ[_STORE]
        else:
            os.environ[_STORE] = before


def _own_text(path: Path) -> "Scenario":
    from geo.deal.load import read_scenario
    from geo.deal.whatif import readers_own

    return readers_own(read_scenario(path.read_bytes(), name=path.name))


def _document(result: "Verification") -> dict[str, object]:
    return {
        "id": result.id,
        "same": result.is_same,
        "same_numbers": result.same_numbers,
        "same_words": result.same_words,
        "verdict": result.verdict,
        "reasons": result.reasons,
        "changed": result.changed,
        "made_by": result.version,
        "verified_by": result.version_now,
        "now": {"id": result.now.id, "sentence": result.now.quotation},
    }
