"""The command line's `terms` verbs: list, show, compare, count and check the texts."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from geo.cli.figure import about_of, cell_of, reach_of, reach_on
from geo.cli.files import require_use, with_upload_options
from geo.cli.options import (
    Chosen,
    assessment,
    deposits_of,
    front_of,
    guard,
    is_file,
    requested_day,
    warn_of_age,
    with_choices,
    with_commodity,
    with_rows_file,
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
from geo.text.i18n import _, in_language, n_

if TYPE_CHECKING:
    import pandas as pd

    from geo.assessment.matrix import Matrix
    from geo.assessment.ranges import Ranges
    from geo.assessment.summary import Headline
    from geo.cli.options import Assessment, RequestedDay
    from geo.deal.scenario import Clause, Scenario, Share
    from geo.fronts.front import Front


@click.group(
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
    from geo.deal.load import read_scenarios
    from geo.text.labels import label

    rows = [
        {
            "id": one.id,
            "date": one.date,
            "family": one.family,
            "status": one.status,
            "proposer": in_language(one.proposer),
            "name": in_language(one.name),
            "default": one.default,
        }
        for one in read_scenarios().values()
    ]
    if as_json:
        print_json(rows)
        return
    heads = (_("id"), _("date"), _("what it is"), _("name"), _("what became of it"))
    lines = (
        [
            one.id,
            one.date,
            label("family", one.family),
            in_language(one.name),
            in_language(one.status_text),
        ]
        for one in read_scenarios().values()
    )
    for line in columns(heads, lines):
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
    from geo.deal.lists import read_sources
    from geo.deal.load import scenario
    from geo.text.labels import source_text

    found = scenario(scenario_id)
    record = asdict(found)
    cited = dict.fromkeys(_cited(record))
    sources = [read_sources()[source] for source in cited]
    if as_json:
        print_json({**record, "sources": [asdict(source) for source in sources]})
        return
    click.echo("\n".join(_report(found)))
    click.echo("\n" + _("Sources"))
    for source in sources:
        line = f"  {source.id}  {source_text(source)}  {source.url}"
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
@with_choices
@click.option("--by-group", is_flag=True, help=_("Rows are groups of commodities."))
@with_rows_file
@as_json_option
def matrix_command(
    scenario_id: str,
    *,
    by_group: bool,
    output: Path | None,
    as_json: bool,
    **choices: Any,
) -> None:
    """Print or write the matrix of a scenario on a front."""
    from geo.text.figure import ids_of, quoted

    if choices["scenario"] not in (None, scenario_id):
        raise click.UsageError(_("Name the version once, as ID."))
    if output:
        guard(output, choices["deposits"], choices["front"])
    result = assessment(**{**choices, "scenario": scenario_id})
    inputs = result.inputs
    cell = cell_of(result, "commodity_group" if by_group else "primary_commodity")
    table = cell.table(inputs)
    places = list(product(table.rows, table.columns))
    ids = ids_of((cell.at(*place) for place in places), inputs)
    if output:
        rows = table.as_rows().assign(figure_id=ids)
        write_counts(rows, output, sheet="Matrix", about=about_of(result))
    finding = quoted(reach_of(result), inputs)
    if as_json:
        front = {
            "id": result.front.id,
            "as_of": result.front.as_of,
            **result.requested_as_of,
        }
        figures = dict(zip(places, ids, strict=True))
        counted = {**table.as_json(figures), **result.chosen.meta}
        print_json({**counted, "finding": finding, "front": front})
    elif not output:
        click.echo(wrapped(finding) + "\n")
        click.echo("\n".join(_matrix_lines(table, result)))


def _matrix_lines(table: "Matrix", result: "Assessment") -> Iterator[str]:
    """Yield a matrix whose columns are bands in words, and what its numbers count."""
    from geo.assessment.matrix import TOTAL
    from geo.schema import COVERING
    from geo.text.labels import coverage_label, label
    from geo.text.sentences import in_brackets_text, with_range

    counts = table.counts()
    by_group = table.by == "commodity_group"
    first = _("group of the first mineral") if by_group else _("first mineral")
    bands = (
        _("total") if one == TOTAL else label("band", one) for one in table.columns
    )
    lines = (
        [
            _("total") if row == TOTAL else row,
            *(
                with_range(
                    len(table.cell(row, column).covered),
                    table.ranges.get((row, column)),
                )
                for column in table.columns
            ),
        ]
        for row in table.rows
        if row == TOTAL or counts.loc[row, TOTAL]
    )
    yield from columns([first, *bands], lines)
    yield ""
    yield wrapped(
        _(
            "Numbers of deposits, of {total}, {classes}, counted together; by distance "
            "from the front, ±{km:g} km and the deposit's own uncertainty. Those "
            "disputed or unclear are not among them."
        ).format(
            total=len(result.assessed),
            classes=_(" or ").join(
                coverage_label(c, result.scenario) for c in COVERING
            ),
            km=result.front.uncertainty_km,
        )
    )
    if table.ranges:
        yield wrapped(in_brackets_text(open_facts=True))
    yield wrapped(_("Each cell has its figure's id in the files of -o and in --json."))


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
@click.option(
    "--front",
    metavar="FILE|DATE|ID",
    help=_("The front to count on, as for `frontlode assess`.  [default: the newest]"),
)
@with_commodity
@with_upload_options
@with_rows_file
@as_json_option
def compare_command(
    scenario_ids: tuple[str, ...],
    *,
    front: str | None,
    commodities: tuple[str, ...],
    output: Path | None,
    as_json: bool,
    **options: Any,
) -> None:
    """Print clauses side by side, or the counts of every version."""
    from geo.deal.load import scenario

    require_use(options, [front] if is_file(front) else [])
    if not scenario_ids:
        if output:
            guard(output, front)
        snapshot = front_of(front, **options)
        chosen = deposits_of(None, commodities)
        requested = requested_day(front, snapshot)
        _compare_all(snapshot, chosen, requested, output=output, as_json=as_json)
        return
    if front is not None or commodities or output:
        raise click.UsageError(
            _(
                "Give versions to compare them clause by clause, or --front, "
                "--commodity and -o to count all of them, not both."
            )
        )
    from geo.assessment.compare import clause_table

    rows = clause_table([scenario(scenario_id) for scenario_id in scenario_ids])
    if as_json:
        print_json([asdict(row) for row in rows])
        return
    for row in rows:
        click.echo(f"{row.kind}{' *' if row.differs else ''}")
        for cell in row.cells:
            texts = [in_language(clause.text) for clause in cell.clauses]
            text = " ".join(texts) or _("says nothing")
            click.echo(wrapped(f"{cell.scenario}: {text}", indent="  "))
    click.echo(_("* the versions differ"))


def _compare_all(
    front: "Front",
    chosen: "Chosen",
    requested: "RequestedDay",
    *,
    output: Path | None,
    as_json: bool,
) -> None:
    from geo.assessment.summary import headline
    from geo.deal.load import read_scenarios
    from geo.text.figure import Inputs, figure_of, front_name

    warn_of_age(front)
    name = front_name(front.id)
    inputs = Inputs(deposits=chosen.every, own=chosen.own, fronts={name: front})
    rows: list[dict[str, Any]] = []
    ranges: dict[str, Ranges] = {}
    for one in read_scenarios().values():
        question = reach_on(name, one.id, chosen)
        if (found := question.ranges(inputs, one.id)) is not None:
            ranges[one.id] = found
        rows.append(
            {
                "id": one.id,
                **_counted(headline(question.rows(inputs, one.id))),
                "share_of": _base(one),
                "figure": figure_of(question, inputs).id,
            }
        )
    if output:
        table = _table_of(rows, ranges)
        write_counts(table, output, sheet="Versions", about=_about_all(front, chosen))
    if as_json:
        meta = {"id": front.id, "as_of": front.as_of, **requested}
        counted = {"deposits": len(chosen.deposits), **chosen.meta}
        by_scenario = [row | _ranges_meta(ranges.get(row["id"])) for row in rows]
        print_json({"front": meta, **counted, "scenarios": by_scenario})
    elif not output:
        click.echo("\n".join(_compared(rows, front, chosen, ranges)))


def _table_of(
    rows: "list[dict[str, Any]]", ranges: "Mapping[str, Ranges]"
) -> "pd.DataFrame":
    """Return the counts of every version as a table, each range by its two ends."""
    import pandas as pd

    from geo.assessment.ranges import ends_of

    table = pd.DataFrame(rows).rename(columns={"figure": "figure_id"})
    ends = pd.DataFrame(
        [
            {
                name: value
                for name, value in ends_of(ranges[row["id"]]._asdict()).items()
                if "in_reach" in name
            }
            if row["id"] in ranges
            else {}
            for row in rows
        ]
    )
    ids = table.pop("figure_id")
    return table.join(ends.astype("Int64")).assign(figure_id=ids)


def _about_all(front: "Front", chosen: "Chosen") -> dict[str, str]:
    """Return what a file of the counts of every version says of itself."""
    from geo.assessment.tables import about_front

    chosen_by = ", ".join(chosen.commodities)
    return {**about_front(front), "commodities": chosen_by or _("all")}


def _compared(
    rows: "list[dict[str, Any]]",
    front: "Front",
    chosen: "Chosen",
    ranges: "Mapping[str, Ranges]",
) -> Iterator[str]:
    """Yield the counts of every version, of how many, and on which front."""
    from geo.deal.permits import known_on
    from geo.text.format import day_text
    from geo.text.sentences import in_brackets_text

    yield wrapped(
        n_(
            "Of {n} deposit on the front of {day}, ±{km:g} km.",
            "Of {n} deposits on the front of {day}, ±{km:g} km.",
            len(chosen.deposits),
        ).format(day=day_text(front.as_of), km=front.uncertainty_km)
    )
    if chosen.text:
        yield wrapped(chosen.text)
    heads = {
        "id": _("version"),
        "in_force": _("at once"),
        "in_force_in_reach": _("in reach"),
        "prospective": _("once licensed or at work"),
        "prospective_in_reach": _("of these in reach"),
        "in_reach": _("in reach in all, open facts either way"),
        "disputed": _("disputed"),
        "unclear": _("unclear"),
        "outside": _("not covered"),
        "share_of": _("its share is of"),
        "figure": _("figure"),
    }
    lines = (row | _with_ranges(row, ranges.get(row["id"])) for row in rows)
    if not ranges:
        del heads["in_reach"]
    yield from columns(
        list(heads.values()), ([one[key] for key in heads] for one in lines)
    )
    yield ""
    if ranges:
        yield wrapped(in_brackets_text(open_facts=False))
    yield wrapped(
        _(
            "At once: covered on the facts as they are; only a text in force covers, "
            "the others would. In reach: held by Ukraine beyond the uncertainty. "
            "Shares of different things cannot be compared."
        )
    )
    if day := known_on(chosen.deposits["licences"]):
        yield wrapped(
            _("Permits as known on {day}, for every version.").format(day=day_text(day))
        )


def _ranges_meta(ranges: "Ranges | None") -> dict[str, Any]:
    """Return a text's ranges as `--json` has them; nothing where there are none."""
    if ranges is None:
        return {}
    ends = {name: one._asdict() for name, one in ranges._asdict().items()}
    return {"ranges_90_percent": ends}


def _with_ranges(row: "dict[str, Any]", ranges: "Ranges | None") -> dict[str, str]:
    """Return a version's counts in reach, each with its range."""
    from geo.text.sentences import range_text, with_range

    if ranges is None:
        return {}
    names = ("in_force_in_reach", "prospective_in_reach")
    texts = {name: with_range(row[name], getattr(ranges, name)) for name in names}
    return texts | {"in_reach": range_text(ranges.in_reach)}


def _counted(counts: "Headline") -> dict[str, int]:
    """Return the deposits of each class, and how many of the covering ones in reach."""
    from geo.schema import COVERING, Coverage

    totals = {one.value: counts.of(one).total for one in Coverage}
    return totals | {f"{one.value}_in_reach": counts.of(one).free for one in COVERING}


def _base(scenario: "Scenario") -> str:
    """Return what the share of a text is a share of."""
    from geo.deal.scenario import Ground

    rate = (scenario.rates or {}).get(Ground.FREE)
    return in_language(scenario.share(rate.share).of) if rate else _("not stated")


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
    """Print the issues of a scenario file."""
    from geo.deal.load import check_scenario

    issues = check_scenario(file.read_bytes())
    if as_json:
        print_json([asdict(issue) for issue in issues])
    else:
        for issue in issues:
            click.echo(printable(str(issue)))
        if not issues:
            say(_("{file}: nothing is wrong.").format(file=file.name))
    if issues:
        ctx.exit(1)


def _cited(record: object) -> Iterator[str]:
    """Yield the ids of the sources that a record and its parts cite."""
    if isinstance(record, dict):
        for key, value in record.items():
            yield from value if key.endswith("sources") else _cited(value)
    elif isinstance(record, list | tuple):
        for value in record:
            yield from _cited(value)


def _report(scenario: "Scenario") -> Iterator[str]:
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
        yield from _clause_lines(clause, scenario)


def _clause_lines(clause: "Clause", scenario: "Scenario") -> Iterator[str]:
    """Yield a clause with its readings, its note and the source looked for."""
    from geo.text.labels import label, short_form_text

    cited = ", ".join(clause.sources)
    doubts = [_("inferred")] if clause.inferred else []
    if clause.confidence:
        doubts.append(label("confidence", clause.confidence))
    doubt = f" ({', '.join(doubts)})" if doubts else ""
    text = f"{in_language(clause.title)}: {in_language(clause.text)}{doubt} [{cited}]"
    yield wrapped(text, indent="  ")
    for reading in clause.readings:
        sure = label("confidence", reading.confidence) if reading.confidence else ""
        parts = [
            short_form_text(scenario, clause, reading.value),
            sure,
            in_language(reading.note or ""),
        ]
        cited = ", ".join(reading.sources)
        yield wrapped(f"– {'; '.join(filter(None, parts))} [{cited}]", indent="    ")
    if clause.note:
        yield wrapped(in_language(clause.note), indent="    ")
    if clause.looked_for:
        looked_for = _("Looked for, not read: {what}")
        text = looked_for.format(what=in_language(clause.looked_for))
        yield wrapped(text, indent="    ")


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
