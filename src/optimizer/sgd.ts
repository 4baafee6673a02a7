/** Stochastic gradient descent. */

import { hasOperator } from '../operators/registry.js';
import { tupleText } from '../operators/text.js';
import { aggregationSize, LARGEST_AGGREGATE } from './aggregation.js';
import { MomentumOptimizer, type MomentumOptions } from './momentum-optimizer.js';
import type { StatefulUpdate } from './optimizer.js';

/** Options of {@link SGD}. */
export type SGDOptions = MomentumOptions;

/**
 * Stochastic gradient descent with momentum (`mx.optimizer.SGD`, also called `ccsgd`):
 * `m = momentum * m - lr * wd * w - lr * g`, `w += m`; without momentum `w = (1 - lr * wd) * w - lr * g`, where
 * `g = clip(rescale * gradient)`.
 *
 * Updates up to `MXNET_OPTIMIZER_AGGREGATION_SIZE` weights in one call (default 60; their number does not change
 * the result) with the `multi_*` operators of MXNet 1.5, one at a time before that.
 *
 * @example
 * ```ts
 * const updater = new Updater(new SGD({ learningRate: 0.1, momentum: 0.9 }));
 * updater.update([{ key: 'fc_weight', weight, gradient }]);
 * ```
 */
export class SGD extends MomentumOptimizer {
  #aggregateNum: number | undefined;

  override get aggregateNum(): number {
    this.#aggregateNum ??= hasOperator('multi_sgd_update') ? aggregationSize(LARGEST_AGGREGATE) : 0;
    return this.#aggregateNum;
  }

  update(updates: readonly StatefulUpdate[]): void {
    for (const { key } of updates) this.count(key);
    const rate = this.baseRate();
    if (this.aggregateNum > 0) {
      this.#updateTogether(updates, rate);
      return;
    }
    for (const update of updates) this.descend(update, rate * this.rateMultiplier(update.key));
  }

  #updateTogether(updates: readonly StatefulUpdate[], rate: number): void {
    const [first] = updates;
    if (first === undefined) return;
    const withMomentum = this.momentum > 0;
    const precision = this.usesMaster(first.weight) ? 'mp_' : '';
    const kernel = this.kernel(
      `multi_${precision}sgd_${withMomentum ? 'mom_' : ''}update`,
      () => this.momentumAttribute(),
      ['num_weights', 'lrs', 'wds'],
    );
    const rates = updates.map(({ key }) => this.text(rate * this.rateMultiplier(key)));
    const decays = updates.map(({ key }) => this.text(this.decayOf(key)));
    kernel.runAll(updates, (update) => this.inputs(update, withMomentum), [
      String(updates.length),
      tupleText(rates),
      tupleText(decays),
    ]);
  }
}
