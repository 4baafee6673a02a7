/** Looking at the steps of a training as they are computed. */

import type { DataBatch } from '../io/data-batch.js';
import type { BatchResult } from './outputs.js';

/** One step, whose outputs are on the JavaScript side. */
export interface WatchedStep {
  epoch: number;
  /** From 0. */
  batch: number;
  data: DataBatch;
  result: BatchResult;
}

/** Is asked about every step, and may end the training by an error. */
export interface StepWatch {
  /**
   * Whether each update waits for {@link StepWatch.mayUpdate}. Otherwise outputs are looked at while the update is being
   * computed, which costs no time.
   */
  readonly holdsUpdates: boolean;
  /** Called when the module has its first values and an optimizer. */
  begin(): Promise<void>;
  /** Asked when gradients are being computed and nothing is updated yet: whether the update is to be applied. */
  mayUpdate(step: WatchedStep): Promise<boolean>;
  /** Told when the update has been queued. @returns whether the batch counts for the metric */
  updated(step: WatchedStep): boolean | Promise<boolean>;
}
