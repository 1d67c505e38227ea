// The timeline: one lane a pair of states, time left to right, one tick an event.
//
// Position says what colour says: cooperation stands on the lane's line, conflict hangs from it,
// neutral acts sit on it. A solid tick belongs to a register (all events of its kind are there), a
// hollow one was chosen by an author and says only that it happened: nothing here is a rate. Layout
// is done in pixels (lanes.ts, labels.ts), Plot draws it.

import * as Plot from '@observablehq/plot';
import { calendar, colour, kDay } from './calendar';
import { Cursor, type Spot } from './cursor';
import type { BriefData, BriefEvent, Kind } from './data';
import { labelSize, make, measureText, onWidth, withoutStyle, type Measure } from './dom';
import { capital, everything, matches, selects, type Choice } from './filters';
import { besidePlaces, type Box, placeLabels, type Place } from './labels';
import { makeLanes, stack, type Lane, type Rows } from './lanes';
import { tellEvent } from './tell';
import { count, nextDay, sayAct, shortDay, speak, toDate } from './words';

/** Sizes in pixels, on the screen and on paper, where the whole picture must fit one page. */
const onScreen = { height: 12, step: 14, narrow: 4, offset: 6, neutral: 4, head: 20, most: 6 };
const onPaper = { height: 7, step: 8.5, narrow: 3.4, offset: 4, neutral: 2.5, head: 9, most: 6 };

/** The case's window, or all years that its events reach. */
export type Time = 'window' | 'all';

export function inTime(data: BriefData, time: Time): BriefEvent[] {
  if (time === 'all') return data.events;
  return data.events.filter((e) => (e.day_last ?? e.day) >= data.case.from && e.day < data.case.to);
}

export interface Tick extends Box {
  event: BriefEvent;
  lane: number;
}

export interface Label {
  text: string;
  place: Place;
  kind: Kind;
}

export interface Layout {
  width: number;
  height: number;
  left: number;
  right: number;
  top: number;
  lanes: { lane: Lane; name: string; y: number; nameY: number }[];
  ticks: Tick[];
  labels: Label[];
  overlapping: number;
  from: Date;
  to: Date;
}

/** Everything's place in pixels; pure, so that tests can look for overlaps. */
export function layout(
  data: BriefData,
  shown: BriefEvent[],
  rows: Rows,
  width: number,
  measure: Measure,
  time: Time = 'window',
  paper = false,
): Layout {
  const tick = paper ? onPaper : onScreen;
  const events = inTime(data, time);
  const lanes = makeLanes(data, events, rows);
  const wide = paper || width >= 720;
  const bold = (text: string) => measure(text) * bolder;
  const halves = Math.max(...lanes.flatMap((lane) => breakName(lane.name).map(bold)), 0);
  const names = lanes.map((lane) =>
    !wide || bold(lane.name) <= halves ? [lane.name] : breakName(lane.name),
  );
  const left = wide ? Math.min(Math.ceil(halves) + 16, 260) : 4;
  const right = width - 10;
  const days = time === 'window' ? [] : events.flatMap((e) => [e.day, e.day_last ?? e.day]);
  const from = toDate([data.case.from, ...days].sort()[0]!);
  const to = toDate([data.case.to, ...days.map(nextDay)].sort().pop()!);
  const x = (t: number) =>
    left + ((t - from.getTime()) / (to.getTime() - from.getTime())) * (right - left);
  const visible = new Set(shown.map((e) => e.id));

  const result: Layout = {
    width,
    height: 0,
    left,
    right,
    top: 26,
    lanes: [],
    ticks: [],
    labels: [],
    overlapping: 0,
    from,
    to,
  };
  let y = result.top;
  lanes.forEach((lane, index) => {
    // The room is that of all events, so that filtering moves nothing.
    const spans = lane.events.map((event) => {
      const middle = x(toDate(event.day).getTime() + kDay / 2);
      const end =
        event.day_last !== null && event.day_last > event.day
          ? x(toDate(event.day_last).getTime() + kDay)
          : 0;
      const x1 = Math.min(Math.max(middle - tick.narrow / 2, left), right - tick.narrow);
      return { event, x1, x2: Math.min(Math.max(x1 + tick.narrow, end), right) };
    });
    const side = (kind: Kind) => {
      const items = spans.filter((s) => s.event.kind === kind);
      const stacked = stack(items, 1.5, tick.most);
      result.overlapping += stacked.overlapping;
      return {
        items,
        levels: stacked.levels,
        height: Math.max(0, ...stacked.levels.map((l) => l + 1)),
      };
    };
    const up = side('cooperation');
    const down = side('conflict');
    const flat = side('neutral');
    const nameY = y + 12;
    const top = y + (tick.head + (wide ? 0 : 18));
    const line = top + tick.offset + Math.max(up.height, 1) * tick.step;
    const bottom = line + tick.offset + Math.max(down.height, 1) * tick.step;
    const place = (s: (typeof spans)[number], y1: number, height: number) => {
      if (visible.has(s.event.id))
        result.ticks.push({ event: s.event, lane: index, x1: s.x1, x2: s.x2, y1, y2: y1 + height });
    };
    up.items.forEach((s, i) =>
      place(s, line - tick.offset - up.levels[i]! * tick.step - tick.height, tick.height),
    );
    down.items.forEach((s, i) =>
      place(s, line + tick.offset + down.levels[i]! * tick.step, tick.height),
    );
    flat.items.forEach((s) => place(s, line - tick.neutral, tick.neutral * 2));
    result.lanes.push({
      lane,
      name: names[index]!.join('\n'),
      y: line,
      nameY: wide ? line : nameY,
    });
    y = bottom + 2;
  });
  result.height = y + 24;
  result.ticks.sort((a, b) =>
    a.event.day < b.event.day ? -1 : a.event.day > b.event.day ? 1 : a.lane - b.lane,
  );
  result.labels = label(result, wide, measure);
  return result;
}

/** Bold text is wider than what is measured, by about this much in every system face. */
const bolder = 1.12;

/** The two lines of a long lane name, broken after its dash or arrow, else near its middle. */
function breakName(name: string): string[] {
  const dash = name.search(/ [–→] /);
  if (dash >= 0) return [name.slice(0, dash + 2), name.slice(dash + 3)];
  const space = name.indexOf(' ', name.length / 2 - 1);
  return space < 0 ? [name] : [name.slice(0, space), name.slice(space + 1)];
}

function labelText(event: BriefEvent): string {
  const words = event.label ?? `${capital(sayAct(event))}, ${shortDay(event.day)}`;
  return event.fresh ? `${words} (new)` : words;
}

function label(at: Layout, wide: boolean, measure: Measure): Label[] {
  const given = at.ticks.some((t) => t.event.label !== null);
  const candidates = at.ticks.filter((t) =>
    given ? t.event.label !== null : t.event.kind !== 'neutral',
  );
  const weight = (t: Tick) => t.event.weight ?? 0;
  // Without labels from the case: in each lane the strongest act of each side by CAMEO's order.
  const strength = (t: Tick) =>
    t.event.kind === 'cooperation' ? (t.event.root ?? 0) : (t.event.root ?? 10) - 10;
  candidates.sort((a, b) => weight(b) - weight(a) || (given ? 0 : strength(b) - strength(a)));
  const perLane = new Map<string, number>();
  const most = Math.max(4, Math.floor(at.width / (given ? 60 : 75)));
  const chosen = candidates.filter((t) => {
    const side = given || !wide ? `${t.lane}` : `${t.lane} ${t.event.kind}`;
    const n = perLane.get(side) ?? 0;
    perLane.set(side, n + 1);
    return n < (given ? 6 : 1);
  });
  const obstacles: Box[] = at.ticks.map((t) => ({
    x1: t.x1 - 2,
    x2: t.x2 + 2,
    y1: t.y1,
    y2: t.y2,
  }));
  for (const { y, nameY, name } of at.lanes) {
    obstacles.push({ x1: at.left, x2: at.right, y1: y - 2, y2: y + 2 });
    if (!wide)
      obstacles.push({ x1: 0, x2: measure(name) * bolder + 6, y1: nameY - 9, y2: nameY + 9 });
  }
  const frame = { x1: at.left, y1: at.top, x2: at.right + 8, y2: at.height - 22 };
  const places = chosen.map((t) =>
    besidePlaces(
      t,
      t.y2 <= at.lanes[t.lane]!.y ? 'above' : 'below',
      measure(labelText(t.event)) + 2,
      onScreen.step,
    ),
  );
  return placeLabels(places, obstacles, frame, most).flatMap((place, i) => {
    const event = chosen[i]!.event;
    return place === null ? [] : [{ text: labelText(event), place, kind: event.kind }];
  });
}

export function drawTimeline(at: Layout): SVGSVGElement {
  const years = calendar(at);
  const marks: Plot.Markish[] = [
    Plot.ruleX(years, { x: (d) => d.x, y1: at.top - 4, y2: at.height - 22, stroke: 'var(--grid)' }),
    Plot.text(years, {
      x: (d) => d.x + 3,
      y: at.top - 14,
      text: 'text',
      textAnchor: 'start',
      fill: 'var(--muted)',
    }),
    Plot.text(years, {
      x: (d) => d.x + 3,
      y: at.height - 10,
      text: 'text',
      textAnchor: 'start',
      fill: 'var(--muted)',
    }),
    Plot.link(at.lanes, { x1: at.left, x2: at.right, y1: 'y', y2: 'y', stroke: 'var(--axis)' }),
  ];
  const wide = at.left > 10;
  marks.push(
    Plot.text(at.lanes, {
      x: wide ? at.left - 12 : at.left,
      y: 'nameY',
      text: 'name',
      textAnchor: wide ? 'end' : 'start',
      fill: 'var(--ink)',
      fontWeight: 700,
    }),
  );
  for (const kind of ['neutral', 'cooperation', 'conflict'] as const) {
    const ticks = at.ticks.filter((t) => t.event.kind === kind);
    const box = { x1: 'x1', x2: 'x2', y1: 'y1', y2: 'y2' } as const;
    const hollow = ticks.filter((t) => t.event.sampling === 'purposive');
    const solid = ticks.filter((t) => t.event.sampling !== 'purposive');
    marks.push(Plot.rect(solid, { ...box, fill: colour[kind] }));
    marks.push(
      Plot.rect(hollow, {
        ...box,
        inset: 0.6,
        fill: 'var(--paper)',
        stroke: colour[kind],
        strokeWidth: 1.3,
      }),
    );
  }
  // A dark cap at the far end of what is new: on any colour, and nothing else moves.
  const caps = at.ticks.filter((t) => t.event.fresh);
  const cap = (t: Tick) => Math.min(4.5, (t.y2 - t.y1) / 2);
  const hangs = (t: Tick) => t.event.kind === 'conflict';
  marks.push(
    Plot.rect(caps, {
      x1: (t) => t.x1 - 1,
      x2: (t) => t.x2 + 1,
      y1: (t) => (hangs(t) ? t.y2 - cap(t) : t.y1),
      y2: (t) => (hangs(t) ? t.y2 : t.y1 + cap(t)),
      fill: 'var(--ink)',
    }),
  );
  for (const anchor of ['start', 'end', 'middle'] as const) {
    const labels = at.labels.filter((l) => l.place.anchor === anchor);
    const leaders = labels.filter((l) => l.place.leader);
    marks.push(
      Plot.link(leaders, {
        x1: (l) => l.place.x,
        x2: (l) => l.place.x,
        y1: (l) => l.place.leader!.y1,
        y2: (l) => l.place.leader!.y2,
        stroke: 'var(--axis)',
      }),
      Plot.text(labels, {
        x: (l) => l.place.x,
        y: (l) => l.place.y,
        text: 'text',
        textAnchor: anchor,
        fill: (l) => colour[l.kind as Kind],
      }),
    );
  }
  const svg = Plot.plot({
    className: 'plot',
    width: at.width,
    height: at.height,
    margin: 0,
    style: { fontSize: `${labelSize}px`, fontFamily: 'inherit', overflow: 'hidden' },
    x: { type: 'identity', axis: null },
    y: { type: 'identity', axis: null },
    color: { type: 'identity' },
    marks,
  });
  return withoutStyle(svg);
}

export interface TimelineState {
  shown: BriefEvent[];
}

/** Fills one figure; returns the state that "CSV" reads. */
export function timeline(data: BriefData, figure: HTMLElement, chart: HTMLElement): TimelineState {
  const state: TimelineState = { shown: data.events };
  const status = make('p', { class: 'shown', role: 'status' });
  const form = make('form', { class: 'filters', 'aria-label': 'Which events are shown' });
  form.addEventListener('submit', (e) => e.preventDefault());
  const boxes = new Map<keyof Choice, HTMLSelectElement>();
  for (const item of selects(data)) {
    const select = make('select', { name: item.name }, make('option', { value: '' }, 'All'));
    for (const group of item.groups) {
      const options = group.options.map((o) => make('option', { value: o.value }, o.text));
      select.append(
        ...(group.name === '' ? options : [make('optgroup', { label: group.name }, ...options)]),
      );
    }
    boxes.set(item.name, select);
    form.append(make('label', {}, make('span', {}, item.label), select));
  }
  const rows = make(
    'select',
    { name: 'rows' },
    make('option', { value: 'pair' }, 'Pair of states'),
    make('option', { value: 'dyad' }, 'Source → target'),
    ...(data.events.some((e) => e.theatre !== null)
      ? [make('option', { value: 'theatre' }, 'Theatre')]
      : []),
  );
  const reset = make('button', { type: 'button', class: 'reset' }, 'Show all');
  form.append(make('label', {}, make('span', {}, 'One lane per'), rows));
  const before = data.events.length - inTime(data, 'window').length;
  const time = make(
    'select',
    { name: 'time' },
    make('option', { value: 'window' }, 'Case window'),
    make('option', { value: 'all' }, 'All years'),
  );
  if (before > 0) form.append(make('label', {}, make('span', {}, 'Time'), time));
  form.append(reset);
  const key = make(
    'p',
    { class: 'key' },
    make('span', { class: 'cooperation' }, '▲ cooperation above the line'),
    make('span', { class: 'conflict' }, '▼ conflict below'),
    make('span', { class: 'neutral' }, '▪ neutral on it'),
    make('span', {}, make('span', { class: 'swatch solid' }), ' solid: register, a complete list'),
    make(
      'span',
      {},
      make('span', { class: 'swatch hollow' }),
      ' hollow: chosen by an author, never a rate',
    ),
    ...(data.events.some((e) => e.fresh)
      ? [
          make(
            'span',
            {},
            make('span', { class: 'swatch fresh' }),
            ' dark end: new since the earlier brief',
          ),
        ]
      : []),
  );
  chart.before(form, status, key);
  const cursor = new Cursor(chart, figure, {
    roleDescription: 'timeline',
    hint: 'Point at a tick, or move here by Tab and use the arrow keys: left and right along time, up and down between lanes, Escape to close.',
  });
  let width = 0;
  let paper = false;
  const draw = () => {
    if (width === 0) return;
    const at = layout(
      data,
      state.shown,
      rows.value as Rows,
      width,
      measureText,
      time.value as Time,
      paper,
    );
    const svg = drawTimeline(at);
    chart.replaceChildren(svg);
    cursor.show(
      svg,
      at.ticks.map((t): Spot => ({
        ...t,
        tell: () => tellEvent(data, t.event),
        speak: () => speak(data, t.event),
      })),
    );
  };
  const apply = () => {
    const choice: Choice = { ...everything };
    for (const [name, select] of boxes) choice[name] = select.value;
    const within = inTime(data, time.value as Time);
    state.shown = within.filter((e) => matches(e, choice));
    const ids = new Set(state.shown.map((e) => e.id));
    for (const row of figure.querySelectorAll<HTMLElement>('tr[id^="row-"]'))
      row.hidden = !ids.has(row.id.slice(4));
    const all = data.events.length;
    const outside = all - within.length;
    const rest =
      outside > 0
        ? ` ${count(outside, 'event lies', 'events lie')} outside the case’s window: choose “All years” to see ${outside === 1 ? 'it' : 'them'}.`
        : '';
    status.textContent = `${state.shown.length === all ? `All ${count(all, 'event')} are shown.` : `${state.shown.length} of ${count(all, 'event')} shown.`}${rest}`;
    reset.disabled = state.shown.length === within.length;
    draw();
  };
  form.addEventListener('change', apply);
  reset.addEventListener('click', () => {
    for (const select of boxes.values()) select.value = '';
    apply();
  });
  apply();
  onWidth(chart, (w, onPaper) => {
    width = w;
    paper = onPaper;
    draw();
  });
  return state;
}
