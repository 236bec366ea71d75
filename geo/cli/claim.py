"""The command line's `claim`: the sentence that started this, tested by mineral."""

from importlib.metadata import version
from typing import TYPE_CHECKING

import click

from geo.cli.output import as_json_option, columns, print_json, printable, wrapped
from geo.text.i18n import _, in_language

if TYPE_CHECKING:
    import pandas as pd


@click.command(
    "claim",
    help=_("""Are many deposits occupied or near the front? By mineral and front.

    A screen shows the front of the claim's day and the newest; the JSON has all.

    \b
    Examples:
      frontlode claim
      frontlode claim --json
    """),
)
@as_json_option
def claim_command(*, as_json: bool) -> None:
    """Print how the claim stands the test."""
    from geo.text.claim import (
        on_front,
        place_names,
        place_texts,
        read_claim,
        with_meant_range,
    )
    from geo.text.figure import Inputs, quoted
    from geo.text.figure.questions import OfClaim

    claim, counts = read_claim(), _counts()
    if as_json:
        print_json(_document(counts))
        return
    places = place_names()
    names = {one.id: in_language(one.name) for one in claim.minerals}
    click.echo(wrapped(f"“{claim.text}” ({claim.date})"))
    inputs = Inputs()
    for day in (claim.date, counts["as_of"].max()):
        rows = on_front(counts, day)
        click.echo("")
        question = OfClaim(front=rows["snapshot"].iloc[0])
        ranges = question.ranges(inputs)
        click.echo(wrapped(printable(quoted(question, inputs))))
        click.echo("")
        cells = (
            [
                names[row["mineral"]],
                row["deposits"],
                *place_texts(row, ranges.get(row["mineral"])),
                with_meant_range(row, ranges.get(row["mineral"])),
            ]
            for row in rows.to_dict("records")
        )
        head = [
            _("mineral"),
            _("deposits"),
            *places.values(),
            _("occupied or near"),
        ]
        click.echo("\n".join(columns(head, cells)))


def _counts() -> "pd.DataFrame":
    from geo.cli.options import deposits_of, warn_of_store_problem
    from geo.ledger import default_ledger
    from geo.text.claim import claim_counts, read_claim

    deposits = deposits_of(None).deposits
    measured = default_ledger().measure_all(deposits)
    warn_of_store_problem()
    return claim_counts(deposits, measured, read_claim())


def _document(counts: "pd.DataFrame") -> dict[str, object]:
    from geo.assessment.summary import NEAR_KM
    from geo.text.claim import read_claim

    claim = read_claim()
    return {
        "meta": {
            "version": version("frontlode"),
            "text": claim.text,
            "date": claim.date,
            "sources": claim.sources,
            "near_km": NEAR_KM,
            "sample": int(counts["deposits"].max()),
        },
        "counts": counts.to_dict("records"),
    }
