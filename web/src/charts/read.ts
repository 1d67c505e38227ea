// What C++ hands over for the eight kinds of figure, by the key that the page's `data-key` names.
//
// README.md says the same in words. Missing is null. Rows that are malformed are left out; a figure
// of an unknown kind, or with nothing left in it, is left out whole, and its place on the page then
// says its `data-empty`. Lengths are capped: the block may come from anywhere.

import type { Kind } from '../data';
import { day, isObject, keep, list, number, oneOf, text, type Json } from '../json';

export type Fill = 'solid' | 'half' | 'hollow';

export interface LaneMark {
  id: string | null;
  day: string;
  /** A mark with an end is a bar from `day` to here. */
  to: string | null;
  /** Still waiting: the bar ends in an arrow. */
  open: boolean;
  kind: Kind;
  fill: Fill;
  title: string;
  /** Optional: printed beside the mark where there is room. */
  label: string | null;
}

export interface LanesFigure {
  chart: 'lanes';
  /** Half-open window. */
  from: string;
  to: string;
  /** Half-open, as every window. */
  span: [string, string] | null;
  key: Record<Fill, string | null> | null;
  lanes: { label: string; note: string | null; marks: LaneMark[] }[];
}

export interface BarsFigure {
  chart: 'bars';
  unit: string;
  /** First day of the first month. */
  from: string;
  rows: { label: string; kind: Kind; values: (number | null)[] }[];
}

export type Step = 'month' | 'week' | 'quarter' | 'year';

export interface BandSeries {
  kind: Kind;
  value: (number | null)[];
  low50: (number | null)[];
  high50: (number | null)[];
  low80: (number | null)[];
  high80: (number | null)[];
  /** Steps in which there is too little data to lean on. */
  thin: boolean[];
}

export interface BandTick {
  day: string;
  kind: Kind;
  fill: Fill;
}

export interface BandPanel {
  label: string;
  note: string | null;
  series: BandSeries[];
  ticks: BandTick[];
}

export interface BandsFigure {
  chart: 'bands';
  unit: string;
  from: string;
  step: Step;
  panels: BandPanel[];
}

export interface Decision {
  day: string;
  label: string;
  substantive: boolean;
  adopted: boolean;
  /** One a member: "yes", "abstain", "no", "veto", another word, or null. */
  votes: (string | null)[];
}

export interface VotesFigure {
  chart: 'votes';
  members: string[];
  decisions: Decision[];
}

export type Grid = (number | null)[][];

export interface MatrixFigure {
  chart: 'matrix';
  unit: string;
  actors: string[];
  value: Grid;
  low: Grid;
  high: Grid;
  shared: Grid;
}

export interface ForestRow {
  label: string;
  kind: Kind;
  value: number | null;
  low: number | null;
  high: number | null;
  note: string | null;
  /** Optional: another value of the same scale, drawn as an upright tick. */
  usual: number | null;
  /** Optional: told when the row is looked at closely. */
  more: string | null;
}

export interface ForestFigure {
  chart: 'forest';
  unit: string;
  reference: number;
  log: boolean;
  /** Ends of the scale, where they are fixed. */
  range: [number, number] | null;
  /** What the upright ticks are. */
  usual: string | null;
  rows: ForestRow[];
}

/** Of all days up to `days` after the last known one. */
export interface FanStep {
  days: number;
  value: number;
  low50: number | null;
  high50: number | null;
  low80: number | null;
  high80: number | null;
}

export interface FanPanel {
  label: string;
  note: string | null;
  /** One a week; null where a week was not observed whole. */
  observed: (number | null)[];
  /** By days, rising. */
  ahead: FanStep[];
}

export interface FanFigure {
  chart: 'fan';
  unit: string;
  kind: Kind;
  /** First day of the first week. */
  from: string;
  /** Last known day. */
  now: string;
  panels: FanPanel[];
}

export interface ReliabilityPoint {
  /** Mean probability that was given, 0 to 1. */
  said: number;
  /** Share that happened, with its interval. */
  share: number;
  low: number | null;
  high: number | null;
  n: number;
  word: string | null;
}

export interface ReliabilityFigure {
  chart: 'reliability';
  /** Limits of the words of probability, between 0 and 1. */
  limits: number[];
  panels: { label: string; note: string | null; points: ReliabilityPoint[] }[];
}

export type Figure =
  | LanesFigure
  | BarsFigure
  | BandsFigure
  | VotesFigure
  | MatrixFigure
  | ForestFigure
  | FanFigure
  | ReliabilityFigure;

const most = { rows: 200, marks: 5000, steps: 2600, actors: 60 };

const kindOf = (value: unknown): Kind =>
  oneOf(value, ['cooperation', 'conflict', 'neutral'], 'neutral');
const fillOf = (value: unknown): Fill => oneOf(value, ['solid', 'half', 'hollow'], 'solid');
const numbers = (value: unknown): (number | null)[] =>
  Array.isArray(value) ? value.slice(0, most.steps).map(number) : [];
/** Places stay: a name that is none is written as a question mark. */
const namesOf = (value: unknown): string[] =>
  Array.isArray(value) ? value.slice(0, most.actors).map((name) => text(name) ?? '?') : [];
const rowsOf = (value: unknown): Json[] => list(value).slice(0, most.rows);

/** "2017-01" and "2017-01-15" both begin at a day. */
const start = (value: unknown): string | null =>
  day(value) ?? (typeof value === 'string' ? day(`${value}-01`) : null);

function mark(value: Json): LaneMark | null {
  const from = day(value.day);
  if (from === null) return null;
  const to = day(value.to);
  return {
    id: text(value.id),
    day: from,
    to: to !== null && to > from ? to : null,
    open: value.open === true,
    kind: kindOf(value.kind),
    fill: fillOf(value.fill),
    title: text(value.title) ?? '',
    label: text(value.label),
  };
}

function lanes(value: Json): LanesFigure | null {
  const [from, to] = [start(value.from), start(value.to)];
  if (from === null || to === null || from >= to) return null;
  const ends = Array.isArray(value.span) ? value.span.map(day) : [];
  const [first, last] = [ends[0] ?? null, ends[1] ?? null];
  const key = isObject(value.key) ? value.key : null;
  return {
    chart: 'lanes',
    from,
    to,
    span: first !== null && last !== null && first < last ? [first, last] : null,
    key: key && { solid: text(key.solid), half: text(key.half), hollow: text(key.hollow) },
    lanes: rowsOf(value.lanes).map((lane) => ({
      label: text(lane.label) ?? '',
      note: text(lane.note),
      marks: keep(list(lane.marks).slice(0, most.marks).map(mark)).sort((a, b) =>
        a.day < b.day ? -1 : a.day > b.day ? 1 : 0,
      ),
    })),
  };
}

function bars(value: Json): BarsFigure | null {
  const from = start(value.from);
  if (from === null) return null;
  return {
    chart: 'bars',
    unit: text(value.unit) ?? '',
    from: `${from.slice(0, 7)}-01`,
    rows: rowsOf(value.rows)
      .map((row) => ({
        label: text(row.label) ?? '',
        kind: kindOf(row.kind),
        values: numbers(row.values).map((v) => (v !== null && v >= 0 ? v : null)),
      }))
      .filter((row) => row.values.length > 0),
  };
}

/** The values stand from step `first` of `count` on; what is before and after is null. */
function series(value: Json, count: number): BandSeries {
  const first = Math.min(Math.max(0, Math.trunc(number(value.first) ?? 0)), count);
  const padded = (values: (number | null)[]): (number | null)[] => {
    const all = [...Array<null>(first).fill(null), ...values];
    return all.concat(Array<null>(Math.max(0, count - all.length)).fill(null));
  };
  const thin: unknown[] = Array.isArray(value.thin) ? value.thin : [];
  const values = padded(numbers(value.value));
  return {
    kind: kindOf(value.kind),
    value: values,
    low50: padded(numbers(value.low50)),
    high50: padded(numbers(value.high50)),
    low80: padded(numbers(value.low80)),
    high80: padded(numbers(value.high80)),
    thin: values.map((_, i) => thin[i - first] === true || thin[i - first] === 1),
  };
}

function bands(value: Json): BandsFigure | null {
  const from = start(value.from);
  if (from === null) return null;
  const tick = (t: Json): BandTick | null => {
    const at = day(t.day);
    return at === null ? null : { day: at, kind: kindOf(t.kind), fill: fillOf(t.fill) };
  };
  const count = Math.min(Math.max(0, Math.trunc(number(value.count) ?? 0)), most.steps);
  return {
    chart: 'bands',
    unit: text(value.unit) ?? '',
    from,
    step: oneOf(value.step, ['month', 'week', 'quarter', 'year'], 'month'),
    panels: rowsOf(value.panels).map((panel) => ({
      label: text(panel.label) ?? '',
      note: text(panel.note),
      series: list(panel.series)
        .slice(0, 4)
        .map((one) => series(one, count))
        .filter((s) => s.value.some((v) => v !== null)),
      ticks: keep(list(panel.ticks).slice(0, most.marks).map(tick)),
    })),
  };
}

function votes(value: Json): VotesFigure | null {
  const members = namesOf(value.members);
  return {
    chart: 'votes',
    members,
    decisions: keep(
      rowsOf(value.decisions).map((d) => {
        const on = day(d.day);
        const given: unknown[] = Array.isArray(d.votes) ? d.votes : [];
        return on === null
          ? null
          : {
              day: on,
              label: text(d.label) ?? on,
              substantive: d.substantive === true,
              adopted: d.adopted !== false,
              votes: members.map((_, i) => text(given[i])?.toLowerCase() ?? null),
            };
      }),
    ).sort((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : 0)),
  };
}

function matrix(value: Json): MatrixFigure {
  const actors = namesOf(value.actors);
  const grid = (given: unknown): Grid =>
    actors.map((_, i) => {
      const row: unknown = Array.isArray(given) ? given[i] : null;
      return actors.map((__, j) => (Array.isArray(row) ? number(row[j]) : null));
    });
  return {
    chart: 'matrix',
    unit: text(value.unit) ?? '',
    actors,
    value: grid(value.value),
    low: grid(value.low),
    high: grid(value.high),
    shared: grid(value.shared),
  };
}

function forest(value: Json): ForestFigure {
  const log = value.log === true;
  const drawn = (v: number | null) => (v !== null && (!log || v > 0) ? v : null);
  const ends = Array.isArray(value.range) ? value.range.map((v) => drawn(number(v))) : [];
  const [first, last] = [ends[0] ?? null, ends[1] ?? null];
  return {
    chart: 'forest',
    unit: text(value.unit) ?? '',
    reference: drawn(number(value.reference)) ?? (log ? 1 : 0),
    log,
    range: first !== null && last !== null && first < last ? [first, last] : null,
    usual: text(value.usual),
    rows: rowsOf(value.rows).map((row) => ({
      label: text(row.label) ?? '',
      kind: kindOf(row.kind),
      value: drawn(number(row.value)),
      low: number(row.low),
      high: number(row.high),
      note: text(row.note),
      usual: drawn(number(row.usual)),
      more: text(row.more),
    })),
  };
}

const positive = (value: unknown): number | null => {
  const v = number(value);
  return v !== null && v >= 0 ? v : null;
};

function fan(value: Json): FanFigure | null {
  const [from, now] = [day(value.from), day(value.now)];
  if (from === null || now === null || from >= now) return null;
  const step = (s: Json): FanStep | null => {
    const [days, middle] = [positive(s.days), positive(s.value)];
    if (days === null || days < 1 || days > 3660 || middle === null) return null;
    const [low50, high50, low80, high80] = [s.low50, s.high50, s.low80, s.high80].map(positive);
    return {
      days: Math.trunc(days),
      value: middle,
      low50: low50!,
      high50: high50!,
      low80: low80!,
      high80: high80!,
    };
  };
  return {
    chart: 'fan',
    unit: text(value.unit) ?? '',
    kind: kindOf(value.kind),
    from,
    now,
    panels: rowsOf(value.panels).map((panel) => ({
      label: text(panel.label) ?? '',
      note: text(panel.note),
      observed: numbers(panel.observed).map(positive),
      ahead: keep(list(panel.ahead).map(step)).sort((a, b) => a.days - b.days),
    })),
  };
}

function reliability(value: Json): ReliabilityFigure {
  const share = (v: unknown): number | null => {
    const given = positive(v);
    return given !== null && given <= 1 ? given : null;
  };
  const point = (p: Json): ReliabilityPoint | null => {
    const [said, happened, n] = [share(p.said), share(p.share), positive(p.n)];
    if (said === null || happened === null || n === null) return null;
    const [low, high] = [share(p.low), share(p.high)];
    return { said, share: happened, low, high, n, word: text(p.word) };
  };
  return {
    chart: 'reliability',
    limits: (Array.isArray(value.limits) ? keep(value.limits.map(share)) : []).slice(0, 20),
    panels: rowsOf(value.panels).map((panel) => ({
      label: text(panel.label) ?? '',
      note: text(panel.note),
      points: keep(list(panel.points).slice(0, most.marks).map(point)).sort(
        (a, b) => a.said - b.said,
      ),
    })),
  };
}

const empty: { [F in Figure as F['chart']]: (figure: F) => boolean } = {
  lanes: (f) => f.lanes.every((lane) => lane.marks.length === 0),
  bars: (f) => f.rows.every((row) => row.values.every((v) => v === null)),
  bands: (f) => f.panels.every((p) => p.series.length === 0 && p.ticks.length === 0),
  votes: (f) => f.members.length === 0 || f.decisions.length === 0,
  matrix: (f) => f.value.every((row) => row.every((v) => v === null)),
  forest: (f) => f.rows.length === 0,
  fan: (f) => f.panels.every((p) => p.ahead.length === 0 && p.observed.every((v) => v === null)),
  reliability: (f) => f.panels.every((p) => p.points.length === 0),
};

const readers: Record<Figure['chart'], (value: Json) => Figure | null> = {
  lanes,
  bars,
  bands,
  votes,
  matrix,
  forest,
  fan,
  reliability,
};

export function readFigure(value: unknown): Figure | null {
  if (!isObject(value)) return null;
  const name = text(value.chart) ?? '';
  const figure = Object.hasOwn(readers, name) ? readers[name as Figure['chart']](value) : null;
  if (figure === null) return null;
  return (empty[figure.chart] as (figure: Figure) => boolean)(figure) ? null : figure;
}

export function readFigures(value: unknown): Record<string, Figure> {
  const figures: Record<string, Figure> = Object.create(null);
  for (const [key, given] of Object.entries(isObject(value) ? value : {})) {
    const figure = readFigure(given);
    if (figure !== null) figures[key] = figure;
  }
  return figures;
}
