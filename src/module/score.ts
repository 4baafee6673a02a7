/** The value of a metric over data. */

import type { DataIter } from '../io/data-iter.js';
import type { Metric, NamedValue } from '../metric/metric.js';
import { measure, type ScoreOptions } from './measure.js';
import type { Module } from './module.js';

/**
 * Measures a module on one whole pass of an iterator (`Module.score`). Every sample counts once.
 *
 * @returns the metric's values
 */
export async function score(
  module: Module,
  data: DataIter,
  metric: Metric,
  options: ScoreOptions = {},
): Promise<NamedValue[]> {
  const { metrics } = await measure(module, data, metric, options);
  return metrics;
}
