/** Follow the moving leader. */

import type { NDArray } from '../ndarray/ndarray.js';
import { numberOption } from '../text/check-option.js';
import type { Kernel } from './kernel.js';
import { Optimizer, type OptimizerOptions, type StatefulUpdate } from './optimizer.js';
import { arraysOf, type OptimizerState, zerosLike } from './state.js';

/** Options of {@link FTML}. */
export interface FTMLOptions extends OptimizerOptions {
  /** @defaultValue 0.6 */
  beta1?: number;
  /** @defaultValue 0.999 */
  beta2?: number;
  /** Avoids division by 0. @defaultValue 1e-8 */
  epsilon?: number;
}

/**
 * Follow the moving leader (`mx.optimizer.FTML`), by the operator `ftml_update`, with
 * `g = clip(rescale * gradient + wd * w)`: `v = beta2 * v + (1 - beta2) * g²`,
 * `e = (1 - beta1^t) / lr * (√(v / (1 - beta2^t)) + epsilon)`, `z = beta1 * z + (1 - beta1) * g - (e - beta1 * d) * w`,
 * `d = e`, `w = -z / d`.
 */
export class FTML extends Optimizer {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;

  constructor(options: FTMLOptions = {}) {
    super(options);
    this.beta1 = numberOption('beta1', options.beta1, 0.6);
    this.beta2 = numberOption('beta2', options.beta2, 0.999);
    this.epsilon = numberOption('epsilon', options.epsilon, 1e-8);
  }

  createState(weight: NDArray): OptimizerState {
    return [zerosLike(weight), zerosLike(weight), zerosLike(weight)];
  }

  update(updates: readonly StatefulUpdate[]): void {
    const kernel = this.#kernel();
    for (const { key, weight, gradient, state } of updates) {
      const count = this.count(key);
      const rates = [this.text(this.rateOf(key)), this.text(this.decayOf(key))];
      kernel.run([weight, gradient, ...arraysOf(state)], [weight], [...rates, String(count)]);
    }
  }

  /** This operator calls the limit of gradients otherwise than all the others. */
  #kernel(): Kernel {
    return this.kernel(
      'ftml_update',
      () => ({
        beta1: this.text(this.beta1),
        beta2: this.text(this.beta2),
        epsilon: this.text(this.epsilon),
        clip_gradient: undefined,
        clip_grad: this.clipText(),
      }),
      ['lr', 'wd', 't'],
    );
  }
}
