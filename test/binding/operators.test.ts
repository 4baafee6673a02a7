/** The list of operators, and calling them. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { operatorId } from '../../src/operators/registry.js';
import { mxnet } from '../../src/runtime/library.js';
import { settleLiveCounts, withLiveCounts } from '../support/live-counts.js';
import { assertCallFails } from '../support/native-errors.js';
import { array, valuesOf } from '../support/native-objects.js';

const { invoke, describeOperator, listOperators, liveCounts } = mxnet();

test('the operators of the library are listed once each, the old interface included', () => {
  const names = listOperators();
  assert.equal(new Set(names).size, names.length);
  for (const name of ['FullyConnected', 'Convolution', 'BatchNorm', 'sgd_mom_update', 'Custom']) {
    assert.ok(names.includes(name), name);
  }
});

test('every operator can be described', () => {
  for (const [number, name] of listOperators().entries()) {
    const described = describeOperator(number);
    assert.equal(typeof described.name, 'string', name);
    const { argumentNames, argumentTypes, argumentDescriptions } = described;
    assert.equal(argumentTypes.length, argumentNames.length, name);
    assert.equal(argumentDescriptions.length, argumentNames.length, name);
  }
});

test('a description tells arguments, types and the argument that counts inputs', () => {
  const dense = describeOperator(operatorId('FullyConnected'));
  assert.equal(dense.name, 'FullyConnected');
  assert.match(dense.description, /linear transformation/);
  assert.deepEqual(dense.argumentNames.slice(0, 4), ['data', 'weight', 'bias', 'num_hidden']);
  assert.equal(dense.argumentTypes[0], 'NDArray-or-Symbol');
  assert.equal(dense.argumentTypes[3], 'int, required');
  assert.equal(dense.countArgument, '');
  assert.equal(describeOperator(operatorId('Concat')).countArgument, 'num_args');
});

test('a number that no operator has is refused', async () => {
  const number = listOperators().length;
  const message = new RegExp(`no operator has the number ${number}`);
  await assertCallFails('NNGetOpHandle', message, () => describeOperator(number));
  await assertCallFails('NNGetOpHandle', message, () => invoke(number, [], null, [], []));
});

test('an operator makes its results', async () => {
  const input = array([1, 2, 3]);
  const results = invoke(operatorId('_plus_scalar'), [input], null, ['scalar'], ['0.5']);
  assert.equal(results.length, 1);
  for (const result of results) {
    assert.deepEqual(await valuesOf(result), [1.5, 2.5, 3.5]);
    result.close();
  }
  input.close();
});

test('an operator with several results makes all of them', async () => {
  const input = array([1, 2, 3, 4], [2, 2]);
  const results = invoke(operatorId('SliceChannel'), [input], null, ['num_outputs'], ['2']);
  assert.deepEqual(await Promise.all(results.map(valuesOf)), [
    [1, 3],
    [2, 4],
  ]);
  for (const result of [input, ...results]) result.close();
});

test('an operator without inputs makes its result on the device that it is told', () => {
  const keys = ['shape', 'ctx', 'dtype'];
  const [zeros] = invoke(operatorId('_zeros'), [], null, keys, ['(2, 2)', 'cpu(1)', 'int32']);
  assert.ok(zeros);
  assert.deepEqual(zeros.context(), [1, 1]);
  assert.equal(zeros.dtype(), 4);
  zeros.close();
});

test('results go into given arrays, the input itself included', async () => {
  const input = array([1, 2]);
  const output = array([0, 0]);
  const plus = operatorId('_plus_scalar');
  assert.deepEqual(invoke(plus, [input], [output], ['scalar'], ['1.0']), []);
  assert.deepEqual(await valuesOf(output), [2, 3]);
  invoke(plus, [input], [input], ['scalar'], ['10.0']);
  assert.deepEqual(await valuesOf(input), [11, 12]);
  input.close();
  output.close();
});

test('an empty list of outputs is refused: nobody would own what is made', async () => {
  const input = array([1]);
  await withLiveCounts(() => {
    assert.throws(
      () => invoke(operatorId('_plus_scalar'), [input], [], ['scalar'], ['1.0']),
      /`outputs` must be null or an array of NDArrays/,
    );
  });
  input.close();
});

test('attributes and their values must be equally many', () => {
  const input = array([1]);
  assert.throws(() => invoke(operatorId('_plus_scalar'), [input], null, ['scalar'], []), {
    name: 'RangeError',
    message: '`keys` and `values` must have the same length',
  });
  input.close();
});

test('what does not fit together fails in libmxnet and leaves nothing behind', async () => {
  const matrix = array([1, 2, 3, 4], [2, 2]);
  const vector = array([1, 2, 3]);
  const dense = operatorId('FullyConnected');
  const fails = (message: RegExp, body: () => unknown) =>
    assertCallFails('MXImperativeInvokeEx', message, body);
  await withLiveCounts(async () => {
    await fails(/expects 3 inputs, but got 1/, () =>
      invoke(dense, [matrix], null, ['num_hidden'], ['3']),
    );
    await fails(/Shape inconsistent/, () =>
      invoke(dense, [matrix, vector, vector], null, ['num_hidden'], ['3']),
    );
    await fails(/Cannot find argument 'num_hiden'/, () =>
      invoke(dense, [matrix], null, ['num_hiden'], ['3']),
    );
    await fails(/Required parameter num_hidden/, () => invoke(dense, [matrix], null, [], []));
    await fails(/Invalid Parameter format for num_hidden/, () =>
      invoke(dense, [matrix], null, ['num_hidden'], ['many']),
    );
    const plus = operatorId('_plus_scalar');
    await fails(/Operator expects 1 .*but got 2/, () =>
      invoke(plus, [matrix], [matrix, matrix], ['scalar'], ['1.0']),
    );
    await fails(/Incompatible attr|shape/i, () =>
      invoke(plus, [matrix], [vector], ['scalar'], ['1.0']),
    );
  });
  matrix.close();
  vector.close();
});

test('an input may be closed as soon as the operator was called', async () => {
  const before = liveCounts();
  const size = 1 << 20;
  const input = mxnet().NDArray.create([size], 1, 0, false, 0);
  input.copyFromSync(new Float32Array(size).fill(1));
  const plus = operatorId('_plus_scalar');
  let last = input;
  for (let i = 0; i < 20; i++) {
    const [next] = invoke(plus, [last], null, ['scalar'], ['1.0']);
    assert.ok(next);
    last.close();
    last = next;
  }
  const target = new Float32Array(size);
  await last.copyTo(target);
  assert.deepEqual([target[0], target[size - 1]], [21, 21]);
  last.close();
  await settleLiveCounts(before);
});

test('an array that an argument closes while it is read stays alive for the call', async () => {
  const input = array([1]);
  const list = [input, input];
  Object.defineProperty(list, 1, {
    get() {
      input.close();
      return other;
    },
  });
  const other = array([2]);
  const [sum] = invoke(operatorId('elemwise_add'), list, null, [], []);
  assert.ok(sum);
  assert.deepEqual(await valuesOf(sum), [3]);
  sum.close();
  other.close();
});
