/** How often the right class is among the most probable ones. */

import { largestIndices } from '../numeric/arg-partition.js';
import type { HostArray } from './host-array.js';
import { AverageMetric, type NamedMetricOptions } from './metric.js';
import { rowsOf } from './rows.js';

/** Options of {@link TopKAccuracy}. */
export type TopKAccuracyOptions = NamedMetricOptions;

/**
 * The share of samples whose label is among the `topK` largest outputs (`mx.metric.TopKAccuracy`). Of equal outputs those count
 * that numpy happens to choose.
 */
export class TopKAccuracy extends AverageMetric {
  readonly topK: number;
  readonly #options: TopKAccuracyOptions;

  /**
   * @param topK - at least 2; 1 is {@link Accuracy}
   * @param options - `name` is followed by `_` and `topK`; default `top_k_accuracy`
   * @throws RangeError for another `topK`
   */
  constructor(topK: number, options: TopKAccuracyOptions = {}) {
    super(`${options.name ?? 'top_k_accuracy'}_${topK}`);
    if (!Number.isInteger(topK) || topK < 2) {
      throw new RangeError(
        `\`topK\` must be an integer of at least 2, received ${topK}; for 1 use accuracy`,
      );
    }
    this.topK = topK;
    this.#options = options;
  }

  clone(): TopKAccuracy {
    return new TopKAccuracy(this.topK, this.#options);
  }

  /** @throws RangeError when there are fewer classes than `topK` */
  protected updatePair(label: HostArray, prediction: HostArray): void {
    const { rows, classes, labels, values } = rowsOf(label, prediction);
    if (this.topK > classes) {
      throw new RangeError(`\`topK\` is ${this.topK}, but there are only ${classes} classes`);
    }
    const narrow = values instanceof Float32Array ? values : Float32Array.from(values);
    const hits = labels.filter((wanted, row) =>
      isAmongLargest(narrow.subarray(row * classes, (row + 1) * classes), wanted, this.topK),
    );
    this.add(hits.length, rows);
  }
}

/** Whether a class is among the largest values; the values are brought into order only where equal ones decide. */
function isAmongLargest(values: Float32Array, wanted: number, count: number): boolean {
  const own = values[wanted];
  if (own === undefined) return false;
  let larger = 0;
  let equal = 0;
  for (const value of values) {
    if (value > own) larger++;
    // A value that is no number cannot be compared, and is left to the full order.
    else if (!(value < own)) equal++;
  }
  if (larger >= count) return false;
  return larger + equal <= count || largestIndices(values, count).includes(wanted);
}
