"""Who gets what share of which base: in percent, in effect and in words."""

import math
from collections.abc import Sequence
from typing import NamedTuple, cast

from geo.deal.scenario import Figure, Ground, Scenario, Share
from geo.schema import Control
from geo.text.i18n import _, in_language

_DOUBTFUL = (Control.CONTESTED, Control.UNKNOWN)


# In percent -------------------------------------------------------------------------


def percent_of(figure: Figure | None) -> float:
    """Return a checked figure of percent; NaN where the text states none."""
    return float(cast(float, figure.value)) if figure else math.nan


def party_percents(share: Share) -> tuple[float, float, float]:
    """Return the percents of the US, Ukraine and others; NaN = not stated."""
    figures = (share.us_percent, share.ukraine_percent, share.other_percent)
    us, ukraine, other = map(percent_of, figures)
    return us, ukraine, other


def passed_on(share: Share) -> Figure | None:
    """Return the percent that goes on towards the US: by way of a fund, or at once."""
    return share.fund_percent or share.us_percent


def product_percent(percents: Sequence[float]) -> float:
    """Return what is left of a whole after shares of shares, in percent.

    Examples
    --------
    >>> product_percent([50, 50])
    25.0
    """
    return float(math.prod(percents) / 100 ** (len(percents) - 1))


def effective_us_percent(scenario: Scenario, ground: Ground | str) -> float:
    """Return what reaches the US of the first base on a ground, in percent.

    The product of the shares on the way: what a fund takes times the US interest in
    the fund. NaN where the text does not state one of them.
    """
    rate = (scenario.rates or {}).get(Ground(ground))
    return _product(scenario, rate.effective) if rate else math.nan


def _product(scenario: Scenario, chain: Sequence[str]) -> float:
    if not chain:
        return math.nan
    percents = [percent_of(passed_on(scenario.share(share_id))) for share_id in chain]
    return product_percent(percents)


# By the ground that a deposit lies on -----------------------------------------------


class Terms(NamedTuple):
    """Whose share of what base; NaN and an empty base where the text states none."""

    us_share_percent: float
    ukraine_share_percent: float
    other_share_percent: float
    share_base: str
    effective_us_percent: float


NOT_STATED = Terms(math.nan, math.nan, math.nan, "", math.nan)


def terms_on(scenario: Scenario, ground: Ground | None) -> Terms:
    """Return whose share of what base holds on a ground, where a deposit is covered."""
    if ground is None:
        return NOT_STATED
    share = scenario.share((scenario.rates or {})[ground].share)
    effective = effective_us_percent(scenario, ground)
    return Terms(*party_percents(share), in_language(share.of), effective)


def ground_of(
    scenario: Scenario, side: str, before: str | None = None
) -> Ground | None:
    """Return the ground whose rate holds on a side; None where none is stated.

    Where the side, or on which side the land was ``before``, is not known for sure,
    only a rate that holds either way holds.
    """
    grounds = possible_grounds(side, before)
    rates = [(scenario.rates or {}).get(ground) for ground in grounds]
    shares = {rate.share if rate else None for rate in rates}
    return grounds[0] if len(shares) == 1 and None not in shares else None


def possible_grounds(side: str, before: str | None = None) -> list[Ground]:
    """Return the grounds that a deposit may lie on: two where its side is not sure."""
    if side == Control.OCCUPIED:
        return [Ground.OCCUPIED]
    if side in _DOUBTFUL:
        return [Ground.FREE, Ground.OCCUPIED]
    if before in _DOUBTFUL:
        return [Ground.FREE, Ground.FREED]
    return [Ground.FREED if before == Control.OCCUPIED else Ground.FREE]


def possible_us_percents(scenario: Scenario, side: str) -> tuple[float, ...]:
    """Return the US shares that a text states for a side, and for occupied land freed.

    Returns
    -------
    tuple of float
        Percent, each once, in rising order: several where the side is not sure, or
        where the rate of occupied land holds only once it is freed. Empty where the
        text states none.
    """
    grounds = set(possible_grounds(side))
    if Ground.OCCUPIED in grounds:
        grounds.add(Ground.FREED)
    rates = [(scenario.rates or {}).get(ground) for ground in grounds]
    shares = [scenario.share(rate.share).us_percent for rate in rates if rate]
    return tuple(sorted({percent_of(figure) for figure in shares if figure}))


class UsPart(NamedTuple):
    """The US part of a deposit: percent that is sure, percent at most, in words.

    Of the base that the scenario names; the effective share where it is stated.
    """

    sure: float
    most: float
    text: str


def us_part(scenario: Scenario, side: str, stated: float) -> UsPart:
    """Return the US part of a deposit that a text covers.

    Parameters
    ----------
    scenario : Scenario
    side : str
        `geo.schema.Control` of the deposit.
    stated : float
        The percent that holds for sure; NaN where none does, and what would hold on
        either side, or once the land is freed, stands instead.
    """
    if not math.isnan(stated):
        return UsPart(stated, stated, _("US {us:g} %").format(us=stated))
    percents = [_percent_on(scenario, ground) for ground in possible_grounds(side)]
    known = sorted({percent for percent in percents if not math.isnan(percent)})
    if not known:
        return UsPart(0, 0, _("US part not stated"))
    least, most = known[0], known[-1]
    if side == Control.OCCUPIED:
        return UsPart(0, most, _("US {us:g} % once freed").format(us=most))
    if any(map(math.isnan, percents)):
        return UsPart(0, most, _("US {us:g} % if Ukraine holds it").format(us=most))
    text = _("US {least:g} or {most:g} % by the side it proves to be on")
    return UsPart(least, most, text.format(least=least, most=most))


def _percent_on(scenario: Scenario, ground: Ground) -> float:
    """Return the US share on a ground, effective where stated; NaN if there is none.

    Occupied land has the rate of freed land where the text gives it no other.
    """
    rates = scenario.rates or {}
    if ground is Ground.OCCUPIED and ground not in rates:
        ground = Ground.FREED
    terms = terms_on(scenario, ground if ground in rates else None)
    effective = terms.effective_us_percent
    return terms.us_share_percent if math.isnan(effective) else effective


# In words ---------------------------------------------------------------------------


def share_text(scenario: Scenario) -> str:
    """Return the shares on free land in one phrase, for a legend.

    Examples
    --------
    >>> from geo.deal.load import scenario
    >>> share_text(scenario("us_2025_02_12_ownership"))
    'US 50 %, Ukraine 50 % of title to rare-earth rights'
    """
    rate = (scenario.rates or {}).get(Ground.FREE)
    if rate is None:
        return _("shares not stated")
    share = scenario.share(rate.share)
    percents = party_percents(share)
    shares = ", ".join(
        f"{party} " + (_("not stated") if math.isnan(percent) else f"{percent:g} %")
        for party, percent in parties(*percents)
    )
    text = _("{shares} of {base}").format(shares=shares, base=in_language(share.of))
    effective = _product(scenario, rate.effective)
    if _says_no_more(effective, percents[0]):
        return text
    return _("{text} (in effect US {percent:g} %)").format(text=text, percent=effective)


def parties(us: float, ukraine: float, other: float) -> list[tuple[str, float]]:
    """Return each party by name with its percent; others only where they get any."""
    named = [(_("US"), us), (_("Ukraine"), ukraine)]
    return [*named, (_("others"), other)] if other > 0 else named


def us_share_text(
    us_percent: float, base: str, effective_percent: float = math.nan
) -> str:
    """Return the US share with its base, and what of it reaches the US in effect.

    Parameters
    ----------
    us_percent, effective_percent : float
        NaN where the text states none.
    base : str
        What it is a share of, in words.

    Examples
    --------
    >>> us_share_text(50, "state revenue", 25)
    'US 50 % of state revenue (in effect 25 %)'
    """
    if math.isnan(us_percent):
        return _("US share not stated")
    text = _("US {us:g} % of {base}").format(us=us_percent, base=base)
    if _says_no_more(effective_percent, us_percent):
        return text
    return _("{text} (in effect {percent:g} %)").format(
        text=text, percent=effective_percent
    )


def _says_no_more(effective_percent: float, us_percent: float) -> bool:
    return math.isnan(effective_percent) or effective_percent == us_percent


def effective_arithmetic(scenario: Scenario, ground: Ground | str) -> str:
    """Return the arithmetic behind the effective share, in the reader's language.

    Examples
    --------
    >>> from geo.deal.load import default_scenario
    >>> effective_arithmetic(default_scenario(), "free")
    '50 % of new state receipts × 50 % fund interest = 25 %'
    """
    rate = (scenario.rates or {}).get(Ground(ground))
    if rate is None or not rate.effective:
        note = scenario.effective_note
        return _("not stated") + (f": {in_language(note)}" if note else "")
    chains = [chain for chain in (rate.effective, rate.afterwards) if chain]
    return _("; afterwards ").join(_arithmetic(scenario, chain) for chain in chains)


def _arithmetic(scenario: Scenario, chain: Sequence[str]) -> str:
    shares = [scenario.share(share_id) for share_id in chain]
    steps = [(percent_of(passed_on(s)), in_language(s.short or "")) for s in shares]
    return product_text(steps) if len(steps) > 1 else _step_text(*steps[0])


def product_text(steps: Sequence[tuple[float, str]]) -> str:
    """Return shares of shares, each a percent of something, and what they come to.

    Examples
    --------
    >>> product_text([(50, "of new state receipts"), (50, "fund interest")])
    '50 % of new state receipts × 50 % fund interest = 25 %'
    """
    percent = product_percent([percent for percent, _of in steps])
    return f"{' × '.join(_step_text(*step) for step in steps)} = {percent:g} %"


def _step_text(percent: float, of: str) -> str:
    return f"{percent:g} % {of}"
