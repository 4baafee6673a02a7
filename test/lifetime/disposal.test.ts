/** The public classes let go of everything they hold, without the garbage collector. */

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { loadCheckpoint } from '../../src/checkpoint/load.js';
import { saveCheckpoint } from '../../src/checkpoint/save.js';
import { simpleBind } from '../../src/executor/executor.js';
import { imageRecordIter } from '../../src/io/image-record-iter.js';
import { KVStore } from '../../src/kvstore/kvstore.js';
import { createMetric } from '../../src/metric/create.js';
import { fit } from '../../src/module/fit.js';
import { Module } from '../../src/module/module.js';
import { predict } from '../../src/module/predict.js';
import { score } from '../../src/module/score.js';
import { full, zeros } from '../../src/ndarray/create.js';
import { invokeOne } from '../../src/operators/invoke.js';
import { RecordReader } from '../../src/recordio/reader.js';
import { RecordWriter } from '../../src/recordio/writer.js';
import { cpu } from '../../src/runtime/device.js';
import { scope } from '../../src/runtime/scope.js';
import { inferShape } from '../../src/symbol/infer.js';
import { Symbol as Graph } from '../../src/symbol/symbol.js';
import { withDisposal } from '../support/live-counts.js';
import { fixture } from '../support/paths.js';
import { temporaryFolder } from '../support/temp-dir.js';
import { trainResidualNet } from '../support/training.js';

/** A network for one channel of 28 x 28 pixels and three classes. */
function smallNet(): Graph {
  return scope(() => {
    const data = Graph.variable('data');
    const fc = Graph.compose('FullyConnected', { data }, { num_hidden: 3 }, 'fc');
    return Graph.compose('SoftmaxOutput', { data: fc }, {}, 'softmax');
  });
}

/** The 150 images of the validation fixture. */
function images(batchSize: number): ReturnType<typeof imageRecordIter> {
  return imageRecordIter({
    pathImgrec: fixture('data', 'fm3_val.rec'),
    dataShape: [1, 28, 28],
    batchSize,
    preprocessThreads: 1,
  });
}

test('arrays, and what operators make of them', async () => {
  await withDisposal(async () => {
    using ones = full([2, 3], 1);
    using sum = scope(() => {
      const doubled = invokeOne('_mul_scalar', [ones], { scalar: 2 });
      return invokeOne('sum', [invokeOne('elemwise_add', [ones, doubled])]);
    });
    assert.deepEqual([...(await sum.data())], [18]);
    using row = ones.at(0);
    using part = ones.slice(0, 1);
    using flat = ones.reshape([6]);
    using copy = ones.copyToDevice(cpu(1), 'float64');
    assert.deepEqual(
      [row, part, flat, copy].map((array) => array.size),
      [3, 3, 6, 6],
    );
  });
});

test('symbols and executors', async () => {
  await withDisposal(async () => {
    using net = smallNet();
    using internals = net.internals();
    using children = internals.output(0);
    assert.equal(children.children(), undefined);
    assert.equal((await inferShape(net, { data: [2, 4] })).complete, true);
    using again = await Graph.fromJson(await net.toJson());
    const shapes = { data: [2, 4], softmax_label: [2] };
    using executor = await simpleBind(again, {
      device: cpu(),
      shapes,
      gradients: { fc_weight: 'write' },
    });
    executor.setMonitor((_, array) => array.dispose());
    executor.forward(true);
    executor.backward();
    await executor.outputs[0]?.data();
    using smaller = await executor.reshape({ data: [1, 4], softmax_label: [1] });
    smaller.forward(false);
    await smaller.outputs[0]?.data();
  });
});

test('stores with an updater', async () => {
  await withDisposal(async () => {
    using store = await KVStore.create('device');
    using value = zeros([3]);
    await store.init(['a', 'b'], [value, value]);
    store.setUpdater((updates) => {
      for (const { received, stored } of updates) received.copyTo(stored);
    });
    store.push(['a', 'a', 'b'], [value, value, value]);
    store.pull(['a'], [value]);
    store.setUpdater(() => {
      throw new Error('in the updater');
    });
    assert.throws(() => store.push(['a'], [value]), /in the updater/);
    await value.data();
  });
});

test('record files', async (t) => {
  await withDisposal(async () => {
    const file = join(temporaryFolder(t), 'own.rec');
    using writer = await RecordWriter.open(file);
    await writer.write(Uint8Array.of(1));
    writer.dispose();
    using reader = await RecordReader.open(file);
    assert.deepEqual([...((await reader.read()) ?? [])], [1]);
  });
});

test('a training with checkpoints', async (t) => {
  await withDisposal(async () => {
    await trainResidualNet({ epochs: 1, batchSize: 100 });
    const prefix = join(temporaryFolder(t), 'saved');
    using checkpoint = await loadCheckpoint(fixture('models', 'mlp'), 1);
    await saveCheckpoint(prefix, 1, checkpoint);
    using again = await loadCheckpoint(prefix, 1);
    assert.equal(again.argParams.size, checkpoint.argParams.size);
  });
});

test('a training on two devices, measuring, predicting, with batches of several sizes', async () => {
  await withDisposal(async () => {
    using net = smallNet();
    using module = new Module(net, { devices: [cpu(0), cpu(1)] });
    {
      await using train = await images(50);
      await fit(module, { train, numEpoch: 2, kvstore: 'device', validation: train });
    }
    for (const size of [30, 50]) {
      await using validation = await images(size);
      await score(module, validation, createMetric('accuracy'));
      const [probabilities] = await predict(module, validation);
      assert.deepEqual(probabilities?.shape, [150, 3]);
    }
  });
});

test('a training that is interrupted or fails', async () => {
  await withDisposal(async () => {
    using net = smallNet();
    const stop = new AbortController();
    for (const callback of [
      () => stop.abort(),
      () => {
        throw new Error('in a callback');
      },
    ]) {
      using module = new Module(net);
      await using train = await images(50);
      const options = { train, numEpoch: 2, signal: stop.signal, onBatchEnd: [callback] };
      await assert.rejects(fit(module, options));
    }
  });
});
