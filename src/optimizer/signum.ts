/** Gradient descent by signs. */

import type { NDArray } from '../ndarray/ndarray.js';
import { numberOption } from '../text/check-option.js';
import { Optimizer, type OptimizerOptions, type StatefulUpdate } from './optimizer.js';
import { arrayAt, type OptimizerState, zerosLike } from './state.js';

/** Options of {@link Signum}. */
export interface SignumOptions extends OptimizerOptions {
  /** @defaultValue 0.01 */
  learningRate?: number;
  /** @defaultValue 0.9 */
  momentum?: number;
  /** Weight decay that does not go through the sign. @defaultValue 0 */
  wdLh?: number;
}

/**
 * Signum (`mx.optimizer.Signum`), with `g = clip(rescale * gradient)`, by the operator `signum_update`:
 * `m = momentum * m - (1 - momentum) * (g + wd * w)`, `w = (1 - lr * wdLh) * w + lr * sign(m)`. Without momentum, by
 * `signsgd_update`: `w = (1 - lr * wd) * w - lr * sign(g)`.
 *
 * MXNet's own class fails for `wdLh` without momentum, because `signsgd_update` does not have it. Its weight decay is of the
 * same kind, so here the two are added.
 */
export class Signum extends Optimizer {
  readonly momentum: number;
  readonly wdLh: number;

  constructor(options: SignumOptions = {}) {
    super({ ...options, learningRate: options.learningRate ?? 0.01 });
    this.momentum = numberOption('momentum', options.momentum, 0.9);
    this.wdLh = numberOption('wdLh', options.wdLh, 0);
  }

  createState(weight: NDArray): OptimizerState {
    return this.momentum === 0 ? null : zerosLike(weight);
  }

  update(updates: readonly StatefulUpdate[]): void {
    for (const { key, weight, gradient, state } of updates) {
      this.count(key);
      const lr = this.text(this.rateOf(key));
      const wd = this.decayOf(key);
      if (state === null) {
        const kernel = this.kernel('signsgd_update', () => ({}));
        kernel.run([weight, gradient], [weight], [lr, this.text(wd + this.wdLh)]);
      } else {
        const kernel = this.kernel('signum_update', () => ({
          momentum: this.momentum > 0 ? this.text(this.momentum) : undefined,
          wd_lh: this.wdLh ? this.text(this.wdLh) : undefined,
        }));
        kernel.run([weight, gradient, arrayAt(state, 0)], [weight], [lr, this.text(wd)]);
      }
    }
  }
}
