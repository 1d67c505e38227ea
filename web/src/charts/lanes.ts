// Acts and waits in lanes: one row a lane, time left to right, a tick for a day and a bar for a span.
//
// Cooperation stands on the lane's line, conflict hangs from it, neutral marks sit on it, as in the
// timeline. What would overlap is stacked (../lanes.ts). A bar that ends in an arrow still waits.
// How a mark is filled says how well it is known, in the words of the figure's own key.

import { across, colour, kDay, type TimeFrame } from '../calendar';
import { make } from '../dom';
import { type Box, besidePlaces, placeLabels, type Place } from '../labels';
import { stack } from '../lanes';
import { csv } from '../save';
import { tellEvent } from '../tell';
import { count, dayBefore, sayDay, speak, toDate } from '../words';
import { keyItem, kindKey, sayKind, swatch, tellLines, type Chart, type Setting } from './kinds';
import { bolder, drawMark, lineHeight, Pen, timeAxis, wrap } from './pen';
import type { Fill, LaneMark, LanesFigure } from './read';

const onScreen = { tick: 12, bar: 9, step: 14, narrow: 4, offset: 5, gap: 16, most: 8 };
const onPaper = { tick: 8, bar: 6, step: 9.5, narrow: 3.4, offset: 4.5, gap: 9, most: 8 };
const arrow = 7;

export interface PlacedMark extends Box {
  mark: LaneMark;
  lane: number;
  arrow: boolean;
}

export interface LanesLayout {
  frame: TimeFrame;
  wide: boolean;
  top: number;
  bottom: number;
  height: number;
  rows: { y: number; labelY: number; label: string[]; note: string[] }[];
  marks: PlacedMark[];
  labels: { text: string; place: Place; mark: LaneMark }[];
  /** Marks that the window does not reach. */
  outside: number;
}

/** Everything's place in pixels; pure, so that tests can look for overlaps. */
export function layoutLanes(
  figure: LanesFigure,
  { width, paper, measure, size }: Omit<Setting, 'data'>,
): LanesLayout {
  const sizes = paper ? onPaper : onScreen;
  const wide = paper || width >= 640;
  const line = size * lineHeight;
  const room = wide ? Math.min(250, width * 0.27) : width - 8;
  const bold = (text: string) => measure(text) * bolder;
  const names = figure.lanes.map((lane) => ({
    label: wrap(lane.label, room, bold),
    note: lane.note === null ? [] : wrap(lane.note, room, measure, 2),
  }));
  const widest = Math.max(
    ...names.flatMap((n) => [...n.label.map(bold), ...n.note.map(measure)]),
    0,
  );
  const frame: TimeFrame = {
    from: toDate(figure.from),
    to: toDate(figure.to),
    left: wide ? Math.ceil(widest) + 16 : 4,
    right: width - arrow - 4,
  };
  const top = size * 1.8;
  const result: LanesLayout = {
    frame,
    wide,
    top,
    bottom: 0,
    height: 0,
    rows: [],
    marks: [],
    labels: [],
    outside: 0,
  };
  let y = top + 2;
  figure.lanes.forEach((lane, index) => {
    const inside = lane.marks.filter(
      (m) => m.day < figure.to && (m.open || (m.to ?? m.day) >= figure.from),
    );
    result.outside += lane.marks.length - inside.length;
    const spans = inside.map((mark) => {
      const bar = mark.to !== null || mark.open;
      const middle = across(frame, toDate(mark.day).getTime() + kDay / 2);
      const end = mark.to ?? (mark.open ? figure.to : mark.day);
      const last = across(frame, toDate(end).getTime() + kDay / 2);
      const least = bar ? 6 : sizes.narrow;
      const first = bar ? middle : middle - least / 2;
      const x1 = Math.min(Math.max(first, frame.left), frame.right - least);
      const x2 = Math.max(x1 + least, Math.min(bar ? last : 0, frame.right));
      return { mark, x1, x2: mark.open ? x2 + arrow : x2, bar };
    });
    const side = (kind: LaneMark['kind']) => {
      const items = spans.filter((s) => s.mark.kind === kind);
      const { levels } = stack(items, 2, sizes.most);
      return { items, levels, height: Math.max(0, ...levels.map((l) => l + 1)) * sizes.step };
    };
    const [up, down, flat] = [side('cooperation'), side('conflict'), side('neutral')];
    const zone = Math.max(flat.height / 2 + 1, sizes.offset);
    const { label, note } = names[index]!;
    const text = (label.length + note.length) * line;
    const labelY = y + line / 2;
    if (!wide) y += text + 4;
    // Beside the row, the words' middle is that of the line.
    const above = Math.max(up.height + zone, wide ? text / 2 : 0);
    const below = Math.max(down.height + zone, wide ? text / 2 : 0);
    const at = y + above;
    const place = (s: (typeof spans)[number], from: number) => {
      const height = s.bar ? sizes.bar : sizes.tick;
      const y1 = from + (sizes.tick - height) / 2;
      result.marks.push({
        mark: s.mark,
        lane: index,
        arrow: s.mark.open,
        x1: s.x1,
        x2: s.x2,
        y1,
        y2: y1 + height,
      });
    };
    up.items.forEach((s, i) => place(s, at - zone - up.levels[i]! * sizes.step - sizes.tick));
    down.items.forEach((s, i) => place(s, at + zone + down.levels[i]! * sizes.step));
    flat.items.forEach((s, i) =>
      place(s, at - flat.height / 2 + flat.levels[i]! * sizes.step + (sizes.step - sizes.tick) / 2),
    );
    result.rows.push({
      y: at,
      labelY: wide ? at - text / 2 + line / 2 : labelY,
      label,
      note,
    });
    y = at + below + sizes.gap;
  });
  result.bottom = y - sizes.gap / 2;
  result.height = Math.ceil(result.bottom + size * 1.6);
  result.labels = label(result, measure, size, sizes.step);
  return result;
}

function label(
  at: LanesLayout,
  measure: Setting['measure'],
  size: number,
  step: number,
): LanesLayout['labels'] {
  const chosen = at.marks.filter((m) => m.mark.label !== null);
  const obstacles: Box[] = at.marks.map((m) => ({ ...m, x1: m.x1 - 2, x2: m.x2 + 2 }));
  at.rows.forEach((row) => {
    obstacles.push({ x1: at.frame.left, x2: at.frame.right, y1: row.y - 2, y2: row.y + 2 });
    if (at.wide) return;
    const lines = [...row.label.map((l) => measure(l) * bolder), ...row.note.map(measure)];
    obstacles.push({
      x1: 0,
      x2: Math.max(...lines, 0) + 6,
      y1: row.labelY - size * 0.65,
      y2: row.labelY + (lines.length - 0.35) * size * lineHeight,
    });
  });
  const frame = { x1: at.frame.left, y1: at.top, x2: at.frame.right + arrow, y2: at.bottom };
  const places = chosen.map((m) =>
    besidePlaces(
      m,
      m.y2 <= at.rows[m.lane]!.y ? 'above' : 'below',
      measure(m.mark.label!) + 2,
      step,
      size,
    ),
  );
  return placeLabels(places, obstacles, frame).flatMap((place, i) =>
    place === null ? [] : [{ text: chosen[i]!.mark.label!, place, mark: chosen[i]!.mark }],
  );
}

function drawBar(pen: Pen, m: PlacedMark): void {
  if (!m.arrow) {
    drawMark(pen, m, m.mark.kind, m.mark.fill);
    return;
  }
  const neck = m.x2 - arrow;
  const middle = (m.y1 + m.y2) / 2;
  drawMark(pen, { ...m, x2: neck }, m.mark.kind, m.mark.fill);
  pen.path(`M${neck},${m.y1 - 2.5}L${m.x2},${middle}L${neck},${m.y2 + 2.5}Z`, {
    fill: colour[m.mark.kind],
  });
}

const sayWait = (mark: LaneMark): string =>
  mark.open
    ? `from ${sayDay(mark.day)}, still open${mark.to === null ? '' : ` on ${sayDay(mark.to)}`}`
    : sayDay(mark.day, mark.to);

const defaultFill: Record<Fill, string> = { solid: 'solid', half: 'half', hollow: 'hollow' };

const sayFill = (figure: LanesFigure, fill: Fill): string =>
  figure.key?.[fill] ?? (figure.key ? defaultFill[fill] : '');

export const lanes: Chart<LanesFigure> = {
  role: 'lanes in time',
  hint: 'Point at a mark, or move here by Tab and use the arrow keys: left and right along time, up and down between lanes, Escape to close.',
  key(figure) {
    const marks = figure.lanes.flatMap((lane) => lane.marks);
    const kinds = new Set(marks.map((m) => m.kind));
    const fills = new Set(marks.map((m) => m.fill));
    const nodes = kindKey(kinds, {
      cooperation: '▲ cooperation above the line',
      conflict: '▼ conflict below',
      neutral: '▪ neutral on it',
    });
    for (const fill of ['solid', 'half', 'hollow'] as const) {
      const words = figure.key?.[fill] ?? null;
      if (words !== null && fills.has(fill))
        nodes.push(keyItem('', ` ${fill}: ${words}`, swatch(fill)));
    }
    if (marks.some((m) => m.to !== null))
      nodes.push(keyItem('', '▬ from the first day to the last'));
    if (marks.some((m) => m.open)) nodes.push(keyItem('', '▶ not ended yet'));
    if (figure.span)
      nodes.push(
        keyItem('', ` ${sayDay(figure.span[0], dayBefore(figure.span[1]))}`, swatch('span')),
      );
    const outside = marks.filter(
      (m) => m.day >= figure.to || (!m.open && (m.to ?? m.day) < figure.from),
    ).length;
    if (outside > 0)
      nodes.push(
        keyItem('', `${count(outside, 'mark lies', 'marks lie')} outside the years shown`),
      );
    return nodes;
  },
  draw(figure, setting) {
    const at = layoutLanes(figure, setting);
    const pen = new Pen(setting.width, at.height, setting.size);
    if (figure.span) {
      const [from, to] = figure.span.map((d) => across(at.frame, toDate(d).getTime()));
      const hold = (x: number) => Math.min(Math.max(x, at.frame.left), at.frame.right);
      const box = { x1: hold(from!), x2: hold(to!), y1: at.top, y2: at.bottom };
      if (box.x2 > box.x1) pen.box(box, { fill: 'var(--span)' });
    }
    timeAxis(pen, at.frame, at.top, at.bottom, { above: at.rows.length > 3, below: true });
    for (const row of at.rows) {
      pen.line(at.frame.left, row.y, at.frame.right, row.y);
      const x = at.wide ? at.frame.left - 12 : at.frame.left;
      const anchor = at.wide ? 'end' : 'start';
      const noteY = row.labelY + row.label.length * setting.size * lineHeight;
      pen.text(x, row.labelY, row.label, {
        'text-anchor': anchor,
        'font-weight': 700,
        fill: 'var(--ink)',
      });
      pen.text(x, noteY, row.note, { 'text-anchor': anchor, fill: 'var(--muted)' });
    }
    for (const m of at.marks) drawBar(pen, m);
    for (const { place, text, mark } of at.labels) {
      if (place.leader) pen.line(place.x, place.leader.y1, place.x, place.leader.y2);
      pen.text(place.x, place.y, text, { 'text-anchor': place.anchor, fill: colour[mark.kind] });
    }
    const events = new Map(setting.data.events.map((e) => [e.id, e]));
    const marks = [...at.marks].sort((a, b) =>
      a.mark.day < b.mark.day ? -1 : a.mark.day > b.mark.day ? 1 : a.lane - b.lane,
    );
    const spots = marks.map((m) => {
      const lane = figure.lanes[m.lane]!;
      const event = m.mark.id === null ? undefined : events.get(m.mark.id);
      const fill = sayFill(figure, m.mark.fill);
      const kind = make(
        'span',
        { class: m.mark.kind },
        [sayKind(m.mark.kind), fill].filter((w) => w !== '').join('; '),
      );
      const plain = () => tellLines(sayWait(m.mark), lane.label, m.mark.title, kind);
      return {
        ...m,
        tell: () =>
          event ? [...tellLines(m.mark.title, ''), ...tellEvent(setting.data, event)] : plain(),
        speak: () =>
          [
            `${lane.label.replace('→', 'to')}. ${sayWait(m.mark)}. ${m.mark.title}.`,
            event ? speak(setting.data, event) : `${sayKind(m.mark.kind)}. ${fill}`,
          ].join(' '),
      };
    });
    return { svg: pen.svg, spots };
  },
  csv: (figure) =>
    csv(
      ['lane', 'note', 'id', 'day', 'to', 'open', 'kind', 'fill', 'title'],
      figure.lanes.flatMap((lane) =>
        lane.marks.map((m) => ({ lane: lane.label, note: lane.note, ...m })),
      ),
    ),
};
