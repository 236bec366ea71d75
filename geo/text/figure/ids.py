"""The id of a figure: its question in short words, its version, digests, and a check.

Such as ``reach:260822:signed_250430:0.1.0:zdx578vm90stjvhk3aaxksaxc1vsgkh``. It is
lower-case ASCII without blanks, and needs no quotes in a shell.
"""

import re
from hashlib import sha256
from typing import NamedTuple

from geo.errors import InputError
from geo.text.i18n import _

#: Between the parts of an id.
_AND = ":"

#: No letter that can be taken for a digit (Crockford's base 32); what is typed in place
#: of one is understood.
_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_MISTAKEN = str.maketrans("oil", "011")

#: The longest id that is read; a question with many filters has the longest.
LONGEST = 400


class Lengths(NamedTuple):
    """How many characters of an id the digests of one input, numbers and words have.

    And its check, with a prime below the number of checks: any single wrong character,
    and any two neighbours exchanged, change the check.
    """

    input: int
    numbers: int
    words: int
    check: int
    prime: int


#: Of a million changes of an input, of numbers or of words, one is not seen.
NOW = Lengths(input=4, numbers=4, words=4, check=3, prime=32749)

#: As ids were at first: of a thousand changes of an input one is not seen. What they
#: end with has an even number of characters, and what ids end with now does not.
AT_FIRST = Lengths(input=2, numbers=4, words=2, check=2, prime=1021)

#: A number whose powers weigh the characters in the check.
_WEIGHT = 31

#: Characters of a whole digest, and of one that stands for a name in a question.
_WHOLE, _NAME = 52, 4

_PART = re.compile(r"[a-z0-9_.,=+@~-]{1,200}")
_VERSION = re.compile(r"\d{1,4}(?:\.[a-z0-9]{1,8}){1,4}")
_SEAL = re.compile(f"[{_ALPHABET}]+")


class FigureId(NamedTuple):
    """The parts of an id.

    Attributes
    ----------
    kind : str
        Of the question (`geo.text.figure.kinds`).
    parts : tuple of str
        The question's own.
    version : str
        Of the Frontlode that made the figure.
    inputs : tuple of str
        A digest of each input that its kind of question rests on.
    numbers, words : str
        Digests of the finding's numbers, and of the whole of it.
    lengths : Lengths
        Of its digests.
    """

    kind: str
    parts: tuple[str, ...]
    version: str
    inputs: tuple[str, ...]
    numbers: str
    words: str
    lengths: Lengths = NOW

    def __str__(self) -> str:
        seal = "".join((*self.inputs, self.numbers, self.words))
        text = _AND.join((self.kind, *self.parts, self.version, seal))
        return text + _check(text, self.lengths)


def digest(data: bytes) -> str:
    """Return a digest of all its characters, of which an id holds the first."""
    return _base32(int.from_bytes(sha256(data).digest()), _WHOLE)


def short_digest(text: str) -> str:
    """Return a digest that stands for a word of a question."""
    return digest(text.encode())[:_NAME]


def finding_digests(finding: str) -> tuple[str, str]:
    """Return the digests of a finding's numbers, and of the whole of it.

    Parameters
    ----------
    finding : str
        In English.
    """
    plain = re.sub(r"(?<=\d)[\u202f,](?=\d{3})", "", finding)
    numbers = " ".join(re.findall(r"\d+(?:\.\d+)?", plain))
    return (
        digest(numbers.encode())[: NOW.numbers],
        digest(finding.encode())[: NOW.words],
    )


def parse(text: str) -> FigureId:
    """Return the parts of an id, as it was typed or at the end of its sentence.

    Raises
    ------
    InputError
        If it is none, or a character of it is wrong.
    """
    typed = _last_word(text)
    head, mark, seal = typed.rpartition(_AND)
    kind, *parts = head.split(_AND)
    seal = seal.translate(_MISTAKEN)
    well_formed = (
        len(typed) <= LONGEST
        and mark
        and parts
        and _PART.fullmatch(kind)
        and all(map(_PART.fullmatch, parts))
        and _VERSION.fullmatch(parts[-1])
        and _SEAL.fullmatch(seal)
    )
    lengths = NOW if len(seal) % 2 else AT_FIRST
    rest = len(seal) - lengths.numbers - lengths.words - lengths.check
    if not well_formed or rest < 0:
        raise InputError(
            _(
                "Expected the id of a figure, such as {example}, but got “{got}”. Copy "
                "the id at the end of its sentence, from its first word to its last "
                "letter."
            ).format(example=_EXAMPLE, got=_shortened(typed))
        )
    body, check = seal[: -lengths.check], seal[-lengths.check :]
    if rest % lengths.input or _check(f"{head}{_AND}{body}", lengths) != check:
        raise InputError(
            _(
                "Expected an id whose last characters agree with the rest, but in "
                "“{got}” they do not: a character is wrong, missing or too many. "
                "Compare it with its sentence."
            ).format(got=_shortened(typed))
        )
    return FigureId(
        kind,
        tuple(parts[:-1]),
        parts[-1],
        tuple(body[i : i + lengths.input] for i in range(0, rest, lengths.input)),
        body[rest : rest + lengths.numbers],
        body[-lengths.words :],
        lengths,
    )


_EXAMPLE = "reach:260822:signed_250430:0.1.0:zdx578vm90stjvhk3aaxksaxc1vsgkh"


def _last_word(text: str) -> str:
    """Return the last word of a text that may be a whole sentence, in lower case."""
    words = text[-2 * LONGEST :].split()
    return words[-1].strip("()[]{}<>.,;“”\"'`").lower() if words else ""


def _shortened(text: str) -> str:
    shown = "".join(char for char in text if char.isprintable())
    return shown if len(shown) <= 80 else f"{shown[:80]}…"


def _check(text: str, lengths: Lengths) -> str:
    total = 0
    for char in text:
        total = (total * _WEIGHT + ord(char)) % lengths.prime
    return _base32(total, lengths.check)


def _base32(number: int, length: int) -> str:
    return "".join(_ALPHABET[number >> 5 * i & 31] for i in range(length))
