/** Stores inside one process. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { NativeKVStore, NativeNDArray } from '../../src/native/contract.js';
import { operatorId } from '../../src/operators/registry.js';
import { mxnet } from '../../src/runtime/library.js';
import { withLiveCounts } from '../support/live-counts.js';
import { assertCallFails } from '../support/native-errors.js';
import { array, valuesOf } from '../support/native-objects.js';

const { KVStore } = mxnet();

/** Runs `body` with a store; `keep` closes an array at the end. */
async function withStore(
  type: string,
  body: (store: NativeKVStore, keep: (values: readonly number[]) => NativeNDArray) => Promise<void>,
): Promise<void> {
  await withLiveCounts(async () => {
    const store = await KVStore.create(type);
    const kept: NativeNDArray[] = [];
    await body(store, (values) => {
      const made = array(values);
      kept.push(made);
      return made;
    });
    for (const each of kept) each.close();
    store.close();
  });
}

test('a store of one process is a worker alone', async () => {
  await withStore('local', async (store) => {
    assert.equal(store.type(), 'local');
    assert.equal(store.rank(), 0);
    assert.equal(store.groupSize(), 1);
    assert.equal(KVStore.role(), 'worker');
    assert.equal(store.deadNodes(2, 1), 0);
    await store.barrier();
    await store.sendCommand(0, 'nobody listens');
  });
});

test('a distributed store without a job, or a build without NCCL, fails in libmxnet', async () => {
  await withLiveCounts(async () => {
    await assertCallFails('MXKVStoreCreate', /DMLC_NUM_WORKER/, () => KVStore.create('dist_sync'));
    await assertCallFails('MXKVStoreCreate', /USE_NCCL=1/, () => KVStore.create('nccl'));
  });
});

for (const type of ['local', 'device']) {
  test(`a ${type} store adds up what the devices push, and gives it to all`, async () => {
    await withStore(type, async (store, keep) => {
      await store.init(['a', 'b'], [keep([0, 0]), keep([7])]);
      store.push(['a', 'a'], [keep([1, 2]), keep([10, 20])], 0);
      const [first, second, other] = [keep([0, 0]), keep([0, 0]), keep([0])];
      store.pull(['a', 'a', 'b'], [first, second, other], 0);
      assert.deepEqual(await Promise.all([first, second, other].map(valuesOf)), [
        [11, 22],
        [11, 22],
        [7],
      ]);
    });
  });

  test(`pushPull and broadcast of a ${type} store are push and pull, init and pull`, async () => {
    await withStore(type, async (store, keep) => {
      const [left, right] = [keep([0]), keep([0])];
      await store.broadcast(['a'], [keep([5])], ['a', 'a'], [left, right], 0);
      assert.deepEqual(await Promise.all([left, right].map(valuesOf)), [[5], [5]]);
      store.pushPull(['a', 'a'], [keep([1]), keep([2])], ['a', 'a'], [left, right], 0);
      assert.deepEqual(await Promise.all([left, right].map(valuesOf)), [[3], [3]]);
    });
  });
}

test('a key that is unknown, or known already, fails in libmxnet', async () => {
  await withStore('local', async (store, keep) => {
    const values = [keep([1])];
    await store.init(['a'], values);
    await assertCallFails('MXKVStoreInitEx', /duplicate init of key a/, () =>
      store.init(['a'], values),
    );
    const unknown = /key nope doesn't exist/;
    await assertCallFails('MXKVStorePushEx', unknown, () => store.push(['nope'], values, 0));
    await assertCallFails('MXKVStorePullEx', unknown, () => store.pull(['nope'], values, 0));
    await assertCallFails('MXKVStorePushPullEx', unknown, () =>
      store.pushPull(['nope'], values, ['nope'], values, 0),
    );
    await assertCallFails('MXKVStoreBroadcastEx', /duplicate init of key a/, () =>
      store.broadcast(['a'], values, ['a'], values, 0),
    );
  });
});

test('keys and arrays must be equally many', async () => {
  await withStore('local', async (store, keep) => {
    const expected = {
      name: 'RangeError',
      message: '`keys` and `arrays` must have the same length',
    };
    const values = [keep([1])];
    await assert.rejects(async () => store.init(['a', 'b'], values), expected);
    assert.throws(() => store.push([], values, 0), expected);
    assert.throws(() => store.pull(['a', 'b'], values, 0), expected);
    assert.throws(() => store.pushPull(['a'], values, [], values, 0), expected);
    await assert.rejects(async () => store.broadcast(['a'], values, [], values, 0), expected);
  });
});

test('gradient compression keeps back what is below its threshold', async () => {
  await withStore('device', async (store, keep) => {
    await store.setGradientCompression(['type', 'threshold'], ['2bit', '0.5']);
    await store.init(['a'], [keep([0, 0, 0, 0])]);
    const out = keep([0, 0, 0, 0]);
    const gradients = [keep([0.3, 0.6, -0.7, 0]), keep([0, 0, 0, 0])];
    const pulled: number[][] = [];
    for (let step = 0; step < 2; step++) {
      store.push(['a', 'a'], gradients, 0);
      store.pull(['a'], [out], 0);
      pulled.push(await valuesOf(out));
    }
    assert.deepEqual(pulled, [
      [0, 0.5, -0.5, 0],
      [0.5, 0.5, -0.5, 0],
    ]);
  });
});

test('a compression that does not exist fails in libmxnet', async () => {
  await withStore('device', async (store) => {
    await assertCallFails('MXKVStoreSetGradientCompression', /Unknown type .* 3bit/, () =>
      store.setGradientCompression(['type'], ['3bit']),
    );
    await assertCallFails('MXKVStoreSetGradientCompression', /threshold must be greater/, () =>
      store.setGradientCompression(['type', 'threshold'], ['2bit', '-1']),
    );
    await assert.rejects(async () => store.setGradientCompression(['type'], []), RangeError);
  });
});

test('a store may be used while a promise of it is pending', async () => {
  await withStore('local', async (store, keep) => {
    const value = keep([1]);
    await store.init(['first'], [value]);
    const pending = Array.from({ length: 500 }, (_, i) => store.init([`key ${i}`], [value]));
    for (let i = 0; i < 500; i++) store.push(['first'], [value], 0);
    await Promise.all(pending);
    store.pull(['key 499'], [value], 0);
    assert.deepEqual(await valuesOf(value), [1]);
  });
});

/** stored += received, as the tests' updaters do. */
function add(received: NativeNDArray, stored: NativeNDArray): void {
  mxnet().invoke(operatorId('elemwise_add'), [stored, received], [stored], [], []);
}

test('an updater decides what becomes of what was pushed, before push returns', async () => {
  await withStore('local', async (store, keep) => {
    const keys: (string | number)[] = [];
    await store.init(['a', 'b'], [keep([1]), keep([100])]);
    store.setUpdater((key, received, stored) => {
      keys.push(key);
      add(received, stored);
      received.close();
      stored.close();
    });
    store.push(['a', 'a', 'b'], [keep([2]), keep([3]), keep([4])], 0);
    assert.deepEqual(keys, ['a', 'b']);
    const out = [keep([0]), keep([0])];
    store.pull(['a', 'b'], out, 0);
    assert.deepEqual(await Promise.all(out.map(valuesOf)), [[6], [104]]);
    store.pushPull(['a'], [keep([1])], ['a'], out.slice(0, 1), 0);
    assert.deepEqual(await Promise.all(out.map(valuesOf)), [[7], [104]]);
  });
});

for (const thrown of [new RangeError('in the updater'), null, undefined, 'text', Symbol('s')]) {
  test(`what an updater throws, here ${String(thrown)}, arrives at the caller of push`, async () => {
    await withStore('local', async (store, keep) => {
      await store.init(['a', 'b'], [keep([1]), keep([1])]);
      let calls = 0;
      store.setUpdater((_, received, stored) => {
        received.close();
        stored.close();
        calls++;
        throw thrown;
      });
      let caught: unknown = 'nothing';
      try {
        store.push(['a', 'b'], [keep([1]), keep([1])], 0);
      } catch (error) {
        caught = error;
      }
      assert.equal(caught, thrown);
      assert.equal(calls, 1, 'the other keys of the push are skipped');
      store.setUpdater((_, received, stored) => {
        received.close();
        stored.close();
      });
      store.push(['a', 'b'], [keep([1]), keep([1])], 0);
    });
  });
}

test('an updater may use its own store, replace itself, and throw', async () => {
  await withStore('local', async (store, keep) => {
    const error = new Error('from the replaced updater');
    await store.init(['a'], [keep([1])]);
    const out = keep([0]);
    store.setUpdater((_, received, stored) => {
      received.close();
      stored.close();
      store.setUpdater((_key, second, held) => {
        add(second, held);
        second.close();
        held.close();
      });
      store.pull(['a'], [out], 0);
      throw error;
    });
    assert.throws(() => store.push(['a'], [keep([1])], 0), error);
    store.push(['a'], [keep([5])], 0);
    store.pull(['a'], [out], 0);
    assert.deepEqual(await valuesOf(out), [6]);
  });
});

test('an updater may close its store', async () => {
  await withStore('local', async (store, keep) => {
    await store.init(['a'], [keep([1])]);
    store.setUpdater((_, received, stored) => {
      received.close();
      stored.close();
      store.close();
    });
    store.push(['a'], [keep([1])], 0);
    assert.equal(store.closed(), true);
  });
});

test('arrays of an updater that nobody closes are freed with the garbage', async () => {
  await withStore('local', async (store, keep) => {
    await store.init(['a'], [keep([1])]);
    store.setUpdater(() => {});
    for (let i = 0; i < 100; i++) store.push(['a'], [keep([1])], 0);
  });
});

test('objects that were closed come again with other arrays; those that are kept are let alone', async () => {
  await withStore('local', async (store, keep) => {
    await store.init(['a', 'b'], [keep([1]), keep([2])]);
    let pushed: NativeNDArray[] = [];
    store.setUpdater((_, received, stored) => pushed.push(received, stored));
    const push = (values: readonly number[]) => {
      pushed = [];
      const arrays = values.map((value) => keep([value]));
      store.push(['a', 'b'], arrays, 0);
      return pushed;
    };
    const closeAll = (arrays: readonly NativeNDArray[]) => {
      for (const one of arrays) one.close();
    };
    const first = push([10, 20]);
    assert.equal(new Set(first).size, 4);
    assert.deepEqual(await Promise.all(first.map(valuesOf)), [[10], [1], [20], [2]]);
    closeAll(first);
    const second = push([30, 40]);
    assert.deepEqual(second, first);
    assert.deepEqual(await Promise.all(second.map(valuesOf)), [[30], [1], [40], [2]]);
    const third = push([50, 60]);
    assert.deepEqual(await Promise.all(second.map(valuesOf)), [[30], [1], [40], [2]]);
    assert.deepEqual(await Promise.all(third.map(valuesOf)), [[50], [1], [60], [2]]);
    assert.equal(new Set([...second, ...third]).size, 8);
    closeAll([...second, ...third]);
  });
});
