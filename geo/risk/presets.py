"""Presets: named sets of band edges, each edge with its reason and its sources."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from geo.deal.records import Text, read_record, require_valid
from geo.deal.yaml_values import Issue
from geo.errors import InputError, UnknownNameError
from geo.paths import DATA
from geo.text.i18n import _

#: The widest edge that a distance inside Ukraine can give a meaning to.
LARGEST_EDGE_KM = 1000.0


@dataclass(frozen=True)
class BandEdge:
    """One band edge in kilometres, why it lies there, and who says so."""

    km: float
    reason: Text
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Preset:
    """A named, ascending set of band edges."""

    id: str
    name: Text
    edges: tuple[BandEdge, ...]

    @property
    def edges_km(self) -> tuple[float, ...]:
        """The edges alone, ascending."""
        return tuple(float(edge.km) for edge in self.edges)


@dataclass(frozen=True)
class _File:
    """What the file of presets holds."""

    presets: tuple[Preset, ...]


@cache
def read_presets() -> dict[str, Preset]:
    """Return the shipped presets by id, in the file's order.

    Raises
    ------
    DataError
        If the file was amended to what is no preset; the message names place and key.
    """
    path = DATA / "presets.yaml"
    reading = read_record(_File, path.read_bytes(), check=_issues)
    return {one.id: one for one in require_valid(reading, path.name).presets}


def _issues(file: _File) -> Iterator[Issue]:
    for i, one in enumerate(file.presets):
        if not _rise(one.edges_km):
            message = _("expected rising kilometres between 0 and {largest:g}")
            issue = message.format(largest=LARGEST_EDGE_KM)
            yield Issue(("presets", i, "edges"), issue)


def _rise(edges_km: Sequence[float]) -> bool:
    rising = all(inner < outer for inner, outer in pairwise((0.0, *edges_km)))
    return bool(edges_km) and rising and edges_km[-1] <= LARGEST_EDGE_KM


def preset(preset_id: str) -> Preset:
    """Return one shipped preset.

    Raises
    ------
    UnknownNameError
        If no preset has this id.
    """
    presets = read_presets()
    if preset_id not in presets:
        raise UnknownNameError(
            _("There is no preset “{id}”. Known presets: {known}.").format(
                id=preset_id, known=", ".join(presets)
            )
        )
    return presets[preset_id]


def preset_of_edges(edges_km: Sequence[float]) -> Preset:
    """Return a preset of the user's own edges, in kilometres.

    Raises
    ------
    InputError
        If there is no edge, or they do not rise from above 0 to `LARGEST_EDGE_KM`.
    """
    edges = tuple(float(km) for km in edges_km)
    if not _rise(edges):
        raise InputError(
            _(
                "Expected band edges in rising kilometres between 0 and {largest:g}, "
                "such as 10,20,30, but got {got}."
            ).format(
                largest=LARGEST_EDGE_KM,
                got=", ".join(f"{km:g}" for km in edges) or _("none"),
            )
        )
    reason = {"en": "chosen by the user", "uk": "обрано користувачем"}
    own = tuple(BandEdge(km, reason, ()) for km in edges)
    return Preset("own", {"en": "own edges", "uk": "власні межі"}, own)
