/** What is written down of a run, to go on from. */

import type { MetricState, NamedValue } from '../../metric/metric.js';
import type { FitPosition } from '../../module/safe-point.js';
import type { SavedProgress, SavedValue } from './participants.js';

/** A record. Written last, it says that the files beside it are whole. */
export interface RunRecord {
  /** The same for a run and all its resumptions. */
  run: string;
  /** Of all records of a prefix, the one that was written last has the largest. */
  sequence: number;
  savedAt: string;
  versions: Readonly<Record<string, string>>;
  position: FitPosition;
  /** Batches since the beginning of the run. */
  batches: number;
  /**
   * Whether all of them came from one stream of data, so that going over it again leads to the same place; not when settings
   * were changed on the way.
   */
  continuous: boolean;
  /** How long the epoch's training has taken so far. */
  seconds: number;
  begin: RunBegin;
  files: FileChecksums;
  network: SavedNetwork;
  optimizer: SavedOptimizer;
  metrics: {
    state: MetricState;
    /** Those of the last epoch. */
    train: readonly NamedValue[];
    validation: readonly NamedValue[];
  };
  /** See {@link Participants}. */
  progress: SavedProgress;
  decisive: Decisive;
}

/** How a run began. */
export interface RunBegin {
  epoch: number;
  /** As it was given, where it was found, and which epoch of it was loaded. */
  pretrained: { given: string; prefix: string; epoch: number };
}

/** SHA-256, so that no file of another run is taken for one of this record. */
export interface FileChecksums {
  symbol: string;
  params: string;
  states: string;
  /** Only few optimizers have such a file. */
  sums: string | null;
}

/** What cannot be read out of the network's file. */
export interface SavedNetwork {
  /** The last layer of the pretrained network. */
  lastKept: string;
  labelName: string;
  /** Parameters that came from the pretrained network. */
  backbone: readonly string[];
  /** Parameters that had no value at the beginning. */
  head: readonly string[];
  /** The same, with auxiliary states. */
  initialized: readonly string[];
}

/** What an optimizer knows besides its states. */
export interface SavedOptimizer {
  learningRate: number;
  numUpdate: number;
  counts: readonly (readonly [key: string | number, count: number])[];
  scalars: Readonly<Record<string, number>>;
  schedule: Readonly<Record<string, number>> | null;
}

/** What a file of records holds, as far as it decides about bytes. */
export interface DataIdentity {
  records: number;
  bytes: number;
  /** Of samples of the contents. */
  sha256: string;
}

/** Everything that decides about the bytes of a run. */
export interface Decisive {
  /** By the names of the command line. */
  options: Readonly<Record<string, SavedValue>>;
  data: { train: DataIdentity | null; validation: DataIdentity | null };
  /** The version of libmxnet. */
  library: string;
  /** What else changes the last bits: said when it changes, not refused. */
  environment: Readonly<Record<string, string>>;
}
