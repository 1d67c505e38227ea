// Were probabilities kept? Across, what was said; up, how often it happened; on the slanting line the two
// agree (the reliability diagram of Murphy and Winkler 1977).
//
// A point is all forecasts with one word of probability; its size says how many, its upright line is the
// interval of the share. Where that interval leaves out what was said, the point is hollow. Both axes are
// the same in all panels.

import type { Box } from '../labels';
import { csv } from '../save';
import { count } from '../words';
import { keyItem, tellLines, type Chart, type Setting } from './kinds';
import { bolder, lineHeight, Pen, sayInterval, sayNumber, wrap } from './pen';
import type { ReliabilityFigure, ReliabilityPoint } from './read';

export interface ReliabilityPlace {
  panel: ReliabilityFigure['panels'][number];
  column: number;
  title: string[];
  note: string[];
  titleY: number;
  /** A square. */
  plot: Box;
}

export interface ReliabilityLayout {
  height: number;
  columns: number;
  panels: ReliabilityPlace[];
}

const largest = 300;
const upWords = '↑ share that happened, %';
const acrossWords = 'probability said, % →';

export function layoutReliability(
  figure: ReliabilityFigure,
  { width, paper, measure, size }: Omit<Setting, 'data'>,
): ReliabilityLayout {
  const shown = figure.panels.filter((p) => p.points.length > 0);
  const most = paper || width >= 900 ? 4 : width >= 640 ? 3 : width >= 460 ? 2 : 1;
  const columns = Math.max(1, Math.min(most, shown.length));
  const line = size * lineHeight;
  const gutter = Math.ceil(measure('100') + 8);
  const gap = paper ? 20 : 34;
  // The last number across stands half beyond the square.
  const edge = Math.ceil(measure('100') / 2) + 2;
  const room = (width - gutter - edge - (columns - 1) * gap) / columns;
  const side = Math.max(20, Math.min(room, paper ? 150 : largest));
  const panels: ReliabilityPlace[] = [];
  let y = 0;
  for (let first = 0; first < shown.length; first += columns) {
    const row = shown.slice(first, first + columns).map((panel) => ({
      panel,
      title: wrap(panel.label, side, (t) => measure(t) * bolder, 3),
      note: panel.note === null ? [] : wrap(panel.note, side, measure, 3),
    }));
    const words = Math.max(...row.map((r) => r.title.length + r.note.length));
    const head = (words + 1) * line + 9;
    row.forEach(({ panel, title, note }, column) => {
      const x1 = gutter + column * (side + gap);
      const y1 = y + head;
      panels.push({
        panel,
        column,
        title,
        note,
        titleY: y + (words - title.length - note.length) * line + line / 2,
        plot: { x1, x2: x1 + side, y1, y2: y1 + side },
      });
    });
    y += head + side + 2 * line + (paper ? 8 : 20);
  }
  return { height: Math.ceil(y - (paper ? 4 : 14)), columns, panels };
}

const isKept = (p: ReliabilityPoint): boolean =>
  p.low === null || p.high === null || (p.low <= p.said && p.said <= p.high);

const percent = (v: number): string => `${sayNumber(Math.round(v * 1000) / 10)} %`;

const sayPoint = (p: ReliabilityPoint): string =>
  `said ${percent(p.said)}, happened ${percent(p.share)} ${
    p.low === null || p.high === null
      ? ''
      : `${sayInterval(Math.round(p.low * 1000) / 10, Math.round(p.high * 1000) / 10)} (90 %) `
  }of ${count(p.n, 'forecast')}${isKept(p) ? '' : '; off by more than chance'}`;

function place(at: ReliabilityPlace, p: ReliabilityPoint, most: number) {
  const side = at.plot.x2 - at.plot.x1;
  return {
    x: at.plot.x1 + p.said * side,
    y: at.plot.y2 - p.share * side,
    r: 3.5 + 5.5 * Math.sqrt(most > 0 ? p.n / most : 0),
    up: (v: number) => at.plot.y2 - v * side,
  };
}

function drawPanel(
  pen: Pen,
  figure: ReliabilityFigure,
  at: ReliabilityPlace,
  most: number,
  measure: Setting['measure'],
): void {
  const { panel, plot } = at;
  const side = plot.x2 - plot.x1;
  pen.text(plot.x1, at.titleY, at.title, { 'font-weight': 700, fill: 'var(--ink)' });
  const noteY = at.titleY + at.title.length * pen.size * lineHeight;
  pen.text(plot.x1, noteY, at.note, { fill: 'var(--muted)' });
  const fits = (words: string) => measure(words) <= side;
  if (fits(upWords))
    pen.text(plot.x1, plot.y1 - 6 - pen.size / 2, upWords, { fill: 'var(--muted)' });
  for (const limit of figure.limits) {
    const x = plot.x1 + limit * side;
    pen.line(x, plot.y1, x, plot.y2, { stroke: 'var(--grid)' });
  }
  const ticks = side >= 5 * (measure('100') + 6) ? [0, 25, 50, 75, 100] : [0, 50, 100];
  for (const tick of ticks) {
    const [x, y] = [plot.x1 + (tick / 100) * side, plot.y2 - (tick / 100) * side];
    pen.line(plot.x1, y, plot.x2, y, { stroke: 'var(--grid)' });
    pen.line(x, plot.y2, x, plot.y2 + 4);
    const look = { fill: 'var(--muted)' };
    pen.text(x, plot.y2 + 4 + pen.size * 0.7, String(tick), { ...look, 'text-anchor': 'middle' });
    if (at.column === 0) pen.text(plot.x1 - 5, y, String(tick), { ...look, 'text-anchor': 'end' });
  }
  if (fits(acrossWords))
    pen.text(plot.x2, plot.y2 + 4 + pen.size * (0.7 + lineHeight), acrossWords, {
      fill: 'var(--muted)',
      'text-anchor': 'end',
    });
  pen.line(plot.x1, plot.y2, plot.x2, plot.y1, { stroke: 'var(--axis)', 'stroke-width': 1.3 });
  pen.line(plot.x1, plot.y1, plot.x1, plot.y2);
  pen.line(plot.x1, plot.y2, plot.x2, plot.y2);
  for (const p of panel.points) {
    const { x, up } = place(at, p, most);
    if (p.low !== null && p.high !== null)
      pen.line(x, up(p.low), x, up(p.high), { stroke: 'var(--neutral)', 'stroke-width': 2 });
  }
  // The large ones first, so that none is hidden.
  for (const p of [...panel.points].sort((a, b) => b.n - a.n)) {
    const { x, y, r } = place(at, p, most);
    pen.dot(
      x,
      y,
      isKept(p) ? r : r - 0.8,
      isKept(p)
        ? { fill: 'var(--neutral)', stroke: 'var(--paper)', 'stroke-width': 1 }
        : { fill: 'var(--paper)', stroke: 'var(--ink)', 'stroke-width': 2 },
    );
  }
}

export const reliability: Chart<ReliabilityFigure> = {
  role: 'probabilities said against what happened',
  hint: 'Point at a point, or move here by Tab and use the arrow keys: left and right along the probabilities and from panel to panel, up and down between panels, Escape to close.',
  key: (figure) => [
    keyItem('', 'On the slanting line, what was said came as often as was said'),
    keyItem('', '● a word of probability; larger: more forecasts; upright line: 90 % interval'),
    ...(figure.panels.some((p) => p.points.some((q) => !isKept(q)))
      ? [keyItem('', '○ off by more than chance')]
      : []),
    ...(figure.limits.length > 0 ? [keyItem('', 'upright rules: limits of the words')] : []),
  ],
  draw(figure, setting) {
    const at = layoutReliability(figure, setting);
    const pen = new Pen(setting.width, at.height, setting.size);
    for (const one of at.panels) {
      const most = Math.max(0, ...one.panel.points.map((p) => p.n));
      drawPanel(pen, figure, one, most, setting.measure);
    }
    const spots = at.panels.flatMap((one, lane) => {
      const most = Math.max(0, ...one.panel.points.map((p) => p.n));
      return one.panel.points.map((p) => {
        const { x, y, r } = place(one, p, most);
        return {
          x1: x - r,
          x2: x + r,
          y1: y - r,
          y2: y + r,
          lane,
          tell: () => tellLines(one.panel.label, p.word ?? '', sayPoint(p)),
          speak: () => `${one.panel.label}, ${p.word ?? 'a word'}: ${sayPoint(p)}.`,
        };
      });
    });
    return { svg: pen.svg, spots };
  },
  csv: (figure) =>
    csv(
      ['panel', 'word', 'n', 'said', 'share', 'low', 'high'],
      figure.panels.flatMap((p) => p.points.map((q) => ({ panel: p.label, ...q }))),
    ),
};
