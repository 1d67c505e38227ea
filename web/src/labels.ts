// Labels that never overlap.
//
// Each label comes with places where it could stand, best first, each place being the boxes that it
// would cover (its text, and its leader line if it has one). Labels are taken in order of importance;
// each takes its first place that lies within the frame and meets neither an obstacle nor a label
// already set, or is left out: a missing label is better than an illegible one. Cost: labels x places
// x boxes, a few thousand comparisons here.

import { labelSize } from './dom';

export interface Box {
  x1: number;
  y1: number;
  x2: number;
  y2: number;
}

export interface Place {
  x: number;
  y: number;
  anchor: 'start' | 'middle' | 'end';
  boxes: Box[];
  leader?: Box;
}

export function overlap(a: Box, b: Box): boolean {
  return a.x1 < b.x2 && b.x1 < a.x2 && a.y1 < b.y2 && b.y1 < a.y2;
}

/** The box of a text of this width, its baseline centred on `y`. */
export function textBox(
  x: number,
  y: number,
  anchor: Place['anchor'],
  width: number,
  height: number,
): Box {
  const x1 = anchor === 'start' ? x : anchor === 'end' ? x - width : x - width / 2;
  return { x1, y1: y - height / 2, x2: x1 + width, y2: y + height / 2 };
}

/** For each label its place, or null. At most `most` labels are set. */
export function placeLabels(
  labels: Place[][],
  obstacles: Box[],
  frame: Box,
  most = Infinity,
): (Place | null)[] {
  const taken = [...obstacles];
  let set = 0;
  return labels.map((places) => {
    if (set >= most) return null;
    for (const place of places) {
      const fits = place.boxes.every(
        (box) =>
          box.x1 >= frame.x1 &&
          box.x2 <= frame.x2 &&
          box.y1 >= frame.y1 &&
          box.y2 <= frame.y2 &&
          !taken.some((t) => overlap(box, t)),
      );
      if (!fits) continue;
      taken.push(...place.boxes);
      set += 1;
      return place;
    }
    return null;
  });
}

/** Pixels kept free past a label's far end, so that it is not read as the next mark's. */
const clear = 12;

/**
 * Where the label of a mark may stand: beside it, then past its end away from the lane's line with a
 * short leader, one or two steps out.
 */
export function besidePlaces(
  mark: Box,
  side: 'above' | 'below',
  width: number,
  step: number,
  size = labelSize,
): Place[] {
  const middle = (mark.y1 + mark.y2) / 2;
  const height = size - 1;
  const places: Place[] = [];
  for (const anchor of ['start', 'end'] as const) {
    const x = anchor === 'start' ? mark.x2 + 4 : mark.x1 - 4;
    places.push({
      x,
      y: middle,
      anchor,
      boxes: [textBox(x, middle, anchor, width + clear, height)],
    });
  }
  for (const rows of [1, 2]) {
    const y = side === 'above' ? mark.y1 - 8 - (rows - 1) * step : mark.y2 + 8 + (rows - 1) * step;
    const x = (mark.x1 + mark.x2) / 2;
    const leader =
      side === 'above'
        ? { x1: x - 1, x2: x + 1, y1: y + 6, y2: mark.y1 - 0.5 }
        : { x1: x - 1, x2: x + 1, y1: mark.y2 + 0.5, y2: y - 6 };
    for (const anchor of ['start', 'end', 'middle'] as const) {
      places.push({
        x,
        y,
        anchor,
        boxes: [
          textBox(x, y, anchor, width + (anchor === 'middle' ? 2 : 1) * clear, height),
          leader,
        ],
        leader,
      });
    }
  }
  return places;
}
