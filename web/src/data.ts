// What the brief's page hands to the charts: the JSON block `brief-data`.
//
// The page is written by the C++ module `report`; this file is the contract between the two, and
// README.md says the same in words. Keys are in snake_case, days are `YYYY-MM-DD`, missing is null.
// The page stays readable when the block is broken: every reader below takes what has the right
// shape, drops what has not, and never throws.

import { readFigures, type Figure } from './charts/read';
import {
  day,
  dictionary,
  isDay,
  isObject,
  keep,
  list,
  number,
  oneOf,
  text,
  texts,
  type Json,
} from './json';

export type Kind = 'cooperation' | 'conflict' | 'neutral';
export type Sampling = 'register' | 'machine' | 'purposive';
export type VolumeStatus = 'observed' | 'partial' | 'missing';

/** One canonical event. `source` acts toward `target`; both are actor ids or names as shown. */
export interface BriefEvent {
  id: string;
  day: string;
  /** Last possible or last actual day; null or equal to `day` for one day. */
  day_last: string | null;
  source: string;
  target: string | null;
  /** ISO alpha-3 of the state that the actor belonged to on that day. */
  source_state: string | null;
  target_state: string | null;
  action: string | null;
  /** CAMEO root 1-20, null where none. */
  root: number | null;
  kind: Kind;
  issues: string[];
  theatre: string | null;
  country: string | null;
  latitude: number | null;
  longitude: number | null;
  grade: string | null;
  claimant: string | null;
  sampling: Sampling;
  register: string | null;
  sentence: string | null;
  citation: string | null;
  /** Optional: a few words to print beside the tick. Events with a label are labelled first. */
  label: string | null;
  /** Optional: among events to label, larger first. */
  weight: number | null;
  /** New since the earlier brief that this one is compared with. */
  fresh: boolean;
}

/** What one state does toward another over the window, for the map. */
export interface Arc {
  source: string;
  target: string;
  volume: number;
  stance: number | null;
  low: number | null;
  high: number | null;
}

/** A standing tie between two states, without direction. */
export interface Tie {
  a: string;
  b: string;
  kind: string;
}

/** Rows of one provider on one day; `rows` is null where `status` is missing. */
export interface VolumeDay {
  provider: string;
  day: string;
  rows: number | null;
  cross_border: number | null;
  status: VolumeStatus;
}

export interface Theatre {
  id: string;
  name: string;
  /** ISO alpha-3. */
  countries: string[];
}

export interface Register {
  id: string;
  name: string;
  from: string | null;
  to: string | null;
}

/** A frame of the map: centre as [longitude, latitude] in degrees, and the radius shown. */
export interface Frame {
  name: string;
  centre: [number, number];
  radius_degrees: number;
}

export interface Case {
  name: string;
  title: string;
  /** Half-open window [from, to). */
  from: string;
  to: string;
  /** Names to show, by ISO alpha-3 and by any actor id used in events. */
  names: Record<string, string>;
  /** Optional: words to show for the tags in events' `issues`. */
  issues: Record<string, string>;
  map: Frame;
  /** Optional: small frames beside the map; Eastern Europe is used where none is given. */
  insets: Frame[];
  /** Optional: the dyads in the case's order. */
  watched: { source: string; target: string }[];
}

export interface BriefData {
  case: Case;
  events: BriefEvent[];
  volume: VolumeDay[];
  theatres: Theatre[];
  registers: Register[];
  arcs: Arc[];
  ties: Tie[];
  /** By the figures' `data-key`; without a prototype. */
  figures: Record<string, Figure>;
}

function frame(value: unknown, otherwise: Frame): Frame {
  if (!isObject(value) || !Array.isArray(value.centre)) return otherwise;
  const [lon, lat] = value.centre.map(number);
  if (lon == null || lat == null || Math.abs(lat) > 90) return otherwise;
  const radius = number(value.radius_degrees) ?? otherwise.radius_degrees;
  return {
    name: text(value.name) ?? otherwise.name,
    centre: [lon, lat],
    radius_degrees: Math.min(Math.max(radius, 2), 85),
  };
}

function event(value: Json): BriefEvent | null {
  const id = text(value.id);
  const source = text(value.source) ?? text(value.source_state);
  if (id === null || source === null || !isDay(value.day)) return null;
  const latitude = number(value.latitude);
  const longitude = number(value.longitude);
  const placed =
    latitude !== null &&
    longitude !== null &&
    Math.abs(latitude) <= 90 &&
    Math.abs(longitude) <= 180;
  return {
    id,
    day: value.day,
    day_last: day(value.day_last),
    source,
    target: text(value.target) ?? text(value.target_state),
    source_state: text(value.source_state),
    target_state: text(value.target_state),
    action: text(value.action),
    root: number(value.root),
    kind: oneOf(value.kind, ['cooperation', 'conflict', 'neutral'], 'neutral'),
    issues: texts(value.issues),
    theatre: text(value.theatre),
    country: text(value.country),
    latitude: placed ? latitude : null,
    longitude: placed ? longitude : null,
    grade: text(value.grade),
    claimant: text(value.claimant),
    sampling: oneOf(value.sampling, ['register', 'machine', 'purposive'], 'purposive'),
    register: text(value.register),
    sentence: text(value.sentence),
    citation: text(value.citation),
    label: text(value.label),
    weight: number(value.weight),
    fresh: value.new === true,
  };
}

/**
 * A provider's volume as a series, which is a seventh of the size: `{provider, from, rows: [12, null, ...],
 * cross_border: [...], partial: [indices]}`; null rows are missing days.
 */
function volumeSeries(value: Json): VolumeDay[] {
  const provider = text(value.provider);
  if (provider === null || !isDay(value.from) || !Array.isArray(value.rows)) return [];
  const start = Date.parse(value.from);
  const border: unknown[] = Array.isArray(value.cross_border) ? value.cross_border : [];
  const partial = new Set(Array.isArray(value.partial) ? value.partial : []);
  return value.rows.slice(0, 40_000).map((given, i) => {
    const rows = number(given);
    return {
      provider,
      day: new Date(start + i * 86_400_000).toISOString().slice(0, 10),
      rows,
      cross_border: number(border[i]),
      status: rows === null ? 'missing' : partial.has(i) ? 'partial' : 'observed',
    };
  });
}

function volumeDay(value: Json): VolumeDay | null {
  const provider = text(value.provider);
  if (provider === null || !isDay(value.day)) return null;
  const rows = number(value.rows);
  return {
    provider,
    day: value.day,
    rows,
    cross_border: number(value.cross_border),
    status:
      rows === null
        ? 'missing'
        : oneOf(value.status, ['observed', 'partial', 'missing'], 'observed'),
  };
}

function arc(value: Json): Arc | null {
  const [source, target, volume] = [text(value.source), text(value.target), number(value.volume)];
  if (source === null || target === null || source === target) return null;
  if (volume === null || volume <= 0) return null;
  const [stance, low, high] = [value.stance, value.low, value.high].map(number);
  return { source, target, volume, stance: stance!, low: low!, high: high! };
}

/** Takes the parsed JSON block; what is malformed is left out. Never throws. */
export function readData(value: unknown): BriefData {
  const root = isObject(value) ? value : {};
  const given = isObject(root.case) ? root.case : {};
  const events = keep(list(root.events).map(event));
  events.sort((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : a.id < b.id ? -1 : 1));
  const pair = (v: Json) => {
    const [source, target] = [text(v.source), text(v.target)];
    return source !== null && target !== null ? { source, target } : null;
  };
  return {
    case: {
      name: text(given.name) ?? 'case',
      title: text(given.title) ?? '',
      from: day(given.from) ?? events[0]?.day ?? '2000-01-01',
      to: day(given.to) ?? events[events.length - 1]?.day ?? '2000-01-02',
      names: dictionary(given.names),
      issues: dictionary(given.issues),
      map: frame(given.map, { name: '', centre: [135, 45], radius_degrees: 30 }),
      insets: list(isObject(given.map) ? given.map.insets : null).map((inset) =>
        frame(inset, { name: '', centre: [33, 50], radius_degrees: 14 }),
      ),
      watched: keep(list(given.watched).map(pair)),
    },
    events,
    volume: list(root.volume).flatMap((v) =>
      Array.isArray(v.rows) ? volumeSeries(v) : keep([volumeDay(v)]),
    ),
    theatres: keep(
      list(root.theatres).map((t) => {
        const id = text(t.id);
        return id === null ? null : { id, name: text(t.name) ?? id, countries: texts(t.countries) };
      }),
    ),
    registers: keep(
      list(root.registers).map((r) => {
        const id = text(r.id);
        return id === null
          ? null
          : { id, name: text(r.name) ?? id, from: day(r.from), to: day(r.to) };
      }),
    ),
    arcs: keep(list(root.arcs).map(arc)),
    ties: keep(
      list(root.ties).map((t) => {
        const [a, b] = [text(t.a), text(t.b)];
        return a === null || b === null ? null : { a, b, kind: text(t.kind) ?? 'tie' };
      }),
    ),
    figures: readFigures(root.figures),
  };
}
