// Equal steps of a calendar: months, weeks, quarters, years from a first day.

import { sayDay } from '../words';
import { kDay } from '../calendar';
import type { Step } from './read';

/** The first moments of `n` steps and of the one after them. */
export function stepStarts(from: string, step: Step, n: number): Date[] {
  const first = new Date(`${from}T00:00:00Z`);
  const months = { month: 1, quarter: 3, year: 12, week: 0 }[step];
  return Array.from({ length: n + 1 }, (_, i) =>
    step === 'week'
      ? new Date(first.getTime() + 7 * i * kDay)
      : new Date(
          Date.UTC(
            first.getUTCFullYear(),
            first.getUTCMonth() + months * i,
            months > 0 ? 1 : first.getUTCDate(),
          ),
        ),
  );
}

/** "March 2019", "week from 4 March 2019", "quarter from March 2019", "2019". */
export function sayStep(start: Date, step: Step): string {
  const day = start.toISOString().slice(0, 10);
  const month = sayDay(day).replace(/^\d+ /, '');
  if (step === 'week') return `week from ${sayDay(day)}`;
  if (step === 'year') return day.slice(0, 4);
  return step === 'quarter' ? `quarter from ${month}` : month;
}
