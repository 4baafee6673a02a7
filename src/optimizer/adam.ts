/** Adam. */

import type { NDArray } from '../ndarray/ndarray.js';
import { invokeInto } from '../operators/invoke.js';
import { pythonFloat } from '../text/python-float.js';
import { Optimizer, type OptimizerOptions, type StatefulUpdate } from './optimizer.js';
import { arrayAt, type OptimizerState, zerosLike } from './state.js';

/** Options of {@link Adam}. */
export interface AdamOptions extends OptimizerOptions {
  /** @defaultValue 0.001 */
  learningRate?: number;
  /** @defaultValue 0.9 */
  beta1?: number;
  /** @defaultValue 0.999 */
  beta2?: number;
  /** @defaultValue 1e-8 */
  epsilon?: number;
}

/**
 * Adam (`mx.optimizer.Adam`), by the operator `adam_update`: `g = clip(rescale * g + wd * w)`,
 * `m = beta1 * m + (1 - beta1) * g`, `v = beta2 * v + (1 - beta2) * g²`, `w -= lr_t * m / (√v + epsilon)` with
 * `lr_t = lr * √(1 - beta2^t) / (1 - beta1^t)`.
 */
export class Adam extends Optimizer {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;

  constructor(options: AdamOptions = {}) {
    super({ ...options, learningRate: options.learningRate ?? 0.001 });
    this.beta1 = options.beta1 ?? 0.9;
    this.beta2 = options.beta2 ?? 0.999;
    this.epsilon = options.epsilon ?? 1e-8;
  }

  createState(weight: NDArray): OptimizerState {
    return [zerosLike(weight), zerosLike(weight)];
  }

  update(updates: readonly StatefulUpdate[]): void {
    for (const update of updates) {
      this.count([update]);
      const [rate = 0] = this.learningRates([update]);
      const count = this.countOf(update.key);
      const lr = rate * (Math.sqrt(1 - this.beta2 ** count) / (1 - this.beta1 ** count));
      const { weight, gradient, state } = update;
      invokeInto(
        'adam_update',
        [weight, gradient, arrayAt(state, 0), arrayAt(state, 1)],
        [weight],
        this.singleAttributes(update, lr, {
          beta1: pythonFloat(this.beta1),
          beta2: pythonFloat(this.beta2),
          epsilon: pythonFloat(this.epsilon),
        }),
      );
    }
  }
}
