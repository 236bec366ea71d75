/* The parts of an outline, and sizes by zoom. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { SHAPES, between, dashArray, radiusAt, scaleAt } from "../../geo/maps/js/markers.mjs";

const lengthOf = (parts) => parts.reduce((sum, [from, to]) => sum + to - from, 0);

test("a whole outline is one stroke, a half ends at the bottom", () => {
  assert.equal(dashArray([[0, 100]]), "0 0 100 100");
  assert.equal(dashArray([[0, 50]]), "0 0 50 100");
});

test("parts become gaps and strokes in turn", () => {
  assert.equal(dashArray([[10, 14], [20, 24.5]]), "0 10 4 6 4.5 100");
});

test("the US part of an outline is cut at its percents", () => {
  assert.deepEqual(between([[0, 100]], 0, 50), [[0, 50]]);
  assert.deepEqual(between([[0, 10], [20, 30], [40, 50]], 5, 25), [[5, 10], [20, 25]]);
  assert.deepEqual(between([[0, 10]], 10, 20), []);
});

test("a whole outline splits without gap or overlap at any percent", () => {
  for (const { gold } of Object.values(SHAPES))
    for (let percent = 0; percent <= 100; percent += 7)
      assert.ok(Math.abs(lengthOf(between(gold, 0, percent)) + lengthOf(between(gold, percent, 100))
        - lengthOf(gold)) < 1e-9);
});

test("classes that the text may cover lie above those it leaves out", () => {
  const levels = ["outside", "unclear", "disputed", "prospective", "in_force"].map((one) => SHAPES[one].level);
  assert.deepEqual(levels, levels.toSorted((a, b) => a - b));
  assert.equal(new Set(levels).size, levels.length);
});

test("a marker grows with zoom, within limits, and is never below 5 px", () => {
  assert.equal(scaleAt(6.2), 1);
  assert.equal(scaleAt(0), 0.72);
  assert.equal(scaleAt(12), 1.7);
  assert.equal(radiusAt("outside", 0), 5);
  assert.equal(radiusAt("in_force", 6.2), 9.6);
});
