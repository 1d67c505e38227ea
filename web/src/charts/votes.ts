// Who voted how: decisions as columns in order of time, members as rows.
//
// A yes is a filled square, an abstention a half-filled one, a no a crossed one and a veto one with a
// V, so that no colour is needed. Substantive decisions have the full cell, renewals a small one. When
// the columns would be too narrow, the grid goes on in a second block below.

import { csv } from '../save';
import { sayDay } from '../words';
import { keyItem, swatch, tellLines, type Chart, type Setting } from './kinds';
import { bolder, lineHeight, Pen, wrap } from './pen';
import type { Box } from '../labels';
import type { Decision, VotesFigure } from './read';

export interface VotesLayout {
  height: number;
  left: number;
  pitch: number;
  rowHeight: number;
  names: string[][];
  /** Rows of the grid below each other, each with its decisions. */
  blocks: { first: number; count: number; top: number; bottom: number; headY: number }[];
}

export function layoutVotes(
  figure: VotesFigure,
  { width, paper, measure, size }: Omit<Setting, 'data'>,
): VotesLayout {
  const line = size * lineHeight;
  const room = Math.min(190, width * 0.34);
  const names = [...figure.members, 'Outcome'].map((name) => wrap(name, room, measure, 2));
  const left = Math.ceil(Math.max(...names.flat().map(measure))) + 12;
  const least = Math.max(size * 1.25, 15);
  const n = figure.decisions.length;
  const fit = Math.max(1, Math.floor((width - left - 2) / least));
  const perBlock = Math.ceil(n / Math.ceil(n / fit));
  const pitch = Math.min((width - left - 2) / perBlock, 40);
  const rowHeight = Math.max(
    paper ? 17 : 24,
    Math.max(...names.map((lines) => lines.length)) * line + 2,
  );
  const head = Math.max(...figure.decisions.map((d) => measure(d.label))) * bolder + 8;
  const years = line + 4;
  const blocks: VotesLayout['blocks'] = [];
  let y = 2;
  for (let first = 0; first < n; first += perBlock) {
    const top = y + years + head;
    const bottom = top + (figure.members.length + 1) * rowHeight + 6;
    blocks.push({ first, count: Math.min(perBlock, n - first), top, bottom, headY: y });
    y = bottom + 14;
  }
  return { height: Math.ceil(y - 10), left, pitch, rowHeight, names, blocks };
}

const words: Record<string, string> = {
  yes: 'yes',
  no: 'no',
  veto: 'no, a veto',
  abstain: 'abstained',
};

/** Half a cell's side: full for substantive decisions, small for renewals. */
const halfSide = (at: VotesLayout, decision: Decision): number =>
  Math.min(at.pitch - 2, at.rowHeight - 3, 20) * (decision.substantive ? 0.5 : 0.31);

function cross(pen: Pen, x: number, y: number, r: number, stroke: string): void {
  pen.path(`M${x - r},${y - r}L${x + r},${y + r}M${x - r},${y + r}L${x + r},${y - r}`, {
    stroke,
    'stroke-width': 1.8,
    fill: 'none',
  });
}

function drawVote(pen: Pen, box: Box, vote: string): void {
  const [x, y, r] = [(box.x1 + box.x2) / 2, (box.y1 + box.y2) / 2, (box.x2 - box.x1) / 2];
  if (vote === 'yes') pen.box(box, { fill: 'var(--cooperation)' });
  else if (vote === 'no' || vote === 'veto') {
    pen.box(box, { fill: 'var(--conflict)' });
    if (vote === 'no') cross(pen, x, y, r * 0.5, 'var(--paper)');
    else
      pen.path(
        `M${x - r * 0.55},${y - r * 0.55}L${x},${y + r * 0.6}L${x + r * 0.55},${y - r * 0.55}`,
        { stroke: 'var(--paper)', 'stroke-width': 2, fill: 'none' },
      );
  } else {
    const inner = { x1: box.x1 + 0.6, y1: box.y1 + 0.6, x2: box.x2 - 0.6, y2: box.y2 - 0.6 };
    pen.box(inner, { fill: 'var(--paper)', stroke: 'var(--neutral)', 'stroke-width': 1.2 });
    if (vote === 'abstain') pen.box({ ...box, y1: y }, { fill: 'var(--neutral)' });
  }
}

export const votes: Chart<VotesFigure> = {
  role: 'grid of votes',
  hint: 'Point at a vote, or move here by Tab and use the arrow keys: left and right along the decisions, up and down between members, Escape to close.',
  key(figure) {
    const cast = new Set(figure.decisions.flatMap((d) => d.votes));
    const items: [string, string, string][] = [
      ['yes', ' yes', 'vote-yes'],
      ['abstain', ' abstained', 'half'],
      ['no', ' no', 'vote-no'],
      ['veto', ' no, a veto', 'vote-veto'],
    ];
    const nodes: Node[] = items
      .filter(([vote]) => cast.has(vote))
      .map(([, say, name]) => keyItem('', say, swatch(`${name} square`)));
    if ([...cast].some((vote) => vote !== null && !Object.hasOwn(words, vote)))
      nodes.push(keyItem('', ' other', swatch('square')));
    nodes.push(keyItem('', 'blank: not a member then, or not known'));
    const kinds = new Set(figure.decisions.map((d) => d.substantive));
    if (kinds.size > 1) nodes.push(keyItem('', 'large: substantive decision; small: renewal'));
    if (figure.decisions.some((d) => !d.adopted)) nodes.push(keyItem('', '✕ not adopted'));
    return nodes;
  },
  draw(figure, setting) {
    const at = layoutVotes(figure, setting);
    const pen = new Pen(setting.width, at.height, setting.size);
    const spots: ReturnType<Chart<VotesFigure>['draw']>['spots'] = [];
    const n = figure.members.length;
    for (const block of at.blocks) {
      const y = (row: number) => block.top + (row + 0.5) * at.rowHeight + (row === n ? 6 : 0);
      const right = at.left + block.count * at.pitch;
      at.names.forEach((lines, row) => {
        const first = y(row) - ((lines.length - 1) / 2) * setting.size * lineHeight;
        const look = { 'text-anchor': 'end', fill: row === n ? 'var(--muted)' : 'var(--ink)' };
        pen.text(at.left - 8, first, lines, look);
        const rule = block.top + row * at.rowHeight + (row === n ? 6 : 0);
        pen.line(at.left, rule, right, rule, { stroke: row === n ? 'var(--axis)' : 'var(--grid)' });
      });
      let year = '';
      let free = -Infinity;
      figure.decisions.slice(block.first, block.first + block.count).forEach((d, k) => {
        const x = at.left + (k + 0.5) * at.pitch;
        if (d.day.slice(0, 4) !== year) {
          year = d.day.slice(0, 4);
          const edge = x - at.pitch / 2;
          pen.line(edge, block.headY + 2, edge, block.bottom, { stroke: 'var(--grid)' });
          if (edge >= free && edge + setting.measure(year) + 3 <= setting.width) {
            pen.text(edge + 3, block.headY + setting.size * 0.75, year, { fill: 'var(--muted)' });
            free = edge + setting.measure(year) + 9;
          }
        }
        pen.text(0, 0, d.label, {
          transform: `translate(${x},${block.top - 6}) rotate(-90)`,
          'font-weight': d.substantive ? 700 : 400,
          fill: d.substantive ? 'var(--ink)' : 'var(--muted)',
        });
        const r = halfSide(at, d);
        const cell = (row: number) => ({ x1: x - r, x2: x + r, y1: y(row) - r, y2: y(row) + r });
        const size = d.substantive ? 'substantive' : 'renewal';
        const end = d.adopted ? 'adopted' : 'not adopted';
        d.votes.forEach((vote, row) => {
          if (vote === null) return;
          const box = cell(row);
          drawVote(pen, box, vote);
          const said = words[vote] ?? vote;
          spots.push({
            ...box,
            lane: row,
            tell: () =>
              tellLines(
                sayDay(d.day),
                `${figure.members[row]}: ${said}`,
                `${d.label}, ${size}, ${end}`,
              ),
            speak: () =>
              `${sayDay(d.day)}, ${d.label}, ${size}, ${end}. ${figure.members[row]}: ${said}.`,
          });
        });
        if (d.adopted) pen.dot(x, y(n), 2.5, { fill: 'var(--muted)' });
        else cross(pen, x, y(n), 5, 'var(--ink)');
      });
    }
    // By member, each in order of time.
    spots.sort((a, b) => a.lane - b.lane);
    return { svg: pen.svg, spots };
  },
  csv: (figure) =>
    csv(
      ['day', 'label', 'substantive', 'adopted', 'member', 'vote'],
      figure.decisions.flatMap((d) =>
        figure.members.map((member, i) => ({ ...d, member, vote: d.votes[i] })),
      ),
    ),
};
