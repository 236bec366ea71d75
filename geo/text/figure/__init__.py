"""Figures that prove themselves: each has an id by which it is computed again.

A question (`questions`) is asked of the deposits, fronts and texts (`inputs`); its
answer is quoted with an id (`ids`), from which `verification` asks it again. A new kind
of question enters in `kinds`.
"""

from geo.text.figure.inputs import Inputs, front_name
from geo.text.figure.kinds import KINDS
from geo.text.figure.question import Question
from geo.text.figure.tokens import OWN
from geo.text.figure.verification import (
    Figure,
    Verification,
    figure_of,
    ids_of,
    quoted,
    verify,
)

__all__ = [
    "KINDS",
    "OWN",
    "Figure",
    "Inputs",
    "Question",
    "Verification",
    "figure_of",
    "front_name",
    "ids_of",
    "quoted",
    "verify",
]
