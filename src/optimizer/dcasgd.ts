/** Gradient descent that compensates for delay. */

import type { NDArray } from '../ndarray/ndarray.js';
import { scope } from '../runtime/scope.js';
import { numberOption } from '../text/check-option.js';
import { add, clipped, difference, product, scale, scaled, sum } from './arithmetic.js';
import { Optimizer, type OptimizerOptions, type StatefulUpdate } from './optimizer.js';
import { arrayAt, isList, type OptimizerState, zerosLike } from './state.js';

/** Options of {@link DCASGD}. */
export interface DCASGDOptions extends OptimizerOptions {
  /** @defaultValue 0 */
  momentum?: number;
  /** How strongly delay is compensated for. @defaultValue 0.04 */
  lamda?: number;
}

/**
 * Delay compensated asynchronous gradient descent (`mx.optimizer.DCASGD`), with `g = clip(rescale * gradient)` and `v` the
 * weight before its last update: `m = momentum * m - lr * (g + wd * w + lamda * g² * (w - v))`, `v = w`, `w += m`.
 *
 * With a momentum MXNet's own class fails at its first update; here the formula is applied.
 */
export class DCASGD extends Optimizer {
  readonly momentum: number;
  readonly lamda: number;

  constructor(options: DCASGDOptions = {}) {
    super(options);
    this.momentum = numberOption('momentum', options.momentum, 0);
    this.lamda = numberOption('lamda', options.lamda, 0.04);
  }

  createState(weight: NDArray): OptimizerState {
    return [this.momentum === 0 ? null : zerosLike(weight), weight.copyToDevice(weight.device)];
  }

  update(updates: readonly StatefulUpdate[]): void {
    for (const update of updates) {
      this.count(update.key);
      scope(() => this.#update(update));
    }
  }

  #update({ key, weight, gradient, state }: StatefulUpdate): void {
    const previous = arrayAt(state, 1);
    const rescaled = clipped(scaled(gradient, this.rescaleGrad), this.clipGradient);
    const decayed = sum(rescaled, scaled(weight, this.decayOf(key)));
    const compensation = product(
      product(scaled(rescaled, this.lamda), rescaled),
      difference(weight, previous),
    );
    let step = scaled(sum(decayed, compensation), -this.rateOf(key));
    if (isList(state) && state[0] !== null) {
      const momentum = arrayAt(state, 0);
      scale(momentum, this.momentum);
      add(momentum, step);
      step = momentum;
    }
    weight.copyTo(previous);
    add(weight, step);
  }
}
