import assert from 'node:assert/strict';
import { test } from 'node:test';
import { full } from '../../src/ndarray/create.js';
import type { NDArray } from '../../src/ndarray/ndarray.js';
import { LARS } from '../../src/optimizer/lars.js';
import type { Optimizer, OptimizerOptions } from '../../src/optimizer/optimizer.js';
import { SGD } from '../../src/optimizer/sgd.js';
import { Updater } from '../../src/optimizer/updater.js';
import { Symbol as Graph } from '../../src/symbol/symbol.js';

/** How much one update moves a weight of 1: by `lr * (gradient + wd * 1)`. */
function moved(optimizer: Optimizer, key: string | number, gradientValue = 0): number {
  const updater = new Updater(optimizer);
  using weight: NDArray = full([1], 1);
  using gradient: NDArray = full([1], gradientValue);
  updater.update([{ key, weight, gradient }]);
  const [value = 0] = weight.dataSync();
  updater.dispose();
  return Math.round((1 - Number(value)) * 1e5) / 1e5;
}

function sgd(options: OptimizerOptions): SGD {
  return new SGD({ learningRate: 0.1, wd: 0.5, ...options });
}

test('only names that end in _weight or _gamma get weight decay', () => {
  const names = ['a_weight', 'a_gamma', 'a_bias', 'a_beta', 'weight', 'a_alpha'];
  const parameterNames = new Map(names.map((name) => [name, name] as const));
  const moves = names.map((name) => moved(sgd({ parameterNames }), name));
  assert.deepEqual(moves, [0.05, 0.05, 0, 0, 0, 0]);
});

test('without names every parameter gets weight decay', () => {
  assert.equal(moved(sgd({}), 'a_bias'), 0.05);
  assert.equal(moved(sgd({}), 3), 0.05);
});

test('the multipliers of a network are honoured, also for parameters called by number', () => {
  using weight = Graph.variable('a_weight', { __lr_mult__: '0.1', __wd_mult__: '2' });
  using bias = Graph.variable('a_bias', { __wd_mult__: '1' });
  using data = Graph.variable('data');
  using net = Graph.compose('FullyConnected', { data, weight, bias }, { num_hidden: 2 }, 'a');
  const options = {
    attributes: net.attributes(),
    parameterNames: new Map<string | number, string>([
      [4, 'a_weight'],
      ['a_bias', 'a_bias'],
    ]),
  };
  // 0.1 * 0.1 * (1 + 0.5 * 2) and 0.1 * (1 + 0.5)
  assert.equal(moved(sgd(options), 4, 1), 0.02);
  assert.equal(moved(sgd(options), 'a_bias', 1), 0.15);
});

test('multipliers that were set go before those of the network, and the next setting forgets them', () => {
  const attributes = new Map([['a_weight', new Map([['__lr_mult__', '0.1']])]]);
  const optimizer = sgd({ attributes });
  assert.equal(moved(optimizer, 'a_weight', 1), 0.015);
  optimizer.setLrMult(new Map([['a_weight', 0.5]]));
  assert.equal(moved(optimizer, 'a_weight', 1), 0.075);
  optimizer.setLrMult(new Map([['b_weight', 7]]));
  assert.equal(moved(optimizer, 'a_weight', 1), 0.015);
  optimizer.setWdMult(new Map([['a_weight', 0]]));
  assert.equal(moved(optimizer, 'a_weight', 1), 0.01);
});

test('a multiplier that is no number is refused', () => {
  const attributes = new Map([['a_weight', new Map([['__wd_mult__', 'two']])]]);
  assert.throws(() => sgd({ attributes }), {
    name: 'RangeError',
    message: '`__wd_mult__` of a_weight must be a number, received two',
  });
});

test('LARS decays weights only', () => {
  const parameterNames = new Map([['a_gamma', 'a_gamma']]);
  assert.equal(moved(new LARS({ learningRate: 0.1, wd: 0.5, parameterNames }), 'a_gamma'), 0);
});
