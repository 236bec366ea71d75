"""What a figure is counted on: deposits, fronts and texts, each with its digest."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from copy import copy
from dataclasses import asdict, replace
from functools import cache, partial
from typing import Any, Self, TypeVar

import geopandas as gpd
import pandas as pd
import shapely

from geo.assessment.assess import assess_measured
from geo.assessment.change import Change, change
from geo.assessment.ensemble import can_be_drawn, draw_signed_km
from geo.assessment.matrix import Matrix, matrix
from geo.assessment.ranges import (
    Ensemble,
    Ranges,
    ensemble_of,
    headline_ranges,
    readings_of,
)
from geo.assessment.summary import NEAR_KM
from geo.deal.ground import carried_out, derived
from geo.deal.load import scenario
from geo.deal.scenario import Scenario
from geo.errors import InputError
from geo.fronts.front import Front
from geo.fronts.movement import move_front
from geo.geodesy.nearest import Floats
from geo.ingest.shipped import shipped_deposits
from geo.ledger import default_ledger
from geo.paths import DATA
from geo.risk.distance import measure
from geo.risk.presets import Preset
from geo.schema import ThreatEdge
from geo.text.figure.ids import digest
from geo.text.figure.tokens import OWN, number_token
from geo.text.i18n import _, language

Found = TypeVar("Found")

#: Before the kilometres that a front's own uncertainty is replaced by, in its name.
_UNCERTAIN = "~"

#: What distances rest on beside the front: outlines, coasts, and the calibration.
_BASE_FILES = (
    "border.geojson",
    "calibration.json",
    "front_uncertainty.yaml",
    "neighbours.geojson",
    "oblasts.geojson",
    "ukraine.geojson",
    "water.geojson",
)


def front_name(front_id: str, uncertainty_km: float | None = None) -> str:
    """Return what a figure calls a front.

    Parameters
    ----------
    front_id : str
        Of a snapshot, of one derived from it (`geo.deal.ground.derived_id`), or of a
        file.
    uncertainty_km : float, optional
        What its own uncertainty is replaced by.
    """
    base, plus, rest = front_id.partition("+")
    if base.startswith("sha256:"):
        base = OWN
    if uncertainty_km is not None:
        base += f"{_UNCERTAIN}{number_token(uncertainty_km)}"
    return f"{base}{plus}{rest}"


class Inputs:
    """Deposits, fronts and texts by name, and what is measured of them.

    Each is read or measured once. A subclass may keep them elsewhere, such as for all
    sessions of a web app.

    Parameters
    ----------
    deposits : GeoDataFrame, optional
        Validated deposits that are at hand; without them, those that ship are read.
    own : bool
        Whether they are one's own, and not those that ship.
    fronts : mapping of str to Front, optional
        Fronts that are at hand by their name (`front_name`).
    text : Scenario, optional
        The text that is called "own".
    """

    def __init__(
        self,
        *,
        deposits: gpd.GeoDataFrame | None = None,
        own: bool = True,
        fronts: Mapping[str, Front] | None = None,
        text: Scenario | None = None,
    ) -> None:
        self.has_own_deposits = own and deposits is not None
        self._deposits = deposits
        self._fronts = dict(fronts or {})
        self._text = text
        self._kept: dict[tuple[object, ...], Any] = {}

    def once(self, key: tuple[object, ...], make: Callable[[], Found]) -> Found:
        """Return what is made once, and kept by its key."""
        if key not in self._kept:
            self._kept[key] = make()
        found: Found = self._kept[key]
        return found

    def deposits(self) -> gpd.GeoDataFrame:
        """Return the deposits, all of them."""
        if self._deposits is None:
            self._deposits = shipped_deposits()
        return self._deposits

    def front(self, name: str) -> Front:
        """Return the front of a name.

        Raises
        ------
        InputError
            If it is one's own, and not given.
        UnknownNameError, StoreError
            If the ledger has no such front, or cannot read it.
        """
        return self.once(("front", name), partial(self._front, name))

    def _front(self, name: str) -> Front:
        if name in self._fronts:
            return self._fronts[name]
        base, plus, rest = name.partition("+")
        if plus:
            return self._carried_out(base, rest)
        front_id, uncertain, km = base.partition(_UNCERTAIN)
        front = self._named(front_id)
        if not uncertain:
            return front
        return replace(front, uncertainty_km=float(km), rebuilt=False)

    def _named(self, front_id: str) -> Front:
        if front_id in self._fronts:
            return self._fronts[front_id]
        if front_id.partition("-")[0] == OWN:
            raise InputError(
                _(
                    "This figure was counted on a front from a file. Give the file "
                    "with --front FILE."
                )
            )
        return default_ledger().read(front_id)

    def _carried_out(self, base: str, rest: str) -> Front:
        found = derived(f"{base}+{rest}")
        if found is None:
            raise InputError(
                _(
                    "Expected a text that can be carried out, such as “{example}”, but "
                    "got “{got}”. No text here can be carried out so."
                ).format(example="us_2025_11_20_28points", got=rest)
            )
        front = self.front(base)
        return carried_out(front, found.scenario, **found.option._asdict())

    def moved(self, name: str, km: float, oblast: str) -> Front:
        """Return a front whose line has moved."""
        make = partial(move_front, self.front(name), km, oblast=oblast or None)
        return self.once(("moved", name, km, oblast), make)

    def measured(self, name: str) -> pd.DataFrame:
        """Return side and distance of the deposits on a front."""
        make = partial(measure, self.deposits(), self.front(name))
        return self.once(("measured", name), make)

    def measured_moved(self, name: str, km: float, oblast: str) -> pd.DataFrame:
        """Return side and distance of the deposits on a front that has moved."""
        return measure(self.deposits(), self.moved(name, km, oblast))

    def changed(self, before: str, name: str, km: float, oblast: str) -> Change:
        """Return what changes from a front to one that has moved."""
        return change(self.front(before), self.moved(name, km, oblast))

    def difference(self, before: str, after: str) -> Change:
        """Return what changes from one front to another."""
        make = partial(change, self.front(before), self.front(after))
        return self.once(("change", before, after), make)

    def scenario(self, scenario_id: str) -> Scenario:
        """Return a text by its id.

        Raises
        ------
        InputError
            If it is one's own, and not given.
        UnknownNameError
            If none has this id.
        """
        if scenario_id != OWN:
            return scenario(scenario_id)
        if self._text is None:
            raise InputError(
                _(
                    "This figure was counted for a text from a file. Give the file "
                    "with --text FILE."
                )
            )
        return self._text

    def assessed(
        self,
        front_name: str,
        scenario_id: str,
        *,
        preset: Preset,
        threat_edge: ThreatEdge = "zone",
    ) -> gpd.GeoDataFrame:
        """Return the deposits assessed, all of them."""
        make = partial(
            assess_measured,
            self.deposits(),
            self.measured(front_name),
            self.front(front_name),
            preset=preset,
            scenario=self.scenario(scenario_id),
            threat_edge=threat_edge,
        )
        key = ("assessed", front_name, scenario_id, preset.edges_km, threat_edge)
        return self.once(key, make)

    def matrix(self, front_name: str, scenario_id: str, *, preset: Preset) -> Matrix:
        """Return what a text covers of all deposits, by first mineral and band."""
        make = partial(
            matrix,
            self.assessed(front_name, scenario_id, preset=preset),
            edges_km=preset.edges_km,
            ensemble=self.ensemble(front_name, scenario_id),
        )
        return self.once(("matrix", front_name, scenario_id, preset.edges_km), make)

    def ranges(self, front_name: str, scenario_id: str) -> Ranges | None:
        """Return the headline's counts of all deposits as ranges, if they have any."""
        drawn = self.ensemble(front_name, scenario_id)
        if drawn is None:
            return None
        make = partial(headline_ranges, drawn, near_km=NEAR_KM)
        return self.once(("ranges", front_name, scenario_id), make)

    def ensemble(self, front_name: str, scenario_id: str) -> Ensemble | None:
        """Return the draws of all deposits; None where no count has a range."""
        make = partial(self._ensemble, front_name, scenario_id)
        return self.once(("ensemble", front_name, scenario_id), make)

    def _ensemble(self, front_name: str, scenario_id: str) -> Ensemble | None:
        drawn = self.drawn(front_name)
        if drawn is None:
            return None
        deposits, measured = self.deposits(), self.measured(front_name)
        readings = readings_of(
            self.scenario(scenario_id), deposits, measured["control"]
        )
        return ensemble_of(measured, drawn, readings)

    def drawn(self, front_name: str) -> Floats | None:
        """Return the draws of all deposits' distances; None where none is drawn."""
        deposits, front = self.deposits(), self.front(front_name)
        if deposits.empty or not can_be_drawn(front, "zone"):
            return None
        make = partial(draw_signed_km, deposits, self.measured(front_name), front)
        return self.once(("drawn", front_name), make)

    def ranges_moved(
        self, name: str, km: float, oblast: str, text: Scenario
    ) -> Ranges | None:
        """Return the headline's ranges under a text once a front's line has moved.

        A line that does not move has those of the front itself.
        """
        drawn, measured = self.drawn(name), self.measured(name)
        if drawn is None:
            return None
        if km:
            measured = self.measured_moved(name, km, oblast)
            drawn = self.drawn_moved(name, km, oblast)
        readings = readings_of(text, self.deposits(), measured["control"])
        return headline_ranges(ensemble_of(measured, drawn, readings), near_km=NEAR_KM)

    def drawn_moved(self, name: str, km: float, oblast: str) -> Floats:
        """Return the draws of all deposits' distances once the line has moved."""
        measured = self.measured_moved(name, km, oblast)
        return draw_signed_km(self.deposits(), measured, self.moved(name, km, oblast))

    # Digests

    def deposits_digest(self) -> str:
        """Return the digest of all that is known of the deposits but their permits."""
        return self.once(("deposits",), partial(_deposits_digest, self.deposits()))

    def permits_digest(self) -> str:
        """Return the digest of the permits."""
        return self.once(("permits",), partial(_permits_digest, self.deposits()))

    def fronts_digest(self, names: Iterable[str], length: int) -> str:
        """Return the digest of fronts: land, day and uncertainty.

        Of one on which a text is carried out, of the front that it is carried out on.
        ``length`` is of each one's own digest.
        """
        bases = [name.partition("+")[0] for name in names]
        digests = (
            self.once(("digest", base), partial(_front_digest, self.front(base)))
            for base in bases
        )
        return _digest_of([one[:length] for one in digests])

    def with_text(self, text: Scenario) -> Self:
        """Return the same inputs with a text that is called "own"."""
        other = copy(self)
        other._text = text
        other._kept = {key: one for key, one in self._kept.items() if OWN not in key}
        return other


def _front_digest(front: Front) -> str:
    land = front.line if front.zone is None else front.zone
    return _digest_of(
        [
            shapely.to_wkb(shapely.normalize(land), hex=True, byte_order=1),
            front.as_of.isoformat(),
            f"{front.uncertainty_km:g}",
            front.rebuilt,
        ]
    )


def _permits_digest(deposits: gpd.GeoDataFrame) -> str:
    return _digest_of(deposits["licences"].map(list).to_dict())


def _deposits_digest(deposits: gpd.GeoDataFrame) -> str:
    rows = pd.DataFrame(
        deposits.drop(columns=["licences", "geometry"], errors="ignore")
    )
    places = shapely.to_wkb(deposits.geometry.to_numpy(), hex=True, byte_order=1)
    return _digest_of([rows.reset_index().to_dict("records"), list(places)])


def texts_digest(texts: Iterable[Scenario], files: tuple[str, ...], length: int) -> str:
    """Return the digest of texts, of what they share, and of other shipped files.

    ``length`` is of the files' own digest.
    """
    shared = _files_digest(("terms/minerals.yaml", "terms/bases.yaml", *files))
    shared = shared[:length]
    return _digest_of([*map(_text_facts, texts), shared])


@cache
def _text_facts(text: Scenario) -> dict[str, Any]:
    return asdict(text)


def base_digest() -> str:
    """Return the digest of outlines, coasts and calibration."""
    return _files_digest(_BASE_FILES)


@cache
def _files_digest(names: tuple[str, ...]) -> str:
    return digest(b"\0".join((DATA / name).read_bytes() for name in names))


def _digest_of(value: object) -> str:
    text = json.dumps(value, sort_keys=True, default=str, ensure_ascii=False)
    return digest(text.encode("utf-8", "surrogatepass"))


@contextmanager
def in_english() -> Iterator[None]:
    """Count in English, whatever the reader's language: the digest is of that."""
    token = language.set("en")
    try:
        yield
    finally:
        language.reset(token)
