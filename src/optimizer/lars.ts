/** Layer-wise adaptive rates. */

import { fromTypedArray } from '../ndarray/create.js';
import type { NDArray } from '../ndarray/ndarray.js';
import { invokeInto, invokeOne } from '../operators/invoke.js';
import { scope } from '../runtime/scope.js';
import { numberOption } from '../text/check-option.js';
import { aggregationSize } from './aggregation.js';
import { MomentumOptimizer, type MomentumOptions } from './momentum-optimizer.js';
import type { OptimizerProgress, StatefulUpdate } from './optimizer.js';

/** Options of {@link LARS}. */
export interface LARSOptions extends MomentumOptions {
  /** @defaultValue 0.001 */
  eta?: number;
  /** Avoids division by 0. @defaultValue 0 */
  eps?: number;
  /** Scale the momentum when the schedule changes the rate. @defaultValue true */
  momentumCorrection?: boolean;
}

/** MXNet's own default for this optimizer. Its size shows in the results: see {@link LARS}. */
const GROUP = 4;

/**
 * Layer-wise adaptive rate scaling (`mx.optimizer.LARS`, MXNet 1.6 and later): {@link SGD} in which the rate of a weight is
 * multiplied with `eta * |w| / (|rescale * g| + wd * |w| + eps)` if both norms are positive; parameters whose names end in
 * `gamma`, `beta` or `bias` keep the plain rate. Only names that end in `_weight` get weight decay.
 *
 * When a schedule changes the rate, the momentum is multiplied with new rate / old rate for one call. As in MXNet that reaches
 * only the parameters of that one call, the first `MXNET_OPTIMIZER_AGGREGATION_SIZE` (default 4), or the first one when
 * a store updates.
 */
export class LARS extends MomentumOptimizer {
  readonly eta: number;
  readonly eps: number;
  readonly momentumCorrection: boolean;
  #rate: number | undefined;

  constructor(options: LARSOptions = {}) {
    super(options);
    this.eta = numberOption('eta', options.eta, 0.001);
    this.eps = numberOption('eps', options.eps, 0);
    this.momentumCorrection = options.momentumCorrection ?? true;
  }

  override get aggregateNum(): number {
    return aggregationSize(GROUP);
  }

  override get groupsMatter(): boolean {
    return true;
  }

  update(updates: readonly StatefulUpdate[]): void {
    for (const { key } of updates) this.count(key);
    const rate = this.baseRate();
    const momentum = this.#momentumFor(rate);
    scope(() => this.#update(updates, rate, momentum));
  }

  override progress(): OptimizerProgress {
    const scalars = this.#rate === undefined ? {} : { rate: this.#rate };
    return { ...super.progress(), scalars };
  }

  override restore(progress: OptimizerProgress): void {
    super.restore(progress);
    this.#rate = progress.scalars?.['rate'];
  }

  protected override decays(name: string): boolean {
    return name.endsWith('_weight');
  }

  /** The momentum of one call: Goyal's correction where the rate has just changed. */
  #momentumFor(rate: number): number {
    const last = this.#rate ?? rate;
    this.#rate = rate;
    if (!this.momentumCorrection || last === 0) return this.momentum;
    return this.momentum * (rate / last);
  }

  #update(updates: readonly StatefulUpdate[], rate: number, momentum: number): void {
    const plain = ({ key }: StatefulUpdate) => /(gamma|beta|bias)$/.test(this.nameOf(key));
    const adaptive = updates.filter((update) => !plain(update));
    const ordered = [...adaptive, ...updates.filter(plain)];
    const [first] = ordered;
    if (first === undefined) return;
    const { device } = first.weight;
    const rates = ordered.map(({ key }) => rate * this.rateMultiplier(key));
    const decays = ordered.map(({ key }) => this.decayOf(key));
    const lrs = fromTypedArray(Float32Array.from(rates), [rates.length], { device });
    const wds = fromTypedArray(Float32Array.from(decays), [decays.length], { device });
    if (adaptive.length > 0) this.#adapt(adaptive, lrs, wds);
    const withMomentum = this.momentum > 0;
    const precision = this.usesMaster(first.weight) ? 'mp_' : '';
    const kernel = this.kernel(
      `preloaded_multi_${precision}sgd_${withMomentum ? 'mom_' : ''}update`,
      () => ({}),
      withMomentum ? ['num_weights', 'momentum'] : ['num_weights'],
    );
    const inputs = ordered.flatMap((update) => this.inputs(update, withMomentum));
    const values = [String(ordered.length)];
    if (withMomentum) values.push(this.text(momentum));
    kernel.run(
      [...inputs, lrs, wds],
      ordered.map(({ weight }) => weight),
      values,
    );
  }

  /** Scales the first rates by the norms of the weights and gradients they belong to. */
  #adapt(updates: readonly StatefulUpdate[], lrs: NDArray, wds: NDArray): void {
    const squares = (arrays: NDArray[]) =>
      invokeOne('multi_sum_sq', arrays, { num_arrays: arrays.length });
    const rates = lrs.slice(0, updates.length);
    invokeInto(
      'multi_lars',
      [
        rates,
        squares(updates.map(({ weight }) => weight)),
        squares(updates.map(({ gradient }) => gradient)),
        wds.slice(0, updates.length),
      ],
      [rates],
      {
        eta: this.text(this.eta),
        eps: this.text(this.eps),
        rescale_grad: this.text(this.rescaleGrad),
      },
    );
  }
}
