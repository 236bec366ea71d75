"""Rebuild ``geo/maps/static/basemap.js``, byte for byte, from the shipped geography.

Run ``python data/build_basemap.py`` after a file in ``data`` or
``geo/maps/static/places.json`` changed. The browser draws the ground from it: the sea,
Ukraine, borders, water and place names. Lines travel as `encode_line` of
`geo.maps.land` says.
"""

import json
from pathlib import Path
from typing import Any

import shapely
from shapely.geometry import Polygon, shape
from shapely.geometry.base import BaseGeometry

from geo.maps.land import encode_lines, encode_polygons
from geo.paths import STATIC

SHIPPED = Path(__file__).resolve().parent

#: Frame of the map in degrees: west, south, east, north.
FRAME = (15.0, 41.0, 48.0, 56.0)

#: Islands and inlets of the sea below this area, in square degrees (about 4 km²), are
#: left out abroad.
SMALLEST_SEA = 0.0005

#: Douglas–Peucker tolerance in degrees of coasts far from Ukraine, and how far is far.
ABROAD_TOLERANCE, ABROAD = 0.006, 1.0


def geometries(name: str) -> list[BaseGeometry]:
    """Return the geometry of each feature of a shipped file."""
    document = json.loads((SHIPPED / name).read_text("utf-8"))
    return [shape(feature["geometry"]) for feature in document["features"]]


def lines(geometry: BaseGeometry) -> list[list[int]]:
    """Return the lines of a linear geometry, longest first."""
    merged = shapely.line_merge(geometry) if _is_multi(geometry) else geometry
    parts = sorted(shapely.get_parts(merged), key=_order)
    return encode_lines(shapely.multilinestrings(parts))


def polygons(geometry: BaseGeometry) -> list[list[list[int]]]:
    """Return the polygons of an areal geometry as rings, largest first."""
    parts = sorted(shapely.get_parts(geometry), key=_order)
    return encode_polygons(shapely.multipolygons(parts))


def _is_multi(geometry: BaseGeometry) -> bool:
    return geometry.geom_type.startswith("Multi")


def _order(part: BaseGeometry) -> tuple[float, float, tuple[float, ...]]:
    return -part.area, -part.length, part.bounds


def sea(countries: list[BaseGeometry], ukraine: BaseGeometry) -> BaseGeometry:
    """Return the frame's water, true along Ukraine and simplified far from it."""
    land = shapely.union_all([*countries, ukraine])
    open_sea = shapely.difference(shapely.box(*FRAME), land)
    parts = [p for p in shapely.get_parts(open_sea) if p.area > SMALLEST_SEA]
    water = shapely.multipolygons([_without_islets(part) for part in parts])
    near = shapely.buffer(ukraine, ABROAD)
    far = shapely.simplify(shapely.difference(water, near), ABROAD_TOLERANCE)
    return shapely.union_all([shapely.intersection(water, near), far])


def _without_islets(part: Polygon) -> Polygon:
    islands = [ring for ring in part.interiors if Polygon(ring).area > SMALLEST_SEA]
    return Polygon(part.exterior, islands)


def inner_edges(units: list[BaseGeometry]) -> BaseGeometry:
    """Return the lines between the units of a coverage, without its outline."""
    edges = shapely.union_all([shapely.boundary(unit) for unit in units])
    outline = shapely.boundary(shapely.coverage_union_all(units))
    return shapely.difference(edges, outline)


def basemap() -> dict[str, Any]:
    """Return the ground of the map, ready to be written as JSON."""
    ukraine = geometries("ukraine.geojson")[0]
    countries = geometries("neighbours.geojson")
    oblasts = geometries("oblasts.geojson")
    lakes = geometries("water.geojson")
    abroad = shapely.difference(
        inner_edges([*countries, ukraine]), shapely.boundary(ukraine).buffer(0.001)
    )
    return {
        "frame": FRAME,
        "sea": polygons(sea(countries, ukraine)),
        "ukraine": polygons(ukraine),
        "abroad": lines(shapely.simplify(abroad, ABROAD_TOLERANCE)),
        "oblasts": lines(inner_edges(oblasts)),
        "lakes": [part for lake in lakes for part in polygons(lake)],
        "places": json.loads((STATIC / "places.json").read_text("utf-8")),
    }


def main() -> None:
    """Write the basemap and say how large it is."""
    data = json.dumps(basemap(), ensure_ascii=False, separators=(",", ":"))
    path = STATIC / "basemap.js"
    source = (
        "/* Natural Earth 1:10m (public domain), boundaries per UN GA resolution "
        "68/262. Written by data/build_basemap.py. */\n"
    )
    path.write_text(f"{source}window.FRONTLODE_BASEMAP={data};\n", "utf-8")
    print(path.name, path.stat().st_size)  # noqa: T201


if __name__ == "__main__":
    main()
