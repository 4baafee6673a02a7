import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startBrowser } from '../support/browser.js';
import { pictures } from '../support/classifier-net.js';
import { served } from '../support/served.js';

test('the page shows the classes of the image that is on it, and of no earlier one', async (t) => {
  const { app, classifier } = await served(t);
  const page = await (await startBrowser(t)).newPage();
  await page.goto(await app.listen({ host: '127.0.0.1', port: 0 }));
  const [buffer] = pictures(1) as [Buffer];
  const choose = async (name: string, bytes: Buffer) =>
    await page.setInputFiles('#file', { name, mimeType: 'image/png', buffer: bytes });
  await choose('good.png', buffer);
  await page.waitForSelector('#classes tr');
  const labels = await page.locator('#classes td:first-child').allTextContents();
  const predictions = await classifier.classify(buffer);
  assert.deepEqual(
    labels,
    predictions.map(({ label }) => label),
  );
  await choose('damaged.png', buffer.subarray(0, 100));
  await page.waitForSelector('#message:not(:empty)');
  assert.equal(await page.locator('#classes tr').count(), 0);
});
