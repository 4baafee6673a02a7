import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { validationIter } from '../../src/finetune/data-iters.js';
import { withDefaults } from '../../src/finetune/defaults.js';
import { createMetric } from '../../src/metric/create.js';
import { measure } from '../../src/module/measure.js';
import { Module } from '../../src/module/module.js';
import { fromTypedArray } from '../../src/ndarray/create.js';
import { Symbol as Net } from '../../src/symbol/symbol.js';
import { plainPng, recordFile } from '../support/record-bytes.js';
import { temporaryFolder } from '../support/temp-dir.js';

const SIDE = 4;

/** A network that answers with the strongest of red, green and blue. */
function strongestColour(): Net {
  const data = Net.variable('data');
  const mean = Net.compose(
    'Pooling',
    { data },
    { global_pool: true, pool_type: 'avg', kernel: [1, 1] },
    'pool',
  );
  const scores = Net.compose(
    'FullyConnected',
    { data: mean },
    { num_hidden: 3, no_bias: true },
    'fc',
  );
  return Net.compose('SoftmaxOutput', { data: scores }, {}, 'softmax');
}

/** Images of one colour with a label each; every third label is not that of the strongest colour. */
function images(count: number): { colour: number[]; label: number }[] {
  return Array.from({ length: count }, (_, i) => {
    const strongest = (i * 7) % 3;
    const colour = [0, 1, 2].map((c) => (c === strongest ? 200 : 10 * c + i));
    return { colour, label: (strongest + (i % 3 === 1 ? 1 : 0)) % 3 };
  });
}

/** Images whose label is among the strongest colours, by looking. */
function rightAnswers(all: readonly { colour: number[]; label: number }[], most: number): number {
  return all.filter(({ colour, label }) => {
    const own = colour[label] as number;
    return colour.filter((value) => value > own).length < most;
  }).length;
}

const upTo = (last: number) => Array.from({ length: last }, (_, i) => i + 1);

test('for every size of set and batch, and in every pass, each image is measured once', async (t) => {
  const folder = temporaryFolder(t);
  using symbol = strongestColour();
  const metric = createMetric(['accuracy', '["top_k_accuracy", {"top_k": 2}]']);
  for (const count of [...upTo(20), 31, 32, 33, 64, 97, 99, 100]) {
    const set = images(count);
    const dataVal = join(folder, `${count}.rec`);
    const records = set.map(({ colour, label }) => ({ image: plainPng(SIDE, ...colour), label }));
    writeFileSync(dataVal, recordFile(records));
    const metrics = [
      ['accuracy', rightAnswers(set, 1) / count],
      ['top_k_accuracy_2', rightAnswers(set, 2) / count],
    ];
    for (const batchSize of [...upTo(9), 16, 31, 32, 33]) {
      const settings = {
        ...withDefaults({ pretrainedModel: '', dataTrain: '', numClasses: 3 }),
        imageShape: `3,${SIDE},${SIDE}`,
        dataNthreads: 1 + (count % 2),
        dataVal,
      };
      const part = { rank: 0, workers: 1 };
      await using data = await validationIter(settings, batchSize, part, count);
      using module = new Module(symbol);
      await module.bind({ data: data.provideData, label: data.provideLabel, forTraining: false });
      using identity = fromTypedArray(Float32Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1), [3, 3]);
      module.initParams({ argParams: new Map([['fc_weight', identity]]) });
      for (let pass = 0; pass < 2; pass++) {
        const found = await measure(module, data, metric);
        const what = `${count} images by ${batchSize}, pass ${pass}`;
        assert.deepEqual(found, { metrics, samples: count }, what);
      }
    }
  }
});
