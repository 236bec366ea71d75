/* Names of towns, countries and seas. */
import { boxAt, boxOf, freeShift } from "./boxes.mjs";
import { Computed, caption } from "./layers.mjs";
import { BOLD_FONT, font, textWidth } from "./text.mjs";

/* The least zoom at which towns of a rank are named. */
export const NAMES_FROM_ZOOM = { 1: 0, 2: 5.7, 3: 7.2, 4: 8.4 };
const TOWN_FONT = { 1: font("bold 13"), 2: font("12"), 3: font("11.5"), 4: font("11") };
const QUIET_FONT = { country: font("10.5"), sea: font("italic 11.5") };

/* Names in the order of rank. The great towns' names always stand, where they hide
 * the fewest markers; any other only where it hides no marker and no name. */
export function places(language) {
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
