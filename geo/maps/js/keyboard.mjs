/* Part of the deposits layer: one tab stop for all markers; arrow keys walk to the next. */
import { nextTowards } from "./placing.mjs";

const DIRECTIONS = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] };

export const Keyboard = {
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
