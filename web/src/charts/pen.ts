// Drawing in pixels, for the figures whose layout is our own: shapes, text, patterns, and the few
// things that several kinds share (time axis, marks, wrapped words, sensible numbers).
//
// Colours are the theme's variables, so that a picture follows the theme without being drawn again.

import { calendar, colour, type TimeFrame } from '../calendar';
import type { Kind } from '../data';
import { labelSize, makeSvg, type Measure } from '../dom';
import type { Box } from '../labels';
import type { Fill } from './read';

type Look = Record<string, string | number | null | undefined>;

let drawn = 0;

export class Pen {
  readonly svg: SVGSVGElement;
  private defs = makeSvg('defs');
  private at: SVGElement;
  private patterns = new Map<string, string>();

  /** `size` is that of the text, in pixels. */
  constructor(
    readonly width: number,
    readonly height: number,
    readonly size: number = labelSize,
  ) {
    this.svg = makeSvg('svg', {
      class: 'plot',
      width,
      height,
      viewBox: `0 0 ${width} ${height}`,
      'aria-hidden': 'true',
      'font-size': size,
      'font-family': 'system-ui, sans-serif',
      fill: 'currentColor',
    });
    this.svg.append(this.defs);
    this.at = this.svg;
  }

  /** What `draw` draws shares a look. */
  group(look: Look, draw: () => void): void {
    const outer = this.at;
    this.at = makeSvg('g', look);
    draw();
    if (this.at.childNodes.length > 0) outer.append(this.at);
    this.at = outer;
  }

  box(b: Box, look: Look): void {
    const [x, y, width, height] = [b.x1, b.y1, b.x2 - b.x1, b.y2 - b.y1].map(round);
    this.at.append(
      makeSvg('rect', { x, y, width: Math.max(width!, 0), height: Math.max(height!, 0), ...look }),
    );
  }

  line(x1: number, y1: number, x2: number, y2: number, look: Look = {}): void {
    const at = { x1: round(x1), y1: round(y1), x2: round(x2), y2: round(y2) };
    this.at.append(makeSvg('line', { stroke: 'var(--axis)', ...at, ...look }));
  }

  path(d: string, look: Look): void {
    if (d !== '') this.at.append(makeSvg('path', { d, ...look }));
  }

  dot(cx: number, cy: number, r: number, look: Look): void {
    this.at.append(makeSvg('circle', { cx: round(cx), cy: round(cy), r, ...look }));
  }

  /** `y` is the middle of the first line; further lines follow below. */
  text(x: number, y: number, words: string | string[], look: Look = {}): void {
    const lines = typeof words === 'string' ? [words] : words;
    lines.forEach((line, i) => {
      if (line !== '')
        this.at.append(
          makeSvg(
            'text',
            { x: round(x), y: round(y + i * this.size * lineHeight), dy: '0.34em', ...look },
            line,
          ),
        );
    });
  }

  /** A fill of slanting lines, the ground between them left as it is. */
  hatch(stroke: string, gap = 4, width = 1.2): string {
    const name = `${stroke} ${gap} ${width}`;
    const known = this.patterns.get(name);
    if (known !== undefined) return known;
    drawn += 1;
    const id = `hatch-${drawn}`;
    const look = { id, width: gap, height: gap, patternUnits: 'userSpaceOnUse' };
    this.defs.append(
      makeSvg(
        'pattern',
        { ...look, patternTransform: 'rotate(45)' },
        makeSvg('rect', { width, height: gap, fill: stroke }),
      ),
    );
    this.patterns.set(name, `url(#${id})`);
    return `url(#${id})`;
  }
}

export const lineHeight = 1.25;

export const round = (v: number): number => Math.round(v * 100) / 100;

/** A solid mark is filled, a half one in its lower half, a hollow one not at all. */
export function drawMark(pen: Pen, b: Box, kind: Kind, fill: Fill): void {
  if (fill === 'solid') {
    pen.box(b, { fill: colour[kind] });
    return;
  }
  const inner = { x1: b.x1 + 0.6, y1: b.y1 + 0.6, x2: b.x2 - 0.6, y2: b.y2 - 0.6 };
  pen.box(inner, { fill: 'var(--paper)', stroke: colour[kind], 'stroke-width': 1.2 });
  if (fill === 'half') pen.box({ ...b, y1: (b.y1 + b.y2) / 2 }, { fill: colour[kind] });
}

/** Year rules from `top` to `bottom`, their words above and below the rules where asked. */
export function timeAxis(
  pen: Pen,
  frame: TimeFrame,
  top: number,
  bottom: number,
  words: { above: boolean; below: boolean },
): void {
  const rules = calendar(frame, pen.size / labelSize);
  pen.group({ stroke: 'var(--grid)' }, () => {
    for (const { x } of rules) pen.line(x, top, x, bottom, { stroke: null });
  });
  pen.group({ fill: 'var(--muted)' }, () => {
    for (const { x, text } of rules) {
      if (words.above) pen.text(x + 3, top - pen.size * 0.75, text);
      if (words.below) pen.text(x + 3, bottom + pen.size * 0.75, text);
    }
  });
}

/** Bold text is wider than what is measured, by about this much in every system face. */
export const bolder = 1.17;

/** Words in lines no wider than `room`; past `most` lines the last one ends in an ellipsis. */
export function wrap(words: string, room: number, measure: Measure, most = 3): string[] {
  const lines: string[] = [];
  let line = '';
  const fit = (text: string) => {
    let cut = text;
    while (cut.length > 1 && measure(`${cut}…`) > room) cut = cut.slice(0, -1);
    return `${cut.trimEnd()}…`;
  };
  for (const word of words.split(/\s+/).filter((w) => w !== '')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line === '' || measure(longer) <= room) {
      line = longer;
      continue;
    }
    lines.push(line);
    line = word;
  }
  if (line !== '') lines.push(line);
  if (lines.length > most) {
    lines.length = most;
    lines[most - 1] = fit(`${lines[most - 1]} `);
  }
  return lines.map((l) => (measure(l) > room ? fit(l) : l));
}

// Made once: making one costs a thousand times its use.
const whole = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 0 });
const short = new Intl.NumberFormat('en-GB', { maximumSignificantDigits: 3 });

/** "1,234", "−0.42", "3.1": three significant digits at most below a thousand. */
export function sayNumber(value: number): string {
  const format = Math.abs(value) >= 1000 ? whole : short;
  return format.format(value).replace(/^-/, '−').replace(/^−0$/, '0');
}

export function sayInterval(low: number | null, high: number | null): string {
  if (low === null && high === null) return '';
  return `[${low === null ? 'no lower end' : sayNumber(low)}, ${high === null ? 'no upper end' : sayNumber(high)}]`;
}

/** The largest of 1, 2, 5 times a power of ten that is at most `value`; 0 for nothing. */
export function niceBelow(value: number): number {
  if (!(value > 0)) return 0;
  const power = 10 ** Math.floor(Math.log10(value));
  const times = [5, 2, 1].find((n) => n * power <= value * 1.000001) ?? 1;
  return Number((times * power).toPrecision(12));
}

/** The marks of a scale up to `top`: the largest nice number and that of its half way, which is a quarter where the
 *  scale is of square roots. */
export function marksUpTo(top: number, root: boolean): number[] {
  return [niceBelow(top), niceBelow(top / (root ? 4 : 2))];
}
