/** What a run tells while it goes on. */

import type { SpeedWindow } from '../callback/speedometer.js';
import type { NamedValue } from '../metric/metric.js';

/** Something that has happened in a run. */
export type FineTuneEvent =
  | {
      type: 'start';
      /** Batches in an epoch, at most. */
      batches: number;
      beginEpoch: number;
      numEpochs: number;
      images: number;
      device: string;
    }
  | {
      type: 'batch';
      epoch: number;
      /** From 0. */
      batch: number;
      /** Values since the last line of the log. */
      metrics: readonly NamedValue[];
    }
  | ({ type: 'window' } & SpeedWindow)
  | { type: 'epoch'; epoch: number; metrics: readonly NamedValue[]; seconds: number }
  | { type: 'checkpoint'; epoch: number; file: string }
  | { type: 'validation'; epoch: number; metrics: readonly NamedValue[] }
  | { type: 'warning'; message: string }
  | { type: 'end'; status: 'completed' | 'interrupted' | 'failed'; message: string | undefined };

/** What a run has come to. */
export interface FineTuneResult {
  /** The last checkpoint that was written. */
  checkpoint: string | undefined;
  /** The last epoch's values over the training data. */
  train: readonly NamedValue[];
  /** The last epoch's values over the validation data. */
  validation: readonly NamedValue[];
}
