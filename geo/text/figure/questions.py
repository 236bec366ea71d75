"""The questions about a front: sides, reach, cells, texts, the claim, estimates."""

from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Self, cast

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.assessment.change import change_text, source_texts
from geo.assessment.compare import diff_versions
from geo.assessment.estimates import compared, comparison_text
from geo.assessment.matrix import TOTAL, By, Matrix, matrix
from geo.assessment.ranges import Ensemble, Ranges, headline_ranges
from geo.assessment.summary import NEAR_KM, headline
from geo.assessment.timeline import then_and_now
from geo.deal.ground import side_finding, with_assumption
from geo.deal.lists import read_estimates
from geo.deal.load import default_scenario
from geo.deal.permits import known_on
from geo.deal.scenario import Finding
from geo.errors import InputError
from geo.risk.presets import Preset, preset, preset_of_edges
from geo.schema import ThreatEdge
from geo.text.claim import (
    ClaimRanges,
    claim_counts,
    claim_finding,
    claim_ranges,
    read_claim,
)
from geo.text.figure import tokens
from geo.text.figure.inputs import Inputs
from geo.text.figure.question import Question, option, part
from geo.text.figure.tokens import name_token, require_named, wrong
from geo.text.filters import Filters, chosen, filters_text
from geo.text.format import day_text
from geo.text.gaps import gaps, gaps_finding
from geo.text.groups import ATTRIBUTES, group_finding, values_of
from geo.text.i18n import _
from geo.text.quote import (
    cell_finding,
    quotation,
    reach_finding,
    then_finding,
    with_knowledge,
    with_parts,
)
from geo.text.sentences import control_range_text, finding_text, none_found_text


@dataclass(frozen=True, kw_only=True)
class OnFront(Question):
    """A question about one front, of deposits that ship or of one's own."""

    front: str = part(tokens.FRONT)

    def front_names(self) -> tuple[str, ...]:
        return (self.front,)

    def quotation(self, finding: str, inputs: Inputs, figure: str) -> str:
        ids = self.scenario_ids()
        return quotation(
            finding,
            inputs.front(self.front),
            inputs.scenario(ids[0]) if ids else None,
            figure=figure,
        )


@dataclass(frozen=True, kw_only=True)
class _OfChosen(OnFront):
    """A question about the deposits that pass filters, whose names are tokens."""

    deposits: str = option("d", tokens.NAME, "")
    commodities: tuple[str, ...] = option("c", tokens.NAMES, ())
    groups: tuple[str, ...] = option("g", tokens.NAMES, ())
    oblasts: tuple[str, ...] = option("o", tokens.NAMES, ())
    statuses: tuple[str, ...] = option("s", tokens.NAMES, ())
    on_list_57: bool = option("l", tokens.FLAG, False)
    threat_edge: ThreatEdge = option("e", tokens.EDGE, "zone")  # noqa: RUF009

    def about(self, filters: Filters) -> Self:
        """Return the question about the deposits that pass these filters."""
        requested: dict[str, Any] = {
            name: tuple(sorted(map(name_token, getattr(filters, name))))
            for name in _FILTERED
        }
        return replace(self, on_list_57=filters.on_list_57, **requested)

    def filters(self, deposits: gpd.GeoDataFrame) -> Filters:
        """Return the filters by the names that deposits have.

        Raises
        ------
        InputError
            If no deposit has one of them.
        """
        requested: dict[str, Any] = {}
        for name, column in _FILTERED.items():
            if names := getattr(self, name):
                known = list(map(str, deposits[column].explode().dropna().unique()))
                requested[name] = tuple(require_named(one, known) for one in names)
        return Filters(**requested, on_list_57=self.on_list_57)

    def _preset(self) -> Preset:
        return preset("default")

    def rows(self, inputs: Inputs, scenario_id: str) -> gpd.GeoDataFrame:
        """Return the deposits that pass the filters, assessed."""
        self._require_deposits(inputs)
        assessed = inputs.assessed(
            self.front,
            scenario_id,
            preset=self._preset(),
            threat_edge=self.threat_edge,
        )
        return assessed[chosen(assessed, self.filters(assessed))]

    def ensemble(self, inputs: Inputs, scenario_id: str) -> Ensemble | None:
        """Return the draws of the deposits that pass the filters; None where none is.

        All deposits are drawn together, whatever the filters, so that a deposit lies
        in one place on a draw, whoever is counted with it.
        """
        every = inputs.ensemble(self.front, scenario_id)
        passes = chosen(inputs.deposits(), self.filters(inputs.deposits()))
        if every is None or self.threat_edge != "zone" or not passes.any():
            return None
        return every.take(np.flatnonzero(passes))

    def ranges(self, inputs: Inputs, scenario_id: str) -> Ranges | None:
        """Return the headline's counts as ranges, where they have any."""
        if self.filters(inputs.deposits()).is_all and self.threat_edge == "zone":
            return inputs.ranges(self.front, scenario_id)
        drawn = self.ensemble(inputs, scenario_id)
        return None if drawn is None else headline_ranges(drawn, near_km=NEAR_KM)

    def _require_deposits(self, inputs: Inputs) -> None:
        if (self.deposits == tokens.OWN) == inputs.has_own_deposits:
            return
        text = _("This figure counts the deposits that ship. Leave --deposits out.")
        if self.deposits == tokens.OWN:
            text = _(
                "This figure counts deposits from a file. Give the file with "
                "--deposits FILE."
            )
        raise InputError(text)

    def with_choice(self, finding: str, count: int, inputs: Inputs) -> str:
        """Return a finding with what was chosen, if anything was."""
        deposits = inputs.deposits()
        text = filters_text(self.filters(deposits), count, of_all=len(deposits))
        return f"{finding}; {text[:1].lower()}{text[1:]}" if text else finding

    def quotation(self, finding: str, inputs: Inputs, figure: str) -> str:
        ids = self.scenario_ids()
        return quotation(
            finding,
            inputs.front(self.front),
            inputs.scenario(ids[0]) if ids else None,
            threat_edge=self.threat_edge,
            figure=figure,
        )


_FILTERED = {
    "commodities": "commodities",
    "groups": "commodity_group",
    "oblasts": "oblast",
    "statuses": "status",
}


@dataclass(frozen=True, kw_only=True)
class Sides(_OfChosen):
    """How many deposits are occupied, near and farther: the headline of the map."""

    kind = "sides"
    rests_on = ("deposits", "front", "base")

    def finding(self, inputs: Inputs) -> str:
        # The sides are the same under every text.
        text = default_scenario().id
        rows = self.rows(inputs, text)
        of_all = len(inputs.deposits())
        counts, ranges = headline(rows), self.ranges(inputs, text)
        answer = finding_text(
            counts, of_all=of_all, threat_edge=self.threat_edge, ranges=ranges
        )
        answer = with_assumption(answer, inputs.front(self.front))
        answer = control_range_text(answer, counts, ranges)
        return self.with_choice(answer, len(rows), inputs)


@dataclass(frozen=True, kw_only=True)
class OfText(_OfChosen):
    """A question about a text on a front."""

    scenario: str = part(tokens.SCENARIO)

    def scenario_ids(self) -> tuple[str, ...]:
        return (self.scenario,)


@dataclass(frozen=True, kw_only=True)
class Reach(OfText):
    """What a text says of the deposits, class by class, and how many in reach."""

    kind = "reach"

    def finding(self, inputs: Inputs) -> str:
        rows, text = self.rows(inputs, self.scenario), inputs.scenario(self.scenario)
        answer = reach_finding(rows, text, self.ranges(inputs, self.scenario))
        return self.with_choice(answer, len(rows), inputs)


@dataclass(frozen=True, kw_only=True)
class Gaps(OfText):
    """Between which counts reach lies, with all that is open."""

    kind = "gaps"

    def finding(self, inputs: Inputs) -> str:
        rows, text = self.rows(inputs, self.scenario), inputs.scenario(self.scenario)
        found = gaps(rows, text, inputs.front(self.front))
        finding = gaps_finding(found, rows, text)
        finding = with_assumption(finding, inputs.front(self.front))
        return self.with_choice(finding, len(rows), inputs)


@dataclass(frozen=True, kw_only=True)
class _InBands(OfText):
    """A question about a text on a front, by bands."""

    rests_on = ("deposits", "permits", "front", "texts", "bands", "base")

    edges_km: tuple[float, ...] = option("b", tokens.NUMBERS, ())

    def in_bands(self, bands: Preset) -> Self:
        """Return the question by these bands."""
        return replace(self, edges_km=() if bands.id == "default" else bands.edges_km)

    def _preset(self) -> Preset:
        return preset_of_edges(self.edges_km) if self.edges_km else preset("default")

    def bands(self) -> tuple[float, ...]:
        return self._preset().edges_km


@dataclass(frozen=True, kw_only=True)
class OfGroup(_InBands):
    """The headline's counts of the deposits of one holder, oblast, band and so on."""

    kind = "group"

    by: str = part(tokens.NAME)
    value: str = part(tokens.NAME)

    def at(self, value: str) -> Self:
        """Return the question about another group, by its name."""
        return replace(self, value=name_token(value))

    def finding(self, inputs: Inputs) -> str:
        rows, text = self.rows(inputs, self.scenario), inputs.scenario(self.scenario)
        by = require_named(self.by, list(ATTRIBUTES))
        answer = group_finding(
            rows,
            by,
            require_named(self.value, values_of(rows, by)),
            text,
            edges_km=self.bands(),
            ensemble=self.ensemble(inputs, self.scenario),
        )
        answer = with_assumption(answer, inputs.front(self.front))
        answer = with_knowledge(answer, known_on(rows["licences"]))
        answer += none_found_text(rows)
        return self.with_choice(answer, len(rows), inputs)


@dataclass(frozen=True, kw_only=True)
class CellOfMatrix(_InBands):
    """One cell of a text's matrix: of one first mineral or group, in one band."""

    kind = "cell"

    row: str = part(tokens.NAME)
    column: str = part(tokens.NAME)
    by: By = option("y", tokens.ROWS, "primary_commodity")  # noqa: RUF009

    @classmethod
    def of(
        cls, front: str, scenario: str, row: str = TOTAL, column: str = TOTAL
    ) -> Self:
        """Return the question about a cell by the names of its row and column."""
        whole = cls(front=front, scenario=scenario, row="", column="")
        return whole.at(row, column)

    def at(self, row: str, column: str) -> Self:
        """Return the question about another cell of the same matrix."""
        return replace(
            self, row=name_token(row), column=name_token(_column_name(column))
        )

    def finding(self, inputs: Inputs) -> str:
        text, table = inputs.scenario(self.scenario), self.table(inputs)
        rows = self.rows(inputs, self.scenario)
        columns = {name_token(_column_name(one)): one for one in table.columns}
        if self.column not in columns:
            raise wrong(self.column, ", ".join(columns))
        row = require_named(self.row, [TOTAL, *rows[self.by].unique()])
        column = columns[self.column]
        answer = cell_finding(
            table,
            text,
            row=row,
            column=column,
            known=known_on(rows["licences"]),
            within=table.ranges.get((row, column)),
        )
        return self.with_choice(answer, len(rows), inputs)

    def table(self, inputs: Inputs) -> Matrix:
        """Return the matrix that it is a cell of."""
        bands, whole = self._preset(), self.at(TOTAL, TOTAL)
        if replace(whole, edges_km=()) == self.of(self.front, self.scenario):
            return inputs.matrix(self.front, self.scenario, preset=bands)
        make = partial(
            matrix,
            self.rows(inputs, self.scenario),
            edges_km=bands.edges_km,
            by=self.by,
            ensemble=self.ensemble(inputs, self.scenario),
        )
        return inputs.once(("matrix", whole), make)


def _column_name(column: str) -> str:
    """Return a band's name without what an id cannot hold: "10-20", "over-100"."""
    return column.removesuffix(" km").replace("–", "-").replace(">", "over-")


@dataclass(frozen=True, kw_only=True)
class Then(OnFront):
    """What a text had in reach on the front of its own time, and has on a later one."""

    kind = "then"

    then: str = part(tokens.FRONT)
    scenario: str = part(tokens.SCENARIO)

    def front_names(self) -> tuple[str, ...]:
        return (self.then, self.front)

    def scenario_ids(self) -> tuple[str, ...]:
        return (self.scenario,)

    def finding(self, inputs: Inputs) -> str:
        fronts = (inputs.front(self.then), inputs.front(self.front))
        sides = {
            front.as_of: inputs.measured(name)["control"]
            for front, name in zip(fronts, self.front_names(), strict=True)
        }
        deposits, text = inputs.deposits(), inputs.scenario(self.scenario)
        control = pd.DataFrame(sides).sort_index(axis="columns")
        then, now = (front.as_of for front in fronts)
        answer = then_and_now(deposits, text, control, then=then, now=now)
        if answer.note:
            raise InputError(answer.note)
        return then_finding(
            answer,
            text,
            known=known_on(deposits["licences"]),
            ranges=(
                inputs.ranges(self.then, self.scenario),
                inputs.ranges(self.front, self.scenario),
            ),
        )


@dataclass(frozen=True, kw_only=True)
class Versions(OnFront):
    """What two texts say differently of one deposit."""

    kind = "versions"

    deposit: str = part(tokens.NAME)
    before: str = part(tokens.SCENARIO)
    after: str = part(tokens.SCENARIO)

    def scenario_ids(self) -> tuple[str, ...]:
        return (self.before, self.after)

    def quotation(self, finding: str, inputs: Inputs, figure: str) -> str:
        return quotation(finding, inputs.front(self.front), figure=figure)

    def finding(self, inputs: Inputs) -> str:
        deposits = inputs.deposits()
        deposit_id = require_named(self.deposit, list(deposits.index))
        deposit = cast("pd.Series[Any]", deposits.loc[deposit_id])
        control = str(inputs.measured(self.front).loc[deposit_id, "control"])
        texts = (inputs.scenario(one) for one in self.scenario_ids())
        answer = diff_versions(deposit, *texts, control=control)
        return f"{deposit['name']}: {answer.text}"


@dataclass(frozen=True, kw_only=True)
class OfClaim(OnFront):
    """What one front says of the claim that many deposits are occupied or near."""

    kind = "claim"
    rests_on = ("deposits", "front", "texts", "base")

    def files(self) -> tuple[str, ...]:
        return ("claim.yaml",)

    def finding(self, inputs: Inputs) -> str:
        deposits, measured = inputs.deposits(), inputs.measured(self.front)
        front, claim = inputs.front(self.front), read_claim()
        named = measured.rename_axis("deposit").reset_index()
        named = named.assign(as_of=pd.Timestamp(front.as_of), snapshot=front.id)
        counts = claim_counts(deposits, named, claim)
        return claim_finding(counts, claim, self.ranges(inputs))

    def ranges(self, inputs: Inputs) -> dict[str, ClaimRanges]:
        """Return the counts of every mineral as ranges; empty where none has one."""
        drawn = inputs.drawn(self.front)
        if drawn is None:
            return {}
        measured = inputs.measured(self.front)
        return claim_ranges(inputs.deposits(), measured, drawn, read_claim())


@dataclass(frozen=True, kw_only=True)
class CarriedOut(OnFront):
    """How many deposits lie on which side if a text is carried out."""

    kind = "ground"
    rests_on = ("deposits", "front", "texts", "base")

    def finding(self, inputs: Inputs) -> str:
        base, plus, _text = self.front.partition("+")
        if not plus:
            raise wrong(self.front, _("a front on which a text is carried out"))
        before, after = (inputs.measured(name) for name in (base, self.front))
        return with_assumption(side_finding(before, after), inputs.front(self.front))


@dataclass(frozen=True, kw_only=True)
class Between(OnFront):
    """How much land changed hands from one front to another, or differs."""

    kind = "change"
    rests_on = ("front", "base")

    before: str = part(tokens.FRONT)

    def front_names(self) -> tuple[str, ...]:
        return (self.before, self.front)

    def finding(self, inputs: Inputs) -> str:
        changed = inputs.difference(self.before, self.front)
        return _("From the front of {before} to that of {after}: {text}").format(
            before=day_text(changed.before.as_of),
            after=day_text(changed.after.as_of),
            text=change_text(changed).removesuffix("."),
        )

    def quotation(self, finding: str, inputs: Inputs, figure: str) -> str:
        sources = source_texts(inputs.front(self.before), inputs.front(self.front))
        return with_parts(finding, sources, figure=figure)


@dataclass(frozen=True, kw_only=True)
class OfEstimate(OnFront):
    """What others estimate, beside our own figure."""

    kind = "estimate"
    rests_on = ("deposits", "front", "texts", "base")

    estimate: str = part(tokens.NAME)
    count: int = part(tokens.COUNT)

    @classmethod
    def of(cls, front: str, section: str, finding: Finding, count: int) -> Self:
        """Return the question about one of the counts beside an estimate."""
        token = name_token(f"{section}.{finding.id}")
        return cls(front=front, estimate=token, count=count)

    def files(self) -> tuple[str, ...]:
        return ("terms/estimates.yaml",)

    def finding(self, inputs: Inputs) -> str:
        every = {
            f"{section}.{one.id}": one
            for section, rows in read_estimates().items()
            for one in rows
        }
        found = every[require_named(self.estimate, list(every))]
        if self.count >= len(found.compare):
            raise wrong(str(self.count), _("a count that stands beside the estimate"))
        own, front = found.compare[self.count], inputs.front(self.front)
        deposits, measured = inputs.deposits(), inputs.measured(self.front)
        answer = compared(found, own, deposits, measured, front)
        return comparison_text(found, own, answer)
