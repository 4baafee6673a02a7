import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CountedIter } from '../../src/io/counted-iter.js';
import { batchesOf, type DataIter } from '../../src/io/data-iter.js';
import { NDArrayIter, type NDArrayIterOptions } from '../../src/io/ndarray-iter.js';
import { ResizeIter } from '../../src/io/resize-iter.js';
import { withLiveCounts } from '../support/live-counts.js';
import { pythonJson } from '../support/python.js';

/** Samples 0, 1, 2, … of two values each, with labels ten times as large. */
function counting(samples: number, batchSize: number, more: Partial<NDArrayIterOptions> = {}) {
  const values = Float32Array.from({ length: 2 * samples }, (_, i) => i);
  const labels = Float32Array.from({ length: samples }, (_, i) => 10 * i);
  return new NDArrayIter({
    data: { data: { values, shape: [samples, 2] } },
    label: { softmax_label: { values: labels, shape: [samples] } },
    batchSize,
    ...more,
  });
}

interface Pass {
  data: number[][];
  label: number[][];
  pad: number[];
}

async function pass(iterator: DataIter): Promise<Pass> {
  const found: Pass = { data: [], label: [], pad: [] };
  for await (const { data, label, pad } of batchesOf(iterator)) {
    found.data.push([...((await data[0]?.data()) ?? [])].map(Number));
    found.label.push([...((await label[0]?.data()) ?? [])].map(Number));
    found.pad.push(pad);
  }
  return found;
}

test('batches are those of mx.io.NDArrayIter, for all sizes and both ways to end', async () => {
  const cases = [1, 2, 3, 5, 7, 8].flatMap((samples) =>
    [1, 2, 3, 4].filter((size) => size <= samples).map((size) => [samples, size] as const),
  );
  const expected = await pythonJson<Record<'pad' | 'discard', Pass[]>>(`
import json, numpy as np, mxnet as mx
def run(samples, size, handle):
    batches = list(mx.io.NDArrayIter(np.arange(2 * samples, dtype='f4').reshape(samples, 2), 10 * np.arange(samples, dtype='f4'),
                                     size, last_batch_handle=handle))
    return {'data': [b.data[0].asnumpy().ravel().tolist() for b in batches],
            'label': [b.label[0].asnumpy().tolist() for b in batches], 'pad': [b.pad for b in batches]}
cases = ${JSON.stringify(cases)}
print(json.dumps({handle: [run(*case, handle) for case in cases] for handle in ('pad', 'discard')}))
`);
  for (const lastBatchHandle of ['pad', 'discard'] as const) {
    for (const [i, [samples, size]] of cases.entries()) {
      const iterator = counting(samples, size, { lastBatchHandle });
      const what = `${samples} samples by ${size}, ${lastBatchHandle}`;
      for (let epoch = 0; epoch < 2; epoch++) {
        assert.deepEqual(await pass(iterator), expected[lastBatchHandle][i], what);
        await iterator.reset();
      }
    }
  }
});

test('a batch larger than the set is filled with the set again and again', async () => {
  const { data, pad } = await pass(counting(2, 5));
  assert.deepEqual([data, pad], [[[0, 1, 2, 3, 0, 1, 2, 3, 0, 1]], [3]]);
  assert.deepEqual(await pass(counting(2, 5, { lastBatchHandle: 'discard' })), {
    data: [],
    label: [],
    pad: [],
  });
});

test('it says what it delivers, in the types that were asked for', async () => {
  const iterator = new NDArrayIter({
    data: {
      image: { values: Uint8Array.of(1, 2, 3, 4), shape: [2, 2], dtype: 'float32' },
      more: { values: Int32Array.of(5, 6), shape: [2] },
    },
    batchSize: 2,
  });
  assert.deepEqual(iterator.provideData, [
    { name: 'image', shape: [2, 2], dtype: 'float32' },
    { name: 'more', shape: [2], dtype: 'int32' },
  ]);
  assert.deepEqual(iterator.provideLabel, []);
  const batch = await iterator.next();
  assert.deepEqual(
    batch?.data.map(({ dtype }) => dtype),
    ['float32', 'int32'],
  );
  assert.deepEqual(await batch?.data[0]?.data(), Float32Array.of(1, 2, 3, 4));
  batch?.dispose();
});

test('sources that do not fit are refused', () => {
  const values = Float32Array.of(1, 2, 3, 4);
  const of =
    (shape: number[], label: number[], batchSize = 1) =>
    () =>
      new NDArrayIter({
        data: { data: { values, shape } },
        label: { label: { values: Float32Array.from(label), shape: [label.length] } },
        batchSize,
      });
  assert.throws(of([3, 2], [1, 2, 3]), /`data` has 4 values, but its shape needs 6/);
  assert.throws(of([2, 2], [1]), /`label` has 1 samples, `data` has 2/);
  for (const size of [0, -1, 1.5, Number.NaN]) {
    assert.throws(of([2, 2], [1, 2], size), /`batchSize` must be a positive integer/);
  }
  const empty = { values: new Float32Array(0), shape: [0, 2] };
  assert.throws(() => new NDArrayIter({ data: { data: empty }, batchSize: 1 }), /one sample/);
});

test('a resized pass is as long as wanted, and starts over or goes on', async () => {
  const short = new ResizeIter(counting(5, 2), 2);
  const first = await pass(short);
  assert.deepEqual(first.label, [
    [0, 10],
    [20, 30],
  ]);
  await short.reset();
  assert.deepEqual(await pass(short), first, 'reset goes back');
  const long = new ResizeIter(counting(3, 2), 5);
  const { label } = await pass(long);
  assert.deepEqual(label, [
    [0, 10],
    [20, 0],
    [0, 10],
    [20, 0],
    [0, 10],
  ]);
  const going = new ResizeIter(counting(6, 2), 2, { resetInternal: false });
  assert.deepEqual((await pass(going)).label, first.label);
  await going.reset();
  assert.deepEqual((await pass(going)).label, [
    [40, 50],
    [0, 10],
  ]);
  for (const size of [0, -1, 2.5]) assert.throws(() => new ResizeIter(counting(2, 1), size));
});

test('a counted pass ends with the samples, and says what only fills up', async () => {
  // As libmxnet's iterator without round_batch: whole batches, and nothing said about the rest.
  for (const [samples, size, pads] of [
    [5, 2, [0, 0, 1]],
    [4, 2, [0, 0]],
    [1, 3, [2]],
    [6, 5, [0, 4]],
  ] as const) {
    const whole = Math.ceil(samples / size) * size;
    const counted = new CountedIter(counting(whole + size, size), samples);
    for (let epoch = 0; epoch < 2; epoch++) {
      assert.deepEqual((await pass(counted)).pad, pads, `${samples} by ${size}`);
      assert.equal(await counted.next(), undefined);
      await counted.reset();
    }
  }
});

test('batches are disposed by the loop, also when it is left', async () => {
  await withLiveCounts(async () => {
    await pass(counting(5, 2));
    for await (const _ of batchesOf(counting(5, 2))) break;
    await assert.rejects(
      (async () => {
        for await (const _ of batchesOf(counting(5, 2))) throw new Error('enough');
      })(),
      /enough/,
    );
  });
});
