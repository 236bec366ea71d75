"""Zips, opened by us: what may be in one, and which of it is a front."""

import stat
import struct
import zipfile
import zlib
from collections.abc import Callable
from io import BytesIO
from pathlib import PurePosixPath
from typing import NamedTuple

from geo.errors import FormatError, SchemaError
from geo.ingest.limits import (
    MAX_BYTES,
    MAX_UNPACKED_BYTES,
    MAX_ZIP_ENTRIES,
    MAX_ZIP_RATIO,
    MB,
)
from geo.ingest.messages import one_line, quoted
from geo.text.i18n import _

#: The files of one Shapefile; no other of its companions is needed.
SHAPEFILE = (".shp", ".shx", ".dbf", ".prj", ".cpg")

#: Bytes from which a member is recognised.
_HEAD = 10_000

#: Below this a small file of spaces may well shrink by any ratio.
_SMALL = 1024**2

#: All that `zipfile` raises over bytes that are not what they should be.
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    NotImplementedError,
    RuntimeError,
    EOFError,
    ValueError,
    LookupError,
    OSError,
)

_ENCRYPTED = 1

#: How entries may be packed. Of the other ways that `zipfile` knows, one packet of
#: 4 kB may unpack to gigabytes in one go, whatever size the entry says.
_PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)

#: Room for what systems note of each entry beside its name: times, owners, large sizes.
#: `zipfile` copies all notes that follow at each note, and 64 kB hold 16,000.
_MAX_NOTES_BYTES = 100 * MAX_ZIP_ENTRIES

#: An entry in the table of contents: how it begins, and where the length of its notes
#: stands.
_ENTRY = b"PK\x01\x02"
_NOTES_LENGTH = struct.Struct("<30xH")

#: Of a longer path the end is shown.
_MAX_PATH_CHARACTERS = 200


class Member(NamedTuple):
    """One layer in a zip: its path there as shown, its file or a Shapefile's files."""

    name: str
    files: dict[str, zipfile.ZipInfo]

    @property
    def is_shapefile(self) -> bool:
        """Whether it is the files of a Shapefile."""
        return ".shp" in self.files


class Archive(NamedTuple):
    """A zip whose table of contents has been checked."""

    zip: zipfile.ZipFile
    members: list[Member]
    #: Names of files that are no layers.
    others: list[str]


def recognises(data: bytes) -> bool:
    """Return whether a file is a zip."""
    return data.startswith((b"PK\x03\x04", b"PK\x05\x06"))


def opened(data: bytes, name: str, *, is_layer: Callable[[bytes], bool]) -> Archive:
    """Return the layers in a zip, by their names.

    Parameters
    ----------
    data : bytes
        The zip.
    name : str
        What messages call it.
    is_layer : callable
        Returns from a file's first bytes whether it is a layer.

    Raises
    ------
    FormatError
        If it is damaged or encrypted.
    SchemaError
        If it holds too much, or a name that leads out of it.
    """
    # Counted first: a table of contents of a million names takes seconds to read.
    _require_few(data.count(_ENTRY), name)
    _require_few_notes(data, name)
    try:
        archive = zipfile.ZipFile(BytesIO(data))
    except _DAMAGE:
        raise _damaged(name) from None
    infos = [one for one in archive.infolist() if not one.is_dir()]
    # More can only be where entries share their bytes, and each is read for itself.
    if sum(info.compress_size for info in infos) > len(data):
        raise _damaged(name)
    _require_small(infos, name)
    for info in infos:
        _require_plain_entry(info, name)
        _require_normal(info, name)
    infos = [one for one in infos if not _is_hidden(one.filename)]
    members, others = _sorted(archive, infos, is_layer, name)
    return Archive(archive, members, others)


def content(archive: Archive, member: Member, name: str) -> dict[str, bytes]:
    """Return the bytes of a member's files, by their endings.

    Raises
    ------
    FormatError
        If they are damaged.
    """
    try:
        return {end: _read(archive.zip, info) for end, info in member.files.items()}
    except _DAMAGE:
        raise _damaged(f"{name}/{member.name}") from None


def _read(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    """Return a file's bytes: as many as the entry says, whatever is packed there."""
    with archive.open(info) as file:
        return file.read(info.file_size)


def _sorted(
    archive: zipfile.ZipFile,
    infos: list[zipfile.ZipInfo],
    is_layer: Callable[[bytes], bool],
    name: str,
) -> tuple[list[Member], list[str]]:
    by_stem: dict[str, dict[str, zipfile.ZipInfo]] = {}
    for info in infos:
        path = PurePosixPath(info.filename)
        if path.suffix.lower() in SHAPEFILE:
            stem = str(path.with_suffix("")).casefold()
            by_stem.setdefault(stem, {})[path.suffix.lower()] = info
    shapes = {stem: files for stem, files in by_stem.items() if ".shp" in files}
    members = [
        Member(_shown(files[".shp"].filename), files) for files in shapes.values()
    ]
    taken = {info.filename for files in shapes.values() for info in files.values()}
    others = []
    for info in infos:
        if info.filename in taken:
            continue
        if is_layer(_head(archive, info, name)):
            members.append(Member(_shown(info.filename), {"": info}))
        else:
            others.append(_shown(info.filename))
    return sorted(members, key=lambda member: member.name), others


def _head(archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str) -> bytes:
    try:
        with archive.open(info) as file:
            return file.read(_HEAD)
    except _DAMAGE:
        raise _damaged(f"{name}/{_shown(info.filename)}") from None


def _shown(path: str) -> str:
    """Return a path without what would break a line or colour a terminal."""
    return one_line(path)[-_MAX_PATH_CHARACTERS:]


def _is_hidden(path: str) -> bool:
    """Return whether a system put it into a zip for itself."""
    parts = PurePosixPath(path).parts
    return any(part.startswith((".", "__MACOSX")) for part in parts)


def _require_few(count: int, name: str) -> None:
    if count > MAX_ZIP_ENTRIES:
        raise SchemaError(
            _(
                "{name}: expected at most {limit:,} files in the zip, but there are "
                "{count:,}. Take a part of it, or raise FRONTLODE_MAX_ZIP_ENTRIES."
            ).format(name=name, limit=MAX_ZIP_ENTRIES, count=count)
        )


def _require_few_notes(data: bytes, name: str) -> None:
    """Refuse what takes `zipfile` long before it reports anything of the zip."""
    total, place = 0, data.find(_ENTRY)
    while 0 <= place <= len(data) - _NOTES_LENGTH.size:
        total += _NOTES_LENGTH.unpack_from(data, place)[0]
        place = data.find(_ENTRY, place + 1)
    if total > _MAX_NOTES_BYTES:
        raise _damaged(name)


def _require_small(infos: list[zipfile.ZipInfo], name: str) -> None:
    total = sum(info.file_size for info in infos)
    if total > MAX_UNPACKED_BYTES:
        raise SchemaError(
            _(
                "{name}: expected a zip that unpacks to at most {limit:,} MB, but it "
                "unpacks to {total:,} MB. Take a part of it, or raise "
                "FRONTLODE_MAX_UNPACKED_MB."
            ).format(
                name=name,
                limit=MAX_UNPACKED_BYTES // MB,
                total=total // MB,
            )
        )


def _require_plain_entry(info: zipfile.ZipInfo, name: str) -> None:
    """Refuse an entry that leads out of the zip, or is not what a map file is."""
    path = info.filename.replace("\\", "/")
    if path.startswith("/") or ".." in path.split("/") or path[1:2] == ":":
        raise SchemaError(
            _(
                "{name}: expected a zip of plain files, but the name {path} leads out "
                "of it. Zip the files again."
            ).format(name=name, path=quoted(info.filename))
        )
    if stat.S_ISLNK(info.external_attr >> 16):
        raise SchemaError(
            _(
                "{name}: expected a zip of plain files, but {path} is a link. Zip the "
                "files themselves."
            ).format(name=name, path=quoted(info.filename))
        )
    if info.compress_type not in _PACKED:
        raise _damaged(f"{name}/{_shown(info.filename)}")
    if info.flag_bits & _ENCRYPTED:
        raise SchemaError(
            _(
                "{name}: expected a zip without a password, but {path} has one. Zip "
                "the files again without."
            ).format(name=name, path=quoted(info.filename))
        )


def _require_normal(info: zipfile.ZipInfo, name: str) -> None:
    """Refuse an entry that is too large, or packed as only a bomb is."""
    path = quoted(info.filename)
    if info.file_size > MAX_BYTES:
        raise SchemaError(
            _(
                "{name}: expected files of at most {limit} MB, but {path} unpacks to "
                "{size:,} MB. Take it out, or raise FRONTLODE_MAX_UPLOAD_MB."
            ).format(
                name=name,
                limit=MAX_BYTES // MB,
                path=path,
                size=info.file_size // MB,
            )
        )
    if info.file_size > max(_SMALL, MAX_ZIP_RATIO * info.compress_size):
        raise SchemaError(
            _(
                "{name}: expected files that shrink to no less than 1/{ratio}, but "
                "{path} unpacks from {packed:,} to {size:,} bytes, as no map does. "
                "Take it out."
            ).format(
                name=name,
                ratio=MAX_ZIP_RATIO,
                path=path,
                packed=info.compress_size,
                size=info.file_size,
            )
        )


def _damaged(name: str) -> FormatError:
    return FormatError(
        _(
            "{name}: expected a zip, but it is damaged or packed in a way that is not "
            "read. Download it again, or zip the files again."
        ).format(name=name)
    )
