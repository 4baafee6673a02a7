/** What optimizers with a momentum share. */

import type { NDArray } from '../ndarray/ndarray.js';
import { numberOption } from '../text/check-option.js';
import { Optimizer, type OptimizerOptions, type StatefulUpdate } from './optimizer.js';
import { arrayAt, type OptimizerState, zerosLike } from './state.js';

/** Options of {@link MomentumOptimizer}. */
export interface MomentumOptions extends OptimizerOptions {
  /** @defaultValue 0 */
  momentum?: number;
}

/**
 * An optimizer whose state is a momentum, none if that is 0, and whose operators work on float16 weights and their float32
 * copies at once. The state is then the momentum and the copy.
 */
export abstract class MomentumOptimizer extends Optimizer {
  readonly momentum: number;

  constructor(options: MomentumOptions = {}) {
    super(options);
    this.momentum = numberOption('momentum', options.momentum, 0);
  }

  createState(weight: NDArray): OptimizerState {
    return this.momentum === 0 ? null : zerosLike(weight);
  }

  override createStateMultiPrecision(weight: NDArray): OptimizerState {
    if (!this.operatorsKnowMasters || !this.usesMaster(weight)) {
      return super.createStateMultiPrecision(weight);
    }
    const master = weight.copyToDevice(weight.device, 'float32');
    return [this.createState(master), master];
  }

  override updateMultiPrecision(updates: readonly StatefulUpdate[]): void {
    if (this.operatorsKnowMasters) this.update(updates);
    else super.updateMultiPrecision(updates);
  }

  /** Whether there are operators for float16 weights with float32 copies. */
  protected get operatorsKnowMasters(): boolean {
    return true;
  }

  /** Weight, gradient, momentum, float32 copy, as far as an operator takes them. */
  protected inputs({ weight, gradient, state }: StatefulUpdate, withMomentum: boolean): NDArray[] {
    const inputs = [weight, gradient];
    if (withMomentum) inputs.push(arrayAt(state, 0));
    if (this.usesMaster(weight)) inputs.push(arrayAt(state, 1));
    return inputs;
  }

  /** One step of gradient descent for one parameter, by the operators that all versions of MXNet have. */
  protected descend(update: StatefulUpdate, lr: number): void {
    const { key, weight } = update;
    const withMomentum = this.momentum > 0;
    const precision = this.usesMaster(weight) ? 'mp_' : '';
    const operator = `${precision}sgd_${withMomentum ? 'mom_' : ''}update`;
    const kernel = this.kernel(operator, () => this.momentumAttribute());
    const values = [this.text(lr), this.text(this.decayOf(key))];
    kernel.run(this.inputs(update, withMomentum), [weight], values);
  }

  /** As in MXNet, operators are told of a momentum only if it is positive. */
  protected momentumAttribute(): { momentum: string | undefined } {
    return { momentum: this.momentum > 0 ? this.text(this.momentum) : undefined };
  }
}
