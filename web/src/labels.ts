// Labels that never overlap.
//
// Each label comes with places where it could stand, best first, each place being the boxes that it
// would cover (its text, and its leader line if it has one). Labels are taken in order of importance;
// each takes its first place that lies within the frame and meets neither an obstacle nor a label
// already set, or is left out: a missing label is better than an illegible one. Cost: labels x places
// x boxes, a few thousand comparisons here.

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
