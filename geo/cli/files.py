"""Front files on the command line: what may be stated of one, and why.

Whatever `frontlode front check` accepts, every verb accepts, and with the same options;
what it asks has to be answered first.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from geo.cli.output import day, say
from geo.errors import InputError
from geo.text.i18n import _

if TYPE_CHECKING:
    from geo.fronts.front import Front
    from geo.update.check import Check


def day_option(
    _ctx: click.Context, _param: click.Parameter, text: str | None
) -> date | None:
    """Return the day that an option names."""
    return None if text is None else day(text)


def _classes_option(
    _ctx: click.Context, _param: click.Parameter, texts: tuple[str, ...]
) -> dict[str, str] | None:
    pairs = [text.rpartition("=") for text in texts]
    if not all(value for value, _equals, _kind in pairs):
        raise click.BadParameter(_("Expected VALUE=occupied, =grey or =other."))
    return {value: kind for value, _equals, kind in pairs} or None


def with_upload_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options with which a user helps a file to be understood."""
    options = (
        click.option(
            "--as-of",
            callback=day_option,
            metavar="DATE",
            help=_("The day that a front file shows; before the file's own."),
        ),
        click.option(
            "--attribute",
            "area_attribute",
            metavar="NAME",
            help=_("The attribute that names the kinds of area."),
        ),
        click.option(
            "--class",
            "area_classes",
            multiple=True,
            callback=_classes_option,
            metavar="VALUE=KIND",
            help=_("What a value stands for: occupied, grey or other."),
        ),
        click.option("--layer", metavar="NAME", help=_("Which layer of several.")),
        click.option(
            "--lines",
            type=click.Choice(["line", "area"]),
            help=_(
                "What the lines of a file without areas are: the contact line, which "
                "leaves every deposit's side unknown, or the outline of an occupied "
                "area."
            ),
        ),
        click.option(
            "--specks",
            type=click.Choice(["keep", "drop"]),
            help=_(
                "What becomes of occupied parts under 1 km² that lie more than 2 km "
                "from the rest."
            ),
        ),
        click.option(
            "--allow-repairs",
            is_flag=True,
            help=_(
                "Confirm all that is asked of a file, such as repairs that change "
                "its area by more than 0.1 %."
            ),
        ),
    )
    for option in reversed(options):
        command = option(command)
    return command


def require_use(options: dict[str, Any], files: Sequence[object]) -> None:
    """Refuse, as wrong usage, options that apply to none of a command's files."""
    if any(options.values()) and not files:
        raise click.UsageError(
            _(
                "--as-of, --attribute, --class, --layer, --lines, --specks and "
                "--allow-repairs are about a front file, but none was given."
            )
        )
    if options["as_of"] and len(files) > 1:
        raise click.UsageError(
            _(
                "--as-of is the day of one front file, but two were given. Put each "
                "day into its file's name."
            )
        )


def read_front_file(
    path: Path, *, uncertainty_km: float | None = None, **options: Any
) -> "Front":
    """Return the front of a file, and report what a reader should know of it.

    Raises
    ------
    InputError
        If it is refused, or something needs confirmation that the options do not give.
    """
    from geo.ingest.file import display_name, load
    from geo.update.check import check_front
    from geo.update.worker import checking

    name = display_name(path, "")
    content = load(path, name=name)
    with checking(content) as by:
        check = check_front(
            content, name=name, by=by, uncertainty_km=uncertainty_km, **options
        )
    front = agreed(check)
    if not options["as_of"]:
        message = _("{name} is taken as the front of {day}, from {where}.")
        say(message.format(name=check.name, day=check.as_of, where=check.as_of_from))
    for label, texts in (
        (_("Repaired"), front.repairs),
        (_("Note"), check.notes),
        (_("Unusual"), check.warnings),
    ):
        for text in texts:
            say(f"{label}: {text}")
    return front


def agreed(check: "Check") -> "Front":
    """Return a checked front that may be used as it is.

    Raises
    ------
    InputError
        Otherwise: all that is asked and refused, with the options that settle it.
    """
    if check.front is None or check.needs_confirmation:
        raise InputError(objection(check))
    return check.front


def objection(check: "Check") -> str:
    """Return why a file is not taken as it is, and the cure; empty where it is."""
    parts = [*check.refusals]
    if check.questions:
        first = _("{name} is not taken before this is settled.").format(name=check.name)
        parts = [first, *check.questions, *parts]
    return " ".join([*parts, *cures(check)])


def cures(check: "Check") -> Iterator[str]:
    """Yield the options that settle what is asked or refused."""
    if not check.format and _holds_several(check):
        yield _("The option is --layer NAME; `frontlode front add` takes all of them.")
    if check.format and not check.as_of:
        yield _("The option is --as-of DATE.")
    unclear = any(not area.is_clear for area in check.areas)
    nothing = bool(check.areas) and not any(a.kind == "occupied" for a in check.areas)
    if (check.questions or check.refusals) and (unclear or nothing):
        yield _(
            "Say what a value stands for with --class VALUE=occupied, VALUE=grey or "
            "VALUE=other."
        )
    if check.questions and "line" in check.lines:
        yield _("--lines line takes it as a line.")
    if check.questions and "area" in check.lines:
        yield _("--lines area reads it as the outline of occupied land.")
    if check.questions and check.specks:
        yield _("--specks drop leaves the specks out, --specks keep keeps them.")
    if check.questions:
        yield _("--allow-repairs confirms all that is asked.")


def _holds_several(check: "Check") -> bool:
    from geo.update.check import bulk_names

    try:
        return len(bulk_names(check.content, name=check.name)) > 1
    except InputError:
        return False
