import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nonFinite } from '../../src/module/non-finite.js';
import { fromTypedArray, full } from '../../src/ndarray/create.js';
import { scope } from '../../src/runtime/scope.js';

test('an array with a number that is not finite is told from the others, in every type', async () => {
  await scope(async () => {
    for (const dtype of ['float32', 'float64', 'float16'] as const) {
      const arrays = [1, Number.NaN, -2, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY].map(
        (value) => full([3], value, { dtype }),
      );
      assert.deepEqual(await nonFinite(arrays), [false, true, false, true, true], dtype);
      assert.deepEqual(await nonFinite(arrays.slice(0, 1)), [false], dtype);
    }
  });
});

test('infinities that cancel each other are found', async () => {
  using array = fromTypedArray(
    new Float32Array([Number.POSITIVE_INFINITY, 1, Number.NEGATIVE_INFINITY]),
    [3],
  );
  assert.deepEqual(await nonFinite([array]), [true]);
});

test('finite numbers whose sum is too large for their type are finite', async () => {
  await scope(async () => {
    // 65504 is the largest number of float16, 3.4e38 is near that of float32.
    const arrays = [full([2], 65504, { dtype: 'float16' }), full([2], 3.4e38)];
    assert.deepEqual(await nonFinite(arrays), [false, false]);
  });
});
