/** How far outputs are from the labels. */

import { pairwiseMean } from '../numeric/pairwise-sum.js';
import { type HostArray, numbersOf } from './host-array.js';
import { AverageMetric, type NamedMetricOptions } from './metric.js';
import { mismatch } from './predicted-classes.js';

/** Options of {@link MAE}, {@link MSE} and {@link RMSE}. */
export type ErrorMetricOptions = NamedMetricOptions;

/**
 * A metric of the differences between labels and outputs: the mean over all updates of a value of each. As in MXNet updates weigh
 * equally, however many samples they have. One label for each row of outputs is compared with all of the row.
 */
abstract class ErrorMetric extends AverageMetric {
  protected abstract measure(differences: Float32Array | Float64Array): number;

  /** @throws RangeError when labels and outputs do not fit */
  protected updatePair(label: HostArray, prediction: HostArray): void {
    this.add(this.measure(differences(label, prediction)), 1);
  }
}

/** The mean absolute error (`mx.metric.MAE`). */
export class MAE extends ErrorMetric {
  constructor(options: ErrorMetricOptions = {}) {
    super(options.name ?? 'mae');
  }

  clone(): MAE {
    return new MAE({ name: this.name });
  }

  protected measure(differences: Float32Array | Float64Array): number {
    return pairwiseMean(differences.map(Math.abs));
  }
}

/** The mean squared error (`mx.metric.MSE`). */
export class MSE extends ErrorMetric {
  constructor(options: ErrorMetricOptions = {}) {
    super(options.name ?? 'mse');
  }

  clone(): MSE {
    return new MSE({ name: this.name });
  }

  protected measure(differences: Float32Array | Float64Array): number {
    return pairwiseMean(squares(differences));
  }
}

/** The root of the mean squared error (`mx.metric.RMSE`): the mean of the roots of all updates, not the root of the mean. */
export class RMSE extends ErrorMetric {
  constructor(options: ErrorMetricOptions = {}) {
    super(options.name ?? 'rmse');
  }

  clone(): RMSE {
    return new RMSE({ name: this.name });
  }

  protected measure(differences: Float32Array | Float64Array): number {
    const root = Math.sqrt(pairwiseMean(squares(differences)));
    return differences instanceof Float32Array ? Math.fround(root) : root;
  }
}

function squares(values: Float32Array | Float64Array): Float32Array | Float64Array {
  return values.map((value) => value * value);
}

/** Label minus prediction, in float32 if both are. */
function differences(label: HostArray, prediction: HostArray): Float32Array | Float64Array {
  const [wanted, values] = [numbersOf(label), numbersOf(prediction)];
  const [rows = 0, ...others] = asColumn(prediction.shape);
  const same = asColumn(label.shape).join() === [rows, ...others].join();
  const oneEach = wanted.length === rows && others.length === 1;
  if (!same && !oneEach) throw mismatch(label, prediction);
  const width = same ? 1 : values.length / rows;
  const narrow = wanted instanceof Float32Array && values instanceof Float32Array;
  const result = narrow ? new Float32Array(values.length) : new Float64Array(values.length);
  for (const [i, value] of values.entries()) {
    result[i] = (wanted[Math.floor(i / width)] as number) - value;
  }
  return result;
}

/** One-dimensional arrays stand for columns. */
function asColumn(shape: readonly number[]): readonly number[] {
  return shape.length === 1 ? [...shape, 1] : shape;
}
