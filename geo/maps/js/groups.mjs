/* Deposits that share one marker: how many of each control, and its image. */
import { svg } from "./dom.mjs";
import { fillOf, scaleAt } from "./markers.mjs";
import { BOLD_FONT, textWidth } from "./text.mjs";

const CONTROLS = ["occupied", "contested", "free", "unknown"];
export const GROUP_RADIUS = 8;  // px, half its height
const DISC_RADIUS = 4.4;        // px

export const groupScaleAt = (zoom) => Math.min(1.25, Math.max(1, scaleAt(zoom)));

/* Return the count of each control, with the fill that all of it share; free ones in
 * several bands share none. */
export function countByControl(rows) {
  return CONTROLS.map((control) => {
    const own = rows.filter((row) => row.control === control);
    const fills = new Set(own.map((row) => row.fill));
    return { control, count: own.length, fill: fills.size === 1 ? [...fills][0] : control };
  }).filter((one) => one.count);
}

/* Return the control that most have, of equal counts the first. */
export const mostOf = (counts) =>
  counts.reduce((best, one) => one.count > best.count ? one : best).control;

/* Return the row nearest to the mean place of all. */
export function middleOf(rows) {
  const mean = (name) => rows.reduce((sum, row) => sum + row[name], 0) / rows.length;
  const lat = mean("lat"), lon = mean("lon");
  const distance = (row) => Math.hypot(row.lat - lat, (row.lon - lon) * Math.cos(lat * Math.PI / 180));
  return rows.reduce((best, row) => distance(row) < distance(best) ? row : best);
}

/* The width of each count beside its disc, and of all in one capsule. */
const countWidth = (count) => 2 * DISC_RADIUS + 3 + textWidth(String(count), BOLD_FONT);
export const groupWidth = (counts) => Math.max(2 * GROUP_RADIUS,
  counts.reduce((sum, one) => sum + countWidth(one.count) + 5, -5) + 9);

/* A capsule with a disc and a number for every control in it. */
export function groupImage(palette, counts, scale = 1) {
  const width = groupWidth(counts), height = 2 * GROUP_RADIUS;
  const image = svg("svg", {
    width: width * scale, height: height * scale, viewBox: [0, 0, width, height].join(" "), "aria-hidden": "true",
  });
  image.append(svg("rect", { class: "halo", width, height, rx: GROUP_RADIUS, fill: "#fff", stroke: palette.leader, "stroke-width": 1 }));
  let x = 4.5 + DISC_RADIUS;
  for (const { control, fill, count } of counts) {
    image.append(svg("g", { class: control, transform: `translate(${x} ${GROUP_RADIUS})` }, ...fillOf(palette, fill, DISC_RADIUS)));
    image.append(svg("text", { x: x + DISC_RADIUS + 2.5, y: GROUP_RADIUS, dy: "0.36em" }, String(count)));
    x += countWidth(count) + 5;
  }
  return image;
}
