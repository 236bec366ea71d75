/* Lines as Python sends them, and whether polygons hold a point. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { areaIndex, decode } from "../../geo/maps/js/coordinates.mjs";

/* A ring of whole steps through [lon, lat] corners in degrees. */
const encode = (corners) => corners.flatMap(([lon, lat], i) => {
  const [lon0, lat0] = i ? corners[i - 1] : [0, 0];
  return [Math.round((lon - lon0) * 1e4), Math.round((lat - lat0) * 1e4)];
});
const square = (west, south, size) => encode(
  [[west, south], [west + size, south], [west + size, south + size], [west, south + size]]);

test("a line in steps becomes the degrees that Python encoded", () => {
  // The example of geo.maps.land.encode_line.
  assert.deepEqual(decode([300000, 500000, 3, -1]), [[50, 30], [49.9999, 30.0003]]);
  assert.deepEqual(decode([]), []);
});

test("a square holds what lies within its sides, on a grid", () => {
  const holds = areaIndex([[square(30, 48, 1)]]);
  for (let lat = 47.55; lat < 50; lat += 0.1)
    for (let lng = 29.55; lng < 32; lng += 0.1)
      assert.equal(holds({ lat, lng }), lat > 48 && lat < 49 && lng > 30 && lng < 31, `${lat} ${lng}`);
});

test("a hole is not held, and an island in it is", () => {
  const holds = areaIndex([[square(30, 48, 3), square(31, 49, 1)], [square(31.4, 49.4, 0.2)]]);
  assert.equal(holds({ lat: 48.5, lng: 30.5 }), true);
  assert.equal(holds({ lat: 49.2, lng: 31.2 }), false);
  assert.equal(holds({ lat: 49.5, lng: 31.5 }), true);
});

test("a slanted edge parts a triangle at its exact line", () => {
  const holds = areaIndex([[encode([[30, 48], [32, 48], [30, 50]])]]);
  assert.equal(holds({ lat: 49, lng: 30.99 }), true);
  assert.equal(holds({ lat: 49, lng: 31.01 }), false);
});

test("no polygons hold nothing", () => {
  assert.equal(areaIndex([])({ lat: 48, lng: 30 }), false);
});
