/* The legend card, the source line, the scale and place names. */
import { element, svg } from "./dom.mjs";
import { groupImage } from "./groups.mjs";
import { hasLegendOpen, isWide } from "./ground.mjs";
import { Combined, HATCH } from "./layers.mjs";
import { SHAPES, markerImage } from "./markers.mjs";
import { places } from "./places.mjs";

export function legend(data) {
  const card = new L.Control();
  card.onAdd = (map) => legendCard(map, data);
  const source = new L.Control({ position: "bottomright" });
  source.onAdd = () => element("div", "frontlode-source", data.source);
  const scale = L.control.scale({ imperial: false, position: "bottomright" });
  const all = new Combined([card, source, scale, places(data.language)]);
  all.beforeAdd = (map) => card.setPosition(isWide(map) ? "bottomleft" : "topright");
  return all;
}

/* On a map without room the card is a button until it is opened. */
function legendCard(map, data) {
  const state = map.frontlode;
  const button = element("summary", "", data.title);
  const details = element("details", "frontlode-legend", button);
  const open = () => { details.open = hasLegendOpen(map) || Boolean(state.legendOpen); };
  button.addEventListener("click", () => { state.legendOpen = !details.open; });
  map.off("resize", state.openLegend).on("resize", open);
  state.openLegend = open;
  open();
  const sections = data.parts.map((part) => element("section", "",
    element("h3", "", part.title), ...part.rows.map((row) => legendRow(state.palette, row))));
  sections[Math.min(1, sections.length - 1)].append(element("div", "switches", ...data.switches.map((one) => toggle(map, one))));
  details.append(element("div", "parts", ...sections));
  L.DomEvent.disableClickPropagation(details);
  L.DomEvent.disableScrollPropagation(details);
  return details;
}

function legendRow(palette, row) {
  if (row.note) return element("p", "", row.note);
  const count = row.count === undefined ? "" : String(row.count);
  return element("div", "row", element("span", "swatch", swatch(palette, row)),
    element("span", "text", row.text), element("span", "count", count));
}

function swatch(palette, row) {
  if (row.group) return groupImage(palette, row.group);
  if (row.outline) {
    const image = markerImage(palette, row.fill, row.outline, row.us || []);
    image.setAttribute("width", 2 * SHAPES[row.outline].halo);
    return image;
  }
  const image = svg("svg", { width: 26, height: 12 });
  const bar = (x, width, color) => svg("rect", { x, width, height: 12, fill: color });
  (row.tints || []).forEach((tint, i, all) => image.append(bar((26 / all.length) * i, 26 / all.length, tint)));
  if (row.hatch) image.append(bar(0, 26, `url(#${HATCH})`));
  if (row.line) image.append(svg("line", {
    x1: 2, x2: 24, y1: 6, y2: 6, stroke: row.line, "stroke-width": row.dashed ? 1.6 : 2.6,
    "stroke-dasharray": row.dashed ? "5 4" : "none", "stroke-linecap": row.dashed ? "butt" : "round",
  }));
  return image;
}

/* Layers are hidden by class, not removed: a removed one would lose its clicks. */
function toggle(map, { name, text }) {
  const input = element("input");
  const classes = map.getContainer().classList;
  input.type = "checkbox";
  input.checked = !classes.contains("no-" + name);
  input.addEventListener("change", () => classes.toggle("no-" + name, !input.checked));
  return element("label", "", input, text);
}
