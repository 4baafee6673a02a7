/** What is told after each batch. */

import type { Metric } from '../metric/metric.js';

/** One batch has been computed. */
export interface BatchEnd {
  epoch: number;
  /** The batch's number in its epoch, from 0. */
  batch: number;
  metric: Metric;
}

/** Called after each batch. */
export type BatchEndCallback = (event: BatchEnd) => void | Promise<void>;
