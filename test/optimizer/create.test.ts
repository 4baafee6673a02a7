import assert from 'node:assert/strict';
import { test } from 'node:test';
import { full } from '../../src/ndarray/create.js';
import type { NDArray } from '../../src/ndarray/ndarray.js';
import {
  createOptimizer,
  OPTIMIZER_NAMES,
  optimizerOptionNames,
} from '../../src/optimizer/create.js';
import { LBSGD } from '../../src/optimizer/lbsgd.js';
import { SGD } from '../../src/optimizer/sgd.js';
import { Updater } from '../../src/optimizer/updater.js';
import { pythonJson } from '../support/python.js';

test('every optimizer of Python has its name here', async () => {
  const names = await pythonJson<string[]>(`
import json, mxnet as mx
print(json.dumps([n for n in mx.optimizer.Optimizer.opt_registry if n != 'groupadagrad']))
`);
  assert.deepEqual([...OPTIMIZER_NAMES].sort(), names.sort());
});

test('every option of a Python optimizer is an option here', async () => {
  const options = await pythonJson<Record<string, string[]>>(`
import json, inspect, mxnet as mx
registry = mx.optimizer.Optimizer.opt_registry
print(json.dumps({n: [p for p in inspect.signature(c.__init__).parameters if p not in ('self', 'args', 'kwargs')]
                  for n, c in registry.items() if n != 'groupadagrad'}))
`);
  for (const [name, own] of Object.entries(options)) {
    const known = optimizerOptionNames(name);
    for (const option of own) {
      const ours = option.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());
      assert.ok(known.includes(ours), `${name} has no ${ours}`);
    }
  }
});

test('names may be written in any case', () => {
  assert.ok(createOptimizer('SGD') instanceof SGD);
  assert.ok(createOptimizer('ccSGD') instanceof SGD);
  assert.ok(createOptimizer('LbSgd') instanceof LBSGD);
});

test('an unknown name is answered with those that exist', () => {
  const listing = /must be one of sgd, ccsgd, nag, .*, received lbnag/;
  assert.throws(() => createOptimizer('lbnag'), { name: 'RangeError', message: listing });
  assert.throws(() => createOptimizer('constructor'), RangeError);
});

test('an option that an optimizer does not have is refused by name', () => {
  const message = /the optimizer adam has no option `momentum`; it has learningRate, .*beta1/;
  assert.throws(() => createOptimizer('adam', { momentum: 0.9 }), { name: 'RangeError', message });
});

test('options may have the names of MXNet, and be undefined', () => {
  const optimizer = createOptimizer('sgd', { learning_rate: 0.3, momentum: undefined });
  assert.equal(optimizer.learningRate, 0.3);
});

test('a number that is none is refused', () => {
  for (const options of [
    { momentum: '0.9' },
    { learningRate: Number.NaN },
    { wd: Number.POSITIVE_INFINITY },
    { clipGradient: null as never },
    { beginNumUpdate: -1 },
    { beginNumUpdate: 0.5 },
  ]) {
    const [name = ''] = Object.keys(options);
    assert.throws(() => createOptimizer('sgd', options as never), {
      name: 'RangeError',
      message: new RegExp(`^\`${name}\` must be a (whole )?number`),
    });
  }
  assert.throws(() => createOptimizer('lbsgd', { batchScale: 0 }), /`batchScale` must be a whole/);
  assert.throws(
    () => createOptimizer('lbsgd', { warmupStrategy: 'cubic' }),
    /`warmupStrategy` must be one of linear, power2, sqrt, lars, received cubic/,
  );
});

test('LBSGD announces its settings as Python does', async () => {
  const expected = await pythonJson<string[]>(`
import json, logging, mxnet as mx
lines = []
class Keep(logging.Handler):
    def emit(self, record):
        lines.append(record.getMessage())
logging.getLogger().addHandler(Keep())
logging.getLogger().setLevel(logging.INFO)
mx.optimizer.create('lbsgd', batch_scale=4, warmup_epochs=3, warmup_strategy='sqrt', updates_per_epoch=17)
print(json.dumps(lines))
`);
  const lines: string[] = [];
  const logger = { info: (line: string) => lines.push(line), warning: () => {} };
  createOptimizer('lbsgd', {
    batchScale: 4,
    warmupEpochs: 3,
    warmupStrategy: 'sqrt',
    updatesPerEpoch: 17,
    logger,
  });
  assert.deepEqual(lines, expected);
});

test('float16 weights without float32 copies are warned of once', () => {
  const warnings: string[] = [];
  const logger = { info: () => {}, warning: (line: string) => warnings.push(line) };
  const updater = new Updater(new SGD({ momentum: 0.9, logger }));
  const arrays: NDArray[] = [];
  for (const key of [0, 1]) {
    const [weight, gradient] = [1, 2].map((value) => full([2], value, { dtype: 'float16' }));
    assert.ok(weight && gradient);
    arrays.push(weight, gradient);
    updater.update([{ key, weight, gradient }]);
  }
  assert.equal(warnings.length, 1);
  assert.match(warnings[0] ?? '', /multiPrecision/);
  updater.dispose();
  for (const array of arrays) array.dispose();
});
