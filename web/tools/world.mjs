// The borders that the map draws, made small at build time.
//
// Problem: Natural Earth at 1:110 million turns Korea and Japan into blobs, at 1:50 million it is
// 750 KB, and a brief should stay under 1.5 MB. Method: take the 1:50 million topology, drop points
// whose triangle is smaller than a pixel at the scale of a regional map (Visvalingam 1993, by
// topojson-simplify), drop islets that would not be seen, keep ids and names and nothing else, and quantise.
// Shared borders stay shared, since a topology is simplified arc by arc. The arcs, steps of small whole
// numbers, are then packed as text (pack), which is less than half as long as their JSON. Any case, anywhere, can use
// the result. Deterministic: the same input gives the same bytes.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { quantize } from 'topojson-client';
import {
  filter,
  filterAttachedWeight,
  presimplify,
  simplify,
  sphericalRingArea,
  sphericalTriangleArea,
} from 'topojson-simplify';

// Steradians. A square of 10 km a side is 2.5e-6; the map draws about 15 pixels a degree.
const kSmallestTriangle = 2.4e-6;
const kSmallestRing = 6e-6;
const kGrid = 12000;

export function world() {
  const require = createRequire(import.meta.url);
  const source = JSON.parse(
    readFileSync(require.resolve('world-atlas/countries-50m.json'), 'utf8'),
  );
  const countries = source.objects.countries;
  countries.geometries = countries.geometries
    .filter((g) => g.id !== '010') // Antarctica: in no case's frame, and long
    .map((g) => ({
      type: g.type,
      arcs: g.arcs,
      id: g.id ?? g.properties.name,
      properties: { name: g.properties.name },
    }));
  let topology = { ...source, objects: { countries } };
  topology = presimplify(topology, sphericalTriangleArea);
  topology = simplify(topology, kSmallestTriangle);
  topology = filter(topology, filterAttachedWeight(topology, kSmallestRing, sphericalRingArea));
  topology = quantize(topology, kGrid);
  return JSON.stringify({ ...topology, arcs: topology.arcs.map(pack).join(' ') });
}

const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/**
 * An arc as text: its numbers in order, each made positive (0, -1, 1, -2 ... to 0, 1, 2, 3 ...) and cut
 * into groups of five bits, lowest first, a sixth bit saying that more follow. src/world.ts unpacks.
 */
export function pack(arc) {
  let text = '';
  for (const value of arc.flat()) {
    let rest = value < 0 ? -2 * value - 1 : 2 * value;
    for (; rest > 31; rest = Math.floor(rest / 32)) text += digits[(rest % 32) + 32];
    text += digits[rest];
  }
  return text;
}

/** Vite plugin: `import text from 'virtual:world'` gives the topology as one JSON string. */
export function worldPlugin() {
  const name = 'virtual:world';
  return {
    name: 'entente-world',
    resolveId: (id) => (id === name ? `\0${name}` : undefined),
    load: (id) => (id === `\0${name}` ? `export default ${JSON.stringify(world())};` : undefined),
  };
}
