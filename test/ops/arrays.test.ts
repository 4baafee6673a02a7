/** Operators on arrays. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type DType,
  findOperator,
  fromTypedArray,
  full,
  NDArray,
  ops,
  scope,
  seed,
  type TypedArray,
} from '../../src/index.js';
import { withLiveCounts } from '../support/live-counts.js';

function array(values: readonly number[], shape: readonly number[] = [values.length]): NDArray {
  return fromTypedArray(Float32Array.from(values), shape);
}

async function valuesOf(result: NDArray): Promise<number[]> {
  return Array.from((await result.data()) as Float32Array);
}

/** Computes within a scope and checks the values. */
async function assertValues(compute: () => NDArray, expected: readonly number[]): Promise<void> {
  const result = scope(compute);
  assert.deepEqual(await valuesOf(result), expected);
  result.dispose();
}

test('inputs go first, options after them', async () => {
  await assertValues(() => ops.relu(array([-1, 2])), [0, 2]);
  await assertValues(
    () => ops.broadcastAdd(array([1, 2, 3, 4], [2, 2]), array([10, 20], [1, 2])),
    [11, 22, 13, 24],
  );
  await assertValues(() => ops.clip(array([-5, 0.5, 5]), { aMin: -1, aMax: 1 }), [-1, 0.5, 1]);
});

test('parameters of a layer are given by name, whatever their order', async () => {
  await assertValues(
    () =>
      ops.FullyConnected(array([1, 2], [1, 2]), {
        numHidden: 2,
        bias: array([10, 20]),
        weight: array([1, 0, 0, 1], [2, 2]),
      }),
    [11, 22],
  );
});

test('inputs may all be given by position, as in Python', async () => {
  const dense = findOperator('FullyConnected');
  await assertValues(
    () =>
      dense(array([1, 2], [1, 2]), array([1, 1], [1, 2]), array([5]), { numHidden: 1 }) as NDArray,
    [8],
  );
});

test('a list of inputs is counted for the library', async () => {
  await assertValues(() => ops.concat([array([1]), array([2]), array([3])], { dim: 0 }), [1, 2, 3]);
  await assertValues(() => ops.addN([array([1]), array([2]), array([4])]), [7]);
  await assertValues(() => ops.stack([array([1, 2]), array([3, 4])], { axis: 1 }), [1, 3, 2, 4]);
});

test('attributes may be numbers, flags, texts, shapes, lists and null', async () => {
  const matrix = () => array([1, 2, 3, 4, 5, 6], [2, 3]);
  await assertValues(() => ops.sum(matrix(), { axis: 1 }), [6, 15]);
  await assertValues(() => ops.sum(matrix(), { axis: [0, 1] }), [21]);
  await assertValues(() => ops.sum(matrix(), { axis: null }), [21]);
  await assertValues(() => ops.slice(matrix(), { begin: [null, 1], end: [null, 3] }), [2, 3, 5, 6]);
  await assertValues(() => ops.dot(matrix(), matrix(), { transposeB: true }), [14, 32, 32, 77]);
  await assertValues(() => ops.topk(matrix(), { k: 1, retTyp: 'value' }), [3, 6]);
  await assertValues(() => ops.Activation(array([-1, 1]), { actType: 'softsign' }), [-0.5, 0.5]);
});

test('an option that is undefined is left out', async () => {
  const axis = undefined as unknown as number;
  await assertValues(() => ops.sum(array([1, 2, 3]), { axis }), [6]);
});

test('an operator with several results gives all of them', async () => {
  const results = scope(() => ops.topk(array([3, 1, 2]), { k: 2, retTyp: 'both' }));
  assert.deepEqual(await Promise.all(results.map(valuesOf)), [
    [3, 2],
    [0, 2],
  ]);
  for (const result of results) result.dispose();
});

test('an operator that is told how many results to give always gives a list', () => {
  scope(() => {
    assert.equal(ops.split(array([1, 2], [1, 2]), { numOutputs: 2 }).length, 2);
    assert.equal(ops.split(array([1, 2], [1, 2]), { numOutputs: 1 }).length, 1);
    assert.deepEqual(
      ops.internal.splitV2(array([1, 2, 3]), { indices: [0, 2], axis: 0 }).length,
      2,
    );
  });
});

test('results go into `out`, which is also what is returned', async () => {
  const weight = array([1, 2]);
  const gradient = array([10, 20]);
  assert.equal(ops.sgdUpdate(weight, gradient, { lr: 0.5, out: weight }), weight);
  assert.deepEqual(await valuesOf(weight), [-4, -8]);
  const outputs = [array([0]), array([0])];
  assert.equal(ops.split(weight, { numOutputs: 2, axis: 0, out: outputs }), outputs);
  assert.deepEqual(await Promise.all(outputs.map(valuesOf)), [[-4], [-8]]);
  for (const one of [weight, gradient, ...outputs]) one.dispose();
});

test('an operator without inputs makes an array', async () => {
  seed(7);
  const first = ops.random.uniform({ low: 2, high: 3, shape: [4] });
  assert.deepEqual(first.shape, [4]);
  assert.ok((await valuesOf(first)).every((value) => value >= 2 && value < 3));
  first.dispose();
  await assertValues(() => ops.internal.arange({ start: 1, stop: 4 }), [1, 2, 3]);
});

test('wrong calls are refused before the library sees them, and leave nothing behind', async () => {
  const data = array([1, 2]);
  const wrong = ops as unknown as Record<string, (...parameters: unknown[]) => unknown>;
  const refused = (message: string, operator: string, ...parameters: unknown[]) =>
    assert.throws(() => wrong[operator]?.(...parameters), { name: 'TypeError', message });
  await withLiveCounts(() => {
    refused('clip has no option `a_min`; perhaps `aMin` is meant', 'clip', data, { a_min: 0 });
    refused('relu has the inputs data, received 2', 'relu', data, data);
    refused('`data` of relu is given twice', 'relu', data, { data });
    refused('`data` of concat must be a list of NDArrays or of Symbols', 'concat', data);
    refused('`data` of relu must be an NDArray or a Symbol', 'relu', [data]);
    refused('`rhs` of dot must be an NDArray or a Symbol', 'dot', data, { rhs: 3 });
    refused('the option `name` of relu is for symbols only', 'relu', data, { name: 'r' });
    refused('`out` must be an array or a list of arrays', 'relu', data, { out: 1 });
    refused(
      'the last parameter of broadcast_add must be an input or an object with options, received 2',
      'broadcastAdd',
      data,
      2,
    );
  });
  data.dispose();
});

test('what the library refuses leaves nothing behind', async () => {
  const data = array([1, 2]);
  await withLiveCounts(() => {
    assert.throws(() => ops.FullyConnected(data, { numHidden: 2 }), /expects 3 inputs, but got 1/);
    assert.throws(
      () => ops.Dropout(data, { p: 2 }),
      /value 2 for Parameter p exceed bound \[0,1\]/,
    );
  });
  data.dispose();
});

test('a text, a list or an unknown element type makes no array of other values', () => {
  assert.throws(() => full([2], '1' as unknown as number), /^TypeError: `value` must be a number$/);
  assert.throws(() => full([2], 2n as unknown as number), /^TypeError: `value` must be a number$/);
  for (const values of [[1, 2], new Uint32Array(2), new Uint8ClampedArray(2), null]) {
    assert.throws(
      () => fromTypedArray(values as unknown as TypedArray, [2]),
      /^TypeError: `values` must be a Float32Array, .* or BigInt64Array$/,
    );
  }
  assert.throws(
    () => NDArray.empty([2], undefined, 'bfloat16' as DType),
    /^TypeError: `dtype` must be one of float32, .*, bool$/,
  );
});
