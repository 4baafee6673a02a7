import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { Constant, One, Zero } from '../../src/initializer/constant.js';
import type { Initializer } from '../../src/initializer/initializer.js';
import { Load } from '../../src/initializer/load.js';
import { Mixed } from '../../src/initializer/mixed.js';
import { full } from '../../src/ndarray/create.js';
import { saveArrays } from '../../src/ndarray/named-arrays.js';
import { liveCounts } from '../../src/runtime/live-counts.js';
import { pythonJson } from '../support/python.js';
import { temporaryFolder } from '../support/temp-dir.js';

function valueOf(initializer: Initializer, name: string): number {
  using array = full([2], 9);
  initializer.initialize({ name, attributes: new Map() }, array);
  const [first, second] = array.dataSync();
  assert.equal(first, second);
  return Number(first);
}

test('the first pattern that matches the beginning of a name decides, as in Python', async () => {
  const names = ['fc_weight', 'a_fc_weight', 'fc', 'conv1_weight', 'x_weight'];
  const expected = await pythonJson<number[]>(`
import json, mxnet as mx
mixed = mx.init.Mixed(['fc', 'conv\\\\d', '.*weight'],
                      [mx.init.Constant(1), mx.init.Constant(2), mx.init.Constant(3)])
out = []
for name in json.loads('${JSON.stringify(names)}'):
    array = mx.nd.full((2,), 9)
    try:
        mixed(mx.init.InitDesc(name), array)
        out.append(float(array.asnumpy()[0]))
    except ValueError:
        out.append(-1)
print(json.dumps(out))
`);
  const mixed = new Mixed([
    ['fc', new Constant({ value: 1 })],
    [/conv\d/, new Constant({ value: 2 })],
    ['.*weight', new Constant({ value: 3 })],
  ]);
  const actual = names.map((name) => {
    try {
      return valueOf(mixed, name);
    } catch {
      return -1;
    }
  });
  assert.deepEqual(actual, expected);
});

test('a name that no pattern matches is refused', () => {
  assert.throws(() => valueOf(new Mixed([['a', new Zero()]]), 'b_weight'), {
    name: 'RangeError',
    message: /no pattern matches b_weight; add '\.\*'/,
  });
});

test('a pattern with the global flag matches every time', () => {
  const mixed = new Mixed([[/fc/g, new One()]]);
  assert.deepEqual(
    [1, 2, 3].map(() => valueOf(mixed, 'fc_weight')),
    [1, 1, 1],
  );
});

test('values from a file are copied by name, with or without a mark', async (context) => {
  const before = liveCounts();
  const file = join(temporaryFolder(context), 'x.params');
  using weight = full([2], 5);
  using bias = full([2], 6);
  using gamma = full([2], 7);
  await saveArrays(
    file,
    new Map([
      ['arg:fc_weight', weight],
      ['aux:fc_bias', bias],
      ['bn_gamma', gamma],
    ]),
  );
  const lines: string[] = [];
  const logger = { info: (line: string) => lines.push(line), warning: () => {} };
  const load = await Load.fromFile(file, { defaultInit: new One(), logger });
  assert.equal(valueOf(load, 'fc_weight'), 5);
  assert.equal(valueOf(load, 'fc_bias'), 6);
  assert.equal(valueOf(load, 'bn_gamma'), 7);
  assert.equal(valueOf(load, 'other_weight'), 1);
  assert.deepEqual(lines.slice(-2), [
    'Initialized bn_gamma by loading',
    'Initialized other_weight by default',
  ]);
  load.dispose();
  for (const array of [weight, bias, gamma]) array.dispose();
  assert.deepEqual(liveCounts(), before);
});

test('a value of another shape, and one that is missing, are refused', () => {
  using weight = full([3], 5);
  const load = new Load(new Map([['fc_weight', weight]]));
  assert.throws(() => valueOf(load, 'fc_weight'), /the loaded fc_weight has the shape \(3\)/);
  assert.throws(() => valueOf(load, 'fc_bias'), /there is no value for fc_bias/);
  load.dispose();
  assert.equal(weight.disposed, false);
});
