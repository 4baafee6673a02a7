/** Nesterov's accelerated gradient. */

import type { NDArray } from '../ndarray/ndarray.js';
import { invokeInto } from '../operators/invoke.js';
import { pythonFloat } from '../text/python-float.js';
import { Optimizer, type OptimizerOptions, type StatefulUpdate } from './optimizer.js';
import { arrayAt, type OptimizerState, zerosLike } from './state.js';

/** Options of {@link NAG}. */
export interface NAGOptions extends OptimizerOptions {
  /** @defaultValue 0 */
  momentum?: number;
}

/**
 * Nesterov's accelerated gradient (`mx.optimizer.NAG`), by the operator `nag_mom_update` of MXNet 1.6 and later:
 * `u = momentum * m`, `m = u - lr * (g + wd * w)`, `w += (1 + momentum) * m - u`. Without momentum plain SGD.
 */
export class NAG extends Optimizer {
  readonly momentum: number;

  constructor(options: NAGOptions = {}) {
    super(options);
    this.momentum = options.momentum ?? 0;
  }

  createState(weight: NDArray): OptimizerState {
    return this.momentum === 0 ? null : zerosLike(weight);
  }

  override createStateMultiPrecision(weight: NDArray): OptimizerState {
    if (!this.usesMaster(weight)) return this.createState(weight);
    const master = weight.copyToDevice(weight.device, 'float32');
    return [this.createState(master), master];
  }

  override updateMultiPrecision(updates: readonly StatefulUpdate[]): void {
    this.update(updates);
  }

  update(updates: readonly StatefulUpdate[]): void {
    for (const update of updates) {
      this.count([update]);
      const [lr = 0] = this.learningRates([update]);
      const { weight, gradient, state } = update;
      const master = this.usesMaster(weight);
      const inputs = [weight, gradient];
      if (this.momentum !== 0) inputs.push(arrayAt(state, 0));
      if (master) inputs.push(arrayAt(state, 1));
      const operator = `${master ? 'mp_' : ''}${this.momentum === 0 ? 'sgd' : 'nag_mom'}_update`;
      const momentum = this.momentum > 0 ? { momentum: pythonFloat(this.momentum) } : {};
      invokeInto(operator, inputs, [weight], this.singleAttributes(update, lr, momentum));
    }
  }
}
