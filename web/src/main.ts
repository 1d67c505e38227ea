// The brief comes alive: the page is complete without this script, which finds the figures by
// `data-chart`, draws into their `.chart` boxes, makes tables sortable and opens the fold-outs for
// printing. One figure that fails leaves the others, and its own table, as they are.

import './style.css';
import './figures.css';
import './print.css';
import './onepage.css';
import { isKind, showFigure } from './charts/show';
import { readData, type BriefData } from './data';
import { make, redrawAll } from './dom';
import { eventsMap } from './map';
import { download, eventsCsv, standaloneSvg, themeColours, volumeCsv } from './save';
import {
  boxTable,
  breakRanges,
  classifyColumns,
  makeSortable,
  markLinks,
  takeSentences,
} from './tables';
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
    has: (data) =>
      data.arcs.length + data.ties.length > 0 ||
      inTime(data, 'window').some((e) => e.latitude !== null),
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

/** What draws this figure and gives its CSV; null where there is nothing to draw. */
function drawer(
  figure: HTMLElement,
  chart: HTMLElement,
  data: BriefData,
): (() => () => string) | null {
  const name = figure.dataset.chart;
  if (isKind(name)) {
    const given = data.figures[figure.dataset.key ?? ''];
    return given?.chart === name ? () => showFigure(data, given, figure, chart) : null;
  }
  const entry = Object.hasOwn(charts, name ?? '') ? charts[name as Name] : undefined;
  return entry?.has(data) ? () => entry.draw(data, figure, chart) : null;
}

function sayEmpty(figure: HTMLElement): void {
  const chart = figure.querySelector<HTMLElement>('.chart');
  const sentence = chart?.dataset.empty ?? figure.dataset.empty ?? 'There is nothing to draw here.';
  chart?.replaceWith(make('p', { class: 'empty' }, sentence));
}

function fill(figure: HTMLElement, data: BriefData): void {
  const chart = figure.querySelector<HTMLElement>('.chart');
  if (!chart) return;
  const draw = drawer(figure, chart, data);
  if (!draw) {
    sayEmpty(figure);
    return;
  }
  const toCsv = draw();
  const title = figure.querySelector('figcaption')?.textContent?.trim() ?? '';
  const name = [data.case.name, figure.dataset.key ?? figure.dataset.chart]
    .join('-')
    .replace(/[^A-Za-z0-9._-]+/g, '-');
  const button = (label: string, words: string) =>
    make('button', { type: 'button', 'aria-label': `${words}: ${title}` }, label);
  const asSvg = button('SVG', 'Save this figure as SVG');
  const asCsv = button('CSV', "Save this figure's data as CSV");
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
  // The short form prints on one page: its folds stay folded.
  const short = document.body.classList.contains('one-page');
  let closed: HTMLDetailsElement[] = [];
  addEventListener('beforeprint', () => {
    closed = short ? [] : [...document.querySelectorAll<HTMLDetailsElement>('details:not([open])')];
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
  takeSentences(document, data.events);
  document.body.append(...document.querySelectorAll('footer > .handling'));
  // Outside the page's landmarks, so each is one of its own.
  document.querySelectorAll('body > .handling').forEach((line, i) => {
    line.setAttribute('role', 'region');
    line.setAttribute('aria-label', i === 0 ? 'Handling' : 'Handling, at the end');
  });
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
      sayEmpty(figure);
    }
  }
  openForPrinting();
}

if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', start);
else start();
