"""The registry of kinds of question: a new kind enters here and nowhere else."""

from geo.text.figure.money import Dobra, Repayment, ShareInEffect, YearsToCap
from geo.text.figure.question import Question
from geo.text.figure.questions import (
    Between,
    CarriedOut,
    CellOfMatrix,
    Gaps,
    OfClaim,
    OfEstimate,
    OfGroup,
    Reach,
    Sides,
    Then,
    Versions,
)
from geo.text.figure.whatif import OfWhatIf

#: The kinds of question by the first word of their ids.
KINDS: dict[str, type[Question]] = {
    one.kind: one
    for one in (
        Sides,
        Reach,
        Gaps,
        OfGroup,
        CellOfMatrix,
        Then,
        Between,
        Versions,
        OfClaim,
        CarriedOut,
        OfEstimate,
        OfWhatIf,
        YearsToCap,
        Repayment,
        ShareInEffect,
        Dobra,
    )
}
