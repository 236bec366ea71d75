/* Land that changed hands between two fronts, with the areas of its largest parts. */
import { areDisjoint, boxAt } from "./boxes.mjs";
import { areaIndex, decodeAll } from "./coordinates.mjs";
import { setOccupied } from "./land.mjs";
import { Combined, Computed, area, caption, line } from "./layers.mjs";
import { NUMBER_FONT, textWidth } from "./text.mjs";

/* The land lies over the lines and keeps a stroke, so that a strip of it shows from afar. */
export function change(data) {
  const { colors } = data;
  const changed = (polygons, color) => area(polygons, "areas", color,
    { stroke: true, color, weight: 1.6, lineJoin: "round", fillOpacity: 0.9 });
  const all = new Combined([
    area(data.occupied, "occupied", colors.occupied, { fillOpacity: 0.85 }),
    changed(data.newly_occupied, colors.newly_occupied),
    changed(data.freed, colors.freed),
    line(decodeAll(data.before), "front", colors.before, 1.3, { dashArray: "4 4" }),
    line(decodeAll(data.contact), "front", colors.contact, 2, { lineCap: "round", lineJoin: "round" }),
    areaNumbers(data.numbers),
  ]);
  const [west, south, east, north] = data.view || [];
  const isOccupied = areaIndex([...data.occupied, ...data.newly_occupied]);
  all.beforeAdd = (map) => {
    setOccupied(map, isOccupied);
    map.frontlode.goHome(data.view && [[south, west], [north, east]]);
  };
  return all;
}

/* The largest parts carry their areas, as many as have room. */
function areaNumbers(numbers) {
  return new Computed("zoomend frontlode:arranged", (map) => {
    const taken = [...map.frontlode.names];
    return numbers.flatMap(({ at: [lon, lat], text }) => {
      const shift = [9, -7];
      const box = boxAt(map.project([lat, lon]), shift, textWidth(text, NUMBER_FONT), 14);
      if (!taken.every((other) => areDisjoint(box, other))) return [];
      taken.push(box);
      return [caption([lat, lon], text, "change", NUMBER_FONT, shift)];
    });
  });
}
