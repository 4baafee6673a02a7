import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createInitializer, INITIALIZER_NAMES } from '../../src/initializer/create.js';
import type { Initializer } from '../../src/initializer/initializer.js';
import { full } from '../../src/ndarray/create.js';
import { isDType } from '../../src/ndarray/dtype.js';
import { seed } from '../../src/runtime/random.js';
import { pythonJson } from '../support/python.js';

interface Case {
  name: string;
  options: Record<string, unknown>;
  /** Of the parameter. */
  parameter: string;
  attributes?: Record<string, string>;
  shape: number[];
  dtype?: string;
}

const WEIGHT = { parameter: 'fc_weight', shape: [7, 5] };
const KERNEL = { parameter: 'conv_weight', shape: [6, 5, 3, 3] };

/** Whatever libmxnet draws has to have the bytes of Python. */
const CASES: Case[] = [
  { name: 'zero', options: {}, ...WEIGHT },
  { name: 'zeros', options: {}, ...KERNEL },
  { name: 'one', options: {}, ...WEIGHT },
  { name: 'Ones', options: {}, ...WEIGHT },
  { name: 'constant', options: { value: 0.1 }, ...WEIGHT },
  {
    name: 'constant',
    options: {
      value: [
        [1, 2.5],
        [-3, 0.1],
      ],
    },
    parameter: 'a_weight',
    shape: [2, 2],
  },
  { name: 'uniform', options: {}, ...WEIGHT },
  { name: 'uniform', options: { scale: 0.3 }, ...KERNEL },
  { name: 'normal', options: {}, ...KERNEL },
  { name: 'normal', options: { sigma: 2 }, ...WEIGHT, dtype: 'float16' },
  { name: 'xavier', options: {}, ...KERNEL },
  { name: 'xavier', options: { rnd_type: 'gaussian', factor_type: 'in', magnitude: 2 }, ...KERNEL },
  { name: 'xavier', options: { factor_type: 'out', magnitude: 2.34 }, ...WEIGHT },
  { name: 'Xavier', options: {}, ...WEIGHT, dtype: 'float16' },
  { name: 'msraprelu', options: {}, ...KERNEL },
  { name: 'MSRAPrelu', options: { factor_type: 'in', slope: 0.1 }, ...WEIGHT },
  { name: 'bilinear', options: {}, parameter: 'up_weight', shape: [2, 3, 4, 4] },
  { name: 'bilinear', options: {}, parameter: 'up_weight', shape: [2, 1, 3, 5] },
  {
    name: 'zero',
    options: {},
    parameter: 'lstm_bias',
    attributes: { __init__: '["lstmbias", {"forget_bias": 2.5}]' },
    shape: [13],
  },
  ...['fc_bias', 'bn_gamma', 'bn_beta', 'a_min', 'a_max', 'myweight', 'q_bias_quantize'].map(
    (parameter) => ({ name: 'uniform', options: {}, parameter, shape: [3, 2] }),
  ),
  {
    name: 'uniform',
    options: {},
    parameter: 'prelu0_gamma',
    attributes: { __init__: '["Constant", {"value": 0.25}]' },
    shape: [3],
  },
  {
    name: 'uniform',
    options: {},
    parameter: 'odd',
    attributes: { __init__: '["normal", {"sigma": 0.5}]' },
    shape: [4, 4],
  },
  {
    name: 'uniform',
    options: {},
    parameter: 'bn_moving_mean',
    attributes: { __init__: '["zero", {}]' },
    shape: [4],
  },
];

function initialize(initializer: Initializer, item: Case, seedValue: number): number[] {
  const dtype = item.dtype ?? 'float32';
  assert.ok(isDType(dtype));
  using array = full(item.shape, 9, { dtype });
  seed(seedValue);
  initializer.initialize(
    { name: item.parameter, attributes: new Map(Object.entries(item.attributes ?? {})) },
    array,
  );
  const { buffer } = array.dataSync();
  return [...(dtype === 'float16' ? new Uint16Array(buffer) : new Int32Array(buffer))];
}

test('every initializer gives the bytes of Python', async () => {
  const goldens = await pythonJson<number[][]>(`
import json, mxnet as mx
out = []
for i, case in enumerate(json.loads(${JSON.stringify(JSON.stringify(CASES))})):
    array = mx.nd.full(tuple(case['shape']), 9, dtype=case.get('dtype', 'float32'))
    mx.random.seed(i)
    initializer = mx.init.create(case['name'], **case['options'])
    initializer(mx.init.InitDesc(case['parameter'], case.get('attributes')), array)
    out.append(array.asnumpy().view('uint16' if array.dtype == mx.np.float16 else 'int32').ravel().tolist())
print(json.dumps(out))
`);
  for (const [i, item] of CASES.entries()) {
    const actual = initialize(createInitializer(item.name, item.options), item, i);
    assert.deepEqual(actual, goldens[i], JSON.stringify(item));
  }
});

test('every initializer of Python but the fused RNN has its name here', async () => {
  const names = await pythonJson<string[]>(`
import json, mxnet as mx
from mxnet import registry
print(json.dumps(list(registry.get_registry(mx.init.Initializer))))
`);
  assert.deepEqual([...INITIALIZER_NAMES].sort(), names.filter((n) => n !== 'fusedrnn').sort());
});

test('an unknown name is answered with those that exist', () => {
  const message = /must be one of zero, .*, lstmbias, received kaiming/;
  assert.throws(() => createInitializer('kaiming'), { name: 'RangeError', message });
  assert.throws(() => createInitializer('__proto__'), RangeError);
});

test('a text with options makes an initializer', () => {
  const item = { name: '', options: {}, ...WEIGHT };
  const expected = initialize(createInitializer('uniform', { scale: 0.3 }), item, 3);
  const described = createInitializer('["uniform", {"scale": 0.3}]');
  assert.deepEqual(initialize(described, item, 3), expected);
});

test('options out of range are refused by name', () => {
  const refused: [option: string, name: string, options: Record<string, unknown>][] = [
    ['sigma', 'uniform', { sigma: 1 }],
    ['value', 'constant', {}],
    ['value', 'constant', { value: 'x' }],
    ['scale', 'uniform', { scale: 'wide' }],
    ['sigma', 'normal', { sigma: Number.NaN }],
    ['rndType', 'xavier', { rnd_type: 'normal' }],
    ['factorType', 'xavier', { factorType: 'both' }],
    ['magnitude', 'xavier', { magnitude: '3' }],
    ['slope', 'msraprelu', { slope: null }],
    ['randType', 'orthogonal', { rand_type: 'gaussian' }],
    ['forgetBias', 'lstmbias', { forget_bias: 'x' }],
  ];
  for (const [option, name, options] of refused) {
    assert.throws(
      () => createInitializer(name, options),
      (error: Error) => {
        assert.ok(error instanceof RangeError);
        assert.ok(error.message.includes(`\`${option}\``), `${name}: ${error.message}`);
        return true;
      },
    );
  }
});

test('a parameter that no rule fits is named', () => {
  const initializer = createInitializer('uniform');
  using array = full([2], 0);
  const attempt =
    (name: string, attributes: [string, string][] = []) =>
    () =>
      initializer.initialize({ name, attributes: new Map(attributes) }, array);
  assert.throws(attempt('prelu_alpha'), /cannot tell how to initialize prelu_alpha/);
  assert.throws(attempt('w', [['__init__', '["uniform"']]), /is not JSON/);
  assert.throws(attempt('w', [['__init__', '[3]']]), /is not a name with options/);
  assert.throws(attempt('w', [['__init__', '["nothing", {}]']]), /must be one of/);
  const xavier = createInitializer('xavier');
  assert.throws(
    () => xavier.initialize({ name: 'v_weight', attributes: new Map() }, array),
    /Xavier needs a weight of at least two dimensions, v_weight has 1/,
  );
  const bilinear = createInitializer('bilinear');
  assert.throws(
    () => bilinear.initialize({ name: 'v_weight', attributes: new Map() }, array),
    /Bilinear needs a weight of four dimensions, v_weight has 1/,
  );
  const constant = createInitializer('constant', { value: [1, 2, 3] });
  assert.throws(
    () => constant.initialize({ name: 'v_weight', attributes: new Map() }, array),
    /v_weight has 2 elements, but 3 values are given/,
  );
});
