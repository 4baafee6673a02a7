import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { validationIter } from '../../src/finetune/data-iters.js';
import { withDefaults } from '../../src/finetune/defaults.js';
import { Accuracy } from '../../src/metric/accuracy.js';
import { Module } from '../../src/module/module.js';
import { score } from '../../src/module/score.js';
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

/** What the network answers, by looking. */
function rightAnswers(all: readonly { colour: number[]; label: number }[]): number {
  return all.filter(({ colour, label }) => colour.indexOf(Math.max(...colour)) === label).length;
}

test('for every size of set and batch, and in every pass, each image is measured once', async (t) => {
  const folder = temporaryFolder(t);
  using symbol = strongestColour();
  for (let count = 1; count <= 20; count++) {
    const set = images(count);
    const dataVal = join(folder, `${count}.rec`);
    const records = set.map(({ colour, label }) => ({ image: plainPng(SIDE, ...colour), label }));
    writeFileSync(dataVal, recordFile(records));
    const expected = [['accuracy', rightAnswers(set) / count]];
    for (let batchSize = 1; batchSize <= 9; batchSize++) {
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
        const found = await score(module, data, new Accuracy());
        assert.deepEqual(found, expected, `${count} images by ${batchSize}, pass ${pass}`);
      }
    }
  }
});
