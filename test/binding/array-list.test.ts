import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { NativeNDArray } from '../../src/native/contract.js';
import { operatorId } from '../../src/operators/registry.js';
import { mxnet } from '../../src/runtime/library.js';
import { withLiveCounts } from '../support/live-counts.js';
import { array, valuesOf } from '../support/native-objects.js';

function closeAll(arrays: readonly NativeNDArray[]): void {
  for (const one of arrays) one.close();
}

test('a list is given to many calls, and keeps its own arrays', async () => {
  await withLiveCounts(async () => {
    const [left, right, sum] = [array([1, 2]), array([10, 20]), array([0, 0])];
    const source = [left, right];
    const inputs = mxnet().ArrayList.of(source);
    source.pop();
    assert.equal(inputs.length(), 2);
    const kernel = mxnet().Kernel.create(operatorId('elemwise_add'), [], []);
    kernel.run(inputs, [sum], []);
    assert.deepEqual(await valuesOf(sum), [11, 22]);
    kernel.run([left, left], mxnet().ArrayList.of([sum]), []);
    assert.deepEqual(await valuesOf(sum), [2, 4]);
    closeAll([left, right, sum]);
  });
});

test('a list with an array that was closed meanwhile is refused', () => {
  const [input, output] = [array([1]), array([0])];
  const list = mxnet().ArrayList.of([input]);
  const kernel = mxnet().Kernel.create(operatorId('_plus_scalar'), ['scalar'], ['1.0']);
  input.close();
  assert.throws(() => kernel.run(list, [output], []), { code: 'ERR_MXNET_DISPOSED' });
  assert.throws(() => mxnet().ArrayList.of([input]), { code: 'ERR_MXNET_DISPOSED' });
  output.close();
});

test('something that is no list of arrays is refused', () => {
  const kernel = mxnet().Kernel.create(operatorId('_plus_scalar'), ['scalar'], ['1.0']);
  const output = array([0]);
  assert.throws(() => kernel.run(output as never, [output], []), {
    message: 'expected an instance of ArrayList',
  });
  output.close();
});

test('a kernel takes the changing attributes with each call, the others once', async () => {
  const [input, output] = [array([1, 5, 9]), array([0, 0, 0])];
  const kernel = mxnet().Kernel.create(operatorId('clip'), ['a_max', 'a_min'], ['2.0']);
  for (const [most, expected] of [
    ['6.0', [2, 5, 6]],
    ['3.0', [2, 3, 3]],
  ] as const) {
    kernel.run([input], [output], [most]);
    assert.deepEqual(await valuesOf(output), expected);
  }
  for (const values of [[], ['6.0', '7.0']]) {
    assert.throws(() => kernel.run([input], [output], values), {
      name: 'RangeError',
      message: '`values` must have one text for each changing attribute',
    });
  }
  assert.throws(() => kernel.run([input], [], ['6.0']), {
    message: '`outputs` must be a list of at least one NDArray',
  });
  assert.throws(() => mxnet().Kernel.create(operatorId('clip'), ['a_max'], ['1.0', '2.0']), {
    message: '`fixedValues` must not be longer than `keys`',
  });
  closeAll([input, output]);
});
