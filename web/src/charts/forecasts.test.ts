// The figures of forecasts: fan, reliability, and the forest with a fixed scale and what is usual.

import { describe, expect, it } from 'vitest';
import { readData } from '../data';
import { overlap } from '../labels';
import { fan, layoutFan, stepEnds } from './fan';
import { domainOf, forest } from './forest';
import type { Chart } from './kinds';
import { readFigure, type Figure } from './read';
import { layoutReliability, reliability } from './reliability';

const measure = (text: string) => text.length * 8;
const at = (width: number, paper = false) => ({ width, paper, measure, size: paper ? 11 : 14 });
const data = readData({});

function read<N extends Figure['chart']>(chart: N, rest: object): Extract<Figure, { chart: N }> {
  const figure = readFigure({ chart, ...rest });
  if (figure?.chart !== chart) throw new Error(`no ${chart}`);
  return figure as Extract<Figure, { chart: N }>;
}

const step = (days: number, value: number) => ({
  days,
  value,
  low50: value * 0.8,
  high50: value * 1.2,
  low80: value * 0.5,
  high80: value * 2,
});

describe('fan', () => {
  // Two weeks seen, of which the second was not observed whole; the last known day is a Sunday.
  const figure = (n = 1, value = 4) =>
    read('fan', {
      unit: 'acts a week',
      kind: 'conflict',
      from: '2019-03-18',
      now: '2019-03-31',
      panels: Array.from({ length: n }, (_, i) => ({
        label: `A → B${i}`,
        note: 'likely',
        observed: [3, null],
        ahead: [step(30, value), step(7, value), { days: 0, value: 1 }, { days: 90 }],
      })),
    });
  it('orders its steps, and drops those without days or value', () => {
    expect(figure().panels[0]!.ahead.map((s) => s.days)).toEqual([7, 30]);
  });
  it('is nothing without a now after its beginning, or without one number', () => {
    const none = { from: '2019-03-18', panels: [{ label: 'a', observed: [1] }] };
    expect(readFigure({ chart: 'fan', ...none })).toBeNull();
    expect(readFigure({ chart: 'fan', ...none, now: '2019-03-18' })).toBeNull();
    const empty = { from: '2019-03-18', now: '2019-03-31', panels: [{ observed: [null, -1] }] };
    expect(readFigure({ chart: 'fan', ...empty })).toBeNull();
  });
  it('each step stands from the shorter horizon to its own end, after the last known day', () => {
    const layout = layoutFan(figure(), at(900));
    const place = layout.panels[0]!;
    const perDay = (place.frame.right - place.frame.left) / (14 + 30);
    const [first, second] = [0, 1].map((i) => stepEnds(layout, place, i));
    expect(first![0]).toBeCloseTo(place.frame.left + 14 * perDay, 6);
    expect(first![1] - first![0]).toBeCloseTo(7 * perDay, 6);
    expect(second![0]).toBeCloseTo(first![1], 6);
    expect(second![1]).toBeCloseTo(place.frame.right, 6);
  });
  it('tells weeks and steps with their days', () => {
    const { spots } = fan.draw(figure(), { data, ...at(900) });
    expect(spots.map((s) => s.speak())).toEqual([
      'A to B0, week from 18 March 2019: 3 seen.',
      'A to B0, week from 25 March 2019: no data.',
      'A to B0, next 7 days, to 7 April 2019: expected 4, [3.2, 4.8] (50 %), [2, 8] (80 %).',
      'A to B0, next 30 days, to 30 April 2019: expected 4, [3.2, 4.8] (50 %), [2, 8] (80 %).',
    ]);
  });
  it('has one scale, of square roots where a panel dwarfs the others', () => {
    expect(layoutFan(figure(8), at(1120))).toMatchObject({ columns: 4, top: 8, root: false });
    const mixed = figure(4);
    mixed.panels[3]!.ahead[0]!.high80 = 400;
    expect(layoutFan(mixed, at(1120))).toMatchObject({ top: 400, root: true });
    const said = fan.key(mixed).map((n) => n.textContent);
    expect(said[0]).toBe('Height: acts a week, one square-root scale');
  });
  it.each([328, 500, 800, 1120])('at %i px panels do not overlap or leave', (width) => {
    const layout = layoutFan(figure(8), at(width));
    layout.panels.forEach((p, i) => {
      expect(p.plot.x2).toBeLessThanOrEqual(width);
      expect(p.plot.y2).toBeLessThanOrEqual(layout.height);
      const box = (q: typeof p) => ({ ...q.plot, y1: q.titleY });
      expect(layout.panels.some((q, j) => j > i && overlap(box(p), box(q)))).toBe(false);
    });
  });
  it('of zeros alone has no band of no height that cannot be drawn', () => {
    const { svg } = fan.draw(figure(1, 0), { data, ...at(328) });
    expect(svg.outerHTML).not.toMatch(/NaN|Infinity|undefined/);
  });
  it('that neither saw nor expects anything has a scale of one', () => {
    const still = figure(2, 0);
    for (const panel of still.panels) panel.observed = [0, null];
    expect(layoutFan(still, at(900))).toMatchObject({ top: 1, root: false });
  });
});

describe('reliability', () => {
  const figure = read('reliability', {
    limits: [0.2, 0.8, 7],
    panels: [
      {
        label: 'Registers, 7 days',
        note: '30 forecasts',
        points: [
          { said: 0.9, share: 0.5, low: 0.3, high: 0.7, n: 10, word: 'very likely' },
          { said: 0.1, share: 0.15, low: 0.05, high: 0.3, n: 20, word: 'very unlikely' },
          { said: 1.2, share: 0.5, n: 3 },
          { said: 0.5, share: null, n: 3 },
        ],
      },
      { label: 'Acts', points: [] },
    ],
  });
  it('takes shares between 0 and 1 alone, by what was said', () => {
    expect(figure.limits).toEqual([0.2, 0.8]);
    expect(figure.panels[0]!.points.map((p) => p.said)).toEqual([0.1, 0.9]);
    expect(readFigure({ chart: 'reliability', panels: [{ points: [] }] })).toBeNull();
  });
  it('has squares, and none for a panel without points', () => {
    for (const width of [50, 328, 700, 1120])
      for (const paper of [false, true]) {
        const { panels, height } = layoutReliability(figure, at(width, paper));
        expect(panels).toHaveLength(1);
        const { plot } = panels[0]!;
        expect(plot.x2 - plot.x1).toBeCloseTo(plot.y2 - plot.y1, 6);
        expect(plot.y2).toBeLessThan(height);
      }
  });
  it('is hollow where the interval leaves out what was said, and says so', () => {
    const { svg, spots } = reliability.draw(figure, { data, ...at(900) });
    const fills = [...svg.querySelectorAll('circle')].map((c) => c.getAttribute('fill'));
    expect(fills).toEqual(['var(--neutral)', 'var(--paper)']);
    expect(spots.map((s) => s.speak())).toEqual([
      'Registers, 7 days, very unlikely: said 10 %, happened 15 % [5, 30] (90 %) of 20 forecasts.',
      'Registers, 7 days, very likely: said 90 %, happened 50 % [30, 70] (90 %) of 10 forecasts; off by more than chance.',
    ]);
    expect(reliability.key(figure).map((n) => n.textContent)).toContain(
      '○ off by more than chance',
    );
  });
});

describe('forest with a fixed scale', () => {
  const figure = read('forest', {
    unit: 'probability, %',
    range: [0, 100],
    usual: 'past share',
    rows: [{ label: 'a', value: 62, low: 51, high: 72, usual: 40, note: 'likely', more: 'Up: x.' }],
  });
  it('ends where it is told to, and draws what is usual beside what is expected', () => {
    expect(domainOf(figure)).toEqual([0, 100]);
    const { svg, spots } = forest.draw(figure, { data, ...at(900) });
    expect(svg.querySelectorAll('line[stroke="var(--ink)"]')).toHaveLength(1);
    expect(spots[0]!.speak()).toBe('a, neutral: 62 [51, 72] probability, %. likely Up: x.');
    expect(forest.csv(figure).split('\r\n')[0]).toBe('label,kind,value,low,high,usual,note');
    expect(forest.key(figure).map((n) => n.textContent)).toContain('❙ past share');
  });
  it('takes no range whose ends are turned round', () => {
    expect(read('forest', { range: [1, 0], rows: [{ value: 1 }] }).range).toBeNull();
  });
});

describe('both kinds', () => {
  const figures = [
    [
      fan,
      read('fan', { from: '2020-01-01', now: '2020-01-02', panels: [{ ahead: [step(7, 0)] }] }),
    ],
    [reliability, read('reliability', { panels: [{ points: [{ said: 0, share: 0, n: 0 }] }] })],
  ] as [Chart<never>, Figure][];
  it.each(figures.map(([chart, figure]) => ({ chart, figure, name: figure.chart })))(
    '$name draws the smallest figure at any width, tells it and saves it',
    ({ chart, figure }) => {
      for (const width of [50, 120, 328, 1120])
        for (const paper of [false, true]) {
          const { svg, spots } = chart.draw(figure as never, { data, ...at(width, paper) });
          expect(svg.outerHTML).not.toMatch(/NaN|Infinity|undefined/);
          expect(spots.length).toBeGreaterThan(0);
          for (const spot of spots) {
            expect(spot.tell().length).toBeGreaterThan(0);
            expect(spot.speak()).not.toMatch(/NaN|undefined|null/);
          }
        }
      expect(chart.csv(figure as never).split('\r\n').length).toBeGreaterThan(2);
    },
  );
});
