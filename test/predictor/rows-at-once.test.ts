import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rowsAtOnce } from '../../src/predictor/rows-at-once.js';

const MIB = 2 ** 20;

/** An output of so many bytes for one image. */
function bytes(count: number): readonly number[] {
  return [1, count / 4];
}

test('a batch that stays in the caches is computed at once', () => {
  const outputs = { first: bytes(MIB), second: bytes(MIB / 2) };
  for (const size of [1, 2, 15, 16]) assert.equal(rowsAtOnce(size, outputs, 0), size);
});

test('a larger batch is computed in equal parts that stay there', () => {
  // The largest output, of a ResNet-50 at 224²: 5 images stay in 16 MiB.
  const outputs = { conv0_output: [1, 64, 112, 112], fc1_output: [1, 1000] };
  const parts = [1, 5, 6, 10, 11, 16, 32].map((size) => rowsAtOnce(size, outputs, 0));
  assert.deepEqual(parts, [1, 5, 3, 5, 4, 4, 5]);
});

test('outputs that leave the caches already for one image are computed one by one', () => {
  assert.equal(rowsAtOnce(16, { large: bytes(32 * MIB) }, 0), 1);
});

test('images share the reading of weights that are many times what is computed for one', () => {
  const outputs = { large: bytes(32 * MIB) };
  assert.equal(rowsAtOnce(16, outputs, 64 * MIB), 2);
  assert.equal(rowsAtOnce(16, outputs, 200 * MIB), 6);
});

test('nothing known of a network leaves its batches whole', () => {
  assert.equal(rowsAtOnce(8, {}, 0), 8);
});
