// Where the names of countries and theatres stand on the map.

import { geoCentroid, geoPath, type GeoProjection } from 'd3-geo';
import type { Feature, MultiPolygon, Polygon } from 'geojson';
import { textBox, type Place } from './labels';
import type { Owners } from './owners';

export interface Wanted {
  text: string;
  /** Index of the country named; null for a theatre. */
  own: number | null;
  /** Indices of a theatre's countries; its name keeps off all others. */
  members?: Set<number>;
  at: [number, number];
  width: number;
}

/** A country's name that is not centred over it still covers this many of nine points of it. */
const leastCovered = 3;

/**
 * Where a name may stand, best first. A country's is centred over the country or, at worse, runs from it
 * over the sea, never over another country; where neither fits it has no name, since a name at sea reads
 * as the sea's. A theatre's stands at sea near its middle or, failing that, over its middle.
 */
export function namePlaces(name: Wanted, owners: Owners): Place[] {
  const height = 16;
  // A theatre's name goes no farther from its middle than the picture's scale allows.
  const theatreReach = Math.min(150, owners.width * 0.15);
  const [far, deep] =
    name.own === null
      ? [theatreReach, theatreReach * 0.65]
      : [Math.max(60, name.width / 2 + 12), 42];
  const reach = name.width / 2;
  const scored: { place: Place; cost: number }[] = [];
  for (let dx = -far; dx <= far; dx += far / 10) {
    for (let dy = -deep; dy <= deep; dy += 7) {
      const [x, y] = [name.at[0] + dx, name.at[1] + dy];
      const place: Place = {
        x,
        y,
        anchor: 'middle',
        boxes: [textBox(x, y, 'middle', name.width + 6, height)],
      };
      const distance = Math.hypot(dx, dy);
      const under = [-1, -0.75, -0.5, -0.25, 0, 0.25, 0.5, 0.75, 1].map((part) =>
        owners.at(x + part * reach, y),
      );
      const land = under.filter((owner) => owner >= 0).length;
      if (name.own === null) {
        const strange = under.filter((owner) => owner >= 0 && !name.members?.has(owner)).length;
        if (strange <= 2) scored.push({ place, cost: distance + 60 * land });
        continue;
      }
      const covered = under.filter((owner) => owner === name.own).length;
      const foreign = land - covered;
      if (owners.at(x, y) === name.own) scored.push({ place, cost: distance + 20 * foreign });
      else if (covered >= leastCovered && foreign === 0)
        scored.push({ place, cost: 200 + distance });
    }
  }
  return scored.sort((a, b) => a.cost - b.cost).map((s) => s.place);
}

/** Mean of the projected points of these shapes' largest part that lie in the frame. */
export function middleOf(
  shapes: Feature<Polygon | MultiPolygon>[],
  projection: GeoProjection,
  width: number,
  height: number,
): [number, number] {
  let best: { area: number; at: [number, number] } | null = null;
  const path = geoPath(projection);
  for (const shape of shapes) {
    const parts =
      shape.geometry.type === 'Polygon' ? [shape.geometry.coordinates] : shape.geometry.coordinates;
    for (const coordinates of parts) {
      const part: Polygon = { type: 'Polygon', coordinates };
      const area = path.area(part);
      if (best && area <= best.area) continue;
      const centre = projection(geoCentroid(part));
      const points = coordinates[0]!
        .map((c) => projection(c as [number, number]))
        .filter((p) => p !== null && p[0] >= 0 && p[0] <= width && p[1] >= 0 && p[1] <= height);
      if (points.length === 0) continue;
      const inside =
        centre &&
        centre[0] > 20 &&
        centre[0] < width - 20 &&
        centre[1] > 10 &&
        centre[1] < height - 10;
      const mean = (i: 0 | 1) => points.reduce((sum, p) => sum + p![i], 0) / points.length;
      best = { area, at: inside ? centre : [mean(0), mean(1)] };
    }
  }
  return best ? best.at : [NaN, NaN];
}
