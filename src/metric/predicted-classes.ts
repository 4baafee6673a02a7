/** The class that a network thinks most probable. */

import { type HostArray, numbersOf, wholeNumbersOf } from './host-array.js';

/**
 * The class of each sample: the place of the largest value along an axis, the first one of equal values; a value that is no
 * number counts as the largest, as in numpy and libmxnet. A prediction of the labels' shape is taken for the classes
 * themselves.
 *
 * @param axis - negative ones count from the end
 * @throws RangeError for an axis that the prediction does not have, or when there is not one label for each sample
 */
export function predictedClasses(label: HostArray, prediction: HostArray, axis = 1): number[] {
  const same = label.shape.join() === prediction.shape.join();
  const classes = same ? wholeNumbersOf(prediction) : largestAlong(prediction, axis);
  if (classes.length !== label.values.length) throw mismatch(label, prediction);
  return classes;
}

/** Labels and predictions that do not belong together. @internal */
export function mismatch(label: HostArray, prediction: HostArray): RangeError {
  return new RangeError(
    `the shape of the labels (${label.shape.join(', ')}) does not match that of the predictions (${prediction.shape.join(', ')})`,
  );
}

function largestAlong(prediction: HostArray, axis: number): number[] {
  const { shape } = prediction;
  const place = axis < 0 ? shape.length + axis : axis;
  const classes = shape[place];
  if (classes === undefined) {
    throw new RangeError(
      `\`axis\` is ${axis}, but the predictions have ${shape.length} dimensions`,
    );
  }
  const values = numbersOf(prediction);
  const inner = shape.slice(place + 1).reduce((product, length) => product * length, 1);
  const result: number[] = [];
  for (let begin = 0; begin < values.length; begin += classes * inner) {
    for (let i = 0; i < inner; i++) result.push(largest(values, begin + i, classes, inner));
  }
  return result;
}

function largest(
  values: Float32Array | Float64Array,
  begin: number,
  length: number,
  stride: number,
): number {
  let best = 0;
  let most = values[begin] as number;
  for (let i = 1; i < length && !Number.isNaN(most); i++) {
    const value = values[begin + i * stride] as number;
    if (value > most || Number.isNaN(value)) {
      best = i;
      most = value;
    }
  }
  return best;
}
