/** A module's outputs. */

import { batchesOf, type DataIter } from '../io/data-iter.js';
import { type HostArray, joinRows } from '../metric/host-array.js';
import type { Module } from './module.js';

/** Options of {@link iteratePredictions}. */
export interface PredictOptions {
  /** Stops between two batches. */
  signal?: AbortSignal | undefined;
}

/**
 * Goes through one whole pass of an iterator and yields the outputs of each batch, without the rows that only fill it
 * up (`Module.iter_predict`). The memory is used again for the next batch.
 */
export async function* iteratePredictions(
  module: Module,
  data: DataIter,
  { signal }: PredictOptions = {},
): AsyncGenerator<HostArray[]> {
  await data.reset();
  for await (const batch of batchesOf(data)) {
    signal?.throwIfAborted();
    await module.forward(batch, false);
    yield await module.hostOutputs((batch.data[0]?.shape[0] ?? 0) - batch.pad);
  }
}

/**
 * The outputs for a whole pass of an iterator (`Module.predict`): for each output of the network one array, with one row
 * per sample.
 */
export async function predict(
  module: Module,
  data: DataIter,
  options: PredictOptions = {},
): Promise<HostArray[]> {
  const batches: HostArray[][] = [];
  for await (const outputs of iteratePredictions(module, data, options)) {
    batches.push(outputs.map(({ shape, values }) => ({ shape, values: values.slice() })));
  }
  const [first = []] = batches;
  return first.map((_, i) => joinRows(batches.map((outputs) => outputs[i] as HostArray)));
}
