// One invented figure of each of the eight kinds, for the sample page: the block `figures` and the HTML
// around each picture, as C++ should write them.

const states = [
  'Aland',
  'Bravonia',
  'Charlie Union',
  'Delta',
  'Echo Islands',
  'Foxtrot',
  'Golf Federation',
  'Hotel',
];
const dayOf = (n) => new Date(Date.UTC(2017, 0, 1) + n * 86400000).toISOString().slice(0, 10);
const pairs = states.flatMap((a) => states.filter((b) => b !== a).map((b) => `${a} → ${b}`));
const kinds = ['cooperation', 'conflict', 'neutral'];
const fills = ['solid', 'half', 'hollow'];
const two = (v) => Math.round(v * 100) / 100;

function lanes(random, events) {
  const day = () => Math.floor(random() * 2420);
  const marks = (n, more) =>
    Array.from({ length: n }, (_, i) => {
      const at = day();
      return {
        id: null,
        day: dayOf(at),
        to: null,
        open: false,
        kind: kinds[Math.floor(random() * 2.2)],
        fill: fills[Math.floor(random() * 3)],
        title: `Invented act ${i}.`,
        ...more(i, at),
      };
    });
  const waits = (i, at) => ({
    kind: 'cooperation',
    to: i % 3 === 1 ? null : dayOf(Math.min(at + 40 + Math.floor(random() * 400), 2460)),
    open: i % 3 === 1,
    title: `Invitation ${i}, ${i % 3 === 1 ? 'not yet taken up' : 'taken up'}.`,
    label: i === 1 ? 'Still waiting' : i === 0 ? 'Visit to the capital' : null,
  });
  return {
    chart: 'lanes',
    from: '2017-01-01',
    to: '2023-10-01',
    span: ['2018-10-30', '2019-11-24'],
    key: { solid: 'confirmed', half: 'reported', hollow: 'claimed' },
    lanes: [
      {
        label: 'Aland → Bravonia',
        note: '12 acts',
        marks: marks(12, (i) => ({ label: i === 4 ? 'First visit' : null })),
      },
      { label: 'Bravonia → Aland', note: '40 acts', marks: marks(40, () => ({})) },
      {
        label: 'Golf Federation → Echo Islands',
        note: '5 invitations, 2 still open',
        marks: marks(5, waits),
      },
      { label: 'Hotel → Delta', note: 'no act in these years', marks: [] },
      {
        label: 'Charlie Union → Foxtrot',
        note: '3 acts of the timeline',
        marks: events.slice(0, 3).map((e) => ({
          id: e.id,
          day: e.day,
          to: null,
          open: false,
          kind: e.kind,
          fill: 'solid',
          title: 'In the timeline too.',
        })),
      },
    ],
  };
}

function bars(random) {
  const values = (most, none) =>
    Array.from({ length: 81 }, (_, i) =>
      none(i) ? null : Math.max(0, Math.floor(random() ** 3 * (most + 1))),
    );
  return {
    chart: 'bars',
    unit: 'launches or exercises a month',
    from: '2017-01',
    rows: [
      { label: 'Missile launches', kind: 'conflict', values: values(12, () => false) },
      {
        label: 'Nuclear tests',
        kind: 'conflict',
        values: Array.from({ length: 81 }, (_, i) => (i === 8 ? 1 : 0)),
      },
      {
        label: 'Exercises of Aland and Bravonia',
        kind: 'neutral',
        values: values(4, (i) => i > 30 && i < 36),
      },
      { label: 'Meetings of leaders', kind: 'cooperation', values: values(3, () => false) },
    ],
  };
}

function bands(random, count) {
  const series = (kind, base) => {
    const s = { kind, value: [], low50: [], high50: [], low80: [], high80: [], thin: [] };
    let level = base;
    for (let i = 0; i < 81; i += 1) {
      level = Math.max(0.05, level * (0.85 + random() * 0.3));
      const known = !(i > 50 && i < 54 && kind === 'conflict');
      const thin = i < 14 ? 1 : 0;
      const w = thin ? 0.9 : 0.35;
      s.value.push(known ? two(level) : null);
      s.low50.push(known ? two(level * (1 - w * 0.5)) : null);
      s.high50.push(known ? two(level * (1 + w * 0.6)) : null);
      s.low80.push(known ? two(level * (1 - w * 0.8)) : null);
      s.high80.push(known ? two(level * (1 + w * 1.3)) : null);
      s.thin.push(thin);
    }
    return s;
  };
  const ticks = (n) =>
    Array.from({ length: n }, () => ({
      day: dayOf(Math.floor(random() * 2460)),
      kind: kinds[Math.floor(random() * 2.3)],
      fill: 'hollow',
    }));
  return {
    chart: 'bands',
    unit: 'events per 1,000 events',
    from: '2017-01',
    step: 'month',
    panels: Array.from({ length: count }, (_, i) => ({
      label: pairs[i % pairs.length],
      note: i % 5 === 4 ? '9 picked acts' : `${100 + i * 37} counted events`,
      series:
        i % 5 === 4
          ? []
          : [series('cooperation', 1 + random() * 3), series('conflict', 0.6 + random() * 2)],
      ticks: i % 3 === 0 ? [] : ticks(9),
    })),
  };
}

function votes(random) {
  return {
    chart: 'votes',
    members: states,
    decisions: Array.from({ length: 25 }, (_, i) => ({
      day: dayOf(Math.floor((i / 25) * 2460)),
      label: `S/RES/${2340 + i * 9}`,
      substantive: i % 3 !== 2,
      adopted: i !== 21,
      votes: states.map((_, j) =>
        j === 6 && i < 8
          ? null
          : i === 21 && j < 2
            ? 'veto'
            : random() < 0.75
              ? 'yes'
              : random() < 0.6
                ? 'abstain'
                : random() < 0.9
                  ? 'no'
                  : 'absent',
      ),
    })),
  };
}

function matrix(random) {
  const grid = (cell) =>
    states.map((_, i) =>
      states.map((__, j) => (i === j ? null : cell(Math.min(i, j), Math.max(i, j)))),
    );
  const drawn = new Map();
  const once = (i, j) => {
    const key = `${i} ${j}`;
    if (!drawn.has(key)) drawn.set(key, i < 4 === j < 4 ? random() * 0.9 : -random() * 0.8 + 0.15);
    return drawn.get(key);
  };
  const known = (i, j) => !(i === 2 && j === 5);
  return {
    chart: 'matrix',
    unit: 'agreement, from −1 to +1',
    actors: states,
    value: grid((i, j) => (known(i, j) ? two(once(i, j)) : null)),
    low: grid((i, j) => (known(i, j) ? two(once(i, j) - 0.25) : null)),
    high: grid((i, j) => (known(i, j) ? two(once(i, j) + 0.25) : null)),
    shared: grid((i, j) => (known(i, j) ? 3 + i + 2 * j : null)),
  };
}

const forest = () => ({
  chart: 'forest',
  unit: 'ratio of rates, after over before',
  reference: 1,
  log: true,
  rows: [
    {
      label: 'Aland → Bravonia, cooperation',
      kind: 'cooperation',
      value: 2.1,
      low: 1.2,
      high: 3.9,
      note: '21 → 44 events',
    },
    {
      label: 'Aland → Bravonia, conflict',
      kind: 'conflict',
      value: 0.42,
      low: 0.2,
      high: 0.8,
      note: '30 → 12 events',
    },
    {
      label: 'Golf Federation → Echo Islands, conflict',
      kind: 'conflict',
      value: 6.3,
      low: 1.1,
      high: 88,
      note: '1 → 7 events',
    },
    {
      label: 'Delta → Hotel, cooperation',
      kind: 'cooperation',
      value: 1.04,
      low: 0.7,
      high: 1.5,
      note: '50 → 52 events',
    },
    {
      label: 'Launches a month',
      kind: 'neutral',
      value: 1.6,
      low: 0,
      high: 2.9,
      note: '14 → 31 launches',
    },
    {
      label: 'Foxtrot → Delta, conflict',
      kind: 'conflict',
      value: null,
      low: null,
      high: null,
      note: 'too few events to say (2 → 1)',
    },
  ],
});

function fan(random) {
  const walk = (base) => {
    let level = base;
    return Array.from({ length: 26 }, (_, i) => {
      level = Math.max(0.3, level * (0.7 + random() * 0.6));
      return i === 7 && base > 20 ? null : Math.round(level * (0.5 + random()));
    });
  };
  const ahead = (base) =>
    [
      [7, 1],
      [30, 0.7],
      [90, 0.55],
    ].map(([days, w]) => ({
      days,
      value: two(base),
      low50: two(base * (1 - 0.4 * w)),
      high50: two(base * (1 + 0.5 * w)),
      low80: two(base * (1 - 0.7 * w)),
      high80: two(base * (1 + 1.1 * w)),
    }));
  return {
    chart: 'fan',
    unit: 'acts of material conflict a week',
    kind: 'conflict',
    from: '2023-04-03',
    now: '2023-10-01',
    panels: [60, 31, 12, 9, 6, 4, 2, 0].map((base, i) => ({
      label: pairs[(i * 9) % pairs.length],
      note: `likely (${62 - 7 * i} %): more than ${Math.round(base * 1.2)} acts in 7 days`,
      observed: walk(base),
      ahead: ahead(base),
    })),
  };
}

const words = [
  'almost no chance',
  'very unlikely',
  'unlikely',
  'roughly even chance',
  'likely',
  'very likely',
  'almost certain',
];

function reliability() {
  const panel = (label, scale, skew) => ({
    label,
    note: `${scale * 7} forecasts, ${scale} happened`,
    points: [0.02, 0.11, 0.33, 0.5, 0.66, 0.88, 0.97].map((said, i) => {
      const share = Math.min(1, Math.max(0, said + (i % 2 === 0 ? 0.04 : -0.06) * skew));
      const w = 0.8 / Math.sqrt(scale / (i + 1)) + 0.01;
      return {
        said,
        share: two(share),
        low: two(Math.max(0, share - w)),
        high: two(Math.min(1, share + w)),
        n: Math.round((3 * scale) / (i + 1)),
        word: words[i],
      };
    }),
  });
  return {
    chart: 'reliability',
    limits: [0.05, 0.2, 0.45, 0.55, 0.8, 0.95],
    panels: [
      panel('Registers, 7 days', 90, 0.5),
      panel('Registers, 30 days', 210, 1),
      panel('Registers, 90 days', 400, 2.5),
      panel('Acts, 7 days', 2400, 1),
    ],
  };
}

const outlook = () => ({
  chart: 'forest',
  unit: 'probability, %',
  reference: 0,
  range: [0, 100],
  usual: 'past share alone',
  rows: [
    ['Meetings of leaders, 90 days', 'neutral', 96, 91, 99, 88],
    ['Aland → Bravonia: visits and talks, 7 days', 'cooperation', 71, 60, 81, 52],
    ['Missile launches, 30 days', 'neutral', 62, 51, 72, 41],
    ['Golf Federation → Echo Islands: threats, 7 days', 'conflict', 24, 15, 36, 9],
    ['Nuclear tests, 30 days', 'neutral', 1, 0, 4, 2],
  ].map(([label, kind, value, low, high, usual], i) => ({
    label,
    kind,
    value,
    low,
    high,
    usual,
    note: ['almost certain', 'likely', 'likely', 'unlikely', 'almost no chance'][i],
    more: 'Up: acts of this kind in the last 10 days.',
  })),
});

/** The block, drawn with the page's own generator. */
export function sampleFigures(random, events, panels = 44) {
  return {
    'wait-invitations': lanes(random, events),
    tests: bars(random),
    dyads: bands(random, panels),
    'security-council': votes(random),
    alignment: matrix(random),
    changes: forest(),
    fans: fan(random),
    reliability: reliability(),
    outlook: outlook(),
    unknown: { chart: 'pie', slices: [1, 2] },
    broken: { chart: 'forest', rows: 'none' },
  };
}

const figures = [
  [
    'lanes',
    'wait-invitations',
    'Two of five invitations of the Golf Federation still wait',
    'One mark is one act or one wait.',
  ],
  [
    'bars',
    'tests',
    'Launches come in clusters; tests stop after September 2017',
    'Launches or exercises a month.',
  ],
  [
    'bands',
    'dyads',
    'Most dyads move together, and nothing is known of their first year',
    'Events per 1,000 events.',
  ],
  [
    'votes',
    'security-council',
    'Aland and Bravonia veto the draft of 2022',
    'One cell is one vote.',
  ],
  [
    'matrix',
    'alignment',
    'Four states stand together, the other four mostly apart',
    'Agreement, from −1 to +1.',
  ],
  [
    'forest',
    'changes',
    'Aland’s cooperation with Bravonia doubles',
    'Ratio of rates, after over before.',
  ],
  [
    'fan',
    'fans',
    'Conflict of Aland toward Bravonia is expected to stay as high as it was',
    'Acts of material conflict a week.',
  ],
  [
    'reliability',
    'reliability',
    'What was called likely came about as often as was said',
    'Share that happened.',
  ],
  ['forest', 'outlook', 'A meeting of leaders is almost certain within 90 days', 'Probability.'],
  ['pie', 'unknown', 'A figure of an unknown kind', 'Nothing.'],
  ['forest', 'broken', 'A figure whose data are broken', 'Nothing.'],
];

/** `table(label, head, rows)` is the page's own. */
export function figureSections(table) {
  return figures
    .map(
      ([
        chart,
        key,
        title,
        unit,
      ]) => `<section id="${key}"><h2>${title.split(' ')[0]} (${chart})</h2>
<p class="lede">An invented section, to show a figure of the kind ${chart}.</p>
${key === 'changes' ? '<details class="more"><summary>One more figure</summary>' : ''}<figure data-chart="${chart}" data-key="${key}">
<figcaption>${title}</figcaption>
<div class="chart" role="img" aria-label="${title}; the table below has the numbers." data-empty="There are no data for this figure."></div>
<p class="unit">${unit} Source: invented. Run 0000.</p>
${table(title, '<th scope="col">What</th><th scope="col" class="number">Value</th>', '<tr><td>One</td><td class="number">1</td></tr>')}
</figure>${key === 'changes' ? '</details>' : ''}</section>`,
    )
    .join('\n');
}
