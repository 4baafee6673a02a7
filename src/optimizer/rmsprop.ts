/** RMSProp. */

import type { NDArray } from '../ndarray/ndarray.js';
import { numberOption } from '../text/check-option.js';
import { Optimizer, type OptimizerOptions, type StatefulUpdate } from './optimizer.js';
import { arraysOf, type OptimizerState, zerosLike } from './state.js';

/** Options of {@link RMSProp}. */
export interface RMSPropOptions extends OptimizerOptions {
  /** @defaultValue 0.001 */
  learningRate?: number;
  /** Decay of the average of squared gradients. @defaultValue 0.9 */
  gamma1?: number;
  /** Momentum of the centered form. @defaultValue 0.9 */
  gamma2?: number;
  /** Avoids division by 0. @defaultValue 1e-8 */
  epsilon?: number;
  /** Graves' form, which also averages the gradients. @defaultValue false */
  centered?: boolean;
  /** Weights are clipped to [-clipWeights, clipWeights]. @defaultValue no clipping */
  clipWeights?: number | undefined;
}

/**
 * RMSProp (`mx.optimizer.RMSProp`), with `g = clip(rescale * g + wd * w)`. Tieleman and Hinton's form, by the operator
 * `rmsprop_update`: `n = (1 - gamma1) * g² + gamma1 * n`, `w -= lr * g / √(n + epsilon)`. Graves' centered form, by
 * `rmspropalex_update`, also has `h = (1 - gamma1) * g + gamma1 * h`, `d = gamma2 * d - lr * g / √(n - h² + epsilon)`,
 * `w += d`. MXNet's class fails for float16 weights without float32 copies; this one does not.
 */
export class RMSProp extends Optimizer {
  readonly gamma1: number;
  readonly gamma2: number;
  readonly epsilon: number;
  readonly centered: boolean;
  readonly clipWeights: number | undefined;

  constructor(options: RMSPropOptions = {}) {
    super({ ...options, learningRate: options.learningRate ?? 0.001 });
    this.gamma1 = numberOption('gamma1', options.gamma1, 0.9);
    this.gamma2 = numberOption('gamma2', options.gamma2, 0.9);
    this.epsilon = numberOption('epsilon', options.epsilon, 1e-8);
    this.centered = options.centered ?? false;
    this.clipWeights =
      options.clipWeights === undefined
        ? undefined
        : numberOption('clipWeights', options.clipWeights, 0);
  }

  createState(weight: NDArray): OptimizerState {
    return Array.from({ length: this.centered ? 3 : 1 }, () => zerosLike(weight));
  }

  update(updates: readonly StatefulUpdate[]): void {
    const kernel = this.kernel(this.centered ? 'rmspropalex_update' : 'rmsprop_update', () => ({
      gamma1: this.text(this.gamma1),
      epsilon: this.text(this.epsilon),
      gamma2: this.centered ? this.text(this.gamma2) : undefined,
      clip_weights: this.clipWeights ? this.text(this.clipWeights) : undefined,
    }));
    for (const { key, weight, gradient, state } of updates) {
      this.count(key);
      const values = [this.text(this.rateOf(key)), this.text(this.decayOf(key))];
      kernel.run([weight, gradient, ...arraysOf(state)], [weight], values);
    }
  }
}
