/* Counts by control, and where and how wide a group is. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { countByControl, groupScaleAt, groupWidth, middleOf, mostOf } from "../../geo/maps/js/groups.mjs";

const rows = (...pairs) => pairs.map(([control, fill]) => ({ control, fill }));

/* Every character is 7 px wide. */
globalThis.document = {
  createElement: () => ({ getContext: () => ({ measureText: (text) => ({ width: 7 * text.length }) }) }),
};

test("each control is counted in a fixed order, none that is absent", () => {
  const counts = countByControl(rows(["free", "far"], ["occupied", "occupied"], ["free", "far"]));
  assert.deepEqual(counts, [
    { control: "occupied", count: 1, fill: "occupied" }, { control: "free", count: 2, fill: "far" },
  ]);
});

test("free deposits in several bands share no fill", () => {
  assert.deepEqual(countByControl(rows(["free", "far"], ["free", "near"])),
    [{ control: "free", count: 2, fill: "free" }]);
});

test("counts add up to the deposits of the group", () => {
  const controls = ["occupied", "contested", "free", "unknown"];
  const many = Array.from({ length: 41 }, (_, i) => ({ control: controls[i * i % 4], fill: "x" }));
  assert.equal(countByControl(many).reduce((sum, one) => sum + one.count, 0), 41);
});

test("a group is of the control that most have, of equals the first", () => {
  assert.equal(mostOf([{ control: "occupied", count: 2 }, { control: "free", count: 3 }]), "free");
  assert.equal(mostOf([{ control: "occupied", count: 2 }, { control: "free", count: 2 }]), "occupied");
});

test("a group stands at the deposit nearest to the mean of all", () => {
  const [west, middle, east] = [30, 30.9, 32].map((lon) => ({ lon, lat: 48 }));
  assert.equal(middleOf([west, middle, east]), middle);     // the mean is at 30.97
  assert.equal(middleOf([east]), east);
});

test("a degree of longitude counts for less than one of latitude", () => {
  const rowsAbout = [{ lon: 30, lat: 60 }, { lon: 30.9, lat: 60.4 }, { lon: 30.9, lat: 59.6 }, { lon: 31.8, lat: 60 }];
  // From the mean (30.9, 60): 0.9° east is 0.45° of latitude, farther than 0.4° north.
  assert.equal(middleOf(rowsAbout), rowsAbout[1]);
});

test("a capsule is as wide as its discs and numbers, never below a circle", () => {
  // Each: disc 8.8 + 3 + 7 per digit; 5 between, 9 for both ends.
  assert.ok(Math.abs(groupWidth([{ count: 3 }]) - (18.8 + 9)) < 1e-9);
  assert.ok(Math.abs(groupWidth([{ count: 12 }, { count: 3 }]) - (25.8 + 5 + 18.8 + 9)) < 1e-9);
  assert.equal(groupWidth([]), 16);
});

test("a group's scale stays between 1 and 1.25", () => {
  assert.deepEqual([0, 6.2, 7, 12].map(groupScaleAt).map((scale) => +scale.toFixed(3)), [1, 1, 1.192, 1.25]);
});
