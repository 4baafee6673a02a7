import assert from 'node:assert/strict';
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { loadCheckpoint } from '../../src/checkpoint/load.js';
import { saveCheckpoint } from '../../src/checkpoint/save.js';
import { fineTune } from '../../src/finetune/fine-tune.js';
import { zeros } from '../../src/ndarray/create.js';
import { Classifier } from '../../src/predictor/classifier.js';
import { openLibrary } from '../../src/runtime/library.js';
import { clothesNet, pictures } from '../support/classifier-net.js';
import { smallRun } from '../support/fine-tune.js';
import { temporaryFolder } from '../support/temp-dir.js';

test('images and labels that were saved with the values are no part of the network', async (t) => {
  const folder = temporaryFolder(t);
  const plain = await clothesNet(folder);
  const prefix = join(folder, 'everything');
  await openLibrary();
  using checkpoint = await loadCheckpoint(plain, 1);
  checkpoint.argParams.set('data', zeros([16, 3, 28, 28]));
  checkpoint.argParams.set('softmax_label', zeros([16]));
  await saveCheckpoint(prefix, 1, checkpoint);
  copyFileSync(`${plain}-finetune.json`, `${prefix}-finetune.json`);

  const images = pictures(3);
  await using expected = await Classifier.load(plain);
  await using actual = await Classifier.load(prefix);
  assert.deepEqual(await actual.classify(images), await expected.classify(images));

  const lines: string[] = [];
  const logger = { info: (line: string) => lines.push(line), warning: () => {} };
  await fineTune(smallRun({ pretrainedModel: prefix }), { logger });
  const dropped = lines.find((line) => line.startsWith('Dropped from the checkpoint'));
  assert.match(dropped ?? '', /[ ,]data(,|$)/);
});
