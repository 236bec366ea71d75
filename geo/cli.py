"""The command line: the same engine as the web app, in stable words.

Data go to standard output, messages to standard error. Exit code 0 is success, 1 a bad
input with one clear message, 2 a wrong usage. A command imports what it needs when it
runs, so that help is instant and an assessment never loads the web app or the map.
"""

import errno
import io
import math
import os
import re
import runpy
import socket
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, replace
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from geo.cli_fronts import front_group
from geo.errors import FrontlodeError, InputError
from geo.paths import APP, DATA
from geo.terminal import (
    as_json_option,
    columns,
    day,
    print_json,
    printable,
    say,
    wrapped,
)
from geo.words import _, in_language

if TYPE_CHECKING:
    import geopandas as gpd

    from geo.front import Front
    from geo.presets import Preset
    from geo.risk import ThreatEdge
    from geo.sentences import Heading
    from geo.terms import Scenario, Share

#: Rows that `assess` shows on a screen; the file and the JSON hold them all.
_SHOWN = 20

_HOST, _PORT = "127.0.0.1", 8501

_DATE = re.compile(r"\d{4}-\d{1,2}-\d{1,2}")


class _Frontlode(click.Group):
    """A group that tells our errors, and those of files, in one sentence each."""

    def main(self, *args: Any, **kwargs: Any) -> Any:
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):
                stream.reconfigure(errors="replace")
        return super().main(*args, **kwargs)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except FrontlodeError as error:
            raise click.ClickException(printable(str(error))) from error
        except OSError as error:
            if error.errno == errno.EPIPE:
                raise
            raise click.ClickException(_file_trouble(error)) from error


def _file_trouble(error: OSError) -> str:
    if error.filename is None:
        # Nothing more can be written there, so nothing is flushed there at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return _("Cannot write to standard output: {why}.").format(why=error.strerror)
    return _("Cannot open {path}: {why}.").format(
        path=printable(str(error.filename)), why=error.strerror
    )


@click.group(
    cls=_Frontlode,
    context_settings={"help_option_names": ["-h", "--help"]},
    help=_("""Ukraine's mineral deposits, the front line, and the minerals deal.

    \b
    Examples:
      frontlode app
      frontlode assess -o assessment.xlsx
      frontlode assess --front 2025-04-30 --scenario signed_2025_04_30 --json
      frontlode map -o map.html
    """),
)
@click.version_option(package_name="frontlode", prog_name="frontlode")
def main() -> None:
    """Run the command line."""


# Choices that commands share -------------------------------------------------------


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


def _choices(command: Callable[..., None]) -> Callable[..., None]:
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


class _Assessment(NamedTuple):
    """An assessment and all that it was made from."""

    assessed: "gpd.GeoDataFrame"
    front: "Front"
    preset: "Preset"
    scenario: "Scenario"
    threat_edge: "ThreatEdge"


def _assess(
    *,
    deposits: Path | None,
    front: str | None,
    preset: str | None,
    edges: "Preset | None",
    scenario: str | None,
    threat_edge: "ThreatEdge",
    front_uncertainty: float | None,
) -> _Assessment:
    """Assess what the options choose, and tell what is old or was repaired."""
    from geo import presets, terms
    from geo.assess import assess
    from geo.readers import read_deposits

    if preset is not None and edges:
        raise click.UsageError(_("Give either --preset or --edges, not both."))
    bands = edges or presets.preset("default" if preset is None else preset)
    text = terms.default_scenario() if scenario is None else terms.scenario(scenario)
    frame = read_deposits(deposits or DATA / "deposits.geojson")
    snapshot = _front(front, front_uncertainty)
    _tell(snapshot, [*frame.attrs["repairs"], *snapshot.repairs])
    assessed = assess(
        frame, snapshot, preset=bands, scenario=text, threat_edge=threat_edge
    )
    return _Assessment(assessed, snapshot, bands, text, threat_edge)


def _front(choice: str | None, uncertainty_km: float | None) -> "Front":
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


def _age_days(front: "Front") -> int:
    return (date.today() - front.as_of).days


def _tell(front: "Front", repairs: Iterable[str]) -> None:
    """Say what was mended in the files, and that a front is old."""
    from geo.history import STALE_AFTER_DAYS

    for repair in repairs:
        say(_("Repaired: {repair}").format(repair=repair))
    if _age_days(front) > STALE_AFTER_DAYS:
        say(
            _(
                "The front of {as_of} is {days} days old; a newer one can be given "
                "with --front FILE."
            ).format(as_of=front.as_of, days=_age_days(front))
        )


def _guard(output: Path, choices: dict[str, Any]) -> None:
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


def _ending_option(
    _ctx: click.Context, _param: click.Parameter, path: Path | None
) -> Path | None:
    from geo.exports import ENDINGS

    return path and _with_ending(path, ENDINGS)


def _html_option(_ctx: click.Context, _param: click.Parameter, path: Path) -> Path:
    return _with_ending(path, (".html", ".htm"))


def _with_ending(path: Path, known: Sequence[str]) -> Path:
    if path.suffix.lower() not in known:
        raise click.BadParameter(
            _("Expected a file ending in {known}, but got “{path}”.").format(
                known=", ".join(known), path=path
            )
        )
    return path


# assess ----------------------------------------------------------------------------


@main.command(
    "assess",
    help=_("""Control, distance, band and terms of every deposit.

    \b
    Examples:
      frontlode assess
      frontlode assess --front 2025-02-12 --scenario us_2025_02_12_ownership
      frontlode assess --deposits mine.csv --edges 5,15,40 -o mine.xlsx
      frontlode assess --front front.geojson --front-uncertainty 1 --json
    """),
)
@_choices
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    callback=_ending_option,
    metavar="FILE",
    help=_("Write .csv, .geojson, .gpkg, .parquet or .xlsx instead of a short table."),
)
@as_json_option
def assess_command(output: Path | None, *, as_json: bool, **choices: Any) -> None:
    """Print or write an assessment."""
    if output:
        _guard(output, choices)
    done = _assess(**choices)
    if output:
        from geo.exports import about, write_table

        origin = about(
            done.front,
            preset=done.preset,
            scenario=done.scenario,
            threat_edge=done.threat_edge,
        )
        write_table(done.assessed, output, about=origin)
        say(_wrote(output, len(done.assessed)))
    if as_json:
        print_json(_document(done))
    elif not output:
        click.echo("\n".join(_report(done)))


def _wrote(output: Path, count: int) -> str:
    return _("Deposits written to {output}: {count}.").format(
        output=output, count=count
    )


def _document(done: _Assessment) -> dict[str, object]:
    """Return an assessment as `--json` prints it."""
    from geo.exports import records
    from geo.summary import headline

    front, scenario = done.front, done.scenario
    meta = {
        "version": version("frontlode"),
        "front": {
            "id": front.id,
            "as_of": front.as_of,
            "age_days": _age_days(front),
            "uncertainty_km": front.uncertainty_km,
            "source": front.source,
            "licence": front.licence,
            "method": front.method,
            "repairs": front.repairs,
        },
        "preset": {"id": done.preset.id, "edges_km": done.preset.edges_km},
        "scenario": {
            "id": scenario.id,
            "name": in_language(scenario.name),
            "date": scenario.date,
            "status": scenario.status,
        },
        "threat_edge": done.threat_edge,
        "counts": asdict(headline(done.assessed)),
    }
    return {"meta": meta, "deposits": records(done.assessed)}


def _heading(done: _Assessment, *, lasting: bool = False) -> "Heading":
    """Return the finding, and the line that says what it rests on."""
    from geo.history import snapshots
    from geo.sentences import heading

    return heading(
        done.assessed,
        done.front,
        done.scenario,
        of_all=len(done.assessed),
        threat_edge=done.threat_edge,
        newest=snapshots()[-1],
        today=date.today(),
        lasting=lasting,
    )


def _report(done: _Assessment) -> Iterator[str]:
    """Yield the finding, what it rests on, and the deposits nearest to the line."""
    from geo.labels import label

    told = _heading(done)
    yield wrapped(told.finding)
    yield wrapped(printable(told.line_text))
    yield ""
    nearest = done.assessed.nsmallest(_SHOWN, "distance_km")
    yield from columns(
        [_("name"), _("commodity"), _("side"), _("km"), _("band"), _("covered")],
        (
            [
                row["name"],
                row["primary_commodity"],
                label("control", row["control"]),
                f"{row['distance_km']:.1f} ± {row['uncertainty_km']:.0f}",
                _band(label("band", row["band"]), firm=row["firm"]),
                label("answer", row["covered"]),
            ]
            for row in nearest.to_dict("records")
        ),
    )
    if len(nearest) < len(done.assessed):
        yield ""
        yield _("The {shown} nearest of {count}; -o FILE or --json has all.").format(
            shown=len(nearest), count=len(done.assessed)
        )


def _band(band: str, *, firm: bool) -> str:
    return band if firm else _("{band} (not firm)").format(band=band)


# map -------------------------------------------------------------------------------


@main.command(
    "map",
    help=_("""One self-contained HTML map that needs no network.

    \b
    Examples:
      frontlode map -o map.html
      frontlode map --front 2025-04-30 --preset legal -o signing.html
    """),
)
@_choices
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    callback=_html_option,
    required=True,
    metavar="FILE",
    help=_("The .html file to write."),
)
def map_command(output: Path, **choices: Any) -> None:
    """Write a map."""
    from geo.exports import replacing
    from geo.maps import map_html

    _guard(output, choices)
    done = _assess(**choices)
    told = _heading(done, lasting=True)
    html = map_html(
        done.assessed,
        done.front,
        preset=done.preset,
        scenario=done.scenario,
        threat_edge=done.threat_edge,
        title=told.finding,
        subtitle=told.line_text,
    )
    with replacing(output) as part:
        part.write_text(html, encoding="utf-8")
    say(_wrote(output, len(done.assessed)))


# terms -----------------------------------------------------------------------------


@main.group(
    "terms",
    help=_("""The versions of the minerals deal.

    \b
    Examples:
      frontlode terms list
      frontlode terms show signed_2025_04_30
    """),
)
def terms_group() -> None:
    """Show the versions of the deal."""


@terms_group.command(
    "list",
    help=_("""Every version of the deal, in order of date.

    \b
    Example:
      frontlode terms list --json
    """),
)
@as_json_option
def list_terms(*, as_json: bool) -> None:
    """Print the scenarios, one a line."""
    from geo.terms import read_scenarios

    rows = [
        {
            "id": one.id,
            "date": one.date,
            "status": one.status,
            "proposer": in_language(one.proposer),
            "name": in_language(one.name),
            "default": one.is_default,
        }
        for one in read_scenarios().values()
    ]
    if as_json:
        print_json(rows)
        return
    keys = ("id", "date", "status", "name")
    for line in columns(keys, ([row[key] for key in keys] for row in rows)):
        click.echo(line)


@terms_group.command(
    "show",
    help=_("""One version of the deal: shares, clauses and sources.

    \b
    Example:
      frontlode terms show us_2025_02_12_ownership
    """),
)
@click.argument("scenario_id", metavar="ID")
@as_json_option
def show_terms(scenario_id: str, *, as_json: bool) -> None:
    """Print a scenario."""
    from geo.terms import read_sources, scenario

    found = scenario(scenario_id)
    record = asdict(found)
    cited = dict.fromkeys(_cited(record))
    sources = [read_sources()[source] for source in cited]
    if as_json:
        print_json({**record, "sources": [asdict(source) for source in sources]})
        return
    click.echo("\n".join(_told(found)))
    click.echo("\n" + _("Sources"))
    for source in sources:
        line = f"  {source.id}  {source.publisher} {source.date}  {source.url}"
        click.echo(line.rstrip())


@terms_group.command(
    "matrix",
    help=_("""What a version covers, by mineral and distance from the front.

    \b
    Example:
      frontlode terms matrix signed_2025_04_30 --front 2025-04-30
    """),
)
@click.argument("scenario_id", metavar="ID")
@_choices
@click.option("--by-group", is_flag=True, help=_("Rows are groups of commodities."))
@as_json_option
def matrix_command(
    scenario_id: str, *, by_group: bool, as_json: bool, **choices: Any
) -> None:
    """Print the matrix of a scenario on a front."""
    from geo.matrix import matrix
    from geo.quote import quotation, reach_finding

    if choices["scenario"] not in (None, scenario_id):
        raise click.UsageError(_("Name the version once, as ID."))
    done = _assess(**{**choices, "scenario": scenario_id})
    table = matrix(
        done.assessed,
        edges_km=done.preset.edges_km,
        by="commodity_group" if by_group else "primary_commodity",
    )
    finding = reach_finding(done.assessed, done.scenario)
    told = quotation(finding, done.front, done.scenario, threat_edge=done.threat_edge)
    if as_json:
        print_json({**table.as_json(), "finding": told})
        return
    click.echo(wrapped(told) + "\n")
    counts = table.counts().reset_index()
    for line in columns(list(map(str, counts)), counts.itertuples(index=False)):
        click.echo(line)


@terms_group.command(
    "compare",
    help=_("""Two to four versions, clause by clause, or all of them on a front.

    \b
    Examples:
      frontlode terms compare us_2025_02_21_draft signed_2025_04_30
      frontlode terms compare --front 2025-04-30
    """),
)
@click.argument("scenario_ids", metavar="[ID]...", nargs=-1)
@click.option("--front", metavar="FILE|DATE", help=_("The front to count on."))
@as_json_option
def compare_command(
    scenario_ids: tuple[str, ...], *, front: str | None, as_json: bool
) -> None:
    """Print clauses side by side, or the counts of every version."""
    from geo.terms import scenario

    if not scenario_ids:
        _compare_all(front, as_json=as_json)
        return
    from geo.compare import clause_table

    rows = clause_table([scenario(scenario_id) for scenario_id in scenario_ids])
    if as_json:
        print_json([asdict(row) for row in rows])
        return
    for row in rows:
        click.echo(f"{row.kind.value}{' *' if row.differs else ''}")
        for cell in row.cells:
            texts = [in_language(clause.text) for clause in cell.clauses]
            text = " ".join(texts) or _("says nothing")
            click.echo(wrapped(f"{cell.scenario}: {text}", indent="  "))
    click.echo(_("* the versions differ"))


def _compare_all(front: str | None, *, as_json: bool) -> None:
    from geo import presets
    from geo.readers import read_deposits
    from geo.risk import measure
    from geo.summary import headlines

    deposits = read_deposits(DATA / "deposits.geojson")
    snapshot = _front(front, None)
    _tell(snapshot, snapshot.repairs)
    bands = presets.preset("default")
    told = headlines(deposits, measure(deposits, snapshot), snapshot, preset=bands)
    rows = [
        {
            "id": scenario_id,
            "covered": counts.covered,
            "in_reach": counts.covered_in_reach,
            "contested": counts.covered_contested,
            "occupied": counts.covered_occupied,
            "unclear": counts.unclear,
        }
        for scenario_id, counts in told.items()
    ]
    if as_json:
        meta = {"id": snapshot.id, "as_of": snapshot.as_of}
        print_json({"front": meta, "deposits": len(deposits), "scenarios": rows})
        return
    for line in columns(list(rows[0]), (list(row.values()) for row in rows)):
        click.echo(line)


@terms_group.command(
    "check",
    help=_("""All that is wrong with a scenario file, by line and column.

    Exit code 0 if nothing is, 1 if something is.

    \b
    Example:
      frontlode terms check my_scenario.yaml
    """),
)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@as_json_option
@click.pass_context
def check_terms(ctx: click.Context, /, file: Path, *, as_json: bool) -> None:
    """Print the faults of a scenario file."""
    from geo.terms import check_scenario

    faults = check_scenario(file.read_bytes())
    if as_json:
        print_json([asdict(fault) for fault in faults])
    else:
        for fault in faults:
            click.echo(printable(str(fault)))
        if not faults:
            say(_("{file}: nothing is wrong.").format(file=file.name))
    if faults:
        ctx.exit(1)


def _cited(record: object) -> Iterator[str]:
    """Yield the ids of the sources that a record and its parts cite."""
    if isinstance(record, dict):
        for key, value in record.items():
            yield from value if key.endswith("sources") else _cited(value)
    elif isinstance(record, list | tuple):
        for value in record:
            yield from _cited(value)


def _told(scenario: "Scenario") -> Iterator[str]:
    """Yield a scenario in lines of plain words."""
    yield in_language(scenario.name)
    yield "  ".join(
        [scenario.id, f"{scenario.date}", in_language(scenario.status_text)]
    )
    yield wrapped(in_language(scenario.summary))
    yield ""
    yield _("Shares")
    yield from map(_share_line, scenario.shares)
    if not scenario.shares:
        yield "  " + _("not stated")
    yield ""
    yield _("Clauses")
    for clause in scenario.clauses:
        cited = ", ".join(clause.sources)
        text = f"{in_language(clause.title)}: {in_language(clause.text)} [{cited}]"
        yield wrapped(text, indent="  ")


def _share_line(share: "Share") -> str:
    parties = {
        _("United States"): share.us_percent,
        _("Ukraine"): share.ukraine_percent,
        _("others"): share.other_percent,
        _("fund"): share.fund_percent,
    }
    parts = [f"{party} {figure.value} %" for party, figure in parties.items() if figure]
    text = f"{', '.join(parts) or _('not stated')}: {in_language(share.of)}"
    return wrapped(text, indent="  ")


# app -------------------------------------------------------------------------------


@main.command(
    "app",
    help=_("""The web app, on this machine only.

    \b
    Examples:
      frontlode app
      frontlode app --port 8600
    """),
)
@click.option("--port", type=click.IntRange(1, 65535), default=_PORT, show_default=True)
def app_command(port: int) -> None:
    """Serve the web app until it is stopped."""
    _require_free(port)
    click.echo(
        _("Frontlode is at {url} (stop it with Ctrl+C).").format(
            url=f"http://{_HOST}:{port}"
        )
    )
    # A newcomer at a terminal gets a page opened; a service does not.
    headless = "false" if sys.stdout.isatty() else "true"
    options = {
        "server.address": _HOST,
        "server.port": port,
        "server.headless": headless,
        "server.showEmailPrompt": "false",
        "browser.gatherUsageStats": "false",
        "logger.hideWelcomeMessage": "true",
    }
    flags = [f"--{name}={value}" for name, value in options.items()]
    sys.argv = ["streamlit", "run", str(APP), *flags]
    runpy.run_module("streamlit", run_name="__main__", alter_sys=True)


def _require_free(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((_HOST, port))
        except OSError as error:
            raise InputError(
                _("Cannot use port {port}: {why}. Choose another with --port.").format(
                    port=port, why=error.strerror
                )
            ) from error


main.add_command(front_group)
