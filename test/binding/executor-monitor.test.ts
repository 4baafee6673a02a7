/** The monitor: a function of ours that libmxnet calls in the middle of forward and backward. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { NativeExecutor, NativeNDArray } from '../../src/native/contract.js';
import { operatorId } from '../../src/operators/registry.js';
import { mxnet } from '../../src/runtime/library.js';
import { withLiveCounts } from '../support/live-counts.js';
import { assertDisposed } from '../support/native-errors.js';
import { classifier, classifierBinding, valuesOf } from '../support/native-objects.js';

/** An executor of the classifier whose arrays are all zero. */
async function bound(): Promise<NativeExecutor> {
  const symbol = classifier();
  const executor = await mxnet().Executor.simpleBind(symbol, classifierBinding());
  symbol.close();
  for (const each of executor.arguments()) {
    const size = each.shape().reduce((product, length) => product * length, 1);
    each.copyFromSync(new Float32Array(size));
    each.close();
  }
  return executor;
}

async function withExecutor(body: (executor: NativeExecutor) => unknown): Promise<void> {
  await withLiveCounts(async () => {
    const executor = await bound();
    await body(executor);
    executor.close();
  });
}

test('the monitor sees the output of every node, in order', async () => {
  await withExecutor(async (executor) => {
    const seen: [name: string, array: NativeNDArray][] = [];
    executor.setMonitor((name, array) => seen.push([name, array]), false);
    executor.forward(false);
    assert.deepEqual(
      seen.map(([name]) => name),
      ['fc_output', 'softmax_output'],
    );
    const [, softmax] = seen[1] ?? [];
    assert.ok(softmax);
    assert.deepEqual(await valuesOf(softmax), Array(6).fill(Math.fround(1 / 3)));
    for (const [, array] of seen) array.close();
  });
});

test('the monitor of everything sees the inputs too', async () => {
  await withExecutor((executor) => {
    const names: string[] = [];
    executor.setMonitor((name, array) => {
      names.push(name);
      array.close();
    }, true);
    executor.forward(false);
    assert.ok(names.includes('fc_data') && names.includes('fc_weight'), names.join());
    assert.ok(names.includes('softmax_output'), names.join());
  });
});

for (const thrown of [new RangeError('in the monitor'), null, undefined, 'text', 7n]) {
  test(`what the monitor throws, here ${String(thrown)}, arrives at the caller of forward`, async () => {
    await withExecutor(async (executor) => {
      let calls = 0;
      executor.setMonitor((_, array) => {
        array.close();
        calls++;
        throw thrown;
      }, false);
      for (let round = 1; round <= 2; round++) {
        let caught: unknown = 'nothing';
        try {
          executor.forward(false);
        } catch (error) {
          caught = error;
        }
        assert.equal(caught, thrown);
        assert.equal(calls, round, 'after the first error the monitor is not called again');
      }
      executor.setMonitor((_, array) => array.close(), false);
      executor.forward(true);
      executor.backward([], true);
      await mxnet().waitAll();
    });
  });
}

test('the monitor may call the library, its own executor included', async () => {
  await withExecutor(async (executor) => {
    const sums: NativeNDArray[] = [];
    executor.setMonitor((_, array) => {
      sums.push(...mxnet().invoke(operatorId('sum'), [array], null, [], []));
      for (const output of executor.outputs()) output.close();
      array.close();
    }, false);
    executor.forward(false);
    assert.deepEqual(await Promise.all(sums.map(valuesOf)), [[0], [Math.fround(2)]]);
    for (const sum of sums) sum.close();
  });
});

test('the monitor may set another monitor and throw', async () => {
  await withExecutor((executor) => {
    const error = new Error('from the replaced monitor');
    const names: string[] = [];
    executor.setMonitor((_, array) => {
      array.close();
      executor.setMonitor((name, next) => {
        names.push(name);
        next.close();
      }, false);
      throw error;
    }, false);
    assert.throws(() => executor.forward(false), error);
    executor.forward(false);
    assert.equal(names.filter((name) => name === 'fc_output').length, 1);
  });
});

test('the monitor may close its executor', async () => {
  await withExecutor(async (executor) => {
    executor.setMonitor((_, array) => {
      array.close();
      executor.close();
    }, false);
    executor.forward(false);
    await assertDisposed('Executor', () => executor.forward(false));
  });
});

test('arrays of a monitor that nobody closes are freed with the garbage', async () => {
  await withExecutor((executor) => {
    executor.setMonitor(() => {}, false);
    for (let i = 0; i < 50; i++) executor.forward(false);
  });
});
