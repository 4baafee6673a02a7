/** Checks that labels and class probabilities belong together. */

import type { HostArray } from './host-array.js';

/**
 * The numbers of samples and of classes.
 *
 * @throws RangeError unless there is one label for each row of a two-dimensional prediction
 */
export function rowsAndClasses(
  label: HostArray,
  prediction: HostArray,
): { rows: number; classes: number } {
  const [rows = 0, classes = 0] = prediction.shape;
  if (prediction.shape.length !== 2 || label.values.length !== rows) {
    throw new RangeError(
      `the shape of the labels (${label.shape.join(', ')}) does not match that of the predictions (${prediction.shape.join(', ')})`,
    );
  }
  return { rows, classes };
}
