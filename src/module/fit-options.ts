/** What the training loop is told, and what it tells. */

import type { BatchEndCallback } from '../callback/batch-end.js';
import type { Initializer } from '../initializer/initializer.js';
import type { DataIter } from '../io/data-iter.js';
import type { KVStore } from '../kvstore/kvstore.js';
import type { MetricLike } from '../metric/create.js';
import type { NamedValue } from '../metric/metric.js';
import type { AnyOptimizerOptions } from '../optimizer/create.js';
import type { Optimizer } from '../optimizer/optimizer.js';
import type { Logger } from '../runtime/logger.js';
import type { NamedArrays } from './executor-group.js';
import type { Params } from './module.js';
import type { Monitor } from './monitor.js';
import type { FitResumption, SafePointCallback } from './safe-point.js';
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
  /** How many were measured; none twice, unless padding is counted. */
  samples: number;
}

/** Options of `fit`. */
export interface FitOptions {
  train: DataIter;
  /** @defaultValue no validation */
  validation?: DataIter | undefined;
  /** The first epoch. @defaultValue 0 */
  beginEpoch?: number;
  /** The epoch before which to stop: an absolute number. */
  numEpoch: number;
  /**
   * Goes on at a {@link SafePoint} instead of beginning: values, states and the position of `train` are those of that moment
   * already.
   */
  resumption?: FitResumption | undefined;
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
  /** Called before the first batch of an epoch. */
  onEpochBegin?: ((epoch: number) => void) | undefined;
  onBatchEnd?: readonly BatchEndCallback[];
  onEpochEnd?: readonly EpochEndCallback[];
  onValidationEnd?: readonly ((event: ValidationEnd) => void | Promise<void>)[];
  /** Called between all steps, also when the signal has been aborted: the last chance to save. */
  onSafePoint?: SafePointCallback | undefined;
  /** Count the rows that only fill the last batch of a validation up, as MXNet does. @defaultValue false */
  countPadding?: boolean;
  /** Installed on the executors. */
  monitor?: Monitor | undefined;
  logger?: Logger;
  /** Stops between two batches. */
  signal?: AbortSignal | undefined;
  /** Looks at each step. @internal */
  watch?: StepWatch | undefined;
  /** Asked after each {@link FitOptions.onSafePoint}: whether the training ends there. */
  shouldStop?: (() => boolean) | undefined;
  /** Milliseconds. @defaultValue `performance.now` */
  now?: () => number;
}
