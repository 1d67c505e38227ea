// The few ways in which the charts touch the page. Text only ever enters as text nodes, so nothing
// in the data can become markup; styles are set through the object model, which the policy allows.

type Attributes = Record<string, string | number | boolean | null | undefined>;

/** `make('p', { class: 'unit' }, 'text', child)`; attributes that are null, undefined or false are left out. */
export function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const node = document.createElement(tag);
  setAttributes(node, attributes);
  node.append(...children);
  return node;
}

const svgNamespace = 'http://www.w3.org/2000/svg';

export function makeSvg<K extends keyof SVGElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: (Node | string)[]
): SVGElementTagNameMap[K] {
  const node = document.createElementNS(svgNamespace, tag) as SVGElementTagNameMap[K];
  setAttributes(node, attributes);
  node.append(...children);
  return node;
}

function setAttributes(node: Element, attributes: Attributes): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    node.setAttribute(name, value === true ? '' : String(value));
  }
}

/**
 * Observable Plot puts a <style> element into each picture, which the policy would refuse with an
 * error. It is removed before the picture enters the page; its rules are in style.css under `.plot`.
 */
export function withoutStyle(picture: Element): SVGSVGElement {
  for (const style of picture.querySelectorAll('style')) style.remove();
  picture.setAttribute('aria-hidden', 'true');
  return picture as SVGSVGElement;
}

/** Width of a text in pixels at the figures' small size. */
export type Measure = (text: string) => number;

let canvas: CanvasRenderingContext2D | null | undefined;

export const measureText: Measure = (text) => {
  if (canvas === undefined) {
    canvas = document.createElement('canvas').getContext('2d');
    if (canvas)
      canvas.font = `${labelSize}px ${getComputedStyle(document.body).fontFamily || 'sans-serif'}`;
  }
  return canvas ? canvas.measureText(text).width : text.length * labelSize * 0.56;
};

/** Text in pictures, pixels; the small of the three sizes. */
export const labelSize = 14;

const redraws: ((width: number | null) => void)[] = [];

let printing = false;

/** Draws all pictures for paper of this width in pixels, or, with null, as they were on the screen. */
export function redrawAll(width: number | null): void {
  printing = width !== null;
  for (const redraw of redraws) redraw(width);
}

/** Calls `draw(width, paper)` now and whenever the box's width changes, and for paper. */
export function onWidth(box: HTMLElement, draw: (width: number, paper: boolean) => void): void {
  let last = 0;
  redraws.push((width) => {
    // A box that was folded away has not been measured; it is drawn when it unfolds.
    if (width !== null || last > 0) draw(width ?? last, width !== null);
  });
  const run = () => {
    const width = Math.floor(box.clientWidth);
    if (printing || width < 50 || width === last) return;
    last = width;
    draw(width, false);
  };
  run();
  if (typeof ResizeObserver !== 'undefined') new ResizeObserver(run).observe(box);
}
