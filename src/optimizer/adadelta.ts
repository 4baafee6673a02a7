/** AdaDelta. */

import type { NDArray } from '../ndarray/ndarray.js';
import { scope } from '../runtime/scope.js';
import { numberOption } from '../text/check-option.js';
import {
  add,
  clipped,
  each,
  increased,
  product,
  quotient,
  scale,
  scaled,
  subtract,
  sum,
} from './arithmetic.js';
import { Optimizer, type OptimizerOptions, type StatefulUpdate } from './optimizer.js';
import { arrayAt, type OptimizerState, zerosLike } from './state.js';

/** Options of {@link AdaDelta}. */
export interface AdaDeltaOptions extends OptimizerOptions {
  /** Decay of both averages. @defaultValue 0.9 */
  rho?: number;
  /** Avoids division by 0. @defaultValue 1e-5 */
  epsilon?: number;
}

/**
 * AdaDelta (`mx.optimizer.AdaDelta`), with `g = clip(rescale * gradient)`: `a = rho * a + (1 - rho) * g²`,
 * `d = √(b + epsilon) / √(a + epsilon) * g`, `b = rho * b + (1 - rho) * d²`, `w -= d + wd * w`. As in MXNet the learning
 * rate has no effect. MXNet's class also rescales the caller's gradient in place; this one leaves it as it is.
 * MXNet's fails for float16 weights without float32 copies; this one does not.
 */
export class AdaDelta extends Optimizer {
  readonly rho: number;
  readonly epsilon: number;

  constructor(options: AdaDeltaOptions = {}) {
    super(options);
    this.rho = numberOption('rho', options.rho, 0.9);
    this.epsilon = numberOption('epsilon', options.epsilon, 1e-5);
  }

  createState(weight: NDArray): OptimizerState {
    return [zerosLike(weight), zerosLike(weight)];
  }

  update(updates: readonly StatefulUpdate[]): void {
    for (const update of updates) {
      this.count(update.key);
      scope(() => this.#update(update));
    }
  }

  #update({ key, weight, gradient, state }: StatefulUpdate): void {
    const [gradients, deltas] = [arrayAt(state, 0), arrayAt(state, 1)];
    const rescaled = clipped(scaled(gradient, this.rescaleGrad), this.clipGradient);
    this.#average(gradients, rescaled);
    const ratio = quotient(this.#root(deltas), this.#root(gradients));
    const delta = product(ratio, rescaled);
    this.#average(deltas, delta);
    subtract(weight, sum(delta, scaled(weight, this.decayOf(key))));
  }

  /** Moves an average of squares towards those of an array. */
  #average(target: NDArray, array: NDArray): void {
    scale(target, this.rho);
    add(target, product(scaled(array, 1 - this.rho), array));
  }

  #root(average: NDArray): NDArray {
    return each('sqrt', increased(average, this.epsilon));
  }
}
