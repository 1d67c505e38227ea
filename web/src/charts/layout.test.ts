// Layouts of the kinds that were there first: small worlds worked by hand, then random ones in which nothing
// may leave the picture or stand on something else. (fan and reliability: forecasts.test.ts.)

import { describe, expect, it } from 'vitest';
import { readData } from '../data';
import { overlap } from '../labels';
import { bands, layoutBands, runs } from './bands';
import { bars, layoutBars } from './bars';
import { domainOf, forest, layoutForest, ticksOf } from './forest';
import type { Chart } from './kinds';
import { lanes, layoutLanes } from './lanes';
import { isClear, layoutMatrix, matrix, sayCell } from './matrix';
import { niceBelow, sayInterval, sayNumber, wrap } from './pen';
import { readFigure, type Figure } from './read';
import { sayStep, stepStarts } from './steps';
import { layoutVotes, votes } from './votes';

const measure = (text: string) => text.length * 8;
const at = (width: number, paper = false) => ({ width, paper, measure, size: paper ? 11 : 14 });
const data = readData({ events: [{ id: 'e', day: '2020-03-01', source: 'A', target: 'B' }] });

/** Reads as the page does; the test fails where the figure is none. */
function read<N extends Figure['chart']>(chart: N, rest: object): Extract<Figure, { chart: N }> {
  const figure = readFigure({ chart, ...rest });
  if (figure?.chart !== chart) throw new Error(`no ${chart}`);
  return figure as Extract<Figure, { chart: N }>;
}

const generator = (seed: number) => {
  let state = seed;
  return () => (state = (state * 48271) % 2147483647) / 2147483647;
};

describe('numbers and words', () => {
  it('are short and say their sign', () => {
    expect([1234.5, -0.4237, 0, 3.14159, -0.0001].map(sayNumber)).toEqual([
      '1,235',
      '−0.424',
      '0',
      '3.14',
      '−0.0001',
    ]);
    expect(sayInterval(1, null)).toBe('[1, no upper end]');
    expect(sayInterval(null, null)).toBe('');
    expect([12, 0.7, 5, 0, 1000].map(niceBelow)).toEqual([10, 0.5, 5, 0, 1000]);
  });
  it('wrap within their room, and say that they were cut', () => {
    expect(wrap('one two three', 56, measure)).toEqual(['one two', 'three']);
    expect(wrap('one two three four', 64, measure, 2)).toEqual(['one two', 'three…']);
    expect(wrap('extraordinary', 40, measure)).toEqual(['extr…']);
  });
  it('steps are calendar steps', () => {
    const starts = (step: 'month' | 'quarter' | 'week') =>
      stepStarts('2019-12-02', step, 2).map((d) => d.toISOString().slice(0, 10));
    expect(starts('month')).toEqual(['2019-12-01', '2020-01-01', '2020-02-01']);
    expect(starts('quarter')).toEqual(['2019-12-01', '2020-03-01', '2020-06-01']);
    expect(starts('week')).toEqual(['2019-12-02', '2019-12-09', '2019-12-16']);
    expect(sayStep(new Date('2019-03-01T00:00:00Z'), 'month')).toBe('March 2019');
  });
});

describe('lanes', () => {
  const window = { from: '2020-01-01', to: '2021-01-01' };
  it('a bar runs from its first day to its last, an open one to the end with an arrow', () => {
    const figure = read('lanes', {
      ...window,
      lanes: [
        {
          label: 'A → B',
          marks: [
            { day: '2020-03-01', to: '2020-06-01', kind: 'cooperation', title: 'w' },
            { day: '2020-09-01', open: true, kind: 'cooperation', title: 'w' },
            { day: '2019-01-01', kind: 'cooperation', title: 'before' },
            { day: '2019-01-01', open: true, kind: 'conflict', title: 'since' },
          ],
        },
      ],
    });
    const { marks, frame, outside, rows } = layoutLanes(figure, at(900));
    const bar = marks.find((m) => m.mark.to !== null)!;
    expect((bar.x2 - bar.x1) / (frame.right - frame.left)).toBeCloseTo(92 / 366, 2);
    const open = marks.find((m) => m.mark.day === '2020-09-01')!;
    expect([open.arrow, open.x2]).toEqual([true, frame.right + 7]);
    const since = marks.find((m) => m.mark.title === 'since')!;
    expect(since.x1).toBe(frame.left);
    expect(since.y1).toBeGreaterThan(rows[0]!.y);
    expect(outside).toBe(1);
  });
  it.each([328, 700, 1120])('in random worlds at %i px nothing overlaps or leaves', (width) => {
    const random = generator(width);
    for (let run = 0; run < 25; run += 1) {
      const day = (n: number) => new Date(Date.UTC(2020, 0, 1 + n)).toISOString().slice(0, 10);
      const figure = read('lanes', {
        ...window,
        lanes: Array.from({ length: 1 + Math.floor(random() * 6) }, (_, lane) => ({
          label: `Actor number ${lane} → Another actor`,
          note: random() < 0.5 ? 'some acts' : null,
          marks: Array.from({ length: 1 + Math.floor(random() * 14) }, () => {
            const n = Math.floor(random() * 366);
            return {
              day: day(n),
              to: random() < 0.2 ? day(n + 40) : null,
              open: random() < 0.1,
              kind: ['cooperation', 'conflict', 'neutral'][Math.floor(random() * 3)],
              title: 't',
              label: random() < 0.3 ? 'A label' : null,
            };
          }),
        })),
      });
      const { marks, labels, rows, height } = layoutLanes(figure, at(width));
      marks.forEach((m, i) => {
        expect(m.x1).toBeGreaterThanOrEqual(0);
        expect(m.x2).toBeLessThanOrEqual(width);
        expect(m.y2).toBeLessThanOrEqual(height);
        expect(marks.some((other, j) => j > i && overlap(m, other))).toBe(false);
        const line = rows[m.lane]!.y;
        if (m.mark.kind === 'cooperation') expect(m.y2).toBeLessThan(line);
        if (m.mark.kind === 'conflict') expect(m.y1).toBeGreaterThan(line);
      });
      const boxes = labels.map((l) => l.place.boxes[0]!);
      boxes.forEach((box, i) => {
        expect(marks.some((m) => overlap(m, box))).toBe(false);
        expect(boxes.some((other, j) => j > i && overlap(box, other))).toBe(false);
        expect(box.x2).toBeLessThanOrEqual(width);
      });
    }
  });
});

describe('bars', () => {
  it('have one scale for all rows', () => {
    const figure = read('bars', {
      unit: 'n',
      from: '2020-01',
      rows: [
        { label: 'a', kind: 'conflict', values: [0, 12, null, 3] },
        { label: 'b', kind: 'cooperation', values: [1, 0, -4] },
      ],
    });
    const layout = layoutBars(figure, at(900));
    expect([layout.most, layout.tick]).toEqual([12, 10]);
    expect(layout.frame.to.toISOString().slice(0, 10)).toBe('2020-05-01');
    const { svg, spots } = bars.draw(figure, { data, ...at(900) });
    const heights = [...svg.querySelectorAll('g[fill] > rect')].map((r) =>
      Number(r.getAttribute('height')),
    );
    expect(heights).toEqual([56, 14, 4.67]);
    // Counts that are not zero, the month without data, and the count below zero, which is none.
    expect(spots.map((s) => s.speak())).toEqual([
      'a, February 2020: 12 (n)',
      'a, March 2020: no data',
      'a, April 2020: 3 (n)',
      'b, January 2020: 1 (n)',
      'b, March 2020: no data',
    ]);
  });
});

describe('bands', () => {
  const series = (kind: string, value: (number | null)[], thin: number[] = []) => ({
    kind,
    value,
    low50: value.map((v) => v && v * 0.8),
    high50: value.map((v) => v && v * 1.2),
    low80: value.map((v) => v && v * 0.5),
    high80: value.map((v) => v && v * 1.5),
    thin,
  });
  const figure = (n: number, more: object = {}) =>
    read('bands', {
      unit: 'events',
      from: '2020-01',
      panels: Array.from({ length: n }, (_, i) => ({
        label: `A → B${i}`,
        series: [series('cooperation', [1, 2, null, 3]), series('conflict', [4, 1, 1, 1])],
        ticks: [{ day: '2020-02-02', kind: 'conflict', fill: 'hollow' }],
        ...more,
      })),
    });
  it('finds runs', () => {
    expect(runs(5, (i) => i !== 2)).toEqual([
      [0, 2],
      [3, 5],
    ]);
  });
  it.each([
    [1120, 4],
    [800, 3],
    [500, 2],
    [328, 1],
  ])('at %i px has %i columns, and panels of one size and scale', (width, columns) => {
    const layout = layoutBands(figure(9), at(width));
    expect(layout.columns).toBe(columns);
    const sizes = layout.panels.map((p) => [p.plot.x2 - p.plot.x1, p.plot.y2 - p.plot.y1]);
    for (const [w, h] of sizes) {
      expect(w).toBeCloseTo(sizes[0]![0]!, 6);
      expect(h).toBeCloseTo(sizes[0]![1]!, 6);
    }
    layout.panels.forEach((p, i) => {
      expect(p.plot.x2).toBeLessThanOrEqual(width);
      expect(p.bottom).toBeLessThanOrEqual(layout.height);
      const box = (q: typeof p) => ({ ...q.plot, y1: q.titleY, y2: q.bottom });
      expect(layout.panels.some((q, j) => j > i && overlap(box(p), box(q)))).toBe(false);
    });
  });
  it('hangs conflict below zero only where there is something above', () => {
    expect(layoutBands(figure(1), at(900))).toMatchObject({ mirrored: true, up: 4.5, down: 6 });
    const alone = figure(1, { series: [series('conflict', [1, 2])] });
    expect(layoutBands(alone, at(900))).toMatchObject({ mirrored: false, up: 3, down: 0 });
  });
  it('panels of picked acts alone are low, and no rate is drawn', () => {
    const picked = figure(3, { series: [] });
    expect(layoutBands(picked, at(900)).panels.every((p) => p.plot.y1 === p.plot.y2)).toBe(true);
    const { svg, spots } = bands.draw(picked, { data, ...at(900) });
    expect(svg.querySelector('path')).toBeNull();
    expect(spots[0]!.speak()).toBe('A to B0: 1 act, no rate: 2 February 2020 (conflict, picked)');
  });
  it('dashes what is thin and breaks the line at what is missing', () => {
    const thin = figure(1, { series: [series('cooperation', [1, 1, null, 1], [1, 0, 0, 0])] });
    const { svg } = bands.draw(thin, { data, ...at(900) });
    const lines = [...svg.querySelectorAll('path[fill=none]')];
    expect(lines.map((l) => l.hasAttribute('stroke-dasharray'))).toEqual([false, true]);
    expect(lines.map((l) => l.getAttribute('d')!.match(/M/g)!.length)).toEqual([2, 1]);
  });
  it('goes on over several sheets of paper, on one scale', () => {
    const drawn = bands.draw(figure(44), { data, ...at(680, true) });
    expect(drawn.more).toHaveLength(2);
    const low = bands.draw(figure(44, { series: [] }), { data, ...at(680, true) });
    expect(low.more).toHaveLength(0);
    for (const svg of [low.svg, drawn.svg, ...drawn.more!])
      expect(Number(svg.getAttribute('height'))).toBeLessThan(775);
  });
  it('says a square-root scale where some panels dwarf the others', () => {
    const mixed = read('bands', {
      unit: 'events',
      from: '2020-01',
      panels: [1, 1, 1, 40].map((v) => ({ label: 'x', series: [series('cooperation', [v, v])] })),
    });
    expect(layoutBands(mixed, at(900)).root).toBe(true);
    const said = (f: typeof mixed) =>
      bands
        .key(f)
        .map((n) => n.textContent)
        .join(' ');
    expect(said(mixed)).toContain('square-root scale');
    expect(said(figure(4))).not.toContain('square-root');
  });
});

describe('votes', () => {
  const figure = read('votes', {
    members: ['Aland', 'Bravonia'],
    decisions: Array.from({ length: 25 }, (_, i) => ({
      day: `20${String(i + 1).padStart(2, '0')}-05-01`,
      label: `S/RES/${2000 + i}`,
      substantive: i % 2 === 0,
      adopted: i !== 3,
      votes: [i === 3 ? 'veto' : 'yes', i === 4 ? null : 'abstain'],
    })),
  });
  it('go on in a second block where columns would be too narrow', () => {
    expect(layoutVotes(figure, at(1120)).blocks).toHaveLength(1);
    const narrow = layoutVotes(figure, at(328));
    expect(narrow.blocks.map((b) => b.count)).toEqual([13, 12]);
    expect(narrow.left + narrow.pitch * 13).toBeLessThanOrEqual(328);
    expect(narrow.blocks[1]!.headY).toBeGreaterThan(narrow.blocks[0]!.bottom);
  });
  it('draw a renewal smaller, leave a missing vote blank, and tell the rest', () => {
    const { spots } = votes.draw(figure, { data, ...at(1120) });
    expect(spots).toHaveLength(49);
    const width = (i: number) => spots[i]!.x2 - spots[i]!.x1;
    expect(width(0)).toBeGreaterThan(width(1) * 1.4);
    expect(spots[3]!.speak()).toBe(
      '1 May 2004, S/RES/2003, renewal, not adopted. Aland: no, a veto.',
    );
  });
});

describe('matrix', () => {
  const figure = read('matrix', {
    unit: 'agreement',
    actors: ['Aland', 'Bravonia', 'Charlie'],
    value: [
      [null, 0.8, -0.4],
      [0.8, null, 0.1],
      [-0.4, 0.1, null],
    ],
    low: [
      [null, 0.5, -0.6],
      [0.5, null, -0.2],
      [-0.6, null, null],
    ],
    high: [
      [null, 0.9, -0.1],
      [0.9, null, 0.3],
      [-0.1, 0.3, null],
    ],
  });
  it('is clear only where both ends are known and on one side of zero', () => {
    expect([isClear(0.1, 0.5), isClear(-1, -0.1), isClear(-0.1, 0.1), isClear(null, 1)]).toEqual([
      true,
      true,
      false,
      false,
    ]);
    const { svg } = matrix.draw(figure, { data, ...at(900) });
    const numbers = [...svg.querySelectorAll('text')].filter((t) => /^[+−]/.test(t.textContent!));
    expect(numbers.map((t) => [t.textContent, t.getAttribute('font-weight')])).toEqual([
      ['+0.80', '700'],
      ['−0.40', '700'],
      ['+0.80', '700'],
      ['+0.10', '400'],
      ['−0.40', '700'],
      ['+0.10', '400'],
    ]);
  });
  it('writes shorter numbers in narrow cells', () => {
    expect(sayCell(-0.42)).toBe('−0.42');
    expect(sayCell(0.87, 'short')).toBe('+0.9');
    expect([0.87, -1, 12.3].map((v) => sayCell(v, 'bare'))).toEqual(['+.9', '−1', '+12']);
    expect([sayCell(0.001), sayCell(-0.04, 'bare'), sayCell(123.4)]).toEqual(['0', '0', '+123']);
    const eight = read('matrix', {
      actors: Array.from({ length: 8 }, (_, i) => `Actor ${i}`),
      value: Array.from({ length: 8 }, () => Array(8).fill(-0.55)),
    });
    const layout = layoutMatrix(eight, at(328));
    expect(layout.upright).toBe(true);
    expect(layout.numbers).toBeGreaterThanOrEqual(11);
    expect(layout.left + 8 * layout.cellWidth).toBeLessThanOrEqual(328);
  });
});

describe('forest', () => {
  const figure = read('forest', {
    unit: 'ratio',
    reference: 1,
    log: true,
    rows: [
      { label: 'a', kind: 'cooperation', value: 2, low: 1.2, high: 4 },
      { label: 'b', kind: 'conflict', value: 0.5, low: 0, high: 5000 },
      { label: 'c', kind: 'conflict', value: null, note: 'too few events' },
    ],
  });
  it('holds the values and the reference, not an interval without end', () => {
    const [from, to] = domainOf(figure);
    expect(from).toBeLessThan(0.5);
    expect(to).toBeGreaterThan(4);
    expect(to).toBeLessThan(50);
    const { svg } = forest.draw(figure, { data, ...at(900) });
    // Two arrowheads and the diamond of the row of conflict.
    expect(svg.querySelectorAll('path')).toHaveLength(3);
    expect(svg.outerHTML).not.toMatch(/NaN|Infinity|undefined/);
    expect(svg.textContent).toContain('too few events');
  });
  it.each([328, 900])('at %i px has ticks apart, the reference among them', (width) => {
    const layout = layoutForest(figure, at(width));
    const x = (v: number) =>
      layout.left +
      (Math.log(v / layout.from) / Math.log(layout.to / layout.from)) *
        (layout.right - layout.left);
    expect(layout.ticks).toContain(1);
    layout.ticks.slice(1).forEach((t, i) => {
      expect(x(t) - x(layout.ticks[i]!)).toBeGreaterThanOrEqual(50);
    });
    layout.rows.slice(1).forEach((row, i) => expect(row.y).toBeGreaterThan(layout.rows[i]!.y));
  });
  it('on a plain scale has ticks at round steps', () => {
    const plain = read('forest', {
      unit: 'points',
      reference: 0,
      rows: [{ label: 'a', value: -3, low: -4, high: -2 }],
    });
    expect(ticksOf(plain, (v) => v * 100, 60)).toEqual([-4, -3, -2, -1, 0]);
  });
});

describe('every kind', () => {
  const figures: [Chart<never>, Figure][] = [
    [
      lanes,
      read('lanes', {
        from: '2020-01',
        to: '2020-02-01',
        lanes: [{ marks: [{ id: 'e', day: '2020-01-09' }] }],
      }),
    ],
    [bars, read('bars', { from: '2020-01', rows: [{ values: [0] }] })],
    [
      bands,
      read('bands', {
        from: '2020-01',
        panels: [{ series: [{ value: [0] }] }, { ticks: [{ day: '2020-01-02' }] }],
      }),
    ],
    [
      votes,
      read('votes', { members: ['A'], decisions: [{ day: '2020-01-01', votes: ['absent'] }] }),
    ],
    [matrix, read('matrix', { actors: ['A'], value: [[0]] })],
    [forest, read('forest', { rows: [{ value: 0 }] })],
  ] as [Chart<never>, Figure][];
  it.each(figures.map(([chart, figure]) => ({ chart, figure, name: figure.chart })))(
    '$name draws the smallest figure at any width, tells it and saves it',
    ({ chart, figure }) => {
      for (const width of [50, 120, 328, 1120])
        for (const paper of [false, true]) {
          const { svg, spots } = chart.draw(figure as never, { data, ...at(width, paper) });
          expect(svg.outerHTML).not.toMatch(/NaN|Infinity|undefined/);
          if (!paper) expect(spots.length).toBeGreaterThan(0);
          for (const spot of spots) {
            expect(spot.tell().length).toBeGreaterThan(0);
            expect(spot.speak()).not.toMatch(/NaN|undefined|null/);
          }
        }
      expect(chart.csv(figure as never).split('\r\n').length).toBeGreaterThan(2);
    },
  );
});
