/* Part of the deposits layer: the tooltip of the marker that is pointed at or focused. */
import { element } from "./dom.mjs";
import { depositSentences, groupSentences } from "./sentences.mjs";

export const Tooltip = {
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
