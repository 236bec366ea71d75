"""What a scenario says of every deposit of a table: coverage, shares and reach."""

from functools import cache

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from geo.deal.coverage import decide, facts_of
from geo.deal.scenario import Scenario
from geo.deal.shares import NOT_STATED, ground_of, terms_on
from geo.schema import COVERING, Answer, Control, Coverage

#: What `apply` adds, and of which type.
_COLUMNS = {
    "covered": "str",
    "covered_by": "str",
    "rests_on": "str",
    "missing": "str",
    "us_share_percent": "float64",
    "ukraine_share_percent": "float64",
    "other_share_percent": "float64",
    "share_base": "str",
    "effective_us_percent": "float64",
}


def apply(
    scenario: Scenario,
    deposits: pd.DataFrame,
    control: "pd.Series[str]",
    *,
    before: "pd.Series[str] | None" = None,
) -> pd.DataFrame:
    """Return what a scenario says of every deposit.

    Parameters
    ----------
    scenario : Scenario
    deposits : DataFrame
        Validated deposits: commodities, status, licences and operation.
    control : Series
        ``occupied``, ``free``, ``contested`` or ``unknown``, on the same index.
    before : Series, optional
        The control on an earlier front: what was occupied there and is free now is
        land freed, for which a text may have a rate of its own.

    Returns
    -------
    DataFrame
        On the index of ``deposits``: ``covered`` (`geo.schema.Coverage`),
        ``covered_by`` (the clause that decides), ``rests_on``, ``missing`` (the fact
        that an unclear one lacks), and, where in force or prospective, the parties'
        shares in percent (NaN = not stated), their ``share_base`` and
        ``effective_us_percent``.
    """
    verdicts = decide(scenario, facts_of(deposits, control))
    now = control.loc[deposits.index].tolist()
    sides = zip(now, now if before is None else before.loc[deposits.index], strict=True)
    terms = cache(lambda *sides: terms_on(scenario, ground_of(scenario, *sides)))
    rows = [
        (
            verdict.coverage.value,
            verdict.clause,
            verdict.rests_on.value,
            str(verdict.missing),
            *(terms(*side) if verdict.coverage in COVERING else NOT_STATED),
        )
        for verdict, side in zip(verdicts, sides, strict=True)
    ]
    columns = zip(*rows, strict=True) if rows else ([] for _name in _COLUMNS)
    return pd.DataFrame(
        {
            name: pd.Series(column, deposits.index, dtype)
            for (name, dtype), column in zip(_COLUMNS.items(), columns, strict=True)
        }
    )


def in_reach(covered: ArrayLike, control: ArrayLike) -> NDArray[np.str_]:
    """Return whether each deposit is in force or prospective, and not occupied.

    Parameters
    ----------
    covered : array-like of str
        Classes of coverage, as `apply` gives them.
    control : array-like of str
        The side of each deposit.

    Returns
    -------
    ndarray of str
        Answers; ``unclear`` where coverage or side is not known for sure.
    """
    classes, sides = np.asarray(covered), np.asarray(control)
    no = (classes == Coverage.OUTSIDE) | (sides == Control.OCCUPIED)
    yes = np.isin(classes, COVERING) & (sides == Control.FREE)
    return np.select(
        [no, yes], [Answer.NO.value, Answer.YES.value], Answer.UNCLEAR.value
    )
