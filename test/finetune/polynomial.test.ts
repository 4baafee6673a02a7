import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkSteps, learningRate } from '../../src/finetune/learning-rate.js';
import { SILENT } from '../../src/runtime/logger.js';

const SETTINGS = {
  lr: 0.1,
  lrFactor: 0.1,
  lrStepEpochs: 'pow2',
  beginEpoch: 0,
  numEpochs: 10,
  epochSize: 5,
  compat: false,
};

test('a pow schedule falls along the power over all epochs', () => {
  const { lr, scheduler } = learningRate(SETTINGS, SILENT);
  assert.equal(lr, 0.1);
  assert.equal(scheduler?.rate(25), 0.1 * 0.5 ** 2);
  assert.equal(scheduler?.rate(50), 0);
});

test('a run that begins later goes on where the curve is then', () => {
  const whole = learningRate(SETTINGS, SILENT).scheduler;
  const rest = learningRate({ ...SETTINGS, beginEpoch: 4 }, SILENT).scheduler;
  for (const update of [1, 10, 29]) {
    const [expected, actual] = [whole?.rate(20 + update) ?? 0, rest?.rate(update) ?? 0];
    assert.ok(
      Math.abs(expected - actual) < 1e-15,
      `update ${update}: ${actual}, wanted ${expected}`,
    );
  }
});

test('with compat a run that begins later starts the curve anew', () => {
  const { lr } = learningRate({ ...SETTINGS, beginEpoch: 4, compat: true }, SILENT);
  assert.equal(lr, 0.1);
});

test('pow without an exponent is refused', () => {
  for (const text of ['pow', 'powx', 'pow-']) {
    assert.throws(() => checkSteps(text), { code: 'ERR_OPTION', message: /pow and an exponent/ });
  }
  for (const text of ['pow2', 'pow-2', 'pow 0.5']) checkSteps(text);
});
