import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ComparisonAccumulator } from '../../../src/report/evaluation/comparison.js';
import { mcnemar } from '../../../src/report/evaluation/mcnemar.js';
import { pythonJson } from '../../support/python.js';

test("McNemar's test has the probabilities that one computes by hand", () => {
  assert.equal(mcnemar(0, 0), 1);
  assert.equal(mcnemar(0, 1), 1);
  assert.equal(mcnemar(7, 7), 1);
  for (const [fewer, more, expected] of [
    [0, 5, 2 / 32],
    [1, 5, (2 * (1 + 6)) / 64],
    [2, 10, (2 * (1 + 12 + 66)) / 4096],
    [3, 4, 1],
  ] as const) {
    assert.ok(Math.abs(mcnemar(fewer, more) - expected) < 1e-12, `${fewer}, ${more}`);
    assert.equal(mcnemar(more, fewer), mcnemar(fewer, more));
  }
});

test('of large numbers it has the probabilities of exact fractions', async () => {
  const pairs = [
    [450, 550],
    [20, 300],
    [1990, 2010],
    [6000, 6300],
  ] as const;
  const expected = await pythonJson<number[]>(`
import json
from fractions import Fraction
from math import comb
def p(b, c):
    n, term, total = b + c, 1, 0
    for i in range(min(b, c) + 1):
        total += term
        term = term * (n - i) // (i + 1)
    return float(min(Fraction(1), Fraction(2 * total, 2 ** n)))
print(json.dumps([p(*pair) for pair in ${JSON.stringify(pairs)}]))
`);
  for (const [i, [first, second]] of pairs.entries()) {
    const ratio = mcnemar(first, second) / (expected[i] as number);
    assert.ok(Math.abs(ratio - 1) < 1e-9, `${first}, ${second}: ${ratio}`);
  }
});

test('images are counted by who gets them right, and classes by their names', () => {
  const accumulator = new ComparisonAccumulator(['cat', 'dog'], 2);
  const add = (id: number, label: number, first: number, second: number) =>
    accumulator.add(
      { file: `${id}.png`, id, offset: null },
      { probabilities: Float32Array.of(first, 1 - first), label, classNames: ['cat', 'dog'] },
      // The other network has the classes in another order, and one more.
      {
        probabilities: Float32Array.of(0, 1 - second, second),
        label: label === 0 ? 2 : 1,
        classNames: ['owl', 'dog', 'cat'],
      },
    );
  // The probability of a cat in the eyes of the first and of the second.
  add(0, 0, 0.75, 0.75);
  add(1, 0, 0.75, 0.25);
  add(2, 0, 0.75, 0.125);
  add(3, 0, 0.75, 0.0625);
  add(4, 1, 0.625, 0.25);
  add(5, 1, 0.75, 0.75);
  const { perClass, right, accuracy, onlyFirst, onlySecond, pValue } = accumulator.result();
  assert.equal(accumulator.images, 6);
  assert.deepEqual(right, { both: 1, onlyFirst: 3, onlySecond: 1, neither: 1 });
  assert.deepEqual(accuracy, [4 / 6, 2 / 6]);
  assert.equal(pValue, mcnemar(3, 1));
  assert.deepEqual(perClass, [
    { label: 'cat', images: 4, first: 1, second: 0.25 },
    { label: 'dog', images: 2, first: 0, second: 0.5 },
  ]);
  const cat = { label: 'cat', predicted: 'dog', offset: null };
  assert.deepEqual(onlyFirst, [
    { ...cat, file: '3.png', id: 3, probability: 0.9375 },
    { ...cat, file: '2.png', id: 2, probability: 0.875 },
  ]);
  assert.deepEqual(onlySecond, [
    { file: '4.png', id: 4, offset: null, label: 'dog', predicted: 'cat', probability: 0.625 },
  ]);
});
