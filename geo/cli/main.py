"""The command line: the same engine as the web app, in stable words.

Data go to standard output, messages to standard error. Exit code 0 is success, 1 a bad
input with one clear message, 2 a wrong usage. A command imports what it needs when it
runs, so that help is instant and an assessment never loads the web app or the map.
"""

import errno
import io
import os
import sys
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from geo.cli.app import app_command
from geo.cli.claim import claim_command
from geo.cli.figure import about_of, group_of, headline_id, reach_of, verify_command
from geo.cli.fronts import front_group
from geo.cli.gaps import gaps_command
from geo.cli.options import (
    Assessment,
    age_days,
    assessment,
    guard,
    html_option,
    meta_of,
    with_choices,
    with_ending,
)
from geo.cli.output import (
    as_json_option,
    columns,
    print_json,
    printable,
    say,
    wrapped,
    write_counts,
)
from geo.cli.terms import terms_group
from geo.cli.timeline import timeline_command
from geo.errors import FrontlodeError
from geo.text.i18n import _, n_

if TYPE_CHECKING:
    import pandas as pd

    from geo.assessment.ranges import Ranges
    from geo.text.sentences import Heading

#: Rows that `assess` shows on a screen; the file and the JSON hold them all.
_SHOWN = 20


class _Frontlode(click.Group):
    """A group that reports our errors, and those of files, in one sentence each."""

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
      frontlode timeline -o timeline.csv
    """),
)
@click.version_option(package_name="frontlode", prog_name="frontlode")
def main() -> None:
    """Run the command line."""


def _attribute_option(
    _ctx: click.Context, _param: click.Parameter, name: str | None
) -> str | None:
    from geo.text.groups import ATTRIBUTES

    if name is not None and name not in ATTRIBUTES:
        raise click.BadParameter(
            _("Expected one of {known}, but got “{name}”.").format(
                known=", ".join(ATTRIBUTES), name=printable(name)
            )
        )
    return name


# assess ----------------------------------------------------------------------------


def _ending_option(
    _ctx: click.Context, _param: click.Parameter, path: Path | None
) -> Path | None:
    from geo.assessment.tables import ENDINGS

    return path and with_ending(path, ENDINGS)


@main.command(
    "assess",
    help=_("""Control, distance, band and terms of every deposit.

    \b
    Examples:
      frontlode assess
      frontlode assess --front 2025-02-12 --scenario us_2025_02_12_ownership
      frontlode assess --deposits mine.csv --edges 5,15,40 -o mine.xlsx
      frontlode assess --front front.geojson --front-uncertainty 1 --json
      frontlode assess --scenario us_2025_11_20_28points --carried-out
      frontlode assess --commodity lithium --commodity титан
      frontlode assess --group-by holder -o holders.csv
    """),
)
@with_choices
@click.option(
    "--group-by",
    metavar="ATTRIBUTE",
    callback=_attribute_option,
    help=_(
        "Counts with their ranges instead, by holder, oblast, commodity, "
        "commodity_group, licence_state, status or band; -o takes .csv, .parquet or "
        ".xlsx."
    ),
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    callback=_ending_option,
    metavar="FILE",
    help=_("Write .csv, .geojson, .gpkg, .parquet or .xlsx instead of a short table."),
)
@as_json_option
def assess_command(
    output: Path | None, *, group_by: str | None, as_json: bool, **choices: Any
) -> None:
    """Print or write an assessment."""
    from geo.assessment.tables import ROW_ENDINGS, write_table

    if output:
        guard(output, choices["deposits"], choices["front"])
        if group_by:
            with_ending(output, ROW_ENDINGS)
    result = assessment(**choices)
    if group_by:
        counts = _grouped(result, group_by)
        if output:
            write_counts(counts, output, sheet="Groups", about=about_of(result))
        if as_json:
            print_json(_groups_document(result, counts, group_by))
        elif not output:
            click.echo("\n".join(_groups_report(result, counts, group_by)))
        return
    if output:
        write_table(result.assessed, output, about=about_of(result))
        say(_wrote(output, len(result.assessed)))
    if as_json:
        print_json(_document(result))
    elif not output:
        click.echo("\n".join(_report(result)))


def _grouped(result: Assessment, by: str) -> "pd.DataFrame":
    """Return the counts of each group, with the id of each one's figure."""
    from geo.text.figure import ids_of
    from geo.text.groups import group_counts

    question = group_of(result, by)
    counts = group_counts(
        result.assessed,
        by,
        edges_km=result.preset.edges_km,
        ensemble=question.ensemble(result.inputs, result.scenario.id),
    )
    questions = map(question.at, counts[by])
    return counts.assign(figure_id=ids_of(questions, result.inputs))


def _groups_document(
    result: Assessment, counts: "pd.DataFrame", by: str
) -> dict[str, object]:
    """Return the counts of groups as `--json` prints them."""
    from geo.assessment.tables import records

    document = _document(result)
    return {"meta": document["meta"], "group_by": by, "groups": records(counts)}


def _groups_report(
    result: Assessment, counts: "pd.DataFrame", by: str
) -> Iterator[str]:
    """Yield the finding, what it rests on, and the counts of each group."""
    from geo.text.groups import group_texts
    from geo.text.sentences import in_brackets_text

    heading_text = _heading(result)
    yield wrapped(heading_text.finding)
    yield wrapped(printable(heading_text.line_text))
    yield ""
    texts = group_texts(counts, by, result.scenario)
    texts[_("figure")] = counts["figure_id"]
    yield from columns(list(map(str, texts)), texts.itertuples(index=False))
    yield ""
    if "occupied_low" in counts:
        yield wrapped(in_brackets_text(open_facts=False))
    if counts["deposits"].sum() > len(result.assessed):
        yield wrapped(_("A deposit of several sites stands in several groups."))


def _wrote(output: Path, count: int) -> str:
    return n_(
        "{n} deposit written to {output}.", "{n} deposits written to {output}.", count
    ).format(output=output)


def _document(result: Assessment) -> dict[str, object]:
    """Return an assessment as `--json` prints it."""
    from geo.assessment.summary import headline
    from geo.assessment.tables import records, table

    front = result.front
    meta = {
        "version": version("frontlode"),
        "front": {
            "id": front.id,
            "as_of": front.as_of,
            "age_days": age_days(front),
            **result.requested_as_of,
            "uncertainty_km": front.uncertainty_km,
            "source": front.source,
            "licence": front.licence,
            "method": front.method,
            "repairs": front.repairs,
            "assumed": front.assumed,
        },
        **meta_of(result.preset, result.scenario),
        "threat_edge": result.threat_edge,
        **result.chosen.meta,
        "counts": asdict(headline(result.assessed)),
        "figure": headline_id(result),
    }
    if ranges := _ranges(result):
        meta["ranges_90_percent"] = {
            name: one._asdict() for name, one in ranges._asdict().items()
        }
    if front.assumed:
        meta["demilitarised"] = _demilitarised(result)
    return {
        "meta": meta,
        "warnings": result.warnings,
        "deposits": records(table(result.assessed)),
    }


def _demilitarised(result: Assessment) -> dict[str, list[str]]:
    """Return the deposits in demilitarised land, for sure or perhaps."""
    from geo.deal.ground import in_demilitarised
    from geo.schema import Answer

    answers = in_demilitarised(result.assessed, result.front)
    return {
        answer.value: answers.index[answers == answer].tolist()
        for answer in (Answer.YES, Answer.UNCLEAR)
    }


def _heading(result: Assessment, *, lasting: bool = False) -> "Heading":
    """Return the finding, and the line that says what it rests on."""
    from geo.ledger import default_ledger
    from geo.text.sentences import heading

    return heading(
        result.assessed,
        result.front,
        result.scenario,
        of_all=result.chosen.of_all,
        threat_edge=result.threat_edge,
        newest=default_ledger().snapshots()[-1],
        today=date.today(),
        lasting=lasting,
        ranges=_ranges(result),
    )


def _ranges(result: Assessment) -> "Ranges | None":
    """Return the headline's counts as ranges; None where there is no side to be on."""
    return reach_of(result).ranges(result.inputs, result.scenario.id)


def _report(result: Assessment) -> Iterator[str]:
    """Yield the finding, what it rests on, and the deposits nearest to the line."""
    from geo.deal.ground import demilitarised_text
    from geo.text.labels import coverage_label, label

    heading_text = _heading(result)
    yield wrapped(printable(f"{heading_text.finding} ({headline_id(result)})"))
    yield wrapped(printable(heading_text.line_text))
    if demilitarised := demilitarised_text(result.assessed, result.front):
        yield wrapped(f"{demilitarised}.")
    if result.chosen.text:
        yield wrapped(printable(result.chosen.text))
    yield ""
    nearest = result.assessed.nsmallest(_SHOWN, "distance_km")
    yield from columns(
        [_("name"), _("commodity"), _("side"), _("km"), _("band"), _("coverage")],
        (
            [
                row["name"],
                row["primary_commodity"],
                label("control", row["control"]),
                f"{row['distance_km']:.1f} ± {row['uncertainty_km']:.0f}",
                _band(label("band", row["band"]), firm=row["firm"]),
                coverage_label(row["covered"], result.scenario),
            ]
            for row in nearest.to_dict("records")
        ),
    )
    if len(nearest) < len(result.assessed):
        yield ""
        yield _("The {shown} nearest of {count}; -o FILE or --json has all.").format(
            shown=len(nearest), count=len(result.assessed)
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
@with_choices
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    callback=html_option,
    required=True,
    metavar="FILE",
    help=_("The .html file to write."),
)
def map_command(output: Path, **choices: Any) -> None:
    """Write a map."""
    from geo.assessment.tables import replacing
    from geo.deal.ground import demilitarised_text
    from geo.maps import map_html

    guard(output, choices["deposits"], choices["front"])
    result = assessment(**choices)
    heading_text = _heading(result, lasting=True)
    demilitarised = demilitarised_text(result.assessed, result.front)
    subtitle = " · ".join(
        filter(None, (result.chosen.text, heading_text.line_text, demilitarised))
    )
    html = map_html(
        result.assessed,
        result.front,
        preset=result.preset,
        scenario=result.scenario,
        threat_edge=result.threat_edge,
        title=heading_text.finding,
        subtitle=subtitle,
        figure=headline_id(result),
    )
    with replacing(output) as part:
        part.write_text(html, encoding="utf-8")
    say(_wrote(output, len(result.assessed)))


for command in (
    app_command,
    front_group,
    terms_group,
    timeline_command,
    claim_command,
    gaps_command,
    verify_command,
):
    main.add_command(command)
