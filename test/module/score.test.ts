import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NDArrayIter } from '../../src/io/ndarray-iter.js';
import { createMetric } from '../../src/metric/create.js';
import { Module } from '../../src/module/module.js';
import { score } from '../../src/module/score.js';
import { fromTypedArray } from '../../src/ndarray/create.js';
import { cpu, type Device } from '../../src/runtime/device.js';
import { Symbol as Net } from '../../src/symbol/symbol.js';
import { withLiveCounts } from '../support/live-counts.js';

const MOST_SAMPLES = 100;
const MOST_ROWS = 33;
const FEATURES = 3;
const CLASSES = 5;

/** Multiples of 1/8: whatever their order, their products are added up without rounding. */
const eighth = (i: number, range: number) => (((i * 37 + 11) % range) - (range >> 1)) / 8;

const DATA = Float32Array.from({ length: MOST_SAMPLES * FEATURES }, (_, i) => eighth(i * i, 29));
const WEIGHTS = Float32Array.from({ length: CLASSES * FEATURES }, (_, i) => eighth(7 * i + 3, 23));
// Small differences, so that no two outputs of a sample are equal.
const BIASES = Float32Array.from({ length: CLASSES }, (_, i) => i / 1024);

/** Right answers of every kind: the best one, the second, the third, and wrong ones. */
const labelOf = (i: number) => (i * i + (i >> 2)) % CLASSES;
/** Two kinds, as F1 wants it, of which 1 means yes. */
const answerOf = (i: number) => ((i * 5) % 7 < 3 ? 1 : 3);

type Numbers = readonly number[];

/** A set of the first samples, labelled. */
function firstSamples(count: number, batchSize: number, label: (i: number) => number) {
  const values = Float32Array.from({ length: count }, (_, i) => label(i));
  return new NDArrayIter({
    data: { data: { values: DATA.slice(0, count * FEATURES), shape: [count, FEATURES] } },
    label: { softmax_label: { values, shape: [count] } },
    batchSize,
  });
}

function outputs(): Net {
  const data = Net.variable('data');
  return Net.compose('FullyConnected', { data }, { num_hidden: CLASSES }, 'fc');
}

function classifier(): Net {
  return Net.compose('SoftmaxOutput', { data: outputs() }, {}, 'softmax');
}

async function bound(symbol: Net, batchSize: number, devices: Device[] = [cpu()]): Promise<Module> {
  const module = new Module(symbol, { devices });
  await module.bind({
    data: [{ name: 'data', shape: [batchSize, FEATURES], dtype: 'float32' }],
    label: [{ name: 'softmax_label', shape: [batchSize], dtype: 'float32' }],
    forTraining: false,
  });
  using weights = fromTypedArray(WEIGHTS, [CLASSES, FEATURES]);
  using biases = fromTypedArray(BIASES, [CLASSES]);
  module.initParams({
    argParams: new Map([
      ['fc_weight', weights],
      ['fc_bias', biases],
    ]),
  });
  return module;
}

/** What the network answers to each sample, one after the other. */
async function answers(symbol: Net): Promise<Numbers[]> {
  using module = await bound(symbol, 1);
  const rows: Numbers[] = [];
  await using samples = firstSamples(MOST_SAMPLES, 1, () => 0);
  for (let batch = await samples.next(); batch; batch = await samples.next()) {
    await module.forward(batch, false);
    const [output] = await module.hostOutputs();
    rows.push(Array.from(output?.values ?? [], Number));
    batch.dispose();
  }
  return rows;
}

/** How many classes are more probable than the right one. */
function rank(row: Numbers, label: number): number {
  return row.filter((value) => value > (row[label] as number)).length;
}

/** The harmonic mean of precision and recall of the answer 1, for some of the samples. */
function harmonicMean(rows: readonly Numbers[], first: number, count: number): number {
  const all = rows.slice(first, first + count).map((row, i) => ({
    said: row.indexOf(Math.max(...row)) === 1,
    is: answerOf(first + i) === 1,
  }));
  const hits = all.filter(({ said, is }) => said && is).length;
  if (hits === 0) return 0;
  const precision = hits / all.filter(({ said }) => said).length;
  const recall = hits / all.filter(({ is }) => is).length;
  return (2 * precision * recall) / (precision + recall);
}

function sum(values: Numbers): number {
  return values.reduce((total, value) => total + value, 0);
}

/** MXNet's mean over batches: each has the same weight, and each has only the samples that are left. */
function meanOverBatches(rows: readonly Numbers[], count: number, batchSize: number): number {
  const firsts = Array.from({ length: Math.ceil(count / batchSize) }, (_, i) => i * batchSize);
  const values = firsts.map((first) =>
    harmonicMean(rows, first, Math.min(batchSize, count - first)),
  );
  return sum(values) / values.length;
}

test('for set sizes 1…100 × batch sizes 1…33 accuracy, top-k, F1 and loss are those of each sample once', async () => {
  using symbol = classifier();
  using loss = Net.compose('MakeLoss', { data: outputs() }, {}, 'loss');
  const rows = await answers(symbol);
  const raw = await answers(loss);
  assert.equal(new Set(rows.map((row, i) => Math.min(3, rank(row, labelOf(i))))).size, 4);
  const ranked = createMetric([
    'accuracy',
    '["top_k_accuracy", {"top_k": 2}]',
    '["top_k_accuracy", {"top_k": 3}]',
    'ce',
  ]);
  const answered = createMetric(['f1', '["f1", {"average": "micro"}]']);
  const own = createMetric('loss');
  await withLiveCounts(async () => {
    for (let batchSize = 1; batchSize <= MOST_ROWS; batchSize++) {
      using module = await bound(symbol, batchSize);
      using lossModule = await bound(loss, batchSize);
      for (let count = 1; count <= MOST_SAMPLES; count++) {
        const what = `${count} samples by ${batchSize}`;
        const set = rows.slice(0, count);
        const share = (most: number) =>
          set.filter((row, i) => rank(row, labelOf(i)) < most).length / count;
        await using labelled = firstSamples(count, batchSize, labelOf);
        const found = await score(module, labelled, ranked);
        const [, , , [, entropy = Number.NaN] = []] = found;
        assert.deepEqual(
          found.slice(0, 3),
          [
            ['accuracy', share(1)],
            ['top_k_accuracy_2', share(2)],
            ['top_k_accuracy_3', share(3)],
          ],
          what,
        );
        // Its logarithms are float32: rounding is all that may differ.
        const exact = sum(set.map((row, i) => -Math.log(row[labelOf(i)] as number))) / count;
        assert.ok(Math.abs(entropy - exact) <= 2 ** -20 * exact, `${what}: ${entropy}, ${exact}`);

        await using asked = firstSamples(count, batchSize, answerOf);
        // MXNet multiplies by the count and divides by it.
        const together = (harmonicMean(rows, 0, count) * count) / count;
        assert.deepEqual(
          await score(module, asked, answered),
          [
            ['f1', meanOverBatches(rows, count, batchSize)],
            ['f1', together],
          ],
          what,
        );

        await using plain = firstSamples(count, batchSize, labelOf);
        const mean = sum(raw.slice(0, count).flat()) / (count * CLASSES);
        assert.deepEqual(await score(lossModule, plain, own), [['loss', mean]], what);
      }
    }
  });
});

test('on two devices, of which one may have nothing but what fills the batch up, every sample counts once', async () => {
  using symbol = classifier();
  const rows = await answers(symbol);
  const accuracy = createMetric('accuracy');
  for (const batchSize of [2, 3, 7, 32]) {
    using module = await bound(symbol, batchSize, [cpu(0), cpu(1)]);
    for (let count = 1; count <= MOST_SAMPLES; count += 3) {
      await using samples = firstSamples(count, batchSize, labelOf);
      const right = rows.slice(0, count).filter((row, i) => rank(row, labelOf(i)) === 0).length;
      const what = `${count} samples by ${batchSize}`;
      assert.deepEqual(await score(module, samples, accuracy), [['accuracy', right / count]], what);
    }
  }
});
