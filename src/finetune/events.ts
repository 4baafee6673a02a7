/** What a run tells while it goes on. */

import type { SpeedWindow } from '../callback/speedometer.js';
import type { NamedValue } from '../metric/metric.js';
import type { BestEpoch } from './guard/best-so-far.js';
import type { DivergenceAction } from './guard/divergence-action.js';

/** Why a run that was not interrupted has ended: `epochs` when it has trained all of them. */
export type EndReason = 'epochs' | 'early-stopping' | 'max-time';

/** The epoch with the best validation. */
export interface BestCheckpoint extends BestEpoch {
  /** Its values; `null` when they are not saved. */
  file: string | null;
}

/** Something that has happened in a run. */
export type FineTuneEvent =
  | {
      type: 'start';
      /** Batches in an epoch, at most. */
      batches: number;
      beginEpoch: number;
      numEpochs: number;
      /** Images in an epoch of this process. */
      images: number;
      /** Which of several machines this is, from 0. Only with a distributed store. */
      rank?: number;
      /** How many train together. */
      workers?: number;
      device: string;
      /** Whether it goes on with a run. */
      resumes: boolean;
    }
  | {
      /** The run is where it was. */
      type: 'resume';
      epoch: number;
      /** Batches of the epoch that are trained. */
      batch: number;
      /** What the run goes on with. */
      file: string;
      /** Batches that were gone over again, without computing. */
      replayed: number;
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
  | {
      /** The state of a moment inside an epoch has been saved. */
      type: 'state';
      epoch: number;
      /** Batches of the epoch that are trained. */
      batch: number;
      /** The record. */
      file: string;
    }
  | {
      type: 'validation';
      epoch: number;
      metrics: readonly NamedValue[];
      /** How many were measured: each once, unless `compat` counts some twice. */
      images: number;
    }
  | {
      type: 'divergence';
      epoch: number;
      batch: number;
      /** What was done about it. */
      action: DivergenceAction;
      /** Those of the batch whose outputs are not finite; empty when that cannot be found out. */
      images: readonly string[];
    }
  | ({ type: 'best' } & BestCheckpoint)
  | { type: 'warning'; message: string }
  | {
      type: 'end';
      status: 'completed' | 'interrupted' | 'failed';
      /** Of a run that is completed. */
      reason?: EndReason;
      /** Of a run that is completed and has validated. */
      best?: BestCheckpoint | undefined;
      message: string | undefined;
    };

/** What a run has come to. */
export interface FineTuneResult {
  /** The last checkpoint that was written. */
  checkpoint: string | undefined;
  /** The last epoch's values over the training data. */
  train: readonly NamedValue[];
  /** The last epoch's values over the validation data. */
  validation: readonly NamedValue[];
  /** The best of all epochs; `undefined` without validation. */
  best: BestCheckpoint | undefined;
  /** Why it has ended. */
  reason: EndReason;
}
