// The block `figures`: what is malformed is left out, and nothing throws.

import { describe, expect, it } from 'vitest';
import { readData } from '../data';
import { readFigure, readFigures } from './read';

const day = '2020-01-05';

describe('readFigure', () => {
  it('takes nothing from what is no figure', () => {
    const kinds = ['lanes', 'bars', 'bands', 'votes', 'matrix', 'forest', 'pie', 'constructor', ''];
    const wrong = [undefined, null, 3, 'x', [], {}, [null], [[]], [{}], { length: 9 }];
    for (const value of wrong) {
      expect(readFigure(value)).toBeNull();
      for (const chart of kinds)
        for (const key of ['lanes', 'rows', 'panels', 'decisions', 'members', 'actors', 'value'])
          expect(() =>
            readFigure({ chart, from: '2020-01', to: '2021-01-01', [key]: value }),
          ).not.toThrow();
      expect(readFigures(value)).toEqual({});
    }
    expect(readFigure({ chart: 'pie', rows: [{ label: 'a', value: 1 }] })).toBeNull();
  });
  it('keeps good rows beside bad ones', () => {
    const figure = readFigure({
      chart: 'lanes',
      from: '2020-01-01',
      to: '2021-01-01',
      span: ['2020-05-01', 'never'],
      key: { solid: 'confirmed' },
      lanes: [
        null,
        {
          label: 'A → B',
          marks: [
            { day: '2020-06-01', to: '2020-01-01', kind: 'odd', fill: 'odd', title: 7 },
            { day: '2020-13-01' },
            { day, open: 1 },
          ],
        },
      ],
    });
    expect(figure).toMatchObject({ span: null, key: { solid: 'confirmed', half: null } });
    if (figure?.chart !== 'lanes') throw new Error('no lanes');
    expect(figure.lanes[0]!.marks.map((m) => [m.day, m.to, m.open, m.kind, m.fill])).toEqual([
      [day, null, false, 'neutral', 'solid'],
      ['2020-06-01', null, false, 'neutral', 'solid'],
    ]);
  });
  it('a figure without a single number is none', () => {
    const none = [
      { chart: 'bars', from: '2020-01', rows: [{ label: 'a', values: [null, null] }] },
      { chart: 'bands', from: '2020-01', panels: [{ label: 'a', series: [], ticks: [] }] },
      { chart: 'matrix', actors: ['A', 'B'], value: [[null, null], 3] },
      { chart: 'votes', members: ['A'], decisions: [] },
      { chart: 'forest', rows: [] },
      { chart: 'lanes', from: '2020-01-01', to: '2021-01-01', lanes: [{ label: 'a', marks: [] }] },
      { chart: 'lanes', from: '2021-01-01', to: '2020-01-01', lanes: [{ marks: [{ day }] }] },
    ];
    for (const value of none) expect(readFigure(value), value.chart).toBeNull();
  });
  it('pads and cuts votes and cells to the names', () => {
    const votes = readFigure({
      chart: 'votes',
      members: ['A', 'B'],
      decisions: [{ day, votes: ['Yes', 'no', 'veto'] }, { day: '2019-01-01' }, { label: 'x' }],
    });
    if (votes?.chart !== 'votes') throw new Error('no votes');
    expect(votes.decisions.map((d) => d.votes)).toEqual([
      [null, null],
      ['yes', 'no'],
    ]);
    const matrix = readFigure({ chart: 'matrix', actors: ['A', 'B'], value: [[1, 2, 3]] });
    if (matrix?.chart !== 'matrix') throw new Error('no matrix');
    expect(matrix.value).toEqual([
      [1, 2],
      [null, null],
    ]);
  });
  it('on a logarithmic scale takes no value that has no logarithm', () => {
    const figure = readFigure({
      chart: 'forest',
      log: true,
      reference: 0,
      rows: [{ value: -1 }, { value: 0 }, { value: 2, low: 0, high: Infinity }],
    });
    if (figure?.chart !== 'forest') throw new Error('no forest');
    expect(figure.reference).toBe(1);
    expect(figure.rows.map((r) => [r.value, r.low, r.high])).toEqual([
      [null, null, null],
      [null, null, null],
      [2, 0, null],
    ]);
  });
});

describe('the rest of the block', () => {
  it('takes arcs with a volume between two states, ties, and what is new', () => {
    const data = readData({
      arcs: [
        { source: 'A', target: 'B', volume: 3, stance: 1, low: 0.5, high: 'x' },
        { source: 'A', target: 'A', volume: 3 },
        { source: 'A', target: 'B', volume: 0 },
        { source: 'A', target: 'B' },
      ],
      ties: [{ a: 'A', b: 'B' }, { a: 'A' }],
      events: [
        { id: '1', day, source: 'A', new: true },
        { id: '2', day, source: 'A', new: 'yes' },
      ],
      figures: { k: { chart: 'forest', rows: [{ label: 'a' }] }, bad: 7 },
    });
    expect(data.arcs).toEqual([
      { source: 'A', target: 'B', volume: 3, stance: 1, low: 0.5, high: null },
    ]);
    expect(data.ties).toEqual([{ a: 'A', b: 'B', kind: 'tie' }]);
    expect(data.events.map((e) => e.fresh)).toEqual([true, false]);
    expect(Object.keys(data.figures)).toEqual(['k']);
    expect(data.figures['toString']).toBeUndefined();
  });
});
