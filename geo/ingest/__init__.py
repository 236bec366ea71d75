"""Files → validated deposits and fronts: all that parses what is not ours.

A file is recognised by its content (`registry`), read into features in degrees
(`read`), and given its meaning (`deposits`, `check`). Whatever is wrong with it ends in
one `geo.errors.InputError` of one or two sentences; whatever was repaired is listed
with the result.
"""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import geopandas as gpd

from geo.errors import InputError
from geo.fronts.front import Front
from geo.ingest.check import check_alone
from geo.ingest.deposits import deposits_of
from geo.ingest.file import File, display_name, load
from geo.ingest.front import UploadOptions
from geo.ingest.layer import Layer
from geo.ingest.read import read_file
from geo.paths import DATA
from geo.text.i18n import _

__all__ = ["read_deposits", "read_front"]


def read_deposits(
    source: Path | str | bytes, *, name: str = "", layer: str | None = None
) -> gpd.GeoDataFrame:
    """Read deposits: points or polygons, or a CSV table with columns lon and lat.

    Parameters
    ----------
    source : path or bytes
        In any format of `geo.ingest.registry.FORMATS`, at most 50 MB. Only a place and
        a name are required of each deposit; the other columns are those of
        `geo.schema.DEPOSIT_DEFAULTS`, in any case and order, and unknown ones are left
        out.
    name : str
        What messages call the file; a path's own name where not given.
    layer : str, optional
        Which layer, where it holds several.

    Returns
    -------
    GeoDataFrame
        EPSG:4326, index ``id``, all columns of `geo.schema.DEPOSIT_DEFAULTS`; what was
        repaired stands in ``attrs["repairs"]``, what could not be used in
        ``attrs["warnings"]``, one sentence each.

    Raises
    ------
    InputError
        In one or two sentences: what was expected, what came, how to cure it.
    """
    source = Path(source) if isinstance(source, str) else source
    called = display_name(source, name)
    found = read_file(File(load(source, name=called), called, layer), "deposits").found
    assert isinstance(found, Layer)
    return deposits_of(found, name=called)


def read_front(
    source: Path | str | bytes,
    *,
    name: str = "",
    as_of: date | None = None,
    uncertainty_km: float | None = None,
    **options: Any,
) -> Front:
    """Read a front: areas of occupied land or, in poorer files, the contact line alone.

    Parameters
    ----------
    source : path or bytes
        In any format of `geo.ingest.registry.FORMATS`, at most 50 MB.
    name : str
        What messages call the file; a path's own name where not given. A date in it is
        taken for the front's where nothing else says one.
    as_of : date, optional
        The day of the front; before what the file says of itself.
    uncertainty_km : float, optional
        How far the true line may lie from the file's; before what the file says of
        itself. Where neither says, 2 km.
    **options
        What else is stated of the file, as fields of `geo.ingest.front.UploadOptions`:
        ``layer``, ``area_classes``, ``lines``, ``specks``, ``allow_repairs`` …

    Returns
    -------
    Front
        Its ``id`` is the file's own if we ship it, else a hash of its content. What was
        repaired or left out stands in ``repairs``.

    Raises
    ------
    InputError
        In one or two sentences: what was expected, what came, how to cure it; or what
        is asked, where the options do not answer it.
    """
    source = Path(source) if isinstance(source, str) else source
    called = display_name(source, name)
    message = UploadOptions(as_of=as_of, uncertainty_km=uncertainty_km, **options)
    check = check_alone(load(source, name=called), called, message, {})
    front = check.front
    if front is None:
        raise InputError(" ".join(check.refusals))
    if check.questions:
        raise InputError(
            _(
                "{name} is not taken before this is settled. {questions} Answer by "
                "area_classes, lines or specks; allow_repairs=True confirms all."
            ).format(name=called, questions=" ".join(check.questions))
        )
    front = replace(front, repairs=(*front.repairs, *check.notes))
    if isinstance(source, Path) and source.resolve().parent == DATA / "fronts":
        return replace(front, id=source.stem)
    return front
