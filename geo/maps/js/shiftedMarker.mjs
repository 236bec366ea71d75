/* A marker that may stand a little beside its place; it reports the true one. */

export const ShiftedMarker = L.Marker.extend({
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
