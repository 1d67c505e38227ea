// Borders by country, from the topology that the build made (tools/world.mjs).

import type { Feature, FeatureCollection, MultiLineString, MultiPolygon, Polygon } from 'geojson';
import { feature, mesh } from 'topojson-client';
import type { GeometryCollection, Topology } from 'topojson-specification';
import topologyText from 'virtual:world';
import { alphaCode } from './iso';

export interface World {
  countries: Feature<Polygon | MultiPolygon>[];
  borders: MultiLineString;
  /** ISO alpha-3 -> its shape. */
  byCode: Map<string, Feature<Polygon | MultiPolygon>>;
  topology: Topology;
}

const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** An arc's points from its text; tools/world.mjs says how it is packed. */
export function unpack(text: string): [number, number][] {
  const points: [number, number][] = [];
  let [value, scale] = [0, 1];
  let x: number | null = null;
  for (const char of text) {
    const digit = digits.indexOf(char);
    value += (digit % 32) * scale;
    scale *= 32;
    if (digit >= 32) continue;
    const signed = value % 2 === 1 ? -(value + 1) / 2 : value / 2;
    [value, scale] = [0, 1];
    if (x === null) x = signed;
    else {
      points.push([x, signed]);
      x = null;
    }
  }
  return points;
}

let cached: World | undefined;

export function world(): World {
  if (cached) return cached;
  const packed = JSON.parse(topologyText) as Omit<Topology, 'arcs'> & { arcs: string };
  const topology: Topology = { ...packed, arcs: packed.arcs.split(' ').map(unpack) };
  const object = topology.objects.countries as GeometryCollection;
  const { features } = feature(topology, object) as FeatureCollection<Polygon | MultiPolygon>;
  const byCode = new Map<string, Feature<Polygon | MultiPolygon>>();
  for (const country of features) {
    const code = country.id === 'Kosovo' ? 'XKX' : alphaCode(String(country.id));
    if (code !== undefined) byCode.set(code, country);
  }
  cached = {
    countries: features,
    borders: mesh(topology, object, (a, b) => a !== b),
    byCode,
    topology,
  };
  return cached;
}

/** The outline of several countries together, without the borders among them. */
export function outline(codes: string[]): MultiLineString {
  const { topology, byCode } = world();
  const ids = new Set(codes.map((code) => byCode.get(code)?.id));
  return mesh(
    topology,
    topology.objects.countries as GeometryCollection,
    (a, b) => ids.has(a.id) !== ids.has(b.id) || (a === b && ids.has(a.id)),
  );
}
