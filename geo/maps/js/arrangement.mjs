/* Part of the deposits layer: which deposits have a marker of their own at this zoom,
 * which share one, and where the markers stand. */
import { GROUP_RADIUS, countByControl, groupImage, groupScaleAt, groupWidth, middleOf, mostOf } from "./groups.mjs";
import { line } from "./layers.mjs";
import { SHAPES, markerImage, radiusAt, scaleAt } from "./markers.mjs";
import { isOnGroundOf } from "./ownGround.mjs";
import { FAR_STEPS, GROUP_STEPS, NEAR_STEPS, UNLED_PX, gridOf, placeAll } from "./placing.mjs";
import { ShiftedMarker } from "./shiftedMarker.mjs";

const MOST_MARKERS = 600;   // more than this in view are gathered by cells first
const GATHER_CELL = 44;     // px
const GROUP_LEVEL = 6000;

export const Arrangement = {
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
