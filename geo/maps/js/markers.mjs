/* The image of a deposit: its fill shows the risk, its outline the terms. */
import { svg } from "./dom.mjs";

/* By what the terms say: radii in CSS pixels at country zoom, the parts of the outline
 * that are drawn, in percent from the top, and how high the marker lies. */
const halves = [[0, 50]];
const dashes = [0, 1, 2, 3, 4, 5].map((i) => [(i + 0.12) * 100 / 6, (i + 0.78) * 100 / 6]);
const dots = Array.from({ length: 10 }, (_, i) => [10 * i, 10 * i + 4]);
export const SHAPES = {
  in_force: { halo: 9.6, outline: 7.1, fill: 4.9, gold: [[0, 100]], grey: [], level: 5000 },
  prospective: { halo: 9.6, outline: 7.1, fill: 4.9, gold: dashes, grey: [], level: 4000 },
  disputed: { halo: 9.6, outline: 7.1, fill: 4.9, gold: halves, grey: dots.slice(5), level: 3000 },
  unclear: { halo: 8.4, outline: 6.7, fill: 4.5, gold: [], grey: dots, level: 2000 },
  outside: { halo: 5.4, outline: 0, fill: 4.4, gold: [], grey: [], level: 0 },
};
const LEAST_RADIUS = 5;     // px: smaller is neither seen nor hit

export const scaleAt = (zoom) => Math.min(1.7, Math.max(0.72, 1 + 0.24 * (zoom - 6.2)));
export const radiusAt = (coverage, zoom) => Math.max(LEAST_RADIUS, SHAPES[coverage].halo * scaleAt(zoom));

export function markerImage(palette, risk, coverage, us) {
  const shape = SHAPES[coverage];
  const box = [-shape.halo, -shape.halo, 2 * shape.halo, 2 * shape.halo];
  const image = svg("svg", { viewBox: box.join(" "), "aria-hidden": "true" });
  image.append(svg("circle", { r: shape.halo, class: "halo", fill: "#fff" }));
  image.append(...outlineOf(palette, shape, us));
  image.append(...fillOf(palette, risk, shape.fill));
  return image;
}

/* Gold where the text covers, blue for the US part; a thin line where it is not sure. */
function outlineOf(palette, { outline, gold, grey }, [sure = 0, most = 0]) {
  const arc = (parts, color, width) => svg("circle", {
    r: outline, fill: "none", class: "terms", stroke: color, "stroke-width": width,
    pathLength: 100, "stroke-dasharray": dashArray(parts), transform: "rotate(-90)",
  });
  const unsure = between(gold, sure, most);
  return [
    [grey, palette.unclear, 1.4], [gold, palette.covered, 2.7], [between(gold, 0, sure), palette.us, 2.7],
    [unsure, "#fff", 3], [unsure, palette.us, 1.3],
  ].filter(([parts]) => parts.length).map((one) => arc(...one));
}

/* Return what of some parts of an outline lies between two ends. */
export const between = (parts, from, to) => parts
  .map(([start, end]) => [Math.max(start, from), Math.min(end, to)])
  .filter(([start, end]) => end > start);

/* Return the stroke-dasharray that draws these parts of a line 100 long. */
export function dashArray(parts) {
  let at = 0;
  const lengths = parts.flatMap(([from, to]) => {
    const gap = from - at;
    at = to;
    return [gap, to - from];
  });
  return ["0", ...lengths, "100"].map((length) => +(+length).toFixed(2)).join(" ");
}

/* The disc of radius r that shows the risk, also by its shape. */
export function fillOf(palette, risk, r) {
  if (!risk) return [];
  const disc = svg("circle", { r, fill: palette.fill[risk] || palette.plain });
  if (risk === "occupied") {
    const a = r * 0.48;
    const d = `M${-a} ${-a}L${a} ${a}M${-a} ${a}L${a} ${-a}`;
    return [disc, svg("path", { d, stroke: "#fff", "stroke-width": r * 0.3, "stroke-linecap": "round" })];
  }
  if (risk === "contested")
    return [disc, svg("path", { d: `M0 ${-r}A${r} ${r} 0 0 1 0 ${r}Z`, fill: palette.fill.near })];
  if (risk === "unknown")
    return [disc, svg("path", { d: `M${-r * 0.5} 0H${r * 0.5}`, stroke: "#fff", "stroke-width": r * 0.34 })];
  if (risk === "far") return [disc, svg("circle", { r: r * 0.36, fill: "#fff" })];
  if (risk === "free") return [svg("circle", { r: r - 0.8, fill: "#fff", stroke: palette.fill.free, "stroke-width": 1.6 })];
  return [disc];
}
