// Small multiples of rates with their uncertainty: one panel a dyad, one scale for all panels.
//
// The line is the middle estimate, the darker band holds half of the belief and the lighter one four
// fifths. Where a figure has both kinds, conflict is drawn below the zero line, so that side and
// colour both tell. Where there is too little data to lean on, the line is dashed and the bands are
// cut into stripes. Acts are ticks under the axis; those that an author picked are hollow and never part of a rate. A panel that has only
// ticks is no taller than they need. Bands that would dwarf the lines end at the panel's edge.

import { across, colour, type TimeFrame } from '../calendar';
import type { Kind } from '../data';
import { make } from '../dom';
import type { Box } from '../labels';
import { csv } from '../save';
import { count, sayDay, toDate } from '../words';
import { keyItem, kindKey, sayKind, swatch, tellLines, type Chart, type Setting } from './kinds';
import {
  bolder,
  drawMark,
  lineHeight,
  marksUpTo,
  Pen,
  round,
  sayInterval,
  sayNumber,
  timeAxis,
  wrap,
} from './pen';
import type { BandPanel, BandSeries, BandsFigure } from './read';
import { sayStep, stepStarts } from './steps';

export interface PanelPlace {
  panel: BandPanel;
  column: number;
  row: number;
  title: string[];
  note: string[];
  titleY: number;
  frame: TimeFrame;
  /** Box of the curves; without height where the panel has none. */
  plot: Box;
  /** Top of the ticks' strip. */
  strip: number;
  /** Bottom of everything but the years. */
  bottom: number;
}

export interface BandsLayout {
  height: number;
  columns: number;
  panels: PanelPlace[];
  /** Conflict hangs below zero. */
  mirrored: boolean;
  /** Largest value above and below zero. */
  up: number;
  down: number;
  root: boolean;
  starts: Date[];
}

const quantile = (values: number[], p: number): number =>
  [...values].sort((a, b) => a - b)[Math.ceil(p * (values.length - 1))] ?? 0;

/** Largest line, and the bands' ends but for the widest twentieth. */
function reach(series: BandSeries[]): number {
  const of = (pick: (s: BandSeries) => (number | null)[]) =>
    series.flatMap((s) => pick(s).filter((v) => v !== null));
  const line = Math.max(0, ...of((s) => s.value));
  return Math.max(
    line,
    Math.min(
      quantile(
        of((s) => s.high80),
        0.95,
      ),
      3 * line,
    ),
  );
}

/** A few panels that dwarf the others: a square-root scale keeps both readable, and the key says so. */
export function isRoot(figure: BandsFigure): boolean {
  const tops = figure.panels.filter((p) => p.series.length > 0).map((p) => reach(p.series));
  return tops.length > 1 && Math.max(...tops) > 4 * Math.max(quantile(tops, 0.5), 1e-12);
}

const stripHeight = (paper: boolean): number => (paper ? 12 : 18);

/** The places of `panels`, all or some of the figure's, on the scale of the whole figure. */
export function layoutBands(
  figure: BandsFigure,
  { width, paper, measure, size }: Omit<Setting, 'data'>,
  panels: BandPanel[] = figure.panels,
): BandsLayout {
  const series = figure.panels.flatMap((p) => p.series);
  const kinds = new Set(series.map((s) => s.kind));
  const mirrored = kinds.has('conflict') && kinds.size > 1;
  const below = (s: BandSeries) => mirrored && s.kind === 'conflict';
  const up = reach(series.filter((s) => !below(s)));
  const down = reach(series.filter(below));
  const root = isRoot(figure);
  const most = paper || width >= 1000 ? 4 : width >= 740 ? 3 : width >= 480 ? 2 : 1;
  const columns = Math.min(most, figure.panels.length);
  const line = size * lineHeight;
  const marks = [0, ...marksUpTo(up, root), ...marksUpTo(down, root)];
  const widest = Math.max(...marks.map((v) => measure(sayNumber(v))));
  const gutter = series.length > 0 ? Math.ceil(widest + 8) : 4;
  const gap = paper ? 12 : 22;
  const panelWidth = (width - gutter - 6 - (columns - 1) * gap) / columns;
  const curves = paper ? 50 : columns === 1 ? 96 : 84;
  const lastDay = figure.panels
    .flatMap((p) => p.ticks.map((t) => t.day))
    .reduce((a, b) => (a > b ? a : b), figure.from);
  const steps = Math.max(0, ...series.map((s) => s.value.length));
  const known = stepStarts(figure.from, figure.step, steps);
  let end = known[steps]!;
  if (steps === 0) {
    const after = toDate(lastDay);
    end = new Date(Date.UTC(after.getUTCFullYear(), after.getUTCMonth() + 1, 1));
  }
  const result: BandsLayout = {
    height: 0,
    columns,
    panels: [],
    mirrored,
    up,
    down,
    root,
    starts: known,
  };
  let y = 0;
  for (let first = 0; first < panels.length; first += columns) {
    const row = panels.slice(first, first + columns).map((panel) => ({
      panel,
      title: wrap(panel.label, panelWidth, (t) => measure(t) * bolder, 3),
      note: panel.note === null ? [] : wrap(panel.note, panelWidth, measure, 2),
    }));
    const head = Math.max(...row.map((r) => r.title.length + r.note.length)) * line + 7;
    const drawn = row.some((r) => r.panel.series.length > 0);
    const strip = row.some((r) => r.panel.ticks.length > 0);
    row.forEach(({ panel, title, note }, column) => {
      const left = gutter + column * (panelWidth + gap);
      const text = (title.length + note.length) * line;
      const top = y + head;
      const plot = { x1: left, x2: left + panelWidth, y1: top, y2: top + (drawn ? curves : 0) };
      const stripTop = plot.y2 + (drawn ? 3 : 0);
      result.panels.push({
        panel,
        column,
        row: first / columns,
        title,
        note,
        titleY: y + head - 7 - text + line / 2,
        frame: { from: known[0]!, to: end, left, right: left + panelWidth },
        plot,
        strip: stripTop,
        bottom: stripTop + (strip ? stripHeight(paper) : 0),
      });
    });
    y = result.panels[result.panels.length - 1]!.bottom + size * 1.4 + (paper ? 7 : 16);
  }
  result.height = Math.ceil(y - (paper ? 6 : 14));
  return result;
}

/** Pixels of a value in a panel; beyond the scale it is held at the edge. */
function scaleOf(at: BandsLayout, place: PanelPlace): (v: number, below: boolean) => number {
  const f = (v: number) => (at.root ? Math.sqrt(v) : v);
  const [up, down] = [f(at.up), f(at.down)];
  const perUnit = (place.plot.y2 - place.plot.y1) / (up + down || 1);
  const zero = place.plot.y1 + up * perUnit;
  return (v, below) =>
    below
      ? zero + Math.min(f(Math.max(v, 0)), down) * perUnit
      : zero - Math.min(f(Math.max(v, 0)), up) * perUnit;
}

/** Runs of steps, half-open, in which `holds`. */
export function runs(n: number, holds: (i: number) => boolean): [number, number][] {
  const result: [number, number][] = [];
  for (let i = 0; i < n; i += 1) {
    if (!holds(i)) continue;
    const last = result[result.length - 1];
    if (last && last[1] === i) last[1] = i + 1;
    else result.push([i, i + 1]);
  }
  return result;
}

function drawSeries(
  pen: Pen,
  s: BandSeries,
  x: (i: number) => number,
  y: (v: number) => number,
): void {
  const n = s.value.length;
  const middle = (i: number) => (x(i) + x(i + 1)) / 2;
  // A run begins and ends at its steps' edges, so that one lone step is still seen.
  const points = (run: [number, number], v: (i: number) => number): [number, number][] => [
    [x(run[0]), v(run[0])],
    ...Array.from({ length: run[1] - run[0] }, (_, k): [number, number] => [
      middle(run[0] + k),
      v(run[0] + k),
    ]),
    [x(run[1]), v(run[1] - 1)],
  ];
  const draw = (list: [number, number][]) =>
    list.map(([px, py], i) => `${i === 0 ? 'M' : 'L'}${round(px)},${round(py)}`).join('');
  const area = (low: (number | null)[], high: (number | null)[]) =>
    runs(n, (i) => low[i] != null && high[i] != null)
      .map((run) => {
        const up = points(run, (i) => y(high[i]!));
        const back = points(run, (i) => y(low[i]!)).reverse();
        return `${draw(up)}L${draw(back).slice(1)}Z`;
      })
      .join('');
  pen.path(area(s.low80, s.high80), { fill: colour[s.kind], 'fill-opacity': 0.2 });
  pen.path(area(s.low50, s.high50), { fill: colour[s.kind], 'fill-opacity': 0.3 });
  const thin = (values: (number | null)[]) => values.map((v, i) => (s.thin[i] ? v : null));
  pen.path(area(thin(s.low80), thin(s.high80)), { fill: pen.hatch('var(--paper)', 5, 2) });
  const line = (holds: (i: number) => boolean) =>
    runs(n, (i) => s.value[i] !== null && holds(i))
      .map((run) => {
        const list = points(run, (i) => y(s.value[i]!));
        // Joined to what follows, thin or not.
        const next = s.value[run[1]];
        if (next != null) list.splice(-1, 1, [middle(run[1]), y(next)]);
        if (run[0] > 0 && s.value[run[0] - 1] != null) list.shift();
        return draw(list);
      })
      .join('');
  const look = { fill: 'none', stroke: colour[s.kind], 'stroke-width': 1.6 };
  pen.path(
    line((i) => !s.thin[i]),
    look,
  );
  pen.path(
    line((i) => s.thin[i]!),
    { ...look, 'stroke-dasharray': '3 2.5' },
  );
}

function drawPanel(
  pen: Pen,
  at: BandsLayout,
  place: PanelPlace,
  paper: boolean,
  measure: Setting['measure'],
): void {
  const { panel, plot, frame, strip, bottom } = place;
  const bold = { 'font-weight': 700, fill: 'var(--ink)' };
  pen.text(plot.x1, place.titleY, place.title, bold);
  const noteY = place.titleY + place.title.length * pen.size * lineHeight;
  pen.text(plot.x1, noteY, place.note, { fill: 'var(--muted)' });
  timeAxis(pen, frame, plot.y1, bottom, { above: false, below: true });
  if (panel.series.length > 0) {
    const y = scaleOf(at, place);
    const look = { 'text-anchor': 'end', fill: 'var(--muted)' };
    const zero = y(0, false);
    let taken: number[] = [];
    const scale = (value: number, below: boolean, always: boolean) => {
      const level = y(value, below);
      if (!always && taken.some((t) => Math.abs(t - level) < pen.size)) return;
      taken = [...taken, level];
      if (value > 0) pen.line(plot.x1, level, plot.x2, level, { stroke: 'var(--grid)' });
      if (place.column === 0) pen.text(plot.x1 - 5, level, sayNumber(value), look);
    };
    scale(0, false, true);
    for (const mark of marksUpTo(at.up, at.root)) scale(mark, false, false);
    if (at.mirrored) for (const mark of marksUpTo(at.down, at.root)) scale(mark, true, false);
    for (const s of panel.series) {
      const below = at.mirrored && s.kind === 'conflict';
      drawSeries(
        pen,
        s,
        (i) => across(frame, at.starts[i]!.getTime()),
        (v) => y(v, below),
      );
    }
    pen.line(plot.x1, zero, plot.x2, zero);
  } else if (plot.y2 > plot.y1) {
    const words = 'acts only, no rate';
    if (measure(words) < plot.x2 - plot.x1)
      pen.text(plot.x1 + 4, (plot.y1 + plot.y2) / 2, words, { fill: 'var(--muted)' });
  }
  if (panel.ticks.length === 0) {
    if (panel.series.length === 0) pen.line(plot.x1, bottom, plot.x2, bottom);
    return;
  }
  const height = stripHeight(paper);
  const middle = strip + height / 2;
  pen.line(plot.x1, middle, plot.x2, middle);
  for (const t of panel.ticks) {
    const x = across(frame, toDate(t.day).getTime());
    if (x < frame.left || x > frame.right) continue;
    const x1 = Math.min(Math.max(x - 1.5, frame.left), frame.right - 3);
    const half = height / 2 - 1;
    const y1 =
      t.kind === 'cooperation'
        ? middle - half - 1
        : t.kind === 'conflict'
          ? middle + 1
          : middle - half / 2;
    drawMark(pen, { x1, x2: x1 + 3, y1, y2: y1 + half }, t.kind, t.fill);
  }
}

const sayEstimate = (s: BandSeries, i: number): string =>
  `${sayKind(s.kind)} ${sayNumber(s.value[i]!)}${
    s.low80[i] == null ? '' : ` ${sayInterval(s.low80[i]!, s.high80[i] ?? null)} (80 %)`
  }${s.thin[i] ? '; few data' : ''}`;

function spotsOf(
  figure: BandsFigure,
  at: BandsLayout,
): ReturnType<Chart<BandsFigure>['draw']>['spots'] {
  return at.panels.flatMap((place, lane) => {
    const { panel, plot, frame } = place;
    const title = panel.label.replace('→', 'to');
    const ticks = (from: number, to: number) =>
      panel.ticks.filter((t) => {
        const on = toDate(t.day).getTime();
        return on >= from && on < to;
      });
    const sayTicks = (list: BandPanel['ticks']) =>
      list
        .map((t) => `${sayDay(t.day)} (${t.kind}${t.fill === 'hollow' ? ', picked' : ''})`)
        .join(', ');
    if (panel.series.length === 0) {
      const list = ticks(-Infinity, Infinity);
      const said = `${count(list.length, 'act')}, no rate${list.length > 0 ? `: ${sayTicks(list.slice(0, 8))}${list.length > 8 ? ' and others' : ''}` : ''}`;
      return [
        {
          ...plot,
          y2: place.bottom,
          lane,
          tell: () => tellLines('', panel.label, said),
          speak: () => `${title}: ${said}`,
        },
      ];
    }
    return at.starts.slice(0, -1).flatMap((start, i) => {
      const known = panel.series.filter((s) => s.value[i] != null);
      if (known.length === 0) return [];
      const end = at.starts[i + 1]!.getTime();
      const said = () => known.map((s) => sayEstimate(s, i));
      const acts = () => {
        const list = ticks(start.getTime(), end);
        return list.length === 0 ? '' : `Acts: ${sayTicks(list)}`;
      };
      return [
        {
          x1: across(frame, start.getTime()),
          x2: across(frame, end),
          y1: plot.y1,
          y2: place.bottom,
          lane,
          tell: () =>
            tellLines(
              sayStep(start, figure.step),
              panel.label,
              ...known.map((s, k) => make('span', { class: s.kind }, said()[k]!)),
              acts(),
            ),
          speak: () => `${title}, ${sayStep(start, figure.step)}: ${said().join('; ')}. ${acts()}`,
        },
      ];
    });
  });
}

/** Height of the pictures on one sheet of paper, pixels: more would have to be made too small to read. */
const sheetHeight = 640;

export const bands: Chart<BandsFigure> = {
  role: 'small charts of rates',
  hint: 'Point at a month, or move here by Tab and use the arrow keys: left and right along time and from panel to panel, up and down between panels, Escape to close.',
  key(figure) {
    const series = figure.panels.flatMap((p) => p.series);
    const kinds = new Set<Kind>(series.map((s) => s.kind));
    const nodes: Node[] = [];
    const both = kinds.has('conflict') && kinds.size > 1;
    if (series.length > 0) {
      nodes.push(
        keyItem(
          '',
          `Height: ${figure.unit}, one ${isRoot(figure) ? 'square-root ' : ''}scale for all panels`,
        ),
        ...kindKey(kinds, {
          cooperation: both ? '▲ cooperation above zero' : 'cooperation',
          conflict: both ? '▼ conflict below zero' : 'conflict',
          neutral: 'neutral',
        }),
        keyItem('', ' bands: 50 and 80 %', swatch('bands')),
      );
    }
    if (series.some((s) => s.thin.some((t) => t)))
      nodes.push(keyItem('', ' dashed and striped: too few data to lean on', swatch('striped')));
    const ticks = figure.panels.flatMap((p) => p.ticks);
    if (ticks.length > 0) {
      if (series.length === 0)
        nodes.push(
          ...kindKey(new Set(ticks.map((t) => t.kind)), {
            cooperation: '▲ cooperation above the line',
            conflict: '▼ conflict below',
            neutral: '▪ neutral on it',
          }),
        );
      const fills = new Set(ticks.map((t) => t.fill));
      if (fills.has('solid'))
        nodes.push(keyItem('', ' tick: an act of a register', swatch('solid')));
      if (fills.has('half')) nodes.push(keyItem('', ' tick: a reported act', swatch('half')));
      if (fills.has('hollow'))
        nodes.push(
          keyItem('', ' tick: an act picked by an author, never a rate', swatch('hollow')),
        );
    }
    return nodes;
  },
  draw(figure, setting) {
    const sheet = (panels: BandPanel[]) => {
      const at = layoutBands(figure, setting, panels);
      const pen = new Pen(setting.width, at.height, setting.size);
      for (const place of at.panels) drawPanel(pen, at, place, setting.paper, setting.measure);
      return { svg: pen.svg, spots: spotsOf(figure, at) };
    };
    if (!setting.paper) return sheet(figure.panels);
    const whole = layoutBands(figure, setting);
    const rows = Math.ceil(figure.panels.length / whole.columns);
    const perSheet =
      whole.columns * Math.max(1, Math.min(rows, Math.floor((rows * sheetHeight) / whole.height)));
    const sheets: SVGSVGElement[] = [];
    for (let i = 0; i < figure.panels.length; i += perSheet)
      sheets.push(sheet(figure.panels.slice(i, i + perSheet)).svg);
    return { svg: sheets[0]!, more: sheets.slice(1), spots: [] };
  },
  csv(figure) {
    const rows = figure.panels.flatMap((p) => [
      ...p.series.flatMap((s) => {
        const starts = stepStarts(figure.from, figure.step, s.value.length);
        return s.value.map((value, i) => ({
          panel: p.label,
          what: 'estimate',
          kind: s.kind,
          day: starts[i]!.toISOString().slice(0, 10),
          value,
          low50: s.low50[i],
          high50: s.high50[i],
          low80: s.low80[i],
          high80: s.high80[i],
          thin: s.thin[i] ? 1 : 0,
        }));
      }),
      ...p.ticks.map((t) => ({ panel: p.label, what: 'act', ...t })),
    ]);
    const columns = ['panel', 'what', 'kind', 'day', 'value', 'low50', 'high50', 'low80', 'high80'];
    return csv([...columns, 'thin', 'fill'], rows);
  },
};
