/** Binding symbols, and computing with them. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type {
  BindOptions,
  NativeExecutor,
  NativeNDArray,
  NativeSymbol,
  SimpleBindOptions,
} from '../../src/native/contract.js';
import { mxnet } from '../../src/runtime/library.js';
import { withLiveCounts } from '../support/live-counts.js';
import { assertCallFails } from '../support/native-errors.js';
import {
  array,
  CPU,
  classifier,
  classifierBinding,
  node,
  valuesOf,
} from '../support/native-objects.js';

const { Executor, Symbol: SymbolClass } = mxnet();

/** data * weight, with one number per row. */
function product(): NativeSymbol {
  const data = SymbolClass.variable('data');
  const weight = SymbolClass.variable('weight');
  const result = node('elemwise_mul', 'product', { lhs: data, rhs: weight });
  data.close();
  weight.close();
  return result;
}

function closeAll(arrays: readonly (NativeNDArray | null)[]): void {
  for (const each of arrays) each?.close();
}

/** The first output's values. */
async function outputOf(executor: NativeExecutor): Promise<number[]> {
  const outputs = executor.outputs();
  const [first] = outputs;
  assert.ok(first);
  const values = await valuesOf(first);
  closeAll(outputs);
  return values;
}

async function simpleBind(changes: Partial<SimpleBindOptions> = {}): Promise<NativeExecutor> {
  const symbol = classifier();
  try {
    return await Executor.simpleBind(symbol, classifierBinding(changes));
  } finally {
    symbol.close();
  }
}

/** Options that bind {@link product} to given arrays. */
function binding(changes: Partial<BindOptions> = {}): BindOptions {
  return {
    ...CPU,
    arguments: [],
    gradients: [],
    gradientTypes: [],
    auxiliaryStates: [],
    shared: null,
    ...changes,
  };
}

test('simpleBind makes arguments, the wanted gradients and auxiliary states', async () => {
  await withLiveCounts(async () => {
    const data = SymbolClass.variable('data');
    const norm = node('BatchNorm', 'bn', { data });
    const executor = await Executor.simpleBind(norm, {
      ...classifierBinding(),
      gradientNames: ['data', 'bn_gamma', 'bn_beta'],
      gradientTypes: ['null', 'write', 'add'],
      shapeNames: ['data'],
      shapes: [[2, 3]],
    });
    const parts = [executor.arguments(), executor.gradients(), executor.auxiliaryStates()];
    assert.deepEqual(
      parts.map((part) => part.map((each) => each?.shape() ?? null)),
      [
        [[2, 3], [3], [3]],
        [null, [3], [3]],
        [[3], [3]],
      ],
    );
    for (const part of parts) closeAll(part);
    executor.close();
    norm.close();
    data.close();
  });
});

test('an element type of an input decides about the others', async () => {
  const executor = await simpleBind({ typeNames: ['data'], types: [1] });
  const given = executor.arguments();
  assert.deepEqual(
    given.map((each) => each.dtype()),
    [1, 1, 1, 1],
  );
  closeAll(given);
  executor.close();
});

test('what cannot be bound fails in libmxnet and leaves nothing behind', async () => {
  const wrong: [message: RegExp, changes: Partial<SimpleBindOptions>][] = [
    [/InferShape pass cannot decide shapes/, { shapeNames: [], shapes: [] }],
    [/Shape inconsistent/, { shapes: [[2, 4], [3]] }],
    [/grad_req=maybe is not a valid input/, { gradientTypes: ['maybe', 'null', 'null', 'null'] }],
    [/USE_CUDA=1/, { deviceType: 2 }],
  ];
  await withLiveCounts(async () => {
    for (const [message, changes] of wrong) {
      await assertCallFails('MXExecutorSimpleBind', message, () => simpleBind(changes));
    }
  });
});

test('lists that belong together must be equally long', async () => {
  const wrong: Partial<SimpleBindOptions>[] = [
    { gradientNames: ['data'] },
    { shapes: [] },
    { types: [0] },
    { groupNames: ['a'], groupDeviceTypes: [1] },
  ];
  for (const changes of wrong) {
    await assert.rejects(simpleBind(changes), { name: 'RangeError', message: /length/ });
  }
});

test('an option of a wrong type is named', async () => {
  const wrong: [name: string, value: unknown][] = [
    ['deviceType', '1'],
    ['deviceId', 1.5],
    ['groupNames', 'a'],
    ['gradientTypes', [1, 2, 3, 4]],
    ['shapes', [['2']]],
    ['types', ['float32']],
    ['sharedArgumentNames', undefined],
  ];
  for (const [name, value] of wrong) {
    await assert.rejects(simpleBind({ [name]: value }), {
      name: 'TypeError',
      message: new RegExp(`\`${name}\` must be`),
    });
  }
  await assert.rejects(simpleBind({ shared: {} as NativeExecutor }), /instance of Executor/);
});

test('forward computes the outputs, again and again', async () => {
  await withLiveCounts(async () => {
    const symbol = product();
    const [data, weight] = [array([1, 2, 3]), array([10, 20, 30])];
    const executor = await Executor.bind(
      symbol,
      binding({ arguments: [data, weight], gradients: [null, null], gradientTypes: [0, 0] }),
    );
    executor.forward(false);
    assert.deepEqual(await outputOf(executor), [10, 40, 90]);
    data.copyFromSync(Float32Array.of(4, 5, 6));
    executor.forward(true);
    assert.deepEqual(await outputOf(executor), [40, 100, 180]);
    closeAll([data, weight]);
    executor.close();
    symbol.close();
  });
});

test('backward computes gradients from those of the outputs, and adds them where it is asked to', async () => {
  await withLiveCounts(async () => {
    const symbol = product();
    const given = [array([1, 2]), array([10, 20])];
    const gradients = [array([0, 0]), array([0.5, 0.5])];
    const executor = await Executor.bind(
      symbol,
      binding({ arguments: given, gradients, gradientTypes: [1, 3] }),
    );
    const head = array([1, 100]);
    executor.forward(true);
    executor.backward([head], true);
    executor.forward(true);
    executor.backward([head], true);
    assert.deepEqual(await Promise.all(gradients.map(valuesOf)), [
      [10, 2000],
      [2.5, 400.5],
    ]);
    closeAll([...given, ...gradients, head]);
    executor.close();
    symbol.close();
  });
});

test('a network that ends in a loss needs no gradients of its outputs', async () => {
  const executor = await simpleBind();
  const given = executor.arguments();
  const values = [
    new Float32Array(8).fill(1),
    new Float32Array(12),
    Float32Array.of(0, 0, 0),
    Float32Array.of(0, 2),
  ];
  for (const [i, value] of values.entries()) given[i]?.copyFromSync(value);
  executor.forward(true);
  const third = Math.fround(1 / 3);
  assert.deepEqual(await outputOf(executor), Array(6).fill(third));
  executor.backward([], true);
  const gradients = executor.gradients();
  const bias = gradients[2];
  assert.ok(bias);
  const [left = 0, middle = 0, right = 0] = await valuesOf(bias);
  assert.ok(Math.abs(left + 1 / 3) < 1e-6 && Math.abs(middle - 2 / 3) < 1e-6);
  assert.equal(left, right);
  closeAll([...given, ...gradients]);
  executor.close();
});

test('arrays that do not fit the symbol fail in libmxnet or are refused', async () => {
  const symbol = product();
  const [data, weight] = [array([1, 2, 3]), array([1, 2])];
  const bound = (changes: Partial<BindOptions>) => () => Executor.bind(symbol, binding(changes));
  await withLiveCounts(async () => {
    await assertCallFails(
      'MXExecutorBindEX',
      /Incompatible attr|Shape inconsistent|shape/,
      bound({ arguments: [data, weight], gradients: [null, null], gradientTypes: [0, 0] }),
    );
    await assertCallFails(
      'MXExecutorBindEX',
      /Check failed|range_check/,
      bound({ arguments: [data], gradients: [null], gradientTypes: [0] }),
    );
  });
  const same = '`arguments`, `gradients` and `gradientTypes` must have the same length';
  const refused = { name: 'RangeError', message: same };
  await assert.rejects(async () => bound({ arguments: [data], gradients: [] })(), refused);
  await assert.rejects(
    async () => bound({ arguments: [data], gradients: [null], gradientTypes: [] })(),
    refused,
  );
  const missing = [null] as unknown as NativeNDArray[];
  await assert.rejects(
    async () => bound({ arguments: missing, gradients: [null], gradientTypes: [0] })(),
    /instance of NDArray/,
  );
  closeAll([data, weight]);
  symbol.close();
});

test('a reshaped executor shares the parameters and computes other batches', async () => {
  await withLiveCounts(async () => {
    const executor = await simpleBind();
    const given = executor.arguments();
    given[1]?.copyFromSync(new Float32Array(12));
    given[2]?.copyFromSync(Float32Array.of(0, Math.log(2), Math.log(4)));
    const smaller = await executor.reshape({
      ...CPU,
      partialShaping: false,
      allowUpSizing: false,
      shapeNames: ['data', 'softmax_label'],
      shapes: [[1, 4], [1]],
    });
    executor.close();
    const own = smaller.arguments();
    assert.deepEqual(own[0]?.shape(), [1, 4]);
    own[0]?.copyFromSync(new Float32Array(4));
    smaller.forward(false);
    const [first = 0, second = 0, third = 0] = await outputOf(smaller);
    assert.ok(Math.abs(second / first - 2) < 1e-5 && Math.abs(third / first - 4) < 1e-5);
    closeAll([...given, ...own]);
    smaller.close();
  });
});

test('a larger batch needs permission', async () => {
  const executor = await simpleBind();
  const larger = (allowUpSizing: boolean) =>
    executor.reshape({
      ...CPU,
      partialShaping: false,
      allowUpSizing,
      shapeNames: ['data', 'softmax_label'],
      shapes: [[8, 4], [8]],
    });
  await assertCallFails('MXExecutorReshape', /allow_up_sizing/, () => larger(false));
  const allowed = await larger(true);
  allowed.forward(false);
  const outputs = allowed.outputs();
  assert.deepEqual(outputs[0]?.shape(), [8, 3]);
  closeAll(outputs);
  allowed.close();
  executor.close();
});

test('a reshape that nobody awaited does not meet a running forward', async () => {
  await withLiveCounts(async () => {
    const executor = await simpleBind();
    const shapes = (rows: number) => [[rows, 4], [rows]];
    for (let i = 0; i < 20; i++) {
      const reshaped = [1, 2].map((rows) =>
        executor.reshape({
          ...CPU,
          partialShaping: false,
          allowUpSizing: true,
          shapeNames: ['data', 'softmax_label'],
          shapes: shapes(rows),
        }),
      );
      for (let k = 0; k < 50; k++) {
        executor.forward(true);
        executor.backward([], true);
        closeAll(executor.outputs());
      }
      for (const each of await Promise.all(reshaped)) each.close();
    }
    executor.close();
  });
});

test('an executor that is bound to share memory keeps the other one alive', async () => {
  await withLiveCounts(async () => {
    const large = await simpleBind({ shapes: [[8, 4], [8]] });
    const small = await simpleBind({ shared: large });
    large.close();
    small.forward(true);
    small.backward([], true);
    assert.equal((await outputOf(small)).length, 6);
    small.close();
  });
});
