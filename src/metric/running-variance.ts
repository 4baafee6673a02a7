/** Means and squares of numbers that come bit by bit. */

import { pairwiseSum } from '../numeric/pairwise-sum.js';

/** Welford's sums, several numbers at a time. */
export class RunningVariance {
  count = 0;
  mean = 0;
  /** The sum of the squared distances from the mean. */
  squares = 0;

  /** Adds numbers. */
  add(values: Float64Array): void {
    this.count += values.length;
    const { count, mean } = this;
    this.mean += pairwiseSum(values.map((value) => (value - mean) / count));
    const { mean: next } = this;
    this.squares += pairwiseSum(values.map((value) => (value - mean) * (value - next)));
  }

  /** Forgets everything. */
  reset(): void {
    this.restore([0, 0, 0]);
  }

  /** Count, mean and squares. */
  state(): readonly number[] {
    return [this.count, this.mean, this.squares];
  }

  /** Takes over a state. */
  restore([count = 0, mean = 0, squares = 0]: readonly number[]): void {
    this.count = count;
    this.mean = mean;
    this.squares = squares;
  }
}
