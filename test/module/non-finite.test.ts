import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nonFinite } from '../../src/module/non-finite.js';
import { fromTypedArray, full } from '../../src/ndarray/create.js';
import type { NDArray } from '../../src/ndarray/ndarray.js';

async function found(arrays: readonly NDArray[]): Promise<boolean[]> {
  try {
    return await nonFinite(arrays);
  } finally {
    for (const array of arrays) array.dispose();
  }
}

test('an array with a number that is not finite is told from the others, in every type', async () => {
  const values = [1, Number.NaN, -2, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const dtype of ['float32', 'float64', 'float16'] as const) {
    const arrays = values.map((value) => full([3], value, { dtype }));
    assert.deepEqual(await found(arrays), [false, true, false, true, true], dtype);
    assert.deepEqual(await found([full([3], 1, { dtype })]), [false], dtype);
  }
});

test('infinities that cancel each other are found', async () => {
  const values = new Float32Array([Number.POSITIVE_INFINITY, 1, Number.NEGATIVE_INFINITY]);
  assert.deepEqual(await found([fromTypedArray(values, [3])]), [true]);
});

test('finite numbers whose sum is too large for their type are finite', async () => {
  // 65504 is the largest number of float16, 3.4e38 is near that of float32.
  const arrays = [full([2], 65504, { dtype: 'float16' }), full([2], 3.4e38)];
  assert.deepEqual(await found(arrays), [false, false]);
});
