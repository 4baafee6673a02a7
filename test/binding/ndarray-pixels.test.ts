/** Pixels of 8 bits that are written into arrays. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { NativeNDArray } from '../../src/native/contract.js';
import { mxnet } from '../../src/runtime/library.js';
import { array } from '../support/native-objects.js';

const VALUES = 256;

/** For each value of each channel a number of its own. */
function numbersOf(channels: number): Float32Array {
  return Float32Array.from({ length: channels * VALUES }, (_, i) => i + 0.5);
}

async function valuesOf(target: NativeNDArray, length: number): Promise<number[]> {
  const values = new Float32Array(length);
  await target.copyTo(values);
  return [...values];
}

test('pixels go channel by channel into their row, as the numbers that stand for them; other rows stay', async () => {
  const target = array(Array(12).fill(-1), [2, 3, 1, 2]);
  target.setPixels(1, Uint8Array.of(0, 1, 2, 255, 254, 253), numbersOf(3));
  const row = [0, 255, VALUES + 1, VALUES + 254, 2 * VALUES + 2, 2 * VALUES + 253];
  const rest = Array(6).fill(-1);
  assert.deepEqual(await valuesOf(target, 12), [...rest, ...row.map((number) => number + 0.5)]);
  target.close();
});

test('an image of one channel keeps its order', async () => {
  const gray = array([0, 0, 0, 0], [1, 1, 2, 2]);
  gray.setPixels(0, Uint8Array.of(7, 0, 255, 8), numbersOf(1));
  assert.deepEqual(await valuesOf(gray, 4), [7.5, 0.5, 255.5, 8.5]);
  gray.close();
});

test('a row that is not there, and pixels or numbers of another length, are refused', () => {
  const target = array(Array(12).fill(0), [2, 3, 1, 2]);
  const [pixels, numbers] = [new Uint8Array(6), numbersOf(3)];
  assert.throws(() => target.setPixels(2, pixels, numbers), {
    name: 'RangeError',
    message: '`row` is behind the last row',
  });
  for (const length of [0, 5, 7, 12]) {
    assert.throws(
      () => target.setPixels(0, new Uint8Array(length), numbers),
      new RegExp(`\`pixels\` must have 6 elements, received ${length}`),
    );
  }
  for (const length of [0, VALUES, 3 * VALUES - 1]) {
    assert.throws(
      () => target.setPixels(0, pixels, new Float32Array(length)),
      new RegExp(`\`numbers\` must have 768 elements, received ${length}`),
    );
  }
  target.close();
});

test('arrays of other numbers, and of fewer dimensions, take no pixels', () => {
  const { NDArray } = mxnet();
  const expected = {
    name: 'TypeError',
    message: 'pixels go into rows of channels of float32 on a CPU',
  };
  const whole = NDArray.create([1, 3, 1, 2], 1, 0, false, 4);
  assert.throws(() => whole.setPixels(0, new Uint8Array(6), numbersOf(3)), expected);
  const flat = array([1, 2, 3]);
  assert.throws(() => flat.setPixels(0, new Uint8Array(1), numbersOf(1)), expected);
  for (const each of [whole, flat]) each.close();
});
