/* Sentences with values in them, and addresses in a text. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { depositSentences, groupSentences } from "../../geo/maps/js/sentences.mjs";
import { fillIn, splitLinks } from "../../geo/maps/js/text.mjs";

const WORDS = {
  language: "en",
  distance: {
    free: "{km} ± {uncertainty} km from the front",
    occupied: "occupied, {km} ± {uncertainty} km behind the line",
  },
  no_distance: "no other side on this front",
  firm: "band {band}", not_firm: "band {band}, not firm",
  outline: { in_force: "covered", outside: "not covered" },
  control: { occupied: "occupied", free: "held by Ukraine" },
  group: "Deposits: {count}", more: "{names} and more: {count}", open: "Press to come closer",
};
const ROW = {
  name: "Lithium A", commodity: "lithium", control: "free", km: 1234.5, uncertainty_km: 2,
  band: "> 100 km", firm: true, outline: "in_force", us_text: "US 50 %",
};
const group = (count) => Array.from({ length: count }, (_, i) =>
  ({ name: `D${i}`, control: i < 2 ? "occupied" : "free", outline: "outside" }));

test("values are put in the place of their names, once each", () => {
  assert.equal(fillIn("{a} of {b}, {a}", { a: 1, b: "{a}" }), "1 of {a}, 1");
  assert.equal(fillIn("no names", { a: 1 }), "no names");
});

test("a value with signs of a pattern stays as it is", () => {
  assert.equal(fillIn("{name}!", { name: "$& $1 <b>" }), "$& $1 <b>!");
});

test("a deposit's tooltip says distance, band and terms in order", () => {
  assert.deepEqual(depositSentences(ROW, WORDS), [
    "Lithium A", "lithium", "1,234.5 ± 2.0 km from the front", "band > 100 km", "covered", "US 50 %",
  ]);
});

test("numbers are written as the language writes them", () => {
  const [, , distance] = depositSentences({ ...ROW, km: 12.25 }, { ...WORDS, language: "uk" });
  assert.match(distance, /^12,[23] ± 2,0 km/);
});

test("an infirm band says so, occupied land has none", () => {
  assert.ok(depositSentences({ ...ROW, firm: false }, WORDS).includes("band > 100 km, not firm"));
  const occupied = depositSentences({ ...ROW, control: "occupied", km: 3, us_text: "" }, WORDS);
  assert.deepEqual(occupied, ["Lithium A", "lithium", "occupied, 3.0 ± 2.0 km behind the line", "covered"]);
});

test("a front without another side has no distance", () => {
  assert.ok(depositSentences({ ...ROW, km: null }, WORDS).includes("no other side on this front"));
});

test("a group names six deposits and counts the rest", () => {
  assert.deepEqual(groupSentences(group(9), WORDS), [
    "Deposits: 9", "occupied: 2 · held by Ukraine: 7", "not covered: 9",
    "D0, D1, D2, D3, D4, D5 and more: 3", "Press to come closer",
  ]);
});

test("a group of six names all and counts no rest", () => {
  assert.equal(groupSentences(group(6), WORDS)[3], "D0, D1, D2, D3, D4, D5");
});

test("an address becomes a link that shows its host, without a full stop", () => {
  assert.deepEqual(splitLinks("See https://example.org/a/b. Then"), [
    { text: "See " }, { text: "example.org", href: "https://example.org/a/b" }, { text: " Then" },
  ]);
});

test("only http addresses become links", () => {
  for (const text of ["javascript:alert(1)", "data:text/html,x", "//example.org/x", "plain"])
    assert.deepEqual(splitLinks(text), [{ text }]);
});
