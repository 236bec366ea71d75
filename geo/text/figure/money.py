"""The questions of the calculators; what is None in one is taken from its sources."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from geo.deal.calculators import (
    CAP_DRAFT,
    MARCH_DRAFT,
    SIGNED_TEXT,
    Calculation,
    Waterfall,
    cap_case,
    dobra_case,
    effective_case,
    waterfall_case,
)
from geo.deal.load import scenario
from geo.deal.scenario import Ground
from geo.text.figure import tokens
from geo.text.figure.inputs import Inputs
from geo.text.figure.question import Question, option, part
from geo.text.figure.tokens import name_token, require_named, wrong
from geo.text.i18n import _
from geo.text.quote import calculation_quotation


@dataclass(frozen=True, kw_only=True)
class OfMoney(Question):
    """A calculation; what is None in it is taken from its sources."""

    rests_on = ("texts",)

    def calculation(self) -> Calculation:
        """Return the calculation."""
        raise NotImplementedError

    def files(self) -> tuple[str, ...]:
        return ("terms/estimates.yaml",)

    def finding(self, inputs: Inputs) -> str:
        del inputs
        made = self.calculation()
        return f"{made.finding} ({made.formula})"

    def quotation(self, finding: str, inputs: Inputs, figure: str) -> str:
        del finding, inputs
        return calculation_quotation(self.calculation(), date.today(), figure=figure)


@dataclass(frozen=True, kw_only=True)
class YearsToCap(OfMoney):
    """How many years of revenue a cap is."""

    kind = "cap"

    cap_usd_bn: float | None = option("cap", tokens.NUMBER, None)
    revenue_usd_bn: float | None = option("rev", tokens.NUMBER, None)
    rate_percent: float | None = option("rate", tokens.NUMBER, None)

    def scenario_ids(self) -> tuple[str, ...]:
        return (CAP_DRAFT,)

    def calculation(self) -> Calculation:
        return cap_case(
            cap_usd_bn=self.cap_usd_bn,
            yearly_revenue_usd_bn=self.revenue_usd_bn,
            rate_percent=self.rate_percent,
        )


@dataclass(frozen=True, kw_only=True)
class Repayment(OfMoney):
    """How long past aid with its interest is repaid."""

    kind = "repay"

    owed_usd_bn: float | None = option("owed", tokens.NUMBER, None)
    revenue_usd_bn: float | None = option("rev", tokens.NUMBER, None)
    rate_percent: float | None = option("rate", tokens.NUMBER, None)
    interest_percent: float | None = option("int", tokens.NUMBER, None)

    def scenario_ids(self) -> tuple[str, ...]:
        return (MARCH_DRAFT,)

    def calculation(self) -> Calculation:
        return self._case()[0]

    def flow(self) -> Waterfall:
        """Return what is owed and who is paid, year by year."""
        return self._case()[1]

    def _case(self) -> tuple[Calculation, Waterfall]:
        return waterfall_case(
            owed_usd_bn=self.owed_usd_bn,
            yearly_revenue_usd_bn=self.revenue_usd_bn,
            rate_percent=self.rate_percent,
            interest_percent=self.interest_percent,
        )


@dataclass(frozen=True, kw_only=True)
class ShareInEffect(OfMoney):
    """What is left of a share of a share."""

    kind = "share"

    scenario: str = part(tokens.SCENARIO)
    ground: str = part(tokens.GROUND)
    percents: tuple[tuple[str, float], ...] = option("p", tokens.PERCENTS, ())

    def scenario_ids(self) -> tuple[str, ...]:
        return (self.scenario,)

    def calculation(self) -> Calculation:
        text = scenario(self.scenario)
        percents = own_percents(self.percents, [one.id for one in text.shares])
        return effective_case(text, Ground(self.ground), percents=percents)


@dataclass(frozen=True, kw_only=True)
class Dobra(OfMoney):
    """What would reach the US of Dobra's output."""

    kind = "dobra"

    stage: int = part(tokens.COUNT)
    state_percent: float | None = option("take", tokens.NUMBER, None)
    percents: tuple[tuple[str, float], ...] = option("p", tokens.PERCENTS, ())

    def scenario_ids(self) -> tuple[str, ...]:
        return (SIGNED_TEXT,)

    def calculation(self) -> Calculation:
        if self.stage not in (1, 2):
            raise wrong(str(self.stage), _("stage 1 or 2"))
        shares = [one.id for one in scenario(SIGNED_TEXT).shares]
        percents = own_percents(self.percents, shares)
        return dobra_case(
            self.stage, state_percent=self.state_percent, percents=percents
        )


def percent_tokens(percents: Mapping[str, float]) -> tuple[tuple[str, float], ...]:
    """Return a reader's own percents as a question holds them."""
    return tuple(sorted((name_token(name), one) for name, one in percents.items()))


def own_percents(
    pairs: tuple[tuple[str, float], ...], shares: list[str]
) -> dict[str, float]:
    """Return a reader's own percents by the shares of a text."""
    return {require_named(token, shares): percent for token, percent in pairs}
