/** The mean logarithm of the probability that was given to the right class. */

import type { HostArray } from './host-array.js';
import { AverageMetric, type Metric } from './metric.js';
import { rowsAndClasses } from './rows.js';

/** Numbers below this many are added one after another, more of them in eight strands, as numpy does. */
const STRANDS = 8;
const BLOCK = 128;

/**
 * Cross-entropy (`mx.metric.CrossEntropy`): the mean of `-ln(p + eps)` of the right class, computed in float32 and
 * added pairwise as numpy does it.
 */
export class CrossEntropy extends AverageMetric {
  readonly eps: number;

  constructor(options: { eps?: number; name?: string } = {}) {
    super(options.name ?? 'cross-entropy');
    this.eps = options.eps ?? 1e-12;
  }

  clone(): Metric {
    return new CrossEntropy({ eps: this.eps, name: this.name });
  }

  /** @throws RangeError for a label that is no class */
  protected updatePair(label: HostArray, prediction: HostArray): void {
    const { rows, classes } = rowsAndClasses(label, prediction);
    const losses = new Float32Array(rows);
    for (let row = 0; row < rows; row++) {
      const wanted = Math.trunc(Number(label.values[row]));
      if (wanted < 0 || wanted >= classes) {
        throw new RangeError(`label ${wanted} is not one of ${classes} classes`);
      }
      const probability = prediction.values[row * classes + wanted] as number;
      losses[row] = -Math.fround(Math.log(Math.fround(probability + this.eps)));
    }
    this.add(pairwiseSum(losses, 0, rows), rows);
  }
}

/** {@link CrossEntropy} under the name `nll-loss` (`mx.metric.NegativeLogLikelihood`). */
export class NegativeLogLikelihood extends CrossEntropy {
  constructor(options: { eps?: number } = {}) {
    super({ ...options, name: 'nll-loss' });
  }

  override clone(): Metric {
    return new NegativeLogLikelihood({ eps: this.eps });
  }
}

/** numpy's order of additions, rounded to float32 after each. */
function pairwiseSum(values: Float32Array, begin: number, length: number): number {
  if (length < STRANDS) {
    let sum = length === 0 ? 0 : (values[begin] as number);
    for (let i = 1; i < length; i++) sum = Math.fround(sum + (values[begin + i] as number));
    return sum;
  }
  if (length <= BLOCK) return strandSum(values, begin, length);
  const half = Math.floor(length / 2);
  const left = half - (half % STRANDS);
  return Math.fround(
    pairwiseSum(values, begin, left) + pairwiseSum(values, begin + left, length - left),
  );
}

function strandSum(values: Float32Array, begin: number, length: number): number {
  const strands = values.slice(begin, begin + STRANDS);
  const whole = length - (length % STRANDS);
  for (let i = STRANDS; i < whole; i++) {
    strands[i % STRANDS] = (strands[i % STRANDS] as number) + (values[begin + i] as number);
  }
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = strands;
  const add = (left: number, right: number) => Math.fround(left + right);
  let sum = add(add(add(a, b), add(c, d)), add(add(e, f), add(g, h)));
  for (let i = whole; i < length; i++) sum = add(sum, values[begin + i] as number);
  return sum;
}
