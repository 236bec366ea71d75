"""Any file → what it was recognised as, and its features or table.

A format is recognised by its bytes, the first that fits is the only one tried, and GDAL
is never asked what a file might be.
"""

from dataclasses import replace
from functools import partial
from typing import NamedTuple

from geo.errors import FormatError, SchemaError
from geo.ingest import archive, kml
from geo.ingest.csv_columns import CsvColumns
from geo.ingest.file import File
from geo.ingest.layer import Layer
from geo.ingest.messages import listed
from geo.ingest.other_formats import described
from geo.ingest.refusals import not_one_layer
from geo.ingest.registry import Use, format_of, is_layer
from geo.text.i18n import _

#: What a file of degrees is in, unless it says otherwise.
WGS84 = "WGS 84 (EPSG:4326)"


class Contents(NamedTuple):
    """What a file was recognised as, and what it holds.

    Attributes
    ----------
    format : str
        As a reader would name it.
    found : Layer or CsvColumns
        Features in degrees, or the columns of a settlement control table.
    member : str
        The name of the file within a zip.
    notes : tuple of str
        What was left alone, a sentence each.
    """

    format: str
    found: Layer | CsvColumns
    member: str = ""
    notes: tuple[str, ...] = ()

    @property
    def crs(self) -> str:
        """The file's own CRS, as a reader would name it."""
        own = self.found.crs if isinstance(self.found, Layer) else ""
        return own or WGS84


def read_file(file: File, use: Use) -> Contents:
    """Read a file in whatever format its bytes show.

    Parameters
    ----------
    file : File
        With the layer that is wanted, where it holds several; the refusal lists them.
    use : {"front", "deposits"}
        What for.

    Raises
    ------
    InputError
        If it is of no format that is read, or damaged, or holds several layers.
    """
    if archive.recognises(file.data):
        return _zipped(file, use)
    return _single(file, use)


def opened(file: File, use: Use) -> archive.Archive:
    """Return the layers in a zip, by their names.

    Raises
    ------
    InputError
        As `geo.ingest.archive.opened`.
    """
    layers = partial(is_layer, use=use)
    return archive.opened(file.data, file.name, is_layer=layers)


def _single(file: File, use: Use) -> Contents:
    """Read a file that is no zip."""
    read_as = format_of(file, use)
    if read_as is None:
        wanted = {
            "front": _("the areas of a front"),
            "deposits": _("deposits, or a CSV table with the columns lon and lat"),
        }
        raise FormatError(
            _("{name}: expected {wanted}, but this is {came}.").format(
                name=file.name, wanted=wanted[use], came=described(file.data)
            )
        )
    found = read_as.read(file)
    if isinstance(found, CsvColumns):
        return Contents(_(read_as.name), found)
    if not len(found.geometry):
        raise SchemaError(
            _(
                "{name}: expected at least one feature, but it holds none. Check that "
                "the export was not empty."
            ).format(name=file.name)
        )
    return Contents(found.format or _(read_as.name), found, notes=found.notes)


def _zipped(file: File, use: Use) -> Contents:
    """Read the one layer of a zip, or the one that was chosen."""
    box = opened(file, use)
    member, inner = _choice(box, file.name, file.layer)
    found = _read_member(box, member, replace(file, layer=inner), use)
    if box.others:
        message = _("Left alone in the zip: {names}.").format(names=listed(box.others))
        found = found._replace(notes=(*found.notes, message))
    return found


def _choice(
    box: archive.Archive, name: str, layer: str | None
) -> tuple[archive.Member, str | None]:
    """Return the member to be read, and which layer within it."""
    names = [member.name for member in box.members]
    if not names:
        raise FormatError(
            _(
                "{name}: expected a zip with a map file inside, but it holds none of "
                "the formats that are read ({others}). Zip a Shapefile with its .prj, "
                "or a GeoJSON file."
            ).format(name=name, others=listed(box.others) or _("it is empty"))
        )
    if layer in names:
        return box.members[names.index(str(layer))], None
    if len(names) == 1:
        return box.members[0], layer
    # What a KMZ shows is in its doc.kml; other KML is there to be linked to.
    if layer is None and "doc.kml" in names:
        return box.members[names.index("doc.kml")], None
    raise not_one_layer(name, names, layer)


def _read_member(
    box: archive.Archive, member: archive.Member, whole: File, use: Use
) -> Contents:
    """Read one member of a zip; a zip within the zip only if it is a KMZ."""
    files = archive.content(box, member, whole.name)
    data = files.pop(".shp" if member.is_shapefile else "")
    file = File(data, f"{whole.name}/{member.name}", whole.layer, files)
    if archive.recognises(file.data):
        return _kmz_within(file)
    found = _single(file, use)
    if found.format == "KML" and member.name.lower().endswith(".kml"):
        within = "KMZ"
    else:
        within = _("{format} in a zip").format(format=found.format)
    return found._replace(format=within, member=member.name)


def _kmz_within(file: File) -> Contents:
    box = archive.opened(file.data, file.name, is_layer=kml.starts)
    plain = [member for member in box.members if not member.is_shapefile]
    for member in sorted(plain, key=lambda member: member.name != "doc.kml"):
        data = archive.content(box, member, file.name)[""]
        layer = kml.read(File(data, f"{file.name}/{member.name}"))
        return Contents("KMZ", layer)
    raise FormatError(
        _(
            "{name}: expected a map file, but this is a zip within the zip. Unpack it "
            "first."
        ).format(name=file.name)
    )
