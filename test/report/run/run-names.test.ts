import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runNames } from '../../../src/report/run/run-names.js';

test('a run is called by the last part of its prefix', () => {
  assert.deepEqual(runNames(['output/flowers']), ['flowers']);
  assert.deepEqual(runNames(['a/x', 'b/y']), ['x', 'y']);
});

test('runs with equal names are told apart by their folders', () => {
  assert.deepEqual(runNames(['a/m', 'b/m']), ['a/m', 'b/m']);
  assert.deepEqual(runNames(['/r/1/a/m', '/r/2/a/m', '/r/2/b/m']), ['1/a/m', '2/a/m', '2/b/m']);
  assert.deepEqual(runNames(['/m', '/a/m']), ['/m', 'a/m']);
});
