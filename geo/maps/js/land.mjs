/* Risk zones, occupied land and the contact line. */
import { areDisjoint, boxAt, boxOf } from "./boxes.mjs";
import { areaIndex, decode, decodeAll } from "./coordinates.mjs";
import { Combined, Computed, area, caption, hatched, line } from "./layers.mjs";
import { font } from "./text.mjs";

export function land(data) {
  const zones = [...data.zones].reverse();
  const front = { lineCap: "round", lineJoin: "round" };
  const parts = [
    ...zones.map((zone) => area(zone.area, "zones", zone.color)),
    ...zones.map((zone) =>
      line(decodeAll(zone.edge), "zones", data.colors.edge, 0.9, { dashArray: "1 3" })),
    area(data.occupied, "occupied", data.colors.occupied, { fillOpacity: 0.85 }),
    hatched(data.demilitarised, data.colors.demilitarised),
    line(decodeAll(data.border), "front", data.colors.contact, 1.6, { dashArray: "5 5" }),
    line(decodeAll(data.contact), "front", data.colors.contact, 2.6, front),
    edgeNumbers(zones),
  ];
  const all = new Combined(parts), isOccupied = areaIndex(data.occupied);
  all.beforeAdd = (map) => setOccupied(map, isOccupied);
  return all;
}

/* Let the map know what land is occupied, for markers to stay on their own ground. */
export function setOccupied(map, isOccupied) {
  map.frontlode.isOccupied = isOccupied;
  map.fire("frontlode:land");
}

const NUMBERS_FROM_ZOOM = 7;
const BETWEEN_NUMBERS = 320;    // px along a zone's edge

/* On zoom, each zone's edge carries its number at even distances. */
function edgeNumbers(zones) {
  const edges = zones.flatMap((zone) =>
    zone.edge.map((path) => ({ text: zone.text, path: decode(path) })));
  return new Computed("moveend frontlode:arranged", (map) => {
    if (map.getZoom() < NUMBERS_FROM_ZOOM) return [];
    const bounds = map.getBounds(), captions = [];
    const taken = [...map.frontlode.names, ...map.frontlode.placed.map(boxOf)];
    for (const { text, path } of edges) {
      let since = BETWEEN_NUMBERS / 2, before = null;
      for (const latlng of path) {
        const point = map.project(latlng);
        if (before) since += point.distanceTo(before);
        before = point;
        if (since < BETWEEN_NUMBERS || !bounds.contains(latlng)) continue;
        const box = boxAt(point, [-20, -8], 40, 16);
        if (!taken.every((other) => areDisjoint(box, other))) continue;
        since = 0;
        taken.push(box);
        captions.push(caption(latlng, text, "edge", font("11"), [0, 0]));
      }
    }
    return captions;
  });
}
