"""The choropleth: what a scenario covers and has in reach, oblast by oblast."""

from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

import geopandas as gpd
import numpy as np
import shapely

from geo.assessment.ranges import Ensemble, Range
from geo.assessment.summary import by_oblast
from geo.deal.scenario import Scenario
from geo.deal.shares import share_text
from geo.fronts.front import Front
from geo.geodesy.ukraine import oblasts
from geo.maps.canvas import ASSET_BASE, MapParts, js_string
from geo.maps.land import encode_polygons, land
from geo.maps.legend import land_part, legend
from geo.schema import COVERING, ThreatEdge
from geo.text.format import number_text
from geo.text.i18n import _, in_language, language
from geo.text.labels import coverage_label
from geo.text.sentences import bracket_text

#: Tints of one teal by the count in reach, from this count on.
CLASSES = ((1, "#cfe3df"), (3, "#9cc7c0"), (6, "#62a39b"), (11, "#2f7d76"))

#: Drawn oblasts may leave the true ones by this many degrees (about 2 km): they lie
#: under the oblast borders of the ground, which are finer.
_TOLERANCE = 0.02


class _Place(NamedTuple):
    """Where an oblast is drawn, and where its number stands."""

    area: list[list[list[int]]]
    at: tuple[float, float]


@cache
def _places() -> dict[str, _Place]:
    frame = oblasts()
    drawn = shapely.coverage_simplify(frame.geometry.to_numpy(), _TOLERANCE)
    points = shapely.get_coordinates(shapely.point_on_surface(drawn)).round(3)
    return {
        name: _Place(encode_polygons(area), (float(lon), float(lat)))
        for name, area, (lon, lat) in zip(frame["name"], drawn, points, strict=True)
    }


def oblasts_map(
    assessed: gpd.GeoDataFrame,
    front: Front,
    *,
    scenario: Scenario,
    threat_edge: ThreatEdge = "zone",
    ensemble: Ensemble | None = None,
    asset_base: str = ASSET_BASE,
    inline: bool = False,
) -> MapParts:
    """Return the map of what is covered and in reach, oblast by oblast.

    Parameters
    ----------
    assessed, front, scenario, threat_edge, asset_base, inline
        As for `geo.maps.build_map`.
    ensemble : Ensemble, optional
        Of the assessment; without it no count has a range.
    """
    terms = in_language(scenario.short_name)
    now, later = (coverage_label(one, scenario) for one in COVERING)
    parts = [
        {
            "title": _("In reach, of deposits {now} or {later}").format(
                now=now, later=later
            ),
            "rows": [
                *_rows(),
                *([] if ensemble is None else [{"note": _in_brackets_text()}]),
                *([{"note": _ids_text()}] if inline else []),
            ],
        },
        land_part(front, (), threat_edge),
        {"title": terms, "rows": [{"note": share_text(scenario)}]},
    ]
    payloads = {
        "oblasts": js_string(choropleth(assessed, ensemble)),
        "land": land(front, (), threat_edge, language.get()),
        "legend": js_string(legend(parts, front, switches=())),
    }
    return MapParts(payloads, asset_base=asset_base, inline=inline)


def _in_brackets_text() -> str:
    return _("In brackets: in 90 of 100 draws")


def _ids_text() -> str:
    command = "frontlode assess --group-by oblast"
    return _("Each number's id: {command}").format(command=command)


def _in_reach(assessed: gpd.GeoDataFrame, ensemble: Ensemble) -> dict[str, Range]:
    """Return the range of what is in reach of the covered ones of each oblast."""
    found = {}
    for name in assessed["oblast"].unique():
        here = ensemble.take(np.flatnonzero(assessed["oblast"] == name))
        found[str(name)] = here.range(here.free, classes=COVERING, open_facts=False)
    return found


def choropleth(
    assessed: gpd.GeoDataFrame, ensemble: Ensemble | None = None
) -> dict[str, Any]:
    """Return the payload of the layer: oblasts with something covered, with numbers."""
    counts = by_oblast(assessed)
    ranges = {} if ensemble is None else _in_reach(assessed, ensemble)
    names = dict(zip(oblasts()["name"], oblasts()["name_uk"], strict=True))
    rows = []
    counts = counts.assign(
        covered=counts["in_force"] + counts["prospective"],
        in_reach=counts["in_force_in_reach"] + counts["prospective_in_reach"],
    )
    for name, row in counts[counts["covered"] > 0].iterrows():
        place = _places().get(str(name)) or _at_sea(assessed, str(name))
        rows.append(
            {
                "area": place.area,
                "at": place.at,
                "color": color_of(int(row["in_reach"])),
                # The range stands with the name, which is drawn where there is room.
                "name": str(names.get(name, name) if language.get() == "uk" else name)
                + bracket_text(row["in_reach"], ranges.get(str(name))),
                "text": _("{reach} of {covered}").format(
                    reach=number_text(row["in_reach"]), covered=row["covered"]
                ),
            }
        )
    return {"oblasts": rows}


def _at_sea(assessed: gpd.GeoDataFrame, name: str) -> _Place:
    """Return the middle of deposits that lie in no oblast's land."""
    here = assessed[assessed["oblast"] == name]
    lon, lat = np.round([here["lon"].mean(), here["lat"].mean()], 3)
    return _Place([], (float(lon), float(lat)))


def color_of(in_reach: int) -> str | None:
    """Return the tint of a count; None where nothing is in reach."""
    tints = [tint for least, tint in CLASSES if in_reach >= least]
    return tints[-1] if tints else None


def _rows() -> Iterator[dict[str, Any]]:
    """Yield what the tints mean."""
    ends = [str(least - 1) for least, _tint in CLASSES[1:]]
    for (least, tint), end in zip(CLASSES, [*ends, ""], strict=True):
        text = _("{least} or more").format(least=least) if not end else f"{least}–{end}"
        yield {"tints": [tint], "text": text}
