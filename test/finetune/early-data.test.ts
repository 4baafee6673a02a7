import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { DatasetScan } from '../../src/finetune/dataset-scan.js';
import { withDefaults } from '../../src/finetune/defaults.js';
import { fineTune } from '../../src/finetune/fine-tune.js';
import { EarlyData } from '../../src/finetune/open-data.js';
import { smallRun } from '../support/fine-tune.js';
import { withLiveCounts } from '../support/live-counts.js';
import { plainPng } from '../support/record-bytes.js';
import { temporaryFolder } from '../support/temp-dir.js';
import { tinyRecords, writeRecords } from '../support/tiny-run.js';

test('what is wrong with data is told to whoever asks for them, and to nobody else', async () => {
  const wrong = new RangeError('there is too little');
  await using data = new EarlyData({
    settings: withDefaults({ ...smallRun(), loadEpoch: 1 }),
    datasets: Promise.reject(wrong),
    state: undefined,
    firstRead: Promise.resolve(),
    member: undefined,
  });
  // A promise that fails now, with nobody to be told, would end the process.
  await setImmediate();
  await assert.rejects(data.part, wrong);
  await assert.rejects(data.opened(), wrong);
});

test('looking at data ends when nobody waits for it any more', async () => {
  await using scan = new DatasetScan(withDefaults({ ...smallRun(), loadEpoch: 1 }));
  scan.stopping()[Symbol.dispose]();
  await assert.rejects(scan.datasets, { name: 'AbortError' });
});

test('an image to measure with that cannot be decoded is told with the first batch, not with the last', async (t) => {
  const records = tinyRecords(32);
  // Its beginning and its end are in order.
  records[5] = { image: plainPng(28, 5, 6, 7).fill(0xff, 45, 60), label: 0, id: 1234 };
  const dataVal = writeRecords(temporaryFolder(t), 'val.rec', records);
  await withLiveCounts(async () => {
    const events: string[] = [];
    await assert.rejects(
      fineTune(smallRun({ dataVal }), { onEvent: ({ type }) => events.push(type) }),
      { code: 'ERR_DATA', message: /val\.rec: the image 1234, at offset \d+, is damaged/ },
    );
    assert.ok(events.includes('start'));
    assert.ok(!events.includes('batch'));
  });
});
