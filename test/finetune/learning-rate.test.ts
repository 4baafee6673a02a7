import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  checkSteps,
  type LearningRateSettings,
  learningRate,
} from '../../src/finetune/learning-rate.js';
import { SILENT } from '../../src/runtime/logger.js';

const SETTINGS: LearningRateSettings = {
  lr: 0.1,
  lrFactor: 0.5,
  lrStepEpochs: '2,4,7',
  beginEpoch: 0,
  numEpochs: 10,
  compat: false,
  epochSize: 5,
};

/** The rate of each update from the first one of a run on, as the optimizer asks for it. */
function rates(settings: LearningRateSettings): number[] {
  const { lr, scheduler } = learningRate(settings, SILENT);
  const updates = (settings.numEpochs - settings.beginEpoch) * settings.epochSize;
  // The optimizer gives its own rate to the schedule.
  if (scheduler !== undefined) scheduler.baseLr = lr;
  return Array.from({ length: updates }, (_, i) => scheduler?.rate(i + 1) ?? lr);
}

/** By hand: update u belongs to epoch (u − 1) / size; a step at epoch e shows one update later. */
function expected({
  lr,
  lrFactor,
  lrStepEpochs,
  beginEpoch,
  numEpochs,
  epochSize,
}: typeof SETTINGS) {
  const steps = lrStepEpochs.split(',').map(Number);
  const all: number[] = [];
  for (let update = beginEpoch * epochSize + 1; update <= numEpochs * epochSize; update++) {
    const taken = steps.filter((step) =>
      step <= beginEpoch ? true : update > step * epochSize,
    ).length;
    all.push(Array.from({ length: taken }).reduce<number>((rate) => rate * lrFactor, lr));
  }
  return all;
}

test('steps fall where their epochs begin, one update late as in MXNet', () => {
  const all = rates(SETTINGS);
  assert.deepEqual(all, expected(SETTINGS));
  assert.deepEqual([all[0], all[9], all[10], all[11]], [0.1, 0.1, 0.05, 0.05]);
});

test('a run that begins at any epoch has the rates of one that came there', () => {
  for (const lrStepEpochs of ['2,4,7', '1', '9', '20', '-3,0,5', '3,4,5,6,7,8,9', '0']) {
    for (let beginEpoch = 0; beginEpoch < 10; beginEpoch++) {
      const settings = { ...SETTINGS, lrStepEpochs, beginEpoch };
      assert.deepEqual(rates(settings), expected(settings), `${lrStepEpochs} from ${beginEpoch}`);
    }
  }
});

test('every step may lie behind: the rate is what it has come to, without a schedule', () => {
  const { lr, scheduler } = learningRate({ ...SETTINGS, beginEpoch: 9 }, SILENT);
  assert.equal(lr, 0.1 * 0.5 * 0.5 * 0.5);
  assert.equal(scheduler, undefined);
});

test('a factor of 1 or more means no schedule, whatever the steps say', () => {
  for (const lrFactor of [1, 1.5]) {
    const settings = { ...SETTINGS, lrFactor, lrStepEpochs: 'nonsense' };
    assert.deepEqual(learningRate(settings, SILENT), { lr: 0.1, scheduler: undefined });
  }
});

test('a rate that has been decayed is logged in the words of upstream', () => {
  const lines: string[] = [];
  const logger = { info: (line: string) => void lines.push(line), warning: assert.fail };
  learningRate({ ...SETTINGS, beginEpoch: 4 }, logger);
  assert.deepEqual(lines, ['Adjust learning rate to 2.500000e-02 for epoch 4']);
});

test('steps that are no increasing whole numbers are refused', () => {
  for (const text of ['', ',', '1,', 'a', '1.5', '1e1', '0x3', '3,2', '2,2', '1;2', 'NaN', '1 2']) {
    assert.throws(() => checkSteps(text), { code: 'ERR_OPTION' }, text);
  }
  for (const text of ['20', ' 2 , 4 ', '+3,04', '-1,5']) checkSteps(text);
});
