"""What a question is: a record that an id can hold, and that answers in a sentence."""

from collections.abc import Iterator
from dataclasses import MISSING, Field, dataclass, field, fields
from typing import Any, ClassVar, Self

from geo.deal.ground import derived
from geo.text.figure.ids import NOW, Lengths, digest
from geo.text.figure.inputs import Inputs, base_digest, texts_digest
from geo.text.figure.tokens import Codec, wrong


def part(codec: Codec) -> Any:
    """Return a field that has its place in the id."""
    return field(metadata={"codec": codec})


def option(letter: str, codec: Codec, default: Any) -> Any:
    """Return a field that stands in the id by a letter, where it is not the default."""
    return field(default=default, metadata={"codec": codec, "letter": letter})


@dataclass(frozen=True, kw_only=True)
class Question:
    """What a figure answers.

    ``kind`` is the first word of its id, ``rests_on`` the inputs whose digests the id
    holds, in that order (`input_digests`).
    """

    kind: ClassVar[str]
    rests_on: ClassVar[tuple[str, ...]] = (
        "deposits",
        "permits",
        "front",
        "texts",
        "base",
    )

    def finding(self, inputs: Inputs) -> str:
        """Return the answer as a sentence without its full stop."""
        raise NotImplementedError

    def quotation(self, finding: str, inputs: Inputs, figure: str) -> str:
        """Return the answer with all that it rests on, ending with its id."""
        raise NotImplementedError

    def front_names(self) -> tuple[str, ...]:
        """Return the fronts that it is counted on."""
        return ()

    def scenario_ids(self) -> tuple[str, ...]:
        """Return the texts that it is counted for."""
        return ()

    def files(self) -> tuple[str, ...]:
        """Return other shipped files that it is counted from."""
        return ()

    def bands(self) -> tuple[float, ...]:
        """Return the band edges that it is counted by, in kilometres."""
        return ()

    # The id

    @classmethod
    def _fields(cls) -> list[Field[Any]]:
        return [one for one in fields(cls) if "codec" in one.metadata]

    def parts(self) -> tuple[str, ...]:
        """Return the question as its id holds it, without its kind."""
        return tuple(self._parts())

    def _parts(self) -> Iterator[str]:
        for one in self._fields():
            value, codec = getattr(self, one.name), one.metadata["codec"]
            if one.default is MISSING:
                yield codec.write(value)
            elif value != one.default:
                yield f"{one.metadata['letter']}={codec.write(value)}"

    @classmethod
    def from_parts(cls, parts: tuple[str, ...]) -> Self:
        """Return the question of an id's parts.

        Raises
        ------
        InputError
            If they are not those of this kind.
        """
        needed = [one for one in cls._fields() if one.default is MISSING]
        options = {
            one.metadata["letter"]: one
            for one in cls._fields()
            if one.default is not MISSING
        }
        positional = [part for part in parts if "=" not in part]
        if len(positional) != len(needed):
            raise wrong(":".join(parts), ":".join(one.name for one in needed))
        values = {
            one.name: one.metadata["codec"].read(part)
            for one, part in zip(needed, positional, strict=True)
        }
        for part in parts:
            letter, equals, token = part.partition("=")
            if not equals:
                continue
            if letter not in options or options[letter].name in values:
                raise wrong(part, ", ".join(f"{name}=…" for name in options))
            one = options[letter]
            values[one.name] = one.metadata["codec"].read(token)
        question = cls(**values)
        # One question has one id, but for the order of its options.
        if sorted(question.parts()) != sorted(parts):
            raise wrong(":".join(parts), ":".join(question.parts()))
        return question


def input_digests(
    question: Question, inputs: Inputs, lengths: Lengths = NOW
) -> dict[str, str]:
    """Return the digest of every input that a question rests on, by its name."""
    makers = {
        "deposits": inputs.deposits_digest,
        "permits": inputs.permits_digest,
        "front": lambda: inputs.fronts_digest(question.front_names(), lengths.input),
        "texts": lambda: _texts_digest(question, inputs, lengths.input),
        "bands": lambda: _bands_digest(question),
        "base": base_digest,
    }
    return {name: makers[name]()[: lengths.input] for name in question.rests_on}


def _texts_digest(question: Question, inputs: Inputs, length: int) -> str:
    texts = [inputs.scenario(one) for one in question.scenario_ids()]
    for name in question.front_names():
        if carried_out := derived(f"+{name.partition('+')[2]}"):
            texts.append(carried_out.scenario)
    return texts_digest(texts, question.files(), length)


def _bands_digest(question: Question) -> str:
    return digest(repr(question.bands()).encode())
