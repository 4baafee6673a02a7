import assert from 'node:assert/strict';
import { test } from 'node:test';
import { One } from '../../src/initializer/constant.js';
import { NDArrayIter } from '../../src/io/ndarray-iter.js';
import { Accuracy } from '../../src/metric/accuracy.js';
import { type FitOptions, fit } from '../../src/module/fit.js';
import { Module } from '../../src/module/module.js';
import { predict } from '../../src/module/predict.js';
import { score } from '../../src/module/score.js';
import { cpu } from '../../src/runtime/device.js';
import { Symbol as Net } from '../../src/symbol/symbol.js';
import { withLiveCounts } from '../support/live-counts.js';

/** Points left and right of 0. */
function points(count: number, batchSize: number): NDArrayIter {
  const values = Float32Array.from({ length: count }, (_, i) => (i % 2 === 0 ? -1 : 1) * (1 + i));
  const labels = Float32Array.from({ length: count }, (_, i) => i % 2);
  return new NDArrayIter({
    data: { data: { values, shape: [count, 1] } },
    label: { softmax_label: { values: labels, shape: [count] } },
    batchSize,
  });
}

function network(): Net {
  const data = Net.variable('data');
  const fc = Net.compose('FullyConnected', { data }, { num_hidden: 2 }, 'fc');
  return Net.compose('SoftmaxOutput', { data: fc }, {}, 'softmax');
}

/** Runs `fit` with a clock that goes on by a second each time it is asked. */
async function run(options: Partial<FitOptions> = {}) {
  const happened: string[] = [];
  let seconds = 0;
  using symbol = network();
  using module = new Module(symbol);
  await fit(module, {
    train: points(6, 2),
    validation: points(5, 2),
    numEpoch: 2,
    initializer: new One(),
    optimizerOptions: { learningRate: 0.1 },
    now: () => 1000 * seconds++,
    logger: {
      info: (line) => void happened.push(line),
      warning: (line) => void happened.push(`warning ${line}`),
    },
    onBatchEnd: [({ epoch, batch }) => void happened.push(`batch ${epoch} ${batch}`)],
    onEpochEnd: [({ epoch, batches }) => void happened.push(`epoch ${epoch} of ${batches}`)],
    onValidationEnd: [({ epoch }) => void happened.push(`validation ${epoch}`)],
    ...options,
  });
  return happened;
}

test('epochs go in the order, and with the lines, of Module.fit', async () => {
  assert.deepEqual(
    (await run()).map((line) => line.replace(/=\d\.\d+/, '=…')),
    [0, 1].flatMap((epoch) => [
      ...[0, 1, 2].map((batch) => `batch ${epoch} ${batch}`),
      `Epoch[${epoch}] Train-accuracy=…`,
      `Epoch[${epoch}] Time cost=…`,
      `epoch ${epoch} of 3`,
      `Epoch[${epoch}] Validation-accuracy=…`,
      `validation ${epoch}`,
    ]),
  );
});

test('the time of an epoch is that of its training', async () => {
  assert.ok((await run({ numEpoch: 1 })).includes('Epoch[0] Time cost=1.000'));
});

test('a run from an epoch on counts from there, and may have nothing to do', async () => {
  const epochs = (happened: string[]) => happened.filter((line) => line.startsWith('epoch'));
  assert.deepEqual(epochs(await run({ beginEpoch: 3, numEpoch: 5 })), [
    'epoch 3 of 3',
    'epoch 4 of 3',
  ]);
  assert.deepEqual(await run({ beginEpoch: 5, numEpoch: 5 }), []);
});

test('a run may be ended at every point at which it can be saved, and there alone', async () => {
  const points: string[] = [];
  const until = (end: string) => {
    points.length = 0;
    return run({
      onSafePoint: ({ epoch, batch, phase }) => {
        points.push(`${epoch} ${batch} ${phase}`);
        return undefined;
      },
      shouldStop: () => points.at(-1) === end,
    });
  };
  await until('');
  const all = [...points];
  assert.deepEqual(all.slice(0, 5), [
    ...['0 0 training', '0 1 training', '0 2 training', '0 3 trained', '0 3 validated'],
  ]);
  for (const [i, point] of all.entries()) {
    const happened = await until(point);
    assert.deepEqual(points, all.slice(0, i + 1));
    const trained = all.slice(0, i + 1).filter((one) => /[123] (training|trained)$/.test(one));
    assert.equal(happened.filter((what) => what.startsWith('batch')).length, trained.length);
  }
  await withLiveCounts(() => until('0 1 training'));
});

test('points that a line can part are parted', async () => {
  using symbol = network();
  for (const devices of [[cpu()], [cpu(0), cpu(1)]]) {
    using module = new Module(symbol, { devices });
    await fit(module, {
      train: points(8, 4),
      numEpoch: 20,
      initializer: new One(),
      optimizerOptions: { learningRate: 0.5 },
    });
    assert.deepEqual(await score(module, points(7, 4), new Accuracy()), [['accuracy', 1]]);
  }
});

test('scores and predictions are of the samples, not of what fills the last batch up', async () => {
  using symbol = network();
  using module = new Module(symbol);
  await fit(module, {
    train: points(8, 4),
    numEpoch: 1,
    initializer: new One(),
    optimizerOptions: { learningRate: 0 },
  });
  // Equal weights give both classes one half: the first is answered, which is right for every other point.
  for (const [samples, batch] of [
    [1, 4],
    [3, 2],
    [5, 4],
    [7, 3],
    [4, 4],
  ] as const) {
    const right = Math.ceil(samples / 2);
    const found = await score(module, points(samples, batch), new Accuracy());
    assert.deepEqual(found, [['accuracy', right / samples]], `${samples} by ${batch}`);
    const [output] = await predict(module, points(samples, batch));
    assert.deepEqual(output?.shape, [samples, 2]);
    assert.deepEqual([...(output?.values ?? [])], new Array<number>(2 * samples).fill(0.5));
  }
  const padded = { countPadding: true };
  const counted = await score(module, points(5, 4), new Accuracy(), padded);
  // Upstream counts the three first points twice.
  assert.deepEqual(counted, [['accuracy', 5 / 8]]);
});

test('an error of a callback ends the run, and nothing is left over', async () => {
  await withLiveCounts(async () => {
    for (const hook of ['onBatchEnd', 'onEpochEnd', 'onValidationEnd'] as const) {
      const failing = () => Promise.reject(new Error(`${hook} fails`));
      await assert.rejects(run({ [hook]: [failing] }), new RegExp(`${hook} fails`));
    }
  });
});

test('a finished run and a stopped one give everything back', async () => {
  await withLiveCounts(() => run());
  await withLiveCounts(() => assert.rejects(run({ signal: AbortSignal.abort('enough') })));
});

test('data that the network cannot take is refused before the first batch', async () => {
  using symbol = network();
  using module = new Module(symbol);
  const values = new Float32Array(4);
  const train = new NDArrayIter({ data: { other: { values, shape: [4, 1] } }, batchSize: 2 });
  await withLiveCounts(() => assert.rejects(fit(module, { train, numEpoch: 1 })));
});
