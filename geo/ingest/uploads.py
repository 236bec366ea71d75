"""Any file that a front comes in → its features, and what it was recognised as.

The door for uploads. A format is recognised by its bytes, the first that fits is the
only one tried, and GDAL is never asked what a file might be.
"""

from collections.abc import Iterator
from typing import NamedTuple

from geo.errors import FormatError, SchemaError
from geo.ingest import archive, geojson, json_formats, kml, sandbox, settlements, wkt
from geo.ingest.formats import stranger
from geo.ingest.layer import Layer
from geo.ingest.messages import listed
from geo.ingest.refusals import no_such_layer, several_layers
from geo.text.i18n import _

#: What a file of degrees is in, unless it says otherwise.
WGS84 = "WGS 84 (EPSG:4326)"

#: First bytes of formats that a library reads.
_OUTSIDE = {
    b"SQLite format 3\0": ("gpkg", ".gpkg"),
    b"fgb\x03": ("flatgeobuf", ".fgb"),
    b"PAR1": ("parquet", ".parquet"),
}

#: Where a GeoPackage says that it is one and no other SQLite database.
_GPKG_ID = slice(68, 72)
_GPKG = (b"GPKG", b"GP10", b"GP11")


class Upload(NamedTuple):
    """What a file was recognised as, and its features.

    Attributes
    ----------
    format, crs : str
        As a reader would name them; the CRS is the file's own.
    layer : Layer
        In degrees. Without features where it is a control table.
    notes : tuple of str
        What was left alone, a sentence each.
    control_data : bytes
        The control table, which is read for a day; empty where it is none.
    member : str
        The name of the file within a zip.
    """

    format: str
    crs: str
    layer: Layer | None
    notes: tuple[str, ...] = ()
    control_data: bytes = b""
    member: str = ""


def is_layer(head: bytes) -> bool:
    """Tell from a file's first bytes whether it is of a format that is read."""
    return (
        any(head.startswith(mark) for mark in _OUTSIDE)
        or archive.recognises(head)
        or json_formats.recognises(head)
        or kml.recognises(head)
        or wkt.recognises(head)
        or settlements.recognises(head)
    )


def read_upload(data: bytes, *, name: str, layer: str | None = None) -> Upload:
    """Read a file in whatever format its bytes show.

    Parameters
    ----------
    data : bytes
        The file.
    name : str
        What messages call it.
    layer : str, optional
        Which layer, where it holds several; the refusal lists them.

    Raises
    ------
    InputError
        If it is of no format that is read, or damaged, or holds several layers.
    """
    if archive.recognises(data):
        return _zipped(data, name, layer)
    return _single(data, name, layer)


def _single(data: bytes, name: str, layer: str | None) -> Upload:
    """Read a file that is no zip."""
    found = _of_library(data, name, layer)
    if found is None and kml.recognises(data):
        found = _kml(data, name)
    if found is None and json_formats.recognises(data):
        read = json_formats.read_kin(data, name=name, layer=layer)
        found = Upload(read.format, read.crs or WGS84, read.layer)
    if found is None and wkt.recognises(data):
        found = Upload(_("CSV with WKT"), WGS84, wkt.parse(data, name))
    if found is None and settlements.recognises(data):
        return Upload(_("Settlement control table"), WGS84, None, control_data=data)
    if found is None:
        raise FormatError(
            _("{name}: expected the areas of a front, but this is {came}.").format(
                name=name, came=stranger(data)
            )
        )
    if found.layer is None or not len(found.layer.geometry):
        raise SchemaError(
            _(
                "{name}: expected at least one feature, but it holds none. Check that "
                "the export was not empty."
            ).format(name=name)
        )
    return found


def _of_library(data: bytes, name: str, layer: str | None) -> Upload | None:
    for mark, (kind, ending) in _OUTSIDE.items():
        if not data.startswith(mark):
            continue
        if kind == "gpkg" and data[_GPKG_ID] not in _GPKG:
            return None
        read = sandbox.read_outside(kind, {ending: data}, name=name, layer=layer)
        return Upload(sandbox.CALLED[kind], read.crs or WGS84, read.layer)
    return None


def _kml(data: bytes, name: str) -> Upload:
    collection, links = kml.as_geojson(data, name)
    found = geojson.layer_of(collection, name)
    notes = []
    if links:
        said = _("Links to other files were not followed: {count:,}.")
        notes.append(said.format(count=links))
    return Upload("KML", WGS84, found, tuple(notes))


def _zipped(data: bytes, name: str, layer: str | None) -> Upload:
    """Read the one layer of a zip, or the one that was chosen."""
    box = archive.opened(data, name, is_layer=is_layer)
    member, inner = _choice(box, name, layer)
    found = read_member(box, member, name=name, layer=inner)
    if box.others:
        said = _("Left alone in the zip: {names}.").format(names=listed(box.others))
        found = found._replace(notes=(*found.notes, said))
    return found


def _choice(
    box: archive.Archive, name: str, layer: str | None
) -> tuple[archive.Member, str | None]:
    """Return the member to be read, and which layer within it."""
    names = [member.name for member in box.members]
    if not names:
        raise FormatError(
            _(
                "{name}: expected a zip with a front inside, but it holds none of the "
                "formats that are read ({others}). Zip a Shapefile with its .prj, or "
                "a GeoJSON file."
            ).format(name=name, others=listed(box.others) or _("it is empty"))
        )
    if layer in names:
        return box.members[names.index(layer)], None
    if len(names) == 1:
        return box.members[0], layer
    # What a KMZ shows is in its doc.kml; other KML is there to be linked to.
    if layer is None and "doc.kml" in names:
        return box.members[names.index("doc.kml")], None
    if layer is None:
        raise several_layers(name, names)
    raise no_such_layer(name, layer, names)


def read_member(
    box: archive.Archive,
    member: archive.Member,
    *,
    name: str,
    layer: str | None = None,
) -> Upload:
    """Read one member of a zip.

    Raises
    ------
    InputError
        As `read_upload`; a zip within the zip is read only if it is a KMZ.
    """
    files = archive.content(box, member, name)
    called = f"{name}/{member.name}"
    if member.is_shapefile:
        read = sandbox.read_outside("shapefile", files, name=called)
        crs, shapes = read.crs or WGS84, read.layer
        return Upload(_("Shapefile in a zip"), crs, shapes, member=member.name)
    data = files[""]
    if archive.recognises(data):
        return _kmz_within(data, called)
    found = _single(data, called, layer)
    kinds = {"KML": "KMZ"} if member.name.lower().endswith(".kml") else {}
    within = kinds.get(found.format) or _("{format} in a zip").format(
        format=found.format
    )
    return found._replace(format=within, member=member.name)


def _kmz_within(data: bytes, name: str) -> Upload:
    box = archive.opened(data, name, is_layer=kml.recognises)
    for member in _shown_first(box.members):
        inside = archive.content(box, member, name).get("", b"")
        return _kml(inside, f"{name}/{member.name}")._replace(format="KMZ")
    raise FormatError(
        _(
            "{name}: expected a map file, but this is a zip within the zip. Unpack it "
            "first."
        ).format(name=name)
    )


def _shown_first(members: list[archive.Member]) -> Iterator[archive.Member]:
    plain = [member for member in members if not member.is_shapefile]
    return iter(sorted(plain, key=lambda member: member.name != "doc.kml"))
