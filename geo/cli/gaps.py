"""The command line's `gaps`: which fact would settle what is open."""

from dataclasses import asdict
from importlib.metadata import version
from typing import Any

import click

from geo.cli.figure import gaps_of
from geo.cli.options import assessment, meta_of, with_choices
from geo.cli.output import as_json_option, columns, print_json, printable, wrapped
from geo.text.i18n import _


@click.command(
    "gaps",
    help=_("""Which missing or disputed fact moves the count in reach, and how far.

    And what widens the ranges of the headline's counts: line, places or open facts.

    \b
    Examples:
      frontlode gaps
      frontlode gaps --scenario us_2025_02_12_ownership --json
    """),
)
@with_choices
@as_json_option
def gaps_command(*, as_json: bool, **choices: Any) -> None:
    """Print the facts that would settle what is open."""
    from geo.assessment.drivers import drivers, drivers_note, drivers_table
    from geo.text.figure import figure_of
    from geo.text.gaps import effect_text, gaps

    result = assessment(**choices)
    found = gaps(result.assessed, result.scenario, result.front)
    inputs = result.inputs
    figure = figure_of(gaps_of(result), inputs)
    every = inputs.assessed(
        result.front_name,
        result.scenario.id,
        preset=result.preset,
        threat_edge=result.threat_edge,
    )
    widened = drivers(
        every,
        result.front,
        result.scenario,
        threat_edge=result.threat_edge,
        chosen=every.index.get_indexer(result.assessed.index),
    )
    if as_json:
        meta = {
            "version": version("frontlode"),
            "front": {"id": result.front.id, "as_of": result.front.as_of},
            **meta_of(result.preset, result.scenario),
            **result.chosen.meta,
            "finding": figure.finding,
            "figure": figure.id,
        }
        print_json(
            {
                "meta": meta,
                "gaps": list(map(asdict, found)),
                "drivers": [one.meta for one in widened],
            }
        )
        return
    click.echo(wrapped(printable(f"{figure.finding} ({figure.id}).")))
    for gap in found:
        click.echo("")
        click.echo(wrapped(printable(gap.question)))
        click.echo(wrapped(f"{effect_text(gap)}.", indent="  "))
        for text in gap.searched:
            click.echo(wrapped(printable(text), indent="  "))
    if widened:
        click.echo("")
        click.echo(wrapped(drivers_note()))
        click.echo("\n".join(columns(*drivers_table(widened))))
