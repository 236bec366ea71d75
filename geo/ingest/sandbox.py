"""Formats that only a library reads: in a sandbox: a process limited to its own folder.

GDAL and SQLite are old and large; opened on untrusted bytes they could be made to
crash, to hang, or to look at other files. So the file lies alone in a folder of its own
and a process of its own reads it (`geo.ingest.sandbox_worker`), with one driver, one GB
of memory and a few seconds. Whatever goes wrong there is a sentence here.
"""

import json
import os
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from geo.errors import FormatError, InputError, SchemaError
from geo.ingest import sandbox_worker
from geo.ingest.file import File
from geo.ingest.layer import Layer, conversion
from geo.ingest.limits import MAX_READ_SECONDS
from geo.ingest.messages import quoted
from geo.ingest.refusals import not_one_layer
from geo.ingest.shapes import layer_of_shapes
from geo.ingest.workers import (
    Limits,
    TooManyWorkers,
    TooSlow,
    WorkerError,
    run_script,
)
from geo.text.i18n import _

_MEMORY_BYTES = 1024**3
_OUTPUT_BYTES = 256 * 1024**2

#: Nothing of GDAL's that goes beyond the file; a proxy that nobody answers, should
#: anything try. PROJ never fetches grids.
_ENVIRONMENT = {
    "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": ".none",
    "GDAL_DISABLE_READDIR_ON_OPEN": "TRUE",
    "GDAL_HTTP_MAX_RETRY": "0",
    "GDAL_HTTP_PROXY": "127.0.0.1:9",
    "GDAL_PAM_ENABLED": "NO",
    "GDAL_NUM_THREADS": "1",
    "GDAL_DRIVER_PATH": "disable",
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "ARROW_DEFAULT_MEMORY_POOL": "system",
    "PROJ_NETWORK": "OFF",
    "SHAPE_RESTORE_SHX": "YES",
}


def reader(kind: str, ending: str, *, called: str) -> Callable[[File], Layer]:
    """Return what reads files of one format in the sandbox.

    Parameters
    ----------
    kind : str
        The one driver of GDAL that reads it, or one of
        `geo.ingest.sandbox_worker.WITHOUT_GDAL`.
    ending : str
        What the file's name ends with there: ``.fgb``.
    called : str
        What a person calls the format.
    """

    def read(file: File) -> Layer:
        files = {**file.companions, ending: file.data}
        return read_in_sandbox(
            kind, files, called=called, name=file.name, layer=file.layer
        )

    return read


def read_in_sandbox(
    kind: str,
    files: Mapping[str, bytes],
    *,
    called: str,
    name: str,
    layer: str | None = None,
) -> Layer:
    """Read files of one format in the sandbox.

    Parameters
    ----------
    kind, called : str
        As for `reader`.
    files : mapping of str to bytes
        By ending: ``{".shp": …, ".dbf": …}``.
    name : str
        What messages call the file.
    layer : str, optional
        Which layer, where there are several.

    Raises
    ------
    InputError
        If the sandbox refuses, crashes or takes too long.
    """
    answer, wkb = _run(kind, files, called=called, name=name, layer=layer)
    if "refused" in answer:
        raise _refusal(
            answer["refused"], answer["details"], called=called, name=name, layer=layer
        )
    ends = np.cumsum([0, *answer["sizes"]])
    blobs = [wkb[a:b] or None for a, b in pairwise(ends)]
    notes = [_NOTES[key]() for key in answer["notes"]]
    if answer["crs"]:
        notes.append(conversion(answer["crs"]))
    found = layer_of_shapes(
        shapely.from_wkb(np.array(blobs, dtype=object)),
        answer["properties"],
        name=name,
        repairs=tuple(notes),
    )
    return replace(found, crs=answer["crs"])


_NOTES = {
    "heights": lambda: _("Heights (Z) were dropped."),
    "cp1251": lambda: _("The texts were read as Windows-1251."),
}


def _run(
    kind: str,
    files: Mapping[str, bytes],
    *,
    called: str,
    name: str,
    layer: str | None,
) -> tuple[dict[str, Any], bytes]:
    """Return what the sandbox wrote about the files."""
    with tempfile.TemporaryDirectory(prefix="frontlode-") as folder:
        for ending, data in files.items():
            Path(folder, f"in{ending}").write_bytes(data)
        try:
            _call(kind, folder, layer=layer)
            answer = json.loads(Path(folder, "out.json").read_bytes())
            wkb = Path(folder, "out.wkb").read_bytes()
        except TooSlow:
            raise _too_slow(name, called) from None
        except TooManyWorkers:
            raise _too_many(name) from None
        except (WorkerError, OSError, ValueError):
            raise _unreadable(name, called) from None
    return answer, wkb


def _call(kind: str, folder: str, *, layer: str | None = None) -> None:
    skip = ",".join(driver for driver in _all_drivers(kind) if driver != kind)
    # By its path and not with -m, which would load the whole package first.
    run_script(
        sandbox_worker.__file__,
        kind,
        layer or "",
        limits=Limits(MAX_READ_SECONDS, _MEMORY_BYTES, _OUTPUT_BYTES),
        folder=folder,
        env=_ENVIRONMENT | _needed() | {"GDAL_SKIP": skip, "HOME": folder},
    )


def _needed() -> dict[str, str]:
    """Return what the interpreter itself needs of the environment."""
    kept = ("SYSTEMROOT", "LD_LIBRARY_PATH", "LANG", "LC_ALL")
    return {key: os.environ[key] for key in kept if key in os.environ}


def _all_drivers(kind: str) -> tuple[str, ...]:
    return () if kind in sandbox_worker.WITHOUT_GDAL else _drivers()


@cache
def _drivers() -> tuple[str, ...]:
    """Return GDAL's drivers, asked for once: GDAL has no list of those allowed."""
    answer, _wkb = _run("drivers", {}, called="", name="", layer=None)
    return tuple(answer["details"])


def _too_slow(name: str, called: str) -> SchemaError:
    return SchemaError(
        _(
            "{name}: expected a {kind} that is read in {limit} seconds, but it takes "
            "longer. Simplify it, or raise FRONTLODE_MAX_READ_SECONDS."
        ).format(name=name, kind=called, limit=MAX_READ_SECONDS)
    )


def _too_many(name: str) -> InputError:
    return InputError(
        _(
            "{name}: could not be read now, because other files are being read. Try "
            "again in a moment."
        ).format(name=name)
    )


def _unreadable(name: str, called: str) -> FormatError:
    return FormatError(
        _(
            "{name}: expected a {kind}, as its first bytes say, but the rest of it is "
            "damaged or something else. Export it again, or as GeoJSON in WGS84."
        ).format(name=name, kind=called)
    )


def _refusal(
    key: str, details: list[str], *, called: str, name: str, layer: str | None
) -> InputError:
    """Put the answer of the sandbox into words."""
    if key == "layers":
        return not_one_layer(name, details, layer)
    if key in ("unreadable", "drivers"):
        return _unreadable(name, called)
    shown = [quoted(detail, length=80) for detail in details]
    return SchemaError(
        _MESSAGES[key]().format(name=name, kind=called, what=", ".join(shown))
    )


_MESSAGES = {
    "memory": lambda: _(
        "{name}: expected a {kind} that fits into 1 GB of memory, but it does not. "
        "Simplify it or take a part of it."
    ),
    "curves": lambda: _(
        "{name}: expected areas with straight edges, but it holds curves. Export it "
        "again with its curves made straight."
    ),
    "no prj": lambda: _(
        "{name}: expected a Shapefile with its .prj, which says what the coordinates "
        "mean, but there is none. Put the .prj into the zip beside the .shp, or "
        "export it again as GeoJSON."
    ),
    "no crs": lambda: _(
        "{name}: expected a {kind} that says its CRS, but it does not. Export it again "
        "in WGS84 (EPSG:4326)."
    ),
    "crs": lambda: _(
        "{name}: expected a CRS of the EPSG register, but the file's own is {what}, "
        "which cannot be converted. Export it again in WGS84 (EPSG:4326)."
    ),
    "active": lambda: _(
        "{name}: expected a GeoPackage of plain tables, but it holds something that "
        "acts when it is opened ({what}). Export the layer into a new file."
    ),
    "no layers": lambda: _(
        "{name}: expected a {kind} with a layer of features, but it has none. "
        "Check that the export was not empty."
    ),
    "no geo": lambda: _(
        "{name}: expected GeoParquet, but this is a Parquet table without geometry. "
        "Export it again as GeoParquet or GeoJSON."
    ),
    "encoding": lambda: _(
        "{name}: expected GeoParquet with geometries as WKB, but they are {what}. "
        "Export it again with WKB, or as GeoJSON."
    ),
}
