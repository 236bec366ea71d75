"""An assessment or a timeline as a file: CSV, Excel, and with places or without."""

import io
import json
import os
import re
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd
import shapely

from geo.assessment.assess import export_table
from geo.deal.scenario import Scenario
from geo.errors import InputError
from geo.fronts.front import Front
from geo.risk.presets import Preset
from geo.schema import ThreatEdge
from geo.text.i18n import _, in_language

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

#: A metre of distance and a decimetre of place: far below every uncertainty here.
_DIGITS, _DEGREE_DIGITS = 3, 6

#: The most rows, the heading among them, that an Excel file may have.
_EXCEL_ROWS = 1_048_576

#: A cell that begins so may run as a formula where a table is opened (OWASP, CSV
#: injection); the last four are the full-width twins of the first four.
_FORMULA = re.compile("^[=+\\-@\t\r\n＝＋－＠]")


def about(
    front: Front,
    *,
    preset: Preset,
    scenario: Scenario,
    threat_edge: ThreatEdge,
    figure: str,
) -> dict[str, str]:
    """Return what every export says of itself: front, method, preset, scenario.

    ``figure`` is the id of its headline (`geo.text.figure`).
    """
    return {
        **about_front(front),
        "threat_edge": threat_edge,
        "preset": preset.id,
        "band_edges_km": ", ".join(f"{km:g}" for km in preset.edges_km),
        "scenario": scenario.id,
        "scenario_name": in_language(scenario.name),
        "figure": figure,
    }


def about_front(front: Front) -> dict[str, str]:
    """Return what every file that is counted on a front says of itself."""
    return {
        "front_as_of": front.as_of.isoformat(),
        "front_id": front.id,
        "front_source": front.source,
        "front_licence": front.licence,
        "front_method": front.method,
        "front_uncertainty_km": f"{front.uncertainty_km:g}",
        "made_by": f"Frontlode {version('frontlode')}",
    }


def table(assessed: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return the assessment as every format holds it.

    Returns
    -------
    DataFrame
        Exactly `geo.schema.ASSESSMENT_COLUMNS`: kilometres and percent with 3 digits,
        degrees with 6, a missing number as NaN.
    """
    return rounded(export_table(assessed))


def rounded(rows: pd.DataFrame) -> pd.DataFrame:
    """Return rows with no more digits than they are worth, as `table` says."""
    digits = {
        name: _DEGREE_DIGITS if name.endswith(("lon", "lat")) else _DIGITS
        for name in map(str, rows.select_dtypes("number"))
    }
    return rows.round(digits)


def records(rows: pd.DataFrame) -> list[dict[Hashable, Any]]:
    """Return rows as plain Python values, None for a missing number."""
    values = rows.astype(object)
    return values.where(values.notna(), None).to_dict("records")


def write_table(
    assessed: gpd.GeoDataFrame, path: Path, *, about: Mapping[str, str]
) -> None:
    """Write an assessment to a file whose ending names the format.

    Parameters
    ----------
    assessed : GeoDataFrame
        As `geo.assessment.assess.assess` returns it.
    path : Path
        Ends in one of `ENDINGS`. Appears only when complete; replaced if it exists.
    about : mapping of str to str
        Where the numbers come from (`about`). A CSV has no place for it; every format
        has the id of the headline, ``figure``, as the last column, ``figure_id``.

    Raises
    ------
    InputError
        If the ending is unknown or the file cannot be written.
    """
    writer = _WRITERS.get(path.suffix.lower())
    if writer is None:
        raise InputError(
            _("Expected a file ending in {known}, but got “{name}”.").format(
                known=", ".join(ENDINGS), name=path.name
            )
        )
    with replacing(path) as part:
        writer(assessed, part, about)


def write_rows(
    rows: pd.DataFrame, path: Path, *, sheet: str, about: Mapping[str, str]
) -> None:
    """Write a table without places to a file whose ending names the format.

    Parameters
    ----------
    rows : DataFrame
        Numbers and texts; the index is left out.
    path : Path
        Ends in one of `ROW_ENDINGS`, in any case. Appears only when complete; replaced
        if it exists.
    sheet : str
        What the sheet of an Excel file is called.
    about : mapping of str to str
        Where the numbers come from. A CSV has no place for it.

    Raises
    ------
    InputError
        If it has more rows than an Excel file may have, or cannot be written.
    """
    ending = path.suffix.lower()
    if ending == ".xlsx" and len(rows) >= _EXCEL_ROWS:
        raise InputError(
            _(
                "Expected fewer than {most:,} rows for an Excel file, but there are "
                "{count:,}. Write .csv or .parquet."
            ).format(most=_EXCEL_ROWS, count=len(rows))
        )
    with replacing(path) as part:
        if ending == ".xlsx":
            _workbook(rows, part, sheet=sheet, about=about)
        elif ending == ".parquet":
            rows.to_parquet(part, index=False)
            _add_about(part, about)
        else:
            _csv(rows, part)


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Yield a path to write to, and put what was written there in place of ``path``.

    After an error nothing is left, and what stood at ``path`` stands.

    Raises
    ------
    InputError
        If the file cannot be written.
    """
    from pyogrio.errors import DataLayerError, DataSourceError

    try:
        # A folder of its own, because GDAL puts a journal beside a GeoPackage.
        with TemporaryDirectory(dir=path.parent, prefix=".frontlode-") as folder:
            part = Path(folder) / path.name
            yield part
            part.replace(path)
    except (OSError, DataSourceError, DataLayerError) as error:
        # GDAL reports a full disk in the words of SQLite, without a number.
        number = getattr(error, "errno", None)
        raise InputError(
            _("Cannot write {path}: {why}. Choose another place.").format(
                path=path,
                why=os.strerror(number) if number else _("the disk does not take it"),
            )
        ) from error


def harmless(rows: pd.DataFrame) -> pd.DataFrame:
    """Return a table for CSV, an apostrophe before texts that could run as formulas."""
    return pd.DataFrame(
        {
            name: column
            if pd.api.types.is_numeric_dtype(column)
            else [f"'{t}" if _FORMULA.match(str(t)) else t for t in column]
            for name, column in rows.items()
        },
        index=rows.index,
    )


def _rows(assessed: gpd.GeoDataFrame, about: Mapping[str, str]) -> pd.DataFrame:
    """Return the assessment as a file holds it: with the id of its headline."""
    return table(assessed).assign(figure_id=about["figure"])


def _write_csv(
    assessed: gpd.GeoDataFrame, path: Path, about: Mapping[str, str]
) -> None:
    _csv(_rows(assessed, about), path)


def _csv(rows: pd.DataFrame, path: Path) -> None:
    """Write UTF-8 by RFC 4180; an apostrophe disarms what could run as a formula."""
    harmless(rows).to_csv(path, index=False, lineterminator="\r\n", encoding="utf-8")


def _write_geojson(
    assessed: gpd.GeoDataFrame, path: Path, about: Mapping[str, str]
) -> None:
    """Write RFC 7946, with rings by its rule and a foreign member ``about``."""
    places = shapely.transform(
        shapely.orient_polygons(assessed.geometry.to_numpy()),
        lambda lon_lat: lon_lat.round(_DEGREE_DIGITS),
    )
    features = [
        {
            "type": "Feature",
            "id": row["id"],
            "geometry": shapely.geometry.mapping(geometry),
            "properties": row,
        }
        for row, geometry in zip(records(_rows(assessed, about)), places, strict=True)
    ]
    document = {
        "type": "FeatureCollection",
        "about": dict(about),
        "features": features,
    }
    text = json.dumps(document, ensure_ascii=False, allow_nan=False)
    path.write_text(text, encoding="utf-8")


def _write_gpkg(
    assessed: gpd.GeoDataFrame, path: Path, about: Mapping[str, str]
) -> None:
    _with_geometry(assessed, about).to_file(
        path,
        driver="GPKG",
        engine="pyogrio",
        layer="assessment",
        dataset_metadata=dict(about),
    )


def _write_parquet(
    assessed: gpd.GeoDataFrame, path: Path, about: Mapping[str, str]
) -> None:
    """Write GeoParquet with the key ``frontlode`` beside the key ``geo``."""
    _with_geometry(assessed, about).to_parquet(path, index=False)
    _add_about(path, about)


def _add_about(path: Path, about: Mapping[str, str]) -> None:
    """Put into a Parquet file, as the key ``frontlode``, where it comes from."""
    from pyarrow import parquet

    rows = parquet.read_table(path)
    metadata = {**rows.schema.metadata, b"frontlode": json.dumps(dict(about)).encode()}
    parquet.write_table(rows.replace_schema_metadata(metadata), path)


def _with_geometry(
    assessed: gpd.GeoDataFrame, about: Mapping[str, str]
) -> gpd.GeoDataFrame:
    geometry = assessed.geometry.to_numpy()
    return gpd.GeoDataFrame(_rows(assessed, about), geometry=geometry, crs=assessed.crs)


def _write_xlsx(
    assessed: gpd.GeoDataFrame, path: Path, about: Mapping[str, str]
) -> None:
    _workbook(_rows(assessed, about), path, sheet="Assessment", about=about)


def _workbook(
    rows: pd.DataFrame, path: Path, *, sheet: str, about: Mapping[str, str]
) -> None:
    """Write a sheet of rows and a sheet About; every text is stored as a text."""
    from openpyxl import Workbook

    book = Workbook()
    page = book.active
    page.title = sheet
    _fill(page, [list(rows), *(row.values() for row in records(rows))])
    page.freeze_panes = "C2"
    _fill(book.create_sheet("About"), about.items())
    # Not straight to the path: a ZipFile on a full disk complains once more at exit.
    buffer = io.BytesIO()
    book.save(buffer)
    path.write_bytes(buffer.getvalue())


def _fill(sheet: "Worksheet", rows: Iterable[Iterable[Any]]) -> None:
    for number, row in enumerate(rows, start=1):
        for column, value in enumerate(row, start=1):
            cell = sheet.cell(number, column, value)
            if isinstance(value, str):
                # openpyxl takes "=…" for a formula and "#N/A" for an error.
                cell.data_type = "s"


_Writer = Callable[[gpd.GeoDataFrame, Path, Mapping[str, str]], None]

_WRITERS: dict[str, _Writer] = {
    ".csv": _write_csv,
    ".geojson": _write_geojson,
    ".gpkg": _write_gpkg,
    ".parquet": _write_parquet,
    ".xlsx": _write_xlsx,
}

#: The endings that `write_table` knows.
ENDINGS = tuple(_WRITERS)

#: The endings that `write_rows` knows.
ROW_ENDINGS = (".csv", ".parquet", ".xlsx")
