/* Kinds of Leaflet layers that the others are made of. */
import { decodeAll } from "./coordinates.mjs";
import { element, svg } from "./dom.mjs";

export function area(polygons, pane, color, more) {
  const rings = polygons.map(decodeAll);
  const style = { pane, stroke: false, fillColor: color, fillOpacity: 1 };
  return L.polygon(rings, { interactive: false, ...style, ...more });
}

export function line(lines, pane, color, weight, more) {
  const style = { pane, color, weight, interactive: false };
  return L.polyline(lines, { ...style, ...more });
}

export const HATCH = "frontlode-hatch";

/* Hatched land lies over the colour of who holds it; a canvas would know no pattern. */
export function hatched(polygons, color) {
  if (!polygons.length) return L.layerGroup();
  addHatch(color);
  return area(polygons, "occupied", `url(#${HATCH})`,
    { renderer: L.svg({ pane: "occupied" }), stroke: true, color, weight: 0.8, dashArray: "2 3" });
}

/* What hatched land is filled with, once in a document. */
function addHatch(color) {
  if (document.getElementById(HATCH)) return;
  const strokes = svg("path", { d: "M0,8 L8,0 M-2,2 L2,-2 M6,10 L10,6", stroke: color, "stroke-width": 1.2 });
  const pattern = svg("pattern", { id: HATCH, width: 8, height: 8, patternUnits: "userSpaceOnUse" }, strokes);
  const holder = svg("svg", { width: 0, height: 0, "aria-hidden": "true" }, svg("defs", {}, pattern));
  holder.style.position = "absolute";
  document.body.prepend(holder);
}

export function caption(latlng, text, className, textFont, shift) {
  const span = element("span", className, text);
  span.style.font = textFont;
  span.style.left = shift[0] + "px";
  span.style.top = shift[1] + "px";
  return L.marker(latlng, {
    icon: L.divIcon({ html: span, className: "frontlode-caption", iconSize: null }),
    interactive: false, keyboard: false, pane: "labels",
  });
}

/* A group whose layers are worked out anew from the view, on the given events. */
export const Computed = L.LayerGroup.extend({
  initialize(when, compute) {
    L.LayerGroup.prototype.initialize.call(this, []);
    this._when = when;
    this._compute = compute;
  },
  onAdd(map) {
    map.on(this._when, this.redraw, this);
    this.redraw();
  },
  onRemove(map) {
    map.off(this._when, this.redraw, this);
    this.clearLayers();
  },
  redraw() {
    this.clearLayers();
    this._compute(this._map).forEach(this.addLayer, this);
  },
});

/* Layers and controls that come and go as one. */
export const Combined = L.Layer.extend({
  initialize(parts) { this._parts = parts; },
  onAdd(map) { this._parts.forEach((part) => part.addTo(map)); },
  onRemove() { this._parts.forEach((part) => part.remove()); },
});
