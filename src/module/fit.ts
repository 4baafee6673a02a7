/** The training loop. */

import type { BatchEndCallback } from '../callback/batch-end.js';
import type { Initializer } from '../initializer/initializer.js';
import type { DataBatch } from '../io/data-batch.js';
import type { DataIter } from '../io/data-iter.js';
import type { KVStore } from '../kvstore/kvstore.js';
import type { MetricLike } from '../metric/create.js';
import type { Metric, NamedValue } from '../metric/metric.js';
import type { AnyOptimizerOptions } from '../optimizer/create.js';
import type { Optimizer } from '../optimizer/optimizer.js';
import { type Logger, SILENT } from '../runtime/logger.js';
import { fixed } from '../text/python-format.js';
import type { NamedArrays } from './executor-group.js';
import type { Module, Params } from './module.js';
import type { Monitor } from './monitor.js';
import { score } from './score.js';
import type { StepWatch } from './step-watch.js';

/** An epoch's training has ended; its validation has not begun. */
export interface EpochEnd extends Params {
  /** From 0. */
  epoch: number;
  /** Values over the whole epoch. */
  metrics: readonly NamedValue[];
  /** Batches of the epoch. */
  batches: number;
  /** How long it took. */
  seconds: number;
}

/** Called after each epoch. */
export type EpochEndCallback = (event: EpochEnd) => void | Promise<void>;

/** An epoch's validation has ended. */
export interface ValidationEnd {
  epoch: number;
  metrics: readonly NamedValue[];
}

/** Options of {@link fit}. */
export interface FitOptions {
  train: DataIter;
  /** @defaultValue no validation */
  validation?: DataIter | undefined;
  /** The first epoch. @defaultValue 0 */
  beginEpoch?: number;
  /** The epoch before which to stop: an absolute number. */
  numEpoch: number;
  /** @defaultValue `accuracy` */
  metric?: MetricLike;
  /** As for {@link Module.initOptimizer}. @defaultValue `local` */
  kvstore?: KVStore | string | null | undefined;
  optimizer?: Optimizer | string;
  optimizerOptions?: AnyOptimizerOptions;
  initializer?: Initializer;
  argParams?: NamedArrays;
  auxParams?: NamedArrays;
  allowMissing?: boolean;
  onBatchEnd?: readonly BatchEndCallback[];
  onEpochEnd?: readonly EpochEndCallback[];
  onValidationEnd?: readonly ((event: ValidationEnd) => void | Promise<void>)[];
  /** Count the rows that only fill the last batch of a validation up, as MXNet does. @defaultValue false */
  countPadding?: boolean;
  /** Installed on the executors. */
  monitor?: Monitor | undefined;
  logger?: Logger;
  /** Stops between two batches. */
  signal?: AbortSignal | undefined;
  /** Looks at each step. @internal */
  watch?: StepWatch | undefined;
  /** Asked after each epoch and its validation: whether it was the last one. */
  shouldStop?: (() => boolean) | undefined;
  /** Milliseconds. @defaultValue `performance.now` */
  now?: () => number;
}

/**
 * Trains a module (`Module.fit`): binds it, gives it its first values, then goes through the data epoch by epoch, and
 * logs what MXNet logs. Everything it creates is disposed batch by batch; the iterators stay the caller's.
 *
 * Does not block the event loop: at most one step is computed ahead of what has been measured.
 *
 * @throws the signal's reason when it is aborted
 */
export async function fit(module: Module, options: FitOptions): Promise<void> {
  const { train, logger = SILENT, now = () => performance.now() } = options;
  await prepare(module, options);
  await options.watch?.begin();
  const metric = await metricOf(options.metric ?? 'accuracy');
  const validationMetric = metric.clone();
  for (let epoch = options.beginEpoch ?? 0; epoch < options.numEpoch; epoch++) {
    const started = now();
    const batches = await trainEpoch(module, options, metric, epoch);
    const metrics = metric.global();
    const seconds = (now() - started) / 1000;
    for (const [name, value] of metrics) {
      logger.info(`Epoch[${epoch}] Train-${name}=${fixed(value)}`);
    }
    logger.info(`Epoch[${epoch}] Time cost=${fixed(seconds, 3)}`);
    const params = await module.getParams();
    module.setParams(params);
    for (const callback of options.onEpochEnd ?? []) {
      await callback({ epoch, metrics, batches, seconds, ...params });
    }
    options.signal?.throwIfAborted();
    await validate(module, options, validationMetric, epoch);
    options.signal?.throwIfAborted();
    if (options.shouldStop?.()) return;
    await train.reset();
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

async function prepare(module: Module, options: FitOptions): Promise<void> {
  const { train } = options;
  await module.bind({ data: train.provideData, label: train.provideLabel });
  if (options.monitor !== undefined) module.installMonitor(options.monitor);
  if (!module.paramsInitialized) {
    module.initParams({
      ...(options.initializer && { initializer: options.initializer }),
      ...(options.argParams && { argParams: options.argParams }),
      ...(options.auxParams && { auxParams: options.auxParams }),
      allowMissing: options.allowMissing ?? false,
    });
  }
  await module.initOptimizer({
    kvstore: options.kvstore,
    ...(options.optimizer && { optimizer: options.optimizer }),
    ...(options.optimizerOptions && { optimizerOptions: options.optimizerOptions }),
  });
}

/** @returns the number of batches */
async function trainEpoch(
  module: Module,
  options: FitOptions,
  metric: Metric,
  epoch: number,
): Promise<number> {
  const { watch } = options;
  metric.reset();
  let number = 0;
  let batch = await options.train.next();
  while (batch !== undefined) {
    let following: DataBatch | undefined;
    try {
      options.signal?.throwIfAborted();
      await options.monitor?.tic();
      await module.forward(batch, true);
      // The outputs are copied as soon as they are there, while the rest is still being queued and computed.
      const reading = module.readResult(batch);
      // Should the rest fail, nobody comes to await it.
      reading.catch(() => {});
      module.backward();
      const step = { epoch, batch: number, data: batch };
      const isHeld =
        watch?.holdsUpdates && !(await watch.mayUpdate({ ...step, result: await reading }));
      if (!isHeld) module.update();
      // The next batch is fetched while this one is computed.
      const [next, result] = await Promise.all([options.train.next(), reading]);
      following = next;
      const counts = watch?.updated({ ...step, result }) ?? true;
      if (counts === true || (await counts)) module.addResult(metric, result);
      await options.monitor?.tocPrint();
    } finally {
      batch.dispose();
    }
    for (const callback of options.onBatchEnd ?? []) {
      await callback({ epoch, batch: number, metric });
    }
    number++;
    batch = following;
  }
  return number;
}

async function validate(
  module: Module,
  options: FitOptions,
  metric: Metric,
  epoch: number,
): Promise<void> {
  const { validation, countPadding = false, signal, logger = SILENT } = options;
  if (validation === undefined) return;
  const metrics = await score(module, validation, metric, { countPadding, signal });
  for (const [name, value] of metrics) {
    logger.info(`Epoch[${epoch}] Validation-${name}=${fixed(value)}`);
  }
  for (const callback of options.onValidationEnd ?? []) await callback({ epoch, metrics });
}
