// What is said above and below the map: what its signs mean, and what it could not show.

import type { BriefData } from './data';
import { make } from './dom';
import type { PlaceCount } from './places';
import { countryName } from './tell';
import { count } from './words';

export function tieKey(data: BriefData): Node[] {
  const nodes: Node[] = [];
  if (data.arcs.length > 0)
    nodes.push(
      make(
        'span',
        {},
        'Arcs run from source to target, as wide as their volume; + and − are the stance, grey where its interval holds zero.',
      ),
    );
  if (data.ties.length > 0) {
    const kinds = [...new Set(data.ties.map((t) => t.kind))].join(', ');
    nodes.push(
      make('span', {}, make('span', { class: 'swatch dashes' }), ` standing tie: ${kinds}`),
    );
  }
  return nodes;
}

/** The key's sentence; what sizes mean is left to the figure's own line where it has one. */
export function keyOf(stated: boolean): string {
  const rest =
    'igures beside the larger places count all three; places close together are drawn as one.';
  return stated ? `F${rest}` : `Area is the number of events; f${rest}`;
}

export function noteOf(
  data: BriefData,
  outside: PlaceCount[],
  without: number,
  early: number,
  stated: boolean,
): string {
  const parts: string[] = [];
  const far = new Map<string, number>();
  for (const p of outside) {
    const name = p.country ? countryName(data, p.country) : 'places without a country';
    far.set(name, (far.get(name) ?? 0) + p.events.length);
  }
  const missing = [...far].sort((a, b) => b[1] - a[1]).map(([name, n]) => `${name} ${n}`);
  if (missing.length > 0)
    parts.push(
      `Outside the frame: ${missing.slice(0, 8).join(', ')}${missing.length > 8 ? ' and others' : ''}.`,
    );
  if (without > 0)
    parts.push(
      `${count(without, 'event has', 'events have')} no place and ${without === 1 ? 'is' : 'are'} not drawn.`,
    );
  if (early > 0)
    parts.push(
      `${count(early, 'event lies', 'events lie')} outside the case’s window and ${early === 1 ? 'is' : 'are'} not drawn.`,
    );
  if (!stated)
    parts.push(
      'Borders: Natural Earth, simplified; they say nothing about any claim to territory.',
    );
  return parts.join(' ');
}
