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
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.calibration import CLASSES, ESTIMATE, TEST, class_of, read_calibration
from geo.crs import GEOGRAPHIC, to_geographic, to_working
from geo.ensemble import Errors, draw_signed_km, occupied, within
from geo.history.fronts import shipped_front, shipped_path
from geo.paths import DATA
from geo.presets import preset
from geo.ranges import Hits, count_range
from geo.readers import read_deposits, read_front
from geo.risk import classify, measure_to_front
from geo.schema import Control

HELD_BACK_FROM = date(2026, 1, 1)

#: Of a published front, as an upload has it.
PUBLISHED_KM = 2.0

#: A published part this far from the rebuilt zone is a foothold that it misses.
FOOTHOLD_KM = 10.0

#: Spacing of the places on the line at which it is measured, and the widest lag.
STEP_KM, LAGS_KM = 1, 60

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
        "days": [of_day(day, rows) for day, rows in table.groupby("day")],
        "line": {
            use: of_line(rows) for use, rows in line.groupby(line["day"].map(use_of))
        },
    }
    # What is drawn rests on what was estimated just now.
    write(chosen.output, document)
    read_calibration.cache_clear()
    document["counts"] = [
        row for pair in days.values() for row in of_counts(deposits, *pair)
    ]
    write(chosen.output, document)
    show(document)


def write(path, document):
    text = json.dumps(document, indent=1, ensure_ascii=False, allow_nan=False)
    path.write_text(text + "\n", encoding="utf-8", newline="\n")


def use_of(day):
    return TEST if day >= HELD_BACK_FROM else ESTIMATE


def published(content, day):
    return read_front(content, name=f"{day}.geojson", as_of=day)


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
    missed = [apart_km(*pair) for day, pair in days.items() if use_of(day) == ESTIMATE]
    return {
        "line_km": round(error_km[~deep & ~far].quantile(0.95), 2),
        "deep_km": round(error_km[deep].quantile(0.95), 2),
        "foothold_reach_km": round(max(missed), 1),
        "days_with_a_foothold": int(sum(km > FOOTHOLD_KM for km in missed)),
        "days": len(missed),
    }


def apart_km(front, truth):
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
    for name, (hits, shipped_hits, true_hits) in counts.items():
        low, high = count_range([Hits(hits, hits)])
        yield {
            "day": f"{front.as_of}",
            "count": name,
            "shipped": int(shipped_hits.sum()),
            "low": low,
            "high": high,
            "published": int(true_hits.sum()),
        }


def rounded(number, digits=2):
    return round(float(number), digits)


def percent(share):
    return rounded(100 * share.mean(), 1)


def show(document):
    sys.stdout.write(f"estimated: {json.dumps(document['estimated'])}\n")
    for key in ("classes", "days"):
        table = pd.json_normalize(document[key])
        sys.stdout.write(table.to_string(index=False) + "\n")
    counts = pd.DataFrame(document["counts"])
    held = counts["published"].between(counts["low"], counts["high"])
    told = (100 * held.groupby(counts["count"]).mean()).round(1)
    sys.stdout.write(f"days within the range, %: {told.to_dict()}\n")
    for use, line in document["line"].items():
        sys.stdout.write(f"line, {use}: {json.dumps(line)}\n")


if __name__ == "__main__":
    main()
