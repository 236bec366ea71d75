"""What a file says of permits for a deposit → rows of :class:`geo.schema.Licence`."""

import json
import re
from collections.abc import Mapping
from datetime import date

from geo.ingest import attribute_values
from geo.ingest.limits import MAX_TEXT_CHARACTERS
from geo.ingest.messages import clean, one_line
from geo.schema import Licence, LicenceState

#: What states were called when a deposit had but one; files of users may say so.
FORMER_STATES = {
    "psa_awarded": LicenceState.AWARDED,
    "cancelled": LicenceState.ENDED,
    "none_known": LicenceState.NONE_FOUND,
}

#: The columns in which a table holds one licence, by the field that each fills.
COLUMNS = {
    "licence_state": "state",
    "licence_holder": "holder",
    "licence_granted": "granted",
    "licence_expires": "expires",
    "licence_basis": "how",
}

_DATE = re.compile(r"(?:\.\./)?(\d{4})(?:-(\d\d))?(?:-(\d\d))?", re.ASCII)

_state = attribute_values.one_of([*LicenceState, *FORMER_STATES])


def state_of(value: object) -> str | None:
    """Return a state of a licence, also by its former name; None if it is none."""
    word = _state(value)
    return None if word is None else str(FORMER_STATES.get(str(word), word))


def date_of(value: object) -> str | None:
    """Return ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``, or ``../`` before it; else None.

    The last reads "then or before".
    """
    text = one_line(attribute_values.text(value) or "")
    match = _DATE.fullmatch(text)
    if match is None:
        return None
    year, month, day = (int(part or 1) for part in match.groups())
    try:
        date(year, month, day)
    except ValueError:
        return None
    return text


def licences_of(value: object) -> tuple[Licence, ...] | None:
    """Return licences from a list of objects, or its JSON text; None if it is none."""
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            return None
    if not isinstance(value, list | tuple):
        return None
    rows = [_licence(row) for row in value]
    return None if None in rows else tuple(row for row in rows if row is not None)


def _licence(row: object) -> Licence | None:
    """Return one licence of an object; None where a field of it cannot be read."""
    if isinstance(row, Licence):
        row = row._asdict()
    if not isinstance(row, Mapping):
        return None
    fields: dict[str, str] = {}
    for field in Licence._fields:
        raw = row.get(field)
        if attribute_values.is_missing(raw):
            continue
        read = _FIELDS.get(field, _text)(raw)
        if not isinstance(read, str):
            return None
        fields[field] = read
    return Licence(**fields)


def _text(value: object) -> str | None:
    text = attribute_values.text(value)
    return None if text is None else clean(text)[:MAX_TEXT_CHARACTERS]


def _url(value: object) -> str | None:
    """Return a web address; None for anything that a browser might run."""
    text = one_line(attribute_values.text(value) or "")
    return text if re.match("https?://", text) else None


_FIELDS: dict[str, attribute_values.Reader] = {
    "state": state_of,
    "granted": date_of,
    "expires": date_of,
    "url": _url,
}


def one_licence(row: Mapping[str, object]) -> tuple[Licence, ...]:
    """Return the one licence that a table's columns hold, or none.

    A day of grant without a state is of a permit that is held.
    """
    fields = {
        field: str(row[column]) for column, field in COLUMNS.items() if row[column]
    }
    if not fields:
        return ()
    if "state" not in fields and "granted" in fields:
        fields["state"] = LicenceState.HELD.value
    return (Licence(**fields),)
