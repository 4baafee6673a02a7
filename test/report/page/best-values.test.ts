import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bestValues } from '../../../src/report/page/best-values.js';

test('the best values are marked, whatever is missing', () => {
  assert.deepEqual(bestValues([0.5, null, 0.75, 0.75]), [false, false, true, true]);
  assert.deepEqual(bestValues([0.5, undefined, 0.75], true), [true, false, false]);
});

test('no value is marked when all are equal, or when there is none to compare with', () => {
  assert.deepEqual(bestValues([0.5, 0.5, null]), [false, false, false]);
  assert.deepEqual(bestValues([null, 0.5]), [false, false]);
  assert.deepEqual(bestValues([null, undefined]), [false, false]);
});
