// Tables that sort by any column.
//
// Each head cell of a `table.sortable` gets a button; the cell's aria-sort says the order. A cell
// sorts by its `data-value` if it has one, else by its text; a column of numbers sorts as numbers.
// Empty cells come last in both directions. Sorting is stable.

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
