// What the pictures with a time axis share: where a day stands, and which years or months are written.

import type { Kind } from './data';
import { shortDay } from './words';

export const kDay = 86_400_000;

export interface TimeFrame {
  from: Date;
  to: Date;
  /** Pixels of the two ends. */
  left: number;
  right: number;
}

export const colour: Record<Kind, string> = {
  cooperation: 'var(--cooperation)',
  conflict: 'var(--conflict)',
  neutral: 'var(--neutral)',
};

/** Pixels of a moment in milliseconds; not held within the frame. */
export function across(frame: TimeFrame, time: number): number {
  const [from, to] = [frame.from.getTime(), frame.to.getTime()];
  return frame.left + ((time - from) / (to - from)) * (frame.right - frame.left);
}

export interface Rule {
  x: number;
  /** Empty where there is no room. */
  text: string;
}

/**
 * Year rules, or quarters or months when the window is short. Labels keep their distance; where not
 * every year has room, every second or fifth is written. `scale` is the text's size over the usual one.
 */
export function calendar(frame: TimeFrame, scale = 1): Rule[] {
  const months = (frame.to.getTime() - frame.from.getTime()) / (30.4 * kDay);
  const step = months > 30 ? 12 : months > 9 ? 3 : 1;
  const first = frame.from.getUTCFullYear();
  const room = (step === 12 ? 40 : 74) * scale;
  const perYear = ((frame.right - frame.left) / months) * 12;
  const every =
    step === 12 ? ([1, 2, 5, 10, 20, 50].find((n) => n * perYear >= room - 1) ?? 100) : 1;
  const result: Rule[] = [];
  let lastText = -Infinity;
  for (let m = 0; m < 12 * 400; m += step) {
    const d = new Date(Date.UTC(first, m, 1));
    if (d >= frame.to) break;
    if (d < frame.from) continue;
    const x = across(frame, d.getTime());
    const year = d.getUTCFullYear();
    const text = step === 12 ? String(year) : shortDay(d.toISOString().slice(0, 10)).slice(2);
    const wanted = step !== 12 || (year - first) % every === 0;
    const fits = wanted && x - lastText >= room - 1 && frame.right - x >= room - 4 * scale;
    if (fits) lastText = x;
    result.push({ x, text: fits ? text : '' });
  }
  return result;
}
