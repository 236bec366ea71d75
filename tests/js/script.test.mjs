/* The script that the browser gets does what the modules do. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import vm from "node:vm";

const SCRIPT = new URL("../../geo/maps/static/frontlode.js", import.meta.url);
const API = [
  "base", "card", "change", "deposits", "divider", "land", "legend", "oblasts", "rightDeposits", "rightLand",
];

/* Leaflet as far as modules need it while they are loaded: whatever is asked for. */
const leaflet = () => new Proxy(function () {}, {
  get: (_target, name) => name === "prototype" ? {} : leaflet(), apply: leaflet, construct: leaflet,
});

test("the joined script defines window.frontlode and no other name", () => {
  const scope = { L: leaflet() };
  scope.window = scope;
  vm.runInNewContext(readFileSync(SCRIPT, "utf-8"), scope);
  assert.deepEqual(Object.keys(scope).toSorted(), ["L", "frontlode", "window"]);
  assert.deepEqual(Object.keys(scope.frontlode).toSorted(), API);
  for (const name of API) assert.equal(typeof scope.frontlode[name], "function");
});

test("the modules, loaded as modules, define the same", async () => {
  globalThis.L = leaflet();
  globalThis.window = {};
  await import("../../geo/maps/js/frontlode.mjs");
  assert.deepEqual(Object.keys(globalThis.window.frontlode).toSorted(), API);
});
