import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bestClasses } from '../../src/predictor/predictions.js';

test('few classes and all classes come in the same order, of equal ones the first one first', () => {
  const probabilities = Float32Array.from({ length: 500 }, (_, i) => ((i * 7919) % 101) / 101);
  const order = [...probabilities.keys()].sort(
    (a, b) => (probabilities[b] ?? 0) - (probabilities[a] ?? 0) || a - b,
  );
  for (const topK of [1, 5, 32, 33, 500, 1000]) {
    const best = bestClasses(probabilities, undefined, topK);
    assert.deepEqual(
      best.map(({ index }) => index),
      order.slice(0, topK),
    );
    for (const { label, index, probability } of best) {
      assert.deepEqual([label, probability], [String(index), probabilities[index]]);
    }
  }
});
