/** How often the most probable class is the right one. */

import { wholeNumberOption } from '../text/check-option.js';
import { type HostArray, wholeNumbersOf } from './host-array.js';
import { AverageMetric, type NamedMetricOptions } from './metric.js';
import { predictedClasses } from './predicted-classes.js';

/** Options of {@link Accuracy}. */
export interface AccuracyOptions extends NamedMetricOptions {
  /** The axis of the classes; negative ones count from the end. @defaultValue 1 */
  axis?: number | undefined;
}

/**
 * The share of samples whose largest output is their label (`mx.metric.Accuracy`); of equal outputs the first. Outputs of the
 * labels' shape are taken for classes.
 */
export class Accuracy extends AverageMetric {
  readonly axis: number;

  constructor(options: AccuracyOptions = {}) {
    super(options.name ?? 'accuracy');
    this.axis = wholeNumberOption('axis', options.axis, 1, Number.NEGATIVE_INFINITY);
  }

  clone(): Accuracy {
    return new Accuracy({ name: this.name, axis: this.axis });
  }

  /** @throws RangeError when there is not one label for each sample */
  protected updatePair(label: HostArray, prediction: HostArray): void {
    const classes = predictedClasses(label, prediction, this.axis);
    // Class numbers are compared as integers, as MXNet does.
    const wanted = wholeNumbersOf(label);
    const correct = classes.filter((item, i) => item === wanted[i]).length;
    this.add(correct, wanted.length);
  }
}
