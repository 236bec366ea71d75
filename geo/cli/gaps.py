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

    done = assessment(**choices)
    found = gaps(done.assessed, done.scenario, done.front)
    inputs = done.inputs
    figure = figure_of(gaps_of(done), inputs)
    every = inputs.assessed(
        done.front_name,
        done.scenario.id,
        preset=done.preset,
        threat_edge=done.threat_edge,
    )
    widened = drivers(
        every,
        done.front,
        done.scenario,
        threat_edge=done.threat_edge,
        chosen=every.index.get_indexer(done.assessed.index),
    )
    if as_json:
        meta = {
            "version": version("frontlode"),
            "front": {"id": done.front.id, "as_of": done.front.as_of},
            **meta_of(done.preset, done.scenario),
            **done.chosen.meta,
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
