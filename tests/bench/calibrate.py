"""How far the shipped fronts are from published ones, and how far we say they are.

    python -m tests.bench.calibrate --daily ../shared/fronts/daily.zip

The zip holds a published control zone a day, ``YYYYMMDD.geojson``; none is part of the
repository. Every shipped front that has one is measured against it: what is estimated
comes from days before 2026, what is tested from those after. Writes
``data/calibration.json``, which the page Sources and method shows.
"""

import argparse
import hashlib
import json
import sys
import zipfile
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from statistics import NormalDist

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.assessment.ensemble import (
    SEED,
    Errors,
    draw_signed_km,
    occupied,
    places_on_line,
    within,
)
from geo.assessment.ranges import Hits, count_range
from geo.fronts.calibration import CLASSES, ESTIMATE, TEST, class_of, read_calibration
from geo.fronts.uncertainty import rebuilt_uncertainty
from geo.geodesy.crs import GEOGRAPHIC, to_geographic, to_working
from geo.geodesy.ukraine import outline
from geo.ingest import read_deposits, read_front
from geo.ledger.snapshots import shipped_front, shipped_path
from geo.paths import DATA
from geo.risk.band import classify
from geo.risk.distance import measure_to_front
from geo.risk.presets import preset
from geo.schema import Control

HELD_BACK_FROM = date(2026, 1, 1)

#: Of a published front, as an upload has it.
PUBLISHED_KM = 2.0

#: A published part this far from the rebuilt zone is a foothold that it misses.
FOOTHOLD_KM = 10.0

#: Spacing of the places on the line at which it is measured, and the widest lag.
STEP_KM, LAGS_KM = 1, 60

#: Spacing of the grid of places, about 10 km, and how far from the line it goes.
GRID_LON_DEG, GRID_LAT_DEG, GRID_REACH_KM = 0.14, 0.09, 150

#: Places this near the line show how long its errors last.
NEAR_LINE_KM = 50

#: Histories that are drawn to estimate on how many days ranges that are right would
#: hold.
HISTORIES = 20_000

#: Shares of the line's offsets that are kept, in percent.
PERCENTS = (0.5, 1, 2.5, *range(5, 100, 5), 97.5, 99, 99.5)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--daily", type=Path, required=True, metavar="ZIP")
    parser.add_argument("-o", "--output", type=Path, default=DATA / "calibration.json")
    chosen = parser.parse_args()
    deposits = read_deposits(DATA / "deposits.geojson")
    days, hashes = {}, {}
    with zipfile.ZipFile(chosen.daily) as archive:
        for path in sorted((DATA / "fronts").glob("*.geojson")):
            day = date.fromisoformat(path.stem)
            name = f"{day:%Y%m%d}.geojson"
            if name in archive.namelist():
                content = archive.read(name)
                hashes[day] = hashlib.sha256(content).hexdigest()
                days[day] = shipped_front(day), published(content, day)
    table = pd.concat([errors(deposits, *pair) for pair in days.values()])
    line = pd.concat([offsets(*pair) for pair in days.values()])
    document = {
        "made_by": "python -m tests.bench.calibrate",
        "published": [
            {
                "day": f"{day}",
                "use": use_of(day),
                "published_sha256": hashes[day],
                "shipped_sha256": hashlib.sha256(
                    shipped_path(day).read_bytes()
                ).hexdigest(),
            }
            for day in days
        ],
        "estimated": estimated(table, days),
        "classes": summaries(table, "use"),
        "years": summaries(table, "year"),
        "rules": of_rules(table),
        "days": [of_day(day, rows) for day, rows in table.groupby("day")],
        "line": {
            use: of_line(rows) for use, rows in line.groupby(line["day"].map(use_of))
        },
    }
    # What is drawn rests on what was estimated just now.
    write(chosen.output, document)
    read_calibration.cache_clear()
    counts = pd.concat([of_counts(deposits, *pair) for pair in days.values()])
    places = pd.concat([of_places(*pair) for pair in days.values()])
    length_days = lasting_days(places[places["use"] == ESTIMATE])
    document |= {
        "counts": counts.drop(columns=["drawn", "on_one_front_only"]).to_dict(
            "records"
        ),
        "correlation_days": length_days,
        "held": [
            of_held(rows, length_days)
            for _name, rows in counts.groupby("count", sort=False)
        ],
        "places": of_grid(places),
    }
    write(chosen.output, document)
    show(document)


def write(path, document):
    text = json.dumps(document, indent=1, ensure_ascii=False, allow_nan=False)
    path.write_text(text + "\n", encoding="utf-8", newline="\n")


def use_of(day):
    return TEST if day >= HELD_BACK_FROM else ESTIMATE


def published(content, day):
    return read_front(content, name=f"{day}.geojson", as_of=day, allow_repairs=True)


def errors(deposits, front, truth):
    """Each deposit on land on a shipped front and on the published one of its day."""
    edges_km = preset("default").edges_km
    truth = replace(truth, uncertainty_km=PUBLISHED_KM)
    ours, theirs = (measure_to_front(deposits, one) for one in (front, truth))
    border = {"border_distance_km": np.inf, "border_uncertainty_km": 0.0}
    bands, true_bands = (
        classify(one.assign(**border), edges_km) for one in (ours, theirs)
    )
    exact = theirs.assign(control=np.where(theirs["signed_distance_km"] < 0, "o", "f"))
    exact = exact.assign(uncertainty_km=0.0, **border)
    return pd.DataFrame(
        {
            "day": front.as_of,
            "year": front.as_of.year,
            "use": use_of(front.as_of),
            "class": class_of(ours["signed_distance_km"]),
            "signed_km": ours["signed_distance_km"],
            "true_km": theirs["signed_distance_km"],
            "error_km": (theirs["signed_distance_km"] - ours["signed_distance_km"]),
            "said_km": ours["uncertainty_km"],
            "front_km": ours["uncertainty_km"] - deposits["location_uncertainty_km"],
            "control": ours["control"],
            "true_control": theirs["control"],
            "band": bands["band"],
            "true_band": true_bands["band"],
            "firm": bands["firm"],
            "exact_band": classify(exact, edges_km)["band"],
        }
    )[~ours["at_sea"]]


def estimated(table, days):
    """What ``front_uncertainty.yaml`` rounds up, from the days before 2026."""
    known = table[table["use"] == ESTIMATE]
    error_km = known["error_km"].abs()
    deep, far = known["class"] == CLASSES[-1].id, known["class"] == "free_over_200"
    missed = [
        separation_km(*pair) for day, pair in days.items() if use_of(day) == ESTIMATE
    ]
    return {
        "line_km": round(error_km[~deep & ~far].quantile(0.95), 2),
        "deep_km": round(error_km[deep].quantile(0.95), 2),
        "foothold_reach_km": round(max(missed), 1),
        "days_with_a_foothold": int(sum(km > FOOTHOLD_KM for km in missed)),
        "days": len(missed),
    }


def separation_km(front, truth):
    """How far from the rebuilt zone the farthest part of the published one lies."""
    parts = shapely.get_parts(to_working(truth.zone))
    return shapely.distance(parts, to_working(front.zone)).max() / 1000


def summaries(table, key):
    rows = []
    for (name, group), found in table.groupby(["class", key], sort=False):
        error_km = found["error_km"].abs()
        rows.append(
            {
                "class": name,
                key: group if isinstance(group, str) else int(group),
                "distances": len(found),
                "error_median_km": rounded(error_km.median()),
                "error_p95_km": rounded(error_km.quantile(0.95)),
                "front_median_km": rounded(found["front_km"].median()),
                "front_mean_km": rounded(found["front_km"].mean()),
                "front_p95_km": rounded(found["front_km"].quantile(0.95)),
                "said_median_km": rounded(found["said_km"].median()),
                "within_front_percent": percent(error_km <= found["front_km"]),
                "within_percent": percent(error_km <= found["said_km"]),
            }
        )
    order = [one.id for one in CLASSES]
    return sorted(rows, key=lambda row: (row[key], order.index(row["class"])))


def of_rules(table):
    """Errors by the rule that the ± comes from: at the line, deep, to the border."""
    known = rebuilt_uncertainty()
    deep = table["signed_km"] < -known.deep_from_km
    rule = np.where(deep, "deep", "line")
    usual_km = np.where(deep, known.deep_km, known.line_km)
    rule = np.where(table["front_km"] > usual_km + 1e-6, "border", rule)
    rows = []
    for (use, name), found in table.groupby(["use", rule]):
        error_km = found["error_km"].abs()
        rows.append(
            {
                "rule": name,
                "use": use,
                "distances": len(found),
                "error_p95_km": rounded(error_km.quantile(0.95)),
                "error_max_km": rounded(error_km.max()),
                "front_mean_km": rounded(found["front_km"].mean()),
                "within_front_percent": percent(error_km <= found["front_km"]),
            }
        )
    return rows


def of_day(day, rows):
    within = rows["error_km"].abs() <= rows["said_km"]
    contested = rows["control"] == Control.CONTESTED
    needless = contested & (rows["true_control"] != Control.CONTESTED)
    return {
        "day": f"{day}",
        "use": use_of(day),
        "within_percent": {
            name: percent(found) for name, found in within.groupby(rows["class"])
        },
        "band_right_percent": percent(rows["band"] == rows["true_band"]),
        "firm": int(rows["firm"].sum()),
        "firm_wrong": int((rows["firm"] & (rows["band"] != rows["exact_band"])).sum()),
        "contested": int(contested.sum()),
        "contested_needless": int(needless.sum()),
    }


def offsets(front, truth):
    """How far the published line lies from places on the shipped one.

    Positive where published occupied land reaches farther.
    """
    found = []
    for part, line in enumerate(shapely.get_parts(to_working(front.contact_line))):
        along_m = np.arange(500 * STEP_KM, line.length, 1000 * STEP_KM)
        places = shapely.line_interpolate_point(line, along_m)
        frame = gpd.GeoDataFrame(
            {"location_uncertainty_km": np.zeros(len(along_m))},
            geometry=[to_geographic(place) for place in places],
            crs=GEOGRAPHIC,
        )
        offset_km = -measure_to_front(frame, truth)["signed_distance_km"]
        found.append(
            pd.DataFrame({"day": front.as_of, "part": part, "offset_km": offset_km})
        )
    return pd.concat(found)


def of_line(rows):
    """Bias, spread, tails, and how alike the offsets of two places are, by lag.

    Of all pairs of places on one part of one day's line: the mean product of their
    departures from the mean offset, over the variance. The length is that of the
    exponential nearest to it in least squares.
    """
    offset_km = rows["offset_km"]
    products = np.zeros((LAGS_KM + 1, 2))
    for _key, part in rows.groupby(["day", "part"]):
        away = part["offset_km"].to_numpy() - offset_km.mean()
        for lag in range(min(LAGS_KM, len(away) - 1) + 1):
            pairs = away[: len(away) - lag] * away[lag:]
            products[lag] += pairs.sum(), len(pairs)
    covariance = products[:, 0] / products[:, 1]
    alike = covariance / covariance[0]
    lags, lengths = np.arange(LAGS_KM + 1), np.arange(0.5, 40, 0.1)
    misfit = ((np.exp(-lags / lengths[:, None]) - alike) ** 2).sum(axis=1)
    return {
        "places": len(rows),
        "mean_km": rounded(offset_km.mean()),
        "sd_km": rounded(offset_km.std()),
        "percentiles_km": {
            f"{p:g}": rounded(offset_km.quantile(p / 100)) for p in PERCENTS
        },
        "correlation_length_km": rounded(lengths[misfit.argmin()], 1),
        "correlation": {
            f"{lag}": rounded(alike[lag]) for lag in (1, 2, 3, 5, 7, 10, 15, 20, 30, 50)
        },
    }


def of_counts(deposits, front, truth):
    """Counts on a shipped front as ranges, and what they are on the published one.

    The deposits stand at the same places on both, so only the line is drawn.
    """
    ours, theirs = (measure_to_front(deposits, one) for one in (front, truth))
    drawn = draw_signed_km(deposits, ours, front, errors=Errors(places=False))
    here, there = (one["signed_distance_km"].to_numpy()[None] for one in (ours, theirs))
    counts = {
        "occupied": (
            occupied(drawn, ours),
            occupied(here, ours),
            occupied(there, theirs),
        )
    }
    for km in (10, 20, 30, 50, 100):
        counts[f"within_{km}_km"] = tuple(
            within(one, km) for one in (drawn, here, there)
        )
    rows = []
    for name, (hits, shipped_hits, true_hits) in counts.items():
        low, high = count_range([Hits(hits, hits)])
        rows.append(
            {
                "day": f"{front.as_of}",
                "count": name,
                "shipped": int(shipped_hits.sum()),
                "low": low,
                "high": high,
                "published": int(true_hits.sum()),
                "drawn": np.sort(hits.sum(axis=1)),
                "on_one_front_only": [
                    *deposits["name"][(shipped_hits != true_hits)[0]]
                ],
            }
        )
    return pd.DataFrame(rows)


def of_held(rows, length_days):
    """On how many days a count's ranges held, and on how many right ones would.

    The errors of one day are much those of the next, so right ranges hold on nearly all
    of the days or fail on many. Drawn: histories in which the count's place among its
    draws is as alike from day to day as the line's errors are.
    """
    low, high = rows["low"].to_numpy(), rows["high"].to_numpy()
    held = rows["published"].between(low, high)
    alike = alike_by_day(rows["day"], length_days)
    random = np.random.default_rng(SEED)
    normal = random.standard_normal((HISTORIES, len(rows)))
    normal = normal @ np.linalg.cholesky(alike).T
    sorted_counts = np.stack(rows["drawn"])
    ranks = np.arange(1, sorted_counts.shape[1]) / sorted_counts.shape[1]
    steps = [NormalDist().inv_cdf(rank) for rank in ranks]
    drawn = sorted_counts[np.arange(len(rows)), np.searchsorted(steps, normal)]
    shares = ((low <= drawn) & (drawn <= high)).mean(axis=1)
    others = rows["on_one_front_only"].explode().value_counts()
    return {
        "count": rows["count"].iloc[0],
        "days": len(rows),
        "independent_days": rounded(len(rows) ** 2 / alike.sum(), 1),
        "held": int(held.sum()),
        "held_percent": percent(held),
        "right_mean_percent": percent(shares),
        "right_p5_percent": rounded(100 * np.quantile(shares, 0.05), 1),
        "right_p95_percent": rounded(100 * np.quantile(shares, 0.95), 1),
        "right_85_to_95_percent": percent((shares >= 0.85) & (shares <= 0.95)),
        "right_as_few_percent": percent(shares <= held.mean()),
        "on_one_front_only_days": others[others > len(rows) / 2].to_dict(),
    }


def alike_by_day(days, length_days):
    """How alike the line's errors are on each two days, from 0 to 1."""
    gaps = np.subtract.outer(*[pd.to_datetime(days).to_numpy()] * 2)
    return np.exp(-np.abs(gaps / np.timedelta64(1, "D")) / length_days)


@cache
def grid():
    """Places all over Ukraine's land."""
    west, south, east, north = outline().bounds
    lon, lat = np.meshgrid(
        np.arange(west, east, GRID_LON_DEG), np.arange(south, north, GRID_LAT_DEG)
    )
    inside = shapely.contains_xy(outline(), lon, lat)
    return gpd.GeoDataFrame(
        {"location_uncertainty_km": np.zeros(inside.sum())},
        geometry=gpd.points_from_xy(lon[inside], lat[inside]),
        crs=GEOGRAPHIC,
    )


def of_places(front, truth):
    """Distances of a grid's places to a shipped front as ranges, and to the other.

    Where a coast is nearest, the two differ by their outlines and not by the front.
    """
    ours = measure_to_front(grid(), front)
    ours = ours[ours["signed_distance_km"].abs() <= GRID_REACH_KM]
    ours = ours[places_on_line(ours, front)[0] >= 0]
    places = grid().loc[ours.index]
    true_km = measure_to_front(places, truth)["signed_distance_km"]
    drawn = draw_signed_km(places, ours, front, errors=Errors(places=False))
    low, high = np.quantile(drawn, [0.05, 0.95], axis=0)
    return pd.DataFrame(
        {
            "day": front.as_of,
            "use": use_of(front.as_of),
            "class": class_of(ours["signed_distance_km"]),
            "signed_km": ours["signed_distance_km"],
            "error_km": true_km - ours["signed_distance_km"],
            "shorter": true_km < low,
            "longer": true_km > high,
        }
    ).dropna()


def of_grid(places):
    """Shares of distances within their 90 % ranges."""
    rows = []
    for (use, name), found in places.groupby(["use", "class"]):
        rows.append(
            {
                "class": name,
                "use": use,
                "distances": len(found),
                "error_median_km": rounded(found["error_km"].median()),
                "within_percent": percent(~found["shorter"] & ~found["longer"]),
                "shorter_percent": percent(found["shorter"]),
                "longer_percent": percent(found["longer"]),
            }
        )
    order = [one.id for one in CLASSES]
    return sorted(rows, key=lambda row: (row["use"], order.index(row["class"])))


def lasting_days(places):
    """The length in days of the exponential nearest to how alike two days' errors are.

    Of each pair of days: the correlation of the errors at the same places.
    """
    near = places[places["signed_km"].abs() <= NEAR_LINE_KM]
    alike = near.pivot_table(index=near.index, columns="day", values="error_km").corr()
    first, second = np.triu_indices(len(alike), 1)
    days = pd.to_datetime(alike.index).to_numpy()
    gaps = (days[second] - days[first]) / np.timedelta64(1, "D")
    lengths = np.arange(20, 1500, 10)
    departures = np.exp(-gaps / lengths[:, None]) - alike.to_numpy()[first, second]
    return int(lengths[(departures**2).sum(axis=1).argmin()])


def rounded(number, digits=2):
    return round(float(number), digits)


def percent(share):
    return rounded(100 * share.mean(), 1)


def show(document):
    sys.stdout.write(f"estimated: {json.dumps(document['estimated'])}\n")
    for key in ("classes", "rules", "days", "held", "places"):
        table = pd.json_normalize(document[key])
        sys.stdout.write(table.to_string(index=False) + "\n")
    sys.stdout.write(f"alike over {document['correlation_days']} days\n")
    for use, line in document["line"].items():
        sys.stdout.write(f"line, {use}: {json.dumps(line)}\n")


if __name__ == "__main__":
    main()
