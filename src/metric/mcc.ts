/** Matthews' correlation coefficient. */

import type { BinaryCounts } from './binary-counts.js';
import { BinaryMetric, type BinaryMetricOptions } from './binary-metric.js';

/** Options of {@link MCC}. */
export type MCCOptions = BinaryMetricOptions;

/**
 * Matthews' correlation coefficient for two classes (`mx.metric.MCC`):
 * `(TP · TN - FP · FN) / √((TP + FP) (TP + FN) (TN + FP) (TN + FN))`, where sums that are 0 are left out. For more classes
 * there is {@link PCC}.
 */
export class MCC extends BinaryMetric {
  constructor(options: MCCOptions = {}) {
    super(options.name ?? 'mcc', options.average);
  }

  clone(): MCC {
    return new MCC({ name: this.name, average: this.average });
  }

  protected measure(counts: BinaryCounts): number {
    return counts.matthews();
  }
}
