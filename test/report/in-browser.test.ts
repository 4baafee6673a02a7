/** Reports as people see them: in a real browser, by day and by night, on a desk and on a phone. */

import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, type TestContext, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import sharp from 'sharp';
import { evaluationFile, evaluationText } from '../../src/report/evaluation/evaluation-file.js';
import { writeReport } from '../../src/report/write-report.js';
import { startBrowser } from '../support/browser.js';
import { HOSTILE_NAME, madeUpEvaluation, madeUpNames } from '../support/evaluations.js';
import { VALIDATION } from '../support/labelled.js';
import { ROOT } from '../support/paths.js';
import { writeRunLog } from '../support/run-logs.js';
import { temporaryFolder } from '../support/temp-dir.js';

type Theme = 'light' | 'dark';

/** Where people who work on the report find what the tests have seen. */
const PICTURES = join(ROOT, 'out', 'screenshots');

const DESK = 1280;
const PHONE = 390;

before(() => mkdirSync(PICTURES, { recursive: true }));

/** A run with an evaluation, whose mistakes are pictures of the fixture. */
function writeRun(folder: string, name: string, classNames: readonly string[], lr = 0.01): string {
  const prefix = join(folder, name);
  writeRunLog(prefix, 12, lr);
  const placeOf = (_label: number, image: number) => ({ file: null, id: image, offset: 0 });
  const evaluation = madeUpEvaluation({ classNames, path: VALIDATION, placeOf });
  writeFileSync(evaluationFile(prefix), evaluationText(evaluation));
  return prefix;
}

/** Everything that goes wrong while a page is looked at, and every address that it asks for. */
class Watched {
  readonly problems: string[] = [];
  readonly addresses: string[] = [];

  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
    page.on('console', (message) => this.problems.push(`console: ${message.text()}`));
    page.on('pageerror', (error) => this.problems.push(`error: ${error.message}`));
    page.on('requestfailed', (request) => this.problems.push(`failed: ${request.url()}`));
    page.on('request', (request) => {
      if (!request.url().startsWith('data:')) this.addresses.push(request.url());
    });
  }
}

async function open(
  browser: Browser,
  file: string,
  { theme, width }: { theme: Theme; width: number },
): Promise<Watched> {
  const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme: theme });
  const watched = new Watched(page);
  await page.goto(pathToFileURL(file).href);
  return watched;
}

/** A picture of the whole page, drawn anew at its whole height. */
async function screenshot({ page }: Watched, name: string): Promise<Buffer> {
  const width = page.viewportSize()?.width ?? 0;
  const height = await page.evaluate<number>('document.documentElement.scrollHeight');
  await page.setViewportSize({ width, height });
  await page.evaluate(
    'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))',
  );
  return await page.screenshot({ path: join(PICTURES, `${name}-${width}.png`) });
}

/** What has to be true of every report, wherever it is seen. */
async function assertReadable(watched: Watched, theme: Theme, picture: Buffer): Promise<void> {
  const { page, problems, addresses } = watched;
  assert.deepEqual(problems, []);
  assert.deepEqual(addresses, [page.url()], 'it asks for nothing but itself');
  const [inner, whole] = await page.evaluate<[number, number]>(
    '[innerWidth, document.documentElement.scrollWidth]',
  );
  assert.equal(whole, inner, 'nothing is wider than the page');
  for (const heading of await page.locator('h1, h2').all()) {
    assert.ok(await heading.isVisible(), await heading.innerText());
  }
  const { channels } = await sharp(picture).greyscale().stats();
  const { mean = 0, stdev = 0 } = channels[0] ?? {};
  assert.ok(theme === 'light' ? mean > 200 : mean < 70, `mean brightness ${mean}`);
  assert.ok(stdev > 10, `it is not blank: ${stdev}`);
}

/** axe looks for contrast, names, landmarks, headings and much more. */
async function assertAccessible({ page }: Watched): Promise<void> {
  await page.evaluate(axe.source);
  const { violations, passes } = await page.evaluate<axe.AxeResults>('axe.run(document)');
  assert.deepEqual(
    violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`),
    [],
  );
  const contrast = passes.find(({ id }) => id === 'color-contrast')?.nodes.length ?? 0;
  assert.ok(contrast > 50, `the contrast of ${contrast} texts was measured`);
}

async function look(t: TestContext, browser: Browser, file: string, name: string): Promise<void> {
  for (const theme of ['light', 'dark'] as const) {
    for (const width of [DESK, PHONE]) {
      await t.test(`${theme}, ${width} pixels wide`, async () => {
        const watched = await open(browser, file, { theme, width });
        const picture = await screenshot(watched, `${name}-${theme}`);
        await assertReadable(watched, theme, picture);
        if (width === DESK) await assertAccessible(watched);
        await watched.page.close();
      });
    }
  }
}

test('a report on two classes is readable, with its pictures', async (t) => {
  const prefix = writeRun(temporaryFolder(t), 'flowers', ['rose', HOSTILE_NAME]);
  const { file } = await writeReport([prefix]);
  const browser = await startBrowser(t);
  await look(t, browser, file, 'two');
  const { page } = await open(browser, file, { theme: 'light', width: DESK });
  assert.equal(await page.evaluate('globalThis.hacked'), undefined);
  assert.equal(await page.locator('.matrix td').filter({ hasText: /\d/ }).count(), 4);
  const widths = await page.evaluate<number[]>(
    "[...document.querySelectorAll('.mistakes img')].map((image) => image.naturalWidth)",
  );
  assert.ok(widths.length > 5);
  assert.ok(
    widths.every((width) => width === 28),
    'the pictures of the fixture are 28 pixels wide',
  );
});

test('a report on 1000 classes is readable; its table is searched and sorted', async (t) => {
  const prefix = writeRun(temporaryFolder(t), 'many', madeUpNames(1000));
  const { file } = await writeReport([prefix]);
  const browser = await startBrowser(t);
  await look(t, browser, file, 'thousand');
  const watched = await open(browser, file, { theme: 'light', width: DESK });
  const { page } = watched;
  const rows = page.locator('#evaluation-classes tbody tr');
  assert.equal(await rows.count(), 1000);
  const shown = () => page.locator('#evaluation-classes tbody tr:visible').count();
  await page.getByLabel('Find a class').fill('CLASS 997');
  // Itself, and those that are mostly taken for it.
  const found = await shown();
  assert.ok(found >= 1 && found < 10, String(found));
  await page.getByLabel('Find a class').fill('');
  assert.equal(await shown(), 1000);
  const scores = async () =>
    (await page.locator('#evaluation-classes tbody tr td:nth-child(5)').allInnerTexts()).map(
      Number,
    );
  await page.getByRole('button', { name: 'F1' }).click();
  const ascending = await scores();
  assert.deepEqual(
    ascending,
    [...ascending].sort((a, b) => a - b),
  );
  await page.getByRole('button', { name: 'F1' }).click();
  assert.deepEqual(await scores(), ascending.reverse());
  await page.getByRole('button', { name: 'Class' }).click();
  assert.equal(await rows.nth(10).locator('th').innerText(), 'class 10', 'numbers in names count');
  assert.deepEqual(watched.problems, []);
});

test('runs side by side are readable', async (t) => {
  const folder = temporaryFolder(t);
  const prefixes = ['first', 'second', 'third'].map((name, i) =>
    writeRun(folder, name, madeUpNames(30 + i), 0.01 * (i + 1)),
  );
  const { file } = await writeReport(prefixes);
  await look(t, await startBrowser(t), file, 'three-runs');
});

test('a report without an evaluation is readable, also where no script runs', async (t) => {
  const prefix = join(temporaryFolder(t), 'bare');
  writeRunLog(prefix, 1);
  const { file } = await writeReport([prefix]);
  const browser = await startBrowser(t);
  await look(t, browser, file, 'bare');
  const page = await browser.newPage({ javaScriptEnabled: false });
  await page.goto(pathToFileURL(file).href);
  assert.ok(await page.getByText('This run has not been evaluated').isVisible());
});
