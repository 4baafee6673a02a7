/** AdaMax. */

import type { NDArray } from '../ndarray/ndarray.js';
import { power } from '../numeric/rounded.js';
import { scope } from '../runtime/scope.js';
import { numberOption } from '../text/check-option.js';
import {
  add,
  clipped,
  each,
  larger,
  quotient,
  scale,
  scaled,
  subtract,
  sum,
} from './arithmetic.js';
import { Optimizer, type OptimizerOptions, type StatefulUpdate } from './optimizer.js';
import { arrayAt, type OptimizerState, zerosLike } from './state.js';

/** Options of {@link Adamax}. */
export interface AdamaxOptions extends OptimizerOptions {
  /** @defaultValue 0.002 */
  learningRate?: number;
  /** Decay of the mean. @defaultValue 0.9 */
  beta1?: number;
  /** Decay of the norm. @defaultValue 0.999 */
  beta2?: number;
}

/**
 * AdaMax (`mx.optimizer.Adamax`), with `g = clip(rescale * gradient + wd * w)`: `m = beta1 * m + (1 - beta1) * g`,
 * `u = max(beta2 * u, |g|)`, `w -= lr / (1 - beta1^t) * m / u`. As in MXNet a weight whose gradients have all been 0
 * becomes NaN: nothing keeps `u` away from 0.
 */
export class Adamax extends Optimizer {
  readonly beta1: number;
  readonly beta2: number;

  constructor(options: AdamaxOptions = {}) {
    super({ ...options, learningRate: options.learningRate ?? 0.002 });
    this.beta1 = numberOption('beta1', options.beta1, 0.9);
    this.beta2 = numberOption('beta2', options.beta2, 0.999);
  }

  createState(weight: NDArray): OptimizerState {
    return [zerosLike(weight), zerosLike(weight)];
  }

  update(updates: readonly StatefulUpdate[]): void {
    for (const update of updates) {
      const count = this.count(update.key);
      scope(() => this.#update(update, count));
    }
  }

  #update({ key, weight, gradient, state }: StatefulUpdate, count: number): void {
    const [mean, norm] = [arrayAt(state, 0), arrayAt(state, 1)];
    const lr = this.rateOf(key) / (1 - power(this.beta1, count));
    const rescaled = sum(scaled(gradient, this.rescaleGrad), scaled(weight, this.decayOf(key)));
    const limited = clipped(rescaled, this.clipGradient);
    scale(mean, this.beta1);
    add(mean, scaled(limited, 1 - this.beta1));
    larger(scaled(norm, this.beta2), each('abs', limited)).copyTo(norm);
    subtract(weight, quotient(scaled(mean, lr), norm));
  }
}
