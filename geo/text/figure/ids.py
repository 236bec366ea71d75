"""The id of a figure: its question in short words, its version, digests, and a check.

Such as ``reach:260822:signed_250430:0.1.0:zd781fkx3aksaxwywe``. It is lower-case ASCII
without blanks, and needs no quotes in a shell.
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

#: Characters of the digest of one input, of the numbers, of the words, and of the
#: check: of a thousand changes of an input one is not named, of a million changed
#: numbers one is not seen.
_INPUT, _NUMBERS, _WORDS, _CHECK = 2, 4, 2, 2

#: A prime below the number of checks, and a number whose powers weigh the characters:
#: a single wrong one, and two neighbours exchanged, change every check.
_PRIME, _WEIGHT = 1021, 31

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
    """

    kind: str
    parts: tuple[str, ...]
    version: str
    inputs: tuple[str, ...]
    numbers: str
    words: str

    def __str__(self) -> str:
        seal = "".join((*self.inputs, self.numbers, self.words))
        text = _AND.join((self.kind, *self.parts, self.version, seal))
        return text + _check(text)


def input_digest(data: bytes) -> str:
    """Return the digest of one input, as an id holds it."""
    return _digest(data, _INPUT)


def short_digest(text: str) -> str:
    """Return a digest that stands for a word of a question."""
    return _digest(text.encode(), _NUMBERS)


def finding_digests(finding: str) -> tuple[str, str]:
    """Return the digests of a finding's numbers, and of the whole of it.

    Parameters
    ----------
    finding : str
        In English.
    """
    plain = re.sub(r"(?<=\d)[\u202f,](?=\d{3})", "", finding)
    numbers = " ".join(re.findall(r"\d+(?:\.\d+)?", plain))
    return _digest(numbers.encode(), _NUMBERS), _digest(finding.encode(), _WORDS)


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
    rest = seal[: -_NUMBERS - _WORDS - _CHECK]
    if not well_formed or len(seal) < len(rest) + _NUMBERS + _WORDS + _CHECK:
        raise InputError(
            _(
                "Expected the id of a figure, such as {example}, but got “{got}”. Copy "
                "the id at the end of its sentence, from its first word to its last "
                "letter."
            ).format(example=_EXAMPLE, got=_shortened(typed))
        )
    if len(rest) % _INPUT or _check(f"{head}{_AND}{seal[:-_CHECK]}") != seal[-_CHECK:]:
        raise InputError(
            _(
                "Expected an id whose last two characters agree with the rest, but in "
                "“{got}” they do not: a character is wrong, missing or too many. "
                "Compare it with its sentence."
            ).format(got=_shortened(typed))
        )
    return FigureId(
        kind,
        tuple(parts[:-1]),
        parts[-1],
        tuple(rest[i : i + _INPUT] for i in range(0, len(rest), _INPUT)),
        seal[len(rest) : len(rest) + _NUMBERS],
        seal[-_WORDS - _CHECK : -_CHECK],
    )


_EXAMPLE = "reach:260822:signed_250430:0.1.0:zd781fkx3aksaxwywe"


def _last_word(text: str) -> str:
    """Return the last word of a text that may be a whole sentence, in lower case."""
    words = text[-2 * LONGEST :].split()
    return words[-1].strip("()[]{}<>.,;“”\"'`").lower() if words else ""


def _shortened(text: str) -> str:
    shown = "".join(char for char in text if char.isprintable())
    return shown if len(shown) <= 80 else f"{shown[:80]}…"


def _digest(data: bytes, length: int) -> str:
    number = int.from_bytes(sha256(data).digest())
    return _base32(number, length)


def _check(text: str) -> str:
    total = 0
    for char in text:
        total = (total * _WEIGHT + ord(char)) % _PRIME
    return _base32(total, _CHECK)


def _base32(number: int, length: int) -> str:
    return "".join(_ALPHABET[number >> 5 * i & 31] for i in range(length))
