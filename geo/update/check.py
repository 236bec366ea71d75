"""A stranger's front file → what would be accepted, mended, asked or refused, and why.

Nothing is stored here: the web page and ``frontlode front check`` show a `Check`, and
only what the user then says yes to goes into the ledger (`geo.ledger.add`).
"""

import hashlib
import zipfile
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from functools import partial
from io import BytesIO
from typing import Any, Protocol, TypeVar

from shapely.geometry import MultiLineString, MultiPolygon

from geo.errors import InputError
from geo.fronts.front import Front
from geo.ingest import archive
from geo.ingest.area_classes import AreaClass
from geo.ingest.dates import Day, days_in
from geo.ingest.formats import display_name, load
from geo.ingest.fronts import rebuilt_of, text_of, uncertainty_of
from geo.ingest.layer import Layer
from geo.ingest.limits import MAX_TEXT_CHARACTERS
from geo.ingest.messages import clean, listed, quoted
from geo.ingest.subjects import Area, Lines, Place, Specks, Subject, Wishes, subject_of
from geo.ingest.uploads import is_layer, read_upload
from geo.ingest.zones import SPECK_APART_KM, SPECK_KM2, Repair, Speck
from geo.text.format import area_text, day_text, km_text, number_text
from geo.text.i18n import _, n_
from geo.update.warnings import Outline, occupied_outline, oddities

#: A repair that changes more of the zone's area is asked about first.
_ASK_ABOVE = 0.001

_Answer = TypeVar("_Answer")

#: SHA-256 and day of what is known already, and where it is.
Known = Mapping[tuple[str, date], str]


class Outcome(StrEnum):
    """What becomes of a file; there is nothing else."""

    ACCEPTED = "accepted"
    REPAIRED = "accepted with repairs"
    REFUSED = "refused"


class Stage(StrEnum):
    """What a check is at; told as it goes on, for a large file takes a while."""

    READING = "reading"
    SORTING = "sorting"
    MENDING = "mending"
    COMPARING = "comparing"


class Checking(Protocol):
    """Who checks one file: `checked`, or the like of it in another process."""

    def __call__(
        self, content: bytes, name: str, wishes: Wishes, known: Known
    ) -> "Check":
        """Return the check of a file; raise nothing over what the file holds."""
        ...


def _untold(_stage: Stage) -> None:
    """Tell no one."""


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
        What tells kinds of area apart; empty where nothing does.
    areas : tuple of Area
        Each kind, and what it is taken for.
    outline : Outline or None
        What its lines enclose, where they may be the outline of occupied land.
    specks : tuple of Speck
        Small parts of the zone, far from every larger one, that were not dropped.
    repairs : tuple of Repair
        What was mended, each with the km² or km that it changed.
    notes : tuple of str
        What a reader should know and need not decide.
    oddities : tuple of str
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
    oddities: tuple[str, ...] = ()
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
        told = ("name", "sha256", "format", "crs", "features", "vertices")
        lists = ("notes", "oddities", "questions", "refusals")
        front = self.front
        return {
            **{key: getattr(self, key) for key in told},
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


def check_front(
    content: bytes,
    *,
    name: str,
    as_of: date | None = None,
    uncertainty_km: float | None = None,
    source: str = "",
    licence: str = "",
    note: str = "",
    area_attribute: str | None = None,
    area_classes: Mapping[str, str] | None = None,
    layer: str | None = None,
    lines: Lines | None = None,
    specks: Specks | None = None,
    allow_repairs: bool = False,
    today: date | None = None,
    by: Checking | None = None,
) -> Check:
    """Check one front file, of any format that is read; whatever it is, raise nothing.

    Parameters
    ----------
    content : bytes
        The file as uploaded.
    name : str
        What it is called. A date in it counts where the file itself says none.
    as_of : date, optional
        The day of the front; before the file's own.
    uncertainty_km : float, optional
        How far the true line may lie from the file's; else the file's own, else 2, or
        5 for a line rebuilt from settlements.
    source, licence, note : str
        Before the file's own.
    area_attribute : str, optional
        The attribute that tells kinds of area apart; before the one found.
    area_classes : mapping of str to str, optional
        For a value of it "occupied", "grey" or "other"; before the word list.
    layer : str, optional
        Which layer, where a file holds several.
    lines : {"line", "area"}, optional
        What the lines of a file without areas are: the contact line, which leaves
        every deposit's side unknown, or the outline of occupied land. Else it is asked.
    specks : {"keep", "drop"}, optional
        What becomes of `geo.ingest.zones.specks_of` the zone. Else it is asked.
    allow_repairs : bool
        Whether the user has seen what is asked, and said yes: a line is then a line,
        and specks are kept.
    today : date, optional
        The day that it is; a later one is odd.
    by : Checking, optional
        Who does it; `checked`, in this process, where not given.
    """
    wishes = Wishes(
        as_of,
        uncertainty_km,
        source,
        licence,
        note,
        area_attribute,
        area_classes,
        layer,
        lines,
        specks,
        allow_repairs,
        today,
    )
    return (by or checked)(content, display_name(content, name), wishes, {})


def attributed(
    front: Front, *, source: str, licence: str = "", note: str = ""
) -> Front:
    """Return a checked front with what the user says of it, before what the file says.

    Parameters
    ----------
    front : Front
        As checked.
    source, licence, note : str
        Where empty, what the file says stays.
    """
    return replace(
        front,
        source=_said(source) or front.source,
        licence=_said(licence) or front.licence,
        note=_said(note) or front.note,
    )


def bulk_names(content: bytes, *, name: str) -> list[str]:
    """Return the names of the layers in a zip; none if it is no zip.

    Several are a history, for `check_bulk`, or the choices of ``layer``.

    Raises
    ------
    InputError
        If the zip is damaged, too large, or leads out of itself.
    """
    box = _box(content, name)
    return [member.name for member in box.members] if box else []


def bulk_others(content: bytes, *, name: str) -> list[str]:
    """Return the names of files in a zip that are no layers and are left alone.

    Raises
    ------
    InputError
        As `bulk_names`.
    """
    box = _box(content, name)
    return box.others if box else []


def _box(content: bytes, name: str) -> archive.Archive | None:
    if not archive.recognises(content):
        return None
    return archive.opened(content, display_name(content, name), is_layer=is_layer)


def check_bulk(
    content: bytes,
    *,
    name: str,
    known: Collection[tuple[str, date]] = (),
    by: Checking | None = None,
    **wishes: Any,
) -> Iterator[tuple[str, Check]]:
    """Check each file of a zip, by name, one at a time; go on after a bad one.

    Parameters
    ----------
    content : bytes
        The zip.
    name : str
        What it is called.
    known : collection of (str, date)
        SHA-256 and day of what is in the ledger: such files are told as repeats and
        not looked at again, so that an interrupted history can be resumed.
    by : Checking, optional
        As for `check_front`.
    **wishes
        As for `check_front`, for every file; ``as_of`` makes no sense here.

    Yields
    ------
    (str, Check)
        The file's name in the zip, and its check.

    Raises
    ------
    InputError
        At once, if the zip is damaged, too large, or leads out of itself.
    """
    called = display_name(content, name)
    box = archive.opened(load(content, name=called), called, is_layer=is_layer)
    return _each(box, called, Wishes(**wishes), known, by or checked)


def _each(
    box: archive.Archive,
    name: str,
    wishes: Wishes,
    known: Collection[tuple[str, date]],
    by: Checking,
) -> Iterator[tuple[str, Check]]:
    seen = dict.fromkeys(known, _("the ledger"))
    for member in box.members:
        called = display_name(b"", member.name)
        try:
            data = _bytes_of(archive.content(box, member, name))
        except InputError as error:
            yield member.name, refused(b"", called, str(error))
            continue
        check = by(data, called, wishes, seen)
        if check.as_of and not check.repeat_of:
            seen[check.sha256, check.as_of] = member.name
        yield member.name, check


def _bytes_of(files: Mapping[str, bytes]) -> bytes:
    """Return a member's one file, or a Shapefile's as a zip of its own."""
    if set(files) == {""}:
        return files[""]
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as box:
        for ending, data in sorted(files.items()):
            # An entry made so has a fixed date: the same files are the same bytes.
            box.writestr(zipfile.ZipInfo(f"front{ending}"), data)
    return target.getvalue()


def refused(content: bytes, name: str, refusal: str) -> Check:
    """Return the check of a file of which nothing can be said but why it is refused."""
    return Check(
        name,
        _sha256(content),
        Outcome.REFUSED,
        refusals=(refusal,),
        content=content,
    )


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def checked(
    content: bytes,
    name: str,
    wishes: Wishes,
    known: Known,
    *,
    tell: Callable[[Stage], None] = _untold,
) -> Check:
    """Check one file in this process.

    Parameters
    ----------
    content : bytes
        The file.
    name : str
        What messages call it, as `geo.ingest.formats.display_name` gives it.
    wishes : Wishes
        What the user says of it.
    known : mapping of (str, date) to str
        By SHA-256 and day where a file is already, which makes this one a repeat.
    tell : callable
        Told of each stage as it begins.
    """
    tell(Stage.READING)
    try:
        load(content, name=name)
        found = read_upload(content, name=name, layer=wishes.layer)
        tell(Stage.SORTING)
        subject = subject_of(found, name=name, wishes=wishes)
    except InputError as error:
        return refused(content, name, str(error))
    draft = Check(
        name,
        _sha256(content),
        Outcome.REFUSED,
        format=found.format,
        crs=found.crs,
        features=subject.features,
        vertices=subject.vertices,
        notes=subject.notes,
        content=content,
    )
    return _answered(draft, subject, wishes, known, tell)


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
    wishes: Wishes,
    known: Known,
    tell: Callable[[Stage], None],
) -> Check:
    """Ask all of a file; all that is wrong is told, not the first."""
    refusals: list[str] = []
    day = _tried(subject.day, refusals)
    if day:
        draft = replace(draft, as_of=day.day, as_of_from=day.found)
        if (draft.sha256, day.day) in known:
            return _repeated(draft, known[draft.sha256, day.day])
    uncertainty_km = _tried(partial(_uncertainty_km, draft, subject, wishes), refusals)
    kinds = _tried(subject.kinds, refusals)
    tell(Stage.MENDING)
    place = _tried(partial(subject.place, kinds), refusals) if kinds else None
    if kinds:
        attribute, areas = kinds.classes.attribute, kinds.areas
        draft = replace(draft, area_attribute=attribute, areas=areas)
    if not day or not place or uncertainty_km is None:
        return replace(draft, refusals=tuple(dict.fromkeys(refusals)))
    front = _front(draft, place, subject.layer, uncertainty_km, wishes)
    tell(Stage.COMPARING)
    odd = (*subject.oddities, *_other_day(draft.name, day))
    accepted = replace(
        draft,
        front=front,
        outcome=Outcome.REPAIRED if place.repairs else Outcome.ACCEPTED,
        repairs=tuple(place.repairs),
        notes=(*draft.notes, *_untold_note(draft), *_grey_note(draft.areas)),
        oddities=(*odd, *oddities(front, today=wishes.today)),
        outline=occupied_outline(front),
        specks=tuple(place.specks),
    )
    asked = () if wishes.allow_repairs else tuple(_questions(accepted, front, wishes))
    return replace(accepted, questions=asked)


def _uncertainty_km(draft: Check, subject: Subject, wishes: Wishes) -> float:
    given = wishes.uncertainty_km
    own = subject.uncertainty_km if given is None else given
    return uncertainty_of(subject.layer, own, draft.name)


def _front(
    draft: Check, place: Place, layer: Layer, uncertainty_km: float, wishes: Wishes
) -> Front:
    geometry = place.geometry
    return Front(
        id=f"sha256:{draft.sha256[:12]}",
        as_of=draft.as_of or date.min,
        zone=geometry if isinstance(geometry, MultiPolygon) else None,
        line=geometry if isinstance(geometry, MultiLineString) else None,
        uncertainty_km=uncertainty_km,
        source=_said(wishes.source)
        or text_of(layer, "source", "sources")
        or draft.name,
        licence=_said(wishes.licence) or text_of(layer, "licence", "license"),
        method=place.method or text_of(layer, "method"),
        note=_said(wishes.note) or text_of(layer, "note"),
        repairs=tuple(repair.text for repair in place.repairs),
        rebuilt=wishes.uncertainty_km is None and (place.rebuilt or rebuilt_of(layer)),
    )


def _said(text: str) -> str:
    return clean(text)[:MAX_TEXT_CHARACTERS]


def _other_day(name: str, day: Day) -> list[str]:
    """Say that the file's name has another day than the one taken."""
    try:
        named = days_in(name)
    except ValueError:
        return []
    if len(named) != 1 or day.day in named:
        return []
    said = _("The file's name says {named}; {day} was taken, from {found}.")
    return [said.format(named=named.pop(), found=day.found, day=day.day)]


def _repeated(draft: Check, where: str) -> Check:
    said = _("{name}: the same file, byte for byte, as in {where}. It was skipped.")
    refusal = said.format(name=draft.name, where=where)
    return replace(draft, refusals=(refusal,), repeat_of=where)


def _untold_note(check: Check) -> list[str]:
    """Say that areas were taken as occupied with no word that says so."""
    count = sum(area.count for area in check.areas)
    if check.area_attribute or count < 2:
        return []
    said = n_(
        "Nothing known in the file says of what kind its {n} area is: it was taken as "
        "occupied.",
        "Nothing known in the file says of what kind its {n} areas are: all were taken "
        "as occupied.",
        count,
    )
    return [said]


def _grey_note(areas: tuple[Area, ...]) -> list[str]:
    grey = [area for area in areas if area.kind == AreaClass.GREY]
    if not grey:
        return []
    said = _("Grey or contested, and so not taken as occupied: {values}{size}.")
    km2 = sum(area.km2 or 0 for area in grey)
    size = _(", {km2:,.0f} km² in all").format(km2=km2) if km2 else ""
    values = listed([quoted(area.value) for area in grey])
    return [said.format(values=values, size=size)]


def _line_question(outline: Outline | None) -> str:
    said = _(
        "Is it a line only? Then every deposit's side will read unknown, for a line "
        "does not say which side of it is occupied."
    )
    if outline is None:
        return said
    looks = _(
        "Its lines are closed, and of the {area} within them {percent} % are occupied "
        "on the front of {day}: they look like the outline of occupied land, and can "
        "be read as that."
    ).format(
        area=area_text(outline.km2),
        percent=number_text(outline.occupied_percent),
        day=day_text(outline.day),
    )
    return f"{said} {looks}"


def _specks_question(specks: tuple[Speck, ...]) -> str:
    farthest = specks[0]
    return _(
        "Is this land occupied? Specks under {size:g} km² and more than {apart:g} km "
        "from the rest: {count:,}, the farthest near {lon:.3f}, {lat:.3f}, {km} from "
        "the rest. Distances are measured to each."
    ).format(
        size=SPECK_KM2,
        apart=SPECK_APART_KM,
        count=len(specks),
        lon=farthest.lon,
        lat=farthest.lat,
        km=km_text(farthest.apart_km),
    )


def _questions(check: Check, front: Front, wishes: Wishes) -> Iterator[str]:
    """Yield what the user has to say yes to."""
    if front.line is not None and not wishes.lines:
        yield _line_question(check.outline)
    if check.specks and not wishes.specks:
        yield _specks_question(check.specks)
    for repair in check.repairs:
        if repair.km2 > _ASK_ABOVE * front.area_km2:
            percent = 100 * repair.km2 / front.area_km2
            said = _("Is this right? It changes the area by {percent} %. {it}")
            share = number_text(percent, 0 if percent >= 10 else 2)
            yield said.format(percent=share, it=repair.text)
    unclear = [area.value for area in check.areas if not area.is_clear]
    if unclear:
        said = _(
            "Is none of these occupied? The words under {attribute} are not known, so "
            "they were left out: {values}."
        )
        values = [quoted(value) if value else _("no word at all") for value in unclear]
        yield said.format(attribute=quoted(check.area_attribute), values=listed(values))
