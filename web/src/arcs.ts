// Ties on the map: great circles between two states, as wide as what passes along them and coloured by
// stance; standing ties without a direction are thin dashes.
//
// An arc runs from the middle of a state's largest land to the other's. The two directions of a pair lie
// side by side, each to the right of its own way, with an arrowhead; the sign of the stance is written on
// the arc, so that no colour is needed. A stance whose interval holds zero is grey and has no sign. What
// has no place on the map is said in words, never silently dropped.

import { geoArea, geoCentroid, geoInterpolate, type GeoProjection } from 'd3-geo';
import type { Polygon } from 'geojson';
import { sayInterval, sayNumber, round } from './charts/pen';
import { tellLines } from './charts/kinds';
import type { Spot } from './cursor';
import type { Arc, BriefData } from './data';
import { makeSvg } from './dom';
import type { Box } from './labels';
import { nameOf } from './words';
import { world } from './world';

type Point = [number, number];

/** Seats of those that have no land of their own, in degrees. */
const seats: Record<string, Point> = {
  NATO: [4.43, 50.88],
  EU: [4.38, 50.84],
  UN: [-73.97, 40.75],
};

const anchors = new Map<string, Point | null>();

/** Middle of the largest part of a state's land, or null. */
export function anchorOf(code: string): Point | null {
  const known = anchors.get(code);
  if (known !== undefined) return known;
  const shape = world().byCode.get(code);
  let best: { area: number; at: Point } | null = null;
  if (shape) {
    const { geometry } = shape;
    const parts = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;
    for (const coordinates of parts) {
      const part: Polygon = { type: 'Polygon', coordinates };
      const area = geoArea(part);
      if (!best || area > best.area) best = { area, at: geoCentroid(part) };
    }
  }
  const at = best?.at ?? (Object.hasOwn(seats, code) ? seats[code]! : null);
  anchors.set(code, at);
  return at;
}

/** +1 or -1 where the interval lies on one side of zero, else 0. */
export function signOf(arc: Arc): -1 | 0 | 1 {
  if (arc.stance === null || arc.low === null || arc.high === null) return 0;
  return arc.low > 0 ? 1 : arc.high < 0 ? -1 : 0;
}

/** Pixels: the widest arc has `most`, the others in proportion, none thinner than a visible line. */
export function widthOf(volume: number, largest: number, most = 6): number {
  return Math.max(1.2, (volume / largest) * most);
}

/** The way from one state to the other in pixels, in pieces where the picture's edge cuts it. */
function wayOf(
  a: Point,
  b: Point,
  projection: GeoProjection,
  width: number,
  height: number,
): Point[][] {
  const between = geoInterpolate(a, b);
  const pieces: Point[][] = [];
  let piece: Point[] | null = null;
  const steps = 96;
  const beyond = Math.max(width, height);
  for (let i = 0; i <= steps; i += 1) {
    const at = projection(between(i / steps));
    const near =
      at !== null && at.every((v) => Number.isFinite(v) && v > -beyond && v < 2 * beyond);
    if (!near) {
      piece = null;
      continue;
    }
    if (piece === null) pieces.push((piece = []));
    piece.push(at);
  }
  return pieces.filter((p) => p.length > 1);
}

/** The same way, `distance` pixels to its right. */
export function beside(way: Point[], distance: number): Point[] {
  return way.map((at, i) => {
    const before = way[Math.max(i - 1, 0)]!;
    const after = way[Math.min(i + 1, way.length - 1)]!;
    const [dx, dy] = [after[0] - before[0], after[1] - before[1]];
    const length = Math.hypot(dx, dy) || 1;
    return [at[0] - (dy / length) * distance, at[1] + (dx / length) * distance];
  });
}

/** Pixels of the picture's edge within which a way counts as gone. */
const edge = 8;

/** The points of a way that are in the picture. */
const within = (points: Point[], width: number, height: number): Point[] =>
  points.filter(([x, y]) => x > edge && y > edge && x < width - edge && y < height - edge);

/** Points nearer than `off` to the way's own end are left out, where the middle of a land and its name are. */
function trimmed(way: Point[], first: Point, last: Point, off: number): Point[] {
  const far = (p: Point, q: Point) => Math.hypot(p[0] - q[0], p[1] - q[1]) > off;
  return way.filter((p) => far(p, first) && far(p, last));
}

const drawWay = (way: Point[]): string =>
  way.map(([x, y], i) => `${i === 0 ? 'M' : 'L'}${round(x)},${round(y)}`).join('');

export interface Arcs {
  /** Drawn under the places. */
  group: SVGGElement;
  spots: Spot[];
  /** Arrowheads, which no name should cover. */
  heads: Box[];
  /** Where a way leaves the picture, and to or from whom; the widest way of each state. */
  exits: { text: string; at: Point }[];
  /** Words about what could not be drawn; empty where all was. */
  note: string;
}

export function drawArcs(
  data: BriefData,
  projection: GeoProjection,
  width: number,
  height: number,
): Arcs {
  const group = makeSvg('g', { fill: 'none', 'stroke-linecap': 'butt' });
  const spots: Spot[] = [];
  const heads: Box[] = [];
  const homeless = new Set<string>();
  const ends = (a: string, b: string): [Point, Point] | null => {
    const [from, to] = [anchorOf(a), anchorOf(b)];
    if (from === null) homeless.add(a);
    if (to === null) homeless.add(b);
    return from === null || to === null ? null : [from, to];
  };
  const exits = new Map<string, Point>();
  const leave = (codes: [string, string], points: Point[]) => {
    const inside = within(points, width, height);
    const sides: [string, Point | undefined, Point | undefined][] = [
      [codes[0], points[0], inside[0]],
      [codes[1], points[points.length - 1], inside[inside.length - 1]],
    ];
    for (const [code, end, last] of sides)
      if (end && last && within([end], width, height).length === 0 && !exits.has(code))
        exits.set(code, last);
  };
  const largest = Math.max(...data.arcs.map((a) => a.volume));
  const most = width < 500 ? 4 : 6;
  const drawn = [...data.arcs].sort((a, b) => b.volume - a.volume);
  for (const arc of drawn) {
    const at = ends(arc.source, arc.target);
    if (!at) continue;
    const sign = signOf(arc);
    const thick = widthOf(arc.volume, largest, most);
    const colour = sign > 0 ? 'var(--cooperation)' : sign < 0 ? 'var(--conflict)' : 'var(--tie)';
    const whole = wayOf(...at, projection, width, height);
    const points = whole.flat();
    if (points.length < 2) continue;
    const [from, to] = [points[0]!, points[points.length - 1]!];
    const long = Math.hypot(from[0] - to[0], from[1] - to[1]) > 90;
    const ways = whole
      .map((w) => beside(trimmed(w, from, to, long ? 16 : 5), thick / 2 + 1))
      .filter((w) => w.length > 1);
    const inside = within(ways.flat(), width, height);
    if (inside.length < 2) continue;
    leave([arc.source, arc.target], points);
    const strong = { stroke: colour, 'stroke-width': round(thick), 'stroke-opacity': 0.6 };
    const last = ways[ways.length - 1]!;
    const tip = last[last.length - 1]!;
    const shaft = last.filter(([x, y]) => Math.hypot(x - tip[0], y - tip[1]) > thick + 4);
    const body = [...ways.slice(0, -1), shaft].map(drawWay).join('');
    group.append(makeSvg('path', { d: body, ...strong }));
    const neck = shaft[shaft.length - 1];
    if (neck) {
      const [dx, dy] = [tip[0] - neck[0], tip[1] - neck[1]];
      const length = Math.hypot(dx, dy) || 1;
      const [nx, ny] = [(-dy / length) * (thick / 2 + 3), (dx / length) * (thick / 2 + 3)];
      const corners: Point[] = [[neck[0] + nx, neck[1] + ny], tip, [neck[0] - nx, neck[1] - ny]];
      group.append(makeSvg('path', { d: `${drawWay(corners)}Z`, fill: colour }));
      const [xs, ys] = [corners.map(([x]) => x), corners.map(([, y]) => y)];
      heads.push({
        x1: Math.min(...xs),
        y1: Math.min(...ys),
        x2: Math.max(...xs),
        y2: Math.max(...ys),
      });
    }
    const mark = inside[Math.floor(inside.length * 0.4)]!;
    if (sign !== 0)
      group.append(
        makeSvg('circle', {
          cx: round(mark[0]),
          cy: round(mark[1]),
          r: 6.5,
          fill: 'var(--paper)',
          stroke: colour,
          'stroke-width': 1.2,
        }),
        makeSvg('path', {
          d: `M${round(mark[0] - 3.5)},${round(mark[1])}h7${sign > 0 ? 'm-3.5,-3.5v7' : ''}`,
          stroke: colour,
          'stroke-width': 1.6,
        }),
      );
    const who = `${nameOf(data, arc.source)} → ${nameOf(data, arc.target)}`;
    const stance =
      arc.stance === null
        ? 'stance not known'
        : `stance ${sayNumber(arc.stance)} ${sayInterval(arc.low, arc.high)}${sign === 0 ? ', which holds zero' : ''}`;
    const said = `volume ${sayNumber(arc.volume)}; ${stance}`;
    spots.push({
      x1: mark[0] - 7,
      x2: mark[0] + 7,
      y1: mark[1] - 7,
      y2: mark[1] + 7,
      lane: 1,
      tell: () => tellLines('', who, said),
      speak: () => `${who.replace('→', 'to')}: ${said}`,
    });
  }
  for (const tie of data.ties) {
    const at = ends(tie.a, tie.b);
    if (!at) continue;
    const ways = wayOf(...at, projection, width, height);
    leave([tie.a, tie.b], ways.flat());
    const d = ways.map(drawWay).join('');
    group.prepend(
      makeSvg('path', { d, stroke: 'var(--tie)', 'stroke-width': 1.1, 'stroke-dasharray': '5 3' }),
    );
  }
  const names = [...homeless].map((code) => nameOf(data, code)).sort();
  const note = names.length > 0 ? `Ties with ${names.join(', ')} have no place on the map.` : '';
  const shown = [...exits].map(([code, at]) => ({ text: nameOf(data, code), at }));
  return { group, spots, heads, exits: shown, note };
}
