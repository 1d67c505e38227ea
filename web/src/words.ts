// Names, days and kinds of act as a reader says them.

import type { BriefData, BriefEvent, Kind } from './data';

const months = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

/** "2019-04-25" -> a Date at midnight UTC; days have no hour and no zone here. */
export function toDate(day: string): Date {
  return new Date(`${day}T00:00:00Z`);
}

export function nextDay(day: string): string {
  return new Date(toDate(day).getTime() + 86_400_000).toISOString().slice(0, 10);
}

export function dayBefore(day: string): string {
  return new Date(toDate(day).getTime() - 86_400_000).toISOString().slice(0, 10);
}

/** "25 April 2019", or "25 April 2019 to 27 April 2019". */
export function sayDay(day: string, last: string | null = null): string {
  const one = (d: string) =>
    `${Number(d.slice(8, 10))} ${months[Number(d.slice(5, 7)) - 1]} ${d.slice(0, 4)}`;
  return last !== null && last > day ? `${one(day)} to ${one(last)}` : one(day);
}

/** "25 Apr 2019" for labels. */
export function shortDay(day: string): string {
  return `${Number(day.slice(8, 10))} ${months[Number(day.slice(5, 7)) - 1]!.slice(0, 3)} ${day.slice(0, 4)}`;
}

/** CAMEO roots 1-20 in our own short words. */
const roots = [
  'statement',
  'appeal',
  'promise to cooperate',
  'meeting',
  'diplomatic support',
  'material cooperation',
  'aid',
  'concession',
  'inquiry',
  'demand',
  'criticism',
  'refusal',
  'threat',
  'protest',
  'show of force',
  'cut in ties',
  'coercion',
  'assault',
  'fighting',
  'mass violence',
];

export function sayRoot(root: number | null): string {
  return (root !== null && roots[root - 1]) || 'act';
}

/** CAMEO codes whose root alone would mislead. */
const acts: Record<string, string> = {
  '036': 'promise to meet',
  '042': 'visit',
  '043': 'visit received',
  '046': 'talks',
  '057': 'agreement signed',
  '085': 'sanctions eased',
  '0861': 'release',
  '163': 'sanctions',
  '1241': 'refusal to ease',
  '129': 'veto',
};

/** The act in a few words: by its code if the table has it, else by its root. */
export function sayAct(event: { action: string | null; root: number | null }): string {
  const code = event.action ?? '';
  return (Object.hasOwn(acts, code) ? acts[code] : undefined) ?? sayRoot(event.root);
}

export const kindNames: Record<Kind, string> = {
  cooperation: 'Cooperation',
  conflict: 'Conflict',
  neutral: 'Neutral',
};

/** The name to show for a state code or an actor id; the code itself where the case has none. */
export function nameOf(data: BriefData, id: string | null): string {
  if (id === null) return 'nobody named';
  return data.case.names[id] ?? id;
}

/** The case's words for an issue's tag; else the tag with blanks, since its capitals are anyone's guess. */
export function issueName(data: BriefData, tag: string): string {
  return data.case.issues[tag] ?? tag.replace(/[-_]/g, ' ');
}

/** A dyad is always written source -> target. */
export function dyad(data: BriefData, event: BriefEvent): string {
  return event.target === null
    ? nameOf(data, event.source)
    : `${nameOf(data, event.source)} → ${nameOf(data, event.target)}`;
}

/** "register: Missile tests", "machine-coded", "chosen by an author". */
export function saySampling(data: BriefData, event: BriefEvent): string {
  if (event.sampling === 'machine') return 'machine-coded';
  if (event.sampling === 'purposive') return 'chosen by an author, not counted';
  const register = data.registers.find((r) => r.id === event.register);
  return `register: ${register?.name ?? event.register ?? 'unnamed'}`;
}

/** One event as one spoken sentence, for screen readers; of an address only its site is read out. */
export function speak(data: BriefData, event: BriefEvent): string {
  const who = dyad(data, event).replace('→', 'to');
  const parts = [
    `${sayDay(event.day, event.day_last)}.`,
    ...(event.fresh ? ['New.'] : []),
    `${who}, ${event.kind}, ${sayAct(event)}.`,
  ];
  if (event.sentence !== null) parts.push(event.sentence);
  if (event.claimant !== null) parts.push(`Claimed by ${event.claimant}.`);
  if (event.grade !== null) parts.push(`Evidence: ${event.grade}.`);
  if (event.citation !== null)
    parts.push(`Source: ${event.citation.replace(/https?:\/\/([^/\s]+)\S*/g, '$1')}`);
  return parts.join(' ');
}

export function count(n: number, one: string, many = `${one}s`): string {
  return `${n.toLocaleString('en-GB')} ${n === 1 ? one : many}`;
}
