// One figure of one of the eight kinds: its key, its picture at every width, looking closely, its CSV.

import { Cursor } from '../cursor';
import type { BriefData } from '../data';
import { labelSize, make, measureText, onWidth } from '../dom';
import { bands } from './bands';
import { bars } from './bars';
import { fan } from './fan';
import { forest } from './forest';
import type { Chart } from './kinds';
import { lanes } from './lanes';
import { matrix } from './matrix';
import type { Figure } from './read';
import { reliability } from './reliability';
import { votes } from './votes';

const charts: { [F in Figure as F['chart']]: Chart<F> } = {
  lanes,
  bars,
  bands,
  votes,
  matrix,
  forest,
  fan,
  reliability,
};

export const isKind = (name: string | undefined): name is Figure['chart'] =>
  name !== undefined && Object.hasOwn(charts, name);

/** Text in pictures on paper, pixels: a whole figure must fit one page. */
const paperSize = 11;

/** Fills the chart; returns what "CSV" saves. */
export function showFigure(
  data: BriefData,
  given: Figure,
  figure: HTMLElement,
  box: HTMLElement,
): () => string {
  const chart = charts[given.chart] as Chart<Figure>;
  box.before(make('p', { class: 'key' }, ...chart.key(given)));
  const cursor = new Cursor(box, figure, { roleDescription: chart.role, hint: chart.hint });
  onWidth(box, (width, paper) => {
    const size = paper ? paperSize : labelSize;
    const measure = (text: string) => measureText(text) * (size / labelSize);
    const { svg, more = [], spots } = chart.draw(given, { data, width, paper, measure, size });
    box.replaceChildren(svg, ...more);
    cursor.show(svg, spots);
  });
  return () => chart.csv(given);
}
