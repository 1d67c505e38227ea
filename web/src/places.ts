// Events gathered by place, for the map.

import type { BriefEvent, Kind } from './data';

export interface PlaceCount {
  longitude: number;
  latitude: number;
  country: string | null;
  events: BriefEvent[];
  counts: Record<Kind, number>;
}

/** Places to a tenth of a degree, most events first; events without a point are left out. */
export function gatherPlaces(events: BriefEvent[]): PlaceCount[] {
  const places = new Map<string, PlaceCount>();
  for (const event of events) {
    if (event.latitude === null || event.longitude === null) continue;
    const key = `${event.latitude.toFixed(1)} ${event.longitude.toFixed(1)}`;
    let place = places.get(key);
    if (!place) {
      place = {
        longitude: event.longitude,
        latitude: event.latitude,
        country: event.country,
        events: [],
        counts: { cooperation: 0, conflict: 0, neutral: 0 },
      };
      places.set(key, place);
    }
    place.events.push(event);
    place.counts[event.kind] += 1;
  }
  return [...places.entries()]
    .sort(([a, p], [b, q]) => q.events.length - p.events.length || (a < b ? -1 : 1))
    .map(([, place]) => place);
}

export interface Spotted {
  place: PlaceCount;
  x: number;
  y: number;
}

/**
 * Places nearer than `reach` pixels to a larger one are drawn as one with it: first the largest takes
 * its neighbours, then the next of the rest. A place of several countries has none.
 */
export function clusterPlaces(spotted: Spotted[], reach: number): Spotted[] {
  const clusters: Spotted[] = [];
  for (const { place, x, y } of spotted) {
    const near = clusters.find((c) => Math.hypot(c.x - x, c.y - y) < reach);
    if (!near) {
      clusters.push({
        x,
        y,
        place: { ...place, events: [...place.events], counts: { ...place.counts } },
      });
      continue;
    }
    near.place.events.push(...place.events);
    for (const kind of ['cooperation', 'conflict', 'neutral'] as const)
      near.place.counts[kind] += place.counts[kind];
    if (near.place.country !== place.country) near.place.country = null;
  }
  for (const { place } of clusters)
    place.events.sort((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : a.id < b.id ? -1 : 1));
  return clusters;
}

/** Radius in pixels: area is the number of events, one event has radius `one`. */
export function radius(count: number, one: number): number {
  return one * Math.sqrt(count);
}
