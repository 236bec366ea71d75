/* Frontlode's map layers, drawn with Leaflet 1.9 and nothing else.
 *
 *   frontlode.base(map, palette)   panes, ground, frame and scale; once per map
 *   frontlode.land(data)           risk zones, occupied land, contact line
 *   frontlode.change(data)         land that changed hands between two fronts
 *   frontlode.oblasts(data)        oblasts tinted by a count, with their numbers
 *   frontlode.deposits(data)       one sign per deposit, its tooltip, its selection
 *   frontlode.legend(data)         legend card, source line, place names
 *   frontlode.rightLand(data), rightDeposits(data), divider(data)
 *                                  a second map right of a line that is moved
 *   frontlode.card(map, data)      card of the selected deposit (exported file)
 *
 * Python sends data and words as JSON. Text enters the page as text nodes only, so
 * that nothing a stranger wrote is ever read as HTML. */
"use strict";

window.frontlode = (function () {
  const PANES = {
    ground: 210, zones: 220, occupied: 230, water: 240, front: 250, areas: 260,
    labels: 270, leaders: 590,
  };
  const COUNTRY = [[44.3, 22.1], [52.4, 40.2]];
  const FONT = 'px "Helvetica Neue", Helvetica, Arial, "Liberation Sans", sans-serif';

  /* ---------- small helpers ---------- */

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

  const fill = (template, values) =>
    template.replace(/\{(\w+)\}/g, (_, name) => values[name]);

  /* Lines travel as whole steps of 1/steps degree: start, then moves. */
  function decode(line) {
    const points = [];
    let lon = 0, lat = 0;
    for (let i = 0; i < line.length; i += 2) {
      lon += line[i];
      lat += line[i + 1];
      points.push([lat / STEPS, lon / STEPS]);
    }
    return points;
  }
  const STEPS = 1e4;
  const decodeAll = (lines) => lines.map(decode);

  function area(polygons, pane, color, more) {
    const rings = polygons.map(decodeAll);
    const style = { pane, stroke: false, fillColor: color, fillOpacity: 1 };
    return L.polygon(rings, { interactive: false, ...style, ...more });
  }

  function line(lines, pane, color, weight, more) {
    const style = { pane, color, weight, interactive: false };
    return L.polyline(lines, { ...style, ...more });
  }

  /* A press must not scroll the page around the frame: it would end elsewhere. */
  L.Map.Keyboard.include({
    _onMouseDown() {
      if (!this._focused) this._map.getContainer().focus({ preventScroll: true });
    },
  });

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

  /* Several layers that come and go as one. */
  const Together = L.Layer.extend({
    initialize(parts) { this._parts = parts; },
    onAdd(map) { this._parts.forEach((part) => part.addTo(map)); },
    onRemove() { this._parts.forEach((part) => part.remove()); },
  });

  function caption(latlng, text, className, font, shift) {
    const span = element("span", className, text);
    span.style.font = font;
    span.style.left = shift[0] + "px";
    span.style.top = shift[1] + "px";
    return L.marker(latlng, {
      icon: L.divIcon({ html: span, className: "frontlode-caption", iconSize: null }),
      interactive: false, keyboard: false, pane: "labels",
    });
  }

  /* ---------- ground ---------- */

  function base(map, palette) {
    drawGround(map, palette);
    frame(map, window.FRONTLODE_BASEMAP.frame);
  }

  function drawGround(map, palette) {
    const ground = window.FRONTLODE_BASEMAP;
    map.frontlode = { palette, signs: [], crowds: [], names: [], taken: [], selected: null };
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
      line(ground.ukraine.flatMap(decodeAll).map(close), "water", palette.border, 1.1, join),
    ].forEach((layer) => layer.addTo(map));
  }

  const close = (ring) => [...ring, ring[0]];

  /* Keep the country, or the land that a layer is about, in the frame until the reader drags, zooms or steps the map. */
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
    map.setMaxBounds([[south, west], [north, east]]);
  }

  /* ---------- land ---------- */

  function land(data) {
    const zones = [...data.zones].reverse();
    const front = { lineCap: "round", lineJoin: "round" };
    const parts = [
      ...zones.map((zone) => area(zone.area, "zones", zone.color)),
      ...zones.map((zone) =>
        line(decodeAll(zone.edge), "zones", data.colors.edge, 0.9, { dashArray: "1 3" })),
      area(data.occupied, "occupied", data.colors.occupied, { fillOpacity: 0.85 }),
      line(decodeAll(data.border), "front", data.colors.contact, 1.6, { dashArray: "5 5" }),
      line(decodeAll(data.contact), "front", data.colors.contact, 2.6, front),
      edgeNumbers(zones),
    ];
    return new Together(parts);
  }

  /* Land that changed hands lies over the lines and keeps a stroke, so that a strip of
   * it shows from afar. */
  function change(data) {
    const { colors } = data;
    const changed = (land, color) => area(land, "areas", color,
      { stroke: true, color, weight: 1.6, lineJoin: "round", fillOpacity: 0.9 });
    const all = new Together([
      area(data.occupied, "occupied", colors.occupied, { fillOpacity: 0.85 }),
      changed(data.newly_occupied, colors.newly_occupied),
      changed(data.freed, colors.freed),
      line(decodeAll(data.before), "front", colors.before, 1.3, { dashArray: "4 4" }),
      line(decodeAll(data.contact), "front", colors.contact, 2, { lineCap: "round", lineJoin: "round" }),
      areaNumbers(data.numbers),
    ]);
    const [west, south, east, north] = data.view || [];
    all.beforeAdd = (map) => map.frontlode.goHome(data.view && [[south, west], [north, east]]);
    return all;
  }

  /* The largest parts carry their areas, as many as have room. */
  function areaNumbers(numbers) {
    return new Computed("zoomend frontlode:arranged", (map) => {
      const taken = [...map.frontlode.taken];
      return numbers.flatMap(({ at: [lon, lat], text }) => {
        const width = measure(text, NUMBER_FONT), shift = [9, -7];
        const here = box(map.project([lat, lon]), shift, width, 14);
        if (!taken.every((other) => apart(here, other))) return [];
        taken.push(here);
        return [caption([lat, lon], text, "change", NUMBER_FONT, shift)];
      });
    });
  }

  /* On zoom, each zone's edge carries its number, a hand's breadth apart. */
  function edgeNumbers(zones) {
    const edges = zones.flatMap((zone) =>
      zone.edge.map((path) => ({ text: zone.text, path: decode(path) })));
    return new Computed("moveend frontlode:arranged", (map) => {
      if (map.getZoom() < 7) return [];
      const bounds = map.getBounds(), captions = [];
      const taken = [...map.frontlode.taken, ...map.frontlode.signs.map(around)];
      for (const { text, path } of edges) {
        let since = 160, before = null;
        for (const latlng of path) {
          const point = map.project(latlng);
          if (before) since += point.distanceTo(before);
          before = point;
          if (since < 320 || !bounds.contains(latlng)) continue;
          const here = box(point, [-20, -8], 40, 16);
          if (!taken.every((other) => apart(here, other))) continue;
          since = 0;
          taken.push(here);
          captions.push(caption(latlng, text, "edge", "11" + FONT, [0, 0]));
        }
      }
      return captions;
    });
  }

  /* Oblasts tinted by a count; the number itself stands in each that has one. */
  function oblasts(data) {
    const tinted = data.oblasts.filter((one) => one.color && one.area.length);
    const towns = (map, shown) => map.getContainer().classList.toggle("no-towns", !shown);
    const numbers = new Computed("zoomend", (map) => data.oblasts.flatMap(({ at: [lon, lat], name, text }) => [
      caption([lat, lon], text, "reach", REACH_FONT, [0, -13]),
      ...(map.getZoom() < FROM_ZOOM[2] ? [] : [caption([lat, lon], name, "reach-of", "11" + FONT, [0, 2])]),
    ]));
    const all = new Together([...tinted.map((one) => area(one.area, "zones", one.color)), numbers]);
    all.on("remove", () => towns(all._map, true));
    all.beforeAdd = (map) => towns(map, false);
    return all;
  }

  /* ---------- signs ---------- */

  /* Radii in CSS pixels at country zoom, by what the terms say. */
  const RADIUS = {
    covered: { halo: 9.6, ring: 7.1, core: 4.9 },
    unclear: { halo: 8.2, ring: 6.7, core: 4.5 },
    none: { halo: 5.2, ring: 0, core: 4.1 },
  };

  /* One deposit's sign: core tells the risk, ring tells the terms. */
  function sign(palette, core, ring, us) {
    const radius = RADIUS[ring];
    const box = [-radius.halo, -radius.halo, 2 * radius.halo, 2 * radius.halo];
    const image = svg("svg", { viewBox: box.join(" "), "aria-hidden": "true" });
    const circle = (r, attributes) => svg("circle", { r, fill: "none", ...attributes });
    image.append(circle(radius.halo, { class: "halo", fill: "#fff" }));
    image.append(...rings(palette, ring, us, circle));
    image.append(circle(radius.core, { fill: palette.core[core] }));
    image.append(...mark(palette, core, radius.core));
    return image;
  }

  function rings(palette, ring, us, circle) {
    const r = RADIUS[ring].ring;
    if (ring === "none") return [];
    if (ring === "unclear") {
      const dashes = { class: "terms", stroke: palette.unclear, pathLength: 60 };
      return [circle(r, { ...dashes, "stroke-width": 1.3, "stroke-dasharray": "3 2" })];
    }
    const width = { class: "terms", "stroke-width": 2.7 };
    const gold = circle(r, { ...width, stroke: palette.covered });
    if (!us) return [gold];
    const share = { pathLength: 100, "stroke-dasharray": `${us} 100` };
    const arc = circle(r, { ...width, stroke: palette.us, ...share });
    arc.setAttribute("transform", "rotate(-90)");
    return [gold, arc];
  }

  function mark(palette, core, r) {
    if (core === "occupied") {
      const a = r * 0.48;
      const d = `M${-a} ${-a}L${a} ${a}M${-a} ${a}L${a} ${-a}`;
      return [svg("path", { d, stroke: "#fff", "stroke-width": r * 0.3, "stroke-linecap": "round" })];
    }
    if (core === "contested")
      return [svg("path", { d: `M0 ${-r}A${r} ${r} 0 0 1 0 ${r}Z`, fill: palette.core.near })];
    if (core === "far") return [svg("circle", { r: r * 0.36, fill: "#fff" })];
    return [];
  }

  /* ---------- deposits ---------- */

  const MOST_SIGNS = 600;     // more than this in view are gathered
  const GATHER_CELL = 44;     // px
  const TAP_REACH = 22;       // px
  const CIRCLES_FROM_ZOOM = 9;

  const scaleAt = (zoom) => Math.min(1.7, Math.max(0.56, 1 + 0.3 * (zoom - 6.2)));

  /* Push overlapping circles apart, each held near its true place, and off the fixed
   * ones. Same input, same result: ties are broken by the order of the circles. */
  function spread(circles, fixed) {
    const gap = 0.6;
    const cell = 2 * Math.max(...circles.map((c) => c.r), 8) + gap;
    const moved = circles.map((c, i) => ({
      x: c.x + 0.01 * Math.cos(2.4 * i), y: c.y + 0.01 * Math.sin(2.4 * i), r: c.r, weight: c.r,
    }));
    const all = [...moved, ...fixed.map((f) => ({ ...f, weight: 1e6 }))];
    for (let round = 0; round < 90; round++) {
      if (round < 50) moved.forEach((m, i) => {
        m.x += 0.06 * (circles[i].x - m.x);
        m.y += 0.06 * (circles[i].y - m.y);
      });
      eachClosePair(all, cell, (a, b) => {
        const dx = b.x - a.x, dy = b.y - a.y;
        const distance = Math.hypot(dx, dy) || 1e-6;
        const push = (a.r + b.r + gap - distance) / distance;
        if (push <= 0) return;
        const share = b.weight / (a.weight + b.weight);
        a.x -= dx * push * share; a.y -= dy * push * share;
        b.x += dx * push * (1 - share); b.y += dy * push * (1 - share);
      });
    }
    return moved.map((m, i) => L.point(m.x - circles[i].x, m.y - circles[i].y));
  }

  function cells(points, size) {
    const grid = new Map();
    points.forEach((point, i) => {
      const key = Math.floor(point.x / size) + 1e5 * Math.floor(point.y / size);
      if (!grid.has(key)) grid.set(key, []);
      grid.get(key).push(i);
    });
    return grid;
  }

  function eachClosePair(points, size, visit) {
    const grid = cells(points, size);
    for (const [key, members] of grid)
      for (const step of [0, 1, 1e5 - 1, 1e5, 1e5 + 1])
        for (const j of grid.get(key + step) || [])
          for (const i of members) if (step || i < j) visit(points[i], points[j]);
  }

  /* A marker that may stand a little beside its place; it reports the true one. */
  const Sign = L.Marker.extend({
    shift: L.point(0, 0),
    _setPos(position) {
      L.Marker.prototype._setPos.call(this, position.add(this.shift));
    },
    /* A level must be whole to count, and a shifted place is not. */
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

  const Deposits = L.FeatureGroup.extend({
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
      this.signs = new Map();
      this.gathered = L.layerGroup();
      this.leaders = L.layerGroup();
      this.areas = L.layerGroup(this.rows.filter((row) => row.area).map((row) =>
        area(row.area, "areas", "#4a4640", { stroke: true, color: "#4a4640", weight: 1, fillOpacity: 0.12 })));
      this.circles = new Computed("moveend", () => this.uncertainty());
      this.tip = L.tooltip({ className: "frontlode-tip", opacity: 1, direction: "auto" });
    },

    onAdd(map) {
      map.frontlode.deposits = this;
      this.extras = [this.areas, this.gathered, this.leaders, this.circles];
      this.arrange();
      this.extras.forEach((part) => part.addTo(map));
      map.on({ zoomend: this.arrange, moveend: this.follow, click: this.tap, zoomstart: this.untip, resize: this.untip }, this);
      this.on({ click: this.choose, mouseover: this.hover, mouseout: this.untip }, this);
      L.DomEvent.on(map.getPane("markerPane"), this.domEvents(), this);
      const before = map.frontlode.selected;
      this.select(this.selected);
      const row = this.rows.find((one) => one.id === this.selected);
      if (row && before !== this.selected && !map.getBounds().contains(row.latlng)) map.panTo(row.latlng);
      this.focusOn(map.frontlode.focused);
    },

    onRemove(map) {
      const focused = this.of(document.activeElement);
      map.frontlode.focused = focused && focused.row.id;
      L.DomEvent.off(map.getPane("markerPane"), this.domEvents(), this);
      map.off({ zoomend: this.arrange, moveend: this.follow, click: this.tap, zoomstart: this.untip, resize: this.untip }, this);
      this.off();
      this.untip();
      this.extras.forEach((part) => part.remove());
      this.clearLayers();
      map.frontlode.signs = [];
    },

    domEvents() {
      return { focusin: this.onFocus, focusout: this.untip, keydown: this.onKey };
    },

    /* Place every sign for this zoom; a crowd too large for signs is gathered. */
    arrange() {
      const map = this._map, scale = scaleAt(map.getZoom());
      map.getContainer().style.setProperty("--sign-scale", scale);
      const few = this.rows.length <= MOST_SIGNS;
      const view = map.getBounds().pad(0.2);
      const seen = few ? this.rows : this.rows.filter((row) => view.contains(row.latlng));
      const circles = seen.map((row) => {
        const point = map.project(row.latlng);
        return { x: point.x, y: point.y, r: RADIUS[row.ring].halo * scale - 0.8, row };
      });
      this.gathered.clearLayers();
      this.leaders.clearLayers();
      map.frontlode.crowds = [];
      const crowded = seen.length > MOST_SIGNS;
      const single = crowded ? this.gather(circles) : circles;
      const shifts = crowded ? single.map(() => L.point(0, 0)) : spread(single, map.frontlode.names);
      this.place(single, shifts);
      map.frontlode.signs = single.map((c, i) =>
        ({ x: c.x + shifts[i].x, y: c.y + shifts[i].y, r: c.r, row: c.row }));
      map.fire("frontlode:arranged");
    },

    follow() {
      if (this.rows.length > MOST_SIGNS) this.arrange();
    },

    place(circles, shifts) {
      const wanted = new Set(circles.map((c) => c.row.id));
      for (const [id, marker] of this.signs) if (!wanted.has(id)) this.removeLayer(marker);
      circles.forEach((circle, i) => {
        const marker = this.signFor(circle.row);
        marker.shift = shifts[i];
        if (this.hasLayer(marker)) marker.update();
        else this.show(marker);
        const far = Math.hypot(shifts[i].x, shifts[i].y);
        if (far > Math.max(5, 0.8 * circle.r)) this.lead(circle, shifts[i]);
      });
    },

    lead(circle, shift) {
      const end = this._map.unproject(L.point(circle.x, circle.y).add(shift));
      const color = this._map.frontlode.palette.leader;
      this.leaders.addLayer(line([circle.row.latlng, end], "leaders", color, 0.8));
      this.leaders.addLayer(L.circleMarker(circle.row.latlng,
        { pane: "leaders", radius: 1.3, stroke: false, fillOpacity: 1, fillColor: color, interactive: false }));
    },

    signFor(row) {
      if (!this.signs.has(row.id)) {
        const image = sign(this._map.frontlode.palette, row.core, row.ring, row.us);
        const icon = L.divIcon({ html: image, className: "frontlode-sign " + row.ring, iconSize: null });
        const marker = new Sign(row.latlng, { icon, riseOnHover: true, keyboard: false, zIndexOffset: this.level(row) });
        marker.row = row;
        this.signs.set(row.id, marker);
      }
      return this.signs.get(row.id);
    },

    level: (row) => ({ covered: 4000, unclear: 2000, none: 0 })[row.ring],

    show(marker) {
      this.addLayer(marker);
      const node = marker.getElement();
      node.dataset.id = marker.row.id;
      node.setAttribute("role", "button");
      node.setAttribute("aria-label", this.sentences(marker.row).join(". "));
      node.tabIndex = marker.row === this.rows[0] ? 0 : -1;
      node.classList.toggle("selected", marker.row.id === this._map.frontlode.selected);
    },

    /* Gather cells of several deposits into one counted ring; return the loners. */
    gather(circles) {
      const single = [];
      for (const members of cells(circles, GATHER_CELL).values()) {
        const rows = members.map((i) => circles[i].row);
        if (rows.length === 1) single.push(circles[members[0]]);
        else this.gathered.addLayer(this.crowd(rows));
      }
      this._map.frontlode.crowds = this.gathered.getLayers().map((marker) =>
        ({ ...this._map.project(marker.getLatLng()), r: 15 }));
      return single;
    },

    crowd(rows) {
      const bounds = L.latLngBounds(rows.map((row) => row.latlng));
      const image = crowdSign(this._map.frontlode.palette, rows);
      const icon = L.divIcon({ html: image, className: "frontlode-crowd", iconSize: null });
      const marker = L.marker(bounds.getCenter(), { icon, title: fill(this.words.crowd, { count: rows.length }) });
      return marker.on("click", () => this._map.fitBounds(bounds, { maxZoom: this._map.getZoom() + 2.5 }));
    },

    /* Uncertainty of place: for the selected deposit, and for all when near. */
    uncertainty() {
      const map = this._map, view = map.getBounds();
      const near = map.getZoom() >= CIRCLES_FROM_ZOOM;
      const lone = new Set(map.frontlode.signs.map((one) => one.row));
      const selected = (row) => row.id === map.frontlode.selected;
      return this.rows
        .filter((row) => selected(row) || (near && lone.has(row) && view.contains(row.latlng)))
        .map((row) => {
          const chosen = selected(row);
          return L.circle(row.latlng, {
            pane: "areas", interactive: false, radius: 1000 * row.place_km, color: "#3c3a36",
            weight: chosen ? 1.4 : 0.7, dashArray: chosen ? null : "2 3", fill: chosen, fillOpacity: 0.08,
          });
        });
    },

    /* Selection, by click, tap, key or from outside. */
    select(id) {
      const map = this._map;
      for (const one of [map.frontlode.selected, id]) {
        const marker = this.signs.get(one);
        if (!marker || !marker.getElement()) continue;
        marker.getElement().classList.toggle("selected", one === id);
        marker.setZIndexOffset(one === id ? 9000 : this.level(marker.row));
      }
      map.frontlode.selected = id;
      if (map.hasLayer(this.circles)) this.circles.redraw();
    },

    choose(event) {
      this.select(event.layer.row.id);
      this._map.fire("frontlode:select", { row: event.layer.row });
    },

    tap(event) {
      if (event.originalEvent && event.originalEvent.target.closest(".frontlode-right .frontlode-sign")) return;
      const point = this._map.project(event.latlng);
      let best = null, reach = TAP_REACH;
      for (const one of signsAt(this._map, event.containerPoint)) {
        const distance = Math.hypot(one.x - point.x, one.y - point.y) - one.r;
        if (distance < reach) { best = one; reach = distance; }
      }
      if (best) this.press(this.signs.get(best.row.id));
    },

    press(marker) {
      marker.fire("click", { latlng: marker.getLatLng() }, true);
    },

    /* One tab stop for all signs; arrows walk to the next sign that way. */
    of(node) {
      const icon = node && node.closest && node.closest(".frontlode-sign");
      return icon && this.signs.get(icon.dataset.id);
    },

    focusOn(id) {
      const marker = this.signs.get(id);
      if (marker && marker.getElement()) marker.getElement().focus({ preventScroll: true });
    },

    onFocus(event) {
      const marker = this.of(event.target);
      if (!marker) return;
      for (const one of this.signs.values()) if (one.getElement()) one.getElement().tabIndex = -1;
      marker.getElement().tabIndex = 0;
      this.showTip(marker);
    },

    onKey(event) {
      const marker = this.of(event.target);
      const way = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] }[event.key];
      if (!marker || !(way || event.key === "Enter" || event.key === " ")) return;
      L.DomEvent.stop(event);
      if (way) this.walk(marker, way);
      else this.press(marker);
    },

    walk(marker, [x, y]) {
      const here = this._map.frontlode.signs.find((one) => one.row === marker.row);
      let next = null, least = Infinity;
      for (const one of this._map.frontlode.signs) {
        const ahead = (one.x - here.x) * x + (one.y - here.y) * y;
        const aside = Math.abs((one.x - here.x) * y) + Math.abs((one.y - here.y) * x);
        if (ahead > 0.5 && ahead + 2 * aside < least) { next = one; least = ahead + 2 * aside; }
      }
      if (next) this.focusOn(next.row.id);
    },

    /* What is said of a deposit, in the order of importance. */
    sentences(row) {
      const words = this.words;
      const km = (value) => value.toLocaleString(words.language, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
      const distance = row.km === null ? words.no_distance
        : fill(words.distance[row.control], { km: km(row.km), uncertainty: km(row.uncertainty_km) });
      const band = row.control === "free" ? fill(row.firm ? words.firm : words.not_firm, row) : "";
      const share = row.ring === "covered" && row.us !== null ? fill(words.us, row) : "";
      return [row.name, row.commodity, distance, band, words.ring[row.ring] + share].filter(Boolean);
    },

    /* A press opens the card, which makes the map narrower and another sign slide under
     * a pointer that rests: that sign was not pointed at. */
    hover({ layer, originalEvent: { screenX, screenY } }) {
      const { pressed } = this._map.frontlode;
      if (pressed && Math.hypot(screenX - pressed.x, screenY - pressed.y) < 4) return;
      this.showTip(layer);
    },

    showTip(marker) {
      if (!marker.row) return;
      const [name, ...rest] = this.sentences(marker.row);
      const node = element("div", "", element("b", "", name), ...rest.map((text) => element("div", "", text)));
      const map = this._map;
      const at = map.unproject(map.project(marker.getLatLng()).add(marker.shift));
      this.tip.options.offset = [RADIUS[marker.row.ring].halo * scaleAt(map.getZoom()), 0];
      this.tip.setContent(node).setLatLng(at).addTo(map.frontlode.beside || map);
    },

    untip() { this.tip.remove(); },
  });

  /* A ring of the crowd's risks around their number. */
  function crowdSign(palette, rows) {
    const r = 10 + 2.5 * Math.log10(rows.length);
    const image = svg("svg", { viewBox: `${-r - 2} ${-r - 2} ${2 * r + 4} ${2 * r + 4}`, width: 2 * r + 4 });
    image.append(svg("circle", { r: r + 2, fill: "#fff" }));
    let turn = -90;
    for (const core in palette.core) {
      const share = rows.filter((row) => row.core === core).length / rows.length;
      if (!share) continue;
      image.append(svg("circle", {
        r: r - 1.5, fill: "none", stroke: palette.core[core], "stroke-width": 4, pathLength: 100,
        "stroke-dasharray": `${100 * share} 100`, transform: `rotate(${turn})`,
      }));
      turn += 360 * share;
    }
    image.append(svg("text", { "text-anchor": "middle", dy: "0.36em" }, String(rows.length)));
    return image;
  }

  /* ---------- place names ---------- */

  const FROM_ZOOM = { 1: 0, 2: 5.7, 3: 7.2, 4: 8.4 };
  const NAME_FONT = { 1: "bold 13" + FONT, 2: "12" + FONT, 3: "11.5" + FONT, 4: "11" + FONT, 5: "bold 11" + FONT };
  const REACH_FONT = "bold 13" + FONT;
  const NUMBER_FONT = "bold 12" + FONT;
  const QUIET_FONT = { country: "10.5" + FONT, sea: "italic 11.5" + FONT };

  const measure = (function () {
    const context = document.createElement("canvas").getContext("2d");
    return (text, font) => {
      context.font = font;
      return context.measureText(text).width;
    };
  })();

  /* Names in the order of rank. The great towns' names stand, and signs make way for
   * them; any other stands where it hides the fewest signs and no name. */
  function places(language) {
    const field = language === "uk" ? "name_uk" : "name";
    return new Computed("zoomend frontlode:arranged", (map) => {
      const taken = [], captions = [], state = map.frontlode, far = map.getZoom() < FROM_ZOOM[2];
      state.names = [];
      state.taken = taken;
      for (const place of window.FRONTLODE_BASEMAP.places) {
        const town = place.kind === "town";
        if (town ? map.getZoom() < FROM_ZOOM[place.rank] : map.getZoom() > 8) continue;
        const text = town ? place[field] : place[field].toUpperCase();
        const font = town ? NAME_FONT[far ? 5 : place.rank] : QUIET_FONT[place.kind];
        const width = measure(text, font) * (town ? 1 : 1.25), height = 13;
        const latlng = L.latLng(place.lat, place.lon), at = map.project(latlng);
        const stands = place.rank === 1 && !far;
        const signs = stands ? [] : [...state.signs, ...state.crowds];
        const shift = town ? freeSide(at, width, height, taken, signs) : [-width / 2, -7];
        if (!shift) continue;
        if (stands) state.names.push(...beads(at, shift, width));
        taken.push(box(at, shift, width, height));
        captions.push(caption(latlng, text, town ? `town rank-${place.rank}` : place.kind, font, shift));
        if (town) captions.push(caption(latlng, "", "dot", "0" + FONT, [-2, -2]));
      }
      return captions;
    });
  }

  /* A name as a row of small circles, for signs to make way. */
  function beads(at, [x, y], width) {
    const row = [];
    for (let along = 4; along < width; along += 8)
      row.push({ x: at.x + x + along, y: at.y + y + 6.5, r: 6 });
    return row;
  }

  const box = (at, [x, y], width, height) =>
    ({ left: at.x + x, right: at.x + x + width, top: at.y + y, bottom: at.y + y + height });
  const around = ({ x, y, r }) => ({ left: x - r, right: x + r, top: y - r, bottom: y + r });
  const apart = (a, b) =>
    b.left > a.right + 2 || b.right < a.left - 2 || b.top > a.bottom || b.bottom < a.top;

  /* The first place beside a town that hides no name and no sign, or none. */
  function freeSide(at, width, height, taken, signs) {
    const middle = -height / 2, centre = -width / 2;
    const sides = [
      [5, middle], [-5 - width, middle], [centre, -height - 4], [centre, 4],
      [4, -height - 1], [4, 1], [-4 - width, -height - 1], [-4 - width, 1],
      [12, middle], [-12 - width, middle], [centre, -height - 10], [centre, 10],
    ];
    return sides.find((side) => {
      const here = box(at, side, width, height);
      return taken.every((other) => apart(here, other)) && signs.every((one) => apart(here, around(one)));
    });
  }

  /* ---------- two maps and a line between ---------- */

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
   * press but on its signs, and goes where the first goes. */
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
    right.frontlode.beside = map;
    map.frontlode.right = right;
    map.on("move", () => follow(map));
    map.on("zoomanim", ({ center, zoom }) => right.setView(center, zoom, { animate: false }));
    map.on("resize", () => refit(map));
    right.on("frontlode:select", ({ row }) => {
      const same = map.frontlode.deposits && map.frontlode.deposits.signs.get(row.id);
      if (same) map.frontlode.deposits.press(same);
    });
    return right;
  }

  /* The signs of the half in which a point lies. */
  function signsAt(map, point) {
    const { right, divided, signs } = map.frontlode;
    const onRight = map.getContainer().classList.contains("swiped") && point.x > divided * map.getSize().x;
    return onRight ? right.frontlode.signs : signs;
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
        ...this._data.titles.map(([day, name]) => element("span", "", element("b", "", day), element("br"), name)));
      this._handle.tabIndex = 0;
      this._handle.setAttribute("role", "slider");
      this._handle.setAttribute("aria-label", this._data.label);
      L.DomEvent.disableClickPropagation(this._handle);
      this._handle.addEventListener("pointerdown", (event) => this._handle.setPointerCapture(event.pointerId));
      this._handle.addEventListener("pointermove", (event) => {
        if (!this._handle.hasPointerCapture(event.pointerId)) return;
        const box = container.getBoundingClientRect();
        this.put(map, (event.clientX - box.left) / box.width);
      });
      this._handle.addEventListener("keydown", (event) => {
        const step = { ArrowLeft: -0.02, ArrowRight: 0.02 }[event.key];
        if (!step) return;
        L.DomEvent.stop(event);
        this.put(map, state.divided + step);
      });
      container.append(this._handle);
      container.classList.add("swiped");
      this._follow = () => this.put(map, state.divided || 0.5);
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
      for (const pane of clipped(map)) pane.style.clipPath = "";
    },

    /* Panes have no size and move with the map, so the cut is told in their steps. */
    put(map, share) {
      const size = map.getSize();
      const divided = Math.min(0.97, Math.max(0.03, share));
      map.frontlode.divided = divided;
      this._handle.style.left = 100 * divided + "%";
      this._handle.setAttribute("aria-valuenow", Math.round(100 * divided));
      const from = map.containerPointToLayerPoint([0, 0]);
      const to = map.containerPointToLayerPoint([divided * size.x, size.y]);
      const corners = [[from.x, from.y], [to.x, from.y], [to.x, to.y], [from.x, to.y]];
      const shape = `polygon(${corners.map(([x, y]) => `${x}px ${y}px`).join(",")})`;
      for (const pane of clipped(map)) pane.style.clipPath = shape;
      rightOf(map).getContainer().style.clipPath = `inset(0 0 0 ${100 * divided}%)`;
    },
  });

  /* All panes but those of tooltips, which may reach across the line. */
  function clipped(map) {
    const whole = new Set(["mapPane", "tooltipPane", "popupPane"]);
    return Object.entries(map.getPanes()).filter(([name]) => !whole.has(name)).map(([, pane]) => pane);
  }

  /* ---------- legend and source line ---------- */

  function legend(data) {
    const card = new L.Control();
    card.onAdd = (map) => legendCard(map, data);
    const source = new L.Control({ position: "bottomright" });
    source.onAdd = () => element("div", "frontlode-source", data.source);
    const scale = L.control.scale({ imperial: false, position: "bottomright" });
    const all = new Together([card, source, scale, places(data.language)]);
    all.beforeAdd = (map) => card.setPosition(isWide(map) ? "bottomleft" : "topright");
    return all;
  }

  const isWide = (map) => map.getContainer().clientWidth > 600;
  const hasRoom = (map) => map.getContainer().clientWidth > 760; // as in frontlode.css

  /* On a map without room the card is a button until it is asked for. */
  function legendCard(map, data) {
    const state = map.frontlode;
    const button = element("summary", "", data.title);
    const details = element("details", "frontlode-legend", button);
    const open = () => { details.open = hasRoom(map) || Boolean(state.legendOpen); };
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
    if (row.core) {
      const image = sign(palette, row.core, row.ring, row.us);
      image.setAttribute("width", 2 * RADIUS[row.ring].halo);
      return image;
    }
    const image = svg("svg", { width: 26, height: 12 });
    const bar = (x, width, color) => svg("rect", { x, width, height: 12, fill: color });
    (row.tints || []).forEach((tint, i, all) => image.append(bar((26 / all.length) * i, 26 / all.length, tint)));
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

  /* ---------- card of the exported file ---------- */

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
  function linked(text) {
    return text.split(/(https?:\/\/[^\s;,()<>"']+)/).map((piece, i) => {
      if (i % 2 === 0) return piece;
      const link = element("a", "", piece.split("/")[2]);
      link.href = piece.replace(/\.+$/, "");
      link.rel = "noopener noreferrer";
      link.target = "_blank";
      return link;
    });
  }

  return {
    base, land, change, oblasts, legend, card,
    deposits: (data) => new Deposits(data),
    rightLand: (data) => new OnRight(land(data)),
    rightDeposits: (data) => new OnRight(new Deposits(data)),
    divider: (data) => new Divider(data),
  };
})();
