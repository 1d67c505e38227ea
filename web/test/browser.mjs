// A brief in a real browser: Debian's chromium by playwright-core, the page opened by file://.
//
//   node test/browser.mjs                 a sample page with invented actors, full and empty
//   node test/browser.mjs FILE.html       the same checks on a real brief
//   node test/browser.mjs --shots DIR     also writes screenshots (light, dark, 360 px) and a PDF there
//
// Checked: no request but the page itself, no console message of level error or warning, figures drawn,
// keyboard path, filters, sorting, saving, dark theme, no sideways scroll at 360 px, print, axe-core
// without violations in both themes, tables present without JavaScript.

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

async function open(browser, file, options = {}) {
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
      const rows = 'figure[data-chart="timeline"] tr[data-id]:not([hidden])';
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
    await page.$$eval('details', (all) => all.forEach((d) => (d.open = false)));
  }
  if (shots) await page.screenshot({ path: join(shots, `${name}-light.png`), fullPage: true });
  await page.$$eval('details', (all) => all.forEach((d) => (d.open = true)));
  const light = await axe(page);
  check(light.length === 0, `${name}: axe-core, light`, light);
  await page.$$eval('details', (all) => all.forEach((d) => (d.open = false)));
  const pdf = await page.pdf({ format: 'A4', printBackground: true });
  check(pdf.length > 10_000 && pdf.subarray(0, 4).toString() === '%PDF', `${name}: prints to PDF`);
  check(
    await page.$$eval('details', (all) => all.every((d) => !d.open)),
    `${name}: what printing opened is closed again`,
  );
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
  if (shots) await dark.page.screenshot({ path: join(shots, `${name}-dark.png`), fullPage: true });
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
  if (shots) await small.page.screenshot({ path: join(shots, `${name}-360.png`), fullPage: true });
  await small.page.$$eval('details', (all) => all.forEach((d) => (d.open = true)));
  check((await small.page.evaluate(sideways)) <= 0, `${name}: nor with tables open`);
  check(small.messages.length === 0, `${name}: no error, 360 px`, small.messages);
  await small.context.close();

  const still = await open(browser, file, { javaScriptEnabled: false });
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
      ['empty', { empty: true }],
    ]) {
      const file = join(work, `${name}.html`);
      const page = samplePage(sampleData(options));
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
