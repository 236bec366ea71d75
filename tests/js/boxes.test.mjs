/* Boxes of names and markers, and where a name goes beside its town. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { areDisjoint, boxAt, boxOf, freeShift, hiddenArea } from "../../geo/maps/js/boxes.mjs";

const AT = { x: 100, y: 100 };

test("a box lies where its shift says", () => {
  assert.deepEqual(boxAt(AT, [5, -7], 40, 14), { left: 105, right: 145, top: 93, bottom: 107 });
});

test("the box of a capsule is as wide as its ends reach", () => {
  assert.deepEqual(boxOf({ ...AT, h: 10, r: 4 }), { left: 86, right: 114, top: 96, bottom: 104 });
});

test("boxes less than 3 px apart sideways are in each other's way", () => {
  const box = boxAt(AT, [0, 0], 10, 10);
  assert.equal(areDisjoint(box, boxAt(AT, [12, 0], 10, 10)), false);
  assert.equal(areDisjoint(box, boxAt(AT, [12.1, 0], 10, 10)), true);
  assert.equal(areDisjoint(box, boxAt(AT, [0, 10], 10, 10)), false);
  assert.equal(areDisjoint(box, boxAt(AT, [0, 10.1], 10, 10)), true);
});

test("what a box hides adds up, with a pixel for each that it touches", () => {
  const box = boxAt(AT, [0, 0], 10, 10);
  const others = [boxAt(AT, [5, 5], 10, 10), boxAt(AT, [0, -4], 4, 5), boxAt(AT, [30, 0], 9, 9)];
  assert.equal(hiddenArea(box, others), (25 + 1) + (4 * 1 + 1));
});

test("a name goes right of its town, left where a name is there", () => {
  assert.deepEqual(freeShift(AT, 40, 13, [], [], 0), [5, -6.5]);
  const right = [boxAt(AT, [5, -6.5], 40, 13)];
  assert.deepEqual(freeShift(AT, 40, 13, right, [], 0), [-45, -6.5]);
});

test("a name that must hide a marker has no place, unless it may", () => {
  const everywhere = [boxAt(AT, [-200, -200], 400, 400)];
  assert.equal(freeShift(AT, 40, 13, [], everywhere, 0), undefined);
  assert.deepEqual(freeShift(AT, 40, 13, [], everywhere, Infinity), [5, -6.5]);
  assert.equal(freeShift(AT, 40, 13, everywhere, [], Infinity), undefined);
});
