// Estimates with their intervals, one a row, against a reference line (a ratio of one, a difference of
// zero). On a logarithmic scale double and half are equally far from one. An interval that leaves the
// scale ends in an arrow; a row without a value says why, in grey. A second value of a row, what is
// usual, is an upright tick; the ends of the scale may be given, as for probabilities.

import { colour } from '../calendar';
import { csv } from '../save';
import { keyItem, kindKey, sayKind, tellLines, type Chart, type Setting } from './kinds';
import { bolder, lineHeight, Pen, sayInterval, sayNumber, wrap } from './pen';
import type { ForestFigure, ForestRow } from './read';

export interface ForestLayout {
  height: number;
  wide: boolean;
  left: number;
  right: number;
  top: number;
  bottom: number;
  from: number;
  to: number;
  ticks: number[];
  rows: { y: number; label: string[]; labelY: number; said: string[]; saidY: number }[];
}

const said = (row: ForestRow): string =>
  row.value === null ? '' : `${sayNumber(row.value)} ${sayInterval(row.low, row.high)}`.trim();

/** Ends of the scale: the values and, within reason, their intervals. */
export function domainOf(figure: ForestFigure): [number, number] {
  if (figure.range !== null) return figure.range;
  const f = (v: number) => (figure.log ? Math.log(v) : v);
  const values = figure.rows.flatMap((r) => (r.value === null ? [] : [f(r.value)]));
  const centre = f(figure.reference);
  const spread = Math.max(
    figure.log ? Math.log(2) : 1e-9,
    ...values.map((v) => Math.abs(v - centre)),
  );
  const ends = figure.rows.flatMap((r) =>
    r.value === null
      ? []
      : [r.low, r.high].flatMap((v) => (v === null || (figure.log && v <= 0) ? [] : [f(v)])),
  );
  const inside = [...values, ...ends, centre].filter((v) => Math.abs(v - centre) <= 3.2 * spread);
  // A little of both sides is always seen.
  const low = Math.min(...inside, centre - 0.15 * spread);
  const high = Math.max(...inside, centre + 0.15 * spread);
  const margin = (high - low) * 0.04 || 1;
  const back = (v: number) => (figure.log ? Math.exp(v) : v);
  return [back(low - margin), back(high + margin)];
}

/** Round numbers within the ends, the reference among them, at least `room` pixels apart. */
export function ticksOf(figure: ForestFigure, x: (v: number) => number, room: number): number[] {
  const [from, to] = domainOf(figure);
  let candidates: number[] = [];
  if (figure.log) {
    for (let power = Math.floor(Math.log10(from)); power <= Math.log10(to); power += 1)
      for (const n of [1, 2, 5]) candidates.push(Number((n * 10 ** power).toPrecision(3)));
  } else {
    const raw = (to - from) / 5;
    const power = 10 ** Math.floor(Math.log10(raw));
    const step = ([1, 2, 5, 10].find((n) => n * power >= raw) ?? 10) * power;
    for (let k = Math.ceil(from / step); k * step <= to; k += 1)
      candidates.push(Number((k * step).toPrecision(6)));
  }
  candidates = candidates.filter((v) => v >= from && v <= to && v !== figure.reference);
  const chosen = [figure.reference];
  // Nearest to the reference first, then outwards; powers of ten before the others.
  const order = (v: number) => (figure.log && Math.log10(v) % 1 === 0 ? 0 : 1);
  candidates.sort(
    (a, b) =>
      order(a) - order(b) ||
      Math.abs(x(a) - x(figure.reference)) - Math.abs(x(b) - x(figure.reference)),
  );
  for (const v of candidates)
    if (chosen.every((c) => Math.abs(x(c) - x(v)) >= room)) chosen.push(v);
  return chosen.sort((a, b) => a - b);
}

export function layoutForest(
  figure: ForestFigure,
  { width, paper, measure, size }: Omit<Setting, 'data'>,
): ForestLayout {
  const line = size * lineHeight;
  const wide = paper || width >= 720;
  const labelRoom = wide ? width * 0.28 : width - 8;
  const sideRoom = wide ? width * 0.3 : width - 8;
  const texts = figure.rows.map((row) => ({
    label: wrap(row.label, labelRoom, (t) => measure(t) * (wide ? 1 : bolder)),
    said: wide
      ? [...(row.value === null ? [] : [said(row)]), ...wrap(row.note ?? '', sideRoom, measure, 2)]
      : wrap([said(row), row.note ?? ''].filter((t) => t !== '').join('; '), sideRoom, measure, 3),
  }));
  const widest = (list: string[]) => Math.ceil(Math.max(0, ...list.map(measure)));
  const left = wide ? widest(texts.flatMap((t) => t.label)) + 14 : 10;
  // The last number of a fixed scale stands half beyond it.
  const edge = figure.range === null ? 10 : Math.ceil(measure(sayNumber(figure.range[1])) / 2) + 3;
  const right = wide
    ? width - widest(texts.flatMap((t) => t.said)) - 18
    : width - Math.max(10, edge);
  const top = size * 1.7;
  let y = top;
  const rows = texts.map(({ label, said: words }, i) => {
    const row = figure.rows[i];
    if (wide) {
      const height = Math.max(label.length, words.length, 1) * line + (paper ? 4 : 10);
      const middle = y + height / 2;
      y += height;
      const first = (lines: string[]) => middle - ((lines.length - 1) / 2) * line;
      return { y: middle, label, labelY: first(label), said: words, saidY: first(words) };
    }
    const labelY = y + line / 2;
    // A row without a value has no mark, and no room for one.
    const mark = words.length > 0 && row?.value === null ? 0 : 8;
    const at = y + label.length * line + mark;
    const saidY = at + mark + line / 2;
    y = at + mark + words.length * line + 10;
    return { y: at, label, labelY, said: words, saidY };
  });
  const [from, to] = domainOf(figure);
  const result = {
    height: Math.ceil(y + size * 1.8),
    wide,
    left,
    right,
    top,
    bottom: y,
    from,
    to,
    ticks: [],
    rows,
  };
  const x = scaleOf(figure, result);
  return { ...result, ticks: ticksOf(figure, x, measure('0.005') + 14) };
}

const scaleOf = (
  figure: ForestFigure,
  at: Pick<ForestLayout, 'from' | 'to' | 'left' | 'right'>,
): ((v: number) => number) => {
  const f = (v: number) => (figure.log ? Math.log(v) : v);
  return (v) => at.left + ((f(v) - f(at.from)) / (f(at.to) - f(at.from))) * (at.right - at.left);
};

function drawRow(
  pen: Pen,
  row: ForestRow,
  y: number,
  at: ForestLayout,
  x: (v: number) => number,
): void {
  if (row.value === null) return;
  const look = { stroke: colour[row.kind], 'stroke-width': 2 };
  const out = (v: number | null, side: -1 | 1) =>
    v === null || (side < 0 ? v < at.from : v > at.to);
  const end = (v: number | null, side: -1 | 1) =>
    out(v, side) ? (side < 0 ? at.left : at.right) : x(v!);
  if (row.low !== null || row.high !== null) {
    const [x1, x2] = [end(row.low, -1), end(row.high, 1)];
    pen.line(x1, y, x2, y, look);
    for (const [px, v, side] of [
      [x1, row.low, -1],
      [x2, row.high, 1],
    ] as const) {
      if (!out(v, side)) pen.line(px, y - 4, px, y + 4, look);
      else pen.path(`M${px},${y}l${-side * 7},-4.5v9Z`, { fill: colour[row.kind] });
    }
  }
  if (row.usual !== null && row.usual >= at.from && row.usual <= at.to) {
    const ux = x(row.usual);
    pen.line(ux, y - 8, ux, y + 8, { stroke: 'var(--paper)', 'stroke-width': 4.5 });
    pen.line(ux, y - 8, ux, y + 8, { stroke: 'var(--ink)', 'stroke-width': 2 });
  }
  const middle = Math.min(Math.max(x(row.value), at.left), at.right);
  // A shape a kind, so that none hangs on colour alone.
  const fill = { fill: colour[row.kind], stroke: 'var(--paper)', 'stroke-width': 1 };
  if (row.kind === 'cooperation') pen.dot(middle, y, 5.5, fill);
  else if (row.kind === 'conflict')
    pen.path(`M${middle},${y - 6.5}l6.5,6.5l-6.5,6.5l-6.5,-6.5Z`, fill);
  else pen.box({ x1: middle - 5, x2: middle + 5, y1: y - 5, y2: y + 5 }, fill);
}

export const forest: Chart<ForestFigure> = {
  role: 'estimates with intervals',
  hint: 'Point at a row, or move here by Tab and use the arrow keys: up and down between rows, Escape to close.',
  key(figure) {
    const kinds = new Set(figure.rows.filter((r) => r.value !== null).map((r) => r.kind));
    return [
      keyItem(
        '',
        `${figure.unit}${figure.range === null ? `; the line is at ${sayNumber(figure.reference)}` : ''}${figure.log ? '; logarithmic scale' : ''}`,
      ),
      ...kindKey(kinds, {
        cooperation: '● cooperation',
        conflict: '◆ conflict',
        neutral: '■ neutral',
      }),
      ...(figure.usual === null ? [] : [keyItem('', `❙ ${figure.usual}`)]),
    ];
  },
  draw(figure, setting) {
    const at = layoutForest(figure, setting);
    const pen = new Pen(setting.width, at.height, setting.size);
    const x = scaleOf(figure, at);
    for (const tick of at.ticks) {
      const reference = tick === figure.reference;
      pen.line(x(tick), at.top - 4, x(tick), at.bottom, {
        stroke: reference ? 'var(--axis)' : 'var(--grid)',
        'stroke-width': reference ? 1.5 : 1,
      });
      const look = { 'text-anchor': 'middle', fill: 'var(--muted)' };
      pen.text(x(tick), at.top - setting.size * 0.95, sayNumber(tick), look);
      pen.text(x(tick), at.bottom + setting.size * 0.8, sayNumber(tick), look);
    }
    // On a narrow picture the words stand on the rules.
    const over = at.wide
      ? {}
      : { stroke: 'var(--paper)', 'stroke-width': 4, 'paint-order': 'stroke' };
    figure.rows.forEach((row, i) => {
      const place = at.rows[i]!;
      pen.text(at.wide ? at.left - 14 : 4, place.labelY, place.label, {
        'text-anchor': at.wide ? 'end' : 'start',
        'font-weight': at.wide ? 400 : 700,
        ...over,
      });
      drawRow(pen, row, place.y, at, x);
      pen.group({ fill: 'var(--muted)' }, () => {
        const sx = at.wide ? at.right + 16 : 4;
        place.said.forEach((words, k) => {
          const strong = at.wide && k === 0 && row.value !== null;
          pen.text(sx, place.saidY + k * setting.size * lineHeight, words, {
            fill: strong ? 'var(--ink)' : null,
            ...over,
          });
        });
      });
    });
    const spots = figure.rows.map((row, i) => {
      const y = at.rows[i]!.y;
      const value = row.value === null ? 'no estimate' : `${said(row)} ${figure.unit}`;
      return {
        x1: at.left,
        x2: at.right,
        y1: y - 7,
        y2: y + 7,
        lane: i,
        tell: () => tellLines('', row.label, value, row.note ?? '', row.more ?? ''),
        speak: () =>
          [`${row.label}, ${sayKind(row.kind)}: ${value}.`, row.note, row.more]
            .filter((t) => t !== null)
            .join(' '),
      };
    });
    return { svg: pen.svg, spots };
  },
  csv(figure) {
    const usual = figure.rows.some((row) => row.usual !== null) ? ['usual'] : [];
    return csv(['label', 'kind', 'value', 'low', 'high', ...usual, 'note'], figure.rows);
  },
};
