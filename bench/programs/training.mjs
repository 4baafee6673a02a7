// Module.fit on data in memory, one epoch a turn.
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { fit, KVStore, Module, NDArrayIter } from 'mxnet-finetune';
import { done, turn } from './pace.mjs';

/**
 * Trains on numbers that need not mean anything, for a given number of turns; each epoch is one.
 *
 * @param symbol - the network, with inputs `data` and `softmax_label`
 * @param options.shape - of one sample
 * @param options.batches - in an epoch
 * @param options.delays - whether delays of the event loop are measured too, which looks at it every millisecond
 */
export async function train(
  symbol,
  { shape, batchSize, batches, classes, turns, kvstore, delays = false },
) {
  const samples = batchSize * batches;
  const width = shape.reduce((product, length) => product * length, 1);
  const data = Float32Array.from({ length: samples * width }, (_, i) => ((i * 7919) % 255) / 255);
  const label = Float32Array.from({ length: samples }, (_, i) => i % classes);
  const iterator = new NDArrayIter({
    data: { data: { values: data, shape: [samples, ...shape] } },
    label: { softmax_label: { values: label, shape: [samples] } },
    batchSize,
  });
  const delay = monitorEventLoopDelay({ resolution: 1 });
  const module = new Module(symbol);
  await turn();
  await fit(module, {
    train: iterator,
    numEpoch: turns,
    kvstore: kvstore === 'none' ? undefined : await KVStore.create(kvstore),
    optimizerOptions: { learningRate: 0.01, momentum: 0.9, wd: 0.0001 },
    onEpochEnd: [
      async ({ epoch }) => {
        delay.disable();
        done({ samples, delays: { p99: delay.percentile(99) / 1e6, max: delay.max / 1e6 } });
        delay.reset();
        if (epoch + 1 < turns) await turn();
        if (delays) delay.enable();
      },
    ],
  });
}
