// One way of looking closely at a picture's marks, by pointer and by keyboard.
//
// The picture is one stop in the tab order. Arrow keys move a ring from mark to mark, a box beside
// the mark tells what it is, and a live region says the same to a screen reader. The pointer finds the
// nearest mark, so that thin ticks need no aim. The box can be pointed at, and Escape closes it.

import { make, makeSvg } from './dom';

export interface Spot {
  /** Box in the picture's own units. */
  x1: number;
  y1: number;
  x2: number;
  y2: number;
  lane: number;
  tell: () => Node[];
  speak: () => string;
}

export interface CursorOptions {
  roleDescription: string;
  hint: string;
}

const reach = 14;

export class Cursor {
  private spots: Spot[] = [];
  private at = -1;
  private svg: SVGSVGElement | null = null;
  private ring = makeSvg('rect', { class: 'cursor-ring', rx: 3 });
  private box = make('div', { class: 'tip', hidden: true, 'aria-hidden': 'true' });
  private live: HTMLElement;

  constructor(
    private chart: HTMLElement,
    figure: HTMLElement,
    options: CursorOptions,
  ) {
    const id = `hint-${Math.random().toString(36).slice(2)}`;
    const hint = make('p', { class: 'hint', id }, options.hint);
    this.live = make('p', { class: 'visually-hidden', 'aria-live': 'polite' });
    const unit = figure.querySelector('.unit') ?? chart;
    unit.after(hint);
    chart.after(this.live);
    chart.setAttribute('role', 'application');
    chart.setAttribute('aria-roledescription', options.roleDescription);
    chart.setAttribute('aria-describedby', id);
    chart.tabIndex = 0;
    chart.addEventListener('keydown', (e) => this.key(e));
    chart.addEventListener('focus', () => {
      if (this.at < 0 && this.spots.length > 0 && chart.matches(':focus-visible')) this.go(0, true);
    });
    chart.addEventListener('blur', () => this.hide());
    chart.addEventListener('pointermove', (e) => this.point(e));
    chart.addEventListener('pointerdown', (e) => this.point(e));
    figure.addEventListener('pointerleave', () => this.hide());
  }

  /** Marks in reading order; call after each drawing. */
  show(svg: SVGSVGElement, spots: Spot[]): void {
    this.svg = svg;
    this.spots = spots;
    this.hide();
    this.chart.append(this.box);
  }

  private hide(): void {
    this.at = -1;
    this.ring.remove();
    this.box.hidden = true;
  }

  private key(event: KeyboardEvent): void {
    if (event.altKey || event.ctrlKey || event.metaKey || this.spots.length === 0) return;
    const last = this.spots.length - 1;
    const steps: Record<string, () => number> = {
      ArrowRight: () => Math.min(this.at + 1, last),
      ArrowLeft: () => Math.max(this.at - 1, 0),
      ArrowDown: () => this.otherLane(1),
      ArrowUp: () => this.otherLane(-1),
      Home: () => 0,
      End: () => last,
    };
    if (event.key === 'Escape') {
      this.hide();
      this.live.textContent = '';
      return;
    }
    const step = steps[event.key];
    if (!step) return;
    event.preventDefault();
    this.go(step(), true);
  }

  /** The mark nearest in x within the next lane that has any, or the same mark. */
  private otherLane(direction: 1 | -1): number {
    const here = this.spots[this.at];
    if (!here) return 0;
    const lanes = [...new Set(this.spots.map((s) => s.lane))].sort((a, b) => a - b);
    const lane = lanes[lanes.indexOf(here.lane) + direction];
    if (lane === undefined) return this.at;
    const distance = (s: Spot) => Math.abs(s.x1 + s.x2 - here.x1 - here.x2);
    let best = -1;
    this.spots.forEach((s, i) => {
      if (s.lane === lane && (best < 0 || distance(s) < distance(this.spots[best]!))) best = i;
    });
    return best < 0 ? this.at : best;
  }

  private point(event: PointerEvent): void {
    if (!this.svg || this.box.contains(event.target as Node)) return;
    const frame = this.svg.getBoundingClientRect();
    const scale = (this.svg.viewBox.baseVal.width || frame.width) / frame.width;
    const x = (event.clientX - frame.left) * scale;
    const y = (event.clientY - frame.top) * scale;
    let best = -1;
    let nearest = reach;
    this.spots.forEach((s, i) => {
      const d = Math.hypot(Math.max(s.x1 - x, 0, x - s.x2), Math.max(s.y1 - y, 0, y - s.y2));
      if (d < nearest) {
        nearest = d;
        best = i;
      }
    });
    if (best >= 0 && best !== this.at) this.go(best, false);
    else if (best < 0 && event.type === 'pointerdown') this.hide();
  }

  private go(index: number, aloud: boolean): void {
    const spot = this.spots[index];
    if (!spot || !this.svg) return;
    this.at = index;
    for (const [name, value] of Object.entries({
      x: spot.x1 - 3,
      y: spot.y1 - 3,
      width: spot.x2 - spot.x1 + 6,
      height: spot.y2 - spot.y1 + 6,
    })) {
      this.ring.setAttribute(name, String(value));
    }
    this.svg.append(this.ring);
    this.box.replaceChildren(...spot.tell());
    this.box.hidden = false;
    const scale =
      this.svg.getBoundingClientRect().width / (this.svg.viewBox.baseVal.width || 1) || 1;
    const width = this.chart.clientWidth;
    const left = Math.min(
      Math.max(((spot.x1 + spot.x2) / 2) * scale - this.box.offsetWidth / 2, 0),
      Math.max(width - this.box.offsetWidth, 0),
    );
    this.box.style.left = `${left}px`;
    // Below the mark, or above it where the window ends below.
    const top = this.svg.getBoundingClientRect().top;
    const room = document.documentElement.clientHeight - top - spot.y2 * scale - 8;
    const above = spot.y1 * scale - 8 - this.box.offsetHeight;
    const flip = !aloud && room < this.box.offsetHeight && top + above > 0;
    this.box.style.top = `${flip ? above : spot.y2 * scale + 8}px`;
    if (!aloud) return;
    this.live.textContent = spot.speak();
    this.box.scrollIntoView({ block: 'nearest', inline: 'nearest', behavior: 'instant' });
  }
}
