// What C++ hands over for the six kinds of figure, by the key that the page's `data-key` names.
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
}

export interface ForestFigure {
  chart: 'forest';
  unit: string;
  reference: number;
  log: boolean;
  rows: ForestRow[];
}

export type Figure =
  LanesFigure | BarsFigure | BandsFigure | VotesFigure | MatrixFigure | ForestFigure;

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
  return {
    chart: 'forest',
    unit: text(value.unit) ?? '',
    reference: drawn(number(value.reference)) ?? (log ? 1 : 0),
    log,
    rows: rowsOf(value.rows).map((row) => ({
      label: text(row.label) ?? '',
      kind: kindOf(row.kind),
      value: drawn(number(row.value)),
      low: number(row.low),
      high: number(row.high),
      note: text(row.note),
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
};

const readers: Record<Figure['chart'], (value: Json) => Figure | null> = {
  lanes,
  bars,
  bands,
  votes,
  matrix,
  forest,
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
