// A full page with invented actors, under the very policy that a real brief has, to try the bundle on.
//
//   node test/sample.mjs [FILE.html]      writes test/sample.html when no file is named; --one-page: the short form
//
// Actors are AAA to FFF, places are real points of the map, nothing else is. Draws come from a small
// generator with a fixed seed: the same page every time.

import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { figureSections, sampleFigures } from './figures.mjs';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const escapeHtml = (text) => String(text ?? '').replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);

export function sampleData({ empty = false } = {}) {
  let state = 7;
  const random = () => (state = (state * 48271) % 2147483647) / 2147483647;
  const pick = (list) => list[Math.floor(random() * list.length)];
  const names = {
    AAA: 'Republic of Aland',
    BBB: 'Bravonia',
    CCC: 'Charlie Union',
    DDD: 'Delta',
    EEE: 'Echo Islands',
    FFF: 'Foxtrot',
    'bbb-premier': 'Premier of Bravonia',
    JPN: 'Japan',
    KOR: 'South Korea',
    PRK: 'North Korea',
    RUS: 'Russia',
    CHN: 'China',
    UKR: 'Ukraine',
    MNG: 'Mongolia',
    USA: 'United States',
    SGP: 'Singapore',
  };
  const watched = [
    ['AAA', 'BBB'],
    ['BBB', 'AAA'],
    ['BBB', 'CCC'],
    ['CCC', 'DDD'],
    ['AAA', 'EEE'],
    ['DDD', 'FFF'],
  ].map(([source, target]) => ({ source, target }));
  const spots = [
    ['PRK', 39.03, 125.75],
    ['KOR', 37.57, 126.98],
    ['JPN', 35.68, 139.69],
    ['RUS', 43.12, 131.89],
    ['CHN', 39.9, 116.4],
    ['UKR', 50.45, 30.52],
    ['UKR', 48.0, 37.8],
    ['RUS', 55.75, 37.62],
    ['USA', 40.75, -73.97],
    ['SGP', 1.25, 103.83],
    [null, null, null],
  ];
  const day = (n) => new Date(Date.UTC(2017, 0, 1) + n * 86400000).toISOString().slice(0, 10);
  const acts = [
    ['cooperation', [3, 4, 5, 6, 7]],
    ['conflict', [10, 11, 12, 13, 15, 16, 17, 19]],
    ['neutral', [1, 9]],
  ];
  const events = [];
  for (let i = 0; i < 96; i += 1) {
    const { source, target } = pick(watched);
    const [kind, roots] = acts[random() < 0.45 ? 0 : random() < 0.85 ? 1 : 2];
    const at = Math.floor(random() ** 0.8 * 2460);
    const [country, latitude, longitude] = pick(spots);
    const register = random() < 0.6 ? pick(['summits', 'launches', 'votes']) : null;
    events.push({
      id: `e${i}`,
      day: day(at),
      day_last: i % 17 === 0 ? day(Math.min(at + 40, 2464)) : day(at),
      source: source === 'BBB' && i % 3 === 0 ? 'bbb-premier' : source,
      target: i % 29 === 0 ? null : target,
      source_state: source,
      target_state: i % 29 === 0 ? null : target,
      action: String(pick(roots)).padStart(2, '0'),
      root: pick(roots),
      kind,
      issues: [pick(['trade', 'nuclear', 'maritime', 'sanctions'])],
      theatre: latitude === null ? null : longitude < 60 ? 'east' : 'north',
      country,
      latitude,
      longitude,
      grade: pick(['confirmed', 'reported', 'claimed']),
      claimant: i % 11 === 0 ? 'CCC' : null,
      sampling: register ? 'register' : 'purposive',
      register,
      sentence:
        i === 3
          ? 'A hostile sentence: </script><img src=x onerror=alert(1)> & "quotes", =1+1.'
          : `Invented event ${i}: ${names[source]} acts toward ${names[target]}, as this test says and nobody else does.`,
      citation: `Invented Gazette, no. ${i}, https://example.org/${i}`,
      label: [5, 12, 20, 33, 47, 58, 64, 71, 80].includes(i)
        ? `${pick(['First summit', 'Launch over the strait', 'Veto', 'Trade pact signed', 'Envoys expelled'])}`
        : null,
      weight: i % 7,
      new: i % 13 === 0 || i === 47,
    });
  }
  events.sort((a, b) => (a.day < b.day ? -1 : 1));
  const volume = [];
  for (const [provider, size, gap] of [
    ['alpha', 1200, [300, 380]],
    ['beta', 90000, [1500, 1502]],
    ['gamma', 40, [0, 700]],
  ]) {
    const days = [];
    for (let n = 0; n < 2464; n += 1) {
      const missing = n >= gap[0] && n < gap[1];
      const weekend = new Date(Date.UTC(2017, 0, 1 + n)).getUTCDay() % 6 === 0;
      const rows = Math.round(size * (weekend ? 0.5 : 1) * (0.6 + random() * 0.5) * (1 + n / 5000));
      days.push({
        provider,
        day: day(n),
        rows: missing ? null : rows,
        cross_border: missing ? null : Math.round(rows * 0.35),
        status: missing ? 'missing' : n % 401 === 400 ? 'partial' : 'observed',
      });
    }
    // One provider as days, the others in the shorter form.
    if (provider === 'gamma') volume.push(...days);
    else
      volume.push({
        provider,
        from: day(0),
        rows: days.map((d) => d.rows),
        cross_border: days.map((d) => d.cross_border),
        partial: days.flatMap((d, n) => (d.status === 'partial' ? [n] : [])),
      });
  }
  return {
    case: {
      name: 'sample',
      title: 'A sample of invented states',
      from: '2017-01-01',
      to: '2023-10-01',
      names,
      issues: { maritime: 'Law of the sea', nuclear: 'Nuclear arms' },
      watched,
      map: { centre: [135, 45], radius_degrees: 26 },
    },
    events: empty ? [] : events,
    volume: empty ? [] : volume,
    theatres: [
      { id: 'north', name: 'Northern theatre', countries: ['JPN', 'KOR', 'PRK'] },
      { id: 'east', name: 'Eastern theatre', countries: ['UKR'] },
    ],
    registers: [
      ['summits', 'Summits'],
      ['launches', 'Launches'],
      ['votes', 'Votes'],
    ].map(([id, name]) => ({ id, name, from: '2017-01-01', to: '2023-10-01' })),
    quality: {},
    arcs: empty
      ? []
      : [
          ['PRK', 'RUS', 60, 2.1, 1.2, 3],
          ['RUS', 'PRK', 45, 1.4, 0.4, 2.2],
          ['USA', 'PRK', 140, -2.2, -3, -1.4],
          ['PRK', 'USA', 90, -2.6, -3.4, -1.9],
          ['JPN', 'RUS', 50, -0.4, -1.2, 0.3],
          ['CHN', 'RUS', 100, 1.6, 1, 2.4],
          ['KOR', 'JPN', 70, null, null, null],
          ['UKR', 'XYZ', 10, 1, 0.5, 1.5],
        ].map(([source, target, count, stance, low, high]) => ({
          source,
          target,
          volume: count,
          stance,
          low,
          high,
        })),
    ties: empty
      ? []
      : [
          { a: 'USA', b: 'JPN', kind: 'alliance' },
          { a: 'USA', b: 'KOR', kind: 'alliance' },
        ],
    figures: empty ? {} : sampleFigures(random, events),
  };
}

// With the page's own two these are six, the most that the short form has.
const longFindings = Array.from(
  { length: 4 },
  (_, i) =>
    `<li class="strong"><p class="finding">Finding ${i + 3} is long: Bravonia, the Charlie Union and the Golf Federation act toward the Republic of Aland and the Echo Islands as this invented sentence says. <span class="interval">[1.2, 3.4]</span></p><p class="unit">Ratio of rates; register of an invented kind with a long name and a stated gap; run 0000.</p></li>`,
).join('\n');

export function samplePage(data, { onePage = false } = {}) {
  const script = readFileSync(here('../dist/brief.js'), 'utf8');
  const style = readFileSync(here('../dist/brief.css'), 'utf8');
  const hash = (text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  // The table holds the sentences and citations; the block does not say them again.
  const block = {
    ...data,
    events: data.events.map(({ sentence: _, citation: __, ...event }) => event),
  };
  const json = JSON.stringify(block).replace(/</g, '\\u003c');
  const name = (id) => escapeHtml(data.case.names[id] ?? id);
  const eventRows = data.events
    .map(
      (e) =>
        `<tr id="row-${escapeHtml(e.id)}"><td class="day">${e.day}</td><td>${name(e.source)}</td><td>${name(e.target ?? '')}</td><td>${e.kind}</td><td>${escapeHtml(e.register ?? 'chosen by an author')}</td><td class="sentence">${escapeHtml(e.sentence)}</td><td class="citation"><a href="https://example.org/${e.id}">Invented Gazette</a></td></tr>`,
    )
    .join('\n');
  const countries = new Map();
  for (const e of data.events)
    if (e.country) countries.set(e.country, (countries.get(e.country) ?? 0) + 1);
  const mapRows = [...countries]
    .map(([c, n]) => `<tr><td>${name(c)}</td><td class="number">${n}</td></tr>`)
    .join('\n');
  const providers = [...new Set(data.volume.map((v) => v.provider))];
  const volumeRows = providers
    .map((p) => {
      const own = data.volume
        .filter((v) => v.provider === p)
        .flatMap((v) => (Array.isArray(v.rows) ? v.rows : [v.rows]));
      const sum = own.reduce((total, rows) => total + (rows ?? 0), 0);
      return `<tr><td>${p}</td><td class="number" data-value="${sum}">${sum.toLocaleString('en-GB')}</td><td class="number">${own.filter((rows) => rows === null).length}</td></tr>`;
    })
    .join('\n');
  const table = (
    label,
    head,
    rows,
  ) => `<details><summary>Table</summary><div class="scroll" tabindex="0" role="region" aria-label="Table: ${label}"><table class="sortable"><thead><tr>${head}</tr></thead><tbody>
${rows}
</tbody></table></div></details>`;
  const rest = `<section id="timeline"><h2>Timeline</h2>
<figure data-chart="timeline">
<figcaption>${data.events.length} events between six invented states, 2017 to 2023</figcaption>
<div class="chart" role="img" aria-label="Timeline of ${data.events.length} events in lanes by pair of states; the table below lists them all." data-empty="The case has no events in this window."></div>
<p class="unit">One tick is one event, by the day it happened. Source: the case's own events and registers. Run 0000.</p>
${table('events', '<th scope="col">Day</th><th scope="col">Source</th><th scope="col">Target</th><th scope="col">Kind</th><th scope="col">Register</th><th scope="col">Sentence</th><th scope="col">Citation</th>', eventRows)}
</figure></section>
<section id="map"><h2>Map</h2>
<figure data-chart="events-map">
<figcaption>Most invented events happen on the peninsula</figcaption>
<div class="chart" role="img" aria-label="Map of events by place; the table below counts them by country." data-empty="No event of this case has a place."></div>
<p class="unit">Events by place, 2017 to 2023; points are sized by the number of events, borders are Natural Earth's and take no position. Source: the case's own events. Run 0000.</p>
${table('events by country', '<th scope="col">Country</th><th scope="col" class="number">Events</th>', mapRows)}
</figure></section>
<section id="data-health"><h2>Data health</h2>
<figure data-chart="volume">
<figcaption>Three invented providers, one silent for its first 700 days</figcaption>
<div class="chart" role="img" aria-label="Rows by day and provider with missing days hatched; the table below sums them." data-empty="No provider's files have been read yet."></div>
<p class="unit">Rows a day, as read. Source: the store's volumes. Run 0000.</p>
${table('rows by provider', '<th scope="col">Provider</th><th scope="col" class="number">Rows</th><th scope="col" class="number">Missing days</th>', volumeRows)}
</figure></section>
${figureSections(table)}`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src ${hash(style)}; script-src ${hash(script)}; img-src data: blob:; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${escapeHtml(data.case.title)}: a brief</title>
<style>${style}</style>
</head>
<body${onePage ? ' class="one-page"' : ''}>
<p class="handling">Handling: for readers of this test only</p>
<a class="skip" href="#main">To the findings</a>
<header class="masthead">
<p class="kicker">Entente brief</p>
<h1>${escapeHtml(data.case.title)}</h1>
<p class="standfirst">Every state named on this page is invented. It shows how a brief looks and tests that it works.</p>
<p class="meta">1 January 2017 to 30 September 2023. Data as of 1 October 2023. Run 0000.</p>
<nav aria-label="Contents"><ol><li><a href="#findings">Findings</a></li><li><a href="#timeline">Timeline</a></li><li><a href="#map">Map</a></li><li><a href="#data-health">Data health</a></li><li><a href="#dyads">Dyads</a></li></ol></nav>
</header>
<main id="main">
<section id="findings"><h2>Findings</h2>
<ol class="findings">
<li class="strong"><p class="finding">Bravonia meets Aland 11 months before it meets anyone else. <span class="interval">[10, 12]</span></p><p class="unit">Months between first meetings; register of summits; run 0000.</p></li>
<li><p class="finding">There is no evidence of a change at February 2022.</p><p class="unit">Rate ratio 1.1 <span class="interval">[0.7, 1.6]</span>; register of launches; run 0000.</p></li>${onePage ? longFindings : ''}
</ol>
<details class="more"><summary>Two more findings</summary>
<ol class="findings"><li><p class="finding">Delta says nothing.</p></li><li><p class="finding">Hotel says less.</p></li></ol></details>
<aside class="own-note" aria-label="A note of your own"><h3>Your note</h3><p>Ask the desk about the second invitation before Friday.</p></aside></section>
${onePage ? figureSections(table).split('\n<section')[0] : rest}
</main>
<footer><p>Made by Entente 0.1.0.</p></footer>
<p class="handling">Handling: for readers of this test only</p>
<script type="application/json" id="brief-data">${json}</script>
<script>${script}</script>
</body>
</html>
`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const words = process.argv.slice(2);
  const onePage = words.includes('--one-page');
  const file = words.find((w) => !w.startsWith('--')) ?? here('sample.html');
  writeFileSync(file, samplePage(sampleData(), { onePage }));
  console.log(file);
}
