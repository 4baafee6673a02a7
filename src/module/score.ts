/** Measuring a module. */

import { batchesOf, type DataIter } from '../io/data-iter.js';
import type { Metric, NamedValue } from '../metric/metric.js';
import type { Module } from './module.js';

/** Options of {@link score}. */
export interface ScoreOptions {
  /** Count the rows that only fill the last batch up, as MXNet does. @defaultValue false */
  countPadding?: boolean;
  /** Stops between two batches. */
  signal?: AbortSignal | undefined;
}

/**
 * Measures a module on one whole pass of an iterator (`Module.score`). Every sample counts once.
 *
 * @returns the metric's values
 */
export async function score(
  module: Module,
  data: DataIter,
  metric: Metric,
  { countPadding = false, signal }: ScoreOptions = {},
): Promise<NamedValue[]> {
  await data.reset();
  metric.reset();
  for await (const batch of batchesOf(data)) {
    signal?.throwIfAborted();
    await module.forward(batch, false);
    const rows = batch.data[0]?.shape[0] ?? 0;
    await module.updateMetric(metric, batch, countPadding ? rows : rows - batch.pad);
  }
  return metric.local();
}
