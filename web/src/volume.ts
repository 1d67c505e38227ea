// How many rows each provider gave, day by day, and where it gave none.
//
// One panel a provider on one time axis; each panel has its own height scale, written at its left,
// since providers differ a thousandfold. Days that are missing are hatched over the full height
// (zero rows and no data are different things), partial days have a tick below the line. Where a day is
// narrower than a pixel the height is the week's mean, or weekdays would be all that one sees.

import * as Plot from '@observablehq/plot';
import type { BriefData, VolumeDay } from './data';
import { labelSize, makeSvg, measureText, onWidth, withoutStyle } from './dom';
import { nextDay, toDate } from './words';

export interface Run {
  from: string;
  /** Half-open. */
  to: string;
}

/** Runs of missing days within the panel's [from, to): days marked missing and days without a record. */
export function missingRuns(days: VolumeDay[], from: string, to: string): Run[] {
  const present = new Set(days.filter((d) => d.status !== 'missing').map((d) => d.day));
  const runs: Run[] = [];
  for (let day = from; day < to; day = nextDay(day)) {
    if (present.has(day)) continue;
    const last = runs[runs.length - 1];
    if (last && last.to === day) last.to = nextDay(day);
    else runs.push({ from: day, to: nextDay(day) });
  }
  return runs;
}

export interface Panel {
  provider: string;
  days: VolumeDay[];
  missing: Run[];
  most: number;
}

export function panels(volume: VolumeDay[]): { panels: Panel[]; from: string; to: string } {
  const days = volume.map((v) => v.day).sort();
  const from = days[0] ?? '2000-01-01';
  const to = nextDay(days[days.length - 1] ?? from);
  const providers = [...new Set(volume.map((v) => v.provider))].sort();
  return {
    from,
    to,
    panels: providers.map((provider) => {
      const own = volume
        .filter((v) => v.provider === provider)
        .sort((a, b) => (a.day < b.day ? -1 : 1));
      return {
        provider,
        days: own,
        missing: missingRuns(own, from, to),
        most: Math.max(1, ...own.map((d) => d.rows ?? 0)),
      };
    }),
  };
}

interface Step {
  x1: Date;
  x2: Date;
  y: number;
}

/** The daily values as runs of equal days, so that a thousand equal days are one rectangle. */
export function steps(
  days: VolumeDay[],
  value: (d: VolumeDay) => number | null,
  pick: (d: VolumeDay) => boolean,
): Step[] {
  const result: Step[] = [];
  for (const d of days) {
    const y = value(d);
    if (y === null || d.status === 'missing' || !pick(d)) continue;
    const x1 = toDate(d.day);
    const last = result[result.length - 1];
    if (last && last.y === y && last.x2.getTime() === x1.getTime())
      last.x2 = toDate(nextDay(d.day));
    else result.push({ x1, x2: toDate(nextDay(d.day)), y });
  }
  return result;
}

/** Means by calendar week (Monday) of the wholly observed days, for windows with more than a day a pixel. */
export function weekly(days: VolumeDay[]): VolumeDay[] {
  const result: VolumeDay[] = [];
  let week: VolumeDay[] = [];
  const monday = (day: string) => Math.floor((toDate(day).getTime() / 86_400_000 + 3) / 7);
  const flush = () => {
    const mean = (pick: (d: VolumeDay) => number | null) => {
      const whole = week.filter((d) => d.status === 'observed');
      const values = (whole.length > 0 ? whole : week).map(pick).filter((v) => v !== null);
      return values.length === 0 ? null : values.reduce((a, b) => a + b, 0) / values.length;
    };
    const [rows, cross_border] = [mean((d) => d.rows), mean((d) => d.cross_border)];
    for (const d of week) result.push({ ...d, rows, cross_border, status: 'observed' });
    week = [];
  };
  for (const d of days) {
    if (d.status === 'missing') continue;
    if (week.length > 0 && monday(week[0]!.day) !== monday(d.day)) flush();
    week.push(d);
  }
  flush();
  return result;
}

const panelHeight = 64;
const panelGap = 34;

export function drawVolume(data: BriefData, width: number): SVGSVGElement {
  const all = panels(data.volume);
  const [from, to] = [toDate(all.from), toDate(all.to)];
  const left = Math.min(
    90,
    Math.max(56, ...all.panels.map((p) => measureText(p.most.toLocaleString('en-GB')) + 14)),
  );
  const right = 10;
  const top = 8;
  const base = (i: number) => top + i * (panelHeight + panelGap) + panelGap - 8 + panelHeight;
  const long = to.getTime() - from.getTime() > 2.2 * 365 * 86_400_000;
  // Short windows have the year on a second line below the month.
  const bottom = long ? 24 : 24 + labelSize * 1.3;
  const height = Math.ceil(top + all.panels.length * (panelHeight + panelGap) + bottom);
  const marks: Plot.Markish[] = [
    Plot.axisX({
      anchor: 'bottom',
      ticks: long ? (width < 480 ? '2 years' : 'year') : Math.max(2, Math.floor(width / 130)),
      label: null,
      tickSize: 4,
      color: 'var(--muted)',
      ...(long ? { tickFormat: '%Y' } : {}),
    }),
    Plot.gridX({
      ticks: long ? 'year' : Math.max(2, Math.floor(width / 130)),
      stroke: 'var(--grid)',
      strokeOpacity: 1,
    }),
  ];
  const dense = (to.getTime() - from.getTime()) / 86_400_000 > width - left - right;
  all.panels.forEach((given, i) => {
    const smooth = dense ? weekly(given.days) : given.days;
    const most = dense ? Math.ceil(Math.max(1, ...smooth.map((d) => d.rows ?? 0))) : given.most;
    const panel = { ...given, days: smooth, most };
    const y0 = base(i);
    const y = (v: number) => y0 - (v / panel.most) * panelHeight;
    const box = (s: Step) => ({ x1: s.x1, x2: s.x2, y1: y0, y2: y(s.y) });
    const rects = (list: Step[], options: Plot.RectOptions) =>
      Plot.rect(list.map(box), { x1: 'x1', x2: 'x2', y1: 'y1', y2: 'y2', ...options });
    const area = (value: (d: VolumeDay) => number | null, fill: string) => {
      // One path a run of days: two points a step, and a new run after a gap.
      let run = 0;
      const corners = steps(panel.days, value, (d) => d.status === 'observed').flatMap(
        (s, n, list) => {
          if (n > 0 && list[n - 1]!.x2.getTime() !== s.x1.getTime()) run += 1;
          return [
            { x: s.x1, y: y(s.y), run },
            { x: s.x2, y: y(s.y), run },
          ];
        },
      );
      marks.push(
        Plot.areaY(corners, {
          x: 'x',
          y1: y0,
          y2: 'y',
          z: 'run',
          fill,
          stroke: fill,
          strokeWidth: 0.3,
        }),
      );
      marks.push(
        rects(
          steps(panel.days, value, (d) => d.status === 'partial'),
          { fill: 'var(--paper)', stroke: fill, insetLeft: -0.6, insetRight: -0.6 },
        ),
      );
    };
    marks.push(
      Plot.rect(
        panel.missing.map((r) => ({ x1: toDate(r.from), x2: toDate(r.to) })),
        {
          x1: 'x1',
          x2: 'x2',
          y1: y0,
          y2: y0 - panelHeight,
          fill: 'url(#hatch)',
          insetLeft: -0.75,
          insetRight: -0.75,
        },
      ),
    );
    area((d) => d.rows, 'var(--quiet-fill)');
    if (panel.days.some((d) => d.cross_border !== null))
      area((d) => d.cross_border, 'var(--quiet-strong)');
    const partial = given.days.filter((d) => d.status === 'partial').map((d) => toDate(d.day));
    marks.push(
      Plot.link(partial, {
        x1: (d) => d,
        x2: (d) => d,
        y1: y0 + 2,
        y2: y0 + 6,
        stroke: 'var(--muted)',
        strokeWidth: 1.2,
      }),
    );
    const at = { x: [from] };
    marks.push(
      Plot.link([0], { x1: from, x2: to, y1: y0, y2: y0, stroke: 'var(--axis)' }),
      Plot.text(at.x, {
        x: (d) => d,
        y: y0 - panelHeight - 13,
        text: () => panel.provider,
        textAnchor: 'start',
        fontWeight: 700,
        fill: 'var(--ink)',
      }),
      Plot.text(at.x, {
        x: (d) => d,
        y: y0 - panelHeight + 5,
        text: () => panel.most.toLocaleString('en-GB'),
        textAnchor: 'end',
        dx: -8,
        fill: 'var(--muted)',
      }),
      Plot.text(at.x, {
        x: (d) => d,
        y: y0,
        text: () => '0',
        textAnchor: 'end',
        dx: -8,
        fill: 'var(--muted)',
      }),
    );
  });
  const svg = Plot.plot({
    className: 'plot',
    width,
    height,
    marginLeft: left,
    marginRight: right,
    marginTop: 0,
    marginBottom: bottom,
    style: { fontSize: `${labelSize}px`, fontFamily: 'inherit', overflow: 'hidden' },
    x: { type: 'utc', domain: [from, to] },
    y: { type: 'identity', axis: null },
    marks,
  });
  const hatch = makeSvg(
    'pattern',
    {
      id: 'hatch',
      width: 5,
      height: 5,
      patternUnits: 'userSpaceOnUse',
      patternTransform: 'rotate(45)',
    },
    makeSvg('rect', { width: 5, height: 5, fill: 'var(--paper)' }),
    makeSvg('rect', { width: 1.4, height: 5, fill: 'var(--hatch)' }),
  );
  svg.prepend(makeSvg('defs', {}, hatch));
  return withoutStyle(svg);
}

export function volume(data: BriefData, chart: HTMLElement): void {
  onWidth(chart, (width) => chart.replaceChildren(drawVolume(data, width)));
}
