/* Where markers stand: apart, near their place, on their own ground, each counted once. */
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  FAR_STEPS, GROUP_STEPS, NEAR_STEPS, UNLED_PX, gapBetween, gridOf, nextTowards, placeAll,
} from "../../geo/maps/js/placing.mjs";

const anywhere = () => true, nowhere = () => false;

/* An item that stands for some names; several are placed at the first one's place. */
const item = (x, y, { r = 3, rank = 0, control = "free", alone = false, names = [`${x} ${y}`] } = {}) => ({
  x, y, h: 0, r, rank, control, alone, names,
  steps: alone ? FAR_STEPS : names.length === 1 ? NEAR_STEPS : GROUP_STEPS,
  with: (other) => item(x, y, {
    r, rank: names.length, control: control === other.control ? control : null,
    names: [...names, ...other.names],
  }),
});
const spotOf = (one) => ({ ...one, x: one.x + one.shift.x, y: one.y + one.shift.y });
const movedBy = ({ shift }) => Math.hypot(shift.x, shift.y);

/* Numbers in [0, 1), the same each time. */
function randomNumbers(seed) {
  let state = seed;
  return () => {
    state = (1664525 * state + 1013904223) % 2 ** 32;
    return state / 2 ** 32;
  };
}

test("the gap between circles is the distance less both radii", () => {
  assert.equal(gapBetween({ x: 0, y: 0, h: 0, r: 5 }, { x: 9, y: 12, h: 0, r: 4 }), 6);
});

test("the gap between capsules counts from their round ends", () => {
  const long = { x: 0, y: 0, h: 10, r: 4 };
  assert.equal(gapBetween(long, { x: 30, y: 0, h: 5, r: 4 }), 7);
  assert.equal(gapBetween(long, { x: 12, y: 20, h: 5, r: 4 }), 12);
  assert.equal(gapBetween(long, long), -8);
});

test("a marker that none is in the way of stays", () => {
  const [one] = placeAll([item(10, 10)], nowhere);
  assert.deepEqual(one.shift, { x: 0, y: 0 });
});

test("of two at one place the higher rank stays, the other goes 8 px", () => {
  const low = item(100, 100, { rank: 1 }), high = item(100, 100, { rank: 2 });
  const placed = placeAll([low, high], anywhere);
  assert.deepEqual(placed, [low, high]);
  assert.equal(movedBy(high), 0);
  // Radii of 3 need 6 px: steps of 2.5 and 5 are too short.
  assert.deepEqual(low.shift, { x: UNLED_PX, y: 0 });
});

test("a marker moves only to its own ground", () => {
  const west = (_item, spot) => spot.x < 0;
  const placed = placeAll([item(0, 0), item(0, 0)], west);
  assert.equal(placed.length, 2);
  assert.ok(spotOf(placed[1]).x < 0);
});

test("two that find no room are one group of two", () => {
  const placed = placeAll([item(0, 0, { r: 9, names: ["a"] }), item(1, 0, { r: 9, names: ["b"] })], anywhere);
  assert.equal(placed.length, 1);
  assert.deepEqual(placed[0].names.sort(), ["a", "b"]);
});

test("who finds no room joins its own control before a nearer other", () => {
  // 12 px apart, with gaps of 0: a free one between them, 5 px from the occupied.
  const placed = placeAll([
    item(12, 0, { r: 6, rank: 2, names: ["occupied"], control: "occupied" }),
    item(0, 0, { r: 6, rank: 2, names: ["free"] }),
    item(7, 0, { r: 6, rank: 1, names: ["between"] }),
  ], nowhere);
  assert.deepEqual(placed.map((one) => one.names.toSorted().join()).toSorted(), ["between,free", "occupied"]);
});

test("one that should stand alone is not joined while another can be", () => {
  const placed = placeAll([
    item(0, 0, { r: 9, rank: Infinity, alone: true, names: ["alone"] }),
    item(1, 0, { r: 9, names: ["b"] }), item(2, 0, { r: 9, names: ["c"] }),
  ], anywhere);
  assert.deepEqual(placed.map((one) => one.names.toSorted().join()).toSorted(), ["alone", "b,c"]);
});

test("none overlap, all are counted once, none is farther than 8 px", () => {
  for (const seed of [1, 2, 3]) {
    const next = randomNumbers(seed);
    const items = Array.from({ length: 150 }, (_, i) => item(400 * next(), 300 * next(), {
      r: 4 + 4 * next(), rank: i % 5, control: ["free", "occupied"][i % 2], names: [i],
    }));
    const placed = placeAll(items, anywhere);
    const spots = placed.map(spotOf);
    spots.forEach((a, i) => spots.slice(i + 1).forEach((b) => assert.ok(gapBetween(a, b) >= 0)));
    assert.deepEqual(placed.flatMap((one) => one.names).sort((a, b) => a - b), items.map((_, i) => i));
    for (const one of placed) assert.ok(movedBy(one) <= (one.names.length > 1 ? 16 : UNLED_PX) + 1e-9);
  }
});

test("the same markers stand at the same spots each time", () => {
  const shifts = () => {
    const next = randomNumbers(7);
    return placeAll(Array.from({ length: 80 }, () => item(200 * next(), 200 * next())), anywhere)
      .map((one) => [one.x, one.y, one.shift]);
  };
  assert.deepEqual(shifts(), shifts());
});

test("steps aside come nearest first, single ones within 8 px", () => {
  for (const steps of [NEAR_STEPS, GROUP_STEPS, FAR_STEPS]) {
    const lengths = steps.map(({ x, y }) => +Math.hypot(x, y).toFixed(6));
    assert.deepEqual(lengths, lengths.toSorted((a, b) => a - b));
  }
  assert.equal(Math.max(...NEAR_STEPS.map(({ x, y }) => Math.round(Math.hypot(x, y)))), UNLED_PX);
});

test("a grid finds all within one cell, across zero too", () => {
  const grid = gridOf(10);
  const points = [{ x: -1, y: -1 }, { x: 9, y: 9 }, { x: 25, y: 0 }];
  points.forEach((point) => grid.add(point));
  assert.deepEqual(new Set(grid.near({ x: 1, y: 1 })), new Set(points.slice(0, 2)));
  assert.deepEqual(grid.all().flat().length, 3);
});

test("a grid finds the next cell however near its edge a point is", () => {
  const grid = gridOf(16), beyond = { x: 0, y: 0 };
  grid.add(beyond);
  // 1e-16 + 16 is 16: a step of one cell from such a place must not skip one.
  for (const near of [-1e-16, -1e-9, -15, 15]) assert.deepEqual(grid.near({ x: near, y: -near }), [beyond]);
});

test("an arrow leads to the nearest ahead, one aside counts double", () => {
  const here = { x: 0, y: 0 }, ahead = { x: 50, y: 0 }, aside = { x: 20, y: 20 }, behind = { x: -5, y: 0 };
  const all = [here, ahead, aside, behind];
  assert.equal(nextTowards(all, here, [1, 0]), ahead);          // 50 against 20 + 2 · 20
  assert.equal(nextTowards([here, { x: 50, y: 6 }, aside], here, [1, 0]), aside);
  assert.equal(nextTowards(all, here, [-1, 0]), behind);
  assert.equal(nextTowards(all, here, [0, -1]), null);
});
