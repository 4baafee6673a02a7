/** Inference of shapes and element types. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mxnet } from '../../src/runtime/library.js';
import { assertCallFails } from '../support/native-errors.js';
import { classifier, node } from '../support/native-objects.js';

test('all shapes follow from the data', async () => {
  const net = classifier();
  assert.deepEqual(await net.inferShape(['data'], [[2, 4]], false), {
    arguments: [[2, 4], [3, 4], [3], [2]],
    outputs: [[2, 3]],
    auxiliaryStates: [],
    complete: true,
  });
  net.close();
});

test('shapes of auxiliary states are inferred too', async () => {
  const data = mxnet().Symbol.variable('data');
  const norm = node('BatchNorm', 'bn', { data });
  const inferred = await norm.inferShape(['data'], [[2, 5]], false);
  assert.deepEqual(inferred.auxiliaryStates, [[5], [5]]);
  norm.close();
  data.close();
});

test('without enough shapes the inference is incomplete and knows none', async () => {
  const net = classifier();
  const inferred = await net.inferShape(['fc_weight'], [[3, 4]], false);
  assert.equal(inferred.complete, false);
  assert.deepEqual(inferred.outputs, [[]]);
  net.close();
});

test('a partial inference tells what is known and whether that is all', async () => {
  const net = classifier();
  const some = await net.inferShape(['fc_weight'], [[3, 4]], true);
  assert.deepEqual(some.arguments, [[], [3, 4], [], []]);
  assert.equal(some.complete, false);
  const all = await net.inferShape(['data'], [[2, 4]], true);
  assert.deepEqual(all.outputs, [[2, 3]]);
  assert.equal(all.complete, true);
  net.close();
});

test('shapes that contradict each other, or name no input, fail in libmxnet', async () => {
  const net = classifier();
  await assertCallFails('MXSymbolInferShape', /Shape inconsistent/, () =>
    net.inferShape(
      ['data', 'fc_weight'],
      [
        [2, 4],
        [3, 5],
      ],
      false,
    ),
  );
  await assertCallFails('MXSymbolInferShape', /argument name nope not found/, () =>
    net.inferShape(['nope'], [[1]], false),
  );
  await assertCallFails('MXSymbolInferShapePartial', /argument name nope not found/, () =>
    net.inferShape(['nope'], [[1]], true),
  );
  net.close();
});

test('names and shapes must be equally many, and shapes must be shapes', async () => {
  const net = classifier();
  await assert.rejects(async () => net.inferShape(['data'], [], false), {
    name: 'RangeError',
    message: '`names` and `shapes` must have the same length',
  });
  await assert.rejects(async () => net.inferShape(['data'], [[-1]], false), {
    name: 'TypeError',
    message: /`shapes` must be an array of integers/,
  });
  net.close();
});

test('element types follow from one of them', async () => {
  const net = classifier();
  const float16 = 2;
  assert.deepEqual(await net.inferType(['data'], [float16]), {
    arguments: [2, 2, 2, 2],
    outputs: [2],
    auxiliaryStates: [],
    complete: true,
  });
  const unknown = await net.inferType([], []);
  assert.equal(unknown.complete, false);
  assert.deepEqual(unknown.outputs, [-1]);
  net.close();
});

test('element types that contradict each other fail in libmxnet', async () => {
  const net = classifier();
  await assertCallFails('MXSymbolInferType', /expected float32, got float16/, () =>
    net.inferType(['data', 'fc_weight'], [0, 2]),
  );
  await assert.rejects(async () => net.inferType(['data'], []), {
    name: 'RangeError',
    message: '`names` and `types` must have the same length',
  });
  net.close();
});
