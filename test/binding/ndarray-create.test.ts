/** Making arrays, and views of them. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { operatorId } from '../../src/operators/registry.js';
import { mxnet } from '../../src/runtime/library.js';
import { assertCallFails } from '../support/native-errors.js';
import { array, valuesOf } from '../support/native-objects.js';

const CPU_TYPE = 1;
const GPU_TYPE = 2;
const { NDArray } = mxnet();

test('an array tells its shape, element type, storage type and device', () => {
  const created = NDArray.create([2, 3, 4], CPU_TYPE, 3, false, 4);
  assert.deepEqual(created.shape(), [2, 3, 4]);
  assert.equal(created.dtype(), 4);
  assert.equal(created.storageType(), 0);
  assert.deepEqual(created.context(), [CPU_TYPE, 3]);
  created.close();
});

test('an array that is allocated at its first use has its shape at once', async () => {
  const created = NDArray.create([3], CPU_TYPE, 0, true, 0);
  assert.deepEqual(created.shape(), [3]);
  created.copyFromSync(Float32Array.of(1, 2, 3));
  assert.deepEqual(await valuesOf(created), [1, 2, 3]);
  created.close();
});

test('a dimension of zero stays', () => {
  const created = NDArray.create([0, 3], CPU_TYPE, 0, true, 0);
  assert.deepEqual(created.shape(), [0, 3]);
  created.close();
});

test('sparse arrays tell their storage type', () => {
  const dense = array([0, 1, 0, 0], [2, 2]);
  for (const [name, code] of [
    ['row_sparse', 1],
    ['csr', 2],
  ] as const) {
    const [sparse] = mxnet().invoke(operatorId('cast_storage'), [dense], null, ['stype'], [name]);
    assert.ok(sparse);
    assert.equal(sparse.storageType(), code, name);
    assert.deepEqual(sparse.shape(), [2, 2]);
    sparse.close();
  }
  dense.close();
});

test('shapes that are no shapes are refused', () => {
  const create = (shape: number[]) => () => NDArray.create(shape, CPU_TYPE, 0, true, 0);
  for (const shape of [[-1], [1.5], [Number.NaN], [2 ** 32], [1, Number.POSITIVE_INFINITY]]) {
    assert.throws(create(shape), /`shape` must be an array of integers/, String(shape));
  }
  assert.throws(create([]), /`shape` must be an array with at least one dimension/);
  assert.throws(create([65536, 65536, 65536, 65536]), {
    name: 'RangeError',
    message: '`shape` has more elements than can be counted',
  });
});

test('an element type that does not exist is refused', () => {
  for (const dtype of [-1, 8, 99]) {
    assert.throws(
      () => NDArray.create([1], CPU_TYPE, 0, true, dtype),
      /`dtype` must be a known dtype code/,
    );
  }
});

test('an array that is too large fails in libmxnet', async () => {
  await assertCallFails('MXNDArrayCreateEx', /Size of tensor you are trying to allocate/, () =>
    NDArray.create([65536, 65536], CPU_TYPE, 0, false, 0),
  );
});

test('an array on a GPU fails in a build without CUDA', async () => {
  await assertCallFails('MXNDArrayCreateEx', /USE_CUDA=1/, () =>
    NDArray.create([1], GPU_TYPE, 0, false, 0),
  );
});

test('a slice shares the memory of its rows', async () => {
  const whole = array([1, 2, 3, 4, 5, 6], [3, 2]);
  const rows = whole.slice(1, 3);
  assert.deepEqual(rows.shape(), [2, 2]);
  rows.copyFromSync(Float32Array.of(30, 40, 50, 60));
  assert.deepEqual(await valuesOf(whole), [1, 2, 30, 40, 50, 60]);
  whole.close();
  assert.deepEqual(await valuesOf(rows), [30, 40, 50, 60], 'the slice outlives the whole');
  rows.close();
});

test('one row loses its first axis and shares the memory', async () => {
  const whole = array([1, 2, 3, 4], [2, 2]);
  const row = whole.at(1);
  assert.deepEqual(row.shape(), [2]);
  whole.copyFromSync(Float32Array.of(5, 6, 7, 8));
  assert.deepEqual(await valuesOf(row), [7, 8]);
  row.close();
  whole.close();
});

test('rows outside the array fail in libmxnet', async () => {
  const whole = array([1, 2, 3, 4], [2, 2]);
  await assertCallFails('MXNDArraySlice', /Check failed/, () => whole.slice(0, 3));
  await assertCallFails('MXNDArraySlice', /Check failed/, () => whole.slice(2, 1));
  await assertCallFails('MXNDArrayAt', /Check failed|index/i, () => whole.at(2));
  assert.throws(() => whole.at(-1), /`index` must be an integer from 0/);
  assert.throws(() => whole.slice(0, 2 ** 32), /`end` must be an integer from 0/);
  // Negative numbers for libmxnet, which would look in front of the array's memory.
  assert.throws(() => whole.at(2 ** 31), /`index` must be an integer from 0 to 2147483647$/);
  assert.throws(() => whole.slice(2 ** 31, 2), /`begin` must be an integer from 0 to 2147483647$/);
  assert.throws(
    () => whole.slice(0, 2 ** 32 - 1),
    /`end` must be an integer from 0 to 2147483647$/,
  );
  whole.close();
});

test('a reshaped array shares the memory; one dimension may be left to the library', async () => {
  const whole = array([1, 2, 3, 4, 5, 6], [3, 2]);
  const reshaped = whole.reshape([2, -1]);
  assert.deepEqual(reshaped.shape(), [2, 3]);
  reshaped.copyFromSync(Float32Array.of(6, 5, 4, 3, 2, 1));
  assert.deepEqual(await valuesOf(whole), [6, 5, 4, 3, 2, 1]);
  reshaped.close();
  await assertCallFails('MXNDArrayReshape', /Check failed/, () => whole.reshape([4, 2]));
  assert.throws(() => whole.reshape([1.5]), /`shape` must be an array of 32-bit integers/);
  whole.close();
});

test('views of a sparse array fail in libmxnet', async () => {
  const dense = array([0, 1, 0, 0], [2, 2]);
  const [sparse] = mxnet().invoke(
    operatorId('cast_storage'),
    [dense],
    null,
    ['stype'],
    ['row_sparse'],
  );
  assert.ok(sparse);
  await assertCallFails('MXNDArraySlice', /storage_type/, () => sparse.slice(0, 1));
  sparse.close();
  dense.close();
});
