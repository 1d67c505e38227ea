// The map of events: where acts took place, how many, and of which kind.
//
// Azimuthal equal-area about the case's centre, so that areas compare fairly and the region is least
// bent. Land is grey, a theatre is a light fill with an outline and its name. At each place the upper
// half disc is cooperation and the lower half conflict, as above and below the line of the timeline;
// neutral acts are a ring. Areas are counts. What is told of a place that the frame does not show is
// counted in a line below, never silently dropped.

import * as Plot from '@observablehq/plot';
import { geoAzimuthalEqualArea, geoCircle, geoDistance, geoPath, type GeoProjection } from 'd3-geo';
import type { Feature, MultiPolygon, Polygon } from 'geojson';
import { drawArcs } from './arcs';
import { Cursor, type Spot } from './cursor';
import type { BriefData, Frame } from './data';
import { labelSize, make, makeSvg, measureText, onWidth, withoutStyle } from './dom';
import { type Box, placeLabels, textBox, type Place } from './labels';
import { keyOf, noteOf, tieKey } from './mapwords';
import { middleOf, namePlaces, type Wanted } from './names';
import { Owners, RingContext } from './owners';
import { clusterPlaces, gatherPlaces, radius, type PlaceCount, type Spotted } from './places';
import { speakPlace, tellPlace } from './tell';
import { inTime } from './timeline';
import { nameOf } from './words';
import { outline, world } from './world';

const easternEurope: Frame = { name: 'Eastern Europe', centre: [33, 50], radius_degrees: 14 };
const rad = Math.PI / 180;
/** Pixels; places nearer than this are drawn as one. */
const clusterReach = 16;

function inFrame(place: PlaceCount, frame: Frame): boolean {
  return geoDistance([place.longitude, place.latitude], frame.centre) <= frame.radius_degrees * rad;
}

/** The frame's circle spans the picture's width; above and below it is cut to the picture's height. */
function projectionOf(frame: Frame, width: number, height: number): GeoProjection {
  return geoAzimuthalEqualArea()
    .rotate([-frame.centre[0], -frame.centre[1]])
    .clipAngle(Math.min(frame.radius_degrees * 2.4, 170))
    .precision(0.3)
    .fitExtent(
      [
        [0, (height - width) / 2],
        [width, (height + width) / 2],
      ],
      geoCircle().center(frame.centre).radius(frame.radius_degrees)(),
    );
}

const half = (from: number, to: number): Plot.SymbolType =>
  ({
    draw(context: CanvasPath, size: number) {
      const r = Math.sqrt(size / Math.PI);
      context.arc(0, 0, r, from, to);
      context.closePath();
    },
  }) as unknown as Plot.SymbolType;
const upper = half(Math.PI, 2 * Math.PI);
const lower = half(0, Math.PI);

interface Drawn {
  svg: SVGSVGElement;
  arcs: Spot[];
  note: string;
  spots: (Box & { place: PlaceCount })[];
  /** Places outside the rectangle. */
  outside: PlaceCount[];
}

function drawFrame(
  data: BriefData,
  frame: Frame,
  places: PlaceCount[],
  width: number,
  height: number,
  one: number,
  inset: boolean,
  avoid: Box[],
): Drawn {
  const projection = projectionOf(frame, width, height);
  const { borders, byCode, countries } = world();
  const owners = new Owners(
    countries.map((country) => {
      const context = new RingContext();
      geoPath(projection, context)(country);
      return context.rings;
    }),
    width,
    height,
  );
  const owned = new Set<string>();
  // Only theatres in which something happened, so that the rest of the world stays context.
  const acting = new Set(data.events.map((e) => e.theatre));
  const theatres = data.theatres
    .filter((t) => acting.has(t.id))
    .map((theatre) => {
      const codes = theatre.countries.filter((code) => byCode.has(code) && !owned.has(code));
      for (const code of codes) owned.add(code);
      return { theatre, codes, shapes: codes.map((code) => byCode.get(code)!) };
    });
  const frameBox: Box = { x1: 2, y1: 2, x2: width - 2, y2: height - 2 };
  const spotted: Spotted[] = [];
  const outside: PlaceCount[] = [];
  for (const place of places) {
    const at =
      geoDistance([place.longitude, place.latitude], frame.centre) < 80 * rad
        ? projection([place.longitude, place.latitude])
        : null;
    if (
      !at ||
      at[0] < 0 ||
      at[1] < 0 ||
      at[0] > width ||
      at[1] > height ||
      avoid.some((b) => at[0] > b.x1 && at[0] < b.x2 && at[1] > b.y1 && at[1] < b.y2)
    ) {
      outside.push(place);
      continue;
    }
    spotted.push({ place, x: at[0], y: at[1] });
  }
  const visible = clusterPlaces(spotted, clusterReach).map(({ place, x, y }) => {
    const r = radius(Math.max(...Object.values(place.counts)), one);
    return { place, x1: x - r, y1: y - r, x2: x + r, y2: y + r };
  });
  visible.sort((a, b) => b.place.events.length - a.place.events.length);

  // Names: theatres first, then countries that events or theatres name, largest first, where there is room.
  const visibleDots = visible.map((v) => ({
    x1: v.x1 - 1,
    y1: v.y1 - 1,
    x2: v.x2 + 1,
    y2: v.y2 + 1,
  }));
  const wanted: Wanted[] = [];
  const visibleCentre = (shapes: Feature<Polygon | MultiPolygon>[]): [number, number] | null => {
    const [x, y] = middleOf(shapes, projection, width, height);
    return Number.isFinite(x) && x > 0 && y > 0 && x < width && y < height ? [x, y] : null;
  };
  if (!inset) {
    for (const { theatre, shapes } of theatres) {
      // Between its countries, which for a region about a sea is the sea.
      const centres = shapes.map((s) => visibleCentre([s])).filter((c) => c !== null);
      const mean = (i: 0 | 1) => centres.reduce((sum, c) => sum + c[i], 0) / centres.length;
      const at: [number, number] | null = centres.length > 0 ? [mean(0), mean(1)] : null;
      const point = at && projection.invert?.(at);
      if (point && geoDistance(point, frame.centre) < frame.radius_degrees * rad)
        wanted.push({
          text: theatre.name,
          own: null,
          members: new Set(shapes.map((s) => countries.indexOf(s))),
          at,
          width: measureText(theatre.name) * 1.12,
        });
    }
  }
  const named = new Set(
    [...owned, ...data.events.flatMap((e) => [e.source_state, e.target_state, e.country])].filter(
      (c) => c !== null,
    ),
  );
  const codes = [...named]
    .filter((code) => byCode.has(code) && code in data.case.names)
    .sort(
      (a, b) =>
        owners.area(countries.indexOf(byCode.get(b)!)) -
          owners.area(countries.indexOf(byCode.get(a)!)) || (a < b ? -1 : 1),
    );
  for (const code of codes) {
    const own = countries.indexOf(byCode.get(code)!);
    const at = owners.area(own) >= 500 ? visibleCentre([byCode.get(code)!]) : null;
    if (at)
      wanted.push({ text: nameOf(data, code), own, at, width: measureText(nameOf(data, code)) });
  }
  const candidates = wanted.map((name) => namePlaces(name, owners));
  // Counts beside the larger places come first: they are data.
  const large = visible.filter((v) => v.place.events.length > 1).slice(0, inset ? 3 : 8);
  const numbers = large.map((v): Place[] => {
    const w = measureText(String(v.place.events.length)) + 2;
    const y = (v.y1 + v.y2) / 2;
    const x = (v.x1 + v.x2) / 2;
    return [
      { x: v.x2 + 3, y, anchor: 'start', boxes: [textBox(v.x2 + 3, y, 'start', w, 14)] },
      { x: v.x1 - 3, y, anchor: 'end', boxes: [textBox(v.x1 - 3, y, 'end', w, 14)] },
      { x, y: v.y1 - 8, anchor: 'middle', boxes: [textBox(x, v.y1 - 8, 'middle', w, 14)] },
      { x, y: v.y2 + 9, anchor: 'middle', boxes: [textBox(x, v.y2 + 9, 'middle', w, 14)] },
      ...[-1, 1].flatMap((up): Place[] => {
        const off = ((v.y2 - v.y1) / 2) * 0.75 * up;
        return [
          {
            x: v.x1 - 1,
            y: y - off,
            anchor: 'end',
            boxes: [textBox(v.x1 - 1, y - off, 'end', w, 14)],
          },
          {
            x: v.x2 + 1,
            y: y - off,
            anchor: 'start',
            boxes: [textBox(v.x2 + 1, y - off, 'start', w, 14)],
          },
        ];
      }),
    ];
  });
  const ties = inset ? null : drawArcs(data, projection, width, height);
  // A state whose name stands on the map needs no second one at the edge.
  const exits = (ties?.exits ?? []).filter((e) => wanted.every((name) => name.text !== e.text));
  const set = placeLabels(
    [...numbers, ...exits.map(exitPlaces), ...candidates],
    [...visibleDots, ...(ties?.spots ?? []), ...(ties?.heads ?? []), ...avoid],
    frameBox,
  );
  const texts = set.flatMap((place, i) => {
    if (!place) return [];
    const exit = exits[i - numbers.length];
    const name = wanted[i - numbers.length - exits.length];
    return [
      {
        ...place,
        text: exit ? `${exit.text} …` : (name?.text ?? String(large[i]!.place.events.length)),
        bold: !exit && name?.own === null,
        number: i < numbers.length,
      },
    ];
  });

  const dots = (kind: 'cooperation' | 'conflict' | 'neutral', options: Plot.DotOptions) =>
    Plot.dot(
      visible.filter((v) => v.place.counts[kind] > 0),
      {
        x: (v) => (v.x1 + v.x2) / 2,
        y: (v) => (v.y1 + v.y2) / 2,
        r: (v) => radius(v.place.counts[kind], one),
        ...options,
      },
    );
  // Geometry is projected here, so that Plot sees pixels only.
  const flat = { type: 'identity' as const, axis: null };
  const svg = Plot.plot({
    className: 'plot',
    width,
    height,
    margin: 0,
    style: { fontSize: `${labelSize}px`, fontFamily: 'inherit', overflow: 'hidden' },
    projection: () => projection,
    r: { type: 'identity' },
    x: flat,
    y: flat,
    marks: [
      Plot.geo(countries, { fill: 'var(--land)' }),
      Plot.geo(
        theatres.flatMap((t) => t.shapes),
        { fill: 'var(--theatre)' },
      ),
      Plot.geo(borders, { stroke: 'var(--border)', strokeWidth: 0.7 }),
      Plot.geo(
        theatres.map((t) => outline(t.codes)),
        { stroke: 'var(--theatre-line)', strokeWidth: 1.1 },
      ),
    ],
  });
  const over = Plot.plot({
    className: 'plot',
    width,
    height,
    margin: 0,
    style: { fontSize: `${labelSize}px`, fontFamily: 'inherit', overflow: 'hidden' },
    r: { type: 'identity' },
    x: { ...flat, domain: [0, width], range: [0, width] },
    y: { ...flat, domain: [0, height], range: [0, height] },
    marks: [
      dots('neutral', { stroke: 'var(--neutral)', strokeWidth: 1.6 }),
      dots('cooperation', {
        symbol: upper,
        fill: 'var(--cooperation)',
        stroke: 'var(--paper)',
        strokeWidth: 0.8,
      }),
      dots('conflict', {
        symbol: lower,
        fill: 'var(--conflict)',
        stroke: 'var(--paper)',
        strokeWidth: 0.8,
      }),
      ...(['start', 'middle', 'end'] as const).flatMap((anchor) =>
        [true, false].map((bold) =>
          Plot.text(
            texts.filter((t) => t.anchor === anchor && (t.bold || t.number) === bold),
            {
              x: 'x',
              y: 'y',
              text: 'text',
              textAnchor: anchor,
              fontWeight: bold ? 700 : 400,
              fill: bold ? 'var(--ink)' : 'var(--muted)',
              stroke: 'var(--halo)',
              strokeWidth: 3,
            },
          ),
        ),
      ),
    ],
  });
  if (ties) svg.append(ties.group);
  svg.append(...over.querySelectorAll(':scope > g'));
  return {
    svg: withoutStyle(svg),
    arcs: ties?.spots ?? [],
    note: ties?.note ?? '',
    spots: visible,
    outside,
  };
}

/** Beside the point where a way leaves the picture. */
function exitPlaces({ text, at: [x, y] }: { text: string; at: [number, number] }): Place[] {
  const width = measureText(`${text} …`) + 2;
  return [12, 24, 40, 60].flatMap((off): Place[] =>
    (['start', 'end'] as const).flatMap((anchor) =>
      [0, 12, -12, 26, -26].map((dy): Place => {
        const px = anchor === 'start' ? x + off : x - off;
        return { x: px, y: y + dy, anchor, boxes: [textBox(px, y + dy, anchor, width, 16)] };
      }),
    ),
  );
}

export function eventsMap(data: BriefData, figure: HTMLElement, chart: HTMLElement): void {
  const within = inTime(data, 'window');
  const places = gatherPlaces(within);
  const without = within.length - places.reduce((n, p) => n + p.events.length, 0);
  // The page's own line below the figure states what sizes and borders mean; that is not said twice.
  const stated = figure.querySelector('.unit') !== null;
  const key = make(
    'p',
    { class: 'key' },
    make(
      'span',
      { class: 'cooperation' },
      make('span', { class: 'swatch upper' }),
      ' upper half: cooperation',
    ),
    make(
      'span',
      { class: 'conflict' },
      make('span', { class: 'swatch lower' }),
      ' lower half: conflict',
    ),
    make('span', { class: 'neutral' }, make('span', { class: 'swatch ring' }), ' ring: neutral'),
    make('span', {}, keyOf(stated)),
    ...tieKey(data),
  );
  const note = make('p', { class: 'note' });
  chart.before(key);
  const cursor = new Cursor(chart, figure, {
    roleDescription: 'map',
    hint: 'Point at a place, or move here by Tab and use the arrow keys: left and right from the place with most events to that with fewest and on to the arcs, Escape to close.',
  });
  chart.after(note);
  const frames = data.case.insets.length > 0 ? data.case.insets : [easternEurope];
  const insets = frames.filter((f) =>
    places.some((p) => inFrame(p, f) && !inFrame(p, data.case.map)),
  );
  onWidth(chart, (width) => {
    const beside = width >= 640;
    const height = Math.round(width * (beside ? 0.62 : 0.92));
    // One scale for all frames, from the largest place of the main one.
    const projection = projectionOf(data.case.map, width, height);
    const largest = Math.max(
      1,
      ...clusterPlaces(
        places.map((place) => {
          const [x, y] = projection([place.longitude, place.latitude]) ?? [-999, -999];
          return { place, x, y };
        }),
        clusterReach,
      ).flatMap((c) => Object.values(c.place.counts)),
    );
    const one = Math.min(width < 500 ? 4 : 5, (width < 500 ? 17 : 26) / Math.sqrt(largest));
    const side = Math.round(beside ? Math.min(width * 0.24, 250) : width * 0.62);
    const insetHeight = Math.round(side * 0.78);
    const at = insets.map((_, i) =>
      beside
        ? { x: width - side - 10, y: height - (i + 1) * (insetHeight + 10) }
        : { x: 1, y: height + 14 + i * (insetHeight + 10) },
    );
    const avoid = beside
      ? at.map((p) => ({ x1: p.x - 6, y1: p.y - 6, x2: p.x + side + 6, y2: p.y + insetHeight + 6 }))
      : [];
    // What an inset shows stays out of the main frame's far corners.
    const inset = (p: PlaceCount) =>
      !inFrame(p, data.case.map) && insets.some((f) => inFrame(p, f));
    const main = drawFrame(
      data,
      data.case.map,
      places.filter((p) => !inset(p)),
      width,
      height,
      one,
      false,
      avoid,
    );
    const total =
      beside || insets.length === 0 ? height : height + 14 + insets.length * (insetHeight + 10);
    const spots = [...main.spots];
    let outside = [...main.outside, ...places.filter(inset)];
    main.svg.append(rectangle(0.5, 0.5, width - 1, height - 1, 'frame'));
    insets.forEach((frame, i) => {
      const p = at[i]!;
      const small = drawFrame(data, frame, outside, side, insetHeight, one, true, []);
      outside = small.outside;
      spots.push(
        ...small.spots.map((s) => ({
          ...s,
          x1: s.x1 + p.x,
          x2: s.x2 + p.x,
          y1: s.y1 + p.y,
          y2: s.y2 + p.y,
        })),
      );
      small.svg.setAttribute('x', String(p.x));
      small.svg.setAttribute('y', String(p.y));
      main.svg.append(
        rectangle(p.x, p.y, side, insetHeight, 'inset-paper'),
        small.svg,
        rectangle(p.x, p.y, side, insetHeight, 'inset-frame'),
      );
      const look = { 'text-anchor': 'start', 'font-weight': 700, fill: 'var(--ink)' };
      main.svg.append(
        makeSvg('text', { class: 'inset-title', x: p.x + 7, y: p.y + 17, ...look }, frame.name),
      );
    });
    main.svg.setAttribute('height', String(total));
    main.svg.setAttribute('viewBox', `0 0 ${width} ${total}`);
    chart.replaceChildren(main.svg);
    spots.sort((a, b) => b.place.events.length - a.place.events.length);
    cursor.show(main.svg, [
      ...spots.map((s): Spot => ({
        ...s,
        lane: 0,
        tell: () => tellPlace(data, s.place),
        speak: () => speakPlace(data, s.place),
      })),
      ...main.arcs,
    ]);
    const early = data.events.length - within.length;
    note.textContent = [noteOf(data, outside, without, early, stated), main.note]
      .filter((words) => words !== '')
      .join(' ');
  });
}

function rectangle(x: number, y: number, width: number, height: number, name: string): Element {
  const paper = name === 'inset-paper';
  const stroke = paper ? null : name === 'frame' ? 'var(--grid)' : 'var(--axis)';
  const fill = paper ? 'var(--paper)' : 'none';
  return makeSvg('rect', { x, y, width, height, class: name, fill, stroke });
}
