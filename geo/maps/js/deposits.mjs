/* The layer of deposits: what it is made of, and how it comes and goes. */
import { Arrangement } from "./arrangement.mjs";
import { Keyboard } from "./keyboard.mjs";
import { Computed, area } from "./layers.mjs";
import { Selection } from "./selection.mjs";
import { Tooltip } from "./tooltip.mjs";

const CIRCLES_FROM_ZOOM = 9;
const AREA_COLOR = "#4a4640";
const CIRCLE_COLOR = "#3c3a36";

export const Deposits = L.FeatureGroup.extend({
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
