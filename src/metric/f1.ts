/** The harmonic mean of precision and recall. */

import type { BinaryCounts } from './binary-counts.js';
import { BinaryMetric, type BinaryMetricOptions } from './binary-metric.js';

/** Options of {@link F1}. */
export type F1Options = BinaryMetricOptions;

/** The harmonic mean of precision and recall of class 1, for two classes (`mx.metric.F1`); 0 where they are not defined. */
export class F1 extends BinaryMetric {
  constructor(options: F1Options = {}) {
    super(options.name ?? 'f1', options.average);
  }

  clone(): F1 {
    return new F1({ name: this.name, average: this.average });
  }

  protected measure(counts: BinaryCounts): number {
    return counts.f1();
  }
}
