/** The mean logarithm of the probability that was given to the right class. */

import { float32Log } from '../numeric/float32-log.js';
import { pairwiseSum } from '../numeric/pairwise-sum.js';
import { numberOption } from '../text/check-option.js';
import type { HostArray } from './host-array.js';
import { AverageMetric, type NamedMetricOptions } from './metric.js';
import { labelledValues, rowsOf } from './rows.js';

/** Options of {@link CrossEntropy}. */
export interface CrossEntropyOptions extends NamedMetricOptions {
  /** Is added to probabilities, which may be 0. @defaultValue 1e-12 */
  eps?: number | undefined;
}

/**
 * Cross-entropy (`mx.metric.CrossEntropy`): the mean of `-ln(p + eps)` of the right class, computed in the precision of the
 * outputs, and added pairwise as numpy does it.
 */
export class CrossEntropy extends AverageMetric {
  readonly eps: number;

  constructor(options: CrossEntropyOptions = {}) {
    super(options.name ?? 'cross-entropy');
    this.eps = numberOption('eps', options.eps, 1e-12);
  }

  clone(): CrossEntropy {
    return new CrossEntropy({ eps: this.eps, name: this.name });
  }

  /** @throws RangeError for a label that is no class, which numpy would count from the end or fail for */
  protected updatePair(label: HostArray, prediction: HostArray): void {
    const rows = rowsOf(label, prediction);
    const losses = labelledValues(rows);
    const narrow = losses instanceof Float32Array;
    // In float32 the summand is rounded before it is added.
    const eps = narrow ? Math.fround(this.eps) : this.eps;
    const logarithm = narrow ? float32Log : Math.log;
    for (const [i, probability] of losses.entries()) losses[i] = -logarithm(probability + eps);
    this.add(pairwiseSum(losses), rows.rows);
  }
}

/** {@link CrossEntropy} under the name `nll-loss` (`mx.metric.NegativeLogLikelihood`). */
export class NegativeLogLikelihood extends CrossEntropy {
  constructor(options: CrossEntropyOptions = {}) {
    super({ ...options, name: options.name ?? 'nll-loss' });
  }

  override clone(): NegativeLogLikelihood {
    return new NegativeLogLikelihood({ eps: this.eps, name: this.name });
  }
}
