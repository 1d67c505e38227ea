// What the box beside an event or a place says, and what is read out.

import type { BriefData, BriefEvent } from './data';
import { make } from './dom';
import type { PlaceCount } from './places';
import { world } from './world';
import { count, dyad, kindNames, sayAct, sayDay, saySampling, speak } from './words';

export function tellEvent(data: BriefData, event: BriefEvent): Node[] {
  const nodes: Node[] = [
    make(
      'p',
      { class: 'tip-when' },
      sayDay(event.day, event.day_last),
      ...(event.fresh ? [' ', make('strong', { class: 'new' }, 'new')] : []),
    ),
    make(
      'p',
      { class: 'tip-who' },
      make('strong', {}, dyad(data, event)),
      ' ',
      make('span', { class: event.kind }, `${kindNames[event.kind]}: ${sayAct(event)}`),
    ),
  ];
  if (event.sentence !== null) nodes.push(make('p', {}, event.sentence));
  const small: string[] = [saySampling(data, event)];
  if (event.grade !== null) small.push(`evidence: ${event.grade}`);
  if (event.claimant !== null) small.push(`claimed by ${event.claimant}`);
  nodes.push(make('p', { class: 'tip-small' }, small.join('; ')));
  if (event.citation !== null) nodes.push(make('p', { class: 'tip-small' }, event.citation));
  return nodes;
}

export function tellPlace(data: BriefData, place: PlaceCount): Node[] {
  const kinds = (['cooperation', 'conflict', 'neutral'] as const).filter(
    (k) => place.counts[k] > 0,
  );
  const nodes: Node[] = [
    make(
      'p',
      { class: 'tip-who' },
      make(
        'strong',
        {},
        `${place.country ? countryName(data, place.country) : 'Places of several countries'}, about ${sayPoint(place)}`,
      ),
    ),
    make(
      'p',
      {},
      ...kinds.map((k) => make('span', { class: k }, `${kindNames[k]} ${place.counts[k]} `)),
    ),
  ];
  for (const event of place.events.slice(0, 4))
    nodes.push(
      make(
        'p',
        { class: 'tip-small' },
        `${sayDay(event.day)}: ${event.sentence ?? dyad(data, event)}`,
      ),
    );
  if (place.events.length > 4)
    nodes.push(
      make('p', { class: 'tip-small' }, `and ${count(place.events.length - 4, 'more event')}`),
    );
  return nodes;
}

/** As the case names it, else as Natural Earth does. */
export function countryName(data: BriefData, code: string): string {
  const known = world().byCode.get(code)?.properties?.name as string | undefined;
  return data.case.names[code] ?? known ?? code;
}

function sayPoint(place: PlaceCount): string {
  const side = (v: number, plus: string, minus: string) =>
    `${Math.abs(v).toFixed(1)}° ${v < 0 ? minus : plus}`;
  return `${side(place.latitude, 'N', 'S')} ${side(place.longitude, 'E', 'W')}`;
}

export function speakPlace(data: BriefData, place: PlaceCount): string {
  const { cooperation, conflict, neutral } = place.counts;
  const where = place.country ? countryName(data, place.country) : 'Places of several countries';
  return `${where}, ${sayPoint(place)}: ${count(place.events.length, 'event')}; cooperation ${cooperation}, conflict ${conflict}, neutral ${neutral}. Latest: ${speak(data, place.events[place.events.length - 1]!)}`;
}
