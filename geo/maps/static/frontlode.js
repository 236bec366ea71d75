/* Written by data/build_script.py from geo/maps/js: change it there. */
(function () {
"use strict";

/* Lines as Python sends them, and whether polygons hold a point. */

const STEPS_PER_DEGREE = 1e4;   // as in geo/maps/land.py

/* Return the [lat, lon] in degrees of a line in whole steps: its start, then moves. */
function decode(line) {
  const points = [];
  let lon = 0, lat = 0;
  for (let i = 0; i < line.length; i += 2) {
    lon += line[i];
    lat += line[i + 1];
    points.push([lat / STEPS_PER_DEGREE, lon / STEPS_PER_DEGREE]);
  }
  return points;
}

const decodeAll = (lines) => lines.map(decode);

const BAND_DEGREES = 0.05;

/* Return a function that answers whether encoded polygons hold a point in degrees.
 * Edges lie in bands of latitude, so that few are looked at. */
function areaIndex(polygons) {
  const bands = new Map();
  const band = (lat) => Math.floor(lat / BAND_DEGREES);
  for (const ring of polygons.flat().map(decode))
    ring.forEach((from, i) => {
      const to = ring[(i + 1) % ring.length];
      for (let key = band(Math.min(from[0], to[0])); key <= band(Math.max(from[0], to[0])); key++) {
        if (!bands.has(key)) bands.set(key, []);
        bands.get(key).push([from, to]);
      }
    });
  const crosses = ([[latA, lonA], [latB, lonB]], lat, lng) => (latA > lat) !== (latB > lat)
    && lng < lonA + (lat - latA) / (latB - latA) * (lonB - lonA);
  return ({ lat, lng }) =>
    (bands.get(band(lat)) || []).filter((edge) => crosses(edge, lat, lng)).length % 2 === 1;
}

/* Elements of HTML and SVG; text enters as text nodes. */

function element(tag, className, ...children) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  node.append(...children);
  return node;
}

function svg(tag, attributes, ...children) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const name in attributes) node.setAttribute(name, attributes[name]);
  node.append(...children);
  return node;
}

/* Kinds of Leaflet layers that the others are made of. */

function area(polygons, pane, color, more) {
  const rings = polygons.map(decodeAll);
  const style = { pane, stroke: false, fillColor: color, fillOpacity: 1 };
  return L.polygon(rings, { interactive: false, ...style, ...more });
}

function line(lines, pane, color, weight, more) {
  const style = { pane, color, weight, interactive: false };
  return L.polyline(lines, { ...style, ...more });
}

const HATCH = "frontlode-hatch";

/* Hatched land lies over the colour of who holds it; a canvas would know no pattern. */
function hatched(polygons, color) {
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

function caption(latlng, text, className, textFont, shift) {
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
const Computed = L.LayerGroup.extend({
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
const Combined = L.Layer.extend({
  initialize(parts) { this._parts = parts; },
  onAdd(map) { this._parts.forEach((part) => part.addTo(map)); },
  onRemove() { this._parts.forEach((part) => part.remove()); },
});

/* The still part of the map: panes, sea, Ukraine, borders; and what the frame shows. */

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

function base(map, palette) {
  drawGround(map, palette);
  frame(map, window.FRONTLODE_BASEMAP.frame);
}

function drawGround(map, palette) {
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

const isWide = (map) => map.getContainer().clientWidth > 600;

/* Whether the map is so wide that its legend is always open. */
const hasLegendOpen = (map) => map.getContainer().clientWidth > 760; // as in frontlode.css

/* Boxes on the screen in CSS pixels: {left, right, top, bottom}. */

const boxAt = (at, [x, y], width, height) =>
  ({ left: at.x + x, right: at.x + x + width, top: at.y + y, bottom: at.y + y + height });

/* The box about a marker's shape, as placing.mjs describes it. */
const boxOf = ({ x, y, h, r }) => ({ left: x - h - r, right: x + h + r, top: y - r, bottom: y + r });

const areDisjoint = (a, b) =>
  b.left > a.right + 2 || b.right < a.left - 2 || b.top > a.bottom || b.bottom < a.top;

/* Boxes that touch share a pixel, so that none is hidden for nothing. */
const sharedArea = (a, b) => 1 + Math.max(0, Math.min(a.right, b.right) - Math.max(a.left, b.left))
  * Math.max(0, Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top));

/* Return how much of other boxes a box hides. */
const hiddenArea = (box, others) => others
  .filter((other) => !areDisjoint(box, other)).reduce((sum, other) => sum + sharedArea(box, other), 0);

/* Return the first shift beside a point by which a text hides no other text and least of
 * the markers; undefined if that is more than may be hidden. */
function freeShift(at, width, height, texts, markers, mostHidden) {
  const middle = -height / 2, centre = -width / 2;
  const shifts = [
    [5, middle], [-5 - width, middle], [centre, -height - 4], [centre, 4],
    [4, -height - 1], [4, 1], [-4 - width, -height - 1], [-4 - width, 1],
    [12, middle], [-12 - width, middle], [centre, -height - 10], [centre, 10],
    [centre, -height - 18], [centre, 18], [20, middle], [-20 - width, middle],
  ];
  const hidden = (shift, others) => hiddenArea(boxAt(at, shift, width, height), others);
  return shifts.filter((shift) => !hidden(shift, texts))
    .map((shift) => ({ shift, area: hidden(shift, markers) }))
    .filter(({ area }) => area <= mostHidden)
    .reduce((best, one) => (one.area < best.area ? one : best), { area: Infinity }).shift;
}

/* Sentences with values in them, addresses in a text, fonts, and how wide a text is. */

/* Put values in the place of their names in braces. */
const fillIn = (template, values) =>
  template.replace(/\{(\w+)\}/g, (_, name) => values[name]);

/* Return {text} and, of a web address, {text, href}: its host, and where it leads. */
const splitLinks = (text) =>
  text.split(/(https?:\/\/[^\s;,()<>"']+)/).map((piece, i) =>
    i % 2 ? { text: piece.split("/")[2], href: piece.replace(/\.+$/, "") } : { text: piece });

const FAMILY = 'px "Helvetica Neue", Helvetica, Arial, "Liberation Sans", sans-serif';
const font = (size) => size + FAMILY;

const BOLD_FONT = font("bold 11");
const NUMBER_FONT = font("bold 12");

let context = null;

/* Return the width of a text in CSS pixels. */
function textWidth(text, textFont) {
  context = context || document.createElement("canvas").getContext("2d");
  context.font = textFont;
  return context.measureText(text).width;
}

/* Risk zones, occupied land and the contact line. */

function land(data) {
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
function setOccupied(map, isOccupied) {
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

/* Land that changed hands between two fronts, with the areas of its largest parts. */

/* The land lies over the lines and keeps a stroke, so that a strip of it shows from afar. */
function change(data) {
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

/* Names of towns, countries and seas. */

/* The least zoom at which towns of a rank are named. */
const NAMES_FROM_ZOOM = { 1: 0, 2: 5.7, 3: 7.2, 4: 8.4 };
const TOWN_FONT = { 1: font("bold 13"), 2: font("12"), 3: font("11.5"), 4: font("11") };
const QUIET_FONT = { country: font("10.5"), sea: font("italic 11.5") };

/* Names in the order of rank. The great towns' names always stand, where they hide
 * the fewest markers; any other only where it hides no marker and no name. */
function places(language) {
  const field = language === "uk" ? "name_uk" : "name";
  return new Computed("zoomend frontlode:arranged", (map) => {
    const names = [], captions = [], state = map.frontlode;
    const isFar = map.getZoom() < NAMES_FROM_ZOOM[2];
    const markers = state.placed.map(boxOf);
    state.names = names;
    for (const place of window.FRONTLODE_BASEMAP.places) {
      const isTown = place.kind === "town";
      if (isTown ? map.getZoom() < NAMES_FROM_ZOOM[place.rank] : map.getZoom() > 8) continue;
      const text = isTown ? place[field] : place[field].toUpperCase();
      const townFont = isFar ? BOLD_FONT : TOWN_FONT[place.rank];
      const textFont = isTown ? townFont : QUIET_FONT[place.kind];
      const width = textWidth(text, textFont) * (isTown ? 1 : 1.25), height = 13;
      const latlng = L.latLng(place.lat, place.lon), at = map.project(latlng);
      const mostHidden = place.rank === 1 && !isFar ? Infinity : 0;
      const shift = isTown ? freeShift(at, width, height, names, markers, mostHidden) : [-width / 2, -7];
      if (!shift) continue;
      names.push(boxAt(at, shift, width, height));
      captions.push(caption(latlng, text, isTown ? `town rank-${place.rank}` : place.kind, textFont, shift));
      if (isTown) captions.push(caption(latlng, "", "dot", font("0"), [-2, -2]));
    }
    return captions;
  });
}

/* Oblasts tinted by a count; the number itself stands in each that has one. */

const COUNT_FONT = font("bold 13");

function oblasts(data) {
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

/* The image of a deposit: its fill shows the risk, its outline the terms. */

/* By what the terms say: radii in CSS pixels at country zoom, the parts of the outline
 * that are drawn, in percent from the top, and how high the marker lies. */
const halves = [[0, 50]];
const dashes = [0, 1, 2, 3, 4, 5].map((i) => [(i + 0.12) * 100 / 6, (i + 0.78) * 100 / 6]);
const dots = Array.from({ length: 10 }, (_, i) => [10 * i, 10 * i + 4]);
const SHAPES = {
  in_force: { halo: 9.6, outline: 7.1, fill: 4.9, gold: [[0, 100]], grey: [], level: 5000 },
  prospective: { halo: 9.6, outline: 7.1, fill: 4.9, gold: dashes, grey: [], level: 4000 },
  disputed: { halo: 9.6, outline: 7.1, fill: 4.9, gold: halves, grey: dots.slice(5), level: 3000 },
  unclear: { halo: 8.4, outline: 6.7, fill: 4.5, gold: [], grey: dots, level: 2000 },
  outside: { halo: 5.4, outline: 0, fill: 4.4, gold: [], grey: [], level: 0 },
};
const LEAST_RADIUS = 5;     // px: smaller is neither seen nor hit

const scaleAt = (zoom) => Math.min(1.7, Math.max(0.72, 1 + 0.24 * (zoom - 6.2)));
const radiusAt = (coverage, zoom) => Math.max(LEAST_RADIUS, SHAPES[coverage].halo * scaleAt(zoom));

function markerImage(palette, risk, coverage, us) {
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
const between = (parts, from, to) => parts
  .map(([start, end]) => [Math.max(start, from), Math.min(end, to)])
  .filter(([start, end]) => end > start);

/* Return the stroke-dasharray that draws these parts of a line 100 long. */
function dashArray(parts) {
  let at = 0;
  const lengths = parts.flatMap(([from, to]) => {
    const gap = from - at;
    at = to;
    return [gap, to - from];
  });
  return ["0", ...lengths, "100"].map((length) => +(+length).toFixed(2)).join(" ");
}

/* The disc of radius r that shows the risk, also by its shape. */
function fillOf(palette, risk, r) {
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

/* Deposits that share one marker: how many of each control, and its image. */

const CONTROLS = ["occupied", "contested", "free", "unknown"];
const GROUP_RADIUS = 8;  // px, half its height
const DISC_RADIUS = 4.4;        // px

const groupScaleAt = (zoom) => Math.min(1.25, Math.max(1, scaleAt(zoom)));

/* Return the count of each control, with the fill that all of it share; free ones in
 * several bands share none. */
function countByControl(rows) {
  return CONTROLS.map((control) => {
    const own = rows.filter((row) => row.control === control);
    const fills = new Set(own.map((row) => row.fill));
    return { control, count: own.length, fill: fills.size === 1 ? [...fills][0] : control };
  }).filter((one) => one.count);
}

/* Return the control that most have, of equal counts the first. */
const mostOf = (counts) =>
  counts.reduce((best, one) => one.count > best.count ? one : best).control;

/* Return the row nearest to the mean place of all. */
function middleOf(rows) {
  const mean = (name) => rows.reduce((sum, row) => sum + row[name], 0) / rows.length;
  const lat = mean("lat"), lon = mean("lon");
  const distance = (row) => Math.hypot(row.lat - lat, (row.lon - lon) * Math.cos(lat * Math.PI / 180));
  return rows.reduce((best, row) => distance(row) < distance(best) ? row : best);
}

/* The width of each count beside its disc, and of all in one capsule. */
const countWidth = (count) => 2 * DISC_RADIUS + 3 + textWidth(String(count), BOLD_FONT);
const groupWidth = (counts) => Math.max(2 * GROUP_RADIUS,
  counts.reduce((sum, one) => sum + countWidth(one.count) + 5, -5) + 9);

/* A capsule with a disc and a number for every control in it. */
function groupImage(palette, counts, scale = 1) {
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

/* What ground a marker stands on, as the map draws it: a moved one keeps its own. */

const basemapArea = (name) => {
  let holds = null;
  return (latlng) => (holds = holds || areaIndex(window.FRONTLODE_BASEMAP[name]))(latlng);
};
const isInUkraine = basemapArea("ukraine");
const isInSea = basemapArea("sea");

/* Return "occupied", "held" (by Ukraine), "sea" or "abroad". */
function groundAt(map, latlng) {
  if (map.frontlode.isOccupied(latlng)) return "occupied";
  if (isInUkraine(latlng)) return "held";
  return isInSea(latlng) ? "sea" : "abroad";
}

const GROUND_MARGIN = 2;    // px between a moved marker's centre and other ground

/* Whether all about a point lies on the ground of a marker's true place. */
function isOnGroundOf(map, latlng, { x, y }) {
  const own = groundAt(map, latlng);
  const around = [[0, 0], [1, 0], [-1, 0], [0, 1], [0, -1]];
  return own !== "abroad" && around.every(([dx, dy]) => groundAt(map,
    map.unproject([x + GROUND_MARGIN * dx, y + GROUND_MARGIN * dy])) === own);
}

/* Where markers stand, so that none covers another and each is on its own ground.
 *
 * An item is {x, y, h, r}: a capsule, which is a circle of radius r drawn out by h to
 * the left and to the right, in CSS pixels; with the `steps` that it may be moved by,
 * its `rank`, its `control` (null if several), whether it should stand `alone`, and
 * `with(other)`, which returns both as one item. */

const UNLED_PX = 8;  // a marker moved farther than this has a leader

const circleOf = (radius, count) => Array.from({ length: count }, (_, i) => ({
  x: radius * Math.cos(2 * Math.PI * i / count),
  y: radius * Math.sin(2 * Math.PI * i / count),
}));
const STAY = { x: 0, y: 0 };

/* Steps aside, nearest first: as far as needs no leader, and as far as a leader goes. */
const NEAR_STEPS = [STAY, ...[2.5, 5, UNLED_PX].flatMap((radius) => circleOf(radius, 16))];
const farSteps = (radii) => [...NEAR_STEPS, ...radii.flatMap((radius) => circleOf(radius, 24))];
const GROUP_STEPS = farSteps([12, 16]);
const FAR_STEPS = farSteps([14, 20, 28, 36, 46, 58]);

/* Return the pixels between the edges of two capsules, negative where they overlap. */
const gapBetween = (a, b) =>
  Math.hypot(Math.max(0, Math.abs(a.x - b.x) - a.h - b.h), a.y - b.y) - a.r - b.r;

/* Give each item a `shift` to a spot that no other takes; who finds none joins the
 * nearest, of its own control if it can be, until all stand. Return the items that
 * stand. The same input gives the same map. */
function placeAll(items, isOnGround) {
  for (;;) {
    const left = placeByRank(items, isOnGround);
    if (!left.length) return items;
    items = mergeNearest(items, left);
  }
}

/* Place the items in the order of their rank; return those that found no room. */
function placeByRank(items, isOnGround) {
  const taken = gridOf(2 * Math.max(...items.map((item) => item.h + item.r), 8));
  return [...items].sort((a, b) => b.rank - a.rank).filter((item) => {
    item.shift = item.steps.find((step) => {
      const spot = { x: item.x + step.x, y: item.y + step.y, h: item.h, r: item.r };
      const isFree = taken.near(spot).every((other) => gapBetween(spot, other) >= 0);
      return isFree && (step === STAY || isOnGround(item, spot)) && taken.add(spot);
    });
    return !item.shift;
  });
}

/* Things with x and y, found by where they are: cells of a size, and those about them. */
function gridOf(size) {
  const cells = new Map();
  const key = ({ x, y }, right = 0, down = 0) =>
    Math.floor(x / size) + right + 1e5 * (Math.floor(y / size) + down);
  return {
    add(at, thing = at) {
      const cell = key(at);
      if (!cells.has(cell)) cells.set(cell, []);
      return cells.get(cell).push(thing);
    },
    near: (at) => [-1, 0, 1].flatMap((down) => [-1, 0, 1].flatMap((right) =>
      cells.get(key(at, right, down)) || [])),
    all: () => [...cells.values()],
  };
}

/* As if it were so many times farther: one of another control, and one that the reader
 * wants to see alone. */
const OTHER_CONTROL = 6;
const ALONE = 1e6;
const GAP_COUNTS = 10;      // whoever is in the way is nearer than who is not

/* Each of those left joins the nearest item, in pairs: whose nearest has just joined
 * another waits for the next round. */
function mergeNearest(items, left) {
  const distance = (a, b) => (Math.hypot(a.x - b.x, a.y - b.y) + GAP_COUNTS * Math.max(0, gapBetween(a, b)))
    * (a.control && a.control === b.control ? 1 : OTHER_CONTROL) * (b.alone ? ALONE : 1);
  const merged = new Map();
  for (const item of left) {
    const near = items.reduce((best, other) =>
      other !== item && (!best || distance(item, other) < distance(item, best)) ? other : best, null);
    if (!near || merged.has(item) || merged.has(near)) continue;
    merged.set(near, near.with(item)).set(item, null);
  }
  return items.map((item) => merged.has(item) ? merged.get(item) : item).filter(Boolean);
}

/* Return the marker next in a direction, [1, 0] to the right: near ahead, little aside. */
function nextTowards(placed, here, [x, y]) {
  let next = null, least = Infinity;
  for (const one of placed) {
    const ahead = (one.x - here.x) * x + (one.y - here.y) * y;
    const aside = Math.abs((one.x - here.x) * y) + Math.abs((one.y - here.y) * x);
    if (ahead > 0.5 && ahead + 2 * aside < least) { next = one; least = ahead + 2 * aside; }
  }
  return next;
}

/* A marker that may stand a little beside its place; it reports the true one. */

const ShiftedMarker = L.Marker.extend({
  shift: L.point(0, 0),
  /* Not rounded to whole pixels: at country zoom half of one is 700 m. */
  update() {
    if (this._icon && this._map) this._setPos(this._map.project(this._latlng).subtract(this._map.getPixelOrigin()));
    return this;
  },
  _setPos(position) {
    L.Marker.prototype._setPos.call(this, position.add(this.shift));
  },
  /* A level must be whole to count, and a place is not. */
  _updateZIndex(offset) {
    if (this._icon) this._icon.style.zIndex = Math.round(this._zIndex + offset);
  },
  toGeoJSON() {
    const { lat, lng } = this.getLatLng();
    return {
      type: "Feature",
      properties: { id: this.row.id },
      geometry: { type: "Point", coordinates: [lng, lat] },
    };
  },
});

/* Part of the deposits layer: which deposits have a marker of their own at this zoom,
 * which share one, and where the markers stand. */

const MOST_MARKERS = 600;   // more than this in view are gathered by cells first
const GATHER_CELL = 44;     // px
const GROUP_LEVEL = 6000;

const Arrangement = {
  /* Place every marker for this zoom; those that find no room are gathered in groups. */
  arrange() {
    const map = this._map;
    map.getContainer().style.setProperty("--marker-scale", scaleAt(map.getZoom()));
    const view = map.getBounds().pad(0.2);
    const seen = this.rows.filter((row) => this.rows.length <= MOST_MARKERS || view.contains(row.latlng));
    const items = seen.length > MOST_MARKERS ? this.gather(seen) : seen.map((row) => this.item([row]));
    const placed = placeAll(items, (item, spot) => isOnGroundOf(map, item.latlng, spot));
    this.leaders.clearLayers();
    this.groups.clearLayers();
    this.place(placed);
    map.fire("frontlode:arranged");
  },

  onMove() {
    if (this.rows.length > MOST_MARKERS) this.arrange();
  },

  /* What was expanded by hand is gathered again on another zoom. */
  onZoom() {
    this.expanded.clear();
    this.arrange();
  },

  /* Deposits that share one marker, as placing.mjs takes them; it stands for them at the
   * place of one of them, amid those of the control that most have. */
  item(rows) {
    const map = this._map, zoom = map.getZoom();
    const counts = countByControl(rows);
    const most = mostOf(counts);
    const latlng = middleOf(rows.filter((row) => row.control === most)).latlng;
    const { x, y } = map.project(latlng);
    const alone = rows.length === 1 && (this.expanded.has(rows[0].id) || rows[0].id === map.frontlode.selected);
    const shape = rows.length === 1
      ? { h: 0, r: radiusAt(rows[0].outline, zoom) - 0.8 }
      : { h: (groupWidth(counts) / 2 - GROUP_RADIUS) * groupScaleAt(zoom), r: GROUP_RADIUS * groupScaleAt(zoom) + 0.5 };
    return {
      rows, latlng, x, y, ...shape, counts, alone,
      control: counts.length === 1 ? most : null,
      steps: alone ? FAR_STEPS : rows.length === 1 ? NEAR_STEPS : GROUP_STEPS,
      rank: alone ? Infinity : rows.length === 1 ? SHAPES[rows[0].outline].level / 1e4 : rows.length,
      with: (other) => this.item([...rows, ...other.rows]),
    };
  },

  /* So many deposits are gathered by cells and control before they are placed. */
  gather(rows) {
    const grids = {};
    for (const row of rows)
      (grids[row.control] = grids[row.control] || gridOf(GATHER_CELL)).add(this._map.project(row.latlng), row);
    return Object.values(grids).flatMap((grid) => grid.all()).map((members) => this.item(members));
  },

  place(items) {
    const map = this._map;
    const wanted = new Set(items.filter((item) => item.rows.length === 1).map((item) => item.rows[0].id));
    for (const [id, marker] of this.markers) if (!wanted.has(id)) this.removeLayer(marker);
    map.frontlode.placed = items.map((item) => {
      const marker = item.rows.length === 1 ? this.markerFor(item.rows[0]) : this.groupFor(item);
      marker.shift = item.shift;
      if (map.hasLayer(marker)) marker.update();
      else this.show(marker);
      if (Math.hypot(item.shift.x, item.shift.y) > UNLED_PX + 0.1) this.addLeader(item);
      return { x: item.x + item.shift.x, y: item.y + item.shift.y, h: item.h, r: item.r, marker };
    });
    const shown = map.frontlode.placed.map((one) => one.marker);
    if (shown.length && !shown.some((marker) => marker.getElement().tabIndex === 0))
      shown[0].getElement().tabIndex = 0;
  },

  addLeader({ latlng, x, y, shift }) {
    const end = this._map.unproject(L.point(x, y).add(shift));
    const color = this._map.frontlode.palette.leader;
    this.leaders.addLayer(line([latlng, end], "leaders", color, 1));
    this.leaders.addLayer(L.circleMarker(latlng,
      { pane: "leaders", radius: 1.6, stroke: false, fillOpacity: 1, fillColor: color, interactive: false }));
  },

  markerFor(row) {
    if (!this.markers.has(row.id)) {
      const image = markerImage(this._map.frontlode.palette, row.fill, row.outline, row.us);
      const icon = L.divIcon({ html: image, className: "frontlode-marker " + row.outline, iconSize: null });
      const options = { icon, riseOnHover: true, keyboard: false, zIndexOffset: SHAPES[row.outline].level };
      this.markers.set(row.id, Object.assign(new ShiftedMarker(row.latlng, options), { row, rows: [row], key: row.id }));
    }
    return this.markers.get(row.id);
  },

  groupFor({ rows, latlng, counts }) {
    const image = groupImage(this._map.frontlode.palette, counts, groupScaleAt(this._map.getZoom()));
    const icon = L.divIcon({ html: image, className: "frontlode-group", iconSize: null });
    const marker = new ShiftedMarker(latlng, { icon, riseOnHover: true, keyboard: false, zIndexOffset: GROUP_LEVEL });
    marker.on({ click: () => this.open(marker), mouseover: this.onPointer, mouseout: this.hideTip }, this);
    return Object.assign(marker, { rows, key: "group of " + rows[0].id });
  },

  show(marker) {
    if (marker.row) this.addLayer(marker);
    else this.groups.addLayer(marker.addTo(this._map));
    const node = marker.getElement();
    node.dataset[marker.row ? "id" : "group"] = marker.key;
    node.setAttribute("role", "button");
    node.setAttribute("aria-label", this.sentences(marker).join(". "));
    node.tabIndex = -1;
    node.classList.toggle("selected", marker.key === this._map.frontlode.selected);
  },

  /* Come closer to a group; where that would not part it, expand it where it is. */
  open(marker) {
    const map = this._map.frontlode.leftMap || this._map;
    const bounds = L.latLngBounds(marker.rows.map((row) => row.latlng)).pad(0.1);
    const zoom = Math.min(map.getBoundsZoom(bounds), map.getZoom() + 2.5, map.getMaxZoom());
    this._map.frontlode.focused = marker.rows[0].id;
    if (zoom > map.getZoom() + 0.3) return map.setView(bounds.getCenter(), zoom);
    this.expanded = new Set(marker.rows.map((row) => row.id));
    this.arrange();
    this.focusOn(marker.rows[0].id);
  },
};

/* Part of the deposits layer: one tab stop for all markers; arrow keys walk to the next. */

const DIRECTIONS = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] };

const Keyboard = {
  markerOf(node) {
    const icon = node && node.closest && node.closest(".leaflet-marker-icon");
    const found = icon && this._map.frontlode.placed.find((one) => one.marker.getElement() === icon);
    return found && found.marker;
  },

  focusOn(key) {
    const found = this._map.frontlode.placed.find((one) => one.marker.key === key);
    if (found) found.marker.getElement().focus({ preventScroll: true });
  },

  onFocus(event) {
    const marker = this.markerOf(event.target);
    if (!marker) return;
    for (const one of this._map.frontlode.placed) one.marker.getElement().tabIndex = -1;
    marker.getElement().tabIndex = 0;
    this.showTip(marker);
  },

  onKey(event) {
    const marker = this.markerOf(event.target);
    const direction = DIRECTIONS[event.key];
    if (!marker || !(direction || event.key === "Enter" || event.key === " ")) return;
    L.DomEvent.stop(event);
    if (direction) this.walk(marker, direction);
    else this.press(marker);
  },

  walk(marker, direction) {
    const { placed } = this._map.frontlode;
    const next = nextTowards(placed, placed.find((one) => one.marker === marker), direction);
    if (next) this.focusOn(next.marker.key);
  },
};

/* Two maps, and a line between them that the reader moves. */

/* A layer of the map on the right. */
const OnRight = L.Layer.extend({
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
function placedAt(map, point) {
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
const Divider = L.Layer.extend({
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

/* Part of the deposits layer: the selected deposit, by click, tap or key. */

const TAP_REACH = 22;       // px
const SELECTED_LEVEL = 9000;

const Selection = {
  /* The selected deposit always has a marker of its own. */
  select(id) {
    const map = this._map, before = map.frontlode.selected;
    map.frontlode.selected = id;
    if (this.isInGroup(id)) this.arrange();
    for (const one of [before, id]) {
      const marker = this.markers.get(one);
      if (!marker || !marker.getElement()) continue;
      marker.getElement().classList.toggle("selected", one === id);
      marker.setZIndexOffset(one === id ? SELECTED_LEVEL : SHAPES[marker.row.outline].level);
    }
    if (map.hasLayer(this.circles)) this.circles.redraw();
  },

  isInGroup(id) {
    return this._map.frontlode.placed.some(({ marker }) =>
      !marker.row && marker.rows.some((row) => row.id === id));
  },

  onClick(event) {
    this.select(event.layer.row.id);
    this._map.fire("frontlode:select", { row: event.layer.row });
  },

  /* A tap beside markers is meant for the nearest. */
  onTap(event) {
    if (event.originalEvent && event.originalEvent.target.closest(".frontlode-right .leaflet-marker-icon")) return;
    const point = this._map.project(event.latlng);
    const tapped = { x: point.x, y: point.y, h: 0, r: 0 };
    let best = null, reach = TAP_REACH;
    for (const one of placedAt(this._map, event.containerPoint)) {
      const distance = gapBetween(one, tapped);
      if (distance < reach) { best = one; reach = distance; }
    }
    if (best && best.marker.row) this.pick(best.marker.key);
    else if (best) this.press(best.marker);
  },

  /* Press a deposit's own marker, which it has when it is selected. */
  pick(id) {
    if (this.isInGroup(id)) this.select(id);
    if (this.markers.has(id)) this.press(this.markers.get(id));
  },

  press(marker) {
    marker.fire("click", { latlng: marker.getLatLng() }, true);
  },
};

/* What a tooltip says of a marker, in the order of importance. */

const NAMED_IN_GROUP = 6;

function depositSentences(row, words) {
  const km = (value) => value.toLocaleString(words.language, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
  const distance = row.km === null ? words.no_distance
    : fillIn(words.distance[row.control], { km: km(row.km), uncertainty: km(row.uncertainty_km) });
  const band = row.control === "free" ? fillIn(row.firm ? words.firm : words.not_firm, row) : "";
  return [row.name, row.commodity, distance, band, words.outline[row.outline], row.us_text].filter(Boolean);
}

function groupSentences(rows, words) {
  const counts = (labels, column) => Object.entries(labels)
    .map(([key, label]) => [label, rows.filter((row) => row[column] === key).length])
    .filter(([, count]) => count).map(([label, count]) => `${label}: ${count}`).join(" · ");
  const names = rows.slice(0, NAMED_IN_GROUP).map((row) => row.name).join(", ");
  const more = rows.length - NAMED_IN_GROUP;
  return [
    fillIn(words.group, { count: rows.length }), counts(words.control, "control"), counts(words.outline, "outline"),
    more > 0 ? fillIn(words.more, { names, count: more }) : names, words.open,
  ];
}

/* Part of the deposits layer: the tooltip of the marker that is pointed at or focused. */

const Tooltip = {
  sentences(marker) {
    return marker.row ? depositSentences(marker.row, this.words) : groupSentences(marker.rows, this.words);
  },

  /* A press opens the card, which makes the map narrower and another marker slide under
   * a pointer that rests: that marker was not pointed at. */
  onPointer({ layer, target, originalEvent: { screenX, screenY } }) {
    const { pressed } = this._map.frontlode;
    if (pressed && Math.hypot(screenX - pressed.x, screenY - pressed.y) < 4) return;
    this.showTip(layer || target);
  },

  showTip(marker) {
    if (!marker.rows) return;
    const [name, ...rest] = this.sentences(marker);
    const node = element("div", "", element("b", "", name), ...rest.map((text) => element("div", "", text)));
    const map = this._map;
    const at = map.unproject(map.project(marker.getLatLng()).add(marker.shift));
    const here = map.frontlode.placed.find((one) => one.marker === marker);
    this.tip.options.offset = [here ? here.h + here.r + 1 : 0, 0];
    this.tip.setContent(node).setLatLng(at).addTo(map.frontlode.leftMap || map);
  },

  hideTip() { this.tip.remove(); },
};

/* The layer of deposits: what it is made of, and how it comes and goes. */

const CIRCLES_FROM_ZOOM = 9;
const AREA_COLOR = "#4a4640";
const CIRCLE_COLOR = "#3c3a36";

const Deposits = L.FeatureGroup.extend({
  includes: [Arrangement, Selection, Keyboard, Tooltip],

  initialize(data) {
    L.FeatureGroup.prototype.initialize.call(this, []);
    this.words = data.words;
    this.selected = data.selected;
    this.rows = data.columns.id.map((_, i) => {
      const row = {};
      for (const name in data.columns) row[name] = data.columns[name][i];
      row.latlng = L.latLng(row.lat, row.lon);
      return row;
    });
    this.markers = new Map();
    this.expanded = new Set();
    this.groups = L.layerGroup();
    this.leaders = L.layerGroup();
    this.areas = L.layerGroup(this.rows.filter((row) => row.area).map((row) =>
      area(row.area, "areas", AREA_COLOR, { stroke: true, color: AREA_COLOR, weight: 1, fillOpacity: 0.12 })));
    this.circles = new Computed("moveend", () => this.uncertainty());
    this.tip = L.tooltip({ className: "frontlode-tip", opacity: 1, direction: "auto" });
  },

  onAdd(map) {
    map.frontlode.deposits = this;
    const before = map.frontlode.selected;
    map.frontlode.selected = this.selected;
    this.extras = [this.areas, this.groups, this.leaders, this.circles];
    this.arrange();
    this.extras.forEach((part) => part.addTo(map));
    map.on(this.mapEvents(), this);
    this.on({ click: this.onClick, mouseover: this.onPointer, mouseout: this.hideTip }, this);
    L.DomEvent.on(map.getPane("markerPane"), this.domEvents(), this);
    this.select(this.selected);
    const row = this.rows.find((one) => one.id === this.selected);
    if (row && before !== this.selected && !map.getBounds().contains(row.latlng)) map.panTo(row.latlng);
    this.focusOn(map.frontlode.focused);
    this.hideTip();
  },

  onRemove(map) {
    const focused = this.markerOf(document.activeElement);
    map.frontlode.focused = focused && focused.key;
    L.DomEvent.off(map.getPane("markerPane"), this.domEvents(), this);
    map.off(this.mapEvents(), this);
    this.off();
    this.hideTip();
    this.extras.forEach((part) => part.remove());
    this.clearLayers();
    map.frontlode.placed = [];
  },

  mapEvents() {
    return {
      zoomend: this.onZoom, moveend: this.onMove, "frontlode:land": this.arrange,
      click: this.onTap, zoomstart: this.hideTip, resize: this.hideTip,
    };
  },

  domEvents() {
    return { focusin: this.onFocus, focusout: this.hideTip, keydown: this.onKey };
  },

  /* Uncertainty of place: for the selected deposit, and for all when near. */
  uncertainty() {
    const map = this._map, view = map.getBounds();
    const isNear = map.getZoom() >= CIRCLES_FROM_ZOOM;
    const single = new Set(map.frontlode.placed.map((one) => one.marker.row));
    const isSelected = (row) => row.id === map.frontlode.selected;
    return this.rows
      .filter((row) => isSelected(row) || (isNear && single.has(row) && view.contains(row.latlng)))
      .map((row) => {
        const selected = isSelected(row);
        return L.circle(row.latlng, {
          pane: "areas", interactive: false, radius: 1000 * row.place_km, color: CIRCLE_COLOR,
          weight: selected ? 1.4 : 0.7, dashArray: selected ? null : "2 3", fill: selected, fillOpacity: 0.08,
        });
      });
  },
});

/* The legend card, the source line, the scale and place names. */

function legend(data) {
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

/* The card of the selected deposit, in the exported file. */

function card(map, data) {
  const host = document.getElementById("frontlode-card");
  const hide = () => { host.hidden = true; };
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") hide(); });
  map.on("frontlode:select", ({ row }) => {
    const close = element("button", "close", "×");
    close.setAttribute("aria-label", data.close);
    close.addEventListener("click", hide);
    const [head, sections] = data.cards[row.id];
    host.replaceChildren(close, ...cardHead(head), ...sections.flatMap(cardSection));
    host.hidden = false;
    host.scrollTop = 0;
    const beside = isWide(map) ? [host.offsetWidth + 40, 40] : [40, 40];
    map.panInside(row.latlng, { paddingTopLeft: [60, 60], paddingBottomRight: beside });
    host.querySelector("dl").scrollIntoView({ block: "nearest" });
  });
}

function cardHead([name, nameUk, commodities, kind]) {
  const other = element("p", "", nameUk);
  other.lang = "uk";
  const what = element("p", "", element("b", "", commodities), element("br"), kind);
  return [element("h2", "", name), other, what];
}

function cardSection([title, facts]) {
  const list = element("dl");
  for (const [label, value] of facts)
    list.append(element("dt", "", label), element("dd", "", ...linked(value)));
  return [element("h3", "", title), list];
}

/* Web addresses as links that show their host, all else as text. */
const linked = (value) => splitLinks(value).map(({ text, href }) => {
  if (!href) return text;
  const link = element("a", "", text);
  return Object.assign(link, { href, rel: "noopener noreferrer", target: "_blank" });
});

/* Frontlode's map layers, drawn with Leaflet 1.9 and nothing else.
 *
 *   frontlode.base(map, palette)   panes, ground, frame and scale; once per map
 *   frontlode.land(data)           risk zones, occupied land, contact line
 *   frontlode.change(data)         land that changed hands between two fronts
 *   frontlode.oblasts(data)        oblasts tinted by a count, with their numbers
 *   frontlode.deposits(data)       one marker per deposit, its tooltip, its selection
 *   frontlode.legend(data)         legend card, source line, place names
 *   frontlode.rightLand(data), rightDeposits(data), divider(data)
 *                                  a second map right of a line that is moved
 *   frontlode.card(map, data)      card of the selected deposit (exported file)
 *
 * Python sends data and words as JSON. Text enters the page as text nodes only, so that
 * no text of an uploaded file is ever read as HTML. */

window.frontlode = {
  base, land, change, oblasts, legend, card,
  deposits: (data) => new Deposits(data),
  rightLand: (data) => new OnRight(land(data)),
  rightDeposits: (data) => new OnRight(new Deposits(data)),
  divider: (data) => new Divider(data),
};
})();
