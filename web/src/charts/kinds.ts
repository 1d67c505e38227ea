// What each kind of figure gives: how it is drawn, what its marks say, and its data as CSV.

import type { Spot } from '../cursor';
import type { BriefData, Kind } from '../data';
import { make, type Measure } from '../dom';
import { kindNames } from '../words';

export interface Setting {
  data: BriefData;
  /** Pixels. */
  width: number;
  /** On paper: a page's width, small text, everything on one page. */
  paper: boolean;
  /** Width of a text in pixels at `size`. */
  measure: Measure;
  /** Of the text, pixels. */
  size: number;
}

export interface Drawing {
  svg: SVGSVGElement;
  /** Further pictures below the first, on paper. */
  more?: SVGSVGElement[];
  spots: Spot[];
}

export interface Chart<F> {
  role: string;
  hint: string;
  key: (figure: F) => Node[];
  draw: (figure: F, setting: Setting) => Drawing;
  csv: (figure: F) => string;
}

/** The box beside a mark: a line above, a bold one, others below. */
export function tellLines(when: string, who: string, ...rest: (string | Node)[]): Node[] {
  return [
    ...(when === '' ? [] : [make('p', { class: 'tip-when' }, when)]),
    ...(who === '' ? [] : [make('p', { class: 'tip-who' }, make('strong', {}, who))]),
    ...rest.filter((r) => r !== '').map((r) => make('p', {}, r)),
  ];
}

export const keyItem = (className: string, words: string, swatch?: Node): HTMLElement =>
  make('span', { class: className === '' ? null : className }, ...(swatch ? [swatch] : []), words);

export const swatch = (name: string): HTMLElement => make('span', { class: `swatch ${name}` });

/** "▲ cooperation above ..." for the kinds that occur, in the words given. */
export function kindKey(kinds: Set<Kind>, words: Record<Kind, string>): Node[] {
  return (['cooperation', 'conflict', 'neutral'] as const)
    .filter((kind) => kinds.has(kind))
    .map((kind) => keyItem(kind, words[kind]));
}

export const sayKind = (kind: Kind): string => kindNames[kind].toLowerCase();
