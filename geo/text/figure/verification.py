"""A figure with its id, and the same figure computed again from the id alone."""

from collections.abc import Iterable
from dataclasses import dataclass
from importlib.metadata import version
from typing import NamedTuple

from geo.errors import InputError
from geo.text.figure.ids import FigureId, finding_digests, parse
from geo.text.figure.inputs import Inputs, in_english
from geo.text.figure.kinds import KINDS
from geo.text.figure.question import Question, input_digests
from geo.text.i18n import _, language


class Figure(NamedTuple):
    """An answer that can be quoted: its sentence, the whole of it, and its id."""

    finding: str
    quotation: str
    id: str


def figure_of(question: Question, inputs: Inputs) -> Figure:
    """Return the answer to a question, with the id by which it is computed again."""
    finding = in_words = question.finding(inputs)
    # What no id holds, a reader's language and own name, is not in its digests either.
    parsed = type(question).from_parts(question.parts())
    if parsed != question or language.get() != "en":
        with in_english():
            in_words = parsed.finding(inputs)
    figure_id = FigureId(
        question.kind,
        question.parts(),
        version("frontlode"),
        tuple(input_digests(question, inputs).values()),
        *finding_digests(in_words),
    )
    text = str(figure_id)
    return Figure(finding, question.quotation(finding, inputs, text), text)


def ids_of(questions: Iterable[Question], inputs: Inputs) -> list[str]:
    """Return the ids of the answers to questions, such as those of a table's rows."""
    return [figure_of(one, inputs).id for one in questions]


def quoted(question: Question, inputs: Inputs) -> str:
    """Return the answer to a question as a sentence that ends with its id."""
    return figure_of(question, inputs).quotation


def question_of(figure_id: FigureId) -> Question:
    """Return the question that an id holds.

    Raises
    ------
    InputError
        If this Frontlode knows no such question.
    """
    kind = KINDS.get(figure_id.kind)
    if kind is None:
        raise InputError(
            _(
                "Expected a figure of a kind that this Frontlode ({own}) knows: "
                "{known}; but got “{got}”, made by Frontlode {version}."
            ).format(
                own=version("frontlode"),
                known=", ".join(KINDS),
                got=figure_id.kind,
                version=figure_id.version,
            )
        )
    return kind.from_parts(figure_id.parts)


@dataclass(frozen=True)
class Verification:
    """A figure beside what it comes to now.

    Attributes
    ----------
    id : str
        As it was given, cleaned.
    now : Figure
        What the same question comes to.
    version, version_now : str
        Of the Frontlode that made it, and of this one.
    same_numbers, same_words : bool
        Whether the numbers of the finding are the same, and all of its words.
    changed : tuple of str
        The inputs whose digests differ.
    """

    id: str
    now: Figure
    version: str
    version_now: str
    same_numbers: bool
    same_words: bool
    changed: tuple[str, ...]

    @property
    def is_same(self) -> bool:
        """Whether the finding says the same, number by number and word by word."""
        return self.same_numbers and self.same_words

    @property
    def verdict(self) -> str:
        """The outcome in one sentence."""
        if self.is_same:
            return _("Same: the figure comes to what its sentence says.")
        if self.same_numbers:
            return _("Different: the numbers are the same, but not the words.")
        return _("Different: the figure comes to other numbers now.")

    @property
    def reasons(self) -> list[str]:
        """What has changed since, a sentence each; what it means for the figure."""
        lines = []
        if self.version != self.version_now:
            lines.append(
                _("It was made by Frontlode {made}; this is Frontlode {now}.").format(
                    made=self.version, now=self.version_now
                )
            )
        if self.changed:
            names = {
                "deposits": _("the deposits"),
                "permits": _("the permits"),
                "front": _("the front"),
                "texts": _("the terms"),
                "bands": _("the distance bands"),
                "base": _("the outlines or the calibration"),
            }
            lines.append(
                _("Changed since: {inputs}.").format(
                    inputs=", ".join(names[one] for one in self.changed)
                )
            )
        elif self.is_same:
            lines.append(_("All that it was counted from is the same."))
        elif self.version != self.version_now:
            lines.append(
                _("All that it was counted from is the same, so the code differs.")
            )
        else:
            lines.append(
                _(
                    "All that it was counted from seems the same, and so does the "
                    "version: the code was changed, or the id was."
                )
            )
        return lines


def verify(text: str, inputs: Inputs) -> Verification:
    """Return a figure beside what it comes to now.

    Parameters
    ----------
    text : str
        Its id, or the sentence that ends with it.
    inputs : Inputs
        What to count it on.

    Raises
    ------
    InputError
        If it is no id, or a character is wrong.
    UnknownNameError, StoreError
        If a front, a text or a deposit that it names is not there.
    """
    given = parse(text)
    question = question_of(given)
    if len(given.inputs) != len(question.rests_on):
        raise InputError(
            _(
                "Expected an id with a digest of each of {known}, but “{got}” has more "
                "or fewer: Frontlode {version} made it, which counted from other "
                "inputs."
            ).format(
                known=", ".join(question.rests_on), got=given, version=given.version
            )
        )
    now = figure_of(question, inputs)
    found, digests = parse(now.id), input_digests(question, inputs, given.lengths)
    changed = (
        name
        for was, (name, is_now) in zip(given.inputs, digests.items(), strict=True)
        if was != is_now
    )
    return Verification(
        str(given),
        now,
        given.version,
        found.version,
        # An earlier id has fewer characters of the same digests.
        found.numbers.startswith(given.numbers),
        found.words.startswith(given.words),
        tuple(changed),
    )
