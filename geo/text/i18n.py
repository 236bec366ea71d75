"""Every string that a person reads passes through here: gettext and its language."""

import gettext
from collections.abc import Mapping
from contextvars import ContextVar
from functools import cache

from geo.paths import LOCALE

LANGUAGES = ("en", "uk")

language: ContextVar[str] = ContextVar("language", default="en")


@cache
def _catalogue(code: str) -> gettext.NullTranslations:
    return gettext.translation("frontlode", LOCALE, languages=[code], fallback=True)


def N_(message: str) -> str:  # the name by which gettext's tools find such texts
    """Mark a text for translation, and leave it as it is."""
    return message


def _(message: str) -> str:
    """Return ``message`` in the reader's language, or as it is where none exists."""
    return _catalogue(language.get()).gettext(message)


def n_(singular: str, plural: str, count: int) -> str:
    """Return the form of a message for a count, with ``{n}`` filled by the count.

    Examples
    --------
    >>> n_("{n} deposit", "{n} deposits", 1), n_("{n} deposit", "{n} deposits", 1200)
    ('1 deposit', '1\u202f200 deposits')
    """
    text = _catalogue(language.get()).ngettext(singular, plural, count)
    return text.replace("{n}", f"{count:,}".replace(",", "\u202f"))


def in_language(texts: Mapping[str, str] | str) -> str:
    """Return the reader's version of a text that the data hold in several languages.

    Parameters
    ----------
    texts : mapping of language code to text, or str
        English is the fallback where the reader's language is absent.
    """
    if isinstance(texts, str):
        return texts
    return texts.get(language.get()) or texts["en"]
