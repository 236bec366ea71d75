"""The command line's `gaps`: which fact would settle what is open."""

from dataclasses import asdict
from importlib.metadata import version
from typing import Any

import click

from geo.cli_choices import assessment, meta_of, with_choices
from geo.terminal import as_json_option, print_json, printable, wrapped
from geo.words import _


@click.command(
    "gaps",
    help=_("""Which missing or disputed fact moves the count in reach, and how far.

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
    from geo.gaps import effect_text, gaps, gaps_finding
    from geo.ground import with_assumption

    done = assessment(**choices)
    found = gaps(done.assessed, done.scenario, done.front)
    finding = gaps_finding(found, done.assessed, done.scenario)
    finding = with_assumption(finding, done.front)
    if as_json:
        meta = {
            "version": version("frontlode"),
            "front": {"id": done.front.id, "as_of": done.front.as_of},
            **meta_of(done.preset, done.scenario),
            **done.chosen.meta,
            "finding": finding,
        }
        print_json({"meta": meta, "gaps": list(map(asdict, found))})
        return
    click.echo(wrapped(f"{finding}."))
    if done.chosen.text:
        click.echo(wrapped(printable(done.chosen.text)))
    for gap in found:
        click.echo("")
        click.echo(wrapped(printable(gap.question)))
        click.echo(wrapped(f"{effect_text(gap)}.", indent="  "))
        for text in gap.searched:
            click.echo(wrapped(printable(text), indent="  "))
