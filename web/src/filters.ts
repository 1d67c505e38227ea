// Which events are shown: by actor, kind of act, theatre, issue and register.
//
// The choice is five native selects in a form; each value is a short tagged word ("state:JPN",
// "kind:conflict"), the empty value lets all through, and an event is shown when all five agree.

import type { BriefData, BriefEvent } from './data';
import { issueName, kindNames, nameOf, sayRoot } from './words';

export interface Choice {
  actor: string;
  act: string;
  theatre: string;
  issue: string;
  register: string;
}

export const everything: Choice = { actor: '', act: '', theatre: '', issue: '', register: '' };

export interface Option {
  value: string;
  text: string;
}

export interface Select {
  name: keyof Choice;
  label: string;
  groups: { name: string; options: Option[] }[];
}

export function matches(event: BriefEvent, choice: Choice): boolean {
  const [actorTag, actor] = split(choice.actor);
  if (actorTag === 'state' && event.source_state !== actor && event.target_state !== actor)
    return false;
  if (actorTag === 'actor' && event.source !== actor && event.target !== actor) return false;
  const [actTag, act] = split(choice.act);
  if (actTag === 'kind' && event.kind !== act) return false;
  if (actTag === 'root' && String(event.root) !== act) return false;
  if (
    choice.theatre === 'none'
      ? event.theatre !== null
      : choice.theatre !== '' && event.theatre !== split(choice.theatre)[1]
  )
    return false;
  if (choice.issue !== '' && !event.issues.includes(split(choice.issue)[1])) return false;
  const [registerTag, register] = split(choice.register);
  if (registerTag === 'register' && (event.sampling !== 'register' || event.register !== register))
    return false;
  if (registerTag === 'sampling' && event.sampling !== register) return false;
  return true;
}

function split(value: string): [string, string] {
  const at = value.indexOf(':');
  return at < 0 ? [value, ''] : [value.slice(0, at), value.slice(at + 1)];
}

/** The selects with the values that occur, in a reader's order. */
export function selects(data: BriefData): Select[] {
  const collator = new Intl.Collator('en');
  const distinct = (values: (string | null)[]) => [...new Set(values.filter((v) => v !== null))];
  const byText = (options: Option[]) => options.sort((a, b) => collator.compare(a.text, b.text));
  const { events } = data;
  const states = distinct(events.flatMap((e) => [e.source_state, e.target_state]));
  const actors = distinct(events.flatMap((e) => [e.source, e.target])).filter(
    (a) => !states.includes(a),
  );
  const stateNames = new Set(states.map((s) => nameOf(data, s)));
  const roots = [...new Set(events.map((e) => e.root).filter((r) => r !== null))].sort(
    (a, b) => a - b,
  );
  const kinds = (['cooperation', 'conflict', 'neutral'] as const).filter((k) =>
    events.some((e) => e.kind === k),
  );
  const theatres = distinct(events.map((e) => e.theatre));
  const registers = distinct(
    events.filter((e) => e.sampling === 'register').map((e) => e.register),
  );
  const theatreName = (id: string) => data.theatres.find((t) => t.id === id)?.name ?? id;
  const registerName = (id: string) => data.registers.find((r) => r.id === id)?.name ?? id;
  const all: Select[] = [
    {
      name: 'actor',
      label: 'Actor',
      groups: [
        {
          name: 'States',
          options: byText(states.map((s) => ({ value: `state:${s}`, text: nameOf(data, s) }))),
        },
        {
          name: 'Offices, people, organisations',
          options: byText(
            actors
              .filter((a) => !stateNames.has(nameOf(data, a)))
              .map((a) => ({ value: `actor:${a}`, text: nameOf(data, a) })),
          ),
        },
      ],
    },
    {
      name: 'act',
      label: 'Kind of act',
      groups: [
        {
          name: 'Direction',
          options: kinds.map((k) => ({ value: `kind:${k}`, text: kindNames[k] })),
        },
        {
          name: 'Act',
          options: roots.map((r) => ({
            value: `root:${r}`,
            text: `${capital(sayRoot(r))} (${r})`,
          })),
        },
      ],
    },
    {
      name: 'theatre',
      label: 'Theatre',
      groups: [
        {
          name: '',
          options: [
            ...byText(theatres.map((t) => ({ value: `theatre:${t}`, text: theatreName(t) }))),
            ...(events.some((e) => e.theatre === null) && theatres.length > 0
              ? [{ value: 'none', text: 'No theatre' }]
              : []),
          ],
        },
      ],
    },
    {
      name: 'issue',
      label: 'Issue',
      groups: [
        {
          name: '',
          options: byText(
            distinct(events.flatMap((e) => e.issues)).map((i) => ({
              value: `issue:${i}`,
              text: issueName(data, i),
            })),
          ),
        },
      ],
    },
    {
      name: 'register',
      label: 'Register',
      groups: [
        {
          name: 'Complete lists',
          options: byText(
            registers.map((r) => ({ value: `register:${r}`, text: registerName(r) })),
          ),
        },
        {
          name: 'Not a complete list',
          options: [
            ...(events.some((e) => e.sampling === 'purposive')
              ? [{ value: 'sampling:purposive', text: 'Chosen by an author' }]
              : []),
            ...(events.some((e) => e.sampling === 'machine')
              ? [{ value: 'sampling:machine', text: 'Machine-coded' }]
              : []),
          ],
        },
      ],
    },
  ];
  for (const select of all) select.groups = select.groups.filter((g) => g.options.length > 0);
  return all.filter((select) => select.groups.length > 0);
}

export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
