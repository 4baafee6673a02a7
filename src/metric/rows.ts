/** Class probabilities and the labels that belong to them. */

import { type HostArray, numbersOf, wholeNumbersOf } from './host-array.js';
import { mismatch } from './predicted-classes.js';

/** One row of class probabilities for each label. */
export interface Rows {
  rows: number;
  classes: number;
  labels: readonly number[];
  /** Row after row. */
  values: Float32Array | Float64Array;
}

/**
 * Labels and probabilities as numbers.
 *
 * @throws RangeError unless there is one label for each row of a two-dimensional prediction
 */
export function rowsOf(label: HostArray, prediction: HostArray): Rows {
  const [rows = 0, classes = 0] = prediction.shape;
  if (prediction.shape.length !== 2 || label.values.length !== rows) {
    throw mismatch(label, prediction);
  }
  return { rows, classes, labels: wholeNumbersOf(label), values: numbersOf(prediction) };
}

/**
 * The value of each row for its label.
 *
 * @param ignored - rows with this label are 1
 * @throws RangeError for a label that is no class
 */
export function labelledValues(
  { classes, labels, values }: Rows,
  ignored?: number,
): Float32Array | Float64Array {
  const result =
    values instanceof Float64Array
      ? new Float64Array(labels.length)
      : new Float32Array(labels.length);
  for (const [row, label] of labels.entries()) {
    if (label === ignored) {
      result[row] = 1;
      continue;
    }
    if (!(label >= 0 && label < classes)) {
      throw new RangeError(`label ${label} is not one of ${classes} classes`);
    }
    result[row] = values[row * classes + label] as number;
  }
  return result;
}
