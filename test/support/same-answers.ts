/** Whether images are answered as before. */

import assert from 'node:assert/strict';
import type { Prediction } from '../../src/predictor/predictions.js';

/** The size of a batch chooses other kernels, whose sums are rounded otherwise. */
const TOLERANCE = 1e-5;

export function assertSameAnswers(
  answers: readonly (readonly Prediction[])[],
  expected: readonly (readonly Prediction[])[],
): void {
  assert.equal(answers.length, expected.length);
  for (const [i, predictions] of answers.entries()) {
    const wanted = expected[i] ?? [];
    assert.deepEqual(
      predictions.map(({ label, index }) => [label, index]),
      wanted.map(({ label, index }) => [label, index]),
    );
    for (const [rank, { probability }] of predictions.entries()) {
      const difference = Math.abs(probability - (wanted[rank]?.probability ?? Number.NaN));
      assert.ok(difference <= TOLERANCE, `image ${i}, rank ${rank}: off by ${difference}`);
    }
  }
}
