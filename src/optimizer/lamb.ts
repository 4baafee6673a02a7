/** Layer-wise adaptive moments. */

import type { NDArray } from '../ndarray/ndarray.js';
import { invokeInto, invokeOne } from '../operators/invoke.js';
import { hasOperator } from '../operators/registry.js';
import { type Attributes, tupleText } from '../operators/text.js';
import { scope } from '../runtime/scope.js';
import { numberOption } from '../text/check-option.js';
import { aggregationSize } from './aggregation.js';
import { Optimizer, type OptimizerOptions, type StatefulUpdate } from './optimizer.js';
import { arrayAt, float32ZerosLike, type OptimizerState, stateAt, zerosLike } from './state.js';

/** Options of {@link LAMB}. */
export interface LAMBOptions extends OptimizerOptions {
  /** @defaultValue 0.001 */
  learningRate?: number;
  /** Decay of the mean. @defaultValue 0.9 */
  beta1?: number;
  /** Decay of the variance. @defaultValue 0.999 */
  beta2?: number;
  /** Avoids division by 0. @defaultValue 1e-6 */
  epsilon?: number;
  /** The norm of a weight counts as no less. @defaultValue none */
  lowerBound?: number | undefined;
  /** The norm of a weight counts as no more. @defaultValue none */
  upperBound?: number | undefined;
  /** Divide the averages by `1 - beta^t`. @defaultValue true */
  biasCorrection?: boolean;
}

/** The most weights that one `_multi_lamb_update` takes. */
const LARGEST_GROUP = 45;

/**
 * Layer-wise adaptive moments (`mx.optimizer.LAMB`, MXNet 1.6 and later), with `g = clip(rescale * gradient)`:
 * `m = beta1 * m + (1 - beta1) * g`, `v = beta2 * v + (1 - beta2) * g²`, `r = m' / (√v' + epsilon) + wd * w` where `m'` and
 * `v'` are divided by `1 - beta^t`, and `w -= lr * |w| / |r| * r`, or `w -= lr * r` if one of the norms is 0.
 *
 * Updates up to 45 weights in one call with the operators of MXNet 1.7; `MXNET_OPTIMIZER_AGGREGATION_SIZE` makes it fewer, and
 * 1 selects the operators of MXNet 1.6, whose results differ in the last bits.
 */
export class LAMB extends Optimizer {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly lowerBound: number | undefined;
  readonly upperBound: number | undefined;
  readonly biasCorrection: boolean;
  #aggregateNum: number | undefined;

  constructor(options: LAMBOptions = {}) {
    super({ ...options, learningRate: options.learningRate ?? 0.001 });
    this.beta1 = numberOption('beta1', options.beta1, 0.9);
    this.beta2 = numberOption('beta2', options.beta2, 0.999);
    this.epsilon = numberOption('epsilon', options.epsilon, 1e-6);
    this.lowerBound = boundOption('lowerBound', options.lowerBound);
    this.upperBound = boundOption('upperBound', options.upperBound);
    this.biasCorrection = options.biasCorrection ?? true;
  }

  override get aggregateNum(): number {
    this.#aggregateNum ??= hasOperator('_multi_lamb_update')
      ? aggregationSize(LARGEST_GROUP, LARGEST_GROUP)
      : 1;
    return this.#aggregateNum;
  }

  createState(weight: NDArray): OptimizerState {
    // MXNet 1.6, which has no operator for several weights, made these float32.
    const zeros = hasOperator('_multi_lamb_update') ? zerosLike : float32ZerosLike;
    return [zeros(weight), zeros(weight)];
  }

  override updateMultiPrecision(updates: readonly StatefulUpdate[]): void {
    this.update(updates);
  }

  update(updates: readonly StatefulUpdate[]): void {
    if (this.aggregateNum > 1) this.#updateTogether(updates);
    else for (const update of updates) scope(() => this.#updateInPhases(update));
  }

  #updateTogether(updates: readonly StatefulUpdate[]): void {
    const [first] = updates;
    if (first === undefined) return;
    const precision = this.usesMaster(first.weight) ? 'mp_' : '';
    const kernel = this.kernel(
      `_multi_${precision}lamb_update`,
      () => ({ ...this.#attributes(), ...this.#bounds() }),
      ['num_tensors', 'learning_rates', 'wds', 'step_count'],
    );
    const counts = updates.map(({ key }) => String(this.count(key)));
    const rate = this.baseRate();
    const rates = updates.map(({ key }) => this.text(rate * this.rateMultiplier(key)));
    const decays = updates.map(({ key }) => this.text(this.decayOf(key)));
    kernel.runAll(updates, (update) => this.#inputs(update), [
      String(updates.length),
      tupleText(rates),
      tupleText(decays),
      tupleText(counts),
    ]);
  }

  #updateInPhases(update: StatefulUpdate): void {
    const { key, weight } = update;
    const count = this.count(key);
    const precision = this.usesMaster(weight) ? 'mp_' : '';
    const inputs = this.#inputs(update);
    const master = inputs[4];
    const direction = invokeOne(`${precision}lamb_update_phase1`, inputs, {
      ...this.#attributes(),
      rescale_grad: this.text(this.rescaleGrad),
      clip_gradient: this.clipText(),
      wd: this.text(this.decayOf(key)),
      t: count,
    });
    const norms = [invokeOne('norm', [master ?? weight]), invokeOne('norm', [direction])];
    const masters = master === undefined ? [] : [master];
    invokeInto(
      `${precision}lamb_update_phase2`,
      [weight, direction, ...norms, ...masters],
      [weight],
      { lr: this.text(this.rateOf(key)), ...this.#bounds() },
    );
  }

  /** Weight, gradient, mean, variance, and the float32 copy if there is one. */
  #inputs({ weight, gradient, state }: StatefulUpdate): NDArray[] {
    if (!this.usesMaster(weight)) {
      return [weight, gradient, arrayAt(state, 0), arrayAt(state, 1)];
    }
    const averages = stateAt(state, 1);
    return [weight, gradient, arrayAt(averages, 0), arrayAt(averages, 1), arrayAt(state, 0)];
  }

  #attributes(): Attributes {
    return {
      beta1: this.text(this.beta1),
      beta2: this.text(this.beta2),
      epsilon: this.text(this.epsilon),
      bias_correction: this.biasCorrection,
    };
  }

  /** As in MXNet a bound of 0 is none. */
  #bounds(): Attributes {
    return {
      lower_bound: this.lowerBound ? this.text(this.lowerBound) : undefined,
      upper_bound: this.upperBound ? this.text(this.upperBound) : undefined,
    };
  }
}

function boundOption(name: string, value: number | undefined): number | undefined {
  return value === undefined ? undefined : numberOption(name, value, 0);
}
