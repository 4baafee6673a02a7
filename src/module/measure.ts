/** Measuring a module, and counting what was measured. */

import { batchesOf, type DataIter } from '../io/data-iter.js';
import type { Metric, NamedValue } from '../metric/metric.js';
import type { Module } from './module.js';

/** Options of `score`. */
export interface ScoreOptions {
  /** Count the rows that only fill the last batch up, as MXNet does. @defaultValue false */
  countPadding?: boolean;
  /** Stops between two batches. */
  signal?: AbortSignal | undefined;
}

/** What was measured. */
export interface Measurement {
  metrics: NamedValue[];
  /** Of how many samples. */
  samples: number;
}

/** Measures a module on one whole pass of an iterator. Every sample counts once. */
export async function measure(
  module: Module,
  data: DataIter,
  metric: Metric,
  { countPadding = false, signal }: ScoreOptions = {},
): Promise<Measurement> {
  await data.reset();
  metric.reset();
  let samples = 0;
  for await (const batch of batchesOf(data)) {
    signal?.throwIfAborted();
    await module.forward(batch, false);
    const all = batch.data[0]?.shape[0] ?? 0;
    const rows = countPadding ? all : all - batch.pad;
    await module.updateMetric(metric, batch, rows);
    samples += rows;
  }
  return { metrics: metric.local(), samples };
}
