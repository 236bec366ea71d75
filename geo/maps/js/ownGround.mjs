/* What ground a marker stands on, as the map draws it: a moved one keeps its own. */
import { areaIndex } from "./coordinates.mjs";

const basemapArea = (name) => {
  let holds = null;
  return (latlng) => (holds = holds || areaIndex(window.FRONTLODE_BASEMAP[name]))(latlng);
};
const isInUkraine = basemapArea("ukraine");
const isInSea = basemapArea("sea");

/* Return "occupied", "held" (by Ukraine), "sea" or "abroad". */
export function groundAt(map, latlng) {
  if (map.frontlode.isOccupied(latlng)) return "occupied";
  if (isInUkraine(latlng)) return "held";
  return isInSea(latlng) ? "sea" : "abroad";
}

const GROUND_MARGIN = 2;    // px between a moved marker's centre and other ground

/* Whether all about a point lies on the ground of a marker's true place. */
export function isOnGroundOf(map, latlng, { x, y }) {
  const own = groundAt(map, latlng);
  const around = [[0, 0], [1, 0], [-1, 0], [0, 1], [0, -1]];
  return own !== "abroad" && around.every(([dx, dy]) => groundAt(map,
    map.unproject([x + GROUND_MARGIN * dx, y + GROUND_MARGIN * dy])) === own);
}
