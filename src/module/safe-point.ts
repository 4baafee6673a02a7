/** Moments of a training at which everything belongs together, so that it can be saved. */

import type { Metric, MetricState } from '../metric/metric.js';

/** What an epoch has behind it: some batches, all of them, or its validation too. */
export type EpochPhase = 'training' | 'trained' | 'validated';

/** How far a training is. */
export interface FitPosition {
  /** From 0. */
  epoch: number;
  /** How many batches of the epoch have been trained. */
  batch: number;
  phase: EpochPhase;
}

/** A moment between two steps. */
export interface SafePoint extends FitPosition {
  /** The metric of the training data. */
  metric: Metric;
  /** How long the epoch's training has taken so far. */
  seconds: number;
}

/** Where a training goes on that was saved at a {@link SafePoint}. */
export interface FitResumption extends FitPosition {
  metric: MetricState;
  seconds: number;
  /** Whether nothing of the training data has been read that belongs to the epoch. @defaultValue false */
  isUnread?: boolean;
}

/** Called at every safe point. What it does not wait for costs nothing. */
export type SafePointCallback = (point: SafePoint) => Promise<void> | undefined;
