/** AdaGrad. */

import type { NDArray } from '../ndarray/ndarray.js';
import { scope } from '../runtime/scope.js';
import { numberOption } from '../text/check-option.js';
import { add, clipped, each, increased, quotient, scaled, sum } from './arithmetic.js';
import { Optimizer, type OptimizerOptions, type StatefulUpdate } from './optimizer.js';
import { arrayAt, type OptimizerState, zerosLike } from './state.js';

/** Options of {@link AdaGrad}. */
export interface AdaGradOptions extends OptimizerOptions {
  /** Avoids division by 0. @defaultValue 1e-7 */
  eps?: number;
}

/**
 * AdaGrad (`mx.optimizer.AdaGrad`), with `g = clip(rescale * gradient)`: `h += g²`,
 * `w -= lr * (g / √(h + eps) + wd * w)`. MXNet's class fails for float16 weights without float32 copies; this one does not.
 */
export class AdaGrad extends Optimizer {
  readonly eps: number;

  constructor(options: AdaGradOptions = {}) {
    super(options);
    this.eps = numberOption('eps', options.eps, 1e-7);
  }

  createState(weight: NDArray): OptimizerState {
    return zerosLike(weight);
  }

  update(updates: readonly StatefulUpdate[]): void {
    for (const update of updates) {
      this.count(update.key);
      scope(() => this.#update(update));
    }
  }

  #update({ key, weight, gradient, state }: StatefulUpdate): void {
    const history = arrayAt(state, 0);
    const rescaled = clipped(scaled(gradient, this.rescaleGrad), this.clipGradient);
    add(history, each('square', rescaled));
    const divided = quotient(rescaled, each('sqrt', increased(history, this.eps)));
    const step = sum(divided, scaled(weight, this.decayOf(key)));
    add(weight, scaled(step, -this.rateOf(key)));
  }
}
