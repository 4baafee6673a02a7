/** Adam. */

import type { NDArray } from '../ndarray/ndarray.js';
import { power } from '../numeric/rounded.js';
import { numberOption } from '../text/check-option.js';
import { Optimizer, type OptimizerOptions, type StatefulUpdate } from './optimizer.js';
import { arrayAt, type OptimizerState, zerosLike } from './state.js';

/** Options of {@link Adam}. */
export interface AdamOptions extends OptimizerOptions {
  /** @defaultValue 0.001 */
  learningRate?: number;
  /** Decay of the mean. @defaultValue 0.9 */
  beta1?: number;
  /** Decay of the variance. @defaultValue 0.999 */
  beta2?: number;
  /** Avoids division by 0. @defaultValue 1e-8 */
  epsilon?: number;
}

/**
 * Adam (`mx.optimizer.Adam`), by the operator `adam_update`: `g = clip(rescale * g + wd * w)`,
 * `m = beta1 * m + (1 - beta1) * g`, `v = beta2 * v + (1 - beta2) * g²`, `w -= lr_t * m / (√v + epsilon)` with
 * `lr_t = lr * √(1 - beta2^t) / (1 - beta1^t)`. Unlike in the paper the gradient is clipped with its weight decay.
 */
export class Adam extends Optimizer {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  /** The last count and what it makes of the rate: most parameters have been updated equally often. */
  #count = 0;
  #correction = 1;

  constructor(options: AdamOptions = {}) {
    super({ ...options, learningRate: options.learningRate ?? 0.001 });
    this.beta1 = numberOption('beta1', options.beta1, 0.9);
    this.beta2 = numberOption('beta2', options.beta2, 0.999);
    this.epsilon = numberOption('epsilon', options.epsilon, 1e-8);
  }

  createState(weight: NDArray): OptimizerState {
    return [zerosLike(weight), zerosLike(weight)];
  }

  update(updates: readonly StatefulUpdate[]): void {
    const kernel = this.kernel('adam_update', () => ({
      beta1: this.text(this.beta1),
      beta2: this.text(this.beta2),
      epsilon: this.text(this.epsilon),
    }));
    for (const { key, weight, gradient, state } of updates) {
      const correction = this.#correctionAfter(this.count(key));
      kernel.run(
        [weight, gradient, arrayAt(state, 0), arrayAt(state, 1)],
        [weight],
        [this.text(this.rateOf(key) * correction), this.text(this.decayOf(key))],
      );
    }
  }

  #correctionAfter(count: number): number {
    if (count !== this.#count) {
      this.#count = count;
      this.#correction = Math.sqrt(1 - power(this.beta2, count)) / (1 - power(this.beta1, count));
    }
    return this.#correction;
  }
}
