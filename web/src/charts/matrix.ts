// Who stands with whom: a square of numbers, coloured blue where two agree and red where they are apart.
//
// The number is printed in the cell, so that the colour only helps. Cells whose interval holds zero are
// pale and their number is not bold: they show no more than that. The colour's depth is in proportion
// to the number, from zero; at its deepest the number still has a contrast of 4.5:1 (palette.test.ts).

import { csv } from '../save';
import { keyItem, swatch, tellLines, type Chart, type Setting } from './kinds';
import { bolder, lineHeight, Pen, sayInterval, sayNumber, wrap } from './pen';
import type { MatrixFigure } from './read';

/** Opacity of the strongest cell's colour. */
export const deepest = 0.5;

export interface MatrixLayout {
  height: number;
  left: number;
  top: number;
  cellWidth: number;
  cellHeight: number;
  rows: string[][];
  columns: string[][];
  /** Columns' names run upwards. */
  upright: boolean;
  /** Text size of the numbers; 0 where they have no room. */
  numbers: number;
  writing: Writing;
}

/** How a number is written: with two decimals, with one, or with one at most and no zero before it. */
export type Writing = 'full' | 'short' | 'bare';

export function sayCell(value: number, writing: Writing = 'full'): string {
  const size = Math.abs(value);
  const decimals = size >= 100 ? 0 : size >= 10 || writing !== 'full' ? 1 : 2;
  const text = size.toFixed(size >= 10 && writing !== 'full' ? 0 : decimals);
  if (Number(text) === 0) return '0';
  return `${value > 0 ? '+' : '−'}${writing === 'bare' ? text.replace(/^0\./, '.').replace(/\.0$/, '') : text}`;
}

export function layoutMatrix(
  figure: MatrixFigure,
  { width, paper, measure, size }: Omit<Setting, 'data'>,
): MatrixLayout {
  const n = figure.actors.length;
  const line = size * lineHeight;
  const rows = figure.actors.map((name) => wrap(name, Math.min(180, width * 0.28), measure, 2));
  const left = Math.ceil(Math.max(...rows.flat().map(measure))) + 10;
  const cellWidth = Math.min((width - left - 2) / n, paper ? 70 : 96);
  const fits = (writing: Writing, s: number) =>
    Math.max(...figure.value.flat().map((v) => (v === null ? 0 : measure(sayCell(v, writing))))) *
      bolder *
      (s / size) +
      3 <=
    cellWidth;
  const forms = (['full', 'short', 'bare'] as const).flatMap((writing) =>
    [size, size - 2, size - 3].map((s) => ({ writing, s })),
  );
  const form = forms.find(({ writing, s }) => fits(writing, s));
  const level = figure.actors.map((name) => wrap(name, cellWidth - 4, measure, 2));
  // Level where no name is cut and no word is wider than the column.
  const upright = level.some((lines) => lines.some((l) => l.endsWith('…')));
  const columns = upright ? figure.actors.map((name) => wrap(name, 130, measure, 1)) : level;
  const top = upright
    ? Math.ceil(Math.max(...columns.flat().map(measure))) + 10
    : Math.max(...columns.map((l) => l.length)) * line + 6;
  const tallest = Math.max(...rows.map((l) => l.length)) * line + 4;
  const cellHeight = Math.max(tallest, Math.min(cellWidth * 0.62, 44), paper ? 22 : 26);
  return {
    height: Math.ceil(top + n * cellHeight + 2),
    left,
    top,
    cellWidth,
    cellHeight,
    rows,
    columns,
    upright,
    numbers: form?.s ?? 0,
    writing: form?.writing ?? 'full',
  };
}

/** Neither end missing, and both on one side of zero. */
export function isClear(low: number | null, high: number | null): boolean {
  return low !== null && high !== null && (low > 0 || high < 0);
}

export const matrix: Chart<MatrixFigure> = {
  role: 'matrix',
  hint: 'Point at a cell, or move here by Tab and use the arrow keys: left and right along a row, up and down between rows, Escape to close.',
  key(figure) {
    const cells = figure.value.flatMap((row, i) =>
      row.map((v, j) => ({
        v,
        own: i === j,
        clear: isClear(figure.low[i]![j]!, figure.high[i]![j]!),
      })),
    );
    const nodes: Node[] = [
      keyItem('', `In the cell: ${figure.unit}`),
      keyItem('', ' + together', swatch('agree square')),
      keyItem('', ' − apart', swatch('apart square')),
    ];
    if (cells.some((c) => c.v !== null && !c.clear))
      nodes.push(keyItem('', 'pale, not bold: the interval holds zero'));
    if (cells.some((c) => c.v === null && !c.own)) nodes.push(keyItem('', '· no data'));
    return nodes;
  },
  draw(figure, setting) {
    const at = layoutMatrix(figure, setting);
    const pen = new Pen(setting.width, at.height, setting.size);
    const step = setting.size * lineHeight;
    const largest = Math.max(...figure.value.flat().map((v) => Math.abs(v ?? 0))) || 1;
    const spots: ReturnType<Chart<MatrixFigure>['draw']>['spots'] = [];
    figure.actors.forEach((name, i) => {
      const x = at.left + (i + 0.5) * at.cellWidth;
      const y = at.top + (i + 0.5) * at.cellHeight;
      const row = at.rows[i]!;
      pen.text(at.left - 8, y - ((row.length - 1) / 2) * step, row, { 'text-anchor': 'end' });
      const column = at.columns[i]!;
      if (at.upright)
        pen.text(0, 0, column, { transform: `translate(${x},${at.top - 6}) rotate(-90)` });
      else
        pen.text(x, at.top - 6 - (column.length - 0.5) * step, column, { 'text-anchor': 'middle' });
      figure.actors.forEach((other, j) => {
        const value = figure.value[i]![j]!;
        const [low, high, shared] = [figure.low, figure.high, figure.shared].map((g) => g[i]![j]!);
        const box = {
          x1: at.left + j * at.cellWidth,
          x2: at.left + (j + 1) * at.cellWidth,
          y1: at.top + i * at.cellHeight,
          y2: at.top + (i + 1) * at.cellHeight,
        };
        const middle = (box.x1 + box.x2) / 2;
        if (value === null) {
          if (i !== j) pen.text(middle, y, '·', { 'text-anchor': 'middle', fill: 'var(--muted)' });
          return;
        }
        const clear = isClear(low!, high!);
        const inner = { x1: box.x1 + 1, x2: box.x2 - 1, y1: box.y1 + 1, y2: box.y2 - 1 };
        const tone = value >= 0 ? 'var(--cooperation)' : 'var(--conflict)';
        pen.box(inner, { fill: 'var(--paper)' });
        pen.box(inner, {
          fill: tone,
          'fill-opacity': ((Math.abs(value) / largest) * deepest * (clear ? 1 : 0.3)).toFixed(3),
          stroke: clear ? tone : 'var(--grid)',
          'stroke-width': 1,
        });
        if (at.numbers > 0)
          pen.text(middle, y, sayCell(value, at.writing), {
            'text-anchor': 'middle',
            'font-size': at.numbers,
            'font-weight': clear ? 700 : 400,
            fill: clear ? 'var(--ink)' : 'var(--muted)',
          });
        const interval = sayInterval(low!, high!);
        const said = `${sayNumber(value)} ${interval}`.trim();
        const more = [
          clear || interval === '' ? '' : 'the interval holds zero',
          shared === null ? '' : `in common: ${sayNumber(shared!)}`,
        ].filter((w) => w !== '');
        spots.push({
          ...inner,
          lane: i,
          tell: () => tellLines('', `${name}, ${other}`, `${said} ${figure.unit}`, more.join('; ')),
          speak: () => `${name}, ${other}: ${said} ${figure.unit}. ${more.join('; ')}`,
        });
      });
    });
    return { svg: pen.svg, spots };
  },
  csv: (figure) =>
    csv(
      ['row', 'column', 'value', 'low', 'high', 'shared'],
      figure.actors.flatMap((row, i) =>
        figure.actors.flatMap((column, j) =>
          i === j && figure.value[i]![j] === null
            ? []
            : [
                {
                  row,
                  column,
                  value: figure.value[i]![j],
                  low: figure.low[i]![j],
                  high: figure.high[i]![j],
                  shared: figure.shared[i]![j],
                },
              ],
        ),
      ),
    ),
};
