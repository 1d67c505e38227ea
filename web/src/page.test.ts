// Reading the page's data, filtering, sorting, saving: the parts that meet hostile text.

import { describe, expect, it } from 'vitest';
import { readData } from './data';
import { everything, matches, selects } from './filters';
import { keyOf, noteOf } from './mapwords';
import { namePlaces } from './names';
import { Owners } from './owners';
import { clusterPlaces, gatherPlaces, radius } from './places';
import { csv, csvCell, eventsCsv, standaloneSvg } from './save';
import {
  boxTable,
  breakRanges,
  classifyColumns,
  leadingNumber,
  makeSortable,
  markLinks,
  sortedOrder,
  takeSentences,
} from './tables';
import { drawVolume, missingRuns, steps, weekly } from './volume';
import { tellEvent } from './tell';
import { dyad, sayDay, speak } from './words';
import { unpack, world } from './world';

const good = {
  id: '1',
  day: '2020-01-02',
  source: 'AAA',
  target: 'BBB',
  source_state: 'AAA',
  target_state: 'BBB',
  kind: 'conflict',
  root: 13,
  sampling: 'register',
  register: 'r',
  issues: ['trade'],
};

describe('readData', () => {
  it('never throws and takes nothing from what is no brief', () => {
    for (const value of [
      null,
      3,
      'x',
      [],
      { events: 7 },
      { case: [], events: [null, {}, []], volume: {} },
    ]) {
      expect(readData(value).events).toEqual([]);
    }
  });
  it('drops malformed events, keeps the others in order of day', () => {
    const data = readData({
      events: [
        { ...good, id: '2', day: '2021-13-01' },
        { ...good, id: '3', day: '2021-01-01', latitude: 91, longitude: 0 },
        good,
      ],
    });
    expect(data.events.map((e) => e.id)).toEqual(['1', '3']);
    expect(data.events[1]!.latitude).toBeNull();
  });
  it('reads a volume series as days', () => {
    const data = readData({
      volume: [
        {
          provider: 'p',
          from: '2020-02-28',
          rows: [5, null, 7],
          cross_border: [1, null, 2],
          partial: [2],
        },
      ],
    });
    expect(data.volume).toEqual([
      { provider: 'p', day: '2020-02-28', rows: 5, cross_border: 1, status: 'observed' },
      { provider: 'p', day: '2020-02-29', rows: null, cross_border: null, status: 'missing' },
      { provider: 'p', day: '2020-03-01', rows: 7, cross_border: 2, status: 'partial' },
    ]);
  });
  it('does not take a name from the prototype', () => {
    const data = readData({ case: { names: {} }, events: [{ ...good, source: 'constructor' }] });
    expect(dyad(data, data.events[0]!)).toBe('constructor → BBB');
  });
});

describe('filters', () => {
  const data = readData({
    events: [
      good,
      {
        ...good,
        id: '2',
        day: '2020-02-02',
        source: 'premier',
        kind: 'cooperation',
        root: 4,
        sampling: 'purposive',
        register: null,
        issues: [],
        theatre: 'north',
      },
    ],
  });
  const ids = (choice: object) =>
    data.events.filter((e) => matches(e, { ...everything, ...choice })).map((e) => e.id);
  it('shows all by default, and those that agree with every choice', () => {
    expect(ids({})).toEqual(['1', '2']);
    expect(ids({ actor: 'state:AAA' })).toEqual(['1', '2']);
    expect(ids({ actor: 'actor:premier' })).toEqual(['2']);
    expect(ids({ act: 'kind:conflict' })).toEqual(['1']);
    expect(ids({ act: 'root:4' })).toEqual(['2']);
    expect(ids({ theatre: 'none' })).toEqual(['1']);
    expect(ids({ theatre: 'theatre:north' })).toEqual(['2']);
    expect(ids({ issue: 'issue:trade' })).toEqual(['1']);
    expect(ids({ register: 'register:r' })).toEqual(['1']);
    expect(ids({ register: 'sampling:purposive', act: 'kind:conflict' })).toEqual([]);
  });
  it('every option that is offered finds at least one event', () => {
    for (const select of selects(data)) {
      for (const option of select.groups.flatMap((g) => g.options))
        expect(ids({ [select.name]: option.value }).length).toBeGreaterThan(0);
    }
  });
});

describe('issues', () => {
  const texts = (issues: unknown) =>
    selects(
      readData({
        case: { issues },
        events: [{ ...good, issues: ['dprk-sanctions', 'thaad', 'constructor'] }],
      }),
    )
      .find((s) => s.name === 'issue')!
      .groups.flatMap((g) => g.options.map((o) => [o.value, o.text]));
  it('have the words of the case, else the tag with blanks and no capitals of our own', () => {
    expect(texts({ 'dprk-sanctions': 'Sanctions on North Korea', thaad: 7 })).toEqual([
      ['issue:constructor', 'constructor'],
      ['issue:dprk-sanctions', 'Sanctions on North Korea'],
      ['issue:thaad', 'thaad'],
    ]);
    for (const none of [undefined, null, [], 'x'])
      expect(texts(none).map(([, text]) => text)).toContain('dprk sanctions');
  });
});

describe('tables', () => {
  it('gives wide columns their class, and none where the page gave one', () => {
    document.body.innerHTML = `<table><thead><tr><th>A</th><th>B</th><th>C</th><th>D</th><th class="number">E</th></tr></thead><tbody><tr>
      <td>us-secretary-of-state-visits-and-more</td><td>${'some words '.repeat(6)}</td><td>list<br>github:owner/name_of_a_thing:data/long_file.csv</td><td>2020-01-02 to 2020-01-04</td><td class="number">${'1 '.repeat(40)}</td></tr></tbody></table>`;
    const table = document.querySelector('table')!;
    classifyColumns(table);
    breakRanges(table);
    expect([...table.querySelectorAll('td')].map((c) => c.className)).toEqual([
      '',
      'sentence',
      'citation',
      'day range',
      'number',
    ]);
    expect(table.querySelector('.range')!.textContent).toBe('2020-01-02 to 2020-01-04');
  });
  it('spells out on paper only links whose text is not their address', () => {
    document.body.innerHTML =
      '<a href="https://example.org/a">https://example.org/a</a><a href="https://example.org/b">B</a>';
    markLinks(document);
    expect([...document.querySelectorAll('a')].map((a) => a.className)).toEqual(['', 'spelled']);
  });
  it('reads numbers as printed', () => {
    expect(
      ['1,234', '−3.1 [−4.0, −2.2]', '12 %', '-5', '2020-01-02', 'x'].map(leadingNumber),
    ).toEqual([1234, -3.1, 12, -5, null, null]);
  });
  it('sorts numbers as numbers, text as text, empty last both ways', () => {
    expect(sortedOrder(['10', '', '9'], false)).toEqual([2, 0, 1]);
    expect(sortedOrder(['10', '', '9'], true)).toEqual([0, 2, 1]);
    expect(sortedOrder(['b', 'a', 'B'], false)).toEqual([1, 0, 2]);
  });
  it('lends the acts the sentences and citations of its rows', () => {
    document.body.innerHTML = `<table><tbody><tr id="row-1"><td class="sentence"> It
      happened. </td><td class="citation"><a href="https://example.org">A source</a></td></tr></tbody></table>`;
    const { events } = readData({
      events: [good, { ...good, id: '2' }, { ...good, id: '3', sentence: 'Own.' }],
    });
    takeSentences(document, events);
    expect(events.map((e) => [e.sentence, e.citation])).toEqual([
      ['It happened.', 'A source, https://example.org'],
      [null, null],
      ['Own.', null],
    ]);
  });
  it('makes the head cells buttons and says the order', () => {
    document.body.innerHTML =
      '<table><thead><tr><th>N</th></tr></thead><tbody><tr><td data-value="2">two</td></tr><tr><td data-value="1">one</td></tr></tbody></table>';
    const table = document.querySelector('table')!;
    boxTable(table, 'Table: n');
    makeSortable(table);
    table.querySelector('button')!.click();
    expect(table.querySelector('th')!.getAttribute('aria-sort')).toBe('ascending');
    expect([...table.querySelectorAll('td')].map((c) => c.textContent)).toEqual(['one', 'two']);
    expect(table.parentElement!.getAttribute('tabindex')).toBe('0');
  });
});

describe('saving', () => {
  it('quotes, and disarms what a spreadsheet would run', () => {
    expect(csvCell('a "b", c')).toBe('"a ""b"", c"');
    expect(csvCell('=HYPERLINK(1)')).toBe("'=HYPERLINK(1)");
    expect(csvCell(-3.5)).toBe('-3.5');
    expect(csvCell(null)).toBe('');
    expect(csv(['a', 'b'], [{ a: 1, b: ['x', 'y'] }])).toBe('a,b\r\n1,x;y\r\n');
  });
  it('writes events with the keys of the contract', () => {
    expect(eventsCsv(readData({ events: [good] }).events).split('\r\n')[1]).toBe(
      '1,2020-01-02,,AAA,BBB,AAA,BBB,,13,conflict,trade,,,,,,,register,r,,',
    );
  });
  it('an SVG stands alone', () => {
    document.body.innerHTML = '<svg aria-hidden="true"><rect fill="var(--ink)"></rect></svg>';
    const text = standaloneSvg(
      document.querySelector('svg')!,
      new Map([
        ['--ink', '#111111'],
        ['--paper', '#ffffff'],
      ]),
      'A <title>',
    );
    expect(text).not.toContain('var(');
    expect(text).toContain('#111111');
    expect(text).toContain('A &lt;title&gt;');
  });
});

describe('volume', () => {
  const day = (d: string, rows: number | null, status = rows === null ? 'missing' : 'observed') =>
    ({ provider: 'p', day: d, rows, cross_border: null, status }) as Parameters<
      typeof weekly
    >[0][number];
  it('finds marked and absent days as runs', () => {
    const days = [day('2020-01-01', 3), day('2020-01-02', null), day('2020-01-05', 4)];
    expect(missingRuns(days, '2020-01-01', '2020-01-07')).toEqual([
      { from: '2020-01-02', to: '2020-01-05' },
      { from: '2020-01-06', to: '2020-01-07' },
    ]);
  });
  it('joins equal days, and never across a gap', () => {
    const all = steps(
      [day('2020-01-01', 3), day('2020-01-02', 3), day('2020-01-04', 3)],
      (d) => d.rows,
      () => true,
    );
    expect(all.map((s) => (s.x2.getTime() - s.x1.getTime()) / 86_400_000)).toEqual([2, 1]);
  });
  it('has room for the year below the month in a short window', () => {
    const height = (n: number) =>
      Number(
        drawVolume(
          readData({ volume: [{ provider: 'p', from: '2020-01-01', rows: Array(n).fill(1) }] }),
          800,
        ).getAttribute('height'),
      );
    expect(height(400) - height(1200)).toBeGreaterThan(15);
  });
  it('takes the mean of the whole days of a week from Monday', () => {
    // 2020-01-06 is a Monday.
    const week = weekly([
      day('2020-01-05', 10),
      day('2020-01-06', 2),
      day('2020-01-07', 4),
      day('2020-01-08', 90, 'partial'),
    ]);
    expect(week.map((d) => d.rows)).toEqual([10, 3, 3, 3]);
  });
});

describe('map', () => {
  it('leaves sizes and borders to the figure’s own line where it has one', () => {
    expect(keyOf(true) + noteOf(readData(null), [], 2, 0, true)).not.toMatch(/Area|Borders/);
    expect(keyOf(false)).toMatch(/^Area is the number of events; figures/);
    expect(noteOf(readData(null), [], 2, 0, false)).toMatch(/^2 events have no place.*Borders/);
  });
  it('sets a country’s name over the country, never at sea beside it or mostly on another', () => {
    const box = (x: number, y: number, w: number): [number, number][] => [
      [x, y],
      [x + w, y],
      [x + w, y + 60],
      [x, y + 60],
    ];
    const owners = new Owners([[box(100, 100, 40)], [box(20, 100, 80)]], 300, 300);
    const places = namePlaces({ text: 'Small', own: 0, at: [120, 130], width: 80 }, owners);
    expect([places[0]!.x, places[0]!.y].map(Math.round)).toEqual([132, 130]);
    for (const place of places) {
      const [x1, x2] = [place.x - 40, place.x + 40];
      expect(place.y > 100 && place.y < 160 && x1 < 140 && x2 > 100).toBe(true);
    }
    const over = (members: number[]) =>
      namePlaces(
        { text: 'T', own: null, members: new Set(members), at: [60, 130], width: 20 },
        owners,
      ).some((p) => owners.at(p.x, p.y) === 1);
    expect([over([0]), over([1])]).toEqual([false, true]);
    const speck = new Owners([[box(100, 100, 4)]], 300, 300);
    const off = namePlaces({ text: 'Speck', own: 0, at: [200, 250], width: 80 }, speck);
    expect(off).toEqual([]);
  });
  it('gathers by a tenth of a degree, most first', () => {
    const at = (id: string, latitude: number | null) => ({
      ...good,
      id,
      latitude,
      longitude: 125.75,
    });
    const places = gatherPlaces(
      readData({ events: [at('1', 39.03), at('2', 39.01), at('3', 37.5), at('4', null)] }).events,
    );
    expect(places.map((p) => p.events.length)).toEqual([2, 1]);
    expect(radius(4, 3)).toBe(6);
  });
  it('draws close places as one, losing no event', () => {
    const at = (id: string, country: string, longitude: number) => ({
      ...good,
      id,
      country,
      latitude: 1,
      longitude,
    });
    const places = gatherPlaces(
      readData({
        events: [at('1', 'AAA', 10), at('2', 'AAA', 10), at('3', 'BBB', 11), at('4', 'AAA', 30)],
      }).events,
    );
    const clusters = clusterPlaces(
      places.map((place) => ({ place, x: place.longitude, y: 0 })),
      5,
    );
    expect(
      clusters.map((c) => [c.x, c.place.events.length, c.place.counts.conflict, c.place.country]),
    ).toEqual([
      [10, 3, 3, null],
      [30, 1, 1, 'AAA'],
    ]);
  });
  it('knows the country under a point, holes included', () => {
    const square = (a: number, b: number): [number, number][] => [
      [a, a],
      [b, a],
      [b, b],
      [a, b],
    ];
    const owners = new Owners([[square(8, 48), square(20, 32)], [square(60, 90)]], 80, 80);
    expect([
      owners.at(12, 12),
      owners.at(26, 26),
      owners.at(70, 70),
      owners.at(4, 4),
      owners.at(99, 9),
    ]).toEqual([0, -1, 1, -1, -1]);
    expect(owners.area(0)).toBe(40 * 40 - 12 * 12);
    expect(owners.area(1)).toBe(20 * 20);
  });
  it('unpacks the borders’ numbers as they were packed', () => {
    // 0 -> A, -1 -> B, 1 -> C; 16 is 32 when made positive, two digits: 0 with more to come, then 1.
    expect(unpack('ABCgB')).toEqual([
      [0, -1],
      [1, 16],
    ]);
  });
  it('has the shapes of the states of the region, Kosovo and small states included', () => {
    for (const code of [
      'PRK',
      'KOR',
      'JPN',
      'CHN',
      'RUS',
      'USA',
      'UKR',
      'TWN',
      'MNG',
      'XKX',
      'GBR',
      'DEU',
      'IND',
    ])
      expect(world().byCode.has(code), code).toBe(true);
  });
});

describe('words', () => {
  it('says days and events as a reader does', () => {
    const data = readData({
      case: { names: { AAA: 'Aland' } },
      events: [{ ...good, day_last: '2020-01-04', sentence: 'It happened.' }],
    });
    expect(sayDay('2020-01-02')).toBe('2 January 2020');
    expect(speak(data, data.events[0]!)).toBe(
      '2 January 2020 to 4 January 2020. Aland to BBB, conflict, threat. It happened.',
    );
    const fresh = readData({ events: [{ ...good, new: true }] });
    expect(speak(fresh, fresh.events[0]!)).toMatch(/^2 January 2020\. New\. /);
    expect(tellEvent(fresh, fresh.events[0]!)[0]!.textContent).toBe('2 January 2020 new');
  });
});
