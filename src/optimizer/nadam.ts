/** Adam with Nesterov's momentum. */

import type { NDArray } from '../ndarray/ndarray.js';
import { power } from '../numeric/rounded.js';
import { scope } from '../runtime/scope.js';
import { numberOption } from '../text/check-option.js';
import {
  add,
  clipped,
  dividedBy,
  each,
  increased,
  product,
  quotient,
  scale,
  scaled,
  subtract,
  sum,
} from './arithmetic.js';
import {
  Optimizer,
  type OptimizerOptions,
  type OptimizerProgress,
  type StatefulUpdate,
} from './optimizer.js';
import { arrayAt, type OptimizerState, zerosLike } from './state.js';

/** Options of {@link Nadam}. */
export interface NadamOptions extends OptimizerOptions {
  /** @defaultValue 0.001 */
  learningRate?: number;
  /** Decay of the mean. @defaultValue 0.9 */
  beta1?: number;
  /** Decay of the variance. @defaultValue 0.999 */
  beta2?: number;
  /** Avoids division by 0. @defaultValue 1e-8 */
  epsilon?: number;
  /** How fast the momentum rises to `beta1`. @defaultValue 0.004 */
  scheduleDecay?: number;
}

/**
 * Adam with Nesterov's momentum (`mx.optimizer.Nadam`), with `g = clip(rescale * gradient + wd * w)`,
 * `mu_t = beta1 * (1 - 0.96^(t * scheduleDecay) / 2)` and `S` the product of all `mu` so far:
 * `m = beta1 * m + (1 - beta1) * g`, `v = beta2 * v + (1 - beta2) * g²`,
 * `n = (1 - mu_t) * g / (1 - S) + mu_(t+1) * m / (1 - S * mu_(t+1))`, `w -= lr * n / (√(v / (1 - beta2^t)) + epsilon)`.
 *
 * In MXNet `S` is one number that all parameters share and each of them multiplies, so that it depends on how many there are
 * and in which order they come. That is a mistake, but every result of MXNet has it; so has this class.
 */
export class Nadam extends Optimizer {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly scheduleDecay: number;
  #schedule = 1;

  constructor(options: NadamOptions = {}) {
    super({ ...options, learningRate: options.learningRate ?? 0.001 });
    this.beta1 = numberOption('beta1', options.beta1, 0.9);
    this.beta2 = numberOption('beta2', options.beta2, 0.999);
    this.epsilon = numberOption('epsilon', options.epsilon, 1e-8);
    this.scheduleDecay = numberOption('scheduleDecay', options.scheduleDecay, 0.004);
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

  override progress(): OptimizerProgress {
    return { ...super.progress(), scalars: { schedule: this.#schedule } };
  }

  override restore(progress: OptimizerProgress): void {
    super.restore(progress);
    this.#schedule = progress.scalars?.['schedule'] ?? 1;
  }

  #update({ key, weight, gradient, state }: StatefulUpdate, count: number): void {
    const [mean, variance] = [arrayAt(state, 0), arrayAt(state, 1)];
    const rescaled = sum(scaled(gradient, this.rescaleGrad), scaled(weight, this.decayOf(key)));
    const limited = clipped(rescaled, this.clipGradient);
    const [momentum, nextMomentum] = [this.#momentum(count), this.#momentum(count + 1)];
    this.#schedule *= momentum;
    scale(mean, this.beta1);
    add(mean, scaled(limited, 1 - this.beta1));
    scale(variance, this.beta2);
    add(variance, product(scaled(limited, 1 - this.beta2), limited));
    const ahead = sum(
      scaled(dividedBy(limited, 1 - this.#schedule), 1 - momentum),
      scaled(dividedBy(mean, 1 - this.#schedule * nextMomentum), nextMomentum),
    );
    const spread = each('sqrt', dividedBy(variance, 1 - power(this.beta2, count)));
    const step = quotient(scaled(ahead, this.rateOf(key)), increased(spread, this.epsilon));
    subtract(weight, step);
  }

  #momentum(count: number): number {
    return this.beta1 * (1 - 0.5 * power(0.96, count * this.scheduleDecay));
  }
}
