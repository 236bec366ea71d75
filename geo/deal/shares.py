"""Who gets what share of which base: in percent, in effect and in words."""

import math
from collections.abc import Sequence
from typing import cast

from geo.deal.scenario import Figure, Ground, Scenario, Share
from geo.text.i18n import _, in_language


def effective_us_percent(scenario: Scenario, ground: Ground | str) -> float:
    """Return what reaches the US of the first base on a ground, in percent.

    The product of the shares on the way: what a fund takes times the US interest in
    the fund. NaN where the text does not state one of them.
    """
    rate = (scenario.rates or {}).get(Ground(ground))
    return _product(scenario, rate.effective) if rate else math.nan


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
    ways = [way for way in (rate.effective, rate.afterwards) if way]
    return _("; afterwards ").join(_arithmetic(scenario, way) for way in ways)


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
    us, ukraine, other = party_percents(share)
    parties = [(_("US"), us), (_("Ukraine"), ukraine)]
    if other > 0:
        parties.append((_("others"), other))
    shares = ", ".join(f"{party} {_percent_text(value)}" for party, value in parties)
    text = _("{shares} of {base}").format(shares=shares, base=in_language(share.of))
    effective = _product(scenario, rate.effective)
    if math.isnan(effective) or effective == us:
        return text
    return _("{text} (in effect US {percent:g} %)").format(text=text, percent=effective)


def _percent_text(percent: float) -> str:
    return _("not stated") if math.isnan(percent) else f"{percent:g} %"


def passed_on(share: Share) -> Figure | None:
    """Return the percent that goes on towards the US: by way of a fund, or at once."""
    return share.fund_percent or share.us_percent


def _passed_on_percent(share: Share) -> float:
    return percent_of(passed_on(share))


def percent_of(figure: Figure | None) -> float:
    """Return a checked figure of percent; NaN where the text states none."""
    return float(cast(float, figure.value)) if figure else math.nan


def product_percent(percents: Sequence[float]) -> float:
    """Return what is left of a whole after shares of shares, in percent.

    Examples
    --------
    >>> product_percent([50, 50])
    25.0
    """
    return float(math.prod(percents) / 100 ** (len(percents) - 1))


def _product(scenario: Scenario, way: Sequence[str]) -> float:
    if not way:
        return math.nan
    percents = [_passed_on_percent(scenario.share(share_id)) for share_id in way]
    return product_percent(percents)


def _arithmetic(scenario: Scenario, way: Sequence[str]) -> str:
    shares = [scenario.share(share_id) for share_id in way]
    steps = [
        f"{_passed_on_percent(s):g} % {in_language(s.short or '')}" for s in shares
    ]
    if len(steps) == 1:
        return steps[0]
    return f"{' × '.join(steps)} = {_product(scenario, way):g} %"


def party_percents(share: Share) -> tuple[float, float, float]:
    """Return the percents of the US, Ukraine and others; NaN = not stated."""
    figures = (share.us_percent, share.ukraine_percent, share.other_percent)
    us, ukraine, other = map(percent_of, figures)
    return us, ukraine, other
