// What is expected after what was seen: weekly counts up to the last known day, then how many acts a week
// the next days bring, with bands of 50 and 80 %.
//
// Horizons are nested (the next 7, 30 and 90 days), so each step of the fan is the average a week over all
// days up to the step's end, and stands where its days reach beyond the shorter horizon's. The line of what
// was seen is solid, that of what is expected dashed; an upright line stands between the two. One scale for
// all panels, of square roots where a few dwarf the others.

import { across, colour, kDay, type TimeFrame } from '../calendar';
import type { Box } from '../labels';
import { csv } from '../save';
import { sayDay, toDate } from '../words';
import { runs } from './bands';
import { keyItem, swatch, tellLines, type Chart, type Setting } from './kinds';
import {
  bolder,
  lineHeight,
  marksUpTo,
  Pen,
  round,
  sayInterval,
  sayNumber,
  timeAxis,
  wrap,
} from './pen';
import type { FanFigure, FanPanel, FanStep } from './read';

export interface FanPlace {
  panel: FanPanel;
  column: number;
  title: string[];
  note: string[];
  titleY: number;
  frame: TimeFrame;
  plot: Box;
}

export interface FanLayout {
  height: number;
  columns: number;
  panels: FanPlace[];
  top: number;
  root: boolean;
  /** The first moment after the last known day, milliseconds. */
  now: number;
}

const topOf = (panel: FanPanel): number =>
  Math.max(
    0,
    ...panel.observed.filter((v) => v !== null),
    ...panel.ahead.map((s) => Math.max(s.value, s.high80 ?? 0)),
  );

/** The tallest panel is more than four times as tall as the middle one. */
export function isRootFan(figure: FanFigure): boolean {
  const tops = figure.panels.map(topOf).sort((a, b) => a - b);
  const middle = tops[Math.ceil((tops.length - 1) / 2)] ?? 0;
  return tops.length > 1 && tops[tops.length - 1]! > 4 * Math.max(middle, 1e-12);
}

const nowOf = (figure: FanFigure): number => toDate(figure.now).getTime() + kDay;

export function layoutFan(
  figure: FanFigure,
  { width, paper, measure, size }: Omit<Setting, 'data'>,
): FanLayout {
  // Where nothing was seen and nothing is expected, the scale still says one act a week.
  const top = Math.max(...figure.panels.map(topOf)) || 1;
  const most = paper || width >= 1000 ? 4 : width >= 740 ? 3 : width >= 480 ? 2 : 1;
  const columns = Math.max(1, Math.min(most, figure.panels.length));
  const line = size * lineHeight;
  const root = isRootFan(figure);
  const marks = [0, ...marksUpTo(top, root)].map((v) => measure(sayNumber(v)));
  const gutter = Math.ceil(Math.max(...marks) + 8);
  const gap = paper ? 14 : 26;
  const panelWidth = (width - gutter - 6 - (columns - 1) * gap) / columns;
  const curves = paper ? 62 : 104;
  const longest = Math.max(7, ...figure.panels.flatMap((p) => p.ahead.map((s) => s.days)));
  const now = nowOf(figure);
  const panels: FanPlace[] = [];
  let y = 0;
  for (let first = 0; first < figure.panels.length; first += columns) {
    const row = figure.panels.slice(first, first + columns).map((panel) => ({
      panel,
      title: wrap(panel.label, panelWidth, (t) => measure(t) * bolder, 3),
      note: panel.note === null ? [] : wrap(panel.note, panelWidth, measure, 2),
    }));
    const head = Math.max(...row.map((r) => r.title.length + r.note.length)) * line + 7;
    row.forEach(({ panel, title, note }, column) => {
      const left = gutter + column * (panelWidth + gap);
      panels.push({
        panel,
        column,
        title,
        note,
        titleY: y + head - 7 - (title.length + note.length) * line + line / 2,
        frame: {
          from: toDate(figure.from),
          to: new Date(now + longest * kDay),
          left,
          right: left + panelWidth,
        },
        plot: { x1: left, x2: left + panelWidth, y1: y + head, y2: y + head + curves },
      });
    });
    y += head + curves + size * 1.4 + (paper ? 7 : 18);
  }
  const height = Math.ceil(y - (paper ? 6 : 16));
  return { height, columns, panels, top, root, now };
}

/** Box of a step of the fan: from where the shorter horizon ends to its own end. */
export function stepEnds(at: FanLayout, place: FanPlace, i: number): [number, number] {
  const before = place.panel.ahead[i - 1]?.days ?? 0;
  return [
    across(place.frame, at.now + before * kDay),
    across(place.frame, at.now + place.panel.ahead[i]!.days * kDay),
  ];
}

const heightOf = (at: FanLayout, place: FanPlace): ((v: number) => number) => {
  const f = (v: number) => (at.root ? Math.sqrt(v) : v);
  const perUnit = (place.plot.y2 - place.plot.y1) / f(at.top);
  return (v) => place.plot.y2 - f(Math.min(Math.max(v, 0), at.top)) * perUnit;
};

function drawPanel(pen: Pen, figure: FanFigure, at: FanLayout, place: FanPlace): void {
  const { panel, plot, frame } = place;
  pen.text(plot.x1, place.titleY, place.title, { 'font-weight': 700, fill: 'var(--ink)' });
  const noteY = place.titleY + place.title.length * pen.size * lineHeight;
  pen.text(plot.x1, noteY, place.note, { fill: 'var(--muted)' });
  timeAxis(pen, frame, plot.y1, plot.y2, { above: false, below: true });
  const y = heightOf(at, place);
  let taken = [plot.y2];
  for (const value of [0, ...marksUpTo(at.top, at.root)]) {
    const level = y(value);
    if (value > 0 && taken.some((t) => Math.abs(t - level) < pen.size)) continue;
    taken = [...taken, level];
    if (value > 0) pen.line(plot.x1, level, plot.x2, level, { stroke: 'var(--grid)' });
    if (place.column === 0)
      pen.text(plot.x1 - 5, level, sayNumber(value), {
        'text-anchor': 'end',
        fill: 'var(--muted)',
      });
  }
  const tone = colour[figure.kind];
  const start = frame.from.getTime();
  const x = (week: number) => across(frame, Math.min(start + week * 7 * kDay, at.now));
  panel.ahead.forEach((step, i) => {
    const [x1, x2] = stepEnds(at, place, i);
    const band = (low: number | null, high: number | null, opacity: number) => {
      if (low === null || high === null) return;
      pen.box({ x1, x2, y1: y(high), y2: y(low) }, { fill: tone, 'fill-opacity': opacity });
    };
    band(step.low80, step.high80, 0.22);
    band(step.low50, step.high50, 0.36);
  });
  const known = runs(panel.observed.length, (i) => panel.observed[i] !== null);
  const steps = known.map(([from, to]) => {
    const points: string[] = [];
    for (let i = from; i < to; i += 1) {
      const level = round(y(panel.observed[i]!));
      points.push(`${round(x(i))},${level}`, `${round(x(i + 1))},${level}`);
    }
    return `M${points.join('L')}`;
  });
  pen.path(steps.join(''), { fill: 'none', stroke: tone, 'stroke-width': 1.6 });
  pen.group({ stroke: tone, 'stroke-width': 1.8, 'stroke-dasharray': '4 2.5' }, () => {
    panel.ahead.forEach((step, i) => {
      const [x1, x2] = stepEnds(at, place, i);
      pen.line(x1, y(step.value), x2, y(step.value), { stroke: null });
    });
  });
  pen.line(plot.x1, plot.y2, plot.x2, plot.y2);
  const nowX = across(frame, at.now);
  pen.line(nowX, plot.y1 - 3, nowX, plot.y2 + 4, { stroke: 'var(--ink)', 'stroke-width': 1.2 });
}

const dayAt = (time: number): string => sayDay(new Date(time).toISOString().slice(0, 10));

function sayStep(figure: FanFigure, step: FanStep): [string, string] {
  const last = dayAt(toDate(figure.now).getTime() + step.days * kDay);
  const bands = [
    step.low50 === null ? '' : `${sayInterval(step.low50, step.high50)} (50 %)`,
    step.low80 === null ? '' : `${sayInterval(step.low80, step.high80)} (80 %)`,
  ].filter((t) => t !== '');
  return [
    `next ${step.days} days, to ${last}`,
    [`expected ${sayNumber(step.value)}`, ...bands].join(', '),
  ];
}

export const fan: Chart<FanFigure> = {
  role: 'small charts of counts and what is expected',
  hint: 'Point at a week or a step of the fan, or move here by Tab and use the arrow keys: left and right along time and from panel to panel, up and down between panels, Escape to close.',
  key: (figure) => [
    keyItem('', `Height: ${figure.unit}, one ${isRootFan(figure) ? 'square-root ' : ''}scale`),
    keyItem(figure.kind, '━ seen, week by week'),
    keyItem(
      figure.kind,
      '╌ expected: median of the average a week over all days to the step’s end',
    ),
    keyItem('', ' bands: 50 and 80 %', swatch('bands')),
    keyItem('', `│ end of ${sayDay(figure.now)}, the last known day`),
  ],
  draw(figure, setting) {
    const at = layoutFan(figure, setting);
    const pen = new Pen(setting.width, at.height, setting.size);
    for (const place of at.panels) drawPanel(pen, figure, at, place);
    const start = toDate(figure.from).getTime();
    const spots = at.panels.flatMap((place, lane) => {
      const { panel, plot, frame } = place;
      const spot = (x1: number, x2: number, when: string, said: string) => ({
        ...plot,
        x1,
        x2,
        lane,
        tell: () => tellLines(when, panel.label, said),
        speak: () => `${panel.label.replace('→', 'to')}, ${when}: ${said}.`,
      });
      const weeks = panel.observed.map((value, i) => {
        const from = start + i * 7 * kDay;
        const said = value === null ? 'no data' : `${sayNumber(value)} seen`;
        const ends = [from, Math.min(from + 7 * kDay, at.now)].map((t) => across(frame, t));
        return spot(ends[0]!, ends[1]!, `week from ${dayAt(from)}`, said);
      });
      const steps = panel.ahead.map((step, i) => {
        const [x1, x2] = stepEnds(at, place, i);
        return spot(x1, x2, ...sayStep(figure, step));
      });
      return [...weeks, ...steps];
    });
    return { svg: pen.svg, spots };
  },
  csv(figure) {
    const start = toDate(figure.from).getTime();
    const iso = (time: number) => new Date(time).toISOString().slice(0, 10);
    const now = toDate(figure.now).getTime();
    const rows = figure.panels.flatMap((p) => [
      ...p.observed.map((value, i) => ({
        panel: p.label,
        what: 'seen',
        from: iso(start + i * 7 * kDay),
        to: iso(Math.min(start + (i * 7 + 6) * kDay, now)),
        value,
      })),
      ...p.ahead.map((step) => ({
        panel: p.label,
        what: 'expected',
        from: iso(now + kDay),
        to: iso(now + step.days * kDay),
        ...step,
      })),
    ]);
    const columns = ['panel', 'what', 'from', 'to', 'value', 'low50', 'high50', 'low80', 'high80'];
    return csv(columns, rows);
  },
};
