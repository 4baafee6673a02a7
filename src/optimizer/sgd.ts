/** Stochastic gradient descent. */

import type { NDArray } from '../ndarray/ndarray.js';
import { invokeInto } from '../operators/invoke.js';
import { hasOperator } from '../operators/registry.js';
import { tupleText } from '../operators/text.js';
import { pythonFloat } from '../text/python-float.js';
import { Optimizer, type OptimizerOptions, type StatefulUpdate } from './optimizer.js';
import { arrayAt, type OptimizerState, zerosLike } from './state.js';

/** Options of {@link SGD}. */
export interface SGDOptions extends OptimizerOptions {
  /** @defaultValue 0 */
  momentum?: number;
}

/** The most weights that one `multi_sgd_update` takes. */
const LARGEST_AGGREGATE = 60;

/**
 * Stochastic gradient descent with momentum (`mx.optimizer.SGD`):
 * `m = momentum * m - lr * wd * w - lr * g`, `w += m`.
 *
 * Updates up to `MXNET_OPTIMIZER_AGGREGATION_SIZE` weights in one call (default 60; their number does not change
 * the result) with the `multi_*` operators of MXNet 1.5, one at a time before that.
 */
export class SGD extends Optimizer {
  override readonly aggregateNum: number;
  readonly momentum: number;

  constructor(options: SGDOptions = {}) {
    super(options);
    this.momentum = options.momentum ?? 0;
    this.aggregateNum = hasOperator('multi_sgd_update') ? aggregationSize() : 0;
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
    this.count(updates);
    const rates = this.learningRates(updates);
    const decays = this.weightDecays(updates);
    const attributes = this.commonAttributes();
    if (this.momentum > 0) attributes['momentum'] = pythonFloat(this.momentum);
    const inputs = updates.map((update) => this.#inputs(update));
    const operator = this.#operator(updates[0]);
    if (this.aggregateNum > 0) {
      const weights = updates.map((update) => update.weight);
      invokeInto(`multi_${operator}`, inputs.flat(), weights, {
        ...attributes,
        num_weights: weights.length,
        lrs: tupleText(rates.map(pythonFloat)),
        wds: tupleText(decays.map(pythonFloat)),
      });
      return;
    }
    for (const [i, { weight }] of updates.entries()) {
      invokeInto(operator, inputs[i] ?? [], [weight], {
        ...attributes,
        lr: pythonFloat(rates[i] ?? 0),
        wd: pythonFloat(decays[i] ?? 0),
      });
    }
  }

  #operator(update: StatefulUpdate | undefined): string {
    const precision = update !== undefined && this.usesMaster(update.weight) ? 'mp_' : '';
    return `${precision}sgd_${this.momentum > 0 ? 'mom_' : ''}update`;
  }

  /** Weight, gradient, momentum, float32 copy, as far as there are any. */
  #inputs({ weight, gradient, state }: StatefulUpdate): NDArray[] {
    const inputs = [weight, gradient];
    const master = this.usesMaster(weight);
    if (this.momentum > 0) inputs.push(arrayAt(state, 0));
    if (master) inputs.push(arrayAt(state, 1));
    return inputs;
  }
}

function aggregationSize(): number {
  const size = Number(process.env['MXNET_OPTIMIZER_AGGREGATION_SIZE'] ?? LARGEST_AGGREGATE);
  return Number.isInteger(size) && size > 0 ? Math.min(size, LARGEST_AGGREGATE) : 1;
}
