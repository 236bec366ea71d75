"""One file that was given: its bytes, what it is called, and its JSON."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from geo.errors import InputError, SchemaError
from geo.ingest import json_text, map_service
from geo.ingest.limits import MAX_BYTES, MB
from geo.ingest.messages import one_line
from geo.text.i18n import _

#: Bytes from which a format is recognised.
HEAD_BYTES = 10_000


@dataclass(frozen=True, eq=False)
class File:
    """A file, of a format that may not be known yet.

    Attributes
    ----------
    data : bytes
        All of it; of a Shapefile the ``.shp``.
    name : str
        What messages call it.
    layer : str or None
        Which layer is wanted, where it holds several.
    companions : mapping of str to bytes
        The other files of a Shapefile, by their endings.
    """

    data: bytes = field(repr=False)
    name: str
    layer: str | None = None
    companions: Mapping[str, bytes] = field(default_factory=dict, repr=False)

    @property
    def head(self) -> bytes:
        """The first bytes."""
        return self.data[:HEAD_BYTES]

    @cached_property
    def document(self) -> Any:
        """The JSON that it holds, parsed once.

        Raises
        ------
        InputError
            If it is no whole JSON, or what a map service sends in place of features.
        """
        document = json_text.loads(self.data, self.name)
        map_service.require_whole(document, self.name)
        return document


def load(source: Path | bytes, *, name: str) -> bytes:
    """Return a file's bytes, at most `geo.ingest.limits.MAX_BYTES` of them.

    Raises
    ------
    InputError
        If there is no such file, it cannot be opened, or it is too large.
    """
    if isinstance(source, Path):
        try:
            with source.open("rb") as file:
                data = file.read(MAX_BYTES + 1)
        except (OSError, ValueError):  # ValueError: a path that holds a NUL
            raise InputError(
                _(
                    "{name}: expected a file, but there is none of this name or it may "
                    "not be read. Check the name and its permissions."
                ).format(name=name)
            ) from None
    else:
        data = source
    if len(data) > MAX_BYTES:
        raise SchemaError(
            _(
                "{name}: expected at most {limit} MB, but it is larger. Simplify it or "
                "take a part of it, or raise FRONTLODE_MAX_UPLOAD_MB."
            ).format(name=name, limit=MAX_BYTES // MB)
        )
    return data


def display_name(source: Path | bytes, name: str) -> str:
    """Return what messages call a file: its own name without any folder."""
    given = name or (source.name if isinstance(source, Path) else "")
    bare = one_line(given[-1000:].replace("\\", "/").rsplit("/", 1)[-1])
    return bare[:120] or _("The file")
