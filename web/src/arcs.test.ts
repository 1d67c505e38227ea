// Arcs of the map: widths, signs, sides and what has no place.

import { geoAzimuthalEqualArea } from 'd3-geo';
import { describe, expect, it } from 'vitest';
import { anchorOf, beside, drawArcs, signOf, widthOf } from './arcs';
import { readData } from './data';

const arc = (more: object) => ({ source: 'PRK', target: 'JPN', volume: 10, ...more });

describe('arcs', () => {
  it('start from a state’s largest land, or from the seat of those that have none', () => {
    const near = (code: string, lon: number, lat: number) => {
      const [x, y] = anchorOf(code)!;
      expect(Math.hypot(x - lon, y - lat), code).toBeLessThan(8);
    };
    near('USA', -99, 39.5);
    near('JPN', 138, 36);
    near('NATO', 4.4, 50.9);
    expect(anchorOf('XXX')).toBeNull();
    expect(anchorOf('constructor')).toBeNull();
  });
  it('have a sign only where the interval has one', () => {
    const sign = (low: number | null, high: number | null) =>
      signOf({ source: 'A', target: 'B', volume: 1, stance: 0.2, low, high });
    expect([sign(0.1, 1), sign(-2, -1), sign(-1, 1), sign(null, 1)]).toEqual([1, -1, 0, 0]);
    expect([widthOf(100, 100), widthOf(50, 100), widthOf(0.01, 100)]).toEqual([6, 3, 1.2]);
  });
  it('lie to the right of their own way, so that both directions are seen', () => {
    // On the screen y grows downwards: right of eastwards is below, right of westwards above.
    expect(
      beside(
        [
          [0, 0],
          [10, 0],
        ],
        2,
      ),
    ).toEqual([
      [0, 2],
      [10, 2],
    ]);
    expect(
      beside(
        [
          [10, 0],
          [0, 0],
        ],
        2,
      ).map(([, y]) => y),
    ).toEqual([-2, -2]);
  });
  it('are drawn, told and, where they have no place, named', () => {
    const data = readData({
      case: { names: { PRK: 'North Korea', USA: 'United States', XXX: 'Nowhere' } },
      arcs: [
        arc({ stance: -1, low: -2, high: -0.5 }),
        arc({ target: 'USA' }),
        arc({ target: 'XXX' }),
      ],
      ties: [{ a: 'USA', b: 'JPN', kind: 'alliance' }],
    });
    const projection = geoAzimuthalEqualArea()
      .rotate([-135, -40])
      .scale(1400)
      .translate([400, 300]);
    const { group, spots, exits, note } = drawArcs(data, projection, 800, 600);
    expect(spots.map((s) => s.speak())).toEqual([
      'North Korea to JPN: volume 10; stance −1 [−2, −0.5]',
      'North Korea to United States: volume 10; stance not known',
    ]);
    expect(exits.map((e) => e.text)).toEqual(['United States']);
    expect(note).toBe('Ties with Nowhere have no place on the map.');
    expect(group.querySelectorAll('[stroke-dasharray]')).toHaveLength(1);
    expect(group.outerHTML).not.toMatch(/NaN|undefined/);
  });
});
