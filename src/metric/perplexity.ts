/** How many classes a network hesitates between. */

import { compensatedSum } from '../numeric/compensated-sum.js';
import { float32LibraryLog } from '../numeric/float32-library-log.js';
import { exp } from '../numeric/rounded.js';
import { wholeNumberOption } from '../text/check-option.js';
import type { HostArray } from './host-array.js';
import { AverageMetric, type NamedMetricOptions } from './metric.js';
import { labelledValues, rowsOf } from './rows.js';

/** Options of {@link Perplexity}. */
export interface PerplexityOptions extends NamedMetricOptions {
  /** Samples with this label do not count. @defaultValue none: all count */
  ignoreLabel?: number | undefined;
}

/** Smaller probabilities count as this one. */
const SMALLEST = Math.fround(1e-10);

/**
 * Perplexity (`mx.metric.Perplexity`): `e` to the mean of `-ln(max(1e-10, p))` of the right class. In Python `ignore_label` must be
 * given, and a label that is no class silently stands for the nearest one.
 */
export class Perplexity extends AverageMetric {
  readonly ignoreLabel: number | undefined;

  constructor(options: PerplexityOptions = {}) {
    super(options.name ?? 'perplexity');
    const { ignoreLabel } = options;
    this.ignoreLabel =
      ignoreLabel === undefined
        ? undefined
        : wholeNumberOption('ignoreLabel', ignoreLabel, 0, Number.NEGATIVE_INFINITY);
  }

  clone(): Perplexity {
    return new Perplexity({ name: this.name, ignoreLabel: this.ignoreLabel });
  }

  /** @throws RangeError for a label that is no class */
  protected updatePair(label: HostArray, prediction: HostArray): void {
    const rows = rowsOf(label, prediction);
    const probabilities = Float32Array.from(labelledValues(rows, this.ignoreLabel));
    const logarithms = probabilities.map((p) => float32LibraryLog(Math.max(SMALLEST, p)));
    const ignored = rows.labels.filter((item) => item === this.ignoreLabel).length;
    this.add(-compensatedSum(logarithms), rows.rows - ignored);
  }

  protected override quotient(sum: number, count: number): number {
    return exp(super.quotient(sum, count));
  }
}
