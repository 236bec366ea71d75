"""The command line's `front` verbs: check, accept, list, compare and undo fronts."""

import sys
from collections.abc import Iterable, Iterator
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from geo.cli.figure import Compared, compared
from geo.cli.files import (
    agreed,
    cures,
    day_option,
    objection,
    require_use,
    with_upload_options,
)
from geo.cli.options import (
    Chosen,
    deposits_of,
    front_of,
    guard,
    html_option,
    is_file,
    preset_of,
    requested_day,
    scenario_of,
    warn_of_store_problem,
    with_commodity,
)
from geo.cli.output import as_json_option, columns, print_json, printable, say, wrapped
from geo.text.i18n import _, n_

if TYPE_CHECKING:
    import pandas as pd

    from geo.assessment.change import Change, Moved
    from geo.cli.options import RequestedDay
    from geo.fronts.front import Front
    from geo.ledger import Snapshot
    from geo.ledger.health import StoreHealth
    from geo.update.bulk import UploadResult
    from geo.update.check import Check

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group(
    "front",
    help=_("""Fronts: check a file, accept it, compare two, undo.

    \b
    Examples:
      frontlode front check front.geojson
      frontlode front add front.geojson --as-of 2026-11-20 --source "who drew it"
      frontlode front diff 2025-04-30 2026-08-22
    """),
)
def front_group() -> None:
    """Hold the verbs on fronts."""


#: `frontlode assess` has it as --front-uncertainty.
_uncertainty_option = click.option(
    "--uncertainty",
    "uncertainty_km",
    type=click.FloatRange(0, 500),
    metavar="KM",
    help=_("How far the true line may lie from it; 2 km where not said."),
)


class _FormatsCommand(click.Command):
    """A command whose help ends with the formats that are read."""

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write them; imported here, for they need all that reads."""
        from geo.ingest.registry import names

        formatter.write_paragraph()
        text = _("Formats: {names}; a Shapefile in a zip, any other alone or in one.")
        formatter.write_text(text.format(names=names("front")))


@front_group.command(
    "check",
    cls=_FormatsCommand,
    help=_("""What of a file would be accepted, repaired or refused, and why.

    Exit code 0 if it would be accepted, 1 if it is refused, or asked about first.

    \b
    Example:
      frontlode front check front.geojson --as-of 2026-11-20
    """),
)
@click.argument("file", type=_FILE)
@with_upload_options
@_uncertainty_option
@as_json_option
@click.pass_context
def check_command(
    ctx: click.Context, /, file: Path, *, as_json: bool, **upload_options: Any
) -> None:
    """Print what a file would become."""
    checks = list(_checks(file, upload_options))
    if as_json:
        document = [check.to_json() for check in checks]
        print_json(document[0] if len(document) == 1 else document)
    else:
        click.echo("\n".join(line for check in checks for line in _report(check)))
    if all(map(objection, checks)):
        ctx.exit(1)


@front_group.command(
    "add",
    help=_("""Accept a front, or every front in a zip of many.

    What is in the ledger already is skipped, so an interrupted zip can be resumed.

    \b
    Examples:
      frontlode front add front.geojson --as-of 2026-11-20 --source "who drew it"
      frontlode front add DAILY.zip --source "who drew it"
    """),
)
@click.argument("file", type=_FILE)
@with_upload_options
@_uncertainty_option
@click.option("--source", required=True, metavar="TEXT", help=_("Who drew it."))
@click.option("--licence", default="", metavar="TEXT", help=_("On what terms."))
@click.option("--note", default="", metavar="TEXT", help=_("Anything else to keep."))
@as_json_option
@click.pass_context
def add_front_command(
    ctx: click.Context, /, file: Path, *, as_json: bool, **upload_options: Any
) -> None:
    """Accept what passes the check, and report on each file."""
    from geo.update.bulk import UploadStatus, specks_text

    content = file.read_bytes()
    if many := _names_of_many(content, file, upload_options):
        results = list(
            _with_progress(_all_added(content, file, upload_options), len(many))
        )
    else:
        results = [_added(content, file, upload_options)]
    if as_json:
        print_json([one._asdict() for one in results])
    else:
        for one in results:
            taken = one.status is UploadStatus.ACCEPTED
            (click.echo if taken else say)(f"{one.file}: {_status_text(one)}")
    if specks := sum(one.specks for one in results):
        options = _("--specks keep or --specks drop answers for all of them.")
        say(f"{specks_text(specks)} {options}")
    if all(
        one.status in (UploadStatus.NEEDS_CONFIRMATION, UploadStatus.REFUSED)
        for one in results
    ):
        ctx.exit(1)


def _status_text(result: "UploadResult") -> str:
    if result.snapshot:
        return _("accepted as {id}").format(id=result.snapshot)
    return result.message.removeprefix(f"{result.file}: ")


def _names_of_many(
    content: bytes, file: Path, upload_options: dict[str, Any]
) -> list[str]:
    """Return the names of the fronts in a zip of many; none of a file that is one."""
    from geo.update.check import bulk_names

    names = bulk_names(content, name=file.name)
    return (
        []
        if len(names) < 2 or upload_options["layer"] or upload_options["as_of"]
        else names
    )


def _all_added(
    content: bytes, file: Path, upload_options: dict[str, Any]
) -> "Iterator[UploadResult]":
    from geo.update.bulk import accept_all
    from geo.update.worker import checking

    with checking(content) as by:
        yield from accept_all(
            content, name=file.name, by=by, channel="cli", **upload_options
        )


def _added(
    content: bytes, file: Path, upload_options: dict[str, Any]
) -> "UploadResult":
    """Accept one front where it may be, and say what became of it."""
    from geo.update.bulk import UploadResult, UploadStatus, accept
    from geo.update.check import check_front
    from geo.update.worker import checking

    with checking(content) as by:
        check = check_front(content, name=file.name, by=by, **upload_options)
    if message := objection(check):
        status = (
            UploadStatus.NEEDS_CONFIRMATION
            if check.needs_confirmation
            else UploadStatus.REFUSED
        )
        return UploadResult(check.name, check.as_of, status, message)
    return accept(replace(check, front=agreed(check)), file=check.name, channel="cli")


def _checks(file: Path, upload_options: dict[str, Any]) -> "Iterator[Check]":
    """Yield the check of a file, or of each file in a zip of many, with progress."""
    from geo.update.bulk import known_files
    from geo.update.check import check_bulk, check_front
    from geo.update.worker import checking

    content = file.read_bytes()
    many = _names_of_many(content, file, upload_options)
    with checking(content) as by:
        if not many:
            yield check_front(content, name=file.name, by=by, **upload_options)
            return
        known = known_files()
        checks = check_bulk(
            content, name=file.name, known=known, by=by, **upload_options
        )
        for _member, check in _with_progress(checks, len(many)):
            yield check


T = TypeVar("T")


def _with_progress(found: Iterator[T], count: int) -> Iterator[T]:
    with click.progressbar(length=count, file=sys.stderr) as bar:
        for one in found:
            bar.update(1)
            yield one


def _report(check: "Check") -> Iterator[str]:
    """Yield a check in lines."""
    unsure = check.needs_confirmation
    yield f"{check.name}: {_('to be settled first') if unsure else check.outcome.value}"
    if check.format:
        yield _(
            "  {format}, {crs}; features {features:,}, vertices {vertices:,}"
        ).format(
            format=check.format,
            crs=check.crs or _("no CRS said"),
            features=check.features,
            vertices=check.vertices,
        )
    if check.as_of:
        yield _("  as of {day}, from {where}").format(
            day=check.as_of, where=check.as_of_from
        )
    for area in check.areas:
        if check.area_attribute:
            yield f"  {check.area_attribute} = {area.value}: {area.kind.value}"
    parts = [
        (_("repaired"), [repair.text for repair in check.repairs]),
        (_("note"), check.notes),
        (_("unusual"), check.warnings),
        (_("asked"), check.questions),
        (_("refused"), check.refusals),
        (_("to settle it"), cures(check)),
    ]
    for label, texts in parts:
        for text in texts:
            yield wrapped(f"{label}: {text}", indent="  ")


@front_group.command("list", help=_("Every snapshot, shipped and accepted."))
@as_json_option
def list_command(*, as_json: bool) -> None:
    """Print the snapshots by day."""
    from geo.ledger import default_ledger

    warn_of_store_problem()
    table = default_ledger().snapshots_table().reset_index()
    if as_json:
        print_json(table.to_dict("records"))
        return
    heads = {
        "id": _("snapshot"),
        "as_of": _("front of"),
        "state": _("state"),
        "origin": _("origin"),
        "uncertainty_km": _("± km"),
        "area_km2": _("control zone, km²"),
        "source": _("source"),
    }
    rounded = table.assign(area_km2=table["area_km2"].round().astype(int))
    rows = rounded[list(heads)].itertuples(index=False)
    for line in columns(list(heads.values()), rows):
        click.echo(line)


@front_group.command("show", help=_("What is known of one snapshot, by id or day."))
@click.argument("snapshot")
@as_json_option
def show_command(snapshot: str, *, as_json: bool) -> None:
    """Print one snapshot's facts."""
    found = asdict(_snapshot(snapshot))
    if as_json:
        print_json(found)
        return
    for key, value in found.items():
        if value not in ("", ()):
            click.echo(wrapped(f"{key}: {value}"))


@front_group.command(
    "diff",
    help=_("""What changed from one front to another.

    Each is a front file, a date (the newest front on or before it) or a snapshot's id.

    \b
    Examples:
      frontlode front diff 2025-04-30 2026-08-22
      frontlode front diff 2026-08-22 front.geojson -o change.html
    """),
)
@click.argument("before")
@click.argument("after")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    callback=html_option,
    metavar="FILE.html",
    help=_("Write the map of the change as one file, which opens without a network."),
)
@with_commodity
@with_upload_options
@as_json_option
def diff_command(
    before: str,
    after: str,
    *,
    output: Path | None,
    commodities: tuple[str, ...],
    as_json: bool,
    **upload_options: Any,
) -> None:
    """Print land newly occupied and freed, and the deposits that it moved."""
    from geo.assessment.change import change, moved_deposits

    files = [choice for choice in (before, after) if is_file(choice)]
    require_use(upload_options, files)
    if output:
        guard(output, *files)
    fronts = _side(before, upload_options), _side(after, upload_options)
    changed = change(*fronts)
    requested = [
        requested_day(choice, front)
        for choice, front in ((before, changed.before), (after, changed.after))
    ]
    chosen = deposits_of(None, commodities)
    figures = compared(fronts, (is_file(before), is_file(after)), chosen)
    moved = moved_deposits(chosen.deposits, changed.before, changed.after)
    if output:
        _write_map(output, changed, moved, chosen, figures.change.id)
    if as_json:
        document = {
            **_summed(changed, requested),
            **chosen.meta,
            "figure": figures.change.id,
            "sides": [
                {"finding": one.finding, "figure": one.id}
                for one in (figures.before, figures.after)
            ],
        }
        print_json({**document, "deposits": _records(moved.why)})
    else:
        click.echo("\n".join(_change_lines(changed, moved.why, chosen, figures)))


def _change_lines(
    changed: "Change", why: "pd.DataFrame", chosen: "Chosen", figures: Compared
) -> Iterator[str]:
    """Yield a change in lines: in words with its figure, by oblast, by deposit."""
    from geo.assessment.change import change_text, heads, line_text, source_texts
    from geo.text.format import day_text
    from geo.text.labels import label

    words = heads(movement=changed.is_movement)
    yield (
        _("From {before} to {after}.")
        if changed.is_movement
        else _("{before}, {after}:")
    ).format(before=changed.before.id, after=changed.after.id)
    for text in source_texts(changed.before, changed.after):
        yield wrapped(printable(text))
    yield wrapped(f"{change_text(changed)} ({figures.change.id})")
    yield wrapped(line_text(changed))
    oblasts = changed.by_oblast[["name", "newly_occupied_km2", "freed_km2"]].round(1)
    km2 = _("{land}, km²")
    names = [_("Oblast"), *(km2.format(land=one) for one in (words.more, words.less))]
    yield from columns(names, oblasts.itertuples(index=False))
    yield ""
    sides = zip((changed.before, changed.after), figures[1:], strict=True)
    for front, lie in sides:
        text = _("On the front of {day}: {finding} ({id}).")
        day = day_text(front.as_of)
        yield wrapped(printable(text.format(day=day, finding=lie.finding, id=lie.id)))
    yield ""
    yield words.deposits.format(n=len(why))
    if chosen.text:
        yield chosen.text
    for one in why.itertuples():
        bands = (label("band", str(band)) for band in (one.band_before, one.band_after))
        yield wrapped(f"{one.name}, {' → '.join(bands)}: {one.why}", indent="  ")


def _write_map(
    output: Path, changed: "Change", moved: "Moved", chosen: "Chosen", figure: str
) -> None:
    from geo.maps import change_html

    page = change_html(
        changed,
        moved.now,
        moved.why,
        scenario=scenario_of(None),
        preset=preset_of(None, None),
        chosen=chosen.text,
        figure=figure,
    )
    _write(output, page.encode())


def _side(choice: str, upload_options: dict[str, Any]) -> "Front":
    """Return one side of a comparison; a file's is called by its name."""
    front = front_of(choice, **upload_options)
    return replace(front, id=Path(choice).name) if is_file(choice) else front


def _summed(changed: "Change", requested: list["RequestedDay"]) -> dict[str, Any]:
    """Return a change in numbers; only of a movement is land occupied and freed."""
    from geo.assessment.change import DIFFERENCE_COLUMNS

    by_oblast = changed.by_oblast
    numbers = {
        "newly_occupied_km2": changed.newly_occupied_km2,
        "freed_km2": changed.freed_km2,
        "moved_line_km": changed.moved_line_km,
    }
    if not changed.is_movement:
        by_oblast = by_oblast.rename(columns=DIFFERENCE_COLUMNS)
        numbers = {
            "second_only_km2": changed.newly_occupied_km2,
            "first_only_km2": changed.freed_km2,
            "within_km": changed.within_km,
            "explained_km2": changed.explained_km2,
            "differing_line_km": changed.moved_line_km,
            "unexplained_line_km": changed.unexplained_line_km,
        }
    names = (
        "outside_km2",
        "line_km",
        "median_shift_km",
        "p90_shift_km",
        "max_shift_km",
    )
    numbers |= {name: getattr(changed, name) for name in names}
    return {
        "before": changed.before.id,
        "after": changed.after.id,
        "fronts": [
            _origin(changed.before) | requested[0],
            _origin(changed.after) | requested[1],
        ],
        "same_source": changed.same_source,
        "is_movement": changed.is_movement,
        **{key: value if value == value else None for key, value in numbers.items()},
        "by_oblast": by_oblast.reset_index().to_dict("records"),
    }


def _origin(front: "Front") -> dict[str, Any]:
    keys = ("id", "as_of", "uncertainty_km", "source", "licence", "method")
    return {key: getattr(front, key) for key in keys}


def _records(why: "pd.DataFrame") -> list[dict[str, Any]]:
    return [
        {str(key): value for key, value in row.items()}
        for row in why.round(3).reset_index().to_dict("records")
    ]


@front_group.command("undo", help=_("Take an accepted front out of use, for now."))
@click.argument("snapshot")
def undo_command(snapshot: str) -> None:
    """Undo an acceptance."""
    from geo.ledger import default_ledger

    undone = default_ledger().undo(_snapshot(snapshot).id)
    say(
        _("{id} is out of use; `frontlode front restore {id}` brings it back.").format(
            id=undone.id
        )
    )


@front_group.command("restore", help=_("Bring an undone front back into use."))
@click.argument("snapshot")
def restore_command(snapshot: str) -> None:
    """Restore what was undone."""
    from geo.ledger import default_ledger

    say(
        _("{id} is in use.").format(
            id=default_ledger().restore(_snapshot(snapshot).id).id
        )
    )


def _output_option(command: Any) -> Any:
    return click.option(
        "-o",
        "--output",
        required=True,
        type=click.Path(dir_okay=False, path_type=Path),
        help=_("Write .geojson or .gpkg."),
    )(command)


@front_group.command("export", help=_("Write a snapshot as GeoJSON or GeoPackage."))
@click.argument("snapshot")
@_output_option
def export_command(snapshot: str, output: Path) -> None:
    """Write a snapshot to a file."""
    from geo.ledger import default_ledger
    from geo.ledger.snapshots import Ending

    endings: dict[str, Ending] = {".geojson": ".geojson", ".gpkg": ".gpkg"}
    ending = endings.get(output.suffix.lower())
    if ending is None:
        raise click.BadParameter(_("Expected a file ending in .geojson or .gpkg."))
    guard(output)
    _write(output, default_ledger().export(_snapshot(snapshot).id, ending))


@front_group.command(
    "build", help=_("Rebuild a front from a table of who controls each settlement.")
)
@click.argument("control", type=_FILE)
@click.option("--on", "as_of", required=True, callback=day_option, metavar="DATE")
@_output_option
def build_command(control: Path, as_of: date, output: Path) -> None:
    """Write the front that a control table gives."""
    from geo.ledger.snapshots import as_geojson
    from geo.update.check import check_front

    guard(output, control)
    check = check_front(control.read_bytes(), name=control.name, as_of=as_of)
    front = agreed(check)
    for note in check.notes:
        say(note)
    _write(output, as_geojson(front))


@front_group.command(
    "health",
    help=_("""Whether all that was accepted can still be read.

    Exit code 0 if so, 1 if something is damaged or the store cannot be opened.

    \b
    Example:
      frontlode front health
    """),
)
@as_json_option
@click.pass_context
def health_command(ctx: click.Context, /, *, as_json: bool) -> None:
    """Print what is wrong with the store, and what can be saved."""
    from geo.ledger import default_ledger

    health = default_ledger().check()
    if as_json:
        print_json(asdict(health))
    else:
        click.echo("\n".join(_of_health(health)))
    if health.problem:
        ctx.exit(1)


@front_group.command(
    "rescue",
    help=_("""Save what can still be read of all that was accepted.

    For each snapshot the folder receives its front as GeoJSON and the file that it
    came from, and ledger.json. The store is left as it is. Exit code 0 if all could be
    saved, 1 if not.

    \b
    Example:
      frontlode front rescue -o saved
    """),
)
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help=_("A new or empty folder."),
)
@as_json_option
@click.pass_context
def rescue_command(ctx: click.Context, /, output: Path, *, as_json: bool) -> None:
    """Save what the store holds to a folder."""
    from geo.ledger import default_ledger

    health = default_ledger().rescue(output)
    saved = len(health.readable) + len(health.without_file)
    if as_json:
        print_json({**asdict(health), "folder": output, "saved": saved})
    else:
        for line in _not_whole(health):
            click.echo(line)
    if health.problem:
        say(health.problem)
    message = n_("{n} front saved in {folder}.", "{n} fronts saved in {folder}.", saved)
    say(message.format(folder=output))
    if health.lost or health.without_file or (health.problem and not saved):
        ctx.exit(1)


def _of_health(health: "StoreHealth") -> Iterator[str]:
    """Yield in lines what the store holds and what is wrong with it."""
    yield printable(_("store: {path}").format(path=health.path))
    if health.backup:
        yield printable(_("backup, whole: {path}").format(path=health.backup))
    whole = n_(
        "{n} accepted front can be read in full.",
        "{n} accepted fronts can be read in full.",
        len(health.readable),
    )
    if not health.problem:
        yield _("Nothing is wrong.")
        yield whole
        return
    yield wrapped(printable(health.problem))
    if any((health.readable, health.without_file, health.lost)):
        yield whole
        yield from _not_whole(health)
        yield _("`frontlode front rescue -o FOLDER` saves what can be read.")


def _not_whole(health: "StoreHealth") -> Iterator[str]:
    for snapshot_id in health.without_file:
        yield _("{id}: the front can be read, but not the file it came from").format(
            id=printable(snapshot_id)
        )
    for snapshot_id in health.lost:
        yield _("{id}: lost").format(id=printable(snapshot_id))


def _write(output: Path, content: bytes) -> None:
    from geo.assessment.tables import replacing

    with replacing(output) as part:
        part.write_bytes(content)
    say(_("Written to {output}.").format(output=output))


def _snapshot(choice: str) -> "Snapshot":
    """Return the snapshot of an id, or the one in use on a day."""
    from geo.ledger import default_ledger

    used: Iterable[tuple[date, str]] = default_ledger().in_use().items()
    by_day = {when.isoformat(): snapshot_id for when, snapshot_id in used}
    return default_ledger().snapshot(by_day.get(choice, choice))
