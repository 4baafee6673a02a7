import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { trainIter } from '../../src/finetune/data-iters.js';
import { withDefaults } from '../../src/finetune/defaults.js';
import { nameImages } from '../../src/finetune/guard/name-images.js';
import { HostCopies } from '../../src/module/host-copies.js';
import { temporaryFolder } from '../support/temp-dir.js';
import { tinyRecords, writeRecords } from '../support/tiny-run.js';

const PART = { rank: 0, workers: 1 };

test('the images of a batch are those that the iterator has put into it, in their rows', async (t) => {
  const folder = temporaryFolder(t);
  // The label tells which image it is.
  const records = tinyRecords(21).map((record, i) => ({ ...record, label: i }));
  const dataTrain = writeRecords(folder, 'train.rec', records);
  const names = records.map((_, i) => `folder/${i}.png`);
  const lines = names.map((name, i) => `${1000 + i}\t${i}\t${name}\n`);
  writeFileSync(join(folder, 'train.lst'), lines.join(''));
  for (const [dataNthreads, seed] of [
    [1, 0],
    [3, 5],
  ] as const) {
    const settings = {
      ...withDefaults({ pretrainedModel: '', dataTrain, numClasses: 21 }),
      ...{ imageShape: '3,28,28', dataNthreads, seed },
    };
    await using images = await trainIter(settings, 4, PART);
    for (let passes = 0; passes < 3; passes++) {
      for (let batch = 0; ; batch++) {
        using read = await images.next();
        if (read === undefined) break;
        const [labels] = await new HostCopies().copy(read.label);
        const expected = [...(labels?.values ?? [])].map((label) => names[Number(label)]);
        const found = await nameImages(settings, 4, PART, { passes, batch });
        assert.deepEqual(found, expected, `pass ${passes}, batch ${batch}`);
      }
      await images.reset();
    }
  }
});

test('records with one number cannot be told apart', async (t) => {
  const records = tinyRecords(8).map((record) => ({ ...record, id: 7 }));
  const dataTrain = writeRecords(temporaryFolder(t), 'train.rec', records);
  const settings = {
    ...withDefaults({ pretrainedModel: '', dataTrain, numClasses: 3 }),
    imageShape: '3,28,28',
  };
  assert.equal(await nameImages(settings, 4, PART, { passes: 0, batch: 0 }), undefined);
});
