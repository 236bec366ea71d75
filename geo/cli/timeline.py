"""The command line's `timeline`: every deposit on every front."""

from collections.abc import Iterator, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, cast

import click

from geo.cli.figure import reach_on
from geo.cli.options import (
    Chosen,
    deposits_of,
    guard,
    meta_of,
    preset_of,
    scenario_of,
    warn_of_store_problem,
    with_rows_file,
    with_texts_and_bands,
)
from geo.cli.output import as_json_option, columns, print_json, printable, say, wrapped
from geo.text.i18n import _, in_language, n_

if TYPE_CHECKING:
    import pandas as pd

    from geo.deal.scenario import Scenario
    from geo.risk.presets import Preset

#: Snapshots that a screen shows; the file and the JSON hold them all.
_SHOWN = 40


class _Timeline(NamedTuple):
    """All deposits on all fronts, and the counts by front."""

    rows: "pd.DataFrame"
    #: A row for each snapshot, by day; those that a screen shows have ranges.
    counts: "pd.DataFrame"
    chosen: "Chosen"
    preset: "Preset"
    scenario: "Scenario"


@click.command(
    "timeline",
    help=_("""Every deposit on every front in use, shipped and accepted.

    A screen shows the counts by front, with their ranges; a file has a row for each
    front and deposit.

    \b
    Examples:
      frontlode timeline
      frontlode timeline --scenario us_2025_02_12_ownership
      frontlode timeline --deposits mine.csv --edges 5,15,40 -o timeline.csv
    """),
)
@with_texts_and_bands
@with_rows_file
@as_json_option
def timeline_command(output: Path | None, *, as_json: bool, **choices: Any) -> None:
    """Print or write a timeline."""
    if output:
        guard(output, choices["deposits"])
    result = _timeline(**choices)
    if output:
        from geo.assessment.tables import write_rows

        write_rows(result.rows, output, sheet="Timeline", about=_about(result))
        message = n_(
            "Written to {output}: {rows} on {n} front.",
            "Written to {output}: {rows} on {n} fronts.",
            len(result.counts),
        )
        rows = n_("{n} row", "{n} rows", len(result.rows))
        say(message.format(output=output, rows=rows))
    if as_json:
        print_json(_document(result))
    elif not output:
        click.echo("\n".join(_report(result)))


def _timeline(
    *,
    deposits: Path | None,
    commodities: Sequence[str],
    preset: str | None,
    edges: "Preset | None",
    scenario: str | None,
) -> _Timeline:
    from geo.assessment.tables import rounded
    from geo.assessment.timeline import (
        counts_over_time,
        ranges_over_time,
        rows_over_time,
    )
    from geo.ledger import default_ledger

    bands, text = preset_of(preset, edges), scenario_of(scenario)
    chosen = deposits_of(deposits, commodities)
    frame = chosen.deposits
    measured = default_ledger().measure_all(frame)
    warn_of_store_problem()
    rows = rows_over_time(frame, measured, text, edges_km=bands.edges_km)
    counts = _with_facts(counts_over_time(frame, measured, text))
    shown = counts["snapshot"].iloc[_spread(len(counts), most=_SHOWN)]
    every = default_ledger().measure_all(chosen.every)
    ranges = ranges_over_time(
        chosen.every,
        every[every["snapshot"].isin(shown)],
        {text.id: text},
        front_of=default_ledger().read,
        chosen=chosen.every.index.get_indexer(frame.index),
    )
    by_snapshot = ranges.drop(columns="scenario").set_index("snapshot")
    counts = counts.join(by_snapshot.astype("Int64"), on="snapshot")
    return _Timeline(rounded(rows), counts, chosen, bands, text)


def _with_facts(counts: "pd.DataFrame") -> "pd.DataFrame":
    """Add what is known of each snapshot: its uncertainty and who drew it."""
    from geo.ledger import default_ledger

    known = default_ledger().snapshots_table()[["uncertainty_km", "source"]]
    return counts.join(known, on="snapshot")


def _rests_on() -> str:
    return _(
        "Minerals and licences are taken as they are known now, on every date; only "
        "the line moves."
    )


def _about(result: _Timeline) -> dict[str, str]:
    """Return what a file says of itself."""
    days = result.counts["as_of"]
    sources = dict.fromkeys(result.counts["source"])
    return {
        "fronts": f"{len(days)}",
        "first_front_as_of": f"{days.iloc[0]}",
        "last_front_as_of": f"{days.iloc[-1]}",
        "front_sources": " | ".join(sources),
        "threat_edge": "zone",
        "preset": result.preset.id,
        "band_edges_km": ", ".join(f"{km:g}" for km in result.preset.edges_km),
        "scenario": result.scenario.id,
        "scenario_name": in_language(result.scenario.name),
        "commodities": ", ".join(result.chosen.commodities) or _("all"),
        "rests_on": _rests_on(),
        "made_by": f"Frontlode {version('frontlode')}",
        "figure": _figure_id(result),
    }


def _figure_id(result: _Timeline) -> str:
    """Return the id of what the text has in reach on the last front."""
    from geo.text.figure import Inputs, figure_of

    last, chosen = result.counts["snapshot"].iloc[-1], result.chosen
    inputs = Inputs(deposits=chosen.every if chosen.own else None)
    return figure_of(reach_on(last, result.scenario.id, chosen), inputs).id


def _document(result: _Timeline) -> dict[str, object]:
    """Return a timeline as `--json` prints it."""
    from geo.assessment.tables import records

    meta = {
        "version": version("frontlode"),
        **meta_of(result.preset, result.scenario),
        "deposits": len(result.chosen.deposits),
        **result.chosen.meta,
        "rests_on": _rests_on(),
        "figure": _figure_id(result),
    }
    return {
        "meta": meta,
        "snapshots": records(result.counts),
        "rows": records(result.rows),
    }


def _report(result: _Timeline) -> Iterator[str]:
    """Yield the counts by front, and what they rest on."""
    from geo.schema import Control, Coverage
    from geo.text.labels import coverage_label, label

    sides = (Control.OCCUPIED, Control.CONTESTED, Control.FREE, Control.UNKNOWN)
    count = len(result.counts)
    shown = result.counts.iloc[_spread(count, most=_SHOWN)]
    heads = {
        "as_of": _("front of"),
        "uncertainty_km": _("± km"),
        **{side.value: label("control", side) for side in sides},
        "in_force": coverage_label(Coverage.IN_FORCE, result.scenario),
        "in_force_in_reach": _("in reach"),
        "prospective": coverage_label(Coverage.PROSPECTIVE, result.scenario),
        "prospective_in_reach": _("of these in reach"),
        "disputed": _("disputed"),
        "unclear": _("unclear"),
    }
    if not shown["unknown"].any():
        del heads["unknown"]
    keys = list(heads)
    yield from columns(
        [heads[key] for key in keys],
        (
            [_cell(key, row) for key in keys]
            for row in cast("list[dict[str, Any]]", shown.to_dict("records"))
        ),
    )
    yield ""
    if len(shown) < count:
        yield n_(
            "{n} of {count} fronts is left out here; -o FILE or --json has all.",
            "{n} of {count} fronts are left out here, evenly; -o FILE or --json has "
            "all.",
            count - len(shown),
        ).format(count=count)
    yield from map(wrapped, _notes(result))


def _cell(key: str, row: "dict[str, Any]") -> str:
    """Return a cell of the table: a count with its range, if it has one, or a fact."""
    from geo.assessment.ranges import range_in
    from geo.text.sentences import with_range

    if key == "uncertainty_km":
        return f"{row[key]:g}"
    return f"{row[key]}" if key == "as_of" else with_range(row[key], range_in(row, key))


def _notes(result: _Timeline) -> Iterator[str]:
    """Yield what the counts mean and rest on, a paragraph each."""
    from geo.deal.permits import known_on
    from geo.text.format import day_text
    from geo.text.sentences import in_brackets_text

    yield n_(
        "Numbers of deposits, of {n} in all. Too near to tell: nearer to the line than "
        "the front's and the deposit's own uncertainty together. Covered, or not, by "
        "“{name}”; in reach: of these, held by Ukraine beyond the uncertainty.",
        "Numbers of deposits, of {n} in all. Too near to tell: nearer to the line than "
        "the front's and the deposit's own uncertainty together. Covered, or not, by "
        "“{name}”; in reach: of these, held by Ukraine beyond the uncertainty.",
        len(result.chosen.deposits),
    ).format(name=in_language(result.scenario.short_name))
    if result.chosen.text:
        yield result.chosen.text
    if result.counts["occupied_low"].notna().any():
        yield in_brackets_text(open_facts=False)
    yield _rests_on()
    day = known_on(result.chosen.deposits["licences"])
    if day:
        yield _("Permits as known on {day}.").format(day=day_text(day))
    sources = list(dict.fromkeys(result.counts["source"]))
    if len(sources) == 1:
        yield printable(_("Sources of the fronts: {source}.").format(source=sources[0]))
    else:
        yield n_(
            "The fronts have {n} source; `frontlode front list` has each.",
            "The fronts have {n} sources; `frontlode front list` has each.",
            len(sources),
        )


def _spread(count: int, *, most: int) -> list[int]:
    """Return so many places in a row, the first and the last and evenly between.

    >>> _spread(3, most=5), _spread(9, most=3)
    ([0, 1, 2], [0, 4, 8])
    """
    if count <= most:
        return list(range(count))
    return [i * (count - 1) // (most - 1) for i in range(most)]
