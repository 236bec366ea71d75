/* Oblasts tinted by a count; the number itself stands in each that has one. */
import { Combined, Computed, area, caption } from "./layers.mjs";
import { NAMES_FROM_ZOOM } from "./places.mjs";
import { font } from "./text.mjs";

const COUNT_FONT = font("bold 13");

export function oblasts(data) {
  const tinted = data.oblasts.filter((one) => one.color && one.area.length);
  const showTowns = (map, shown) => map.getContainer().classList.toggle("no-towns", !shown);
  const numbers = new Computed("zoomend", (map) => data.oblasts.flatMap(({ at: [lon, lat], name, text }) => [
    caption([lat, lon], text, "reach", COUNT_FONT, [0, -13]),
    ...(map.getZoom() < NAMES_FROM_ZOOM[2] ? [] : [caption([lat, lon], name, "reach-of", font("11"), [0, 2])]),
  ]));
  const all = new Combined([...tinted.map((one) => area(one.area, "zones", one.color)), numbers]);
  all.on("remove", () => showTowns(all._map, true));
  all.beforeAdd = (map) => showTowns(map, false);
  return all;
}
