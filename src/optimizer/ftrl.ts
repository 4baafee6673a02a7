/** Follow the regularized leader. */

import type { NDArray } from '../ndarray/ndarray.js';
import { numberOption } from '../text/check-option.js';
import { Optimizer, type OptimizerOptions, type StatefulUpdate } from './optimizer.js';
import { arrayAt, type OptimizerState, zerosLike } from './state.js';

/** Options of {@link Ftrl}. */
export interface FtrlOptions extends OptimizerOptions {
  /** Has no effect on a schedule, which keeps the rate it was made with. @defaultValue 0.1 */
  learningRate?: number;
  /** Weight of the L1 norm. @defaultValue 0.01 */
  lamda1?: number;
  /** @defaultValue 1 */
  beta?: number;
}

/**
 * Follow the regularized leader (`mx.optimizer.Ftrl`), by the operator `ftrl_update`, with `g = clip(rescale * gradient)`:
 * `z += g - (√(n + g²) - √n) * w / lr`, `n += g²`, and `w` is 0 where `|z| <= lamda1`, else
 * `(sign(z) * lamda1 - z) / ((beta + √n) / lr + wd)`. MXNet's class fails for float16 weights without float32 copies; this one
 * does not.
 */
export class Ftrl extends Optimizer {
  readonly lamda1: number;
  readonly beta: number;

  constructor(options: FtrlOptions = {}) {
    const { learningRate = 0.1, ...others } = options;
    // MXNet's class does not hand the rate on to its base, so that a schedule is not overwritten.
    super(others);
    this.learningRate = numberOption('learningRate', learningRate, 0.1);
    this.lamda1 = numberOption('lamda1', options.lamda1, 0.01);
    this.beta = numberOption('beta', options.beta, 1);
  }

  createState(weight: NDArray): OptimizerState {
    return [zerosLike(weight), zerosLike(weight)];
  }

  update(updates: readonly StatefulUpdate[]): void {
    const kernel = this.kernel('ftrl_update', () => ({
      lamda1: this.text(this.lamda1),
      beta: this.text(this.beta),
    }));
    for (const { key, weight, gradient, state } of updates) {
      this.count(key);
      const inputs = [weight, gradient, arrayAt(state, 0), arrayAt(state, 1)];
      kernel.run(inputs, [weight], [this.text(this.rateOf(key)), this.text(this.decayOf(key))]);
    }
  }
}
