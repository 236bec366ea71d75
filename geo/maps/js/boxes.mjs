/* Boxes on the screen in CSS pixels: {left, right, top, bottom}. */

export const boxAt = (at, [x, y], width, height) =>
  ({ left: at.x + x, right: at.x + x + width, top: at.y + y, bottom: at.y + y + height });

/* The box about a marker's shape, as placing.mjs describes it. */
export const boxOf = ({ x, y, h, r }) => ({ left: x - h - r, right: x + h + r, top: y - r, bottom: y + r });

export const areDisjoint = (a, b) =>
  b.left > a.right + 2 || b.right < a.left - 2 || b.top > a.bottom || b.bottom < a.top;

/* Boxes that touch share a pixel, so that none is hidden for nothing. */
const sharedArea = (a, b) => 1 + Math.max(0, Math.min(a.right, b.right) - Math.max(a.left, b.left))
  * Math.max(0, Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top));

/* Return how much of other boxes a box hides. */
export const hiddenArea = (box, others) => others
  .filter((other) => !areDisjoint(box, other)).reduce((sum, other) => sum + sharedArea(box, other), 0);

/* Return the first shift beside a point by which a text hides no other text and least of
 * the markers; undefined if that is more than may be hidden. */
export function freeShift(at, width, height, texts, markers, mostHidden) {
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
