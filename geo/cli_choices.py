"""What the command line's verbs choose alike: deposits, front, bands and deal."""

import math
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from geo.errors import InputError
from geo.paths import DATA
from geo.terminal import day, printable, say
from geo.words import _

if TYPE_CHECKING:
    import geopandas as gpd

    from geo.front import Front
    from geo.presets import Preset
    from geo.risk import ThreatEdge
    from geo.terms import Scenario

_DATE = re.compile(r"\d{4}-\d{1,2}-\d{1,2}")


def _edges_option(
    _ctx: click.Context, _param: click.Parameter, text: str | None
) -> "Preset | None":
    from geo.presets import preset_of_edges

    if text is None:
        return None
    try:
        return preset_of_edges([float(part) for part in text.split(",")])
    except InputError as error:
        raise click.BadParameter(str(error)) from error
    except ValueError as error:
        raise click.BadParameter(
            _("Expected kilometres such as 10,20,30, but got “{text}”.").format(
                text=printable(text)
            )
        ) from error


def _uncertainty_option(
    _ctx: click.Context, _param: click.Parameter, km: float | None
) -> float | None:
    if km is not None and not 0 <= km < math.inf:
        raise click.BadParameter(
            _("Expected a finite number of kilometres from 0, but got {km}.").format(
                km=km
            )
        )
    return km


def with_choices(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options that choose what is assessed against what."""
    file = click.Path(path_type=Path)
    options = (
        click.option(
            "--deposits",
            type=file,
            metavar="FILE",
            help=_(
                "Your own deposits: GeoJSON points or polygons, or CSV with lon, lat "
                "and name.  [default: the 210 that ship]"
            ),
        ),
        click.option(
            "--front",
            metavar="FILE|DATE",
            help=_(
                "A front file, or a date for the newest shipped front on or before "
                "it.  [default: the newest]"
            ),
        ),
        click.option(
            "--preset",
            metavar="ID",
            help=_("A shipped set of band edges.  [default: default]"),
        ),
        click.option(
            "--edges",
            callback=_edges_option,
            metavar="KM,KM,…",
            help=_("Your own band edges in rising kilometres, such as 10,20,30."),
        ),
        click.option(
            "--scenario",
            metavar="ID",
            help=_(
                "A version of the deal, as `frontlode terms list` names it.  "
                "[default: the text in force]"
            ),
        ),
        click.option(
            "--threat-edge",
            type=click.Choice(["zone", "zone+border"]),
            default="zone",
            show_default=True,
            help=_("Whether the Russian and Belarusian border counts as a threat."),
        ),
        click.option(
            "--front-uncertainty",
            type=float,
            callback=_uncertainty_option,
            metavar="KM",
            help=_("How far the true line may lie from the front's.  [default: its]"),
        ),
    )
    for option in reversed(options):
        command = option(command)
    return command


class Assessment(NamedTuple):
    """An assessment and all that it was made from."""

    assessed: "gpd.GeoDataFrame"
    front: "Front"
    preset: "Preset"
    scenario: "Scenario"
    threat_edge: "ThreatEdge"


def assessment(
    *,
    deposits: Path | None,
    front: str | None,
    preset: str | None,
    edges: "Preset | None",
    scenario: str | None,
    threat_edge: "ThreatEdge",
    front_uncertainty: float | None,
) -> Assessment:
    """Assess what the options choose, and tell what is old or was repaired."""
    from geo import presets, terms
    from geo.assess import assess
    from geo.readers import read_deposits

    if preset is not None and edges:
        raise click.UsageError(_("Give either --preset or --edges, not both."))
    bands = edges or presets.preset("default" if preset is None else preset)
    text = terms.default_scenario() if scenario is None else terms.scenario(scenario)
    frame = read_deposits(deposits or DATA / "deposits.geojson")
    snapshot = front_of(front, front_uncertainty)
    tell(snapshot, [*frame.attrs["repairs"], *snapshot.repairs])
    assessed = assess(
        frame, snapshot, preset=bands, scenario=text, threat_edge=threat_edge
    )
    return Assessment(assessed, snapshot, bands, text, threat_edge)


def front_of(choice: str | None, uncertainty_km: float | None) -> "Front":
    """Return the front of a file, of a date, or the newest."""
    from geo import history
    from geo.readers import read_front

    if choice is None:
        front = history.latest()
    elif _DATE.fullmatch(choice):
        front = history.front_on(day(choice))
    elif not Path(choice).exists():
        raise InputError(
            _(
                "Expected a front file or a date such as 2026-08-22, but there is no "
                "file “{choice}”. Check its name."
            ).format(choice=choice)
        )
    else:
        front = read_front(Path(choice))
    if uncertainty_km is None:
        return front
    return replace(front, uncertainty_km=uncertainty_km)


def age_days(front: "Front") -> int:
    """Return how many days old a front is today."""
    return (date.today() - front.as_of).days


def tell(front: "Front", repairs: Iterable[str]) -> None:
    """Say what was mended in the files, and that a front is old."""
    from geo.history import STALE_AFTER_DAYS

    for repair in repairs:
        say(_("Repaired: {repair}").format(repair=repair))
    if age_days(front) > STALE_AFTER_DAYS:
        say(
            _(
                "The front of {as_of} is {days} days old; a newer one can be given "
                "with --front FILE."
            ).format(as_of=front.as_of, days=age_days(front))
        )


def guard(output: Path, choices: dict[str, Any]) -> None:
    """Refuse an output that would replace an input or a shipped file."""
    inputs = [Path(choices[key]) for key in ("deposits", "front") if choices[key]]
    same = [path for path in inputs if path.exists() and output.exists()]
    if output.resolve().is_relative_to(DATA) or any(map(output.samefile, same)):
        raise click.UsageError(
            _(
                "{output} is an input or lies among the shipped data. Give -o another "
                "name."
            ).format(output=output)
        )


def with_ending(path: Path, known: Sequence[str]) -> Path:
    """Return an output's path, or refuse one of another format as wrong usage."""
    if path.suffix.lower() not in known:
        raise click.BadParameter(
            _("Expected a file ending in {known}, but got “{path}”.").format(
                known=", ".join(known), path=path
            )
        )
    return path
