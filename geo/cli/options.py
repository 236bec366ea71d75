"""What the command line's verbs choose alike: deposits, front, bands and deal."""

import difflib
import math
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypedDict

import click

from geo.cli.files import read_front_file, require_use, with_upload_options
from geo.cli.output import day, printable, say
from geo.errors import InputError
from geo.paths import DATA
from geo.text.i18n import _, in_language, n_

if TYPE_CHECKING:
    import geopandas as gpd

    from geo.deal.ground import Option
    from geo.deal.scenario import Scenario
    from geo.fronts.front import Front
    from geo.risk.presets import Preset
    from geo.schema import ThreatEdge
    from geo.text.figure import Inputs

_DATE = re.compile(r"\d{4}-\d{1,2}-\d{1,2}")
_ID = re.compile(r"\d{4}-\d{2}-\d{2}-[0-9a-f]{8}")


def _edges_option(
    _ctx: click.Context, _param: click.Parameter, text: str | None
) -> "Preset | None":
    from geo.risk.presets import preset_of_edges

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


#: Names that an error offers in place of one that is not known.
_OFFERED = 5


def with_commodity(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the option that chooses deposits by what they hold."""
    return click.option(
        "--commodity",
        "commodities",
        multiple=True,
        metavar="NAME",
        help=_(
            "Only deposits that hold it, first or not; in English or Ukrainian, and "
            "given several times for any of several."
        ),
    )(command)


def with_texts_and_bands(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options that choose deposits, bands and deal."""
    options = (
        click.option(
            "--deposits",
            type=click.Path(path_type=Path),
            metavar="FILE",
            help=_(
                "Your own deposits: points or polygons in any format that is read, or "
                "CSV with lon, lat and name.  [default: the 211 that ship]"
            ),
        ),
        with_commodity,
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
    )
    for option in reversed(options):
        command = option(command)
    return command


def with_choices(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options that choose what is assessed against what."""
    options = (
        click.option(
            "--front",
            metavar="FILE|DATE|ID",
            help=_(
                "A front file of any format that `frontlode front check` accepts, a "
                "date for the newest front on or before it, or a snapshot's id.  "
                "[default: the newest]"
            ),
        ),
        with_texts_and_bands,
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
        with_carried_out,
        with_upload_options,
    )
    for option in reversed(options):
        command = option(command)
    return command


def with_carried_out(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the option to carry the version of the deal out on the front."""
    return click.option(
        "--carried-out",
        is_flag=False,
        flag_value="",
        callback=_carried_out_option,
        metavar="[KM|options]",
        help=_(
            "Count on the front as it would be if the version were carried out: as it "
            "stands, with the strip of this width in kilometres, or with all options."
        ),
    )(command)


def _carried_out_option(
    _ctx: click.Context, _param: click.Parameter, text: str | None
) -> "Option | None":
    from geo.deal.ground import Option

    if text is None:
        return None
    if text in ("", "options"):
        return Option(optional=bool(text))
    try:
        return Option(float(text))
    except ValueError as error:
        raise click.BadParameter(
            _("Expected kilometres such as 10, or “options”, but got “{text}”.").format(
                text=printable(text)
            )
        ) from error


class Assessment(NamedTuple):
    """An assessment and all that it was made from."""

    assessed: "gpd.GeoDataFrame"
    front: "Front"
    preset: "Preset"
    scenario: "Scenario"
    threat_edge: "ThreatEdge"
    warnings: list[str]
    #: What `requested_day` returns of the front.
    requested_as_of: "RequestedDay"
    chosen: "Chosen"
    #: What figures call the front, and what they are counted on.
    front_name: str
    inputs: "Inputs"


def assessment(
    *,
    deposits: Path | None,
    commodities: Sequence[str],
    front: str | None,
    preset: str | None,
    edges: "Preset | None",
    scenario: str | None,
    threat_edge: "ThreatEdge",
    front_uncertainty: float | None,
    carried_out: "Option | None" = None,
    **options: Any,
) -> Assessment:
    """Assess what the options choose, and report what is old or was repaired."""
    from geo.assessment.assess import assess
    from geo.deal.ground import derived_id
    from geo.text.figure import Inputs, front_name

    require_use(options, [front] if is_file(front) else [])
    bands, text = preset_of(preset, edges), scenario_of(scenario)
    chosen = deposits_of(deposits, commodities)
    frame = chosen.deposits
    snapshot = front_of(front, uncertainty_km=front_uncertainty, **options)
    warn_of_age(snapshot)
    name = front_name(snapshot.id, front_uncertainty)
    fronts = {name: snapshot}
    if carried_out is not None:
        snapshot = on_ground(snapshot, text, carried_out)
        name = derived_id(name, text.id, carried_out)
        fronts[name] = snapshot
    assessed = assess(
        frame, snapshot, preset=bands, scenario=text, threat_edge=threat_edge
    )
    warnings: list[str] = frame.attrs["warnings"]
    requested = requested_day(front, snapshot)
    return Assessment(
        assessed,
        snapshot,
        bands,
        text,
        threat_edge,
        warnings,
        requested,
        chosen,
        name,
        Inputs(deposits=chosen.every, own=chosen.own, fronts=fronts),
    )


def on_ground(front: "Front", scenario: "Scenario", option: "Option") -> "Front":
    """Return a front on which a version is carried out, and say that it is none."""
    from geo.deal import ground

    derived = ground.carried_out(front, scenario, **option._asdict())
    say(f"{derived.note}.")
    return derived


def preset_of(preset: str | None, edges: "Preset | None") -> "Preset":
    """Return the band edges of a preset, or the user's own."""
    from geo.risk import presets

    if preset is not None and edges:
        raise click.UsageError(_("Give either --preset or --edges, not both."))
    return edges or presets.preset("default" if preset is None else preset)


def scenario_of(scenario: str | None) -> "Scenario":
    """Return a version of the deal, or the one in force."""
    from geo.deal import load

    return load.default_scenario() if scenario is None else load.scenario(scenario)


class Chosen(NamedTuple):
    """Deposits, the commodities that they were chosen by, and all that there are.

    ``own`` is whether they came from a file of the user's.
    """

    deposits: "gpd.GeoDataFrame"
    commodities: tuple[str, ...]
    every: "gpd.GeoDataFrame"
    own: bool

    @property
    def of_all(self) -> int:
        """How many there are."""
        return len(self.every)

    @property
    def text(self) -> str:
        """What was chosen, as a sentence; empty where nothing was."""
        from geo.text.filters import Filters, filters_text

        filters = Filters(self.commodities)
        warnings = filters_text(filters, len(self.deposits), of_all=self.of_all)
        return f"{warnings}." if warnings else ""

    @property
    def meta(self) -> dict[str, object]:
        """What was chosen, as every `--json` has it."""
        return {"commodities": self.commodities, "deposits_in_all": self.of_all}


def deposits_of(path: Path | None, commodities: Sequence[str] = ()) -> Chosen:
    """Return the deposits of a file, or those that ship; report repairs and warnings.

    Parameters
    ----------
    path : Path, optional
    commodities : sequence of str
        In any spelling, English or Ukrainian: only deposits that hold one of them.

    Raises
    ------
    InputError
        If no deposit holds one of them.
    """
    from geo.ingest import read_deposits
    from geo.ingest.shipped import shipped_deposits

    frame = read_deposits(path) if path else shipped_deposits()
    for repair in frame.attrs["repairs"]:
        say(_("Repaired: {repair}").format(repair=repair))
    for warning in frame.attrs["warnings"]:
        say(warning)
    wanted = tuple(dict.fromkeys(_held(name, frame) for name in commodities))
    if not wanted:
        return Chosen(frame, (), frame, path is not None)
    holds = [not set(wanted).isdisjoint(held) for held in frame["commodities"]]
    chosen = frame[holds]
    chosen.attrs = frame.attrs
    return Chosen(chosen, wanted, frame, path is not None)


def _held(name: str, deposits: "gpd.GeoDataFrame") -> str:
    """Return a commodity as the deposits spell it, or say which ones they hold."""
    from geo.ingest.commodities import spelling_of

    counts = deposits["commodities"].explode().dropna().value_counts()
    spelled = spelling_of(name)
    if spelled in counts.index:
        return spelled
    known = [str(held) for held in counts.index]
    near = difflib.get_close_matches(spelled, known, n=_OFFERED)
    text = _("No deposit holds “{name}”; commodities with a near name: {near}.")
    if not near:
        text = _("No deposit holds “{name}”; the commonest commodities: {near}.")
        near = known[:_OFFERED]
    raise InputError(text.format(name=name, near=", ".join(near)))


def meta_of(preset: "Preset", scenario: "Scenario") -> dict[str, object]:
    """Return the bands and the version of the deal as every `--json` has them."""
    return {
        "preset": {"id": preset.id, "edges_km": preset.edges_km},
        "scenario": {
            "id": scenario.id,
            "name": in_language(scenario.name),
            "date": scenario.date,
            "status": scenario.status,
        },
    }


def front_of(
    choice: str | None, *, uncertainty_km: float | None = None, **options: Any
) -> "Front":
    """Return the front of a file, of a date, of a snapshot's id, or the newest.

    Of a file, what was repaired, found unusual or merely supposed is reported.

    Raises
    ------
    InputError
        If there is no such file, or it cannot be taken as it is.
    UnknownNameError, StoreError
        If the ledger has no such front, or cannot read it.
    """
    if choice is not None and is_file(choice):
        return read_front_file(Path(choice), uncertainty_km=uncertainty_km, **options)
    front = _of_ledger(choice)
    return (
        front
        if uncertainty_km is None
        else replace(front, uncertainty_km=uncertainty_km, rebuilt=False)
    )


def is_file(front: str | None) -> bool:
    """Return whether a choice of a front is a file (or folder), and no date."""
    return bool(
        front is not None and not _DATE.fullmatch(front) and Path(front).exists()
    )


def _of_ledger(choice: str | None) -> "Front":
    from geo.ledger import default_ledger

    if choice is not None and _ID.fullmatch(choice):
        return default_ledger().read(choice)
    if choice is not None and not _DATE.fullmatch(choice):
        raise InputError(
            _(
                "Expected a front file, a date such as 2026-08-22 or the id of a "
                "snapshot, but there is no file “{choice}”. Check its name."
            ).format(choice=choice)
        )
    front = (
        default_ledger().latest()
        if choice is None
        else default_ledger().front_on(day(choice))
    )
    warn_of_store_problem()
    _note_earlier_front(front, **requested_day(choice, front))
    return front


class RequestedDay(TypedDict):
    """The day for which a front was asked, and how many days earlier that one is."""

    requested_as_of: date | None
    days_earlier: int


def requested_day(choice: str | None, front: "Front") -> RequestedDay:
    """Return which day a choice names, None where none, and how far the front is."""
    if choice is None or not _DATE.fullmatch(choice):
        return {"requested_as_of": None, "days_earlier": 0}
    requested = day(choice)
    return {
        "requested_as_of": requested,
        "days_earlier": (requested - front.as_of).days,
    }


def _note_earlier_front(
    front: "Front", requested_as_of: date | None, days_earlier: int
) -> None:
    """Say that the front is of an earlier day than the one that was asked for."""
    from geo.text.format import day_text

    if requested_as_of is None or not days_earlier:
        return
    earlier = n_("{n} day earlier", "{n} days earlier", days_earlier)
    say(
        _(
            "There is no front of {requested}: that of {day} is taken, {earlier}."
        ).format(
            requested=day_text(requested_as_of),
            day=day_text(front.as_of),
            earlier=earlier,
        )
    )


def warn_of_store_problem() -> None:
    """Say what cannot be read of the ledger, if anything."""
    from geo.ledger import default_ledger

    if problem := default_ledger().problem():
        say(problem)


def age_days(front: "Front") -> int:
    """Return how many days old a front is today."""
    return (date.today() - front.as_of).days


def warn_of_age(front: "Front") -> None:
    """Say that a front is old, if it is."""
    from geo.ledger import STALE_AFTER_DAYS

    if age_days(front) > STALE_AFTER_DAYS:
        say(
            n_(
                "The front of {as_of} is {n} day old; a newer one can be given with "
                "--front FILE.",
                "The front of {as_of} is {n} days old; a newer one can be given with "
                "--front FILE.",
                age_days(front),
            ).format(as_of=front.as_of)
        )


def guard(output: Path, *inputs: Path | str | None) -> None:
    """Refuse an output that would replace an input or a shipped file."""
    paths = [Path(given) for given in inputs if given]
    same = [path for path in paths if path.exists() and output.exists()]
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


def with_rows_file(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the option to write its table to a file."""
    return click.option(
        "-o",
        "--output",
        type=click.Path(path_type=Path),
        callback=_rows_option,
        metavar="FILE",
        help=_("Write .csv, .parquet or .xlsx instead of a table on the screen."),
    )(command)


def _rows_option(
    _ctx: click.Context, _param: click.Parameter, path: Path | None
) -> Path | None:
    from geo.assessment.tables import ROW_ENDINGS

    return path and with_ending(path, ROW_ENDINGS)


def html_option(
    _ctx: click.Context, _param: click.Parameter, path: Path | None
) -> Path | None:
    """Return the path of a page to write, or refuse one of another format."""
    return path and with_ending(path, (".html", ".htm"))
