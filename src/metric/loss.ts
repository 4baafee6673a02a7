/** Outputs that are losses themselves. */

import { compensatedSum } from '../numeric/compensated-sum.js';
import { type HostArray, numbersOf } from './host-array.js';
import { AverageMetric, type NamedMetricOptions } from './metric.js';

/** Options of {@link Loss}. */
export type LossOptions = NamedMetricOptions;

/** The mean of all outputs (`mx.metric.Loss`, also called `torch` and `caffe`). Labels do not matter. */
export class Loss extends AverageMetric {
  constructor(options: LossOptions = {}) {
    super(options.name ?? 'loss');
  }

  clone(): Loss {
    return new Loss({ name: this.name });
  }

  override update(_labels: readonly HostArray[], predictions: readonly HostArray[]): void {
    for (const prediction of predictions) this.updatePair(prediction, prediction);
  }

  protected updatePair(_label: HostArray, prediction: HostArray): void {
    const values = Float32Array.from(numbersOf(prediction));
    this.add(compensatedSum(values), values.length);
  }
}
