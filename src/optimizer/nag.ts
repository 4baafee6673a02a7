/** Nesterov's accelerated gradient. */

import { hasOperator } from '../operators/registry.js';
import { scope } from '../runtime/scope.js';
import { libraryIsAtLeast } from '../runtime/version.js';
import { add, clipped, scale, scaled, sum } from './arithmetic.js';
import { MomentumOptimizer, type MomentumOptions } from './momentum-optimizer.js';
import type { StatefulUpdate } from './optimizer.js';
import { arrayAt } from './state.js';

/** Options of {@link NAG}. */
export type NAGOptions = MomentumOptions;

/**
 * Nesterov's accelerated gradient (`mx.optimizer.NAG`), with `g = clip(rescale * gradient)`. Its formula changed from version
 * to version, and what is computed is what the loaded libmxnet's own Python package computes:
 *
 * - 1.6 and later: `u = momentum * m`, `m = u - lr * (g + wd * w)`, `w += (1 + momentum) * m - u`;
 * - 1.5: `m = momentum * m + g + wd * w`, `w -= lr * (momentum * m + g)`, which forgets the decay in the look ahead;
 * - 1.2 to 1.4: `h = g + wd * w`, `m = momentum * m + h`, `w -= lr * (h + momentum * m)`;
 * - 1.1: that of {@link SGD}, because there the class's own formula was never called.
 *
 * Without momentum it is plain gradient descent in all of them.
 */
export class NAG extends MomentumOptimizer {
  protected override get operatorsKnowMasters(): boolean {
    return hasOperator('nag_mom_update') || !libraryIsAtLeast(1, 2);
  }

  update(updates: readonly StatefulUpdate[]): void {
    for (const update of updates) {
      this.count(update.key);
      const lr = this.rateOf(update.key);
      if (hasOperator('nag_mom_update')) this.#updateByOperator(update, lr);
      else if (libraryIsAtLeast(1, 2)) scope(() => this.#updateByFormula(update, lr));
      else this.descend(update, lr);
    }
  }

  #updateByOperator(update: StatefulUpdate, lr: number): void {
    if (this.momentum === 0) {
      this.descend(update, lr);
      return;
    }
    const { key, weight } = update;
    const operator = this.usesMaster(weight) ? 'mp_nag_mom_update' : 'nag_mom_update';
    const kernel = this.kernel(operator, () => this.momentumAttribute());
    const values = [this.text(lr), this.text(this.decayOf(key))];
    kernel.run(this.inputs(update, true), [weight], values);
  }

  #updateByFormula({ key, weight, gradient, state }: StatefulUpdate, lr: number): void {
    const rescaled = clipped(scaled(gradient, this.rescaleGrad), this.clipGradient);
    const decayed = sum(rescaled, scaled(weight, this.decayOf(key)));
    if (this.momentum !== 0) {
      const momentum = arrayAt(state, 0);
      scale(momentum, this.momentum);
      add(momentum, decayed);
      add(decayed, scaled(momentum, this.momentum));
    }
    add(weight, scaled(decayed, -lr));
  }
}
