"""Messages on invalid files: all issues counted, the first ones shown."""

import re
from dataclasses import dataclass, field

from geo.errors import SchemaError
from geo.text.i18n import _

_SHOWN = 3

#: Control characters except tab and line feed, bidirectional overrides (they would turn
#: the rest of a line around) and lone surrogates (no encoder takes them).
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)


def clean(text: str) -> str:
    """Return an untrusted text without what no reader could see or store."""
    return _UNPRINTABLE.sub("", text).strip()


def was_altered(text: str) -> bool:
    """Return whether `clean` takes out more than white space around a text."""
    return bool(_UNPRINTABLE.search(text.replace("\r\n", "\n")))


def one_line(text: str) -> str:
    """Return a clean text with every run of white space as one space."""
    return " ".join(clean(text).split())


def quoted(text: str, *, length: int = 40) -> str:
    """Return an untrusted text in quotation marks, on one line, cut to ``length``."""
    line = one_line(text[: 4 * length])
    return f"“{line[:length]}…”" if len(line) > length else f"“{line}”"


def described(value: object) -> str:
    """Return a value of a JSON document as a reader would name it."""
    match value:
        case None:
            return _("nothing (null)")
        case bool():
            return "true" if value else "false"
        case str():
            return _("the text {text}").format(text=quoted(value))
        case int() if abs(value) >= 10**15:
            return _("a number of 16 digits or more")
        case int() | float():
            return f"{value}"
        case list() | tuple():
            return _("a list")
    return _("an object")


@dataclass
class Issues:
    """The invalid features of one file; only the first few are kept as text."""

    shown: list[str] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)

    def add(self, where: str, what: str) -> None:
        """Note a feature's issue; of several of one feature the first is shown."""
        if where not in self.seen and len(self.seen) < _SHOWN:
            self.shown.append(f"{where}: {what}")
        self.seen.add(where)

    def raise_any(self, name: str, *, expected: str, cure: str) -> None:
        """Raise one error for all the issues noted, or return where there are none.

        Raises
        ------
        SchemaError
            With the file's name, what was expected, the first invalid features, the
            count of the others, and the cure.
        """
        if not self.seen:
            return
        shown = "; ".join(self.shown)
        if len(self.seen) > _SHOWN:
            shown += "; " + _("and {more:,} more").format(more=len(self.seen) - _SHOWN)
        raise SchemaError(
            _("{name}: expected {expected}, but found {shown}. {cure}").format(
                name=name, expected=expected, shown=shown, cure=cure
            )
        )


def listed(labels: list[str]) -> str:
    """Return the first few of many labels and the count of the rest."""
    shown = ", ".join(labels[:_SHOWN])
    if len(labels) > _SHOWN:
        shown += _(" and {more:,} more").format(more=len(labels) - _SHOWN)
    return shown
