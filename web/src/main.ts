// The brief comes alive: the page is complete without this script, which finds the figures by
// `data-chart`, draws into their `.chart` boxes, makes tables sortable and opens the fold-outs for
// printing. One figure that fails leaves the others, and its own table, as they are.

import './style.css';
import './figures.css';
import './print.css';
import { readData, type BriefData } from './data';
import { make, redrawAll } from './dom';
import { eventsMap } from './map';
import { download, eventsCsv, standaloneSvg, themeColours, volumeCsv } from './save';
import { boxTable, breakRanges, classifyColumns, makeSortable, markLinks } from './tables';
import { inTime, timeline, type TimelineState } from './timeline';
import { volume } from './volume';

type Name = 'timeline' | 'events-map' | 'volume';

const charts: Record<
  Name,
  {
    has: (data: BriefData) => boolean;
    draw: (data: BriefData, figure: HTMLElement, chart: HTMLElement) => () => string;
  }
> = {
  timeline: {
    has: (data) => data.events.length > 0,
    draw: (data, figure, chart) => {
      const state: TimelineState = timeline(data, figure, chart);
      return () => eventsCsv(state.shown);
    },
  },
  'events-map': {
    has: (data) => inTime(data, 'window').some((e) => e.latitude !== null),
    draw: (data, figure, chart) => {
      eventsMap(data, figure, chart);
      return () => eventsCsv(inTime(data, 'window').filter((e) => e.latitude !== null));
    },
  },
  volume: {
    has: (data) => data.volume.length > 0,
    draw: (data, _figure, chart) => {
      chart.before(
        make(
          'p',
          { class: 'key' },
          make('span', {}, make('span', { class: 'swatch quiet' }), ' all rows'),
          make('span', {}, make('span', { class: 'swatch strong' }), ' rows across borders'),
          make('span', {}, make('span', { class: 'swatch hatch' }), ' missing days'),
          ...(data.volume.some((v) => v.status === 'partial')
            ? [make('span', {}, '╷ partial day')]
            : []),
          make(
            'span',
            {},
            'Each provider has its own height scale; over long windows the height is the mean of a week.',
          ),
        ),
      );
      volume(data, chart);
      return () => volumeCsv(data);
    },
  },
};

function fill(figure: HTMLElement, data: BriefData): void {
  const chart = figure.querySelector<HTMLElement>('.chart');
  const entry = charts[figure.dataset.chart as Name];
  if (!chart || !entry) return;
  if (!entry.has(data)) {
    const sentence =
      chart.dataset.empty ?? figure.dataset.empty ?? 'There is nothing to draw here.';
    chart.replaceWith(make('p', { class: 'empty' }, sentence));
    return;
  }
  const toCsv = entry.draw(data, figure, chart);
  const title = figure.querySelector('figcaption')?.textContent?.trim() ?? '';
  const name = `${data.case.name}-${figure.dataset.chart}`.replace(/[^A-Za-z0-9._-]+/g, '-');
  const asSvg = make(
    'button',
    { type: 'button', 'aria-label': `Save this figure as SVG: ${title}` },
    'SVG',
  );
  const asCsv = make(
    'button',
    { type: 'button', 'aria-label': `Save this figure's data as CSV: ${title}` },
    'CSV',
  );
  asSvg.addEventListener('click', () => {
    const svg = chart.querySelector('svg');
    if (svg) download(standaloneSvg(svg, themeColours(svg), title), 'image/svg+xml', `${name}.svg`);
  });
  asCsv.addEventListener('click', () => download(toCsv(), 'text/csv;charset=utf-8', `${name}.csv`));
  const bar = make('p', { class: 'save' }, 'Save ', asSvg, ' ', asCsv);
  const unit = figure.querySelector('.hint') ?? figure.querySelector('.unit');
  if (unit) unit.after(bar);
  else figure.append(bar);
}

// A4 or Letter less its margins, in CSS pixels: text in pictures keeps its size on paper.
const paperWidth = 680;

function openForPrinting(): void {
  let closed: HTMLDetailsElement[] = [];
  addEventListener('beforeprint', () => {
    closed = [...document.querySelectorAll<HTMLDetailsElement>('details:not([open])')];
    for (const details of closed) details.open = true;
    redrawAll(paperWidth);
  });
  addEventListener('afterprint', () => {
    for (const details of closed) details.open = false;
    redrawAll(null);
  });
}

function start(): void {
  let data: BriefData;
  try {
    data = readData(JSON.parse(document.getElementById('brief-data')?.textContent ?? 'null'));
  } catch {
    data = readData(null);
  }
  document.documentElement.classList.add('js');
  for (const table of document.querySelectorAll<HTMLTableElement>('table')) {
    const caption =
      table.caption?.textContent ??
      table.closest('figure')?.querySelector('figcaption')?.textContent ??
      table.closest('section')?.querySelector('h2')?.textContent;
    boxTable(table, `Table: ${(caption ?? 'data').trim()}`);
    classifyColumns(table);
    breakRanges(table);
    if (table.classList.contains('sortable')) makeSortable(table);
  }
  markLinks(document);
  for (const figure of document.querySelectorAll<HTMLElement>('figure[data-chart]')) {
    try {
      fill(figure, data);
    } catch (error) {
      console.error(`figure ${figure.dataset.chart} could not be drawn`, error);
    }
  }
  openForPrinting();
}

if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', start);
else start();
