// Lanes, stacking and labels: small worlds worked by hand, then many random ones in which nothing may
// overlap.

import { describe, expect, it } from 'vitest';
import { readData, type BriefData } from './data';
import { overlap, placeLabels, textBox } from './labels';
import { laneKey, makeLanes, stack } from './lanes';
import { drawTimeline, layout } from './timeline';

const measure = (text: string) => text.length * 8;

function event(id: string, day: string, more: object = {}): object {
  return {
    id,
    day,
    source: 'AAA',
    target: 'BBB',
    source_state: 'AAA',
    target_state: 'BBB',
    kind: 'cooperation',
    root: 4,
    sampling: 'register',
    register: 'r',
    ...more,
  };
}

function world(events: object[], more: object = {}): BriefData {
  return readData({
    case: {
      name: 't',
      from: '2020-01-01',
      to: '2022-01-01',
      names: { AAA: 'Aland', BBB: 'Bravonia' },
      ...more,
    },
    events,
  });
}

describe('lanes', () => {
  it('puts both directions of a pair in one lane and of a dyad in two', () => {
    const data = world([
      event('1', '2020-01-05'),
      event('2', '2020-02-05', {
        source: 'BBB',
        target: 'AAA',
        source_state: 'BBB',
        target_state: 'AAA',
      }),
    ]);
    expect(makeLanes(data, data.events, 'pair').map((l) => l.name)).toEqual(['Aland – Bravonia']);
    expect(makeLanes(data, data.events, 'dyad').map((l) => l.name)).toEqual([
      'Aland → Bravonia',
      'Bravonia → Aland',
    ]);
  });
  it('follows the order of the watched dyads, then size, and keeps every event', () => {
    const to = (t: string) => ({ target: t, target_state: t });
    const data = world(
      [
        event('1', '2020-01-01', to('CCC')),
        event('2', '2020-01-02', to('CCC')),
        event('3', '2020-01-03', to('DDD')),
        event('4', '2020-01-04', to('EEE')),
        event('5', '2020-01-05', to('AAA')),
        event('6', '2020-01-04', to('DDD')),
      ],
      {
        watched: [{ source: 'DDD', target: 'AAA' }],
      },
    );
    const lanes = makeLanes(data, data.events, 'pair', 2);
    expect(lanes.map((l) => l.id)).toEqual(['AAA|DDD', 'AAA|CCC', 'other']);
    expect(
      laneKey(
        data.events.find((e) => e.id === '5')!,
        'pair',
      ),
    ).toBe('AAA|');
    expect(lanes[0]!.name).toBe('DDD – Aland');
    expect(lanes.flatMap((l) => l.events)).toHaveLength(6);
    expect(makeLanes(data, data.events, 'pair').map((l) => l.name)).toContain('Aland alone');
  });
});

describe('stack', () => {
  it('lifts what would overlap and returns to the line when there is room', () => {
    // Three ticks of width 4: the second starts before the first ends, the third after.
    const { levels, overlapping } = stack(
      [
        { x1: 0, x2: 4 },
        { x1: 3, x2: 7 },
        { x1: 6, x2: 10 },
      ],
      1,
      6,
    );
    expect(levels).toEqual([0, 1, 0]);
    expect(overlapping).toBe(0);
  });
  it('overlaps only past the highest level, and says how often', () => {
    expect(
      stack(
        [
          { x1: 0, x2: 4 },
          { x1: 1, x2: 5 },
          { x1: 2, x2: 6 },
        ],
        1,
        2,
      ),
    ).toEqual({ levels: [0, 1, 0], overlapping: 1 });
  });
});

describe('labels', () => {
  it('takes the next place when the best is taken, and none rather than a bad one', () => {
    const at = (x: number) => ({
      x,
      y: 5,
      anchor: 'start' as const,
      boxes: [textBox(x, 5, 'start', 10, 10)],
    });
    const frame = { x1: 0, y1: 0, x2: 30, y2: 10 };
    const set = placeLabels([[at(0)], [at(5), at(12)], [at(25)], [at(20)]], [], frame);
    expect(set.map((p) => p?.x ?? null)).toEqual([0, 12, null, null]);
  });
});

describe('timeline', () => {
  it.each([320, 500, 800, 1120])(
    'in random worlds at %i px no label meets a label, a tick or the edge',
    (width) => {
      let state = 1 + width;
      const random = () => (state = (state * 48271) % 2147483647) / 2147483647;
      for (let run = 0; run < 40; run += 1) {
        const events = Array.from({ length: 5 + Math.floor(random() * 120) }, (_, i) => {
          const target = ['BBB', 'CCC', 'DDD'][Math.floor(random() * 3)]!;
          const day = new Date(Date.UTC(2020, 0, 1 + Math.floor(random() * 730)))
            .toISOString()
            .slice(0, 10);
          const kind = ['cooperation', 'conflict', 'neutral'][Math.floor(random() * 3)];
          return event(`e${i}`, day, {
            target,
            target_state: target,
            kind,
            label: run % 2 === 0 && random() < 0.2 ? `label ${i}` : null,
          });
        });
        const data = world(events);
        const at = layout(data, data.events, 'pair', width, measure);
        expect(at.ticks).toHaveLength(events.length);
        const boxes = at.labels.map((l) => l.place.boxes[0]!);
        boxes.forEach((box, i) => {
          expect(box.x1).toBeGreaterThanOrEqual(0);
          expect(box.x2).toBeLessThanOrEqual(width);
          expect(boxes.some((other, j) => j !== i && overlap(box, other))).toBe(false);
          expect(at.ticks.some((t) => overlap(box, t))).toBe(false);
        });
        for (const t of at.ticks) {
          const line = at.lanes[t.lane]!.y;
          if (t.event.kind === 'cooperation') expect(t.y2).toBeLessThan(line);
          if (t.event.kind === 'conflict') expect(t.y1).toBeGreaterThan(line);
        }
      }
    },
  );
  it('filtering moves no tick', () => {
    const data = world([
      event('1', '2020-03-01'),
      event('2', '2020-03-01'),
      event('3', '2021-03-01'),
    ]);
    const all = layout(data, data.events, 'pair', 900, measure);
    const some = layout(data, [data.events[1]!], 'pair', 900, measure);
    expect(some.ticks).toEqual([all.ticks.find((t) => t.event.id === '2')]);
    expect(some.height).toBe(all.height);
  });
  it('caps what is new at its far end, and says so in its label', () => {
    const data = world([
      event('1', '2020-03-01', { new: true, label: 'Pact' }),
      event('2', '2020-05-01', { kind: 'conflict', new: true }),
      event('3', '2020-07-01'),
    ]);
    const at = layout(data, data.events, 'pair', 900, measure);
    expect(at.labels.map((l) => l.text)).toEqual(['Pact (new)']);
    const caps = [...drawTimeline(at).querySelectorAll('g[fill="var(--ink)"] rect')].map((r) =>
      Number(r.getAttribute('y')),
    );
    const [up, down] = ['1', '2'].map((id) => at.ticks.find((t) => t.event.id === id)!);
    expect(caps).toEqual([up!.y1, down!.y2 - 4.5]);
  });
  it('draws one rectangle an event, hollow for purposive ones, and no style element', () => {
    const data = world([
      event('1', '2020-03-01'),
      event('2', '2020-05-01', { sampling: 'purposive', register: null, kind: 'conflict' }),
    ]);
    const svg = drawTimeline(layout(data, data.events, 'pair', 900, measure));
    const fills = [...svg.querySelectorAll('g[aria-label=rect]')]
      .filter((g) => g.querySelector('rect'))
      .map((g) => g.getAttribute('fill'));
    expect(fills.sort()).toEqual(['var(--cooperation)', 'var(--paper)']);
    expect(svg.querySelector('style')).toBeNull();
  });
});
