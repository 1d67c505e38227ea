// Tables that sort by any column, and that hold what the pictures tell of each act.
//
// Each head cell of a `table.sortable` gets a button; the cell's aria-sort says the order. A cell
// sorts by its `data-value` if it has one, else by its text; a column of numbers sorts as numbers.
// Empty cells come last in both directions. Sorting is stable.

import type { BriefEvent } from './data';

const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

export function cellValue(cell: Element | undefined): string {
  return (cell?.getAttribute('data-value') ?? cell?.textContent ?? '').trim();
}

/** "1,234", "−3.1 [−4.0, −2.2]", "12 %" -> their leading number; null for other text. */
export function leadingNumber(text: string): number | null {
  const match = /^([+−-]?)(\d[\d,]*(?:\.\d+)?|\.\d+)\s*(%|$|\[|\()/.exec(text.trim());
  if (!match) return null;
  const value = Number(match[2]!.replaceAll(',', ''));
  return match[1] === '-' || match[1] === '−' ? -value : value;
}

/** The order of the rows, as indices. */
export function sortedOrder(values: string[], descending: boolean): number[] {
  const filled = values.filter((v) => v !== '');
  const numeric = filled.length > 0 && filled.every((v) => leadingNumber(v) !== null);
  const compare = (a: string, b: string) =>
    numeric ? leadingNumber(a)! - leadingNumber(b)! : collator.compare(a, b);
  return values
    .map((_, i) => i)
    .sort((i, j) => {
      const [a, b] = [values[i]!, values[j]!];
      if (a === '' || b === '') return a === b ? i - j : a === '' ? 1 : -1;
      return (descending ? compare(b, a) : compare(a, b)) || i - j;
    });
}

export function makeSortable(table: HTMLTableElement): void {
  const heads = [...table.querySelectorAll(':scope > thead > tr:first-child > th')];
  const body = table.querySelector(':scope > tbody');
  if (!body) return;
  heads.forEach((cell, column) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'sort';
    button.append(...cell.childNodes);
    cell.append(button);
    button.addEventListener('click', () => {
      const descending = cell.getAttribute('aria-sort') === 'ascending';
      for (const other of heads) other.removeAttribute('aria-sort');
      cell.setAttribute('aria-sort', descending ? 'descending' : 'ascending');
      const rows = [...body.children];
      body.append(
        ...sortedOrder(
          rows.map((row) => cellValue(row.children[column])),
          descending,
        ).map((i) => rows[i]!),
      );
    });
  });
}

/** Characters: a longer word is broken, a column whose texts are longer in the mean is a wide one. */
const longWord = 30;
const longText = 40;
const days = /^\d{4}-\d{2}-\d{2}(?: to \d{4}-\d{2}-\d{2})?$/;

/** Days, among them a few short words such as "open". */
function isDays(lines: string[]): boolean {
  const others = lines.filter((line) => !days.test(line));
  return others.length < lines.length && others.every((line) => line.length <= 10);
}

/**
 * Gives columns of days the class `day`, those that hold addresses and other long words `citation` and those
 * that hold long texts `sentence`, where the page has given no class itself: so that these wrap well.
 */
export function classifyColumns(table: HTMLTableElement): void {
  const heads = [...table.querySelectorAll(':scope > thead > tr:first-child > th')];
  const rows = [...table.querySelectorAll(':scope > tbody > tr')];
  heads.forEach((head, column) => {
    const cells = rows.flatMap((row) => row.children[column] ?? []);
    const lines = cells.map(linesOf).filter((texts) => texts.some((t) => t !== ''));
    if (lines.length === 0 || [head, ...cells].some((cell) => cell.className !== '')) return;
    const words = lines.flat().flatMap((line) => line.split(/[\s-]+/));
    const length = lines.flat().reduce((sum, line) => sum + line.length, 0);
    let name: string | null = null;
    if (isDays(lines.flat())) name = 'day';
    else if (words.some((word) => word.length > longWord)) name = 'citation';
    else if (length / lines.length > longText) name = 'sentence';
    if (name !== null) for (const cell of [head, ...cells]) cell.classList.add(name);
  });
}

/** "2017-04-11 to 2017-04-13" may break between its days, never within one. */
export function breakRanges(table: HTMLTableElement): void {
  for (const cell of table.querySelectorAll('td.day')) {
    const [first, last, ...rest] = (cell.textContent ?? '').trim().split(' to ');
    if (first === undefined || last === undefined || rest.length > 0) continue;
    const span = (text: string) => {
      const node = document.createElement('span');
      node.textContent = text;
      return node;
    };
    cell.classList.add('range');
    cell.replaceChildren(span(`${first} to`), ' ', span(last));
  }
}

/** The texts of a cell between its line breaks. */
function linesOf(cell: Element): string[] {
  const lines = [''];
  for (const node of cell.childNodes) {
    if (node.nodeName === 'BR') lines.push('');
    else lines[lines.length - 1] += node.textContent ?? '';
  }
  return lines.map((line) => line.trim());
}

/** On paper a link's address is spelled out, unless its text is the address. */
export function markLinks(root: ParentNode): void {
  for (const link of root.querySelectorAll<HTMLAnchorElement>('a[href^="http"]'))
    if (link.textContent?.trim() !== link.getAttribute('href')) link.classList.add('spelled');
}

/** A wide table scrolls in a box of its own that can be reached by keyboard, never the page. */
export function boxTable(table: HTMLTableElement, name: string): void {
  if (table.parentElement?.classList.contains('scroll')) return;
  const box = document.createElement('div');
  box.className = 'scroll';
  box.tabIndex = 0;
  box.setAttribute('role', 'region');
  box.setAttribute('aria-label', name);
  table.replaceWith(box);
  box.append(table);
}

const textOf = (cell: Element | null): string | null =>
  (cell?.textContent ?? '').replace(/\s+/g, ' ').trim() || null;

/** A citation's words, and its address where they do not hold it. */
function citationOf(cell: Element | null): string | null {
  const words = textOf(cell);
  const address = cell?.querySelector('a[href^="http"]')?.getAttribute('href') ?? null;
  if (words === null || address === null || words.includes(address)) return words;
  return address.includes(words) ? address : `${words}, ${address}`;
}

/**
 * An act's sentence and citation stand in the rows of the table of acts (`tr[id^="row-"]`); where the data
 * block has none they are taken from there, so that the page holds them once.
 */
export function takeSentences(root: ParentNode, events: BriefEvent[]): void {
  if (events.every((e) => e.sentence !== null && e.citation !== null)) return;
  const rows = new Map<string, Element>();
  for (const row of root.querySelectorAll<HTMLElement>('tr[id^="row-"]')) {
    const id = row.id.slice(4);
    if (!rows.has(id)) rows.set(id, row);
  }
  for (const event of events) {
    const row = rows.get(event.id);
    if (!row) continue;
    event.sentence ??= textOf(row.querySelector('td.sentence'));
    event.citation ??= citationOf(row.querySelector('td.citation'));
  }
}
