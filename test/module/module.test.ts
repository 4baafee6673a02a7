import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DataBatch } from '../../src/io/data-batch.js';
import { KVStore } from '../../src/kvstore/kvstore.js';
import { Accuracy } from '../../src/metric/accuracy.js';
import { Module } from '../../src/module/module.js';
import type { ModuleOptions } from '../../src/module/options.js';
import { fromTypedArray } from '../../src/ndarray/create.js';
import type { NDArray } from '../../src/ndarray/ndarray.js';
import { cpu } from '../../src/runtime/device.js';
import { Symbol as Net } from '../../src/symbol/symbol.js';
import { withLiveCounts } from '../support/live-counts.js';

/** Two inputs, three classes. */
const WEIGHT = [
  [1, -1],
  [0.5, 2],
  [-2, 0.25],
];
const BIAS = [0.25, -0.5, 1];

/** Samples and their classes. */
const INPUTS = [
  [1, 2],
  [-1, 0.5],
  [0, -2],
  [3, 1],
  [0.5, 0.5],
  [-2, -1],
];
const CLASSES = [0, 1, 2, 1, 0, 2];

function network(): Net {
  const data = Net.variable('data');
  const fc = Net.compose('FullyConnected', { data }, { num_hidden: 3 }, 'fc');
  return Net.compose('SoftmaxOutput', { data: fc }, {}, 'softmax');
}

function batchOf(rows: number, first = 0, labelled = true): DataBatch {
  const chosen = Array.from({ length: rows }, (_, i) => (first + i) % INPUTS.length);
  const data = chosen.flatMap((i) => INPUTS[i] as number[]);
  const labels = chosen.map((i) => CLASSES[i] as number);
  return new DataBatch(
    [fromTypedArray(Float32Array.from(data), [rows, 2])],
    labelled ? [fromTypedArray(Float32Array.from(labels), [rows])] : [],
  );
}

function startValues(): Map<string, NDArray> {
  return new Map([
    ['fc_weight', fromTypedArray(Float32Array.from(WEIGHT.flat()), [3, 2])],
    ['fc_bias', fromTypedArray(Float32Array.from(BIAS), [3])],
  ]);
}

async function bound(symbol: Net, rows: number, options: ModuleOptions = {}): Promise<Module> {
  const module = new Module(symbol, options);
  await module.bind({
    data: [{ name: 'data', shape: [rows, 2], dtype: 'float32' }],
    label: [{ name: 'softmax_label', shape: [rows], dtype: 'float32' }],
  });
  const argParams = startValues();
  module.initParams({ argParams });
  for (const array of argParams.values()) array.dispose();
  return module;
}

/** Probabilities by hand. */
function softmax(weight: readonly (readonly number[])[], bias: readonly number[], row: number[]) {
  const scores = weight.map((w, k) => {
    return (w[0] ?? 0) * (row[0] ?? 0) + (w[1] ?? 0) * (row[1] ?? 0) + (bias[k] ?? 0);
  });
  const powers = scores.map((score) => Math.exp(score - Math.max(...scores)));
  const sum = powers.reduce((a, b) => a + b);
  return powers.map((power) => power / sum);
}

/** One step of gradient descent by hand: the gradient of a row is (p − onehot) xᵀ, divided by the rows. */
function descended(rows: readonly number[], learningRate: number) {
  const weight = WEIGHT.map((row) => [...row]);
  const bias = [...BIAS];
  for (const i of rows) {
    const row = INPUTS[i] as number[];
    const p = softmax(WEIGHT, BIAS, row);
    for (let k = 0; k < 3; k++) {
      const error = ((p[k] ?? 0) - (CLASSES[i] === k ? 1 : 0)) / rows.length;
      for (let j = 0; j < 2; j++) {
        (weight[k] as number[])[j] = (weight[k]?.[j] ?? 0) - learningRate * error * (row[j] ?? 0);
      }
      bias[k] = (bias[k] ?? 0) - learningRate * error;
    }
  }
  return { weight, bias };
}

function assertClose(found: ArrayLike<number>, expected: readonly number[], what: string): void {
  assert.equal(found.length, expected.length, what);
  for (const [i, value] of expected.entries()) {
    const difference = Math.abs((found[i] ?? Number.NaN) - value);
    assert.ok(difference < 2e-6, `${what}: number ${i} is ${found[i]}, expected ${value}`);
  }
}

async function valuesOf(module: Module): Promise<{ weight: Float32Array; bias: Float32Array }> {
  const { argParams } = await module.getParams();
  return {
    weight: (await argParams.get('fc_weight')?.data<Float32Array>()) as Float32Array,
    bias: (await argParams.get('fc_bias')?.data<Float32Array>()) as Float32Array,
  };
}

async function outputsOf(module: Module): Promise<Float32Array> {
  const [output] = await module.hostOutputs();
  return output?.values as Float32Array;
}

const expectedOutputs = (rows: number, first = 0) =>
  Array.from({ length: rows }, (_, i) =>
    softmax(WEIGHT, BIAS, INPUTS[(first + i) % INPUTS.length] as number[]),
  ).flat();

test('the outputs are the probabilities that arithmetic gives', async () => {
  using symbol = network();
  using module = await bound(symbol, 4);
  using batch = batchOf(4);
  await module.forward(batch, false);
  assertClose(await outputsOf(module), expectedOutputs(4), 'outputs');
});

test('an update is a step against the mean gradient, on one device and on several', async () => {
  for (const devices of [1, 2, 3]) {
    for (const kvstore of devices === 1 ? [null, 'device'] : [undefined, 'local', 'device']) {
      using symbol = network();
      const contexts = Array.from({ length: devices }, (_, id) => cpu(id));
      using module = await bound(symbol, 6, { devices: contexts });
      await module.initOptimizer({ kvstore, optimizerOptions: { learningRate: 0.5 } });
      using batch = batchOf(6);
      await module.forward(batch, true);
      module.backward();
      module.update();
      const { weight, bias } = await valuesOf(module);
      const expected = descended([0, 1, 2, 3, 4, 5], 0.5);
      const what = `${devices} devices, store ${kvstore}`;
      assertClose(weight, expected.weight.flat(), what);
      assertClose(bias, expected.bias, what);
      await module.forward(batch, false);
      const probabilities = INPUTS.map((row) => softmax(expected.weight, expected.bias, row));
      assertClose(await outputsOf(module), probabilities.flat(), `outputs after, ${what}`);
    }
  }
});

test("a store that was given stays the caller's", async () => {
  using symbol = network();
  using store = await KVStore.create('local');
  const module = await bound(symbol, 2, { devices: [cpu(0), cpu(1)] });
  await module.initOptimizer({ kvstore: store });
  assert.equal(module.kvstore, store);
  module.dispose();
  assert.equal(store.type, 'local', 'it can still be used');
});

test('without an update the values stay as they were given', async () => {
  using symbol = network();
  using module = await bound(symbol, 2);
  await module.initOptimizer();
  using batch = batchOf(2);
  await module.forward(batch, true);
  module.backward();
  const { weight, bias } = await valuesOf(module);
  assert.deepEqual([...weight], WEIGHT.flat());
  assert.deepEqual([...bias], BIAS);
});

test('a fixed parameter has no gradient and stays, bit for bit', async () => {
  using symbol = network();
  using module = await bound(symbol, 6, { fixedParamNames: ['fc_bias'] });
  await module.initOptimizer({ optimizerOptions: { learningRate: 0.5, wd: 0.1, momentum: 0.9 } });
  using batch = batchOf(6);
  for (let step = 0; step < 3; step++) {
    await module.forward(batch, true);
    module.backward();
    module.update();
  }
  const { weight, bias } = await valuesOf(module);
  assert.deepEqual([...bias], BIAS);
  assert.notDeepEqual([...weight], WEIGHT.flat());
});

test('batches of other sizes are computed too, with and without labels, with the same parameters', async () => {
  for (const devices of [1, 2]) {
    using symbol = network();
    const contexts = Array.from({ length: devices }, (_, id) => cpu(id));
    using module = await bound(symbol, 4, { devices: contexts });
    for (const [rows, first] of [
      [6, 0],
      [2, 3],
      [4, 1],
      [5, 2],
      [6, 0],
    ] as const) {
      for (const labelled of [true, false]) {
        using batch = batchOf(rows, first, labelled);
        await module.forward(batch, false);
        const what = `${rows} rows on ${devices}, ${labelled ? 'with' : 'without'} labels`;
        assertClose(await outputsOf(module), expectedOutputs(rows, first), what);
      }
    }
  }
});

test('an update after a batch of another size goes to the parameters that all share', async () => {
  using symbol = network();
  using module = await bound(symbol, 4);
  // The step stays that of the size that the module was bound for, as in MXNet.
  await module.initOptimizer({ optimizerOptions: { learningRate: 0.5, rescaleGrad: 1 / 2 } });
  using small = batchOf(2);
  await module.forward(small, true);
  module.backward();
  module.update();
  const expected = descended([0, 1], 0.5);
  const { weight } = await valuesOf(module);
  assertClose(weight, expected.weight.flat(), 'weight');
  using large = batchOf(4);
  await module.forward(large, false);
  const probabilities = INPUTS.slice(0, 4).map((row) =>
    softmax(expected.weight, expected.bias, row),
  );
  assertClose(await outputsOf(module), probabilities.flat(), 'outputs of the first size');
});

test('a metric counts the rows that are no padding, device by device', async () => {
  for (const devices of [1, 2, 3]) {
    using symbol = network();
    const contexts = Array.from({ length: devices }, (_, id) => cpu(id));
    using module = await bound(symbol, 6, { devices: contexts });
    using batch = batchOf(6);
    await module.forward(batch, false);
    for (let rows = 1; rows <= 6; rows++) {
      const metric = new Accuracy();
      await module.updateMetric(metric, batch, rows);
      const right = INPUTS.slice(0, rows).filter((row, i) => {
        const p = softmax(WEIGHT, BIAS, row);
        return p.indexOf(Math.max(...p)) === CLASSES[i];
      });
      assert.deepEqual(metric.global(), [['accuracy', right.length / rows]], `${rows} rows`);
    }
  }
});

test('values that are missing or of another shape are refused by name', async () => {
  using symbol = network();
  using module = await bound(symbol, 2);
  const weight = startValues().get('fc_weight') as NDArray;
  const only = new Map([['fc_weight', weight]]);
  assert.throws(
    () => module.initParams({ argParams: only }),
    /no value was given for fc_bias, and missing ones are not allowed/,
  );
  module.initParams({ argParams: only, allowMissing: true });
  const wrong = new Map([['fc_weight', fromTypedArray(new Float32Array(4), [2, 2])]]);
  assert.throws(
    () => module.initParams({ argParams: wrong, allowMissing: true }),
    /fc_weight has the shape \(2, 2\), the network needs \(3, 2\)/,
  );
  for (const array of [...only.values(), ...wrong.values()]) array.dispose();
});

test('what is called too early is refused', async () => {
  using symbol = network();
  using module = new Module(symbol);
  assert.throws(() => module.initParams(), /call bind before this/);
  assert.throws(() => module.backward(), /call bind before this/);
  await assert.rejects(module.getParams(), /call bind before this/);
  using batch = batchOf(2);
  await assert.rejects(module.forward(batch), /call bind before this/);
  await assert.rejects(module.initOptimizer(), /call bind before this/);
  assert.throws(() => module.update(), /call initOptimizer before update/);
});

test('names that the network does not have are refused with those that it has', () => {
  using symbol = network();
  assert.throws(() => new Module(symbol, { dataNames: ['image'] }), {
    name: 'RangeError',
    message: /`dataNames` names image, .*inputs are data, softmax_label/,
  });
  assert.throws(() => new Module(symbol, { fixedParamNames: ['fc_wieght'] }), /fc_wieght/);
});

test('data that deliver a label by another name than that of the network are refused', async () => {
  using symbol = network();
  using module = new Module(symbol);
  const inputs = {
    data: [{ name: 'data', shape: [2, 2], dtype: 'float32' }],
    label: [{ name: 'class', shape: [2], dtype: 'float32' }],
  } as const;
  await assert.rejects(module.bind(inputs), {
    name: 'RangeError',
    message: /has the label softmax_label, the data deliver class/,
  });
});

test('a batch without an array for every input, or too small for the devices, is refused', async () => {
  using symbol = network();
  using module = await bound(symbol, 2, { devices: [cpu(0), cpu(1)] });
  using one = batchOf(1);
  await assert.rejects(module.forward(one), /cannot be split over 2 devices/);
  using nothing = new DataBatch([], []);
  await assert.rejects(module.forward(nothing));
});

test('a disposed module leaves nothing, whatever it has been used for', async () => {
  await withLiveCounts(async () => {
    using symbol = network();
    const module = await bound(symbol, 4, { devices: [cpu(0), cpu(1)] });
    await module.initOptimizer({ kvstore: 'device', optimizer: 'adam' });
    for (const rows of [4, 6, 2]) {
      using batch = batchOf(rows);
      await module.forward(batch, true);
      module.backward();
      module.update();
      await module.hostOutputs();
    }
    await module.getParams();
    module.dispose();
    module.dispose();
  });
});
