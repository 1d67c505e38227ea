// A brief in a real browser: Debian's chromium by playwright-core, the page opened by file://.
//
//   node test/browser.mjs                 a sample page with invented actors, full and empty
//   node test/browser.mjs FILE.html       the same checks on a real brief
//   node test/browser.mjs --shots DIR     also writes screenshots (light, dark, 360 px) and a PDF there
//
// Checked: no request but the page itself, no console message of level error or warning, figures drawn,
// keyboard path, filters, sorting, saving, dark theme, no sideways scroll at 360 px, no text in a figure cut
// off or on another, print (handling lines on every sheet, the short form on one), axe-core without
// violations in both themes, tables present without JavaScript.

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import { sampleData, samplePage } from './sample.mjs';

const axeSource = readFileSync(
  createRequire(import.meta.url).resolve('axe-core/axe.min.js'),
  'utf8',
);
const given = process.argv.slice(2);
const shotsAt = given.indexOf('--shots');
const shots = shotsAt >= 0 ? resolve(given.splice(shotsAt, 2)[1]) : null;
if (shots) mkdirSync(shots, { recursive: true });

let failures = 0;
let checks = 0;
function check(holds, what, detail = '') {
  checks += 1;
  if (holds) return;
  failures += 1;
  console.error(
    `FAILED  ${what}${detail === '' ? '' : `: ${typeof detail === 'string' ? detail : JSON.stringify(detail)}`}`,
  );
}

async function open(browser, file, options = {}, unfold = true) {
  // axe is put in by the debugger, not by the page, so the policy stays in force for the page.
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  const requests = [];
  const messages = [];
  page.on('request', (request) => requests.push(request.url()));
  page.on(
    'console',
    (message) => ['error', 'warning'].includes(message.type()) && messages.push(message.text()),
  );
  page.on('pageerror', (error) => messages.push(String(error)));
  await page.goto(pathToFileURL(file).href);
  await page.waitForTimeout(300);
  if (unfold) {
    // A figure that is folded away is drawn when it unfolds.
    await page.$$eval('details.more', (all) => all.forEach((d) => (d.open = true)));
    await page.waitForTimeout(200);
  }
  return { context, page, requests, messages };
}

async function axe(page) {
  await page.evaluate(axeSource);
  const { violations } = await page.evaluate(() =>
    window.axe.run(document, { resultTypes: ['violations'] }),
  );
  return violations.map(
    (v) =>
      `${v.id}: ${v.nodes
        .slice(0, 3)
        .map((n) => `${n.target.join(' ')} ${n.any[0]?.message ?? ''}`)
        .join(' | ')}`,
  );
}

/** The text of each sheet of a PDF; null where poppler's pdftotext is not installed. */
function sheets(pdf) {
  const file = join(work, 'page.pdf');
  writeFileSync(file, pdf);
  try {
    return execFileSync('pdftotext', ['-layout', file, '-'], { encoding: 'utf8' })
      .split('\f')
      .slice(0, -1);
  } catch {
    return null;
  }
}

/** One figure of the eight kinds: reached by Tab, told by arrow keys, saved as SVG and CSV. */
async function figureWorks(page, key, name) {
  const figure = page.locator(`figure[data-key="${key}"]`);
  const chart = figure.locator('.chart');
  await chart.evaluate((c) => c.closest('details')?.setAttribute('open', ''));
  await figure.locator('.hint').scrollIntoViewIfNeeded();
  check(
    (await chart.evaluate((c) => c.tabIndex)) === 0 &&
      (await chart.getAttribute('role')) === 'application' &&
      ((await chart.getAttribute('aria-label')) ?? '').length > 10,
    `${name}: ${key} is a named stop of the Tab key`,
  );
  await chart.focus();
  const live = figure.locator('[aria-live="polite"].visually-hidden');
  await page.keyboard.press('Home');
  const told = [await live.textContent()];
  for (const step of ['ArrowRight', 'ArrowDown']) {
    await page.keyboard.press(step);
    told.push(await live.textContent());
  }
  check(
    told.every((t) => t.length > 8 && !/undefined|NaN|null|Infinity/.test(t)) &&
      new Set(told).size > 1,
    `${name}: ${key} tells its marks`,
    told,
  );
  check(await figure.locator('.tip').isVisible(), `${name}: ${key} shows its box`);
  await page.keyboard.press('Escape');
  const saved = [];
  for (const i of [0, 1]) {
    const [file] = await Promise.all([
      page.waitForEvent('download', { timeout: 5000 }),
      figure.locator('.save button').nth(i).click(),
    ]);
    saved.push([file.suggestedFilename(), readFileSync(await file.path(), 'utf8')]);
  }
  const [[svgName, svg], [csvName, csv]] = saved;
  const loose = svg.match(/var\(--[^)]*\)|NaN|undefined|Infinity|currentColor/)?.[0];
  check(
    svg.startsWith('<svg') && svgName.endsWith(`${key}.svg`) && loose === undefined,
    `${name}: ${key} as SVG stands alone`,
    loose ?? svgName,
  );
  check(
    csvName.endsWith(`${key}.csv`) && csv.split('\r\n').length > 2 && !/NaN|undefined/.test(csv),
    `${name}: ${key} as CSV`,
    csv.slice(0, 80),
  );
  if (shots) writeFileSync(join(shots, `${name}-${key}.svg`), svg);
  // Text within the picture, and no two texts on each other.
  const poor = await chart.evaluate((box) => {
    const svg = box.querySelector('svg');
    const frame = svg.getBoundingClientRect();
    const texts = [...svg.querySelectorAll('text')].map((t) => [
      t.textContent,
      t.getBoundingClientRect(),
    ]);
    const cut = texts.filter(
      ([, r]) =>
        r.left < frame.left - 1 ||
        r.right > frame.right + 1 ||
        r.top < frame.top - 2 ||
        r.bottom > frame.bottom + 2,
    );
    const meet = [];
    texts.forEach(([a, r], i) => {
      for (const [b, q] of texts.slice(i + 1))
        if (
          r.left < q.right - 1 &&
          q.left < r.right - 1 &&
          r.top < q.bottom - 4 &&
          q.top < r.bottom - 4
        )
          meet.push(`${a} / ${b}`);
    });
    return [...cut.map(([t]) => `cut: ${t}`), ...meet].slice(0, 6);
  });
  check(poor.length === 0, `${name}: ${key} has no text cut off or on another`, poor);
}

/** Each figure as a picture of its own, to be looked at. */
async function shootFigures(page, name) {
  for (const figure of await page.locator('figure[data-chart]:has(.chart > svg)').all()) {
    const key = await figure.evaluate((f) => f.dataset.key ?? f.dataset.chart);
    await figure.screenshot({ path: join(shots, `${name}-${key}.png`) });
  }
}

const keysOf = (page) =>
  page.$$eval('figure[data-key]', (all) =>
    all.filter((f) => f.querySelector('.chart > svg')).map((f) => f.dataset.key),
  );

const sideways = () => document.documentElement.scrollWidth - document.documentElement.clientWidth;

async function run(browser, file, name) {
  const size = statSync(file).size;
  check(size < 1_500_000, `${name}: page under 1.5 MB`, `${size} bytes`);

  const { context, page, requests, messages } = await open(browser, file);
  check(
    requests.filter((r) => !r.startsWith('data:')).length === 1,
    `${name}: no request but the page`,
    requests.slice(1, 4),
  );
  const policy =
    (await page
      .locator('meta[http-equiv="Content-Security-Policy"]')
      .getAttribute('content')
      .catch(() => '')) ?? '';
  check(
    /default-src 'none'/.test(policy) &&
      /script-src 'sha256-/.test(policy) &&
      !/unsafe/.test(policy),
    `${name}: the policy is strict`,
    policy,
  );
  const figures = await page.$$eval('figure[data-chart]', (all) =>
    all.map((f) => ({
      chart: f.dataset.chart,
      drawn: f.querySelectorAll('.chart > svg').length,
      empty: f.querySelector('.empty')?.textContent ?? '',
    })),
  );
  check(figures.length > 0, `${name}: has figures`);
  for (const f of figures)
    check(f.drawn === 1 || f.empty !== '', `${name}: ${f.chart} is drawn or says why not`, f);

  const chart = page.locator('figure[data-chart="timeline"] .chart');
  const drawn = figures.some((f) => f.chart === 'timeline' && f.drawn === 1);
  if (drawn) {
    const live = page.locator('figure[data-chart="timeline"] [aria-live="polite"].visually-hidden');
    await page.locator('figure[data-chart="timeline"] .filters select').last().focus();
    for (let i = 0; i < 3 && !(await chart.evaluate((c) => c === document.activeElement)); i += 1)
      await page.keyboard.press('Tab');
    check(
      await chart.evaluate((c) => c === document.activeElement),
      `${name}: the timeline is reached by Tab`,
    );
    await page.keyboard.press('Home');
    const first = await live.textContent();
    await page.keyboard.press('ArrowRight');
    const second = await live.textContent();
    check(/\d{4}\./.test(first ?? '') && first !== second, `${name}: arrow keys tell events`, {
      first,
      second,
    });
    check(
      await page.locator('figure[data-chart="timeline"] .tip').isVisible(),
      `${name}: the box beside the event shows`,
    );
    if (shots) await page.screenshot({ path: join(shots, `${name}-keyboard.png`) });
    await page.keyboard.press('Escape');
    check(
      !(await page.locator('figure[data-chart="timeline"] .tip').isVisible()),
      `${name}: Escape closes it`,
    );

    const act = page.locator('figure[data-chart="timeline"] select[name=act]');
    if ((await act.count()) > 0) {
      const rows = 'figure[data-chart="timeline"] tr[id^="row-"]:not([hidden])';
      const before = await page.locator(rows).count();
      const value = await act.evaluate((s) =>
        [...s.options].map((o) => o.value).find((v) => v.startsWith('kind:')),
      );
      await act.selectOption(value);
      const after = await page.locator(rows).count();
      const said = await page.locator('figure[data-chart="timeline"] .shown').textContent();
      check(
        said.startsWith(`${after} of `) || (after === before && said.startsWith('All')),
        `${name}: the filter says how many are shown`,
        { before, after, said },
      );
      await page
        .locator('figure[data-chart="timeline"] .reset')
        .click()
        .catch(() => {});
      check((await page.locator(rows).count()) === before, `${name}: Show all shows all`);
    }
    const [download] = await Promise.all([
      page.waitForEvent('download', { timeout: 5000 }),
      page.locator('figure[data-chart="timeline"] .save button').first().click(),
    ]);
    const svg = readFileSync(await download.path(), 'utf8');
    check(
      svg.startsWith('<svg') && !svg.includes('var(--'),
      `${name}: SVG stands alone`,
      svg.match(/var\(--[^)]*\)/)?.[0] ?? '',
    );
    if (shots) writeFileSync(join(shots, `${name}-timeline.svg`), svg);
    const [csv] = await Promise.all([
      page.waitForEvent('download', { timeout: 5000 }),
      page.locator('figure[data-chart="timeline"] .save button').nth(1).click(),
    ]);
    check(
      readFileSync(await csv.path(), 'utf8').startsWith('id,day,'),
      `${name}: CSV has its head`,
    );
  }

  if (drawn) {
    for (const select of ['actor', 'act', 'issue']) {
      const box = page.locator(`figure[data-chart="timeline"] select[name=${select}]`);
      if ((await box.count()) === 0) continue;
      const rows = page.locator('figure[data-chart="timeline"] tr[id^="row-"]:not([hidden])');
      const ticks = () => page.locator('figure[data-chart="timeline"] .chart > svg').innerHTML();
      const [allRows, all] = [await rows.count(), await ticks()];
      const options = await box.evaluate((b) => [...b.options].slice(1).map((o) => o.value));
      await box.selectOption(options[0]);
      const found = await rows.count();
      check(
        found > 0 && found <= allRows && (found === allRows || (await ticks()) !== all),
        `${name}: the filter by ${select} filters rows and ticks`,
        { found, allRows },
      );
      await box.selectOption('');
    }
    await chart.focus();
    await page.keyboard.press('End');
    const told = await page.locator('figure[data-chart="timeline"] .tip').textContent();
    const sentence = await page
      .locator('figure[data-chart="timeline"] tr[id^="row-"] td.sentence')
      .evaluateAll((cells) => cells.map((c) => c.textContent.trim()));
    check(
      sentence.length === 0 || sentence.some((s) => told.includes(s)),
      `${name}: the box tells the sentence of the table`,
      told,
    );
    await page.keyboard.press('Escape');
  }
  for (const key of await keysOf(page)) await figureWorks(page, key, name);

  const map = page.locator('figure[data-chart="events-map"]:has(.unit)');
  if ((await map.count()) > 0) {
    const said = `${await map.locator('.key, .note').allTextContents()}`;
    check(!/Area is|Borders:/.test(said), `${name}: sizes and borders are said once`, said);
  }
  const sort = page.locator('table.sortable .sort').first();
  if ((await sort.count()) > 0) {
    await page.$$eval('details', (all) => all.forEach((d) => (d.open = true)));
    await sort.click();
    await sort.click();
    check(
      (await page.locator('th[aria-sort="descending"]').count()) === 1,
      `${name}: a table sorts`,
    );
    await page.$$eval('details:not(.more)', (all) => all.forEach((d) => (d.open = false)));
  }
  if (shots) {
    await page.screenshot({ path: join(shots, `${name}-light.png`), fullPage: true });
    await shootFigures(page, `${name}-light`);
  }
  await page.$$eval('details', (all) => all.forEach((d) => (d.open = true)));
  const light = await axe(page);
  check(light.length === 0, `${name}: axe-core, light`, light);
  await page.$$eval('details:not(.more)', (all) => all.forEach((d) => (d.open = false)));
  const pdf = await page.pdf({ format: 'A4', printBackground: true });
  check(pdf.length > 10_000 && pdf.subarray(0, 4).toString() === '%PDF', `${name}: prints to PDF`);
  check(
    await page.$$eval('details:not(.more)', (all) => all.every((d) => !d.open)),
    `${name}: what printing opened is closed again`,
  );
  const text = sheets(pdf);
  const handling = await page.locator('body > p.handling').allTextContents();
  if (text !== null && handling.length === 2)
    check(
      text.every((sheet) => sheet.split(handling[0].trim()).length === 3),
      `${name}: the handling line stands at both ends of every sheet`,
      text.map((sheet) => sheet.split(handling[0].trim()).length - 1).join(' '),
    );
  if (text !== null && (await page.locator('body.one-page').count()) > 0)
    check(text.length === 1, `${name}: the short form is one sheet`, `${text.length} sheets`);
  if (shots) writeFileSync(join(shots, `${name}.pdf`), pdf);
  check(messages.length === 0, `${name}: no error or warning`, messages);
  await context.close();

  const dark = await open(browser, file, { colorScheme: 'dark' });
  const paper = await dark.page.evaluate(
    () => getComputedStyle(document.documentElement).backgroundColor,
  );
  check(
    paper
      .match(/\d+/g)
      .slice(0, 3)
      .every((c) => Number(c) < 60),
    `${name}: dark paper in the dark theme`,
    paper,
  );
  if (shots) {
    await dark.page.screenshot({ path: join(shots, `${name}-dark.png`), fullPage: true });
    await shootFigures(dark.page, `${name}-dark`);
  }
  await dark.page.$$eval('details', (all) => all.forEach((d) => (d.open = true)));
  const darkAxe = await axe(dark.page);
  check(darkAxe.length === 0, `${name}: axe-core, dark`, darkAxe);
  check(dark.messages.length === 0, `${name}: no error, dark`, dark.messages);
  await dark.context.close();

  const small = await open(browser, file, {
    viewport: { width: 360, height: 740 },
    hasTouch: true,
    isMobile: true,
    reducedMotion: 'reduce',
  });
  check((await small.page.evaluate(sideways)) <= 0, `${name}: no sideways scroll at 360 px`);
  if (shots) {
    await small.page.screenshot({ path: join(shots, `${name}-360.png`), fullPage: true });
    await shootFigures(small.page, `${name}-360`);
  }
  await small.page.$$eval('details', (all) => all.forEach((d) => (d.open = true)));
  check((await small.page.evaluate(sideways)) <= 0, `${name}: nor with tables open`);
  await small.page.$$eval('figure details', (all) => all.forEach((d) => (d.open = false)));
  for (const key of await keysOf(small.page)) await figureWorks(small.page, key, `${name}, 360 px`);
  check(small.messages.length === 0, `${name}: no error, 360 px`, small.messages);
  await small.context.close();

  const folded = await open(browser, file, {}, false);
  await folded.page.pdf({ format: 'A4' });
  const missing = await folded.page.$$eval(
    'body:not(.one-page) details.more figure[data-chart]',
    (all) => all.filter((f) => !f.querySelector('.chart > svg, .empty')).map((f) => f.dataset.key),
  );
  check(missing.length === 0, `${name}: folded figures are drawn for paper`, missing);
  const paint = await folded.page.evaluate(
    () => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0,
  );
  check(paint < 1000, `${name}: first paint under a second`, `${Math.round(paint)} ms`);
  await folded.context.close();

  const still = await open(browser, file, { javaScriptEnabled: false }, false);
  const html = await still.page.content();
  check(
    (html.match(/<table/g) ?? []).length >= figures.length && /<td/.test(html),
    `${name}: tables are there without JavaScript`,
  );
  check(still.messages.length === 0, `${name}: no error without JavaScript`, still.messages);
  await still.context.close();
}

const work = mkdtempSync(join(tmpdir(), 'entente-web-'));
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: [
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
});
try {
  if (given.length > 0) for (const file of given) await run(browser, resolve(file), 'brief');
  else {
    for (const [name, options] of [
      ['sample', {}],
      ['one-page', { onePage: true }],
      ['empty', { empty: true }],
    ]) {
      const file = join(work, `${name}.html`);
      const page = samplePage(sampleData(options), options);
      writeFileSync(
        file,
        page.replace('<tbody>\n\n</tbody>', '<tbody><tr><td>none</td></tr></tbody>'),
      );
      await run(browser, file, name);
    }
  }
} finally {
  await browser.close();
  rmSync(work, { recursive: true, force: true });
}
console.log(
  failures === 0
    ? `browser: ${checks} checks passed`
    : `browser: ${failures} of ${checks} checks failed`,
);
process.exit(failures === 0 ? 0 : 1);
