// Readers of parsed JSON: each takes what has the right shape and gives null, or nothing, for what has
// not. None throws, so that a broken block costs a picture and never the page.

export type Json = Record<string, unknown>;

export const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
/**
 * A list of objects, or the same in columns: `{ "columns": [...], "rows": [[...], ...] }`. In the columns that
 * `coded` names a number stands for one of `words`.
 */
export const list = (value: unknown): Json[] => {
  if (Array.isArray(value)) return value.filter(isObject);
  if (!isObject(value) || !Array.isArray(value.columns) || !Array.isArray(value.rows)) return [];
  const columns = value.columns.map(String);
  const words: unknown[] = Array.isArray(value.words) ? value.words : [];
  const coded = new Set(Array.isArray(value.coded) ? value.coded : []);
  const cell = (name: string, given: unknown): unknown =>
    coded.has(name) && typeof given === 'number' ? (words[given] ?? null) : given;
  return value.rows
    .filter((row): row is unknown[] => Array.isArray(row))
    .map((row) => Object.fromEntries(columns.map((name, i) => [name, cell(name, row[i])])));
};
export const text = (value: unknown): string | null =>
  typeof value === 'string' && value !== ''
    ? value
    : typeof value === 'number'
      ? String(value)
      : null;
export const number = (value: unknown): number | null =>
  typeof value === 'number' && Number.isFinite(value) ? value : null;
export const texts = (value: unknown): string[] =>
  Array.isArray(value) ? value.map(text).filter((t) => t !== null) : [];
export const isDay = (value: unknown): value is string =>
  typeof value === 'string' &&
  /^\d{4}-\d{2}-\d{2}$/.test(value) &&
  !Number.isNaN(Date.parse(value));
export const day = (value: unknown): string | null => (isDay(value) ? value : null);
export const keep = <T>(items: (T | null)[]): T[] => items.filter((item) => item !== null);

export function oneOf<T extends string>(value: unknown, known: readonly T[], otherwise: T): T {
  return known.includes(value as T) ? (value as T) : otherwise;
}

/** Keys and their words; without a prototype, so that no key finds anything but what was given. */
export function dictionary(value: unknown): Record<string, string> {
  const words: Record<string, string> = Object.create(null);
  for (const [key, word] of Object.entries(isObject(value) ? value : {})) {
    if (typeof word === 'string' && word !== '') words[key] = word;
  }
  return words;
}
