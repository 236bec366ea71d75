/* Part of the deposits layer: the selected deposit, by click, tap or key. */
import { SHAPES } from "./markers.mjs";
import { gapBetween } from "./placing.mjs";
import { placedAt } from "./swipe.mjs";

const TAP_REACH = 22;       // px
const SELECTED_LEVEL = 9000;

export const Selection = {
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
