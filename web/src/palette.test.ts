// The palette is read from style.css, so that no colour can be changed there without being tested:
// text and thin lines 4.5:1, fills 3:1, in both themes (WCAG 2.2, 1.4.3 and 1.4.11).

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { deepest } from './charts/matrix';

const css = readFileSync('src/style.css', 'utf8');

function variables(block: string): Record<string, string> {
  return Object.fromEntries(
    [...block.matchAll(/--([a-z-]+):\s*(#[0-9a-f]{6})/g)].map((m) => [m[1]!, m[2]!]),
  );
}
const light = variables(css.slice(css.indexOf(':root'), css.indexOf('}')));
const darkStart = css.indexOf('prefers-color-scheme: dark');
const dark = { ...light, ...variables(css.slice(darkStart, css.indexOf('}', darkStart))) };

function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((i) => {
    const c = parseInt(hex.slice(i, i + 2), 16) / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
}

export function contrast(a: string, b: string): number {
  const [x, y] = [luminance(a), luminance(b)];
  return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05);
}

/** What `over` looks like at this opacity on `ground`. */
function mix(over: string, ground: string, opacity: number): string {
  const part = (hex: string, i: number) => parseInt(hex.slice(i, i + 2), 16);
  return `#${[1, 3, 5]
    .map((i) => Math.round(part(over, i) * opacity + part(ground, i) * (1 - opacity)))
    .map((v) => v.toString(16).padStart(2, '0'))
    .join('')}`;
}

function hue(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16)) as [
    number,
    number,
    number,
  ];
  const [max, min] = [Math.max(r, g, b), Math.min(r, g, b)];
  const sixth =
    max === r
      ? (g - b) / (max - min)
      : max === g
        ? 2 + (b - r) / (max - min)
        : 4 + (r - g) / (max - min);
  return (sixth * 60 + 360) % 360;
}

it('knows that black on white is 21', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5);
});

describe.each([
  ['light', light],
  ['dark', dark],
])('%s theme', (_name, p) => {
  const text = ['ink', 'muted', 'link', 'cooperation', 'conflict', 'neutral'];
  it.each(text)('%s is readable text on paper and on raised boxes', (name) => {
    expect(contrast(p[name]!, p.paper!)).toBeGreaterThanOrEqual(4.5);
    expect(contrast(p[name]!, p.raised!)).toBeGreaterThanOrEqual(4.5);
  });
  it.each(['axis', 'theatre-line'])('%s is a visible thin line', (name) => {
    expect(contrast(p[name]!, p.paper!)).toBeGreaterThanOrEqual(4.5);
  });
  it.each(['quiet-fill', 'quiet-strong', 'hatch', 'cooperation', 'conflict'])(
    '%s is a visible fill',
    (name) => {
      expect(contrast(p[name]!, p.paper!)).toBeGreaterThanOrEqual(3);
    },
  );
  it('the two greys of the volumes differ', () => {
    expect(contrast(p['quiet-fill']!, p['quiet-strong']!)).toBeGreaterThanOrEqual(2.5);
  });
  it.each(['ink', 'muted', 'cooperation', 'conflict', 'neutral', 'theatre-line'])(
    '%s stands out from land and theatres',
    (name) => {
      const least = name === 'ink' ? 4.5 : 3;
      expect(contrast(p[name]!, p.land!)).toBeGreaterThanOrEqual(least);
      expect(contrast(p[name]!, p.theatre!)).toBeGreaterThanOrEqual(least);
    },
  );
  it('marks and words stand out from a shaded span of time', () => {
    for (const name of ['ink', 'muted', 'cooperation', 'conflict', 'neutral'])
      expect(contrast(p[name]!, p.span!), name).toBeGreaterThanOrEqual(4.5);
  });
  it('a tie is a visible thin line on land, sea and theatres', () => {
    expect(contrast(p.tie!, p.paper!)).toBeGreaterThanOrEqual(4.5);
    for (const ground of ['land', 'theatre'])
      expect(contrast(p.tie!, p[ground]!), ground).toBeGreaterThanOrEqual(3);
  });
  it.each(['cooperation', 'conflict'])(
    'the deepest cell of %s leaves its number readable',
    (name) => {
      expect(contrast(p.ink!, mix(p[name]!, p.paper!, deepest))).toBeGreaterThanOrEqual(4.5);
      // Pale cells have a quieter number on a third of the depth.
      expect(contrast(p.muted!, mix(p[name]!, p.paper!, deepest * 0.3))).toBeGreaterThanOrEqual(
        4.5,
      );
    },
  );
  it('names on land have a halo that they are readable on', () => {
    expect(contrast(p.muted!, p.halo!)).toBeGreaterThanOrEqual(4.5);
  });
  it('cooperation is of the blue family, conflict of the orange-red', () => {
    expect(hue(p.cooperation!)).toBeGreaterThan(195);
    expect(hue(p.cooperation!)).toBeLessThan(220);
    expect(Math.min(hue(p.conflict!), 360 - hue(p.conflict!))).toBeLessThan(25);
  });
});

it('dark colours are lighter members, not inverted ones', () => {
  for (const name of ['cooperation', 'conflict', 'neutral', 'link'])
    expect(luminance(dark[name]!)).toBeGreaterThan(luminance(light[name]!));
});
