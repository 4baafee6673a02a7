/** The training loop. */

import type { MetricLike } from '../metric/create.js';
import type { Metric } from '../metric/metric.js';
import { Epoch } from './epoch.js';
import type { FitOptions } from './fit-options.js';
import type { Module } from './module.js';
import { prepare } from './prepare.js';

export type { EpochEnd, EpochEndCallback, FitOptions, ValidationEnd } from './fit-options.js';

/**
 * Trains a module (`Module.fit`): binds it, gives it its first values, then goes through the data epoch by epoch, and
 * logs what MXNet logs. Everything it creates is disposed batch by batch; the iterators stay the caller's.
 *
 * Does not block the event loop: at most one step is computed ahead of what has been measured.
 *
 * @throws the signal's reason when it is aborted
 */
export async function fit(module: Module, options: FitOptions): Promise<void> {
  const { resumption, train } = options;
  await prepare(module, { data: train.provideData, label: train.provideLabel }, options);
  if (options.monitor !== undefined) module.installMonitor(options.monitor);
  await options.watch?.begin();
  const metric = await metricOf(options.metric ?? 'accuracy');
  const validationMetric = metric.clone();
  const first = resumption?.epoch ?? options.beginEpoch ?? 0;
  for (let epoch = first; epoch < options.numEpoch; epoch++) {
    const run = new Epoch(module, options, { epoch, metric });
    if (epoch === first && resumption !== undefined) run.resume(resumption);
    else run.begin();
    if (run.phase === 'training') await run.train();
    if (run.phase === 'trained' && !run.hasStopped) await run.validate(validationMetric);
    if (run.hasStopped) return;
    // libmxnet begins another pass elsewhere than behind one that nobody has read.
    if (epoch !== first || resumption?.isUnread !== true) await train.reset();
  }
}

/** Who gives the metric itself needs none of the others. */
async function metricOf(metric: MetricLike): Promise<Metric> {
  if (isMetric(metric)) return metric;
  const { createMetric } = await import('../metric/create.js');
  return createMetric(metric);
}

function isMetric(metric: MetricLike): metric is Metric {
  return typeof metric === 'object' && !Array.isArray(metric);
}
