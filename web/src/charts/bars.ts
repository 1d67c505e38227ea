// Counts by month: one small row of bars a series, all on one height scale and one time axis.
//
// A month without data is hatched; a month with a count of zero is an empty place on the line. The two
// are different things and never look alike.

import { across, colour, type TimeFrame } from '../calendar';
import { csv } from '../save';
import { count } from '../words';
import { keyItem, sayKind, swatch, tellLines, type Chart, type Setting } from './kinds';
import { bolder, lineHeight, niceBelow, Pen, sayNumber, timeAxis, wrap } from './pen';
import type { BarsFigure } from './read';
import { sayStep, stepStarts } from './steps';

export interface BarsLayout {
  frame: TimeFrame;
  wide: boolean;
  top: number;
  bottom: number;
  height: number;
  /** Largest value of the figure, and the value that is written at the scale. */
  most: number;
  tick: number;
  rowHeight: number;
  rows: { y: number; labelY: number; label: string[] }[];
}

export function layoutBars(
  figure: BarsFigure,
  { width, paper, measure, size }: Omit<Setting, 'data'>,
): BarsLayout {
  const wide = paper || width >= 640;
  const line = size * lineHeight;
  const values = figure.rows.flatMap((row) => row.values.filter((v) => v !== null));
  const most = Math.max(1, ...values);
  const tick = niceBelow(most);
  const scale = Math.max(measure(sayNumber(tick)), measure('0')) + 8;
  const bold = (text: string) => measure(text) * bolder;
  const room = wide ? Math.min(220, width * 0.24) : width - 8;
  const labels = figure.rows.map((row) => wrap(row.label, room, bold));
  const widest = wide ? Math.max(...labels.flat().map(bold), 0) + 16 : 0;
  const steps = Math.max(...figure.rows.map((row) => row.values.length));
  const starts = stepStarts(figure.from, 'month', steps);
  const top = size * 1.8;
  const rowHeight = paper ? 34 : 56;
  const gap = paper ? 10 : 16;
  let y = top;
  const rows = labels.map((label) => {
    const text = label.length * line;
    const labelY = wide ? y + (rowHeight - text) / 2 + line / 2 : y + line / 2;
    const base = y + (wide ? Math.max(rowHeight, text) : text + 2 + rowHeight);
    y = base + gap;
    return { y: base, labelY, label };
  });
  const bottom = y - gap + 4;
  return {
    frame: {
      from: starts[0]!,
      to: starts[steps]!,
      left: Math.ceil(widest + scale),
      right: width - 6,
    },
    wide,
    top,
    bottom,
    height: Math.ceil(bottom + size * 1.6),
    most,
    tick,
    rowHeight,
    rows,
  };
}

export const bars: Chart<BarsFigure> = {
  role: 'bars by month',
  hint: 'Point at a month, or move here by Tab and use the arrow keys: left and right along the months that are not zero, up and down between rows, Escape to close.',
  key: (figure) => [
    keyItem('', `Height: ${figure.unit}, one scale for all rows`),
    ...(figure.rows.some((row) => row.values.includes(null))
      ? [keyItem('', ' no data', swatch('hatch'))]
      : []),
  ],
  draw(figure, setting) {
    const at = layoutBars(figure, setting);
    const { left, right } = at.frame;
    const pen = new Pen(setting.width, at.height, setting.size);
    timeAxis(pen, at.frame, at.top, at.bottom, { above: at.rows.length > 3, below: true });
    const starts = stepStarts(
      figure.from,
      'month',
      1 + Math.max(...figure.rows.map((r) => r.values.length)),
    );
    const x = (i: number) => across(at.frame, starts[i]!.getTime());
    const gap = (right - left) / starts.length > 4 ? 1 : 0.3;
    const spots: ReturnType<Chart<BarsFigure>['draw']>['spots'] = [];
    figure.rows.forEach((row, index) => {
      const { y, labelY, label } = at.rows[index]!;
      const height = (v: number) => (v / at.most) * at.rowHeight;
      const anchor = at.wide ? 'end' : 'start';
      const scaleWidth = setting.measure(sayNumber(at.tick)) + 20;
      pen.text(at.wide ? left - scaleWidth : 4, labelY, label, {
        'text-anchor': anchor,
        'font-weight': 700,
        fill: 'var(--ink)',
      });
      const look = { 'text-anchor': 'end', fill: 'var(--muted)' };
      pen.text(left - 6, y - height(at.tick), sayNumber(at.tick), look);
      if (height(at.tick) > setting.size) pen.text(left - 6, y, '0', look);
      pen.line(left, y - height(at.tick), right, y - height(at.tick), { stroke: 'var(--grid)' });
      const hatch = pen.hatch('var(--hatch)', 5, 1.4);
      for (let i = 0; i < row.values.length; i += 1) {
        if (row.values[i] !== null) continue;
        let end = i + 1;
        while (end < row.values.length && row.values[end] === null) end += 1;
        pen.box({ x1: x(i), x2: x(end), y1: y - at.rowHeight, y2: y }, { fill: hatch });
        i = end - 1;
      }
      pen.group({ fill: colour[row.kind] }, () => {
        row.values.forEach((value, i) => {
          const box = { x1: x(i) + gap / 2, x2: x(i + 1) - gap / 2, y1: y, y2: y };
          if (value !== null && value > 0) {
            box.y1 = y - height(value);
            pen.box(box, {});
          }
          if (value === 0) return;
          const said = value === null ? 'no data' : `${sayNumber(value)} (${figure.unit})`;
          spots.push({
            ...box,
            y1: value === null ? y - at.rowHeight : box.y1,
            lane: index,
            tell: () => tellLines(sayStep(starts[i]!, 'month'), row.label, said),
            speak: () => `${row.label}, ${sayStep(starts[i]!, 'month')}: ${said}`,
          });
        });
      });
      pen.line(left, y, right, y);
      const total = row.values.reduce((sum: number, v) => sum + (v ?? 0), 0);
      if (total === 0 && spots.every((s) => s.lane !== index))
        spots.push({
          x1: left,
          x2: right,
          y1: y - 4,
          y2: y,
          lane: index,
          tell: () => tellLines('', row.label, `none in ${count(row.values.length, 'month')}`),
          speak: () => `${row.label}: none in ${count(row.values.length, 'month')}`,
        });
    });
    return { svg: pen.svg, spots };
  },
  csv: (figure) =>
    csv(
      ['row', 'kind', 'month', 'value'],
      figure.rows.flatMap((row) => {
        const starts = stepStarts(figure.from, 'month', row.values.length);
        return row.values.map((value, i) => ({
          row: row.label,
          kind: sayKind(row.kind),
          month: starts[i]!.toISOString().slice(0, 7),
          value,
        }));
      }),
    ),
};
