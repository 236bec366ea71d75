"""One front file, by itself: what would be accepted, repaired, asked or refused.

Whoever reads a front comes through here: the fronts that ship, a file at the command
line or in a notebook, an upload. What a front looks like beside others is reported by
`geo.update.check`.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from functools import partial
from typing import Any, NamedTuple, TypeVar

from shapely.geometry import MultiLineString, MultiPolygon

from geo.errors import InputError
from geo.fronts.front import Front
from geo.ingest.area_classes import AreaClass
from geo.ingest.dates import Day, days_in
from geo.ingest.file import File, load
from geo.ingest.front import (
    Area,
    Lines,
    Place,
    Subject,
    UploadOptions,
    rebuilt_of,
    subject_of,
    text_of,
)
from geo.ingest.layer import Layer
from geo.ingest.limits import MAX_TEXT_CHARACTERS
from geo.ingest.messages import clean, listed, quoted
from geo.ingest.read import read_file
from geo.ingest.zones import SPECK_KM2, SPECK_SEPARATION_KM, Repair, Speck
from geo.text.format import area_text, day_text, km_text, number_text
from geo.text.i18n import _, n_

#: A repair that changes more of the zone's area is asked about first.
_CONFIRM_ABOVE = 0.001

_Answer = TypeVar("_Answer")

#: SHA-256 and day of what is known already, and where it is.
Known = Mapping[tuple[str, date], str]


class Outcome(StrEnum):
    """What becomes of a file; there is nothing else."""

    ACCEPTED = "accepted"
    REPAIRED = "accepted with repairs"
    REFUSED = "refused"


class Stage(StrEnum):
    """What a check is at; reported as it goes on, for a large file takes a while."""

    READING = "reading"
    SORTING = "sorting"
    REPAIRING = "repairing"
    COMPARING = "comparing"


def unheard(_stage: Stage) -> None:
    """Report to no one."""


class Outline(NamedTuple):
    """What closed lines enclose: its area, and how much of it is known as occupied."""

    km2: float
    occupied_percent: float
    day: date


@dataclass(frozen=True, eq=False)
class Check:
    """What was found in one file, and what would become of it.

    Attributes
    ----------
    name, sha256 : str
        What the file is called; the hash of its bytes.
    outcome : Outcome
        Accepted, accepted with repairs, or refused.
    front : Front or None
        What would be accepted; None where it is refused.
    format, crs : str
        What it was recognised as, and the file's own CRS; empty if not recognised.
    features, vertices : int
        How many it holds; rows of a control table.
    as_of : date or None
        Its day, and in ``as_of_from`` where that was found.
    area_attribute : str
        What distinguishes kinds of area; empty where nothing does.
    areas : tuple of Area
        Each kind, and what it is taken for.
    outline : Outline or None
        What its lines enclose, where they may be the outline of occupied land.
    specks : tuple of Speck
        Small parts of the zone, far from every larger one, that were not dropped.
    repairs : tuple of Repair
        What was repaired, each with the km² or km that it changed.
    notes : tuple of str
        What a reader should know and need not decide.
    warnings : tuple of str
        What is strange, though no reason to refuse.
    questions : tuple of str
        What is asked before it may be accepted.
    refusals : tuple of str
        All reasons to refuse it, each with its cure.
    repeat_of : str
        Of a file in a zip of many: the one with the same bytes and day, or "the
        ledger". Refused for no other reason.
    content : bytes
        The file, to be kept beside the front.
    """

    name: str
    sha256: str
    outcome: Outcome
    front: Front | None = None
    format: str = ""
    crs: str = ""
    features: int = 0
    vertices: int = 0
    as_of: date | None = None
    as_of_from: str = ""
    area_attribute: str = ""
    areas: tuple[Area, ...] = ()
    outline: Outline | None = None
    specks: tuple[Speck, ...] = ()
    repairs: tuple[Repair, ...] = ()
    notes: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    refusals: tuple[str, ...] = ()
    repeat_of: str = ""
    content: bytes = field(default=b"", repr=False)

    @property
    def lines(self) -> tuple[Lines, ...]:
        """What its lines may be taken for; empty where it is a zone, or refused."""
        if self.front is None or self.front.line is None:
            return ()
        return ("line", "area") if self.outline else ("line",)

    @property
    def needs_confirmation(self) -> bool:
        """Whether something is asked before it may be accepted."""
        return bool(self.questions)

    def to_json(self) -> dict[str, Any]:
        """Return it as what JSON can hold, without geometry and content."""
        keys = ("name", "sha256", "format", "crs", "features", "vertices")
        lists = ("notes", "warnings", "questions", "refusals")
        front = self.front
        return {
            **{key: getattr(self, key) for key in keys},
            "outcome": self.outcome.value,
            "as_of": self.as_of.isoformat() if self.as_of else None,
            "as_of_from": self.as_of_from,
            "area_attribute": self.area_attribute or None,
            "areas": [vars(area) | {"kind": area.kind.value} for area in self.areas],
            "lines": list(self.lines),
            "specks": [speck._asdict() for speck in self.specks],
            "repairs": [repair._asdict() for repair in self.repairs],
            **{key: list(getattr(self, key)) for key in lists},
            "needs_confirmation": self.needs_confirmation,
            "repeat_of": self.repeat_of or None,
            "zone_km2": front.area_km2 if front and front.zone else None,
            "uncertainty_km": front.uncertainty_km if front else None,
        }


def refused(content: bytes, name: str, refusal: str) -> Check:
    """Return the check of a file of which nothing is known but why it is refused."""
    return Check(
        name,
        sha256_of(content),
        Outcome.REFUSED,
        refusals=(refusal,),
        content=content,
    )


def sha256_of(content: bytes) -> str:
    """Return the hash by which a file is known."""
    return hashlib.sha256(content).hexdigest()


def check_alone(
    content: bytes,
    name: str,
    options: UploadOptions,
    known: Known,
    *,
    on_progress: Callable[[Stage], None] = unheard,
) -> Check:
    """Check one file without looking at other fronts.

    Parameters
    ----------
    content : bytes
        The file.
    name : str
        What messages call it, as `geo.ingest.file.display_name` gives it.
    options : UploadOptions
        What the user says of it.
    known : mapping of (str, date) to str
        By SHA-256 and day where a file is already, which makes this one a repeat.
    on_progress : callable
        Called with each stage as it begins.
    """
    on_progress(Stage.READING)
    try:
        load(content, name=name)
        found = read_file(File(content, name, options.layer), "front")
        on_progress(Stage.SORTING)
        subject = subject_of(found, name=name, options=options)
    except InputError as error:
        return refused(content, name, str(error))
    draft = Check(
        name,
        sha256_of(content),
        Outcome.REFUSED,
        format=found.format,
        crs=found.crs,
        features=subject.features,
        vertices=subject.vertices,
        notes=subject.notes,
        content=content,
    )
    return _answered(draft, subject, options, known, on_progress)


def _tried(read: Callable[[], _Answer], refusals: list[str]) -> _Answer | None:
    """Return what is read, or None with the reason put to the others."""
    try:
        return read()
    except InputError as error:
        refusals.append(str(error))
        return None


def _answered(
    draft: Check,
    subject: Subject,
    options: UploadOptions,
    known: Known,
    on_progress: Callable[[Stage], None],
) -> Check:
    """Check all of a file; all that is wrong is reported, not only the first."""
    refusals: list[str] = []
    day = _tried(subject.day, refusals)
    if day:
        draft = replace(draft, as_of=day.day, as_of_from=day.found)
        if (draft.sha256, day.day) in known:
            return _repeated(draft, known[draft.sha256, day.day])
    uncertainty_km = _tried(subject.uncertainty_km, refusals)
    kinds = _tried(subject.kinds, refusals)
    on_progress(Stage.REPAIRING)
    place = _tried(partial(subject.place, kinds), refusals) if kinds else None
    if kinds:
        attribute, areas = kinds.classes.attribute, kinds.areas
        draft = replace(draft, area_attribute=attribute, areas=areas)
    if not day or not place or uncertainty_km is None:
        return replace(draft, refusals=tuple(dict.fromkeys(refusals)))
    front = _front(draft, place, subject.layer, uncertainty_km, options)
    accepted = replace(
        draft,
        front=front,
        outcome=Outcome.REPAIRED if place.repairs else Outcome.ACCEPTED,
        repairs=tuple(place.repairs),
        notes=(*draft.notes, *_no_kind_note(draft), *_kinds_notes(draft)),
        warnings=(*subject.warnings, *_other_day(draft.name, day)),
        specks=tuple(place.specks),
    )
    return with_questions(accepted, options)


def with_questions(check: Check, options: UploadOptions) -> Check:
    """Return a check of a file that may be accepted with what is asked before."""
    if check.front is None or options.allow_repairs:
        return check
    return replace(check, questions=tuple(_questions(check, check.front, options)))


def _front(
    draft: Check,
    place: Place,
    layer: Layer,
    uncertainty_km: float,
    options: UploadOptions,
) -> Front:
    geometry = place.geometry
    return Front(
        id=f"sha256:{draft.sha256[:12]}",
        as_of=draft.as_of or date.min,
        zone=geometry if isinstance(geometry, MultiPolygon) else None,
        line=geometry if isinstance(geometry, MultiLineString) else None,
        uncertainty_km=uncertainty_km,
        source=cleaned(options.source)
        or text_of(layer, "source", "sources")
        or draft.name,
        licence=cleaned(options.licence) or text_of(layer, "licence", "license"),
        method=place.method or text_of(layer, "method"),
        note=cleaned(options.note) or text_of(layer, "note"),
        repairs=tuple(repair.text for repair in place.repairs),
        rebuilt=options.uncertainty_km is None and (place.rebuilt or rebuilt_of(layer)),
    )


def cleaned(text: str) -> str:
    """Return what a user says of a file, as it is kept."""
    return clean(text)[:MAX_TEXT_CHARACTERS]


def _other_day(name: str, day: Day) -> list[str]:
    """Say that the file's name has another day than the one taken."""
    try:
        named = days_in(name)
    except ValueError:
        return []
    if len(named) != 1 or day.day in named:
        return []
    message = _("The file's name says {named}; {day} was taken, from {found}.")
    return [message.format(named=named.pop(), found=day.found, day=day.day)]


def _repeated(draft: Check, where: str) -> Check:
    message = _("{name}: the same file, byte for byte, as in {where}. It was skipped.")
    refusal = message.format(name=draft.name, where=where)
    return replace(draft, refusals=(refusal,), repeat_of=where)


def _no_kind_note(check: Check) -> list[str]:
    """Say that areas were taken as occupied with no word that says so."""
    count = sum(area.count for area in check.areas)
    if check.area_attribute or count < 2:
        return []
    message = n_(
        "Nothing known in the file says of what kind its {n} area is: it was taken as "
        "occupied.",
        "Nothing known in the file says of what kind its {n} areas are: all were taken "
        "as occupied.",
        count,
    )
    return [message]


def _kinds_notes(check: Check) -> list[str]:
    """Say which areas were not taken as occupied."""
    notes = []
    if grey := [area for area in check.areas if area.kind == AreaClass.GREY]:
        text = _("Grey or contested, and so not taken as occupied: {values}{size}.")
        km2 = sum(area.km2 or 0 for area in grey)
        size = _(", {km2:,.0f} km² in all").format(km2=km2) if km2 else ""
        notes.append(text.format(values=_values(grey), size=size))
    # Of settlements most are free, and nothing of them is left out.
    other = [a for a in check.areas if a.kind == AreaClass.OTHER and a.is_clear]
    if other and other[0].km2 is not None:
        text = _("Left out as not occupied, by {attribute}: {values}.")
        attribute = quoted(check.area_attribute)
        notes.append(text.format(attribute=attribute, values=_values(other)))
    return notes


def _values(areas: list[Area]) -> str:
    return listed([quoted(area.value) for area in areas])


def _line_question(outline: Outline | None) -> str:
    message = _(
        "Is it a line only? Then every deposit's side will read unknown, for a line "
        "does not say which side of it is occupied."
    )
    if outline is None:
        return message
    looks = _(
        "Its lines are closed, and of the {area} within them {percent} % are occupied "
        "on the front of {day}: they look like the outline of occupied land, and can "
        "be read as that."
    ).format(
        area=area_text(outline.km2),
        percent=number_text(outline.occupied_percent),
        day=day_text(outline.day),
    )
    return f"{message} {looks}"


def _specks_question(specks: tuple[Speck, ...]) -> str:
    farthest = specks[0]
    return _(
        "Is this land occupied? Specks under {size:g} km² and more than {apart:g} km "
        "from the rest: {count:,}, the farthest near {lon:.3f}, {lat:.3f}, {km} from "
        "the rest. Distances are measured to each."
    ).format(
        size=SPECK_KM2,
        apart=SPECK_SEPARATION_KM,
        count=len(specks),
        lon=farthest.lon,
        lat=farthest.lat,
        km=km_text(farthest.separation_km),
    )


def _questions(check: Check, front: Front, options: UploadOptions) -> Iterator[str]:
    """Yield what the user has to say yes to."""
    if front.line is not None and not options.lines:
        yield _line_question(check.outline)
    if check.specks and not options.specks:
        yield _specks_question(check.specks)
    for repair in check.repairs:
        if repair.km2 > _CONFIRM_ABOVE * front.area_km2:
            percent = 100 * repair.km2 / front.area_km2
            message = _("Is this right? It changes the area by {percent} %. {it}")
            share = number_text(percent, 0 if percent >= 10 else 2)
            yield message.format(percent=share, it=repair.text)
    unclear = [area.value for area in check.areas if not area.is_clear]
    if unclear:
        message = _(
            "Is none of these occupied? The words under {attribute} are not known, so "
            "they were left out: {values}."
        )
        values = [quoted(value) if value else _("no word at all") for value in unclear]
        yield message.format(
            attribute=quoted(check.area_attribute), values=listed(values)
        )
