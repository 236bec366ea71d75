"""Three small calculators, where arithmetic is honest: cap, repayment, effective share.

Each states its formula, its inputs with their sources, and its limits. None of
them gives a deposit a value: no source states one, and a price times a tonnage of ore,
oxide or metal would be a number of nothing.
"""

import datetime as dt
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count, islice

import pandas as pd

from geo.deal.lists import estimate, read_estimates
from geo.deal.load import scenario
from geo.deal.records import Text
from geo.deal.scenario import Figure, Ground, Reading, Scenario
from geo.deal.shares import passed_on, product_percent, product_text
from geo.errors import InputError
from geo.text.format import day_text, number_text
from geo.text.i18n import _, in_language

#: Past this a repayment is reported as longer than any plan, without the year.
MOST_YEARS = 1000

#: The two drafts whose arithmetic this is, and the text in which Dobra lies.
CAP_DRAFT, MARCH_DRAFT = "us_2025_02_21_draft", "us_2025_03_23_draft"
SIGNED_TEXT = "signed_2025_04_30"
_DOBRA = "dobra_2026"

#: Clauses of the signed text without which a share in effect would be misread.
_ON_PAYMENT = ("local_budgets", "no_distribution")


@dataclass(frozen=True)
class Input:
    """A number that goes in; without sources it is the reader's own.

    ``readings`` are all that sources make of it, where they do not agree.
    """

    name: str
    value: float
    unit: str
    sources: tuple[str, ...] = ()
    note: str = ""
    readings: tuple[Reading, ...] = ()


@dataclass(frozen=True)
class Calculation:
    """A result with its formula, its inputs, and its limits.

    ``value`` is None where what it counts never comes; ``finding`` is the result as a
    sentence without its full stop.
    """

    value: float | None
    unit: str
    finding: str
    formula: str
    inputs: tuple[Input, ...]
    warnings: tuple[str, ...]


# Years to a cap --------------------------------------------------------------------


def years_to_cap(
    cap_usd_bn: float, yearly_revenue_usd_bn: float, rate_percent: float
) -> float:
    """Return the years until a share of a steady revenue has filled a cap.

    Endless where nothing flows.

    Raises
    ------
    InputError
        If a sum is negative or endless, or the rate is not from 0 to 100 percent.

    Examples
    --------
    >>> round(years_to_cap(500, 1.1, 50))
    909
    """
    _require_sums(cap_usd_bn, yearly_revenue_usd_bn)
    _require_percents(rate_percent)
    yearly = yearly_revenue_usd_bn * rate_percent / 100
    if cap_usd_bn == 0:
        return 0.0
    return cap_usd_bn / yearly if yearly else math.inf


def cap_case(
    *,
    cap_usd_bn: float | None = None,
    yearly_revenue_usd_bn: float | None = None,
    rate_percent: float | None = None,
) -> Calculation:
    """Return the years to the cap of the draft of 21 February 2025.

    What is not given is taken from the draft, and from the state's receipts of 2024.
    """
    draft = scenario(CAP_DRAFT)
    cap = _input(_("cap"), draft.clause("cap").figures[0], "USD bn", cap_usd_bn)
    revenue = _revenue(yearly_revenue_usd_bn)
    share = draft.share("resource_revenue").us_percent
    rate = _input(_("rate"), share, "%", rate_percent)
    years = years_to_cap(cap.value, revenue.value, rate.value)
    return Calculation(
        None if math.isinf(years) else years,
        _("years"),
        _with_inputs(
            _cap_finding(cap.value, revenue.value, rate.value, years),
            (cap, rate, revenue),
        ),
        f"{cap.value:g} / ({rate.value:g} % × {revenue.value:g}) = {_count(years)}",
        (cap, rate, revenue),
        (
            *_doubts(cap, rate, revenue),
            _(
                "The revenue is taken to stay as it is for ever. It would not; the sum "
                "only shows how the cap compares with it."
            ),
            _(
                "Receipts from ports and other infrastructure, which the draft "
                "includes, are not in it: no source gives them."
            ),
        ),
    )


def _cap_finding(
    cap_usd_bn: float, revenue_usd_bn: float, rate_percent: float, years: float
) -> str:
    text = _(
        "Under “{name}” {rate:g} % of a revenue of {revenue:g} billion USD a year "
        "fills the cap of {cap:g} billion USD in {years} years"
    )
    if math.isinf(years):
        text = _(
            "Under “{name}” {rate:g} % of a revenue of {revenue:g} billion USD a year "
            "never fills the cap of {cap:g} billion USD"
        )
    return text.format(
        name=in_language(scenario(CAP_DRAFT).short_name),
        rate=rate_percent,
        revenue=revenue_usd_bn,
        cap=cap_usd_bn,
        years=_count(years),
    )


# Interest first --------------------------------------------------------------------


@dataclass(frozen=True)
class Waterfall:
    """Who is paid what in which year; sums in billions of USD.

    ``table`` has one row per ``year``: ``owed`` at its start, ``interest`` that falls
    due, what goes ``to_interest`` and ``to_principal``, ``to_us`` and ``to_ukraine`` in
    all, ``unpaid_interest`` and ``still_owed`` at its end. ``repaid_in`` is None where
    it is ``never`` repaid, or not within `MOST_YEARS`.
    """

    table: pd.DataFrame
    repaid_in: int | None
    never: bool


def waterfall(
    owed_usd_bn: float,
    yearly_payout_usd_bn: float,
    *,
    interest_percent: float,
    us_percent_afterwards: float = 50.0,
    years: int = 50,
) -> Waterfall:
    """Return the repayment of a sum, interest first, from a steady yearly payout.

    Parameters
    ----------
    owed_usd_bn : float
        What is to be repaid, in billions of USD.
    yearly_payout_usd_bn : float
        What is there to be paid out in each year, in billions of USD.
    interest_percent : float
        Percent a year on what is still owed. Interest that goes unpaid stays due but
        bears none itself: no report says that it would.
    us_percent_afterwards : float
        The US part of the payouts once all is repaid.
    years : int
        How many years the table has.

    Returns
    -------
    Waterfall
        Never repaid where the payout does not exceed the first year's interest.

    Raises
    ------
    InputError
        If a sum is negative or endless, or a percentage is not from 0 to 100.
    """
    _require_sums(owed_usd_bn, yearly_payout_usd_bn)
    _require_percents(interest_percent, us_percent_afterwards)
    first_interest = owed_usd_bn * interest_percent / 100
    never = owed_usd_bn > 0 and yearly_payout_usd_bn <= first_interest
    flow = _flow(
        owed_usd_bn, yearly_payout_usd_bn, interest_percent, us_percent_afterwards
    )
    rows = list(islice(flow, years if never else max(years, MOST_YEARS)))
    ends = (int(row["year"]) for row in rows if row["still_owed"] == 0)
    repaid_in = next(ends, None) if owed_usd_bn else 0
    return Waterfall(pd.DataFrame(rows[:years]), repaid_in, never)


def _flow(
    owed: float, payout: float, interest_percent: float, us_percent_afterwards: float
) -> Iterator[dict[str, float]]:
    """Yield the years of a repayment, without end."""
    unpaid = 0.0
    for year in count(1):
        interest = owed * interest_percent / 100
        to_interest = min(payout, unpaid + interest)
        to_principal = min(payout - to_interest, owed)
        rest = payout - to_interest - to_principal
        to_us = to_interest + to_principal + rest * us_percent_afterwards / 100
        unpaid += interest - to_interest
        yield {
            "year": year,
            "owed": owed,
            "interest": interest,
            "to_interest": to_interest,
            "to_principal": to_principal,
            "to_us": to_us,
            "to_ukraine": payout - to_us,
            "unpaid_interest": unpaid,
            "still_owed": owed - to_principal,
        }
        owed -= to_principal


def waterfall_case(
    *,
    owed_usd_bn: float | None = None,
    yearly_revenue_usd_bn: float | None = None,
    rate_percent: float | None = None,
    interest_percent: float | None = None,
    years: int = 50,
) -> tuple[Calculation, Waterfall]:
    """Return the repayment under the draft of March 2025; its value is in years.

    What is not given is taken from the draft, and from the state's receipts of 2024.
    """
    draft = scenario(MARCH_DRAFT)
    hurdle, aid = draft.clause("repayment_first").figures
    owed = _input(_("past aid to be repaid"), aid, "USD bn", owed_usd_bn)
    interest = _input(_("interest a year"), hurdle, "%", interest_percent)
    share = draft.share("contribution").fund_percent
    rate = _input(_("part that goes into the fund"), share, "%", rate_percent)
    revenue = _revenue(yearly_revenue_usd_bn)
    payout = rate.value * revenue.value / 100
    after = draft.share("payouts_afterwards")
    afterwards = _input(
        _("US part once repaid"), after.us_percent, "%", None, note=after.note
    )
    flow = waterfall(
        owed.value,
        payout,
        interest_percent=interest.value,
        us_percent_afterwards=afterwards.value,
        years=years,
    )
    calculation = Calculation(
        flow.repaid_in,
        _("years"),
        _with_inputs(
            _waterfall_finding(owed.value, interest.value, payout, flow),
            (owed, interest, rate, revenue),
        ),
        _waterfall_formula(owed.value, interest.value, payout, flow),
        (owed, interest, rate, revenue, afterwards),
        (
            *_doubts(owed, interest, rate, revenue, afterwards),
            _(
                "The revenue is taken to stay as it is, and the fund to pay out all "
                "that it takes."
            ),
            _(
                "Receipts from infrastructure, which the draft includes, are not in "
                "it: no source gives them."
            ),
        ),
    )
    return calculation, flow


def _waterfall_finding(
    owed_usd_bn: float, interest_percent: float, payout_usd_bn: float, flow: Waterfall
) -> str:
    if flow.never:
        text = _(
            "Under “{name}” the fund takes {payout:g} billion USD a year, and interest "
            "on {owed:g} billion is {interest:g}: the sum is never repaid"
        )
    elif flow.repaid_in is None:
        text = _(
            "Under “{name}” the fund takes {payout:g} billion USD a year, and {owed:g} "
            "billion and the interest are not repaid within {most:,} years"
        )
    elif not flow.repaid_in:
        text = _("Under “{name}” nothing is to be repaid where nothing is owed")
    else:
        text = _(
            "Under “{name}” the fund takes {payout:g} billion USD a year, and {owed:g} "
            "billion and the interest are repaid in year {year}"
        )
    return text.format(
        name=in_language(scenario(MARCH_DRAFT).short_name),
        payout=payout_usd_bn,
        owed=owed_usd_bn,
        interest=owed_usd_bn * interest_percent / 100,
        most=MOST_YEARS,
        year=flow.repaid_in,
    )


def _waterfall_formula(
    owed_usd_bn: float, interest_percent: float, payout_usd_bn: float, flow: Waterfall
) -> str:
    interest = owed_usd_bn * interest_percent / 100
    text = _("{rate:g} % of {owed:g} = {interest:g} a year against {payout:g}: {end}")
    if flow.never:
        end = _("never repaid")
    elif flow.repaid_in is None:
        end = _("not repaid within {most:,} years").format(most=MOST_YEARS)
    else:
        end = _("repaid in year {year}").format(year=flow.repaid_in)
    return text.format(
        rate=interest_percent,
        owed=owed_usd_bn,
        interest=interest,
        payout=payout_usd_bn,
        end=end,
    )


# The effective share ---------------------------------------------------------------


def effective_case(
    text: Scenario,
    ground: Ground | str = Ground.FREE,
    *,
    percents: Mapping[str, float] | None = None,
    state_take: Input | None = None,
) -> Calculation:
    """Return what reaches the US of the first base, as a product of shares of shares.

    Parameters
    ----------
    text : Scenario
    ground : Ground or str
        The land that it is asked for.
    percents : mapping, optional
        The reader's own percents by the ids of the text's shares.
    state_take : Input, optional
        What the state gets of something, in percent; then the result is of that.

    Raises
    ------
    InputError
        If the text does not state the shares, or a percentage is not from 0 to 100.
    """
    rate = (text.rates or {}).get(Ground(ground))
    if rate is None or not rate.effective:
        note = text.effective_note
        why = f": {in_language(note)}" if note else ""
        raise InputError(
            _("“{name}” has no effective share{why}.").format(
                name=in_language(text.short_name), why=why
            )
        )
    taken = [state_take] if state_take else []
    steps = _steps(text, (*rate.effective, *rate.afterwards), percents or {})
    inputs = (*taken, *steps.values())
    _require_percents(*(one.value for one in inputs))
    chains = [
        [*taken, *(steps[share_id] for share_id in chain)]
        for chain in (rate.effective, rate.afterwards)
        if chain
    ]
    products = [product_percent([one.value for one in chain]) for chain in chains]
    return Calculation(
        products[0],
        "%",
        _with_inputs(_effective_finding(text, inputs[0].name, products), inputs),
        _("; afterwards ").join(
            product_text([(one.value, one.name) for one in chain]) for chain in chains
        ),
        inputs,
        (
            *_doubts(*inputs),
            _(
                "A share of what the state receives is no share of a deposit, of its "
                "output or of its sales."
            ),
            _("What the US pays into the fund is not counted against it."),
            *_when_paid(text),
        ),
    )


def _when_paid(text: Scenario) -> Iterator[str]:
    """Yield whose receipts are halved, and when the fund is expected to pay out."""
    for clause in text.clauses:
        if clause.id in _ON_PAYMENT:
            yield f"{in_language(clause.title)}: {in_language(clause.text)}"


def _steps(
    text: Scenario, share_ids: Sequence[str], own: Mapping[str, float]
) -> dict[str, Input]:
    """Return the percent that each share passes on, by its id."""
    return {
        share.id: _input(
            in_language(share.short or share.of),
            passed_on(share),
            "%",
            own.get(share.id),
            note=share.note,
        )
        for share in map(text.share, share_ids)
    }


def _effective_finding(text: Scenario, base: str, percents: Sequence[float]) -> str:
    """Say what the US gets of a base, and what of it later where that differs."""
    sentence = _("Under “{name}” the US would get in effect {percent:g} % {base}")
    if len(percents) > 1:
        sentence = _(
            "Under “{name}” the US would get in effect {percent:g} % {base} at first "
            "and {later:g} % of it afterwards"
        )
    return sentence.format(
        name=in_language(text.short_name),
        percent=percents[0],
        base=base,
        later=percents[-1],
    )


def dobra_case(
    stage: int = 1,
    *,
    state_percent: float | None = None,
    percents: Mapping[str, float] | None = None,
) -> Calculation:
    """Return what would reach the US of Dobra's output under the signed text.

    The one deposit for which a source gives the state's part of the output: 1.2 % in
    the first stage of its production-sharing agreement, about 2.8 % in the second. The
    agreement is awarded, and no source shows it signed. A
    ``state_percent`` or ``percents`` (as for `effective_case`) are the reader's own.
    """
    figure = estimate("psa_cases", _DOBRA, f"state_share_stage{stage}")
    take = _input(_("of Dobra's output to the state"), figure, "%", state_percent)
    signed = scenario(SIGNED_TEXT)
    case = effective_case(signed, percents=percents, state_take=take)
    finding = _(
        "Under “{name}” the US would get in effect {percent:g} % of Dobra's output in "
        "stage {stage} of the production-sharing agreement that was awarded on {day}; "
        "no source shows it signed"
    ).format(
        name=in_language(signed.short_name),
        percent=case.value,
        stage=stage,
        day=day_text(dt.date.fromisoformat(str(_awarded().date))),
    )
    (known,) = (one for one in read_estimates()["psa_cases"] if one.id == _DOBRA)
    sentence = in_language(known.finding or "")
    finding = _with_inputs(finding, case.inputs)
    return replace(case, finding=finding, warnings=(sentence, *case.warnings))


def _with_inputs(finding: str, inputs: Sequence[Input]) -> str:
    """Return a finding, and that it is no text's where a number is the reader's own."""
    if all(one.sources for one in inputs):
        return finding
    return _("With numbers of one's own. {finding}").format(finding=finding)


def _awarded() -> Figure:
    """Return who won the tender for Dobra, with the day."""
    return estimate("psa_cases", _DOBRA, "winner")


# Inputs ----------------------------------------------------------------------------


def _input(
    name: str,
    figure: Figure | None,
    unit: str,
    own: float | None,
    *,
    note: Text | None = None,
) -> Input:
    """Return the reader's own number, else the figure with all that is known of it."""
    if own is not None:
        return Input(name, float(own), unit)
    if figure is None or not isinstance(figure.value, int | float):
        raise InputError(
            _("Expected a number for {name}: no source gives it.").format(name=name)
        )
    return Input(
        name,
        float(figure.value),
        unit,
        figure.sources,
        in_language(figure.note or note or ""),
        figure.readings,
    )


def _doubts(*inputs: Input) -> Iterator[str]:
    """Yield a warning for each number on which the sources do not agree."""
    for one in inputs:
        if one.readings:
            yield _("{name}: sources differ, {readings}.").format(
                name=one.name[:1].upper() + one.name[1:],
                readings=_(" or ").join(
                    reading_text(reading, one.unit) for reading in one.readings
                ),
            )


def reading_text(reading: Reading, unit: str) -> str:
    """Return one reading of a contested number: the number with its unit, or words."""
    value = reading.value
    if isinstance(value, int | float):
        return f"{value:g} {unit}"
    return in_language(value) if isinstance(value, Mapping) else str(value)


def _revenue(own: float | None) -> Input:
    figure = estimate("state_take", "resource_revenue_2024", "revenue")
    name = _("state revenue from resources a year (2024)")
    return _input(name if own is None else _("revenue a year"), figure, "USD bn", own)


def _count(years: float) -> str:
    if math.isinf(years):
        return _("never")
    if 0 < years < 0.05:
        return _("less than 0.1")
    return number_text(years, 0 if years >= 10 or not years else 1)


def _require_sums(*sums_usd_bn: float) -> None:
    _require(sums_usd_bn, _("a sum of 0 or more"), math.inf)


def _require_percents(*percents: float) -> None:
    _require(percents, _("a percentage from 0 to 100"), 100.0)


def _require(numbers: Sequence[float], expected: str, most: float) -> None:
    for number in numbers:
        if not math.isfinite(number) or not 0 <= number <= most:
            raise InputError(
                _("Expected {expected}, but got {number:g}.").format(
                    expected=expected, number=number
                )
            )
