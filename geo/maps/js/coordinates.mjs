/* Lines as Python sends them, and whether polygons hold a point. */

const STEPS_PER_DEGREE = 1e4;   // as in geo/maps/land.py

/* Return the [lat, lon] in degrees of a line in whole steps: its start, then moves. */
export function decode(line) {
  const points = [];
  let lon = 0, lat = 0;
  for (let i = 0; i < line.length; i += 2) {
    lon += line[i];
    lat += line[i + 1];
    points.push([lat / STEPS_PER_DEGREE, lon / STEPS_PER_DEGREE]);
  }
  return points;
}

export const decodeAll = (lines) => lines.map(decode);

const BAND_DEGREES = 0.05;

/* Return a function that answers whether encoded polygons hold a point in degrees.
 * Edges lie in bands of latitude, so that few are looked at. */
export function areaIndex(polygons) {
  const bands = new Map();
  const band = (lat) => Math.floor(lat / BAND_DEGREES);
  for (const ring of polygons.flat().map(decode))
    ring.forEach((from, i) => {
      const to = ring[(i + 1) % ring.length];
      for (let key = band(Math.min(from[0], to[0])); key <= band(Math.max(from[0], to[0])); key++) {
        if (!bands.has(key)) bands.set(key, []);
        bands.get(key).push([from, to]);
      }
    });
  const crosses = ([[latA, lonA], [latB, lonB]], lat, lng) => (latA > lat) !== (latB > lat)
    && lng < lonA + (lat - latA) / (latB - latA) * (lonB - lonA);
  return ({ lat, lng }) =>
    (bands.get(band(lat)) || []).filter((edge) => crosses(edge, lat, lng)).length % 2 === 1;
}
