/* Where markers stand, so that none covers another and each is on its own ground.
 *
 * An item is {x, y, h, r}: a capsule, which is a circle of radius r drawn out by h to
 * the left and to the right, in CSS pixels; with the `steps` that it may be moved by,
 * its `rank`, its `control` (null if several), whether it should stand `alone`, and
 * `with(other)`, which returns both as one item. */

export const UNLED_PX = 8;  // a marker moved farther than this has a leader

const circleOf = (radius, count) => Array.from({ length: count }, (_, i) => ({
  x: radius * Math.cos(2 * Math.PI * i / count),
  y: radius * Math.sin(2 * Math.PI * i / count),
}));
const STAY = { x: 0, y: 0 };

/* Steps aside, nearest first: as far as needs no leader, and as far as a leader goes. */
export const NEAR_STEPS = [STAY, ...[2.5, 5, UNLED_PX].flatMap((radius) => circleOf(radius, 16))];
const farSteps = (radii) => [...NEAR_STEPS, ...radii.flatMap((radius) => circleOf(radius, 24))];
export const GROUP_STEPS = farSteps([12, 16]);
export const FAR_STEPS = farSteps([14, 20, 28, 36, 46, 58]);

/* Return the pixels between the edges of two capsules, negative where they overlap. */
export const gapBetween = (a, b) =>
  Math.hypot(Math.max(0, Math.abs(a.x - b.x) - a.h - b.h), a.y - b.y) - a.r - b.r;

/* Give each item a `shift` to a spot that no other takes; who finds none joins the
 * nearest, of its own control if it can be, until all stand. Return the items that
 * stand. The same input gives the same map. */
export function placeAll(items, isOnGround) {
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
export function gridOf(size) {
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
export function nextTowards(placed, here, [x, y]) {
  let next = null, least = Infinity;
  for (const one of placed) {
    const ahead = (one.x - here.x) * x + (one.y - here.y) * y;
    const aside = Math.abs((one.x - here.x) * y) + Math.abs((one.y - here.y) * x);
    if (ahead > 0.5 && ahead + 2 * aside < least) { next = one; least = ahead + 2 * aside; }
  }
  return next;
}
