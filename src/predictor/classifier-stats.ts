/** What a classifier tells of itself. */

import { createHistogram, type RecordableHistogram } from 'node:perf_hooks';

/** Milliseconds from the call to its answer, waiting and reading included. */
export interface Latencies {
  /** Of so many answers. */
  count: number;
  mean: number;
  p50: number;
  p90: number;
  p99: number;
  max: number;
}

/** Images that have been asked about, by how it ended. */
export interface CallCounts {
  answered: number;
  failed: number;
  /** Ended by their signal. */
  aborted: number;
  /** Not begun: there was no room. */
  refused: number;
}

/** Images that are in work. */
export interface QueueState {
  /** Before there is room for them. */
  waiting: number;
  /** Being read, decoded and resized, or before that. */
  preparing: number;
  /** Before they are computed. */
  ready: number;
  computing: number;
  /** How many may be in work, without those that wait for room. */
  limit: number;
}

/** Answer of {@link Classifier.stats}. */
export interface ClassifierStats {
  prefix: string;
  epoch: number;
  calls: CallCounts;
  queue: QueueState;
  /** Batches that were computed, and the images in them. */
  batches: { count: number; images: number };
  latency: Latencies;
  /** How often the checkpoint was loaded anew. */
  reloads: number;
  /** Bytes of parameters and of the batches that are bound. */
  bytes: number;
  /** Handles of libmxnet that the whole process has, by kind. */
  handles: Readonly<Record<string, number>>;
}

const MICROSECONDS = 1000;

/** Counts, in a memory that does not grow. */
export class CallRecorder {
  readonly calls: CallCounts = { answered: 0, failed: 0, aborted: 0, refused: 0 };
  readonly batches: { count: number; images: number } = { count: 0, images: 0 };
  readonly #latencies: RecordableHistogram = createHistogram();

  answered(milliseconds: number): void {
    this.calls.answered++;
    this.#latencies.record(Math.max(1, Math.round(milliseconds * MICROSECONDS)));
  }

  batch(images: number): void {
    this.batches.count++;
    this.batches.images += images;
  }

  get latency(): Latencies {
    const histogram = this.#latencies;
    const { count } = histogram;
    const at = (percentile: number) =>
      count === 0 ? 0 : histogram.percentile(percentile) / MICROSECONDS;
    return {
      count,
      mean: count === 0 ? 0 : histogram.mean / MICROSECONDS,
      p50: at(50),
      p90: at(90),
      p99: at(99),
      max: count === 0 ? 0 : histogram.max / MICROSECONDS,
    };
  }
}
