// Which lane an event belongs to, and where its tick stands in it.
//
// Lanes are pairs of states, directed dyads or theatres. Within a lane, cooperation rises from the
// line and conflict hangs from it; ticks that would overlap in time are stacked, so that a dense
// month is tall and no tick hides another. Stacking is first fit by start, which for intervals on a
// line uses as few levels as the densest instant needs; past `most` levels ticks overlap, and the
// picture says how many do.

import type { BriefData, BriefEvent } from './data';
import { nameOf } from './words';

export type Rows = 'pair' | 'dyad' | 'theatre';

export interface Lane {
  id: string;
  name: string;
  events: BriefEvent[];
}

const alone = '|';

const partyOf = (id: string | null, state: string | null): string => state ?? id ?? '';

/**
 * The lane's key for one event. An act that names no one else (a test, a law) is its state's alone;
 * 'other' where there is no theatre.
 */
export function laneKey(event: BriefEvent, rows: Rows): string {
  if (rows === 'theatre') return event.theatre ?? 'other';
  const source = partyOf(event.source, event.source_state);
  const target = partyOf(event.target, event.target_state);
  if (target === '' || source === target) return `${source}${alone}`;
  if (rows === 'dyad') return `${source}>${target}`;
  return source < target ? `${source}|${target}` : `${target}|${source}`;
}

/**
 * The `most` lanes with most events, in the case's order (watched dyads, theatres) and then by number;
 * the others are put together in one last lane. All events are kept. Lanes depend on all events, not on the
 * filtered ones, so that filtering never moves a lane.
 */
export function makeLanes(data: BriefData, events: BriefEvent[], rows: Rows, most = 14): Lane[] {
  const groups = new Map<string, BriefEvent[]>();
  for (const event of events) {
    const key = laneKey(event, rows);
    const group = groups.get(key);
    if (group) group.push(event);
    else groups.set(key, [event]);
  }
  const order = new Map<string, number>();
  const note = (key: string) => order.has(key) || order.set(key, order.size);
  if (rows === 'theatre') for (const theatre of data.theatres) note(theatre.id);
  else {
    for (const { source, target } of data.case.watched) {
      note(
        rows === 'dyad'
          ? `${source}>${target}`
          : source < target
            ? `${source}|${target}`
            : `${target}|${source}`,
      );
    }
  }
  const keys = [...groups.keys()].filter((key) => key !== 'other');
  const size = (key: string) => groups.get(key)?.length ?? 0;
  const rank = (key: string) => order.get(key) ?? Infinity;
  const bySize = (a: string, b: string) => size(b) - size(a) || (a < b ? -1 : 1);
  keys.sort(bySize);
  const chosen = keys
    .slice(0, most)
    .sort((a, b) => (rank(a) !== rank(b) ? rank(a) - rank(b) : bySize(a, b)));
  const lanes = chosen.map((key) => ({
    id: key,
    name: laneName(data, key, rows),
    events: groups.get(key)!,
  }));
  const rest = [...keys.slice(most), 'other'].flatMap((key) => groups.get(key) ?? []);
  if (rest.length > 0) {
    rest.sort((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : 0));
    const name =
      rows === 'theatre' ? 'No theatre' : rows === 'pair' ? 'All other pairs' : 'All other dyads';
    lanes.push({ id: 'other', name, events: rest });
  }
  return lanes;
}

function laneName(data: BriefData, key: string, rows: Rows): string {
  if (rows === 'theatre') return data.theatres.find((t) => t.id === key)?.name ?? key;
  if (key.endsWith(alone)) return `${nameOf(data, key.slice(0, -1))} alone`;
  if (rows === 'dyad')
    return key
      .split('>')
      .map((id) => nameOf(data, id))
      .join(' → ');
  const codes = key.split('|');
  const watched = data.case.watched.find(
    (w) => codes.includes(w.source) && codes.includes(w.target),
  );
  const [a, b] = watched ? [watched.source, watched.target] : [codes[0]!, codes[1]!];
  return `${nameOf(data, a)} – ${nameOf(data, b)}`;
}

export interface Span {
  x1: number;
  x2: number;
}

/** Level 0, 1, ... for each span (given in order of x1) so that none overlap up to `most` levels. */
export function stack(
  spans: Span[],
  gap: number,
  most: number,
): { levels: number[]; overlapping: number } {
  const ends: number[] = [];
  let overlapping = 0;
  const levels = spans.map(({ x1, x2 }) => {
    let level = ends.findIndex((end) => end + gap <= x1);
    if (level < 0) {
      if (ends.length < most) level = ends.length;
      else {
        level = ends.indexOf(Math.min(...ends));
        overlapping += 1;
      }
    }
    ends[level] = Math.max(ends[level] ?? -Infinity, x2);
    return level;
  });
  return { levels, overlapping };
}
