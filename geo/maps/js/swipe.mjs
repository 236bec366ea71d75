/* Two maps, and a line between them that the reader moves. */
import { element } from "./dom.mjs";
import { drawGround } from "./ground.mjs";
import { places } from "./places.mjs";

/* A layer of the map on the right. */
export const OnRight = L.Layer.extend({
  initialize(inner) { this._inner = inner; },
  onAdd(map) { this._inner.addTo(rightOf(map)); },
  onRemove(map) { this._inner.removeFrom(rightOf(map)); },
});

const STILL = {
  zoomControl: false, keyboard: false, dragging: false, scrollWheelZoom: false, doubleClickZoom: false,
  boxZoom: false, touchZoom: false, zoomAnimation: false, fadeAnimation: false,
};

/* The second map lies under the first, whose panes end at the line. It takes no
 * press but on its markers, and goes where the first goes. */
function rightOf(map) {
  if (map.frontlode.right) return map.frontlode.right;
  const host = element("div", "frontlode-right");
  // Not left to the style sheet, which may come later and find a map of any height.
  Object.assign(host.style, { position: "absolute", inset: 0 });
  map.getContainer().prepend(host);
  const right = L.map(host, {
    ...map.options, ...STILL, maxBounds: null, minZoom: 0, center: map.getCenter(), zoom: map.getZoom(),
  });
  drawGround(right, map.frontlode.palette);
  right.frontlode.leftMap = map;
  map.frontlode.right = right;
  map.on("move", () => follow(map));
  map.on("zoomanim", ({ center, zoom }) => right.setView(center, zoom, { animate: false }));
  map.on("resize", () => refit(map));
  right.on("frontlode:select", ({ row }) => {
    if (map.frontlode.deposits) map.frontlode.deposits.pick(row.id);
  });
  return right;
}

/* Return the placed markers of the half in which a point lies. */
export function placedAt(map, point) {
  const { right, divided, placed } = map.frontlode;
  const isOnRight = map.getContainer().classList.contains("swiped") && point.x > divided * map.getSize().x;
  return isOnRight ? right.frontlode.placed : placed;
}

const follow = (map, how) =>
  rightOf(map).setView(map.getCenter(), map.getZoom(), { animate: false, ...how });

/* Of another size, and drawn anew: it had none while it was hidden. */
function refit(map) {
  rightOf(map).invalidateSize({ animate: false, pan: false });
  follow(map, { reset: true });
}

/* The line: dragged, or moved by the arrow keys; what it shows stands beside it. */
export const Divider = L.Layer.extend({
  initialize(data) {
    this._data = data;
    this._names = places(data.language);
  },

  onAdd(map) {
    const state = map.frontlode, container = map.getContainer();
    this._handle = element("div", "frontlode-divider",
      ...this._data.titles.map(([day, ...rest]) => element("span", "", element("b", "", day), ...rest.map((text) => element("div", "", text)))));
    this._handle.tabIndex = 0;
    this._handle.setAttribute("role", "slider");
    this._handle.setAttribute("aria-label", this._data.label);
    L.DomEvent.disableClickPropagation(this._handle);
    this._handle.addEventListener("pointerdown", (event) => this._handle.setPointerCapture(event.pointerId));
    this._handle.addEventListener("pointermove", (event) => {
      if (!this._handle.hasPointerCapture(event.pointerId)) return;
      const box = container.getBoundingClientRect();
      this.moveTo(map, (event.clientX - box.left) / box.width);
    });
    this._handle.addEventListener("keydown", (event) => {
      const step = { ArrowLeft: -0.02, ArrowRight: 0.02 }[event.key];
      if (!step) return;
      L.DomEvent.stop(event);
      this.moveTo(map, state.divided + step);
    });
    container.append(this._handle);
    container.classList.add("swiped");
    this._follow = () => this.moveTo(map, state.divided || 0.5);
    map.on("move zoomend resize", this._follow);
    refit(map);
    this._names.addTo(rightOf(map));
    this._follow();
  },

  onRemove(map) {
    map.off("move zoomend resize", this._follow);
    this._names.remove();
    this._handle.remove();
    map.getContainer().classList.remove("swiped");
    for (const pane of clippedPanes(map)) pane.style.clipPath = "";
  },

  /* Panes have no size and move with the map, so the cut is given in their pixels. */
  moveTo(map, fraction) {
    const size = map.getSize();
    const divided = Math.min(0.97, Math.max(0.03, fraction));
    map.frontlode.divided = divided;
    this._handle.style.left = 100 * divided + "%";
    this._handle.setAttribute("aria-valuenow", Math.round(100 * divided));
    const from = map.containerPointToLayerPoint([0, 0]);
    const to = map.containerPointToLayerPoint([divided * size.x, size.y]);
    const corners = [[from.x, from.y], [to.x, from.y], [to.x, to.y], [from.x, to.y]];
    const shape = `polygon(${corners.map(([x, y]) => `${x}px ${y}px`).join(",")})`;
    for (const pane of clippedPanes(map)) pane.style.clipPath = shape;
    rightOf(map).getContainer().style.clipPath = `inset(0 0 0 ${100 * divided}%)`;
  },
});

/* All panes but those of tooltips, which may reach across the line. */
function clippedPanes(map) {
  const whole = new Set(["mapPane", "tooltipPane", "popupPane"]);
  return Object.entries(map.getPanes()).filter(([name]) => !whole.has(name)).map(([, pane]) => pane);
}
