// Taking a figure away: the picture as SVG, its data as CSV. Both are made in the page and handed over
// as blobs; nothing is sent anywhere.

import type { BriefData, BriefEvent } from './data';

const eventColumns = [
  'id',
  'day',
  'day_last',
  'source',
  'target',
  'source_state',
  'target_state',
  'action',
  'root',
  'kind',
  'issues',
  'theatre',
  'country',
  'latitude',
  'longitude',
  'grade',
  'claimant',
  'sampling',
  'register',
  'sentence',
  'citation',
] as const;

/**
 * RFC 4180 quoting. A text that a spreadsheet would run as a formula gets an apostrophe in front:
 * the sentences come from anywhere.
 */
export function csvCell(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number') return String(value);
  let text = Array.isArray(value) ? value.join(';') : String(value);
  if (/^[=+\-@\t\r]/.test(text)) text = `'${text}`;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

export function csv(columns: readonly string[], rows: object[]): string {
  const line = (cells: unknown[]) => cells.map(csvCell).join(',');
  return (
    [
      columns.join(','),
      ...rows.map((row) => line(columns.map((c) => (row as Record<string, unknown>)[c]))),
    ].join('\r\n') + '\r\n'
  );
}

export const eventsCsv = (events: BriefEvent[]): string => csv(eventColumns, events);
export const volumeCsv = (data: BriefData): string =>
  csv(['provider', 'day', 'status', 'rows', 'cross_border'], data.volume);

/** A picture that stands alone: theme variables become colours, the font is named, the paper is drawn. */
export function standaloneSvg(
  svg: SVGSVGElement,
  colours: Map<string, string>,
  title: string,
): string {
  const copy = svg.cloneNode(true) as SVGSVGElement;
  copy.querySelector('.cursor-ring')?.remove();
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  copy.setAttribute('role', 'img');
  copy.removeAttribute('aria-hidden');
  const name = document.createElementNS('http://www.w3.org/2000/svg', 'title');
  name.textContent = title;
  const paper = document.createElementNS('http://www.w3.org/2000/svg', 'rect');
  paper.setAttribute('width', '100%');
  paper.setAttribute('height', '100%');
  paper.setAttribute('fill', 'var(--paper)');
  copy.prepend(name, paper);
  for (const text of copy.querySelectorAll('text'))
    if (!text.hasAttribute('fill') && !text.closest('[fill]'))
      text.setAttribute('fill', 'var(--ink)');
  const source = new XMLSerializer().serializeToString(copy);
  return source
    .replace(/var\((--[a-z-]+)\)/g, (whole, variable: string) => colours.get(variable) ?? whole)
    .replaceAll('currentColor', colours.get('--ink') ?? '#000')
    .replaceAll('font-family: inherit', 'font-family: system-ui, sans-serif');
}

/** The page's present values of the theme's variables that the picture names. */
export function themeColours(svg: SVGSVGElement): Map<string, string> {
  const style = getComputedStyle(document.documentElement);
  const names = new Set(new XMLSerializer().serializeToString(svg).match(/--[a-z-]+(?=\))/g) ?? []);
  return new Map(
    [...names, '--paper', '--ink'].map((name) => [name, style.getPropertyValue(name).trim()]),
  );
}

export function download(text: string, type: string, name: string): void {
  const address = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
