import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MultiFactorScheduler } from '../../src/lr-scheduler/multi-factor.js';
import { fromTypedArray, full, zeros } from '../../src/ndarray/create.js';
import type { NDArray } from '../../src/ndarray/ndarray.js';
import { createOptimizer, OPTIMIZER_NAMES } from '../../src/optimizer/create.js';
import { DCASGD } from '../../src/optimizer/dcasgd.js';
import { SGD } from '../../src/optimizer/sgd.js';
import { Signum } from '../../src/optimizer/signum.js';
import { arraysOf, isList, type OptimizerState } from '../../src/optimizer/state.js';
import { Updater } from '../../src/optimizer/updater.js';
import { cpu } from '../../src/runtime/device.js';
import { liveCounts } from '../../src/runtime/live-counts.js';
import { seed } from '../../src/runtime/random.js';
import { scope } from '../../src/runtime/scope.js';

const KEYS = ['a_weight', 'b_bias', 'c_weight', 'd_gamma', 'e_weight', 'f_weight'];

interface Training {
  updater: Updater;
  weights: NDArray[];
  gradients: NDArray[];
}

function begin(name: string): Training {
  const lrScheduler = new MultiFactorScheduler({ steps: [3, 7], factor: 0.5, baseLr: 0.1 });
  const optimizer = createOptimizer(name, {
    lrScheduler,
    learningRate: 0.1,
    wd: 0.01,
    ...(name === 'lbsgd' && { batchScale: 3, momentum: 0.9 }),
    ...(name === 'lars' && { momentum: 0.9 }),
    parameterNames: new Map(KEYS.map((key) => [key, key])),
  });
  return {
    updater: new Updater(optimizer),
    weights: KEYS.map((_, i) => full([2, 3], i + 1)),
    gradients: KEYS.map(() => zeros([2, 3])),
  };
}

function train({ updater, weights, gradients }: Training, from: number, to: number): void {
  for (let step = from; step < to; step++) {
    seed(step);
    for (const [i, gradient] of gradients.entries()) {
      gradient.setSync(Float32Array.from({ length: 6 }, (_, k) => Math.sin(step * 7 + i * 3 + k)));
    }
    updater.update(
      KEYS.map((key, i) => ({
        key,
        weight: weights[i] as NDArray,
        gradient: gradients[i] as NDArray,
      })),
    );
    for (const weight of weights) weight.dataSync();
  }
}

function values({ weights }: Training): number[][] {
  return weights.map((weight) => [...weight.dataSync()].map(Number));
}

function end({ updater, weights, gradients }: Training): void {
  updater.dispose();
  for (const array of [...weights, ...gradients]) array.dispose();
}

function copied(state: OptimizerState): OptimizerState {
  if (state === null) return null;
  return isList(state) ? state.map(copied) : state.copyToDevice(cpu());
}

/** Trains without a stop, and with one, after which everything is taken over. */
function goOn(name: string, stop: number): void {
  const whole = begin(name);
  train(whole, 0, 10);
  const first = begin(name);
  train(first, 0, stop);
  const second = begin(name);
  const { optimizer } = first.updater;
  second.updater.optimizer.restore(optimizer.progress());
  second.updater.optimizer.lrScheduler?.restore(optimizer.lrScheduler?.state() ?? {});
  const states = first.updater.states();
  second.updater.setStates(new Map([...states].map(([key, state]) => [key, copied(state)])));
  for (const [i, weight] of first.weights.entries()) weight.copyTo(second.weights[i] as NDArray);
  end(first);
  train(second, stop, 10);
  assert.deepEqual(values(second), values(whole));
  assert.equal(second.updater.optimizer.numUpdate, whole.updater.optimizer.numUpdate);
  end(second);
  end(whole);
}

for (const name of OPTIMIZER_NAMES) {
  test(`${name} goes on from saved states and progress as if it had not stopped`, () => {
    for (const stop of [1, 5]) goOn(name, stop);
  });

  test(`${name} leaves nothing behind`, () => {
    const before = liveCounts();
    const training = begin(name);
    train(training, 0, 4);
    end(training);
    assert.deepEqual(liveCounts(), before);
  });
}

test('states outlive the scope in which they were made', () => {
  const training = begin('adam');
  scope(() => train(training, 0, 1));
  train(training, 1, 2);
  const states = [...training.updater.states().values()].flatMap(arraysOf);
  assert.equal(states.length, 2 * KEYS.length);
  assert.ok(states.every((array) => !array.disposed));
  end(training);
  assert.ok(states.every((array) => array.disposed));
});

test('setting states disposes those that were there', () => {
  const training = begin('adam');
  train(training, 0, 1);
  const old = [...training.updater.states().values()].flatMap(arraysOf);
  training.updater.setStates(new Map());
  assert.ok(old.every((array) => array.disposed));
  end(training);
});

test('a loaded state moves to the device of its weight', () => {
  const updater = new Updater(new SGD({ momentum: 0.5, learningRate: 1 }));
  updater.setStates(new Map([['w', fromTypedArray(Float32Array.of(4), [1])]]));
  using weight = full([1], 10, { device: cpu(1) });
  using gradient = full([1], 1, { device: cpu(1) });
  updater.update([{ key: 'w', weight, gradient }]);
  // 4 * 0.5 - 1
  assert.deepEqual([...weight.dataSync()], [11]);
  assert.equal(String((updater.states().get('w') as NDArray).device), 'cpu(1)');
  updater.dispose();
});

test('a state of another optimizer is refused', () => {
  const updater = new Updater(createOptimizer('adam'));
  updater.setStates(new Map([['w', null]]));
  using weight = full([1], 10);
  using gradient = full([1], 1);
  assert.throws(() => updater.update([{ key: 'w', weight, gradient }]), TypeError);
  updater.dispose();
});

test('DCASGD with momentum follows its formula, where Python fails', () => {
  const updater = new Updater(new DCASGD({ learningRate: 0.5, momentum: 0.5, lamda: 0.25 }));
  using weight = full([1], 8);
  using gradient = full([1], 2);
  updater.update([{ key: 'w', weight, gradient }]);
  // m = -0.5 * 2
  assert.deepEqual([...weight.dataSync()], [7]);
  updater.update([{ key: 'w', weight, gradient }]);
  // m = 0.5 * -1 - 0.5 * (2 + 0.25 * 2 * 2 * (7 - 8))
  assert.deepEqual([...weight.dataSync()], [6]);
  updater.dispose();
});

test('Signum without momentum adds both kinds of weight decay, where Python fails', () => {
  const updater = new Updater(new Signum({ learningRate: 0.5, momentum: 0, wd: 0.25, wdLh: 0.5 }));
  using weight = full([1], 8);
  using gradient = full([1], 3);
  updater.update([{ key: 'w', weight, gradient }]);
  // (1 - 0.5 * 0.75) * 8 - 0.5
  assert.deepEqual([...weight.dataSync()], [4.5]);
  updater.dispose();
});

test('float16 weights are updated without float32 copies also where Python cannot', () => {
  for (const name of ['adagrad', 'rmsprop', 'adadelta', 'ftrl']) {
    const updater = new Updater(createOptimizer(name));
    using weight = full([2], 1, { dtype: 'float16' });
    using gradient = full([2], 1, { dtype: 'float16' });
    updater.update([{ key: 'w', weight, gradient }]);
    const [bits = 0] = weight.dataSync();
    assert.ok(Number(bits) > 0 && Number(bits) < 0x3c00, `${name} makes it smaller`);
    updater.dispose();
  }
});
