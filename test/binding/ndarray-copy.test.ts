/** Values between arrays and typed arrays. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { NativeNDArray, TypedArray } from '../../src/native/contract.js';
import { type DType, typedArrayFor } from '../../src/ndarray/dtype.js';
import { operatorId } from '../../src/operators/registry.js';
import { mxnet } from '../../src/runtime/library.js';
import { collectGarbage } from '../support/live-counts.js';
import { assertCallFails } from '../support/native-errors.js';
import { array } from '../support/native-objects.js';

const { NDArray } = mxnet();

/** For each dtype code three values in the typed array that belongs to it. */
const TYPES: readonly (readonly [name: DType, code: number, values: TypedArray])[] = [
  ['float32', 0, Float32Array.of(1.5, -0, Number.NaN)],
  ['float64', 1, Float64Array.of(1 / 3, Number.MIN_VALUE, Number.NEGATIVE_INFINITY)],
  ['float16', 2, Uint16Array.of(0x3c00, 0x8000, 0x7bff)],
  ['uint8', 3, Uint8Array.of(0, 1, 255)],
  ['int32', 4, Int32Array.of(-(2 ** 31), 0, 2 ** 31 - 1)],
  ['int8', 5, Int8Array.of(-128, 0, 127)],
  ['int64', 6, BigInt64Array.of(-(2n ** 63n), 0n, 2n ** 63n - 1n)],
  ['bool', 7, Uint8Array.of(0, 1, 1)],
];

for (const [name, code, values] of TYPES) {
  test(`a new ${name} array takes its values at once, and gives them together with others`, async () => {
    const [first, second] = [values, values].map((source) =>
      NDArray.fromValues(source, [3, 1], 0, code),
    ) as [NativeNDArray, NativeNDArray];
    assert.deepEqual(first.shape(), [3, 1]);
    assert.equal(first.dtype(), code);
    assert.deepEqual(first.context(), [1, 0]);
    const targets = [typedArrayFor(name, 3), typedArrayFor(name, 3)];
    await NDArray.copyAllTo([first, second], targets);
    assert.deepEqual(targets, [values, values]);
    first.close();
    second.close();
  });

  test(`${name} values come back bit by bit, at once and over the lane`, async () => {
    const created = NDArray.create([3], 1, 0, false, code);
    assert.equal(created.dtype(), code);
    created.copyFromSync(values);
    const atOnce = typedArrayFor(name, 3);
    created.copyToSync(atOnce);
    assert.deepEqual(atOnce, values);

    const zeros = typedArrayFor(name, 3);
    await created.copyFrom(zeros);
    const overLane = values.slice();
    await created.copyTo(overLane);
    assert.deepEqual(overLane, zeros);
    created.close();
  });

  test(`${name} takes no other typed array`, async () => {
    const created = NDArray.create([3], 1, 0, false, code);
    const others: TypedArray[] = TYPES.map(([, , other]) => other).filter(
      (other) => other.constructor !== values.constructor,
    );
    const strange: unknown[] = [
      ...others,
      new Uint8ClampedArray(3),
      new Uint32Array(3),
      new BigUint64Array(3),
      new DataView(new ArrayBuffer(12)),
      new ArrayBuffer(12),
      [1, 2, 3],
    ];
    for (const other of strange as TypedArray[]) {
      const expected = { name: 'TypeError', message: /must be an? \w+Array$/ };
      assert.throws(() => created.copyFromSync(other), expected);
      assert.throws(() => created.copyToSync(other), expected);
      await assert.rejects(async () => created.copyFrom(other), expected);
      await assert.rejects(async () => created.copyTo(other), expected);
    }
    created.close();
  });
}

test('a typed array of another length is refused', async () => {
  const created = array([1, 2, 3]);
  for (const length of [0, 2, 4]) {
    const memory = new Float32Array(length);
    const expected = {
      name: 'RangeError',
      message: `\`source\` must have 3 elements, received ${length}`,
    };
    assert.throws(() => created.copyFromSync(memory), expected);
    await assert.rejects(async () => created.copyFrom(memory), expected);
    assert.throws(() => created.copyToSync(memory), /`target` must have 3 elements/);
    await assert.rejects(async () => created.copyTo(memory), /`target` must have 3 elements/);
  }
  created.close();
});

test('a typed array whose memory was transferred away is refused', () => {
  const created = array([1, 2, 3]);
  const memory = new Float32Array(3);
  structuredClone(memory.buffer, { transfer: [memory.buffer] });
  assert.throws(() => created.copyToSync(memory), /`target` must have 3 elements, received 0/);
  created.close();
});

test('a part of a larger buffer, and shared memory, can be copied from and to', async () => {
  const created = array([0, 0]);
  const whole = Float32Array.of(1, 2, 3, 4);
  created.copyFromSync(whole.subarray(1, 3));
  const shared = new Float32Array(new SharedArrayBuffer(8));
  await created.copyTo(shared);
  assert.deepEqual([...shared], [2, 3]);
  await created.copyTo(whole.subarray(2));
  assert.deepEqual([...whole], [1, 2, 2, 3]);
  created.close();
});

test('the lane keeps arrays and memory alive that JavaScript has dropped', async () => {
  const size = 1 << 18;
  const copies = Array.from({ length: 20 }, async (_, i) => {
    const created = NDArray.create([size], 1, 0, false, 0);
    const filled = created.copyFrom(new Float32Array(size).fill(i));
    const target = new Float32Array(size);
    const done = created.copyTo(target);
    created.close();
    await filled;
    await done;
    assert.deepEqual([target[0], target[size - 1]], [i, i]);
  });
  await collectGarbage();
  await Promise.all(copies);
});

test('jobs of the lane run in the order in which they were called', async () => {
  const created = array([0]);
  const seen: number[] = [];
  await Promise.all(
    Array.from({ length: 200 }, async (_, i) => {
      const target = new Float32Array(1);
      const written = created.copyFrom(Float32Array.of(i));
      const read = created.copyTo(target);
      await written;
      await read;
      assert.equal(target[0], i);
      seen.push(i);
    }),
  );
  assert.deepEqual(
    seen,
    Array.from({ length: 200 }, (_, i) => i),
  );
  created.close();
});

/** An operator that is accepted, and fails when it is computed: there is no square root of -1. */
function failLate(): NativeNDArray {
  const matrix = array([-1], [1, 1]);
  const [root] = mxnet().invoke(operatorId('_linalg_potrf'), [matrix], null, [], []);
  matrix.close();
  assert.ok(root);
  return root;
}

test('the error of an operator is reported by the next wait on its result, once', async () => {
  const waits: [call: string, (result: NativeNDArray) => unknown][] = [
    ['MXNDArrayWaitToRead', (result) => result.waitToRead()],
    ['MXNDArraySyncCopyToCPU', (result) => result.copyTo(new Float32Array(1))],
    ['MXNDArraySyncCopyToCPU', (result) => result.copyToSync(new Float32Array(1))],
  ];
  for (const [call, wait] of waits) {
    const result = failLate();
    await assertCallFails(call, /potrf failed/, () => wait(result));
    await result.waitToRead();
    result.close();
  }
});

test('an error travels to what is computed from the result, and is reported once for all', async () => {
  const root = failLate();
  const [sum] = mxnet().invoke(operatorId('_plus_scalar'), [root], null, ['scalar'], ['1.0']);
  assert.ok(sum);
  await assertCallFails('MXNDArraySyncCopyToCPU', /potrf failed/, () =>
    sum.copyTo(new Float32Array(1)),
  );
  await root.waitToRead();
  sum.close();
  root.close();
});

test('waitAll reports an error that nobody has seen, and then none', async () => {
  const root = failLate();
  await assertCallFails('MXNDArrayWaitAll', /potrf failed/, () => mxnet().waitAll());
  await mxnet().waitAll();
  root.close();
});

test('a new array is refused values that do not fit', () => {
  const make = (values: TypedArray, shape: number[], dtype = 0) =>
    NDArray.fromValues(values, shape, 0, dtype);
  assert.throws(() => make(new Float32Array(3), [2]), {
    name: 'RangeError',
    message: '`values` must have 2 elements, received 3',
  });
  assert.throws(() => make(new Float64Array(2), [2]), /`values` must be a Float32Array/);
  assert.throws(() => make(new Float32Array(1), []), /`shape` must be an array with at least one/);
  assert.throws(() => make(new Float32Array(1), [1], 99), /`dtype` must be a known dtype code/);
});

test('a new array is filled while the engine is busy, without waiting for it', () => {
  const side = 1500;
  const factor = NDArray.create([side, side], 1, 0, false, 0);
  const inputs = [factor, factor];
  const started = performance.now();
  const products = Array.from({ length: 4 }, () =>
    mxnet().invoke(operatorId('dot'), inputs, null, [], []),
  ).flat();
  const filled = NDArray.fromValues(Float32Array.of(1, 2), [2], 0, 0);
  const pushed = performance.now() - started;
  products.at(-1)?.copyToSync(new Float32Array(side * side));
  const computed = performance.now() - started;
  assert.ok(pushed < computed / 2, `filled after ${pushed} ms, computed after ${computed} ms`);
  for (const array of [factor, filled, ...products]) array.close();
});

test('copies of several arrays fail as a whole when one does not fit', async () => {
  const [left, right] = [array([1, 2]), array([3])];
  const targets = [new Float32Array(2), new Float32Array(2)];
  assert.throws(() => NDArray.copyAllTo([left, right], targets), {
    message: '`targets` must have 1 elements, received 2',
  });
  assert.throws(() => NDArray.copyAllTo([left, right], [new Float32Array(2)]), {
    message: '`arrays` and `targets` must have the same length',
  });
  assert.deepEqual(targets, [new Float32Array(2), new Float32Array(2)]);
  // The list of targets may change and go while the copies wait.
  const kept = new Float32Array(2);
  const given = [kept, new Float32Array(1)];
  const copied = NDArray.copyAllTo([left, right], given);
  given.length = 0;
  await collectGarbage();
  await copied;
  assert.deepEqual(kept, Float32Array.of(1, 2));
  left.close();
  right.close();
});
