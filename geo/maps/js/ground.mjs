/* The still part of the map: panes, sea, Ukraine, borders; and what the frame shows. */
import { areaIndex, decodeAll } from "./coordinates.mjs";
import { area, line } from "./layers.mjs";

const PANES = {
  ground: 210, zones: 220, occupied: 230, water: 240, front: 250, areas: 260,
  labels: 270, leaders: 590,
};
const COUNTRY = [[44.3, 22.1], [52.4, 40.2]];

/* A press must not scroll the page around the frame: it would end elsewhere. */
L.Map.Keyboard.include({
  _onMouseDown() {
    if (!this._focused) this._map.getContainer().focus({ preventScroll: true });
  },
});

export function base(map, palette) {
  drawGround(map, palette);
  frame(map, window.FRONTLODE_BASEMAP.frame);
}

export function drawGround(map, palette) {
  const ground = window.FRONTLODE_BASEMAP;
  map.frontlode = { palette, placed: [], names: [], selected: null, isOccupied: areaIndex([]) };
  for (const name in PANES) {
    const style = map.createPane(name).style;
    style.zIndex = PANES[name];
    style.pointerEvents = "none";
  }
  const container = map.getContainer();
  container.classList.add("frontlode-map");
  container.style.background = palette.abroad;
  container.addEventListener("click", ({ screenX: x, screenY: y }) => { map.frontlode.pressed = { x, y }; }, true);
  const join = { lineJoin: "round" };
  [
    area(ground.sea, "ground", palette.sea),
    area(ground.ukraine, "ground", palette.ukraine),
    line(decodeAll(ground.abroad), "ground", palette.abroad_border, 0.8, join),
    area(ground.lakes, "water", palette.lake),
    line(decodeAll(ground.oblasts), "water", palette.oblast, 0.6, join),
    line(ground.ukraine.flatMap(decodeAll).map(closed), "water", palette.border, 1.1, join),
  ].forEach((layer) => layer.addTo(map));
}

const closed = (ring) => [...ring, ring[0]];

/* Keep the country, or the land that a layer is about, in the frame until the reader
 * drags, zooms or steps the map. */
function frame(map, [west, south, east, north]) {
  const container = map.getContainer();
  const state = map.frontlode;
  let moved = false, fitting = false;
  const fit = () => {
    if (moved || !container.clientWidth) return;
    fitting = true;
    map.setMinZoom(0);
    const edge = isWide(map) ? 14 : 4;
    map.fitBounds(COUNTRY, { animate: false, padding: [edge, edge] });
    map.setMinZoom(map.getZoom() - 0.5);
    moveFromLegend(map);
    if (state.home) map.fitBounds(state.home, { animate: false, padding: [60, 60], maxZoom: 10 });
    fitting = false;
  };
  state.goHome = (bounds) => {
    state.home = bounds;
    fit();
  };
  map.on("dragstart zoomstart", () => { moved = moved || !fitting; });
  container.addEventListener("keydown", (event) => { moved = moved || event.target === container; });
  new ResizeObserver(() => {
    map.invalidateSize({ animate: false, pan: false });
    fit();
  }).observe(container);
  fit();
  const limits = [[south, west], [north, east]];
  // At once: by itself Leaflet would slide there after the map is seen.
  map.panInsideBounds(limits, { animate: false });
  map.setMaxBounds(limits);
}

/* Move the country towards the right, as far as the frame is wider than it. */
function moveFromLegend(map) {
  if (!hasLegendOpen(map)) return;
  const [west, east] = COUNTRY.map((corner) => map.project(corner).x);
  const free = (map.getSize().x - (east - west)) / 2 - 14;
  if (free > 0) map.panBy([-Math.min(free, LEGEND_WIDTH), 0], { animate: false });
}
const LEGEND_WIDTH = 314;   // px, as in frontlode.css

export const isWide = (map) => map.getContainer().clientWidth > 600;

/* Whether the map is so wide that its legend is always open. */
export const hasLegendOpen = (map) => map.getContainer().clientWidth > 760; // as in frontlode.css
