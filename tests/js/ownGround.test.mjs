/* A moved marker keeps the ground of its true place. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { areaIndex } from "../../geo/maps/js/coordinates.mjs";
import { groundAt, isOnGroundOf } from "../../geo/maps/js/ownGround.mjs";

const box = (west, south, width, height) =>
  [[west, south, width, 0, 0, height, -width, 0].map((degrees) => Math.round(degrees * 1e4))];

// Ukraine from 30° to 40° E, occupied from 36° on; sea south of it.
globalThis.window = { FRONTLODE_BASEMAP: { ukraine: [box(30, 46, 10, 6)], sea: [box(30, 42, 10, 4)] } };

/* A map of 100 px to a degree, from 30° E 52° N. */
const map = {
  frontlode: { isOccupied: areaIndex([box(36, 46, 4, 6)]) },
  unproject: ([x, y]) => ({ lat: 52 - y / 100, lng: 30 + x / 100 }),
};
const held = { lat: 50, lng: 35.98 }, occupied = { lat: 50, lng: 36.02 };

test("ground is occupied, held, sea or abroad", () => {
  assert.equal(groundAt(map, occupied), "occupied");
  assert.equal(groundAt(map, held), "held");
  assert.equal(groundAt(map, { lat: 44, lng: 33 }), "sea");
  assert.equal(groundAt(map, { lat: 50, lng: 45 }), "abroad");
});

test("a marker may stand 3 px from the line on its side, not 1 px", () => {
  // The line is at x = 600.
  assert.equal(isOnGroundOf(map, held, { x: 597, y: 200 }), true);
  assert.equal(isOnGroundOf(map, held, { x: 599, y: 200 }), false);
  assert.equal(isOnGroundOf(map, occupied, { x: 603, y: 200 }), true);
  assert.equal(isOnGroundOf(map, occupied, { x: 601, y: 200 }), false);
});

test("a marker never moves across the line or to the sea", () => {
  assert.equal(isOnGroundOf(map, held, { x: 610, y: 200 }), false);
  assert.equal(isOnGroundOf(map, occupied, { x: 590, y: 200 }), false);
  assert.equal(isOnGroundOf(map, held, { x: 500, y: 610 }), false);
});

test("a place abroad is not moved at all", () => {
  assert.equal(isOnGroundOf(map, { lat: 50, lng: 45 }, { x: 1500, y: 200 }), false);
});
