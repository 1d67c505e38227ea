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

let cached: World | undefined;

export function world(): World {
  if (cached) return cached;
  const topology = JSON.parse(topologyText) as Topology;
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
